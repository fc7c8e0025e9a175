//! Gong: the transcript (`/v2/calls/transcript`) and the people of the call (`/v2/calls/extensive`).
//!
//! The two are separate files, and the transcript alone has numbers for speakers. Where the other lies
//! beside it they are joined on `speakerId`; where it does not, the numbers stay, because no name is ever
//! invented. Bulk exports wrap each in `payload`. Times are milliseconds, but some exports have seconds:
//! the rate of speech tells them apart.

use std::collections::HashMap;

use serde_json::Value;

use super::super::format::Outcome;
use super::super::participant::Participant;
use super::super::turns::{Span, Who};
use super::super::{Import, Unreadable};
use super::field::{date, has, label, list, millis_of, number, words};
use super::talk::Talk;
use super::{Shape, tree};
use crate::packet::Side;

/// The transcript.
pub(super) const SHAPE: Shape = Shape { is: is_transcript, read: |value| read(value, &[]) };
/// The people without the words.
pub(super) const PEOPLE: Shape = Shape { is: is_people, read: refuse };

/// The calls of a file, out of whatever they are wrapped in.
fn calls(value: &Value) -> Vec<&Value> {
    let value = value.get("payload").unwrap_or(value);
    if let Value::Array(items) = value {
        return items.iter().flat_map(calls).collect();
    }
    match list(value, &["callTranscripts", "calls"]) {
        [] => vec![value],
        inner => inner.iter().map(|call| call.get("payload").unwrap_or(call)).collect(),
    }
}

fn has_words(call: &Value) -> bool {
    list(call, &["transcript"]).iter().take(5).any(|turn| has(turn, "sentences"))
}

fn has_people(call: &Value) -> bool {
    has(call, "parties") && (has(call, "metaData") || has(call, "context"))
}

fn is_transcript(value: &Value) -> bool {
    has(value, "callTranscripts") || calls(value).into_iter().any(has_words)
}

fn is_people(value: &Value) -> bool {
    calls(value).into_iter().any(has_people)
}

fn refuse(_: &Value) -> Outcome {
    Err(Unreadable::new("this is Gong's list of calls and people, which has no words that were spoken")
        .hint("put the transcript into the same folder; the names are taken from here"))
}

/// Whether a file is a list of people, to be used for a transcript beside it.
pub(in crate::source) fn is_list_of_people(bytes: &[u8]) -> bool {
    let has = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    has(b"\"parties\"") && tree(bytes).is_some_and(|value| is_people(&value) && !is_transcript(&value))
}

/// A transcript with the people of the files beside it, if it is one and they have some for it.
pub(super) fn joined(value: &Value, beside: &[Vec<u8>]) -> Option<Import> {
    if !is_transcript(value) {
        return None;
    }
    let others: Vec<Value> = beside.iter().filter_map(|bytes| tree(bytes)).collect();
    let known: Vec<&Value> = others.iter().flat_map(calls).filter(|call| has_people(call)).collect();
    if known.is_empty() { None } else { read(value, &known).ok() }
}

fn read(value: &Value, others: &[&Value]) -> Outcome {
    let mut talk = Talk::new("Gong", "sentence");
    let all = calls(value);
    let transcripts: Vec<&Value> = all.iter().copied().filter(|call| has_words(call)).collect();
    let known: Vec<&Value> = all.iter().chain(others).copied().filter(|call| has_people(call)).collect();
    let mut unnamed = Vec::new();
    let mut has_topics = false;
    for call in &transcripts {
        let id = label(call, &["callId"]);
        let about: Vec<&Value> = known
            .iter()
            .copied()
            .filter(|other| {
                let other = label(other.get("metaData").unwrap_or(other), &["id", "callId"]);
                // Exports that were made call by call leave the number out.
                id.is_none() || other.is_none() || other == id || transcripts.len() + known.len() == 2
            })
            .collect();
        let people = people(&about);
        for somebody in people.values().flatten() {
            talk.participant(somebody.clone());
        }
        let about = about.first().map(|about| about.get("metaData").unwrap_or(about));
        let title = about.and_then(|about| words(about, &["title"]));
        if transcripts.len() > 1 {
            talk.head(
                &title.map_or_else(|| format!("Call {}", id.as_deref().unwrap_or("without a number")), str::to_owned),
            );
        }
        talk.import.title = talk.import.title.take().or(title.map(str::to_owned));
        talk.import.date = talk.import.date.take().or(about.and_then(|about| date(about, &["started", "scheduled"])));
        let length = about.and_then(|about| number(about, &["duration"]));
        let unit = unit(call, length);
        for turn in list(call, &["transcript"]) {
            has_topics |= words(turn, &["topic"]).is_some();
            let speaker = label(turn, &["speakerId"]);
            let person = speaker.as_ref().and_then(|id| people.get(id)).and_then(|same| same.first());
            let name = person.map(|person| person.name.as_str()).filter(|name| !name.is_empty()).or(speaker.as_deref());
            if let (None, Some(id)) = (person, &speaker)
                && !unnamed.contains(id)
            {
                unnamed.push(id.clone());
            }
            let email = person.and_then(|person| person.email.as_deref());
            let who = name.map(|name| Who { name, email });
            for sentence in list(turn, &["sentences"]) {
                let at = |name| number(sentence, &[name]).and_then(|time| millis_of(time * unit));
                talk.say(who, Span { start: at("start"), end: at("end") }, words(sentence, &["text"]));
            }
        }
    }
    if has_topics {
        talk.note("", "the topics that Gong gives were not spoken and are left out");
    }
    if !unnamed.is_empty() {
        let what = format!("{} speakers are known by their number only", unnamed.len());
        talk.note(
            "",
            format!("{what}; the names are in Gong's list of calls (calls/extensive), put it beside this file"),
        );
    }
    talk.finish()
}

