//! Hedges: words that take back part of what a sentence says.
//!
//! Pure. "We should be able to have it by March" is not "we will have it by March", and a claim that
//! drops the difference overstates. So a promise with a hedge keeps it, as the words to look at.

use super::words::Words;
use super::{Sentence, Trigger};

/// The kinds of cue in `words/hedge.toml`.
pub const KINDS: &[&str] = &["hedge", "condition"];

/// The hedges of one sentence, with their words.
pub fn find(sentence: &Sentence<'_>, words: &Words) -> Vec<Trigger> {
    words.list("hedge").find(sentence).iter().map(|hit| Trigger::of(sentence, hit)).collect()
}
