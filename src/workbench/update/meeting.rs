//! A meeting of two at one screen: verdict keys cast votes, two votes that agree become the verdict by
//! the second voter's own key, and what differs is settled on the agenda.

use super::{settle, step};
use crate::review::Event;
use crate::review::word::Ballot;
use crate::workbench::action::Action;
use crate::workbench::effect::Effect;
use crate::workbench::meeting::{Phase, agenda, differs};
use crate::workbench::mode::Filter;
use crate::workbench::state::State;

/// What a decision comes to in a meeting: votes instead of verdicts, until both have voted. With it, what
/// is said once it is on disk, where that is another thing.
pub(super) fn as_votes(state: &State, events: Vec<Event>) -> (Vec<Event>, Option<String>) {
    let Some(meeting) = &state.life.meeting else { return (events, None) };
    if meeting.phase == Phase::Agenda {
        return (events, None);
    }
    let mut said = None;
    let mut out = Vec::new();
    for event in events {
        let Some((vote, reason)) = ballot(&event) else {
            out.push(event);
            continue;
        };
        let (Some(claim), Some(seen)) = (event.claim().cloned(), event.seen()) else { continue };
        let other = state.review.find(&claim).and_then(|index| {
            let votes = &state.review.claims()[index].votes;
            votes.iter().find(|vote| vote.by.is_same_person(meeting.other())).map(|theirs| theirs.value.vote)
        });
        out.push(Event::VoteCast { claim: claim.clone(), seen, vote, reason });
        said = Some(match (meeting.phase, other) {
            (Phase::Second, Some(other)) if other == vote => format!("{claim}: you agree, so it is decided"),
            (Phase::Second, Some(_)) => format!("{claim}: you differ; it goes on the agenda"),
            (Phase::First | Phase::Second | Phase::Agenda, _) => {
                format!("{claim}: your vote is kept; {} sees it after voting", meeting.other().name)
            }
        });
        if meeting.phase == Phase::Second && other == Some(vote) {
            out.push(event);
        }
    }
    (out, said)
}

/// What a verdict comes to as a vote, and why.
fn ballot(event: &Event) -> Option<(Ballot, Option<String>)> {
    match event {
        Event::ClaimAccepted { claim: _, seen: _, reason }
        | Event::ClaimEdited { claim: _, seen: _, text: _, reason } => Some((Ballot::Accept, reason.clone())),
        Event::ClaimRejected { claim: _, seen: _, reason, note } => {
            let note = note.as_ref().map_or(String::new(), |note| format!(", {note}"));
            Some((Ballot::Reject, Some(format!("{}{note}", reason.label()))))
        }
        Event::ClaimDeferred { claim: _, seen: _, question, answerer: _ } => {
            Some((Ballot::Ask, Some(question.clone())))
        }
        Event::ClaimAdded { .. }
        | Event::StandingSet { .. }
        | Event::PromiseRuled { .. }
        | Event::SpinFlagged { .. }
        | Event::SpinCleared { .. }
        | Event::ValidationRequested { .. }
        | Event::ValidationWithdrawn { .. }
        | Event::VisibilitySet { .. }
        | Event::ActionSet { .. }
        | Event::Noted { .. }
        | Event::EvidenceAttached { .. }
        | Event::EvidenceDetached { .. }
        | Event::EvidenceConfirmed { .. }
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
        | Event::Inspected { .. }
        | Event::Undone { .. } => None,
    }
}

/// On the agenda a verdict key settles the claim together: asks for the reason, and says that it did.
pub(super) fn settles(state: &mut State, action: Action) -> bool {
    if !state.life.meeting.as_ref().is_some_and(|meeting| meeting.phase == Phase::Agenda) {
        return false;
    }
    let wanted = [(Action::Accept, Ballot::Accept), (Action::Reject, Ballot::Reject), (Action::Defer, Ballot::Ask)];
    let Some((_, ballot)) = wanted.into_iter().find(|(key, _)| *key == action) else { return false };
    let Some(index) = state.selected().filter(|index| differs(&state.review, *index)) else { return false };
    let Some(with) = settle::opponent(state, index) else { return false };
    let claim = state.review.claim(index).id.clone();
    settle::ask_reason(state, claim, with, ballot);
    true
}

/// Hands the keyboard over: to the other voter, to the agenda, or round again.
pub(super) fn hand_over(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(meeting) = &mut state.life.meeting else { return };
    meeting.phase = match meeting.phase {
        Phase::First => Phase::Second,
        Phase::Second => Phase::Agenda,
        Phase::Agenda => Phase::First,
    };
    let (phase, holder, other) = (meeting.phase, meeting.holder().clone(), meeting.other().name.clone());
    state.me = Some(holder.clone());
    let [accept, reject, defer] = [Action::Accept, Action::Reject, Action::Defer].map(|it| state.key(it));
    let text = match phase {
        Phase::First => format!("{} votes, {other} looks away", holder.name),
        Phase::Second => format!("{} votes; {other}'s votes show as you go", holder.name),
        Phase::Agenda => match agenda(&state.review, &state.found).len() {
            0 => format!("you differ on nothing; {} begins another round", state.key(Action::HandOver)),
            1 => format!("you differ on 1 claim: {accept}, {reject} or {defer} settles it, with a reason"),
            many => format!(
                "you differ on {many} claims, the dearest first: {accept}, {reject} or {defer} settles each, with a reason"
            ),
        },
    };
    state.list.filter = if phase == Phase::Agenda { Filter::Disputed } else { Filter::All };
    state.list.cursor = 0;
    state.list.rows.clear();
    state.relist();
    step::keep_in_view(state);
    step::arrived(state, effects);
    state.say(text);
}

/// Whether a claim is still to be dealt with: without a verdict, in a meeting also without the holder's
/// vote, and on the agenda while two people differ on it.
pub(super) fn is_open(state: &State, index: usize) -> bool {
    let claim = &state.review.claims()[index];
    match &state.life.meeting {
        None => claim.verdict.is_none(),
        Some(meeting) => match meeting.phase {
            Phase::Agenda => differs(&state.review, index),
            Phase::First | Phase::Second => {
                claim.verdict.is_none() && !claim.votes.iter().any(|vote| vote.by.is_same_person(meeting.holder()))
            }
        },
    }
}
