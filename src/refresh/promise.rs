//! Whether a sentence promises something. The cues are those of `signal/words/promise.toml`; a day, a number
//! and the paper of a contract add to them, because they are what a promise is held to.

use super::Known;
use crate::packet::{Side, SourceKind};
use crate::signal::value::{Sort, values};
use crate::signal::{Sentence, Words};

/// From here on it is a promise.
const ENOUGH: f64 = 1.0;
/// What a day adds, another value, and standing in a contract.
const DAY: f64 = 0.3;
const VALUE: f64 = 0.2;
const CONTRACT: f64 = 0.2;

/// The sentences of a source that promise something, other than what the customer does.
pub(super) fn find(source: &Known<'_>, words: &Words) -> Vec<usize> {
    let is_paper = source.read.source.kind == SourceKind::Contract;
    let promises = |sentence: &Sentence<'_>| {
        let hits = words.list("promise").find(sentence);
        let promised = hits.iter().any(|hit| hit.cue.kind == "promise" || hit.cue.kind == "follow_up");
        let said: f64 = hits.iter().map(|hit| hit.cue.weight).sum();
        let values = values(&sentence.tokens);
        let day = if values.iter().any(|value| value.sort == Sort::Date) { DAY } else { 0.0 };
        let value = if values.iter().any(|value| value.sort != Sort::Date) { VALUE } else { 0.0 };
        let paper = if is_paper { CONTRACT } else { 0.0 };
        promised && !sentence.asks && said + day + value + paper >= ENOUGH - 1e-9
    };
    let ours = |sentence: &Sentence<'_>| sentence.side != Some(Side::Customer);
    (0..source.sentences.len()).filter(|at| ours(&source.sentences[*at]) && promises(&source.sentences[*at])).collect()
}
