//! What a sign-off signs: the head of the trail as it stands before the signature's own line. The writer
//! asks for it, shows it, and signs it only while it is still the same.

use jiff::Timestamp;

use crate::audit::head::{FORMAT, Head};
use crate::audit::{AuditFile, Digest};
use crate::review::{Actor, Event, Review};
use crate::workbench::life::Signing;

/// Where the trail ends now.
pub(super) fn head(trail: &AuditFile, review: &Review, draft: &[u8]) -> Head {
    let tip = trail.tip();
    Head {
        format: FORMAT.to_owned(),
        packet: review.packet().id.0.clone(),
        draft: Digest::of(draft).hex(),
        entries: tip.entries,
        head: tip.head.hex(),
        signer: None,
        at: None,
    }
}

/// The signature as an event, in that person's name.
pub(super) fn event(signing: Signing, head: Head, by: &Actor) -> Event {
    let signer = by.email.as_deref().unwrap_or(&by.name);
    let bytes = head.signed_by(signer, Timestamp::now()).bytes();
    let head = String::from_utf8_lossy(&bytes).trim_end().to_owned();
    match signing {
        Signing::SignOff => Event::SignedOff { head, signature: None },
        Signing::Countersign => Event::Countersigned { head, signature: None },
    }
}
