//! What the contract says of a statement: that it is so, that it is not so, or nothing.
//!
//! Pure. [`delta`] finds the clause that comes nearest (`crate::find`) and holds its polarity against the
//! statement's: a clause that takes away what the statement grants, that takes in more than "only" allows,
//! or that says "need not" where the statement says "shall", speaks against it. Anything subtler is read
//! as support, and that is its known weakness: it is a reason to look, never a ruling.
//!
//! Two questions are asked with it: which promises that were spoken the contract does not hold
//! ([`promises`]), and which of its terms nobody spoke of ([`unspoken`]).

use std::ops::Range;

use super::contradiction::Statement;
use super::value::values;
use super::words::{Hit, Words};
use super::{Sentence, Trigger, kickoff, token};
use crate::find::related::Related;
use crate::find::{Query, search_all};
use crate::text::{Part, Text};

/// The kinds of cue in `words/contract.toml`.
pub const KINDS: &[&str] = &["negation", "exception", "permission", "wide", "narrow", "all", "waived"];

/// So much of a statement has to stand in a clause for the clause to be about it.
const ABOUT: f64 = 0.45;
/// How many clauses are looked at.
const CLAUSES: usize = 5;

/// What a contract says of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// It says so.
    Supports,
    /// It says otherwise.
    Contradicts,
    /// It says nothing of it.
    Absent,
}

impl Answer {
    /// The word for it in output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Contradicts => "contradicts",
            Self::Absent => "absent",
        }
    }
}

/// What a contract says of a statement, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Delta {
    /// What it says.
    pub answer: Answer,
    /// The sentence that comes nearest, whatever the answer; `None` where no word of the statement stands
    /// anywhere.
    pub nearest: Option<Nearest>,
}

/// A sentence of a contract.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// The number of its text among those given.
    pub source: usize,
    /// Its bytes.
    pub range: Range<usize>,
    /// How much of the statement stands in it, in 0 to 1.
    pub covers: f64,
    /// The words that speak against the statement.
    pub triggers: Vec<Trigger>,
}

/// What the contracts say of a statement.
///
/// Use it to hold promises against the contract (an `Absent` or `Contradicts` is worth a person's look)
/// and nothing more: it never decides what binds.
pub fn delta(statement: &str, contracts: &[&Text], words: &Words, related: &Related) -> Delta {
    let query = Query::new(statement, related);
    let found = search_all(contracts, &query, CLAUSES);
    let best = found.into_iter().reduce(|best, next| if next.covers > best.covers { next } else { best });
    let Some(best) = best else { return Delta { answer: Answer::Absent, nearest: None } };
    let clause = &contracts[best.source].as_str()[best.sentence.clone()];
    let mut nearest = Nearest { source: best.source, range: best.sentence, covers: best.covers, triggers: Vec::new() };
    if best.covers < ABOUT {
        return Delta { answer: Answer::Absent, nearest: Some(nearest) };
    }
    nearest.triggers = conflict(statement, clause, nearest.range.start, words);
    let answer = if nearest.triggers.is_empty() { Answer::Supports } else { Answer::Contradicts };
    Delta { answer, nearest: Some(nearest) }
}

/// The words of a clause that speak against a statement on the same subject; none where it agrees.
fn conflict(statement: &str, clause: &str, base: usize, words: &Words) -> Vec<Trigger> {
    let list = words.list("contract");
    let (asked, said) = (Sentence::plain(statement), at(clause, base));
    let (asked_hits, said_hits) = (list.find(&asked), list.find_all(&said));
    let asks = |kind: &str| asked_hits.iter().any(|hit| hit.cue.kind == kind);
    let says = |kind: &str| said_hits.iter().any(|hit| hit.cue.kind == kind);
    let these = |kinds: &[&str]| -> Vec<Trigger> {
        let wanted = |hit: &&Hit<'_>| kinds.contains(&hit.cue.kind);
        said_hits.iter().filter(wanted).map(|hit| Trigger::of(&said, hit)).collect()
    };
    if asks("narrow") {
        return if says("narrow") { Vec::new() } else { these(&["wide"]) };
    }
    if asks("negation") {
        return if says("negation") { Vec::new() } else { these(&["permission"]) };
    }
    if asks("permission") {
        return if says("exception") { Vec::new() } else { these(&["negation"]) };
    }
    these(&["waived"])
}

/// A sentence that stands at byte `base` of its source.
fn at(text: &str, base: usize) -> Sentence<'_> {
    Sentence { range: base..base + text.len(), tokens: token::tokens(text, base), ..Sentence::plain(text) }
}

