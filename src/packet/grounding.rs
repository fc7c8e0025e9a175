//! What grounding found of a drafted claim, kept in the draft beside the claim.
//!
//! Written by `draft::ground` after every drafter, whatever the drafter wrote here itself. It is a note of
//! the day the draft was made: every opening looks each quote up again, and what it finds then counts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EvidenceId, Side};
use crate::anchor::State;

/// What grounding found of one claim.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Grounding {
    /// One entry for each piece of evidence, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<GroundedQuote>,
    /// Numbers, dates and amounts of the claim that no located quote contains, as the claim writes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers_without_words: Vec<String>,
    /// Names in the claim that neither a located quote nor its speaker accounts for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names_without_words: Vec<String>,
}

impl Grounding {
    /// Whether there is something that a person has to look at.
    pub fn has_fault(&self) -> bool {
        self.quotes.is_empty()
            || self.quotes.iter().any(|quote| !quote.state.is_some_and(State::located))
            || !self.numbers_without_words.is_empty()
            || !self.names_without_words.is_empty()
    }
}

/// What became of one quote when the draft was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroundedQuote {
    /// Which.
    pub evidence: EvidenceId,
    /// How it was found; missing where its source had no text to look in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// Who spoke the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// Which side they are on, where something says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// Why it does not count as located, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
