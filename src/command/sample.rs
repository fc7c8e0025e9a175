//! `handoff sample LIBRARY`: a random sample of packets for a manager, with the ten questions answered from
//! each; and `handoff sample --record PATH`, which keeps what the manager found.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::{Value, json};

use super::{Answer, Failure, Out, actor, tell};
use crate::count::counted;
use crate::readiness::{Answered, Readiness};
use crate::report::pass;
use crate::report::row::{Broken, Ready, owner};
use crate::report::sample::{Candidate, Sample, draw};
use crate::review::located::Beside;
use crate::review::{Event, Review};
use crate::store::{self, Paths, StoreError};

/// Draw a random sample of packets, with the ten questions answered from each
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A folder with packets below it
    #[arg(required_unless_present = "record", conflicts_with = "record")]
    library: Option<PathBuf>,
    /// How many packets to draw
    #[arg(short = 'n', long = "count", default_value_t = 10, value_parser = some)]
    count: usize,
    /// Draw the same sample again; without it the clock picks one, and the result says which
    #[arg(long)]
    seed: Option<u64>,
    /// Only deals that closed on this day or later, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = day)]
    since: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    format: Shape,
    /// Keep what you found in this packet, as a line of its trail
    #[arg(long, value_name = "PATH", requires_all = ["finding", "sufficient", "name"])]
    record: Option<PathBuf>,
    /// What the receiving team did or did not receive, in your words
    #[arg(long, requires = "record")]
    finding: Option<String>,
    /// Whether it was enough to act differently
    #[arg(long, value_enum, requires = "record")]
    sufficient: Option<Sufficient>,
    /// Who looked: "Ruth Adeyemi", or "Ruth Adeyemi <ruth@example.com>"
    #[arg(long = "as", value_name = "NAME", requires = "record")]
    name: Option<String>,
    /// In which capacity
    #[arg(long, default_value = "manager")]
    role: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sufficient {
    Yes,
    No,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Shape {
    #[default]
    Text,
    Json,
    Markdown,
}

/// How many to draw: none is no sample.
fn some(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(0) => Err("a sample of no packets says nothing: draw at least 1".to_owned()),
        Ok(count) => Ok(count),
        Err(_) => Err("expected how many packets to draw, for example 10".to_owned()),
    }
}

/// A day as packets write it.
fn day(text: &str) -> Result<String, String> {
    match text.parse::<jiff::civil::Date>() {
        Ok(date) => Ok(date.to_string()),
        Err(_) => Err("expected a day as YYYY-MM-DD".to_owned()),
    }
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    match (&args.library, &args.record) {
        (_, Some(path)) => record(args, path, out),
        (Some(library), None) => sample(args, library, out),
        (None, None) => Err(Failure::new("nothing is named").hint("name a folder with packets below it".to_owned())),
    }
}

/// Keeps what a manager found.
fn record(args: &Args, path: &Path, out: &mut Out) -> Result<Answer, Failure> {
    let (Some(finding), Some(sufficient), Some(name)) = (&args.finding, args.sufficient, &args.name) else {
        return Err(Failure::new("--record needs --finding, --sufficient and --as"));
    };
    let by = actor::named(name, &args.role)?;
    let opened = store::open(path)?;
    let mut trail = opened.trail;
    let entries = opened.reading.lines.into_iter().map(|line| line.entry);
    let (mut review, _) = Review::fold(opened.packet, entries);
    let event =
        Event::Inspected { finding: finding.clone(), sufficient: sufficient == Sufficient::Yes, seed: args.seed };
    let recorded = store::record(&mut trail, &mut review, &by, vec![event])?;
    recorded.notices.iter().for_each(|notice| tell(notice));
    let line = recorded.written.first().map_or(0, |entry| entry.seq);
    out.line(&format!("kept as line {line} of {}", trail.path().display()))?;
    Ok(Answer::Yes)
}

