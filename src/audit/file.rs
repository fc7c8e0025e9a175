//! The trail on disk: reading it, and the append protocol.
//!
//! An append takes the file's lock, reads what others wrote since, verifies it, asks the caller whether
//! the decision still stands, writes one line with one write, syncs it once, and only then says so. If
//! anything fails the line is cut off again and nothing counts as saved.
//!
//! Surprises: opening writes nothing, not even a torn tail away ([`AuditFile::repair`] and the first
//! append do). A file that was replaced under our hands (an editor that saves by renaming, a checkout)
//! is noticed by its identity and verified anew. A sync that failed is never retried: the handle is
//! dropped, and the next call reads the whole file again.

use std::fs::File;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;

use super::aside::{self, Repaired};
use super::chain::{self, Reading, Status, Tail, Tip};
use super::digest::Digest;
use super::disk::{Disk, System};
use super::draft::{self, Appended, Draft};
use super::handle;
use super::lock::{self, Mode};
use super::trouble::{Kind, Trouble, name, reason};
use crate::review::Entry;

/// How long an append waits for another program before it gives up.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a look at what others wrote waits; it is only a look, and comes again.
const GLANCE: Duration = Duration::from_millis(50);

/// The trail of one packet.
#[derive(Debug)]
pub struct AuditFile {
    path: PathBuf,
    packet: Digest,
    tip: Tip,
    /// The file's length when it was last read.
    seen: u64,
    /// The file, open for writing; `None` before the first append and after trouble.
    file: Option<File>,
    /// The file did not exist before this program made it.
    created: bool,
    /// Read but not yet handed to the caller.
    pending: Vec<Entry>,
    /// The bytes that were verified may not be the ones that are there: read all of them again.
    suspect: bool,
    /// Why nothing may be appended.
    broken: Option<Trouble>,
    disk: Box<dyn Disk>,
    patience: Duration,
}

impl AuditFile {
    /// Reads and verifies the trail at `path` of the packet with this digest. No file is an empty trail.
    /// A broken trail is no error here: [`Reading::status`] says so, and appends are refused.
    ///
    /// # Errors
    /// The file can't be read at all.
    pub fn open(path: impl Into<PathBuf>, packet: Digest) -> Result<(Self, Reading), Trouble> {
        let mut this = Self {
            path: path.into(),
            packet,
            tip: Tip::start(packet),
            seen: 0,
            file: None,
            created: false,
            pending: Vec::new(),
            suspect: false,
            broken: None,
            disk: Box::new(System),
            patience: PATIENCE,
        };
        let start = Tip::start(packet);
        let Some(file) = handle::to_read(&this.path)? else {
            return Ok((this, chain::read(&start, b"")));
        };
        let mut reading = chain::read(&start, &handle::bytes(&file, &this.path, 0)?);
        if let Status::Torn(_) = reading.status {
            // Perhaps somebody is writing that line right now.
            if let Ok(_held) = lock::take(&file, &this.path, Mode::Shared, GLANCE) {
                reading = chain::read(&start, &handle::bytes(&file, &this.path, 0)?);
            }
        }
        this.tip = reading.tip.clone();
        this.seen = this.tip.end;
        match &reading.status {
            Status::Sound => {}
            Status::Torn(tail) => {
                this.suspect = true;
                this.seen += tail.bytes;
            }
            Status::Broken(fault) => this.broken = Some(Trouble::broken(&name(&this.path), fault)),
        }
        Ok((this, reading))
    }

    /// With another way to the disk, for tests that make it fail.
    #[must_use]
    pub fn with_disk(mut self, disk: impl Disk + 'static) -> Self {
        self.disk = Box::new(disk);
        self
    }

    /// With another limit to how long an append waits for other programs. The default is two seconds.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The file.
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// Up to where the trail was read.
    pub fn tip(&self) -> &Tip {
        &self.tip
    }

    /// Why nothing may be appended, if so.
    pub fn broken(&self) -> Option<&Trouble> {
        self.broken.as_ref()
    }

    /// What others wrote since the last call. Cheap when nobody did; meant to be asked several times a
    /// second. Writes nothing.
    ///
    /// # Errors
    /// What was read before is gone, what others wrote does not fit, or the file can't be read. A lock
    /// that somebody holds is no trouble: there is simply nothing new yet.
    pub fn refresh(&mut self) -> Result<Vec<Entry>, Trouble> {
        if let Some(trouble) = &self.broken {
            return Err(trouble.clone());
        }
        match std::fs::metadata(&self.path) {
            Ok(found) if found.len() == self.seen => {
                return Ok(std::mem::take(&mut self.pending));
            }
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound && self.tip.entries == 0 => {
                return Ok(std::mem::take(&mut self.pending));
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(self.stop(Trouble::rewritten(&name(&self.path), "the file is gone")));
            }
            Err(error) => return Err(Trouble::denied(&name(&self.path), "read", &error)),
        }
        let Some(file) = handle::to_read(&self.path)? else { return Ok(Vec::new()) };
        match lock::take(&file, &self.path, Mode::Shared, GLANCE) {
            Ok(_held) => {
                // A torn tail is left to whoever writes next.
                self.catch_up(&file)?;
            }
            Err(trouble) if trouble.kind == Kind::Busy => {}
            Err(trouble) => return Err(trouble),
        }
        Ok(std::mem::take(&mut self.pending))
    }

