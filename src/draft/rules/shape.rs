//! How a sentence is built, where no list of words can say it: conditions, habits, figures and dates.
//!
//! "If November's clean, I'd walk that into the board" is a milestone whatever its words are; "I take the
//! card, I copy it, I check it" is how somebody works. Only weights: a shape alone makes no claim.

use super::page::Page;
use crate::packet::{ClaimKind, Side};
use crate::signal::Sentence;
use crate::signal::value::{Sort, values};

/// What the build of a sentence adds to a kind, and the name of what it was.
pub(super) fn of(kind: ClaimKind, page: &Page<'_>, at: usize, buyer: bool) -> (f64, Option<&'static str>) {
    let sentence = &page.sentences[at];
    let theirs = page.is_speech() && page.side(at) != Some(Side::Seller) && !sentence.asks;
    match kind {
        ClaimKind::FirstMilestone if theirs && is_condition(sentence) => (0.6, Some("what comes of it if it works")),
        ClaimKind::Objection if theirs && is_condition(sentence) && has_not(sentence) => {
            (0.3, Some("what comes of it if it does not"))
        }
        ClaimKind::UserWorkflow if theirs => {
            let (steps, time) = (steps(sentence), has(sentence, &[Sort::Time]));
            match (steps >= 2, time) {
                (true, true) => (0.8, Some("steps, and a time of day")),
                (true, false) => (0.5, Some("several steps in a row")),
                (false, true) => (0.4, Some("a time of day")),
                (false, false) => (0.0, None),
            }
        }
        ClaimKind::BuyingTrigger if theirs && has(sentence, &[Sort::Date]) => (0.3, Some("a date of theirs")),
        ClaimKind::BuyingReason if theirs && has(sentence, &[Sort::Percent, Sort::Money]) => {
            (0.4, Some("a figure of theirs"))
        }
        ClaimKind::PromisedValue if is_forecast(sentence) && has(sentence, &[Sort::Percent, Sort::Money]) => {
            (0.5, Some("a forecast with a figure"))
        }
        ClaimKind::PromisedValue if page.is_speech() && page.side(at) == Some(Side::Seller) && is_share(sentence) => {
            (0.4, Some("a share that they were told"))
        }
        ClaimKind::BuyerConcern if buyer && (sentence.asks || has_not(sentence)) => {
            (0.4, Some("whoever pays asks or refuses"))
        }
        ClaimKind::FirstMilestone
        | ClaimKind::Objection
        | ClaimKind::UserWorkflow
        | ClaimKind::BuyingTrigger
        | ClaimKind::BuyingReason
        | ClaimKind::PromisedValue
        | ClaimKind::BuyerConcern
        | ClaimKind::UseCase
        | ClaimKind::Constraint
        | ClaimKind::Stakeholder
        | ClaimKind::ChampionWin
        | ClaimKind::NearFatalObjection
        | ClaimKind::ProcurementCompromise
        | ClaimKind::FeatureGap
        | ClaimKind::SoftenedConcern
        | ClaimKind::AcceptedRisk
        | ClaimKind::Promise => (0.0, None),
    }
}

fn forms<'s>(sentence: &'s Sentence<'_>) -> Vec<&'s str> {
    sentence.tokens.iter().map(|token| token.form.as_str()).collect()
}

fn has(sentence: &Sentence<'_>, sorts: &[Sort]) -> bool {
    values(&sentence.tokens).iter().any(|value| sorts.contains(&value.sort))
}

fn has_not(sentence: &Sentence<'_>) -> bool {
    sentence.tokens.iter().any(|token| matches!(token.form.as_str(), "not" | "no" | "never" | "nothing" | "nobody"))
}

/// A share that is no price: "ninety-five percent of rooms ready by three".
fn is_share(sentence: &Sentence<'_>) -> bool {
    let price = |form: &str| matches!(form, "off" | "discount" | "price" | "fee" | "uplift" | "do" | "deposit");
    !sentence.asks && has(sentence, &[Sort::Percent]) && !sentence.tokens.iter().any(|token| price(token.form.as_str()))
}

/// "If …, I would …": a condition, and what the speaker does when it holds.
fn is_condition(sentence: &Sentence<'_>) -> bool {
    let forms = forms(sentence);
    let Some(start) = forms.iter().take(10).position(|form| *form == "if") else { return false };
    forms[start..].windows(2).any(|pair| {
        matches!(pair, ["i" | "we" | "that", "would" | "will"] | ["then", "i" | "we"] | ["would", "be"] | ["it", "'s"])
    })
}

/// How many things somebody does one after the other: "I take …, I copy …, he reads …".
fn steps(sentence: &Sentence<'_>) -> usize {
    let forms = forms(sentence);
    let person = |form: &str| matches!(form, "i" | "we" | "he" | "she" | "they" | "you" | "somebody");
    forms
        .windows(2)
        .filter(|pair| person(pair[0]) && !NO_STEP.contains(&pair[1]) && pair[1].chars().all(char::is_alphabetic))
        .count()
}

/// What stands behind a pronoun without being a step of work.
const NO_STEP: &[&str] = &[
    "actually",
    "all",
    "also",
    "always",
    "am",
    "are",
    "be",
    "believe",
    "both",
    "can",
    "could",
    "did",
    "do",
    "does",
    "feel",
    "get",
    "guess",
    "had",
    "has",
    "have",
    "hear",
    "heard",
    "hope",
    "is",
    "just",
    "know",
    "like",
    "love",
    "may",
    "mean",
    "might",
    "must",
    "need",
    "never",
    "not",
    "really",
    "said",
    "say",
    "see",
    "shall",
    "should",
    "still",
    "that",
    "think",
    "thought",
    "told",
    "understand",
    "want",
    "wanted",
    "was",
    "were",
    "will",
    "wish",
    "would",
];

/// "We'd expect …", "you'll see …": about what will be.
fn is_forecast(sentence: &Sentence<'_>) -> bool {
    let forms = forms(sentence);
    forms.windows(2).any(|pair| matches!(pair, ["we" | "you" | "they" | "it", "will" | "would" | "can"]))
}
