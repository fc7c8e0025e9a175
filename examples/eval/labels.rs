//! `contractnli/`: what a contract says of a statement: that it is so, that it is not, or nothing.
//!
//! Metrics, over all statements: accuracy of the three labels, and F1 of `contradicts`. Ours is
//! `handoff::signal::contract::delta` as it stands.
//!
//! Baselines: the commonest label; and for `contradicts`, a sentence that shares half of the statement's
//! words where one of the two has a negation and the other has not.

use std::collections::BTreeMap;
use std::path::Path;

use handoff::find::related::Related;
use handoff::signal::contract::delta;
use handoff::signal::{Words, sentence};
use serde::Deserialize;

use crate::metric::{Counts, share};
use crate::{Row, half, json_lines, plain_words, support};

#[derive(Deserialize)]
struct Claim {
    source: String,
    query: String,
    label: String,
}

pub(crate) fn rows(dir: &Path, words: &Words, part: Option<half::Part>) -> std::io::Result<Vec<Row>> {
    let claims: Vec<Claim> = json_lines(&dir.join("claims.jsonl"))?;
    let sources = support::read(dir, claims.iter().map(|claim| claim.source.as_str()))?;
    let related = Related::default();
    let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut all, mut right) = (0, 0);
    let mut scores = [Counts::default(); 2];
    for (index, (name, read)) in sources.iter().enumerate() {
        if half::out(part, index) {
            continue;
        }
        let sentences: Vec<&str> =
            sentence::split(read.text.as_str()).into_iter().map(|range| &read.text.as_str()[range]).collect();
        for claim in claims.iter().filter(|claim| claim.source == *name) {
            let answer = delta(&claim.query, &[&read.text], words, &related).answer.word();
            all += 1;
            right += usize::from(answer == claim.label);
            *labels.entry(&claim.label).or_default() += 1;
            let against = claim.label == "contradicts";
            scores[0].add(overlaps_and_negates(&claim.query, &sentences), against);
            scores[1].add(answer == "contradicts", against);
        }
    }
    let majority = labels.values().copied().max().unwrap_or_default();
    let accuracy = Row {
        baseline: Some(share(majority, all)),
        ours: Some(share(right, all)),
        ..Row::of("contractnli three-way label", "accuracy")
    };
    Ok(vec![accuracy, Row::f1("contractnli contradicts", scores)])
}

fn overlaps_and_negates(statement: &str, sentences: &[&str]) -> bool {
    let asked = plain_words(statement);
    let negated =
        |words: &[String]| words.iter().any(|word| matches!(word.as_str(), "not" | "no" | "never" | "without"));
    let best = sentences
        .iter()
        .map(|sentence| plain_words(sentence))
        .max_by_key(|words| asked.iter().filter(|word| words.contains(word)).count());
    best.is_some_and(|words| {
        let common = asked.iter().filter(|word| words.contains(word)).count();
        2 * common >= asked.len() && negated(&asked) != negated(&words)
    })
}
