//! Superseded values: somebody puts right what was said before, and the old value must not be drafted.
//!
//! Pure. A turn counts as a correction when its words reject or change something ("no, make it…",
//! "actually…") and, weighing as much, when it names a value of a sort that the turn before it had
//! another value of. The read-back is what makes people correct each other ("so that's thirty users,
//! right?" "Forty."), so a turn that follows one needs less. A "no" that closes a talk is not one.

use std::ops::Range;

use super::value::{Sort, values};
use super::words::Words;
use super::{Sentence, Trigger};

/// The kinds of cue in `words/correction.toml`.
pub const KINDS: &[&str] = &["reject", "change", "restate", "closing", "search", "yes"];

/// What a turn has to reach.
const ENOUGH: f64 = 2.0;
/// What a changed value adds, and a name that was not there before.
const CHANGED: f64 = 1.2;
const RENAMED: f64 = 0.6;

/// A turn that puts something right.
#[derive(Debug, Clone, PartialEq)]
pub struct Superseded {
    /// The number of the turn that corrects.
    pub turn: usize,
    /// Why it was taken for a correction.
    pub triggers: Vec<Trigger>,
    /// The values that were replaced, where they can be told: what stood, and what stands now.
    pub values: Vec<Replaced>,
    /// How strong the cues are together; 1 is just enough.
    pub score: f64,
}

/// An old value and the new one, as bytes of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// What was said before.
    pub old: Range<usize>,
    /// What is said now.
    pub new: Range<usize>,
    /// What sort of value it is; `None` for a name.
    pub sort: Option<Sort>,
}

/// The corrections in a source, in order.
pub fn find(sentences: &[Sentence<'_>], words: &Words) -> Vec<Superseded> {
    let turns = turns(sentences);
    let mut found = Vec::new();
    for pair in turns.windows(2) {
        let (before, now) = (&sentences[pair[0].clone()], &sentences[pair[1].clone()]);
        if before[0].speaker == now[0].speaker && now[0].speaker.is_some() {
            continue;
        }
        let weighed = weigh(before, now, words);
        if weighed.score >= ENOUGH - 1e-9 {
            found.push(Superseded { score: weighed.score / ENOUGH, ..weighed });
        }
    }
    found
}

/// The sentences of each turn.
fn turns(sentences: &[Sentence<'_>]) -> Vec<Range<usize>> {
    let mut turns: Vec<Range<usize>> = Vec::new();
    for (index, sentence) in sentences.iter().enumerate() {
        match turns.last_mut() {
            Some(turn) if sentences[turn.start].turn == sentence.turn => turn.end = index + 1,
            _ => turns.push(index..index + 1),
        }
    }
    turns
}

/// All cues of a turn and of the one before it, added up.
pub fn weigh(before: &[Sentence<'_>], now: &[Sentence<'_>], words: &Words) -> Superseded {
    let list = words.list("correction");
    let mut score = 0.0;
    let mut triggers = Vec::new();
    for sentence in now {
        for hit in list.find(sentence) {
            match hit.cue.kind {
                "restate" => {}
                "reject" | "change" => {
                    score += hit.cue.weight;
                    triggers.push(Trigger::of(sentence, &hit));
                }
                _ => score += hit.cue.weight,
            }
        }
    }
    let restated = before.iter().flat_map(|sentence| list.find(sentence)).find(|hit| hit.cue.kind == "restate");
    score += restated.map_or(0.0, |hit| hit.cue.weight);
    let values = replaced(before, now);
    if values.iter().any(|value| value.sort.is_some()) {
        score += CHANGED;
    } else if !values.is_empty() {
        score += RENAMED;
    }
    Superseded { turn: now.first().map_or(0, |sentence| sentence.turn), triggers, values, score }
}

/// Values of a sort that both turns have, where the new turn's is another one.
fn replaced(before: &[Sentence<'_>], now: &[Sentence<'_>]) -> Vec<Replaced> {
    let all = |turn: &[Sentence<'_>]| -> Vec<(Sort, String, Range<usize>)> {
        let of = |sentence: &Sentence<'_>| {
            let found = values(&sentence.tokens).into_iter();
            found.map(|value| (value.sort, value.norm, sentence.bytes(&value.tokens))).collect::<Vec<_>>()
        };
        turn.iter().flat_map(of).collect()
    };
    let (old, new) = (all(before), all(now));
    let mut changed = Vec::new();
    for (sort, norm, at) in &new {
        if old.iter().any(|(other, same, _)| comparable(*sort, *other) && same == norm) {
            continue;
        }
        if let Some((_, _, was)) = old.iter().find(|(other, ..)| comparable(*sort, *other)) {
            changed.push(Replaced { old: was.clone(), new: at.clone(), sort: Some(*sort) });
        }
    }
    if changed.is_empty() {
        changed.extend(renamed(before, now));
    }
    changed
}

/// A bare number may answer a time or an amount.
fn comparable(a: Sort, b: Sort) -> bool {
    a == b || matches!((a, b), (Sort::Count, Sort::Time | Sort::Money | Sort::Percent | Sort::Duration))
}

/// A name that the turn before does not have, where that one has a name too.
fn renamed(before: &[Sentence<'_>], now: &[Sentence<'_>]) -> Option<Replaced> {
    let old = before.iter().find_map(|sentence| names(sentence).into_iter().last().map(|at| sentence.bytes(&at)))?;
    let heard = |form: &str| before.iter().any(|sentence| sentence.has(form));
    now.iter().find_map(|sentence| {
        let new = names(sentence)
            .into_iter()
            .find(|at| !sentence.tokens[at.clone()].iter().all(|token| heard(&token.form)))?;
        Some(Replaced { old: old.clone(), new: sentence.bytes(&new), sort: None })
    })
}

/// Runs of capitalised words that do not start the sentence.
fn names(sentence: &Sentence<'_>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, token) in sentence.tokens.iter().enumerate().skip(1) {
        if !token.capital || token.form == "i" {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == at => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Builder, Part};

    fn found(turns: &[(&str, &str)]) -> Vec<(usize, Vec<(String, String)>)> {
        let mut builder = Builder::new();
        for (who, said) in turns {
            let speaker = builder.speaker(who, None);
            let from = builder.len();
            builder.push(said);
            builder.turn(from..builder.len(), Some(speaker), Part::Body);
            builder.push("\n");
        }
        let text = builder.finish();
        let sentences = super::super::sentences(&text, &|_| None);
        let words = |range: &Range<usize>| text.as_str()[range.clone()].to_owned();
        let told = |found: &Superseded| {
            (found.turn, found.values.iter().map(|value| (words(&value.old), words(&value.new))).collect())
        };
        find(&sentences, &Words::default()).iter().map(told).collect()
    }

    #[test]
    fn a_correction_tells_old_and_new() {
        let told =
            found(&[("Sam", "So that's thirty users by March 8th, right?"), ("Maya", "No, make it forty users.")]);
        assert_eq!(told, [(1, vec![("thirty".to_owned(), "forty".to_owned())])]);
        let told = found(&[("Sam", "You'd like to start on Monday?"), ("Maya", "Actually, Wednesday.")]);
        assert_eq!(told, [(1, vec![("Monday".to_owned(), "Wednesday".to_owned())])]);
    }

    #[test]
    fn a_no_that_ends_the_talk_corrects_nothing() {
        assert_eq!(found(&[("Sam", "Is there anything else?"), ("Maya", "No, that's all, thanks.")]), []);
        assert_eq!(found(&[("Sam", "So thirty users, right?"), ("Maya", "Yes, that's right.")]), []);
    }
}
