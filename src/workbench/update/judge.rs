//! Decisions. Each key either records an event at once, or opens the form or menu that asks for what
//! the event still lacks. Nothing here changes what was decided: the screen changes when
//! `heard::recorded` says that the event is on disk.

use super::{form, step};
use crate::anchor::State as Anchor;
use crate::packet::{ClaimId, Evidence, Position, Quote, Side};
use crate::review::word::Visibility;
use crate::review::{Event, Verdict};
use crate::text::Text;
use crate::workbench::action::Action;
use crate::workbench::effect::Effect;
use crate::workbench::field::Field;
use crate::workbench::mode::{Choice, Item, Menu, Mode, Purpose};
use crate::workbench::state::{Saving, State, is_verdict};

/// How much of the surroundings a new quote carries, in code points.
const CONTEXT: usize = 32;

/// Sends events to the trail, or asks first who is deciding.
pub(super) fn record(state: &mut State, events: Vec<Event>, said: impl Into<String>, effects: &mut Vec<Effect>) {
    let Some(by) = state.me.clone() else {
        state.warn("nobody is named as the reviewer yet; your decision was not made");
        return;
    };
    let (events, instead) = super::meeting::as_votes(state, events);
    state.saving = Some(Saving {
        said: instead.unwrap_or_else(|| said.into()),
        claim: events.first().and_then(|event| event.claim().cloned()),
        verdict: events.iter().any(is_verdict),
    });
    effects.push(Effect::Record { events, by });
}

/// Something that names no claim is on its way to the disk.
pub(super) fn saving(state: &mut State, said: &str) {
    state.saving = Some(Saving { said: said.to_owned(), claim: None, verdict: false });
}

/// Whether it is known who decides. Asks if not, and goes on with `then` afterwards.
pub(super) fn introduced(state: &mut State, then: Action) -> bool {
    if state.me.is_some() {
        return true;
    }
    let known = |word: &Option<String>| word.clone().unwrap_or_default();
    let role = state.known.role.clone().unwrap_or_else(|| "csm".to_owned());
    let fields = vec![
        Field::new("name", &known(&state.known.name)),
        Field::suggested("role", &role),
        Field::optional("e-mail", &known(&state.known.email)),
    ];
    form::open(
        state,
        Purpose::Reviewer(Some(then)),
        "Who is reviewing?",
        "every decision carries your name; it is asked once and kept in your configuration",
        fields,
    );
    false
}

/// The selected claim: index, id, and the last event of it that is on screen.
fn subject(state: &State) -> Option<(usize, ClaimId, u64)> {
    let index = state.selected()?;
    Some((index, state.review.claim(index).id.clone(), state.review.touched(index)))
}

pub(super) fn accept(state: &mut State, effects: &mut Vec<Effect>) {
    if !introduced(state, Action::Accept) {
        return;
    }
    let Some((index, claim, seen)) = subject(state) else { return };
    if let Some(Verdict::Accepted { .. }) = state.review.claims()[index].verdict.as_ref().map(|d| &d.value) {
        let next = state.key(Action::NextUndecided);
        state.say(format!("{claim} is accepted already; {next} goes to the next undecided claim"));
        return;
    }
    match state.needs_reason(index) {
        Some(false) => {
            let said = format!("{claim} accepted");
            record(state, vec![Event::ClaimAccepted { claim, seen, reason: None }], said, effects);
        }
        Some(true) => form::open(
            state,
            Purpose::Accept(claim.clone()),
            &format!("Accept {claim} without its words?"),
            &format!("{}: say why it stands all the same", lack(state, index)),
            vec![Field::new("reason", "")],
        ),
        None => {
            state.waiting = Some(Action::Accept);
            state.say(format!("looking for the words of {claim}…"));
            effects.push(Effect::Find { claim: index });
        }
    }
}

pub(super) fn edit(state: &mut State) {
    if !introduced(state, Action::Edit) {
        return;
    }
    let Some((index, claim, _)) = subject(state) else { return };
    let wording = state.review.wording(index).to_owned();
    edit_from(state, claim, &wording);
}

