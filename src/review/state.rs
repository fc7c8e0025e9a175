//! The packet as decided so far: what `fold` makes of a draft and its events.
//!
//! Only `fold` writes these fields. Everything else asks. Claims are addressed by index here (draft
//! claims first, in the draft's order, then added ones), which stays the same for a claim as long as
//! its adding is not undone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::event::{Action, Actor, Entry, Event};
use super::index::Index;
use super::later::{Later, OutcomeAt, Settled, Vote};
use super::word::{Ballot, RejectReason, Ruling, Stage, Standing, Visibility};
use crate::packet::{Claim, ClaimId, ClaimKind, Evidence, EvidenceId, Group, Packet, Position, SourceId};

/// A draft and what people have decided of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The draft as it stands in its file.
    pub(super) draft: Arc<Packet>,
    /// The draft with the sources that joined since, and with later drafts laid over it.
    pub(super) packet: Arc<Packet>,
    pub(super) later: Later,
    /// Where each claim's own words are.
    pub(super) homes: Vec<Home>,
    /// What was decided of each. Claims that nobody has touched share one blank, so that ten thousand of
    /// them cost next to nothing, nor does a copy of the review.
    pub(super) claims: Vec<Arc<ClaimReview>>,
    pub(super) index: Index,
    pub(super) entries: Vec<Entry>,
    /// Whether the entry of the same index still counts.
    pub(super) live: Vec<bool>,
    pub(super) absences: BTreeMap<ClaimKind, Decision<Absence>>,
    pub(super) notes: Vec<Decision<String>>,
    /// By the line of each later draft that counts: the claims it brought or changed.
    pub(super) redrafts: BTreeMap<u64, BTreeSet<ClaimId>>,
}

/// What people have decided of one claim.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClaimReview {
    /// Accepted, edited, rejected, deferred, or nothing yet.
    pub verdict: Option<Decision<Verdict>>,
    /// What a person said of who stands behind it; the starting value is computed elsewhere.
    pub standing: Option<Decision<Standing>>,
    /// Whether it binds.
    pub ruling: Option<Decision<Ruled>>,
    /// The words that spin.
    pub spin: Option<Decision<String>>,
    /// The customer must confirm it at kickoff.
    pub validation: Option<Decision<()>>,
    /// What a person said of who may see it; the starting value is `ClaimReview::visibility`.
    pub visibility_set: Option<Decision<Visibility>>,
    /// What the receiving team does differently.
    pub action: Option<Decision<Action>>,
    /// Notes, oldest first.
    pub notes: Vec<Decision<String>>,
    /// Words that people put beside it.
    pub(super) attached: Vec<Decision<Evidence>>,
    /// Words that people took away.
    pub(super) detached: Vec<EvidenceId>,
    /// Words that people looked at and confirmed.
    pub(super) confirmed: Vec<(EvidenceId, Decision<Confirmed>)>,
    /// What it was returned with, and the answers since.
    pub question: Option<Decision<String>>,
    /// Answers to what was asked about it, oldest first.
    pub answers: Vec<Decision<String>>,
    /// What each person would decide, in a meeting in which two do; the last of each.
    pub votes: Vec<Decision<Vote>>,
    /// The last verdict of each person since the claim was last settled.
    pub(super) positions: Vec<Decision<Verdict>>,
    /// What two people settled on together.
    pub settled: Option<Decision<Settled>>,
    /// What became of it at later stages, oldest first.
    pub outcomes: Vec<Decision<OutcomeAt>>,
    /// A later draft says it otherwise, and nobody has decided it since.
    pub again: Option<Decision<Again>>,
    /// Indices into the entries that are about it, undone ones included.
    pub(super) touching: Vec<u32>,
}

