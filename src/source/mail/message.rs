//! One parsed message: its header, its bodies, what is attached.

use std::borrow::Cow;

use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::super::decode::decode;
use super::super::paragraph::{self, one_line};
use super::super::participant::{self, Participant};
use super::super::plain::item;
use super::super::{Import, Note, html};
use super::tail::{self, Piece};
use crate::text::{Builder, Part, Text};

/// How deep a mail inside a mail inside a mail is followed.
const DEEPEST: usize = 5;

/// Messages that become one text.
pub(super) struct Letters {
    builder: Builder,
    notes: Vec<Note>,
    title: Option<String>,
    date: Option<String>,
    participants: Vec<Participant>,
    /// Whether there may be several; then each begins with a line drawn across.
    several: bool,
}

impl Letters {
    pub(super) fn new(several: bool) -> Self {
        Self { builder: Builder::new(), notes: Vec::new(), title: None, date: None, participants: Vec::new(), several }
    }

    /// Adds a message; `place` says which, where there are several.
    pub(super) fn add(&mut self, bytes: &[u8], place: &str) {
        match MessageParser::default().parse(bytes) {
            Some(message) => self.message(&message, place, 0),
            None => self.note(place, "not a mail that can be taken apart, left out"),
        }
    }

    pub(super) fn finish(self, format: &'static str) -> Import {
        let text: Text = self.builder.finish();
        let mut import = Import::new(text, format);
        import.notes = self.notes;
        import.title = self.title;
        import.date = self.date;
        import.participants = self.participants;
        import
    }

    fn note(&mut self, place: &str, what: impl Into<String>) {
        self.notes.push(Note { place: place.to_owned(), what: what.into() });
    }

    fn message(&mut self, message: &Message<'_>, place: &str, depth: usize) {
        if !self.builder.is_empty() {
            self.builder.push("\n\n");
            if self.several && depth == 0 {
                self.builder.push("————————\n\n");
            }
        }
        self.header(message, place, depth);
        let author = message.from().and_then(|from| from.first()).and_then(|from| {
            let email = from.address().map(str::trim).filter(|email| !email.is_empty());
            let name = from.name().map(str::trim).filter(|name| !name.is_empty()).or(email)?;
            Some(self.builder.speaker(name, email))
        });
        for body in bodies(message) {
            self.body(message, body, place, author, depth);
        }
        for part in message.attachments() {
            self.attachment(message, part, place, depth);
        }
    }

    fn header(&mut self, message: &Message<'_>, place: &str, depth: usize) {
        let subject = message.subject().map(one_line).filter(|subject| !subject.is_empty());
        if let Some(subject) = &subject {
            paragraph::head(&mut self.builder, "Subject", subject);
        }
        let raw = |name: &'static str| message.header_raw(name).map(one_line).unwrap_or_default();
        for (label, address) in
            [("From", message.from()), ("To", message.to()), ("Cc", message.cc()), ("Bcc", message.bcc())]
        {
            let (line, people) = address.map(people).unwrap_or_default();
            for person in people {
                participant::join(&mut self.participants, person);
            }
            // What can't be taken apart is shown as it was written.
            let line = if line.is_empty() { raw(label) } else { line };
            paragraph::head(&mut self.builder, label, &line);
        }
        let date = message.date().filter(|date| date.is_valid()).map(mail_parser::DateTime::to_rfc3339);
        match &date {
            Some(date) => paragraph::head(&mut self.builder, "Date", date),
            None => {
                let written = raw("Date");
                paragraph::head(&mut self.builder, "Date", &written);
                if depth == 0 {
                    self.note(place, if written.is_empty() { "no date is given" } else { "the date can't be read" });
                }
            }
        }
        if depth == 0 {
            self.title = self.title.take().or(subject);
            self.date = self.date.take().or(date);
        }
    }

    fn body(&mut self, message: &Message<'_>, part: &MessagePart<'_>, place: &str, author: Option<u16>, depth: usize) {
        let Some(words) = self.words(message, part, place) else { return };
        for Piece { words, part, by, blank_before } in tail::pieces(&words) {
            if !self.builder.is_empty() {
                self.builder.push(if blank_before { "\n\n" } else { "\n" });
            }
            // What a message that is attached or forwarded says belongs to somebody else.
            let quoted = depth > 0 && part == Part::Body;
            let speaker = match part {
                Part::Body => author,
                Part::Quoted => by.map(|who| self.builder.speaker(&who.name, who.email.as_deref())),
                Part::Signature | Part::Heading | Part::Notes => None,
            };
            let mark = item(&words).unwrap_or(0);
            self.builder.push(&words[..mark]);
            paragraph::push(&mut self.builder, &words[mark..], speaker, if quoted { Part::Quoted } else { part });
        }
    }

