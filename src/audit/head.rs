//! The head of a trail: the one line that, held by somebody else, shows that the trail was not cut or
//! written anew since.
//!
//! A head names the packet, its draft, how many entries there are and the digest of the last one; signed,
//! it names the signer as well. Pure. Its bytes are what is signed, so they are never made twice: a stored
//! head is checked as it is stored.
//!
//! Frozen once released: `handoff-head/1` never changes its meaning.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::chain::{Reading, Status, Tip};
use super::digest::Digest;

/// The format this version writes.
pub const FORMAT: &str = "handoff-head/1";

/// Where a trail ended when somebody looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Always `handoff-head/1`.
    pub format: String,
    /// The packet's id.
    pub packet: String,
    /// SHA-256 of `packet.json`, in hex.
    pub draft: String,
    /// How many entries there were.
    pub entries: u64,
    /// SHA-256 of the last line, in hex; of `packet.json` where there was none.
    pub head: String,
    /// Who signs it, as a roster names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    /// When it was signed, by the signer's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// What somebody held on to: a whole head, or only as much of it as fits on a sticky note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// A head as it was exported.
    Head(Head),
    /// `15:9f3c…`: how many entries, and the digest of the last.
    Short(u64, Digest),
    /// The digest alone.
    Digest(Digest),
}

impl Head {
    /// The head of a trail that was read. `draft` is the digest of `packet.json`.
    pub fn of(packet: &str, draft: Digest, reading: &Reading) -> Self {
        Self::at(packet, draft, &reading.tip)
    }

    /// The head of a trail that ends at `tip`.
    pub fn at(packet: &str, draft: Digest, tip: &Tip) -> Self {
        Self {
            format: FORMAT.to_owned(),
            packet: packet.to_owned(),
            draft: draft.hex(),
            entries: tip.entries,
            head: tip.head.hex(),
            signer: None,
            at: None,
        }
    }

    /// The same head, in somebody's name.
    #[must_use]
    pub fn signed_by(self, signer: &str, at: Timestamp) -> Self {
        let at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
        Self { signer: Some(signer.to_owned()), at: Some(at), ..self }
    }

    /// The bytes that are stored and signed: one line of JSON.
    pub fn bytes(&self) -> Vec<u8> {
        // A struct of strings and numbers can't fail to be written.
        let mut bytes = serde_json::to_vec(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Reads a stored head.
    ///
    /// # Errors
    /// In words.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let head: Self = serde_json::from_slice(bytes).map_err(|error| format!("is not a head: {error}"))?;
        match head.format.as_str() {
            FORMAT => Ok(head),
            format if format.starts_with("handoff-head/") => {
                Err(format!("`{format}` is newer than this program reads (`{FORMAT}`)"))
            }
            format => Err(format!("found the format `{format}`, expected `{FORMAT}`")),
        }
    }

    /// Whether the trail still has what it had then.
    ///
    /// # Errors
    /// What is not as it was, in words.
    pub fn check(&self, packet: Option<&str>, draft: Digest, reading: &Reading) -> Result<(), String> {
        if let Some(packet) = packet.filter(|packet| *packet != self.packet) {
            return Err(format!("the head is of the packet `{}`, this is `{packet}`", self.packet));
        }
        if Digest::parse(&self.draft) != Some(draft) {
            return Err("packet.json is not the draft that the head was made on".to_owned());
        }
        let Some(head) = Digest::parse(&self.head) else {
            return Err("the head has no digest in it".to_owned());
        };
        Since::Short(self.entries, head).check(packet, draft, reading)
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.entries, self.head)
    }
}

impl Since {
    /// Reads what was held on to: a head's JSON, `15:<64 hex>`, or 64 hex digits.
    ///
    /// # Errors
    /// In words.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.starts_with('{') {
            return Head::read(text.as_bytes()).map(Self::Head);
        }
        let expected = || "expected a head as `handoff head` prints it: a file, or 15:<64 hex digits>".to_owned();
        match text.split_once(':') {
            Some((entries, hex)) => {
                let entries = entries.parse().map_err(|_| expected())?;
                Ok(Self::Short(entries, Digest::parse(hex).ok_or_else(expected)?))
            }
            None => Digest::parse(text).map(Self::Digest).ok_or_else(expected),
        }
    }

    /// Whether the trail still has what it had then.
    ///
    /// # Errors
    /// What is not as it was, in words.
    pub fn check(&self, packet: Option<&str>, draft: Digest, reading: &Reading) -> Result<(), String> {
        let (entries, digest) = match self {
            Self::Head(head) => return head.check(packet, draft, reading),
            Self::Digest(digest) => {
                return match *digest == draft || reading.lines.iter().any(|line| line.digest == *digest) {
                    true => Ok(()),
                    false => Err(format!(
                        "no line has the digest {}…: the trail was cut off or written anew since",
                        digest.short()
                    )),
                };
            }
            Self::Short(entries, digest) => (*entries, *digest),
        };
        let Some(at) = entries.checked_sub(1) else {
            return match digest == draft {
                true => Ok(()),
                false => Err("packet.json is not the draft that the head was made on".to_owned()),
            };
        };
        match reading.lines.get(usize::try_from(at).unwrap_or(usize::MAX)) {
            Some(line) if line.digest == digest => Ok(()),
            Some(_) => Err(format!("line {entries} is not the one that stood there: the trail was written anew since")),
            None if matches!(reading.status, Status::Broken(_)) => {
                Err(format!("line {entries} can't be compared, because the trail is broken before it"))
            }
            None => Err(format!(
                "there were {entries} entries, and {} are left: lines were cut off at the end since",
                reading.tip.entries
            )),
        }
    }
}
