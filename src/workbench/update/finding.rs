//! What the sources raise by now, as a list: stale assumptions, contradictions, new names and concerns,
//! promises that were spoken or written and not both. Each with the words that raised it.
//!
//! A finding decides nothing. Those about a claim that nobody has judged are counted and not shown. One key
//! follows a finding up ([`Next`]): a claim that a person makes of one goes through the form of any new claim
//! and stays undecided, and where a claim is there already, what a person would do next is opened for them.

use super::judge::{introduced, quoting, record};
use super::source::{look_at, show_source};
use super::{form, life, list, perform, stage, step};
use crate::packet::{ClaimKind, Evidence};
use crate::refresh::{Finding, Kind, Snippet};
use crate::review::word::Stage;
use crate::review::{Entry, Event};
use crate::workbench::action::Action;
use crate::workbench::effect::Effect;
use crate::workbench::field::Field;
use crate::workbench::mode::{Listing, Mode, Of, Purpose, Row, Take, Tone};
use crate::workbench::state::{Pane, Raised, SourceState, State, word_at};

/// Opens the list, and has the sources looked through unless nothing has happened since.
pub(super) fn open(state: &mut State, effects: &mut Vec<Effect>) {
    let head = state.review.head();
    let is_fresh = state.raised.as_ref().is_some_and(|raised| raised.head == head && raised.progress.is_none());
    if !is_fresh {
        state.raised = Some(Raised { head, progress: Some((0, 0)), list: Vec::new() });
        effects.push(Effect::Findings(Box::new(state.review.clone())));
    }
    list::open(state, Of::Findings);
}

/// The list is closed: nobody waits any more for what is not found yet.
pub(super) fn leave(state: &mut State, effects: &mut Vec<Effect>) {
    let is_open = matches!(&state.mode, Mode::Listing(listing) if listing.of == Of::Findings);
    if is_open && state.raised.as_ref().is_some_and(|raised| raised.progress.is_some()) {
        state.raised = None;
        effects.push(Effect::LeaveFindings);
    }
}

/// The search is a bit further, or at its end.
pub(super) fn heard(state: &mut State, head: u64, news: Result<Vec<Finding>, (usize, usize)>) {
    // An answer to an older question is no answer.
    let Some(raised) = state.raised.as_mut().filter(|raised| raised.head == head && raised.progress.is_some()) else {
        return;
    };
    match news {
        Ok(list) => (raised.progress, raised.list) = (None, list),
        Err(progress) => raised.progress = Some(progress),
    }
    if matches!(&state.mode, Mode::Listing(listing) if listing.of == Of::Findings) {
        list::refresh(state);
    }
}

/// The lines of the list: a heading a kind, a line a finding with its words under it.
pub(super) fn rows(state: &State) -> Vec<Row> {
    let row = |text: String, tone: Tone, take: Take| Row { text, tag: String::new(), tone, take };
    let Some(raised) = &state.raised else { return Vec::new() };
    if let Some((done, of)) = raised.progress {
        let share = (done * 100).checked_div(of).unwrap_or(0);
        return vec![row(format!("looking through all sources: {share} %"), Tone::Dim, Take::Nothing)];
    }
    let is_shown = |finding: &&Finding| finding.is_shown(&state.review, state.choices.reveal);
    let hidden = raised.list.len() - raised.list.iter().filter(is_shown).count();
    let mut rows = Vec::new();
    let mut kind = None;
    for (at, finding) in raised.list.iter().enumerate().filter(|(_, finding)| is_shown(finding)) {
        if kind != Some(finding.kind) {
            kind = Some(finding.kind);
            let heading = format!("{} · follow up: {}", finding.kind.label(), next(finding.kind).in_words());
            rows.push(row(heading, Tone::Heading, Take::Nothing));
        }
        let words = finding.snippets.iter().map(|snippet| format!("\n{}", snippet.in_words()));
        let text = std::iter::once(finding.what.clone()).chain(words).collect();
        rows.push(row(text, Tone::Plain, Take::Finding(at)));
    }
    if rows.is_empty() && hidden == 0 {
        let text = "the sources raise nothing: nothing is out of date, nothing is said otherwise".to_owned();
        rows.push(row(text, Tone::Plain, Take::Nothing));
    }
    if hidden > 0 {
        let text = format!("{hidden} more about claims that nobody has judged: judge first");
        rows.push(row(text, Tone::Dim, Take::Nothing));
    }
    rows
}

