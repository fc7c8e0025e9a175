//! How far a drafter is, and whether it should stop.

/// One step of a drafter's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is being done, as a person is told: `reading Discovery call`, `part 3 of 7, 4,100 tokens so far`.
    pub what: String,
    /// How many steps are behind it.
    pub done: usize,
    /// How many there are in all; 0 where nobody knows.
    pub of: usize,
}

/// Whoever waits for a drafter.
pub trait Watch {
    /// Is told of each step.
    fn step(&mut self, step: &Step);

    /// Whether the work should stop.
    fn cancelled(&self) -> bool;
}

/// Waits without a word.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quiet;

impl Watch for Quiet {
    fn step(&mut self, _: &Step) {}

    fn cancelled(&self) -> bool {
        false
    }
}
