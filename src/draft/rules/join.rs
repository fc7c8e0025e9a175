//! Puts together what says the same: one claim with all its evidence.
//!
//! Two passages of one kind are the same when they share enough of their rarer words, wherever they stand, or
//! when they stand so near each other in one talk that people are still on the same point. A stakeholder is
//! one claim by who it is about. Linear in the candidates but for those that share a rare
//! word, of which there are few.

use std::collections::BTreeMap;

use super::Candidate;
use super::page::Page;
use crate::packet::ClaimKind;
use crate::signal::stem;

/// The share of the shorter one's weight that has to be shared.
const SAME: f64 = 0.6;
/// A word that more passages have than this is common.
const COMMON: usize = 40;

/// How many sentences apart two passages of a kind are still one point. What is done and what is used may be
/// listed in a row, so there every item is its own.
const fn reach(kind: ClaimKind) -> usize {
    match kind {
        ClaimKind::NearFatalObjection | ClaimKind::ProcurementCompromise => 12,
        ClaimKind::FirstMilestone
        | ClaimKind::ChampionWin
        | ClaimKind::BuyerConcern
        | ClaimKind::Objection
        | ClaimKind::FeatureGap
        | ClaimKind::SoftenedConcern
        | ClaimKind::AcceptedRisk => 6,
        ClaimKind::BuyingTrigger | ClaimKind::UserWorkflow => 3,
        ClaimKind::BuyingReason | ClaimKind::PromisedValue | ClaimKind::UseCase | ClaimKind::Constraint => 1,
        ClaimKind::Stakeholder | ClaimKind::Promise => 0,
    }
}

/// Passages that say the same, the best first.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) members: Vec<Candidate>,
}

impl Group {
    pub(super) fn best(&self) -> &Candidate {
        &self.members[0]
    }

    /// What the group is worth: its best passage, a little for each other passage, and more for each other
    /// source that says it too.
    pub(super) fn score(&self) -> f64 {
        let mut pages: Vec<usize> = self.members.iter().map(|member| member.page).collect();
        pages.sort_unstable();
        pages.dedup();
        let more = 0.08 * (self.members.len() - 1).min(5) as f64;
        self.best().score + more + 0.15 * (pages.len() - 1).min(3) as f64
    }
}

/// Groups candidates, in the order of their first place.
pub(super) fn together(pages: &[Page<'_>], mut candidates: Vec<Candidate>) -> Vec<Group> {
    candidates.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then(a.page.cmp(&b.page)).then(a.key.cmp(&b.key)).then(a.kind.cmp(&b.kind))
    });
    let stems: Vec<Vec<String>> = candidates.iter().map(|candidate| stems(pages, candidate)).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for stem in stems.iter().flatten() {
        *counts.entry(stem).or_default() += 1;
    }
    let rarity = |stem: &str| 1.0 / (1.0 + counts.get(stem).copied().unwrap_or(1) as f64).ln();
    let weight = |stems: &[String]| stems.iter().map(|stem| rarity(stem)).sum::<f64>();
    let mut groups: Vec<(Group, usize)> = Vec::new();
    let mut by_word: BTreeMap<(ClaimKind, &str), Vec<usize>> = BTreeMap::new();
    let mut by_place: BTreeMap<(ClaimKind, usize), Vec<usize>> = BTreeMap::new();
    let mut by_person: BTreeMap<String, usize> = BTreeMap::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let kind = candidate.kind;
        let home = match &candidate.more.person {
            Some(person) => by_person.get(person.as_str()).copied(),
            None => {
                let mut shared: BTreeMap<usize, f64> = BTreeMap::new();
                for stem in stems[at].iter().filter(|stem| counts[stem.as_str()] <= COMMON) {
                    for group in by_word.get(&(kind, stem.as_str())).into_iter().flatten() {
                        *shared.entry(*group).or_default() += rarity(stem);
                    }
                }
                let same = |group: usize, shared: f64| {
                    let first = &stems[groups[group].1];
                    let both = first.iter().filter(|stem| stems[at].contains(stem)).count();
                    let touches = groups[group].0.members.iter().any(|own| {
                        own.page == candidate.page && own.key <= candidate.last && candidate.key <= own.last
                    });
                    touches || both >= 2 && shared >= SAME * weight(first).min(weight(&stems[at]))
                };
                let reach = reach(kind);
                let near = |own: &Candidate| pages[own.page].is_speech() && own.key.abs_diff(candidate.key) <= reach;
                let mut beside = by_place.get(&(kind, candidate.page)).into_iter().flatten();
                let best = || {
                    let alike = shared.iter().filter(|(group, shared)| same(**group, **shared));
                    alike.max_by(|a, b| a.1.total_cmp(b.1)).map(|(group, _)| *group)
                };
                beside.find(|group| reach > 0 && near(groups[**group].0.best())).copied().or_else(best)
            }
        };
        match home {
            Some(group) => groups[group].0.members.push(candidate.clone()),
            None => {
                let group = groups.len();
                groups.push((Group { members: vec![candidate.clone()] }, at));
                if let Some(person) = &candidate.more.person {
                    by_person.insert(person.to_string(), group);
                }
                by_place.entry((kind, candidate.page)).or_default().push(group);
                for stem in &stems[at] {
                    by_word.entry((kind, stem)).or_default().push(group);
                }
            }
        }
    }
    groups.into_iter().map(|(group, _)| group).collect()
}

fn stems(pages: &[Page<'_>], candidate: &Candidate) -> Vec<String> {
    let mut stems: Vec<String> = Vec::new();
    for sentence in &pages[candidate.page].sentences[candidate.key..=candidate.last] {
        for stem in stem::content(&sentence.tokens) {
            if !stems.contains(&stem) {
                stems.push(stem);
            }
        }
    }
    stems
}
