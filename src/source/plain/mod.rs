//! Plain text and Markdown: talk, notes, contracts, proposals.
//!
//! The text is the file itself, character for character, so that a position in it is one in the file;
//! what this finds out is only which of it is whose. `shape` decides whether it is talk, `line` takes a
//! line apart, `heading` knows what heads and what states facts, `tags` reads talk that is all on one
//! line. Here the lines become turns.
//!
//! In talk a turn is what follows a label, up to the next. In prose it is a paragraph, a list item or a
//! row of a table. Where lines are long they are paragraphs, because nobody wrapped them.

mod heading;
mod line;
mod shape;
mod tags;

use std::ops::Range;

use heading::Fact;
use line::Line;
use shape::Shape;

use super::format::{Format, Outcome, Reader};
use super::name::find_date;
use super::{Import, Participant, label, paragraph};
use crate::text::{Builder, Part};

pub(super) const FORMAT: Format = Format { reader: Reader::Text { sniff: |_, _| true, read } };

/// A line of more bytes was not wrapped by hand: the next one is another paragraph.
const WRAPPED: usize = 110;
/// Facts about a document stand in this many lines at its top.
const TOP: usize = 15;

pub(super) fn read(text: String, name: &str) -> Outcome {
    let is_markdown = [".md", ".markdown"].iter().any(|suffix| name.to_lowercase().ends_with(suffix));
    Ok(read_as(text, if is_markdown { "Markdown" } else { "plain text" }))
}

/// Reads text that came out of a document of another format.
pub(super) fn read_as(text: String, format: &'static str) -> Import {
    let mut walk = Walk::default();
    if let Some(turns) = tags::turns(&text) {
        for (name, range) in turns {
            let speaker = walk.builder.speaker(name, None);
            walk.push(&text, range, Some(speaker), Part::Body);
        }
    } else {
        let shape = Shape::of(&text);
        walk.lines(&text, &shape);
    }
    let Walk { builder, title, date, participants, .. } = walk;
    let mut import = Import::new(builder.finish_over(text), format);
    (import.title, import.date, import.participants) = (title, date, participants);
    import
}

/// The state between two lines.
#[derive(Default)]
struct Walk {
    builder: Builder,
    /// The paragraph that the next line may go on with.
    open: Option<Range<usize>>,
    /// Who speaks, until a heading or somebody else.
    speaker: Option<u16>,
    /// A time that stood on a line of its own.
    time: Option<u64>,
    /// Lines with words so far.
    seen: usize,
    /// Whether the names of those present stand on the next lines.
    listing: bool,
    /// Whether some of them did.
    listed: bool,
    in_front_matter: bool,
    title: Option<String>,
    date: Option<String>,
    participants: Vec<Participant>,
}

