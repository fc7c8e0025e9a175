//! Fathom: a meeting with its transcript, or a list of meetings. There are no end times.

use serde_json::Value;

use super::super::format::Outcome;
use super::super::participant::Participant;
use super::super::turns::{Span, Who};
use super::Shape;
use super::field::{date, has, list, seconds, words};
use super::talk::Talk;
use crate::packet::Side;

pub(super) const SHAPE: Shape = Shape { is: |value| !meetings(value).is_empty(), read };

fn meetings(value: &Value) -> Vec<&Value> {
    let is_meeting = |value: &&Value| {
        let first = list(value, &["transcript"]).first();
        first.is_some_and(|item| item.get("speaker").is_some_and(|speaker| has(speaker, "display_name")))
    };
    match list(value, &["items", "meetings"]) {
        [] => [value].into_iter().filter(is_meeting).collect(),
        several => several.iter().filter(is_meeting).collect(),
    }
}

fn read(value: &Value) -> Outcome {
    let mut talk = Talk::new("Fathom", "line");
    let meetings = meetings(value);
    for meeting in &meetings {
        let title = words(meeting, &["title", "meeting_title"]);
        if let (Some(title), true) = (title, meetings.len() > 1) {
            talk.head(title);
        }
        talk.import.title = talk.import.title.take().or(title.map(str::to_owned));
        let started = date(meeting, &["recording_start_time", "scheduled_start_time", "created_at"]);
        talk.import.date = talk.import.date.take().or(started);
        for somebody in list(meeting, &["calendar_invitees"]) {
            let side = match somebody.get("is_external").and_then(Value::as_bool) {
                Some(true) => Some(Side::Customer),
                Some(false) => Some(Side::Seller),
                None => None,
            };
            let name = words(somebody, &["matched_speaker_display_name", "name"]).unwrap_or_default();
            let because = if side == Some(Side::Customer) { "Fathom says external" } else { "Fathom says internal" };
            talk.participant(Participant::named(name).at(words(somebody, &["email"])).on(side, because));
        }
        if let Some(host) = meeting.get("recorded_by") {
            let somebody = Participant::named(words(host, &["name"]).unwrap_or_default()).at(words(host, &["email"]));
            talk.participant(somebody.on(Some(Side::Seller), "recorded the call in Fathom"));
        }
        for item in list(meeting, &["transcript"]) {
            let speaker = item.get("speaker").unwrap_or(&Value::Null);
            let email = words(speaker, &["matched_calendar_invitee_email"]);
            let who = words(speaker, &["display_name"]).map(|name| Who { name, email });
            talk.say(who, Span::at(seconds(item, &["timestamp"])), words(item, &["text"]));
        }
        if ["default_summary", "action_items"].into_iter().any(|name| has(meeting, name)) {
            talk.note("", "the summary and action items that Fathom wrote were not spoken and are left out");
        }
    }
    talk.finish()
}

#[cfg(test)]
mod tests {
    use crate::packet::Side;
    use crate::source::import;

    #[test]
    fn offsets_and_who_is_external() {
        let import = import(include_bytes!("../../../tests/fixtures/source/fathom.json").to_vec(), "f").unwrap();
        assert_eq!(import.format, "Fathom");
        assert_eq!(import.text.as_str(), "Maya Chen: We lost thirty percent.\nSam Lee: Ouch.");
        assert_eq!(import.text.speakers()[0].email.as_deref(), Some("mchen@northwind.example"));
        let side =
            |name: &str| import.participants.iter().find(|p| p.name == name).and_then(|p| Some(p.side.as_ref()?.side));
        assert_eq!((side("Maya Chen"), side("Sam Lee")), (Some(Side::Customer), Some(Side::Seller)));
    }
}
