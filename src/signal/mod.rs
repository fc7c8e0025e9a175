//! Signals: what in the words of a source a person should look at, each with the words that triggered it.
//!
//! Pure functions over sentences. A signal never decides anything: it is shown as a suggestion once a
//! person has judged. The words each one looks for stand in `words/*.toml` and can be extended by a team.

pub mod all;
pub mod claim;
pub mod commitment;
pub mod contract;
pub mod contradiction;
pub mod hedge;
pub mod kickoff;
pub mod pattern;
pub mod person;
pub mod sentence;
pub mod spin;
pub mod stale;
pub mod stem;
pub mod superseded;
pub mod token;
pub mod unanswered;
pub mod value;
pub mod words;

use std::ops::Range;

pub use sentence::{Sentence, sentences};
pub use words::Words;

/// Why a signal was raised: the cue's name and where its words stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// The cue, as the word list names it.
    pub cue: String,
    /// Its bytes in the source's text.
    pub words: Range<usize>,
}

impl Trigger {
    /// A cue that was found in a sentence.
    pub fn of(sentence: &Sentence<'_>, hit: &words::Hit<'_>) -> Self {
        Self { cue: hit.cue.name.clone(), words: sentence.bytes(&hit.tokens) }
    }
}
