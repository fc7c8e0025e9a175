//! Find support: the passages of all sources that are most likely to be what a text was drawn from.
//!
//! Pure: texts in, ranked passages out. Lexical and nothing else: rare words count most, words that are
//! only akin count less, numbers and dates count by value and not by spelling, and what stands around a
//! passage helps it a little. No index is kept: the sources are gone through once for each question, and
//! only what has a word of the question is remembered, so that 50 MB of sources need a few MB and about
//! the time of reading them. It offers; what it finds proves nothing until a person attaches it.
//!
//! `unit` says what one passage is, `query` what is looked for, `related` which words are akin, and
//! `rank` how much a passage is worth.

pub mod query;
mod rank;
pub mod related;
pub mod unit;

use std::ops::Range;

use crate::text::Text;

pub use query::Query;

/// A passage that may support what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// The number of its text among those searched.
    pub source: usize,
    /// The number of its turn.
    pub turn: usize,
    /// Its bytes: a caption, a paragraph, a few sentences of a long turn.
    pub range: Range<usize>,
    /// The bytes to quote: all of a short passage, the best sentence of a long one.
    pub quote: Range<usize>,
    /// The number of its cue in captions, from 0.
    pub cue: Option<usize>,
    /// How good it is, for comparing passages of one question.
    pub score: f64,
    /// Its best sentence.
    pub sentence: Range<usize>,
    /// How much of what was asked for stands in that sentence, by weight, in 0 to 1. Words that are only
    /// akin count more here than they do for the score, because by now the place is known.
    pub covers: f64,
    /// The words that made it one, in order, in bytes of its text.
    pub words: Vec<Range<usize>>,
}

/// The best passages of all texts for a query, best first, at most `most`.
///
/// `go_on` is told the bytes gone through between any two passages; it ends the search by saying no,
/// and then there is no answer.
pub fn search(
    texts: &[&Text],
    query: &Query,
    most: usize,
    go_on: &mut dyn FnMut(usize) -> bool,
) -> Option<Vec<Passage>> {
    if query.is_empty() {
        return Some(Vec::new());
    }
    let tally = rank::tally(texts, query, go_on)?;
    Some(rank::best(texts, query, &tally, most))
}

/// The same, of few and small texts.
pub fn search_all(texts: &[&Text], query: &Query, most: usize) -> Vec<Passage> {
    search(texts, query, most, &mut |_| true).unwrap_or_default()
}

#[cfg(test)]
mod tests;
