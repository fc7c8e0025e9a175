//! Which claims a person sees, and which are kept under "also heard".
//!
//! Every kind has a few places of its own, about as many as a packet that people found useful has of it; what
//! is left over goes by score, with a limit for each kind so that one talkative call does not fill the packet. A kind that was not heard has
//! none: absent friction is left open.

use std::collections::BTreeMap;

use super::join::Group;
use crate::packet::ClaimKind;

/// The most claims a draft has.
const MOST: usize = 42;
/// The most that are kept under "also heard".
const HEARD: usize = 150;
/// What each further claim of a kind has to be better by.
const STEP: f64 = 0.12;

/// How many places a kind has before any other kind may take them, and how many it has at most. What a deal has
/// many of (promises, people, limits, steps of work) may take more; of what it has one of, a second is seldom
/// another one.
const fn places(kind: ClaimKind) -> (usize, usize) {
    match kind {
        ClaimKind::Promise => (10, 13),
        ClaimKind::Stakeholder => (4, 6),
        ClaimKind::UserWorkflow | ClaimKind::Constraint => (4, 5),
        ClaimKind::BuyingReason => (3, 5),
        ClaimKind::UseCase | ClaimKind::Objection => (2, 4),
        ClaimKind::PromisedValue | ClaimKind::BuyingTrigger | ClaimKind::FeatureGap | ClaimKind::FirstMilestone => {
            (1, 2)
        }
        ClaimKind::BuyerConcern
        | ClaimKind::ProcurementCompromise
        | ClaimKind::SoftenedConcern
        | ClaimKind::AcceptedRisk
        | ClaimKind::ChampionWin
        | ClaimKind::NearFatalObjection => (1, 2),
    }
}

/// The claims, grouped by kind in the order of the design, and what was also heard, best first.
pub(super) fn split(mut groups: Vec<Group>) -> (Vec<Group>, Vec<Group>) {
    let place = |group: &Group| (group.best().page, group.best().key);
    groups.sort_by(|a, b| {
        b.score().total_cmp(&a.score()).then(place(a).cmp(&place(b))).then(a.best().kind.cmp(&b.best().kind))
    });
    let mut seen: BTreeMap<ClaimKind, usize> = BTreeMap::new();
    let mut ranked: Vec<(bool, f64, Group)> = Vec::new();
    for group in groups {
        let kind = group.best().kind;
        let earlier = seen.entry(kind).or_default();
        *earlier += 1;
        let (own, most) = places(kind);
        let first = *earlier <= own;
        let within = *earlier <= most;
        let worth = if within { group.score() - STEP * earlier.saturating_sub(own) as f64 } else { f64::MIN };
        ranked.push((first, worth, group));
    }
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
    let chosen = ranked.iter().take(MOST).take_while(|(_, worth, _)| *worth > f64::MIN).count();
    let rest = ranked.split_off(chosen);
    let mut claims: Vec<Group> = ranked.into_iter().map(|(_, _, group)| group).collect();
    claims.sort_by(|a, b| {
        a.best().kind.cmp(&b.best().kind).then(b.score().total_cmp(&a.score())).then(place(a).cmp(&place(b)))
    });
    let mut heard: Vec<Group> = rest.into_iter().map(|(_, _, group)| group).collect();
    heard.sort_by(|a, b| b.score().total_cmp(&a.score()).then(place(a).cmp(&place(b))));
    heard.truncate(HEARD);
    (claims, heard)
}
