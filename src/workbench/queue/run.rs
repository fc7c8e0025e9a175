//! The loops of the queue: keys from a script, or from a terminal. They end when the person leaves or
//! opens a packet; what they return says which, with the queue as it was.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, Instant};

use crossterm::event::{MouseButton, MouseEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::state::{Effect, Queue};
use super::update::{Msg, update};
use super::view;
use super::world::World;
use crate::command::Failure;
use crate::workbench::key::Key;
use crate::workbench::run::text_of;
use crate::workbench::terminal::{self, TerminalEvent};
use crate::workbench::theme::Theme;

/// How long a scripted session waits for an answer at a time.
const PATIENCE: Duration = Duration::from_millis(50);

/// How long answers are gathered before a frame is drawn.
const FRAME: Duration = Duration::from_millis(8);

/// Why the queue was left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// The person is done, or a signal ended it.
    Quit(Option<i32>),
    /// To open this packet.
    Open(PathBuf),
    /// The script has no more keys.
    Played,
}

/// Plays keys until one leaves the queue; waits for every answer before the next key.
pub fn play(mut queue: Queue, world: &mut World, keys: &mut impl Iterator<Item = Key>) -> (Queue, Left) {
    loop {
        while world.is_busy() {
            while let Some(msg) = world.answer(PATIENCE) {
                queue = carry_out_all(queue, world, msg);
            }
        }
        while let Some(msg) = world.answer(Duration::ZERO) {
            queue = carry_out_all(queue, world, msg);
        }
        if world.is_busy() {
            continue;
        }
        let Some(key) = keys.next() else { return (queue, Left::Played) };
        let (next, effects) = update(queue, Msg::Key(key));
        queue = next;
        for effect in effects {
            match world.carry_out(effect) {
                Some(Effect::Quit) => return (queue, Left::Quit(None)),
                Some(Effect::Open(path)) => return (queue, Left::Open(path)),
                Some(_) | None => {}
            }
        }
    }
}

/// An answer and what follows from it; answers leave the queue to nobody.
fn carry_out_all(queue: Queue, world: &mut World, msg: Msg) -> Queue {
    let (queue, effects) = update(queue, msg);
    for effect in effects {
        world.carry_out(effect);
    }
    queue
}

/// Runs the queue on a terminal until the person leaves it.
///
/// # Errors
/// There is no terminal, or it went away.
pub fn live(
    mut queue: Queue,
    world: &mut World,
    theme: &Theme,
    options: terminal::Options,
) -> Result<(Queue, Left), Failure> {
    let Some(answers) = world.take_answers() else { return Err(Failure::new("the queue has ended already")) };
    let tell = world.teller();
    let signal = Arc::new(AtomicI32::new(0));
    let ended = Arc::clone(&signal);
    let mut terminal = terminal::Terminal::open(options, move |event| {
        let msg = match event {
            TerminalEvent::Key(key) => Msg::Key(key),
            TerminalEvent::Paste(text) => Msg::Paste(text),
            TerminalEvent::Mouse(event) => match event.kind {
                MouseEventKind::ScrollDown => Msg::Wheel(true),
                MouseEventKind::ScrollUp => Msg::Wheel(false),
                MouseEventKind::Down(MouseButton::Left) => Msg::Click((event.column, event.row).into()),
                _ => return true,
            },
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
    let (next, mut effects) = update(queue, Msg::Resize(width, height));
    queue = next;
    let left = 'session: loop {
        for effect in std::mem::take(&mut effects) {
            match world.carry_out(effect) {
                Some(Effect::Quit) => {
                    let number = signal.load(Ordering::Acquire);
                    break 'session Left::Quit((number != 0).then_some(number));
                }
                Some(Effect::Open(path)) => break 'session Left::Open(path),
                Some(Effect::Suspend) => terminal.suspend()?,
                Some(Effect::Mouse(on)) => terminal.mouse(on)?,
                Some(_) | None => {}
            }
        }
        terminal.draw(|area, buffer| {
            view::draw(&queue, theme, area, buffer);
            view::cursor(&queue)
        })?;
        // Whatever has come in meanwhile makes one frame.
        let Ok(mut msg) = answers.recv() else { break Left::Quit(None) };
        let began = Instant::now();
        loop {
            if matches!(msg, Msg::Awake) {
                terminal.take_again()?;
            }
            let (next, more) = update(queue, msg);
            queue = next;
            effects.extend(more);
            if !effects.is_empty() || began.elapsed() > FRAME {
                break;
            }
            match answers.try_recv() {
                Ok(next) => msg = next,
                Err(_) => break,
            }
        }
    };
    drop(terminal);
    world.put_answers(answers);
    Ok((queue, left))
}

/// A frame of that size as text.
pub fn print(queue: &Queue, theme: &Theme, (width, height): (u16, u16)) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    view::draw(queue, theme, area, &mut buffer);
    text_of(&buffer)
}
