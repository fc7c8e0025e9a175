//! Lines that head what follows, and the facts that notes state at their top.

use std::ops::Range;

use super::super::label;
use super::super::name::find_date;
use super::super::participant::Participant;

/// The longest heading, in characters.
const LONGEST: usize = 90;

/// The words of a heading within its line: Markdown's `# …`, a line all in bold, a line in capitals.
pub(super) fn heading(line: &str) -> Option<Range<usize>> {
    let words = line.trim();
    let start = line.len() - line.trim_start().len();
    if words.starts_with('#') {
        let level = words.len() - words.trim_start_matches('#').len();
        let rest = &words[level..];
        let inside = rest.trim().trim_end_matches('#').trim_end();
        let at = start + level + (rest.len() - rest.trim_start().len());
        return ((1..=6).contains(&level) && rest.starts_with([' ', '\t']) && !inside.is_empty())
            .then(|| at..at + inside.len());
    }
    // Most lines are long, and most others begin as neither kind of heading.
    if words.len() > LONGEST * 4 || words.chars().count() > LONGEST {
        return None;
    }
    let bold = words.strip_prefix("**").and_then(|inside| inside.strip_suffix("**").or(inside.strip_suffix("**:")));
    if let Some(inside) = bold.filter(|inside| !inside.is_empty() && !inside.contains("**") && !inside.ends_with('.')) {
        return Some(start + 2..start + 2 + inside.len());
    }
    is_capitals(words).then(|| start..start + words.len())
}

/// A heading in capitals has two letters at least, no figures (an amount in capitals is a term), and does
/// not end as a sentence does.
fn is_capitals(words: &str) -> bool {
    if words.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return false;
    }
    let letters = words.chars().filter(|c| c.is_uppercase()).count();
    letters >= 2
        && words.chars().next().is_some_and(char::is_alphabetic)
        && !words.chars().any(|c| c.is_lowercase() || c.is_numeric() || matches!(c, '$' | '€' | '£'))
        && !words.ends_with(['.', ',', ';', '!', '?'])
        && words.split_whitespace().count() <= 10
}

/// Whether a line underlines the one above it: Markdown's second way to write a heading.
pub(super) fn is_underline(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && (line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-'))
}

/// Whether a line is drawn, not written: `---`, `***`, `====`, Markdown's `|---|---|`.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3
        && line.bytes().all(|byte| matches!(byte, b'-' | b'=' | b'*' | b'_' | b'|' | b':' | b' ' | b'+' | b'~'))
}

/// Something that notes state at their top.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fact<'a> {
    /// When it was.
    Date(String),
    /// Who was there, as written; empty when the names stand below.
    People(&'a str),
    /// What it is called.
    Title(&'a str),
    /// Anything else, which is no words of anybody either.
    Other,
}

/// A fact of the head of a document: `Date: 2026-07-02`, `Attendees: Maya Chen, Sam Lee`.
pub(super) fn fact(line: &str) -> Option<Fact<'_>> {
    let bare = line.trim().trim_start_matches(['*', '-', '_', '#', '>', ' ']);
    let (key, value) = bare.split_once(':')?;
    let key = key.trim_matches(['*', '_', ' ']).to_lowercase();
    let value = value.trim_start_matches(['*', '_']).trim();
    Some(match key.as_str() {
        "date" | "datum" | "fecha" | "data" | "meeting date" | "call date" | "when" | "date de réunion"
        | "recorded" | "recorded on" => find_date(value).map_or(Fact::Other, |(date, _)| Fact::Date(date)),
        "attendees" | "participants" | "present" | "people" | "who" | "teilnehmer" | "anwesend" | "asistentes"
        | "participantes" | "invited" | "speakers" => Fact::People(value),
        "title" | "subject" | "meeting" | "titel" | "betreff" | "call" | "meeting title" => Fact::Title(value),
        "time" | "duration" | "location" | "account" | "opportunity" | "author" | "prepared by" | "prepared for"
        | "version" | "recording" | "type" | "attached" | "organizer" | "host" | "dauer" | "ort" => Fact::Other,
        _ => return None,
    })
}

/// The people of a list: `Maya Chen (Northwind), Sam Lee <sam@freeboard.example>; Dana`.
pub(super) fn people(list: &str) -> Vec<Participant> {
    const MOST: usize = 200;
    let mut found = Vec::new();
    let mut depth = 0usize;
    let pieces = list.split(|c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';' | '\n' | '•' | '|')
    });
    for piece in pieces.take(MOST) {
        let piece = piece.trim().trim_start_matches(['-', '*', '–', ' ']).trim_end_matches('.');
        let (name, email) = match piece.split_once('<') {
            Some((name, rest)) => (name.trim(), rest.split('>').next().map(str::trim)),
            None => (piece, None),
        };
        let name = name.trim_matches(['"', '*', '_', ' ']);
        if label::is_name(name) {
            found.push(Participant::named(name).at(email));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_by_their_looks() {
        for (line, words) in [
            ("# Detention control", Some("Detention control")),
            ("  ## What we heard ##", Some("What we heard")),
            ("**Next steps**", Some("Next steps")),
            ("RECITALS", Some("RECITALS")),
            ("CHIEF COMPLAINT", Some("CHIEF COMPLAINT")),
            ("#hashtag", None),
            ("SSO IS INCLUDED.", None),
            ("USD 84,000 A YEAR", None),
            ("Not in capitals", None),
            ("I", None),
        ] {
            assert_eq!(heading(line).map(|range| &line[range]), words, "{line}");
        }
    }

    #[test]
    fn facts_at_the_top() {
        assert_eq!(fact("Date: July 2, 2026, 10:00"), Some(Fact::Date("2026-07-02".into())));
        assert_eq!(fact("- **Attendees:** Maya, Sam"), Some(Fact::People("Maya, Sam")));
        assert_eq!(fact("Title: Kickoff"), Some(Fact::Title("Kickoff")));
        assert_eq!(fact("Maya: hello"), None);
        let people = people("Maya Chen (VP, Ops), Sam Lee <sam@freeboard.example>; and others");
        let names: Vec<_> = people.iter().map(|person| (person.name.as_str(), person.email.as_deref())).collect();
        assert_eq!(names, [("Maya Chen (VP, Ops)", None), ("Sam Lee", Some("sam@freeboard.example"))]);
    }
}
