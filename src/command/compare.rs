//! `handoff compare PATH`: the buying promise beside the value proof, with *never tested* as its own column.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::json;

use super::{Answer, Failure, Out, tell};
use crate::anchor;
use crate::packet::{Evidence, Packet, SourceId};
use crate::report::compare::{Compared, Proof, Recorded, compare};
use crate::report::pass;
use crate::store::{Paths, sources};

/// Put what was promised beside what was shown
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A packet: a folder with packet.json, or a packet in one file
    path: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    format: Shape,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Shape {
    #[default]
    Text,
    Json,
    Markdown,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let paths = Paths::find(&args.path)?;
    let packet = pass::read(&args.path)?;
    packet.problems.iter().for_each(|problem| tell(problem));
    let review = &packet.review;
    let loaded = RefCell::new(HashMap::new());
    let list = compare(review, &packet.found, &|evidence| locate(&paths, review.packet(), &loaded, evidence));
    match args.format {
        Shape::Json => {
            let mut counts = serde_json::Map::new();
            for proof in Proof::ALL {
                counts.insert(proof.word().to_owned(), json!(count(&list, *proof)));
            }
            out.json(&json!({
                "id": review.packet().id,
                "account": review.packet().account.name,
                "stage": review.stage(),
                "counts": counts,
                "promised": list,
            }))?;
        }
        Shape::Text => {
            heading(review.packet(), &list, "", out)?;
            list.iter().try_for_each(|one| text(one, out))?;
        }
        Shape::Markdown => {
            heading(review.packet(), &list, "# ", out)?;
            table(&list, out)?;
        }
    }
    Ok(if packet.problems.is_empty() { Answer::Yes } else { Answer::No })
}

/// Whether a quote that shows an outcome is in its source.
fn locate(
    paths: &Paths,
    packet: &Packet,
    loaded: &RefCell<HashMap<SourceId, sources::Loaded>>,
    evidence: &Evidence,
) -> String {
    let Some(source) = packet.source(&evidence.source) else { return "orphan".to_owned() };
    let mut loaded = loaded.borrow_mut();
    let loaded = loaded.entry(source.id.clone()).or_insert_with(|| sources::load(paths, source));
    match &loaded.import {
        Ok(import) => {
            let found = anchor::resolve(&import.text, loaded.unchanged.unwrap_or(true), evidence);
            found.state.word().to_owned()
        }
        Err(_) => "unreadable".to_owned(),
    }
}

fn count(list: &[Compared], proof: Proof) -> usize {
    list.iter().filter(|one| one.status == proof).count()
}

fn heading(packet: &Packet, list: &[Compared], mark: &str, out: &mut Out) -> Result<(), Failure> {
    out.line(&format!("{mark}{}: what was promised, and what was shown", packet.account.name))?;
    let counts: Vec<String> =
        Proof::ALL.iter().map(|proof| format!("{} {}", count(list, *proof), proof.label())).collect();
    if !mark.is_empty() {
        out.line("")?;
    }
    out.line(&counts.join(" · "))?;
    if list.is_empty() {
        out.line("no promised value, milestone or binding promise stands in this packet")?;
    }
    Ok(())
}

/// What was promised beyond its words: how much, by when, who keeps it, whether it binds.
fn terms(one: &Compared) -> Vec<String> {
    let mut terms = vec![one.kind.label().to_owned()];
    terms.extend(one.ruling.map(|ruling| ruling.label().to_owned()));
    terms.extend(one.amount.clone());
    terms.extend(one.due.as_ref().map(|due| format!("by {due}")));
    terms.extend(one.owner.as_ref().map(|owner| format!("{owner} keeps it")));
    match one.verdict {
        None => terms.push("nobody has judged it".to_owned()),
        Some("deferred") => terms.push("the customer is to be asked".to_owned()),
        Some(_) => {}
    }
    terms
}

/// What was recorded, in a line.
fn outcome(recorded: &Recorded) -> String {
    let mut line = format!("{}: {}", recorded.stage.label(), recorded.outcome.label());
    if let Some(words) = &recorded.words {
        let by = recorded.said_by.as_ref().map_or(String::new(), |by| format!(", {by}"));
        line.push_str(&format!(", “{words}”{by}"));
    } else if let Some(by) = &recorded.said_by {
        line.push_str(&format!(", said by {by}"));
    }
    match &recorded.evidence {
        Some(shown) if shown.state == "anchored" || shown.state == "moved" => {
            line.push_str(&format!("; shown by “{}” ({})", shown.exact, shown.source));
        }
        // What is not in its source never stands in quotation marks.
        Some(shown) => {
            line.push_str(&format!("; {} in {}: {}", shown.state.to_uppercase(), shown.source, shown.exact));
        }
        None if recorded.words.is_none() => line.push_str("; nothing is quoted for it"),
        None => {}
    }
    format!("{line} (recorded by {}, {})", recorded.by, recorded.at.strftime("%Y-%m-%d"))
}

fn text(one: &Compared, out: &mut Out) -> Result<(), Failure> {
    out.line(&format!("\n{} · {}", one.claim, one.status.label().to_uppercase()))?;
    out.line(&format!("  promised  {}", one.promised))?;
    out.line(&format!("            {}", terms(one).join(" · ")))?;
    for said in &one.said {
        let speaker = said.speaker.as_ref().map_or(String::new(), |speaker| format!("{speaker}, "));
        let date = said.date.as_ref().map_or(String::new(), |date| format!(", {date}"));
        let words = said.words.split_whitespace().collect::<Vec<_>>().join(" ");
        out.line(&format!("  said      “{words}” ({speaker}{}{date})", said.source))?;
    }
    if one.said.is_empty() {
        out.line("  said      no words of it are located")?;
    }
    for recorded in &one.recorded {
        out.line(&format!("  shown     {}", outcome(recorded)))?;
    }
    if one.recorded.is_empty() {
        out.line("  shown     nothing is recorded")?;
    }
    Ok(())
}

/// A table with a column for each status, *never tested* among them.
fn table(list: &[Compared], out: &mut Out) -> Result<(), Failure> {
    out.line("\n| promised | proved | partly | disproved | never tested |\n|---|---|---|---|---|")?;
    let cell =
        |words: &str| words.replace('\\', "\\\\").replace('|', "\\|").replace(['\n', '\r'], " ").replace('<', "&lt;");
    for one in list {
        let promised = format!("{} ({}; {})", cell(&one.promised), one.claim, cell(&terms(one).join(", ")));
        let shown: Vec<String> = one.recorded.iter().map(|recorded| cell(&outcome(recorded))).collect();
        let shown = if shown.is_empty() { "nothing is recorded".to_owned() } else { shown.join("<br>") };
        let at = |proof: Proof| if one.status == proof { shown.as_str() } else { "" };
        out.line(&format!(
            "| {promised} | {} | {} | {} | {} |",
            at(Proof::Proved),
            at(Proof::Partly),
            at(Proof::Disproved),
            at(Proof::NeverTested)
        ))?;
    }
    Ok(())
}
