//! Whose turn it is: questions for the person who handed the packet over, returning it with them,
//! answering, handing back, assigning.

use super::form;
use super::judge::{introduced, record};
use super::step;
use crate::count;
use crate::packet::{ClaimId, ClaimKind};
use crate::review::event::Question;
use crate::review::{Entry, Event, Seat};
use crate::workbench::action::Action;
use crate::workbench::effect::Effect;
use crate::workbench::field::Field;
use crate::workbench::life::{Step, Writing};
use crate::workbench::mode::{Choice, Filter, Item, Menu, Mode, Purpose};
use crate::workbench::state::State;

/// Writes a question on the selected claim; the next return carries it.
pub(super) fn ask(state: &mut State) {
    if !introduced(state, Action::AskBack) {
        return;
    }
    let Some(index) = state.selected() else { return };
    let claim = state.review.claim(index).id.clone();
    let earlier = state.life.asks.iter().find(|asked| asked.claim == claim).map_or("", |asked| asked.question.as_str());
    let field = Field::optional("question", earlier);
    let advice = "R returns the packet with all questions; an empty field takes this one away";
    form::open(
        state,
        Purpose::Life(Writing::Ask(claim.clone())),
        &format!("What do you ask about {claim}?"),
        advice,
        vec![field],
    );
}

/// The question was written: it waits for the return, and is remembered until then.
pub(super) fn ask_saved(state: &mut State, claim: ClaimId, question: String, effects: &mut Vec<Effect>) {
    state.life.asks.retain(|asked| asked.claim != claim);
    if question.is_empty() {
        state.say(format!("nothing is asked about {claim}"));
    } else {
        state.life.asks.push(Question { claim, question });
        let count = state.life.asks.len();
        let questions = if count == 1 { "question waits" } else { "questions wait" };
        let back = state.key(Action::ReturnPacket);
        state.say(format!("{count} {questions} for the return; {back} returns the packet"));
    }
    effects.push(step::remember(state));
}

/// Returns the packet: asks to whom, and what else there is to say.
pub(super) fn give_back(state: &mut State) {
    if !introduced(state, Action::ReturnPacket) {
        return;
    }
    let to = state.review.packet().deal.as_ref().and_then(|deal| deal.ae.clone()).unwrap_or_default();
    let count = state.life.asks.len();
    let (title, note, advice) = match count {
        0 => (
            "Return the whole packet?".to_owned(),
            Field::new("question", ""),
            "no question was written on a claim, so say what is asked of the packet as a whole",
        ),
        1 => ("Return the packet with 1 question?".to_owned(), Field::optional("note", ""), "the note goes with it"),
        many => {
            (format!("Return the packet with {many} questions?"), Field::optional("note", ""), "the note goes with it")
        }
    };
    form::open(state, Purpose::Life(Writing::Return), &title, advice, vec![Field::optional("to", &to), note]);
}

/// Records the return.
pub(super) fn return_saved(state: &mut State, to: Option<String>, note: Option<String>, effects: &mut Vec<Effect>) {
    let questions = state.life.asks.clone();
    let whom = to.clone().unwrap_or_else(|| "whoever handed it over".to_owned());
    let said = format!("returned to {whom}");
    record(state, vec![Event::Returned { to, questions, note }], said, effects);
}

/// Answers the question on the selected claim.
pub(super) fn answer(state: &mut State) {
    if !introduced(state, Action::Answer) {
        return;
    }
    let Some(index) = state.selected() else { return };
    let claim = state.review.claim(index).id.clone();
    let Some(question) = &state.review.claims()[index].question else { return };
    let advice = format!("{} asks: {}", question.by.name, question.value);
    let title = format!("Your answer on {claim}");
    form::open(state, Purpose::Life(Writing::Answer(claim)), &title, &advice, vec![Field::new("answer", "")]);
}

