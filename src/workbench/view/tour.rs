//! The strip of the tour: which step, and what to press next.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::paint::{lines, wrapped};
use crate::workbench::action::Action;
use crate::workbench::state::State;
use crate::workbench::theme::{Role, Theme};

/// Draws the strip.
pub fn draw(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(tour) = &state.tour else { return };
    let (at, of) = tour.number();
    let leave = state.keymap.label_for(Action::Cancel).unwrap_or("esc");
    let words = [
        (format!("Tour {at}/{of} ({leave} leaves): "), theme.style(Role::Prompt)),
        (tour.text(&state.keymap), Style::default()),
    ];
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    lines(wrapped(&words, area.width, "", ""), 0, area, buffer);
}
