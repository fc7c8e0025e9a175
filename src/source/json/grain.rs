//! Grain: the segments of a recording, in milliseconds.

use serde_json::Value;

use super::super::format::Outcome;
use super::super::participant::Participant;
use super::super::turns::{Span, Who};
use super::Shape;
use super::field::{date, has, list, millis, words};
use super::talk::Talk;
use crate::packet::Side;

pub(super) const SHAPE: Shape = Shape { is: |value| segments(value).is_some(), read };

fn segments(value: &Value) -> Option<&[Value]> {
    let list =
        value.as_array().map_or_else(|| list(value, &["transcript", "segments", "transcript_json"]), Vec::as_slice);
    let first = list.first()?;
    let is_segment = first.get("participant_id").is_some() && has(first, "text") && has(first, "start");
    is_segment.then_some(list)
}

fn read(value: &Value) -> Outcome {
    let mut talk = Talk::new("Grain", "segment");
    talk.import.title = words(value, &["title"]).map(str::to_owned);
    talk.import.date = date(value, &["start_datetime"]);
    for somebody in list(value, &["participants"]) {
        let scope = words(somebody, &["scope"]).unwrap_or_default();
        let side = match scope {
            "internal" => Some(Side::Seller),
            "external" => Some(Side::Customer),
            _ => None,
        };
        let name = words(somebody, &["name"]).unwrap_or_default();
        talk.participant(
            Participant::named(name).at(words(somebody, &["email"])).on(side, &format!("Grain says {scope}")),
        );
    }
    for segment in segments(value).unwrap_or_default() {
        let span = Span { start: millis(segment, &["start"]), end: millis(segment, &["end"]) };
        talk.say(words(segment, &["speaker"]).and_then(Who::named), span, words(segment, &["text"]));
    }
    talk.finish()
}

#[cfg(test)]
mod tests {
    use crate::source::import;

    #[test]
    fn segments_in_milliseconds() {
        let import = import(include_bytes!("../../../tests/fixtures/source/grain.json").to_vec(), "g").unwrap();
        assert_eq!(import.format, "Grain");
        assert_eq!(import.text.as_str(), "Maya Chen: We lost thirty percent.\nSam Lee: Ouch.");
        assert_eq!(import.text.marks().iter().map(|mark| mark.1).collect::<Vec<_>>(), [1500, 4000]);
    }
}
