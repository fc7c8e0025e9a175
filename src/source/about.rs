//! `sources.toml`: what a person wrote down about the files beside it, because the files do not say it.
//!
//! ```toml
//! [speakers."Maya Chen"]            # as the sources name them, or their mail address
//! side = "customer"
//! title = "VP Operations"
//! role = "champion"
//!
//! [sources."2026-07-02-discovery.vtt"]
//! title = "Discovery call"
//! date = "2026-07-02"
//! kind = "call"
//! speakers."Speaker 1" = { name = "Sam Lee", side = "seller" }
//! ```
//!
//! What stands here goes before what a file says of itself. It adds to what is known of the speakers and
//! never changes a source's words or labels.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Import;
use super::participant::{self, Participant, SideHint};
use crate::packet::{Side, SourceKind};

/// The name of the file.
pub const FILE: &str = "sources.toml";

/// All of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Speakers of every source, by name or address.
    #[serde(default)]
    speakers: BTreeMap<String, Known>,
    /// Sources, by their path from the folder in which the file lies.
    #[serde(default)]
    sources: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    title: Option<String>,
    date: Option<String>,
    kind: Option<SourceKind>,
    #[serde(default)]
    speakers: BTreeMap<String, Known>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    /// Who it is, where a source has only a number.
    name: Option<String>,
    email: Option<String>,
    title: Option<String>,
    role: Option<String>,
    side: Option<Side>,
}

impl About {
    /// Reads the file.
    ///
    /// # Errors
    /// Where it is not TOML or has a field that is not known: the line, and what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            format!("line {line}: {}", error.message())
        })
    }

    /// The paths that it says something about, to be told of those that are not there.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(String::as_str)
    }

    /// Adds what is written about a source to what it says of itself.
    pub fn tell(&self, path: &str, import: &mut Import) {
        let file = path.rsplit('/').next().unwrap_or(path);
        let entry = self.sources.get(path).or_else(|| self.sources.get(file));
        if let Some(entry) = entry {
            import.title = entry.title.clone().or(import.title.take());
            import.date = entry.date.clone().or(import.date.take());
            import.kind = entry.kind.clone().or(import.kind.take());
        }
        let here = entry.into_iter().flat_map(|entry| &entry.speakers);
        for (label, known) in here.chain(&self.speakers) {
            known.tell(label, &mut import.participants);
        }
    }
}

impl Known {
    /// Adds it to the entry of whoever has that label, in a source in which they took part.
    fn tell(&self, label: &str, people: &mut Vec<Participant>) {
        let label = label.trim();
        let is_meant = |person: &Participant| {
            person.name.eq_ignore_ascii_case(label)
                || person.email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(label))
        };
        let Some(at) = people.iter().position(is_meant) else { return };
        let person = &mut people[at];
        person.title = self.title.clone().or(person.title.take());
        person.role = self.role.clone().or(person.role.take());
        person.email = self.email.clone().or(person.email.take());
        if let Some(side) = self.side {
            person.side = Some(SideHint { side, because: FILE.to_owned() });
        }
        if let Some(name) = self.name.clone().filter(|name| !name.eq_ignore_ascii_case(label)) {
            let mut person = people.remove(at);
            person.aliases.push(std::mem::replace(&mut person.name, name));
            participant::join(people, person);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: &str = r#"
        [speakers."Maya Chen"]
        side = "customer"
        role = "champion"

        [sources."call.vtt"]
        title = "Discovery call"
        kind = "call"
        speakers."Speaker 1" = { name = "Sam Lee", side = "seller" }
    "#;

    #[test]
    fn a_person_knows_more_than_the_file() {
        let call = "WEBVTT - Recording\n\n00:01.000 --> 00:02.000\nMaya Chen: hello\n\n00:02.000 --> 00:03.000\nSpeaker 1: hi\n\n\
                    00:03.000 --> 00:04.000\nSpeaker 1: there\n";
        let mut import = super::super::import(call.into(), "call.vtt").unwrap();
        About::parse(ABOUT).unwrap().tell("calls/call.vtt", &mut import);
        assert_eq!((import.title.as_deref(), import.kind.clone()), (Some("Discovery call"), Some(SourceKind::Call)));
        let sam = import.participants.iter().find(|person| person.name == "Sam Lee").unwrap();
        assert_eq!(sam.aliases, ["Speaker 1"]);
        assert_eq!(sam.side.as_ref().map(|hint| hint.side), Some(Side::Seller));
        assert!(import.participants.iter().any(|person| person.role.as_deref() == Some("champion")));
        assert!(import.text.as_str().contains("Speaker 1: hi"), "the words stay as they are");
    }

    #[test]
    fn faults_are_told_by_line() {
        let error = About::parse("[speakers.Maya]\nside = \"left\"\n").unwrap_err();
        assert!(error.starts_with("line 2: ") && error.contains("customer"), "{error}");
        assert!(About::parse("[source.x]\n").unwrap_err().starts_with("line 1: "));
    }
}
