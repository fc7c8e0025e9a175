//! `fold(draft, events)`: the one place where events become decisions.
//!
//! [`Review::check`] says whether an event may follow what is there; [`Review::apply`] takes it. The
//! same check runs before a decision is written (under the trail's lock) and when a trail is read, so
//! a trail that was written by this program always folds. Undo refolds without the undone event,
//! which costs a pass over the entries and can't leave anything behind.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::event::{Actor, Entry, Event};
use super::index::Index;
use super::later::Later;
use super::redraft::says_the_same;
use super::refusal::Refusal;
use super::state::{Absence, Added, ClaimReview, Confirmed, Decision, Home, Review, Ruled, Verdict};
use crate::packet::{Claim, ClaimId, Evidence, Group, Packet, SourceId};

/// The longest text one field of an event may have, in bytes.
pub const FIELD_LIMIT: usize = 64 * 1024;

impl Review {
    /// A draft that nobody has looked at.
    pub fn open(packet: Packet) -> Self {
        Self::fresh(Arc::new(packet))
    }

    fn fresh(packet: Arc<Packet>) -> Self {
        let homes = (0..packet.claims.len()).map(Home::Draft).collect();
        let blank = Arc::new(ClaimReview::default());
        let claims = vec![blank; packet.claims.len()];
        Self {
            draft: Arc::clone(&packet),
            packet,
            later: Later::default(),
            homes,
            claims,
            index: Index::default(),
            entries: Vec::new(),
            live: Vec::new(),
            absences: BTreeMap::new(),
            notes: Vec::new(),
            redrafts: BTreeMap::new(),
        }
    }

    /// A draft and its events. Entries that do not apply are left out and told.
    pub fn fold(packet: Packet, entries: impl IntoIterator<Item = Entry>) -> (Self, Vec<(u64, Refusal)>) {
        let mut review = Self::open(packet);
        let mut refused = Vec::new();
        for entry in entries {
            let seq = entry.seq;
            if let Err(refusal) = review.apply(entry) {
                refused.push((seq, refusal));
            }
        }
        (review, refused)
    }

