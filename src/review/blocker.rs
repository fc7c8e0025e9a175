//! What stands between a packet and its sign-off, as a list of things a key can take you to.

use super::located::{Beside, Found};
use super::state::{Review, Verdict};
use crate::anchor::State;
use crate::packet::{ClaimKind, EvidenceId};

/// One thing that blocks sign-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocker {
    /// Nobody has judged the claim of this index.
    Undecided(usize),
    /// The promise of this index stands, and nobody has said whether it binds.
    Unruled(usize),
    /// A quote that is not in its source still stands beside a claim that does.
    Orphan(usize, EvidenceId),
    /// A quote that was altered still stands beside a claim that does.
    Altered(usize, EvidenceId),
    /// Two people have decided the claim of this index differently, and nobody has settled it.
    Disputed(usize),
    /// Nobody has answered whether there was friction of this kind.
    FrictionOpen(ClaimKind),
}

impl Blocker {
    /// The claim it is about.
    pub const fn claim(&self) -> Option<usize> {
        match self {
            Self::Undecided(index)
            | Self::Unruled(index)
            | Self::Disputed(index)
            | Self::Orphan(index, _)
            | Self::Altered(index, _) => Some(*index),
            Self::FrictionOpen(_) => None,
        }
    }

    /// A name for it that stays the same as long as it is there: what a waiver names.
    pub fn key(&self, review: &Review) -> String {
        let name = |index: usize| review.claim(index).id.as_str();
        match self {
            Self::Undecided(index) => format!("undecided:{}", name(*index)),
            Self::Unruled(index) => format!("unruled:{}", name(*index)),
            Self::Orphan(index, id) => format!("orphan:{}:{id}", name(*index)),
            Self::Altered(index, id) => format!("altered:{}:{id}", name(*index)),
            Self::Disputed(index) => format!("disputed:{}", name(*index)),
            Self::FrictionOpen(kind) => format!("friction:{}", kind.word()),
        }
    }

    /// What is missing, to which thing, and what to do about it.
    pub fn sentence(&self, review: &Review) -> String {
        let name = |index: usize| review.claim(index).id.as_str();
        match self {
            Self::Undecided(index) => match &review.claims()[*index].again {
                None => format!("{} has no verdict", name(*index)),
                Some(again) if again.value.gone => {
                    format!("{} is not in the new draft: look again whether it stands", name(*index))
                }
                Some(_) => format!("{} says something else in the new draft: look again", name(*index)),
            },
            Self::Unruled(index) => format!("{} is a promise that nobody has ruled", name(*index)),
            Self::Orphan(index, id) => {
                format!("{} rests on {id}, which is not in its source: detach it, or reject the claim", name(*index))
            }
            Self::Altered(index, id) => {
                format!("{} rests on {id}, which its source says otherwise: edit, detach or reject", name(*index))
            }
            Self::Disputed(index) => match review.disputed(*index) {
                Some((one, other)) => format!(
                    "{} is disputed: {} {} it, {} {} it",
                    name(*index),
                    one.by.name,
                    one.value.word(),
                    other.by.name,
                    other.value.word()
                ),
                None => format!("{} was disputed", name(*index)),
            },
            Self::FrictionOpen(kind) => {
                format!("no {} is recorded, and nobody has said that they looked and found none", kind.label())
            }
        }
    }
}

/// What blocks sign-off and nobody has waived.
pub fn open(review: &Review, found: &[Beside]) -> Vec<Blocker> {
    let waived = &review.later().waived;
    let mut list = blockers(review, found);
    list.retain(|blocker| !waived.contains_key(&blocker.key(review)));
    list
}

/// Everything that blocks sign-off, claims in their order first, then open friction.
///
/// A faulty quote is dealt with once it is detached, once its claim is rejected or deferred, or once
/// the claim was accepted or edited with a reason that the person typed for doing so.
pub fn blockers(review: &Review, found: &[Beside]) -> Vec<Blocker> {
    let mut list = Vec::new();
    for index in 0..review.len() {
        let verdict = review.claims()[index].verdict.as_ref().map(|decision| &decision.value);
        let excused = match verdict {
            None => {
                list.push(Blocker::Undecided(index));
                false
            }
            Some(Verdict::Accepted { reason } | Verdict::Edited { reason, .. }) => reason.is_some(),
            Some(Verdict::Rejected { .. } | Verdict::Deferred { .. }) => true,
        };
        if review.disputed(index).is_some() {
            list.push(Blocker::Disputed(index));
        }
        if verdict.is_some() && review.is_unruled(index) {
            list.push(Blocker::Unruled(index));
        }
        if excused {
            continue;
        }
        for (live, found) in review.evidence(index).into_iter().zip(found.get(index).into_iter().flatten()) {
            match found.state() {
                Some(State::Orphan) => list.push(Blocker::Orphan(index, live.id)),
                Some(State::Altered) => list.push(Blocker::Altered(index, live.id)),
                Some(State::Anchored | State::Moved | State::Approximate | State::Ambiguous) | None => {}
            }
        }
    }
    list.extend(ClaimKind::friction().filter(|kind| !review.friction_answered(*kind)).map(Blocker::FrictionOpen));
    list
}

/// Whether a claim can be accepted or edited only with a reason typed by the person: none of its
/// quotes is located. A claim that is still being looked for does not need one yet, so ask again when
/// it is found.
pub fn needs_reason(found: &[Found]) -> bool {
    !found.iter().any(Found::counts)
}
