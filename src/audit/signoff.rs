//! Signing a review off, in four steps that a command and a screen share:
//!
//! 1. [`prepare`] makes the head: what the trail says up to now, in somebody's name;
//! 2. [`sign`] has `ssh-keygen` sign the head's bytes, if the person signs with a key. It may ask for a
//!    passphrase or a touch on the terminal, so a screen has to be left before this is called;
//! 3. [`Prepared::event`] makes the event, once [`signature::check`] has found in Rust that the signature holds;
//! 4. the event is recorded like any other. If somebody wrote to the trail meanwhile it is refused, because
//!    the head then says less than what is signed; begin again.
//!
//! A sign-off without a key is a sign-off all the same, and `handoff verify` says that nothing vouches for it.

use std::path::Path;

use jiff::Timestamp;

use super::chain::Tip;
use super::digest::Digest;
use super::head::Head;
use super::signature::{self, Outcome, keygen};
use crate::review::{Actor, Event};

/// In which capacity somebody signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capacity {
    /// The review is done, and this person answers for it.
    SignOff,
    /// A second person answers for the promises that bind.
    Countersign,
}

/// A head that is ready to be signed and recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// In which capacity.
    pub capacity: Capacity,
    /// The head.
    pub head: Head,
    /// The SSH signature over the head's bytes, armoured, once it was made.
    pub signature: Option<String>,
    /// The fingerprint of the key that made it.
    pub key: Option<String>,
}

/// What a signer is called in heads and rosters: the mail address, or the name where there is none.
pub fn signer(by: &Actor) -> &str {
    by.email.as_deref().unwrap_or(&by.name)
}

/// The head of a trail that ends at `tip`, in the name of `by`. `packet` is the packet's id, `draft` the
/// digest of `packet.json`.
pub fn prepare(capacity: Capacity, packet: &str, draft: Digest, tip: &Tip, by: &Actor, at: Timestamp) -> Prepared {
    let head = Head::at(packet, draft, tip).signed_by(signer(by), at);
    Prepared { capacity, head, signature: None, key: None }
}

/// Has the head signed, and makes sure that the signature holds before anything is recorded.
///
/// # Errors
/// In words: what `ssh-keygen` said, or that what it made does not hold.
pub fn sign(prepared: Prepared, key: &Path) -> Result<Prepared, String> {
    let bytes = prepared.head.bytes();
    let signature = keygen::sign(key, &bytes)?;
    let (signer, at) = (prepared.head.signer.clone().unwrap_or_default(), prepared.head.at.unwrap_or_default());
    let checked = signature::check(signature.as_bytes(), &bytes, &signer, at, None);
    match checked.outcome {
        Outcome::Trusted(_) | Outcome::Unlisted => {
            Ok(Prepared { signature: Some(signature), key: checked.key, ..prepared })
        }
        Outcome::NotTheirs(why) | Outcome::Refused(why) => {
            Err(format!("ssh-keygen made a signature that does not hold: {why}"))
        }
    }
}

impl Prepared {
    /// What is recorded.
    pub fn event(&self) -> Event {
        let head = String::from_utf8_lossy(&self.head.bytes()).trim_end().to_owned();
        let signature = self.signature.clone();
        match self.capacity {
            Capacity::SignOff => Event::SignedOff { head, signature },
            Capacity::Countersign => Event::Countersigned { head, signature },
        }
    }
}
