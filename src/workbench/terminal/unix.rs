//! The watch over the terminal on Unix: one thread that waits for keys, signals and the end of the
//! terminal, all at once.
//!
//! It reads the terminal itself instead of letting crossterm do so, for three faults of that reader
//! (0.29): it keeps a core busy once the terminal is gone (crossterm-rs/crossterm#793); a burst of
//! more than 1,024 bytes waits in the kernel until the next key; and it can't be told to leave keys
//! to an editor. What the bytes mean is `decode`'s.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, getpgid, getpid, getppid, getsid, kill_current_process_group, kill_process};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::flag;
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;
use signal_hook::low_level::emulate_default_handler;

use super::decode::{Decoder, Patience};
use super::paste::{Bursts, marks_pastes};
use super::{GRACE, Input, TerminalEvent, give_back, plain_hint};
use crate::command::Failure;

/// How long the rest of a key's sequence may take. Longer than a packet's jitter, shorter than anybody
/// waits for escape.
const KEY_PATIENCE: Duration = Duration::from_millis(25);
/// How long a paste may pause.
const PASTE_PATIENCE: Duration = Duration::from_secs(1);
/// As much as is read before it is looked at.
const LOOK: usize = 256 * 1024;

/// What the run loop asks of the thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Leave the terminal alone, and say so: we go to sleep.
    Pause,
    /// The same, because another program has the terminal meanwhile.
    Lend,
    Resume,
    Stop,
}

/// The thread, as the run loop holds it.
#[derive(Debug)]
pub(super) struct Watch {
    orders: UnixStream,
    paused: Receiver<()>,
    /// From then on signals do what they do in any process.
    closed: Arc<AtomicBool>,
}

impl Watch {
    pub(super) fn start(tell: impl Fn(TerminalEvent) -> bool + Send + 'static) -> Result<Self, Failure> {
        let failed = |error: io::Error| {
            give_back();
            Failure::new(format!("could not watch the terminal: {error}")).hint(plain_hint())
        };
        let closed = Arc::new(AtomicBool::new(false));
        for signal in [SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGTSTP] {
            flag::register_conditional_default(signal, Arc::clone(&closed)).map_err(failed)?;
        }
        let (read, write) = UnixStream::pair().map_err(failed)?;
        let heard = [SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH];
        let signals = SignalDelivery::with_pipe(read, write, SignalOnly, heard).map_err(failed)?;
        let (orders, ordered) = UnixStream::pair().map_err(failed)?;
        let (paused, is_paused) = channel();
        let keys = keyboard().map_err(failed)?;
        let thread = Thread {
            keys,
            signals,
            ordered,
            paused,
            tell: Box::new(tell),
            decoder: Decoder::default(),
            bursts: Bursts::of_terminal({
                let in_tmux = std::env::var_os("TMUX").is_some();
                std::env::var("TERM").is_ok_and(|term| marks_pastes(&term, in_tmux))
            }),
        };
        thread::Builder::new().name("terminal".to_owned()).spawn(|| thread.run()).map_err(failed)?;
        Ok(Self { orders, paused: is_paused, closed })
    }

    /// Returns once the terminal is left alone, for another program or to sleep.
    pub(super) fn pause(&mut self, lend: bool) {
        self.order(if lend { Order::Lend } else { Order::Pause });
        // A thread that is gone reads nothing either.
        let _ = self.paused.recv_timeout(Duration::from_secs(1));
    }

    pub(super) fn resume(&mut self) {
        self.order(Order::Resume);
    }

    fn order(&mut self, order: Order) {
        // A thread that is gone needs no orders.
        let _ = self.orders.write_all(&[order as u8]);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        self.order(Order::Stop);
    }
}

struct Thread {
    keys: File,
    signals: SignalDelivery<UnixStream, SignalOnly>,
    ordered: UnixStream,
    paused: Sender<()>,
    tell: Box<dyn Fn(TerminalEvent) -> bool + Send>,
    decoder: Decoder,
    bursts: Bursts,
}

