//! How much a passage is worth: the weighing, measured in `examples/eval` (docs/signals.md has the table).
//!
//! Pure. Two steps, because how rare a word is is known only at the end: `tally` goes through all texts
//! and keeps what was found, a few bytes a hit; `best` weighs that and looks at the winners again for
//! the words to show. Long passages are not talked down, as BM25 does it: in speech the short turns are
//! the empty ones ("yeah", "the remote"). A passage is worth more than its words are one by one when most of
//! the question stands in it, and a little less when one beside it is offered already.

use std::ops::Range;

use super::Passage;
use super::query::{Part as Does, Query, Term};
use super::unit::{trimmed, units};
use crate::signal::sentence::split;
use crate::signal::stem::{content, is_common, stem};
use crate::signal::token::tokens;
use crate::text::{Part, Text};

/// How soon another place of the same word stops to count.
const SATURATION: f64 = 0.8;
/// How much rarer words outweigh others.
const RARITY: f64 = 1.2;
/// What a word counts that only reports.
const REPORTS: f64 = 0.5;
/// What a word counts that is part of a name, a speaker's or a party's: it says who, not what.
const NAME: f64 = 0.4;
/// What a passage gains when its speaker is named.
const SPEAKER: f64 = 0.8;
/// What passages gain towards the end of a talk, where it is settled what was only an idea before.
const LATER: f64 = 0.2;
/// What a neighbour lends, and what the one behind it lends of that.
const AROUND: (f64, f64) = (0.15, 0.6);
/// What more content words make a passage better by, and how many at most.
const LENGTH: (f64, usize) = (0.2, 12);
/// How much it counts that most of the question stands in one passage: an exponent, and what stands in none has.
const TOGETHER: (f64, f64) = (0.5, 0.05);
/// What a passage loses for each better one so many passages away, and among how many that is looked at.
const BESIDE: (f64, u32, usize) = (0.1, 2, 60);
/// What a heading counts: nobody says what stands in one.
const HEADING: f64 = 0.5;
/// What a word that is only akin counts once the place is known.
const KNOWN: f32 = 0.6;
/// Passages up to so many bytes are quoted whole.
const QUOTE: usize = 360;

/// What was found in all texts.
#[derive(Debug, Default)]
pub(super) struct Tally {
    hits: Vec<Hit>,
    /// (term, how often) of each hit, in one line.
    counts: Vec<(u16, f32)>,
    /// In how many passages each term stands.
    with: Vec<u32>,
    /// Passages of each text.
    units: Vec<u32>,
}

/// A passage with something in it.
#[derive(Debug)]
struct Hit {
    source: u32,
    unit: u32,
    turn: u32,
    start: u32,
    end: u32,
    cue: Option<u32>,
    /// Where its counts end.
    counts: u32,
    length: u16,
}

/// Goes through all texts once.
pub(super) fn tally(texts: &[&Text], query: &Query, go_on: &mut dyn FnMut(usize) -> bool) -> Option<Tally> {
    let mut tally = Tally { with: vec![0; query.terms.len()], ..Tally::default() };
    let mut counts = vec![0.0f32; query.terms.len()];
    let mut before = 0;
    for (source, text) in texts.iter().enumerate() {
        let all = text.as_str();
        let mut unit = 0u32;
        let finished = units(text, |found| {
            unit += 1;
            let words = &all[found.range.clone()];
            if query.may_match(words) {
                let tokens = tokens(words, found.range.start);
                query.matches(&tokens, |term, _, credit| {
                    // A word that is only akin counts once, however often it stands there.
                    if credit < 1.0 {
                        counts[term] = counts[term].max(credit);
                    } else {
                        counts[term] += credit;
                    }
                });
                let first = tally.counts.len();
                for (term, count) in counts.iter_mut().enumerate().filter(|(_, count)| **count > 0.0) {
                    tally.with[term] += u32::from(*count >= 1.0);
                    tally.counts.push((term as u16, std::mem::take(count)));
                }
                if tally.counts.len() > first {
                    tally.hits.push(Hit {
                        source: source as u32,
                        unit: unit - 1,
                        turn: found.turn as u32,
                        start: found.range.start as u32,
                        end: found.range.end as u32,
                        cue: found.cue.map(|cue| cue as u32),
                        counts: tally.counts.len() as u32,
                        length: content(&tokens).len().min(LENGTH.1) as u16,
                    });
                }
            }
            go_on(before + found.range.end)
        });
        if !finished {
            return None;
        }
        before += all.len();
        tally.units.push(unit);
    }
    Some(tally)
}

