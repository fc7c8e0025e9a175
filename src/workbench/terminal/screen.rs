//! Drawing on the terminal, and the modes it is put into and taken out of again.
//!
//! Whoever ends the process calls [`give_back`]: the drop of [`Screen`], a panic, the watch thread.
//! It does its work once, however often it is called, and from any thread.
//!
//! Frames are compared and sent here rather than by `ratatui::Terminal`, which asks the terminal where its
//! cursor is whenever it clears: a terminal that does not answer would cost two seconds and the session.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::plain_hint;
use crate::command::Failure;

/// Alternate screen, bracketed paste.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h";
/// Clicks and the wheel, dragging, coordinates beyond column 223. Not every motion: nobody reads it.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
/// The mouse left alone again.
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";
/// The same backwards; colours and cursor as they were. Harmless where a mode was not on.
const LEAVE: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l";

/// What a terminal without a size is taken to have, as curses does.
const ASSUMED: (u16, u16) = (80, 24);

/// Whether the terminal is in our modes.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Where [`LEAVE`] goes.
static OUT: Mutex<Option<Out>> = Mutex::new(None);

/// The terminal that frames are drawn on.
pub(super) struct Screen {
    canvas: Canvas<BufWriter<Out>>,
    tty: File,
    mouse: bool,
}

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screen").field("tty", &self.tty).field("mouse", &self.mouse).finish_non_exhaustive()
    }
}

impl Screen {
    pub(super) fn take(mouse: bool) -> Result<Self, Failure> {
        let none = |error: io::Error| {
            Failure::new(format!("there is no terminal to draw the workbench on ({error})")).hint(plain_hint())
        };
        let tty = terminal().map_err(none)?;
        let out = Out(tty.try_clone().map_err(none)?);
        *OUT.lock().unwrap_or_else(PoisonError::into_inner) = Some(Out(tty.try_clone().map_err(none)?));
        give_back_on_panic();
        let mut screen = Self { canvas: Canvas::new(BufWriter::with_capacity(256 * 1024, out)), tty, mouse };
        screen.enter()?;
        Ok(screen)
    }

    pub(super) fn enter(&mut self) -> Result<(), Failure> {
        let failed =
            |error: io::Error| Failure::new(format!("could not take the terminal: {error}")).hint(plain_hint());
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode().map_err(failed)?;
        self.send(ENTER).map_err(failed)?;
        if self.mouse {
            self.send(MOUSE_ON).map_err(failed)?;
            #[cfg(windows)]
            crossterm::execute!(io::stdout(), crossterm::event::EnableMouseCapture).map_err(failed)?;
        }
        // Whatever stands on the terminal now is not what was drawn last.
        self.canvas.forget();
        Ok(())
    }

    pub(super) fn mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        #[cfg(windows)]
        if on {
            crossterm::execute!(io::stdout(), crossterm::event::EnableMouseCapture)?;
        } else {
            crossterm::execute!(io::stdout(), crossterm::event::DisableMouseCapture)?;
        }
        self.send(if on { MOUSE_ON } else { MOUSE_OFF })
    }

    pub(super) fn leave(&mut self) {
        give_back();
    }

    pub(super) fn size(&self) -> (u16, u16) {
        size(&self.tty)
    }

    pub(super) fn draw(
        &mut self,
        kept: Option<Rect>,
        draw: impl FnOnce(Rect, &mut Buffer) -> Option<(u16, u16)>,
    ) -> io::Result<()> {
        if !TAKEN.load(Ordering::SeqCst) {
            return Err(io::Error::other("it was given back"));
        }
        let (width, height) = self.size();
        self.canvas.draw(Rect::new(0, 0, width, height), kept, draw)
    }

    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.canvas.send(bytes)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back, if it is ours.
pub fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // Nothing that fails here can be told to anybody: the terminal is what is being lost.
    if let Some(out) = OUT.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
        let _ = out.write_all(LEAVE);
    }
    #[cfg(windows)]
    let _ = crossterm::execute!(io::stdout(), crossterm::event::DisableMouseCapture);
    let _ = disable_raw_mode();
}

/// The terminal as something to write to. Somebody who shares it may have made it non-blocking.
#[derive(Debug)]
struct Out(File);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.0.write(bytes) {
                #[cfg(unix)]
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    use rustix::event::{PollFd, PollFlags, poll};
                    match poll(&mut [PollFd::new(&self.0, PollFlags::OUT)], None) {
                        Ok(_) | Err(rustix::io::Errno::INTR) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
                done => return done,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A panic's message belongs on the terminal as it was, not on the screen that is about to go.
fn give_back_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if crate::source::is_guarded() {
                return; // it is caught, and becomes a message
            }
            let ours = TAKEN.load(Ordering::SeqCst);
            give_back();
            usual(info);
            if ours {
                eprintln!(
                    "handoff: this is a fault of the program, not of your packet; every decision that was shown \
                     as saved is on disk"
                );
            }
        }));
    });
}

/// The terminal to draw on: standard output where that is one, else the one that the process belongs to.
fn terminal() -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        if io::stdout().is_terminal() {
            return Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?));
        }
        File::options().read(true).write(true).open("/dev/tty")
    }
    #[cfg(not(unix))]
    {
        if !io::stdin().is_terminal() {
            return Err(io::Error::other("standard input is not a terminal"));
        }
        File::options().read(true).write(true).open("CONOUT$")
    }
}

pub(super) fn size(tty: &File) -> (u16, u16) {
    #[cfg(unix)]
    let told = rustix::termios::tcgetwinsize(tty).map(|size| (size.ws_col, size.ws_row)).unwrap_or((0, 0));
    #[cfg(not(unix))]
    let told = {
        let _ = tty;
        crossterm::terminal::size().unwrap_or((0, 0))
    };
    if told.0 > 0 && told.1 > 0 {
        return told;
    }
    let variable = |name: &str| std::env::var(name).ok()?.parse().ok().filter(|number: &u16| *number > 0);
    (variable("COLUMNS").unwrap_or(ASSUMED.0), variable("LINES").unwrap_or(ASSUMED.1))
}
