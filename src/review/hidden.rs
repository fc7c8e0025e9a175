//! Judge first, then look: the one place that decides what of a drafter's suggestion a person may see.
//!
//! Published studies of decision aids find that shown suggestions are followed, not checked. So every
//! surface (screen, plain mode, `show`, exports) asks here, and nothing else reads
//! [`crate::packet::Claim::suggestion`] for showing it. Where a suggestion and the person's decision
//! differ, the claim goes on the second-look list.

use super::event::Actor;
use super::later::Vote;
use super::state::{Decision, Review, Verdict};
use crate::packet::SuggestedVerdict;
use crate::packet::{Suggestion, kind::words};

words!(
    /// When suggestions are shown.
    Reveal {
        /// Once the person has given a verdict.
        AfterVerdict = "after-verdict", "after the verdict";
        /// From the start. Somebody chose this in the configuration.
        Always = "always", "always";
    }
);

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// As much of the drafter's suggestion for a claim as may be seen now. A promise that stands is decided a
/// second time, when somebody rules it: until then it is not told how the drafter would rule.
pub fn shown_suggestion(review: &Review, index: usize, reveal: Reveal) -> Option<Suggestion> {
    let suggestion = review.claim(index).suggestion.as_ref().filter(|_| may_see_signals(review, index, reveal))?;
    let still_to_rule = match reveal {
        Reveal::Always => false,
        Reveal::AfterVerdict => review.is_unruled(index),
    };
    let ruling = suggestion.ruling.filter(|_| !still_to_rule);
    Some(Suggestion { ruling, ..suggestion.clone() })
}

/// Whether signals that concern a claim may be seen now: they are suggestions like the drafter's.
pub fn may_see_signals(review: &Review, index: usize, reveal: Reveal) -> bool {
    match reveal {
        Reveal::Always => true,
        Reveal::AfterVerdict => review.claims()[index].verdict.is_some(),
    }
}

/// What differs between what a person decided and what the drafter would have said, in words; empty
/// while there is no verdict, and where they agree. This is the second-look list.
pub fn second_look(review: &Review, index: usize) -> Vec<String> {
    let decided = &review.claims()[index];
    let (Some(verdict), Some(suggestion)) = (&decided.verdict, &review.claim(index).suggestion) else {
        return Vec::new();
    };
    let mut differs = Vec::new();
    if let Some(suggested) = suggestion.verdict {
        let agrees = match &verdict.value {
            Verdict::Accepted { .. } | Verdict::Edited { .. } => suggested == SuggestedVerdict::Accept,
            Verdict::Rejected { .. } => suggested == SuggestedVerdict::Reject,
            Verdict::Deferred { .. } => suggested == SuggestedVerdict::Ask,
        };
        if !agrees {
            differs.push(format!("{} here, the drafter would {}", verdict.value.word(), suggested.label()));
        }
    }
    if let (Some(ruled), Some(suggested)) = (&decided.ruling, suggestion.ruling)
        && ruled.value.ruling != suggested
    {
        differs.push(format!("ruled {}, the drafter would rule {}", ruled.value.ruling.label(), suggested.label()));
    }
    if let (Some(standing), Some(suggested)) = (&decided.standing, suggestion.standing)
        && standing.value != suggested
    {
        differs.push(format!("standing {}, the drafter would say {}", standing.value.label(), suggested.label()));
    }
    if !suggestion.spin.is_empty() && decided.spin.is_none() && verdict.value.stands() {
        differs.push(format!("not flagged, the drafter sees spin in “{}”", suggestion.spin.join("”, “")));
    }
    differs
}

/// Whether somebody's vote may be seen by `viewer`: it is their own, they have voted on the claim
/// themselves, or the claim was decided since.
pub fn vote_is_open(review: &Review, index: usize, vote: &Decision<Vote>, viewer: Option<&Actor>) -> bool {
    let claim = &review.claims()[index];
    let voted = viewer.is_some_and(|viewer| {
        vote.by.is_same_person(viewer) || claim.votes.iter().any(|v| v.by.is_same_person(viewer))
    });
    voted || claim.verdict.as_ref().is_some_and(|verdict| verdict.seq > vote.seq)
}
