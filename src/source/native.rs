//! `handoff`'s own source format: one JSON object a line, so that any script can feed in anything.
//!
//! The first line says what the source is, each other line is something said. `handoff schema` prints the
//! shape of both. The version counts up only when old readers would misread it; unknown fields are
//! ignored.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::format::{Format, Outcome, Reader};
use super::note::{Lines, count};
use super::participant::{self, Participant};
use super::turns::Span;
use super::turns::Who;
use super::{Import, Unreadable, turns};
use crate::packet::{Side, SourceKind};
use crate::text::Part;

pub(super) const FORMAT: Format = Format { reader: Reader::Text { sniff, read } };

/// The newest version that is read.
const VERSION: u32 = 1;

/// The first line of a source: what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// Always `source`.
    pub handoff: String,
    /// The version of the format: 1.
    pub v: u32,
    /// As a person would call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The day, `YYYY-MM-DD`, or an RFC 3339 time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// What sort of thing it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<SourceKind>,
    /// Who took part, whether they spoke or not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<Somebody>,
}

/// Somebody who took part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Somebody {
    /// As the lines below name them.
    pub name: String,
    /// Mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Job title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Their part in the purchase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Which side they are on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
}

/// Every other line: something said or written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Utterance {
    /// Who says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// Their mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// When it begins, in seconds from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<f64>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<f64>,
    /// The words.
    pub text: String,
    /// `body` where it is left out; `quoted`, `signature`, `heading` or `notes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
}

/// By its first line.
fn sniff(head: &str, _: &str) -> bool {
    let first = head.trim_start().lines().next().unwrap_or_default();
    first.starts_with('{') && first.contains("\"handoff\"") && first.contains("\"source\"")
}

fn read(text: String, _: &str) -> Outcome {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let (_, first) = lines.next().unwrap_or_default();
    let header: Header = serde_json::from_str(first).map_err(|error| {
        let what = format!("the first line should say what the source is, but {error}");
        Unreadable { place: "line 1".to_owned(), ..Unreadable::new(what) }
            .hint("`handoff schema source` prints its shape")
    })?;
    if header.v > VERSION {
        let what = format!(
            "this source has version {} of the format, and version {VERSION} is the newest that is read",
            header.v
        );
        return Err(Unreadable::new(what).hint("get a newer `handoff`"));
    }
    let mut turns = turns::Turns::default();
    let (mut broken, mut parts) = (Lines::default(), Lines::default());
    for (at, line) in lines {
        let Ok(said) = serde_json::from_str::<Utterance>(line) else {
            broken.add(at + 1);
            continue;
        };
        let time = |seconds: Option<f64>| {
            seconds.filter(|seconds| (0.0..3.2e7).contains(seconds)).map(|s| (s * 1000.0).round() as u64)
        };
        let span = Span { start: time(said.start), end: time(said.end) };
        let who = said.speaker.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let who = who.map(|name| Who { name, email: said.email.as_deref() });
        let part = said.part.as_deref().map_or(Some(Part::Body), part);
        if part.is_none() {
            parts.add(at + 1);
        }
        turns.say_as(part.unwrap_or(Part::Body), who, span, &said.text);
    }
    let mut import = Import::new(turns.finish(), "handoff source");
    broken.report(&mut import.notes, |number| {
        format!("{} not in the shape of an utterance, left out", count(number, "line", "lines"))
    });
    parts.report(&mut import.notes, |number| {
        format!("{} of a part that is not known, read as body", count(number, "line", "lines"))
    });
    (import.title, import.date, import.kind) = (header.title, header.date, header.kind);
    for somebody in header.participants {
        let mut entry = Participant::named(somebody.name)
            .at(somebody.email.as_deref())
            .titled(somebody.title.as_deref())
            .on(somebody.side, "the source says so");
        entry.role = somebody.role;
        participant::join(&mut import.participants, entry);
    }
    Ok(import)
}

fn part(word: &str) -> Option<Part> {
    [Part::Body, Part::Quoted, Part::Signature, Part::Heading, Part::Notes].into_iter().find(|part| part.word() == word)
}

#[cfg(test)]
mod tests {
    use crate::packet::Side;
    use crate::source::import;

    #[test]
    fn a_header_and_what_was_said() {
        let import = import(include_bytes!("../../tests/fixtures/source/native.jsonl").to_vec(), "n").unwrap();
        assert_eq!(import.format, "handoff source");
        assert_eq!(import.text.as_str(), "Detention fees\nMaya Chen: We lost thirty percent.\nSam Lee: Ouch.");
        assert_eq!(import.text.marks()[0].1, 1500);
        assert_eq!(import.title.as_deref(), Some("Discovery call"));
        assert_eq!(import.participants[0].side.as_ref().map(|hint| hint.side), Some(Side::Customer));
        assert_eq!(import.notes[0].to_string(), "line 5: 1 line not in the shape of an utterance, left out");
    }

    #[test]
    fn a_newer_version_is_refused() {
        let error = import(b"{\"handoff\": \"source\", \"v\": 2}\n".to_vec(), "n").unwrap_err();
        assert!(error.what.contains("version 2"), "{}", error.what);
    }
}
