//! Cuts a text into words, digits and marks, each with its bytes: what [`number`](super::number) and
//! [`word`](super::word) read.
//!
//! Knows nothing of meaning. Surprises: an alphanumeric name (`ETH70`) is two tokens, the second one
//! `glued` to the first; in scripts written without spaces every character is a word; a full stop
//! between digits belongs to the digits, one after them does not.

use std::ops::Range;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::script;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, with the apostrophes inside them.
    Word,
    /// Digits, with the separators inside them.
    Digits,
    /// One character that is neither.
    Mark(char),
}

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) kind: Kind,
    /// Lower case, accents and odd apostrophes folded away; digits in ASCII with their separators.
    pub(super) text: String,
    /// Nothing stands between this and the token before it.
    pub(super) glued: bool,
    /// It starts with a capital.
    pub(super) capital: bool,
}

impl Token {
    /// Whether it is the mark `c`.
    pub(super) fn is_mark(&self, c: char) -> bool {
        self.kind == Kind::Mark(c)
    }

    /// Whether it is a word.
    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// The tokens of `text[range]`, with ranges in `text`.
pub(super) fn tokens(text: &str, range: Range<usize>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(range.len() / 5);
    let mut at = range.start;
    while let Some(c) = text[at..range.end].chars().next() {
        let end = if script::digit(c).is_some() {
            digits_end(text, at, range.end)
        } else if script::unspaced(c) {
            at + c.len_utf8()
        } else if c.is_alphabetic() {
            word_end(text, at, range.end)
        } else {
            let end = at + c.len_utf8();
            if !c.is_whitespace() && !script::invisible(c) && !is_combining_mark(c) {
                let glued = out.last().is_some_and(|last| last.range.end == at);
                let kind = Kind::Mark(script::plain(c));
                out.push(Token { range: at..end, kind, text: String::new(), glued, capital: false });
            }
            at = end;
            continue;
        };
        let glued = out.last().is_some_and(|last| last.range.end == at);
        let kind = if script::digit(c).is_some() { Kind::Digits } else { Kind::Word };
        let text = fold(&text[at..end]);
        out.push(Token { range: at..end, kind, text, glued, capital: c.is_uppercase() });
        at = end;
    }
    out
}

fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        if let Some(digit) = script::digit(c) {
            out.push(char::from(b'0' + digit));
        } else if script::apostrophe(c) {
            out.push('\'');
        } else if !script::invisible(c) {
            script::compatible(c, |c| {
                decompose_canonical(c, |c| {
                    if !is_combining_mark(c) {
                        out.push(c);
                    }
                });
            });
        }
    }
    out
}

fn word_end(text: &str, start: usize, limit: usize) -> usize {
    let mut end = start;
    let mut chars = text[start..limit].char_indices().peekable();
    while let Some((index, c)) = chars.next() {
        let inner = script::apostrophe(c) && index > 0 && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        let letter = c.is_alphabetic() && !script::unspaced(c);
        if !(letter || inner || is_combining_mark(c) || script::invisible(c)) {
            break;
        }
        end = start + index + c.len_utf8();
    }
    end
}

/// Digits, and the single separators between them: `10,000`, `1.5`, `10'000`. A comma needs three
/// digits after it, or else it separates a list (`3,4`) unless the digits end after one or two
/// (`1,5` as written on the continent).
fn digits_end(text: &str, start: usize, limit: usize) -> usize {
    let run = |from: usize| -> usize {
        text[from..limit].chars().take_while(|c| script::digit(*c).is_some()).map(char::len_utf8).sum()
    };
    let mut end = start + run(start);
    while let Some(mark) = text[end..limit].chars().next() {
        let next = end + mark.len_utf8();
        let after = run(next);
        let grouped = script::apostrophe(mark) && after == 3;
        if after == 0 || !(mark == '.' || mark == ',' || grouped) {
            break;
        }
        end = next + after;
    }
    end
}
