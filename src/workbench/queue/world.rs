//! The threads behind the queue: one looks through the library, two read packets, what is on screen
//! before anything else, and one decision at a time is written to a packet's trail.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::read;
use super::row::Known;
use super::state::{Effect, Reading};
use super::update::Msg;
use crate::review::{Actor, Event, Review};
use crate::store::{self, library, record};

/// How many threads read packets.
const READERS: usize = 2;

/// How long what was read is gathered before it is told.
const TELL_EVERY: Duration = Duration::from_millis(50);

/// Everything outside the queue's state.
#[derive(Debug)]
pub struct World {
    library: PathBuf,
    pool: Arc<Pool>,
    tell: Sender<Msg>,
    answers: Option<Receiver<Msg>>,
    introduce: bool,
}

#[derive(Debug, Default)]
struct Pool {
    work: Mutex<Work>,
    more: Condvar,
}

/// What is to be read. Rows that are done are taken out of the queues lazily.
#[derive(Debug, Default)]
struct Work {
    paths: Vec<PathBuf>,
    /// How far each was read: 0 not at all, 1 draft and trail, 2 all.
    depth: Vec<u8>,
    /// How often each was to be read again: what was read for an earlier time is thrown away.
    again: Vec<u32>,
    /// These before any others, quotes and all.
    first: VecDeque<usize>,
    heads: VecDeque<usize>,
    quotes: VecDeque<usize>,
    heads_left: usize,
    quotes_left: usize,
    /// Threads that are reading right now, lists included.
    busy: usize,
    /// A new list makes what is being read of the old one worthless.
    round: u64,
    stopped: bool,
}

impl Pool {
    /// A thread that panicked has not left the work half written: every change is one assignment.
    fn lock(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World {
    /// Starts the readers on a library.
    pub fn start(library: PathBuf, introduce: bool) -> Self {
        let (tell, answers) = channel();
        let pool = Arc::new(Pool::default());
        for reader in 0..READERS {
            let (pool, tell) = (Arc::clone(&pool), tell.clone());
            // Where no thread can be had, rows stay unread and say so.
            let _ = std::thread::Builder::new().name("reader".to_owned()).spawn(move || read_on(reader, &pool, &tell));
        }
        let world = Self { library, pool, tell, answers: Some(answers), introduce };
        world.list();
        world
    }

    /// Looks through the library in a thread of its own.
    fn list(&self) {
        let (pool, tell, library) = (Arc::clone(&self.pool), self.tell.clone(), self.library.clone());
        self.pool.lock().busy += 1;
        let spawned = std::thread::Builder::new().name("library".to_owned()).spawn(move || {
            let listed = library::packets(&library).map_err(|error| error.to_string());
            let count = listed.as_ref().map_or(0, Vec::len);
            let mut work = pool.lock();
            if let Ok(paths) = &listed {
                work.round += 1;
                work.paths.clone_from(paths);
                work.depth = vec![0; count];
                work.again = vec![0; count];
                work.first.clear();
                work.heads = (0..count).collect();
                work.quotes.clear();
                (work.heads_left, work.quotes_left) = (count, count);
            }
            // The list is told before any row of it.
            let _ = tell.send(Msg::Listed(listed));
            work.busy -= 1;
            drop(work);
            pool.more.notify_all();
        });
        if spawned.is_err() {
            self.pool.lock().busy -= 1;
        }
    }

    /// Does what was asked for; what only the run loop can do comes back.
    pub fn carry_out(&mut self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::First(rows) => {
                let mut work = self.pool.lock();
                work.first =
                    rows.into_iter().filter(|row| work.depth.get(*row).is_some_and(|depth| *depth < 2)).collect();
                drop(work);
                self.pool.more.notify_all();
            }
            Effect::Again(row, path) => self.again(row, &path),
            Effect::List => self.list(),
            Effect::Record { row, path, event, by, said } => {
                let outcome = write(&path, *event, &by).map(|()| said);
                let _ = self.tell.send(Msg::Recorded(outcome));
                self.again(row, &path);
            }
            Effect::Introduce(me) => {
                if self.introduce
                    && let Err(error) = crate::config::remember_reviewer(&me)
                {
                    let text = format!("your name is known for now, but could not be kept for next time: {error}");
                    let _ = self.tell.send(Msg::Recorded(Ok(text)));
                }
            }
            Effect::Open(_) | Effect::Mouse(_) | Effect::Suspend | Effect::Quit => return Some(effect),
        }
        None
    }

    /// Reads one packet again, before any other.
    fn again(&self, row: usize, path: &Path) {
        let mut work = self.pool.lock();
        if work.paths.get(row).is_some_and(|known| known == path) {
            if work.depth[row] > 0 {
                work.heads_left += 1;
            }
            if work.depth[row] > 1 {
                work.quotes_left += 1;
            }
            work.depth[row] = 0;
            work.again[row] += 1;
            work.first.push_front(row);
        }
        drop(work);
        self.pool.more.notify_all();
    }

    /// The next answer, if there is one within `patience`.
    pub fn answer(&mut self, patience: Duration) -> Option<Msg> {
        self.answers.as_ref()?.recv_timeout(patience).ok()
    }

    /// The answers, lent to the run loop that waits for them and for keys at one place.
    pub fn take_answers(&mut self) -> Option<Receiver<Msg>> {
        self.answers.take()
    }

    /// The answers, given back.
    pub fn put_answers(&mut self, answers: Receiver<Msg>) {
        self.answers = Some(answers);
    }

    /// Where answers go.
    pub fn teller(&self) -> Sender<Msg> {
        self.tell.clone()
    }

    /// Whether anything is still being read.
    pub fn is_busy(&self) -> bool {
        let work = self.pool.lock();
        work.busy > 0 || work.heads_left > 0 || work.quotes_left > 0
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.pool.lock().stopped = true;
        self.pool.more.notify_all();
    }
}

/// Writes one event to a packet's trail.
fn write(path: &Path, event: Event, by: &Actor) -> Result<(), String> {
    let opened = store::open(path).map_err(|error| error.to_string())?;
    let mut trail = opened.trail;
    let (mut review, _) = Review::fold(opened.packet, opened.reading.entries().cloned());
    record(&mut trail, &mut review, by, vec![event]).map(drop).map_err(|error| error.to_string())
}

impl Work {
    /// The next row to read, and whether its quotes are wanted, too. The drafts of what is on screen come
    /// first. Its quotes come next for one reader, while the other goes on with the drafts of the rest, so
    /// that looking for words keeps nobody from seeing the whole list.
    fn next(&mut self, reader: usize) -> Option<(usize, bool)> {
        let depth = &self.depth;
        self.first.retain(|row| depth.get(*row).is_some_and(|depth| *depth < 2));
        if let Some(at) = self.first.iter().position(|row| self.depth[*row] == 0) {
            return self.first.remove(at).map(|row| (row, self.heads_left <= 1));
        }
        if (reader == 0 || self.heads.is_empty())
            && let Some(row) = self.first.pop_front()
        {
            return Some((row, true));
        }
        while let Some(row) = self.heads.pop_front() {
            if self.depth.get(row) == Some(&0) {
                return Some((row, false));
            }
        }
        while let Some(row) = self.quotes.pop_front() {
            if self.depth.get(row).is_some_and(|depth| *depth < 2) {
                return Some((row, true));
            }
        }
        None
    }

