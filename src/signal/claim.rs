//! What a sentence of a sales process could be a claim of: the kinds the lists `claim` and `context` have.
//!
//! Pure. The drafter weighs them (`drafter::rules`); this only names the vocabulary, so that a list with
//! a kind that no claim has is refused when it is read.

use crate::packet::ClaimKind;

/// The kinds of cue in `words/claim.toml`: claim kinds, and what talks a sentence down or keeps it out.
pub const KINDS: &[&str] = &[
    "buying_reason",
    "buying_trigger",
    "promised_value",
    "first_milestone",
    "use_case",
    "user_workflow",
    "constraint",
    "champion_win",
    "buyer_concern",
    "objection",
    "near_fatal_objection",
    "procurement_compromise",
    "feature_gap",
    "softened_concern",
    "accepted_risk",
    SOOTHING,
    SMALL_TALK,
];

/// The kinds of cue in `words/context.toml`.
pub const CONTEXTS: &[&str] = &[
    "buying_reason",
    "buying_trigger",
    "promised_value",
    "first_milestone",
    "use_case",
    "user_workflow",
    "constraint",
    "stakeholder",
    "champion_win",
    "buyer_concern",
    "objection",
    "procurement_compromise",
    "feature_gap",
    "accepted_risk",
    "promise",
];

/// The kinds of cue in `words/promise.toml`: what promises, what weighs, and what it is about.
pub const PROMISE: &[&str] =
    &["promise", "binding", "in_call", "follow_up", "timeline", "sla", "feature", "price", "training", "integration"];

/// Talks a concern down.
pub const SOOTHING: &str = "soothing";
/// Keeps a sentence out.
pub const SMALL_TALK: &str = "small_talk";

/// The claim kind that a cue's kind names; `None` for those that name none.
pub fn kind_of(cue: &str) -> Option<ClaimKind> {
    ClaimKind::from_word(cue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_cue_is_a_claim_kind_or_one_of_two() {
        for kind in KINDS.iter().chain(CONTEXTS) {
            assert!(kind_of(kind).is_some() || [SOOTHING, SMALL_TALK].contains(kind), "{kind}");
        }
    }
}
