//! Promise survival: of the promises that were ruled binding, what became of each at every stage.
//!
//! Only what a person recorded counts. A promise that was kept, broken, changed or lost stays so until a
//! person records otherwise; one that was merely tracked has to be tracked again at the next stage, or it
//! is untested there. At kickoff, a promise that the customer calls right or partly right is tracked: both
//! sides have it in sight.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::packet::kind::words;
use crate::review::word::{Outcome, Stage};
use crate::review::{ClaimReview, Review};

words!(
    /// What became of a promise.
    Fate {
        /// Somebody keeps it in sight.
        Tracked = "tracked", "tracked";
        /// It was kept.
        Kept = "kept", "kept";
        /// It was broken.
        Broken = "broken", "broken";
        /// Both sides agreed on something else.
        Changed = "changed", "changed";
        /// Nobody remembers it.
        Lost = "lost", "lost";
        /// Nobody has recorded anything.
        Untested = "untested", "untested";
    }
);

impl Fate {
    /// What an outcome says of a promise; `None` when it says nothing.
    const fn said_by(outcome: Outcome) -> Option<Self> {
        match outcome {
            Outcome::Tracked | Outcome::Right | Outcome::Partly => Some(Self::Tracked),
            Outcome::Kept => Some(Self::Kept),
            Outcome::Broken => Some(Self::Broken),
            Outcome::Changed => Some(Self::Changed),
            Outcome::Lost => Some(Self::Lost),
            Outcome::Wrong
            | Outcome::NotDiscussed
            | Outcome::Reached
            | Outcome::Missed
            | Outcome::Proved
            | Outcome::Disproved => None,
        }
    }

    /// Whether it holds at later stages, too, until a person says otherwise.
    const fn lasts(self) -> bool {
        match self {
            Self::Kept | Self::Broken | Self::Changed | Self::Lost => true,
            Self::Tracked | Self::Untested => false,
        }
    }
}

/// How many promises have come to each fate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fates([usize; Fate::ALL.len()]);

impl Fates {
    /// From a count for each; a fate that is not named has none.
    pub fn of(counts: impl IntoIterator<Item = (Fate, usize)>) -> Self {
        let mut fates = Self::default();
        counts.into_iter().for_each(|(fate, count)| fates.0[fate as usize] = count);
        fates
    }

    /// How many have come to that one.
    pub const fn count(&self, fate: Fate) -> usize {
        self.0[fate as usize]
    }

    /// All of them.
    pub fn total(&self) -> usize {
        self.0.iter().sum()
    }

    /// One more.
    pub fn add(&mut self, fate: Fate) {
        self.0[fate as usize] += 1;
    }

    /// With those of another packet.
    pub fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }
}

/// The stages at which promises are looked at again.
pub const STAGES: [Stage; 4] = [Stage::Kickoff, Stage::Onboarding, Stage::BusinessReview, Stage::Renewal];

/// What became of a packet's binding promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survival {
    /// How many promises were ruled binding.
    pub binding: usize,
    /// At every stage that the packet has come to, in order.
    pub stages: Vec<(Stage, Fates)>,
}

impl Survival {
    /// Of one packet.
    pub fn of(review: &Review) -> Self {
        let binding: Vec<usize> = review.binding().collect();
        let come_to = STAGES.into_iter().filter(|stage| *stage <= review.stage());
        let stages = come_to.map(|stage| {
            let mut fates = Fates::default();
            for index in &binding {
                fates.add(fate(&review.claims()[*index], stage));
            }
            (stage, fates)
        });
        Self { stages: stages.collect(), binding: binding.len() }
    }

    /// How things stand at the stage that the packet is at; before kickoff every promise is untested.
    pub fn now(&self) -> Fates {
        self.stages.last().map_or_else(
            || {
                let mut fates = Fates::default();
                (0..self.binding).for_each(|_| fates.add(Fate::Untested));
                fates
            },
            |(_, fates)| *fates,
        )
    }
}

/// What has become of a promise by a stage: the last word at that stage, or what lasts from an earlier one.
pub fn fate(claim: &ClaimReview, stage: Stage) -> Fate {
    let said_at = |at: Stage| {
        let mut said = claim.outcomes.iter().rev().filter(move |decision| decision.value.stage == at);
        said.find_map(|decision| Fate::said_by(decision.value.outcome))
    };
    let until = STAGES.into_iter().rev().filter(|at| *at <= stage);
    until
        .filter_map(|at| Some((at, said_at(at)?)))
        .find(|(at, fate)| *at == stage || fate.lasts())
        .map_or(Fate::Untested, |(_, fate)| fate)
}
