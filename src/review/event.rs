//! What can happen to a packet, as it stands in `audit.jsonl`: one [`Entry`] a line.
//!
//! Frozen once released: a variant or a field may be added, never renamed or given another meaning.
//! `tests/fixtures/trail` keeps a line of every event ever written. Events are in the past tense;
//! every one of them is a named person's doing. Nothing in here is made by a drafter.

use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::word::{Ballot, Outcome, RejectReason, Ruling, Stage, Standing, Visibility};
use crate::packet::kind::open_words;
use crate::packet::{Claim, ClaimId, ClaimKind, Evidence, EvidenceId, Packet, Position, Source, SourceId};

/// One line of the trail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Counts from 1.
    pub seq: u64,
    /// SHA-256 in lower-case hex of the whole previous line's bytes without its newline; for the first
    /// line of `packet.json`'s bytes.
    pub prev: String,
    /// When, UTC.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// What.
    pub event: Event,
}

/// A named person, as they were known when they acted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// Full name.
    pub name: String,
    /// Mail address, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// In which capacity.
    pub role: Seat,
}

impl Actor {
    /// Whether two records mean the same human being: by mail address where both have one, else by name.
    pub fn is_same_person(&self, other: &Actor) -> bool {
        match (&self.email, &other.email) {
            (Some(mine), Some(theirs)) => mine.trim().eq_ignore_ascii_case(theirs.trim()),
            _ => is_same_name(&self.name, &other.name),
        }
    }
}

/// Whether two names are the same but for case and blanks: a name is typed by hand.
pub fn is_same_name(one: &str, other: &str) -> bool {
    one == other || one.split_whitespace().map(str::to_lowercase).eq(other.split_whitespace().map(str::to_lowercase))
}

open_words!(
    /// The capacity in which somebody reviews. Not the part they played in the purchase
    /// ([`crate::packet::Role`]).
    Seat {
        Csm = "csm", "CSM";
        Ae = "ae", "AE";
        Manager = "manager", "manager";
        Implementation = "implementation", "implementation";
        Support = "support", "support";
        Sponsor = "sponsor", "sponsor";
        RevOps = "revops", "RevOps";
    }
);

impl Seat {
    /// The seat that a person typed, whatever its case: `CSM`, `ae`.
    pub fn typed(word: &str) -> Self {
        Self::from(word.trim().to_lowercase().replace(' ', "_"))
    }
}

/// What the receiving team does differently because of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Action {
    /// What is done.
    pub what: String,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// From when, as typed or `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// A claim that goes back, and what is asked about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// Which claim.
    pub claim: ClaimId,
    /// What is asked.
    pub question: String,
}

