//! Where a torn tail goes: into a file beside the trail that only grows.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::chain::Tail;
use super::disk::sync_folder;
use super::handle::{folder, options};
use super::trouble::name;

/// What an interrupted write had left, and where it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The line it would have been.
    pub line: u64,
    /// How many bytes were moved; 0 where an entry only lacked its newline.
    pub bytes: u64,
    /// The file they were added to.
    pub kept_in: PathBuf,
}

impl std::fmt::Display for Repaired {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { line, bytes, kept_in } = self;
        if *bytes == 0 {
            return write!(f, "the last line of the trail lacked its end, which was put back; no decision was lost");
        }
        write!(
            f,
            "line {line} of the trail was cut off in the middle (it was never shown as saved): \
             its {bytes} bytes are kept in {}",
            name(kept_in)
        )
    }
}

/// The file beside a trail that keeps its torn tails.
pub(super) fn beside(trail: &Path) -> PathBuf {
    let mut path = trail.to_owned().into_os_string();
    path.push(".torn");
    path.into()
}

/// Adds torn bytes to the file that keeps them, each lot after a line that says where it stood.
pub(super) fn keep(path: &Path, tail: Tail, bytes: &[u8]) -> std::io::Result<()> {
    let Tail { line, start, bytes: length, unterminated: _ } = tail;
    let mut file = options().append(true).create(true).open(path)?;
    let mut lot = format!("{{\"torn\":{{\"line\":{line},\"start\":{start},\"bytes\":{length}}}}}\n").into_bytes();
    lot.extend_from_slice(bytes);
    lot.push(b'\n');
    file.write_all(&lot)?;
    file.sync_all()?;
    sync_folder(folder(path))
}
