//! `ami/`: offers and action-item evidence, cue by cue.
//!
//! Metric: F1 over all cues of the meetings that have a `.vtt`. A cue counts as an offer when
//! `labels.jsonl` labels it `offer`, and as action-item evidence when it is labelled
//! `action_item_evidence` or is an offer that is `both`.
//!
//! Baseline: a narrow first-person list ("I'll", "I will", "let me", "we'll", "we will"), the same for
//! both rows.

use std::collections::BTreeMap;
use std::path::Path;

use handoff::signal::commitment::{self, Kind};
use handoff::signal::{Words, sentences};
use handoff::text::{Builder, Part, Text};
use serde::Deserialize;

use crate::metric::Counts;
use crate::{Row, half, json_lines, plain_words};

#[derive(Deserialize)]
struct Label {
    source: String,
    cue: usize,
    label: String,
    #[serde(default)]
    both: bool,
}

/// A meeting: who says what, one entry a cue.
pub(crate) fn cues(vtt: &str) -> Vec<(String, String)> {
    let blocks = vtt.replace("\r\n", "\n");
    let blocks = blocks.split("\n\n").filter(|block| block.contains("-->"));
    blocks
        .map(|block| {
            let words: Vec<&str> = block.lines().skip_while(|line| !line.contains("-->")).skip(1).collect();
            let words = words.join(" ");
            match words.strip_prefix("<v ").and_then(|rest| rest.split_once('>')) {
                Some((who, said)) => (who.to_owned(), said.trim_end_matches("</v>").to_owned()),
                None => (String::new(), words),
            }
        })
        .collect()
}

/// One turn a cue, so that what is found has the number of its cue.
pub(crate) fn text_of(cues: &[(String, String)]) -> Text {
    let mut builder = Builder::new();
    for (who, said) in cues {
        let speaker = builder.speaker(who, None);
        let from = builder.len();
        // An empty cue keeps its number by being a turn of one letter that no cue fits.
        builder.push(if said.is_empty() { "-" } else { said });
        builder.turn(from..builder.len(), Some(speaker), Part::Body);
        builder.push("\n");
    }
    builder.finish()
}

pub(crate) fn rows(dir: &Path, words: &Words, part: Option<half::Part>) -> std::io::Result<Vec<Row>> {
    let labels: Vec<Label> = json_lines(&dir.join("labels.jsonl"))?;
    let mut meetings = BTreeMap::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if name.ends_with(".vtt") {
            meetings.insert(name, cues(&std::fs::read_to_string(&path)?));
        }
    }
    let mut scores = [[Counts::default(); 2]; 2];
    for (index, (name, cues)) in meetings.iter().enumerate() {
        if half::out(part, index) {
            continue;
        }
        let gold = |wanted: &str, both: bool, cue: usize| {
            labels.iter().any(|l| l.source == *name && l.cue == cue && (l.label == wanted || (both && l.both)))
        };
        let text = text_of(cues);
        let said = sentences(&text, &|_| None);
        let mut ours = vec![[false; 2]; cues.len()];
        for found in commitment::find(&said, words) {
            let cue = said[found.sentence].turn;
            match found.kind {
                Kind::Offer => ours[cue][0] = true,
                Kind::Request | Kind::Assignment => ours[cue][1] = true,
            }
        }
        for (cue, (_, words)) in cues.iter().enumerate() {
            let narrow = narrow(words);
            let gold = [gold("offer", false, cue), gold("action_item_evidence", true, cue)];
            for task in 0..2 {
                scores[task][0].add(narrow, gold[task]);
                scores[task][1].add(ours[cue][task], gold[task]);
            }
        }
    }
    let names = ["ami offer (a commitment) by cue", "ami action-item evidence"];
    Ok(names.iter().zip(scores).map(|(task, scores)| Row::f1(task, scores)).collect())
}

fn narrow(words: &str) -> bool {
    let words = plain_words(words);
    let pair = |a: &str, b: &str| words.windows(2).any(|pair| pair[0] == a && pair[1] == b);
    words.iter().any(|word| matches!(word.as_str(), "i'll" | "we'll"))
        || pair("i", "will")
        || pair("we", "will")
        || pair("let", "me")
}