    /// The words of a part that has any.
    fn words<'a>(&mut self, message: &Message<'_>, part: &'a MessagePart<'_>, place: &str) -> Option<Cow<'a, str>> {
        match &part.body {
            PartType::Text(words) => Some(self.repaired(message, part, words, place)),
            PartType::Html(page) => {
                let read = html::to_text(page);
                if let Some(note) = read.note {
                    self.note(place, note);
                }
                Some(Cow::Owned(read.text))
            }
            PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Message(_) | PartType::Multipart(_) => None,
        }
    }

    /// A text that is attached: nobody is known to have written it.
    fn enclosed(&mut self, message: &Message<'_>, part: &MessagePart<'_>, place: &str) {
        let Some(words) = self.words(message, part, place).filter(|words| !words.trim().is_empty()) else { return };
        self.builder.push("\n\n");
        paragraph::head(&mut self.builder, "Attached", part.attachment_name().unwrap_or("a text without a name"));
        paragraph::push(&mut self.builder, &words.replace('\r', ""), None, Part::Quoted);
    }

    /// The words of a text part. Bytes that came without an encoding are looked at again.
    fn repaired<'a>(
        &mut self,
        message: &Message<'_>,
        part: &MessagePart<'_>,
        words: &'a str,
        place: &str,
    ) -> Cow<'a, str> {
        if !words.contains('\u{fffd}') {
            if part.is_encoding_problem {
                self.note(place, "a part is not in the encoding that it says; some of its words may be lost");
            }
            return Cow::Borrowed(words);
        }
        let raw = message.raw_message().get(part.offset_body as usize..part.offset_end as usize);
        match (part.encoding, raw) {
            (mail_parser::Encoding::None, Some(raw)) => {
                let decoded = decode(raw.to_vec());
                self.notes.extend(decoded.notes.into_iter().map(|note| Note { place: place.to_owned(), ..note }));
                Cow::Owned(decoded.text)
            }
            _ => {
                self.note(place, "characters that are not valid in the encoding the mail names, shown as \u{fffd}");
                Cow::Borrowed(words)
            }
        }
    }

    fn attachment(&mut self, message: &Message<'_>, part: &MessagePart<'_>, place: &str, depth: usize) {
        match &part.body {
            PartType::Message(inner) if depth < DEEPEST => return self.message(inner, place, depth + 1),
            PartType::Message(_) => {
                return self.note(place, "a mail inside a mail inside a mail, too deep to be read");
            }
            PartType::Multipart(_) => return,
            PartType::Text(_) | PartType::Html(_) => return self.enclosed(message, part, place),
            PartType::Binary(_) | PartType::InlineBinary(_) => {}
        }
        let kind = part.content_type().map_or_else(
            || "unknown".to_owned(),
            |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("unknown")),
        );
        let name = part.attachment_name().map(one_line).unwrap_or_else(|| "without a name".to_owned());
        let size = part.len().div_ceil(1024);
        self.note(
            place,
            format!("attachment {name} ({kind}, {size} KiB) is not read; save it beside the mail to use it"),
        );
    }
}

/// The parts that are the message itself: its plain text, or its HTML where the text is empty.
fn bodies<'m>(message: &'m Message<'m>) -> Vec<&'m MessagePart<'m>> {
    let has_words = |part: &&MessagePart<'_>| part.text_contents().is_some_and(|words| !words.trim().is_empty());
    let text: Vec<_> = message.text_bodies().filter(has_words).collect();
    if text.is_empty() { message.html_bodies().filter(has_words).collect() } else { text }
}

/// A list of addresses as a line, and everybody in it.
fn people(address: &Address<'_>) -> (String, Vec<Participant>) {
    const MOST: usize = 500;
    let mut line = Vec::new();
    let mut people = Vec::new();
    for person in address.iter().take(MOST) {
        let name = person.name().map(one_line).unwrap_or_default();
        let email = person.address().map(one_line).unwrap_or_default();
        match (name.is_empty(), email.is_empty()) {
            (true, true) => continue,
            (false, false) => line.push(format!("{name} <{email}>")),
            _ => line.push(format!("{name}{email}")),
        }
        people.push(Participant::named(name).at(Some(&email)));
    }
    (line.join(", "), people)
}
