//! Sign-offs on the screen: the head of the trail as it stands before the signature's own line, and the
//! key that signs it. What is recorded is `audit::signoff`'s, the same as `handoff sign` records.

use std::path::Path;

use jiff::Timestamp;

use crate::audit::signature::keygen;
use crate::audit::signoff::{self, Capacity, Prepared};
use crate::audit::{AuditFile, Digest};
use crate::review::{Actor, Review};

/// What that person would sign now.
pub(super) fn prepare(capacity: Capacity, trail: &AuditFile, review: &Review, draft: Digest, by: &Actor) -> Prepared {
    let id = review.packet().id.as_str();
    signoff::prepare(capacity, id, draft, trail.tip(), by, Timestamp::now())
}

/// Has a head signed with a key: a file, or `agent` for one that the agent holds. May ask for a passphrase
/// or a touch on the terminal, so the screen has to be left before.
///
/// # Errors
/// In words.
pub fn with_key(prepared: Prepared, key: &Path) -> Result<Box<Prepared>, String> {
    if key == Path::new("agent") {
        let (_folder, file) = keygen::agent_key()?;
        return signoff::sign(prepared, &file).map(Box::new);
    }
    signoff::sign(prepared, key).map(Box::new)
}
