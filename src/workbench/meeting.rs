//! The handoff meeting: two people at one screen, who vote one after the other and then settle what
//! they differ on.
//!
//! The first one's votes stay hidden from the screen until the second has voted on the same claim
//! (`review::hidden::vote_is_open` decides that). Two votes that agree become the verdict by the second
//! voter's own key; nothing here turns votes into verdicts by itself.

use crate::anchor::State as Anchor;
use crate::packet::ClaimKind;
use crate::review::located::{Beside, Found};
use crate::review::{Actor, Review};

/// Two people deciding together on one screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The one who votes first, and the other.
    pub people: [Actor; 2],
    /// Whose turn it is.
    pub phase: Phase,
}

/// Whose turn it is in a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The first one votes, unseen.
    First,
    /// The other one votes; where they agree, that is the verdict.
    Second,
    /// Both settle what they differ on.
    Agenda,
}

impl Meeting {
    /// A meeting that begins: the first of the two votes.
    pub const fn new(people: [Actor; 2]) -> Self {
        Self { people, phase: Phase::First }
    }

    /// Who holds the keyboard. On the agenda it is the one who voted first, with the other beside them.
    pub const fn holder(&self) -> &Actor {
        match self.phase {
            Phase::First | Phase::Agenda => &self.people[0],
            Phase::Second => &self.people[1],
        }
    }

    /// The other one.
    pub const fn other(&self) -> &Actor {
        match self.phase {
            Phase::First | Phase::Agenda => &self.people[1],
            Phase::Second => &self.people[0],
        }
    }
}

/// What a disagreement could cost, the dearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cost {
    /// A promise, which may bind.
    Promise,
    /// A quote that its source says otherwise, or does not have.
    Faulty,
    /// Something that nearly ended the deal.
    NearFatal,
    /// Anything else.
    Other,
}

/// What two people's differing on a claim could cost.
pub fn cost(review: &Review, index: usize, found: &[Found]) -> Cost {
    let faulty = found.iter().any(|found| matches!(found.state(), Some(Anchor::Altered | Anchor::Orphan)));
    match review.claim(index).kind {
        ClaimKind::Promise => Cost::Promise,
        _ if faulty => Cost::Faulty,
        ClaimKind::NearFatalObjection => Cost::NearFatal,
        ClaimKind::BuyingReason
        | ClaimKind::BuyingTrigger
        | ClaimKind::PromisedValue
        | ClaimKind::FirstMilestone
        | ClaimKind::UseCase
        | ClaimKind::UserWorkflow
        | ClaimKind::Constraint
        | ClaimKind::Stakeholder
        | ClaimKind::ChampionWin
        | ClaimKind::BuyerConcern
        | ClaimKind::Objection
        | ClaimKind::ProcurementCompromise
        | ClaimKind::FeatureGap
        | ClaimKind::SoftenedConcern
        | ClaimKind::AcceptedRisk => Cost::Other,
    }
}

/// The claims on which two people's votes or verdicts differ and that nobody has settled, the dearest
/// first.
pub fn agenda(review: &Review, found: &[Beside]) -> Vec<usize> {
    let mut list: Vec<usize> = (0..review.len()).filter(|index| differs(review, *index)).collect();
    list.sort_by_key(|index| (cost(review, *index, found.get(*index).map_or(&[], Beside::as_slice)), *index));
    list
}

/// Whether two people's votes or verdicts on a claim differ and nobody has settled it since.
pub fn differs(review: &Review, index: usize) -> bool {
    if review.disputed(index).is_some() {
        return true;
    }
    let claim = &review.claims()[index];
    let Some(last) = claim.votes.last() else { return false };
    let decided_since = claim.verdict.as_ref().is_some_and(|verdict| verdict.seq > last.seq);
    let settled_since = claim.settled.as_ref().is_some_and(|settled| settled.seq > last.seq);
    !decided_since && !settled_since && claim.votes.iter().any(|vote| vote.value.vote != last.value.vote)
}
