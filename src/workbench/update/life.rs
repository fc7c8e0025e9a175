//! Sign-off: what blocks it, waivers, signatures, opening again. Nothing here signs by itself: a person
//! takes the menu's item, with the head that would be signed before their eyes.

use super::judge::{introduced, record};
use super::{form, list};
use crate::audit::signoff::{Capacity, Prepared};
use crate::review::Event;
use crate::review::blocker::{self, Blocker};
use crate::review::word::Stage;
use crate::workbench::action::Action;
use crate::workbench::effect::Effect;
use crate::workbench::field::Field;
use crate::workbench::life::{Step, Writing};
use crate::workbench::mode::{Choice, Item, Menu, Mode, Of, Purpose};
use crate::workbench::state::State;

/// What blocks sign-off and nobody has waived.
pub(super) fn open_blockers(state: &State) -> Vec<Blocker> {
    blocker::open(&state.review, &state.found)
}

/// Whether decisions can be made at this point of the packet's life.
///
/// # Errors
/// The review is signed off; says by whom and what to do.
pub(super) fn decidable(state: &State) -> Result<(), String> {
    match &state.review.later().signed {
        Some(signed) if state.review.stage() == Stage::Review => {
            let opens = state.keymap.label_for(Action::Reopen).unwrap_or(":reopen");
            Err(format!("{} has signed this review off; {opens} opens it again, with a reason", signed.by.name))
        }
        Some(_) | None => Ok(()),
    }
}

/// Lists what blocks sign-off, or goes on to sign when nothing does.
pub(super) fn sign_off(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(signed) = &state.review.later().signed {
        let name = signed.by.name.clone();
        if state.review.needs_countersign() {
            let key = state.key(Action::Countersign);
            state.say(format!("{name} has signed off; promises bind, so {key} countersigns: somebody of another role"));
        } else {
            let (on, again) = (state.key(Action::ShowStages), state.key(Action::Reopen));
            state.say(format!("{name} has signed off; {on} goes on to the next stage, {again} opens the review again"));
        }
        return;
    }
    if !open_blockers(state).is_empty() {
        list::open(state, Of::Blockers);
        return;
    }
    if state.progress.is_some() {
        state.say("quotes are still being looked for; sign off once they are found");
        return;
    }
    if state.writable().is_ok() && introduced(state, Action::ShowBlockers) {
        effects.extend(state.me.clone().map(|me| Effect::Head(Capacity::SignOff, me)));
    }
}

pub(super) fn countersign(state: &mut State, effects: &mut Vec<Effect>) {
    if introduced(state, Action::Countersign) {
        effects.extend(state.me.clone().map(|me| Effect::Head(Capacity::Countersign, me)));
    }
}

/// The head to be signed is known: the person is asked, with it on screen.
pub(super) fn head(state: &mut State, prepared: Box<Prepared>) {
    let Some(me) = &state.me else { return };
    let name = format!("{}, {}", me.name, me.role.label());
    let account = &state.review.packet().account.name;
    let (entries, short) = (prepared.head.entries, prepared.head.head.get(..12).unwrap_or_default());
    let (title, verb) = match prepared.capacity {
        Capacity::SignOff => (format!("Sign off {account}? {entries} lines, head {short}…"), "sign off"),
        Capacity::Countersign => {
            let count = state.review.binding().count();
            (format!("Countersign {count} binding promises? {entries} lines, head {short}…"), "countersign")
        }
    };
    let but = match (prepared.capacity, state.review.later().waived.len()) {
        (Capacity::Countersign, _) | (Capacity::SignOff, 0) => String::new(),
        (Capacity::SignOff, 1) => ", with 1 waiver".to_owned(),
        (Capacity::SignOff, many) => format!(", with {many} waivers"),
    };
    let item = |key, label, step| Item { key, label, choice: Choice::Life(step) };
    let mut items = vec![item('s', format!("{verb} as {name}{but}"), Step::Sign(prepared.clone()))];
    if let Some(key) = &state.life.key {
        let label = format!("{verb} as {name}{but}, signed with {}", key.display());
        items.push(item('k', label, Step::SignWithKey(prepared)));
    }
    items.push(item('n', "not yet".to_owned(), Step::Leave));
    let cursor = items.len() - 1;
    state.mode = Mode::Menu(Menu { title, items, cursor });
}

