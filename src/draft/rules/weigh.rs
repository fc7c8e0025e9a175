//! Weighing a sentence for every claim kind but stakeholders, promises and softened concerns.
//!
//! A candidate needs 1. Cues of the list `claim` give their weights, the question or heading it follows
//! adds to that, and the product is scaled by who speaks: a reason to buy counts less in the seller's mouth,
//! and a gap more.

use super::page::Page;
use super::people::Cast;
use super::{Candidate, More, shape};
use crate::packet::{ClaimKind, Side, SourceKind};
use crate::signal::value::{Sort, values};
use crate::signal::words::Hit;
use crate::signal::{Sentence, Words, claim, stem, unanswered};
use crate::text::Part;

/// What following the right question adds.
const ASKED: f64 = 0.9;
/// What standing under the right heading adds.
const HEADED: f64 = 0.8;
/// What a number, date or amount adds where one is telling.
const TELLING: f64 = 0.3;
/// What is left of a cue's weight where a weightier one was raised by the same words.
const AGAIN: f64 = 0.4;
/// What a candidate needs.
const ENOUGH: f64 = 0.7;

/// The candidates of one page.
pub(super) fn candidates(number: usize, page: &Page<'_>, cast: &Cast, words: &Words) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (at, sentence) in page.sentences.iter().enumerate() {
        if !is_said(sentence) {
            continue;
        }
        let hits = &page.hits[at];
        if hits.iter().any(|hit| hit.cue.kind == claim::SMALL_TALK) && hits.len() < 3 {
            continue;
        }
        let buyer = cast.is_buyer(page, at);
        let mut best: Vec<Candidate> = Vec::new();
        for kind in ClaimKind::ALL.iter().copied().filter(|kind| is_weighed(*kind)) {
            let mine: Vec<_> = hits.iter().filter(|hit| hit.cue.kind == kind.word()).collect();
            let mut score = weight(&mine);
            let mut cues: Vec<String> = mine.iter().map(|hit| hit.cue.name.clone()).collect();
            if let Some(answer) = page.answers(at, kind) {
                score += answer.near * if answer.cue.starts_with("heading") { HEADED } else { ASKED };
                cues.push(answer.cue.clone());
            }
            let (built, name) = shape::of(kind, page, at, buyer);
            score += built;
            cues.extend(name.map(str::to_owned));
            if score <= 0.0 {
                continue;
            }
            score += telling(kind, sentence);
            score *= by_side(kind, page, at) * by_speaker(kind, buyer) * by_shape(kind, sentence, words_of(page, at));
            score *= by_content(kind, page, at) * by_heading(kind, page, at);
            if kind == ClaimKind::PromisedValue && score >= ENOUGH && is_service(sentence, words) {
                score *= 0.5;
            }
            if score >= ENOUGH {
                let reply = answered(kind, page, at, words);
                let more = More { reply, ..More::default() };
                best.push(Candidate { page: number, key: at, last: at, kind, score, cues, more });
            }
        }
        best.sort_by(|a, b| b.score.total_cmp(&a.score));
        // A sentence is a claim of one kind, and of a second one only if it is as good as the first.
        let bar = best.first().map_or(0.0, |first| first.score * 0.5);
        let group = best.first().map(|first| first.kind);
        best.retain(|other| Some(other.kind) == group || other.score >= bar);
        best.truncate(3);
        for candidate in &mut best {
            candidate.last = last(page, at);
        }
        found.extend(best);
    }
    found
}