    /// Whether `event` by `by` may follow what is there.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn check(&self, by: &Actor, event: &Event) -> Result<(), Refusal> {
        self.check_seen(event)?;
        if let Event::Undone { seq } = event {
            return self.without(*seq, by).map(drop);
        }
        self.check_sense(by, event)
    }

    /// Takes an entry, or leaves everything as it was.
    ///
    /// # Errors
    /// The first reason why the entry does not apply.
    pub fn apply(&mut self, entry: Entry) -> Result<(), Refusal> {
        self.check_seen(&entry.event)?;
        let at = self.entries.len() as u32;
        if let Event::Undone { seq } = entry.event {
            let mut refolded = self.without(seq, &entry.by)?;
            if let Some(undone) = self.entry(seq) {
                refolded.touch(at, self.subject(undone));
            }
            *self = refolded;
        } else {
            self.check_sense(&entry.by, &entry.event)?;
            self.take(&entry);
            let subject = self.subject(&entry);
            self.touch(at, subject);
        }
        self.entries.push(entry);
        self.live.push(true);
        Ok(())
    }

    /// The claim that an entry is about; for an undoing, that of what it undoes in the end.
    pub fn concerns(&self, entry: &Entry) -> Option<ClaimId> {
        self.done_or_undone(entry)?.event.claim().cloned()
    }

    /// The entry itself; for an undoing, what it undoes in the end.
    pub(super) fn done_or_undone<'a>(&'a self, entry: &'a Entry) -> Option<&'a Entry> {
        let mut entry = entry;
        while let Event::Undone { seq } = entry.event {
            entry = self.entry(seq)?;
        }
        Some(entry)
    }

    /// What an entry is about, for the histories of claims.
    fn subject(&self, entry: &Entry) -> Subject {
        match self.done_or_undone(entry).map(|entry| &entry.event) {
            // Whoever decides has to have seen that there is a new draft, whatever it says of their claim.
            Some(Event::DraftReplaced { .. }) => Subject::All,
            Some(event) => event.claim().map_or(Subject::None, |claim| Subject::Claim(claim.clone())),
            None => Subject::None,
        }
    }

    /// Writes an entry into the histories of the claims that it is about.
    fn touch(&mut self, at: u32, subject: Subject) {
        match subject {
            Subject::None => {}
            Subject::All => self.claims.iter_mut().for_each(|claim| Arc::make_mut(claim).touching.push(at)),
            Subject::Claim(id) => {
                if let Some(index) = self.find(&id) {
                    Arc::make_mut(&mut self.claims[index]).touching.push(at);
                }
            }
        }
    }

    fn check_seen(&self, event: &Event) -> Result<(), Refusal> {
        if let Event::SignedOff { head, signature: _ } | Event::Countersigned { head, signature: _ } = event {
            self.check_head(head)?;
        }
        let (Some(id), Some(seen)) = (event.claim(), event.seen()) else { return Ok(()) };
        let index = self.known(id)?;
        let touched = self.touched(index);
        if seen > touched {
            return Err(Refusal::SeenNothingSuch(id.clone(), seen));
        }
        match self.history(index).find(|(entry, _)| entry.seq > seen) {
            None => Ok(()),
            Some((since, _)) => Err(Refusal::Stale {
                claim: id.clone(),
                seq: since.seq,
                by: since.by.clone(),
                what: since.event.word(),
            }),
        }
    }

    pub(super) fn known(&self, id: &ClaimId) -> Result<usize, Refusal> {
        self.find(id).ok_or_else(|| Refusal::NoSuchClaim(id.clone()))
    }

    fn known_source(&self, id: &SourceId) -> Result<(), Refusal> {
        if self.packet.source(id).is_some() { Ok(()) } else { Err(Refusal::NoSuchSource(id.clone())) }
    }

    /// Whether an event makes sense here, whoever sends it and whatever they saw.
    fn check_sense(&self, by: &Actor, event: &Event) -> Result<(), Refusal> {
        self.check_open(event)?;
        match event {
            Event::ClaimAccepted { claim, seen: _, reason } => {
                self.known(claim)?;
                said_if_any("reason", reason.as_deref())
            }
            Event::ClaimEdited { claim, seen: _, text, reason } => {
                let index = self.known(claim)?;
                said("wording", text)?;
                said_if_any("reason", reason.as_deref())?;
                if *text == self.claim(index).text { Err(Refusal::SameWords(claim.clone())) } else { Ok(()) }
            }
            Event::ClaimRejected { claim, seen: _, reason: _, note } => {
                self.known(claim)?;
                said_if_any("note", note.as_deref())
            }
            Event::ClaimDeferred { claim, seen: _, question, answerer } => {
                self.known(claim)?;
                said("question", question)?;
                said_if_any("answerer", answerer.as_deref())
            }
            Event::ClaimAdded { claim } => {
                if self.find(&claim.id).is_some() {
                    return Err(Refusal::ClaimExists(claim.id.clone()));
                }
                said("claim's id", &claim.id.0)?;
                said("claim", &claim.text)?;
                if claim.suggestion.is_some() {
                    return Err(Refusal::CarriesSuggestion(claim.id.clone()));
                }
                claim.evidence.iter().try_for_each(|evidence| self.quotable(evidence))
            }
            Event::StandingSet { claim, seen: _, standing: _ }
            | Event::VisibilitySet { claim, seen: _, visibility: _ } => self.known(claim).map(drop),
            Event::PromiseRuled { claim, seen: _, ruling: _, owner, due } => {
                let index = self.known(claim)?;
                if self.claim(index).kind.group() != Group::Promises {
                    return Err(Refusal::NotAPromise(claim.clone()));
                }
                said_if_any("owner", owner.as_deref())?;
                said_if_any("due date", due.as_deref())
            }
            Event::SpinFlagged { claim, seen: _, words } => {
                let index = self.known(claim)?;
                said("spin", words)?;
                if self.says(index, words) { Ok(()) } else { Err(Refusal::SpinNotThere(claim.clone())) }
            }
            Event::SpinCleared { claim, seen: _ } => {
                let index = self.known(claim)?;
                self.unless(self.claims[index].spin.is_none(), claim, "is not flagged as spin")
            }
            Event::ValidationRequested { claim, seen: _ } => {
                let index = self.known(claim)?;
                self.unless(
                    self.claims[index].validation.is_some(),
                    claim,
                    "is to be confirmed by the customer already",
                )
            }
            Event::ValidationWithdrawn { claim, seen: _ } => {
                let index = self.known(claim)?;
                self.unless(self.claims[index].validation.is_none(), claim, "was not to be confirmed by the customer")
            }
            Event::ActionSet { claim, seen: _, action } => {
                self.known(claim)?;
                let Some(action) = action else { return Ok(()) };
                said("action", &action.what)?;
                said_if_any("action's owner", action.by.as_deref())?;
                said_if_any("action's start", action.from.as_deref())
            }
            Event::Noted { claim, text } => {
                claim.as_ref().map_or(Ok(0), |claim| self.known(claim))?;
                said("note", text)
            }
            Event::EvidenceAttached { claim, seen: _, evidence } => {
                let index = self.known(claim)?;
                self.quotable(evidence)?;
                let Some(id) = &evidence.id else { return Err(Refusal::Empty("evidence's id")) };
                let drafted = self.claim(index).evidence.iter().enumerate().any(|(at, e)| e.id_at(at) == *id);
                let attached = self.claims[index].attached.iter().any(|d| d.value.id.as_ref() == Some(id));
                if drafted || attached { Err(Refusal::EvidenceExists(claim.clone(), id.clone())) } else { Ok(()) }
            }
            Event::EvidenceDetached { claim, seen: _, evidence } => {
                let index = self.known(claim)?;
                self.attached_now(index, claim, evidence)
            }
            Event::EvidenceConfirmed { claim, seen: _, evidence, position, exact } => {
                let index = self.known(claim)?;
                self.attached_now(index, claim, evidence)?;
                said("confirmed words", exact)?;
                if position.start < position.end { Ok(()) } else { Err(Refusal::EmptyRange(claim.clone())) }
            }
            Event::AbsenceRecorded { kind, sources, note } => {
                if kind.group() != Group::Friction {
                    return Err(Refusal::NotFriction(kind.label()));
                }
                if sources.is_empty() {
                    return Err(Refusal::Empty("list of sources that were looked in"));
                }
                sources.iter().try_for_each(|source| self.known_source(source))?;
                said_if_any("note", note.as_deref())
            }
            Event::Returned { .. }
            | Event::Answered { .. }
            | Event::HandedBack { .. }
            | Event::Assigned { .. }
            | Event::VoteCast { .. }
            | Event::Adjudicated { .. }
            | Event::Yielded { .. }
            | Event::BlockerWaived { .. }
            | Event::SignedOff { .. }
            | Event::Countersigned { .. }
            | Event::Reopened { .. }
            | Event::StageOpened { .. }
            | Event::OutcomeRecorded { .. }
            | Event::SourceAdded { .. }
            | Event::DraftReplaced { .. }
            | Event::Inspected { .. } => self.check_later(by, event),
            // Undoing makes sense or not by what it would leave, which `without` finds out.
            Event::Undone { seq } => Err(Refusal::NothingToUndo(*seq)),
        }
    }

    fn unless(&self, so: bool, claim: &ClaimId, what: &'static str) -> Result<(), Refusal> {
        if so { Err(Refusal::Already(claim.clone(), what)) } else { Ok(()) }
    }

    pub(super) fn quotable(&self, evidence: &Evidence) -> Result<(), Refusal> {
        self.known_source(&evidence.source)?;
        said("quote", &evidence.quote.exact)
    }

    fn attached_now(&self, index: usize, claim: &ClaimId, id: &crate::packet::EvidenceId) -> Result<(), Refusal> {
        if self.evidence(index).iter().any(|live| live.id == *id) {
            Ok(())
        } else {
            Err(Refusal::NoSuchEvidence(claim.clone(), id.clone()))
        }
    }

    /// Whether words stand in a claim's draft, its wording or one of its quotes, case and spaces aside.
    pub fn says(&self, index: usize, words: &str) -> bool {
        let words = folded(words);
        let stands_in = |text: &str| folded(text).contains(&words);
        stands_in(&self.claim(index).text)
            || stands_in(self.wording(index))
            || self.evidence(index).iter().any(|live| stands_in(&live.evidence.quote.exact))
    }

    /// What would be left without the event `seq`.
    fn without(&self, seq: u64, by: &Actor) -> Result<Self, Refusal> {
        let at = self.place(seq).filter(|at| self.live[*at]).ok_or(Refusal::NothingToUndo(seq))?;
        if !self.entries[at].by.is_same_person(by) {
            return Err(Refusal::NotYours { seq, by: self.entries[at].by.clone() });
        }
        self.check_unreplaced(at)?;
        let mut live = self.live.clone();
        self.take_out(&mut live, at);
        let refolded = self.refold(live, seq, &mut |_, _| {})?;
        refolded.check_replaced(self, at)?;
        if !(self.redrafts.is_empty() && refolded.redrafts.is_empty()) {
            self.check_words(&refolded, seq)?;
        }
        Ok(refolded)
    }

    /// Which claim a later draft takes for which depends on what was there before it, so that undoing something
    /// earlier, or bringing a decision back, can put a decision on other words than it was made on. It is
    /// refused then.
    fn check_words(&self, refolded: &Self, undone: u64) -> Result<(), Refusal> {
        let mut made_on = self.decided_on(&self.live, undone)?;
        for (at, entry) in self.entries.iter().enumerate() {
            if refolded.live[at] && !self.live[at] {
                let then = self.decided_on(&self.live_when(at), undone)?;
                made_on.extend(then.into_iter().filter(|(seq, _)| *seq == entry.seq));
            }
        }
        let now = self.decided_on(&refolded.live, undone)?;
        let other = now.iter().find(|(seq, now)| made_on.get(seq).is_some_and(|was| !says_the_same(was, now)));
        other.map_or(Ok(()), |(later, _)| Err(Refusal::RestsOnIt { seq: undone, later: *later }))
    }

    /// The claim that each decision was made on, by the decision's line, where just these entries count.
    fn decided_on(&self, live: &[bool], undone: u64) -> Result<BTreeMap<u64, Claim>, Refusal> {
        let mut words = BTreeMap::new();
        self.refold(live.to_vec(), undone, &mut |review, entry| {
            let claim = entry.event.claim().filter(|_| !matches!(entry.event, Event::Noted { .. }));
            if let Some(index) = claim.and_then(|id| review.find(id)) {
                words.insert(entry.seq, review.claim(index).clone());
            }
        })?;
        Ok(words)
    }

    /// Which entries counted when the one at `at` was written; it counts, and what came later does not.
    fn live_when(&self, at: usize) -> Vec<bool> {
        let mut live = vec![false; self.entries.len()];
        for (before, entry) in self.entries[..at].iter().enumerate() {
            live[before] = true;
            if let Event::Undone { seq } = entry.event
                && let Some(undone) = self.place(seq)
            {
                self.take_out(&mut live, undone);
            }
        }
        live[at] = true;
        live
    }

    /// An entry counts no longer; what it undid counts again, and so on down the chain.
    fn take_out(&self, live: &mut [bool], mut at: usize) {
        let mut counts = false;
        loop {
            live[at] = counts;
            let Event::Undone { seq } = self.entries[at].event else { break };
            let Some(undone) = self.place(seq) else { break };
            (at, counts) = (undone, !counts);
        }
    }

    /// Folds the entries that count anew; `before` sees the review that each of them comes to.
    fn refold(&self, live: Vec<bool>, undone: u64, before: &mut dyn FnMut(&Self, &Entry)) -> Result<Self, Refusal> {
        let mut review = Self::fresh(Arc::clone(&self.draft));
        for (entry, counts) in self.entries.iter().zip(&live) {
            if !*counts || matches!(entry.event, Event::Undone { .. }) {
                continue;
            }
            before(&review, entry);
            if review.check_sense(&entry.by, &entry.event).is_err() {
                return Err(Refusal::RestsOnIt { seq: undone, later: entry.seq });
            }
            review.take(entry);
        }
        for (at, entry) in self.entries.iter().enumerate() {
            review.touch(at as u32, self.subject(entry));
        }
        review.entries.clone_from(&self.entries);
        review.live = live;
        Ok(review)
    }

    /// Puts a checked event into effect.
    fn take(&mut self, entry: &Entry) {
        let stamp = Stamp { by: &entry.by, at: entry.at, seq: entry.seq };
        match &entry.event {
            Event::ClaimAdded { claim } => {
                let mut index = std::mem::take(&mut self.index);
                index.join(&claim.id, self.len(), |at| &self.claim(at).id);
                self.index = index;
                let added = Added { claim: claim.as_ref().clone(), by: entry.by.clone() };
                self.homes.push(Home::Added(Arc::new(added)));
                self.claims.push(Arc::default());
            }
            Event::Noted { claim: None, text } => self.notes.push(stamp.on(text.clone())),
            Event::AbsenceRecorded { kind, sources, note } => {
                let absence = Absence { sources: sources.clone(), note: note.clone() };
                self.absences.insert(*kind, stamp.on(absence));
            }
            Event::SourceAdded { source } => {
                Arc::make_mut(&mut self.packet).sources.push(source.as_ref().clone());
            }
            Event::DraftReplaced { file: _, sha256: _, draft } => {
                if let Some(draft) = draft {
                    self.take_redraft(&stamp, draft);
                }
            }
            Event::Returned { .. }
            | Event::HandedBack { .. }
            | Event::Assigned { .. }
            | Event::BlockerWaived { .. }
            | Event::SignedOff { .. }
            | Event::Countersigned { .. }
            | Event::Reopened { .. }
            | Event::StageOpened { .. }
            | Event::Inspected { .. } => self.take_later(&stamp, &entry.event),
            Event::Undone { seq: _ } => {}
            Event::Answered { claim, .. }
            | Event::VoteCast { claim, .. }
            | Event::Adjudicated { claim, .. }
            | Event::Yielded { claim, .. }
            | Event::OutcomeRecorded { claim, .. }
            | Event::ClaimAccepted { claim, .. }
            | Event::ClaimEdited { claim, .. }
            | Event::ClaimRejected { claim, .. }
            | Event::ClaimDeferred { claim, .. }
            | Event::StandingSet { claim, .. }
            | Event::PromiseRuled { claim, .. }
            | Event::SpinFlagged { claim, .. }
            | Event::SpinCleared { claim, .. }
            | Event::ValidationRequested { claim, .. }
            | Event::ValidationWithdrawn { claim, .. }
            | Event::VisibilitySet { claim, .. }
            | Event::ActionSet { claim, .. }
            | Event::Noted { claim: Some(claim), .. }
            | Event::EvidenceAttached { claim, .. }
            | Event::EvidenceDetached { claim, .. }
            | Event::EvidenceConfirmed { claim, .. } => {
                if let Some(index) = self.find(claim) {
                    Arc::make_mut(&mut self.claims[index]).take(&stamp, &entry.event);
                }
            }
        }
    }
}

