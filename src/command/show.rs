//! `handoff show PATH`: the reviewed packet.

use std::path::PathBuf;

use clap::ValueEnum;

use super::opening::{self, Packet};
use super::{Answer, Failure, Out};
use crate::count::counted;
use crate::packet::{self, Group};
use crate::review::blocker;
use crate::review::hidden::{Reveal, shown_suggestion};
use crate::review::lived;
use crate::review::located::{Beside, Found, starting_standing};
use crate::review::project::project;
use crate::review::{Review, Verdict};
use crate::store::locate;

/// Print the reviewed packet
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A packet: a folder with packet.json, or a packet in one file
    path: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    format: Shape,
    /// Show the drafter's suggestions of claims that nobody has judged, too
    #[arg(long)]
    reveal: bool,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Shape {
    #[default]
    Text,
    Json,
    Markdown,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let Packet { paths, bytes, review, whole, .. } = opening::to_look(&args.path)?;
    let found = locate::all(&paths, &review, |_, _| {});
    let reveal = if args.reveal { Reveal::Always } else { Reveal::AfterVerdict };
    match args.format {
        Shape::Json => {
            let draft = packet::json(&bytes).map_err(Failure::new)?;
            out.json(&project(&draft, &review, &found, reveal))?;
        }
        Shape::Text => text(&review, &found, reveal, out)?,
        Shape::Markdown => markdown(&review, &found, reveal, out)?,
    }
    Ok(if whole { Answer::Yes } else { Answer::No })
}

/// One claim in words, shared by the two shapes that people read.
struct Told {
    head: String,
    wording: String,
    lines: Vec<String>,
}

fn told(review: &Review, found: &[Beside], reveal: Reveal, index: usize) -> Told {
    let claim = review.claim(index);
    let state = &review.claims()[index];
    let verdict = state.verdict.as_ref().map_or("undecided".to_owned(), |decision| {
        let why = match &decision.value {
            Verdict::Accepted { reason } | Verdict::Edited { text: _, reason } => reason.clone(),
            Verdict::Rejected { reason, note } => {
                Some(note.as_ref().map_or(reason.label().to_owned(), |note| format!("{}, {note}", reason.label())))
            }
            Verdict::Deferred { question, answerer } => {
                Some(answerer.as_ref().map_or(question.clone(), |who| format!("ask {who}: {question}")))
            }
        };
        let why = why.map_or(String::new(), |why| format!(": {why}"));
        format!("{}{why} ({})", decision.value.word(), decision.by.name)
    });
    let mut lines = Vec::new();
    let standing = state.standing.as_ref().map_or_else(|| starting_standing(&found[index]), |set| set.value);
    lines.push(format!("standing: {}", standing.label()));
    if review.wording(index) != claim.text {
        lines.push(format!("drafted as: {}", claim.text));
    }
    if let Some(ruled) = &state.ruling {
        let owner = ruled.value.owner.as_ref().map_or(String::new(), |owner| format!(", {owner} keeps it"));
        let due = ruled.value.due.as_ref().map_or(String::new(), |due| format!(", by {due}"));
        lines.push(format!("ruling: {}{owner}{due}", ruled.value.ruling.label()));
    } else if review.is_unruled(index) {
        lines.push("ruling: nobody has ruled it".to_owned());
    }
    if let Some(spin) = &state.spin {
        lines.push(format!("spin: “{}”", spin.value));
    }
    if state.validation.is_some() {
        lines.push("to be confirmed at kickoff".to_owned());
    }
    if let Some(action) = &state.action {
        let by = action.value.by.as_ref().map_or(String::new(), |by| format!(", by {by}"));
        let from = action.value.from.as_ref().map_or(String::new(), |from| format!(", from {from}"));
        lines.push(format!("action: {}{by}{from}", action.value.what));
    }
    for (live, found) in review.evidence(index).iter().zip(&found[index]) {
        lines.push(format!("evidence: {}", quote(review, live.evidence, found)));
    }
    lines.extend(lived::lines(review, index));
    for note in &state.notes {
        lines.push(format!("note: {} ({})", note.value, note.by.name));
    }
    if let Some(because) = shown_suggestion(review, index, reveal).and_then(|suggestion| suggestion.because) {
        lines.push(format!("drafted because {because}"));
    }
    Told {
        head: format!("{} · {} · {verdict}", claim.id, claim.kind.label()),
        wording: review.wording(index).to_owned(),
        lines,
    }
}

