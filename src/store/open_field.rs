//! The text of an open edit field, kept on disk while it is open: a decision in the making.
//!
//! One small private file for each reviewer, beside the trail and not in it. Offered when the packet is
//! opened again; gone once the field was closed.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Paths, StoreError, atomic, bounded};
use crate::audit::Digest;
use crate::packet::ClaimId;
use crate::review::Actor;

/// What stood in a field that was open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenField {
    /// The claim it was about; `None` for a claim in the making or the packet as a whole.
    pub claim: Option<ClaimId>,
    /// Which field: the workbench's own word.
    pub field: String,
    /// The text so far.
    pub text: String,
}

/// Keeps what stands in the field.
///
/// # Errors
/// It can't be written.
pub fn keep(paths: &Paths, by: &Actor, field: &OpenField) -> Result<(), StoreError> {
    let path = path(paths, by);
    let bytes =
        serde_json::to_vec(field).map_err(|error| StoreError::new(&path, format!("can't be written: {error}")))?;
    atomic::write(&path, &bytes)
}

/// What stood in the field when the program last ended. A file that can't be used counts as none: it is
/// nobody's decision yet.
pub fn kept(paths: &Paths, by: &Actor) -> Option<OpenField> {
    serde_json::from_slice(&bounded::read(&path(paths, by)).ok()?).ok()
}

/// The field was closed.
pub fn forget(paths: &Paths, by: &Actor) {
    // Most often there is none.
    let _ = std::fs::remove_file(path(paths, by));
}

fn path(paths: &Paths, by: &Actor) -> PathBuf {
    let who = by.email.as_deref().unwrap_or(&by.name).trim().to_lowercase();
    paths.hidden(&format!("field-{}.json", Digest::of(who.as_bytes()).short()))
}
