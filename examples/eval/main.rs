//! How well the signals do on recorded speech with labels, beside simple baselines, in one table.
//!
//! ```text
//! cargo run --release --example eval -- DIR [--format text|json] [--half dev|check] [--words FILE]
//! ```
//!
//! `DIR` holds any of the folders `aci_align`, `ami`, `contractnli`, `earnings`, `sgd_stale`; one that is absent is skipped, and
//! said so. Baseline and ours are computed in the same run on the same data; each task's file says what
//! is counted and how. `--half` keeps every other file, so that lists can be grown on one half and
//! looked at on the other.

mod ami;
mod earnings;
mod half;
mod labels;
mod metric;
mod quotes;
mod sgd;
mod support;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handoff::signal::Words;
use metric::Counts;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// One line of the table.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    task: String,
    metric: String,
    baseline: Option<f64>,
    ours: Option<f64>,
    /// Precision and recall of ours, where the metric is F1.
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recall: Option<f64>,
}

impl Row {
    /// A row without figures.
    fn of(task: &str, metric: &str) -> Self {
        Self {
            task: task.to_owned(),
            metric: metric.to_owned(),
            baseline: None,
            ours: None,
            precision: None,
            recall: None,
        }
    }

    fn f1(task: &str, [baseline, ours]: [Counts; 2]) -> Self {
        Self {
            baseline: Some(baseline.f1()),
            ours: Some(ours.f1()),
            precision: Some(ours.precision()),
            recall: Some(ours.recall()),
            ..Self::of(task, "F1")
        }
    }
}

type Task = fn(&Path, &Words, Option<half::Part>) -> std::io::Result<Vec<Row>>;

const TASKS: &[(&str, Task)] = &[
    ("aci_align", quotes::rows),
    ("ami", support::meetings),
    ("contractnli", support::contracts),
    ("contractnli", labels::rows),
    ("ami", ami::rows),
    ("earnings", earnings::rows),
    ("sgd_stale", sgd::rows),
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("eval: {message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let mut dir: Option<PathBuf> = None;
    let (mut json, mut part, mut team) = (false, None, None);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{arg} needs a value"));
        match arg.as_str() {
            "--format" => json = value()? == "json",
            "--half" => part = Some(half::Part::read(&value()?)?),
            "--words" => team = Some(value()?),
            _ if dir.is_none() && !arg.starts_with('-') => dir = Some(PathBuf::from(arg)),
            _ => return Err(format!("`{arg}` was not expected; usage: eval DIR [--format json] [--half dev|check]")),
        }
    }
    let dir = dir.ok_or("which folder? usage: eval DIR [--format json] [--half dev|check]")?;
    let team = team.map(std::fs::read_to_string).transpose().map_err(|error| format!("the word list: {error}"))?;
    let words = Words::with(team.as_deref())
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let mut rows = Vec::new();
    for (folder, task) in TASKS {
        let folder = dir.join(folder);
        if !folder.is_dir() {
            eprintln!("skipped: {} is not there", folder.display());
            continue;
        }
        rows.extend(task(&folder, &words, part).map_err(|error| format!("{}: {error}", folder.display()))?);
    }
    if json {
        println!("{}", serde_json::json!({ "rows": rows }));
    } else {
        print!("{}", table(&rows));
    }
    Ok(())
}

fn table(rows: &[Row]) -> String {
    let mut out =
        format!("{:<44} {:<10} {:>8} {:>8}  {}\n", "task", "metric", "baseline", "ours", "precision / recall");
    for row in rows {
        let figure = |figure: Option<f64>| figure.map_or("—".to_owned(), |figure| format!("{figure:.3}"));
        out += &format!("{:<44} {:<10} {:>8} {:>8}", row.task, row.metric, figure(row.baseline), figure(row.ours));
        if let (Some(precision), Some(recall)) = (row.precision, row.recall) {
            out += &format!("  {precision:.3} / {recall:.3}");
        }
        out.push('\n');
    }
    out
}

/// A `.jsonl` file, one value a line.
pub(crate) fn json_lines<T: DeserializeOwned>(path: &Path) -> std::io::Result<Vec<T>> {
    let text = std::fs::read_to_string(path)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| serde_json::from_str(line).map_err(std::io::Error::other)).collect()
}

/// Lower-case words with their apostrophes, for the baselines, which know nothing of our tokens.
pub(crate) fn plain_words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('’', "'");
    text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