/// A quote in words. One that is not in its source never stands in quotation marks.
fn quote(review: &Review, evidence: &crate::packet::Evidence, found: &Found) -> String {
    let source = review.packet().source(&evidence.source).map_or(evidence.source.as_str(), |source| source.name());
    let exact = evidence.quote.exact.split_whitespace().collect::<Vec<_>>().join(" ");
    match found {
        Found::Pending => format!("not looked for: {exact} ({source})"),
        Found::Unreadable(why) => format!("can't be checked: {exact} ({source}: {why})"),
        Found::Resolved(located) if located.counts() => {
            let speaker = located.speaker.as_ref().map_or(String::new(), |speaker| format!("{}, ", speaker.name));
            let side = located.side.map_or(String::new(), |side| format!("{side}, "));
            format!("{} “{exact}” ({speaker}{side}{source})", located.resolution.state.label())
        }
        Found::Resolved(located) => {
            let why = located.resolution.reason().map_or(String::new(), |why| format!(": {why}"));
            format!("{}, the draft has: {exact} ({source}{why})", located.resolution.state.label().to_uppercase())
        }
    }
}

/// How far the review is, in one line.
fn progress(review: &Review, found: &[Beside]) -> String {
    let unruled = counted(review.unruled().count(), "promise", "promises");
    let head = format!("{}/{} decided · {unruled} unruled", review.decided(), review.len());
    if review.is_signed() {
        // Who signed is said below; what was waived for it blocks nothing any more.
        return head;
    }
    match blocker::open(review, found).len() {
        0 => format!("{head} · nothing blocks sign-off"),
        blocked => format!("{head} · {} sign-off", counted(blocked, "thing blocks", "things block")),
    }
}

fn text(review: &Review, found: &[Beside], reveal: Reveal, out: &mut Out) -> Result<(), Failure> {
    out.line(&review.packet().account.name)?;
    out.line(&progress(review, found))?;
    for part in lived::headline(review) {
        out.line(&part)?;
    }
    for group in Group::ALL {
        let claims: Vec<usize> =
            (0..review.len()).filter(|index| review.claim(*index).kind.group() == *group).collect();
        if claims.is_empty() {
            continue;
        }
        out.line(&format!("\n{}", group.label()))?;
        for index in claims {
            let told = told(review, found, reveal, index);
            out.line(&format!("\n  {}\n    {}", told.head, told.wording.replace('\n', "\n    ")))?;
            for line in told.lines {
                out.line(&format!("    {}", line.replace('\n', " ")))?;
            }
        }
    }
    for (kind, absence) in review.absences() {
        out.line(&format!(
            "\n  no {}: {} looked in {}",
            kind.label(),
            absence.by.name,
            counted(absence.value.sources.len(), "source", "sources")
        ))?;
    }
    for note in review.notes() {
        out.line(&format!("\n  note: {} ({})", note.value, note.by.name))?;
    }
    Ok(())
}

fn markdown(review: &Review, found: &[Beside], reveal: Reveal, out: &mut Out) -> Result<(), Failure> {
    out.line(&format!("# {}\n\n{}", escaped(&review.packet().account.name), progress(review, found)))?;
    for part in lived::headline(review) {
        out.line(&format!("\n{}", escaped(&part)))?;
    }
    for group in Group::ALL {
        let claims: Vec<usize> =
            (0..review.len()).filter(|index| review.claim(*index).kind.group() == *group).collect();
        if claims.is_empty() {
            continue;
        }
        out.line(&format!("\n## {}", group.label()))?;
        for index in claims {
            let told = told(review, found, reveal, index);
            out.line(&format!("\n**{}**\n\n{}\n", escaped(&told.head), escaped(&told.wording)))?;
            for line in told.lines {
                out.line(&format!("- {}", escaped(&line.replace('\n', " "))))?;
            }
        }
    }
    if !review.absences().is_empty() {
        out.line("\n## Looked for and not found\n")?;
        for (kind, absence) in review.absences() {
            out.line(&format!("- {}: {}", kind.label(), escaped(&absence.by.name)))?;
        }
    }
    Ok(())
}

/// Text that Markdown shows as it is.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
