//! Where in a source a quote could stand that is not there word for word: the windows that share most of
//! its words.
//!
//! One pass over the folded text serves all quotes of a source. Words count by their first letters, so
//! that an ending more or less does no harm; small words count only for quotes that have little else.
//! Whether a window is a match is for [`align`](super::align) to say.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use super::exact::floor;
use super::fold::Folder;
use super::{number, script, word};
use crate::text::Text;

/// Windows kept of one quote.
const MOST: usize = 6;
/// The share of a quote's words a window must have.
const LEAST: f32 = 0.25;
const WINDOW: usize = 256 * 1024;

/// One quote, being followed through the text.
struct Track {
    weights: Vec<f32>,
    whole: f32,
    /// Words a window may span.
    width: u32,
    counts: Vec<u16>,
    /// Hits in the window: word number, byte, seed.
    queue: VecDeque<(u32, u32, u16)>,
    sum: f32,
    peak: Option<Peak>,
    best: Vec<Peak>,
}

#[derive(Clone, Copy)]
struct Peak {
    sum: f32,
    start: u32,
    end: u32,
}

impl Track {
    fn hit(&mut self, number: u32, byte: u32, seed: u16) {
        while let Some((first, _, old)) = self.queue.front().copied() {
            if number - first <= self.width {
                break;
            }
            self.queue.pop_front();
            self.counts[old as usize] -= 1;
            if self.counts[old as usize] == 0 {
                self.sum -= self.weights[old as usize];
            }
        }
        self.queue.push_back((number, byte, seed));
        self.counts[seed as usize] += 1;
        if self.counts[seed as usize] == 1 {
            self.sum += self.weights[seed as usize];
        }
        let start = self.queue.front().map_or(byte, |(_, byte, _)| *byte);
        if self.peak.is_some_and(|peak| start > peak.end) {
            self.keep();
        }
        if self.peak.is_none_or(|peak| self.sum > peak.sum) && self.sum >= LEAST * self.whole {
            self.peak = Some(Peak { sum: self.sum, start, end: byte });
        }
    }

    fn keep(&mut self) {
        let Some(peak) = self.peak.take() else { return };
        let at = self.best.partition_point(|other| other.sum >= peak.sum);
        if at < MOST {
            self.best.insert(at, peak);
            self.best.truncate(MOST);
        }
    }
}

/// For each quote, the byte ranges of `text` that share most of its words, best first. `None` when `stop`
/// said so.
pub(super) fn windows(text: &Text, quotes: &[&str], stop: &dyn Fn() -> bool) -> Option<Vec<Vec<Range<usize>>>> {
    let words = text.as_str();
    let mut table: HashMap<u64, Vec<(u32, u16)>> = HashMap::new();
    let mut tracks: Vec<Track> =
        quotes.iter().enumerate().map(|(index, quote)| track(index, quote, &mut table)).collect();
    let mut bits = vec![0u64; 1 << 10];
    for gram in table.keys() {
        bits[(gram >> 54) as usize] |= 1 << (gram >> 48 & 63);
    }
    let mut folder = Folder::plain(words, 0);
    let mut number = 0;
    while folder.position() < words.len() {
        if stop() {
            return None;
        }
        folder.run(floor(words, (folder.position() + WINDOW).min(words.len())));
        // A word that the window's end may have cut is left for the next one.
        let done = if folder.position() < words.len() {
            folder.bytes.iter().rposition(|byte| *byte == b' ').unwrap_or(folder.bytes.len())
        } else {
            folder.bytes.len()
        };
        each_word(&folder.bytes[..done], |at, hash| {
            number += 1;
            if bits[(hash >> 54) as usize] >> (hash >> 48 & 63) & 1 == 0 {
                return;
            }
            for (quote, seed) in table.get(&hash).into_iter().flatten() {
                tracks[*quote as usize].hit(number, folder.from[at], *seed);
            }
        });
        folder.forget(folder.bytes.len() - done);
    }
    let margin = |quote: &str| quote.len() + 48;
    Some(
        tracks
            .iter_mut()
            .zip(quotes)
            .map(|(track, quote)| {
                track.keep();
                let around = |peak: &Peak| {
                    let start = (peak.start as usize).saturating_sub(margin(quote));
                    let end = (peak.end as usize + margin(quote)).min(words.len());
                    word_start(words, start)..word_end(words, end)
                };
                track.best.iter().map(around).collect()
            })
            .collect(),
    )
}

/// The start of the word in which byte `at` lies.
fn word_start(text: &str, at: usize) -> usize {
    let at = floor(text, at);
    let space = text[..at].char_indices().rev().take(64).find(|(_, c)| c.is_whitespace());
    space.map_or(if at < 64 { 0 } else { at }, |(index, c)| index + c.len_utf8())
}

