//! A later draft comes in: which of its claims are the ones that people have decided, and which are not.
//!
//! Pure. A claim is known again by what it says: the same kind, words, promise fields and quotes make it the
//! same claim, whatever id the new draft gives it, because drafters number their claims anew each time. Else
//! the same id and kind make it the same claim in other words. Ids, once given, never change and never pass
//! to another claim: trail lines name them. A new claim whose id is taken gets one of its own.
//!
//! Nothing is ever left out. A claim that the new draft lacks stays where it is, so that a drafter can't
//! make a promise disappear by forgetting it; it comes back to be looked at again, like one in other words.
//! Claims keep their places in the list; new ones follow after all others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::event::{Entry, Event};
use super::fold::{Stamp, said};
use super::refusal::Refusal;
use super::state::{Again, ClaimReview, Home, Review};
use super::word::Visibility;
use crate::packet::{Claim, ClaimId, ClaimKind, Evidence, Packet, PersonId, SourceId};

/// What a new draft makes of a review's claims.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Merge {
    /// The account, deal, people and sources of both drafts.
    pub(super) packet: Packet,
    /// What became of each claim that was there, in order.
    pub(super) old: Vec<Fate>,
    /// Claims that were not there, with ids that nothing has.
    pub(super) new: Vec<Claim>,
}

/// What became of a claim that was there.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fate {
    /// The new draft says it in the same words, from the same quotes; or it is a person's own.
    Same,
    /// The new draft says it like this.
    Changed(Box<Claim>),
    /// The new draft does not have it.
    Gone,
}

/// A claim that was there.
pub(super) struct Old<'a> {
    /// As it stands.
    pub(super) claim: &'a Claim,
    /// Whether a draft had it; else a person added it, and no draft can change it.
    pub(super) drafted: bool,
    /// Ids of evidence that people put beside it, which no drafted quote may take.
    pub(super) attached: Vec<&'a str>,
}

