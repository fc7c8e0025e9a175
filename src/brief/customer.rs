//! What the customer is shown at kickoff: "here is what we understood you bought. What is wrong?"
//!
//! The type is the wall. A [`CustomerBrief`] is made of nothing but the account's name, a day, and
//! [`Wording`]s; and a `Wording` can only be made by [`Wording::cleared`], which lets through the wording
//! that stands of a claim that a person accepted or edited and that the customer may see. No id, kind,
//! standing, ruling, flag, note, name, quote or earlier wording has a place to go.
//!
//! Stricter than the visibility alone in four ways, each on purpose: claims about people and their personal
//! wins are never told, whatever somebody set; a claim flagged as spin needs a person to have cleared it
//! *after* the flag, in words that no longer spin; a claim that two people dispute is not told yet; and of
//! the promises only those that were ruled binding are, because a promise written down is a promise made.
//! Quotes are left out, although the customer said them: a person cleared the claim, not what else stands
//! in the words it was drawn from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::lines::tidy;
use crate::packet::ClaimKind;
use crate::packet::kind::words;
use crate::review::word::{Outcome, Visibility};
use crate::review::{Review, Verdict};

/// What the customer reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CustomerBrief {
    /// The customer's name.
    pub account: String,
    /// The day of the kickoff, as the packet has it.
    pub kickoff_on: Option<String>,
    /// Why we believe they bought.
    pub reasons: Vec<Wording>,
    /// What we believe they will use it for, and how.
    pub uses: Vec<Wording>,
    /// What we believe has to be worked around.
    pub constraints: Vec<Wording>,
    /// The value we believe matters first.
    pub value: Vec<Wording>,
    /// The first milestone we believe proves progress.
    pub milestones: Vec<Wording>,
    /// What we said that we would do, and stand by.
    pub promises: Vec<Wording>,
    /// The risks we heard.
    pub risks: Vec<Wording>,
}

words!(
    /// Under which heading the customer reads a wording: what we call a claim among ourselves (a concern that
    /// was talked down, an objection that nearly ended it) is not theirs to read.
    Part {
        /// Why we believe they bought.
        Reason = "reason", "reason";
        /// What we believe they will use it for, and how.
        Use = "use", "use";
        /// What we believe has to be worked around.
        Constraint = "constraint", "constraint";
        /// The value we believe matters first.
        Value = "value", "value";
        /// What we believe proves progress.
        Milestone = "milestone", "milestone";
        /// What we said that we would do, and stand by.
        Promise = "promise", "promise";
        /// A risk we heard.
        Risk = "risk", "risk";
    }
);

impl Part {
    /// The heading of a kind of claim; none for people and what they win by it, which are nobody's business
    /// but their own.
    pub const fn of(kind: ClaimKind) -> Option<Self> {
        match kind {
            ClaimKind::BuyingReason | ClaimKind::BuyingTrigger => Some(Self::Reason),
            ClaimKind::PromisedValue => Some(Self::Value),
            ClaimKind::FirstMilestone => Some(Self::Milestone),
            ClaimKind::UseCase | ClaimKind::UserWorkflow => Some(Self::Use),
            ClaimKind::Constraint => Some(Self::Constraint),
            ClaimKind::BuyerConcern
            | ClaimKind::Objection
            | ClaimKind::NearFatalObjection
            | ClaimKind::ProcurementCompromise
            | ClaimKind::FeatureGap
            | ClaimKind::SoftenedConcern
            | ClaimKind::AcceptedRisk => Some(Self::Risk),
            ClaimKind::Promise => Some(Self::Promise),
            ClaimKind::Stakeholder | ClaimKind::ChampionWin => None,
        }
    }
}

/// A wording that the customer may read. There is no way to make one of anything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Wording(String);

impl Wording {
    /// The wording of a claim that stands, and where it belongs, if the customer may read it. Briefs and
    /// exports both ask here: one rule decides what leaves the company.
    pub fn cleared(review: &Review, index: usize) -> Option<(Part, Self)> {
        let decided = review.claims().get(index)?;
        let part = Part::of(review.claim(index).kind)?;
        let wording = match &decided.verdict.as_ref()?.value {
            Verdict::Accepted { reason: _ } => &review.claim(index).text,
            Verdict::Edited { text, reason: _ } => text,
            Verdict::Rejected { .. } | Verdict::Deferred { .. } => return None,
        };
        if review.visibility(index) != Visibility::CustomerSafe || review.disputed(index).is_some() {
            return None;
        }
        if let Some(spin) = &decided.spin {
            let cleared = decided.visibility_set.as_ref().is_some_and(|set| set.seq > spin.seq);
            if !cleared || tidy(wording).to_lowercase().contains(&tidy(&spin.value).to_lowercase()) {
                return None;
            }
        }
        let binds = decided.ruling.as_ref().is_some_and(|ruled| ruled.value.ruling.binds());
        if review.claim(index).kind == ClaimKind::Promise && !binds {
            return None;
        }
        // What the customer has called wrong is not told them again.
        match decided.outcomes.last().map(|outcome| outcome.value.outcome) {
            Some(Outcome::Wrong) => return None,
            Some(
                Outcome::Right
                | Outcome::Partly
                | Outcome::NotDiscussed
                | Outcome::Reached
                | Outcome::Missed
                | Outcome::Tracked
                | Outcome::Kept
                | Outcome::Broken
                | Outcome::Changed
                | Outcome::Lost
                | Outcome::Proved
                | Outcome::Disproved,
            )
            | None => {}
        }
        Some((part, Self(wording.clone())))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl CustomerBrief {
    /// Everything of a reviewed packet that the customer may read.
    pub fn of(review: &Review) -> Self {
        let packet = review.packet();
        let mut brief = Self {
            account: packet.account.name.clone(),
            kickoff_on: packet.deal.as_ref().and_then(|deal| deal.kickoff_on.clone()).filter(|day| is_day(day)),
            reasons: Vec::new(),
            uses: Vec::new(),
            constraints: Vec::new(),
            value: Vec::new(),
            milestones: Vec::new(),
            promises: Vec::new(),
            risks: Vec::new(),
        };
        for index in 0..review.len() {
            let Some((part, wording)) = Wording::cleared(review, index) else { continue };
            match part {
                Part::Reason => brief.reasons.push(wording),
                Part::Use => brief.uses.push(wording),
                Part::Constraint => brief.constraints.push(wording),
                Part::Value => brief.value.push(wording),
                Part::Milestone => brief.milestones.push(wording),
                Part::Promise => brief.promises.push(wording),
                Part::Risk => brief.risks.push(wording),
            }
        }
        brief
    }

    /// Whether there is nothing yet that the customer could be told.
    pub fn is_empty(&self) -> bool {
        let Self { account: _, kickoff_on: _, reasons, uses, constraints, value, milestones, promises, risks } = self;
        [reasons, uses, constraints, value, milestones, promises, risks].iter().all(|list| list.is_empty())
    }
}

/// Whether it is a day and nothing else: the field is free text, and only a day is the customer's to read.
fn is_day(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok() && text.len() == 10
}
