//! Where a quote could stand whose very words are damaged, as by a bad scan: most words have a wrong letter,
//! and so [`seed`](super::seed) sees too few of them.
//!
//! The text is cut into overlapping blocks. Those that hold most of the quote's four-letter runs are searched
//! letter by letter with [`myers`](super::myers). Searching every block would find no more and cost ten times
//! as much; a run of four letters survives one wrong letter in five often enough to stand out.

use std::ops::Range;

use super::exact::floor;
use super::myers::Pattern;
use crate::text::Text;

/// Bytes from one block to the next; a block is twice as long, and a quote longer.
const STRIDE: usize = 2048;
/// Letters of a run.
const GRAM: usize = 4;
/// Bits of a block's set of runs.
const BITS: u32 = 15;
/// Blocks searched for one quote.
const MOST: usize = 3;
/// The share of a quote's runs a block must hold.
const LEAST: f32 = 0.45;
/// The most edits, as a share of the quote's letters, for a run to be worth aligning.
const FAR: f32 = 0.4;

/// For each quote, the byte ranges that are nearest to it letter by letter, best first. `None` when `stop`
/// said so.
pub(super) fn windows(text: &Text, quotes: &[&str], stop: &dyn Fn() -> bool) -> Option<Vec<Vec<Range<usize>>>> {
    if quotes.is_empty() {
        return Some(Vec::new());
    }
    let words = text.as_str();
    let bytes = words.as_bytes();
    let folded: Vec<Vec<u8>> = quotes.iter().map(|quote| letters(quote.as_bytes())).collect();
    let grams: Vec<Vec<usize>> = folded.iter().map(|quote| runs(quote)).collect();
    let longest = folded.iter().map(Vec::len).max().unwrap_or(0);
    let mut best: Vec<Vec<(f32, usize)>> = vec![Vec::new(); quotes.len()];
    let mut set = vec![0u64; (1 << BITS) / 64];
    for start in (0..bytes.len()).step_by(STRIDE) {
        if start % (128 * STRIDE) == 0 && stop() {
            return None;
        }
        let end = (start + 2 * STRIDE + longest).min(bytes.len());
        set.fill(0);
        for gram in runs(&letters(&bytes[start..end])) {
            set[gram / 64] |= 1 << (gram % 64);
        }
        for (best, grams) in best.iter_mut().zip(&grams) {
            let held = grams.iter().filter(|gram| set[**gram / 64] >> (**gram % 64) & 1 == 1).count();
            let share = held as f32 / grams.len().max(1) as f32;
            if share < LEAST {
                continue;
            }
            // A quote in the overlap of two blocks needs only one of them.
            match best.iter_mut().find(|other| start - other.1 <= STRIDE) {
                Some(other) if other.0 < share => *other = (share, start),
                Some(_) => {}
                None => best.push((share, start)),
            }
            best.sort_by(|a, b| b.0.total_cmp(&a.0));
            best.truncate(MOST);
        }
    }
    let near = |quote: &Vec<u8>, best: &Vec<(f32, usize)>| -> Vec<Range<usize>> {
        let Some(pattern) = Pattern::new(quote) else { return Vec::new() };
        let mut found: Vec<(usize, Range<usize>)> = Vec::new();
        for (_, start) in best {
            let block = *start..(start + 2 * STRIDE + longest).min(bytes.len());
            let (end, edits) = pattern.nearest(&letters(&bytes[block.clone()]));
            if edits as f32 <= FAR * quote.len() as f32 {
                let end = (block.start + end + 48).min(bytes.len());
                let from = end.saturating_sub(quote.len() * 3 / 2 + 96);
                found.push((edits, floor(words, from)..floor(words, end)));
            }
        }
        found.sort_by_key(|(edits, _)| *edits);
        found.into_iter().map(|(_, range)| range).collect()
    };
    Some(folded.iter().zip(&best).map(|(quote, best)| near(quote, best)).collect())
}

/// Small letters, with everything that is neither letter nor digit as a space; one byte for each byte.
fn letters(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .map(|byte| if byte.is_ascii_alphanumeric() || !byte.is_ascii() { byte.to_ascii_lowercase() } else { b' ' })
        .collect()
}

/// The hashes of all runs of four letters.
fn runs(letters: &[u8]) -> Vec<usize> {
    letters
        .windows(GRAM)
        .map(|run| {
            let value = run.iter().fold(0u32, |value, byte| value << 8 | u32::from(*byte));
            (value.wrapping_mul(0x9e37_79b1) >> (32 - BITS)) as usize
        })
        .collect()
}
