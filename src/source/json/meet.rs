//! Google Meet: the entries of a transcript as its interface gives them, with the participants if they
//! were put beside the entries. The text that Meet writes into a document is read as text.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::Value;

use super::super::format::Outcome;
use super::super::turns::{Span, Who};
use super::Shape;
use super::field::{has, list, words};
use super::talk::Talk;

pub(super) const SHAPE: Shape = Shape { is: |value| entries(value).is_some(), read };

fn entries(value: &Value) -> Option<&[Value]> {
    let list = value.as_array().map_or_else(|| list(value, &["transcriptEntries", "entries"]), Vec::as_slice);
    let first = list.first()?;
    let is_entry = has(first, "participant") && has(first, "text") && has(first, "startTime");
    is_entry.then_some(list)
}

fn read(value: &Value) -> Outcome {
    let mut talk = Talk::new("Google Meet", "entry");
    let names: HashMap<&str, &str> = list(value, &["participants"])
        .iter()
        .filter_map(|somebody| {
            let user =
                ["signedinUser", "anonymousUser", "phoneUser"].into_iter().find_map(|kind| somebody.get(kind))?;
            Some((words(somebody, &["name"])?, words(user, &["displayName"])?))
        })
        .collect();
    let time = |entry: &Value, name: &str| words(entry, &[name]).and_then(|time| time.parse::<Timestamp>().ok());
    let entries = entries(value).unwrap_or_default();
    let first = entries.iter().filter_map(|entry| time(entry, "startTime")).min();
    talk.import.date = first.map(|first| first.to_string());
    let mut unnamed = false;
    for entry in entries {
        let since = |name| {
            let passed = time(entry, name)?.as_millisecond() - first?.as_millisecond();
            u64::try_from(passed).ok()
        };
        let id = words(entry, &["participant"]);
        let name = id.map(|id| names.get(id).copied().unwrap_or(id));
        unnamed |= id.is_some_and(|id| !names.contains_key(id));
        // Nobody is called conferenceRecords/…/participants/7; the last part tells them apart.
        let name = name.map(|name| name.rsplit('/').next().unwrap_or(name));
        talk.say(
            name.and_then(Who::named),
            Span { start: since("startTime"), end: since("endTime") },
            words(entry, &["text"]),
        );
    }
    if unnamed {
        talk.note(
            "",
            "speakers are known by their number only; Meet gives the names apart (conferenceRecords.participants)",
        );
    }
    talk.finish()
}

#[cfg(test)]
mod tests {
    use crate::source::import;

    #[test]
    fn entries_count_from_the_first() {
        let import = import(include_bytes!("../../../tests/fixtures/source/meet.json").to_vec(), "m").unwrap();
        assert_eq!(import.format, "Google Meet");
        assert_eq!(import.text.as_str(), "Maya Chen: We lost thirty percent.\n8: Ouch.");
        assert_eq!(import.text.marks().iter().map(|mark| mark.1).collect::<Vec<_>>(), [0, 4250]);
        assert_eq!(import.date.as_deref(), Some("2026-07-02T14:00:00.5Z"));
        assert_eq!(import.notes.len(), 1);
    }
}