fn sample(args: &Args, library: &Path, out: &mut Out) -> Result<Answer, Failure> {
    let paths = super::report::packets(library)?;
    let seed = args.seed.unwrap_or_else(|| jiff::Timestamp::now().as_millisecond().unsigned_abs());
    let (mut candidates, mut broken) = (Vec::new(), Vec::new());
    let read = |batch: &[PathBuf]| batch.iter().map(|path| candidate(library, path)).collect::<Vec<_>>();
    pass::over(&paths, &read, &mut |_, batch| {
        for read in batch {
            match read {
                Ok(candidate) => candidates.push(candidate),
                Err(unread) => broken.push(unread),
            }
        }
        true
    });
    if let Some(day) = &args.since {
        candidates.retain(|candidate| candidate.is_since(day));
    }
    let sample = draw(candidates, args.count, seed);
    let drawn = sample.drawn.iter().map(|candidate| Drawn::read(library, candidate)).collect::<Vec<_>>();
    match args.format {
        Shape::Json => out.json(&as_json(&sample, args, &drawn, &broken))?,
        Shape::Text => told(&sample, args, &drawn, false, out)?,
        Shape::Markdown => told(&sample, args, &drawn, true, out)?,
    }
    if !broken.is_empty() {
        tell(&format!("{} could not be read and could not be drawn", counted(broken.len(), "packet", "packets")));
    }
    Ok(Answer::Yes)
}

/// What the draw has to know of a packet: its draft alone, so that a review that goes on changes no sample.
fn candidate(library: &Path, path: &Path) -> Result<Candidate, Broken> {
    let told = path.display().to_string();
    let unread = |error: StoreError| Broken { what: error.to_string(), hint: error.hint, path: told.clone() };
    let paths = Paths::find(path).map_err(unread)?;
    let bytes = store::read(&paths.packet).map_err(unread)?;
    let packet = crate::packet::read(&bytes).map_err(|fault| Broken {
        what: format!("{told}: {fault}"),
        hint: fault.hint.clone(),
        path: told.clone(),
    })?;
    let deal = packet.deal.unwrap_or_default();
    let below = path.strip_prefix(library).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Ok(Candidate {
        id: packet.id.to_string(),
        path: parts.join("/"),
        closed: deal.closed_on.unwrap_or_default(),
        segment: packet.account.segment.unwrap_or_default(),
        csm: deal.csm.unwrap_or_default(),
    })
}

/// A packet that was drawn.
struct Drawn {
    path: PathBuf,
    packet: Result<pass::Packet, StoreError>,
}

impl Drawn {
    fn read(library: &Path, candidate: &Candidate) -> Self {
        let path = if candidate.path.is_empty() { library.to_owned() } else { library.join(&candidate.path) };
        Self { packet: pass::read(&path), path }
    }
}

fn claims(review: &Review, found: &[Beside], answered: &Answered) -> Vec<Value> {
    let quotes = |index: usize| -> Vec<&str> {
        let live = review.evidence(index).into_iter().zip(found.get(index).into_iter().flatten());
        live.filter(|(_, found)| found.counts()).map(|(live, _)| live.evidence.quote.exact.as_str()).collect()
    };
    let action = |index: usize| review.claims()[index].action.as_ref().map(|decision| decision.value.what.as_str());
    answered
        .claims
        .iter()
        .map(|index| {
            json!({
                "claim": review.claim(*index).id,
                "text": review.wording(*index),
                "quotes": quotes(*index),
                "action": action(*index),
            })
        })
        .collect()
}

fn as_json(sample: &Sample, args: &Args, drawn: &[Drawn], broken: &[Broken]) -> Value {
    let packets: Vec<Value> = sample
        .drawn
        .iter()
        .zip(drawn)
        .map(|(candidate, drawn)| {
            let mut told = json!({
                "id": candidate.id, "path": drawn.path.display().to_string(), "month": candidate.month(),
                "segment": candidate.segment,
            });
            match &drawn.packet {
                Err(error) => told["error"] = json!(error.to_string()),
                Ok(packet) => {
                    let review = &packet.review;
                    let readiness = Readiness::of(review, &packet.found);
                    told["account"] = json!(review.packet().account.name);
                    told["owner"] = json!(owner(review));
                    told["stage"] = json!(review.stage());
                    told["filled"] = json!(readiness.filled());
                    told["readiness"] = json!(Ready::from(&readiness));
                    for (at, answered) in readiness.questions.iter().enumerate() {
                        let question = &mut told["readiness"]["questions"][at];
                        question["question"] = json!(answered.question.label());
                        question["claims"] = json!(claims(review, &packet.found, answered));
                    }
                    told["problems"] = json!(packet.problems);
                    told["inspections"] = review
                        .later()
                        .inspections
                        .iter()
                        .map(|found| {
                            json!({
                                "finding": found.value.finding, "sufficient": found.value.sufficient,
                                "seed": found.value.seed, "by": found.by, "at": found.at,
                            })
                        })
                        .collect();
                }
            }
            told
        })
        .collect();
    json!({
        "seed": sample.seed,
        "population": {"sha256": sample.population.hex(), "packets": sample.of, "strata": sample.strata,
            "since": args.since},
        "packets": packets,
        "broken": broken,
    })
}

