//! One pass over a library: packets are read on several threads, told in order, and forgotten.
//!
//! A thread takes a few packets at a time, and never more than `AHEAD` batches ahead of what was told,
//! so memory does not grow with the library. A packet that can't be read, or that this program does not
//! survive, is told as such and is the end of nothing.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Condvar, Mutex, PoisonError};

use super::row::{Broken, Row};
use crate::audit::Status;
use crate::review::Review;
use crate::review::located::{Beside, Found};
use crate::source::survive;
use crate::store::{self, StoreError, locate};

/// Packets that one thread takes at a time.
const BATCH: usize = 16;

/// Batches that may be ready before the first of them is told.
const AHEAD: usize = 32;

/// A packet and its review, with where its quotes stand.
#[derive(Debug)]
pub struct Packet {
    /// The review, as far as its trail holds.
    pub review: Review,
    /// For each claim, what is known of its quotes.
    pub found: Vec<Beside>,
    /// What keeps this from being the whole truth.
    pub problems: Vec<String>,
}

/// Reads one packet, and looks for every quote in its source. A trail that is broken is read up to there,
/// and that is told.
///
/// # Errors
/// There is no packet, or it can't be read.
pub fn read(path: &Path) -> Result<Packet, StoreError> {
    surviving(path, || look(path))
}

fn look(path: &Path) -> Result<Packet, StoreError> {
    let opened = store::open(path)?;
    let mut problems = Vec::new();
    if let Status::Broken(fault) = &opened.reading.status {
        problems.push(format!("{}; what follows is left out", fault.in_words()));
    }
    let entries = opened.reading.lines.into_iter().map(|line| line.entry);
    let (review, refused) = Review::fold(opened.packet, entries);
    problems.extend(refused.iter().map(|(seq, why)| format!("line {seq} of the trail does not fit: {why}")));
    let found = locate::states(&opened.paths, &review);
    Ok(Packet { review, found, problems })
}

/// The row of the packet at `path`.
///
/// # Errors
/// It can't be read.
pub fn row(path: &Path) -> Result<Row, Broken> {
    certain_row(path).map(|(row, _)| row)
}

/// As [`row`], with whether every source was read that a quote names: what could not be may be readable the next
/// time, though no file changes.
///
/// # Errors
/// As [`row`].
pub fn certain_row(path: &Path) -> Result<(Row, bool), Broken> {
    surviving(path, || {
        let Packet { review, found, problems } = look(path)?;
        let is_certain = !found.iter().flatten().any(|found| matches!(found, Found::Unreadable(_)));
        Ok((Row::of(path.display().to_string(), &review, &found, problems), is_certain))
    })
    .map_err(|error| Broken {
        what: error.to_string(),
        hint: error.hint.clone(),
        path: path.display().to_string(),
    })
}

/// Makes something of one packet. A packet that makes this program panic is broken, and the end of nothing.
fn surviving<T>(path: &Path, make: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    survive(make).unwrap_or_else(|said| {
        Err(StoreError::new(path, format!("this program could not cope with the packet: {said}"))
            .hint("this is a fault of handoff, not of the packet: report it, with the packet if you may"))
    })
}

/// Makes something of every packet, on as many threads as there are processors, and hands it over in the
/// order of `paths`, a batch at a time. Stops early when `tell` answers `false`.
pub fn over<T: Send>(
    paths: &[PathBuf],
    make: &(dyn Fn(&[PathBuf]) -> T + Sync),
    tell: &mut dyn FnMut(usize, T) -> bool,
) {
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    let batches: Vec<&[PathBuf]> = paths.chunks(BATCH).collect();
    let next = AtomicUsize::new(0);
    // How many batches were told; `usize::MAX` to stop.
    let told = Mutex::new(0_usize);
    let moved = Condvar::new();
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel::<(usize, T)>(AHEAD);
        for _ in 0..threads.min(batches.len()) {
            let send = send.clone();
            let (batches, next, told, moved) = (&batches, &next, &told, &moved);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(batch) = batches.get(at) else { return };
                    let mut so_far = told.lock().unwrap_or_else(PoisonError::into_inner);
                    while at >= so_far.saturating_add(AHEAD) {
                        so_far = moved.wait(so_far).unwrap_or_else(PoisonError::into_inner);
                    }
                    drop(so_far);
                    if send.send((at, make(batch))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut waiting: Vec<Option<T>> = Vec::new();
        waiting.resize_with(AHEAD, || None);
        let mut expected = 0;
        'told: for (at, made) in receive {
            waiting[at % AHEAD] = Some(made);
            while let Some(made) = waiting[expected % AHEAD].take() {
                let done = ((expected + 1) * BATCH).min(paths.len());
                if !tell(done, made) {
                    *told.lock().unwrap_or_else(PoisonError::into_inner) = usize::MAX;
                    next.store(batches.len(), Ordering::Relaxed);
                    moved.notify_all();
                    break 'told;
                }
                expected += 1;
                *told.lock().unwrap_or_else(PoisonError::into_inner) = expected;
                moved.notify_all();
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_that_makes_a_worker_panic_is_broken_and_the_others_stand() {
        let paths: Vec<PathBuf> = (0..100).map(|number| PathBuf::from(format!("p{number}"))).collect();
        let make = |path: &PathBuf| {
            surviving(path, || {
                assert!(!path.ends_with("p41"), "deep inside");
                Ok(())
            })
        };
        let mut told = Vec::new();
        over(&paths, &|batch| batch.iter().map(make).collect::<Vec<_>>(), &mut |_, batch| {
            told.extend(batch);
            true
        });
        assert_eq!(told.len(), 100);
        let broken: Vec<&StoreError> = told.iter().filter_map(|made| made.as_ref().err()).collect();
        assert_eq!(broken.len(), 1);
        assert_eq!(broken[0].file, PathBuf::from("p41"));
        assert!(broken[0].what.contains("deep inside"), "{}", broken[0].what);
    }
}
