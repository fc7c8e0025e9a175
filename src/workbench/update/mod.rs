//! `update(State, Msg) -> (State, Vec<Effect>)`: the whole behaviour of the workbench.
//!
//! Touches nothing: time, files, threads and the terminal are on the other side of [`Effect`]. While a
//! decision is on its way to the disk, keys wait in line ([`State::held`]), so that what a key means
//! never depends on how fast the disk is.

mod available;
mod finding;
mod form;
mod heard;
mod judge;
mod life;
mod list;
mod meeting;
mod menu;
mod mouse;
mod panel;
mod renew;
mod settle;
mod source;
mod stage;
mod step;
mod support;
mod turn;

pub use available::available;
pub use list::{in_words, when};
pub use settle::opponent;
pub use source::top_line;
pub use stage::{outcome_of, show as show_stage, slot_of};
pub use step::go_to;
pub use turn::first_filter;

use super::action::{Action, Context};
use super::effect::{Effect, Msg};
use super::key::{Key, Step};
use super::layout::geometry;
use super::life::Slot;
use super::mode::{Mode, Of};
use super::state::{Pane, State};
use super::view::over::field_columns;
use super::{signals, tour};

/// What the workbench becomes when that happens, and what the world is asked to do.
pub fn update(mut state: State, msg: Msg) -> (State, Vec<Effect>) {
    let mut effects = Vec::new();
    change(&mut state, msg, &mut effects);
    (state, effects)
}

/// The same, in place.
pub fn change(state: &mut State, msg: Msg, effects: &mut Vec<Effect>) {
    happen(state, msg, effects);
    signals::ask(state, effects);
    tour::follow(state);
}

fn happen(state: &mut State, msg: Msg, effects: &mut Vec<Effect>) {
    match msg {
        Msg::Key(key) => key_pressed(state, key, effects),
        Msg::Act(action) => perform(state, action, effects),
        Msg::Fill(text) => form::fill(state, &text, effects),
        Msg::Select { source, words } => source::select_at(state, source, words, effects),
        Msg::Paste(text) => pasted(state, &text, effects),
        Msg::Mouse(event) => mouse::mouse(state, event, effects),
        Msg::Resize(width, height) => {
            source::keeping_in_view(state, |state| state.size = (width, height));
            step::keep_in_view(state);
        }
        Msg::Recorded(outcome) => {
            heard::recorded(state, outcome, effects);
            release_held(state, effects);
        }
        Msg::Head(prepared) => {
            life::head(state, prepared);
            release_held(state, effects);
        }
        Msg::Signed(signed) => life::signed(state, signed, effects),
        Msg::Heard(entries) => heard::heard(state, entries, effects),
        Msg::Of { era, msg } if era == state.era => happen(state, *msg, effects),
        // An earlier reading was of another packet.
        Msg::Of { .. } => {}
        Msg::Present(present) => state.life.present = present,
        Msg::Source { source, loaded } => heard::source(state, source, loaded),
        Msg::Found(found) => {
            heard::found(state, found, effects);
            release_held(state, effects);
        }
        Msg::Passages { claim, progress, offered } => support::heard(state, claim, progress, offered),
        Msg::Signals(answer) => state.signals.take(answer),
        Msg::Findings { head, news } => finding::heard(state, head, news),
        Msg::Progress(progress) => {
            state.progress = progress;
            if progress.is_none() {
                state.signals.settled = true;
                state.recount();
            }
        }
        Msg::Sleep => effects.push(Effect::Suspend),
        Msg::Awake => {}
        Msg::End => {
            effects.push(step::remember(state));
            effects.push(Effect::Quit);
        }
        Msg::Written(text) => form::written(state, text, effects),
        Msg::Trouble(text) => state.warn(text),
    }
}

/// The first thing that happens: the cursor is put where the person left, or on the first claim.
pub fn start(state: &mut State, claim: Option<usize>, effects: &mut Vec<Effect>) {
    match claim {
        Some(claim) => step::go_to(state, claim, effects),
        None => step::keep_in_view(state),
    }
    step::arrived(state, effects);
    if state.source.source >= state.sources.len() {
        state.source.source = 0;
    }
}

fn release_held(state: &mut State, effects: &mut Vec<Effect>) {
    while state.saving.is_none() && state.waiting.is_none() {
        let Some(key) = state.held.pop_front() else { return };
        key_pressed(state, key, effects);
    }
}

/// In which part of the keymap keys are looked up now.
pub fn context(state: &State) -> Context {
    match &state.mode {
        Mode::Browse => Context::Browse,
        Mode::Form(_) | Mode::Search(_) => Context::Field,
        Mode::Menu(_) | Mode::Listing(_) => Context::List,
    }
}

