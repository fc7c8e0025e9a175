//! From the places where a quote's very words stand to one state: which place is meant, whether it is the
//! one the draft names, and what its edges leave out.

use std::ops::Range;

use super::edge::{self, Cut};
use super::fold::{self, Folder};
use super::judge::Change;
use super::myers::Pattern;
use super::{Resolution, State};
use crate::packet::Quote;
use crate::text::Text;

/// How much of a context must agree to count.
const AGREES: f64 = 0.7;
/// How much better one place's context must agree than the next one's.
const CLEARER: f64 = 0.15;

/// Where the draft says the quote stands, when it does stand there.
pub(super) fn in_place(text: &Text, folded: &[u8], at: Range<usize>) -> Option<Range<usize>> {
    let words = text.as_str();
    let slice = words.get(at.clone())?;
    // A range of any size may be named; only one that can hold these words is worth folding.
    if slice.len() > 16 * folded.len() + 4096 {
        return None;
    }
    let plain = fold::needle(slice) == folded;
    let spoken = || {
        let mut folder = Folder::speech(text, at.start);
        folder.run(at.end);
        fold::trim(&folder.bytes) == folded
    };
    if !(plain || spoken()) {
        return None;
    }
    let start = at.start + (slice.len() - slice.trim_start().len());
    let tight = start..start + slice.trim().len();
    fold::whole_words(words, &tight).then_some(tight)
}

/// What the given position says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// No position was given.
    Unsaid,
    /// The words are not where it says.
    Elsewhere,
}

/// The state of a quote whose words stand at `hits` (in order, at least one), and not where it says.
pub(super) fn settle(text: &Text, quote: &Quote, hits: Vec<Range<usize>>, place: Place, unchanged: bool) -> Resolution {
    let agreement = |range: &Range<usize>| context(text, quote, range);
    let chosen = match hits.as_slice() {
        [only] => only.clone(),
        _ => match clearest(&hits, agreement) {
            Some(range) => range,
            None => return Resolution::ambiguous(hits, 1.0),
        },
    };
    let agrees = agreement(&chosen);
    let range = dressed(text, quote, chosen);
    let state = if unchanged && place == Place::Unsaid { State::Anchored } else { State::Moved };
    let mut resolution = Resolution::found(state, range.clone());
    if state == State::Moved {
        let why = if place == Place::Elsewhere {
            "the words stand elsewhere than the draft says"
        } else {
            "the source has changed since it was drafted from"
        };
        resolution.details().reason = Some(why.to_owned());
        if place == Place::Elsewhere && agrees.is_some_and(|agrees| agrees < 0.4) {
            resolution.state = State::Approximate;
            resolution.details().reason =
                Some("the words stand elsewhere than the draft says, and other words stand around them".to_owned());
        }
    }
    beware(text, &mut resolution, &range, quote.exact.len());
    resolution
}

/// Adds what the cuts at the ends of the range leave out: a hard one makes the quote altered.
pub(super) fn beware(text: &Text, resolution: &mut Resolution, range: &Range<usize>, quote_len: usize) {
    for cut in edge::cuts(text, range) {
        let words = &text.as_str()[cut.left_out.clone()];
        let front = cut.left_out.start < range.start;
        let side = if front { "before" } else { "after" };
        let said = format!("right {side} the quote the source says `{}`", words.trim());
        if cut.hard {
            resolution.state = State::Altered;
            let details = resolution.details();
            details.difference.push(lost(&cut, if front { 0 } else { quote_len }));
            details.reason = Some(format!("{}: {said}, and the quote leaves it out", cut.matter));
        } else {
            resolution.details().caution = Some(said);
        }
    }
}

pub(super) fn lost(cut: &Cut, at: usize) -> Change {
    Change { quote: at..at, source: cut.left_out.clone(), matter: Some(cut.matter) }
}

/// The one of several places whose context agrees clearly better than any other's.
pub(super) fn clearest(
    hits: &[Range<usize>],
    agreement: impl Fn(&Range<usize>) -> Option<f64>,
) -> Option<Range<usize>> {
    let mut scored: Vec<(f64, &Range<usize>)> = Vec::with_capacity(hits.len());
    for hit in hits {
        scored.push((agreement(hit)?, hit));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (first, second) = (scored.first()?, scored.get(1)?);
    (first.0 >= AGREES && first.0 - second.0 >= CLEARER).then(|| first.1.clone())
}

/// How well what stands around a place agrees with the quote's prefix and suffix, 0 to 1; `None` when the
/// quote has neither.
pub(super) fn context(text: &Text, quote: &Quote, range: &Range<usize>) -> Option<f64> {
    let said = |words: &Option<String>| words.as_deref().map(fold::needle).filter(|folded| !folded.is_empty());
    let (prefix, suffix) = (said(&quote.prefix), said(&quote.suffix));
    let mut sum = 0.0;
    let mut count = 0.0;
    if let Some(prefix) = prefix {
        sum += alike(&prefix, &around(text, range, prefix.len(), true), true);
        count += 1.0;
    }
    if let Some(suffix) = suffix {
        sum += alike(&suffix, &around(text, range, suffix.len(), false), false);
        count += 1.0;
    }
    (count > 0.0).then(|| sum / count)
}

/// The folded text before or after a range, read both with and without labels.
fn around(text: &Text, range: &Range<usize>, len: usize, before: bool) -> [Vec<u8>; 2] {
    let words = text.as_str();
    let reach = 4 * len + 128;
    let (from, until) = if before {
        (super::exact::floor(words, range.start.saturating_sub(reach)), range.start)
    } else {
        (range.end, super::exact::floor(words, (range.end + reach).min(words.len())))
    };
    [Folder::plain(words, from), Folder::speech(text, from)].map(|mut folder| {
        folder.run(until);
        fold::trim(&folder.bytes).to_vec()
    })
}

/// How much of `said` stands at the near end of one of the readings, 0 to 1.
fn alike(said: &[u8], readings: &[Vec<u8>; 2], before: bool) -> f64 {
    const NEAR: usize = 48;
    let near = |bytes: &[u8], len: usize| -> Vec<u8> {
        let len = len.min(bytes.len());
        if before { bytes[bytes.len() - len..].to_vec() } else { bytes[..len].to_vec() }
    };
    let said = near(said, NEAR);
    let Some(pattern) = Pattern::new(&said) else { return 0.0 };
    readings
        .iter()
        .map(|reading| 1.0 - pattern.distance(&near(reading, said.len())) as f64 / said.len() as f64)
        .fold(0.0, f64::max)
}

/// The range with the marks that the quote has at its ends and the search left aside.
fn dressed(text: &Text, quote: &Quote, range: Range<usize>) -> Range<usize> {
    let words = text.as_str();
    let mark = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    let exact = quote.exact.trim();
    let lead = &exact[..exact.find(|c| !mark(c)).unwrap_or(0)];
    let tail =
        &exact[exact.rfind(|c| !mark(c)).map_or(0, |at| at + exact[at..].chars().next().map_or(0, char::len_utf8))..];
    let start = if words[..range.start].ends_with(lead) { range.start - lead.len() } else { range.start };
    let end = if words[range.end..].starts_with(tail) { range.end + tail.len() } else { range.end };
    start..end
}
