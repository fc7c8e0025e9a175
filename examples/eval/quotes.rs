//! `aci_align/quotes.jsonl`: quotes found again in recognised speech, and those that are not there refused.
//!
//! Metrics, over the quotes of a kind: of `asr` (real noise) the share whose place overlaps the gold span by
//! half (intersection over union), and the share that is called altered though it is not; of `tampered` (one
//! number, negation or modal changed) the share taken for real, and the share named as altered; of
//! `foreign` (another recording) the share taken for real. Ours is `handoff::anchor` as it stands.
//!
//! Baselines: the exact words; the window of as many words with the most words in common, taken for real
//! from 0.8 (tampered) or 0.7 (foreign) of its words; and for "altered" numbers, negations and modals of
//! the quote and that window compared.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::Path;

use handoff::anchor::{Resolver, State};
use handoff::packet::{Evidence, Quote, SourceId};
use handoff::signal::Words;
use handoff::text::Text;
use serde::Deserialize;

use crate::metric::share;
use crate::{Row, half, json_lines, plain_words};

#[derive(Deserialize)]
struct Asked {
    source: String,
    quote: String,
    /// `null` where it stands nowhere.
    gold_spans: Option<Vec<(usize, usize)>>,
    kind: String,
}

#[derive(Default)]
struct Tally {
    all: usize,
    exact: usize,
    window: usize,
    ours: usize,
    altered: [usize; 2],
}

pub(crate) fn rows(dir: &Path, _: &Words, part: Option<half::Part>) -> std::io::Result<Vec<Row>> {
    let quotes: Vec<Asked> = json_lines(&dir.join("quotes.jsonl"))?;
    let mut by_source: BTreeMap<&str, Vec<&Asked>> = BTreeMap::new();
    for quote in &quotes {
        by_source.entry(&quote.source).or_default().push(quote);
    }
    let mut tallies: HashMap<&str, Tally> = HashMap::new();
    for (index, (name, asked)) in by_source.iter().enumerate() {
        if half::out(part, index) {
            continue;
        }
        let read = std::fs::read_to_string(dir.join(name))?;
        let text = Text::snippet(&read);
        let window = Window::over(&read);
        let evidence: Vec<Evidence> = asked.iter().map(|asked| evidence(&asked.quote)).collect();
        let mut found = vec![None; asked.len()];
        Resolver::new(&text, true).resolve_all(
            &evidence.iter().collect::<Vec<_>>(),
            &|| false,
            &mut |at, resolution| {
                found[at] = Some((resolution.state, resolution.range.clone()));
            },
        );
        for (asked, found) in asked.iter().zip(found) {
            let (state, range) = found.unwrap_or((State::Orphan, None));
            let tally = tallies.entry(asked.kind.as_str()).or_default();
            let (place, common) = window.best(&asked.quote);
            tally.all += 1;
            tally.altered[0] += usize::from(telling(&asked.quote) != telling(&read[place.clone()]));
            tally.altered[1] += usize::from(state == State::Altered);
            match asked.kind.as_str() {
                "asr" => {
                    let gold =
                        asked.gold_spans.iter().flatten().map(|(start, end)| text.byte_of(*start)..text.byte_of(*end));
                    let gold: Vec<Range<usize>> = gold.collect();
                    let hits = |place: &Range<usize>| overlap(place, &gold) >= 0.5;
                    let exact = read.find(&asked.quote).map(|at| at..at + asked.quote.len());
                    tally.exact += usize::from(exact.is_some_and(|place| hits(&place)));
                    tally.window += usize::from(hits(&place));
                    tally.ours += usize::from(range.is_some_and(|place| hits(&place)));
                }
                kind => {
                    let enough = if kind == "foreign" { 0.7 } else { 0.8 };
                    tally.window += usize::from(common >= enough);
                    let real = match state {
                        State::Anchored | State::Moved | State::Approximate | State::Ambiguous => true,
                        State::Altered | State::Orphan => false,
                    };
                    tally.ours += usize::from(real);
                }
            }
        }
    }
    let row = |task: &str, metric: &str, kind: &str, figure: fn(&Tally) -> (usize, usize)| {
        let tally = tallies.get(kind)?;
        let (baseline, ours) = figure(tally);
        let figure = |count| Some(share(count, tally.all));
        Some(Row { baseline: figure(baseline), ours: figure(ours), ..Row::of(task, metric) })
    };
    let rows = [
        row("quote location, exact words", "IoU>=0.5", "asr", |tally| (tally.exact, tally.ours)),
        row("quote location, best token window", "IoU>=0.5", "asr", |tally| (tally.window, tally.ours)),
        row("altered quote taken for real (less is better)", "share", "tampered", |tally| (tally.window, tally.ours)),
        row("foreign quote taken for real (less is better)", "share", "foreign", |tally| (tally.window, tally.ours)),
        row("altered quote named as such", "share", "tampered", |tally| tally.altered.into()),
        row("honest noise called altered (less is better)", "share", "asr", |tally| tally.altered.into()),
    ];
    Ok(rows.into_iter().flatten().collect())
}

