//! Where the very words of a quote stand, under the [`fold`](super::fold) alone.
//!
//! Two ways to the same answer. [`Needle::scan`] looks for one rare stretch of the quote with `memmem` and
//! compares around each hit: nothing is folded but a few bytes. [`sweep`] folds the whole text once, a
//! window at a time, and looks for all quotes together: for many quotes, and for quotes whose rare stretch
//! is written otherwise in the source (capitals, accents, a line wrapped inside a word).

use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem;

use super::fold::{self, Folder};
use crate::text::Text;

/// Places kept of one quote; what stands more often is ambiguous in any case.
pub(super) const MOST: usize = 64;

/// Bytes folded at a time. Each takes five.
const WINDOW: usize = 64 * 1024;

/// A quote, made ready to be looked for.
pub(super) struct Needle {
    /// Folded, without idle marks at its ends; empty when the quote has no words.
    pub(super) folded: Vec<u8>,
    /// A stretch of small letters inside one word, as it stands in quote and source alike.
    rare: Option<String>,
}

impl Needle {
    /// Makes a quote ready.
    pub(super) fn new(quote: &str) -> Self {
        Self { folded: fold::needle(quote), rare: rare(quote) }
    }

    /// Every place where the quote stands, found through its rare stretch. Empty also when the stretch is
    /// written otherwise in the source: then only [`sweep`] can tell.
    pub(super) fn scan(&self, text: &Text, stop: &dyn Fn() -> bool) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let Some(rare) = &self.rare else { return found };
        let Some(ahead) = memmem::find(&self.folded, rare.as_bytes()) else { return found };
        let bytes = text.as_str().as_bytes();
        let finder = memmem::Finder::new(rare);
        let mut past = 0;
        for (count, at) in finder.find_iter(bytes).enumerate() {
            if count % 1024 == 1023 && stop() {
                break;
            }
            if at < past {
                continue;
            }
            if let Some(range) = self.around(text, at, ahead) {
                past = range.end;
                found.push(range);
                if found.len() == MOST {
                    break;
                }
            }
        }
        found
    }

    /// The quote's range when its rare stretch is the one at byte `at`; `ahead` folded bytes stand in
    /// front of the stretch.
    fn around(&self, text: &Text, at: usize, ahead: usize) -> Option<Range<usize>> {
        let words = text.as_str();
        // The rest of the word and the next words decide most cases without looking back.
        let tail = &self.folded[ahead..];
        let mut front = Folder::plain(words, at);
        front.run(floor(words, (at + 24).min(words.len())));
        let seen = front.bytes.len().min(tail.len()).min(12);
        let labelled = text.turn_at(at).is_some_and(|turn| (text.turns()[turn].end as usize) < at + 24);
        if front.bytes[..seen] != tail[..seen] && !labelled {
            return None;
        }
        let from = floor(words, at.saturating_sub(2 * ahead + 64));
        let until = floor(words, (at + 2 * tail.len() + 64).min(words.len()));
        let mut folder = Folder::plain(words, from);
        folder.run(until);
        let hit = self.within(&folder, words, at);
        if hit.is_some() || !has_labels(text) {
            return hit;
        }
        let mut folder = Folder::speech(text, from);
        folder.run(until);
        self.within(&folder, words, at)
    }

    fn within(&self, folder: &Folder<'_>, words: &str, at: usize) -> Option<Range<usize>> {
        memmem::find_iter(&folder.bytes, &self.folded)
            .map(|start| folder.source(start..start + self.folded.len()))
            .find(|range| range.contains(&at) && fold::whole_words(words, range))
    }
}

/// Whether anything but white space lies between the turns: then words may run on across a label.
pub(super) fn has_labels(text: &Text) -> bool {
    let mut end = 0;
    for turn in text.turns() {
        if !text.as_str()[end..turn.start as usize].trim().is_empty() {
            return true;
        }
        end = turn.end as usize;
    }
    false
}

/// The last character boundary at or before `at`.
pub(super) fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The longest run of small letters inside a word of the quote, without the word's first letter, which may
/// be a capital on the other side.
fn rare(quote: &str) -> Option<String> {
    let bytes = quote.as_bytes();
    let mut best = 0..0;
    let mut start = None;
    for at in 0..=bytes.len() {
        let small = bytes.get(at).is_some_and(u8::is_ascii_lowercase);
        match (small, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let from = from + usize::from(from == 0 || !bytes[from - 1].is_ascii_alphabetic());
                if at - from > best.len() {
                    best = from..at;
                }
                start = None;
            }
            _ => {}
        }
    }
    (best.len() >= 4).then(|| quote[best].to_owned())
}

