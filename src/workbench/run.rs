//! The run loop: messages in, `update`, effects out, a frame where something changed.
//!
//! Two loops share everything but where keys come from. [`play`] takes them from a script and waits for
//! every effect before the next key, so that a session always goes the same way; [`live`] takes them
//! from a terminal.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::editor;
use super::effect::{Effect, Msg};
use super::key::Key;
use super::mode::Mode;
use super::state::{Pane, State};
use super::terminal::{self, TerminalEvent};
use super::theme::Theme;
use super::update::update;
use super::view;
use super::walk::Walk;
use super::world::{self, Terminal, World};
use crate::command::Failure;

/// How long a scripted session waits for an answer at a time.
const PATIENCE: Duration = Duration::from_millis(50);

/// How long answers are gathered before a frame is drawn.
const FRAME: Duration = Duration::from_millis(8);

/// Plays keys, and returns what there is in the end and whether the person quit.
pub fn play(state: State, world: &mut World, first: Vec<Effect>, keys: &[Key]) -> (State, bool) {
    play_on(state, world, first, &mut keys.iter().copied())
}

/// The same, taking no more keys than the session uses: what is left belongs to what comes after it.
pub fn play_on(
    mut state: State,
    world: &mut World,
    first: Vec<Effect>,
    keys: &mut impl Iterator<Item = Key>,
) -> (State, bool) {
    let mut quit = false;
    state = carry_out(state, world, first, &mut quit);
    state = settle(state, world, &mut quit);
    while !quit {
        let Some(key) = keys.next() else { break };
        let (next, effects) = update(state, Msg::Key(key));
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
            // What came last is taken without waiting, in the next round.
            if busy && !world.is_busy() {
                break;
            }
        }
        if !busy && !world.is_busy() {
            return state;
        }
    }
}

/// Carries effects out where there is no terminal: what only a terminal can do is left undone.
fn carry_out(mut state: State, world: &mut World, effects: Vec<Effect>, quit: &mut bool) -> State {
    for effect in effects {
        match world.carry_out(effect) {
            Some(Terminal::Quit) => *quit = true,
            Some(Terminal::Sign(prepared, key)) => {
                let signed = world::with_key(*prepared, &key);
                let (next, more) = update(state, Msg::Signed(signed));
                state = carry_out(next, world, more, quit);
            }
            Some(Terminal::Copy(_) | Terminal::Editor(_) | Terminal::Mouse(_) | Terminal::Suspend) | None => {}
        }
    }
    state
}

