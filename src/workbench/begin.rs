//! How a session begins when the command line says more than a path: at a stage, or as a meeting of two.

use std::path::PathBuf;

use super::action::Action;
use super::effect::Effect;
use super::meeting::Meeting;
use super::state::State;
use super::update::show_stage;
use crate::review::Actor;
use crate::review::word::Stage;

/// What the command line asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Begin {
    /// The stage to show first.
    pub stage: Option<Stage>,
    /// The two people of a meeting, the one who votes first before the other.
    pub pair: Option<[Actor; 2]>,
    /// The person's SSH key, where the configuration names one.
    pub key: Option<PathBuf>,
}

impl Begin {
    /// Applies it to a session that was just opened.
    pub fn apply(&self, state: &mut State, effects: &mut Vec<Effect>) {
        state.life.key.clone_from(&self.key);
        if let Some(pair) = &self.pair {
            let meeting = Meeting::new(pair.clone());
            state.me = Some(meeting.holder().clone());
            let (first, other) = (&pair[0].name, &pair[1].name);
            let key = state.key(Action::HandOver);
            state.say(format!("{first} votes first and {other} looks away; {key} hands over the keyboard"));
            state.life.meeting = Some(meeting);
        }
        if let Some(stage) = self.stage {
            show_stage(state, stage, effects);
            if stage > state.review.stage() {
                let (at, wanted) = (state.review.stage().label(), stage.label());
                let key = state.key(Action::ShowStages);
                state.warn(format!("the packet is at {at}: {key} opens {wanted} once the review is signed"));
            }
        }
    }
}
