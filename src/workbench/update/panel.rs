//! Panels over a packet as a whole: the brief that a reader would get now, and how ready the team is.

use crate::brief::{self, Audience};
use crate::readiness::{Answer, Fate, Readiness, Reconstruction, Survival};
use crate::workbench::life::Step;
use crate::workbench::mode::{Choice, Item, Menu, Mode, Row, Take, Tone};
use crate::workbench::state::State;

/// For whom?
pub(super) fn briefs(state: &mut State) {
    let keys = |audience: Audience| match audience {
        Audience::Team => 't',
        Audience::Customer => 'c',
        Audience::Implementation => 'i',
        Audience::Support => 's',
        Audience::Sponsor => 'e',
    };
    let items = Audience::ALL
        .iter()
        .map(|audience| Item {
            key: keys(*audience),
            label: audience.label().to_owned(),
            choice: Choice::Life(Step::Brief(*audience)),
        })
        .collect();
    state.mode = Mode::Menu(Menu { title: "The brief for whom?".to_owned(), items, cursor: 0 });
}

/// The lines of a brief.
pub(super) fn brief(state: &State, audience: Audience) -> Vec<Row> {
    if let (Audience::Customer, Some(why)) = (audience, &state.read_only) {
        // What comes after the break may have made something internal.
        let text = format!("nothing is shown to a customer while the trail does not hold: {why}");
        return vec![row(String::new(), text, Tone::Alarm, Take::Nothing)];
    }
    match brief::preview(&state.review, &state.found, audience) {
        Some(text) => {
            text.lines().map(|line| row(String::new(), line.to_owned(), Tone::Plain, Take::Nothing)).collect()
        }
        None => {
            let text = "there is nothing yet that the customer may be told: accept claims that are customer-safe";
            vec![row(String::new(), text.to_owned(), Tone::Dim, Take::Nothing)]
        }
    }
}

/// The ten questions with their answers, what became of the promises, and how much had to be repaired.
pub(super) fn readiness(state: &State) -> Vec<Row> {
    let ready = Readiness::of(&state.review, &state.found);
    let heading = |text: String| row(String::new(), text, Tone::Heading, Take::Nothing);
    let mut rows =
        vec![heading(format!("{} of 10 can be acted on, {} of 10 have any text", ready.yes(), ready.filled()))];
    for answered in &ready.questions {
        let why = if answered.why.is_empty() { String::new() } else { format!(" — {}", answered.why) };
        let tone = match answered.answer {
            Answer::Yes | Answer::Weak => Tone::Plain,
            Answer::No => Tone::Alarm,
        };
        let take = answered.claims.first().map_or(Take::Nothing, |claim| Take::Claim(*claim));
        let text = format!("{}. {}{why}", answered.question.number(), answered.question.label());
        rows.push(row(answered.answer.word().to_owned(), text, tone, take));
    }
    let survival = Survival::of(&state.review);
    rows.push(heading(format!("Promises that bind: {}", survival.binding)));
    for (stage, fates) in &survival.stages {
        let told: Vec<String> = Fate::ALL
            .iter()
            .filter(|fate| fates.count(**fate) > 0)
            .map(|fate| format!("{} {}", fates.count(*fate), fate.label()))
            .collect();
        rows.push(row(stage.label().to_owned(), told.join(", "), Tone::Plain, Take::Nothing));
    }
    let repaired = Reconstruction::of(&state.review);
    rows.push(heading("Reconstruction: what the receiving team had to repair".to_owned()));
    let text = format!(
        "{} of {} claims: {} added, {} rewritten, {} asked for",
        repaired.repaired(),
        repaired.of,
        repaired.added,
        repaired.rewrote,
        repaired.asked
    );
    rows.push(row(String::new(), text, Tone::Plain, Take::Nothing));
    rows
}

fn row(tag: String, text: String, tone: Tone, take: Take) -> Row {
    Row { text, tag, tone, take }
}
