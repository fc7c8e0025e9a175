//! Words of a source, said with who spoke them; and finding words that a person typed.

use std::ops::Range;

use crate::packet::{Side, side};
use crate::text::Text;
use crate::workbench::flow::Flow;
use crate::workbench::seek;
use crate::workbench::state::{SourceState, State};
use crate::workbench::view::clock;

/// How much of a turn is said on either side of the words it is said for.
const AROUND: usize = 240;

/// Where words that a person typed stand: in the source that is shown, else in any other that was read.
pub(super) fn find(state: &State, words: &str) -> Option<(usize, Range<usize>)> {
    let shown = state.source.source;
    let others = (0..state.sources.len()).filter(|source| *source != shown);
    std::iter::once(shown).chain(others).find_map(|source| match state.sources.get(source)? {
        SourceState::Ready(loaded) => Some((source, seek::next(loaded.text.as_str(), words, 0)?)),
        SourceState::Waiting | SourceState::Unreadable(_) => None,
    })
}

/// The words at a range with what stands around them in the same turn: `Sam Lee, seller, 14:32: …`.
pub(super) fn around(state: &State, range: &Range<usize>) -> Option<String> {
    let text = state.shown_text()?;
    let turn = text.turns().get(text.turn_at(range.start)?)?.range();
    let all = text.as_str();
    let from = boundary(all, range.start.saturating_sub(AROUND).max(turn.start));
    let to = boundary(all, (range.end + AROUND).min(turn.end.max(range.end)));
    let (before, after) = (if from > turn.start { "…" } else { "" }, if to < turn.end { "…" } else { "" });
    Some(format!("{}{before}{}{after}", label(state, text, range.start), in_one_line(&all[from..to])))
}

/// The line under the cursor of the source.
pub(super) fn line(state: &State, width: u16) -> Option<String> {
    let text = state.shown_text()?;
    let line = Flow::new(text, width).line_at(state.source.cursor)?;
    Some(format!("{}{}", label(state, text, line.words.start), in_one_line(&text.as_str()[line.words])))
}

/// Who speaks at a byte, on which side, and when.
fn label(state: &State, text: &Text, at: usize) -> String {
    let Some(speaker) = text.turn_at(at).and_then(|turn| text.speaker(&text.turns()[turn])) else {
        return String::new();
    };
    let side = match side::side_of(state.review.packet(), speaker) {
        Some(Side::Customer) => ", customer",
        Some(Side::Seller) => ", seller",
        None => "",
    };
    let time = text.time_at(at).map_or(String::new(), |ms| format!(", {}", clock(ms)));
    format!("{}{side}{time}: ", speaker.name)
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