fn key_pressed(state: &mut State, key: Key, effects: &mut Vec<Effect>) {
    if state.saving.is_some() || state.waiting.is_some() {
        state.held.push_back(key);
        return;
    }
    state.toast = false;
    // A menu's own keys come before the list's.
    if let Mode::Menu(menu) = &state.mode
        && let Some(at) = key.text().and_then(|c| menu.items.iter().position(|item| item.key == c))
    {
        menu::take(state, at, effects);
        return;
    }
    let keymap = state.keymap.clone();
    match keymap.step(context(state), &state.pending, key) {
        Step::Action(action) => {
            state.pending.clear();
            perform(state, action, effects);
        }
        Step::Pending(_) => state.pending.push(key),
        Step::None if !state.pending.is_empty() => {
            let typed: String = state.pending.iter().chain([&key]).map(ToString::to_string).collect();
            state.pending.clear();
            state.warn(format!("{typed} does nothing here"));
        }
        Step::None => typed(state, key, effects),
    }
}

/// A key that no keymap knows: text where a text is being edited, otherwise nothing.
fn typed(state: &mut State, key: Key, effects: &mut Vec<Effect>) {
    match &mut state.mode {
        Mode::Form(form) => {
            let columns = geometry(state.size, &state.layout).map_or(80, |at| field_columns(&at, form));
            if let Some(field) = form.fields.get_mut(form.at)
                && field.type_key_within(key, columns)
            {
                form::keep(state, effects);
            }
        }
        Mode::Search(field) => {
            if field.type_key(key) {
                source::search_as_typed(state);
            }
        }
        Mode::Listing(listing) => {
            if listing.query.type_key(key) {
                list::refresh(state);
            }
        }
        Mode::Menu(_) => {
            let close = state.key(Action::ListClose);
            state.say(format!("{key} chooses nothing here; {close} closes the menu"));
        }
        Mode::Browse => {
            let help = state.key(Action::ShowHelp);
            state.say(format!("{key} does nothing here; {help} shows every key"));
        }
    }
}

/// Pasted text goes where text is being edited. It never presses keys.
fn pasted(state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    match &mut state.mode {
        Mode::Form(form) => {
            if let Some(field) = form.fields.get_mut(form.at) {
                field.paste(text);
                form::keep(state, effects);
            }
        }
        Mode::Search(field) => {
            field.paste(&text.replace(['\n', '\r'], " "));
            source::search_as_typed(state);
        }
        Mode::Listing(listing) => {
            listing.query.paste(&text.replace(['\n', '\r'], " "));
            list::refresh(state);
        }
        Mode::Menu(_) | Mode::Browse => {
            let edit = state.key(Action::Edit);
            state.say(format!("pasted text was dropped, because no text is being edited; {edit} opens the wording"));
        }
    }
}