    /// Moves a torn tail aside, if there is one and this user may write. Called when a packet is opened
    /// to be reviewed; an append does the same by itself.
    ///
    /// # Errors
    /// As [`AuditFile::append`].
    pub fn repair(&mut self) -> Result<Option<Repaired>, Trouble> {
        if !self.suspect {
            return Ok(None);
        }
        let appended = self.append(|_| Ok::<_, std::convert::Infallible>(None))?;
        let mut new = appended.new;
        new.append(&mut self.pending);
        self.pending = new;
        Ok(appended.repaired)
    }

    /// Appends what `decide` answers, once it has seen everything that others wrote since the last call.
    /// `decide` runs under the file's lock: it should fold and answer, and not wait for anybody.
    ///
    /// When this returns `Ok` with an entry, the entry is on disk.
    ///
    /// # Errors
    /// Whatever the trouble, nothing counts as saved. Every entry of others is handed over once: to
    /// `decide`, or if it did not come to that, by the next call.
    pub fn append<E>(
        &mut self,
        decide: impl FnOnce(&[Entry]) -> Result<Option<Draft>, E>,
    ) -> Result<Appended<Option<Entry>, E>, Trouble> {
        let Appended { new, outcome, repaired, notice } = self.append_all(|since| decide(since).map(Vec::from_iter))?;
        Ok(Appended { new, outcome: outcome.map(|mut entries| entries.pop()), repaired, notice })
    }

    /// As [`AuditFile::append`], for decisions that belong together: one write and one sync for all of
    /// them. Either all are told as saved or none is. (A power cut in the middle of the write can leave
    /// the first ones; nobody was told that they are saved.)
    ///
    /// # Errors
    /// As [`AuditFile::append`].
    pub fn append_all<E>(
        &mut self,
        decide: impl FnOnce(&[Entry]) -> Result<Vec<Draft>, E>,
    ) -> Result<Appended<Vec<Entry>, E>, Trouble> {
        if let Some(trouble) = &self.broken {
            return Err(trouble.clone());
        }
        // The file is out of `self` while it is locked, and is put back only if all went well: after any
        // trouble it is closed, and opened and verified again by the next call.
        for _ in 0..8 {
            let file = match self.file.take() {
                Some(file) => file,
                None => self.reopened()?,
            };
            let held = lock::take(&file, &self.path, Mode::Exclusive, self.patience)?;
            if !handle::is_at(&file, &self.path) {
                self.suspect = true;
                continue;
            }
            let appended = self.append_locked(&file, decide);
            self.leave_no_empty_file(&file);
            drop(held);
            match &appended {
                Ok(_) => self.file = Some(file),
                Err(_) => {
                    self.suspect = true;
                    self.seen = u64::MAX;
                }
            }
            return appended;
        }
        Err(Trouble::rewritten(&name(&self.path), "the file is being replaced again and again"))
    }

    fn append_locked<E>(
        &mut self,
        file: &File,
        decide: impl FnOnce(&[Entry]) -> Result<Vec<Draft>, E>,
    ) -> Result<Appended<Vec<Entry>, E>, Trouble> {
        let repaired = match self.catch_up(file)? {
            Some(tail) => Some(self.set_aside(file, tail)?),
            None => None,
        };
        let mut notice = None;
        let new = std::mem::take(&mut self.pending);
        let outcome = match decide(&new) {
            Ok(drafts) => {
                let lines = draft::lines(&self.tip, drafts).map_err(|what| Trouble::too_long(&self.path, what))?;
                if !lines.bytes.is_empty() {
                    self.write(file, &lines.bytes)?;
                    self.seen = lines.tip.end;
                    self.tip = lines.tip;
                }
                notice = lines.notice;
                Ok(lines.entries)
            }
            Err(refusal) => Err(refusal),
        };
        Ok(Appended { new, outcome, repaired, notice })
    }

