//! The `rules` drafter against the length of what it reads: one, two and four times the words. Ratios count,
//! not milliseconds: time has to grow in a straight line.
//!
//! `cargo bench --bench draft`. The words are the samples' own calls, over and over, with other numbers and
//! other nouns each time, so that nothing is an exact repeat.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use handoff::draft::{Drafter, Job, JobSource, Quiet, Rules, compose, ground};
use handoff::packet::{Account, Source};
use handoff::source;

/// Words of the smallest run.
const WORDS: usize = 60_000;

fn main() {
    let lines = lines();
    println!("{:>9} {:>9} {:>8} {:>8} {:>8}", "words", "claims", "ms", "ratio", "ms/kword");
    let mut first = None;
    for times in [1, 2, 4] {
        let job = job(&lines, WORDS * times);
        let words: usize = job.sources.iter().map(|own| own.import.text.as_str().split_whitespace().count()).sum();
        let mut best = f64::MAX;
        let mut claims = 0;
        for _ in 0..3 {
            let start = Instant::now();
            let sketch = Rules::default().draft(&job, &mut Quiet).expect("drafts");
            let mut packet = compose(&job, sketch);
            let texts: BTreeMap<_, _> =
                job.sources.iter().map(|own| (own.source.id.clone(), &own.import.text)).collect();
            ground(&mut packet, &texts);
            claims = packet.claims.len() + packet.also_heard.len();
            best = best.min(start.elapsed().as_secs_f64() * 1000.0);
        }
        let ratio = best / *first.get_or_insert(best);
        println!("{words:>9} {claims:>9} {best:>8.0} {ratio:>8.2} {:>8.2}", best / words as f64 * 1000.0);
    }
}

/// `Name: words` lines of every call of the samples.
fn lines() -> Vec<String> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-packets");
    let mut files: Vec<_> = fs::read_dir(samples)
        .expect("samples")
        .filter_map(|entry| fs::read_dir(entry.ok()?.path().join("sources")).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "vtt" || end == "srt"))
        .collect();
    files.sort();
    let mut lines = Vec::new();
    for file in files {
        let import = source::import(fs::read(&file).expect("read"), &file.to_string_lossy()).expect("import");
        for turn in import.text.turns() {
            if let Some(speaker) = import.text.speaker(turn) {
                lines.push(format!("{}: {}", speaker.name.replace(['(', ')', ','], ""), import.text.words(turn)));
            }
        }
    }
    lines
}

/// A job of so many words, in calls of ten thousand.
fn job(lines: &[String], words: usize) -> Job {
    const NOUNS: &[&str] =
        &["pallet", "clinic", "window", "ledger", "tanker", "roster", "kiln", "parcel", "orchard", "ferry"];
    let (mut sources, mut text, mut count, mut whole, mut at) = (Vec::new(), String::new(), 0, 0, 0usize);
    while whole < words {
        let line = &lines[at % lines.len()];
        let more = format!("{line} That is {} number {}.\n", NOUNS[(at * 7 / 3) % NOUNS.len()], at);
        let length = more.split_whitespace().count();
        (count, whole, at) = (count + length, whole + length, at + 1);
        text.push_str(&more);
        if count >= 10_000 || whole >= words {
            let id = format!("s{}", sources.len() + 1);
            let listed: Source =
                serde_json::from_value(serde_json::json!({"id": id, "kind": "call"})).expect("a source");
            let import = source::import(std::mem::take(&mut text).into_bytes(), "call.txt").expect("import");
            sources.push(JobSource { source: listed, import });
            count = 0;
        }
    }
    let account = Account { name: "Acme".to_owned(), ..Account::default() };
    Job { account, sources, ..Job::default() }
}