/// What a wait came to.
#[derive(Default)]
struct Ready {
    keys: bool,
    gone: bool,
    orders: bool,
}

impl Thread {
    fn run(mut self) {
        loop {
            let patience = self.decoder.waits().map(|patience| match patience {
                Patience::Key => KEY_PATIENCE,
                Patience::Paste => PASTE_PATIENCE,
            });
            let Ok(ready) = self.wait(true, patience) else { return self.end(SIGHUP) };
            for signal in self.arrived() {
                match signal {
                    SIGWINCH => {
                        let (width, height) = size(&self.keys);
                        (self.tell)(TerminalEvent::Resize(width, height));
                    }
                    SIGTSTP => drop((self.tell)(TerminalEvent::Suspend)),
                    SIGCONT => drop((self.tell)(TerminalEvent::Awake)),
                    signal => return self.end(signal),
                }
            }
            if ready.orders {
                match self.next_order() {
                    Some(order @ (Order::Pause | Order::Lend)) => {
                        if !self.stay_away(order == Order::Lend) {
                            return;
                        }
                        continue;
                    }
                    Some(Order::Resume) => {}
                    Some(Order::Stop) | None => return,
                }
            }
            let mut inputs = Vec::new();
            if ready.keys {
                if self.read(&mut inputs).is_err() {
                    return self.end(SIGHUP);
                }
            } else if ready.gone {
                return self.end(SIGHUP);
            } else if patience.is_some() {
                self.decoder.give_up(&mut inputs);
            }
            for input in self.bursts.sift(inputs, Instant::now()) {
                let event = match input {
                    Input::Key(key) => TerminalEvent::Key(key),
                    Input::Paste(text) => TerminalEvent::Paste(text),
                    Input::Mouse(mouse) => TerminalEvent::Mouse(mouse),
                };
                if !(self.tell)(event) {
                    return;
                }
            }
        }
    }

