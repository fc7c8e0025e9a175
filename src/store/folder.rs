//! Opening a packet: its draft, and the trail of its review as far as it goes.
//!
//! Writes nothing. A trail that does not hold is no failure here: [`Opened::reading`] says so, and the
//! packet can still be looked at. A draft that can't be read is one.

use std::path::Path;

use super::{Paths, StoreError, bounded, drafts};
use crate::audit::{AuditFile, Digest, Reading};
use crate::packet::{self, Fault, Packet};

/// A packet as it stands on disk.
#[derive(Debug)]
pub struct Opened {
    /// Its files.
    pub paths: Paths,
    /// The draft.
    pub packet: Packet,
    /// The draft's bytes.
    pub bytes: Vec<u8>,
    /// Their digest, which the trail's first line holds.
    pub sha256: Digest,
    /// The trail, ready for appends unless it is broken.
    pub trail: AuditFile,
    /// What reading the trail found.
    pub reading: Reading,
}

/// Opens the packet at `path`: a folder, a `packet.json`, or another `*.json`.
///
/// # Errors
/// There is no packet, it can't be read, or its trail can't be read at all.
pub fn open(path: &Path) -> Result<Opened, StoreError> {
    let paths = Paths::find(path)?;
    let bytes = bounded::read(&paths.packet)?;
    let (packet, sha256) = read(&bytes);
    let packet = packet.map_err(|fault| StoreError::fault(&paths.packet, fault))?;
    let (trail, reading) = open_trail(&paths, sha256)?;
    Ok(Opened { paths, packet, bytes, sha256, trail, reading })
}

/// The bytes of a draft that was opened before, read again: whoever works on it for long need not hold them.
///
/// # Errors
/// It can't be read, or is not the one with that digest any more.
pub fn draft_again(paths: &Paths, sha256: Digest) -> Result<Vec<u8>, StoreError> {
    let bytes = bounded::read(&paths.packet)?;
    if Digest::of(&bytes) == sha256 {
        return Ok(bytes);
    }
    Err(StoreError::new(&paths.packet, "was changed while it was open; put the draft of before back"))
}

/// A draft and the digest of its bytes. Both take as long, so a large one has both done at once.
fn read(bytes: &[u8]) -> (Result<Packet, Fault>, Digest) {
    const LARGE: usize = 256 * 1024;
    if bytes.len() < LARGE {
        return (packet::read(bytes), Digest::of(bytes));
    }
    std::thread::scope(|scope| {
        let digest = std::thread::Builder::new().spawn_scoped(scope, || Digest::of(bytes));
        let packet = packet::read(bytes);
        let digest = digest.ok().and_then(|thread| thread.join().ok());
        (packet, digest.unwrap_or_else(|| Digest::of(bytes)))
    })
}

/// Opens the trail alone, with the later drafts that it names, for those who have to say something about it even where the draft is unreadable.
///
/// # Errors
/// The trail can't be read at all.
pub fn open_trail(paths: &Paths, packet: Digest) -> Result<(AuditFile, Reading), StoreError> {
    let (trail, mut reading) =
        AuditFile::open(&paths.trail, packet).map_err(|trouble| StoreError::trouble(&paths.trail, trouble))?;
    reading.lines.iter_mut().for_each(|line| drafts::fill(&paths.folder, &mut line.entry));
    Ok((trail, reading))
}
