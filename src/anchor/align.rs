//! Lays a quote's atoms beside a window of a source's atoms, so that the cheapest edits remain.
//!
//! All of the quote is used; the window's ends are free. Labels and breath between the words cost next to
//! nothing, a run of skipped words costs its opening once, words may be split or joined
//! (`what ever`, `whatever`), and words of one sense (two numbers, two modals) are laid against each
//! other rather than dropped, because that is what a change of meaning looks like.

use std::ops::Range;

use super::myers;
use super::word::Atom;

/// What stands against what.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    /// Atoms of the quote.
    pub(super) quote: Range<usize>,
    /// Atoms of the window.
    pub(super) source: Range<usize>,
    /// They say the same word.
    pub(super) same: bool,
}

/// A finished alignment.
#[derive(Debug, Clone)]
pub(super) struct Alignment {
    /// In order; together they cover the quote, and the window from the first to the last used atom.
    pub(super) steps: Vec<Step>,
    /// 1 for the same words, 0 for nothing in common.
    pub(super) score: f64,
}

impl Alignment {
    /// Takes in what is left of a word at either end whose other part was used: the `not` of a `can't`.
    pub(super) fn complete_words(&mut self, source: &[Atom]) {
        let (Some(first), Some(last)) = (
            self.steps.iter().find(|step| !step.source.is_empty()).map(|step| step.source.start),
            self.steps.iter().rev().find(|step| !step.source.is_empty()).map(|step| step.source.end - 1),
        ) else {
            return;
        };
        let quote_end = self.steps.last().map_or(0, |step| step.quote.end);
        let mut next = last + 1;
        while next < source.len() && source[next].range.start < source[last].range.end {
            self.steps.push(Step { quote: quote_end..quote_end, source: next..next + 1, same: false });
            next += 1;
        }
        let mut before = first;
        while before > 0 && source[before - 1].range.end > source[first].range.start {
            before -= 1;
            self.steps.insert(0, Step { quote: 0..0, source: before..before + 1, same: false });
        }
    }
}

/// Opening a run of skipped source words.
const OPEN: f32 = 0.25;
/// What a skipped source word costs against a missing quote word.
const SKIP: f32 = 0.7;
/// The most cells a table may have; longer quotes are aligned in a band.
const CELLS: usize = 1 << 20;

#[derive(Clone, Copy, PartialEq)]
enum Move {
    Start,
    Pair,
    QuoteOnly,
    SourceOnly,
    Join(u8, u8),
}

const JOINS: [(usize, usize); 4] = [(1, 2), (2, 1), (1, 3), (3, 1)];

/// A quote, made ready to be laid beside one window after the other.
pub(super) struct Quoted {
    atoms: Vec<Atom>,
    places: Vec<[u64; 256]>,
    letters: Letters,
}

impl Quoted {
    /// Of a quote's atoms.
    pub(super) fn new(atoms: Vec<Atom>) -> Self {
        let places = atoms.iter().map(|atom| places(&atom.text)).collect();
        Self { letters: Letters::of(&atoms), places, atoms }
    }

    /// The atoms.
    pub(super) fn atoms(&self) -> &[Atom] {
        &self.atoms
    }
}

/// What can be said of a row's words without comparing them letter by letter.
struct Letters {
    /// Which letters each atom has, a bit a letter.
    kinds: Vec<u64>,
    /// How many bytes stand before each atom, and in all.
    before: Vec<usize>,
}

impl Letters {
    fn of(atoms: &[Atom]) -> Self {
        let kinds = |atom: &Atom| atom.text.bytes().take(64).fold(0, |kinds, byte| kinds | 1 << (byte & 63));
        let mut before = Vec::with_capacity(atoms.len() + 1);
        before.push(0);
        before.extend(atoms.iter().scan(0, |sum, atom| {
            *sum += atom.text.len();
            Some(*sum)
        }));
        Self { kinds: atoms.iter().map(kinds).collect(), before }
    }

    fn count(&self, run: &Range<usize>) -> usize {
        self.before[run.end] - self.before[run.start]
    }

    fn kinds(&self, run: &Range<usize>) -> u64 {
        self.kinds[run.clone()].iter().fold(0, |all, kinds| all | kinds)
    }
}

