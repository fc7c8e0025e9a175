//! What stands above a source's words: what is wrong with it, whether the quote that is looked for is
//! in it, and a few of its own sentences as its summary. Never so much that the words have no room.

use ratatui::text::Line;

use super::paint::{Words, wrapped};
use crate::anchor::State as Anchor;
use crate::review::located::Found;
use crate::workbench::state::{SourceState, State};
use crate::workbench::theme::{Glyph, Role, Theme};

/// From this height on, a summary is shown.
const ROOMY: u16 = 12;

/// The preface in that many columns, of at most a third of `height` lines.
pub fn lines(state: &State, theme: &Theme, width: u16, height: u16) -> Vec<Line<'static>> {
    let most = usize::from(height / 3);
    let mut out = Vec::new();
    for (words, rest) in paragraphs(state, theme, height) {
        let room = most.saturating_sub(out.len());
        if room == 0 {
            break;
        }
        let mut lines = wrapped(&words, width, "", rest);
        lines.truncate(room);
        out.extend(lines);
    }
    if !out.is_empty() {
        let rule = theme.border(false).horizontal_top.repeat(usize::from(width));
        out.push(Line::styled(rule, theme.style(Role::Border)));
    }
    out
}

/// How many lines it takes.
pub fn height(state: &State, width: u16, height: u16) -> u16 {
    lines(state, &Theme::plain(), width, height).len() as u16
}

/// What there is to say, the gravest first, with the indent of its later lines.
fn paragraphs(state: &State, theme: &Theme, height: u16) -> Vec<(Vec<Words>, &'static str)> {
    let mut out = Vec::new();
    let Some(source) = state.review.packet().sources.get(state.source.source) else { return out };
    let Some(SourceState::Ready(loaded)) = state.sources.get(state.source.source) else { return out };
    if let Some((live, Found::Resolved(located))) = state.shown_quote()
        && live.evidence.source == source.id
        && located.resolution.state == Anchor::Orphan
    {
        let text = format!("{} the words that the draft quotes are not in this source", theme.glyph(Glyph::Orphan));
        out.push((vec![(text, theme.style(Role::Orphan))], "  "));
    }
    if loaded.unchanged == Some(false) {
        let text = format!("{} this source has changed since the draft was made", theme.glyph(Glyph::Altered));
        out.push((vec![(text, theme.style(Role::Altered))], "  "));
    }
    if let Some(note) = loaded.notes.first() {
        let more = match loaded.notes.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        let text = format!("{note}{more}");
        out.push((vec![(text, theme.style(Role::Warn))], "  "));
    }
    // A summary takes room from the words; where those have little, it stays away.
    let summary = if height >= ROOMY { &source.summary[..] } else { &[] };
    for (at, sentence) in summary.iter().enumerate() {
        let head = if at == 0 { "in short  " } else { "          " };
        out.push((vec![(format!("{head}{sentence}"), theme.style(Role::Dim))], "          "));
    }
    out
}