/// Why a claim does not stand by its words alone: what is nearest to them decides.
pub(super) fn lack(state: &State, index: usize) -> String {
    let has = |wanted| state.has_quote(index, wanted);
    if has(Anchor::Approximate) {
        let keys = state.keymap.label_for(Action::ConfirmWords).unwrap_or("confirm words");
        format!("its words stand there only nearly ({keys} confirms)")
    } else if has(Anchor::Ambiguous) {
        "its words stand in several places".to_owned()
    } else if has(Anchor::Altered) {
        "the source says otherwise".to_owned()
    } else {
        "no words of it were found".to_owned()
    }
}

/// Opens the wording of a claim for editing, beginning with `wording`.
pub(super) fn edit_from(state: &mut State, claim: ClaimId, wording: &str) {
    let mut fields = vec![Field::new("wording", wording)];
    let take = state.key(Action::FieldTakeSource);
    let mut advice = format!("both wordings are kept; {take} takes the source's own words");
    if let Some(index) = state.review.find(&claim).filter(|index| state.needs_reason(*index) == Some(true)) {
        fields.push(Field::optional("reason", ""));
        advice = format!("{}: say why it stands; {take} takes the source's own", lack(state, index));
    }
    form::open(state, Purpose::Edit { claim: claim.clone(), taken: None }, &format!("Edit {claim}"), &advice, fields);
}

pub(super) fn defer(state: &mut State) {
    if !introduced(state, Action::Defer) {
        return;
    }
    let Some((index, claim, _)) = subject(state) else { return };
    let question = format!("Is this right: {}", state.review.wording(index));
    let answerer = match state.shown_located() {
        Some(located) if located.side == Some(Side::Customer) => {
            located.speaker.as_ref().map_or(String::new(), |speaker| speaker.name.clone())
        }
        Some(_) | None => String::new(),
    };
    form::open(
        state,
        Purpose::Defer(claim.clone()),
        &format!("Ask the customer about {claim}"),
        "the question goes on the kickoff list",
        vec![Field::new("question", &question), Field::optional("who can answer", &answerer)],
    );
}

pub(super) fn spin(state: &mut State, effects: &mut Vec<Effect>) {
    if !introduced(state, Action::FlagSpin) {
        return;
    }
    let Some((index, claim, seen)) = subject(state) else { return };
    if state.review.claims()[index].spin.is_some() {
        let said = format!("{claim} is not flagged as spin any more");
        record(state, vec![Event::SpinCleared { claim, seen }], said, effects);
        return;
    }
    let selected = selected_words(state).filter(|words| state.review.says(index, words));
    if let Some(words) = selected {
        let said = format!("{claim} flagged as spin: “{words}”");
        state.source.anchor = None;
        record(state, vec![Event::SpinFlagged { claim, seen, words }], said, effects);
        return;
    }
    let wording = state.review.wording(index).to_owned();
    let take = state.key(Action::FieldTakeSource);
    form::open(
        state,
        Purpose::Spin(claim.clone()),
        &format!("Which words of {claim} spin?"),
        &format!("leave just those words; {take} begins with the quote instead"),
        vec![Field::new("words", &wording)],
    );
}

pub(super) fn validation(state: &mut State, effects: &mut Vec<Effect>) {
    if !introduced(state, Action::RequestValidation) {
        return;
    }
    let Some((index, claim, seen)) = subject(state) else { return };
    let (event, said) = if state.review.claims()[index].validation.is_some() {
        (Event::ValidationWithdrawn { claim: claim.clone(), seen }, format!("{claim} need not be confirmed at kickoff"))
    } else {
        (
            Event::ValidationRequested { claim: claim.clone(), seen },
            format!("{claim}: the customer must confirm it at kickoff"),
        )
    };
    record(state, vec![event], said, effects);
}

