//! What the workbench knows of a packet's life beyond single verdicts: the stage on screen, questions
//! being gathered for a return, a meeting of two, who else is looking. And what menus and forms of that
//! life are about.
//!
//! Data and pure questions only; `update::life` and its neighbours change it. Which outcome a key stands
//! for depends on the claim and the stage, and [`outcome`] is the one table of that.

use std::path::PathBuf;

use super::action::Action;
use super::meeting::Meeting;
use crate::audit::signoff::Prepared;
use crate::brief::Audience;
use crate::packet::{ClaimId, ClaimKind, Evidence, Group};
use crate::readiness::Survival;
use crate::report::compare::{Proof, is_promised, proof};
use crate::review::event::Question;
use crate::review::word::{Ballot, Outcome, Stage, Visibility};
use crate::review::{Actor, Review, Verdict};

/// What the screen keeps of a packet's life.
#[derive(Debug, Clone, PartialEq)]
pub struct Life {
    /// The stage whose claims and outcomes are on screen; not later than the packet's own when outcomes
    /// are recorded.
    pub stage: Stage,
    /// Questions that the next return carries.
    pub asks: Vec<Question>,
    /// Kinds of friction are being asked for, one by one, because the packet is being handed back.
    pub handing_back: bool,
    /// Two people deciding together on this screen.
    pub meeting: Option<Meeting>,
    /// Others who have the packet open, and the claim each looks at.
    pub present: Vec<Present>,
    /// Claims that two people have decided differently.
    pub disputed: usize,
    /// How the promises that bind have fared.
    pub survival: Survival,
    /// The person's SSH key, where the configuration names one.
    pub key: Option<PathBuf>,
}

impl Life {
    /// Counts again. Called when something changed, never in drawing.
    pub fn recount(&mut self, review: &Review) {
        self.disputed = (0..review.len()).filter(|index| review.disputed(*index).is_some()).count();
        self.survival = Survival::of(review);
    }
}

impl Default for Life {
    fn default() -> Self {
        Self {
            stage: Stage::Review,
            asks: Vec::new(),
            handing_back: false,
            meeting: None,
            present: Vec::new(),
            disputed: 0,
            survival: Survival { binding: 0, stages: Vec::new() },
            key: None,
        }
    }
}

/// Somebody else who has the packet open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// By name.
    pub name: String,
    /// The claim they look at.
    pub claim: Option<ClaimId>,
}

/// What a form of a packet's life is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Writing {
    /// Why sign-off goes ahead without this blocker, by its key.
    Waive(String),
    /// Why the signed review is opened again.
    Reopen,
    /// The customer's words, or what shows it.
    Outcome {
        /// Of which claim.
        claim: ClaimId,
        /// What became of it.
        outcome: Outcome,
        /// Words selected in the source that show it.
        evidence: Option<Box<Evidence>>,
    },
    /// A question for the person who handed the packet over.
    Ask(ClaimId),
    /// To whom the packet goes back, and what is said with it.
    Return,
    /// An answer to what a claim came back with.
    Answer(ClaimId),
    /// What is said with handing the packet back.
    HandBack,
    /// Whose packet it is from now on.
    Assign,
    /// Why two people settle on this.
    Settle(ClaimId, Actor, Ballot),
}

impl Writing {
    /// The claim it is about.
    pub const fn claim(&self) -> Option<&ClaimId> {
        match self {
            Self::Outcome { claim, .. } | Self::Ask(claim) | Self::Answer(claim) | Self::Settle(claim, ..) => {
                Some(claim)
            }
            Self::Waive(_) | Self::Reopen | Self::Return | Self::HandBack | Self::Assign => None,
        }
    }

    /// A word for it, under which an unfinished text is kept on disk.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Waive(_) => "waive",
            Self::Reopen => "reopen",
            Self::Outcome { .. } => "outcome",
            Self::Ask(_) => "question",
            Self::Return => "return",
            Self::Answer(_) => "answer",
            Self::HandBack => "hand back",
            Self::Assign => "assign",
            Self::Settle(..) => "settle",
        }
    }
}

/// What taking an item of a menu of a packet's life does.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Record the head that was shown, as it is.
    Sign(Box<Prepared>),
    /// Sign the head that was shown with the person's SSH key, then record it.
    SignWithKey(Box<Prepared>),
    /// Take the packet on to this stage.
    Open(Stage),
    /// Show what matters at this stage.
    Show(Stage),
    /// This became of the claim; the words come next.
    Outcome(ClaimId, Outcome),
    /// Settle so with the other person; the reason comes next.
    Settle(ClaimId, Actor, Ballot),
    /// Show the brief for this reader.
    Brief(Audience),
    /// Do nothing.
    Leave,
}

/// The five keys of an outcome. Which outcome each stands for depends on the claim and the stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// It holds.
    Holds,
    /// Some of it does.
    Partly,
    /// It does not.
    Fails,
    /// Nothing can be said yet.
    Open,
    /// Nobody remembers it.
    Lost,
}

