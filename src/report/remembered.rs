//! What earlier reports came to, packet by packet, so that a report over a library reads only the packets that
//! changed since.
//!
//! A row rests on nothing but the files in its packet's folder and on this program. It is kept under a digest of
//! what the system says of all those files: their names, sizes, inodes, and the times at which content and file
//! last changed. The latter (`ctime`) is the system's own: who changes a file and sets its clock back changes it
//! again. As `git` does with its index, nothing is kept of a packet that changed within the last seconds, because
//! another change could bear the same time; nor of one with links in its folder, which could lead anywhere; nor,
//! by whoever keeps rows, of one with a source that could not be read, which may be readable the next time.
//! Another build of this program starts over.
//!
//! It can surprise you in one way: rows are only added to the file, the last one of a packet counts, and when
//! more than half of them are out of date all packets are read again.
//!
//! Nothing that proves or decides anything reads this: `verify`, `show` and the workbench read the files.

use std::collections::HashMap;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tempfile::NamedTempFile;

use super::Row;
use crate::audit::Digest;
use crate::store::atomic;

/// Smaller libraries are read faster than anybody notices, and nothing is kept of them.
pub const LEAST: usize = 100;

/// What changed this short a time ago may change again under the same time stamp.
const RESTLESS: Duration = Duration::from_secs(3);

/// The most files a packet's folder may have.
const MOST: usize = 1_000;

/// How deep they may lie.
const DEPTH: usize = 8;

/// The first words of the file's first line; the build of the program follows.
const FORMAT: &str = "handoff-rows/1 ";

/// Hex digits of the packet's path and of what was seen, with a space behind each, before a row.
const AHEAD: usize = 64 + 1 + 64 + 1;

/// The rows that were kept of one library.
#[derive(Debug)]
pub struct Remembered {
    library: PathBuf,
    /// The packets' paths, digested, and where the last row of each stands.
    places: HashMap<Digest, (u64, usize)>,
    file: Option<Mutex<File>>,
    /// Whether anything can be kept; else there is no use in looking.
    is_kept: bool,
}

/// Where rows are kept for the next report.
#[derive(Debug)]
pub struct Keeper(Writer);

#[derive(Debug)]
enum Writer {
    /// Nowhere.
    Nothing,
    /// Behind those in the file that is there.
    Added(File),
    /// In a new file, which replaces the other one at the end.
    Anew(NamedTempFile, PathBuf),
}

/// What a folder looked like before it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    packet: Digest,
    files: Digest,
}

/// What is remembered of no library, and nothing will be.
pub fn nothing() -> (Remembered, Keeper) {
    let remembered = Remembered { library: PathBuf::new(), places: HashMap::new(), file: None, is_kept: false };
    (remembered, Keeper(Writer::Nothing))
}

/// What `folder` holds of `library`; with `fresh` it is as if it held nothing. Whatever goes wrong here costs time
/// and nothing else, so it is no error.
pub fn of(folder: &Path, library: &Path, fresh: bool) -> (Remembered, Keeper) {
    open(folder, library, fresh).unwrap_or_else(nothing)
}

fn open(folder: &Path, library: &Path, fresh: bool) -> Option<(Remembered, Keeper)> {
    let real = library.canonicalize().ok()?;
    let name = Digest::of(real.as_os_str().as_encoded_bytes()).short();
    let path = folder.join(format!("{name}.rows"));
    let first = format!("{FORMAT}{}\n", build()?);
    let empty = || Remembered { library: library.to_owned(), is_kept: true, ..nothing().0 };
    let mut remembered = empty();
    if !fresh && remembered.read(&path, &first).is_some() {
        let file = OpenOptions::new().append(true).open(&path).ok()?;
        return Some((remembered, Keeper(Writer::Added(file))));
    }
    let mut folders = DirBuilder::new();
    folders.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folders, 0o700);
    folders.create(folder).ok()?;
    atomic::clean(folder);
    let mut file = atomic::unfinished(folder).ok()?;
    file.write_all(first.as_bytes()).ok()?;
    Some((empty(), Keeper(Writer::Anew(file, path))))
}

impl Remembered {
    /// Notes where the rows of a file stand. `None` where it is not there, of another build, or mostly out of date.
    fn read(&mut self, path: &Path, first: &str) -> Option<()> {
        let mut lines = BufReader::with_capacity(1 << 20, File::open(path).ok()?);
        let mut line = Vec::new();
        let (mut at, mut count) = (0, 0);
        while lines.read_until(b'\n', &mut line).ok()? > 0 {
            if at == 0 && line != first.as_bytes() {
                return None;
            }
            // What a killed program left unfinished is passed over.
            if let Some(packet) = line.get(..64).and_then(Digest::parse_bytes).filter(|_| line.len() > AHEAD) {
                self.places.insert(packet, (at, line.len()));
                count += 1;
            }
            at += line.len() as u64;
            line.clear();
        }
        self.file = Some(Mutex::new(File::open(path).ok()?));
        (at > 0 && count <= 2 * self.places.len() + LEAST).then_some(())
    }

