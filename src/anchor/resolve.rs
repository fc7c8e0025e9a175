//! One quote, or all quotes of a source, through the stages: place, very words, nearest run.

use std::ops::Range;

use super::exact::{self, Needle};
use super::judge::{self, Change};
use super::settle::{self, Place};
use super::word;
use super::{Details, Resolution, State, align, edge, fold, seed};
use crate::packet::Evidence;
use crate::text::Text;

/// The share of a quote's words a run must say to be taken for it.
const NEAR: f64 = 0.6;
/// Quotes with fewer characters are found word for word or not at all.
const SHORTEST: usize = 12;
/// From so many quotes on, folding the whole source once beats a search for each.
const MANY: usize = 24;
/// Scores nearer than this say nothing about which run is meant.
const TIE: f64 = 0.02;

/// Finds one quote in its source. `source_unchanged` says that the source's digest is the packet's.
pub fn resolve(text: &Text, source_unchanged: bool, evidence: &Evidence) -> Resolution {
    let mut found = None;
    Resolver::new(text, source_unchanged).resolve_all(&[evidence], &|| false, &mut |_, resolution| {
        found = Some(resolution);
    });
    found.unwrap_or_else(|| Resolution::orphan("the search was stopped"))
}

/// Finds quotes in one source.
#[derive(Debug, Clone, Copy)]
pub struct Resolver<'t> {
    text: &'t Text,
    unchanged: bool,
}

/// A quote that has no answer yet.
struct Open<'e> {
    index: usize,
    evidence: &'e Evidence,
    needle: Needle,
    hits: Vec<Range<usize>>,
}

impl<'t> Resolver<'t> {
    /// For the quotes of one source.
    pub fn new(text: &'t Text, source_unchanged: bool) -> Self {
        Self { text, unchanged: source_unchanged }
    }

    /// The answer for a quote that stands where the draft says, as far as it can be told without reading around
    /// it: the state and the place are those of [`Resolver::resolve_all`], a caution is
    /// not looked for. For those who count thousands of quotes. `None` says nothing: then it has to be resolved.
    pub fn in_its_place(&self, evidence: &Evidence) -> Option<Resolution> {
        if !self.unchanged {
            return None;
        }
        let at = self.text.bytes(evidence.position?)?;
        let exact = evidence.quote.exact.as_str();
        let slice = self.text.as_str().get(at.clone())?;
        if slice != exact || !exact.chars().any(char::is_alphanumeric) {
            // The same words, perhaps, across the end of a line or with another dash.
            let folded = fold::needle(exact);
            let range = if folded.is_empty() { None } else { settle::in_place(self.text, &folded, at) };
            return range.map(|range| Resolution::found(State::Anchored, range));
        }
        let start = at.start + (slice.len() - slice.trim_start().len());
        let range = start..start + slice.trim().len();
        fold::whole_words(self.text.as_str(), &range).then(|| Resolution::found(State::Anchored, range))
    }

    /// Finds every quote and tells each answer, with its index in `evidence`, as soon as it is known: those
    /// in their place first, the noisy ones last. Stops when `stop` says so, and returns whether all were told.
    pub fn resolve_all(
        &self,
        evidence: &[&Evidence],
        stop: &dyn Fn() -> bool,
        tell: &mut dyn FnMut(usize, Resolution),
    ) -> bool {
        let mut open = Vec::new();
        for (index, evidence) in evidence.iter().enumerate() {
            let needle = Needle::new(&evidence.quote.exact);
            if needle.folded.is_empty() {
                tell(index, Resolution::orphan("the quote has no words"));
                continue;
            }
            match self.in_place(evidence, &needle) {
                Some(resolution) => tell(index, resolution),
                None => open.push(Open { index, evidence, needle, hits: Vec::new() }),
            }
        }
        let Some(open) = self.exact(open, stop, tell) else { return false };
        self.nearest(&open, stop, tell)
    }

