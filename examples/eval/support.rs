//! `ami/claims.jsonl` and `contractnli/`: the words that support a statement, found.
//!
//! Metric: hit@1 and hit@5, the share of statements with a gold passage among the first one or five. Of
//! meetings a passage is a cue of the `.vtt` (counted from 0), of contracts a passage of the text as it is
//! read, which hits when it overlaps a gold span; statements without a gold span are left out there.
//!
//! Baseline: BM25 (k1 = 1.2, b = 0.75) over the same passages, on lower-case words.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use handoff::find::related::Related;
use handoff::find::{Query, search_all, unit};
use handoff::signal::Words;
use handoff::source;
use handoff::text::Text;
use serde::Deserialize;

use crate::metric::share;
use crate::{Row, half, json_lines, plain_words};

#[derive(Deserialize)]
struct Claim {
    source: String,
    query: String,
    #[serde(default)]
    gold_cues: Vec<usize>,
    #[serde(default)]
    gold_spans: Vec<serde_json::Value>,
}

/// How many hits there are at one and at five, of how many.
#[derive(Default)]
struct Hits {
    first: usize,
    five: usize,
    all: usize,
}

impl Hits {
    fn add(&mut self, right: &[bool]) {
        self.all += 1;
        self.first += usize::from(right.first() == Some(&true));
        self.five += usize::from(right.iter().take(5).any(|right| *right));
    }

    fn rows(task: &str, baseline: &Self, ours: &Self) -> Vec<Row> {
        let row = |metric: &str, baseline: usize, hits: usize| Row {
            baseline: Some(share(baseline, ours.all)),
            ours: Some(share(hits, ours.all)),
            ..Row::of(task, metric)
        };
        vec![row("hit@1", baseline.first, ours.first), row("hit@5", baseline.five, ours.five)]
    }
}

/// A source as the program reads it, with its passages.
pub(crate) struct Read {
    pub(crate) text: Text,
    units: Vec<unit::Unit>,
}

/// The sources that some claims name, in order of name.
pub(crate) fn read<'a>(dir: &Path, names: impl Iterator<Item = &'a str>) -> std::io::Result<BTreeMap<String, Read>> {
    let mut read = BTreeMap::new();
    for name in names {
        if !read.contains_key(name) {
            let import = source::import(std::fs::read(dir.join(name))?, name).map_err(std::io::Error::other)?;
            let mut units = Vec::new();
            unit::units(&import.text, |unit| {
                units.push(unit);
                true
            });
            read.insert(name.to_owned(), Read { text: import.text, units });
        }
    }
    Ok(read)
}

pub(crate) fn meetings(dir: &Path, _: &Words, part: Option<half::Part>) -> std::io::Result<Vec<Row>> {
    let claims: Vec<Claim> = json_lines(&dir.join("claims.jsonl"))?;
    let right = |claim: &Claim, _: &Read, unit: &unit::Unit| unit.cue.is_some_and(|cue| claim.gold_cues.contains(&cue));
    rows("ami claim -> evidence cue", dir, &claims, part, &right)
}

pub(crate) fn contracts(dir: &Path, _: &Words, part: Option<half::Part>) -> std::io::Result<Vec<Row>> {
    let mut claims: Vec<Claim> = json_lines(&dir.join("claims.jsonl"))?;
    claims.retain(|claim| !claim.gold_spans.is_empty());
    let right = |claim: &Claim, read: &Read, unit: &unit::Unit| {
        let position = read.text.position(&unit.range);
        let spans = claim.gold_spans.iter().filter_map(|span| Some((span.get(0)?.as_u64()?, span.get(1)?.as_u64()?)));
        spans.into_iter().any(|(start, end)| (position.start as u64) < end && start < position.end as u64)
    };
    rows("contractnli statement -> clause", dir, &claims, part, &right)
}

fn rows(
    task: &str,
    dir: &Path,
    claims: &[Claim],
    part: Option<half::Part>,
    right: &dyn Fn(&Claim, &Read, &unit::Unit) -> bool,
) -> std::io::Result<Vec<Row>> {
    let sources = read(dir, claims.iter().map(|claim| claim.source.as_str()))?;
    let related = Related::default();
    let (mut baseline, mut ours) = (Hits::default(), Hits::default());
    for (index, (name, read)) in sources.iter().enumerate() {
        if half::out(part, index) {
            continue;
        }
        let bm25 = Bm25::over(read.units.iter().map(|unit| &read.text.as_str()[unit.range.clone()]));
        for claim in claims.iter().filter(|claim| claim.source == *name) {
            let simple: Vec<bool> =
                bm25.best(&claim.query, 5).into_iter().map(|at| right(claim, read, &read.units[at])).collect();
            baseline.add(&simple);
            let found = search_all(&[&read.text], &Query::new(&claim.query, &related), 5);
            let found =
                found.into_iter().map(|found| unit::Unit { turn: found.turn, range: found.range, cue: found.cue });
            ours.add(&found.map(|unit| right(claim, read, &unit)).collect::<Vec<_>>());
        }
    }
    Ok(Hits::rows(task, &baseline, &ours))
}

/// The baseline.
pub(crate) struct Bm25 {
    documents: Vec<HashMap<String, f64>>,
    lengths: Vec<f64>,
    with: HashMap<String, f64>,
}

impl Bm25 {
    pub(crate) fn over<'a>(documents: impl Iterator<Item = &'a str>) -> Self {
        let mut built = Self { documents: Vec::new(), lengths: Vec::new(), with: HashMap::new() };
        for document in documents {
            let words = plain_words(document);
            built.lengths.push(words.len() as f64);
            let mut counts = HashMap::new();
            for word in words {
                *counts.entry(word).or_default() += 1.0;
            }
            for word in counts.keys() {
                *built.with.entry(word.clone()).or_default() += 1.0;
            }
            built.documents.push(counts);
        }
        built
    }

    /// The numbers of the best documents.
    pub(crate) fn best(&self, query: &str, most: usize) -> Vec<usize> {
        let all = self.documents.len() as f64;
        let average = self.lengths.iter().sum::<f64>() / all;
        let words = plain_words(query);
        let score = |at: usize| -> f64 {
            let term = |word: &String| {
                let count = self.documents[at].get(word).copied().unwrap_or_default();
                let with = self.with.get(word).copied().unwrap_or_default();
                let rare = (1.0 + (all - with + 0.5) / (with + 0.5)).ln();
                rare * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * self.lengths[at] / average))
            };
            words.iter().map(term).sum()
        };
        let mut ranked: Vec<(f64, usize)> = (0..self.documents.len()).map(|at| (score(at), at)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().take(most).map(|(_, at)| at).collect()
    }
}