/// Whether words with these letters may be no more than `edits` apart: an edit takes one letter and brings one.
fn may_be_within(edits: usize, a: u64, b: u64) -> bool {
    (a ^ b).count_ones() as usize <= 2 * edits
}

struct Table<'a> {
    quote: &'a [Atom],
    source: &'a [Atom],
    places: &'a [[u64; 256]],
    /// Of the quote and of the source.
    letters: (&'a Letters, Letters),
    width: usize,
    /// First column of each row's band.
    from: Vec<usize>,
    best: Vec<f32>,
    skip: Vec<f32>,
    moves: Vec<Move>,
    /// Whether the skip at a cell was opened there.
    opened: Vec<bool>,
}

/// Aligns all of `quote` with the best run of `source`; `None` when either is empty.
pub(super) fn align(quoted: &Quoted, source: &[Atom]) -> Option<Alignment> {
    let quote = quoted.atoms();
    if quote.is_empty() || source.is_empty() {
        return None;
    }
    let full = source.len() + 1;
    let width = if full * (quote.len() + 1) <= CELLS { full } else { (CELLS / (quote.len() + 1)).clamp(64, full) };
    let from = (0..=quote.len())
        .map(|row| (row * full / (quote.len() + 1)).saturating_sub(width / 2).min(full - width))
        .collect();
    let cells = width * (quote.len() + 1);
    let mut table = Table {
        quote,
        source,
        places: &quoted.places,
        letters: (&quoted.letters, Letters::of(source)),
        width,
        from,
        best: vec![f32::INFINITY; cells],
        skip: vec![f32::INFINITY; cells],
        moves: vec![Move::Start; cells],
        opened: vec![false; cells],
    };
    table.fill();
    table.trace()
}

fn places(word: &str) -> [u64; 256] {
    let mut places = [0; 256];
    for (at, byte) in word.bytes().take(64).enumerate() {
        places[byte as usize] |= 1 << at;
    }
    places
}

