//! Fireflies: the answer of its GraphQL interface, or the sentences alone.
//!
//! `text` may have been edited by a user, `raw_text` has not: quotes must come from what was heard, so
//! the raw words are used, and it is said where the two differ.

use serde_json::Value;

use super::super::format::Outcome;
use super::super::note::{Lines, count};
use super::super::participant::Participant;
use super::super::turns::{Span, Who};
use super::Shape;
use super::field::{date, has, label, list, seconds, words};
use super::talk::Talk;

pub(super) const SHAPE: Shape = Shape { is: |value| sentences(value).is_some(), read };

fn meeting(value: &Value) -> &Value {
    let value = value.get("data").unwrap_or(value);
    value.get("transcript").filter(|inner| inner.is_object()).unwrap_or(value)
}

fn sentences(value: &Value) -> Option<&[Value]> {
    let meeting = meeting(value);
    let list = meeting.as_array().map_or_else(|| list(meeting, &["sentences"]), Vec::as_slice);
    let first = list.first()?;
    let is_sentence = has(first, "speaker_name") || has(first, "speaker_id");
    let has_words =
        has(first, "sentence") || has(first, "raw_text") || (has(first, "text") && has(first, "start_time"));
    (is_sentence && has_words).then_some(list)
}

fn read(value: &Value) -> Outcome {
    let mut talk = Talk::new("Fireflies", "sentence");
    let meeting = meeting(value);
    talk.import.title = words(meeting, &["title"]).map(str::to_owned);
    talk.import.date = date(meeting, &["dateString", "date"]);
    let names: Vec<_> =
        list(meeting, &["speakers"]).iter().filter_map(|s| Some((label(s, &["id"])?, words(s, &["name"])?))).collect();
    let mut edited = Lines::of("sentence");
    for sentence in sentences(value).unwrap_or_default() {
        let id = label(sentence, &["speaker_id"]);
        let known = || id.as_ref().and_then(|id| names.iter().find(|(other, _)| other == id)).map(|(_, name)| *name);
        let name = words(sentence, &["speaker_name"]).or_else(known);
        let numbered = id.as_ref().map(|id| format!("Speaker {id}"));
        let who = name.or(numbered.as_deref()).and_then(Who::named);
        let (shown, raw) = (words(sentence, &["text", "sentence"]), words(sentence, &["raw_text"]));
        let span = Span {
            start: seconds(sentence, &["start_time", "startTime"]),
            end: seconds(sentence, &["end_time", "endTime"]),
        };
        talk.say(who, span, raw.or(shown));
        if raw.is_some() && shown.is_some() && raw != shown {
            edited.add(talk.number());
        }
    }
    for somebody in list(meeting, &["meeting_attendees"]) {
        let name = words(somebody, &["displayName", "name"]).unwrap_or_default();
        talk.participant(Participant::named(name).at(words(somebody, &["email"])));
    }
    for address in list(meeting, &["participants"]).iter().filter_map(Value::as_str).flat_map(|list| list.split(',')) {
        talk.participant(Participant::default().at(Some(address)));
    }
    edited.report(&mut talk.import.notes, |number| {
        format!(
            "{} edited by hand in Fireflies; the words that were recognised are used",
            count(number, "sentence was", "sentences were")
        )
    });
    if has(meeting, "summary") {
        talk.note("", "the summary that Fireflies wrote was not spoken and is left out");
    }
    talk.finish()
}

#[cfg(test)]
mod tests {
    use crate::source::import;

    #[test]
    fn raw_words_names_and_times_as_strings() {
        let import = import(include_bytes!("../../../tests/fixtures/source/fireflies.json").to_vec(), "f").unwrap();
        assert_eq!(import.format, "Fireflies");
        assert_eq!(import.text.as_str(), "Maya Chen: we lost uh thirty percent\nSpeaker 1: ouch");
        assert_eq!(import.text.marks().iter().map(|mark| mark.1).collect::<Vec<_>>(), [480, 2500]);
        assert_eq!(import.date.as_deref(), Some("2026-07-02T12:00:00Z"));
        assert!(import.notes[0].to_string().starts_with("sentence 1: 1 sentence was edited"), "{:?}", import.notes);
        assert!(import.participants.iter().any(|person| person.email.as_deref() == Some("sam@freeboard.example")));
    }
}
