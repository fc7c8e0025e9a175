//! What happens to a packet beyond single verdicts: it goes back and comes back, two people differ and
//! settle, it is signed, its life goes on. The fold's other half; the same rules hold (see `fold`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::event::{Actor, Event, Question};
use super::fold::{Stamp, said, said_if_any};
use super::refusal::Refusal;
use super::state::{ClaimReview, Decision, Review, Verdict};
use super::word::{Ballot, Outcome, RejectReason, Stage};
use crate::packet::{ClaimKind, Evidence};

/// What happened to the packet as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Later {
    /// It is with the person who handed it over.
    pub returned: Option<Decision<Returned>>,
    /// Whose packet it is.
    pub assigned: Option<Decision<String>>,
    /// What sign-off goes ahead without, by blocker key: why.
    pub waived: BTreeMap<String, Decision<String>>,
    /// The sign-off that stands.
    pub signed: Option<Decision<Signed>>,
    /// The signatures of second people that stand.
    pub countersigned: Vec<Decision<Signed>>,
    /// How often, by whom and why it was opened again.
    pub reopened: Vec<Decision<String>>,
    /// Where in its life it is.
    pub stage: Stage,
    /// When each stage was opened.
    pub stages: Vec<Decision<Stage>>,
    /// What managers found who drew it in a sample.
    pub inspections: Vec<Decision<Inspection>>,
}

impl Default for Later {
    fn default() -> Self {
        Self {
            returned: None,
            assigned: None,
            waived: BTreeMap::new(),
            signed: None,
            countersigned: Vec::new(),
            reopened: Vec::new(),
            stage: Stage::Review,
            stages: Vec::new(),
            inspections: Vec::new(),
        }
    }
}

/// A return.
#[derive(Debug, Clone, PartialEq)]
pub struct Returned {
    /// To whom, by name.
    pub to: Option<String>,
    /// The claims asked about.
    pub questions: Vec<Question>,
    /// To the person as a whole.
    pub note: Option<String>,
}

/// A signature.
#[derive(Debug, Clone, PartialEq)]
pub struct Signed {
    /// What was signed.
    pub head: String,
    /// The SSH signature, where there is one.
    pub signature: Option<String>,
}

/// What a manager found.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// In words.
    pub finding: String,
    /// Whether it was enough to act differently.
    pub sufficient: bool,
    /// The sample's seed.
    pub seed: Option<u64>,
}

/// What somebody would decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Vote {
    /// What.
    pub vote: Ballot,
    /// Why.
    pub reason: Option<String>,
}

/// What two people settled on.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The other one.
    pub with: Actor,
    /// On what.
    pub outcome: Ballot,
    /// Why.
    pub reason: String,
}

/// What became of a claim at a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeAt {
    /// When in the packet's life.
    pub stage: Stage,
    /// What.
    pub outcome: Outcome,
    /// The customer's own words.
    pub words: Option<String>,
    /// Who said them.
    pub said_by: Option<String>,
    /// What shows it.
    pub evidence: Option<Evidence>,
}

impl Outcome {
    /// Whether it can be said of a claim of that kind at that stage.
    pub const fn fits(self, kind: ClaimKind, stage: Stage) -> bool {
        match self {
            Self::Right | Self::Wrong | Self::Partly | Self::NotDiscussed => !matches!(stage, Stage::Review),
            Self::Reached | Self::Missed => {
                matches!(kind, ClaimKind::FirstMilestone) && !matches!(stage, Stage::Review)
            }
            Self::Tracked | Self::Kept | Self::Broken | Self::Changed | Self::Lost => {
                matches!(kind, ClaimKind::Promise) && !matches!(stage, Stage::Review)
            }
            Self::Proved | Self::Disproved => {
                matches!(kind, ClaimKind::PromisedValue | ClaimKind::FirstMilestone | ClaimKind::BuyingReason)
                    && !matches!(stage, Stage::Review)
            }
        }
    }
}