/// Runs a session on a terminal until the person leaves. Returns what there is in the end, and the signal
/// that ended it, if one did.
///
/// `then` comes after the first frame and before any key is heard: what takes a while to find out, and what
/// is to be done first instead, where that changes it.
///
/// # Errors
/// There is no terminal, or it went away in a manner that could not be told from a fault.
pub fn live(
    state: State,
    world: &mut World,
    first: Vec<Effect>,
    theme: &Theme,
    options: terminal::Options,
    editor: Option<&str>,
    then: impl FnOnce(&mut State, &mut World) -> Option<Vec<Effect>>,
) -> Result<(State, Option<i32>), Failure> {
    let Some(answers) = world.take_answers() else { return Err(Failure::new("the session has ended already")) };
    world.be_seen();
    let tell = world.teller();
    let signal = Arc::new(AtomicI32::new(0));
    let ended = Arc::clone(&signal);
    let mut terminal = terminal::Terminal::open(options, move |event| {
        let msg = match event {
            TerminalEvent::Key(key) => Msg::Key(key),
            TerminalEvent::Paste(text) => Msg::Paste(text),
            TerminalEvent::Mouse(event) => Msg::Mouse(event),
            TerminalEvent::Resize(width, height) => Msg::Resize(width, height),
            TerminalEvent::Suspend => Msg::Sleep,
            TerminalEvent::Awake => Msg::Awake,
            TerminalEvent::End(number) => {
                ended.store(number, Ordering::Release);
                Msg::End
            }
        };
        tell.send(msg).is_ok()
    })?;
    let (width, height) = terminal.size();
    let (mut state, resized) = update(state, Msg::Resize(width, height));
    let mut quit = false;
    let mut walk = Walk::default();
    // The first frame comes before anything is read or asked.
    terminal.draw(|area, buffer| {
        view::draw(&state, theme, area, buffer);
        view::cursor(&state)
    })?;
    let mut effects = then(&mut state, world).unwrap_or(first);
    effects.extend(resized);
    // Where this person looks is told to others once they have it on screen, and not of claims that are passed.
    let mut look = None;
    loop {
        for effect in std::mem::take(&mut effects) {
            if matches!(effect, Effect::Look(_)) {
                look = Some(effect);
                continue;
            }
            match world.carry_out(effect) {
                Some(Terminal::Quit) => quit = true,
                Some(Terminal::Suspend) => terminal.suspend()?,
                Some(Terminal::Mouse(on)) => terminal.mouse(on)?,
                Some(Terminal::Copy(text)) => terminal.send(clipboard(&text).as_bytes())?,
                Some(Terminal::Sign(prepared, key)) => {
                    let signed = terminal.run_outside(|| world::with_key(*prepared, &key))?;
                    let (next, more) = update(state, Msg::Signed(signed));
                    state = next;
                    effects.extend(more);
                }
                Some(Terminal::Editor(text)) => {
                    let written = terminal.run_outside(|| editor::edit(&text, editor))?;
                    let msg = match written {
                        Ok(text) => Msg::Written(text),
                        Err(why) => Msg::Trouble(why),
                    };
                    let (next, more) = update(state, msg);
                    state = next;
                    effects.extend(more);
                }
                None => {}
            }
        }
        if !effects.is_empty() {
            continue;
        }
        if quit {
            break;
        }
        let waits = walk.waits(Instant::now());
        let left = waits.and_then(|_| view::source_place(&state));
        terminal.draw_beside(left, |area, buffer| {
            view::draw_beside(&state, theme, area, buffer, left);
            view::cursor(&state)
        })?;
        let rests = left.and(waits);
        if rests.is_none()
            && let Some(look) = look.take()
        {
            world.carry_out(look);
        }
        let first = match rests {
            None => answers.recv().map_err(RecvTimeoutError::from),
            Some(wait) => answers.recv_timeout(wait),
        };
        // Whatever has come in meanwhile makes one frame.
        let mut msg = match first {
            Ok(msg) => msg,
            // The cursor rests: the next frame has everything.
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => break,
        };
        let began = Instant::now();
        loop {
            if matches!(msg, Msg::Awake) {
                terminal.take_again()?;
            }
            // What somebody else decided is drawn before another key can mean anything.
            let news = matches!(msg, Msg::Heard(_));
            let key = if let Msg::Key(key) = msg { Some(key) } else { None };
            let aside = matches!(msg, Msg::Found(_) | Msg::Progress(_) | Msg::Present(_));
            let from = place(&state);
            let (next, more) = update(state, msg);
            state = next;
            match key {
                Some(key) => walk.key(key, from.is_some() && place(&state).is_some_and(|to| Some(to) != from), began),
                None if aside => {}
                None => walk.stop(),
            }
            effects.extend(more);
            // What only the terminal can do is not put off.
            if news || !effects.is_empty() || began.elapsed() > FRAME {
                break;
            }
            match answers.try_recv() {
                Ok(next) => msg = next,
                Err(_) => break,
            }
        }
    }
    drop(terminal);
    let number = signal.load(Ordering::Acquire);
    Ok((state, (number != 0).then_some(number)))
}

/// The row of the list that a person who walks through it stands on.
fn place(state: &State) -> Option<usize> {
    let walks = state.focus == Pane::Claims && matches!(state.mode, Mode::Browse) && state.pending.is_empty();
    walks.then_some(state.list.cursor)
}

/// What asks a terminal to put a text on the clipboard (OSC 52): it works over ssh and links no window
/// system. Terminals take about this much.
pub fn clipboard(text: &str) -> String {
    let mut end = text.len().min(74_000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut out = String::new();
    // Writing to a string can't fail.
    let _ = CopyToClipboard::to_clipboard_from(&text[..end]).write_ansi(&mut out);
    out
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
