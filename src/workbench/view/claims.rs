//! The claims pane: one row a claim, under its section's heading. Only rows on screen are made.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::paint::{self, cut, put};
use crate::anchor::State as Anchor;
use crate::review::Verdict;
use crate::workbench::action::Action;
use crate::workbench::mode::Filter;
use crate::workbench::state::{ListRow, Pane, State};
use crate::workbench::theme::{Glyph, Role, Theme};

/// The pane's title.
pub fn title(state: &State) -> Line<'static> {
    let filter = match state.list.filter {
        Filter::All => String::new(),
        filter => format!(" · {}", filter.label()),
    };
    Line::from(format!(" Claims{filter} "))
}

/// Draws the rows.
pub fn draw(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    if state.list.rows.is_empty() {
        let text = if state.review.is_empty() {
            format!("this packet has no claims yet; {} writes one", state.key(Action::AddClaim))
        } else {
            format!("no claim is like that; {} lists all", state.key(Action::Cancel))
        };
        let lines = paint::wrapped(&[(text, theme.style(Role::Dim))], area.width, "", "");
        paint::lines(lines, 0, area, buffer);
        return;
    }
    let rows = state.list.rows.iter().enumerate().skip(state.list.top).take(usize::from(area.height));
    for (offset, (at, row)) in rows.enumerate() {
        let line = Rect { y: area.y + offset as u16, height: 1, ..area };
        match row {
            ListRow::Heading(label) => {
                put(buffer, line.x, line.y, label, line.width, theme.style(Role::Heading));
            }
            ListRow::Claim(index) => claim(state, theme, *index, at == state.list.cursor, line, buffer),
            ListRow::Open(kind) => {
                let answered = state.review.absences().contains_key(kind);
                let (glyph, role, what) = if answered {
                    (Glyph::Accepted, Role::Accepted, "none found")
                } else {
                    (Glyph::Undecided, Role::Dim, "looked?")
                };
                let text = format!("{}{} {}: {what}", marker(state, theme, at), theme.glyph(glyph), kind.label());
                row_text(state, &text, theme.style(role), at == state.list.cursor, theme, line, buffer);
            }
        }
    }
}

fn marker(state: &State, theme: &Theme, at: usize) -> &'static str {
    if at == state.list.cursor { theme.glyph(Glyph::Cursor) } else { " " }
}

fn claim(state: &State, theme: &Theme, index: usize, selected: bool, line: Rect, buffer: &mut Buffer) {
    let verdict = state.review.claims()[index].verdict.as_ref().map(|decision| &decision.value);
    let (glyph, role) = verdict_look(verdict);
    let marks = marks(state, theme, index);
    let marks_width = marks.iter().map(|(mark, _)| mark.width() as u16).sum::<u16>();
    let id = &state.review.claim(index).id;
    let marker = if selected { theme.glyph(Glyph::Cursor) } else { " " };
    let text = format!("{} {}", id, state.review.wording(index));
    let style = if verdict.is_some() && !selected { theme.style(Role::Settled) } else { Style::default() };
    let marker_style = if selected { style.patch(selection(state, theme)) } else { style };
    let glyph_at = put(buffer, line.x, line.y, marker, line.width, marker_style);
    let taken = glyph_at + 2 - line.x + marks_width;
    let words = Rect { x: glyph_at + 2, width: line.width.saturating_sub(taken), ..line };
    row_text(state, &text, style, selected, theme, words, buffer);
    if selected {
        buffer.set_style(line, selection(state, theme));
    }
    // The glyph keeps its own colour on top of the row's.
    put(buffer, glyph_at, line.y, theme.glyph(glyph), 1, marker_style.patch(theme.style(role)));
    let mut x = line.right().saturating_sub(marks_width);
    for (mark, role) in marks {
        x = put(buffer, x, line.y, &mark, mark.width() as u16, theme.style(role));
    }
}

fn selection(state: &State, theme: &Theme) -> Style {
    let style = theme.style(Role::Selection);
    if state.focus == Pane::Claims { style } else { style.remove_modifier(Modifier::BOLD) }
}

fn row_text(state: &State, text: &str, style: Style, selected: bool, theme: &Theme, line: Rect, buffer: &mut Buffer) {
    let style = if selected { style.patch(selection(state, theme)) } else { style };
    if selected {
        buffer.set_style(line, style);
    }
    put(buffer, line.x, line.y, &cut(text, line.width, theme.ellipsis()), line.width, style);
}

/// A verdict's glyph and look.
pub fn verdict_look(verdict: Option<&Verdict>) -> (Glyph, Role) {
    match verdict {
        None => (Glyph::Undecided, Role::Undecided),
        Some(Verdict::Accepted { .. }) => (Glyph::Accepted, Role::Accepted),
        Some(Verdict::Edited { .. }) => (Glyph::Edited, Role::Edited),
        Some(Verdict::Rejected { .. }) => (Glyph::Rejected, Role::Rejected),
        Some(Verdict::Deferred { .. }) => (Glyph::Deferred, Role::Deferred),
    }
}

/// What is to be seen of a claim at the row's end: faults first.
fn marks(state: &State, theme: &Theme, index: usize) -> Vec<(Cow<'static, str>, Role)> {
    let mut marks = super::life::marks(state, index);
    if state.has_quote(index, Anchor::Orphan) {
        marks.push((theme.glyph(Glyph::Orphan).into(), Role::Orphan));
    }
    if state.has_quote(index, Anchor::Altered) {
        marks.push((theme.glyph(Glyph::Altered).into(), Role::Altered));
    }
    let review = &state.review.claims()[index];
    if review.spin.is_some() {
        marks.push((theme.glyph(Glyph::Spin).into(), Role::Warn));
    }
    if review.validation.is_some() {
        marks.push((theme.glyph(Glyph::Validate).into(), Role::Warn));
    }
    if state.review.is_unruled(index) && review.verdict.is_some() {
        marks.push((theme.glyph(Glyph::Unruled).into(), Role::Warn));
    }
    marks
}
