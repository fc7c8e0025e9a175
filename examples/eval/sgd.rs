//! `sgd_stale/`: which turns correct a value that stood before.
//!
//! Metric: F1 over all turns of the user (a correction is always the user's), gold: the `new_turn` of
//! rows whose `kind` is `correction`. A `new_request`, where somebody changes their mind rather than
//! putting something right, is no correction: saying so counts as a false alarm.
//!
//! Baseline: one of "no", "nope", "actually", "instead", "wrong", "change", "wait", "sorry", "rather".

use std::collections::HashSet;
use std::path::Path;

use handoff::signal::{Words, sentences, superseded};
use handoff::text::{Builder, Part};
use serde::Deserialize;

use crate::metric::Counts;
use crate::{Row, half, json_lines, plain_words};

#[derive(Deserialize)]
struct Dialogue {
    source: String,
    turns: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Label {
    source: String,
    kind: Option<String>,
    new_turn: Option<usize>,
}

pub(crate) fn rows(dir: &Path, words: &Words, part: Option<half::Part>) -> std::io::Result<Vec<Row>> {
    let dialogues: Vec<Dialogue> = json_lines(&dir.join("dialogues.jsonl"))?;
    let labels: Vec<Label> = json_lines(&dir.join("labels.jsonl"))?;
    let gold: HashSet<(&str, usize)> = labels
        .iter()
        .filter(|label| label.kind.as_deref() == Some("correction"))
        .filter_map(|label| Some((label.source.as_str(), label.new_turn?)))
        .collect();
    let mut scores = [Counts::default(); 2];
    for (index, dialogue) in dialogues.iter().enumerate() {
        if half::out(part, index) {
            continue;
        }
        let mut builder = Builder::new();
        for (who, said) in &dialogue.turns {
            let speaker = builder.speaker(who, None);
            let from = builder.len();
            builder.push(if said.is_empty() { "-" } else { said });
            builder.turn(from..builder.len(), Some(speaker), Part::Body);
            builder.push("\n");
        }
        let text = builder.finish();
        let said = sentences(&text, &|_| None);
        let ours: HashSet<usize> = superseded::find(&said, words).iter().map(|found| found.turn).collect();
        for (turn, (who, said)) in dialogue.turns.iter().enumerate() {
            if who == "USER" {
                let gold = gold.contains(&(dialogue.source.as_str(), turn));
                scores[0].add(listed(said), gold);
                scores[1].add(ours.contains(&turn), gold);
            }
        }
    }
    Ok(vec![Row::f1("sgd correction turn", scores)])
}

fn listed(said: &str) -> bool {
    plain_words(said).iter().any(|word| {
        matches!(
            word.as_str(),
            "no" | "nope" | "actually" | "instead" | "wrong" | "change" | "wait" | "sorry" | "rather"
        )
    })
}