/// Hands the packet back, once everything that was asked has an answer.
pub(super) fn hand_back(state: &mut State, effects: &mut Vec<Effect>) {
    if !introduced(state, Action::HandBack) {
        return;
    }
    let open = |index: &usize| state.review.claims()[*index].question.is_some();
    let unanswered: Vec<usize> = (0..state.review.len()).filter(open).collect();
    if let Some(first) = unanswered.first() {
        let names: Vec<&str> = unanswered.iter().map(|index| state.review.claim(*index).id.as_str()).collect();
        state.warn(format!("{} asked about and not answered yet; p answers, and blank is no answer", names.join(", ")));
        step::go_to(state, *first, effects);
        return;
    }
    let silent: Vec<ClaimKind> = ClaimKind::friction().filter(|kind| !silent_is_fine(state, *kind)).collect();
    if let [kind, rest @ ..] = &silent[..] {
        ask_of_friction(state, *kind, rest);
        return;
    }
    let fields = vec![Field::optional("note", "")];
    form::open(
        state,
        Purpose::Life(Writing::HandBack),
        "Hand the packet back?",
        "every question has an answer",
        fields,
    );
}

/// Asks what there was of one kind of friction; the kinds that are still to come are named.
fn ask_of_friction(state: &mut State, kind: ClaimKind, rest: &[ClaimKind]) {
    let label = kind.label();
    let item = |key, label: String, choice| Item { key, label, choice };
    let items = vec![
        item('0', format!("no {label}: say in which sources you looked"), Choice::Absent(kind)),
        item('+', format!("there was one: add the {label} that was left out"), Choice::Add(kind, Vec::new())),
        item('.', "not now: the packet stays with you".to_owned(), Choice::Life(Step::Leave)),
    ];
    let title = format!("Was there {} during the sale? Blank is no answer", count::one(label));
    let rest: Vec<&str> = rest.iter().map(|kind| kind.label()).collect();
    if rest.is_empty() {
        state.say("this is the last kind of friction that nobody has spoken of");
    } else {
        state.say(format!("still to come: {}", rest.join(", ")));
    }
    state.life.handing_back = true;
    state.mode = Mode::Menu(Menu { title, items, cursor: 0 });
}

/// A kind of friction was answered for while the packet was being handed back: on to the next.
pub(super) fn after(state: &mut State, written: &[Entry], effects: &mut Vec<Effect>) {
    let answers = |entry: &Entry| matches!(entry.event, Event::AbsenceRecorded { .. } | Event::ClaimAdded { .. });
    if state.life.handing_back && state.mode == Mode::Browse && written.iter().any(answers) {
        hand_back(state, effects);
    }
}

/// Whether something is on record for a kind of friction: a claim, whatever its verdict, or that somebody
/// looked and found none.
fn silent_is_fine(state: &State, kind: ClaimKind) -> bool {
    state.review.absences().contains_key(&kind)
        || (0..state.review.len()).any(|index| state.review.claim(index).kind == kind)
}

/// Says whose packet it is.
pub(super) fn assign(state: &mut State) {
    if !introduced(state, Action::Assign) {
        return;
    }
    let deal = state.review.packet().deal.as_ref();
    let now = state.review.later().assigned.as_ref().map(|assigned| assigned.value.clone());
    let to = now.or_else(|| deal.and_then(|deal| deal.csm.clone())).unwrap_or_default();
    let fields = vec![Field::new("new owner", &to)];
    form::open(state, Purpose::Life(Writing::Assign), "Whose packet is it from now on?", "by name", fields);
}

/// The list that a person begins with: an AE whose packet came back sees what was asked of them.
pub fn first_filter(state: &State) -> Option<Filter> {
    let returned = state.review.later().returned.as_ref()?;
    let me = state.me.as_ref()?;
    let named = returned.value.to.as_ref().is_some_and(|to| to.trim().eq_ignore_ascii_case(me.name.trim()));
    ((named || me.role == Seat::Ae) && !returned.value.questions.is_empty()).then_some(Filter::Asked)
}