/// The person took the item: the head that was shown is recorded.
pub(super) fn sign(state: &mut State, prepared: Box<Prepared>, effects: &mut Vec<Effect>) {
    let Some(by) = state.me.clone() else { return };
    let with = prepared.key.as_ref().map_or(String::new(), |key| format!(" with the key {key}"));
    let (on, countersign) = (state.key(Action::ShowStages), state.key(Action::Countersign));
    let said = match prepared.capacity {
        Capacity::SignOff if state.review.binding().next().is_some() => {
            format!("signed off{with}; promises bind, so somebody of another role countersigns with {countersign}")
        }
        Capacity::SignOff => format!("signed off{with}; {on} goes on to kickoff"),
        Capacity::Countersign => format!("countersigned{with}; {on} goes on to kickoff"),
    };
    super::judge::saving(state, &said);
    effects.push(Effect::Sign(prepared, by));
}

/// What came of signing with a key.
pub(super) fn signed(state: &mut State, signed: Result<Box<Prepared>, String>, effects: &mut Vec<Effect>) {
    match signed {
        Ok(prepared) => sign(state, prepared, effects),
        Err(why) => state.warn(format!("not signed, and nothing was recorded: {why}")),
    }
}

/// Asks why sign-off goes ahead without a blocker.
pub(super) fn waive(state: &mut State, blocker: &Blocker) {
    if let Err(why) = state.writable() {
        state.warn(why);
        return;
    }
    let key = blocker.key(&state.review);
    if let Some(waived) = state.review.later().waived.get(&key) {
        let text = format!("{} has waived it already, because: {}", waived.by.name, waived.value);
        state.say(text);
        return;
    }
    if !introduced(state, Action::ShowBlockers) {
        return;
    }
    let advice = format!(
        "{}. Say why sign-off goes ahead all the same; it stands beside your name",
        blocker.sentence(&state.review)
    );
    let fields = vec![Field::new("reason", "")];
    form::open(state, Purpose::Life(Writing::Waive(key.clone())), "Sign off without this?", &advice, fields);
}

/// Asks why a signed review is opened again.
pub(super) fn reopen(state: &mut State) {
    if !introduced(state, Action::Reopen) {
        return;
    }
    let Some(signed) = &state.review.later().signed else { return };
    let mut advice = format!("{}'s signature counts no more then, and stays in the trail", signed.by.name);
    if state.review.stage() != Stage::Review {
        advice.push_str("; the packet goes back to review, with all that was recorded since");
    }
    let fields = vec![Field::new("reason", "")];
    form::open(state, Purpose::Life(Writing::Reopen), "Why is the review opened again?", &advice, fields);
}

/// What saving a form of the packet's life does.
pub(super) fn save(state: &mut State, writing: Writing, said: &[Option<String>], seen: u64, effects: &mut Vec<Effect>) {
    let field = |at: usize| said.get(at).cloned().flatten();
    let first = || field(0).unwrap_or_default();
    match writing {
        Writing::Waive(blocker) => {
            let said = format!("{blocker} waived");
            record(state, vec![Event::BlockerWaived { blocker, reason: first() }], said, effects);
        }
        Writing::Reopen => {
            record(state, vec![Event::Reopened { reason: first() }], "the review is open again", effects);
        }
        Writing::Outcome { claim, outcome, evidence } => {
            super::stage::save(state, claim, outcome, (field(0), field(1)), evidence, seen, effects);
        }
        Writing::Ask(claim) => super::turn::ask_saved(state, claim, first(), effects),
        Writing::Return => super::turn::return_saved(state, field(0), field(1), effects),
        Writing::Answer(claim) => {
            let said = format!("{claim} answered");
            record(state, vec![Event::Answered { claim, seen, text: first() }], said, effects);
        }
        Writing::HandBack => {
            record(state, vec![Event::HandedBack { note: field(0) }], "handed back", effects);
        }
        Writing::Assign => {
            let to = first();
            let said = format!("it is {to}'s packet now");
            record(state, vec![Event::Assigned { to }], said, effects);
        }
        Writing::Settle(claim, with, outcome) => {
            let said = format!("{claim} settled with {}: {}", with.name, outcome.label());
            let event = Event::Adjudicated { claim, seen, with, outcome, reason: first() };
            record(state, vec![event], said, effects);
        }
    }
}

/// Takes an item of a menu of the packet's life.
pub(super) fn take(state: &mut State, step: Step, effects: &mut Vec<Effect>) {
    match step {
        Step::Sign(prepared) => sign(state, prepared, effects),
        Step::SignWithKey(prepared) => {
            effects.extend(state.life.key.clone().map(|key| Effect::SignWithKey(prepared, key)));
        }
        Step::Open(stage) => super::stage::open(state, stage, effects),
        Step::Show(stage) => super::stage::show(state, stage, effects),
        Step::Outcome(claim, outcome) => super::stage::ask(state, claim, outcome, true, effects),
        Step::Settle(claim, with, ballot) => super::settle::ask_reason(state, claim, with, ballot),
        Step::Brief(audience) => list::open(state, Of::Brief(audience)),
        Step::Leave => {}
    }
}
