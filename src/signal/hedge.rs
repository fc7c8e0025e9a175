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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hedges_are_pointed_at_and_plain_promises_are_not() {
        let found = |text: &str| {
            let sentence = Sentence::plain(text);
            find(&sentence, &Words::default())
                .into_iter()
                .map(|trigger| text[trigger.words].to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(found("We should be able to have it by March, hopefully."), ["should be able to", "hopefully"]);
        assert_eq!(found("We'll have it by March 8."), Vec::<String>::new());
    }
}