/// Why a claim that was looked at has to be looked at again.
#[derive(Debug, Clone, PartialEq)]
pub struct Again {
    /// As it stood.
    pub was: Arc<Claim>,
    /// What differs: the field, its old and its new value. Empty where the new draft lacks the claim.
    pub changed: Vec<(&'static str, String, String)>,
    /// The new draft does not have the claim.
    pub gone: bool,
    /// What was decided of it before.
    pub verdict: Option<Decision<Verdict>>,
    /// How it was ruled before.
    pub ruling: Option<Decision<Ruled>>,
}

/// Where a claim's own words are kept. Small, because there is one for every claim and several reviews.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Home {
    Draft(usize),
    Added(Arc<Added>),
}

/// A claim that a person added.
#[derive(Debug, PartialEq)]
pub(super) struct Added {
    pub(super) claim: Claim,
    pub(super) by: Actor,
}

/// Something a person decided, with who, when and which line of the trail says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<T> {
    /// What.
    pub value: T,
    /// Who.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// Which line.
    pub seq: u64,
}

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It stands as drafted.
    Accepted {
        /// Typed by the person where no words of it were located.
        reason: Option<String>,
    },
    /// It stands in other words.
    Edited {
        /// The wording.
        text: String,
        /// Typed by the person where no words of it were located.
        reason: Option<String>,
    },
    /// It does not stand.
    Rejected {
        /// Why.
        reason: RejectReason,
        /// In the person's own words.
        note: Option<String>,
    },
    /// The customer has to be asked.
    Deferred {
        /// What to ask.
        question: String,
        /// Who can answer it.
        answerer: Option<String>,
    },
}

impl Verdict {
    /// The word as files and screens have it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Edited { .. } => "edited",
            Self::Rejected { .. } => "rejected",
            Self::Deferred { .. } => "deferred",
        }
    }

    /// What it comes to when two people compare.
    pub const fn ballot(&self) -> Ballot {
        match self {
            Self::Accepted { .. } | Self::Edited { .. } => Ballot::Accept,
            Self::Rejected { .. } => Ballot::Reject,
            Self::Deferred { .. } => Ballot::Ask,
        }
    }

    /// Whether the claim stands, as drafted or in other words.
    pub const fn stands(&self) -> bool {
        match self {
            Self::Accepted { .. } | Self::Edited { .. } => true,
            Self::Rejected { .. } | Self::Deferred { .. } => false,
        }
    }
}

/// A ruling with who keeps the promise and by when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// Whether it binds.
    pub ruling: Ruling,
    /// Who keeps it.
    pub owner: Option<String>,
    /// By when.
    pub due: Option<String>,
}

/// Words that a person has confirmed for a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// Where they stand.
    pub position: Position,
    /// The words.
    pub exact: String,
}

/// Looked, none found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// Where.
    pub sources: Vec<SourceId>,
    /// In the person's own words.
    pub note: Option<String>,
}

/// One quote that stands beside a claim now.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveEvidence<'a> {
    /// Its id within the claim.
    pub id: EvidenceId,
    /// The quote.
    pub evidence: &'a Evidence,
    /// What a person confirmed of it.
    pub confirmed: Option<&'a Confirmed>,
    /// Who put it there, when it was not the drafter.
    pub attached_by: Option<&'a Actor>,
}

impl Review {
    /// The draft, with the sources that joined since and with later drafts laid over it.
    pub fn packet(&self) -> &Packet {
        &self.packet
    }

    /// The draft with the sources that joined since, to be kept.
    pub fn shared_packet(&self) -> Arc<Packet> {
        Arc::clone(&self.packet)
    }

    /// What happened to the packet as a whole: returns, sign-offs, stages.
    pub fn later(&self) -> &Later {
        &self.later
    }

    /// Where in its life the packet is.
    pub fn stage(&self) -> Stage {
        self.later.stage
    }

    /// Two verdicts on a claim that do not agree and that nobody has settled: the earlier and the later.
    pub fn disputed(&self, index: usize) -> Option<(&Decision<Verdict>, &Decision<Verdict>)> {
        let positions = &self.claims[index].positions;
        let last = positions.last()?;
        let other = positions.iter().rev().find(|other| other.value.ballot() != last.value.ballot())?;
        Some((other, last))
    }