    fn reading(&self) -> Reading {
        match (self.heads_left, self.quotes_left) {
            (0, 0) => Reading::Done,
            (0, quotes) => Reading::Quotes(quotes),
            (heads, _) => Reading::Heads(heads),
        }
    }

    /// A row was read that far.
    fn done(&mut self, row: usize, whole: bool) {
        let before = self.depth[row];
        let now = if whole { 2 } else { 1 };
        if before == 0 {
            self.heads_left = self.heads_left.saturating_sub(1);
        }
        if before < 2 && now == 2 {
            self.quotes_left = self.quotes_left.saturating_sub(1);
        }
        if now == 1 {
            self.quotes.push_back(row);
        }
        self.depth[row] = before.max(now);
    }
}

/// A reader: takes rows until it is stopped, and tells what it read in batches.
fn read_on(reader: usize, pool: &Pool, tell: &Sender<Msg>) {
    let mut batch: Vec<(usize, u32, Known)> = Vec::new();
    let mut since = Instant::now();
    let mut round = 0;
    loop {
        let mut work = pool.lock();
        if work.stopped {
            return;
        }
        if work.round != round {
            batch.clear();
            round = work.round;
        }
        let next = work.next(reader);
        let flush = !batch.is_empty() && (next.is_none() || since.elapsed() > TELL_EVERY);
        if flush {
            // Under the lock, so that what is told last knows most.
            let mut known = Vec::new();
            for (row, again, what) in batch.drain(..) {
                if work.again[row] == again {
                    work.done(row, !matches!(what, Known::Read(_, None)));
                    known.push((row, what));
                }
            }
            let reading = work.reading();
            if tell.send(Msg::Read(known, reading)).is_err() {
                return;
            }
            since = Instant::now();
        }
        let Some((row, whole)) = next else {
            if work.next_is_empty() {
                drop(pool.more.wait(work).unwrap_or_else(PoisonError::into_inner));
            }
            continue;
        };
        let (path, again) = (work.paths[row].clone(), work.again[row]);
        work.busy += 1;
        drop(work);
        let known = if whole { read::whole(&path) } else { read::head(&path) };
        pool.lock().busy -= 1;
        batch.push((row, again, known));
    }
}

impl Work {
    fn next_is_empty(&self) -> bool {
        self.first.is_empty() && self.heads.is_empty() && self.quotes.is_empty()
    }
}