/// The promises that the contracts do not hold: each one's number, and what they say instead.
pub fn promises<'a>(
    spoken: impl IntoIterator<Item = &'a str>,
    contracts: &[&Text],
    words: &Words,
    related: &Related,
) -> Vec<(usize, Delta)> {
    if contracts.is_empty() {
        return Vec::new();
    }
    let deltas = spoken.into_iter().map(|promise| delta(promise, contracts, words, related)).enumerate();
    deltas.filter(|(_, delta)| delta.answer != Answer::Supports).collect()
}

/// The terms of a contract that nothing in the talk takes up: numbers of its sentences. A term is a
/// sentence with a number, an amount or a date in it.
pub fn unspoken(contract: &[Sentence<'_>], spoken: &[Sentence<'_>]) -> Vec<usize> {
    let is_term = |sentence: &Sentence<'_>| {
        sentence.part == Part::Body && sentence.tokens.len() > 5 && !values(&sentence.tokens).is_empty()
    };
    let terms: Vec<usize> = (0..contract.len()).filter(|at| is_term(&contract[*at])).collect();
    let statement = |sentence| Statement { sentence, source: 0 };
    let from: Vec<Statement<'_>> = terms.iter().map(|at| statement(&contract[*at])).collect();
    let by: Vec<Statement<'_>> = spoken.iter().map(statement).collect();
    kickoff::not_taken_up(&from, &by).into_iter().map(|at| terms[at]).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CONTRACT: &str = "The supplier keeps the yearly price for 24 months.\n\n\
        The grower shall not lend a scanner to another farm.\n\n\
        Goods include crates, pallets, boxes and any other container.\n\n\
        Repairs are made within two days, whether or not a fault was reported in writing.";

    fn asked(statement: &str) -> (Answer, Vec<String>) {
        let text = crate::source::import(CONTRACT.as_bytes().to_vec(), "contract.txt").expect("it is text").text;
        let delta = delta(statement, &[&text], &Words::default(), &Related::default());
        let triggers = delta.nearest.map(|nearest| nearest.triggers).unwrap_or_default();
        (delta.answer, triggers.into_iter().map(|trigger| text.as_str()[trigger.words].to_owned()).collect())
    }

    #[test]
    fn what_it_says_and_what_it_says_nothing_of() {
        assert_eq!(asked("The supplier keeps the price for 24 months"), (Answer::Supports, vec![]));
        assert_eq!(asked("The supplier trains forty drivers on site"), (Answer::Absent, vec![]));
        assert_eq!(asked("Telescopes"), (Answer::Absent, vec![]));
    }

    #[test]
    fn what_it_takes_away_widens_or_waives_speaks_against() {
        assert_eq!(asked("The grower may lend a scanner to another farm"), (Answer::Contradicts, vec!["not".into()]));
        assert_eq!(asked("Goods shall only include crates").0, Answer::Contradicts);
        let (answer, triggers) = asked("Every fault shall be reported in writing before repairs are made");
        assert_eq!((answer, triggers), (Answer::Contradicts, vec!["whether or not".into()]));
    }

    #[test]
    fn a_promise_that_was_spoken_and_a_term_that_was_not_are_found() {
        let text = crate::source::import(CONTRACT.as_bytes().to_vec(), "contract.txt").expect("it is text").text;
        let spoken = ["We keep the yearly price for 24 months", "Somebody of ours will be in the yard every week"];
        let missing = promises(spoken, &[&text], &Words::default(), &Related::default());
        assert_eq!(missing.iter().map(|(at, delta)| (*at, delta.answer)).collect::<Vec<_>>(), [(1, Answer::Absent)]);
        let contract = super::super::sentences(&text, &|_| None);
        let spoken = [Sentence::plain("So the yearly price, the supplier keeps it for two years, 24 months.")];
        let terms: Vec<&str> = unspoken(&contract, &spoken).into_iter().map(|at| contract[at].text).collect();
        assert_eq!(terms.len(), 1, "{terms:?}");
        assert!(terms[0].starts_with("Repairs"), "{terms:?}");
    }

    proptest! {
        #[test]
        fn whatever_is_held_against_whatever_words_lie_in_it(statement in "\\PC{0,80}", contract in "\\PC{0,200}") {
            let text = Text::snippet(&contract);
            let delta = delta(&statement, &[&text], &Words::default(), &Related::default());
            if let Some(nearest) = delta.nearest {
                prop_assert!(contract.get(nearest.range.clone()).is_some());
                prop_assert!(nearest.triggers.iter().all(|trigger| contract.get(trigger.words.clone()).is_some()));
            }
        }
    }
}
