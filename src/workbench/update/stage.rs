//! The stages after sign-off: which is on screen, opening the next, and what became of each claim.
//!
//! The customer's words are asked for wherever the answer is not simply yes; what proves a value or a
//! milestone has to be shown, by words selected in a source or typed.

use super::judge::{introduced, record, selected_evidence};
use super::{form, step};
use crate::packet::{ClaimId, Evidence, Side};
use crate::review::Event;
use crate::review::word::{Outcome, Stage};
use crate::workbench::action::Action;
use crate::workbench::effect::Effect;
use crate::workbench::field::Field;
use crate::workbench::life::{self, Slot, Step, Writing};
use crate::workbench::mode::{Choice, Filter, Item, Menu, Mode, Purpose};
use crate::workbench::state::State;

/// The outcome that a key stands for now.
///
/// # Errors
/// Why it stands for none.
pub fn outcome_of(state: &State, slot: Slot) -> Result<Outcome, String> {
    let index = state.selected().ok_or("no claim is selected")?;
    let stage = state.life.stage;
    if stage == Stage::Review {
        let stages = state.key(Action::ShowStages);
        return Err(format!("what became of claims is recorded from kickoff on; {stages} shows the stages"));
    }
    if stage > state.review.stage() {
        let (key, stage) = (state.key(Action::ShowStages), stage.label());
        return Err(format!("the packet has not come to {stage} yet; {key} opens it once the review is signed"));
    }
    let kind = state.review.claim(index).kind;
    life::outcome(kind, stage, slot).ok_or_else(|| format!("that can't be said of a {}", kind.label()))
}

/// Which of the five keys an action is.
pub fn slot_of(action: Action) -> Option<Slot> {
    Slot::ALL.iter().copied().find(|slot| slot.action() == action)
}

/// The menu of stages: those that can be shown, and those that can be opened.
pub(super) fn stages(state: &mut State) {
    let now = state.review.stage();
    let items = Stage::ALL
        .iter()
        .zip('1'..='9')
        .map(|(stage, key)| {
            let (label, choice) = if *stage <= now {
                let here = if *stage == state.life.stage { ", on screen now" } else { "" };
                (format!("{}{here}", stage.label()), Step::Show(*stage))
            } else {
                (format!("open {}", stage.label()), Step::Open(*stage))
            };
            Item { key, label, choice: Choice::Life(choice) }
        })
        .collect();
    let title = format!("The packet is at {}: show or open which stage?", now.label());
    state.mode = Mode::Menu(Menu { title, items, cursor: 0 });
}

/// Takes the packet on to a stage.
pub(super) fn open(state: &mut State, stage: Stage, effects: &mut Vec<Effect>) {
    if let Err(why) = state.writable() {
        state.warn(why);
        return;
    }
    if !introduced(state, Action::ShowStages) {
        return;
    }
    let said = format!("the packet is at {} now", stage.label());
    record(state, vec![Event::StageOpened { stage }], said, effects);
}

/// Shows what matters at a stage.
pub fn show(state: &mut State, stage: Stage, effects: &mut Vec<Effect>) {
    state.life.stage = stage;
    state.list.filter = if stage == Stage::Review { Filter::All } else { Filter::Stage };
    state.relist();
    step::keep_in_view(state);
    step::arrived(state, effects);
    if stage != Stage::Review && state.list.rows.is_empty() {
        let filter = state.key(Action::Filter);
        state.say(format!("no claim matters at {} by its kind; {filter} a lists them all", stage.label()));
    }
}

/// One of the five keys was pressed.
pub(super) fn slot(state: &mut State, slot: Slot, action: Action, effects: &mut Vec<Effect>) {
    if !introduced(state, action) {
        return;
    }
    match (outcome_of(state, slot), state.selected()) {
        (Ok(outcome), Some(index)) => {
            let claim = state.review.claim(index).id.clone();
            ask(state, claim, outcome, false, effects);
        }
        (Ok(_), None) => {}
        (Err(why), _) => state.warn(why),
    }
}