/// The end of the word in which byte `at` lies.
fn word_end(text: &str, at: usize) -> usize {
    let at = floor(text, at);
    text[at..]
        .char_indices()
        .take(64)
        .find(|(_, c)| c.is_whitespace())
        .map_or_else(|| if text.len() - at < 64 { text.len() } else { at }, |(index, _)| at + index)
}

fn track(index: usize, quote: &str, table: &mut HashMap<u64, Vec<(u32, u16)>>) -> Track {
    let mut folder = Folder::plain(quote, 0);
    folder.run(quote.len());
    let mut found: Vec<(u64, f32)> = Vec::new();
    let mut count = 0;
    let mut spans = Vec::new();
    each_word(&folder.bytes, |at, hash| spans.push((at, hash)));
    for (at, hash) in spans {
        count += 1;
        if !found.iter().any(|(other, _)| *other == hash) {
            found.push((hash, worth(&folder.bytes[at..])));
        }
    }
    let heavy = found.iter().filter(|(_, weight)| *weight >= 1.0).count();
    if heavy >= 4 {
        found.retain(|(_, weight)| *weight >= 0.4);
    }
    found.truncate(u16::MAX as usize);
    for (seed, (hash, _)) in found.iter().enumerate() {
        table.entry(*hash).or_default().push((index as u32, seed as u16));
    }
    let weights: Vec<f32> = found.iter().map(|(_, weight)| *weight).collect();
    Track {
        whole: weights.iter().sum(),
        counts: vec![0; weights.len()],
        weights,
        width: count * 3 / 2 + 8,
        queue: VecDeque::new(),
        sum: 0.0,
        peak: None,
        best: Vec::new(),
    }
}

/// What a word is worth as a seed.
fn worth(bytes: &[u8]) -> f32 {
    let end = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len());
    let word = std::str::from_utf8(&bytes[..end]).unwrap_or("");
    match word::weight(word) {
        weight if weight < 0.1 => 0.02,
        weight if weight < 1.0 => 0.2,
        // Written in digits here and in words there, as like as not.
        _ if number::is_word(word) || word.starts_with(|c: char| c.is_ascii_digit()) => 0.4,
        _ if end >= 8 => 1.5,
        _ => 1.0,
    }
}

/// Letters of a word that count.
const STEM: usize = 5;

/// Tells the place and the hash of every word; in scripts without spaces, of every two characters.
fn each_word(bytes: &[u8], mut tell: impl FnMut(usize, u64)) {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut at = 0;
    let mut previous = None;
    while at < bytes.len() {
        if bytes[at].is_ascii_alphanumeric() {
            let start = at;
            let mut hash = 0xcbf2_9ce4_8422_2325;
            while at < bytes.len()
                && (bytes[at].is_ascii_alphanumeric() || bytes[at] >= 0x80 && !unspaced_at(bytes, at))
            {
                if at - start < STEM {
                    hash = (hash ^ u64::from(bytes[at])).wrapping_mul(PRIME);
                }
                at += 1;
            }
            previous = None;
            tell(start, hash.wrapping_mul(MIX));
        } else if bytes[at] >= 0x80 {
            let (c, len) = char_at(bytes, at);
            if script::unspaced(c) {
                if let Some(before) = previous.replace(c) {
                    tell(at, (u64::from(before as u32) << 32 | u64::from(c as u32)).wrapping_mul(MIX));
                }
                at += len;
            } else {
                let start = at;
                let mut hash = 0xcbf2_9ce4_8422_2325;
                let mut letters = 0;
                while at < bytes.len()
                    && (bytes[at].is_ascii_alphanumeric() || bytes[at] >= 0x80 && !unspaced_at(bytes, at))
                {
                    let (c, len) = char_at(bytes, at);
                    if letters < STEM {
                        hash = (hash ^ u64::from(c as u32)).wrapping_mul(PRIME);
                    }
                    letters += 1;
                    at += len;
                }
                previous = None;
                tell(start, hash.wrapping_mul(MIX));
            }
        } else {
            previous = None;
            at += 1;
        }
    }
}

fn unspaced_at(bytes: &[u8], at: usize) -> bool {
    script::unspaced(char_at(bytes, at).0)
}

fn char_at(bytes: &[u8], at: usize) -> (char, usize) {
    let len = match bytes[at] {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    };
    let end = (at + len).min(bytes.len());
    let c = std::str::from_utf8(&bytes[at..end]).ok().and_then(|text| text.chars().next());
    (c.unwrap_or('\u{fffd}'), end - at)
}
