//! Three to five of a source's own sentences that say most of it, in their order.
//!
//! A sentence is worth the sum of its words' weight in the source (how often a word is said, common ones not
//! at all) over its length, and a little more for numbers and names; what repeats a chosen sentence is left out.

use std::collections::BTreeMap;

use super::page::Page;
use super::weigh::is_said;
use crate::signal::stem;
use crate::signal::value::values;

/// The most sentences of a summary.
const MOST: usize = 5;

/// The summary of a page.
pub(super) fn of(page: &Page<'_>) -> Vec<String> {
    let stems: Vec<Vec<String>> = page.sentences.iter().map(|sentence| stem::content(&sentence.tokens)).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for stem in stems.iter().flatten() {
        *counts.entry(stem).or_default() += 1;
    }
    let mut worth: Vec<(f64, usize)> = Vec::new();
    for (at, sentence) in page.sentences.iter().enumerate() {
        let words = sentence.tokens.len();
        if !is_said(sentence) || !(6..=45).contains(&words) || sentence.asks {
            continue;
        }
        let sum: f64 = stems[at].iter().map(|stem| (counts[stem.as_str()] as f64).ln_1p()).sum();
        let telling = values(&sentence.tokens).len().min(2) as f64 * 0.15;
        worth.push((sum / (words as f64).sqrt() + telling, at));
    }
    worth.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut chosen: Vec<usize> = Vec::new();
    for (_, at) in worth {
        let repeats = chosen.iter().any(|other| {
            let shared = stems[at].iter().filter(|stem| stems[*other].contains(stem)).count();
            shared * 2 > stems[at].len()
        });
        if !repeats {
            chosen.push(at);
        }
        if chosen.len() == MOST {
            break;
        }
    }
    chosen.sort_unstable();
    chosen.into_iter().map(|at| page.sentences[at].text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}