/// The menu of every outcome that the claim can have; the words always come next.
pub(super) fn menu(state: &mut State) {
    if !introduced(state, Action::RecordOutcome) {
        return;
    }
    let Some(index) = state.selected() else { return };
    let (claim, kind) = (state.review.claim(index).id.clone(), state.review.claim(index).kind);
    let stage = state.life.stage;
    // What the five keys record has the same numbers here: a hand that knows one of them must not mean another.
    let usual: Vec<(char, Outcome)> =
        ('1'..='9').zip(Slot::ALL).filter_map(|(key, slot)| Some((key, life::outcome(kind, stage, *slot)?))).collect();
    let free = ('1'..='9').filter(|key| usual.iter().all(|(taken, _)| taken != key));
    let others = Outcome::ALL.iter().copied().filter(|outcome| outcome.fits(kind, stage));
    let others = others.filter(|outcome| usual.iter().all(|(_, listed)| listed != outcome));
    let mut all: Vec<(char, Outcome)> = usual.iter().copied().chain(free.zip(others)).collect();
    all.sort_by_key(|(key, _)| *key);
    let items = all
        .into_iter()
        .map(|(key, outcome)| Item {
            key,
            label: outcome.label().to_owned(),
            choice: Choice::Life(Step::Outcome(claim.clone(), outcome)),
        })
        .collect();
    state.mode = Mode::Menu(Menu { title: format!("What became of {claim} at {}?", stage.label()), items, cursor: 0 });
}

/// Records an outcome, or asks first for the words that belong to it.
pub(super) fn ask(state: &mut State, claim: ClaimId, outcome: Outcome, always: bool, effects: &mut Vec<Effect>) {
    let Some(index) = state.review.find(&claim) else { return };
    let shown = selected_evidence(state).map(Box::new);
    let proof = needs_proof(outcome);
    let at_once = match outcome {
        Outcome::Right | Outcome::NotDiscussed | Outcome::Tracked | Outcome::Lost | Outcome::Kept => true,
        Outcome::Wrong | Outcome::Partly | Outcome::Broken | Outcome::Changed => false,
        Outcome::Reached | Outcome::Missed | Outcome::Proved | Outcome::Disproved => false,
    };
    if at_once && !always {
        let seen = state.review.touched(index);
        save(state, claim, outcome, (None, None), shown, seen, effects);
        return;
    }
    let (label, words) = if proof { ("what shows it", true) } else { ("the customer's words", false) };
    let first = if words && shown.is_none() { Field::new(label, "") } else { Field::optional(label, "") };
    let advice = match (&shown, proof) {
        (Some(_), _) => "the words selected in the source go with it",
        (None, true) => "a number, a report, a sentence; or leave, and select the words in a source first",
        (None, false) => "as the customer said it; the next field is who said it",
    };
    let title = format!("{claim}: {} at {}", outcome.label(), state.life.stage.label());
    let fields = vec![first, Field::optional("who said it", &usual_speaker(state, index))];
    form::open(state, Purpose::Life(Writing::Outcome { claim, outcome, evidence: shown }), &title, advice, fields);
}

/// Whether an outcome says that something shows, which then has to be shown.
const fn needs_proof(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Reached | Outcome::Missed | Outcome::Proved | Outcome::Disproved => true,
        Outcome::Right
        | Outcome::Wrong
        | Outcome::Partly
        | Outcome::NotDiscussed
        | Outcome::Tracked
        | Outcome::Kept
        | Outcome::Broken
        | Outcome::Changed
        | Outcome::Lost => false,
    }
}

/// Who is likely to have said it: whoever of the customer's side speaks in the claim's own words.
fn usual_speaker(state: &State, index: usize) -> String {
    let located = state.found.get(index).into_iter().flatten().find_map(|found| match found {
        crate::review::located::Found::Resolved(located) if located.side == Some(Side::Customer) => {
            located.speaker.as_ref().map(|speaker| speaker.name.clone())
        }
        _ => None,
    });
    located.unwrap_or_default()
}

/// Records an outcome at the stage on screen.
pub(super) fn save(
    state: &mut State,
    claim: ClaimId,
    outcome: Outcome,
    (words, said_by): (Option<String>, Option<String>),
    evidence: Option<Box<Evidence>>,
    seen: u64,
    effects: &mut Vec<Effect>,
) {
    let stage = state.life.stage;
    // A name alone is nobody's words.
    let said_by = said_by.filter(|_| words.is_some() || evidence.is_some());
    let said = format!("{claim}: {} at {}", outcome.label(), stage.label());
    let evidence = evidence.map(|evidence| *evidence);
    if evidence.is_some() {
        state.source.anchor = None;
    }
    let event = Event::OutcomeRecorded { claim, seen, stage, outcome, words, said_by, evidence };
    record(state, vec![event], said, effects);
}

/// Entries came in: a packet that was taken on is shown at its new stage.
pub(super) fn follow(state: &mut State, before: Stage, effects: &mut Vec<Effect>) {
    let now = state.review.stage();
    if now != before && (state.life.stage == before || now < before) {
        show(state, now, effects);
    }
}