impl Table<'_> {
    fn cell(&self, row: usize, column: usize) -> Option<usize> {
        let from = self.from[row];
        (from..from + self.width).contains(&column).then(|| row * self.width + column - from)
    }

    fn cost(&self, row: usize, column: usize) -> f32 {
        self.cell(row, column).map_or(f32::INFINITY, |cell| self.best[cell])
    }

    fn fill(&mut self) {
        for row in 0..=self.quote.len() {
            for column in self.from[row]..self.from[row] + self.width {
                let cell = row * self.width + column - self.from[row];
                if row == 0 {
                    self.best[cell] = 0.0;
                    continue;
                }
                self.fill_cell(row, column, cell);
            }
        }
    }

    fn fill_cell(&mut self, row: usize, column: usize, cell: usize) {
        let word = &self.quote[row - 1];
        let mut best = (self.cost(row - 1, column) + word.weight, Move::QuoteOnly);
        let mut offer = |cost: f32, by: Move| {
            if cost < best.0 {
                best = (cost, by);
            }
        };
        if column > 0 {
            let pair = self.cost(row - 1, column - 1);
            if pair.is_finite() {
                offer(pair + self.pair(row - 1, column - 1), Move::Pair);
            }
            for (quotes, sources) in JOINS {
                if row >= quotes && column >= sources {
                    let before = self.cost(row - quotes, column - sources);
                    if before.is_finite()
                        && let Some(cost) = self.join(row - quotes..row, column - sources..column)
                    {
                        offer(before + cost, Move::Join(quotes as u8, sources as u8));
                    }
                }
            }
            if let Some(left) = self.cell(row, column - 1) {
                let atom = &self.source[column - 1];
                let step = if atom.label { 0.0 } else { atom.weight * SKIP };
                let open = if atom.label || atom.weight < 0.1 { 0.0 } else { OPEN };
                let (opened, carried) = (self.best[left] + open, self.skip[left]);
                self.opened[cell] = opened <= carried;
                self.skip[cell] = opened.min(carried) + step;
                offer(self.skip[cell], Move::SourceOnly);
            }
        }
        self.best[cell] = best.0;
        self.moves[cell] = best.1;
    }

    /// What it costs to say `source[column]` for `quote[row]`.
    fn pair(&self, row: usize, column: usize) -> f32 {
        let (a, b) = (&self.quote[row], &self.source[column]);
        if a.text == b.text && a.number.is_some() == b.number.is_some() {
            return 0.0;
        }
        let apart = 0.55 * (a.weight + b.weight);
        if a.number.is_some() || b.number.is_some() {
            return if a.number.is_some() && b.number.is_some() { 0.6 } else { apart + 0.1 };
        }
        if let (Some(a), Some(b)) = (a.sense, b.sense)
            && a.group == b.group
        {
            return 0.4;
        }
        let len = a.text.len().min(64);
        if b.text.len() > 64 || len.min(b.text.len()) * 2 < len.max(b.text.len()) {
            return apart;
        }
        let edits = len.max(b.text.len()) / 2;
        if !may_be_within(edits, self.letters.0.kinds[row], self.letters.1.kinds[column]) {
            return apart;
        }
        let likeness = myers::likeness_to(&self.places[row], len, b.text.as_bytes());
        if likeness < 0.5 { apart } else { (a.weight.max(b.weight) * (1.0 - likeness)).min(apart) }
    }

    /// What it costs to take several atoms for the same letters with other gaps: `None` when they are not.
    fn join(&self, quote: Range<usize>, source: Range<usize>) -> Option<f32> {
        let letters = (self.letters.0, &self.letters.1);
        let (a, b) = (letters.0.count(&quote), letters.1.count(&source));
        if a.abs_diff(b) * 5 > a.max(b) || a.max(b) > 64 || a.min(b) < 3 {
            return None;
        }
        if !may_be_within(a.max(b) / 5, letters.0.kinds(&quote), letters.1.kinds(&source)) {
            return None;
        }
        let (quote, source) = (&self.quote[quote], &self.source[source]);
        let numbers = |atoms: &[Atom]| atoms.iter().any(|atom| atom.number.is_some());
        if numbers(quote) || numbers(source) {
            return None;
        }
        let joined = |atoms: &[Atom]| atoms.iter().map(|atom| atom.text.as_str()).collect::<String>();
        let (a, b) = (joined(quote), joined(source));
        if a == b {
            return Some(0.02);
        }
        let likeness = myers::likeness(&a, &b);
        (likeness >= 0.8).then_some(0.1 + (1.0 - likeness))
    }

    fn trace(&self) -> Option<Alignment> {
        let rows = self.quote.len();
        let last = self.from[rows]..self.from[rows] + self.width;
        let end = last.clone().min_by(|a, b| self.cost(rows, *a).total_cmp(&self.cost(rows, *b)))?;
        let cost = self.cost(rows, end);
        let (mut row, mut column) = (rows, end);
        let mut steps = Vec::new();
        while row > 0 {
            let mut cell = self.cell(row, column)?;
            let (quotes, sources) = match self.moves[cell] {
                Move::Start => return None,
                Move::Pair => (1, 1),
                Move::QuoteOnly => (1, 0),
                Move::Join(quotes, sources) => (quotes as usize, sources as usize),
                Move::SourceOnly => {
                    // Back through the run to where it was opened.
                    loop {
                        let opened = self.opened[cell];
                        steps.push(Step { quote: row..row, source: column - 1..column, same: false });
                        column -= 1;
                        if opened {
                            break;
                        }
                        cell = self.cell(row, column)?;
                    }
                    continue;
                }
            };
            let (quote, source) = (row - quotes..row, column - sources..column);
            let same = match (quotes, sources) {
                (_, 0) => false,
                (1, 1) => self.pair(row - 1, column - 1) == 0.0,
                _ => self.join(quote.clone(), source.clone()).is_some_and(|cost| cost < 0.1),
            };
            steps.push(Step { quote, source, same });
            row -= quotes;
            column -= sources;
        }
        steps.reverse();
        // Nothing was used of the window before the first pair: skips there are none of the quote's doing.
        let whole: f32 = self.quote.iter().map(|atom| atom.weight).sum();
        let score = (1.0 - f64::from(cost) / f64::from(whole.max(0.01))).clamp(0.0, 1.0);
        Some(Alignment { steps, score })
    }
}
