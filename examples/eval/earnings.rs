//! `earnings/`: which answers are upbeat, and which are not specific.
//!
//! Metric: F1 over the labelled answers that have a majority (`null` is left out). Upbeat: the label is
//! 2. Not specific: the label is 0. An answer is the whole of its line in the `.txt` (`line` counts from
//! 1), not the thirty words that `labels.jsonl` quotes.
//!
//! Baselines: one of three upbeat words ("great", "strong", "excited"); no digit in the answer.

use std::collections::HashMap;
use std::path::Path;

use handoff::signal::{Words, sentences, spin};
use handoff::text::Text;
use serde::Deserialize;

use crate::metric::Counts;
use crate::{Row, half, json_lines, plain_words};

#[derive(Deserialize)]
struct Label {
    source: String,
    line: usize,
    text: String,
    labels: Labels,
}

#[derive(Deserialize)]
struct Labels {
    optimistic: Option<u8>,
    specific: Option<u8>,
}

pub(crate) fn rows(dir: &Path, words: &Words, part: Option<half::Part>) -> std::io::Result<Vec<Row>> {
    let labels: Vec<Label> = json_lines(&dir.join("labels.jsonl"))?;
    let mut calls: HashMap<String, Vec<String>> = HashMap::new();
    let mut order: Vec<String> = labels.iter().map(|label| label.source.clone()).collect();
    order.sort();
    order.dedup();
    let mut scores = [[Counts::default(); 2]; 2];
    for label in &labels {
        if order.iter().position(|name| *name == label.source).is_some_and(|index| half::out(part, index)) {
            continue;
        }
        if !calls.contains_key(&label.source) {
            let text = std::fs::read_to_string(dir.join(&label.source))?;
            calls.insert(label.source.clone(), text.lines().map(str::to_owned).collect());
        }
        let line = calls[&label.source].get(label.line.wrapping_sub(1)).map_or("", String::as_str);
        let answer = line.split_once(": ").map_or(label.text.as_str(), |(_, answer)| answer);
        let spoken = Text::snippet(answer);
        let tone = spin::tone(&sentences(&spoken, &|_| None), words);
        if let Some(optimistic) = label.labels.optimistic {
            let three = plain_words(answer).iter().any(|word| matches!(word.as_str(), "great" | "strong" | "excited"));
            scores[0][0].add(three, optimistic == 2);
            scores[0][1].add(tone.upbeat, optimistic == 2);
        }
        if let Some(specific) = label.labels.specific {
            scores[1][0].add(!answer.contains(|c: char| c.is_ascii_digit()), specific == 0);
            scores[1][1].add(tone.vague, specific == 0);
        }
    }
    let names = ["earnings optimistic = 2", "earnings not specific"];
    Ok(names.iter().zip(scores).map(|(task, scores)| Row::f1(task, scores)).collect())
}
