//! Decisions that contradict the packet: lines that make no sense, and words that nobody can point at.

use super::{Problem, Report};
use crate::anchor::State;
use crate::review::blocker::needs_reason;
use crate::review::located::{Beside, Found};
use crate::review::{Event, Refusal, Review, Verdict};
use crate::store::Paths;

/// Lines that hold in the chain and still say something impossible.
pub(super) fn check(paths: &Paths, review: &Review, refused: &[(u64, Refusal)], report: &mut Report) {
    let file = Paths::name(&paths.trail);
    for (line, refusal) in refused {
        report.problems.push(Problem::broken(
            format!("{file}, line {line}"),
            format!("the entry makes no sense here: {refusal}"),
            "another program wrote it: it does not count, and what it meant has to be decided again",
        ));
    }
    let (claims, decided) = (review.len(), review.decided());
    if refused.is_empty() && report.chain.ok && report.chain.entries > 0 {
        report
            .proved
            .push(format!("the trail makes sense from line to line: {decided} of {claims} claims are decided"));
    }
}

/// Claims that were accepted although none of their words can be pointed at, and without a reason.
pub(super) fn check_words(review: &Review, found: &[Beside], report: &mut Report) {
    for (index, found) in found.iter().enumerate() {
        let decided = &review.claims()[index];
        let Some(verdict) = &decided.verdict else { continue };
        let reason = match &verdict.value {
            Verdict::Accepted { reason } | Verdict::Edited { text: _, reason } => reason,
            Verdict::Rejected { .. } | Verdict::Deferred { .. } => continue,
        };
        if reason.is_some() || !needs_reason(found) {
            continue;
        }
        let place = format!("claim {}", review.claim(index).id);
        let what = format!(
            "{} {} it without a reason, and none of its words are located",
            verdict.by.name,
            verdict.value.word()
        );
        let hint = "open the packet, and attach words or decide again with a reason";
        report.problems.push(match may_have_stood(review, index, found) {
            true => Problem::notice(place, what, hint),
            false => Problem::broken(place, what, hint),
        });
    }
}

/// Whether words may well have been located when the claim was accepted: some were taken away since, some
/// can't be read any more, or some are there and only nobody has confirmed them.
fn may_have_stood(review: &Review, index: usize, found: &[Found]) -> bool {
    let was_changed = review.history(index).any(|(entry, _)| match entry.event {
        Event::EvidenceAttached { .. } | Event::EvidenceDetached { .. } | Event::EvidenceConfirmed { .. } => true,
        Event::ClaimAccepted { .. }
        | Event::ClaimEdited { .. }
        | Event::ClaimRejected { .. }
        | Event::ClaimDeferred { .. }
        | Event::ClaimAdded { .. }
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
        | Event::Inspected { .. }
        | Event::Undone { .. } => false,
    });
    was_changed
        || found.iter().any(|found| match found {
            Found::Unreadable(_) | Found::Pending => true,
            Found::Resolved(located) => match located.resolution.state {
                State::Anchored | State::Moved | State::Approximate | State::Ambiguous => true,
                State::Altered | State::Orphan => false,
            },
        })
}