impl Walk {
    fn lines(&mut self, text: &str, shape: &Shape<'_>) {
        let mut at = 0;
        let mut before: &str = "";
        while at < text.len() {
            let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length);
            let line = text[at..end].strip_suffix('\r').unwrap_or(&text[at..end]);
            self.line(text, at, line, before, shape);
            before = line;
            at = end + 1;
        }
        self.close(text);
    }

    fn line(&mut self, text: &str, at: usize, line: &str, before: &str, shape: &Shape<'_>) {
        let words = line.trim();
        if words.is_empty() {
            self.close(text);
            // The names may stand below a blank line, but not above one.
            self.listing &= !self.listed;
            return;
        }
        self.seen += 1;
        let indent = line.len() - line.trim_start().len();
        if (self.seen == 1 && words == "---") || (self.in_front_matter && matches!(words, "---" | "...")) {
            self.in_front_matter = !self.in_front_matter;
            return;
        }
        if heading::is_rule(line) {
            // Under words it makes a heading of them, elsewhere it divides.
            if heading::is_underline(line) && self.open.as_ref().is_some_and(|open| !text[open.clone()].contains('\n'))
            {
                if let Some(open) = self.open.take() {
                    self.head(text, open);
                }
            } else if !words.starts_with('|') {
                self.close(text);
                self.speaker = None;
            } else {
                self.close(text);
            }
            return;
        }
        if let Some(range) = heading::heading(line) {
            self.close(text);
            (self.listing, self.listed) = (self.seen <= TOP && is_list_of_people(&line[range.clone()]), false);
            self.head(text, at + range.start..at + range.end);
            return;
        }
        if self.stated(text, at, line, shape) {
            return;
        }
        if let Some(name) = shape.heads(line).filter(|_| before.trim().is_empty()) {
            self.close(text);
            self.speaker = Some(self.builder.speaker(name, None));
            return;
        }
        match line::parse(line) {
            Line::Time { ms } if shape.is_timed() => {
                self.close(text);
                self.time = Some(ms);
            }
            Line::Header { name, ms } if shape.is_speaker(name) => {
                self.close(text);
                self.speaker = Some(self.builder.speaker(name, None));
                self.time = Some(ms);
            }
            Line::Label { name, ms, words_at } if shape.is_speaker(name) => {
                self.close(text);
                self.speaker = Some(self.builder.speaker(name, None));
                self.time = ms.or(self.time.take());
                self.start(at + words_at..at + line.trim_end().len());
            }
            Line::Timed { ms, words_at } if shape.is_timed() => {
                self.close(text);
                self.time = Some(ms);
                self.start(at + words_at..at + line.trim_end().len());
            }
            Line::Time { .. } | Line::Timed { .. } | Line::Label { .. } | Line::Header { .. } | Line::Words => {
                if let Some(name) = author(line).filter(|_| !shape.is_talk()) {
                    self.close(text);
                    self.head(text, at + indent..at + line.trim_end().len());
                    self.speaker = Some(self.builder.speaker(name, None));
                    return;
                }
                if is_footer(words) {
                    self.close(text);
                    self.push(text, at + indent..at + indent + words.len(), None, Part::Signature);
                    return;
                }
                self.paragraph(text, at, line, before, shape);
            }
        }
    }

    fn paragraph(&mut self, text: &str, at: usize, line: &str, before: &str, shape: &Shape<'_>) {
        let end = at + line.trim_end().len();
        let indent = line.len() - line.trim_start().len();
        let item = item(line.trim_start());
        let goes_on = if shape.is_talk() {
            self.speaker.is_some() || item.is_none()
        } else {
            item.is_none() && before.len() <= WRAPPED && !line.trim_start().starts_with('|') && !heads_a_line(line)
        };
        match &mut self.open {
            Some(open) if goes_on => open.end = end,
            _ => {
                self.close(text);
                self.start(at + indent + item.unwrap_or(0)..end);
            }
        }
    }

    /// A line at the top that states a fact; those lines are nobody's words.
    fn stated(&mut self, text: &str, at: usize, line: &str, shape: &Shape<'_>) -> bool {
        let range = at + line.len() - line.trim_start().len()..at + line.trim_end().len();
        if self.listing {
            let found = heading::people(line);
            if !found.is_empty() && label::split(line).is_none() {
                self.listed = true;
                self.participants.extend(found);
                self.close(text);
                self.push(text, range, None, Part::Heading);
                return true;
            }
            self.listing = false;
        }
        if self.seen > TOP && !self.in_front_matter {
            return false;
        }
        if self.seen <= TOP && is_list_of_people(line) {
            (self.listing, self.listed) = (true, false);
            self.close(text);
            self.push(text, range, None, Part::Heading);
            return true;
        }
        let Some(fact) = heading::fact(line) else {
            if self.in_front_matter {
                self.close(text);
                self.push(text, range, None, Part::Heading);
            }
            return self.in_front_matter;
        };
        if let Line::Label { name, .. } = line::parse(line)
            && shape.is_speaker(name)
        {
            return false;
        }
        match fact {
            Fact::Date(date) => self.date = self.date.take().or(Some(date)),
            Fact::Title(title) if !title.is_empty() => self.title = self.title.take().or(Some(title.to_owned())),
            Fact::People("") => (self.listing, self.listed) = (true, false),
            Fact::People(list) => self.participants.extend(heading::people(list)),
            Fact::Title(_) | Fact::Other => {}
        }
        self.close(text);
        self.push(text, range, None, Part::Heading);
        true
    }

    /// A heading: nobody says it, and nobody goes on speaking beneath it.
    fn head(&mut self, text: &str, range: Range<usize>) {
        let words = &text[range.clone()];
        if self.builder.turns() == 0 {
            self.title = self.title.take().or_else(|| Some(words.to_owned()));
        }
        if self.seen <= TOP && self.date.is_none() {
            self.date = find_date(words).map(|(date, _)| date);
        }
        self.push(text, range, None, Part::Heading);
        self.speaker = None;
        self.time = None;
    }

    fn start(&mut self, range: Range<usize>) {
        self.open = Some(range);
    }

    fn close(&mut self, text: &str) {
        if let Some(range) = self.open.take()
            && !range.is_empty()
        {
            if let Some(ms) = self.time.take() {
                self.builder.mark(range.start, ms);
            }
            self.push(text, range, self.speaker, Part::Body);
        }
    }

    fn push(&mut self, text: &str, range: Range<usize>, speaker: Option<u16>, part: Part) {
        paragraph::turn(&mut self.builder, text, range, speaker, part);
    }
}

