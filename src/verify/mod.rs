//! What can be proved of a packet: its trail, its draft, its sources, its quotes, and what it rests on.
//!
//! Reads and never writes. Everything it finds is a [`Problem`] with a place, so that a person can go
//! there; a *break* makes the answer no, a *notice* does not. What was proved, and what was not, is said
//! in words, because "ok" would promise more than a chain of digests can hold.

mod decisions;
mod drafts;
mod quotes;
mod signatures;
mod trail;

use std::path::Path;

use serde::Serialize;

use crate::audit::Digest;
use crate::audit::head::Since;
use crate::audit::signature::Roster;
use crate::packet::{self, Packet};
use crate::review::Review;
use crate::store::{self, Paths, StoreError, folder, locate};

pub use quotes::AnchorReport;
pub use signatures::{Held, SignatureReport};
pub use trail::ChainReport;

/// What was found in one packet. The JSON of `handoff verify`: fields may be added, never renamed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// As it was named.
    pub path: String,
    /// The packet's id; `None` where the draft can't be read any more.
    pub id: Option<String>,
    /// Whether nothing is broken.
    pub ok: bool,
    /// The trail.
    pub chain: ChainReport,
    /// The sources, in the packet's order.
    pub sources: Vec<SourceReport>,
    /// The quotes, claim by claim.
    pub anchors: Vec<AnchorReport>,
    /// Signatures over heads of the trail.
    pub signatures: Vec<SignatureReport>,
    /// Whatever a person should look at.
    pub problems: Vec<Problem>,
    /// In words.
    pub proved: Vec<String>,
    /// In words.
    pub not_proved: Vec<String>,
}

/// A source, as it stands beside the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceReport {
    /// Its id.
    pub id: String,
    /// Whether it could be loaded and is the one that the packet names.
    pub ok: bool,
    /// Whether its bytes have the digest that the packet names; `None` where it names none, or where
    /// there are no bytes.
    pub unchanged: Option<bool>,
    /// SHA-256 of its bytes.
    pub sha256: Option<String>,
    /// The format it was read as; `None` where it has no text that could be read.
    pub format: Option<String>,
}

/// Something a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file, line, claim or source.
    #[serde(rename = "where")]
    pub place: String,
    /// What was found and what was expected.
    pub what: String,
    /// What to do next; empty where there is nothing to be done.
    pub hint: String,
    /// Whether it makes the answer no.
    pub severity: Severity,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something was changed, is missing, or contradicts itself: the answer is no.
    Break,
    /// A newer version wrote it: nothing is known to be wrong, and not all could be looked at.
    Unread,
    /// Worth knowing.
    Notice,
}

impl Report {
    /// Whether nothing is known to be wrong, and only a newer version could tell the rest.
    pub fn is_unread(&self) -> bool {
        let is = |wanted: Severity| self.problems.iter().any(|problem| problem.severity == wanted);
        is(Severity::Unread) && !is(Severity::Break)
    }
}

impl Problem {
    fn broken(place: impl Into<String>, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into(), hint: hint.into(), severity: Severity::Break }
    }

    fn unread(place: impl Into<String>, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into(), hint: hint.into(), severity: Severity::Unread }
    }

    fn notice(place: impl Into<String>, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into(), hint: hint.into(), severity: Severity::Notice }
    }
}

/// What a verification is given beside the packet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Whose key is whose.
    pub roster: Option<Roster>,
    /// What the file is called that the roster was read from.
    pub roster_name: String,
    /// Heads that somebody held on to.
    pub since: Vec<Since>,
}

/// Verifies one packet, with nothing to hold it against but itself.
///
/// # Errors
/// As [`packet_with`].
pub fn packet(path: &Path) -> Result<Report, StoreError> {
    packet_with(path, &Options::default())
}

/// Verifies one packet.
///
/// # Errors
/// There is nothing to verify: no packet, or one that can't be read and has no trail that could tell why.
pub fn packet_with(path: &Path, options: &Options) -> Result<Report, StoreError> {
    let paths = Paths::find(path)?;
    let bytes = store::read(&paths.packet)?;
    let digest = Digest::of(&bytes);
    let (_, reading) = folder::open_trail(&paths, digest)?;
    let mut report = Report {
        path: path.display().to_string(),
        id: None,
        ok: false,
        chain: ChainReport::of(&paths, &reading),
        sources: Vec::new(),
        anchors: Vec::new(),
        signatures: Vec::new(),
        problems: Vec::new(),
        proved: Vec::new(),
        not_proved: Vec::new(),
    };
    let read = packet::read(&bytes);
    signatures::check(&paths, read.as_ref().ok(), digest, &reading, options, &mut report);
    trail::check(&paths, &reading, &mut report);
    drafts::check(&paths, &reading, &mut report);
    let id = read.as_ref().ok().map(|packet| packet.id.as_str());
    for since in &options.since {
        trail::check_since(&paths, since, id, digest, &reading, &mut report);
    }
    match read {
        Ok(packet) => {
            report.id = Some(packet.id.to_string());
            let entries = reading.lines.into_iter().map(|line| line.entry);
            let (review, refused) = Review::fold(packet, entries);
            contents(&paths, &review, &mut report);
            decisions::check(&paths, &review, &refused, &mut report);
        }
        Err(fault) if report.chain.entries == 0 && report.chain.ok => {
            return Err(StoreError {
                file: paths.packet.clone(),
                place: fault.place,
                what: fault.what,
                hint: fault.hint,
            });
        }
        Err(fault) => report.problems.push(Problem::broken(
            Paths::name(&paths.packet),
            format!("can't be read: {fault}"),
            fault.hint.unwrap_or_else(|| "put the draft of that time back".to_owned()),
        )),
    }
    report.ok = report.problems.iter().all(|problem| problem.severity == Severity::Notice);
    report.problems.sort_by_key(|problem| problem.severity == Severity::Notice);
    Ok(report)
}

/// Sources and quotes.
fn contents(paths: &Paths, review: &Review, report: &mut Report) {
    let found = locate::all(paths, review, |at, loaded| {
        let source = &review.packet().sources[at];
        quotes::check_source(source, loaded, report);
    });
    quotes::check(review, &found, report);
    decisions::check_words(review, &found, report);
    say(review.packet(), report);
}

fn say(packet: &Packet, report: &mut Report) {
    let unnamed: Vec<_> =
        packet.sources.iter().filter(|source| source.sha256.is_none()).map(|s| s.id.as_str()).collect();
    let named = packet.sources.len() - unnamed.len();
    if named > 0 && report.sources.iter().all(|source| source.unchanged != Some(false)) {
        let what = match named {
            1 => "the source that packet.json names with a digest has that digest".to_owned(),
            _ => format!("the {named} sources that packet.json names with a digest have that digest"),
        };
        report.proved.push(what);
    }
    if !unnamed.is_empty() {
        let what = format!("that {} still says what it said: packet.json names no digest for it", unnamed.join(", "));
        report.not_proved.push(what);
    }
}
