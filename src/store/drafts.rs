//! Later drafts: the files beside `packet.json` that `draft_replaced` lines name.
//!
//! A line holds the name and the digest; the words are read here, each time, and only if they are still the
//! ones that were named. A line whose draft is gone or was changed stays without it, and the fold says so.

use std::path::Path;
use std::sync::Arc;

use super::{StoreError, sources};
use crate::audit::Digest;
use crate::packet::{self, Packet};
use crate::review::{Entry, Event};

/// Reads a draft that lies in the packet's folder, if it has that digest.
///
/// # Errors
/// It is not there, not inside the folder, another one, or no draft.
pub fn load(folder: &Path, file: &str, sha256: &str) -> Result<Packet, StoreError> {
    let bytes = sources::read_inside(folder, file)?;
    let found = Digest::of(&bytes);
    if Digest::parse(sha256) != Some(found) {
        let wanted: String = sha256.chars().take(12).collect();
        let what = format!("was changed: the trail names the digest {wanted}…, the file has {}…", found.short());
        return Err(StoreError::new(file, what).hint("put the draft back as it came in"));
    }
    packet::read(&bytes).map_err(|fault| StoreError::fault(Path::new(file), fault))
}

/// The entry with the draft that it names, if that can be read.
pub fn filled(folder: &Path, mut entry: Entry) -> Entry {
    fill(folder, &mut entry);
    entry
}

/// Puts the draft that an entry names into it, if that can be read.
pub fn fill(folder: &Path, entry: &mut Entry) {
    if let Event::DraftReplaced { file, sha256, draft } = &mut entry.event
        && draft.is_none()
    {
        *draft = load(folder, file, sha256).ok().map(Arc::new);
    }
}