impl Review {
    /// Whether an event may happen although the review is signed, or not yet.
    pub(super) fn check_open(&self, event: &Event) -> Result<(), Refusal> {
        let Some(signed) = &self.later.signed else { return Ok(()) };
        // From kickoff on, what is decided updates a packet that stays signed as it was.
        if self.later.stage != Stage::Review {
            return Ok(());
        }
        match event {
            Event::ClaimAccepted { .. }
            | Event::ClaimEdited { .. }
            | Event::ClaimRejected { .. }
            | Event::ClaimDeferred { .. }
            | Event::ClaimAdded { .. }
            | Event::StandingSet { .. }
            | Event::PromiseRuled { .. }
            | Event::SpinFlagged { .. }
            | Event::SpinCleared { .. }
            | Event::ValidationRequested { .. }
            | Event::ValidationWithdrawn { .. }
            | Event::VisibilitySet { .. }
            | Event::ActionSet { .. }
            | Event::EvidenceAttached { .. }
            | Event::EvidenceDetached { .. }
            | Event::EvidenceConfirmed { .. }
            | Event::AbsenceRecorded { .. }
            | Event::VoteCast { .. }
            | Event::Adjudicated { .. }
            | Event::Yielded { .. }
            | Event::BlockerWaived { .. }
            | Event::SignedOff { .. }
            | Event::DraftReplaced { .. } => Err(Refusal::SignedOff(signed.by.clone())),
            Event::Noted { .. }
            | Event::Returned { .. }
            | Event::Answered { .. }
            | Event::HandedBack { .. }
            | Event::Assigned { .. }
            | Event::Countersigned { .. }
            | Event::Reopened { .. }
            | Event::StageOpened { .. }
            | Event::OutcomeRecorded { .. }
            | Event::SourceAdded { .. }
            | Event::Inspected { .. }
            | Event::Undone { .. } => Ok(()),
        }
    }