/// Does an action, or says why it can't be done now.
pub fn perform(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    if let Err(why) = available(state, action) {
        state.warn(why);
        return;
    }
    if meeting::settles(state, action) {
        return;
    }
    tour::acted(state, action);
    if state.mode == Mode::Browse {
        // Whatever else the person does ends the questions of a hand-back.
        state.life.handing_back = false;
    }
    match action {
        Action::Accept => judge::accept(state, effects),
        Action::Edit => judge::edit(state),
        Action::Reject => menu::reject(state),
        Action::Defer => judge::defer(state),
        Action::Rule => menu::rule(state),
        Action::FlagSpin => judge::spin(state, effects),
        Action::RequestValidation => judge::validation(state, effects),
        Action::SetStanding => menu::standing(state),
        Action::SetVisibility => judge::visibility(state, effects),
        Action::SetAction => judge::action(state),
        Action::AddNote => judge::note(state),
        Action::RecordAbsence => menu::absence(state),
        Action::Undo => judge::undo(state, effects),
        Action::Redo => judge::redo(state, effects),
        Action::Countersign => life::countersign(state, effects),
        Action::Reopen => life::reopen(state),
        Action::ShowStages => stage::stages(state),
        Action::OutcomeHolds => stage::slot(state, Slot::Holds, action, effects),
        Action::OutcomePartly => stage::slot(state, Slot::Partly, action, effects),
        Action::OutcomeFails => stage::slot(state, Slot::Fails, action, effects),
        Action::OutcomeOpen => stage::slot(state, Slot::Open, action, effects),
        Action::OutcomeLost => stage::slot(state, Slot::Lost, action, effects),
        Action::RecordOutcome => stage::menu(state),
        Action::AskBack => turn::ask(state),
        Action::ReturnPacket => turn::give_back(state),
        Action::Answer => turn::answer(state),
        Action::HandBack => turn::hand_back(state, effects),
        Action::Assign => turn::assign(state),
        Action::Yield => settle::give_way(state, effects),
        Action::Settle => settle::menu(state),
        Action::HandOver => meeting::hand_over(state, effects),
        Action::AddClaim => menu::new_claim(state),
        Action::AttachWords => judge::attach(state, effects),
        Action::DetachEvidence => judge::detach(state, effects),
        Action::ConfirmWords => judge::confirm(state, effects),
        Action::OfferPassages => support::open(state, effects),
        Action::OpenEditor => judge::editor(state, effects),
        Action::SelectWords => source::select(state),
        Action::NextEvidence => source::turn_quotes(state, 1, effects),
        Action::PreviousEvidence => source::turn_quotes(state, -1, effects),
        Action::GoToClaim => source::claims_here(state, effects),
        Action::NextSource => source::turn_sources(state, 1, effects),
        Action::PreviousSource => source::turn_sources(state, -1, effects),
        Action::Left => source::word(state, false),
        Action::Right => source::word(state, true),
        Action::FindInSource => source::open_search(state),
        Action::NextMatch => source::next_match(state, true, effects),
        Action::PreviousMatch => source::next_match(state, false, effects),
        Action::Down => motion(state, Motion::Down, effects),
        Action::Up => motion(state, Motion::Up, effects),
        Action::PageDown => motion(state, Motion::PageDown, effects),
        Action::PageUp => motion(state, Motion::PageUp, effects),
        Action::Top => motion(state, Motion::Top, effects),
        Action::Bottom => motion(state, Motion::Bottom, effects),
        // In a source that is being searched they go on with that, as everywhere else where words are searched.
        Action::NextUndecided if searching(state) => source::next_match(state, true, effects),
        Action::PreviousUndecided if searching(state) => source::next_match(state, false, effects),
        Action::NextUndecided => step::undecided(state, true, effects),
        Action::PreviousUndecided => step::undecided(state, false, effects),
        Action::FocusNext => step::focus(state, true),
        Action::FocusPrevious => step::focus(state, false),
        Action::Filter => menu::filter(state),
        Action::FindClaim => list::open(state, Of::Claims),
        Action::ShowHistory => list::open_history(state),
        Action::ShowLog => list::open(state, Of::Log),
        Action::ShowBlockers => life::sign_off(state, effects),
        Action::ShowSecondLook => list::open(state, Of::SecondLook),
        Action::ShowBrief => panel::briefs(state),
        Action::ShowReadiness => list::open(state, Of::Readiness),
        Action::ShowFindings => finding::open(state, effects),
        Action::ShowMessages => list::open(state, Of::Messages),
        Action::ShowHelp => list::open(state, Of::Help),
        Action::ShowPalette => list::open(state, Of::Palette),
        Action::Zoom => step::zoom(state),
        Action::Widen => step::widen(state, 4, effects),
        Action::Narrow => step::widen(state, -4, effects),
        Action::ResetLayout => step::reset_layout(state, effects),
        Action::Copy => source::copy(state, effects),
        Action::ToggleMouse => step::toggle_mouse(state, effects),
        Action::Cancel => step::cancel(state, effects),
        Action::Suspend => effects.push(Effect::Suspend),
        Action::Quit => {
            effects.push(step::remember(state));
            effects.push(Effect::Quit);
        }
        Action::FieldSave => form::save(state, effects),
        Action::FieldLeave => form::leave(state),
        Action::FieldNewLine => form::new_line(state, effects),
        Action::FieldNext => form::turn(state, 1),
        Action::FieldPrevious => form::turn(state, -1),
        Action::FieldTakeSource => form::take_source(state, effects),
        Action::FieldReset => form::reset(state, effects),
        Action::FieldEditor => form::editor(state, effects),
        Action::ListDown => list::motion(state, Motion::Down),
        Action::ListUp => list::motion(state, Motion::Up),
        Action::ListPageDown => list::motion(state, Motion::PageDown),
        Action::ListPageUp => list::motion(state, Motion::PageUp),
        Action::ListTop => list::motion(state, Motion::Top),
        Action::ListBottom => list::motion(state, Motion::Bottom),
        Action::ListTake => list::take(state, effects),
        Action::ListMark => list::mark(state, effects),
        Action::ListAdd => finding::follow(state, effects),
        Action::ListClose => list::close(state, effects),
        // `available` has said that they are for the queue.
        Action::QueueDown
        | Action::QueueUp
        | Action::QueuePageDown
        | Action::QueuePageUp
        | Action::QueueTop
        | Action::QueueBottom
        | Action::QueueOpen
        | Action::QueueAssign
        | Action::QueueReturn
        | Action::QueueSort
        | Action::QueueShow
        | Action::QueueFind
        | Action::QueueRefresh
        | Action::QueueHelp
        | Action::QueueCancel
        | Action::QueueToggleMouse
        | Action::QueueSuspend
        | Action::QueueQuit => {}
    }
}

/// Whether the person is going from one place to the next where searched words stand.
fn searching(state: &State) -> bool {
    state.focus == Pane::Source && state.source.search.is_some()
}

/// A move within whatever has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Motion {
    Down,
    Up,
    PageDown,
    PageUp,
    Top,
    Bottom,
}

fn motion(state: &mut State, motion: Motion, effects: &mut Vec<Effect>) {
    match state.focus {
        Pane::Claims => step::list(state, motion, effects),
        Pane::Claim => step::claim(state, motion),
        Pane::Source => source::scroll(state, motion),
    }
}
