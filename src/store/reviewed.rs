//! `reviewed.json`: the packet as decided so far, for other programs.
//!
//! A projection, rebuilt at any time and never read back as truth, with one exception: it names the
//! trail's length and head at the time it was written, so that `verify` notices a trail that has become
//! shorter, or whose last line is another one. Behind the trail is fine; ahead of it is not.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Paths, StoreError, atomic, bounded};
use crate::audit::{Digest, Tip};

/// Up to where the trail went when the projection was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// How many entries there were.
    pub entries: u64,
    /// SHA-256 of the last line in hex; of `packet.json` where there was none.
    pub head: String,
}

impl Witness {
    /// What a tip is written as.
    pub fn of(tip: &Tip) -> Self {
        Self { entries: tip.entries, head: tip.head.hex() }
    }

    /// The head as a digest, if it is one.
    pub fn head(&self) -> Option<Digest> {
        Digest::parse(&self.head)
    }
}

/// Writes the projection (see `review::project`) with the trail's witness.
///
/// # Errors
/// It can't be written; the old one is as it was. No decision is lost by that.
pub fn write(paths: &Paths, mut reviewed: Value, tip: &Tip) -> Result<(), StoreError> {
    reviewed["trail"] = serde_json::to_value(Witness::of(tip)).unwrap_or_default();
    let mut bytes = serde_json::to_vec_pretty(&reviewed)
        .map_err(|error| StoreError::new(&paths.reviewed, format!("can't be written: {error}")))?;
    bytes.push(b'\n');
    atomic::write(&paths.reviewed, &bytes)
}

/// The witness of the projection on disk; `None` when there is no projection, or none with a witness.
///
/// # Errors
/// There is one, and it can't be read.
pub fn witness(paths: &Paths) -> Result<Option<Witness>, StoreError> {
    #[derive(Deserialize)]
    struct Projection {
        trail: Option<Witness>,
    }
    if paths.reviewed.symlink_metadata().is_err() {
        return Ok(None);
    }
    let bytes = bounded::read(&paths.reviewed)?;
    match serde_json::from_slice::<Projection>(&bytes) {
        Ok(projection) => Ok(projection.trail),
        Err(error) => Err(StoreError::new(&paths.reviewed, format!("is not what a review came to: {error}"))
            .hint("delete it: it is written again with the next decision")),
    }
}