/// Something that a person did.
///
/// `seen` is the sequence number of the last event of that claim which the person had on screen, 0 when
/// there was none. A decision whose `seen` is older than the trail's is not written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The claim stands as drafted.
    ClaimAccepted {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// Why, where no words of it were located.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The claim stands in other words. The draft keeps the old ones.
    ClaimEdited {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// The new wording.
        text: String,
        /// Why, where no words of it were located.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The claim does not stand.
    ClaimRejected {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// Why.
        reason: RejectReason,
        /// In the person's own words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// The customer has to be asked.
    ClaimDeferred {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// What to ask.
        question: String,
        /// Who can answer it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answerer: Option<String>,
    },
    /// A person wrote a claim that the draft lacks.
    ClaimAdded {
        /// The whole of it, with an id that no other claim has.
        claim: Box<Claim>,
    },
    /// A person said who stands behind it.
    StandingSet {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// Who.
        standing: Standing,
    },
    /// A person said whether a promise binds.
    PromiseRuled {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// Whether.
        ruling: Ruling,
        /// Who keeps it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<String>,
        /// By when, as typed or `YYYY-MM-DD`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<String>,
    },
    /// A person found seller spin.
    SpinFlagged {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// The exact words that spin.
        words: String,
    },
    /// The flag was taken back.
    SpinCleared {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
    },
    /// The customer must confirm this at kickoff.
    ValidationRequested {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
    },
    /// The customer need not confirm it after all.
    ValidationWithdrawn {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
    },
    /// Who may see it.
    VisibilitySet {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// Who.
        visibility: Visibility,
    },
    /// What the receiving team does differently because of it; `None` takes an action away.
    ActionSet {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// What, by whom, from when.
        action: Option<Action>,
    },
    /// A note, on a claim or on the whole packet. Notes are never customer-facing.
    Noted {
        /// Which, if it is about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        claim: Option<ClaimId>,
        /// The note.
        text: String,
    },
    /// A person put words beside a claim.
    EvidenceAttached {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// The words, with an id that no other evidence of the claim has.
        evidence: Evidence,
    },
    /// A person took words away from a claim.
    EvidenceDetached {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// Which words.
        evidence: EvidenceId,
    },
    /// A person looked at an approximate quote, or picked one of several places: these are the words.
    EvidenceConfirmed {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// Which quote.
        evidence: EvidenceId,
        /// Where the words stand, in code points of the source's text.
        position: Position,
        /// The words that stand there.
        exact: String,
    },
    /// A person looked for friction of one kind and found none.
    AbsenceRecorded {
        /// Which kind.
        kind: ClaimKind,
        /// Where they looked.
        sources: Vec<SourceId>,
        /// In their own words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// A packet, or some of its claims, went back to the person who handed it over, with questions.
    Returned {
        /// Whose turn it is now, by name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// The claims asked about; none means the whole packet.
        #[serde(default)]
        questions: Vec<Question>,
        /// To the person as a whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// A question that a claim was returned with has an answer.
    Answered {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// The answer.
        text: String,
    },
    /// A returned packet came back.
    HandedBack {
        /// What there is to say about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// It is this person's packet now.
    Assigned {
        /// By name.
        to: String,
    },
    /// In a meeting, somebody said what they would decide. Never a verdict.
    VoteCast {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// What.
        vote: Ballot,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Two people who had decided a claim differently settled it together: the verdict that stands now is
    /// both of theirs.
    Adjudicated {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// The other one.
        with: Actor,
        /// What they settled on.
        outcome: Ballot,
        /// Why.
        reason: String,
    },
    /// Somebody gave way: the other's verdict stands.
    Yielded {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// To whom.
        to: Actor,
    },
    /// Sign-off goes ahead although this is not done.
    BlockerWaived {
        /// Which one: [`crate::review::blocker::Blocker::key`].
        blocker: String,
        /// Why.
        reason: String,
    },
    /// The review is done, and this person answers for it.
    SignedOff {
        /// What is signed, as it is signed: one line of JSON, `handoff-head/1` (see `audit::head`).
        head: String,
        /// The person's SSH signature over the head, armoured as `ssh-keygen -Y sign` writes it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signature: Option<String>,
    },
    /// A second person, of another role, answers for the promises that bind.
    Countersigned {
        /// What is signed, as it is signed: one line of JSON, `handoff-head/1` (see `audit::head`).
        head: String,
        /// As in `signed_off`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signature: Option<String>,
    },
    /// A signed review was opened again.
    Reopened {
        /// Why.
        reason: String,
    },
    /// The packet's life went on.
    StageOpened {
        /// To which stage.
        stage: Stage,
    },
    /// What became of a claim.
    OutcomeRecorded {
        /// Which.
        claim: ClaimId,
        /// See [`Event`].
        seen: u64,
        /// At which stage.
        stage: Stage,
        /// What.
        outcome: Outcome,
        /// The customer's own words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
        /// Who said them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said_by: Option<String>,
        /// The words that show it, in a source.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Evidence>,
    },
    /// A source joined the packet.
    SourceAdded {
        /// With its digest.
        source: Box<Source>,
    },
    /// A later draft came in. Its claims are laid over those that were there; see `review::redraft`.
    DraftReplaced {
        /// Its file, in the packet's folder: `packet-2.json`.
        file: String,
        /// SHA-256 of the file's bytes, in lower-case hex.
        sha256: String,
        /// What the file says, once somebody has read it; never in the trail. Without it the line can't be
        /// taken.
        #[serde(skip)]
        draft: Option<Arc<Packet>>,
    },
    /// A manager who drew the packet in a sample said what they found.
    Inspected {
        /// What the receiving team did or did not receive, in the manager's words.
        finding: String,
        /// Whether it would have been enough to act differently.
        sufficient: bool,
        /// The seed of the sample it was drawn in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seed: Option<u64>,
    },
    /// An earlier event counts no more; when that was itself `undone`, what it undid counts again.
    Undone {
        /// The event that counts no more.
        seq: u64,
    },
}

impl Event {
    /// The claim it is about.
    pub fn claim(&self) -> Option<&ClaimId> {
        match self {
            Self::ClaimAccepted { claim, .. }
            | Self::ClaimEdited { claim, .. }
            | Self::ClaimRejected { claim, .. }
            | Self::ClaimDeferred { claim, .. }
            | Self::StandingSet { claim, .. }
            | Self::PromiseRuled { claim, .. }
            | Self::SpinFlagged { claim, .. }
            | Self::SpinCleared { claim, .. }
            | Self::ValidationRequested { claim, .. }
            | Self::ValidationWithdrawn { claim, .. }
            | Self::VisibilitySet { claim, .. }
            | Self::ActionSet { claim, .. }
            | Self::EvidenceAttached { claim, .. }
            | Self::EvidenceDetached { claim, .. }
            | Self::EvidenceConfirmed { claim, .. }
            | Self::Answered { claim, .. }
            | Self::VoteCast { claim, .. }
            | Self::Adjudicated { claim, .. }
            | Self::Yielded { claim, .. }
            | Self::OutcomeRecorded { claim, .. } => Some(claim),
            Self::ClaimAdded { claim } => Some(&claim.id),
            Self::Noted { claim, text: _ } => claim.as_ref(),
            Self::AbsenceRecorded { .. }
            | Self::Returned { .. }
            | Self::HandedBack { .. }
            | Self::Assigned { .. }
            | Self::BlockerWaived { .. }
            | Self::SignedOff { .. }
            | Self::Countersigned { .. }
            | Self::Reopened { .. }
            | Self::StageOpened { .. }
            | Self::SourceAdded { .. }
            | Self::DraftReplaced { .. }
            | Self::Inspected { .. }
            | Self::Undone { .. } => None,
        }
    }

    /// The last event of its claim that the person had on screen, for the events that say.
    pub fn seen(&self) -> Option<u64> {
        match self {
            Self::ClaimAccepted { seen, .. }
            | Self::ClaimEdited { seen, .. }
            | Self::ClaimRejected { seen, .. }
            | Self::ClaimDeferred { seen, .. }
            | Self::StandingSet { seen, .. }
            | Self::PromiseRuled { seen, .. }
            | Self::SpinFlagged { seen, .. }
            | Self::SpinCleared { seen, .. }
            | Self::ValidationRequested { seen, .. }
            | Self::ValidationWithdrawn { seen, .. }
            | Self::VisibilitySet { seen, .. }
            | Self::ActionSet { seen, .. }
            | Self::EvidenceAttached { seen, .. }
            | Self::EvidenceDetached { seen, .. }
            | Self::EvidenceConfirmed { seen, .. }
            | Self::Answered { seen, .. }
            | Self::VoteCast { seen, .. }
            | Self::Adjudicated { seen, .. }
            | Self::Yielded { seen, .. }
            | Self::OutcomeRecorded { seen, .. } => Some(*seen),
            Self::ClaimAdded { .. }
            | Self::Noted { .. }
            | Self::AbsenceRecorded { .. }
            | Self::Returned { .. }
            | Self::HandedBack { .. }
            | Self::Assigned { .. }
            | Self::BlockerWaived { .. }
            | Self::SignedOff { .. }
            | Self::Countersigned { .. }
            | Self::Reopened { .. }
            | Self::StageOpened { .. }
            | Self::SourceAdded { .. }
            | Self::DraftReplaced { .. }
            | Self::Inspected { .. }
            | Self::Undone { .. } => None,
        }
    }

    /// The same event by somebody who had line `seq` on screen.
    #[must_use]
    pub fn having_seen(mut self, seq: u64) -> Self {
        match &mut self {
            Self::ClaimAccepted { seen, .. }
            | Self::ClaimEdited { seen, .. }
            | Self::ClaimRejected { seen, .. }
            | Self::ClaimDeferred { seen, .. }
            | Self::StandingSet { seen, .. }
            | Self::PromiseRuled { seen, .. }
            | Self::SpinFlagged { seen, .. }
            | Self::SpinCleared { seen, .. }
            | Self::ValidationRequested { seen, .. }
            | Self::ValidationWithdrawn { seen, .. }
            | Self::VisibilitySet { seen, .. }
            | Self::ActionSet { seen, .. }
            | Self::EvidenceAttached { seen, .. }
            | Self::EvidenceDetached { seen, .. }
            | Self::EvidenceConfirmed { seen, .. }
            | Self::Answered { seen, .. }
            | Self::VoteCast { seen, .. }
            | Self::Adjudicated { seen, .. }
            | Self::Yielded { seen, .. }
            | Self::OutcomeRecorded { seen, .. } => *seen = seq,
            Self::ClaimAdded { .. }
            | Self::Noted { .. }
            | Self::AbsenceRecorded { .. }
            | Self::Returned { .. }
            | Self::HandedBack { .. }
            | Self::Assigned { .. }
            | Self::BlockerWaived { .. }
            | Self::SignedOff { .. }
            | Self::Countersigned { .. }
            | Self::Reopened { .. }
            | Self::StageOpened { .. }
            | Self::SourceAdded { .. }
            | Self::DraftReplaced { .. }
            | Self::Inspected { .. }
            | Self::Undone { .. } => {}
        }
        self
    }

    /// The event's name as it stands in the trail.
    pub fn word(&self) -> &'static str {
        match self {
            Self::ClaimAccepted { .. } => "claim_accepted",
            Self::ClaimEdited { .. } => "claim_edited",
            Self::ClaimRejected { .. } => "claim_rejected",
            Self::ClaimDeferred { .. } => "claim_deferred",
            Self::ClaimAdded { .. } => "claim_added",
            Self::StandingSet { .. } => "standing_set",
            Self::PromiseRuled { .. } => "promise_ruled",
            Self::SpinFlagged { .. } => "spin_flagged",
            Self::SpinCleared { .. } => "spin_cleared",
            Self::ValidationRequested { .. } => "validation_requested",
            Self::ValidationWithdrawn { .. } => "validation_withdrawn",
            Self::VisibilitySet { .. } => "visibility_set",
            Self::ActionSet { .. } => "action_set",
            Self::Noted { .. } => "noted",
            Self::EvidenceAttached { .. } => "evidence_attached",
            Self::EvidenceDetached { .. } => "evidence_detached",
            Self::EvidenceConfirmed { .. } => "evidence_confirmed",
            Self::AbsenceRecorded { .. } => "absence_recorded",
            Self::Returned { .. } => "returned",
            Self::Answered { .. } => "answered",
            Self::HandedBack { .. } => "handed_back",
            Self::Assigned { .. } => "assigned",
            Self::VoteCast { .. } => "vote_cast",
            Self::Adjudicated { .. } => "adjudicated",
            Self::Yielded { .. } => "yielded",
            Self::BlockerWaived { .. } => "blocker_waived",
            Self::SignedOff { .. } => "signed_off",
            Self::Countersigned { .. } => "countersigned",
            Self::Reopened { .. } => "reopened",
            Self::StageOpened { .. } => "stage_opened",
            Self::OutcomeRecorded { .. } => "outcome_recorded",
            Self::SourceAdded { .. } => "source_added",
            Self::DraftReplaced { .. } => "draft_replaced",
            Self::Inspected { .. } => "inspected",
            Self::Undone { .. } => "undone",
        }
    }
}