impl Slot {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Holds, Self::Partly, Self::Fails, Self::Open, Self::Lost];

    /// The action that records it.
    pub const fn action(self) -> Action {
        match self {
            Self::Holds => Action::OutcomeHolds,
            Self::Partly => Action::OutcomePartly,
            Self::Fails => Action::OutcomeFails,
            Self::Open => Action::OutcomeOpen,
            Self::Lost => Action::OutcomeLost,
        }
    }
}

/// The outcome that a key stands for, for a claim of that kind at that stage; `None` where it stands for
/// none.
pub const fn outcome(kind: ClaimKind, stage: Stage, slot: Slot) -> Option<Outcome> {
    let (holds, partly, fails, open, lost) = match stage {
        Stage::Review => return None,
        Stage::Kickoff => match kind.group() {
            Group::Promises => {
                (Outcome::Right, Outcome::Partly, Outcome::Wrong, Outcome::NotDiscussed, Some(Outcome::Lost))
            }
            Group::Why | Group::Use | Group::Who | Group::Friction => {
                (Outcome::Right, Outcome::Partly, Outcome::Wrong, Outcome::NotDiscussed, None)
            }
        },
        Stage::Onboarding | Stage::BusinessReview | Stage::Renewal => match kind {
            ClaimKind::Promise => {
                (Outcome::Kept, Outcome::Changed, Outcome::Broken, Outcome::Tracked, Some(Outcome::Lost))
            }
            ClaimKind::FirstMilestone => {
                (Outcome::Reached, Outcome::Partly, Outcome::Missed, Outcome::NotDiscussed, None)
            }
            ClaimKind::PromisedValue | ClaimKind::BuyingReason => {
                (Outcome::Proved, Outcome::Partly, Outcome::Disproved, Outcome::NotDiscussed, None)
            }
            ClaimKind::BuyingTrigger
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
            | ClaimKind::AcceptedRisk => (Outcome::Right, Outcome::Partly, Outcome::Wrong, Outcome::NotDiscussed, None),
        },
    };
    match slot {
        Slot::Holds => Some(holds),
        Slot::Partly => Some(partly),
        Slot::Fails => Some(fails),
        Slot::Open => Some(open),
        Slot::Lost => lost,
    }
}

/// The last thing said of a claim at a stage.
pub fn at_stage(review: &Review, index: usize, stage: Stage) -> Option<Outcome> {
    let outcomes = &review.claims()[index].outcomes;
    outcomes.iter().rev().find(|outcome| outcome.value.stage == stage).map(|outcome| outcome.value.outcome)
}

/// Whether a promised value or a promise has ever been held against what happened, as `handoff compare` counts it:
/// a customer's nod at kickoff is no test, and neither is that nobody remembers a promise.
pub fn tested(review: &Review, index: usize) -> bool {
    proof(&review.claims()[index].outcomes) != Proof::NeverTested
}

/// Whether the customer is asked about it before anything else at kickoff.
pub fn asked_first(review: &Review, index: usize) -> bool {
    let claim = &review.claims()[index];
    match claim.verdict.as_ref().map(|verdict| &verdict.value) {
        Some(Verdict::Deferred { .. }) => true,
        Some(Verdict::Accepted { .. } | Verdict::Edited { .. }) => claim.validation.is_some(),
        Some(Verdict::Rejected { .. }) | None => false,
    }
}

/// Whether a claim matters at a stage: what the list shows there.
pub fn matters(review: &Review, index: usize, stage: Stage) -> bool {
    let claim = &review.claims()[index];
    let stands = claim.verdict.as_ref().is_some_and(|verdict| verdict.value.stands());
    let kind = review.claim(index).kind;
    match stage {
        Stage::Review => true,
        Stage::Kickoff => {
            let open = claim.verdict.as_ref().is_some_and(|verdict| verdict.value.ballot() == Ballot::Ask);
            // What the customer must confirm is asked, whoever else may see it.
            (stands && claim.validation.is_some())
                || ((stands || open) && review.visibility(index) == Visibility::CustomerSafe)
        }
        Stage::Onboarding => {
            let unsettled = claim.outcomes.last().is_some_and(|last| match last.value.outcome {
                Outcome::Wrong | Outcome::Partly | Outcome::NotDiscussed | Outcome::Changed => true,
                Outcome::Right
                | Outcome::Reached
                | Outcome::Missed
                | Outcome::Tracked
                | Outcome::Kept
                | Outcome::Broken
                | Outcome::Lost
                | Outcome::Proved
                | Outcome::Disproved => false,
            });
            let concerned = match kind.group() {
                Group::Use | Group::Promises => true,
                Group::Why => kind == ClaimKind::FirstMilestone,
                Group::Who | Group::Friction => false,
            };
            stands && (concerned || unsettled || claim.action.is_some())
        }
        Stage::BusinessReview => {
            let concerned = match kind.group() {
                Group::Why | Group::Promises => true,
                Group::Friction => kind == ClaimKind::AcceptedRisk,
                Group::Use | Group::Who => false,
            };
            stands && concerned
        }
        Stage::Renewal => stands && (is_promised(review, index) || kind == ClaimKind::BuyingReason),
    }
}
