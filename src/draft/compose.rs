//! From a drafter's sketch to a packet: ids, sources, and the order of claims.
//!
//! Pure. It repairs what makes a packet unreadable (ids that are missing or stand twice) and leaves every
//! word as the drafter wrote it. A claim that names a source or a person that is not there is kept;
//! grounding marks the first, and the second is dropped from the claim's list, since nobody is there.

use std::collections::HashSet;

use super::job::{Job, Sketch};
use crate::packet::{Claim, ClaimId, EvidenceId, Packet, Person, PersonId, Source};

/// A packet of what a drafter sketched.
pub fn compose(job: &Job, sketch: Sketch) -> Packet {
    let mut packet = job.frame();
    packet.drafted_by = Some(sketch.drafted_by);
    if packet.deal.is_none() {
        packet.deal = sketch.deal;
    }
    packet.people = people(job, sketch.people);
    packet.sources = sources(job, sketch.summaries);
    let known: HashSet<PersonId> = packet.people.iter().map(|person| person.id.clone()).collect();
    packet.claims = sketch.claims;
    packet.also_heard = sketch.also_heard;
    number("c", &mut packet.claims, &known, &mut HashSet::new());
    let mut taken = packet.claims.iter().map(|claim| claim.id.clone()).collect();
    number("h", &mut packet.also_heard, &known, &mut taken);
    packet
}

/// The drafter's people; where it gave none, the job's. Somebody with an id that is taken gets another.
fn people(job: &Job, sketched: Vec<Person>) -> Vec<Person> {
    let mut people = if sketched.is_empty() { job.people.clone() } else { sketched };
    for person in &job.people {
        if !people.iter().any(|other| other.id == person.id) {
            people.push(person.clone());
        }
    }
    let mut taken = HashSet::new();
    people.retain(|person| !person.name.trim().is_empty());
    for person in &mut people {
        let wished = if person.id.as_str().trim().is_empty() { "p" } else { person.id.as_str() };
        person.id = PersonId::from(free(wished, |id| taken.contains(id)));
        taken.insert(person.id.to_string());
    }
    people
}

/// Every source of the job, those without words included, with the summaries that are there.
fn sources(job: &Job, summaries: Vec<(crate::packet::SourceId, Vec<String>)>) -> Vec<Source> {
    let read = job.sources.iter().map(|source| &source.source);
    let unread = job.unread.iter().map(|unread| &unread.source);
    let mut sources: Vec<Source> = read.chain(unread).cloned().collect();
    for (id, summary) in summaries {
        if let Some(source) = sources.iter_mut().find(|source| source.id == id) {
            source.summary = summary;
        }
    }
    sources
}

fn number(prefix: &str, claims: &mut Vec<Claim>, people: &HashSet<PersonId>, taken: &mut HashSet<ClaimId>) {
    claims.retain(|claim| !claim.text.trim().is_empty());
    let width = claims.len().to_string().len().max(2);
    for (index, claim) in claims.iter_mut().enumerate() {
        let named = !claim.id.as_str().trim().is_empty() && !taken.contains(&claim.id);
        if !named {
            let wished = format!("{prefix}{:0width$}", index + 1);
            claim.id = ClaimId::from(free(&wished, |id| taken.contains(id)));
        }
        taken.insert(claim.id.clone());
        claim.people.retain(|person| people.contains(person));
        let mut seen = HashSet::new();
        for (at, evidence) in claim.evidence.iter_mut().enumerate() {
            let id = evidence.id_at(at);
            if id.as_str().trim().is_empty() || seen.contains(&id) {
                evidence.id = Some(EvidenceId::from(free(&format!("e{}", at + 1), |id| seen.contains(id))));
            }
            seen.insert(evidence.id_at(at));
        }
    }
}

/// `wished`, or the first of `wished-2`, `wished-3` … that is free.
fn free(wished: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(wished) {
        return wished.to_owned();
    }
    (2..).map(|count| format!("{wished}-{count}")).find(|id| !taken(id)).unwrap_or_default()
}
