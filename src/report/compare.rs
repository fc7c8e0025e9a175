//! The buying promise beside the value proof: what was promised, what was recorded of it at every stage, and
//! whether it was ever tested.
//!
//! Pure. What counts as a test is narrow on purpose: a customer who says at kickoff that the promise is put
//! rightly has not seen the value yet, and a promise that somebody keeps an eye on is not kept.

use jiff::Timestamp;
use serde::Serialize;

use crate::packet::kind::words;
use crate::packet::{ClaimKind, Evidence};
use crate::review::later::OutcomeAt;
use crate::review::located::{Beside, Found};
use crate::review::word::{Outcome, Ruling, Stage};
use crate::review::{Decision, Review, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

words!(
    /// What is known of a promised value, a milestone or a promise.
    Proof {
        /// It shows.
        Proved = "proved", "proved";
        /// It was looked for and does not show.
        Disproved = "disproved", "disproved";
        /// Some of it shows, or something else was agreed on.
        Partly = "partly", "partly";
        /// Nobody has looked.
        NeverTested = "never_tested", "never tested";
    }
);

/// One thing that was promised.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// The claim.
    pub claim: String,
    /// What it is about.
    pub kind: ClaimKind,
    /// What was promised, as it stands now.
    pub promised: String,
    /// How much, as spoken.
    pub amount: Option<String>,
    /// By when.
    pub due: Option<String>,
    /// Who keeps it.
    pub owner: Option<String>,
    /// Whether it binds, for a promise.
    pub ruling: Option<Ruling>,
    /// What a person decided of the claim; `None` while nobody has.
    pub verdict: Option<&'static str>,
    /// The words it was drawn from, where they are located.
    pub said: Vec<Said>,
    /// What was recorded of it, oldest first.
    pub recorded: Vec<Recorded>,
    /// What it comes to.
    pub status: Proof,
}

/// Words with who spoke them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said {
    /// The words.
    pub words: String,
    /// Who spoke them.
    pub speaker: Option<String>,
    /// The day of the source.
    pub date: Option<String>,
    /// The source.
    pub source: String,
}

/// What was recorded at a stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recorded {
    /// When in the packet's life.
    pub stage: Stage,
    /// What.
    pub outcome: Outcome,
    /// The customer's own words.
    pub words: Option<String>,
    /// Who said them.
    pub said_by: Option<String>,
    /// Who recorded it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The quote that shows it, and whether it is in its source: `None` where nothing is quoted.
    pub evidence: Option<Shown>,
}

/// A quote that shows an outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// The source.
    pub source: String,
    /// The words.
    pub exact: String,
    /// `anchored`, `orphan` …; `unreadable` where there is no text to look in.
    pub state: String,
}

/// Everything that was promised, in the order of the packet. `locate` says whether a quote that shows an
/// outcome is in its source.
pub fn compare(review: &Review, found: &[Beside], locate: &dyn Fn(&Evidence) -> String) -> Vec<Compared> {
    (0..review.len())
        .filter(|index| is_promised(review, *index))
        .map(|index| one(review, found.get(index).map_or(&[], Beside::as_slice), index, locate))
        .collect()
}

/// Whether proof of a claim is looked for in the end: values and milestones that were not rejected, and
/// promises that bind.
pub fn is_promised(review: &Review, index: usize) -> bool {
    let claim = &review.claims()[index];
    let verdict = claim.verdict.as_ref().map(|decision| &decision.value);
    match review.claim(index).kind {
        ClaimKind::PromisedValue | ClaimKind::FirstMilestone => !matches!(verdict, Some(Verdict::Rejected { .. })),
        ClaimKind::Promise => {
            verdict.is_some_and(Verdict::stands)
                && claim.ruling.as_ref().is_some_and(|ruled| ruled.value.ruling.binds())
        }
        ClaimKind::BuyingReason
        | ClaimKind::BuyingTrigger
        | ClaimKind::UseCase
        | ClaimKind::UserWorkflow
        | ClaimKind::Constraint
        | ClaimKind::Stakeholder
        | ClaimKind::ChampionWin
        | ClaimKind::BuyerConcern
        | ClaimKind::Objection
        | ClaimKind::NearFatalObjection
        | ClaimKind::ProcurementCompromise
        | ClaimKind::FeatureGap
        | ClaimKind::SoftenedConcern
        | ClaimKind::AcceptedRisk => false,
    }
}

