//! The watch over the terminal where there are no signals: crossterm reads the console.
//!
//! Compiled for no platform that its tests run on; kept as small as it can be for that reason.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{Event, poll, read};

use super::paste::Bursts;
use super::{Input, TerminalEvent, give_back};
use crate::command::Failure;
use crate::workbench::key::Key;

/// How often the thread looks whether it is to leave the console alone.
const LOOK: Duration = Duration::from_millis(50);

/// The thread, as the run loop holds it.
#[derive(Debug)]
pub(super) struct Watch {
    paused: Arc<AtomicBool>,
    closed: Arc<AtomicBool>,
}

impl Watch {
    pub(super) fn start(tell: impl Fn(TerminalEvent) -> bool + Send + 'static) -> Result<Self, Failure> {
        let watch = Self { paused: Arc::default(), closed: Arc::default() };
        let (paused, closed) = (Arc::clone(&watch.paused), Arc::clone(&watch.closed));
        let run = move || {
            let mut bursts = Bursts::of_terminal(false);
            while !closed.load(Ordering::SeqCst) {
                if paused.load(Ordering::SeqCst) || !poll(LOOK).unwrap_or(false) {
                    thread::sleep(if paused.load(Ordering::SeqCst) { LOOK } else { Duration::ZERO });
                    continue;
                }
                let mut inputs = Vec::new();
                while poll(Duration::ZERO).unwrap_or(false) {
                    match read() {
                        Ok(Event::Key(key)) => inputs.extend(Key::from_event(&key).map(Input::Key)),
                        Ok(Event::Paste(text)) => inputs.push(Input::Paste(text)),
                        Ok(Event::Mouse(mouse)) => inputs.push(Input::Mouse(mouse)),
                        Ok(Event::Resize(width, height)) => {
                            tell(TerminalEvent::Resize(width, height));
                        }
                        Ok(Event::FocusGained | Event::FocusLost) => {}
                        Err(_) => return,
                    }
                }
                for input in bursts.sift(inputs, Instant::now()) {
                    let event = match input {
                        Input::Key(key) => TerminalEvent::Key(key),
                        Input::Paste(text) => TerminalEvent::Paste(text),
                        Input::Mouse(mouse) => TerminalEvent::Mouse(mouse),
                    };
                    if !tell(event) {
                        return;
                    }
                }
            }
        };
        thread::Builder::new()
            .name("terminal".to_owned())
            .spawn(run)
            .map(|_| watch)
            .map_err(|error| Failure::new(format!("could not watch the terminal: {error}")))
    }

    pub(super) fn pause(&mut self, _lend: bool) {
        self.paused.store(true, Ordering::SeqCst);
        thread::sleep(LOOK);
    }

    pub(super) fn resume(&mut self) {
        self.paused.store(false, Ordering::SeqCst);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
    }
}

/// Ends the process as a signal would have.
pub fn end_by(signal: i32) -> ! {
    give_back();
    std::process::exit(128 + signal)
}

/// There is no such sleep here.
pub(super) fn sleep() {}