pub(super) fn visibility(state: &mut State, effects: &mut Vec<Effect>) {
    if !introduced(state, Action::SetVisibility) {
        return;
    }
    let Some((index, claim, seen)) = subject(state) else { return };
    let visibility = match state.review.visibility(index) {
        Visibility::Internal => Visibility::CustomerSafe,
        Visibility::CustomerSafe => Visibility::Internal,
    };
    let said = format!("{claim} is {} now", visibility.label());
    record(state, vec![Event::VisibilitySet { claim, seen, visibility }], said, effects);
}

pub(super) fn action(state: &mut State) {
    if !introduced(state, Action::SetAction) {
        return;
    }
    let Some((index, claim, _)) = subject(state) else { return };
    let action = state.review.claims()[index].action.as_ref().map(|decision| decision.value.clone());
    let (what, by, from) = action.map_or_else(Default::default, |action| {
        (action.what, action.by.unwrap_or_default(), action.from.unwrap_or_default())
    });
    form::open(
        state,
        Purpose::Act(claim.clone()),
        &format!("What does the team do differently because of {claim}?"),
        "an empty field takes the action away",
        vec![Field::optional("what", &what), Field::optional("by whom", &by), Field::optional("from when", &from)],
    );
}

pub(super) fn note(state: &mut State) {
    if !introduced(state, Action::AddNote) {
        return;
    }
    let claim = subject(state).map(|(_, claim, _)| claim);
    let title = claim.as_ref().map_or("A note on the packet".to_owned(), |claim| format!("A note on {claim}"));
    form::open(
        state,
        Purpose::Note(claim),
        &title,
        "notes stay inside; no customer document shows them",
        vec![Field::new("note", "")],
    );
}

pub(super) fn undo(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(me) = state.me.clone() else { return };
    let Some(seq) = state.review.undo_target(&me) else { return };
    let together = state.review.together(seq);
    take_back(
        state,
        together.into_iter().rev().filter(|seq| state.review.is_live(*seq)).collect(),
        "took back",
        effects,
    );
}

pub(super) fn redo(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(me) = state.me.clone() else { return };
    let Some(seq) = state.review.redo_target(&me) else { return };
    let together = state.review.together(seq);
    take_back(
        state,
        together.into_iter().rev().filter(|seq| state.review.is_live(*seq)).collect(),
        "brought back",
        effects,
    );
}

fn take_back(state: &mut State, seqs: Vec<u64>, how: &str, effects: &mut Vec<Effect>) {
    let Some(first) = seqs.last() else { return };
    let what = undone_in_words(state, *first);
    let back = if how == "took back" {
        format!("{} brings it back", state.key(Action::Redo))
    } else {
        format!("{} takes it back", state.key(Action::Undo))
    };
    let events = seqs.iter().map(|seq| Event::Undone { seq: *seq }).collect();
    record(state, events, format!("{how}: {what}; {back}"), effects);
    // The person wants to see what came of it.
    let claim = seqs.last().and_then(|seq| original(state, *seq)).and_then(|event| event.claim().cloned());
    if let Some(index) = claim.and_then(|claim| state.review.find(&claim)) {
        step::go_to(state, index, effects);
    }
}

/// The decision at the end of a chain of undoings.
fn original(state: &State, seq: u64) -> Option<&Event> {
    let mut event = &state.review.entry(seq)?.event;
    while let Event::Undone { seq } = event {
        event = &state.review.entry(*seq)?.event;
    }
    Some(event)
}

fn undone_in_words(state: &State, seq: u64) -> String {
    let Some(event) = original(state, seq) else { return format!("line {seq}") };
    let what = event.word().replace('_', " ");
    event.claim().map_or(what.clone(), |claim| format!("{claim}, {what}"))
}