fn one(review: &Review, found: &[Found], index: usize, locate: &dyn Fn(&Evidence) -> String) -> Compared {
    let (drafted, claim) = (review.claim(index), &review.claims()[index]);
    let ruled = claim.ruling.as_ref().map(|decision| &decision.value);
    let said = review
        .evidence(index)
        .into_iter()
        .zip(found)
        .filter(|(_, found)| found.counts())
        .map(|(live, found)| {
            let source = review.packet().source(&live.evidence.source);
            let speaker = match found {
                Found::Resolved(located) => located.speaker.as_ref().map(|speaker| speaker.name.clone()),
                Found::Pending | Found::Unreadable(_) => None,
            };
            Said {
                words: live.evidence.quote.exact.clone(),
                speaker,
                date: source.and_then(|source| source.date.clone()),
                source: source.map_or(live.evidence.source.as_str(), |source| source.name()).to_owned(),
            }
        })
        .collect();
    Compared {
        claim: drafted.id.to_string(),
        kind: drafted.kind,
        promised: review.wording(index).to_owned(),
        amount: drafted.amount.clone(),
        due: ruled.and_then(|ruled| ruled.due.clone()).or_else(|| drafted.due.clone()),
        owner: ruled.and_then(|ruled| ruled.owner.clone()).or_else(|| drafted.owner.clone()),
        ruling: ruled.map(|ruled| ruled.ruling),
        verdict: claim.verdict.as_ref().map(|decision| decision.value.word()),
        said,
        recorded: claim.outcomes.iter().map(|outcome| recorded(outcome, locate)).collect(),
        status: proof(&claim.outcomes),
    }
}

fn recorded(decision: &Decision<OutcomeAt>, locate: &dyn Fn(&Evidence) -> String) -> Recorded {
    let outcome = &decision.value;
    Recorded {
        stage: outcome.stage,
        outcome: outcome.outcome,
        words: outcome.words.clone(),
        said_by: outcome.said_by.clone(),
        by: decision.by.name.clone(),
        at: decision.at,
        evidence: outcome.evidence.as_ref().map(|evidence| Shown {
            source: evidence.source.to_string(),
            exact: evidence.quote.exact.clone(),
            state: locate(evidence),
        }),
    }
}

/// What the outcomes come to: the last one that tested anything, at the latest stage that has one.
pub fn proof(outcomes: &[Decision<OutcomeAt>]) -> Proof {
    let tests = outcomes.iter().filter_map(|decision| Some((decision.value.stage, tested(&decision.value)?)));
    // The last of several at one stage.
    tests.max_by_key(|(stage, _)| *stage).map_or(Proof::NeverTested, |(_, proof)| proof)
}

fn tested(outcome: &OutcomeAt) -> Option<Proof> {
    match outcome.outcome {
        Outcome::Proved | Outcome::Reached | Outcome::Kept => Some(Proof::Proved),
        Outcome::Disproved | Outcome::Missed | Outcome::Broken => Some(Proof::Disproved),
        Outcome::Changed => Some(Proof::Partly),
        // At kickoff it is said of the wording, later of the thing itself.
        Outcome::Partly if outcome.stage > Stage::Kickoff => Some(Proof::Partly),
        Outcome::Partly
        | Outcome::Right
        | Outcome::Wrong
        | Outcome::NotDiscussed
        | Outcome::Tracked
        | Outcome::Lost => None,
    }
}
