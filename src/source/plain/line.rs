//! What one line of a plain text is made of: a time, a name, words.
//!
//! Knows nothing of the lines around it, so it says what a line *can* be; `shape` decides what is
//! believed of that.

use memchr::memchr2;

use super::super::label::{self, Label};
use super::super::time;

/// A line in its parts. Offsets are bytes of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// `[00:12:33]` and nothing else.
    Time { ms: u64 },
    /// `Maya Chen  0:12` or `0:12 - Maya Chen`: the words follow on the next lines.
    Header { name: &'a str, ms: u64 },
    /// `Maya Chen: words`, `[00:12] Maya Chen: words`, `**Maya Chen:** words`.
    Label { name: &'a str, ms: Option<u64>, words_at: usize },
    /// `[00:12] words`.
    Timed { ms: u64, words_at: usize },
    /// Words.
    Words,
}

/// Takes a line apart.
pub(super) fn parse(line: &str) -> Line<'_> {
    let trimmed = line.trim_end();
    let indent = trimmed.len() - trimmed.trim_start().len();
    // Nearly every line of prose: no colon near its start, so neither a time nor a label.
    if memchr2(b':', "：".as_bytes()[0], trimmed.as_bytes()).is_none() {
        return Line::Words;
    }
    let (ms, at) = match leading_time(&trimmed[indent..]) {
        Some((ms, length)) => (Some(ms), indent + length),
        None => (None, indent),
    };
    let rest = &trimmed[at..];
    if let Some(ms) = ms {
        if rest.is_empty() {
            return Line::Time { ms };
        }
        let name = rest.trim_start_matches(['-', '–', '—', '|', ' ']);
        if name.len() < rest.len() && !name.contains(':') && label::is_name(name) && name.len() <= 60 {
            return Line::Header { name, ms };
        }
    } else if let Some(header) = trailing_time(rest) {
        return header;
    }
    if let Some((label, ms_behind)) = labelled(rest) {
        return Line::Label { name: label.name, ms: ms.or(ms_behind), words_at: at + label.words_at };
    }
    match ms {
        Some(ms) => Line::Timed { ms, words_at: at },
        None => Line::Words,
    }
}

/// A clock time at the start, in brackets or bare, with what divides it from the rest.
fn leading_time(text: &str) -> Option<(u64, usize)> {
    let bare = text.strip_prefix(['[', '(']);
    let inside = bare.unwrap_or(text);
    let length = inside.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(inside.len());
    let clock = inside[..length].trim_end_matches([':', '.', ',']);
    let ms = time::parse(clock)?;
    let mut rest = &inside[clock.len()..];
    if bare.is_some() {
        // `[00:12:33 - 00:12:40]` says when it ended, too.
        let close = rest.find([']', ')'])?;
        let between = &rest[..close];
        if !between.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | ':' | '.' | ',' | '-' | '–' | '>')) {
            return None;
        }
        rest = &rest[close + 1..];
    } else if !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim_start();
    Some((ms, text.len() - rest.len()))
}

/// `Maya Chen  0:12`, `Maya Chen (00:12:33):`, `**Maya Chen** | 00:12`, and nothing else on the line.
fn trailing_time(text: &str) -> Option<Line<'_>> {
    let body = text.trim_end_matches([':', '*', ' ']);
    let body = body.strip_suffix([']', ')']).unwrap_or(body);
    let start = body.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.')).len();
    let ms = time::parse(&body[start..])?;
    let name = body[..start].trim_end_matches(['[', '(', '-', '–', '—', '|', '·', ',', '@', ' ', '\t']);
    if name.len() == start {
        return None; // no space between
    }
    let name = name.trim_matches(['*', '_', ' ']);
    (name.len() <= 60 && !name.contains(':') && label::is_name(name)).then_some(Line::Header { name, ms })
}

/// A label, also in Markdown's bold, and a time in brackets behind the name.
fn labelled(text: &str) -> Option<(Label<'_>, Option<u64>)> {
    let stars = text.len() - text.trim_start_matches(['*', '_']).len();
    if stars > 0 {
        // `**Maya:** words` or `**Maya**: words`.
        let inner = &text[stars..];
        let end = inner.find(['*', '_'])?;
        let name = inner[..end].trim_end_matches([':', ' ']);
        let behind = inner[end..].trim_start_matches(['*', '_']);
        let colon_inside = inner[..end].trim_end().ends_with(':');
        let behind = match behind.strip_prefix(':') {
            Some(behind) => behind,
            None if colon_inside => behind,
            None => return None,
        };
        label::split_name(name)?;
        return Some((Label { name, words_at: text.len() - behind.trim_start().len() }, None));
    }
    if let Some(label) = label::split(text) {
        return Some((label, None));
    }
    // `Maya Chen (00:12:33): words`
    let open = text.find([' ', '\t']).and_then(|_| text.find(['(', '[']))?;
    let name = text[..open].trim_end();
    let (ms, length) = leading_time(&text[open..])?;
    let colon = text[..open + length].trim_end().ends_with(':');
    let label = label::split_name(name).filter(|_| colon)?;
    Some((Label { name: label, words_at: open + length }, Some(ms)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_who_speaks_and_when() {
        let label = |name, ms, words_at| Line::Label { name, ms, words_at };
        for (line, expected) in [
            ("Maya Chen: we lost it", label("Maya Chen", None, 11)),
            ("[00:12:33] Maya Chen: we", label("Maya Chen", Some(753_000), 22)),
            ("00:12:33 Maya Chen: we", label("Maya Chen", Some(753_000), 20)),
            ("(0:12) Maya: we", label("Maya", Some(12_000), 13)),
            ("**Maya Chen:** we", label("Maya Chen", None, 15)),
            ("**Maya Chen**: we", label("Maya Chen", None, 15)),
            ("Maya Chen (00:12): we", label("Maya Chen", Some(12_000), 19)),
            ("Maya Chen [00:12]: we", label("Maya Chen", Some(12_000), 19)),
            ("Maya Chen  0:12", Line::Header { name: "Maya Chen", ms: 12_000 }),
            ("Maya Chen   0:12  ", Line::Header { name: "Maya Chen", ms: 12_000 }),
            ("Maya Chen (00:12:33):", Line::Header { name: "Maya Chen", ms: 753_000 }),
            ("0:03 - Sam Lee (Acme)", Line::Header { name: "Sam Lee (Acme)", ms: 3_000 }),
            ("Speaker 1  1:02:03", Line::Header { name: "Speaker 1", ms: 3_723_000 }),
            ("[00:12:33]", Line::Time { ms: 753_000 }),
            ("00:12:33", Line::Time { ms: 753_000 }),
            ("[00:12:33 - 00:12:40]", Line::Time { ms: 753_000 }),
            ("[00:12] so we", Line::Timed { ms: 12_000, words_at: 8 }),
            ("10:30 Meeting: pricing", label("Meeting", Some(630_000), 15)),
            ("see you at 10:30", Line::Words),
            ("the ratio was 3:2 or so", Line::Words),
            ("https://example.com/a:b", Line::Words),
            ("nothing to see", Line::Words),
            ("日本語：はい", label("日本語", None, 12)),
        ] {
            assert_eq!(parse(line), expected, "{line:?}");
        }
    }
}
