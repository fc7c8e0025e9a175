//! Finds the cues of WebVTT and SubRip, line by line, in one pass and without copying.
//!
//! Follows the block rules of the WebVTT standard (a line with an arrow starts a cue, a blank line ends
//! it, `\n`, `\r` and `\r\n` end lines), but where the standard throws a block away this hands it on as
//! [`Item::Stray`] or as a cue of unreadable time: a player may drop words, a reviewer's tool may not.

use memchr::{memchr_iter, memchr2};

use super::super::time;
use super::super::turns::Span;

/// Which of the two formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) enum Dialect {
    /// Has a header, NOTE, STYLE and REGION blocks.
    Vtt,
    /// Has none of these.
    Srt,
}

/// Something that stands in the file, with its first line counted from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item<'a> {
    /// A line with an arrow and the lines below it.
    Cue { line: usize, timing: Timing, body: &'a str },
    /// Lines in no cue.
    Stray { line: usize, body: &'a str },
    /// A NOTE block.
    Comment { line: usize },
}

/// What a line with an arrow says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timing {
    Both(u64, u64),
    StartOnly(u64),
    Unreadable,
}

impl Timing {
    pub(super) fn span(self) -> Span {
        match self {
            Self::Both(start, end) => Span { start: Some(start), end: Some(end) },
            Self::StartOnly(start) => Span::at(Some(start)),
            Self::Unreadable => Span::default(),
        }
    }
}

/// Whether a line is a start, an arrow and an end.
pub(in crate::source) fn is_timing(line: &str) -> bool {
    matches!(timing(line), Some(Timing::Both(..)))
}

/// `None` for a line that does not even try to be one: without an arrow, or with nothing like a time at
/// either side of it, as in "settings --> users".
fn timing(line: &str) -> Option<Timing> {
    if let Some(usual) = usual(line.as_bytes()) {
        return Some(usual);
    }
    let arrow = arrow(line)?;
    let last_word = line[..arrow].trim_end().rsplit([' ', '\t']).next();
    let first_word = line[arrow + 3..].trim_start().split([' ', '\t']).next();
    let (start, end) = (last_word.and_then(time::parse), first_word.and_then(time::parse));
    let is_attempt = || line.as_bytes().windows(2).any(|pair| pair[0].is_ascii_digit() && pair[1] == b':');
    match (start, end) {
        (Some(start), Some(end)) => Some(Timing::Both(start, end)),
        (Some(start), None) => Some(Timing::StartOnly(start)),
        (None, _) => is_attempt().then_some(Timing::Unreadable),
    }
}

/// `00:00:03.480 --> 00:00:07.480`, alone or with settings behind it: nearly every line of times there is.
fn usual(line: &[u8]) -> Option<Timing> {
    let (start, rest) = line.split_first_chunk::<12>()?;
    let (end, rest) = rest.strip_prefix(b" --> ")?.split_first_chunk::<12>()?;
    if !matches!(rest.first(), None | Some(b' ' | b'\t')) {
        return None;
    }
    Some(Timing::Both(time::usual(start)?, time::usual(end)?))
}

/// Where `-->` stands. Words rarely have its last character, so that is looked for.
fn arrow(line: &str) -> Option<usize> {
    memchr_iter(b'>', line.as_bytes())
        .map(|at| at.saturating_sub(2))
        .find(|at| line.as_bytes()[*at..].starts_with(b"-->"))
}

enum State {
    /// Between blocks.
    Between,
    /// In the header, or in a block that is no words: until a blank line or an arrow.
    Skip,
    /// In lines that are a cue's name if an arrow follows, and stray if not.
    Lines {
        line: usize,
        start: usize,
        last: usize,
    },
    Cue {
        line: usize,
        timing: Timing,
        start: usize,
        last: usize,
    },
}

/// Calls `visit` with everything in the file, in order.
pub(super) fn scan<'a>(text: &'a str, dialect: Dialect, visit: &mut dyn FnMut(Item<'a>)) {
    let bytes = text.as_bytes();
    let has_header = dialect == Dialect::Vtt && text.starts_with("WEBVTT");
    let mut state = if has_header { State::Skip } else { State::Between };
    let (mut at, mut number) = (0, 0);
    while at < bytes.len() {
        number += 1;
        let end = memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |length| at + length);
        let next = if bytes[end..].starts_with(b"\r\n") { end + 2 } else { (end + 1).min(bytes.len()) };
        let line = &text[at..end];
        if let Some(timing) = timing(line) {
            leave(&text[..at], state, true, visit);
            state = State::Cue { line: number, timing, start: next, last: next };
        } else if line.chars().all(char::is_whitespace) {
            leave(&text[..at], state, false, visit);
            state = State::Between;
        } else {
            state = match state {
                State::Between if dialect == Dialect::Vtt && is_comment(line) => {
                    visit(Item::Comment { line: number });
                    State::Skip
                }
                State::Between if dialect == Dialect::Vtt && matches!(line.trim_end(), "STYLE" | "REGION") => {
                    State::Skip
                }
                State::Between => State::Lines { line: number, start: at, last: at },
                State::Skip => State::Skip,
                State::Lines { line, start, .. } => State::Lines { line, start, last: at },
                State::Cue { line, timing, start, .. } => State::Cue { line, timing, start, last: at },
            };
        }
        at = next;
    }
    leave(text, state, false, visit);
}

/// A block ends where `text` does: before a blank line, at the end of the file, or before an `arrow`.
fn leave<'a>(text: &'a str, state: State, arrow: bool, visit: &mut dyn FnMut(Item<'a>)) {
    // A number right above an arrow is the next cue's, even where the blank line between is missing.
    let numbered = |last: usize| {
        let line = text[last..].trim();
        arrow && !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
    };
    match state {
        State::Between | State::Skip => {}
        State::Lines { line, start, last } => {
            let is_name = numbered(last) || (arrow && last == start);
            let body = if is_name { &text[start..last] } else { &text[start..] };
            if !body.is_empty() {
                visit(Item::Stray { line, body });
            }
        }
        State::Cue { line, timing, start, last } => {
            let body = if last > start && numbered(last) { &text[start..last] } else { &text[start..] };
            visit(Item::Cue { line, timing, body });
        }
    }
}

fn is_comment(line: &str) -> bool {
    line.strip_prefix("NOTE").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}