    /// Writes and syncs whole lines, or leaves the file as it was.
    fn write(&mut self, file: &File, bytes: &[u8]) -> Result<(), Trouble> {
        // One write as a rule. What follows a short one only finds out why it was short.
        let mut done = 0;
        let written = loop {
            match self.disk.write(file, &bytes[done..]) {
                Ok(0) => break Err(ErrorKind::StorageFull.into()),
                Ok(length) if done + length >= bytes.len() => break self.disk.sync(file),
                Ok(length) => done += length,
                Err(error) => break Err(error),
            }
        };
        // The name of a new file has to be durable as well.
        let synced = match written {
            Ok(()) if self.tip.entries == 0 => self.disk.sync_folder(handle::folder(&self.path)),
            outcome => outcome,
        };
        let Err(error) = synced else { return Ok(()) };
        let place = name(&self.path);
        match self.disk.cut(file, self.tip.end) {
            Ok(()) => Err(Trouble {
                kind: Kind::Disk,
                place,
                what: format!("the decision was not saved: {}", reason(&error)),
                hint: "the trail is as it was: make room or look at the disk, then decide again".to_owned(),
            }),
            Err(_) => Err(Trouble {
                kind: Kind::Unknown,
                place,
                what: format!("the decision may not be saved: {}", reason(&error)),
                hint: "the trail is read again before anything else is written: look whether it is there".to_owned(),
            }),
        }
    }

    /// A file that was created for a line that did not come about is taken away again.
    fn leave_no_empty_file(&mut self, file: &File) {
        let is_empty = || file.metadata().is_ok_and(|found| found.len() == 0);
        if self.created && self.tip.entries == 0 && is_empty() && handle::is_at(file, &self.path) {
            // Somebody who waits for its lock will notice that it is gone.
            let _ = std::fs::remove_file(&self.path);
        }
    }

    /// Reads and verifies what was written since; says whether a torn tail follows. The file is locked.
    fn catch_up(&mut self, file: &File) -> Result<Option<Tail>, Trouble> {
        if !self.suspect {
            let bytes = handle::bytes(file, &self.path, self.tip.last)?;
            self.seen = self.tip.last + bytes.len() as u64;
            // The last line is hashed again: what is appended to is what was verified.
            if let Some((known, new)) = bytes.split_at_checked((self.tip.end - self.tip.last) as usize)
                && (known.is_empty() || Digest::of(known.strip_suffix(b"\n").unwrap_or(known)) == self.tip.head)
            {
                let reading = chain::read(&self.tip, new);
                match reading.status {
                    Status::Sound => {
                        self.advance(reading, 0);
                        return Ok(None);
                    }
                    Status::Torn(tail) => {
                        self.suspect = tail.unterminated;
                        self.advance(reading, 0);
                        return Ok(Some(tail));
                    }
                    // Read from the start, for the message that is exact.
                    Status::Broken(_) => {}
                }
            }
        }
        let bytes = handle::bytes(file, &self.path, 0)?;
        self.seen = bytes.len() as u64;
        let reading = chain::read(&Tip::start(self.packet), &bytes);
        if let Status::Broken(fault) = &reading.status {
            return Err(self.stop(Trouble::broken(&name(&self.path), fault)));
        }
        let known = usize::try_from(self.tip.entries).unwrap_or(usize::MAX);
        let holds = known == 0 || reading.lines.get(known - 1).is_some_and(|line| line.digest == self.tip.head);
        if !holds {
            let what = if reading.lines.len() < known {
                format!("{known} entries were read before, now there are {}", reading.lines.len())
            } else {
                format!("line {known} is not the one that was read before")
            };
            return Err(self.stop(Trouble::rewritten(&name(&self.path), what)));
        }
        let tail = match reading.status {
            Status::Torn(tail) => Some(tail),
            Status::Sound | Status::Broken(_) => None,
        };
        self.suspect = tail.is_some();
        self.advance(reading, known);
        Ok(tail)
    }

    fn advance(&mut self, reading: Reading, known: usize) {
        self.pending.extend(reading.lines.into_iter().skip(known).map(|line| line.entry));
        self.tip = reading.tip;
    }

    /// Moves a torn tail to the file beside the trail. The file is locked for writing.
    fn set_aside(&mut self, file: &File, tail: Tail) -> Result<Repaired, Trouble> {
        let kept_in = aside::beside(&self.path);
        if tail.bytes > 0 {
            let bytes = handle::bytes(file, &self.path, tail.start)?;
            aside::keep(&kept_in, tail, &bytes).map_err(|error| Trouble::denied(&name(&kept_in), "written", &error))?;
            let cut = self.disk.cut(file, tail.start);
            cut.map_err(|error| Trouble::denied(&name(&self.path), "cut back to its last whole line", &error))?;
        }
        if tail.unterminated {
            self.write(file, b"\n")?;
            self.tip.end += 1;
        }
        self.suspect = false;
        Ok(Repaired { line: tail.line, bytes: tail.bytes, kept_in })
    }

    /// Remembers that nothing may be appended any more.
    fn stop(&mut self, trouble: Trouble) -> Trouble {
        self.broken = Some(trouble.clone());
        self.file = None;
        trouble
    }

    /// The file, open for appends. One that was read and is gone is not begun anew.
    fn reopened(&mut self) -> Result<File, Trouble> {
        if self.tip.entries > 0 && !self.path.exists() {
            return Err(self.stop(Trouble::rewritten(&name(&self.path), "the file is gone")));
        }
        let (file, made) = handle::to_write(&self.path)?;
        self.created |= made;
        Ok(file)
    }
}
