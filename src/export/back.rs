//! Verdicts that come back in a CSV: from rows to events, or every fault at once.
//!
//! Pure. A row in which nobody wrote a verdict is nothing: a file that comes back as it went out decides
//! nothing. A row whose claim was decided since the export is refused, because the person had something else
//! on screen; `seen` says what.

use std::fmt;

use super::cell::plain;
use crate::packet::{ClaimId, Group};
use crate::review::blocker::needs_reason;
use crate::review::located::Beside;
use crate::review::word::{RejectReason, Ruling};
use crate::review::{Actor, Entry, Event, Refusal, Review};
use jiff::Timestamp;

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// What was found and what was expected.
    pub what: String,
    /// Whether the claim was decided since the export.
    pub stale: bool,
}

impl Fault {
    fn new(line: u64, what: impl Into<String>) -> Self {
        Self { line, what: what.into(), stale: false }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

/// What one row asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The line of the file.
    pub line: u64,
    /// The verdict, and the ruling that follows it.
    pub events: Vec<Event>,
}

/// Reads a file. Says of every row with a verdict what it asks for.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(bytes: &[u8], packet: &str) -> Result<Vec<Wanted>, Vec<Fault>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Err(error) = std::str::from_utf8(bytes) {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        return Err(vec![Fault::new(line, "the bytes are not UTF-8: save it as \"CSV UTF-8\"")]);
    }
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter(bytes)).flexible(true).has_headers(true).from_reader(bytes);
    let heading = match reader.headers() {
        Ok(heading) => Heading::of(heading),
        Err(error) => return Err(vec![Fault::new(1, format!("not a CSV: {error}"))]),
    };
    let mut faults = heading.faults();
    let mut wanted: Vec<(ClaimId, Wanted)> = Vec::new();
    if faults.is_empty() {
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    faults.push(Fault::new(line, format!("not a row of a CSV: {error}")));
                    continue;
                }
            };
            let row = Row { heading: &heading, line: record.position().map_or(0, csv::Position::line), record };
            match row.wanted(packet) {
                Ok(Some((claim, row))) => match wanted.iter().find(|(other, _)| *other == claim) {
                    Some((_, other)) => {
                        faults.push(Fault::new(
                            row.line,
                            format!("{claim} has a verdict in line {} already", other.line),
                        ));
                    }
                    None => wanted.push((claim, row)),
                },
                Ok(None) => {}
                Err(list) => faults.extend(list),
            }
        }
    }
    if faults.is_empty() { Ok(wanted.into_iter().map(|(_, row)| row).collect()) } else { Err(faults) }
}

/// Some spreadsheets write semicolons or tabs.
fn delimiter(bytes: &[u8]) -> u8 {
    let heading = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| heading.iter().filter(|byte| **byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|delimiter| (count(*delimiter), *delimiter == b',')).unwrap_or(b',')
}

/// Where the columns are.
struct Heading {
    names: Vec<String>,
}

impl Heading {
    fn of(record: &csv::StringRecord) -> Self {
        Self { names: record.iter().map(|name| name.trim().to_lowercase()).collect() }
    }

    fn faults(&self) -> Vec<Fault> {
        ["claim", "verdict", "seen"]
            .into_iter()
            .filter(|name| !self.names.iter().any(|other| other == name))
            .map(|name| {
                Fault::new(
                    1,
                    format!("there is no column `{name}`: fill in a file that `handoff export --format csv` wrote"),
                )
            })
            .collect()
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|other| other == name)
    }
}

struct Row<'a> {
    heading: &'a Heading,
    line: u64,
    record: csv::StringRecord,
}

