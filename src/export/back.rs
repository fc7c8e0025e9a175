//! Verdicts that come back in a CSV: from rows to events, or every fault at once.
//!
//! Pure. A row in which nobody wrote a verdict is nothing: a file that comes back as it went out decides
//! nothing. A row whose claim was decided since the export is refused, because the person had something else
//! on screen; `seen` says what.
//!
//! A damaged file is refused as a whole, since what is missing can't be told from what nobody wrote. May
//! surprise: rows may be shorter than the heading, because some spreadsheets leave empty cells out at the end.

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
    /// What the row says that the claim says.
    pub text: Option<String>,
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
        let mut last = (1, heading.names.len());
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    faults.push(Fault::new(line, format!("not a row of a CSV: {error}")));
                    continue;
                }
            };
            let row = Row { heading: &heading, line: line(bytes, &record), record };
            last = (row.line, row.record.len());
            if let Some(what) = row.damage() {
                faults.push(Fault::new(row.line, what));
                continue;
            }
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
        faults.extend(cut(bytes, last, heading.names.len()));
    }
    if faults.is_empty() { Ok(wanted.into_iter().map(|(_, row)| row).collect()) } else { Err(faults) }
}

/// The line that a row begins in. Where lines end in two characters, a row is said to begin at the second.
fn line(bytes: &[u8], record: &csv::StringRecord) -> u64 {
    record.position().map_or(0, |at| {
        let byte = usize::try_from(at.byte()).ok().and_then(|byte| bytes.get(byte));
        at.line() + u64::from(byte == Some(&b'\n'))
    })
}

/// What shows that a file does not end where it once did. `last` is the line of its last row, and how many
/// cells that has.
fn cut(bytes: &[u8], last: (u64, usize), columns: usize) -> Option<Fault> {
    let (line, cells) = last;
    if bytes.iter().filter(|byte| **byte == b'"').count() % 2 == 1 {
        let what =
            "a quotation mark here or above is never closed, so rows may have run together: export the file again";
        return Some(Fault::new(line, what));
    }
    let is_open = !bytes.ends_with(b"\n") && !bytes.ends_with(b"\r");
    (is_open && cells < columns)
        .then(|| Fault::new(line, "the file ends in the middle of this row: it was cut off; export it again"))
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

    /// What shows that this is not the row that was exported.
    fn damage(&self) -> Option<String> {
        let (cells, columns) = (self.record.len(), self.heading.names.len());
        let is_blank = self.record.iter().all(|cell| cell.trim().is_empty());
        let until = self.heading.place("seen").unwrap_or_default();
        if cells > columns && self.record.iter().skip(columns).any(|cell| !cell.trim().is_empty()) {
            Some(format!(
                "the row has {cells} cells, and the heading {columns}: a cell with the delimiter in it needs quotation marks"
            ))
        } else if cells <= until && !is_blank {
            Some("the row ends before `seen`, which every row has: it was damaged; export the file again".to_owned())
        } else {
            None
        }
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
        if faults.is_empty() {
            Ok(Some((claim, Wanted { line: self.line, text: self.owned("text"), events })))
        } else {
            Err(faults)
        }
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
            let unmet = unmet(&after, found, &event, row.line);
            if let Some(fault) = rewritten(review, row).filter(|_| place == 0).or(unmet) {
                faults.push(fault);
                break;
            }
            let entry = Entry { seq: after.head() + 1, prev: String::new(), at, by: by.clone(), event: event.clone() };
            match after.check(by, &event).and_then(|()| after.apply(entry)) {
                Ok(()) => events.push((number, event)),
                Err(refusal) => {
                    let stale = matches!(refusal, Refusal::Stale { .. });
                    let hint = refusal.hint().filter(|_| !stale).map_or(String::new(), |hint| format!(": {hint}"));
                    faults.push(Fault { line: row.line, what: format!("{refusal}{hint}"), stale });
                    break;
                }
            }
        }
    }
    if faults.is_empty() { Ok(events) } else { Err(faults) }
}

/// A wording that was changed in the column that only shows it would be lost in silence.
fn rewritten(review: &Review, row: &Wanted) -> Option<Fault> {
    let event = row.events.first()?;
    let index = review.find(event.claim()?)?;
    let folded = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    // Where somebody decided since, that is what is told.
    let is_fresh = event.seen() == Some(review.touched(index));
    let is_other = folded(row.text.as_deref()?) != folded(review.wording(index));
    (is_fresh && is_other).then(|| {
        let what = "`text` is not what the claim says: write a new wording into `new_text`, with the verdict edit";
        Fault::new(row.line, what)
    })
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
