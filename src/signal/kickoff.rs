//! What the proposal says and the kickoff notes do not, or say otherwise.
//!
//! Pure. The handoff loses promises silently: nobody contradicts the proposal, it is just not taken up.
//! So beside contradictions this looks for statements whose subject the other side never touches.

use std::collections::HashMap;

use super::contradiction::{self, Contradiction, Statement};
use super::stem::content;

/// A statement is taken up when this share of its rarer words stands in one sentence of the other side.
const TAKEN_UP: f64 = 0.5;

/// What became of the proposal in the kickoff notes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drift {
    /// Numbers of proposal statements that no kickoff note takes up.
    pub dropped: Vec<usize>,
    /// Statements of both that contradict each other: `a` counts in the proposal, `b` in the notes.
    pub changed: Vec<Contradiction>,
}

/// Compares statements of the proposal with those of the kickoff notes.
pub fn compare(proposal: &[Statement<'_>], notes: &[Statement<'_>]) -> Drift {
    let both: Vec<Statement<'_>> = proposal
        .iter()
        .map(|statement| Statement { source: 0, ..*statement })
        .chain(notes.iter().map(|statement| Statement { source: 1, ..*statement }))
        .collect();
    let mut changed = contradiction::find(&both);
    for pair in &mut changed {
        pair.b -= proposal.len();
    }
    Drift { dropped: not_taken_up(proposal, notes), changed }
}

/// The numbers of the statements in `from` that nothing in `by` takes up.
pub fn not_taken_up(from: &[Statement<'_>], by: &[Statement<'_>]) -> Vec<usize> {
    let mut postings: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, statement) in by.iter().enumerate() {
        for stem in content(&statement.sentence.tokens) {
            postings.entry(stem).or_default().push(index);
        }
    }
    let weight = |stem: &str| 1.0 / (1.0 + postings.get(stem).map_or(0, Vec::len) as f64).ln_1p();
    let taken_up = |statement: &Statement<'_>| {
        let stems = content(&statement.sentence.tokens);
        let whole: f64 = stems.iter().map(|stem| weight(stem)).sum();
        let mut shared: HashMap<usize, f64> = HashMap::new();
        for stem in &stems {
            for other in postings.get(stem).map_or(&[][..], Vec::as_slice) {
                *shared.entry(*other).or_default() += weight(stem);
            }
        }
        shared.values().any(|weight| *weight >= TAKEN_UP * whole)
    };
    from.iter().enumerate().filter(|(_, statement)| !taken_up(statement)).map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Sentence;
    use super::*;

    #[test]
    fn what_nobody_takes_up_and_what_changed_are_told_apart() {
        let proposal = ["Detention fees fall 30 percent by Q1", "Two days of training on site", "SSO at go-live"];
        let notes = ["Goal: detention fees fall 20 percent by Q1", "SSO at go-live confirmed"];
        let proposal: Vec<Sentence<'_>> = proposal.iter().map(|text| Sentence::plain(text)).collect();
        let notes: Vec<Sentence<'_>> = notes.iter().map(|text| Sentence::plain(text)).collect();
        fn of<'a>(sentences: &'a [Sentence<'a>]) -> Vec<Statement<'a>> {
            sentences.iter().map(|sentence| Statement { sentence, source: 0 }).collect()
        }
        let drift = compare(&of(&proposal), &of(&notes));
        assert_eq!(drift.dropped, [1]);
        assert_eq!(drift.changed.len(), 1);
        assert_eq!((drift.changed[0].a, drift.changed[0].b), (0, 0));
    }
}