fn evidence(exact: &str) -> Evidence {
    let quote = Quote { exact: exact.to_owned(), ..Quote::default() };
    Evidence { id: None, source: SourceId::from("s".to_owned()), quote, position: None }
}

/// Intersection over union of a place and several spans.
fn overlap(place: &Range<usize>, gold: &[Range<usize>]) -> f64 {
    let common: usize =
        gold.iter().map(|span| span.end.min(place.end).saturating_sub(span.start.max(place.start))).sum();
    let all: usize = gold.iter().map(Range::len).sum::<usize>() + place.len() - common.min(place.len());
    share(common, all)
}

/// Numbers, negations and modals, in order of the alphabet.
fn telling(words: &str) -> Vec<String> {
    let tells = |word: &String| {
        word.starts_with(|c: char| c.is_ascii_digit())
            || word.ends_with("n't")
            || matches!(
                word.as_str(),
                "not"
                    | "no"
                    | "never"
                    | "may"
                    | "might"
                    | "can"
                    | "could"
                    | "should"
                    | "will"
                    | "would"
                    | "must"
                    | "n't"
            )
    };
    let mut found: Vec<String> = plain_words(words).into_iter().filter(tells).collect();
    found.sort();
    found
}

/// The simple baseline: windows of words.
struct Window {
    words: Vec<(String, Range<usize>)>,
}

impl Window {
    fn over(text: &str) -> Self {
        let mut words: Vec<(String, Range<usize>)> = Vec::new();
        let mut start = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            let inside = c.is_alphanumeric() || c == '\'';
            match (start, inside) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    words.push((text[from..at].to_lowercase(), from..at));
                    start = None;
                }
                (Some(_), true) | (None, false) => {}
            }
        }
        Self { words }
    }

    /// The window of as many words with the most in common, and the share that is.
    fn best(&self, quote: &str) -> (Range<usize>, f64) {
        let wanted = plain_words(quote);
        let length = wanted.len().clamp(1, self.words.len().max(1));
        let mut open: HashMap<&str, isize> = HashMap::new();
        for word in &wanted {
            *open.entry(word).or_default() += 1;
        }
        let (mut common, mut best) = (0isize, (0..0, -1isize));
        for (at, (word, _)) in self.words.iter().enumerate() {
            if let Some(count) = open.get_mut(word.as_str()) {
                common += isize::from(*count > 0);
                *count -= 1;
            }
            if at >= length
                && let Some(count) = open.get_mut(self.words[at - length].0.as_str())
            {
                *count += 1;
                common -= isize::from(*count > 0);
            }
            if at + 1 >= length && common > best.1 {
                best = (self.words[at + 1 - length].1.start..self.words[at].1.end, common);
            }
        }
        (best.0, share(best.1.max(0) as usize, wanted.len()))
    }
}
