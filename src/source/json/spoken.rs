//! Transcripts of makers that have no file of their own here: a list of things that somebody said, told by
//! its look. The import says that it was read this way.

use serde_json::Value;

use super::super::format::Outcome;
use super::super::time;
use super::super::turns::{Span, Who};
use super::Shape;
use super::field::{date, label, list, millis_of, number, words};
use super::talk::Talk;

pub(super) const SHAPE: Shape = Shape { is: |value| said(value).is_some(), read };

const WORDS: &[&str] = &["text", "sentence", "transcript", "content", "utterance", "raw_text"];
const SPEAKER: &[&str] = &[
    "speaker",
    "speaker_name",
    "speakerName",
    "speaker_label",
    "participant",
    "participant_name",
    "speaker_id",
    "author",
];
const START: &[&str] = &["start", "start_time", "startTime", "time", "timestamp", "offset", "begin"];
const END: &[&str] = &["end", "end_time", "endTime"];

/// The list of what was said: the longest that looks like one, at most three fields down.
fn said(value: &Value) -> Option<&[Value]> {
    let mut best: Option<&[Value]> = None;
    look(value, 3, &mut best);
    best
}

fn look<'a>(value: &'a Value, depth: usize, best: &mut Option<&'a [Value]>) {
    match value {
        Value::Array(items) if best.is_none_or(|best| best.len() < items.len()) && is_said(items) => {
            *best = Some(items)
        }
        Value::Object(fields) if depth > 0 => fields.values().for_each(|field| look(field, depth - 1, best)),
        _ => {}
    }
}

fn is_said(items: &[Value]) -> bool {
    let sample = || items.iter().take(50);
    let with =
        |names: &'static [&str]| sample().filter(|item| names.iter().any(|name| item.get(name).is_some())).count();
    let spoken = sample().filter(|item| words(item, WORDS).is_some()).count();
    let all = sample().count();
    all > 0 && spoken * 4 >= all * 3 && with(SPEAKER) * 4 >= all * 3
}

fn read(value: &Value) -> Outcome {
    let mut talk = Talk::new("JSON transcript", "line");
    talk.note("", "a list of things said, by its look; no importer knows its maker, so check names and times");
    talk.import.title = words(value, &["title", "name", "subject", "topic"]).map(str::to_owned);
    talk.import.date = date(value, &["date", "started_at", "start_time", "created_at", "started", "recorded_at"]);
    let items = said(value).unwrap_or_default();
    let names: Vec<_> = list(value, &["speakers", "participants"])
        .iter()
        .filter_map(|s| Some((label(s, &["id"])?, words(s, &["name"])?)))
        .collect();
    let unit = unit(items);
    for item in items {
        let at = |fields: &[&str]| match number(item, fields) {
            Some(number) => millis_of(number * unit),
            None => words(item, fields).and_then(time::parse),
        };
        let speaker = SPEAKER.iter().find_map(|name| {
            let field = item.get(name)?;
            words(field, &["name", "display_name", "displayName"]).map(str::to_owned).or_else(|| label(item, &[name]))
        });
        let name = speaker
            .as_ref()
            .map(|id| names.iter().find(|(other, _)| other == id).map_or(id.as_str(), |(_, name)| name));
        talk.say(name.and_then(Who::named), Span { start: at(START), end: at(END) }, words(item, WORDS));
    }
    talk.finish()
}

/// How many milliseconds one unit of time is. People speak some fifteen letters a second.
fn unit(items: &[Value]) -> f64 {
    let starts: Vec<f64> = items.iter().filter_map(|item| number(item, START)).collect();
    let letters: usize = items.iter().filter_map(|item| words(item, WORDS)).map(str::len).sum();
    let (Some(first), Some(last)) = (starts.first(), starts.last()) else { return 1000.0 };
    // Pauses make talk slower, never faster: 20 units a letter are either milliseconds or a day of silence.
    if (last - first) / letters.max(1) as f64 > 20.0 { 1.0 } else { 1000.0 }
}

#[cfg(test)]
mod tests {
    use crate::source::import;

    #[test]
    fn a_list_of_things_said_and_what_is_none() {
        let text = r#"{"title": "QBR", "data": {"turns": [{"speaker": {"name": "Maya"}, "text": "We lost it.", "start": 1.5},
            {"speaker": {"name": "Sam"}, "text": "Ouch.", "start": 4}]}}"#;
        let import = import(text.into(), "x").unwrap();
        assert_eq!(import.text.as_str(), "Maya: We lost it.\nSam: Ouch.");
        assert_eq!(import.text.marks()[0].1, 1500);
        assert_eq!(import.title.as_deref(), Some("QBR"));
        let other = crate::source::import(br#"[{"text": "no speaker"}]"#.to_vec(), "x").unwrap();
        assert_eq!(other.format, "JSON");
    }
}
