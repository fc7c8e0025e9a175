//! What new sources bring that the packet does not have, or has once already: concerns, names, commitments.

use std::collections::HashSet;

use super::{Finding, Kind, Known, alive, claim_snippet, is_talk, promise, snippet, taken_up, words_of};
use crate::packet::{ClaimKind, Side, person_of};
use crate::review::Review;
use crate::review::event::is_same_name;
use crate::signal::claim::kind_of;
use crate::signal::contradiction::Statement;
use crate::signal::kickoff::not_taken_up;
use crate::signal::{Sentence, Words, person};

/// How many findings of one sort a source may raise: a person has to get through them.
const MOST: usize = 12;

/// What customers say in new sources that sounds like a concern: again, or for the first time.
pub(super) fn concerns(review: &Review, known: &[Known<'_>], words: &Words) -> Vec<Finding> {
    let own: Vec<(usize, Vec<Sentence<'_>>)> = alive(review)
        .into_iter()
        .filter(|index| is_concern(review.claim(*index).kind))
        .map(|index| (index, words_of(review, index)))
        .collect();
    let list = words.list("claim");
    let mut found = Vec::new();
    for source in known.iter().filter(|source| source.read.is_new && is_talk(&source.read.source.kind)) {
        let mut raised = 0;
        for (at, sentence) in source.sentences.iter().enumerate() {
            if sentence.side == Some(Side::Seller) || raised == MOST {
                continue;
            }
            let weight: f64 = list
                .find(sentence)
                .iter()
                .filter(|hit| kind_of(hit.cue.kind).is_some_and(is_concern))
                .map(|hit| hit.cue.weight)
                .sum();
            let again: Vec<usize> = own
                .iter()
                .filter(|(_, own)| {
                    own.iter().any(|own| {
                        not_taken_up(&[Statement { sentence: own, source: 0 }], &[Statement { sentence, source: 1 }])
                            .is_empty()
                    })
                })
                .map(|(index, _)| *index)
                .collect();
            let said = snippet(source, at);
            if weight < 1.0 || taken_up(review, &said) {
                continue;
            }
            raised += 1;
            let mut snippets = vec![said];
            snippets.extend(again.iter().map(|index| claim_snippet(review, *index)));
            let claims: Vec<_> = again.iter().map(|index| review.claim(*index).id.clone()).collect();
            let name = source.read.source.name();
            let (kind, what) = match claims.first() {
                Some(id) => (Kind::Repeated, format!("{id} comes up again in {name}")),
                None => (Kind::Concern, format!("a concern in {name} that no claim has")),
            };
            found.push(Finding { kind, claims, what, snippets });
        }
    }
    found
}

const fn is_concern(kind: ClaimKind) -> bool {
    match kind {
        ClaimKind::BuyerConcern
        | ClaimKind::Objection
        | ClaimKind::NearFatalObjection
        | ClaimKind::FeatureGap
        | ClaimKind::SoftenedConcern
        | ClaimKind::AcceptedRisk => true,
        ClaimKind::BuyingReason
        | ClaimKind::BuyingTrigger
        | ClaimKind::PromisedValue
        | ClaimKind::FirstMilestone
        | ClaimKind::UseCase
        | ClaimKind::UserWorkflow
        | ClaimKind::Constraint
        | ClaimKind::Stakeholder
        | ClaimKind::ChampionWin
        | ClaimKind::ProcurementCompromise
        | ClaimKind::Promise => false,
    }
}

/// Speakers of new sources whom the packet does not know, with the first thing that they say and the title
/// that they give themselves.
pub(super) fn people(review: &Review, known: &[Known<'_>]) -> Vec<Finding> {
    let packet = review.packet();
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for source in known.iter().filter(|source| source.read.is_new) {
        for (number, speaker) in source.read.text.speakers().iter().enumerate() {
            if person_of(packet, speaker).is_some()
                || is_ours(review, &speaker.name)
                || !seen.insert(speaker.name.to_lowercase())
            {
                continue;
            }
            let of = |sentence: &&Sentence<'_>| sentence.speaker == Some(number);
            let title = source.sentences.iter().filter(of).find_map(person::own_title);
            let title = title.map_or(String::new(), |title| format!(", {title},"));
            let first = source.sentences.iter().position(|sentence| sentence.speaker == Some(number));
            found.push(Finding {
                kind: Kind::Person,
                claims: Vec::new(),
                what: format!(
                    "{}{title} speaks in {}, and the packet does not know them",
                    speaker.name,
                    source.read.source.name()
                ),
                snippets: first.map(|at| snippet(source, at)).into_iter().collect(),
            });
        }
    }
    found
}

/// Whether somebody is one of those who work on the packet: they sold it, receive it, or decided something.
fn is_ours(review: &Review, name: &str) -> bool {
    let deal = review.packet().deal.as_ref();
    let dealt = deal.into_iter().flat_map(|deal| [&deal.ae, &deal.csm]).flatten().map(String::as_str);
    let decided = review.entries().iter().map(|entry| entry.by.name.as_str());
    dealt.chain(decided).any(|other| is_same_name(other, name))
}

/// What is promised in new sources and stands in no claim.
pub(super) fn commitments(review: &Review, known: &[Known<'_>], words: &Words) -> Vec<Finding> {
    let own: Vec<Sentence<'_>> = alive(review).into_iter().flat_map(|index| words_of(review, index)).collect();
    let own: Vec<Statement<'_>> = own.iter().map(|sentence| Statement { sentence, source: 0 }).collect();
    let mut found = Vec::new();
    for source in known.iter().filter(|source| source.read.is_new && is_talk(&source.read.source.kind)) {
        let promised = promise::find(source, words);
        let said: Vec<Statement<'_>> =
            promised.iter().map(|at| Statement { sentence: &source.sentences[*at], source: 1 }).collect();
        for at in not_taken_up(&said, &own).into_iter().take(MOST) {
            found.push(Finding {
                kind: Kind::Commitment,
                claims: Vec::new(),
                what: format!("something is promised in {} that no claim has", source.read.source.name()),
                snippets: vec![snippet(source, promised[at])],
            });
        }
    }
    found
}
