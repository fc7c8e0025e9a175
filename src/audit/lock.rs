//! The lock on a trail: taken on the file itself, which is never renamed.
//!
//! A lock is politeness; what counts is that `prev` is checked against the tail while it is held. It is
//! asked for again and again rather than waited for, so that a program that hangs with the lock in its
//! hand costs a message and not the session.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::trouble::{Kind, Trouble, name, reason};

/// How the file is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// To read what is not being written.
    Shared,
    /// To write.
    Exclusive,
}

/// A held lock; given back when dropped.
#[derive(Debug)]
pub(super) struct Held<'a>(&'a File);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        // Closing the file gives the lock back as well, so there is nothing to do about a failure.
        let _ = self.0.unlock();
    }
}

/// Takes the lock, waiting no longer than `patience`.
pub(super) fn take<'a>(file: &'a File, path: &Path, mode: Mode, patience: Duration) -> Result<Held<'a>, Trouble> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(50);
    loop {
        let outcome = match mode {
            Mode::Shared => file.try_lock_shared(),
            Mode::Exclusive => file.try_lock(),
        };
        match outcome {
            Ok(()) => return Ok(Held(file)),
            Err(TryLockError::Error(error)) => {
                return Err(Trouble {
                    kind: Kind::Denied,
                    place: name(path),
                    what: format!("can't be locked: {}", reason(&error)),
                    hint: "some network drives have no locks: keep the packet on a disk that has".to_owned(),
                });
            }
            Err(TryLockError::WouldBlock) if start.elapsed() >= patience => {
                let who = holder(file).unwrap_or_else(|| "another program".to_owned());
                return Err(Trouble {
                    kind: Kind::Busy,
                    place: name(path),
                    what: format!("{who} has been holding the file for {:.0} s", start.elapsed().as_secs_f64()),
                    hint: "nothing was saved: try again, or close that program first".to_owned(),
                });
            }
            Err(TryLockError::WouldBlock) => {
                sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(2));
            }
        }
    }
}

/// Who holds the lock, where the system tells: `handoff (process 4711)`.
#[cfg(target_os = "linux")]
fn holder(file: &File) -> Option<String> {
    use std::os::unix::fs::MetadataExt;

    let inode = format!(":{}", file.metadata().ok()?.ino());
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    // `1: FLOCK  ADVISORY  WRITE 4711 fe:00:1234567 0 EOF`; a line of somebody who waits has `->` in it.
    let process: u32 = locks.lines().find_map(|line| {
        let fields: Vec<_> = line.split_whitespace().collect();
        match fields.as_slice() {
            [_, "FLOCK", _, _, process, place, ..] if place.ends_with(&inode) => process.parse().ok(),
            _ => None,
        }
    })?;
    let program = std::fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
    Some(format!("{} (process {process})", program.trim()))
}

#[cfg(not(target_os = "linux"))]
fn holder(_: &File) -> Option<String> {
    None
}