fn finding(state: &State, at: usize) -> Option<Finding> {
    let finding = state.raised.as_ref()?.list.get(at)?;
    finding.is_shown(&state.review, state.choices.reveal).then(|| finding.clone())
}

/// Goes to the claim that a finding is about; where it is about none, to its words.
pub(super) fn take(state: &mut State, at: usize, effects: &mut Vec<Effect>) {
    let Some(finding) = finding(state, at) else { return };
    let Some(claim) = finding.claims.iter().find_map(|id| state.review.find(id)) else {
        show(state, at, effects);
        return;
    };
    state.mode = Mode::Browse;
    state.focus = Pane::Claims;
    step::go_to(state, claim, effects);
    state.say(finding.what);
}

/// Shows a finding's words where they stand, selected.
pub(super) fn show(state: &mut State, at: usize, effects: &mut Vec<Effect>) {
    let Some(finding) = finding(state, at) else { return };
    let Some((source, words)) = newest(&finding).and_then(|snippet| place(state, snippet)) else {
        state.warn("these are a claim's own words: enter goes to the claim");
        return;
    };
    state.mode = Mode::Browse;
    state.focus = Pane::Source;
    show_source(state, source, effects);
    look_at(state, words.clone());
    let Some(text) = state.shown_text() else { return };
    let last = word_at(text.as_str(), words.end.saturating_sub(1)).start;
    state.source.cursor = last.max(words.start);
    state.source.anchor = Some(words.start);
    let [add, attach, leave] = [Action::AddClaim, Action::AttachWords, Action::Cancel].map(|it| state.key(it));
    state.say(format!(
        "these words are selected: {add} makes a claim of them, {attach} puts them beside the claim, {leave} leaves them"
    ));
}

/// The words of a source that raised it: the last, since what a claim rests on comes first.
fn newest(finding: &Finding) -> Option<&Snippet> {
    finding.snippets.iter().rev().find(|snippet| snippet.source.is_some())
}

/// Where words stand: the source's place in the packet, and the bytes of its text.
fn place(state: &State, snippet: &Snippet) -> Option<(usize, std::ops::Range<usize>)> {
    let source = snippet.source.as_ref()?;
    let at = state.review.packet().sources.iter().position(|known| known.id == *source)?;
    let Some(SourceState::Ready(loaded)) = state.sources.get(at) else { return None };
    let range = loaded.text.byte_of(snippet.start?)..loaded.text.byte_of(snippet.end?);
    (!range.is_empty()).then_some((at, range))
}

/// What a person does next about a finding. None of it decides: the person still has to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A new claim of that kind, undecided.
    Claim(ClaimKind),
    /// A new claim of the same kind as the one that is contradicted, undecided, beside it.
    Rival,
    /// The words are put beside the claim that is there.
    Attach,
    /// The claim is one that the customer must confirm.
    Confirm,
    /// What became of it is asked for.
    Outcome,
    /// The menu of rulings.
    Rule,
}

const fn next(kind: Kind) -> Next {
    match kind {
        Kind::Old => Next::Confirm,
        Kind::Passed => Next::Outcome,
        Kind::Left | Kind::Person => Next::Claim(ClaimKind::Stakeholder),
        Kind::Contradiction => Next::Rival,
        Kind::Repeated => Next::Attach,
        Kind::Concern => Next::Claim(ClaimKind::BuyerConcern),
        Kind::Commitment | Kind::Written => Next::Claim(ClaimKind::Promise),
        Kind::Spoken => Next::Rule,
    }
}

impl Next {
    const fn in_words(self) -> &'static str {
        match self {
            Self::Claim(_) => "make a claim of it",
            Self::Rival => "make a claim of what is said now",
            Self::Attach => "put the words beside the claim",
            Self::Confirm => "have the customer confirm it",
            Self::Outcome => "say what became of it",
            Self::Rule => "rule whether it binds",
        }
    }
}