/// Lays a new draft over a packet and its claims.
///
/// # Errors
/// The two can't be of one account, or use one id for two things: in words.
pub(super) fn merge(packet: &Packet, claims: &[Old<'_>], new: &Packet) -> Result<Merge, String> {
    if new.id != packet.id {
        return Err(format!("the new draft is of the packet `{}`, this is `{}`", new.id, packet.id));
    }
    let (sources, moved) = sources(packet, new)?;
    let (people, renamed) = people(packet, new);
    let incoming: Vec<Claim> = new
        .claims
        .iter()
        .map(|claim| Claim {
            people: claim.people.iter().map(|id| renamed.get(id).unwrap_or(id).clone()).collect(),
            evidence: claim
                .evidence
                .iter()
                .map(|evidence| Evidence {
                    source: moved.get(&evidence.source).unwrap_or(&evidence.source).clone(),
                    ..evidence.clone()
                })
                .collect(),
            ..claim.clone()
        })
        .collect();
    let pairs = pair(claims, &incoming);
    let old = claims
        .iter()
        .enumerate()
        .map(|(at, old)| match pairs.iter().position(|pair| *pair == Some(at)) {
            _ if !old.drafted => Fate::Same,
            None => Fate::Gone,
            Some(new) if says_the_same(old.claim, &incoming[new]) => Fate::Same,
            Some(new) => Fate::Changed(Box::new(renewed(old, &incoming[new]))),
        })
        .collect();
    let mut taken: BTreeSet<ClaimId> = claims.iter().map(|old| old.claim.id.clone()).collect();
    let added = incoming.into_iter().zip(&pairs).filter(|(_, pair)| pair.is_none()).map(|(claim, _)| {
        let id = free(&claim.id, &taken);
        taken.insert(id.clone());
        Claim { id, ..claim }
    });
    let added: Vec<Claim> = added.collect();
    let deal = match (&packet.deal, &new.deal) {
        (old, None) => old.clone(),
        (None, new) => new.clone(),
        (Some(old), Some(new)) => Some(crate::packet::Deal {
            name: new.name.clone().or_else(|| old.name.clone()),
            amount: new.amount.clone().or_else(|| old.amount.clone()),
            closed_on: new.closed_on.clone().or_else(|| old.closed_on.clone()),
            kickoff_on: new.kickoff_on.clone().or_else(|| old.kickoff_on.clone()),
            renewal_on: new.renewal_on.clone().or_else(|| old.renewal_on.clone()),
            ae: new.ae.clone().or_else(|| old.ae.clone()),
            csm: new.csm.clone().or_else(|| old.csm.clone()),
        }),
    };
    let packet = Packet {
        format: packet.format.clone(),
        id: packet.id.clone(),
        account: new.account.clone(),
        deal,
        people,
        sources,
        drafted_by: new.drafted_by.clone().or_else(|| packet.drafted_by.clone()),
        claims: packet.claims.clone(),
        also_heard: new.also_heard.clone(),
    };
    Ok(Merge { packet, old, new: added })
}

/// Whether a claim that was there is the new one.
type Test = dyn Fn(&Old<'_>, &Claim) -> bool;

/// For each new claim the place of the one it is, if it is one that was there.
fn pair(claims: &[Old<'_>], incoming: &[Claim]) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; incoming.len()];
    let mut free: Vec<bool> = vec![true; claims.len()];
    // The same words under the same id come first, so that one of two equal claims stays itself.
    let rounds: [&Test; 3] = [
        &|old, new| old.claim.id == new.id && says_the_same(old.claim, new),
        &|old, new| says_the_same(old.claim, new),
        &|old, new| old.drafted && old.claim.id == new.id && old.claim.kind == new.kind,
    ];
    for is_it in rounds {
        for (new, pair) in incoming.iter().zip(&mut pairs).filter(|(_, pair)| pair.is_none()) {
            let found = claims.iter().enumerate().position(|(at, old)| free[at] && is_it(old, new));
            if let Some(at) = found {
                free[at] = false;
                *pair = Some(at);
            }
        }
    }
    pairs
}

/// Whether two claims say the same, from the same words: what a verdict was given on.
pub(super) fn says_the_same(a: &Claim, b: &Claim) -> bool {
    let Claim { id: _, kind, text, what, owner, due, amount, people: _, evidence, suggestion: _, grounding: _ } = a;
    let quote = |one: &Evidence, other: &Evidence| {
        let place = match (one.position, other.position) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        one.source == other.source && one.quote.exact == other.quote.exact && place
    };
    (kind, text, what, owner, due, amount) == (&b.kind, &b.text, &b.what, &b.owner, &b.due, &b.amount)
        && evidence.len() == b.evidence.len()
        && evidence.iter().zip(&b.evidence).all(|(one, other)| quote(one, other))
}

/// The new words under the id that the claim has, with ids for the quotes that no attached one has.
fn renewed(old: &Old<'_>, new: &Claim) -> Claim {
    let mut claim = Claim { id: old.claim.id.clone(), ..new.clone() };
    let mut taken: BTreeSet<String> = old.attached.iter().map(|id| (*id).to_owned()).collect();
    for at in 0..claim.evidence.len() {
        let id = claim.evidence[at].id_at(at);
        let id = free_word(id.as_str(), |word| taken.contains(word));
        taken.insert(id.clone());
        claim.evidence[at].id = Some(crate::packet::EvidenceId::from(id));
    }
    claim
}

/// All sources, and what the new draft's ids are called here. A source with bytes that are there already is
/// that source, whatever it is called.
fn sources(
    packet: &Packet,
    new: &Packet,
) -> Result<(Vec<crate::packet::Source>, BTreeMap<SourceId, SourceId>), String> {
    let digest = |source: &crate::packet::Source| source.sha256.as_ref().map(|hex| hex.trim().to_ascii_lowercase());
    let mut all = packet.sources.clone();
    let mut moved = BTreeMap::new();
    for source in &new.sources {
        let is_it = |known: &&crate::packet::Source| match (digest(known), digest(source)) {
            (Some(one), Some(other)) => one == other,
            _ => known.id == source.id && (&known.path, &known.text) == (&source.path, &source.text),
        };
        let here = packet.sources.iter().filter(is_it);
        let here = here.clone().find(|known| known.id == source.id).or_else(|| here.clone().next());
        if let Some(known) = here {
            moved.insert(source.id.clone(), known.id.clone());
        } else if let Some(known) = packet.source(&source.id) {
            return Err(format!(
                "the new draft calls {} {}, and that is what the packet calls {}: give it another id",
                source.name(),
                source.id,
                known.name()
            ));
        } else {
            all.push(source.clone());
        }
    }
    Ok((all, moved))
}

/// All people, and what the new draft's ids are called here. Somebody of the same name is the same person.
fn people(packet: &Packet, new: &Packet) -> (Vec<crate::packet::Person>, BTreeMap<PersonId, PersonId>) {
    let folded = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let mut all = packet.people.clone();
    let mut renamed = BTreeMap::new();
    for person in &new.people {
        let is_it = |known: &crate::packet::Person| folded(&known.name) == folded(&person.name);
        let same = |known: &crate::packet::Person| known.side == person.side && is_it(known);
        if let Some(at) = all.iter().position(same) {
            let id = all[at].id.clone();
            renamed.insert(person.id.clone(), id.clone());
            all[at] = crate::packet::Person { id, ..person.clone() };
        } else {
            let id =
                PersonId::from(free_word(person.id.as_str(), |word| all.iter().any(|known| known.id.as_str() == word)));
            renamed.insert(person.id.clone(), id.clone());
            all.push(crate::packet::Person { id, ..person.clone() });
        }
    }
    (all, renamed)
}

fn free(id: &ClaimId, taken: &BTreeSet<ClaimId>) -> ClaimId {
    ClaimId::from(free_word(id.as_str(), |word| taken.contains(word)))
}

/// The word itself, or `word-2`, `word-3` …
fn free_word(word: &str, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(word) {
        return word.to_owned();
    }
    let mut number = 2;
    loop {
        let other = format!("{word}-{number}");
        if !is_taken(&other) {
            return other;
        }
        number += 1;
    }
}

/// What differs between two versions of a claim, in words for a person: the old and the new of each field.
pub(super) fn differences(was: &Claim, now: &Claim) -> Vec<(&'static str, String, String)> {
    let Claim { id: _, kind: _, text, what, owner, due, amount, people: _, evidence, suggestion: _, grounding: _ } =
        was;
    let mut list = Vec::new();
    let mut add = |name: &'static str, old: String, new: String| {
        if old != new {
            list.push((name, old, new));
        }
    };
    add("wording", text.clone(), now.text.clone());
    let word = |what: &Option<crate::packet::PromiseKind>| what.map_or(String::new(), |what| what.label().to_owned());
    add("about", word(what), word(&now.what));
    for (name, old, new) in [("owner", owner, &now.owner), ("due", due, &now.due), ("amount", amount, &now.amount)] {
        add(name, old.clone().unwrap_or_default(), new.clone().unwrap_or_default());
    }
    let quotes = |evidence: &[Evidence]| {
        let of = |evidence: &Evidence| format!("{}: {}", evidence.source, evidence.quote.exact);
        evidence.iter().map(of).collect::<Vec<_>>().join("\n")
    };
    let (before, after) = (quotes(evidence), quotes(&now.evidence));
    let moved = before == after && !says_the_same(was, now) && list.is_empty();
    if before != after {
        list.push(("evidence", before, after));
    } else if moved {
        list.push(("evidence", before, "the same words in another place".to_owned()));
    }
    list
}

/// Whether a waiver names one of these claims: `undecided:c07`, `orphan:c07:e1`.
pub(super) fn names(waiver: &str, claims: &BTreeSet<ClaimId>) -> bool {
    let Some((sort, rest)) = waiver.split_once(':') else { return false };
    let friction = ClaimKind::friction().any(|kind| kind.word() == rest);
    !(sort == "friction" && friction)
        && claims.iter().any(|claim| {
            rest == claim.as_str() || rest.strip_prefix(claim.as_str()).is_some_and(|end| end.starts_with(':'))
        })
}

impl Review {
    /// Whether an entry brings a later draft in, or takes one away or back.
    pub fn is_of_a_draft(&self, entry: &Entry) -> bool {
        self.done_or_undone(entry).is_some_and(|entry| matches!(entry.event, Event::DraftReplaced { .. }))
    }

    /// Whether a later draft may come in.
    pub(super) fn check_redraft(&self, file: &str, sha256: &str, draft: Option<&Packet>) -> Result<(), Refusal> {
        said("new draft's file", file)?;
        said("new draft's digest", sha256)?;
        let Some(draft) = draft else {
            let what = format!("{file}, the new draft that this names, is not there or is not the one that was named");
            return Err(Refusal::NotYet(what));
        };
        self.merged(draft).map(drop).map_err(Refusal::NotYet)
    }

    fn merged(&self, draft: &Packet) -> Result<Merge, String> {
        let claims: Vec<Old<'_>> = (0..self.len())
            .map(|index| Old {
                claim: self.claim(index),
                drafted: self.added_by(index).is_none(),
                attached: self.claims[index]
                    .attached
                    .iter()
                    .filter_map(|decision| decision.value.id.as_ref())
                    .map(|id| id.as_str())
                    .collect(),
            })
            .collect();
        merge(&self.packet, &claims, draft)
    }

    /// Lays a later draft over the claims. Verdicts stay where nothing changed.
    pub(super) fn take_redraft(&mut self, stamp: &Stamp<'_>, draft: &Packet) {
        // It was checked a moment ago.
        let Ok(Merge { mut packet, old, new }) = self.merged(draft) else { return };
        let mut changed = BTreeSet::new();
        for (index, fate) in old.into_iter().enumerate() {
            let now = match fate {
                Fate::Same => continue,
                Fate::Changed(claim) => Some(*claim),
                Fate::Gone => None,
            };
            let was = Arc::new(self.claim(index).clone());
            changed.insert(was.id.clone());
            Arc::make_mut(&mut self.claims[index]).come_back(stamp, was, now.as_ref());
            if let (Some(claim), Home::Draft(at)) = (now, &self.homes[index]) {
                packet.claims[*at] = claim;
            }
        }
        for claim in new {
            changed.insert(claim.id.clone());
            self.homes.push(Home::Draft(packet.claims.len()));
            self.claims.push(Arc::default());
            packet.claims.push(claim);
        }
        self.later.waived.retain(|key, _| !names(key, &changed));
        self.packet = Arc::new(packet);
        self.index.forget();
        self.redrafts.insert(stamp.seq, changed);
    }

    /// Undoing at `at` must not take a later draft away from under a decision that was made on its words.
    pub(super) fn check_unreplaced(&self, at: usize) -> Result<(), Refusal> {
        self.check_replaced(self, at)
    }

    /// The same from the other side: bringing a later draft back must not put its words under a decision
    /// that was made on others. `self` is a review in which the draft counts, `from` the one that has the
    /// entries.
    pub(super) fn check_replaced(&self, from: &Review, at: usize) -> Result<(), Refusal> {
        let Some(entry) = from.done_or_undone(&from.entries[at]) else { return Ok(()) };
        let Some(changed) = self.redrafts.get(&entry.seq) else { return Ok(()) };
        let rests = from.entries.iter().zip(&from.live).find(|(later, live)| {
            let is_decision = !matches!(later.event, Event::Undone { .. } | Event::Noted { .. });
            **live && is_decision && later.seq > entry.seq && later.event.claim().is_some_and(|id| changed.contains(id))
        });
        match rests {
            Some((later, _)) => Err(Refusal::RestsOnIt { seq: from.entries[at].seq, later: later.seq }),
            None => Ok(()),
        }
    }
}

impl ClaimReview {
    /// The claim has to be looked at again: what was decided of the old words is kept beside it, and does not
    /// stand. `now` is what the new draft says, if it has the claim.
    ///
    /// What keeps people out stays, because nobody has let them in yet: a claim made internal, a flag for
    /// spin, words to be confirmed.
    fn come_back(&mut self, stamp: &Stamp<'_>, was: Arc<Claim>, now: Option<&Claim>) {
        let before = self.again.take().map(|again| again.value);
        let verdict = self.verdict.take().or_else(|| before.as_ref().and_then(|again| again.verdict.clone()));
        let ruling = self.ruling.clone().or_else(|| before.as_ref().and_then(|again| again.ruling.clone()));
        self.positions.clear();
        self.settled = None;
        self.votes.clear();
        if now.is_some() {
            self.ruling = None;
            self.standing = None;
            self.visibility_set = self.visibility_set.take().filter(|set| set.value == Visibility::Internal);
            // Their ids may now belong to other words.
            self.detached.clear();
            self.confirmed.clear();
        }
        let changed = now.map_or_else(Vec::new, |now| differences(&was, now));
        self.again = Some(stamp.on(Again { was, changed, gone: now.is_none(), verdict, ruling }));
    }
}
