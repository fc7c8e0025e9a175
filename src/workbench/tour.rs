//! A short tour over the real screen: what to press next, and whether it was done. A plain value of the
//! state that is looked at after every message; it presses nothing and decides nothing.
//!
//! What is said names keys by their action (`{accept}`), so that it is right in every keymap.

use super::action::Action;
use super::key::Keymap;
use super::state::State;
use crate::packet::ClaimId;

/// How many rows the strip takes.
pub const ROWS: u16 = 3;

/// Where somebody is in the tour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tour {
    at: usize,
    acted: Option<Action>,
}

/// What ends a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    /// This was done, on whatever.
    Did(Action),
    /// That claim is selected.
    At(&'static str),
    /// That claim has a verdict.
    Judged(&'static str),
    /// That promise is ruled.
    Ruled(&'static str),
    /// Nothing: it stays until the person leaves.
    Never,
}

/// The steps, for the Brightwater sample.
const STEPS: &[(Goal, &str)] = &[
    (
        Goal::Did(Action::Down),
        "A model drafted this packet. At the left its claims, in the middle one claim, and beside it the words it was \
         drawn from, found again in the call. {down} goes to the next claim.",
    ),
    (
        Goal::At("c07"),
        "Good. One of them says no-shows fall to nine percent. {find_claim} finds it by a few letters: type c07, then \
         enter.",
    ),
    (
        Goal::Judged("c07"),
        "ALTERED: the draft has nine, Marcus said twelve. {edit} edits the wording, {field_take_source} in the field \
         takes the source's own words, {field_save} saves. Both wordings are kept.",
    ),
    (Goal::At("c06"), "Now c06, which nobody said on any call: {up} goes back to it."),
    (
        Goal::Judged("c06"),
        "NOT IN THE SOURCE. {reject} rejects it, with a reason of one key: n says that it is not in the source.",
    ),
    (
        Goal::At("c32"),
        "Promises are where handoffs go wrong. {find_claim} c32: a named person for six months, which the order form \
         forgot.",
    ),
    (
        Goal::Judged("c32"),
        "Jo said it, so it was said. {accept} accepts that; what the drafter would have done is shown only afterwards.",
    ),
    (Goal::Ruled("c32"), "Accepted is not done. {rule} rules whether it binds, and asks who keeps it and by when."),
    (Goal::Did(Action::Undo), "Second thoughts are cheap: {undo} takes your last decision back. The trail keeps both."),
    (
        Goal::Did(Action::ShowBlockers),
        "{show_blockers} lists what still stands between this packet and a sign-off; each line is one key away.",
    ),
    (
        Goal::Never,
        "That was the tour. {next_undecided} goes to the next undecided claim, {show_help} says every key, {quit} \
         leaves. The sample's README lists what there is to catch.",
    ),
];

impl Tour {
    /// Which step this is, of how many.
    pub const fn number(&self) -> (usize, usize) {
        (self.at + 1, STEPS.len())
    }

    /// What to do next, with the person's own keys.
    pub fn text(&self, keymap: &Keymap) -> String {
        let (_, text) = STEPS[self.at.min(STEPS.len() - 1)];
        let mut out = String::new();
        for (number, part) in text.split(['{', '}']).enumerate() {
            if number % 2 == 0 {
                out.push_str(part);
                continue;
            }
            let key = Action::from_name(part).and_then(|action| keymap.label_for(action));
            out.push_str(key.unwrap_or(part));
        }
        out
    }
}

/// Notes that an action was done.
pub fn acted(state: &mut State, action: Action) {
    if let Some(tour) = &mut state.tour {
        tour.acted = Some(action);
    }
}

/// Goes on to the next step when what this one asks for was done.
pub fn follow(state: &mut State) {
    while let Some(tour) = state.tour {
        let Some((goal, _)) = STEPS.get(tour.at) else { return };
        let index = |claim: &str| state.review.find(&ClaimId::from(claim));
        let done = match goal {
            Goal::Did(action) => tour.acted == Some(*action),
            Goal::At(claim) => index(claim).is_some_and(|index| state.selected() == Some(index)),
            Goal::Judged(claim) => index(claim).is_some_and(|index| state.review.claims()[index].verdict.is_some()),
            Goal::Ruled(claim) => index(claim).is_some_and(|index| state.review.claims()[index].ruling.is_some()),
            Goal::Never => false,
        };
        if !done {
            return;
        }
        state.tour = Some(Tour { at: tour.at + 1, acted: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::key::BUILT_IN;

    #[test]
    fn every_step_names_its_keys_in_every_keymap() {
        for (_, text) in STEPS {
            for name in text.split(['{', '}']).skip(1).step_by(2) {
                let action = Action::from_name(name).unwrap_or_else(|| panic!("{name} is no action"));
                for layer in BUILT_IN {
                    assert!(Keymap::load(&[*layer]).unwrap().label_for(action).is_some(), "{name} in {}", layer.0);
                }
            }
        }
    }

    #[test]
    fn every_step_fits_the_strip_of_the_smallest_screen() {
        use ratatui::style::Style;
        for layer in BUILT_IN {
            let keymap = Keymap::load(&[*layer]).unwrap();
            for at in 0..STEPS.len() {
                let text = format!("Tour 10/11 (esc leaves): {}", Tour { at, acted: None }.text(&keymap));
                for (width, rows) in [(58, ROWS + 1), (78, ROWS)] {
                    let lines =
                        crate::workbench::view::paint::wrapped(&[(text.clone(), Style::default())], width, "", "");
                    assert!(lines.len() <= usize::from(rows), "{width}: {text}");
                }
            }
        }
    }

    #[test]
    fn a_step_says_the_persons_own_keys() {
        let vim = Keymap::load(&[BUILT_IN[1]]).unwrap();
        let text = Tour { at: 4, acted: None }.text(&vim);
        assert!(text.contains("X rejects it"), "{text}");
    }
}