    /// Promises that stand and bind: what needs a second signature.
    pub fn binding(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(|index| {
            let review = &self.claims[*index];
            review.ruling.as_ref().is_some_and(|ruled| ruled.value.ruling.binds())
                && review.verdict.as_ref().is_some_and(|verdict| verdict.value.stands())
        })
    }

    /// How many claims there are, drafted and added.
    pub fn len(&self) -> usize {
        self.claims.len()
    }

    /// Whether there is nothing to judge.
    pub fn is_empty(&self) -> bool {
        self.claims.is_empty()
    }

    /// All claims' decisions, in order.
    pub fn claims(&self) -> &[Arc<ClaimReview>] {
        &self.claims
    }

    /// The index of the claim with that id.
    pub fn find(&self, id: &ClaimId) -> Option<usize> {
        self.index.find(id, self.len(), |at| &self.claim(at).id)
    }

    /// The claim's own words, as drafted or added.
    ///
    /// # Panics
    /// When there is no claim of that index.
    pub fn claim(&self, index: usize) -> &Claim {
        match &self.homes[index] {
            Home::Draft(at) => &self.packet.claims[*at],
            Home::Added(added) => &added.claim,
        }
    }

    /// The place of the claim in `packet.json`, if it stands there in the words that it has now.
    pub fn first_drafted(&self, index: usize) -> Option<usize> {
        match &self.homes[index] {
            Home::Draft(at) => (self.draft.claims.get(*at) == self.packet.claims.get(*at)).then_some(*at),
            Home::Added(_) => None,
        }
    }

    /// Whether later drafts or sources have come in since `packet.json`.
    pub fn has_grown(&self) -> bool {
        self.draft != self.packet
    }

    /// Whether a source has joined since `packet.json` was written.
    pub fn has_joined(&self, id: &SourceId) -> bool {
        self.draft.source(id).is_none() && self.packet.source(id).is_some()
    }

    /// The claims that a later draft says otherwise, and that nobody has decided since.
    pub fn look_again(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(|index| self.claims[*index].again.is_some())
    }

    /// Who added the claim, when it was not the drafter.
    pub fn added_by(&self, index: usize) -> Option<&Actor> {
        match &self.homes[index] {
            Home::Draft(_) => None,
            Home::Added(added) => Some(&added.by),
        }
    }

    /// The wording that stands now: the edited one, or the draft's.
    pub fn wording(&self, index: usize) -> &str {
        match self.claims[index].verdict.as_ref().map(|decision| &decision.value) {
            Some(Verdict::Edited { text, .. }) => text,
            Some(Verdict::Accepted { .. } | Verdict::Rejected { .. } | Verdict::Deferred { .. }) | None => {
                &self.claim(index).text
            }
        }
    }

