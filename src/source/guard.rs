//! The one place where other people's parsers run: they may panic, recurse without end, or never finish,
//! and none of that is allowed to reach the program.
//!
//! A parser runs on a thread of its own with a deep stack. A panic there becomes an error, and the panic
//! message is kept off the terminal. One that takes too long is left behind: its thread goes on until it
//! ends, because a thread can't be stopped from outside, but nobody waits for it. Surprise: the limit is
//! counted by the clock, so what it refuses may differ between two machines; only files that are made to
//! hurt come near it.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Once, mpsc};
use std::thread;

use super::Unreadable;

/// The longest that one parser may take.
const LONGEST: core::time::Duration = core::time::Duration::from_secs(20);
/// The stack of a parser. It is only reserved; what is not used costs nothing.
const STACK: usize = 64 * 1024 * 1024;

thread_local! {
    /// Whether a panic on this thread is expected and is nobody's business.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs a parser. `what` is the format, for the message.
pub(super) fn guard<T: Send + 'static>(
    what: &str,
    parser: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Unreadable> {
    be_quiet();
    let (done, result) = mpsc::channel();
    let work = move || {
        QUIET.set(true);
        // Whoever waited may be gone by now.
        let _ = done.send(panic::catch_unwind(AssertUnwindSafe(parser)));
    };
    thread::Builder::new()
        .name("parser".to_owned())
        .stack_size(STACK)
        .spawn(work)
        .map_err(|error| Unreadable::new(format!("no thread to read the {what} on: {error}")))?;
    match result.recv_timeout(LONGEST) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(Unreadable::new(format!("the {what} is made in a way that the parser does not survive"))
            .hint("export it again, or save it as text")),
        Err(_) => Err(Unreadable::new(format!("the {what} took more than {} seconds to read", LONGEST.as_secs()))
            .hint("save it as text")),
    }
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
        let error = guard("file", || -> u8 { panic!("not seen by anybody") }).unwrap_err();
        assert_eq!(error.what, "the file is made in a way that the parser does not survive");
        assert_eq!(guard("file", || 7), Ok(7));
    }

    #[test]
    fn the_stack_is_deep() {
        fn sink(depth: usize) -> usize {
            let space = std::hint::black_box([depth; 64]);
            if depth == 0 { 0 } else { sink(depth - 1) + space[1] - depth + 1 }
        }
        assert_eq!(guard("file", || sink(50_000)), Ok(50_000));
    }
}