/// Follows up the finding under the cursor.
pub(super) fn follow(state: &mut State, effects: &mut Vec<Effect>) {
    let Mode::Listing(Listing { of: Of::Findings, rows, cursor, .. }) = &state.mode else {
        state.say("this list has nothing to follow up");
        return;
    };
    let Some(Take::Finding(at)) = rows.get(*cursor).map(|row| row.take.clone()) else { return };
    let Some(finding) = finding(state, at) else { return };
    if let Err(why) = state.writable().and_then(|()| life::decidable(state)) {
        state.warn(why);
        return;
    }
    let claim = finding.claims.iter().find_map(|id| state.review.find(id));
    match (next(finding.kind), claim) {
        (Next::Claim(kind), _) => raise(state, &finding, kind, "undecided: judge it like any other"),
        (Next::Rival, Some(index)) => {
            let (id, kind) = (state.review.claim(index).id.clone(), state.review.claim(index).kind);
            raise(state, &finding, kind, &format!("undecided, and {id} stays as it was decided: judge both"));
        }
        (Next::Attach, Some(index)) => attach(state, &finding, index, effects),
        (Next::Confirm, Some(index)) => {
            take(state, at, effects);
            confirm(state, index, effects);
        }
        (Next::Outcome, Some(index)) => {
            take(state, at, effects);
            let stage = state.review.stage();
            if stage == Stage::Review {
                // Nothing becomes of a claim before kickoff, but the customer can be asked there.
                confirm(state, index, effects);
                return;
            }
            if state.life.stage == Stage::Review {
                stage::show(state, stage, effects);
                step::go_to(state, index, effects);
            }
            perform(state, Action::RecordOutcome, effects);
        }
        (Next::Rule, Some(_)) => {
            take(state, at, effects);
            perform(state, Action::Rule, effects);
        }
        // Its claim has gone from the packet: there is nothing to go to.
        (Next::Rival | Next::Attach | Next::Confirm | Next::Outcome | Next::Rule, None) => {}
    }
}

/// Opens the form of a new claim with a finding's words beside it.
fn raise(state: &mut State, finding: &Finding, kind: ClaimKind, advice: &str) {
    let Some((snippet, evidence)) = words(state, finding) else { return };
    if !introduced(state, Action::ShowFindings) {
        return;
    }
    let name = snippet.speaker.as_ref().filter(|_| finding.kind == Kind::Person);
    let wording = name.map_or(String::new(), |name| format!("{name}: ")) + &snippet.words;
    form::open(
        state,
        Purpose::Raise(kind, vec![evidence]),
        &format!("A new {}", kind.label()),
        &format!("it is added with these words beside it, {advice}"),
        vec![Field::new("wording", &wording)],
    );
}

/// Puts a finding's words beside the claim that they are about.
fn attach(state: &mut State, finding: &Finding, index: usize, effects: &mut Vec<Effect>) {
    let Some((_, mut evidence)) = words(state, finding) else { return };
    if !introduced(state, Action::ShowFindings) {
        return;
    }
    evidence.id = Some(state.review.free_evidence_id(index));
    let (claim, seen) = (state.review.claim(index).id.clone(), state.review.touched(index));
    state.mode = Mode::Browse;
    state.focus = Pane::Claims;
    step::go_to(state, index, effects);
    let said = format!("words put beside {claim}");
    record(state, vec![Event::EvidenceAttached { claim, seen, evidence }], said, effects);
}

/// The customer must confirm the claim, unless they must already: this never takes the request back.
fn confirm(state: &mut State, index: usize, effects: &mut Vec<Effect>) {
    if state.review.claims()[index].validation.is_some() {
        let id = state.review.claim(index).id.clone();
        state.say(format!("{id}: the customer has to confirm it already"));
        return;
    }
    perform(state, Action::RequestValidation, effects);
}

/// The words of a source that raised a finding, as evidence; says so where they are not to be had.
fn words(state: &mut State, finding: &Finding) -> Option<(Snippet, Evidence)> {
    let snippet = newest(finding)?;
    let Some(evidence) = quoted(state, snippet) else {
        state.warn("its words are not to be had: their source could not be read");
        return None;
    };
    Some((snippet.clone(), evidence))
}

/// A claim that was made of a finding is on disk: it is gone to, since it still has to be judged.
pub(super) fn after(state: &mut State, written: &[Entry], effects: &mut Vec<Effect>) {
    if let [Entry { event: Event::ClaimAdded { claim }, .. }] = written
        && let Some(index) = state.review.find(&claim.id)
    {
        state.focus = Pane::Claims;
        step::go_to(state, index, effects);
    }
}

fn quoted(state: &State, snippet: &Snippet) -> Option<Evidence> {
    let (at, range) = place(state, snippet)?;
    let Some(SourceState::Ready(loaded)) = state.sources.get(at) else { return None };
    Some(quoting(&loaded.text, snippet.source.clone()?, range))
}
