//! The form in which *exact* is decided: white space, quote marks, dashes, case, ellipses, ligatures and
//! invisible characters folded away, and nothing else.
//!
//! A fold must not change what a text says, so a decimal point, a minus sign, a per cent sign and the
//! space in `1, 500` stay. Works as a stream over a window of the text, because a source may be as large
//! as all the memory the program is to use; every folded byte remembers where its character stood.
//!
//! Surprises: a leading minus becomes `−` so that it can't be taken for a hyphen; a speaker's label
//! between two turns reads as a space when labels are skipped; markup such as `**` and a mail's `>` at the
//! start of a line are dropped.

use std::ops::Range;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::script;
use crate::text::{Text, Turn};

/// Folds a text as a stream.
pub(super) struct Folder<'t> {
    text: &'t str,
    /// When labels are skipped: the turns, and which is the next or current one.
    turns: Option<(&'t [Turn], usize)>,
    at: usize,
    /// The folded bytes.
    pub(super) bytes: Vec<u8>,
    /// For each, the byte of the text at which its character starts.
    pub(super) from: Vec<u32>,
    last: char,
    before_last: char,
    space: bool,
    line: bool,
}

const MINUS: char = '\u{2212}';

impl<'t> Folder<'t> {
    /// A folder at byte `at` of the text, which reads everything.
    pub(super) fn plain(text: &'t str, at: usize) -> Self {
        Self {
            text,
            turns: None,
            at,
            bytes: Vec::new(),
            from: Vec::new(),
            last: ' ',
            before_last: ' ',
            space: false,
            line: true,
        }
    }

    /// A folder at byte `at` that skips what lies between the turns.
    pub(super) fn speech(text: &'t Text, at: usize) -> Self {
        let turn = text.turn_at(at).unwrap_or(text.turns().len());
        Self { turns: Some((text.turns(), turn)), ..Self::plain(text.as_str(), at) }
    }

    /// Where the folder stands in the text.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Folds on until byte `until` of the text, or its end.
    pub(super) fn run(&mut self, until: usize) {
        let until = until.min(self.text.len());
        while self.at < until {
            if !self.enter_turn() {
                self.at = self.at.max(until);
                return;
            }
            if self.at < until {
                self.step();
            }
        }
    }

    /// Drops all but the last `keep` folded bytes.
    pub(super) fn forget(&mut self, keep: usize) {
        let drop = self.bytes.len().saturating_sub(keep);
        self.bytes.drain(..drop);
        self.from.drain(..drop);
    }

    /// The bytes of the text that folded bytes `folded` came from.
    pub(super) fn source(&self, folded: Range<usize>) -> Range<usize> {
        let start = self.from[folded.start] as usize;
        let last = self.from[folded.end - 1] as usize;
        let mut chars = self.text[last..].char_indices();
        chars.next();
        let tail = chars.find(|(_, c)| !is_combining_mark(*c)).map_or(self.text.len() - last, |(index, _)| index);
        start..last + tail
    }

    /// Goes on to the next turn where labels are skipped; false when there is none.
    fn enter_turn(&mut self) -> bool {
        let Some((turns, turn)) = &mut self.turns else { return true };
        while let Some(current) = turns.get(*turn) {
            if self.at < current.end as usize {
                if self.at < current.start as usize {
                    self.at = current.start as usize;
                    self.space = true;
                    self.line = true;
                }
                return true;
            }
            *turn += 1;
        }
        false
    }

    fn step(&mut self) {
        let bytes = self.text.as_bytes();
        let byte = bytes[self.at];
        if byte.is_ascii_alphanumeric() {
            self.emit(byte.to_ascii_lowercase() as char, self.at);
            self.at += 1;
            self.line = false;
            return;
        }
        if byte == b' ' {
            self.space = true;
            self.at += 1;
            return;
        }
        self.mark();
    }

