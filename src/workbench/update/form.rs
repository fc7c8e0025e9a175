//! Forms: one to four texts edited together, and what saving them does. What an open form says is
//! kept on disk after every key, and offered again when the same form is opened.

use super::judge::{self, quoting, record};
use crate::anchor::State as Anchor;
use crate::audit::identity::seat;
use crate::packet::{Claim, ClaimId, ClaimKind, Evidence, SourceId};
use crate::review::located::Found;
use crate::review::word::{RejectReason, Ruling};
use crate::review::{Action as Act, Actor, Event};
use crate::workbench::action::Action;
use crate::workbench::effect::Effect;
use crate::workbench::field::Field;
use crate::workbench::mode::{Form, Mode, Purpose, Taken};
use crate::workbench::state::{Kept, State};

/// Opens a form, with what was left unfinished in it last time.
pub(super) fn open(state: &mut State, purpose: Purpose, title: &str, advice: &str, fields: Vec<Field>) {
    state.overtaken = None;
    let mut form = Form { purpose, title: title.to_owned(), advice: advice.to_owned(), fields, at: 0 };
    if let Some(kept) = &state.kept
        && kept.purpose == form.purpose.word()
        && kept.claim.as_ref() == form.purpose.claim()
        && kept.fields.len() == form.fields.len()
    {
        for (field, text) in form.fields.iter_mut().zip(&kept.fields) {
            field.set(text);
        }
        let again = state.key(Action::FieldReset);
        state.say(format!("this is what you left unfinished; {again} begins again"));
    }
    state.mode = Mode::Form(form);
}

/// Keeps what the open form says.
pub(super) fn keep(state: &mut State, effects: &mut Vec<Effect>) {
    let Mode::Form(form) = &state.mode else { return };
    let kept = Kept {
        purpose: form.purpose.word().to_owned(),
        claim: form.purpose.claim().cloned(),
        fields: form.fields.iter().map(Field::text).collect(),
    };
    state.kept = Some(kept.clone());
    effects.push(Effect::Keep(Some(kept)));
}

fn forget(state: &mut State, effects: &mut Vec<Effect>) {
    if state.kept.take().is_some() {
        effects.push(Effect::Keep(None));
    }
}

/// Leaves the form; its text is kept.
pub(super) fn leave(state: &mut State) {
    if let Mode::Search(_) = state.mode {
        state.source.search = None;
    }
    if let Mode::Form(form) = &state.mode
        && form.fields.iter().any(|field| field.text() != field.initial)
    {
        state.say("not saved; the text is kept and comes back with the same key");
    }
    state.mode = Mode::Browse;
}

pub(super) fn new_line(state: &mut State, effects: &mut Vec<Effect>) {
    if let Mode::Form(form) = &mut state.mode
        && let Some(field) = form.fields.get_mut(form.at)
    {
        field.new_line();
        keep(state, effects);
    }
}

pub(super) fn turn(state: &mut State, by: isize) {
    if let Mode::Form(form) = &mut state.mode {
        let count = form.fields.len() as isize;
        form.at = (form.at as isize + by).rem_euclid(count.max(1)) as usize;
    }
}

pub(super) fn reset(state: &mut State, effects: &mut Vec<Effect>) {
    let Mode::Form(form) = &mut state.mode else { return };
    for field in &mut form.fields {
        let initial = field.initial.clone();
        field.set(&initial);
    }
    if let Purpose::Edit { taken, .. } = &mut form.purpose {
        *taken = None;
    }
    forget(state, effects);
}

/// Puts the source's own words into the field: where the quote stands now, else the quote itself.
pub(super) fn take_source(state: &mut State, effects: &mut Vec<Effect>) {
    let Some((words, taken)) = source_words(state) else {
        state.warn("this claim has no words in any source to take");
        return;
    };
    let Mode::Form(form) = &mut state.mode else { return };
    if let Purpose::Edit { taken: slot, .. } = &mut form.purpose {
        *slot = taken;
    }
    if let Some(field) = form.fields.get_mut(form.at) {
        field.set(&words);
    }
    keep(state, effects);
}

