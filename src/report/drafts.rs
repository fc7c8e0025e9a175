//! What drafts get wrong: how people judged what a drafter wrote, and why they turned it down.
//!
//! Claims that people added are not the draft's and are left out; so are claims that nobody has judged.

use std::collections::BTreeMap;

use serde::de::Deserializer;
use serde::{Deserialize, Serialize};

use super::Rate;
use crate::packet::Drafter;
use crate::review::word::RejectReason;
use crate::review::{Review, Verdict};

/// How people judged a packet's draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// What wrote it: its tool, and its model where there is one.
    pub drafter: String,
    /// How many of its claims have a verdict.
    pub judged: usize,
    /// How many of those were taken as drafted.
    pub accepted: usize,
    /// How many were put in other words.
    pub edited: usize,
    /// How many have to be asked.
    pub deferred: usize,
    /// How many were turned down, by reason.
    #[serde(deserialize_with = "reasons")]
    pub rejected: BTreeMap<&'static str, usize>,
    /// How many were flagged as seller spin.
    pub spin: usize,
}

fn reasons<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<&'static str, usize>, D::Error> {
    let told = BTreeMap::<RejectReason, usize>::deserialize(deserializer)?;
    Ok(told.into_iter().map(|(reason, count)| (reason.word(), count)).collect())
}

impl Tally {
    /// Of one packet.
    pub fn of(review: &Review) -> Self {
        let mut tally = Self { drafter: name(review.packet().drafted_by.as_ref()), ..Self::default() };
        for (index, claim) in review.claims().iter().enumerate() {
            let Some(verdict) = &claim.verdict else { continue };
            if review.added_by(index).is_some() {
                continue;
            }
            tally.judged += 1;
            tally.spin += usize::from(claim.spin.is_some());
            match &verdict.value {
                Verdict::Accepted { .. } => tally.accepted += 1,
                Verdict::Edited { .. } => tally.edited += 1,
                Verdict::Deferred { .. } => tally.deferred += 1,
                Verdict::Rejected { reason, .. } => *tally.rejected.entry(reason.word()).or_default() += 1,
            }
        }
        tally
    }

    /// How many were turned down.
    pub fn turned_down(&self) -> usize {
        self.rejected.values().sum()
    }

    /// With another one of the same drafter.
    pub fn join(&mut self, other: &Self) {
        let Self { drafter: _, judged, accepted, edited, deferred, rejected, spin } = other;
        self.judged += judged;
        self.accepted += accepted;
        self.edited += edited;
        self.deferred += deferred;
        self.spin += spin;
        for (reason, count) in rejected {
            *self.rejected.entry(reason).or_default() += count;
        }
    }

    /// The share of the judged claims that were turned down.
    pub fn rate(&self) -> Rate {
        Rate::new(self.turned_down(), self.judged)
    }

    /// The reasons with their words, most frequent first; the same count in the order of the design.
    pub fn reasons(&self) -> Vec<(RejectReason, usize)> {
        let count = |reason: &RejectReason| self.rejected.get(reason.word()).copied().unwrap_or(0);
        let mut reasons: Vec<_> = RejectReason::ALL.iter().map(|reason| (*reason, count(reason))).collect();
        reasons.retain(|(_, count)| *count > 0);
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        reasons
    }
}

fn name(drafter: Option<&Drafter>) -> String {
    match drafter {
        None => "not named".to_owned(),
        Some(Drafter { tool, model: Some(model), .. }) => format!("{tool} ({model})"),
        Some(Drafter { tool, .. }) => tool.clone(),
    }
}