    /// The quotes that stand beside a claim now: the draft's, less those taken away, plus those added.
    pub fn evidence(&self, index: usize) -> Vec<LiveEvidence<'_>> {
        let review = &self.claims[index];
        let drafted = self.claim(index).evidence.iter().enumerate().map(|(at, e)| (e.id_at(at), e, None));
        let attached = review.attached.iter().map(|d| (d.value.id_at(0), &d.value, Some(&d.by)));
        drafted
            .chain(attached)
            .filter(|(id, ..)| !review.detached.contains(id))
            .map(|(id, evidence, attached_by)| {
                let confirmed = review.confirmed.iter().rev().find(|(of, _)| *of == id).map(|(_, c)| &c.value);
                LiveEvidence { id, evidence, confirmed, attached_by }
            })
            .collect()
    }

    /// How many quotes stand beside a claim now.
    pub fn quotes(&self, index: usize) -> usize {
        let review = &self.claims[index];
        if review.detached.is_empty() {
            self.claim(index).evidence.len() + review.attached.len()
        } else {
            self.evidence(index).len()
        }
    }

    /// The place in [`Review::packet`] of a claim whose quotes are just those that stand there: nobody has
    /// added any, taken any away or confirmed one.
    pub fn quoted_as_drafted(&self, index: usize) -> Option<usize> {
        let review = &self.claims[index];
        match &self.homes[index] {
            Home::Draft(at) => {
                let same = review.attached.is_empty() && review.detached.is_empty() && review.confirmed.is_empty();
                same.then_some(*at)
            }
            Home::Added(_) => None,
        }
    }

    /// Who may see a claim: what a person said, or the starting value. Friction, spin, personal wins
    /// and people's stances start internal.
    pub fn visibility(&self, index: usize) -> Visibility {
        let review = &self.claims[index];
        if let Some(set) = &review.visibility_set {
            return set.value;
        }
        if review.spin.is_some() {
            return Visibility::Internal;
        }
        let kind = self.claim(index).kind;
        match kind {
            ClaimKind::ChampionWin | ClaimKind::Stakeholder | ClaimKind::BuyerConcern => Visibility::Internal,
            ClaimKind::BuyingReason
            | ClaimKind::BuyingTrigger
            | ClaimKind::PromisedValue
            | ClaimKind::FirstMilestone
            | ClaimKind::UseCase
            | ClaimKind::UserWorkflow
            | ClaimKind::Constraint
            | ClaimKind::Promise => Visibility::CustomerSafe,
            ClaimKind::Objection
            | ClaimKind::NearFatalObjection
            | ClaimKind::ProcurementCompromise
            | ClaimKind::FeatureGap
            | ClaimKind::SoftenedConcern
            | ClaimKind::AcceptedRisk => Visibility::Internal,
        }
    }

    /// The lines of the trail, all of them, undone ones included.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The digest of the latest draft that was laid over `packet.json`; `None` where none was.
    pub fn draft_sha256(&self) -> Option<&str> {
        self.entries.iter().rev().filter(|entry| self.is_live(entry.seq)).find_map(|entry| {
            if let Event::DraftReplaced { sha256, .. } = &entry.event { Some(sha256.as_str()) } else { None }
        })
    }

    /// Whether a line of the trail still counts. Lines that are not there do not.
    pub fn is_live(&self, seq: u64) -> bool {
        self.place(seq).is_some_and(|at| self.live[at])
    }

    /// The line of that number.
    pub fn entry(&self, seq: u64) -> Option<&Entry> {
        self.place(seq).map(|at| &self.entries[at])
    }

    pub(super) fn place(&self, seq: u64) -> Option<usize> {
        self.entries.binary_search_by_key(&seq, |entry| entry.seq).ok()
    }

    /// The lines about one claim, oldest first, with whether each still counts.
    pub fn history(&self, index: usize) -> impl Iterator<Item = (&Entry, bool)> {
        self.claims[index].touching.iter().map(|at| (&self.entries[*at as usize], self.live[*at as usize]))
    }

    /// The last line about a claim: what a decision names as `seen`. 0 when there is none.
    pub fn touched(&self, index: usize) -> u64 {
        self.claims[index].touching.last().map_or(0, |at| self.entries[*at as usize].seq)
    }

    /// Friction that a person looked for and did not find.
    pub fn absences(&self) -> &BTreeMap<ClaimKind, Decision<Absence>> {
        &self.absences
    }

    /// Notes on the packet as a whole.
    pub fn notes(&self) -> &[Decision<String>] {
        &self.notes
    }

    /// The number of the last line; 0 for an untouched draft.
    pub fn head(&self) -> u64 {
        self.entries.last().map_or(0, |entry| entry.seq)
    }

    /// How many claims a person has given a verdict.
    pub fn decided(&self) -> usize {
        self.claims.iter().filter(|claim| claim.verdict.is_some()).count()
    }

    /// Accepted or edited promises that nobody has ruled.
    pub fn unruled(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(|index| self.is_unruled(*index))
    }

    /// Whether a claim is a promise that stands and that nobody has ruled.
    pub fn is_unruled(&self, index: usize) -> bool {
        let review = &self.claims[index];
        self.claim(index).kind.group() == Group::Promises
            && review.ruling.is_none()
            && review.verdict.as_ref().is_none_or(|verdict| verdict.value.stands())
    }

    /// Whether there is an answer for one kind of friction: a claim of it that was judged and stands or
    /// is to be asked, or a recorded absence.
    pub fn friction_answered(&self, kind: ClaimKind) -> bool {
        self.absences.contains_key(&kind)
            || (0..self.len()).any(|index| {
                self.claim(index).kind == kind
                    && match self.claims[index].verdict.as_ref().map(|verdict| &verdict.value) {
                        Some(Verdict::Accepted { .. } | Verdict::Edited { .. } | Verdict::Deferred { .. }) => true,
                        Some(Verdict::Rejected { .. }) | None => false,
                    }
            })
    }

    /// The last decision of that person that counts: what undo takes back.
    pub fn undo_target(&self, by: &Actor) -> Option<u64> {
        self.decisions(by).filter(|(_, live)| *live).map(|(entry, _)| entry.seq).next_back()
    }

    /// The last undoing of that person which nothing of theirs has followed: what redo takes back.
    pub fn redo_target(&self, by: &Actor) -> Option<u64> {
        let undoing = self.entries.iter().zip(&self.live).rev().find_map(|(entry, live)| match entry.event {
            Event::Undone { seq } if *live && entry.by.is_same_person(by) && !self.is_undoing(seq) => Some(entry.seq),
            _ => None,
        })?;
        let later = self.decisions(by).next_back().is_some_and(|(entry, _)| entry.seq > undoing);
        (!later).then_some(undoing)
    }

    /// The lines that were written together with line `seq`, itself included: neighbours by the same
    /// person, of the same moment. One undo takes them back together.
    pub fn together(&self, seq: u64) -> Vec<u64> {
        let Some(at) = self.place(seq) else { return vec![seq] };
        let this = &self.entries[at];
        let with = |other: &&Entry| other.at == this.at && other.by == this.by;
        let before = self.entries[..at].iter().rev().take_while(with).count();
        let after = self.entries[at..].iter().take_while(with).count();
        self.entries[at - before..at + after].iter().map(|entry| entry.seq).collect()
    }

    /// Whether that line is itself an undoing.
    fn is_undoing(&self, seq: u64) -> bool {
        self.entry(seq).is_some_and(|entry| matches!(entry.event, Event::Undone { .. }))
    }

    fn decisions<'a>(&'a self, by: &'a Actor) -> impl DoubleEndedIterator<Item = (&'a Entry, bool)> {
        self.entries
            .iter()
            .zip(self.live.iter().copied())
            .filter(move |(entry, _)| !matches!(entry.event, Event::Undone { .. }) && entry.by.is_same_person(by))
    }

    /// An id for a new claim that nothing here has: `a01`, `a02` …
    pub fn free_claim_id(&self) -> ClaimId {
        let mut number = 1;
        loop {
            let id = ClaimId::from(format!("a{number:02}"));
            let taken = self.find(&id).is_some()
                || self.packet.also_heard.iter().any(|claim| claim.id == id)
                || self.entries.iter().any(|entry| entry.event.claim() == Some(&id));
            if !taken {
                return id;
            }
            number += 1;
        }
    }

    /// An id for new evidence that the claim has never had.
    pub fn free_evidence_id(&self, index: usize) -> EvidenceId {
        let review = &self.claims[index];
        let mut number = self.claim(index).evidence.len() + review.attached.len() + 1;
        loop {
            let id = EvidenceId::from(format!("e{number}"));
            let drafted = self.claim(index).evidence.iter().enumerate().any(|(at, e)| e.id_at(at) == id);
            let named = self.history(index).any(|(entry, _)| match &entry.event {
                Event::EvidenceAttached { evidence, .. } => evidence.id.as_ref() == Some(&id),
                _ => false,
            });
            if !drafted && !named {
                return id;
            }
            number += 1;
        }
    }
}
