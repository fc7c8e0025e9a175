//! What the world answers: decisions that are on disk or are not, other people's decisions, sources
//! that were read, quotes that were found.

use std::sync::Arc;

use super::{finding, list, perform, renew, source, step, support, turn};
use crate::packet::ClaimId;
use crate::review::hidden::second_look;
use crate::review::located::{Beside, Found};
use crate::review::{Entry, Event};
use crate::workbench::action::Action;
use crate::workbench::effect::{Effect, NotRecorded, Quote, Recorded};
use crate::workbench::mode::Mode;
use crate::workbench::state::{Loaded, SourceState, State};

/// A decision is on disk, or is not. Only now does the screen change.
pub(super) fn recorded(state: &mut State, outcome: Result<Recorded, NotRecorded>, effects: &mut Vec<Effect>) {
    let saving = state.saving.take();
    match outcome {
        Ok(Recorded { heard, written }) => {
            take_entries(state, heard, effects);
            if written.iter().any(|entry| matches!(entry.event, Event::Returned { .. })) {
                state.life.asks.clear();
            }
            take_entries(state, written.clone(), effects);
            let Some(saving) = saving else { return };
            say_saved(state, &saving.said, saving.claim.as_ref(), saving.verdict);
            effects.push(step::remember(state));
            if saving.verdict && state.choices.advance {
                step::undecided(state, true, effects);
            }
            support::after(state, &written, effects);
            finding::after(state, &written, effects);
            turn::after(state, &written, effects);
        }
        Err(NotRecorded { heard, why, for_good }) => {
            take_entries(state, heard, effects);
            state.warn(format!("not saved: {why}"));
            // What was lined up behind it was meant for a screen that did not come.
            state.held.clear();
            if for_good {
                state.read_only = Some(why);
            }
        }
    }
}

fn say_saved(state: &mut State, said: &str, claim: Option<&ClaimId>, verdict: bool) {
    let index = claim.and_then(|claim| state.review.find(claim));
    let differs = index.filter(|_| verdict).map(|index| second_look(&state.review, index)).unwrap_or_default();
    let mut said = said.to_owned();
    if !said.contains("takes it back") && !said.contains("brings it back") {
        said.push_str(&format!(" · {} takes it back", state.key(Action::Undo)));
    }
    if !differs.is_empty() {
        said.push_str(" · second look: ");
        said.push_str(&differs.join("; "));
    }
    state.say(said);
}

/// Somebody else decided something.
pub(super) fn heard(state: &mut State, entries: Vec<Entry>, effects: &mut Vec<Effect>) {
    let about = asked_about(state);
    let of_it = |entry: &&Entry| about.is_some() && entry.event.claim() == about.as_ref();
    let last = entries.iter().rev().find(of_it);
    let last = last.or_else(|| entries.iter().rev().find(|entry| entry.event.claim().is_some())).cloned();
    take_entries(state, entries, effects);
    if let Some(entry) = last {
        let what = entry.event.word().replace('_', " ");
        let claim = entry.event.claim().map_or(String::new(), |claim| format!("{claim}: "));
        let said = format!("{claim}{what}, by {} ({})", entry.by.name, entry.by.role.label());
        if about.is_some() && entry.event.claim() == about.as_ref() {
            state.overtaken = Some(said.clone());
        }
        state.say(said);
    }
}

/// The claim that the open menu or form is about.
fn asked_about(state: &State) -> Option<ClaimId> {
    match &state.mode {
        Mode::Form(form) => form.purpose.claim().cloned(),
        Mode::Menu(_) => Some(state.review.claim(state.selected()?).id.clone()),
        Mode::Browse | Mode::Search(_) | Mode::Listing(_) => None,
    }
}

/// Whether somebody else decided the claim while a menu or form about it was open. The person chose before
/// they could have read it, so nothing is recorded: they are told, and asked again.
pub(super) fn was_overtaken(state: &mut State, then: &str) -> bool {
    let Some(what) = state.overtaken.take() else { return false };
    state.warn(format!("not saved, because meanwhile {what}; {then}"));
    true
}