    /// What the packet at `path` looks like at the time `now`; `None` where it is not one to remember.
    pub fn look(&self, path: &Path, now: SystemTime) -> Option<Seen> {
        if !self.is_kept {
            return None;
        }
        let inside = path.strip_prefix(&self.library).unwrap_or(path);
        let files = files(path, now.checked_sub(RESTLESS)?)?;
        Some(Seen { packet: Digest::of(inside.as_os_str().as_encoded_bytes()), files })
    }

    /// The row of a packet that looks as it did when the row was made. Its `path` is how it was named then.
    pub fn row(&self, seen: &Seen) -> Option<Row> {
        let (at, length) = *self.places.get(&seen.packet)?;
        let mut line = vec![0; length];
        {
            let mut file = self.file.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(at)).ok()?;
            file.read_exact(&mut line).ok()?;
        }
        let line = std::str::from_utf8(&line).ok()?;
        let row = line.strip_prefix(&seen.ahead())?;
        serde_json::from_str(row).ok()
    }
}

impl Keeper {
    /// Keeps lines that [`Seen::line`] made.
    pub fn keep(&mut self, lines: &str) {
        let written = match &mut self.0 {
            Writer::Added(file) => file.write_all(lines.as_bytes()),
            Writer::Anew(file, _) => file.write_all(lines.as_bytes()),
            Writer::Nothing => return,
        };
        if written.is_err() {
            self.0 = Writer::Nothing;
        }
    }

    /// Puts a new file in its place. Without this it is as if nothing had been kept there.
    pub fn end(self) {
        if let Writer::Anew(file, path) = self.0 {
            // Another report may have been faster; either file is right.
            let _ = file.persist(path);
        }
    }
}

impl Seen {
    /// The line that keeps a row of this packet.
    pub fn line(&self, row: &Row) -> String {
        let row = serde_json::to_string(row).unwrap_or_default();
        // A line that was cut off before is ended first.
        format!("\n{}{row}\n", self.ahead())
    }

    fn ahead(&self) -> String {
        format!("{} {} ", self.packet, self.files)
    }
}

/// What tells this build of the program from another one.
fn build() -> Option<String> {
    let found = std::env::current_exe().ok()?.metadata().ok()?;
    let built = found.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(format!("{} {} {}", env!("CARGO_PKG_VERSION"), found.len(), built.as_nanos()))
}

/// A digest of what the system says of all files below a folder; `None` where one changed after `before`, is a
/// link, or there are too many.
#[cfg(unix)]
fn files(folder: &Path, before: SystemTime) -> Option<Digest> {
    use std::os::unix::fs::MetadataExt;

    let before = before.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs() as i64;
    let mut told = Vec::with_capacity(1024);
    let mut left = MOST;
    // A stack of folders; each is listed in the order of its names, which a file system need not do.
    let mut open = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(&folder).ok()? {
            let entry = entry.ok()?;
            left = left.checked_sub(1)?;
            entries.push((entry.file_name(), entry));
        }
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, entry) in entries {
            // What this program writes beside a trail for other reasons than the packet's: no row rests on it.
            if depth == 0 && (name == "reviewed.json" || name.as_encoded_bytes().starts_with(b".handoff-")) {
                continue;
            }
            let found = entry.metadata().ok()?;
            if found.mtime() >= before || found.ctime() >= before {
                return None;
            }
            told.extend(name.as_encoded_bytes());
            told.push(0);
            if found.is_dir() {
                if depth == DEPTH {
                    return None;
                }
                open.push((entry.path(), depth + 1));
                told.push(depth as u8);
                continue;
            }
            if !found.is_file() {
                return None;
            }
            let times = [found.mtime(), found.mtime_nsec(), found.ctime(), found.ctime_nsec()];
            told.extend(times.into_iter().flat_map(i64::to_le_bytes));
            told.extend([found.len(), found.ino(), found.dev()].into_iter().flat_map(u64::to_le_bytes));
        }
        // Where one folder ends and the next begins.
        told.push(0);
    }
    Some(Digest::of(&told))
}

/// Elsewhere a program can set every time that a file has.
#[cfg(not(unix))]
fn files(_: &Path, _: SystemTime) -> Option<Digest> {
    None
}
