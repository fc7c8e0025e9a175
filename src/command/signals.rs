//! `handoff signals PATH`: what in the words of the sources a person should look at, and why.
//!
//! Suggestions, every one with the words that triggered it. What concerns a claim that nobody has judged
//! is left out unless `--reveal` asks for it, by the same rule as on the screen (`review::hidden`).

use std::ops::Range;
use std::path::PathBuf;

use jiff::civil::Date;
use serde::Serialize;

use super::given::{Given, Source};
use super::{Answer, Failure, Format, Out};
use crate::find::related::Related;
use crate::packet::Side;
use crate::review::hidden::Reveal;
use crate::review::located::{Beside, Found};
use crate::signal::all::{Claimed, Heard, Signal, all};
use crate::signal::{Words, sentences};
use crate::store::{self, locate};
use crate::text::clock;

/// Print what in the sources a person should look at, and why
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A packet, a folder with sources, or one source
    path: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show what concerns claims that nobody has judged, too
    #[arg(long)]
    reveal: bool,
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    signal: &'static str,
    why: &'a str,
    claims: Vec<&'a str>,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    words: Vec<Word<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<Place<'a>>,
}

/// Where it stands, in code points of the source's text.
#[derive(Debug, Serialize)]
struct Place<'a> {
    source: &'a str,
    start: usize,
    end: usize,
    text: &'a str,
    speaker: Option<&'a str>,
    side: Option<Side>,
    time: Option<String>,
}

#[derive(Debug, Serialize)]
struct Word<'a> {
    cue: &'a str,
    start: usize,
    end: usize,
    text: &'a str,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let given = Given::read(&args.path)?;
    let side = |speaker: &crate::text::Speaker| given.side(speaker);
    let heard: Vec<Heard<'_>> = given
        .sources
        .iter()
        .map(|source| Heard {
            kind: source.kind.clone(),
            text: &source.text,
            sentences: sentences(&source.text, &side),
        })
        .collect();
    let found = match &given.review {
        Some(review) => locate::all(&store::Paths::find(&args.path)?, review, |_, _| {}),
        None => Vec::new(),
    };
    let claims = claimed(&given, &found);
    let today = jiff::Zoned::now().date();
    let signals = all(&heard, &claims, Some(today), &Words::default(), &Related::default());
    let reveal = if args.reveal { Reveal::Always } else { Reveal::AfterVerdict };
    let shown: Vec<&Signal> = signals.iter().filter(|signal| may_be_seen(&given, signal, reveal)).collect();
    match args.format {
        Format::Json => out.json(&shown.iter().map(|signal| row(&given, signal)).collect::<Vec<_>>())?,
        Format::Text => {
            for signal in &shown {
                print(&given, signal, out)?;
            }
            let hidden = signals.len() - shown.len();
            if hidden > 0 {
                super::tell(&format!("{hidden} more concern claims that nobody has judged; --reveal shows them"));
            }
        }
    }
    Ok(Answer::Yes)
}

/// The claims that stand, with where their words were found.
fn claimed<'a>(given: &'a Given, found: &[Beside]) -> Vec<Claimed<'a>> {
    let Some(review) = &given.review else { return Vec::new() };
    let place = |id: &str| given.sources.iter().position(|source| source.id == id);
    (0..review.len())
        .map(|index| {
            let claim = review.claim(index);
            let quotes = review.evidence(index);
            let at: Vec<(usize, Range<usize>)> = quotes
                .iter()
                .zip(&found[index])
                .filter(|(_, found)| found.counts())
                .filter_map(|(live, found)| match found {
                    Found::Resolved(located) => {
                        Some((place(live.evidence.source.as_str())?, located.resolution.range.clone()?))
                    }
                    Found::Pending | Found::Unreadable(_) => None,
                })
                .collect();
            let said = at.iter().filter_map(|(source, _)| day(given.sources[*source].date.as_deref()?)).max();
            Claimed {
                id: &claim.id,
                kind: claim.kind,
                text: review.wording(index),
                due: claim.due.as_deref(),
                said,
                at,
            }
        })
        .collect()
}

/// The day of an RFC 3339 time or a plain date.
fn day(date: &str) -> Option<Date> {
    date.get(..10)?.parse().ok()
}

/// Judge first: a signal that concerns a claim is shown once that claim has a verdict.
fn may_be_seen(given: &Given, signal: &Signal, reveal: Reveal) -> bool {
    let Some(review) = &given.review else { return true };
    signal.claims.iter().all(|claim| {
        review.find(claim).is_none_or(|index| crate::review::hidden::may_see_signals(review, index, reveal))
    })
}

fn row<'a>(given: &'a Given, signal: &'a Signal) -> Row<'a> {
    let source = |at: usize| &given.sources[at];
    let words = match &signal.at {
        Some((at, _)) => signal.triggers.iter().map(|trigger| word(source(*at), trigger)).collect(),
        None => Vec::new(),
    };
    Row {
        signal: signal.kind.word(),
        why: &signal.why,
        claims: signal.claims.iter().map(|claim| claim.as_str()).collect(),
        place: signal.at.as_ref().map(|(at, range)| place(given, source(*at), range)),
        words,
        against: signal.against.as_ref().map(|(at, range)| place(given, source(*at), range)),
    }
}

fn word<'a>(source: &'a Source, trigger: &'a crate::signal::Trigger) -> Word<'a> {
    let position = source.text.position(&trigger.words);
    let text = &source.text.as_str()[trigger.words.clone()];
    Word { cue: &trigger.cue, start: position.start, end: position.end, text }
}

fn place<'a>(given: &Given, source: &'a Source, range: &Range<usize>) -> Place<'a> {
    let text = &source.text;
    let position = text.position(range);
    let speaker = text.turn_at(range.start).and_then(|turn| text.speaker(&text.turns()[turn]));
    Place {
        source: &source.id,
        start: position.start,
        end: position.end,
        text: &text.as_str()[range.clone()],
        speaker: speaker.map(|speaker| speaker.name.as_str()),
        side: speaker.and_then(|speaker| given.side(speaker)),
        time: text.time_at(range.start).map(clock),
    }
}

fn print(given: &Given, signal: &Signal, out: &mut Out) -> Result<(), Failure> {
    let row = row(given, signal);
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let claims = if row.claims.is_empty() { String::new() } else { format!(" · {}", row.claims.join(", ")) };
    out.line(&format!("{} · {}{claims}", row.signal, row.why))?;
    for (label, place) in [("", &row.place), ("against: ", &row.against)] {
        if let Some(place) = place {
            let who = place.speaker.map_or(String::new(), |who| format!(", {who}"));
            let time = place.time.as_ref().map_or(String::new(), |time| format!(", {time}"));
            out.line(&format!("  {label}“{}” ({}{who}{time})", one_line(place.text), place.source))?;
        }
    }
    let words: Vec<String> = row.words.iter().map(|word| format!("“{}”", one_line(word.text))).collect();
    if !words.is_empty() && row.place.as_ref().is_none_or(|place| row.words.iter().all(|word| word.text != place.text))
    {
        out.line(&format!("  because of {}", words.join(", ")))?;
    }
    Ok(())
}