/// People by their number as speakers; whoever never spoke stands under an empty one.
fn people(calls: &[&Value]) -> HashMap<String, Vec<Participant>> {
    let mut people: HashMap<String, Vec<Participant>> = HashMap::new();
    for party in calls.iter().flat_map(|call| list(call, &["parties"])) {
        let affiliation = words(party, &["affiliation"]).unwrap_or_default().to_lowercase();
        let side = match affiliation.as_str() {
            "internal" => Some(Side::Seller),
            "external" => Some(Side::Customer),
            _ => None,
        };
        let email = words(party, &["emailAddress"]);
        let name = words(party, &["name"]).or(email).unwrap_or_default();
        let somebody = Participant::named(name)
            .at(email)
            .titled(words(party, &["title"]))
            .on(side, &format!("Gong says {affiliation}"));
        people.entry(label(party, &["speakerId"]).unwrap_or_default()).or_default().push(somebody);
    }
    people
}

/// How many milliseconds one unit of time is: 1 or 1000.
fn unit(call: &Value, length: Option<f64>) -> f64 {
    /// Units a letter above which they are milliseconds; people speak some 60 ms a letter.
    const SLOWEST: f64 = 2.0;
    let sentences = || list(call, &["transcript"]).iter().flat_map(|turn| list(turn, &["sentences"]));
    let last = sentences().filter_map(|sentence| number(sentence, &["end", "start"])).fold(0.0, f64::max);
    if let Some(length) = length.filter(|length| *length > 0.0) {
        return if last > length * 5.0 { 1.0 } else { 1000.0 };
    }
    let (mut units, mut letters) = (0.0, 0.0);
    for sentence in sentences() {
        if let (Some(start), Some(end)) = (number(sentence, &["start"]), number(sentence, &["end"])) {
            units += (end - start).max(0.0);
            letters += words(sentence, &["text"]).unwrap_or_default().len() as f64;
        }
    }
    if letters > 0.0 && units / letters < SLOWEST { 1000.0 } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use crate::packet::Side;
    use crate::source::{import, import_beside};

    const TRANSCRIPT: &str = include_str!("../../../tests/fixtures/source/gong-transcript.json");
    const EXTENSIVE: &str = include_str!("../../../tests/fixtures/source/gong-extensive.json");

    #[test]
    fn alone_it_has_numbers_and_beside_its_list_it_has_names() {
        let alone = import(TRANSCRIPT.into(), "t.json").unwrap();
        assert!(
            alone.text.as_str().starts_with("4471: We lost thirty percent of the margin."),
            "{}",
            alone.text.as_str()
        );
        assert!(alone.notes.iter().any(|note| note.what.contains("calls/extensive")), "{:?}", alone.notes);
        let joined = import_beside(TRANSCRIPT.into(), "t.json", &[b"{}".to_vec(), EXTENSIVE.into()]).unwrap();
        assert_eq!(
            joined.text.as_str(),
            "Maya Chen: We lost thirty percent of the margin. In May alone.\nSam Lee: We will get that down by the end of Q1."
        );
        assert_eq!(joined.title.as_deref(), Some("Northwind discovery"));
        assert_eq!(joined.date.as_deref(), Some("2026-07-02T14:00:00Z"));
        let times: Vec<_> = joined.text.marks().iter().map(|mark| mark.1).collect();
        assert_eq!(times, [1500, 4200, 6100]);
        let sides: Vec<_> =
            joined.participants.iter().map(|p| (p.name.as_str(), p.side.as_ref().map(|hint| hint.side))).collect();
        assert!(
            sides.contains(&("Maya Chen", Some(Side::Customer))) && sides.contains(&("Sam Lee", Some(Side::Seller)))
        );
        assert!(sides.contains(&("Luis Ortega", Some(Side::Customer))), "he never spoke: {sides:?}");
        assert!(import(EXTENSIVE.into(), "e.json").unwrap_err().what.contains("no words"));
    }

    #[test]
    fn seconds_are_told_from_milliseconds_and_wrappers_are_opened() {
        let wrapped = r#"{"payload": {"callId": "9", "transcript": [{"speakerId": "1", "topic": null,
            "sentences": [{"start": 1.5, "end": 4.0, "text": "We lost thirty percent of the margin."}]}]}}"#;
        let import = import(wrapped.into(), "t.json").unwrap();
        assert_eq!(import.text.marks()[0].1, 1500);
    }
}