impl Row<'_> {
    /// What stands in a column, without the blanks around it; `None` for nothing.
    fn cell(&self, name: &str) -> Option<&str> {
        let words = plain(self.record.get(self.heading.place(name)?)?).trim();
        (!words.is_empty()).then_some(words)
    }

    fn owned(&self, name: &str) -> Option<String> {
        self.cell(name).map(str::to_owned)
    }

    fn wanted(&self, packet: &str) -> Result<Option<(ClaimId, Wanted)>, Vec<Fault>> {
        let Some(verdict) = self.cell("verdict") else {
            // A verdict is what makes a row one; what else was written would be lost in silence.
            let stray: Vec<&str> = super::table::ANSWERS
                .into_iter()
                .filter(|name| *name != "verdict" && self.cell(name).is_some())
                .collect();
            return match stray[..] {
                [] => Ok(None),
                _ => Err(vec![Fault::new(
                    self.line,
                    format!(
                        "there is something in `{}` and no verdict: write one, or empty the cell",
                        stray.join("`, `")
                    ),
                )]),
            };
        };
        let mut faults = Vec::new();
        if self.cell("packet").is_some_and(|named| named != packet) {
            let named = self.cell("packet").unwrap_or_default();
            faults.push(Fault::new(self.line, format!("the row is of the packet {named}, expected {packet}")));
        }
        let claim = self.cell("claim").map(ClaimId::from);
        if claim.is_none() {
            faults.push(Fault::new(self.line, "the row names no claim"));
        }
        let seen = self.cell("seen").map(str::parse::<u64>);
        let seen = match seen {
            Some(Ok(seen)) => Some(seen),
            Some(Err(_)) => {
                let found = self.cell("seen").unwrap_or_default();
                faults.push(Fault::new(
                    self.line,
                    format!("`seen` is `{found}`, expected the number that the export wrote"),
                ));
                None
            }
            None => {
                faults.push(Fault::new(self.line, "`seen` is empty, expected the number that the export wrote"));
                None
            }
        };
        let claim = claim.unwrap_or_default();
        let mut events = Vec::new();
        match self.verdict(verdict, &claim, seen.unwrap_or_default()) {
            Ok(event) => events.push(event),
            Err(list) => faults.extend(list),
        }
        match self.ruling(&claim, seen.unwrap_or_default()) {
            Ok(event) => events.extend(event),
            Err(fault) => faults.push(fault),
        }
        if faults.is_empty() { Ok(Some((claim, Wanted { line: self.line, events }))) } else { Err(faults) }
    }

    fn verdict(&self, word: &str, claim: &ClaimId, seen: u64) -> Result<Event, Vec<Fault>> {
        let fault = |what: String| Err(vec![Fault::new(self.line, what)]);
        let claim = claim.clone();
        match word.to_lowercase().as_str() {
            "accept" | "accepted" => match self.cell("new_text") {
                Some(_) => fault("`new_text` has words, and the verdict is accept: expected edit".to_owned()),
                None => Ok(Event::ClaimAccepted { claim, seen, reason: self.owned("reason") }),
            },
            "edit" | "edited" => match self.owned("new_text") {
                Some(text) => Ok(Event::ClaimEdited { claim, seen, text, reason: self.owned("reason") }),
                None => fault("the verdict is edit, and `new_text` is empty: expected the new wording".to_owned()),
            },
            "reject" | "rejected" => match self.cell("reason").map(reject_reason) {
                Some(Some(reason)) => Ok(Event::ClaimRejected { claim, seen, reason, note: self.owned("note") }),
                Some(None) | None => {
                    let words: Vec<&str> = RejectReason::ALL.iter().map(|reason| reason.word()).collect();
                    let found = self.cell("reason").map_or("empty".to_owned(), |found| format!("`{found}`"));
                    fault(format!("the reason for rejecting is {found}, expected one of {}", words.join(", ")))
                }
            },
            "ask" | "defer" | "deferred" => match self.owned("note") {
                Some(question) => Ok(Event::ClaimDeferred { claim, seen, question, answerer: self.owned("answerer") }),
                None => fault("the verdict is ask, and `note` is empty: expected the question".to_owned()),
            },
            _ => fault(format!("the verdict is `{word}`, expected accept, edit, reject or ask")),
        }
    }

    fn ruling(&self, claim: &ClaimId, seen: u64) -> Result<Option<Event>, Fault> {
        let (owner, due) = (self.owned("owner"), self.owned("due"));
        let Some(word) = self.cell("ruling") else {
            return match (owner, due) {
                (None, None) => Ok(None),
                _ => Err(Fault::new(
                    self.line,
                    "there is an owner or a due date and no ruling: write one, or empty the cell",
                )),
            };
        };
        let folded = word.to_lowercase().replace([' ', '-'], "_");
        match Ruling::from_word(&folded) {
            Some(ruling) => Ok(Some(Event::PromiseRuled { claim: claim.clone(), seen, ruling, owner, due })),
            None => {
                let words: Vec<&str> = Ruling::ALL.iter().map(|ruling| ruling.word()).collect();
                Err(Fault::new(self.line, format!("the ruling is `{word}`, expected one of {}", words.join(", "))))
            }
        }
    }
}

fn reject_reason(word: &str) -> Option<RejectReason> {
    RejectReason::from_word(&word.to_lowercase().replace([' ', '_'], "-"))
}

/// The events, in order, each with the place of its row in `wanted`, if every row may be taken now. `found` has, for each claim, what is known of its
/// quotes; `review` has everything that others wrote until now.
///
/// # Errors
/// Every row that may not, and why; those that are stale among them. Then nothing is to be written.
pub fn check(
    review: &Review,
    found: &[Beside],
    wanted: &[Wanted],
    by: &Actor,
    at: Timestamp,
) -> Result<Vec<(usize, Event)>, Vec<Fault>> {
    let mut after = review.clone();
    let (mut events, mut faults) = (Vec::new(), Vec::new());
    for (number, row) in wanted.iter().enumerate() {
        for (place, event) in row.events.iter().enumerate() {
            // The ruling follows a verdict that nobody could have had on screen.
            let touched = event.claim().and_then(|id| after.find(id)).map(|index| after.touched(index));
            let event = match touched {
                Some(touched) if place > 0 => event.clone().having_seen(touched),
                Some(_) | None => event.clone(),
            };
            if let Some(fault) = unmet(&after, found, &event, row.line) {
                faults.push(fault);
                break;
            }
            let entry = Entry { seq: after.head() + 1, prev: String::new(), at, by: by.clone(), event: event.clone() };
            match after.check(by, &event).and_then(|()| after.apply(entry)) {
                Ok(()) => events.push((number, event)),
                Err(refusal) => {
                    let stale = matches!(refusal, Refusal::Stale { .. });
                    faults.push(Fault { line: row.line, what: refusal.to_string(), stale });
                    break;
                }
            }
        }
    }
    if faults.is_empty() { Ok(events) } else { Err(faults) }
}

/// What a verdict needs beyond what any review checks: a reason where no words are located.
fn unmet(review: &Review, found: &[Beside], event: &Event, line: u64) -> Option<Fault> {
    let index = review.find(event.claim()?)?;
    let claim = review.claim(index);
    let reason = if let Event::ClaimAccepted { reason, .. } | Event::ClaimEdited { reason, .. } = event {
        Some(reason)
    } else {
        None
    };
    let what = if reason.is_some_and(Option::is_none) && needs_reason(found.get(index).map_or(&[], Beside::as_slice)) {
        format!("no words of {} are located: say in `reason` why it stands all the same", claim.id)
    } else if matches!(event, Event::PromiseRuled { .. }) && claim.kind.group() != Group::Promises {
        format!("{} is no promise, and only promises are ruled: empty `ruling`", claim.id)
    } else {
        return None;
    };
    Some(Fault::new(line, what))
}
