//! Find support: the passages of all sources that say most of what a claim says, in a list. One key puts
//! one beside the claim, another shows it where it stands.
//!
//! What is offered proves nothing and decides nothing: it becomes evidence when a person attaches it, by
//! the same event as words that were selected by hand.

use super::judge::{introduced, quoting, record};
use super::source::{look_at, show_source};
use super::{life, list};
use crate::packet::ClaimId;
use crate::review::{Entry, Event};
use crate::workbench::action::Action;
use crate::workbench::effect::Effect;
use crate::workbench::mode::{Mode, Of, Row, Take, Tone};
use crate::workbench::state::{Offered, Pane, SourceState, State, Support, word_at};

/// Offers passages for the selected claim.
pub(super) fn open(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(index) = state.selected() {
        offer(state, index, effects);
    }
}

/// Offers passages for a claim that was just written without any words beside it.
pub(super) fn after(state: &mut State, written: &[Entry], effects: &mut Vec<Effect>) {
    let bare = written.iter().find_map(|entry| {
        if let Event::ClaimAdded { claim } = &entry.event
            && claim.evidence.is_empty()
        {
            return Some(claim.id.clone());
        }
        None
    });
    if let Some(index) = bare.and_then(|claim| state.review.find(&claim))
        && state.mode == Mode::Browse
    {
        offer(state, index, effects);
    }
}

fn offer(state: &mut State, index: usize, effects: &mut Vec<Effect>) {
    let claim = state.review.claim(index).id.clone();
    let text = state.review.wording(index).to_owned();
    state.support = Some(Support { claim: claim.clone(), progress: Some((0, 0)), offered: Vec::new() });
    list::open(state, Of::Passages(claim.clone()));
    effects.push(Effect::Offer { claim, text });
}

/// Passages were found, or the search is a bit further.
pub(super) fn heard(state: &mut State, claim: ClaimId, progress: Option<(usize, usize)>, offered: Vec<Offered>) {
    // An answer to an older question is no answer.
    if state.support.as_ref().is_none_or(|support| support.claim != claim) {
        return;
    }
    state.support = Some(Support { claim: claim.clone(), progress, offered });
    if matches!(&state.mode, Mode::Listing(listing) if listing.of == Of::Passages(claim)) {
        list::refresh(state);
    }
}

/// The lines of the list.
pub(super) fn rows(state: &State) -> Vec<Row> {
    let only = |text: String| vec![Row { text, tag: String::new(), tone: Tone::Dim, take: Take::Nothing }];
    let Some(support) = &state.support else { return Vec::new() };
    if let Some((done, total)) = support.progress {
        let share = (done * 100).checked_div(total).unwrap_or(0);
        return only(format!("looking through all sources: {share} %"));
    }
    if support.offered.is_empty() {
        let (reject, defer) = (state.key(Action::Reject), state.key(Action::Defer));
        return only(format!("no source has a passage like it; {reject} rejects the claim, {defer} asks the customer"));
    }
    let row = |(at, offered): (usize, &Offered)| Row {
        text: format!("“{}”\n{}", offered.words, offered.place),
        tag: (at + 1).to_string(),
        tone: Tone::Plain,
        take: Take::Passage(offered.clone()),
    };
    support.offered.iter().enumerate().map(row).collect()
}

/// Puts a passage beside the claim that it was found for.
pub(super) fn attach(state: &mut State, offered: &Offered, effects: &mut Vec<Effect>) {
    if let Err(why) = state.writable().and_then(|()| life::decidable(state)) {
        state.warn(why);
        return;
    }
    if !introduced(state, Action::OfferPassages) {
        return;
    }
    let Some(index) = state.support.as_ref().and_then(|support| state.review.find(&support.claim)) else { return };
    let Some(source) = state.review.packet().sources.get(offered.source).map(|source| source.id.clone()) else {
        return;
    };
    let Some(SourceState::Ready(loaded)) = state.sources.get(offered.source) else { return };
    let mut evidence = quoting(&loaded.text, source, offered.quote.clone());
    evidence.id = Some(state.review.free_evidence_id(index));
    let claim = state.review.claim(index).id.clone();
    let seen = state.review.touched(index);
    state.mode = Mode::Browse;
    let said = format!("words put beside {claim}");
    record(state, vec![Event::EvidenceAttached { claim, seen, evidence }], said, effects);
}

/// Shows a passage where it stands, selected, so that more or fewer of its words can be taken.
pub(super) fn show(state: &mut State, offered: &Offered, effects: &mut Vec<Effect>) {
    state.mode = Mode::Browse;
    state.focus = Pane::Source;
    show_source(state, offered.source, effects);
    look_at(state, offered.quote.clone());
    let Some(text) = state.shown_text() else { return };
    let last = word_at(text.as_str(), offered.quote.end.saturating_sub(1)).start;
    state.source.cursor = last.max(offered.quote.start);
    state.source.anchor = Some(offered.quote.start);
    let (attach, leave) = (state.key(Action::AttachWords), state.key(Action::Cancel));
    state.say(format!("these words are selected: {attach} puts them beside the claim, {leave} leaves them"));
}
