//! Where a person left off in a packet: theirs alone, so it lies in their state folder, not in the packet's.
//!
//! Nothing depends on it: where it can't be written or read, a review starts at the first undecided claim.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Paths, atomic, bounded};
use crate::audit::Digest;
use crate::packet::{ClaimId, PacketId};
use crate::review::Actor;
use crate::review::event::Question;

/// Where a person left off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The claim that was on screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimId>,
    /// How the screen was divided: the workbench's own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<String>,
    /// Questions that wait for the packet to be returned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<Question>,
}

/// The folder in which places are kept; `None` where the user has no home.
pub fn folder() -> Option<PathBuf> {
    Some(crate::config::folders::state()?.join("places"))
}

/// Remembers it, if it can.
pub fn remember(folder: &Path, paths: &Paths, packet: &PacketId, by: &Actor, place: &Place) {
    let Some(path) = path(folder, paths, packet, by) else { return };
    let made = std::fs::create_dir_all(folder);
    if made.is_ok()
        && let Ok(bytes) = serde_json::to_vec(place)
    {
        let _ = atomic::write(&path, &bytes);
    }
}

/// What was remembered.
pub fn remembered(folder: &Path, paths: &Paths, packet: &PacketId, by: &Actor) -> Option<Place> {
    serde_json::from_slice(&bounded::read(&path(folder, paths, packet, by)?).ok()?).ok()
}

/// One file for each packet (by its id and where it lies) and person.
fn path(folder: &Path, paths: &Paths, packet: &PacketId, by: &Actor) -> Option<PathBuf> {
    let at = paths.packet.canonicalize().ok()?;
    let who = by.email.as_deref().unwrap_or(&by.name).trim().to_lowercase();
    let key = format!("{}\n{packet}\n{who}", at.to_string_lossy());
    Some(folder.join(format!("{}.json", Digest::of(key.as_bytes()).hex())))
}