/// The best passages of what was found.
pub(super) fn best(texts: &[&Text], query: &Query, tally: &Tally, most: usize) -> Vec<Passage> {
    let all: u32 = tally.units.iter().sum();
    let speakers: Vec<Vec<Vec<String>>> = texts.iter().map(|text| names(text)).collect();
    let named: Vec<&String> = speakers.iter().flatten().filter(|name| query.names(name)).flatten().collect();
    let weights: Vec<f64> = query
        .terms
        .iter()
        .zip(&tally.with)
        .map(|(term, with)| {
            let rare = (1.0 + (f64::from(all - (*with).min(all)) + 0.5) / (f64::from(*with) + 0.5)).ln().powf(RARITY);
            match term {
                Term::Word { stem, .. } if named.contains(&stem) => rare * NAME,
                Term::Word { part: Does::Who, .. } => rare * NAME,
                Term::Word { part: Does::Reports, .. } => rare * REPORTS,
                Term::Word { part: Does::Subject, .. } | Term::Value(..) => rare,
            }
        })
        .collect();
    let whole: f64 = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);

    let own = |at: usize| {
        let from = at.checked_sub(1).map_or(0, |before| tally.hits[before].counts as usize);
        let counts = &tally.counts[from..tally.hits[at].counts as usize];
        let term = |(term, count): &(u16, f32)| {
            let count = f64::from(*count);
            weights[usize::from(*term)] * count * (SATURATION + 1.0) / (count + SATURATION)
        };
        let part: f64 =
            counts.iter().map(|(term, count)| weights[usize::from(*term)] * f64::from(count.min(1.0))).sum();
        let length = 1.0 + LENGTH.0 * (1.0 + f64::from(tally.hits[at].length)).ln();
        counts.iter().map(term).sum::<f64>() * (part / whole + TOGETHER.1).powf(TOGETHER.0) * length
    };
    let alone: Vec<f64> = (0..tally.hits.len()).map(own).collect();
    let mut ranked: Vec<(f64, usize)> = (0..tally.hits.len())
        .map(|at| {
            let hit = &tally.hits[at];
            let text = texts[hit.source as usize];
            let turn = &text.turns()[hit.turn as usize];
            let mut score = alone[at] + around(tally, &alone, at);
            if let Some(speaker) = text.speaker_index(turn) {
                let last = tally.units[hit.source as usize].max(1);
                score *= 1.0 + LATER * f64::from(hit.unit) / f64::from(last);
                if query.names(&speakers[hit.source as usize][speaker]) {
                    score *= 1.0 + SPEAKER;
                }
            }
            if turn.part == Part::Heading {
                score *= HEADING;
            }
            (score, at)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    apart(tally, ranked, most)
        .into_iter()
        .map(|(score, at)| {
            let hit = &tally.hits[at];
            let range = hit.start as usize..hit.end as usize;
            let all = texts[hit.source as usize].as_str();
            let (sentence, worth) = best_sentence(all, &range, query, &weights);
            Passage {
                source: hit.source as usize,
                turn: hit.turn as usize,
                quote: if range.len() <= QUOTE { range.clone() } else { sentence.clone() },
                words: words(all, &range, query),
                range,
                cue: hit.cue.map(|cue| cue as usize),
                score,
                sentence,
                covers: (worth / whole).min(1.0),
            }
        })
        .collect()
}

/// The best, where those beside a better one count less: a person who looks at one sees what is around it.
fn apart(tally: &Tally, mut ranked: Vec<(f64, usize)>, most: usize) -> Vec<(f64, usize)> {
    ranked.truncate(BESIDE.2.max(most));
    let mut chosen: Vec<(f64, usize)> = Vec::new();
    while !ranked.is_empty() && chosen.len() < most {
        let better = |best: usize, next: usize| if ranked[next].0 > ranked[best].0 { next } else { best };
        let best = ranked.remove((0..ranked.len()).fold(0, better));
        let hit = &tally.hits[best.1];
        for (score, other) in &mut ranked {
            let other = &tally.hits[*other];
            if other.source == hit.source && other.unit.abs_diff(hit.unit) <= BESIDE.1 {
                *score *= 1.0 - BESIDE.0;
            }
        }
        chosen.push(best);
    }
    chosen
}

/// What the passages around one lend it.
fn around(tally: &Tally, alone: &[f64], at: usize) -> f64 {
    let hit = &tally.hits[at];
    let near = tally.hits.len().min(at + 3);
    let others = (at.saturating_sub(2)..near).filter(|other| *other != at);
    let lent = |other: usize| {
        let found = &tally.hits[other];
        match found.unit.abs_diff(hit.unit) {
            _ if found.source != hit.source => 0.0,
            1 => AROUND.0 * alone[other],
            2 => AROUND.0 * AROUND.1 * alone[other],
            _ => 0.0,
        }
    };
    others.map(lent).sum()
}

/// The words of every speaker's name, as stems.
fn names(text: &Text) -> Vec<Vec<String>> {
    let words = |name: &str| -> Vec<String> {
        let tokens = tokens(name, 0);
        tokens.iter().filter(|token| !is_common(&token.form)).map(|token| stem(&token.form)).collect()
    };
    text.speakers().iter().map(|speaker| words(&speaker.name)).collect()
}

/// The best sentence of a passage, and the weight of what stands in it.
fn best_sentence(all: &str, range: &Range<usize>, query: &Query, weights: &[f64]) -> (Range<usize>, f64) {
    let value = |part: &Range<usize>| {
        let mut best = vec![0.0f32; weights.len()];
        query.matches(&tokens(&all[part.clone()], part.start), |term, _, credit| {
            let credit = if credit < 1.0 { credit.max(KNOWN) } else { credit };
            best[term] = best[term].max(credit);
        });
        best.iter().zip(weights).map(|(credit, weight)| f64::from(*credit) * weight).sum::<f64>()
    };
    let sentences = split(&all[range.clone()]).into_iter().map(|part| range.start + part.start..range.start + part.end);
    let better = |best: (Range<usize>, f64), next: (Range<usize>, f64)| if next.1 > best.1 { next } else { best };
    let best = sentences.map(|part| (trimmed(all, part.clone()), value(&part))).reduce(better);
    best.unwrap_or_else(|| (range.clone(), value(range)))
}

/// The words of a passage that were looked for.
fn words(all: &str, range: &Range<usize>, query: &Query) -> Vec<Range<usize>> {
    let tokens = tokens(&all[range.clone()], range.start);
    let mut found = Vec::new();
    query.matches(&tokens, |_, at, _| {
        if let (Some(first), Some(last)) = (tokens.get(at.start), tokens.get(at.end - 1)) {
            found.push(first.start as usize..last.end as usize);
        }
    });
    found.sort_by_key(|range| (range.start, range.end));
    found.dedup();
    found
}
