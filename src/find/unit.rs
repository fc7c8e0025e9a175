//! What one passage is: a caption, a paragraph, a few sentences of a long turn.
//!
//! Pure. Captions are cut where their cues begin, so that a passage has a time of its own. Paragraphs of
//! a document stay whole, because a clause is understood whole. Signatures are no passages.

use std::ops::Range;

use crate::signal::sentence::split;
use crate::text::{Part, Text, Turn};

/// A turn of talk that is longer is cut between sentences, in bytes.
const TALK: usize = 400;
/// A paragraph of a document that is longer is cut between sentences, in bytes.
const PARAGRAPH: usize = 1800;

/// One passage, as it lies in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The number of its turn.
    pub turn: usize,
    /// Its bytes, without blanks around them.
    pub range: Range<usize>,
    /// The number of its cue in captions, from 0.
    pub cue: Option<usize>,
}

/// Every passage of a text, in order, none overlapping.
pub fn units(text: &Text, mut with: impl FnMut(Unit) -> bool) -> bool {
    let mut mark = 0;
    for (index, turn) in text.turns().iter().enumerate() {
        if turn.part == Part::Signature {
            continue;
        }
        let marks = text.marks();
        while marks.get(mark).is_some_and(|found| found.0 < turn.start) {
            mark += 1;
        }
        let first = mark;
        while marks.get(mark).is_some_and(|found| found.0 < turn.end) {
            mark += 1;
        }
        if !pieces(text, turn, index, &marks[first..mark], first, &mut with) {
            return false;
        }
    }
    true
}

/// The passages of one turn: cut at its marks, and what is too long between sentences.
fn pieces(
    text: &Text,
    turn: &Turn,
    index: usize,
    marks: &[(u32, u32)],
    first: usize,
    with: &mut impl FnMut(Unit) -> bool,
) -> bool {
    let mut from = turn.start as usize;
    let mut cue = None;
    let most = if text.speaker_index(turn).is_some() { TALK } else { PARAGRAPH };
    let ends = marks.iter().enumerate().map(|(at, mark)| (mark.0 as usize, Some(first + at)));
    for (end, next) in ends.chain([(turn.end as usize, None)]) {
        if end > from && !shorter(text, from..end, most, &mut |range| with(Unit { turn: index, range, cue })) {
            return false;
        }
        (from, cue) = (end, next);
    }
    true
}

/// A range, or groups of its sentences that are short enough.
fn shorter(text: &Text, range: Range<usize>, most: usize, with: &mut impl FnMut(Range<usize>) -> bool) -> bool {
    let all = text.as_str();
    let range = trimmed(all, range);
    if range.len() <= most {
        return range.is_empty() || with(range);
    }
    let base = range.start;
    let mut group: Option<Range<usize>> = None;
    for sentence in split(&all[range]) {
        let sentence = base + sentence.start..base + sentence.end;
        group = match group {
            Some(group) if sentence.end - group.start > most => {
                if !with(group) {
                    return false;
                }
                Some(sentence)
            }
            Some(group) => Some(group.start..sentence.end),
            None => Some(sentence),
        };
    }
    group.is_none_or(with)
}

/// A range without the blanks at its ends.
pub(super) fn trimmed(all: &str, range: Range<usize>) -> Range<usize> {
    let words = &all[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    start..start + words.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Builder;

    fn cut(text: &Text) -> Vec<(&str, Option<usize>)> {
        let mut found = Vec::new();
        units(text, |unit| {
            found.push((&text.as_str()[unit.range], unit.cue));
            true
        });
        found
    }

    #[test]
    fn captions_are_cut_where_their_cues_begin_and_an_empty_cue_is_counted() {
        let mut builder = Builder::new();
        let maya = builder.speaker("Maya", None);
        builder.mark(0, 0);
        builder.push("one two ");
        builder.mark(8, 1000);
        builder.mark(8, 2000);
        builder.push("three");
        builder.turn(0..13, Some(maya), Part::Body);
        assert_eq!(cut(&builder.finish()), [("one two", Some(0)), ("three", Some(2))]);
    }

    #[test]
    fn a_paragraph_stays_whole_and_a_long_turn_does_not() {
        let clause = "The supplier keeps the price for two years. ".repeat(12);
        assert_eq!(cut(&Text::snippet(&clause)).len(), 1);
        let mut builder = Builder::new();
        let maya = builder.speaker("Maya", None);
        builder.push(&clause);
        builder.turn(0..clause.len(), Some(maya), Part::Body);
        let text = builder.finish();
        let parts = cut(&text);
        assert!(parts.len() > 1 && parts.iter().all(|(words, _)| words.len() <= TALK), "{parts:?}");
    }
}