/// The words of the shown quote as its source has them. With a quote that stands otherwise than it was
/// drafted, also what should stand beside the claim instead of it.
fn source_words(state: &State) -> Option<(String, Option<Taken>)> {
    let (live, found) = state.shown_quote()?;
    let Found::Resolved(located) = found else { return None };
    let range = located.resolution.range.clone()?;
    let loaded = state.loaded(&live.evidence.source)?;
    let words = loaded.text.as_str()[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    let taken = match located.resolution.state {
        Anchor::Altered | Anchor::Approximate if !located.confirmed => {
            Some(Taken { from: live.id, evidence: quoting(&loaded.text, live.evidence.source.clone(), range) })
        }
        Anchor::Altered
        | Anchor::Approximate
        | Anchor::Anchored
        | Anchor::Moved
        | Anchor::Ambiguous
        | Anchor::Orphan => None,
    };
    Some((words, taken))
}

pub(super) fn editor(state: &mut State, effects: &mut Vec<Effect>) {
    if let Mode::Form(form) = &state.mode
        && let Some(field) = form.fields.get(form.at)
    {
        effects.push(Effect::Editor(field.text()));
    }
}

/// A whole text for whatever is being written: the open field, the search, what narrows the open list.
pub(super) fn fill(state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    match &mut state.mode {
        Mode::Form(form) => {
            if let Some(field) = form.fields.get_mut(form.at) {
                field.set("");
                field.paste(text);
                keep(state, effects);
            }
        }
        Mode::Search(field) => {
            field.set("");
            field.paste(text);
            super::source::search_as_typed(state);
        }
        Mode::Listing(listing) => {
            listing.query.set("");
            listing.query.paste(text);
            super::list::refresh(state);
        }
        Mode::Browse | Mode::Menu(_) => {}
    }
}

/// What came back from the person's editor goes into the open field; saving it is still theirs to do.
pub(super) fn written(state: &mut State, text: Option<String>, effects: &mut Vec<Effect>) {
    let Some(text) = text else {
        state.warn("the editor was left without a text; nothing was changed");
        return;
    };
    if let Mode::Form(form) = &mut state.mode
        && let Some(field) = form.fields.get_mut(form.at)
    {
        let text = text.trim_end_matches(['\n', '\r']);
        if text == field.text().trim_end_matches(['\n', '\r']) {
            // Editors with a window of their own come back at once unless they are told to wait.
            state.say("the editor left the text as it was; one with a window of its own needs to wait: `code --wait`");
            return;
        }
        field.set(text);
        keep(state, effects);
        state.say("this is what your editor left; enter saves it");
    }
}

/// Saves the form: records its event, or says what is still missing.
pub(super) fn save(state: &mut State, effects: &mut Vec<Effect>) {
    if let Mode::Search(_) = state.mode {
        super::source::search_taken(state, effects);
        return;
    }
    let Mode::Form(form) = &state.mode else { return };
    if let Some(missing) = form.fields.iter().position(|field| !field.optional && field.said().is_none()) {
        let label = form.fields[missing].label;
        // Enter in the first of several fields goes on to the next, as people expect of a form.
        if let Mode::Form(form) = &mut state.mode {
            form.at = missing;
        }
        state.warn(format!("the {label} is empty"));
        return;
    }
    let form = form.clone();
    if super::heard::was_overtaken(state, "save again to decide all the same, or leave and look") {
        return;
    }
    let said: Vec<Option<String>> = form.fields.iter().map(Field::said).collect();
    let field = |at: usize| said.get(at).cloned().flatten();
    let first = || field(0).unwrap_or_default();
    let seen =
        form.purpose.claim().and_then(|claim| state.review.find(claim)).map_or(0, |index| state.review.touched(index));
    match form.purpose {
        Purpose::Reviewer(then) => {
            let role = match seat(&field(1).unwrap_or_default(), &state.known.roles, "role") {
                Ok(role) => role,
                Err(unfit) => {
                    state.warn(format!("{unfit}; {}", unfit.hint));
                    if let Mode::Form(form) = &mut state.mode {
                        form.at = 1;
                    }
                    return;
                }
            };
            let me = Actor { name: first(), email: field(2), role };
            state.me = Some(me.clone());
            effects.push(Effect::Introduce(me));
            finish(state, effects);
            if let Some(action) = then {
                super::perform(state, action, effects);
            }
        }
        Purpose::Accept(claim) => {
            finish(state, effects);
            let said = format!("{claim} accepted, with your reason");
            record(state, vec![Event::ClaimAccepted { claim, seen, reason: field(0) }], said, effects);
        }
        Purpose::Edit { claim, taken } => {
            save_edit(state, claim, taken, &form.fields[0].text(), field(1), seen, effects)
        }
        Purpose::Reject(claim, reason) => {
            finish(state, effects);
            reject(state, claim, reason, field(0), seen, effects);
        }
        Purpose::Defer(claim) => {
            finish(state, effects);
            let said = format!("{claim}: to ask the customer");
            let event = Event::ClaimDeferred { claim, seen, question: first(), answerer: field(1) };
            record(state, vec![event], said, effects);
        }
        Purpose::Rule(claim, ruling) => {
            finish(state, effects);
            rule(state, claim, ruling, field(0), field(1), seen, effects);
        }
        Purpose::Spin(claim) => save_spin(state, claim, first(), seen, effects),
        Purpose::Act(claim) => {
            finish(state, effects);
            let action = field(0).map(|what| Act { what, by: field(1), from: field(2) });
            let said =
                if action.is_some() { format!("{claim} has an action") } else { format!("{claim} has no action now") };
            record(state, vec![Event::ActionSet { claim, seen, action }], said, effects);
        }
        Purpose::Note(claim) => {
            finish(state, effects);
            let said = claim.as_ref().map_or("noted".to_owned(), |claim| format!("noted on {claim}"));
            record(state, vec![Event::Noted { claim, text: first() }], said, effects);
        }
        Purpose::Add(kind, evidence) => save_added(state, kind, evidence, first(), Some(field(1)), effects),
        Purpose::Raise(kind, evidence) => save_added(state, kind, evidence, first(), None, effects),
        Purpose::Life(writing) => {
            finish(state, effects);
            super::life::save(state, writing, &said, seen, effects);
        }
        Purpose::Absent(kind, sources) => {
            finish(state, effects);
            absent(state, kind, sources, field(0), effects);
        }
    }
}

/// Closes the form; what it said is on its way to the trail.
fn finish(state: &mut State, effects: &mut Vec<Effect>) {
    state.mode = Mode::Browse;
    forget(state, effects);
}

fn save_edit(
    state: &mut State,
    claim: ClaimId,
    taken: Option<Taken>,
    text: &str,
    reason: Option<String>,
    seen: u64,
    effects: &mut Vec<Effect>,
) {
    let Some(index) = state.review.find(&claim) else { return };
    let text = text.trim().to_owned();
    if text == state.review.claim(index).text {
        finish(state, effects);
        let accept = state.key(Action::Accept);
        state.warn(format!("the words are the draft's own; {accept} accepts {claim} as it is"));
        return;
    }
    let needs = state.needs_reason(index) == Some(true);
    if needs && reason.is_none() && taken.is_none() {
        let lack = super::judge::lack(state, index);
        let take = state.key(Action::FieldTakeSource);
        state.warn(format!("{lack}: say why it stands, or {take} takes the source's own words"));
        if let Mode::Form(form) = &mut state.mode {
            form.at = form.fields.len() - 1;
        }
        return;
    }
    finish(state, effects);
    let mut events = Vec::new();
    if let Some(Taken { from, mut evidence }) = taken {
        evidence.id = Some(state.review.free_evidence_id(index));
        events.push(Event::EvidenceAttached { claim: claim.clone(), seen, evidence });
        events.push(Event::EvidenceDetached { claim: claim.clone(), seen, evidence: from });
    }
    events.push(Event::ClaimEdited { claim: claim.clone(), seen, text, reason });
    record(state, events, format!("{claim} edited; both wordings are kept"), effects);
}

fn save_spin(state: &mut State, claim: ClaimId, words: String, seen: u64, effects: &mut Vec<Effect>) {
    let Some(index) = state.review.find(&claim) else { return };
    if !state.review.says(index, &words) {
        state.warn(format!("those words stand neither in {claim} nor in its quotes; leave only words that do"));
        return;
    }
    finish(state, effects);
    let said = format!("{claim} flagged as spin: “{words}”");
    record(state, vec![Event::SpinFlagged { claim, seen, words }], said, effects);
}

/// Adds a claim: accepted, with the reason that it may need, or without a verdict.
fn save_added(
    state: &mut State,
    kind: ClaimKind,
    evidence: Vec<Evidence>,
    text: String,
    accepted: Option<Option<String>>,
    effects: &mut Vec<Effect>,
) {
    let id = state.review.free_claim_id();
    finish(state, effects);
    state.source.anchor = None;
    let claim = Claim {
        id: id.clone(),
        kind,
        text,
        what: None,
        owner: None,
        due: None,
        amount: None,
        people: Vec::new(),
        evidence,
        suggestion: None,
        grounding: None,
    };
    let mut events = vec![Event::ClaimAdded { claim: Box::new(claim) }];
    let mut said = format!("{id} added, undecided: judge it like any other");
    // Whoever writes a claim stands behind it: writing it is the verdict. Not so with words that were put
    // before them.
    if let Some(reason) = accepted {
        events.push(Event::ClaimAccepted { claim: id.clone(), seen: 0, reason });
        said = format!("{id} added and accepted");
    }
    record(state, events, said, effects);
}

/// Rejects a claim.
pub(super) fn reject(
    state: &mut State,
    claim: ClaimId,
    reason: RejectReason,
    note: Option<String>,
    seen: u64,
    effects: &mut Vec<Effect>,
) {
    let said = format!("{claim} rejected: {}", reason.label());
    record(state, vec![Event::ClaimRejected { claim, seen, reason, note }], said, effects);
}

fn rule(
    state: &mut State,
    claim: ClaimId,
    ruling: Ruling,
    owner: Option<String>,
    due: Option<String>,
    seen: u64,
    effects: &mut Vec<Effect>,
) {
    let said = format!("{claim} ruled {}", ruling.label());
    record(state, vec![Event::PromiseRuled { claim, seen, ruling, owner, due }], said, effects);
}

fn absent(state: &mut State, kind: ClaimKind, sources: Vec<SourceId>, note: Option<String>, effects: &mut Vec<Effect>) {
    if !judge::introduced(state, Action::RecordAbsence) {
        return;
    }
    let said = format!("looked for {} in {} sources, none found", kind.label(), sources.len());
    record(state, vec![Event::AbsenceRecorded { kind, sources, note }], said, effects);
}
