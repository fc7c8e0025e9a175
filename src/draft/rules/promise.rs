//! What somebody said they would do or give, on either side.
//!
//! A promise needs 1 of the list `promise`; a commitment signal, a date, an amount and a contract add to it,
//! a question and what is done in the talk itself take from it. A hedge ("should", "I believe so") does not
//! take from it: a weak promise is still one that the customer heard, and the suggestion says that it is
//! weak.

use super::page::Page;
use super::weigh::{is_said, last};
use super::{Candidate, More};
use crate::packet::{ClaimKind, PromiseKind, Side, SourceKind};
use crate::signal::token::Token;
use crate::signal::value::{Sort, values};
use crate::signal::{Sentence, Words, commitment, stem};

/// What a candidate needs.
const ENOUGH: f64 = 0.65;

/// The candidates of one page.
pub(super) fn candidates(number: usize, page: &Page<'_>, words: &Words) -> Vec<Candidate> {
    let committed = commitment::find(&page.sentences, words);
    let mut found = Vec::new();
    let mut next = 0;
    for (at, sentence) in page.sentences.iter().enumerate() {
        while next < committed.len() && committed[next].sentence < at {
            next += 1;
        }
        if !is_said(sentence) || sentence.tokens.len() < 3 || sentence.asks {
            continue;
        }
        let own = committed[next..].iter().take_while(|own| own.sentence == at);
        let commits = own.map(|own| own.kind).collect::<Vec<_>>();
        let (score, cues) = weigh(page, at, &commits, words);
        if score >= ENOUGH {
            let last = last(page, at);
            found.push(Candidate {
                page: number,
                key: at,
                last,
                kind: ClaimKind::Promise,
                score,
                cues,
                more: More::default(),
            });
        }
    }
    found
}

fn weigh(page: &Page<'_>, at: usize, commits: &[commitment::Kind], words: &Words) -> (f64, Vec<String>) {
    let sentence = &page.sentences[at];
    let hits = words.list("promise").find(sentence);
    let sum = |kind: &str| hits.iter().filter(|hit| hit.cue.kind == kind).map(|hit| hit.cue.weight).sum::<f64>();
    let mut cues: Vec<String> = hits
        .iter()
        .filter(|hit| matches!(hit.cue.kind, "promise" | "binding"))
        .map(|hit| hit.cue.name.clone())
        .collect();
    let values = values(&sentence.tokens);
    let has = |sorts: &[Sort]| values.iter().any(|value| sorts.contains(&value.sort));
    // "I'll come back to you" is a courtesy, and by Thursday it is a promise.
    let courtesy = if has(&[Sort::Date]) { 0.25 } else { 1.0 };
    let mut score = sum("promise").min(1.6) + sum("in_call") + courtesy * sum("follow_up");
    if sum("follow_up") < 0.0 && has(&[Sort::Date]) && commits.contains(&commitment::Kind::Offer) {
        score += 0.7;
        cues.push("a courtesy with a date".to_owned());
    }
    // "Special ed will run on the new routes": of things, in the seller's mouth or the contract.
    if score.abs() < f64::EPSILON && page.side(at) == Some(Side::Seller) && will_be(sentence) {
        score += 0.5;
        cues.push("it will be so".to_owned());
    }
    if score > 0.0 {
        score += sum("binding").min(0.6);
    }
    let contract = *page.kind() == SourceKind::Contract;
    if contract && page.answers(at, ClaimKind::Promise).is_some() && sentence.tokens.len() > 4 {
        score += 0.4;
        cues.push("stands in the contract".to_owned());
    }
    if score <= 0.0 {
        return (0.0, cues);
    }
    if has(&[Sort::Date]) {
        score += 0.35;
        cues.push("a date".to_owned());
    }
    if has(&[Sort::Money, Sort::Percent, Sort::Duration, Sort::Count, Sort::Time]) {
        score += 0.25;
        cues.push("an amount".to_owned());
    }
    if commits.contains(&commitment::Kind::Offer) {
        score += 0.15;
    }
    score *= match (page.kind(), page.side(at)) {
        (SourceKind::CrmNote, _) => 0.5,
        (SourceKind::Proposal, _) => 0.8,
        (SourceKind::Contract, _) => 1.0,
        (_, Some(Side::Customer)) => 0.8,
        (_, Some(Side::Seller) | None) => 1.0,
    };
    if is_conditional(sentence) {
        // "If you'll do that, I can do this" is a trade.
        let will = |pair: &[Token]| matches!(pair[0].form.as_str(), "i" | "we") && pair[1].form == "will";
        score *= if sentence.tokens.windows(2).any(will) { 0.8 } else { 0.5 };
    }
    // "I can give them the number", "within thirty days it's dead": what a customer can do, or how it goes there, is
    // not yet what they will do.
    let weak = |hit: &&crate::signal::words::Hit<'_>| matches!(hit.cue.name.as_str(), "we can do it" | "service level");
    let mut own = hits.iter().filter(|hit| hit.cue.kind == "promise");
    if own.all(|hit| weak(&hit)) && page.side(at) == Some(Side::Customer) && !has(&[Sort::Date]) {
        score *= 0.6;
    }
    // "I'll do that", "I'll put it in the mail": what, only the talk around it says.
    if stem::content(&sentence.tokens).len() < 2 && !has(&[Sort::Date]) {
        score *= 0.7;
    }
    if is_signature(sentence) {
        score = 0.0;
    }
    (score, cues)
}

