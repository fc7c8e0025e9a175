//! The one place where other people's parsers run: they may panic, recurse without end, or never finish,
//! and none of that is allowed to reach the program.
//!
//! A parser runs on another thread, with a deep stack, that is kept for the next one. A panic there becomes an
//! error, and the panic message is kept off the terminal. One that takes too long is left behind: its thread
//! goes on until it ends, because a thread can't be stopped from outside, but nobody waits for it. Surprise:
//! the limit, which grows with the file, is counted by the clock, so what it refuses may differ between two
//! machines; only files that are made to hurt come near it.

use core::time::Duration;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Once, mpsc};
use std::thread;

use super::Unreadable;

/// How long a parser may take, whatever it reads.
const LEAST: Duration = Duration::from_millis(1_800);
/// For so many bytes more it may take a second more.
const SECOND: usize = 256 * 1024;
/// The longest that one parser may take.
const LONGEST: Duration = Duration::from_secs(20);
/// How much slower a build without optimisation is; nobody waits for that one.
const SLOW: u32 = if cfg!(debug_assertions) { 10 } else { 1 };
/// The stack of a parser. It is only reserved; what is not used costs nothing.
const STACK: usize = 64 * 1024 * 1024;

/// What a parser's thread is given to do.
type Work = Box<dyn FnOnce() + Send>;

thread_local! {
    /// A thread that waits for the next parser of this one: a library has thousands of mails.
    static PARSER: Cell<Option<mpsc::Sender<Work>>> = const { Cell::new(None) };
    /// Whether a panic on this thread is expected and is nobody's business.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// How long a parser may take over a file of so many bytes: a file of usual size that takes longer is made to
/// hurt.
fn limit(bytes: usize) -> Duration {
    let more = Duration::from_secs((bytes / SECOND) as u64);
    ((LEAST + more) * SLOW).min(LONGEST)
}

/// Runs a parser over so many bytes. `what` is the format, for the message.
pub(super) fn guard<T: Send + 'static>(
    what: &str,
    bytes: usize,
    parser: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Unreadable> {
    be_quiet();
    let (done, result) = mpsc::channel();
    let work: Work = Box::new(move || {
        // Whoever waited may be gone by now.
        let _ = done.send(panic::catch_unwind(AssertUnwindSafe(parser)));
    });
    let no_thread = |why: String| Unreadable::new(format!("no thread to read the {what} on: {why}"));
    let worker = match PARSER.take() {
        Some(worker) => worker,
        None => worker().map_err(no_thread)?,
    };
    if let Err(mpsc::SendError(work)) = worker.send(work) {
        drop(work);
        return Err(no_thread("it has ended".to_owned()));
    }
    let limit = limit(bytes);
    let outcome = result.recv_timeout(limit);
    if outcome.is_ok() {
        PARSER.set(Some(worker));
    }
    match outcome {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(Unreadable::new(format!("the {what} is made in a way that the parser does not survive"))
            .hint("export it again, or save it as text")),
        Err(_) => Err(Unreadable::new(format!("the {what} took more than {:.0} seconds to read", limit.as_secs_f64()))
            .hint("save it as text")),
    }
}

/// A thread to run parsers on. It ends when nobody can send it any more.
fn worker() -> Result<mpsc::Sender<Work>, String> {
    let (send, receive) = mpsc::channel::<Work>();
    let run = move || {
        QUIET.set(true);
        receive.into_iter().for_each(|work| work());
    };
    thread::Builder::new().name("parser".to_owned()).stack_size(STACK).spawn(run).map_err(|error| error.to_string())?;
    Ok(send)
}

/// Does something that may panic because of what stands in a file, on this thread, and says what the panic
/// said. The message is kept off the terminal.
///
/// # Errors
/// It panicked.
pub fn survive<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    be_quiet();
    let before = QUIET.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(before);
    outcome.map_err(|panic| {
        let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
        said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
    })
}

/// Whether this thread is one on which a panic is caught and told as an error. Whoever sets a panic hook
/// has to ask, or a file that a parser does not survive takes the screen away.
pub fn is_guarded() -> bool {
    QUIET.get()
}

/// Keeps the panics of guarded parsers off the terminal, whatever hook is in place.
fn be_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_and_no_more() {
        let error = guard("file", 0, || -> u8 { panic!("not seen by anybody") }).unwrap_err();
        assert_eq!(error.what, "the file is made in a way that the parser does not survive");
        assert_eq!(guard("file", 0, || 7), Ok(7));
    }

    #[test]
    fn a_file_of_usual_size_has_less_than_two_seconds_and_a_large_one_more() {
        assert!(limit(100_000).as_secs_f64() <= 2.0 * f64::from(SLOW));
        assert!(limit(3 << 20) > limit(100_000) && limit(usize::MAX / 2) == LONGEST);
    }

    #[test]
    fn the_stack_is_deep() {
        fn sink(depth: usize) -> usize {
            let space = std::hint::black_box([depth; 64]);
            if depth == 0 { 0 } else { sink(depth - 1) + space[1] - depth + 1 }
        }
        assert_eq!(guard("file", 0, || sink(50_000)), Ok(50_000));
    }
}
