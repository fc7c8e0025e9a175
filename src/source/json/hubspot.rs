//! HubSpot: engagements as its older interface gives them, whose bodies are HTML: notes, mails, calls,
//! meetings, tasks.

use serde_json::Value;

use super::super::format::Outcome;
use super::super::participant::{self, Participant};
use super::super::{Import, html, paragraph};
use super::Shape;
use super::field::{has, list, number, since_1970, words};
use crate::text::{Builder, Part};

pub(super) const SHAPE: Shape = Shape { is: |value| !engagements(value).is_empty(), read };

fn engagements(value: &Value) -> Vec<&Value> {
    let items = value.as_array().map_or_else(|| list(value, &["results", "engagements"]), Vec::as_slice);
    let is_one = |item: &&Value| has(item, "engagement") && has(item, "metadata");
    if items.is_empty() { [value].into_iter().filter(is_one).collect() } else { items.iter().filter(is_one).collect() }
}

fn read(value: &Value) -> Outcome {
    let mut builder = Builder::new();
    let mut people = Vec::new();
    let mut notes = Vec::new();
    let mut first = None;
    for (index, item) in engagements(value).into_iter().enumerate() {
        let place = format!("engagement {}", index + 1);
        let (about, data) = (&item["engagement"], &item["metadata"]);
        let kind = words(about, &["type"]).unwrap_or("engagement").to_lowercase();
        let time = number(about, &["timestamp", "createdAt"]).and_then(since_1970);
        if !builder.is_empty() {
            builder.push("\n");
        }
        paragraph::head(&mut builder, "", &format!("{kind} {}", time.as_deref().unwrap_or_default()));
        paragraph::head(&mut builder, "Subject", words(data, &["subject", "title"]).unwrap_or_default());
        first = first.or(time);
        let from = data.get("from").and_then(person);
        for somebody in from.iter().cloned().chain(list(data, &["to", "cc"]).iter().filter_map(person)) {
            participant::join(&mut people, somebody);
        }
        let speaker =
            from.filter(|from| !from.name.is_empty()).map(|from| builder.speaker(&from.name, from.email.as_deref()));
        let written = words(data, &["body", "html"]).map(html::to_text);
        if let Some(note) = written.as_ref().and_then(|words| words.note.clone()) {
            notes.push(super::super::Note { place: place.clone(), what: note });
        }
        let text = words(data, &["text"]).map(str::to_owned).or(written.map(|words| words.text)).unwrap_or_default();
        if text.trim().is_empty() {
            notes.push(super::super::Note { place, what: format!("a {kind} without words") });
        }
        for words in text.split("\n\n").filter(|words| !words.trim().is_empty()) {
            paragraph::push(&mut builder, words, speaker, Part::Body);
            builder.push("\n");
        }
    }
    let mut import = Import::new(builder.finish(), "HubSpot");
    (import.notes, import.participants, import.date) = (notes, people, first);
    Ok(import)
}

fn person(value: &Value) -> Option<Participant> {
    let name =
        [words(value, &["firstName"]), words(value, &["lastName"])].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let somebody = Participant::named(name).at(words(value, &["email"]));
    (!somebody.name.is_empty() || somebody.email.is_some()).then_some(somebody)
}

#[cfg(test)]
mod tests {
    use crate::source::import;

    #[test]
    fn notes_in_html() {
        let text = r#"{"results": [{"engagement": {"type": "NOTE", "timestamp": 1782993600000}, "associations": {},
            "metadata": {"body": "<p>Price held <b>24 months</b></p><ul><li>SSO by go-live</li></ul>"}},
            {"engagement": {"type": "EMAIL", "timestamp": 1782993600000}, "metadata": {"subject": "Re: terms",
            "from": {"email": "maya@northwind.example", "firstName": "Maya", "lastName": "Chen"}, "text": "Agreed."}}]}"#;
        let import = import(text.into(), "h").unwrap();
        assert_eq!(import.format, "HubSpot");
        assert!(import.text.as_str().contains("Price held 24 months"), "{}", import.text.as_str());
        assert!(import.text.as_str().ends_with("Subject: Re: terms\nAgreed.\n"), "{}", import.text.as_str());
        assert_eq!(import.text.speakers()[0].name, "Maya Chen");
    }
}