    /// Waits for keys (if they are ours to read), signals and orders.
    fn wait(&self, keys: bool, patience: Option<Duration>) -> io::Result<Ready> {
        let wanted = if keys { PollFlags::IN } else { PollFlags::empty() };
        let mut polled = [
            PollFd::new(&self.ordered, PollFlags::IN),
            PollFd::new(self.signals.get_read(), PollFlags::IN),
            PollFd::new(&self.keys, wanted),
        ];
        // While somebody else has the terminal its end is theirs to notice first.
        let polled = if keys { &mut polled[..] } else { &mut polled[..2] };
        let timeout = patience.and_then(|patience| Timespec::try_from(patience).ok());
        match poll(polled, timeout.as_ref()) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => return self.wait(keys, patience),
            Err(error) => return Err(error.into()),
        }
        let told = polled.get(2).map_or(PollFlags::empty(), PollFd::revents);
        Ok(Ready {
            keys: told.contains(PollFlags::IN),
            gone: told.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL),
            orders: polled[0].revents().intersects(PollFlags::IN | PollFlags::HUP),
        })
    }

    fn arrived(&mut self) -> Vec<i32> {
        self.signals.pending().collect()
    }

    fn next_order(&mut self) -> Option<Order> {
        let mut byte = [0];
        self.ordered.read_exact(&mut byte).ok()?;
        [Order::Pause, Order::Lend, Order::Resume, Order::Stop].into_iter().find(|order| *order as u8 == byte[0])
    }

    /// Reads all that is there; an error when the terminal is gone.
    fn read(&mut self, inputs: &mut Vec<Input>) -> io::Result<()> {
        let mut buffer = vec![0; 16 * 1024];
        let mut total = 0;
        loop {
            match self.keys.read(&mut buffer) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(length) => {
                    self.decoder.feed(&buffer[..length], inputs);
                    total += length;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
            let more = poll(&mut [PollFd::new(&self.keys, PollFlags::IN)], Some(&Timespec::default()));
            if total >= LOOK || !matches!(more, Ok(1..)) {
                return Ok(());
            }
        }
    }

    /// Leaves the terminal alone until it is ours again; whether the session goes on.
    fn stay_away(&mut self, lent: bool) -> bool {
        self.decoder = Decoder::default();
        // A run loop that is gone has no use for the answer.
        let _ = self.paused.send(());
        loop {
            let Ok(ready) = self.wait(false, None) else { return false };
            for signal in self.arrived() {
                match signal {
                    // The other program sleeps; unless we do too, no shell takes the terminal back.
                    SIGTSTP if lent && has_shell() => drop(kill_process(getpid(), Signal::STOP)),
                    // Keys of the other program (ctrl-c), and what waking up brings.
                    SIGINT | SIGQUIT | SIGTSTP | SIGCONT | SIGWINCH => {}
                    signal => {
                        self.end(signal);
                        return false;
                    }
                }
            }
            if ready.orders {
                match self.next_order() {
                    Some(Order::Pause | Order::Lend) => {}
                    Some(Order::Resume) => {
                        // Signals that came while we were away are the other program's.
                        let left: Vec<_> = self.arrived();
                        if let Some(signal) = left.into_iter().find(|signal| [SIGTERM, SIGHUP].contains(signal)) {
                            self.end(signal);
                            return false;
                        }
                        let (width, height) = size(&self.keys);
                        return (self.tell)(TerminalEvent::Resize(width, height));
                    }
                    Some(Order::Stop) | None => return false,
                }
            }
        }
    }

    /// Tells the run loop to end, and ends the process when it does not.
    fn end(&mut self, signal: i32) {
        let until = Instant::now() + GRACE;
        if (self.tell)(TerminalEvent::End(signal)) && self.ends_by_itself(until) {
            return;
        }
        // A terminal that takes no bytes must not keep the process.
        let (done, is_done) = channel();
        thread::spawn(move || {
            give_back();
            let _ = done.send(());
        });
        let _ = is_done.recv_timeout(Duration::from_millis(500));
        end_by(signal);
    }

    /// Whether the run loop stops us in time. Whoever sends a second signal does not want to wait.
    fn ends_by_itself(&mut self, until: Instant) -> bool {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(ready) = self.wait(false, Some(left)) else { return false };
            if ready.orders {
                match self.next_order() {
                    Some(Order::Stop) | None => return true,
                    Some(Order::Pause | Order::Lend | Order::Resume) => {}
                }
            }
            let again = self.arrived().iter().any(|signal| ![SIGWINCH, SIGCONT, SIGTSTP].contains(signal));
            if again || left.is_zero() {
                return false;
            }
        }
    }
}

/// Ends the process by a signal, so that whoever started it can tell.
pub fn end_by(signal: i32) -> ! {
    give_back();
    let _ = emulate_default_handler(signal);
    std::process::exit(128 + signal)
}

/// Sleeps as ctrl-z does in a shell, with everything that was started together, until somebody wakes us.
pub(super) fn sleep() {
    let me = getpid();
    if getsid(None).is_ok_and(|leader| leader == me) {
        // No shell to come back from: a terminal window that runs nothing else.
        eprintln!("handoff: asleep; nothing is lost. To go on: kill -CONT {}", me.as_raw_nonzero());
    }
    let _ = kill_current_process_group(Signal::TSTP);
    // Our own handler took that; this one nobody can.
    let _ = kill_process(me, Signal::STOP);
}

/// Whether whoever started us can wake us: a shell of the same session that gave us a group of our own.
fn has_shell() -> bool {
    let parent = getppid();
    parent.is_some() && getsid(parent) == getsid(None) && getpgid(parent) != getpgid(None)
}

/// Where keys come from: standard input where that is a terminal, else the one that the process belongs to.
fn keyboard() -> io::Result<File> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return Ok(File::from(stdin.as_fd().try_clone_to_owned()?));
    }
    File::options().read(true).write(true).open("/dev/tty")
}

fn size(tty: &File) -> (u16, u16) {
    super::screen::size(tty)
}
