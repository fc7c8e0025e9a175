//! What the screen says of a packet's life: the header's part of it, a claim's rows about it, and what
//! stands at the end of a claim's row in the list.

use std::borrow::Cow;

use ratatui::style::Style;

use super::paint::Words;
use crate::readiness::Fate;
use crate::report::compare::is_promised;
use crate::review::hidden::vote_is_open;
use crate::review::word::{Outcome, Stage};
use crate::workbench::action::Action;
use crate::workbench::life::{self, Present};
use crate::workbench::meeting::{Phase, differs};
use crate::workbench::state::State;
use crate::workbench::theme::{Role, Theme};
use crate::workbench::update::when;

/// How much of a name stands in a claim's row.
const NAME: usize = 8;

/// Whose turn it is in a meeting, in ever fewer words: whoever looks at the screen has to know.
pub fn whose_turn(state: &State) -> Option<[String; 4]> {
    let meeting = state.life.meeting.as_ref()?;
    let holder = &meeting.holder().name;
    let votes = format!("{holder} votes");
    let short = holder.split_whitespace().next().unwrap_or_default().to_owned();
    Some(match meeting.phase {
        Phase::First => [format!("{holder} votes, {} looks away", meeting.other().name), votes.clone(), votes, short],
        Phase::Second => [votes.clone(), votes.clone(), votes, short],
        Phase::Agenda => {
            let agenda = "agenda".to_owned();
            ["agenda: settle together".to_owned(), agenda.clone(), agenda.clone(), agenda]
        }
    })
}

/// What the header says of the packet's life, the most important first.
pub fn header(state: &State) -> Vec<(String, Role)> {
    let mut parts = Vec::new();
    let (review, later) = (&state.review, state.review.later());
    let is_later = review.stage() != Stage::Review || state.life.stage != Stage::Review;
    let text = if state.life.stage == review.stage() {
        review.stage().label().to_owned()
    } else {
        format!("{} (the packet is at {})", state.life.stage.label(), review.stage().label())
    };
    parts.push((text, if is_later { Role::Prompt } else { Role::Title }));
    if is_later {
        parts.extend(survival(state));
    }
    if let Some(signed) = &later.signed {
        let text = match later.countersigned.last() {
            Some(other) => format!("signed off by {} and {}", signed.by.name, other.by.name),
            None if review.needs_countersign() => format!("signed off by {}, not countersigned", signed.by.name),
            None => format!("signed off by {}", signed.by.name),
        };
        parts.push((text, if review.needs_countersign() { Role::Warn } else { Role::Accepted }));
    }
    if let Some(returned) = &later.returned {
        let to = returned.value.to.as_deref().unwrap_or("whoever handed it over");
        parts.push((format!("with {to} for answers"), Role::Warn));
    }
    if !state.life.asks.is_empty() {
        let count = state.life.asks.len();
        parts.push((format!("{count} to ask back"), Role::Warn));
    }
    parts
}

/// Who else is here, and at which claim, in ever fewer words.
pub fn others(state: &State) -> impl Iterator<Item = [String; 4]> + '_ {
    state.life.present.iter().map(|present| {
        let at = present.claim.as_ref().map_or(String::new(), |claim| format!(" on {claim}"));
        let first = present.name.split_whitespace().next().unwrap_or_default();
        let short = format!("{first} here{at}");
        [format!("{} is here{at}", present.name), format!("{} here{at}", present.name), short.clone(), short]
    })
}

/// How the promises that bind have fared up to the stage on screen.
fn survival(state: &State) -> Option<(String, Role)> {
    let survival = &state.life.survival;
    let (_, fates) = survival.stages.iter().find(|(stage, _)| *stage == state.life.stage)?;
    if survival.binding == 0 {
        return None;
    }
    let told: Vec<String> = Fate::ALL
        .iter()
        .filter(|fate| fates.count(**fate) > 0)
        .map(|fate| format!("{} {}", fates.count(*fate), fate.label()))
        .collect();
    let bad = fates.count(Fate::Broken) + fates.count(Fate::Lost) > 0;
    let text = format!("{} binding: {}", survival.binding, told.join(", "));
    Some((text, if bad { Role::Warn } else { Role::Title }))
}

