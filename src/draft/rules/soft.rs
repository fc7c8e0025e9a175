//! Concerns that were talked down rather than answered: somebody on the customer's side asks or objects,
//! and the seller soothes.
//!
//! The claim has both as its evidence, so that a reviewer sees what was waved away and with which words.

use super::page::Page;
use super::weigh::is_said;
use super::{Candidate, More};
use crate::packet::{ClaimKind, Side, SourceKind};
use crate::signal::{claim, stem};
use crate::text::Part;

/// How many sentences the concern may be away.
const AWAY: usize = 8;
/// How many it may be away where it neither objects nor asks.
const NEAR: usize = 4;

/// The candidates of one page.
pub(super) fn candidates(number: usize, page: &Page<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (at, sentence) in page.sentences.iter().enumerate() {
        let soothes =
            page.side(at) == Some(Side::Seller) && is_said(sentence) && sentence.tokens.len() > 2 && !sentence.asks;
        if !soothes {
            continue;
        }
        let hits = &page.hits[at];
        let mine: Vec<_> = hits.iter().filter(|hit| hit.cue.kind == claim::SOOTHING).collect();
        if mine.is_empty() {
            continue;
        }
        let mut score = 0.5 + 0.3 * mine.len() as f64;
        let Some(concern) = concern(page, at).or_else(|| replied_to(page, at)) else {
            // A seller's own note that something was "handled" has its concern in the same sentence.
            if *page.kind() == SourceKind::CrmNote && sentence.tokens.len() > 4 {
                let cues = mine.iter().map(|hit| hit.cue.name.clone()).collect();
                let more = More::default();
                found.push(Candidate {
                    page: number,
                    key: at,
                    last: at,
                    kind: ClaimKind::SoftenedConcern,
                    score,
                    cues,
                    more,
                });
            }
            continue;
        };
        score += 0.35
            + match (objects(page, concern), page.sentences[concern].asks) {
                (true, _) => 0.25,
                (false, true) => 0.1,
                (false, false) => -0.1,
            };
        if doubted(page, at) {
            score += 0.4;
        }
        let cues = mine.iter().map(|hit| hit.cue.name.clone()).collect();
        let more = More { concern: Some(concern), ..More::default() };
        found.push(Candidate { page: number, key: at, last: at, kind: ClaimKind::SoftenedConcern, score, cues, more });
    }
    found
}

/// What the customer said right before: the nearest objection, or else the nearest real question, or else the
/// words that were answered.
fn concern(page: &Page<'_>, at: usize) -> Option<usize> {
    let (mut asked, mut said) = (None, None);
    for before in (at.saturating_sub(AWAY)..at).rev() {
        let sentence = &page.sentences[before];
        if page.side(before) != Some(Side::Customer) {
            continue;
        }
        if objects(page, before) && sentence.tokens.len() > 3 {
            return Some(before);
        }
        if asked.is_none() && sentence.asks && stem::content(&sentence.tokens).len() > 1 {
            asked = Some(before);
        }
        if said.is_none() && before + NEAR >= at && sentence.tokens.len() > 3 {
            said = Some(before);
        }
    }
    asked.or(said)
}

/// Whether a sentence objects, or says what is in the way.
fn objects(page: &Page<'_>, at: usize) -> bool {
    let against = |kind: &str| matches!(kind, "objection" | "near_fatal_objection" | "buyer_concern" | "constraint");
    page.hits[at].iter().any(|hit| against(hit.cue.kind))
}

/// In a mail, what it answers stands below it: the customer's sentence that shares most of its words.
fn replied_to(page: &Page<'_>, at: usize) -> Option<usize> {
    if *page.kind() != SourceKind::Email {
        return None;
    }
    let mine = stem::content(&page.sentences[at].tokens);
    let shared = |before: usize| {
        let theirs = stem::content(&page.sentences[before].tokens);
        theirs.iter().filter(|stem| mine.contains(stem)).count()
    };
    let below = (at + 1..page.sentences.len())
        .filter(|below| page.sentences[*below].part == Part::Quoted && page.side(*below) == Some(Side::Customer));
    below
        .map(|below| (shared(below), below))
        .filter(|(count, _)| *count > 1)
        .max_by_key(|(count, below)| (*count, std::cmp::Reverse(*below)))
        .map(|(_, below)| below)
}

/// Whether the customer's next words do not take it.
fn doubted(page: &Page<'_>, at: usize) -> bool {
    page.sentences[at + 1..].iter().zip(at + 1..).take(3).any(|(sentence, next)| {
        let forms = |wanted: &[&str]| sentence.tokens.iter().any(|token| wanted.contains(&token.form.as_str()));
        page.side(next) == Some(Side::Customer)
            && (sentence.asks || forms(&["not", "but", "again", "before", "heard", "should", "still"]))
    })
}
