//! Whether an action can be done now, and if not, why: the sentence that a person reads when they press
//! the key. The palette and help dim what is not available with the same sentence.

use super::{life, opponent, outcome_of};
use crate::anchor::State as Anchor;
use crate::packet::Group;
use crate::workbench::action::Action;
use crate::workbench::life::Slot;
use crate::workbench::meeting::Phase;
use crate::workbench::state::{Pane, State};

/// Whether an action can be done now; if not, why.
///
/// # Errors
/// The reason, as a sentence for a person.
pub fn available(state: &State, action: Action) -> Result<(), String> {
    let claim = || {
        state.selected().ok_or_else(|| match state.selected_open() {
            Some(kind) => {
                let key = state.key(Action::RecordAbsence);
                format!("no claim is selected: {key} records that you looked for {} and found none", kind.label())
            }
            None => "no claim is selected".to_owned(),
        })
    };
    match action {
        Action::Edit if votes(state) => {
            let [accept, reject, ask] = [Action::Accept, Action::Reject, Action::Defer].map(|it| state.key(it));
            Err(format!(
                "in a meeting both vote first: {accept} accepts, {reject} rejects, {ask} asks; wording is for after that"
            ))
        }
        Action::Accept
        | Action::Edit
        | Action::Reject
        | Action::Defer
        | Action::FlagSpin
        | Action::RequestValidation
        | Action::SetStanding
        | Action::SetVisibility
        | Action::SetAction
        | Action::OpenEditor => {
            state.writable()?;
            life::decidable(state)?;
            claim().map(drop)
        }
        Action::Rule => {
            state.writable()?;
            life::decidable(state)?;
            let index = claim()?;
            if state.review.claim(index).kind.group() == Group::Promises {
                Ok(())
            } else {
                let kind = state.review.claim(index).kind.label();
                Err(format!("only promises are ruled, and this is a {kind}"))
            }
        }
        Action::AddNote | Action::Assign | Action::ReturnPacket => state.writable(),
        Action::RecordAbsence => {
            state.writable()?;
            life::decidable(state)
        }
        Action::Countersign => {
            state.writable()?;
            let Some(signed) = &state.review.later().signed else {
                let sign = state.key(Action::ShowBlockers);
                return Err(format!("nobody has signed the review off yet; {sign} does, once nothing blocks it"));
            };
            match &state.me {
                Some(me) if signed.by.is_same_person(me) => {
                    Err(format!("{} signed off; a second person, of another role, has to countersign", signed.by.name))
                }
                Some(me) if state.review.later().countersigned.iter().any(|other| other.by.is_same_person(me)) => {
                    Err("you have countersigned already".into())
                }
                Some(me) if signed.by.role == me.role => {
                    Err(format!("{} signed off as {} too; it takes another role", signed.by.name, me.role.label()))
                }
                Some(_) | None => Ok(()),
            }
        }
        Action::Reopen => {
            state.writable()?;
            match &state.review.later().signed {
                Some(_) => Ok(()),
                None => Err("the review is not signed off, so it is open already".into()),
            }
        }
        Action::ShowStages => Ok(()),
        Action::OutcomeHolds => outcome(state, Slot::Holds),
        Action::OutcomePartly => outcome(state, Slot::Partly),
        Action::OutcomeFails => outcome(state, Slot::Fails),
        Action::OutcomeOpen | Action::RecordOutcome => outcome(state, Slot::Open),
        Action::OutcomeLost => outcome(state, Slot::Lost),
        Action::AskBack => {
            state.writable()?;
            claim().map(drop)
        }
        Action::Answer => {
            state.writable()?;
            let index = claim()?;
            match &state.review.claims()[index].question {
                Some(_) => Ok(()),
                None => Err("nothing was asked about this claim, or it is answered".into()),
            }
        }
        Action::HandBack => {
            state.writable()?;
            match &state.review.later().returned {
                Some(_) => Ok(()),
                None => Err("the packet was not returned, so it can't be handed back".into()),
            }
        }
        Action::Yield => {
            disputed(state, claim()?)?;
            match state.review.disputed(claim()?) {
                Some(_) => Ok(()),
                None => {
                    let settle = state.key(Action::Settle);
                    Err(format!("these are votes, and no verdict stands yet; {settle} settles it together"))
                }
            }
        }
        Action::Settle => disputed(state, claim()?),
        Action::HandOver => match &state.life.meeting {
            Some(_) => Ok(()),
            None => Err("no meeting is going on; `handoff review --pair NAME:ROLE --pair NAME:ROLE` begins one".into()),
        },
        Action::Undo => {
            state.writable()?;
            let me = state.me.as_ref().ok_or("you have decided nothing yet")?;
            state.review.undo_target(me).map(drop).ok_or_else(|| "there is nothing of yours to undo".to_owned())
        }
        Action::Redo => {
            state.writable()?;
            let me = state.me.as_ref().ok_or("you have undone nothing yet")?;
            state.review.redo_target(me).map(drop).ok_or_else(|| "there is nothing of yours to redo".to_owned())
        }
        Action::AddClaim => {
            state.writable()?;
            life::decidable(state)
        }
        Action::AttachWords => {
            state.writable()?;
            life::decidable(state)?;
            claim()?;
            state.selection().map(drop).ok_or_else(|| {
                let (pane, select) = (state.key(Action::FocusNext), state.key(Action::SelectWords));
                format!("no words are selected: {pane} to the source, {select} where they begin, then move to where they end")
            })
        }
        Action::DetachEvidence => {
            state.writable()?;
            life::decidable(state)?;
            claim()?;
            state.shown_quote().map(drop).ok_or_else(|| "this claim has no quote to take away".to_owned())
        }
        Action::ConfirmWords => {
            state.writable()?;
            life::decidable(state)?;
            claim()?;
            let located =
                state.shown_located().ok_or("no quote of this claim has been found, so there is nothing to confirm")?;
            match located.resolution.state {
                Anchor::Anchored | Anchor::Moved => {
                    Err("the quote stands there word for word; nothing needs confirming".into())
                }
                Anchor::Approximate | Anchor::Ambiguous if located.confirmed => Err("it is confirmed already".into()),
                Anchor::Approximate | Anchor::Ambiguous => Ok(()),
                Anchor::Altered => {
                    let [edit, take, away] =
                        [Action::Edit, Action::FieldTakeSource, Action::DetachEvidence].map(|it| state.key(it));
                    Err(format!(
                        "the source says something else; {edit} then {take} takes its own words, {away} takes the quote away"
                    ))
                }
                Anchor::Orphan => {
                    let (away, reject) = (state.key(Action::DetachEvidence), state.key(Action::Reject));
                    Err(format!("the quote is not in the source; {away} takes it away, {reject} rejects the claim"))
                }
            }
        }
        Action::OfferPassages => {
            claim()?;
            match state.sources.is_empty() {
                true => Err("this packet has no source to look through".into()),
                false => Ok(()),
            }
        }
        Action::NextEvidence | Action::PreviousEvidence => {
            let index = claim()?;
            match state.review.evidence(index).len() {
                0 => Err("this claim has no quotes".into()),
                1 => Err("this claim has one quote only".into()),
                _ => Ok(()),
            }
        }
        Action::SelectWords
        | Action::Left
        | Action::Right
        | Action::FindInSource
        | Action::NextMatch
        | Action::PreviousMatch
        | Action::GoToClaim => {
            if state.shown_text().is_none() {
                return Err("no source is on screen that could be read".into());
            }
            let in_source = matches!(action, Action::SelectWords | Action::Left | Action::Right | Action::GoToClaim);
            if in_source && state.focus != Pane::Source {
                return Err(format!("that works on the source: {} goes there", state.key(Action::FocusNext)));
            }
            if matches!(action, Action::NextMatch | Action::PreviousMatch) && state.source.search.is_none() {
                return Err(format!("nothing has been searched for; {} begins", state.key(Action::FindInSource)));
            }
            Ok(())
        }
        Action::NextSource | Action::PreviousSource => {
            if state.sources.len() > 1 {
                Ok(())
            } else {
                Err("this packet has no other source".into())
            }
        }
        Action::ShowHistory => claim().map(drop),
        Action::NextUndecided | Action::PreviousUndecided => {
            if state.review.is_empty() {
                Err("there are no claims".into())
            } else {
                Ok(())
            }
        }
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
        | Action::QueueQuit => Err("that is for the queue of a library, and this is one packet".into()),
        Action::Copy
        | Action::Down
        | Action::Up
        | Action::PageDown
        | Action::PageUp
        | Action::Top
        | Action::Bottom
        | Action::FocusNext
        | Action::FocusPrevious
        | Action::FindClaim
        | Action::Filter
        | Action::ShowLog
        | Action::ShowBlockers
        | Action::ShowSecondLook
        | Action::ShowBrief
        | Action::ShowReadiness
        | Action::ShowFindings
        | Action::ShowMessages
        | Action::ShowHelp
        | Action::ShowPalette
        | Action::Zoom
        | Action::Widen
        | Action::Narrow
        | Action::ResetLayout
        | Action::ToggleMouse
        | Action::Cancel
        | Action::Suspend
        | Action::Quit
        | Action::FieldSave
        | Action::FieldLeave
        | Action::FieldNewLine
        | Action::FieldNext
        | Action::FieldPrevious
        | Action::FieldTakeSource
        | Action::FieldReset
        | Action::FieldEditor
        | Action::ListDown
        | Action::ListUp
        | Action::ListPageDown
        | Action::ListPageUp
        | Action::ListTop
        | Action::ListBottom
        | Action::ListTake
        | Action::ListMark
        | Action::ListAdd
        | Action::ListClose => Ok(()),
    }
}

/// Whether that outcome can be recorded of the selected claim now.
fn outcome(state: &State, slot: Slot) -> Result<(), String> {
    state.writable()?;
    outcome_of(state, slot).map(drop)
}

/// Whether the person and somebody else differ on a claim.
fn disputed(state: &State, index: usize) -> Result<(), String> {
    state.writable()?;
    life::decidable(state)?;
    match (&state.me, opponent(state, index)) {
        (None, _) | (Some(_), Some(_)) => Ok(()),
        (Some(_), None) => Err("nobody else has decided this claim otherwise".into()),
    }
}

/// Whether two people are casting votes on this screen.
fn votes(state: &State) -> bool {
    state.life.meeting.as_ref().is_some_and(|meeting| meeting.phase != Phase::Agenda)
}
