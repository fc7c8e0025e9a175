//! From what a person decided to the lines that say so: pure, so that an append is only their writing.

use jiff::{SignedDuration, Timestamp};

use super::aside::Repaired;
use super::chain::{self, Tip};
use super::digest::Digest;
use super::line;
use crate::review::{Actor, Entry, Event};

/// A decision dated this much before the last entry waited for the lock; anything more is a clock that
/// was set back, and is written as it is.
const WAITED: SignedDuration = SignedDuration::from_secs(10);

/// What is to be written: everything of an entry but its place in the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// When; kept to the millisecond.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// What.
    pub event: Event,
}

/// What an append did.
#[derive(Debug, PartialEq)]
pub struct Appended<T, E> {
    /// What others wrote since the last call, in order: what `decide` was shown.
    pub new: Vec<Entry>,
    /// What is now on disk: an entry or none, or several; or the caller's own refusal.
    pub outcome: Result<T, E>,
    /// A torn tail that was moved aside first.
    pub repaired: Option<Repaired>,
    /// Something a person should know: a clock that was set back.
    pub notice: Option<String>,
}

/// Lines that are ready to be written after a tip.
#[derive(Debug)]
pub(super) struct Lines {
    /// All of them, newlines included.
    pub(super) bytes: Vec<u8>,
    /// What they say.
    pub(super) entries: Vec<Entry>,
    /// Where the trail ends once they are written.
    pub(super) tip: Tip,
    /// Something a person should know.
    pub(super) notice: Option<String>,
}

/// Gives each draft its place in the chain. `Err` says which entry is too long, and how long.
pub(super) fn lines(tip: &Tip, drafts: Vec<Draft>) -> Result<Lines, String> {
    let mut lines = Lines { bytes: Vec::new(), entries: Vec::new(), tip: tip.clone(), notice: None };
    for draft in drafts {
        let (entry, notice) = date(&lines.tip, draft);
        let line = chain::next_line(&entry).map_err(|error| error.to_string())?;
        if line.len() > line::LIMIT {
            return Err(format!("the entry is {} bytes long, expected at most {}", line.len(), line::LIMIT));
        }
        lines.bytes.extend_from_slice(line.as_bytes());
        lines.bytes.push(b'\n');
        lines.tip = Tip {
            entries: entry.seq,
            head: Digest::of(line.as_bytes()),
            last: lines.tip.end,
            end: lines.tip.end + line.len() as u64 + 1,
            at: Some(entry.at),
        };
        lines.notice = lines.notice.or(notice);
        lines.entries.push(entry);
    }
    Ok(lines)
}

/// Gives a draft its place in the chain.
fn date(tip: &Tip, draft: Draft) -> (Entry, Option<String>) {
    let Draft { at, by, event } = draft;
    let mut at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
    let mut notice = None;
    if let Some(before) = tip.at.filter(|before| at < *before) {
        if before.duration_since(at) < WAITED {
            at = before;
        } else {
            notice = Some(format!(
                "this computer's clock says {at}, and the last entry is dated {before}: one of the clocks is wrong"
            ));
        }
    }
    (Entry { seq: tip.entries + 1, prev: tip.head.hex(), at, by, event }, notice)
}
