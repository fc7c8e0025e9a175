//! Drawing: a free function of the state into a buffer. No time, no lock, no `&mut State`.
//!
//! One file for each thing on screen, each with `draw(&State, &Theme, Rect, &mut Buffer)`. Nothing is
//! built for a row that is off screen. Words from files go through `visible`, and [`guard`] looks over
//! every cell of the finished frame once more, so that what a widget of somebody else's drew can't carry
//! anything raw to the terminal either.

pub mod claim;
pub mod claims;
pub mod diff;
pub mod footer;
pub mod header;
pub mod life;
pub mod over;
pub mod paint;
pub mod preface;
pub mod source;
pub mod tour;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

use super::layout::{SMALLEST, geometry, inside};
use super::mode::Mode;
use super::state::{Pane, State};
use super::theme::{Role, Theme};
use crate::visible::is_plain;

/// Draws everything.
pub fn draw(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    draw_beside(state, theme, area, buffer, None);
}

/// Draws everything but the pane in one place, which is left to whoever knows what it shows.
pub fn draw_beside(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer, kept: Option<Rect>) {
    let Some(at) = geometry((area.width, area.height), &state.layout) else {
        too_small(area, buffer);
        guard(buffer);
        return;
    };
    header::draw(state, theme, at.header, buffer);
    for pane in [Pane::Claims, Pane::Claim, Pane::Source] {
        let whole = at.pane(pane);
        if whole.width < 3 || whole.height < 2 || Some(whole) == kept {
            continue;
        }
        let title = match pane {
            Pane::Claims => claims::title(state),
            Pane::Claim => claim::title(state),
            Pane::Source => source::title(state, theme),
        };
        frame(state, theme, pane, title, whole, buffer);
        match pane {
            Pane::Claims => claims::draw(state, theme, inside(whole), buffer),
            Pane::Claim => claim::draw(state, theme, inside(whole), buffer),
            Pane::Source => source::draw(state, theme, inside(whole), buffer),
        }
    }
    tour::draw(state, theme, at.strip, buffer);
    footer::draw(state, theme, at.footer, buffer);
    match &state.mode {
        Mode::Browse | Mode::Search(_) => {}
        Mode::Menu(menu) => over::menu(&at, theme, menu, buffer),
        Mode::Form(form) => over::form(&at, theme, form, buffer),
        Mode::Listing(listing) => over::listing(state, theme, listing, buffer),
    }
    footer::message(state, theme, at.message, buffer);
    if theme.is_ascii() {
        in_ascii(buffer);
    }
    guard(buffer);
}

/// Where the source stands beside a list that somebody walks through; `None` where it is not to be seen.
pub fn source_place(state: &State) -> Option<Rect> {
    let at = geometry(state.size, &state.layout)?;
    Some(at.source).filter(|source| !source.is_empty() && !at.claims.is_empty())
}

/// Puts ASCII where the program's own punctuation is not; words of files and people stay as they are but for
/// the same marks, which such a terminal could not show either.
pub fn in_ascii(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let plain = match cell.symbol() {
            "·" | "–" | "—" | "−" => "-",
            // The program's own are three dots (`Theme::dots`); these are a source's, and have one cell.
            "…" => ".",
            "“" | "”" | "„" => "\"",
            "‘" | "’" => "'",
            _ => continue,
        };
        cell.set_symbol(plain);
    }
}

/// Where the terminal's own cursor belongs, for input methods; `None` where no text is edited.
pub fn cursor(state: &State) -> Option<(u16, u16)> {
    match &state.mode {
        Mode::Form(form) => over::form_cursor(&geometry(state.size, &state.layout)?, form),
        Mode::Search(_) => footer::search_cursor(state),
        Mode::Browse | Mode::Menu(_) | Mode::Listing(_) => None,
    }
}

/// The lines round a pane, and its name. Drawn here, because a `Block` styles every cell inside as well, and
/// three panes are the whole screen.
fn frame(state: &State, theme: &Theme, pane: Pane, title: Line<'static>, area: Rect, buffer: &mut Buffer) {
    let focused = state.focus == pane;
    let style = theme.style(if focused { Role::Focus } else { Role::Border });
    let set = theme.border(focused);
    let (left, right) = (area.left(), area.right() - 1);
    let (top, bottom) = (area.top(), area.bottom() - 1);
    let mut draw = |x: u16, y: u16, symbol: &str| {
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_symbol(symbol).set_style(style);
        }
    };
    for x in left + 1..right {
        draw(x, top, set.horizontal_top);
        draw(x, bottom, set.horizontal_bottom);
    }
    for y in top + 1..bottom {
        draw(left, y, set.vertical_left);
        draw(right, y, set.vertical_right);
    }
    draw(left, top, set.top_left);
    draw(right, top, set.top_right);
    draw(left, bottom, set.bottom_left);
    draw(right, bottom, set.bottom_right);
    let title = title.patch_style(style);
    paint::line(&title, Rect { x: left + 1, y: top, width: area.width - 2, height: 1 }, buffer);
}

/// Says in words that the window is too small.
pub fn too_small(area: Rect, buffer: &mut Buffer) {
    let (width, height) = SMALLEST;
    let text = format!(
        "this window has {} columns and {} rows; handoff needs {width} by {height}. Make it larger, or use handoff review --plain",
        area.width, area.height
    );
    let lines = paint::wrapped(&[(text, ratatui::style::Style::default())], area.width.max(1), "", "");
    for (row, line) in lines.into_iter().take(usize::from(area.height)).enumerate() {
        line.render(Rect { y: area.y + row as u16, height: 1, ..area }, buffer);
    }
}

/// Replaces every cell that could steer a terminal. The last line of defence; views show the visible
/// form of such characters themselves. A wide character whose second half something else was drawn over
/// goes too: terminals would draw it there all the same, and shift the row.
pub fn guard(buffer: &mut Buffer) {
    let width = usize::from(buffer.area.width).max(1);
    for at in 0..buffer.content.len() {
        let symbol = buffer.content[at].symbol();
        // One character of one column, as the lines round a pane are: nothing can be wrong with it.
        if symbol.len() <= 1 || paint::simple(symbol) == Some(1) {
            continue;
        }
        if !is_plain(symbol) {
            let cell = &mut buffer.content[at];
            cell.set_symbol("\u{fffd}");
            cell.modifier.insert(Modifier::REVERSED);
        } else if symbol.width() > 1 {
            let last = (at + 1) % width == 0;
            if last || buffer.content[at + 1].symbol() != " " {
                buffer.content[at].set_symbol(" ");
            }
        }
    }
}

/// Milliseconds as a clock a person reads: `14:32`, `1:02:05`.
pub fn clock(ms: u64) -> String {
    let seconds = ms / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::run::text_of;

    #[test]
    fn a_box_over_half_of_a_wide_character_takes_the_whole_of_it() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        buffer.set_string(0, 0, "東京本", ratatui::style::Style::default());
        buffer.set_string(3, 0, "|", ratatui::style::Style::default());
        guard(&mut buffer);
        assert_eq!(text_of(&buffer), "東 |本\n");
    }
}
