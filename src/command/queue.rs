//! `handoff LIBRARY`: the queue of a folder with packets, and the packets that are opened from it.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Zoned;

use super::review::{self, Ended, Way};
use super::setup::Chosen;
use super::{Failure, Out, tell};
use crate::plain;
use crate::store::library;
use crate::workbench::key::{Key, parse_keys};
use crate::workbench::queue::run::{self as queue_run, Left};
use crate::workbench::queue::state::{Effect, Queue};
use crate::workbench::queue::world::World as QueueWorld;
use crate::workbench::run as packet_run;
use crate::workbench::terminal;
use crate::workbench::world;

/// Whether a path is a folder with packets in it and not one packet. The folders right below it are looked
/// at first, so that a large library is not looked through twice.
pub(super) fn is_library(path: &Path) -> bool {
    let is_packet = |folder: &Path| folder.join("packet.json").symlink_metadata().is_ok();
    path.is_dir()
        && !is_packet(path)
        && (std::fs::read_dir(path).is_ok_and(|list| list.flatten().any(|entry| is_packet(&entry.path())))
            || library::packets(path).is_ok_and(|packets| !packets.is_empty()))
}

/// The queue of a library, played or on the terminal.
pub(super) fn session(library: &Path, chosen: &Chosen, way: &Way<'_>, out: &mut Out) -> Result<Ended, Failure> {
    let script = way.script;
    if way.begin.pair.is_some() {
        return Err(Failure::new("--pair is for one packet".to_owned())
            .hint(format!("name one of the folders in {}", library.display())));
    }
    let scripted = script.is_played();
    let size = script.print.unwrap_or((120, 36));
    // A day that is given makes a scripted queue look the same every time.
    let today = script.today.unwrap_or_else(|| Zoned::now().date());
    let library = library.canonicalize().unwrap_or_else(|_| library.to_owned());
    let mut queue = Queue::new(library, chosen.actor()?, Arc::clone(&chosen.keymap), size, today);
    queue.roles.clone_from(&chosen.config.reviewer.roles);
    let world = QueueWorld::start(queue.library.clone(), !scripted && chosen.is_own());
    if script.plain || (chosen.config.review.plain && !scripted) {
        return in_lines(queue, world, chosen, way, out);
    }
    if !scripted {
        return live(queue, world, chosen, way);
    }
    let keys = match &script.keys {
        Some(keys) => parse_keys(keys).map_err(|fault| Failure::new(format!("--keys: {fault}")))?,
        None => Vec::new(),
    };
    let frame = play(queue, world, chosen, way, keys, size);
    if script.print.is_some() {
        out.text(&frame)?;
    }
    Ok(Ended::Left)
}

/// Plays keys on the queue and on the packets that they open; returns the last frame.
fn play(
    mut queue: Queue,
    mut world: QueueWorld,
    chosen: &Chosen,
    way: &Way<'_>,
    keys: Vec<Key>,
    size: (u16, u16),
) -> String {
    let mut keys = keys.into_iter();
    let theme = chosen.printed();
    loop {
        let (next, left) = queue_run::play(queue, &mut world, &mut keys);
        queue = next;
        let Left::Open(path) = left else { return queue_run::print(&queue, &theme, size) };
        match review::opened(&path, chosen, way) {
            Err(failure) => queue.warn(failure.to_string()),
            Ok((state, mut packet, first)) => {
                let (state, quit) = packet_run::play_on(state, &mut packet, first, &mut keys);
                closed(packet, &state);
                if !quit {
                    return packet_run::print(&state, &theme, size);
                }
                again(&queue, &mut world, path);
            }
        }
    }
}

/// Line by line, from standard input, until it ends or the person leaves.
fn in_lines(
    mut queue: Queue,
    mut world: QueueWorld,
    chosen: &Chosen,
    way: &Way<'_>,
    out: &mut Out,
) -> Result<Ended, Failure> {
    let stdin = std::io::stdin();
    let typed = stdin.is_terminal();
    let editor = chosen.config.editor.command.as_deref();
    let mut session = plain::Session { input: &mut stdin.lock(), out, typed, editor };
    let mut said = plain::queue::Said::default();
    while let Some(path) = plain::queue::next(&mut queue, &mut world, &mut said, &mut session)? {
        match review::opened(&path, chosen, way) {
            Err(failure) => queue.warn(failure.to_string()),
            Ok((state, mut packet, first)) => {
                let (state, done) = plain::run(state, &mut packet, first, &mut session);
                if queue.me.is_none() {
                    queue.me.clone_from(&state.me);
                }
                closed(packet, &state);
                done?;
                again(&queue, &mut world, path);
            }
        }
    }
    session.out.finish()?;
    Ok(Ended::Left)
}

/// The queue on the terminal, until the person leaves it.
fn live(mut queue: Queue, mut world: QueueWorld, chosen: &Chosen, way: &Way<'_>) -> Result<Ended, Failure> {
    // The terminal is asked for its background before anything else happens on it.
    let theme = chosen.theme();
    let mut screen = terminal::Options { mouse: chosen.config.looks.mouse };
    let editor = chosen.config.editor.command.as_deref();
    loop {
        queue.mouse = screen.mouse;
        let (next, left) = queue_run::live(queue, &mut world, &theme, screen)?;
        queue = next;
        screen.mouse = queue.mouse;
        let path = match left {
            Left::Open(path) => path,
            Left::Quit(signal) => return Ok(signal.map_or(Ended::Left, Ended::By)),
            Left::Played => return Ok(Ended::Left),
        };
        match review::opened(&path, chosen, way) {
            Err(failure) => queue.warn(failure.to_string()),
            Ok((mut state, mut packet, first)) => {
                state.mouse = screen.mouse;
                let (state, signal) = packet_run::live(state, &mut packet, first, &theme, screen, editor, |_, _| None)?;
                screen.mouse = state.mouse;
                if queue.me.is_none() {
                    queue.me.clone_from(&state.me);
                }
                closed(packet, &state);
                if let Some(signal) = signal {
                    return Ok(Ended::By(signal));
                }
                again(&queue, &mut world, path);
            }
        }
    }
}

fn closed(packet: world::World, state: &crate::workbench::state::State) {
    if let Some(trouble) = packet.close(state) {
        tell(&trouble);
    }
}

/// What was done in a packet shows in its row.
fn again(queue: &Queue, world: &mut QueueWorld, path: PathBuf) {
    if let Some(row) = queue.rows.iter().position(|row| row.path == path) {
        world.carry_out(Effect::Again(row, path));
    }
}