/// The words selected in the source.
fn selected_words(state: &State) -> Option<String> {
    let range = state.selection()?;
    Some(state.shown_text()?.as_str()[range].split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The words selected in the source, as evidence.
pub(super) fn selected_evidence(state: &State) -> Option<Evidence> {
    let range = state.selection()?;
    let source = state.review.packet().sources.get(state.source.source)?.id.clone();
    Some(quoting(state.shown_text()?, source, range))
}

/// A quote of what stands at a range, with its surroundings.
pub(super) fn quoting(text: &Text, source: crate::packet::SourceId, range: std::ops::Range<usize>) -> Evidence {
    let all = text.as_str();
    let before: Vec<char> = all[..range.start].chars().rev().take(CONTEXT).collect();
    let prefix: String = before.into_iter().rev().collect();
    let suffix: String = all[range.end..].chars().take(CONTEXT).collect();
    Evidence {
        id: None,
        source,
        quote: Quote {
            exact: all[range.clone()].to_owned(),
            prefix: (!prefix.is_empty()).then_some(prefix),
            suffix: (!suffix.is_empty()).then_some(suffix),
        },
        position: Some(text.position(&range)),
    }
}

pub(super) fn attach(state: &mut State, effects: &mut Vec<Effect>) {
    if !introduced(state, Action::AttachWords) {
        return;
    }
    let Some((index, claim, seen)) = subject(state) else { return };
    let Some(mut evidence) = selected_evidence(state) else { return };
    evidence.id = Some(state.review.free_evidence_id(index));
    state.source.anchor = None;
    let said = format!("words put beside {claim}");
    record(state, vec![Event::EvidenceAttached { claim, seen, evidence }], said, effects);
}

pub(super) fn detach(state: &mut State, effects: &mut Vec<Effect>) {
    if !introduced(state, Action::DetachEvidence) {
        return;
    }
    let Some((_, claim, seen)) = subject(state) else { return };
    let Some(evidence) = state.shown_quote().map(|(live, _)| live.id) else { return };
    let said = format!("{evidence} taken away from {claim}");
    record(state, vec![Event::EvidenceDetached { claim, seen, evidence }], said, effects);
}

pub(super) fn confirm(state: &mut State, effects: &mut Vec<Effect>) {
    if !introduced(state, Action::ConfirmWords) {
        return;
    }
    let Some((_, claim, seen)) = subject(state) else { return };
    let Some(evidence) = state.shown_quote().map(|(live, _)| live.id) else { return };
    let Some(located) = state.shown_located() else { return };
    let loaded = state.shown_quote().and_then(|(live, _)| state.loaded(&live.evidence.source));
    let Some(loaded) = loaded else { return };
    let text = &loaded.text;
    if located.resolution.state == Anchor::Ambiguous {
        let items = located
            .resolution
            .candidates()
            .iter()
            .zip("123456789".chars())
            .map(|(range, key)| Item {
                key,
                label: surroundings(text, range),
                choice: Choice::Confirm(claim.clone(), evidence.clone(), range.clone()),
            })
            .collect();
        state.mode = Mode::Menu(Menu { title: format!("Which of these does {evidence} mean?"), items, cursor: 0 });
        return;
    }
    let Some(range) = located.resolution.range.clone() else { return };
    confirm_at(state, claim, evidence, text, range, seen, effects);
}

/// Confirms that a quote means the words at a range.
pub(super) fn confirm_at(
    state: &mut State,
    claim: ClaimId,
    evidence: crate::packet::EvidenceId,
    text: &Text,
    range: std::ops::Range<usize>,
    seen: u64,
    effects: &mut Vec<Effect>,
) {
    let position: Position = text.position(&range);
    let exact = text.as_str()[range].to_owned();
    let said = format!("{evidence} of {claim} confirmed");
    record(state, vec![Event::EvidenceConfirmed { claim, seen, evidence, position, exact }], said, effects);
}

fn surroundings(text: &Text, range: &std::ops::Range<usize>) -> String {
    let all = text.as_str();
    let before: String = all[..range.start].chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = all[range.end..].chars().take(24).collect();
    let time = text.time_at(range.start).map_or(String::new(), |ms| format!("{}  ", crate::workbench::view::clock(ms)));
    format!("{time}…{before}[{}]{after}…", &all[range.clone()]).split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn editor(state: &mut State, effects: &mut Vec<Effect>) {
    if !introduced(state, Action::OpenEditor) {
        return;
    }
    let Some((index, claim, _)) = subject(state) else { return };
    let wording = state.review.wording(index).to_owned();
    edit_from(state, claim, &wording);
    effects.push(Effect::Editor(wording));
}
