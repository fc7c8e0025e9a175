//! Spin: what sounds better, surer or more loved than what it rests on.
//!
//! Pure. Nobody spins by being glad, so a cue alone is never enough: who speaks counts, whether a number
//! or a name can be checked, and for praise whether anybody on the customer's side was heard to praise.
//! [`tone`] measures a whole answer; [`find`] points at words.

use super::value::{Sort, values};
use super::words::Words;
use super::{Sentence, Trigger};
use crate::packet::Side;

/// The kinds of cue in `words/spin.toml`.
pub const KINDS: &[&str] = &["superlative", "certainty", "praise", "upbeat", "damper", "deflection", "concrete"];

/// An answer is upbeat from here on: good news less bad news.
const UPBEAT: f64 = 2.0;
/// An answer is vague up to here: what can be checked less what puts off.
const VAGUE: f64 = 0.6;

/// What makes a sentence spin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Nothing better exists.
    Superlative,
    /// No doubt is left, and no source is named.
    Certainty,
    /// The customer is said to like it, and was not heard to say so.
    Praise,
}

impl Kind {
    /// The word for it in output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Superlative => "superlative",
            Self::Certainty => "certainty",
            Self::Praise => "praise",
        }
    }
}

/// A sentence that spins.
#[derive(Debug, Clone, PartialEq)]
pub struct Spin {
    /// The sentence's number.
    pub sentence: usize,
    /// What makes it spin.
    pub kind: Kind,
    /// The words.
    pub trigger: Trigger,
}

/// The spin in what the seller, or nobody we know, says. `praised` says whether anybody on the
/// customer's side was heard to praise, in any source: then praise in a seller's note has a ground.
pub fn find(sentences: &[Sentence<'_>], words: &Words, praised: bool) -> Vec<Spin> {
    let list = words.list("spin");
    let mut found = Vec::new();
    for (index, sentence) in sentences.iter().enumerate() {
        if sentence.side == Some(Side::Customer) || sentence.asks {
            continue;
        }
        for hit in list.find_all(sentence) {
            let kind = match hit.cue.kind {
                "superlative" => Kind::Superlative,
                "certainty" if values(&sentence.tokens).is_empty() => Kind::Certainty,
                "praise" if !praised => Kind::Praise,
                _ => continue,
            };
            found.push(Spin { sentence: index, kind, trigger: Trigger::of(sentence, &hit) });
        }
    }
    found
}

/// Whether somebody on the customer's side praises in this sentence.
pub fn praises(sentence: &Sentence<'_>, words: &Words) -> bool {
    sentence.side == Some(Side::Customer)
        && words.list("spin").find(sentence).iter().any(|hit| matches!(hit.cue.name.as_str(), "gladness" | "praise"))
}

/// How an answer sounds as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Tone {
    /// Good news outweighs bad.
    pub upbeat: bool,
    /// Little in it can be checked.
    pub vague: bool,
    /// Good news less bad, as the weights add up.
    pub cheer: f64,
    /// What can be checked, less what puts off.
    pub substance: f64,
    /// The upbeat and the deflecting words.
    pub triggers: Vec<Trigger>,
}

impl Tone {
    /// Upbeat with nothing to hold on to.
    pub fn spins(&self) -> bool {
        self.upbeat && self.vague
    }
}

/// How the sentences of one answer sound together.
pub fn tone(answer: &[Sentence<'_>], words: &Words) -> Tone {
    let list = words.list("spin");
    let (mut cheer, mut substance) = (0.0, 0.0);
    let mut triggers = Vec::new();
    let mut put_off: Vec<&str> = Vec::new(); // who puts off twice has not said less than who does it once
    for sentence in answer {
        for hit in list.find(sentence) {
            match hit.cue.kind {
                "upbeat" => cheer += hit.cue.weight,
                "superlative" | "praise" => cheer += hit.cue.weight,
                "damper" => cheer -= hit.cue.weight,
                "deflection" if put_off.contains(&hit.cue.name.as_str()) => {}
                "deflection" => {
                    substance -= hit.cue.weight;
                    put_off.push(&hit.cue.name);
                }
                "concrete" => substance += hit.cue.weight,
                _ => {}
            }
            if matches!(hit.cue.kind, "upbeat" | "superlative" | "praise" | "deflection") {
                triggers.push(Trigger::of(sentence, &hit));
            }
        }
        substance += checkable(sentence);
    }
    Tone { upbeat: cheer >= UPBEAT, vague: substance <= VAGUE, cheer, substance, triggers }
}

/// How much of a sentence can be checked: amounts and dates count full, small numbers and names a part.
fn checkable(sentence: &Sentence<'_>) -> f64 {
    let values: f64 = values(&sentence.tokens)
        .iter()
        .map(|value| match value.sort {
            Sort::Money | Sort::Percent => 1.0,
            Sort::Date | Sort::Time | Sort::Duration => 0.7,
            Sort::Count if sentence.tokens[value.tokens.start].is_numeral() => 1.0,
            Sort::Count => 0.5,
        })
        .sum();
    let named = sentence.tokens.iter().skip(1).filter(|token| token.capital && token.form.len() > 1).count();
    values + 0.2 * named as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, side: Option<Side>) -> Sentence<'_> {
        Sentence { side, ..Sentence::plain(text) }
    }

    fn found(text: &str, side: Option<Side>, praised: bool) -> Vec<(Kind, &str)> {
        let sentences = [said(text, side)];
        let spins = find(&sentences, &Words::default(), praised);
        spins.into_iter().map(|spin| (spin.kind, &text[spin.trigger.words])).collect()
    }

    #[test]
    fn superlatives_of_the_seller_are_pointed_at() {
        let text = "It's a best-in-class platform.";
        assert_eq!(found(text, Some(Side::Seller), true), [(Kind::Superlative, "best-in-class")]);
        assert_eq!(found(text, Some(Side::Customer), true), [], "the customer may say so");
        assert_eq!(found("That's best practice.", Some(Side::Seller), true), []);
    }

    #[test]
    fn certainty_with_a_number_can_be_checked() {
        assert_eq!(
            found("It's definitely seamless.", Some(Side::Seller), true),
            [(Kind::Certainty, "definitely"), (Kind::Certainty, "seamless")]
        );
        assert_eq!(found("It's definitely 40 ms in the March report.", Some(Side::Seller), true), []);
    }

    #[test]
    fn praise_counts_where_no_customer_was_heard_to_praise() {
        let text = "They absolutely loved the demo.";
        assert!(found(text, None, false).iter().any(|(kind, _)| *kind == Kind::Praise));
        assert!(!found(text, None, true).iter().any(|(kind, _)| *kind == Kind::Praise));
        assert!(praises(&said("We love this.", Some(Side::Customer)), &Words::default()));
    }

    #[test]
    fn tone_tells_upbeat_from_specific() {
        let words = Words::default();
        let tone = |text: &str| {
            let text = crate::text::Text::snippet(text);
            super::tone(&super::super::sentences(&text, &|_| None), &words)
        };
        let airy =
            tone("We're very excited about the opportunity and feel great about our momentum. We'll see how it goes.");
        assert!(airy.spins(), "{airy:?}");
        let plain = tone("Revenue fell 3 percent to $4.1 million in March, because Globex left.");
        assert!(!plain.upbeat && !plain.vague, "{plain:?}");
    }
}