/// What an entry is about.
enum Subject {
    /// The packet as a whole.
    None,
    /// Every claim.
    All,
    /// One claim.
    Claim(ClaimId),
}

impl ClaimReview {
    fn take(&mut self, stamp: &Stamp<'_>, event: &Event) {
        match event {
            Event::ClaimAccepted { claim: _, seen: _, reason } => {
                self.decide(stamp.on(Verdict::Accepted { reason: reason.clone() }));
            }
            Event::ClaimEdited { claim: _, seen: _, text, reason } => {
                self.decide(stamp.on(Verdict::Edited { text: text.clone(), reason: reason.clone() }));
            }
            Event::ClaimRejected { claim: _, seen: _, reason, note } => {
                self.decide(stamp.on(Verdict::Rejected { reason: *reason, note: note.clone() }));
            }
            Event::ClaimDeferred { claim: _, seen: _, question, answerer } => {
                let verdict = Verdict::Deferred { question: question.clone(), answerer: answerer.clone() };
                self.decide(stamp.on(verdict));
            }
            Event::StandingSet { claim: _, seen: _, standing } => self.standing = Some(stamp.on(*standing)),
            Event::PromiseRuled { claim: _, seen: _, ruling, owner, due } => {
                let ruled = Ruled { ruling: *ruling, owner: owner.clone(), due: due.clone() };
                self.ruling = Some(stamp.on(ruled));
            }
            Event::SpinFlagged { claim: _, seen: _, words } => self.spin = Some(stamp.on(words.clone())),
            Event::SpinCleared { claim: _, seen: _ } => self.spin = None,
            Event::ValidationRequested { claim: _, seen: _ } => self.validation = Some(stamp.on(())),
            Event::ValidationWithdrawn { claim: _, seen: _ } => self.validation = None,
            Event::VisibilitySet { claim: _, seen: _, visibility } => self.visibility_set = Some(stamp.on(*visibility)),
            Event::ActionSet { claim: _, seen: _, action } => {
                self.action = action.clone().map(|action| stamp.on(action))
            }
            Event::Noted { claim: _, text } => self.notes.push(stamp.on(text.clone())),
            Event::EvidenceAttached { claim: _, seen: _, evidence } => self.attached.push(stamp.on(evidence.clone())),
            Event::EvidenceDetached { claim: _, seen: _, evidence } => self.detached.push(evidence.clone()),
            Event::EvidenceConfirmed { claim: _, seen: _, evidence, position, exact } => {
                let confirmed = Confirmed { position: *position, exact: exact.clone() };
                self.confirmed.push((evidence.clone(), stamp.on(confirmed)));
            }
            Event::Answered { .. }
            | Event::VoteCast { .. }
            | Event::Adjudicated { .. }
            | Event::Yielded { .. }
            | Event::OutcomeRecorded { .. } => self.take_later(stamp, event),
            Event::ClaimAdded { claim: _ }
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
            | Event::Undone { seq: _ } => {}
        }
    }
}

/// Who, when and which line: what every decision carries.
pub(super) struct Stamp<'a> {
    pub(super) by: &'a Actor,
    pub(super) at: jiff::Timestamp,
    pub(super) seq: u64,
}

impl Stamp<'_> {
    pub(super) fn on<T>(&self, value: T) -> Decision<T> {
        Decision { value, by: self.by.clone(), at: self.at, seq: self.seq }
    }
}

pub(super) fn said(field: &'static str, words: &str) -> Result<(), Refusal> {
    if words.trim().is_empty() {
        return Err(Refusal::Empty(field));
    }
    if words.len() > FIELD_LIMIT { Err(Refusal::TooLong(field, FIELD_LIMIT)) } else { Ok(()) }
}

pub(super) fn said_if_any(field: &'static str, words: Option<&str>) -> Result<(), Refusal> {
    words.map_or(Ok(()), |words| said(field, words))
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