/// Whether a line heads the names of those present.
fn is_list_of_people(line: &str) -> bool {
    matches!(line.trim().to_lowercase().trim_matches(['*', ':', '#', ' ']), "attendees" | "participants")
}

/// The length of a list item's mark with the space behind it; `None` when the line is no item. The number
/// of a clause (`1.2`, `(a)`) is part of its words, but starts an item all the same.
pub(super) fn item(line: &str) -> Option<usize> {
    if let Some(rest) = line.strip_prefix(['-', '*', '•', '–', '+', '▪', '◦', '·']) {
        let inside = rest.trim_start();
        let inside = ["[ ] ", "[x] ", "[X] "].iter().find_map(|mark| inside.strip_prefix(mark)).unwrap_or(inside);
        return rest.starts_with([' ', '\t']).then(|| line.len() - inside.len());
    }
    let number = line.strip_prefix('(').unwrap_or(line);
    let mark = number.split([' ', '\t']).next().unwrap_or_default();
    let closed = mark.ends_with(['.', ')']) || (mark.contains('.') && mark.starts_with(|c: char| c.is_ascii_digit()));
    let inner = mark.trim_end_matches(['.', ')']);
    let is_number = !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_letter = inner.len() == 1 || (inner.len() <= 4 && inner.bytes().all(|byte| b"ivx".contains(&byte)));
    (closed && mark.len() < number.len() && mark.len() <= 8 && (is_number || is_letter)).then_some(0)
}

/// `Customer: Northwind Freight`: a form's lines are apart even where no blank line is between them.
fn heads_a_line(line: &str) -> bool {
    label::split(line).is_some_and(|label| label.name.starts_with(char::is_uppercase))
}

/// The author of what follows in a log of notes: a line with a day and a full name, and nothing else.
fn author(line: &str) -> Option<&str> {
    let line = line.trim().trim_end_matches(':');
    if line.len() > 80 {
        return None;
    }
    let (_, range) = find_date(line)?;
    let around = [' ', '-', '–', '—', ',', '|', '·', ':', '(', ')', '[', ']', '*'];
    let before = line[..range.start].trim_matches(around);
    let after = line[range.end..].trim_matches(around);
    let name = match (before.is_empty(), after.is_empty()) {
        (true, false) => after,
        (false, true) => before,
        _ => return None,
    };
    label::is_full_name(name).then_some(name)
}

/// What transcript tools write beneath a transcript.
fn is_footer(words: &str) -> bool {
    let starts_with = |start: &&str| {
        words.as_bytes().get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
    };
    [
        "transcribed by http",
        "transcription ended after",
        "this editable transcript was computer generated",
        "transcript generated by",
    ]
    .iter()
    .any(starts_with)
}
