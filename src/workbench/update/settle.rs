//! Two people who differ on a claim: one gives way, or both settle it together with a reason.

use super::form;
use super::judge::{introduced, record};
use crate::packet::ClaimId;
use crate::review::word::Ballot;
use crate::review::{Actor, Event};
use crate::workbench::action::Action;
use crate::workbench::effect::Effect;
use crate::workbench::field::Field;
use crate::workbench::life::{Step, Writing};
use crate::workbench::meeting;
use crate::workbench::mode::{Choice, Item, Menu, Mode, Purpose};
use crate::workbench::state::State;

/// Whoever differs with the person on a claim: the one of two verdicts, or of two votes, that is not
/// theirs.
pub fn opponent(state: &State, index: usize) -> Option<Actor> {
    if !meeting::differs(&state.review, index) {
        return None;
    }
    let me = state.me.as_ref()?;
    if let Some(meeting) = &state.life.meeting {
        return Some(meeting.other().clone());
    }
    let other = |by: &Actor| (!by.is_same_person(me)).then(|| by.clone());
    match state.review.disputed(index) {
        Some((one, last)) => other(&last.by).or_else(|| other(&one.by)),
        None => state.review.claims()[index].votes.iter().rev().find_map(|vote| other(&vote.by)),
    }
}

/// Gives way: the other's verdict stands.
pub(super) fn give_way(state: &mut State, effects: &mut Vec<Effect>) {
    if !introduced(state, Action::Yield) {
        return;
    }
    let Some(index) = state.selected() else { return };
    let Some(to) = opponent(state, index) else { return };
    let claim = state.review.claim(index).id.clone();
    let seen = state.review.touched(index);
    let said = format!("{claim}: {}'s verdict stands", to.name);
    record(state, vec![Event::Yielded { claim, seen, to }], said, effects);
}

/// Settles a claim together: on what?
pub(super) fn menu(state: &mut State) {
    if !introduced(state, Action::Settle) {
        return;
    }
    let Some(index) = state.selected() else { return };
    let Some(with) = opponent(state, index) else { return };
    let claim = state.review.claim(index).id.clone();
    let items = [('a', Ballot::Accept), ('x', Ballot::Reject), ('d', Ballot::Ask)]
        .into_iter()
        .map(|(key, ballot)| Item {
            key,
            label: ballot.label().to_owned(),
            choice: Choice::Life(Step::Settle(claim.clone(), with.clone(), ballot)),
        })
        .collect();
    let title = format!("You and {} settle {claim} on what?", with.name);
    state.mode = Mode::Menu(Menu { title, items, cursor: 0 });
}

/// Asks why: an outcome of two people needs a reason.
pub(super) fn ask_reason(state: &mut State, claim: ClaimId, with: Actor, ballot: Ballot) {
    let (label, advice) = match ballot {
        Ballot::Accept | Ballot::Reject => ("reason", "both names stand beside it, and both votes are kept"),
        Ballot::Ask => ("question", "what the customer is asked; both votes are kept"),
    };
    let title = format!("{claim}, settled with {}: {}", with.name, ballot.label());
    let fields = vec![Field::new(label, "")];
    form::open(state, Purpose::Life(Writing::Settle(claim, with, ballot)), &title, advice, fields);
}