/// What some cues weigh together: two that were raised by the same words are hardly more than one.
fn weight(hits: &[&Hit<'_>]) -> f64 {
    let mut order: Vec<&Hit<'_>> = hits.to_vec();
    order.sort_by(|a, b| b.cue.weight.total_cmp(&a.cue.weight));
    let over = |a: &Hit<'_>, b: &Hit<'_>| a.tokens.start < b.tokens.end && b.tokens.start < a.tokens.end;
    let again = |at: usize| order[..at].iter().any(|earlier| over(earlier, order[at]));
    (0..order.len()).map(|at| order[at].cue.weight * if again(at) { AGAIN } else { 1.0 }).sum()
}

fn is_weighed(kind: ClaimKind) -> bool {
    match kind {
        ClaimKind::Stakeholder | ClaimKind::Promise | ClaimKind::SoftenedConcern => false,
        ClaimKind::BuyingReason
        | ClaimKind::BuyingTrigger
        | ClaimKind::PromisedValue
        | ClaimKind::FirstMilestone
        | ClaimKind::UseCase
        | ClaimKind::UserWorkflow
        | ClaimKind::Constraint
        | ClaimKind::ChampionWin
        | ClaimKind::BuyerConcern
        | ClaimKind::Objection
        | ClaimKind::NearFatalObjection
        | ClaimKind::ProcurementCompromise
        | ClaimKind::FeatureGap
        | ClaimKind::AcceptedRisk => true,
    }
}

/// Whether somebody says it: not a heading, not a signature.
pub(super) fn is_said(sentence: &Sentence<'_>) -> bool {
    match sentence.part {
        Part::Body | Part::Quoted | Part::Notes => sentence.tokens.len() > 1,
        Part::Signature | Part::Heading => false,
    }
}

/// The last of the sentences that belong to the one at `at`: it grows while it is short, and over what
/// goes on about the same thing.
pub(super) fn last(page: &Page<'_>, at: usize) -> usize {
    let sentences = &page.sentences;
    let turn = sentences[at].turn;
    let mut words = sentences[at].tokens.len();
    let mut last = at;
    for (next, sentence) in sentences.iter().enumerate().skip(at + 1).take(2) {
        if sentence.turn != turn {
            break;
        }
        let goes_on = matches!(
            sentence.tokens.first().map(|token| token.form.as_str()),
            Some("because" | "he" | "she" | "it" | "they" | "that" | "which" | "not")
        );
        if words >= 8 && !(goes_on && words < 16) || sentence.asks {
            break;
        }
        words += sentence.tokens.len();
        last = next;
    }
    last
}

/// How many words the passage at `at` has.
fn words_of(page: &Page<'_>, at: usize) -> usize {
    page.sentences[at..=last(page, at)].iter().map(|sentence| sentence.tokens.len()).sum()
}

fn telling(kind: ClaimKind, sentence: &Sentence<'_>) -> f64 {
    let values = values(&sentence.tokens);
    let has = |sorts: &[Sort]| values.iter().any(|value| sorts.contains(&value.sort));
    let tells = match kind {
        ClaimKind::BuyingReason => has(&[Sort::Money, Sort::Percent, Sort::Duration, Sort::Count]),
        ClaimKind::PromisedValue => has(&[Sort::Money, Sort::Percent, Sort::Duration, Sort::Count]),
        ClaimKind::BuyingTrigger => has(&[Sort::Date]),
        ClaimKind::FirstMilestone => has(&[Sort::Date, Sort::Percent, Sort::Count]),
        ClaimKind::ProcurementCompromise => has(&[Sort::Duration, Sort::Money, Sort::Percent]),
        ClaimKind::Constraint | ClaimKind::AcceptedRisk => has(&[Sort::Date]),
        ClaimKind::UserWorkflow => has(&[Sort::Time, Sort::Count]),
        ClaimKind::UseCase
        | ClaimKind::ChampionWin
        | ClaimKind::BuyerConcern
        | ClaimKind::Objection
        | ClaimKind::NearFatalObjection
        | ClaimKind::FeatureGap
        | ClaimKind::Stakeholder
        | ClaimKind::SoftenedConcern
        | ClaimKind::Promise => false,
    };
    if tells { TELLING } else { 0.0 }
}

/// How much a kind counts in the mouth of each side, and in each sort of document.
fn by_side(kind: ClaimKind, page: &Page<'_>, at: usize) -> f64 {
    let side = page.side(at);
    let document = match page.kind() {
        SourceKind::Contract if kind == ClaimKind::ProcurementCompromise => 0.7,
        SourceKind::Contract if kind == ClaimKind::Constraint => 0.5,
        SourceKind::Contract => 0.3,
        SourceKind::CrmNote => 0.6,
        SourceKind::Proposal => 0.9,
        SourceKind::Call | SourceKind::Email | SourceKind::MeetingNote | SourceKind::Other(_) => 1.0,
    };
    let sold = match kind {
        ClaimKind::PromisedValue => 1.1,
        ClaimKind::FeatureGap => 1.15,
        ClaimKind::ProcurementCompromise => 1.0,
        ClaimKind::AcceptedRisk | ClaimKind::FirstMilestone => 0.5,
        ClaimKind::BuyingReason | ClaimKind::BuyingTrigger | ClaimKind::UseCase | ClaimKind::Constraint => {
            if page.is_speech() { 0.4 } else { 0.9 }
        }
        ClaimKind::UserWorkflow
        | ClaimKind::ChampionWin
        | ClaimKind::BuyerConcern
        | ClaimKind::Objection
        | ClaimKind::NearFatalObjection
        | ClaimKind::Stakeholder
        | ClaimKind::SoftenedConcern
        | ClaimKind::Promise => 0.3,
    };
    let bought = if kind == ClaimKind::PromisedValue {
        0.55
    } else if kind == ClaimKind::FeatureGap {
        0.75
    } else if matches!(kind, ClaimKind::AcceptedRisk | ClaimKind::NearFatalObjection) {
        1.1
    } else {
        1.0
    };
    document
        * match side {
            Some(Side::Seller) => sold,
            Some(Side::Customer) => bought,
            None => 0.9,
        }
}

/// Who says it matters where a kind is about one person.
fn by_speaker(kind: ClaimKind, buyer: bool) -> f64 {
    if kind == ClaimKind::BuyerConcern {
        if buyer { 1.4 } else { 0.6 }
    } else if kind == ClaimKind::Objection && buyer {
        0.8
    } else {
        1.0
    }
}

/// Questions and fragments say little.
fn by_shape(kind: ClaimKind, sentence: &Sentence<'_>, words: usize) -> f64 {
    let asks = if matches!(kind, ClaimKind::BuyerConcern | ClaimKind::Objection) { 1.0 } else { 0.4 };
    let length = match words {
        0..=2 => 0.6,
        3..=4 => 0.85,
        _ => 1.0,
    };
    length * if sentence.asks { asks } else { 1.0 }
}

/// What stands under the heading of another kind is seldom of this one.
fn by_heading(kind: ClaimKind, page: &Page<'_>, at: usize) -> f64 {
    let headed = page.answers[at].iter().filter(|answer| answer.cue.starts_with("heading"));
    let kinds: Vec<ClaimKind> = headed.map(|answer| answer.kind).collect();
    if kinds.is_empty() || kinds.contains(&kind) { 1.0 } else { 0.6 }
}

/// "They answer within the hour": a promise of service, and no value that they buy for.
fn is_service(sentence: &Sentence<'_>, words: &Words) -> bool {
    words.list("promise").find(sentence).iter().any(|hit| hit.cue.kind == "promise" && hit.cue.name == "service level")
}

/// "They're worried about it": a passage that names nothing is worth less than one that can be understood alone.
fn by_content(kind: ClaimKind, page: &Page<'_>, at: usize) -> f64 {
    // "Will they use it?" is short, and all of it.
    if matches!(kind, ClaimKind::BuyerConcern | ClaimKind::Objection) && page.sentences[at].asks {
        return 1.0;
    }
    let passage = &page.sentences[at..=last(page, at)];
    let named: usize =
        passage.iter().map(|own| stem::content(&own.tokens).len() + 2 * values(&own.tokens).len().min(2)).sum();
    match named {
        0 | 1 => 0.75,
        2 => 0.85,
        3 => 0.95,
        4..=7 => 1.0,
        _ => 1.05,
    }
}

/// What became of an objection or a concern.
fn answered(kind: ClaimKind, page: &Page<'_>, at: usize, words: &Words) -> Option<&'static str> {
    let open = matches!(kind, ClaimKind::Objection | ClaimKind::BuyerConcern | ClaimKind::NearFatalObjection);
    (open && page.is_speech()).then(|| unanswered::reply(&page.sentences, at, words).reply.word())
}