    fn in_place(&self, evidence: &Evidence, needle: &Needle) -> Option<Resolution> {
        if !self.unchanged {
            return None;
        }
        let at = self.text.bytes(evidence.position?)?;
        let range = settle::in_place(self.text, &needle.folded, at)?;
        let mut resolution = Resolution::found(State::Anchored, range.clone());
        settle::beware(self.text, &mut resolution, &range, evidence.quote.exact.len());
        if resolution.state == State::Altered {
            // The draft names just these words, and they stand just there: it is told, and no more.
            resolution.state = State::Anchored;
            let details = resolution.details();
            details.caution = details.reason.take();
            details.difference.clear();
        }
        Some(resolution)
    }

    /// Answers those whose very words stand in the text; the others come back. `None` when stopped.
    fn exact<'e>(
        &self,
        mut open: Vec<Open<'e>>,
        stop: &dyn Fn() -> bool,
        tell: &mut dyn FnMut(usize, Resolution),
    ) -> Option<Vec<Open<'e>>> {
        if open.len() < MANY {
            for quote in &mut open {
                if stop() {
                    return None;
                }
                quote.hits = quote.needle.scan(self.text, stop);
            }
            open = self.settle(open, tell);
        }
        let labels = exact::has_labels(self.text);
        for speech in [true, false] {
            if open.is_empty() || (speech && !labels) {
                continue;
            }
            let needles: Vec<&Needle> = open.iter().map(|quote| &quote.needle).collect();
            let found = exact::sweep(self.text, &needles, speech, stop)?;
            for (quote, hits) in open.iter_mut().zip(found) {
                quote.hits = hits;
            }
            open = self.settle(open, tell);
        }
        Some(open)
    }

    fn settle<'e>(&self, open: Vec<Open<'e>>, tell: &mut dyn FnMut(usize, Resolution)) -> Vec<Open<'e>> {
        let mut left = Vec::new();
        for mut quote in open {
            if quote.hits.is_empty() {
                left.push(quote);
                continue;
            }
            let place = if quote.evidence.position.is_some() { Place::Elsewhere } else { Place::Unsaid };
            let hits = std::mem::take(&mut quote.hits);
            // The words are where they were said to be, but the source around them has changed.
            let at = quote.evidence.position.and_then(|position| self.text.bytes(position));
            let place = match at {
                Some(at) if hits.iter().any(|hit| hit.start == at.start) => Place::Unsaid,
                _ => place,
            };
            tell(quote.index, settle::settle(self.text, &quote.evidence.quote, hits, place, self.unchanged));
        }
        left
    }

    /// Answers the rest by the nearest run of the text.
    fn nearest(&self, open: &[Open<'_>], stop: &dyn Fn() -> bool, tell: &mut dyn FnMut(usize, Resolution)) -> bool {
        let (long, short): (Vec<_>, Vec<_>) =
            open.iter().partition(|quote| quote.evidence.quote.exact.trim().chars().count() >= SHORTEST);
        for quote in short {
            tell(quote.index, Resolution::orphan("the words are not in the source"));
        }
        if long.is_empty() {
            return true;
        }
        let quotes: Vec<&str> = long.iter().map(|quote| quote.evidence.quote.exact.as_str()).collect();
        let Some(windows) = seed::windows(self.text, &quotes, stop) else { return false };
        for (quote, windows) in long.iter().zip(windows) {
            if stop() {
                return false;
            }
            tell(quote.index, self.best(quote.evidence, &windows));
        }
        true
    }

    fn best(&self, evidence: &Evidence, windows: &[Range<usize>]) -> Resolution {
        let exact = &evidence.quote.exact;
        let quote = align::Quoted::new(word::atoms(exact, 0..exact.len(), |_| false));
        let mut runs: Vec<Run> = Vec::new();
        for window in windows {
            let Some(run) = self.run(&quote, window) else { continue };
            match runs.iter_mut().find(|other| overlap(&other.range, &run.range)) {
                Some(other) if other.score < run.score => *other = run,
                Some(_) => {}
                None => runs.push(run),
            }
        }
        let rank = |run: &Run| run.score - if run.altered() { 0.05 } else { 0.0 };
        runs.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
        let nearest = runs.first().map_or(0.0, |run| run.score);
        runs.retain(|run| run.score >= NEAR);
        if let Some(at) = evidence.position.and_then(|position| self.text.bytes(position))
            && let Some(index) = runs.iter().position(|run| overlap(&run.range, &at))
            && rank(&runs[index]) >= rank(&runs[0]) - 0.1
        {
            runs.swap(0, index);
        }
        let Some(first) = runs.first() else {
            return Resolution { score: nearest, ..Resolution::orphan("the words are not in the source") };
        };
        let ties: Vec<Range<usize>> = runs
            .iter()
            .filter(|run| rank(first) - rank(run) < TIE && run.altered() == first.altered())
            .map(|run| run.range.clone())
            .collect();
        let mut chosen = 0;
        if ties.len() > 1 && evidence.position.is_none() {
            match settle::clearest(&ties, |range| settle::context(self.text, &evidence.quote, range)) {
                Some(range) => chosen = runs.iter().position(|run| run.range == range).unwrap_or(0),
                None => return Resolution::ambiguous(ties, first.score),
            }
        }
        self.told(exact, runs.swap_remove(chosen))
    }

    fn run(&self, quoted: &align::Quoted, window: &Range<usize>) -> Option<Run> {
        let words = self.text.as_str();
        let turns = self.text.turns();
        let source = word::atoms(words, window.clone(), |at| {
            self.text.turn_at(at).is_none_or(|turn| at < turns[turn].start as usize) && !turns.is_empty()
        });
        let mut alignment = align::align(quoted, &source)?;
        alignment.complete_words(&source);
        // A currency mark is read behind its number, so the first atom is not always the first byte.
        let used = || alignment.steps.iter().flat_map(|step| &source[step.source.clone()]);
        let start = used().map(|atom| atom.range.start).min()?;
        let end = used().map(|atom| atom.range.end).max()?;
        let range = start..end;
        if alignment.score < NEAR {
            // It is not taken for the quote, so nobody asks what differs.
            return Some(Run { range, score: alignment.score, changes: Vec::new() });
        }
        let quote = quoted.atoms();
        let mut changes = judge::changes(quote, &source, &alignment.steps);
        let quote_len = quote.last().map_or(0, |atom| atom.range.end);
        for cut in edge::cuts(self.text, &range).iter().filter(|cut| cut.hard) {
            let front = cut.left_out.start < range.start;
            changes.push(settle::lost(cut, if front { 0 } else { quote_len }));
        }
        Some(Run { range, score: alignment.score, changes })
    }

    fn told(&self, exact: &str, run: Run) -> Resolution {
        let state = if run.altered() { State::Altered } else { State::Approximate };
        let reason = run.changes.iter().find_map(|change| {
            let matter = change.matter?;
            let said = |words: &str| {
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                if words.is_empty() { "nothing".to_owned() } else { format!("`{words}`") }
            };
            let (quote, source) = (&exact[change.quote.clone()], &self.text.as_str()[change.source.clone()]);
            Some(format!("{matter}: the quote says {}, the source {}", said(quote), said(source)))
        });
        let details = Details { difference: run.changes, reason, ..Details::default() };
        Resolution { score: run.score, details: Some(Box::new(details)), ..Resolution::found(state, run.range) }
    }
}

/// A run of the text that is near a quote.
struct Run {
    range: Range<usize>,
    score: f64,
    changes: Vec<Change>,
}

impl Run {
    fn altered(&self) -> bool {
        self.changes.iter().any(|change| change.matter.is_some())
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
