//! The sentences of a source: what cues are looked for in, and what claims and summaries quote.
//!
//! Pure. A sentence never crosses a turn. Recognised speech often has no full stops at all; a run of
//! more than forty words without one is cut where a new clause starts, so that a quote stays readable.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::token::{Token, tokens};
use crate::packet::Side;
use crate::text::{Part, Speaker, Text};

/// After so many words a sentence is cut at the next word that can start a clause.
const LONG: usize = 40;

/// One sentence of one turn.
#[derive(Debug, Clone)]
pub struct Sentence<'a> {
    /// Its words.
    pub text: &'a str,
    /// Its bytes in the source's text.
    pub range: Range<usize>,
    /// The number of its turn.
    pub turn: usize,
    /// The number of its speaker in the source.
    pub speaker: Option<usize>,
    /// Which company that speaker belongs to.
    pub side: Option<Side>,
    /// What part of the document it stands in.
    pub part: Part,
    /// Its words as cues compare them, with the bytes in the source's text.
    pub tokens: Vec<Token>,
    /// Whether it ends in a question mark.
    pub asks: bool,
    /// Names of people, in lower case, that cues may take for a `NAME`.
    pub names: Arc<HashSet<String>>,
}

impl<'a> Sentence<'a> {
    /// A sentence by itself.
    pub fn plain(text: &'a str) -> Self {
        Self {
            text,
            range: 0..text.len(),
            turn: 0,
            speaker: None,
            side: None,
            part: Part::Body,
            tokens: tokens(text, 0),
            asks: text.trim_end().ends_with('?'),
            names: Arc::default(),
        }
    }

    /// The bytes from the first to the last of some of its tokens.
    pub fn bytes(&self, range: &Range<usize>) -> Range<usize> {
        let tokens = &self.tokens[range.start..range.end];
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.start as usize..last.end as usize,
            _ => self.range.start..self.range.start,
        }
    }

    /// The words at some of its bytes.
    pub fn words(&self, bytes: &Range<usize>) -> &'a str {
        self.text.get(bytes.start - self.range.start..bytes.end - self.range.start).unwrap_or("")
    }

    /// Whether one of its tokens is this word.
    pub fn has(&self, form: &str) -> bool {
        self.tokens.iter().any(|token| token.form == form)
    }
}

/// The sentences of a source, in order, with the side that `side` gives each speaker.
pub fn sentences<'a>(text: &'a Text, side: &dyn Fn(&Speaker) -> Option<Side>) -> Vec<Sentence<'a>> {
    let sides: Vec<Option<Side>> = text.speakers().iter().map(|speaker| side(speaker)).collect();
    let mut names = HashSet::new();
    for speaker in text.speakers() {
        let folded = crate::packet::side::folded(&speaker.name);
        names.extend(folded.split(' ').filter(|word| word.len() > 2).map(str::to_owned));
    }
    let names = Arc::new(names);
    let mut sentences = Vec::new();
    for (index, turn) in text.turns().iter().enumerate() {
        let words = text.words(turn);
        let base = turn.start as usize;
        let speaker = text.speaker_index(turn);
        for range in split(words) {
            let text = &words[range.clone()];
            sentences.push(Sentence {
                text,
                range: base + range.start..base + range.end,
                turn: index,
                speaker,
                side: speaker.and_then(|speaker| sides[speaker]),
                part: turn.part,
                tokens: tokens(text, base + range.start),
                asks: text.ends_with('?'),
                names: Arc::clone(&names),
            });
        }
    }
    sentences
}

/// Where the sentences of a turn stand.
pub fn split(words: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut count = 0;
    let mut chars = words.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = at + c.len_utf8();
        let rest = &words[after..];
        let ends = match c {
            '.' => !is_abbreviated(&words[start..at]) && starts_anew(rest),
            '!' | '?' | '…' => starts_anew(rest),
            '。' | '！' | '？' => true,
            '\n' => {
                rest.starts_with(['\n', '-', '*', '•']) || rest.trim_start_matches(' ').starts_with(['-', '*', '•'])
            }
            _ => false,
        };
        if c == ' ' {
            count += 1;
        }
        let cut = count >= LONG && c == ' ' && starts_clause(rest);
        if ends || cut {
            let mut end = after;
            while let Some((next, c)) =
                chars.peek().copied().filter(|(_, c)| ends && matches!(c, '"' | '”' | '\'' | ')' | '?' | '!'))
            {
                end = next + c.len_utf8();
                chars.next();
            }
            keep(words, start..end, &mut ranges);
            (start, count) = (end, 0);
        }
    }
    keep(words, start..words.len(), &mut ranges);
    ranges
}

fn keep(words: &str, range: Range<usize>, ranges: &mut Vec<Range<usize>>) {
    let part = &words[range.clone()];
    let inner = part.trim();
    if inner.chars().any(char::is_alphanumeric) {
        let start = range.start + (inner.as_ptr() as usize - part.as_ptr() as usize);
        ranges.push(start..start + inner.len());
    }
}

fn starts_anew(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['"', '”', '\'', ')', '?', '!', '.']);
    rest.is_empty() || rest.starts_with(char::is_whitespace)
}

fn is_abbreviated(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    let known = ["mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e", "approx", "inc", "fig"];
    let initial = word.chars().count() == 1 && word.starts_with(|c: char| c.is_alphabetic() && c != 'I');
    initial || known.contains(&word.to_lowercase().as_str())
}

fn starts_clause(rest: &str) -> bool {
    let word = rest.split(' ').next().unwrap_or("").trim_end_matches(',');
    matches!(
        word.to_lowercase().as_str(),
        "and" | "but" | "so" | "because" | "then" | "okay" | "i" | "we" | "you" | "yeah"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(words: &str) -> Vec<&str> {
        split(words).into_iter().map(|range| &words[range]).collect()
    }

    #[test]
    fn sentences_end_at_their_marks() {
        assert_eq!(
            parts("One thing. Two?! \"Three.\" Dr. Po said 3.5 percent."),
            ["One thing.", "Two?!", "\"Three.\"", "Dr. Po said 3.5 percent."]
        );
        assert_eq!(parts("今日は。明日は！"), ["今日は。", "明日は！"]);
        assert_eq!(parts("  ... "), Vec::<&str>::new());
    }

    #[test]
    fn a_run_without_full_stops_is_cut_at_a_clause() {
        let run = "this is what they said about it all ".repeat(6) + "and then we went on to the next thing";
        let cut = parts(&run);
        assert_eq!(cut.len(), 2, "{cut:?}");
        assert!(cut[1].starts_with("and then"));
    }

    #[test]
    fn list_items_are_sentences() {
        assert_eq!(
            parts("Next steps\n- send the form\n- book the room"),
            ["Next steps", "- send the form", "- book the room"]
        );
    }
}
