//! The run loop: messages in, `update`, effects out, a frame where something changed.
//!
//! Two loops share everything but where keys come from. [`play`] takes them from a script and waits for
//! every effect before the next key, so that a session always goes the same way; [`live`] takes them
//! from a terminal.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::effect::{Effect, Msg};
use super::key::Key;
use super::state::State;
use super::theme::Theme;
use super::update::update;
use super::view;
use super::world::{Terminal, World};

/// How long a scripted session waits for an answer at a time.
const PATIENCE: Duration = Duration::from_millis(50);

/// Plays keys, and returns what there is in the end and whether the person quit.
pub fn play(mut state: State, world: &mut World, first: Vec<Effect>, keys: &[Key]) -> (State, bool) {
    let mut quit = false;
    state = carry_out(state, world, first, &mut quit);
    state = settle(state, world, &mut quit);
    for key in keys {
        if quit {
            break;
        }
        let (next, effects) = update(state, Msg::Key(*key));
        state = carry_out(next, world, effects, &mut quit);
        state = settle(state, world, &mut quit);
    }
    (state, quit)
}

/// Waits until nothing is under way.
fn settle(mut state: State, world: &mut World, quit: &mut bool) -> State {
    loop {
        // Busy is asked before the answers are taken, so that the last answer is never missed.
        let busy = world.is_busy();
        while let Some(msg) = world.answer(if busy { PATIENCE } else { Duration::ZERO }) {
            let (next, effects) = update(state, msg);
            state = carry_out(next, world, effects, quit);
            if !world.is_busy() {
                break;
            }
        }
        if !busy && !world.is_busy() {
            return state;
        }
    }
}

/// Carries effects out where there is no terminal: what only a terminal can do is left undone.
fn carry_out(state: State, world: &mut World, effects: Vec<Effect>, quit: &mut bool) -> State {
    for effect in effects {
        match world.carry_out(effect) {
            Some(Terminal::Quit) => *quit = true,
            Some(Terminal::Copy(_) | Terminal::Editor(_) | Terminal::Suspend) | None => {}
        }
    }
    state
}

/// A frame of that size as text: what `--print` prints.
pub fn print(state: &State, theme: &Theme, (width, height): (u16, u16)) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    view::draw(state, theme, area, &mut buffer);
    text_of(&buffer)
}

/// The text of a frame, one line a row, without blanks at the ends of rows.
pub fn text_of(buffer: &Buffer) -> String {
    let mut out = String::new();
    let area = buffer.area;
    for y in area.top()..area.bottom() {
        let mut line = String::new();
        let mut skip = 0;
        for x in area.left()..area.right() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            skip = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
