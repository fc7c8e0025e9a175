//! Signatures over heads, made and checked the way git does it: SSHSIG, a format of OpenSSH.
//!
//! A signature says that whoever holds a key vouched for a head, and so for every line up to it. Whose the
//! key is, a roster says (an `allowed_signers` file that the reader has from elsewhere): a key that comes
//! with a packet is never trusted by itself. Checking is pure and in Rust; making one is left to
//! `ssh-keygen`, which knows agents, hardware keys and every kind of key.

pub mod keygen;
pub mod roster;

use jiff::Timestamp;
use ssh_key::{HashAlg, PublicKey, SshSig};

pub use roster::Roster;

/// What a signature is for. Of our own, so that a signature over anything else (a commit, a login) can
/// never pass as one over a head.
pub const NAMESPACE: &str = "head@handoff";

/// What a signature shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The key's fingerprint, `SHA256:…`, where the signature could be read.
    pub key: Option<String>,
    /// The kind of key: `ssh-ed25519`.
    pub algorithm: Option<String>,
    /// Whether it holds.
    pub outcome: Outcome,
}

/// Whether a signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The roster's line of this number says that the key is the signer's.
    Trusted(usize),
    /// The signature fits the bytes, and nobody said whose the key is.
    Unlisted,
    /// The signature fits the bytes, and by the roster its key does not stand for the signer: why.
    NotTheirs(String),
    /// It does not hold: why.
    Refused(String),
}

/// Checks a signature (armoured, as `ssh-keygen` writes it) over `message`, in the name of `signer`, who
/// says that they signed at `at`.
pub fn check(signature: &[u8], message: &[u8], signer: &str, at: Timestamp, roster: Option<&Roster>) -> Checked {
    let sig = match SshSig::from_pem(signature.trim_ascii()) {
        Ok(sig) => sig,
        Err(error) => {
            let outcome = Outcome::Refused(format!("this is not an SSH signature: {error}"));
            return Checked { key: None, algorithm: None, outcome };
        }
    };
    let key = PublicKey::new(sig.public_key().clone(), "");
    let outcome = if sig.namespace() != NAMESPACE {
        let what = format!("it was made for `{}`, expected `{NAMESPACE}`", sig.namespace());
        Outcome::Refused(what)
    } else if let Err(error) = key.verify(NAMESPACE, message, &sig) {
        Outcome::Refused(match error {
            ssh_key::Error::AlgorithmUnsupported { .. } => {
                format!("keys of the kind {} can't be checked here: use `ssh-keygen -Y verify`", key.algorithm())
            }
            _ => "it does not fit the bytes that it is said to sign".to_owned(),
        })
    } else {
        match roster {
            None => Outcome::Unlisted,
            Some(roster) => match roster.vouch(sig.public_key(), signer, at) {
                Ok(line) => Outcome::Trusted(line),
                Err(why) => Outcome::NotTheirs(why),
            },
        }
    };
    Checked {
        key: Some(key.fingerprint(HashAlg::Sha256).to_string()),
        algorithm: Some(key.algorithm().to_string()),
        outcome,
    }
}