    /// Whether an event of a packet's later life makes sense here.
    pub(super) fn check_later(&self, by: &Actor, event: &Event) -> Result<(), Refusal> {
        match event {
            Event::Returned { to, questions, note } => {
                said_if_any("name", to.as_deref())?;
                said_if_any("note", note.as_deref())?;
                for question in questions {
                    self.known(&question.claim)?;
                    said("question", &question.question)?;
                }
                if questions.is_empty() && note.is_none() { Err(Refusal::Empty("question")) } else { Ok(()) }
            }
            Event::HandedBack { note } => {
                said_if_any("note", note.as_deref())?;
                if self.later.returned.is_some() {
                    Ok(())
                } else {
                    Err(Refusal::NotYet("the packet was not returned, so it can't be handed back".to_owned()))
                }
            }
            Event::Answered { claim, seen: _, text } => {
                self.known(claim)?;
                said("answer", text)
            }
            Event::Assigned { to } => said("name", to),
            Event::VoteCast { claim, seen: _, vote: _, reason } => {
                self.known(claim)?;
                said_if_any("reason", reason.as_deref())
            }
            Event::Adjudicated { claim, seen: _, with, outcome: _, reason } => {
                self.known(claim)?;
                said("reason", reason)?;
                if with.is_same_person(by) {
                    return Err(Refusal::NeedsAnother("it takes two people to settle a claim together"));
                }
                Ok(())
            }
            Event::Yielded { claim, seen: _, to } => {
                let index = self.known(claim)?;
                let positions = &self.claims[index].positions;
                let theirs = positions.iter().any(|position| position.by.is_same_person(to));
                let differs = self.disputed(index).is_some();
                if theirs && differs && !to.is_same_person(by) {
                    Ok(())
                } else {
                    Err(Refusal::NotDisputed(claim.clone()))
                }
            }
            Event::BlockerWaived { blocker, reason } => {
                said("blocker", blocker)?;
                said("reason", reason)
            }
            Event::SignedOff { head, signature: _ } => {
                said("head", head)?;
                self.check_ready()
            }
            Event::Countersigned { head, signature: _ } => {
                said("head", head)?;
                let Some(signed) = &self.later.signed else {
                    return Err(Refusal::NotYet("nobody has signed the review off yet".to_owned()));
                };
                if signed.by.is_same_person(by) {
                    return Err(Refusal::NeedsAnother("a second person has to countersign"));
                }
                if signed.by.role == by.role {
                    return Err(Refusal::NeedsAnother("somebody of another role has to countersign"));
                }
                Ok(())
            }
            Event::Reopened { reason } => {
                said("reason", reason)?;
                if self.later.signed.is_some() {
                    Ok(())
                } else {
                    Err(Refusal::NotYet("the review is not signed off, so it is open already".to_owned()))
                }
            }
            Event::StageOpened { stage } => {
                if *stage <= self.later.stage {
                    return Err(Refusal::NotYet(format!("the packet is at {} already", self.later.stage.label())));
                }
                if self.is_signed() {
                    Ok(())
                } else {
                    Err(Refusal::NotYet(match &self.later.signed {
                        None => "the review has to be signed off first".to_owned(),
                        Some(_) => "promises bind, so somebody of another role has to countersign first".to_owned(),
                    }))
                }
            }
            Event::OutcomeRecorded { claim, seen: _, stage, outcome, words, said_by, evidence } => {
                let index = self.known(claim)?;
                said_if_any("customer's words", words.as_deref())?;
                said_if_any("name", said_by.as_deref())?;
                if let Some(evidence) = evidence {
                    self.quotable(evidence)?;
                }
                if *stage > self.later.stage {
                    return Err(Refusal::NotYet(format!("the packet has not come to {} yet", stage.label())));
                }
                let kind = self.claim(index).kind;
                if outcome.fits(kind, *stage) {
                    Ok(())
                } else {
                    let (outcome, kind, stage) = (outcome.label(), kind.label(), stage.label());
                    Err(Refusal::NotYet(format!("{outcome} can't be said of a {kind} at {stage}")))
                }
            }
            Event::SourceAdded { source } => {
                said("source's id", &source.id.0)?;
                if self.packet.source(&source.id).is_some() {
                    return Err(Refusal::NotYet(format!("the packet has a source called {} already", source.id)));
                }
                Ok(())
            }
            Event::DraftReplaced { file, sha256, draft } => self.check_redraft(file, sha256, draft.as_deref()),
            Event::Inspected { finding, sufficient: _, seed: _ } => said("finding", finding),
            Event::ClaimAccepted { .. }
            | Event::ClaimEdited { .. }
            | Event::ClaimRejected { .. }
            | Event::ClaimDeferred { .. }
            | Event::ClaimAdded { .. }
            | Event::StandingSet { .. }
            | Event::PromiseRuled { .. }
            | Event::SpinFlagged { .. }
            | Event::SpinCleared { .. }
            | Event::ValidationRequested { .. }
            | Event::ValidationWithdrawn { .. }
            | Event::VisibilitySet { .. }
            | Event::ActionSet { .. }
            | Event::Noted { .. }
            | Event::EvidenceAttached { .. }
            | Event::EvidenceDetached { .. }
            | Event::EvidenceConfirmed { .. }
            | Event::AbsenceRecorded { .. }
            | Event::Undone { .. } => Ok(()),
        }
    }

