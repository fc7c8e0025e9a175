//! The mouse: click, wheel, drag to select words. Everything it does, a key does too.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::{Motion, list, menu, motion, perform, source, step};
use crate::workbench::effect::Effect;
use crate::workbench::flow::{Flow, columns};
use crate::workbench::layout::{geometry, inside};
use crate::workbench::mode::Mode;
use crate::workbench::state::{ListRow, Pane, State};
use crate::workbench::view::footer;
use crate::workbench::view::over;
use crate::workbench::view::source::{GUTTER, text_area};
use unicode_segmentation::UnicodeSegmentation;

/// How many lines one notch of the wheel is.
const NOTCH: usize = 3;

pub(super) fn mouse(state: &mut State, event: MouseEvent, effects: &mut Vec<Effect>) {
    let Some(at) = geometry(state.size, &state.layout) else { return };
    if state.saving.is_some() || state.waiting.is_some() {
        return;
    }
    let (x, y) = (event.column, event.row);
    match event.kind {
        MouseEventKind::ScrollDown => wheel(state, at.pane_at(x, y), Motion::Down, effects),
        MouseEventKind::ScrollUp => wheel(state, at.pane_at(x, y), Motion::Up, effects),
        MouseEventKind::Down(MouseButton::Left) => {
            state.toast = false;
            match state.mode {
                Mode::Browse => press(state, x, y, effects),
                Mode::Listing(_) | Mode::Menu(_) => {
                    if let Some(row) = over::row_at(state, x, y) {
                        match &mut state.mode {
                            Mode::Listing(listing) => listing.cursor = row,
                            Mode::Menu(_) => {
                                menu::take(state, row, effects);
                                return;
                            }
                            Mode::Browse | Mode::Form(_) | Mode::Search(_) => {}
                        }
                        list::take(state, effects);
                    }
                }
                Mode::Form(_) | Mode::Search(_) => {}
            }
        }
        MouseEventKind::Drag(MouseButton::Left) if matches!(state.mode, Mode::Browse) => {
            if let Some(byte) = byte_at(state, x, y) {
                if state.source.anchor.is_none() {
                    state.source.anchor = Some(state.source.cursor);
                }
                state.source.cursor = byte;
            }
        }
        MouseEventKind::Drag(_)
        | MouseEventKind::Down(_)
        | MouseEventKind::Up(_)
        | MouseEventKind::Moved
        | MouseEventKind::ScrollLeft
        | MouseEventKind::ScrollRight => {}
    }
}

fn wheel(state: &mut State, over: Option<Pane>, direction: Motion, effects: &mut Vec<Effect>) {
    match &state.mode {
        Mode::Listing(_) | Mode::Menu(_) => (0..NOTCH).for_each(|_| list::motion(state, direction)),
        Mode::Form(_) | Mode::Search(_) => {}
        Mode::Browse => {
            let Some(pane) = over else { return };
            let before = std::mem::replace(&mut state.focus, pane);
            let steps = if pane == Pane::Claims { 1 } else { NOTCH };
            (0..steps).for_each(|_| motion(state, direction, effects));
            state.focus = before;
        }
    }
}

fn press(state: &mut State, x: u16, y: u16, effects: &mut Vec<Effect>) {
    let Some(at) = geometry(state.size, &state.layout) else { return };
    if at.footer.contains((x, y).into()) {
        if let Some(action) = footer::action_at(state, x) {
            perform(state, action, effects);
        }
        return;
    }
    let Some(pane) = at.pane_at(x, y) else { return };
    state.focus = pane;
    match pane {
        Pane::Claims => {
            let list = inside(at.claims);
            if y < list.y {
                return;
            }
            let row = state.list.top + usize::from(y - list.y);
            if matches!(state.list.rows.get(row), Some(ListRow::Claim(_) | ListRow::Open(_))) {
                step::select_row(state, row, effects);
            }
        }
        Pane::Claim => {}
        Pane::Source => {
            state.source.anchor = None;
            if let Some(byte) = byte_at(state, x, y) {
                state.source.cursor = byte;
            }
        }
    }
}

/// The byte of the source's text that stands at a place of the screen.
fn byte_at(state: &State, x: u16, y: u16) -> Option<usize> {
    let at = geometry(state.size, &state.layout)?;
    let area = text_area(state, inside(at.source));
    if !area.contains((x.max(area.x), y).into()) {
        return None;
    }
    let text = state.shown_text()?;
    let flow = Flow::new(text, area.width.saturating_sub(GUTTER));
    let top = source::top_line(state, &flow)?;
    let line = flow.from(top).nth(usize::from(y - area.y))?;
    if line.label {
        return Some(line.words.start);
    }
    let mut column = usize::from(x.saturating_sub(area.x + GUTTER));
    let mut byte = line.words.start;
    for (offset, grapheme) in text.as_str()[line.words.clone()].grapheme_indices(true) {
        byte = line.words.start + offset;
        let width = columns(grapheme);
        if column < width {
            break;
        }
        column -= width;
    }
    Some(byte)
}
