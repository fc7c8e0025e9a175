//! The terminal: taken for the workbench, watched while it is open, left as it was found.
//!
//! The screen is drawn on the terminal itself, never on a standard output that leads elsewhere, so
//! that `handoff … | less` works. Keys come from the terminal too, wherever standard input leads.
//!
//! What ends a session: a signal, a closed window or a dropped connection is told to the run loop,
//! which has `GRACE` to finish what it is writing; then the process ends by itself. A panic on any
//! thread gives the terminal back first. Every decision that was shown as saved is on disk by then.

mod canvas;
#[cfg(unix)]
mod decode;
mod paste;
mod screen;
mod sent;
#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
mod windows;

use std::time::Duration;

use crossterm::event::MouseEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::command::Failure;
use crate::workbench::key::Key;
use screen::Screen;
#[cfg(unix)]
use unix as system;
#[cfg(not(unix))]
use windows as system;

pub use canvas::Canvas;
pub use screen::give_back;
pub use system::end_by;

/// Something that a person did, before it is sifted for pastes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Input {
    Key(Key),
    Paste(String),
    Mouse(MouseEvent),
}

/// How long the run loop may take to end after it was told to.
const GRACE: Duration = Duration::from_secs(3);

/// What a person chose of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Clicks, the wheel and dragging are ours; the terminal's own selection then needs shift.
    pub mouse: bool,
}

/// Something that the terminal, or whoever holds it, did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TerminalEvent {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted: it presses no keys.
    Paste(String),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// Somebody else asks us to sleep (`kill -TSTP`): call [`Terminal::suspend`].
    Suspend,
    /// We were put to sleep without being asked, and are awake again: call [`Terminal::take_again`].
    Awake,
    /// The process must end: finish what is being written, drop the [`Terminal`], then
    /// [`end_by`] this signal. A closed window or a dropped connection counts as `SIGHUP`.
    End(i32),
}

/// The terminal while the workbench holds it. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Terminal {
    screen: Screen,
    watch: system::Watch,
}

impl Terminal {
    /// Takes the terminal and begins to watch it. `tell` is called on another thread with whatever
    /// happens; it answers whether anybody still listens.
    ///
    /// # Errors
    /// There is no terminal, or none that can be drawn on.
    pub fn open(options: Options, tell: impl Fn(TerminalEvent) -> bool + Send + 'static) -> Result<Self, Failure> {
        if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
            return Err(Failure::new("this terminal can't be drawn on (TERM=dumb)").hint(plain_hint()));
        }
        let screen = Screen::take(options.mouse)?;
        let watch = system::Watch::start(tell)?;
        Ok(Self { screen, watch })
    }

    /// How many columns and rows there are now.
    pub fn size(&self) -> (u16, u16) {
        self.screen.size()
    }

    /// Draws a frame in the size that the terminal has now; what is drawn answers where the cursor
    /// belongs, if anywhere. Only cells that changed are sent.
    ///
    /// # Errors
    /// The terminal is gone, or was given back because of a panic on another thread.
    pub fn draw(&mut self, draw: impl FnOnce(Rect, &mut Buffer) -> Option<(u16, u16)>) -> Result<(), Failure> {
        self.draw_beside(None, draw)
    }

    /// As [`Terminal::draw`], but for one place which keeps what it shows. It is drawn empty where nobody
    /// knows what that is; so that this can't be seen, the next frame has to come soon, with everything.
    ///
    /// # Errors
    /// As for [`Terminal::draw`].
    pub fn draw_beside(
        &mut self,
        kept: Option<Rect>,
        draw: impl FnOnce(Rect, &mut Buffer) -> Option<(u16, u16)>,
    ) -> Result<(), Failure> {
        self.screen.draw(kept, draw).map_err(|error| Failure::new(format!("could not draw on the terminal: {error}")))
    }

    /// Sends bytes that are no part of a frame, such as a text for the clipboard.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn send(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.screen.send(bytes).map_err(|error| Failure::new(format!("could not write to the terminal: {error}")))
    }

    /// Takes the mouse, or leaves it to the terminal.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn mouse(&mut self, on: bool) -> Result<(), Failure> {
        self.screen.mouse(on).map_err(|error| Failure::new(format!("could not write to the terminal: {error}")))
    }

    /// Puts the process to sleep as ctrl-z does in a shell, and takes the terminal again on waking.
    ///
    /// # Errors
    /// The terminal could not be taken again.
    pub fn suspend(&mut self) -> Result<(), Failure> {
        self.outside(false, system::sleep)
    }

    /// Gives the terminal back while something else uses it, such as an editor.
    ///
    /// # Errors
    /// The terminal could not be taken again.
    pub fn run_outside<T>(&mut self, work: impl FnOnce() -> T) -> Result<T, Failure> {
        self.outside(true, work)
    }

    fn outside<T>(&mut self, lend: bool, work: impl FnOnce() -> T) -> Result<T, Failure> {
        self.watch.pause(lend);
        self.screen.leave();
        let done = work();
        let taken = self.screen.enter();
        self.watch.resume();
        taken.map(|()| done)
    }

    /// Takes the terminal again after somebody else may have changed it; the next frame is drawn
    /// in full.
    ///
    /// # Errors
    /// The terminal could not be taken.
    pub fn take_again(&mut self) -> Result<(), Failure> {
        self.screen.leave();
        self.screen.enter()
    }
}

fn plain_hint() -> Option<String> {
    Some(
        "`handoff review --plain PATH` reviews line by line; `--keys` and `--print` work without a terminal".to_owned(),
    )
}