    /// Whether a head that is signed goes as far as the trail does. What is not a head of this program says
    /// nothing of how far it goes; `verify` tells what is wrong with it.
    pub(super) fn check_head(&self, head: &str) -> Result<(), Refusal> {
        #[derive(serde::Deserialize)]
        struct Reaches {
            entries: u64,
        }
        match serde_json::from_str::<Reaches>(head) {
            Ok(Reaches { entries }) if entries != self.head() => {
                let since = format!("what is signed ends at line {entries}, and the trail at line {}", self.head());
                Err(Refusal::NotYet(format!("{since}: somebody wrote to it meanwhile; look, and sign again")))
            }
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Whether all is decided that a sign-off needs and that does not take the sources to see: orphans are
    /// looked for by whoever has them (`blocker::blockers`).
    fn check_ready(&self) -> Result<(), Refusal> {
        match super::blocker::open(self, &[]).first() {
            None => Ok(()),
            Some(blocker) => Err(Refusal::NotYet(blocker.sentence(self))),
        }
    }

    /// Whether a claim went back with a question that is open, or was answered since the packet was last
    /// returned.
    pub fn asked(&self, index: usize) -> bool {
        let claim = &self.claims[index];
        let since = self.later.returned.as_ref().map_or(u64::MAX, |returned| returned.seq);
        claim.question.is_some() || claim.answers.last().is_some_and(|answer| answer.seq > since)
    }

    /// Whether promises bind and nobody has countersigned them yet.
    pub fn needs_countersign(&self) -> bool {
        self.later.signed.is_some() && !self.is_signed()
    }

    /// Whether the review is signed off, and countersigned where promises bind.
    pub fn is_signed(&self) -> bool {
        self.later.signed.is_some() && (!self.later.countersigned.is_empty() || self.binding().next().is_none())
    }

    pub(super) fn take_later(&mut self, stamp: &Stamp<'_>, event: &Event) {
        if let Event::Returned { questions, .. } = event {
            for question in questions {
                if let Some(index) = self.find(&question.claim) {
                    Arc::make_mut(&mut self.claims[index]).question = Some(stamp.on(question.question.clone()));
                }
            }
        }
        let later = &mut self.later;
        match event {
            Event::Returned { to, questions, note } => {
                let returned = Returned { to: to.clone(), questions: questions.clone(), note: note.clone() };
                later.returned = Some(stamp.on(returned));
            }
            Event::HandedBack { note: _ } => later.returned = None,
            Event::Assigned { to } => later.assigned = Some(stamp.on(to.clone())),
            Event::BlockerWaived { blocker, reason } => {
                later.waived.insert(blocker.clone(), stamp.on(reason.clone()));
            }
            Event::SignedOff { head, signature } => {
                later.signed = Some(stamp.on(Signed { head: head.clone(), signature: signature.clone() }));
                later.countersigned.clear();
            }
            Event::Countersigned { head, signature } => {
                later.countersigned.push(stamp.on(Signed { head: head.clone(), signature: signature.clone() }));
            }
            Event::Reopened { reason } => {
                later.signed = None;
                later.countersigned.clear();
                later.stage = Stage::Review;
                later.reopened.push(stamp.on(reason.clone()));
            }
            Event::StageOpened { stage } => {
                later.stage = *stage;
                later.stages.push(stamp.on(*stage));
            }
            Event::Inspected { finding, sufficient, seed } => {
                let inspection = Inspection { finding: finding.clone(), sufficient: *sufficient, seed: *seed };
                later.inspections.push(stamp.on(inspection));
            }
            Event::ClaimAccepted { .. }
            | Event::ClaimEdited { .. }
            | Event::ClaimRejected { .. }
            | Event::ClaimDeferred { .. }
            | Event::ClaimAdded { .. }
            | Event::StandingSet { .. }
            | Event::PromiseRuled { .. }
            | Event::SpinFlagged { .. }
            | Event::SpinCleared { .. }
            | Event::ValidationRequested { .. }
            | Event::ValidationWithdrawn { .. }
            | Event::VisibilitySet { .. }
            | Event::ActionSet { .. }
            | Event::Noted { .. }
            | Event::EvidenceAttached { .. }
            | Event::EvidenceDetached { .. }
            | Event::EvidenceConfirmed { .. }
            | Event::AbsenceRecorded { .. }
            | Event::Answered { .. }
            | Event::VoteCast { .. }
            | Event::Adjudicated { .. }
            | Event::Yielded { .. }
            | Event::OutcomeRecorded { .. }
            | Event::SourceAdded { .. }
            | Event::DraftReplaced { .. }
            | Event::Undone { .. } => {}
        }
    }
}

impl ClaimReview {
    /// A verdict was given. It is also that person's position, until the claim is settled.
    pub(super) fn decide(&mut self, verdict: Decision<Verdict>) {
        self.positions.retain(|position| !position.by.is_same_person(&verdict.by));
        self.positions.push(verdict.clone());
        self.verdict = Some(verdict);
        self.settled = None;
        self.again = None;
    }

    pub(super) fn take_later(&mut self, stamp: &Stamp<'_>, event: &Event) {
        match event {
            Event::Answered { claim: _, seen: _, text } => {
                self.question = None;
                self.answers.push(stamp.on(text.clone()));
            }
            Event::VoteCast { claim: _, seen: _, vote, reason } => {
                self.votes.retain(|vote| !vote.by.is_same_person(stamp.by));
                self.votes.push(stamp.on(Vote { vote: *vote, reason: reason.clone() }));
            }
            Event::Adjudicated { claim: _, seen: _, with, outcome, reason } => {
                let verdict = match outcome {
                    Ballot::Accept => Verdict::Accepted { reason: Some(reason.clone()) },
                    Ballot::Reject => Verdict::Rejected { reason: RejectReason::Other, note: Some(reason.clone()) },
                    Ballot::Ask => Verdict::Deferred { question: reason.clone(), answerer: None },
                };
                self.positions.clear();
                self.again = None;
                self.verdict = Some(stamp.on(verdict));
                let settled = Settled { with: with.clone(), outcome: *outcome, reason: reason.clone() };
                self.settled = Some(stamp.on(settled));
            }
            Event::Yielded { claim: _, seen: _, to } => {
                let theirs = self.positions.iter().find(|position| position.by.is_same_person(to)).cloned();
                self.positions.clear();
                if let Some(theirs) = theirs {
                    self.positions.push(theirs.clone());
                    self.verdict = Some(theirs);
                }
            }
            Event::OutcomeRecorded { claim: _, seen: _, stage, outcome, words, said_by, evidence } => {
                let outcome = OutcomeAt {
                    stage: *stage,
                    outcome: *outcome,
                    words: words.clone(),
                    said_by: said_by.clone(),
                    evidence: evidence.clone(),
                };
                self.outcomes.push(stamp.on(outcome));
            }
            Event::ClaimAccepted { .. }
            | Event::ClaimEdited { .. }
            | Event::ClaimRejected { .. }
            | Event::ClaimDeferred { .. }
            | Event::ClaimAdded { .. }
            | Event::StandingSet { .. }
            | Event::PromiseRuled { .. }
            | Event::SpinFlagged { .. }
            | Event::SpinCleared { .. }
            | Event::ValidationRequested { .. }
            | Event::ValidationWithdrawn { .. }
            | Event::VisibilitySet { .. }
            | Event::ActionSet { .. }
            | Event::Noted { .. }
            | Event::EvidenceAttached { .. }
            | Event::EvidenceDetached { .. }
            | Event::EvidenceConfirmed { .. }
            | Event::AbsenceRecorded { .. }
            | Event::Returned { .. }
            | Event::HandedBack { .. }
            | Event::Assigned { .. }
            | Event::BlockerWaived { .. }
            | Event::SignedOff { .. }
            | Event::Countersigned { .. }
            | Event::Reopened { .. }
            | Event::StageOpened { .. }
            | Event::SourceAdded { .. }
            | Event::DraftReplaced { .. }
            | Event::Inspected { .. }
            | Event::Undone { .. } => {}
        }
    }
}