fn told(sample: &Sample, args: &Args, drawn: &[Drawn], markdown: bool, out: &mut Out) -> Result<(), Failure> {
    let since = args.since.as_ref().map_or(String::new(), |day| format!(" closed since {day}"));
    let (title, heading) = if markdown { ("# ", "\n## ") } else { ("", "\n") };
    out.line(&format!("{title}{} of {}{since}", sample.drawn.len(), counted(sample.of, "packet", "packets")))?;
    out.line(&format!(
        "{}seed {} · population {} · {} of month and segment",
        if markdown { "\n" } else { "" },
        sample.seed,
        sample.population,
        counted(sample.strata, "stratum", "strata")
    ))?;
    for (candidate, drawn) in sample.drawn.iter().zip(drawn) {
        let packet = match &drawn.packet {
            Ok(packet) => packet,
            Err(error) => {
                out.line(&format!("{heading}{}: could not be read: {error}", candidate.id))?;
                continue;
            }
        };
        let review = &packet.review;
        let readiness = Readiness::of(review, &packet.found);
        out.line(&format!(
            "{heading}{} · {} · {}",
            review.packet().account.name,
            owner(review).unwrap_or("nobody"),
            if candidate.closed.is_empty() { "no closing date" } else { &candidate.closed }
        ))?;
        if markdown {
            out.line("")?;
        }
        out.line(&format!(
            "{} · {} · {} of 10 ready, {} filled",
            drawn.path.display(),
            review.stage(),
            readiness.yes(),
            readiness.filled()
        ))?;
        for problem in &packet.problems {
            out.line(&format!("PROBLEM: {problem}"))?;
        }
        if markdown {
            out.line("")?;
        }
        for answered in &readiness.questions {
            question(packet, answered, markdown, out)?;
        }
        for found in &review.later().inspections {
            let enough = if found.value.sufficient { "enough" } else { "not enough" };
            let space = if markdown { "\n" } else { "  " };
            out.line(&format!("{space}{} found {enough}: {}", found.by.name, found.value.finding))?;
        }
        let space = if markdown { "\n" } else { "  " };
        out.line(&format!("{space}Enough to act differently?  yes / no    Finding: ____________________________"))?;
        out.line(&format!(
            "{space}{0}handoff sample --record {1} --seed {2} --sufficient yes|no --finding \"…\" --as \"NAME\"{0}",
            if markdown { "`" } else { "" },
            drawn.path.display(),
            sample.seed
        ))?;
    }
    Ok(())
}

fn question(packet: &pass::Packet, answered: &Answered, markdown: bool, out: &mut Out) -> Result<(), Failure> {
    let why = if answered.why.is_empty() { String::new() } else { format!(": {}", answered.why) };
    let (number, label, answer) = (answered.question.number(), answered.question.label(), answered.answer.word());
    match markdown {
        true => out.line(&format!("{number}. {label} **{answer}**{why}"))?,
        false => out.line(&format!("  {number:>2}. {label} {}{why}", answer.to_uppercase()))?,
    }
    for index in &answered.claims {
        let review = &packet.review;
        let action = review.claims()[*index].action.as_ref();
        let action = action.map_or(String::new(), |action| format!(" → {}", action.value.what));
        let dash = if markdown { "   -" } else { "      " };
        out.line(&format!("{dash} {} ({}){action}", review.wording(*index), review.claim(*index).id))?;
    }
    Ok(())
}
