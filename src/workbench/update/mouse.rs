//! The mouse: click, wheel, drag to select words. Everything it does, a key does too.
//!
//! What may surprise: only a drag that began in the words of a source selects; it goes on beyond the edge of
//! the pane, whose words then move on. The wheel moves what is seen, and the cursor only where it would be
//! left behind.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::{Motion, list, menu, motion, perform, source, step};
use crate::workbench::effect::Effect;
use crate::workbench::flow::{Flow, Line, columns};
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
    let place = Position { x: event.column, y: event.row };
    match event.kind {
        MouseEventKind::ScrollDown => wheel(state, at.pane_at(place.x, place.y), Motion::Down, effects),
        MouseEventKind::ScrollUp => wheel(state, at.pane_at(place.x, place.y), Motion::Up, effects),
        MouseEventKind::Down(MouseButton::Left) => {
            state.toast = false;
            state.pending.clear();
            state.source.pressed = None;
            if at.footer.contains(place) {
                if let Some(action) = footer::action_at(state, place.x) {
                    perform(state, action, effects);
                }
                return;
            }
            press(state, place, effects);
        }
        MouseEventKind::Drag(MouseButton::Left) => drag(state, place),
        MouseEventKind::Up(MouseButton::Left) => {
            if state.source.pressed.take().is_some() && state.source.anchor.is_some() {
                source::say_selecting(state);
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
    match (&state.mode, over) {
        (Mode::Listing(_) | Mode::Menu(_), _) => (0..NOTCH).for_each(|_| list::motion(state, direction)),
        (Mode::Form(_) | Mode::Search(_), _) | (Mode::Browse, None) => {}
        (Mode::Browse, Some(Pane::Source)) => source::roll(state, NOTCH, direction == Motion::Down),
        (Mode::Browse, Some(pane)) => {
            let before = std::mem::replace(&mut state.focus, pane);
            let steps = if pane == Pane::Claims { 1 } else { NOTCH };
            (0..steps).for_each(|_| motion(state, direction, effects));
            state.focus = before;
        }
    }
}

fn press(state: &mut State, place: Position, effects: &mut Vec<Effect>) {
    match &mut state.mode {
        Mode::Browse => press_pane(state, place, effects),
        Mode::Menu(_) => {
            if let Some(row) = over::row_at(state, place) {
                menu::take(state, row, effects);
            }
        }
        Mode::Listing(_) => {
            let row = over::row_at(state, place);
            if let (Mode::Listing(listing), Some(row)) = (&mut state.mode, row) {
                listing.cursor = row;
                list::take(state, effects);
            }
        }
        Mode::Form(form) => {
            if let Some(at) = geometry(state.size, &state.layout)
                && let Some(field) = over::field_at(&at, form, place)
            {
                form.at = field;
            }
        }
        Mode::Search(_) => {}
    }
}

fn press_pane(state: &mut State, place: Position, effects: &mut Vec<Effect>) {
    let Some(at) = geometry(state.size, &state.layout) else { return };
    let Some(pane) = at.pane_at(place.x, place.y) else { return };
    state.focus = pane;
    match pane {
        Pane::Claims => {
            let list = inside(at.claims);
            if !(list.top()..list.bottom()).contains(&place.y) {
                return;
            }
            let row = state.list.top + usize::from(place.y - list.y);
            if matches!(state.list.rows.get(row), Some(ListRow::Claim(_) | ListRow::Open(_))) {
                step::select_row(state, row, effects);
            }
        }
        Pane::Claim => {}
        Pane::Source => {
            state.source.anchor = None;
            let within = text_area(state, inside(at.source)).contains(place);
            if let Some(byte) = byte_at(state, place).filter(|_| within) {
                state.source.cursor = byte;
                state.source.pressed = Some(byte);
            }
        }
    }
}

/// Selects from where the button went down to here; beyond the pane's edge, to the nearest words, and one line
/// further.
fn drag(state: &mut State, place: Position) {
    let (Some(from), Mode::Browse) = (state.source.pressed, &state.mode) else { return };
    let Some(at) = geometry(state.size, &state.layout) else { return };
    let area = text_area(state, inside(at.source));
    if place.y < area.top() {
        source::roll(state, 1, false);
    } else if place.y >= area.bottom() {
        source::roll(state, 1, true);
    }
    if let Some(byte) = byte_at(state, place) {
        state.source.anchor = Some(from);
        state.source.cursor = byte;
    }
}

/// The byte of the source's text that stands nearest to a place of the screen.
fn byte_at(state: &State, place: Position) -> Option<usize> {
    let at = geometry(state.size, &state.layout)?;
    let area = text_area(state, inside(at.source));
    if area.is_empty() {
        return None;
    }
    let text = state.shown_text()?;
    let flow = Flow::new(text, area.width.saturating_sub(GUTTER));
    let top = source::top_line(state, &flow)?;
    let row = usize::from(place.y.clamp(area.top(), area.bottom() - 1) - area.y);
    // Below the last line of the text, it is that one.
    let lines: Vec<Line> = flow.from(top).take(row + 1).collect();
    let line = lines.last()?;
    if line.label {
        return Some(line.words.start);
    }
    let mut column = if lines.len() <= row { usize::MAX } else { usize::from(place.x.saturating_sub(area.x + GUTTER)) };
    let mut byte = line.words.start;
    for (offset, grapheme) in text.as_str()[line.words.clone()].grapheme_indices(true) {
        // A line's end and blanks at it are no words.
        if grapheme.ends_with('\n') {
            break;
        }
        byte = line.words.start + offset;
        let width = columns(grapheme);
        if column < width {
            break;
        }
        column -= width;
    }
    Some(byte)
}