/// What stands at the end of a claim's row: what became of it at the stage on screen, that it is
/// disputed, that something is asked about it, who looks at it.
pub fn marks(state: &State, index: usize) -> Vec<(Cow<'static, str>, Role)> {
    let mut marks: Vec<(Cow<'static, str>, Role)> = Vec::new();
    let claim = &state.review.claims()[index];
    for present in looking(state, index) {
        let first: String = present.name.split_whitespace().next().unwrap_or_default().chars().take(NAME).collect();
        marks.push((format!(" {first} here").into(), Role::Prompt));
    }
    if claim.question.is_some() {
        marks.push((" asked".into(), Role::Warn));
    }
    if differs(&state.review, index) && !votes_hidden(state, index) {
        marks.push((" disputed".into(), Role::Warn));
    }
    if let Some(meeting) = &state.life.meeting
        && claim.votes.iter().any(|vote| vote.by.is_same_person(meeting.holder()))
    {
        marks.push((" voted".into(), Role::Dim));
    }
    let stage = state.life.stage;
    if stage != Stage::Review {
        match life::at_stage(&state.review, index, stage) {
            Some(outcome) => marks.push((short(outcome).into(), outcome_role(outcome))),
            None if stage == Stage::Renewal && is_promised(&state.review, index) => {
                if life::tested(&state.review, index) {
                    let last = claim.outcomes.last().map(|last| last.value.outcome);
                    marks.extend(last.map(|last| (short(last).into(), Role::Dim)));
                } else {
                    marks.push((" never tested".into(), Role::Warn));
                }
            }
            None => marks.push((" —".into(), Role::Dim)),
        }
    }
    marks
}

/// Others who look at a claim.
fn looking(state: &State, index: usize) -> impl Iterator<Item = &Present> {
    let id = &state.review.claim(index).id;
    state.life.present.iter().filter(move |present| present.claim.as_ref() == Some(id))
}

/// Whether the claim has votes that this person may not see yet.
fn votes_hidden(state: &State, index: usize) -> bool {
    let votes = &state.review.claims()[index].votes;
    votes.iter().any(|vote| !vote_is_open(&state.review, index, vote, state.me.as_ref()))
}

const fn short(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Right => " right",
        Outcome::Wrong => " wrong",
        Outcome::Partly => " partly",
        Outcome::NotDiscussed => " not said",
        Outcome::Reached => " reached",
        Outcome::Missed => " missed",
        Outcome::Tracked => " tracked",
        Outcome::Kept => " kept",
        Outcome::Broken => " broken",
        Outcome::Changed => " changed",
        Outcome::Lost => " lost",
        Outcome::Proved => " proved",
        Outcome::Disproved => " disproved",
    }
}

const fn outcome_role(outcome: Outcome) -> Role {
    match outcome {
        Outcome::Right | Outcome::Reached | Outcome::Kept | Outcome::Proved => Role::Accepted,
        Outcome::Wrong | Outcome::Missed | Outcome::Broken | Outcome::Lost | Outcome::Disproved => Role::Rejected,
        Outcome::Partly | Outcome::Changed => Role::Deferred,
        Outcome::NotDiscussed | Outcome::Tracked => Role::Dim,
    }
}

/// A claim's rows about its life: label and words.
pub fn rows(state: &State, theme: &Theme, index: usize) -> Vec<(&'static str, Vec<Words>)> {
    let claim = &state.review.claims()[index];
    let plain = Style::default();
    let dim = theme.style(Role::Dim);
    let warn = theme.style(Role::Warn);
    let mut rows: Vec<(&'static str, Vec<Words>)> = Vec::new();
    let by = |name: &str, at: jiff::Timestamp| (format!(" ({name}, {})", when(at)), dim);
    if let Some(asked) = &claim.question {
        rows.push(("asked", vec![(asked.value.clone(), warn), by(&asked.by.name, asked.at)]));
    }
    for answer in &claim.answers {
        rows.push(("answer", vec![(answer.value.clone(), plain), by(&answer.by.name, answer.at)]));
    }
    if let Some(ask) = state.life.asks.iter().find(|ask| ask.claim == state.review.claim(index).id) {
        rows.push((
            "will ask",
            vec![(ask.question.clone(), warn), (format!(" ({} returns it)", state.key(Action::ReturnPacket)), dim)],
        ));
    }
    if let Some((one, other)) = state.review.disputed(index) {
        let text = format!(
            "{} {} it, {} {} it: {} gives way, {} settles it together",
            one.by.name,
            one.value.word(),
            other.by.name,
            other.value.word(),
            state.key(Action::Yield),
            state.key(Action::Settle)
        );
        rows.push(("disputed", vec![(text, warn)]));
    }
    for vote in &claim.votes {
        if vote_is_open(&state.review, index, vote, state.me.as_ref()) {
            let because = vote.value.reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
            let text = format!("would {}{because}", vote.value.vote.label());
            rows.push(("vote", vec![(text, plain), by(&vote.by.name, vote.at)]));
        } else {
            rows.push(("vote", vec![(format!("{} has voted; shown once you have", vote.by.name), dim)]));
        }
    }
    if let Some(settled) = &claim.settled {
        let text = format!(
            "{} and {}: {}, because: {}",
            settled.by.name,
            settled.value.with.name,
            settled.value.outcome.label(),
            settled.value.reason
        );
        rows.push(("settled", vec![(text, plain), (format!(" ({})", when(settled.at)), dim)]));
    }
    for outcome in &claim.outcomes {
        let what = &outcome.value;
        let mut words = vec![
            (format!("{}: ", what.stage.label()), dim),
            (what.outcome.label().to_owned(), theme.style(outcome_role(what.outcome))),
        ];
        if let Some(said) = &what.words {
            let who = what.said_by.as_ref().map_or(String::new(), |who| format!(" {who}"));
            words.push((format!(" “{said}”{who}"), plain));
        }
        if let Some(evidence) = &what.evidence {
            let source = state.review.packet().source(&evidence.source);
            let name = source.map_or(evidence.source.as_str(), |source| source.name());
            let exact = evidence.quote.exact.split_whitespace().collect::<Vec<_>>().join(" ");
            words.push((format!(" “{exact}” {name}"), plain));
        }
        words.push(by(&outcome.by.name, outcome.at));
        rows.push(("became", words));
    }
    if state.life.stage == Stage::Renewal && is_promised(&state.review, index) && !life::tested(&state.review, index) {
        rows.push(("proof", vec![("never tested: nobody has shown whether it came true".to_owned(), warn)]));
    }
    rows
}