fn take_entries(state: &mut State, entries: Vec<Entry>, effects: &mut Vec<Effect>) {
    if entries.is_empty() {
        return;
    }
    // What concerns a claim hangs on its wording, and a claim may have joined.
    state.signals.asked &= !entries.iter().any(|entry| rewords(&entry.event));
    let claims_before = state.review.len();
    let stage_before = state.review.stage();
    let before = state.review.shared_packet();
    let asked = asked_about(state);
    let mut news = renew::News::default();
    let mut words_changed: Vec<ClaimId> = Vec::new();
    for entry in entries {
        let changes_words = match &entry.event {
            Event::EvidenceAttached { claim, .. }
            | Event::EvidenceDetached { claim, .. }
            | Event::EvidenceConfirmed { claim, .. } => Some(claim.clone()),
            Event::ClaimAdded { claim } => Some(claim.id.clone()),
            Event::Undone { seq: _ } => state.review.concerns(&entry),
            Event::ClaimAccepted { .. }
            | Event::ClaimEdited { .. }
            | Event::ClaimRejected { .. }
            | Event::ClaimDeferred { .. }
            | Event::StandingSet { .. }
            | Event::PromiseRuled { .. }
            | Event::SpinFlagged { .. }
            | Event::SpinCleared { .. }
            | Event::ValidationRequested { .. }
            | Event::ValidationWithdrawn { .. }
            | Event::VisibilitySet { .. }
            | Event::ActionSet { .. }
            | Event::Noted { .. }
            | Event::AbsenceRecorded { .. }
            | Event::Returned { .. }
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
            | Event::Inspected { .. } => None,
        };
        news.hear(&state.review, &entry);
        let seq = entry.seq;
        if let Err(refusal) = state.review.apply(entry) {
            state.warn(format!("line {seq} of the trail does not fit: {refusal}"));
            state.read_only = Some(format!("line {seq} of the trail does not fit; `handoff verify` says more"));
        }
        words_changed.extend(changes_words);
    }
    if state.review.len() != claims_before || news.is_of_a_draft() {
        let selected = state.selected();
        state.join();
        if state.selected() != selected {
            step::arrived(state, effects);
        }
        step::keep_in_view(state);
    }
    state.found.resize_with(state.review.len(), Beside::default);
    renew::follow(state, &before, &news, asked.is_some(), effects);
    for claim in words_changed {
        if let Some(index) = state.review.find(&claim) {
            // What was known of the old quotes says nothing of the new ones.
            let quotes = Quote::all(&state.review, index);
            state.found[index] = Beside::pending(quotes.len());
            effects.push(Effect::Quotes { claim: index, quotes });
        }
    }
    // Its lines may name a claim that is gone.
    if state.review.len() < claims_before && matches!(state.mode, Mode::Listing(_)) {
        list::refresh(state);
    }
    super::stage::follow(state, stage_before, effects);
    if let Some(index) = state.selected() {
        let quotes = state.review.evidence(index).len();
        state.source.quote = state.source.quote.min(quotes.saturating_sub(1));
    }
    state.recount();
}

/// Whether what concerns claims can be another after it: wordings and claims change. Words that are put
/// beside a claim are heard of when they are found.
const fn rewords(event: &Event) -> bool {
    matches!(
        event,
        Event::ClaimEdited { .. }
            | Event::ClaimAdded { .. }
            | Event::EvidenceDetached { .. }
            | Event::Undone { .. }
            | Event::SourceAdded { .. }
            | Event::DraftReplaced { .. }
    )
}

/// A source was read, or can't be.
pub(super) fn source(state: &mut State, at: usize, loaded: Result<Arc<Loaded>, String>) {
    let Some(slot) = state.sources.get_mut(at) else { return };
    *slot = match loaded {
        Ok(loaded) => SourceState::Ready(loaded),
        Err(why) => SourceState::Unreadable(why),
    };
}

/// Quotes were found, or were not.
pub(super) fn found(state: &mut State, found: Vec<(usize, Beside)>, effects: &mut Vec<Effect>) {
    let selected = state.selected();
    let mut selected_changed = false;
    for (claim, found) in found {
        // An answer to a question that has changed since is no answer.
        if state.found.get(claim).is_none_or(|known| known.len() != found.len()) {
            continue;
        }
        // What concerns a claim hangs on where its words stand.
        state.signals.asked &= state.found[claim] == found;
        if Some(claim) == selected && state.found[claim] != found {
            selected_changed = true;
        }
        state.found[claim] = found;
    }
    if selected_changed {
        let before = state.source.quote;
        if let Some(found) = selected.and_then(|claim| state.found.get(claim))
            && !found.get(before).is_some_and(Found::counts)
        {
            state.source.quote = found.iter().position(Found::counts).unwrap_or(before);
        }
        source::show_quote(state, effects);
    }
    if state.progress.is_none() || selected_changed {
        state.recount();
    }
    if let Some(action) = state.waiting
        && selected.is_some_and(|claim| state.needs_reason(claim).is_some())
    {
        state.waiting = None;
        perform(state, action, effects);
    }
}