    fn mark(&mut self) {
        let rest = &self.text[self.at..];
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { return };
        let start = self.at;
        self.at += c.len_utf8();
        let next = chars.next();
        let digit = |c: Option<char>| c.is_some_and(|c| script::digit(c).is_some());
        let before = self.text[..start].chars().next_back();
        if c.is_whitespace() || c.is_control() {
            self.space = true;
            self.line |= c == '\n';
            return;
        }
        if script::invisible(c) {
            return;
        }
        let line = std::mem::take(&mut self.line);
        if line
            && (c == '>' || (matches!(c, '-' | '*' | '•' | '–' | '#') && !next.is_some_and(|c| c.is_alphanumeric())))
        {
            self.space = true;
            self.line = c == '>' || c == '#';
            return;
        }
        if script::dash(c) {
            let attached = before.is_some_and(|c| c.is_alphanumeric() || c == ')' || script::dash(c));
            let minus = !attached && (digit(next) || next.is_some_and(|c| matches!(c, '$' | '€' | '£' | '.')));
            if minus && c != '—' {
                self.emit(MINUS, start);
            } else if self.last != '-' {
                self.space &= digit(Some(self.last)) && digit(next);
                self.emit('-', start);
            }
            return;
        }
        if script::quote(c) {
            let inside = before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
            let measure = digit(before) && !inside;
            if inside || measure {
                self.emit(script::plain(c), start);
            }
            return;
        }
        let dots = rest.bytes().take_while(|byte| *byte == b'.').count();
        if c == '…' || c == '⋯' || dots > 1 {
            self.at = start + if dots > 1 { dots } else { c.len_utf8() };
            let after = self.text[self.at..].chars().next();
            if digit(before) && digit(after) {
                self.emit('…', start)
            } else {
                self.space = true
            }
            return;
        }
        if matches!(c, '*' | '_' | '~')
            && !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric))
        {
            return;
        }
        if c.is_ascii() {
            self.emit(c, start);
            return;
        }
        if let Some(value) = script::digit(c) {
            self.emit((b'0' + value) as char, start);
            return;
        }
        let c = script::plain(c);
        for lower in c.to_lowercase() {
            script::compatible(lower, |c| decompose_canonical(c, |c| self.emit(c, start)));
        }
    }

    fn emit(&mut self, c: char, from: usize) {
        if std::mem::take(&mut self.space) && self.gap_before(c) {
            self.bytes.push(b' ');
            self.from.push(from as u32);
        }
        if c.is_ascii() {
            self.bytes.push(c as u8);
            self.from.push(from as u32);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                self.bytes.push(byte);
                self.from.push(from as u32);
            }
        }
        self.before_last = self.last;
        self.last = c;
    }

    /// Whether white space before `c` says anything: between two words, and where closing it would make
    /// one number out of two.
    fn gap_before(&self, c: char) -> bool {
        if self.bytes.is_empty() {
            return false;
        }
        let wordy = |c: char| c.is_alphanumeric() || c == MINUS || is_combining_mark(c);
        if script::unspaced(c) && script::unspaced(self.last) {
            return false;
        }
        if wordy(c) && wordy(self.last) {
            return true;
        }
        let separator = |c: char| matches!(c, '.' | ',' | ':');
        let digit = |c: char| c.is_ascii_digit();
        (separator(self.last) && digit(self.before_last) && digit(c))
            || (digit(self.last) && separator(c) && self.digit_follows())
    }

    fn digit_follows(&self) -> bool {
        self.text[self.at..].chars().next().is_some_and(|c| script::digit(c).is_some())
    }
}

/// A quote in the form in which it is searched: folded, and without the marks at its ends.
pub(super) fn needle(quote: &str) -> Vec<u8> {
    let mut folder = Folder::plain(quote, 0);
    folder.run(quote.len());
    trim(&folder.bytes).to_vec()
}

/// Marks at the ends of a quote that say nothing there. A `.` in front of a digit stays.
pub(super) fn trim(folded: &[u8]) -> &[u8] {
    let idle =
        |byte: &u8| matches!(byte, b'.' | b',' | b';' | b':' | b'-' | b'(' | b')' | b'[' | b']' | b'\'' | b'"' | b' ');
    let end = folded.iter().rposition(|byte| !idle(byte)).map_or(0, |at| at + 1);
    let mut start = folded.iter().position(|byte| !idle(byte)).unwrap_or(end);
    // `.5` keeps its point.
    if start > 0 && folded[start - 1] == b'.' && folded.get(start).is_some_and(u8::is_ascii_digit) {
        start -= 1;
    }
    &folded[start.min(end)..end]
}

/// Whether the range's ends are ends of words, so that the quote cuts no word or number in two.
pub(super) fn whole_words(text: &str, range: &Range<usize>) -> bool {
    let (Some(first), Some(last)) = (text[range.clone()].chars().next(), text[range.clone()].chars().next_back())
    else {
        return false;
    };
    let mut back = text[..range.start].chars().rev().filter(|c| !script::invisible(*c));
    let mut ahead = text[range.end..].chars().filter(|c| !script::invisible(*c));
    let (before, before2) = (back.next(), back.next());
    let (after, after2) = (ahead.next(), ahead.next());
    let digit = |c: Option<char>| c.is_some_and(|c| script::digit(c).is_some());
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let joined = |a: char, b: Option<char>| {
        b.is_some_and(|b| a.is_alphanumeric() && (b.is_alphanumeric() || is_combining_mark(b)))
            && !(script::unspaced(a) || b.is_some_and(script::unspaced))
    };
    if joined(first, before) || joined(last, after) {
        return false;
    }
    let separates = |c: char| matches!(c, '.' | ',' | ':' | '/' | '\'' | '’') || script::dash(c);
    if digit(Some(first)) && before.is_some_and(separates) {
        // 1.5 cut before the 5, or a minus sign cut off.
        let minus = before.is_some_and(script::dash) && !letter(before2) && before2.is_none_or(char::is_whitespace);
        let line_mark = minus && before2.is_none_or(|c| c == '\n');
        if digit(before2) || (minus && !line_mark) || (before == Some('.') && before2.is_none_or(char::is_whitespace)) {
            return false;
        }
    }
    if digit(Some(last)) && after.is_some_and(separates) && digit(after2) {
        return false;
    }
    // can|'t, we|'ll
    let cut =
        |a: Option<char>, b: Option<char>| a.is_some_and(script::apostrophe) && b.is_some_and(char::is_alphabetic);
    !(last.is_alphabetic() && cut(after, after2) || first.is_alphabetic() && cut(before, before2))
}