/// Whether a sentence says of something, and not of people, that it will be so.
fn will_be(sentence: &Sentence<'_>) -> bool {
    let person = |form: &str| matches!(form, "i" | "we" | "you" | "he" | "she" | "they" | "who" | "that" | "this");
    let thing = |pair: &[Token]| pair[1].form == "will" && !person(&pair[0].form) && !pair[1].pause;
    sentence.tokens.windows(2).take(7).any(thing) && !sentence.has("not") && stem::content(&sentence.tokens).len() > 1
}

/// "If somebody changes it …" says how something works rather than what will be done.
fn is_conditional(sentence: &Sentence<'_>) -> bool {
    sentence.tokens.iter().take(2).any(|token| matches!(token.form.as_str(), "if" | "when" | "unless"))
}

/// "Signed for the customer: …, CFO" promises nothing.
fn is_signature(sentence: &Sentence<'_>) -> bool {
    let opening = sentence.tokens.first().map(|token| token.form.as_str());
    matches!(opening, Some("signed" | "s" | "by" | "signature" | "effective"))
}

/// What a promise is about: what most of its words say, or `other`.
pub(super) fn what(sentence: &Sentence<'_>, words: &Words) -> PromiseKind {
    let hits = words.list("promise").find(sentence);
    let order = [
        PromiseKind::Training,
        PromiseKind::Price,
        PromiseKind::Sla,
        PromiseKind::Integration,
        PromiseKind::Feature,
        PromiseKind::Timeline,
    ];
    order.into_iter().find(|kind| hits.iter().any(|hit| hit.cue.kind == kind.word())).unwrap_or(PromiseKind::Other)
}

/// Whether the words keep a way out.
pub(super) fn is_weak(sentence: &Sentence<'_>, words: &Words) -> bool {
    !crate::signal::hedge::find(sentence, words).is_empty()
}

/// Whether a list has a cue of that kind at all; keeps the vocabulary and the lists together.
#[cfg(test)]
#[test]
fn every_sort_of_promise_has_a_cue() {
    let words = Words::default();
    for kind in PromiseKind::ALL.iter().filter(|kind| **kind != PromiseKind::Other) {
        assert!(words.list("promise").cues.iter().any(|cue| cue.kind == kind.word()), "{kind}");
        assert!(crate::signal::claim::PROMISE.contains(&kind.word()));
    }
}