/// Finds many quotes in one pass over the folded text: for each, the places where it stands. With `speech`,
/// labels between turns are skipped. `None` when `stop` said so.
pub(super) fn sweep(
    text: &Text,
    needles: &[&Needle],
    speech: bool,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Vec<Range<usize>>>> {
    let words = text.as_str();
    let grams = Grams::new(needles);
    let longest = needles.iter().map(|needle| needle.folded.len()).max().unwrap_or(0);
    let mut found: Vec<Vec<Range<usize>>> = vec![Vec::new(); needles.len()];
    let mut folder = if speech { Folder::speech(text, 0) } else { Folder::plain(words, 0) };
    let mut fresh = 0;
    while folder.position() < words.len() {
        if stop() {
            return None;
        }
        folder.run(floor(words, (folder.position() + WINDOW).min(words.len())));
        grams.hits(&folder.bytes, fresh, &mut |quote, folded| {
            let places = &mut found[quote];
            if places.len() == MOST || folded.end <= fresh {
                return;
            }
            let range = folder.source(folded);
            if places.last().is_none_or(|last| range.start >= last.end) && fold::whole_words(words, &range) {
                places.push(range);
            }
        });
        folder.forget(longest);
        fresh = folder.bytes.len();
    }
    Some(found)
}

/// Looks for many folded quotes at once, by one stretch of eight bytes of each.
struct Grams<'n> {
    needles: &'n [&'n Needle],
    /// Stretch → quotes that have it, with its place in them.
    table: HashMap<u64, Vec<(usize, usize)>>,
    /// A bit for every hash that some stretch has: turns nearly every place away at once.
    bits: Vec<u64>,
    /// Quotes too short for a stretch.
    short: Vec<usize>,
}

const BITS: u32 = 16;

fn hash(gram: u64) -> usize {
    (gram.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS)) as usize
}

fn load(bytes: &[u8], at: usize) -> u64 {
    let mut gram = [0; 8];
    gram.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(gram)
}

impl<'n> Grams<'n> {
    fn new(needles: &'n [&'n Needle]) -> Self {
        let mut grams = Self { needles, table: HashMap::new(), bits: vec![0; (1 << BITS) / 64], short: Vec::new() };
        for (quote, needle) in needles.iter().enumerate() {
            if needle.folded.len() < 8 {
                if !needle.folded.is_empty() {
                    grams.short.push(quote);
                }
                continue;
            }
            let rarest =
                (0..=needle.folded.len() - 8).min_by_key(|at| commonness(&needle.folded[*at..*at + 8])).unwrap_or(0);
            let gram = load(&needle.folded, rarest);
            grams.bits[hash(gram) / 64] |= 1 << (hash(gram) % 64);
            grams.table.entry(gram).or_default().push((quote, rarest));
        }
        grams
    }

    /// Tells every quote's places in `bytes` that end after byte `fresh`.
    fn hits(&self, bytes: &[u8], fresh: usize, tell: &mut dyn FnMut(usize, Range<usize>)) {
        for quote in &self.short {
            let folded = &self.needles[*quote].folded;
            let from = fresh.saturating_sub(folded.len());
            for at in memmem::find_iter(&bytes[from..], folded) {
                tell(*quote, from + at..from + at + folded.len());
            }
        }
        if self.table.is_empty() || bytes.len() < 8 {
            return;
        }
        for at in 0..=bytes.len() - 8 {
            let gram = load(bytes, at);
            let slot = hash(gram);
            if self.bits[slot / 64] >> (slot % 64) & 1 == 0 {
                continue;
            }
            for (quote, place) in self.table.get(&gram).into_iter().flatten() {
                let folded = &self.needles[*quote].folded;
                let Some(start) = at.checked_sub(*place) else { continue };
                if bytes.get(start..start + folded.len()) == Some(folded) {
                    tell(*quote, start..start + folded.len());
                }
            }
        }
    }
}

/// Roughly how often a stretch turns up in running English: lower is rarer.
fn commonness(gram: &[u8]) -> u32 {
    gram.iter()
        .map(|byte| match byte {
            b' ' => 6,
            b'e' | b't' | b'a' | b'o' | b'i' | b'n' => 5,
            b's' | b'h' | b'r' => 4,
            b'd' | b'l' | b'u' => 3,
            b'c' | b'm' | b'w' | b'f' | b'g' | b'y' | b'p' => 2,
            _ => 0,
        })
        .sum()
}
