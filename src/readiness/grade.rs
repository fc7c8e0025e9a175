//! What one claim is worth as an answer: whether it stands, and what keeps it from being acted on.

use crate::packet::{ClaimKind, Group};
use crate::review::located::{Beside, Found, starting_standing};
use crate::review::word::Standing;
use crate::review::{Review, Verdict};

/// What keeps a claim that stands from being a whole answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// None of its words are located.
    Unlocated,
    /// Only the seller said it, or a person says that nobody did. A promise is the seller's to make, so a
    /// promise never has this fault.
    SellerOnly,
    /// A person said that nobody said it: somebody concluded it.
    Inferred,
    /// A person said that somebody says otherwise.
    Contradicted,
    /// Two people decided it differently, and nobody has settled it.
    Disputed,
    /// Nobody said what the receiving team does differently because of it.
    NoAction,
    /// It binds, and nobody is named who keeps it.
    NoOwner,
    /// It binds, and nothing says by when.
    NoDate,
}

impl Fault {
    /// The words as reports have them.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unlocated => "unlocated",
            Self::SellerOnly => "seller-only",
            Self::Inferred => "inferred",
            Self::Contradicted => "contradicted",
            Self::Disputed => "disputed",
            Self::NoAction => "no action",
            Self::NoOwner => "no owner",
            Self::NoDate => "no date",
        }
    }
}

/// What a claim is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Grade {
    /// It was accepted or edited; what is wrong with it as an answer, if anything.
    Stands(Vec<Fault>),
    /// The customer has to be asked.
    Deferred,
    /// Nobody has judged it.
    Undecided,
    /// It does not stand.
    Rejected,
}

impl Grade {
    /// What each claim is worth.
    pub(super) fn of_all(review: &Review, found: &[Beside]) -> Vec<Self> {
        (0..review.len()).map(|index| Self::of(review, found, index)).collect()
    }

    /// What the claim of that index is worth.
    fn of(review: &Review, found: &[Beside], index: usize) -> Self {
        match review.claims()[index].verdict.as_ref().map(|decision| &decision.value) {
            None => Self::Undecided,
            Some(Verdict::Rejected { .. }) => Self::Rejected,
            Some(Verdict::Deferred { .. }) => Self::Deferred,
            Some(Verdict::Accepted { .. } | Verdict::Edited { .. }) => {
                Self::Stands(faults(review, found.get(index).map_or(&[], Beside::as_slice), index))
            }
        }
    }
}

fn faults(review: &Review, found: &[Found], index: usize) -> Vec<Fault> {
    let claim = &review.claims()[index];
    let drafted = review.claim(index);
    let mut faults = Vec::new();
    if found.iter().any(Found::counts) {
        faults.extend(standing_fault(review, found, index));
    } else {
        faults.push(Fault::Unlocated);
    }
    if review.disputed(index).is_some() {
        faults.push(Fault::Disputed);
    }
    if claim.action.as_ref().is_none_or(|action| action.value.what.trim().is_empty()) {
        faults.push(Fault::NoAction);
    }
    if let Some(ruled) = claim.ruling.as_ref().filter(|ruled| ruled.value.ruling.binds()) {
        let said = |ruled: &Option<String>, drafted: &Option<String>| {
            [ruled, drafted].into_iter().flatten().any(|words| !words.trim().is_empty())
        };
        if !said(&ruled.value.owner, &drafted.owner) {
            faults.push(Fault::NoOwner);
        }
        if !said(&ruled.value.due, &drafted.due) {
            faults.push(Fault::NoDate);
        }
    }
    faults
}

/// What is wrong with who stands behind a claim that has located words. Words of nobody in particular (a
/// contract, a proposal) are no fault, unless a person said that the claim is only inferred.
fn standing_fault(review: &Review, found: &[Found], index: usize) -> Option<Fault> {
    let set = review.claims()[index].standing.as_ref().map(|decision| decision.value);
    match set.unwrap_or_else(|| starting_standing(found)) {
        Standing::CustomerConfirmed | Standing::CustomerSaid => None,
        Standing::SellerSaid if is_promise(review.claim(index).kind) => None,
        Standing::SellerSaid => Some(Fault::SellerOnly),
        Standing::Inferred => set.map(|_| Fault::Inferred),
        Standing::Contradicted => Some(Fault::Contradicted),
    }
}

fn is_promise(kind: ClaimKind) -> bool {
    kind.group() == Group::Promises
}
