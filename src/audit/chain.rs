//! The hash chain of a trail: bytes in, verified entries and the first break out.
//!
//! Pure: no file, no clock. `prev` of a line is the SHA-256 of the whole previous line's bytes without
//! its newline, and of `packet.json`'s bytes for the first; only stored bytes are hashed. Reading can
//! start anywhere that was verified before ([`Tip`]), so that an append costs the new bytes only.
//!
//! Surprising on purpose: when line 7 does not fit line 6, it is line 6 that was changed, as a rule, and
//! line 6 is named. And only what an interrupted write can have left at the very end counts as *torn*;
//! anything else that does not fit is *broken*, and nothing may be appended after it.

use std::fmt;

use jiff::Timestamp;
use memchr::memchr;

use super::digest::Digest;
use super::line::{self, Parsed, Remains};
use crate::review::Entry;

/// Up to where a trail was verified, and what an append continues from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tip {
    /// How many entries there are.
    pub entries: u64,
    /// What the next line's `prev` has to be: the digest of the last line, or of `packet.json`.
    pub head: Digest,
    /// First byte of the last line.
    pub last: u64,
    /// One past the last byte that was verified, newlines included.
    pub end: u64,
    /// When the last entry was written.
    pub at: Option<Timestamp>,
}

impl Tip {
    /// Before the first line of the trail of a packet with this digest.
    pub fn start(packet: Digest) -> Self {
        Self { entries: 0, head: packet, last: 0, end: 0, at: None }
    }
}

/// A verified line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it says.
    pub entry: Entry,
    /// Its first byte in the file.
    pub start: u64,
    /// One past its last byte, its newline not included.
    pub end: u64,
    /// SHA-256 of those bytes.
    pub digest: Digest,
    /// Whether it ends in a seal (see [`super::seal`]).
    pub sealed: bool,
}

/// What reading a trail found.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The lines that hold, in order; in a broken trail those before the line that is named.
    pub lines: Vec<Line>,
    /// Where they end.
    pub tip: Tip,
    /// Whether there is more, and what.
    pub status: Status,
    /// What a person should know although the chain holds: a clock that went back.
    pub notices: Vec<Notice>,
    /// Lines of a newer version, and those behind them: they follow one another, and can't be read.
    pub beyond: Option<Beyond>,
}

/// Lines behind the last one that can be read, each of which follows the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beyond {
    /// How many.
    pub lines: u64,
    /// The digest of the last.
    pub head: Digest,
}

/// Whether a trail holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Every byte of it.
    Sound,
    /// Up to what an interrupted write left at its end.
    Torn(Tail),
    /// Up to a line that does not fit.
    Broken(Break),
}

/// What an interrupted write left: to be moved aside before anything is appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tail {
    /// The line it would have been, counted from 1.
    pub line: u64,
    /// Its first byte.
    pub start: u64,
    /// How many bytes.
    pub bytes: u64,
    /// The entry before it is whole and kept, but its newline is missing.
    pub unterminated: bool,
}

/// Which of the two files a break is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `packet.json`.
    Packet,
    /// A line of the trail, counted from 1.
    Line(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Packet => f.write_str("packet.json"),
            Self::Line(line) => write!(f, "line {line}"),
        }
    }
}

/// The first thing in a trail that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// What was changed.
    pub place: Place,
    /// What was found and what was expected.
    pub what: String,
    /// What to do next.
    pub hint: String,
    /// The chain holds; only this version can't read on.
    pub newer: bool,
}

impl Break {
    /// What it makes of the trail, in words: broken at a place, or only not to be read from there on.
    pub fn in_words(&self) -> String {
        match self.newer {
            true => format!("the trail can't be read from {} on: {}", self.place, self.what),
            false => format!("the trail is broken at {}: {}", self.place, self.what),
        }
    }
}

/// Something worth telling about a line that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The line, counted from 1.
    pub line: u64,
    /// What was found.
    pub what: String,
}

const LOOK: &str = "the packet can only be read until somebody has looked: hold the file against a copy of it";

/// Reads and verifies what follows `from`. `bytes` starts at the file's byte `from.end`.
pub fn read(from: &Tip, bytes: &[u8]) -> Reading {
    let mut reading =
        Reading { lines: Vec::new(), tip: from.clone(), status: Status::Sound, notices: Vec::new(), beyond: None };
    let mut rest = bytes;
    while let Some(length) = memchr(b'\n', rest) {
        let (line, after) = (&rest[..length], &rest[length + 1..]);
        if let Err(fault) = reading.take(line, after) {
            if after.is_empty() && is_lost_page(line, reading.tip.end) {
                reading.tear(rest.len());
            } else {
                let fault = if fault.newer { reading.look_beyond(rest, fault) } else { fault };
                reading.give_up(fault);
            }
            return reading;
        }
        reading.tip.end += 1;
        rest = after;
    }
    if !rest.is_empty() {
        reading.take_tail(rest);
    }
    reading
}

impl Reading {
    /// The entries alone.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.lines.iter().map(|line| &line.entry)
    }

    /// Verifies one line and adds it. `after` is what stands behind its newline.
    fn take(&mut self, line: &[u8], after: &[u8]) -> Result<(), Break> {
        let number = self.tip.entries + 1;
        let Parsed { entry, prev, digest, sealed } = line::parse(line).map_err(|fault| Break {
            place: Place::Line(number),
            what: fault.what,
            hint: fault.hint.unwrap_or_else(|| LOOK.to_owned()),
            newer: fault.newer,
        })?;
        if prev != self.tip.head {
            return Err(unlinked(&self.tip, number, &entry, prev, sealed, &digest, after));
        }
        if entry.seq != number {
            let what = format!("the entry counts {}, expected {number}", entry.seq);
            return Err(Break { place: Place::Line(number), what, hint: LOOK.to_owned(), newer: false });
        }
        if let Some(before) = self.tip.at.filter(|before| entry.at < *before) {
            let what = format!(
                "dated {}, before line {} ({before}): a clock was set back; the order of the lines is what counts",
                entry.at,
                number - 1
            );
            self.notices.push(Notice { line: number, what });
        }
        let (start, end) = (self.tip.end, self.tip.end + line.len() as u64);
        self.tip = Tip { entries: number, head: digest, last: start, end, at: Some(entry.at) };
        self.lines.push(Line { entry, start, end, digest, sealed });
        Ok(())
    }

    /// What follows the last newline: an entry that only lacks its newline, or what a power cut left.
    fn take_tail(&mut self, tail: &[u8]) {
        let words = &tail[..tail.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1)];
        if words.is_empty() {
            return self.tear(tail.len());
        }
        match self.take(words, b"") {
            Ok(()) => {
                self.tear(tail.len() - words.len());
                if let Status::Torn(tail) = &mut self.status {
                    tail.unterminated = true;
                }
            }
            Err(fault) => match line::remains(words) {
                Remains::Beginning => self.tear(tail.len()),
                Remains::Other if words[0] == 0 => self.tear(tail.len()),
                Remains::Other => {
                    let fault = if fault.newer { self.look_beyond(tail, fault) } else { fault };
                    self.give_up(fault);
                }
            },
        }
    }

    /// Whether the lines from one on that only a newer version can read still follow one another. `fault` is
    /// what is the matter if they do.
    fn look_beyond(&mut self, rest: &[u8], fault: Break) -> Break {
        let (mut head, mut number) = (self.tip.head, self.tip.entries);
        for whole in rest.split_inclusive(|byte| *byte == b'\n') {
            let line = whole.strip_suffix(b"\n");
            let words = line.unwrap_or(whole);
            match line::link(words) {
                Some((seq, prev)) if prev == head && seq == number + 1 => (head, number) = (Digest::of(words), seq),
                // What an interrupted write left is nobody's doing.
                None if line.is_none() => break,
                // The line before it is the one that was changed: this one holds its digest.
                Some((seq, _)) if seq == number + 1 => {
                    return unlinked_beyond(match number {
                        0 => Place::Packet,
                        _ => Place::Line(number),
                    });
                }
                Some(_) | None => return unlinked_beyond(Place::Line(number + 1)),
            }
        }
        self.beyond = Some(Beyond { lines: number - self.tip.entries, head });
        fault
    }

    fn tear(&mut self, bytes: usize) {
        self.status = Status::Torn(Tail {
            line: self.tip.entries + 1,
            start: self.tip.end,
            bytes: bytes as u64,
            unterminated: false,
        });
    }

    /// Ends the reading at a break. A line that was taken and is named after all is given back.
    fn give_up(&mut self, fault: Break) {
        if let Place::Line(line) = fault.place
            && line == self.tip.entries
            && let Some(named) = self.lines.pop()
        {
            self.tip = Tip {
                entries: line - 1,
                // The named line's own `prev` was checked when it was taken.
                head: Digest::parse(&named.entry.prev).unwrap_or(self.tip.head),
                last: self.lines.last().map_or(named.start, |line| line.start),
                end: named.start,
                at: self.lines.last().map(|line| line.entry.at),
            };
        }
        self.status = Status::Broken(fault);
    }
}

/// A last line whose first block never reached the disk: NULs up to a sector's end, then the rest of it.
fn is_lost_page(line: &[u8], start: u64) -> bool {
    let nuls = line.iter().take_while(|byte| **byte == 0).count() as u64;
    nuls > 0 && (nuls == line.len() as u64 || (start + nuls).is_multiple_of(512))
}

/// A place among lines that only a newer version can read does not fit what stands around it.
fn unlinked_beyond(place: Place) -> Break {
    let what = match place {
        Place::Packet => "not the draft that was reviewed: the trail began with another digest",
        Place::Line(_) => "the line was changed, or does not belong here: what stands next to it does not fit it",
    };
    Break { place, what: what.to_owned(), hint: LOOK.to_owned(), newer: false }
}

/// The `prev` of a line does not fit: says which line was changed.
fn unlinked(tip: &Tip, number: u64, entry: &Entry, prev: Digest, sealed: bool, digest: &Digest, after: &[u8]) -> Break {
    let broken = |place, what| Break { place, what, hint: LOOK.to_owned(), newer: false };
    let here = Place::Line(number);
    if entry.seq > number {
        let missing = match entry.seq - number {
            1 => format!("entry {number} is missing"),
            _ => format!("entries {number} to {} are missing", entry.seq - 1),
        };
        return broken(here, format!("the entry counts {}, expected {number}: {missing}", entry.seq));
    }
    if entry.seq < number {
        let what = format!("the entry counts {}, expected {number}: it was put in here", entry.seq);
        return broken(here, what);
    }
    // A changed line gives an altogether different digest; one that is off by a digit or two was itself
    // changed. Without a seal the next line can still tell: it holds this one's digest.
    let nearly = prev.hex().bytes().zip(tip.head.hex().bytes()).filter(|(a, b)| a != b).count() <= 4;
    let next_disagrees = || match next_prev(after) {
        Some(next) => next != *digest,
        None => false,
    };
    if nearly || (!sealed && next_disagrees()) {
        let what = format!("`prev` is {}…, expected {}…: the line was changed", prev.short(), tip.head.short());
        return broken(here, what);
    }
    let (wanted, found) = (prev.short(), tip.head.short());
    if number == 1 {
        let mut fault = broken(
            Place::Packet,
            format!(
                "not the draft that was reviewed: the trail began with the digest {wanted}…, the file has {found}…"
            ),
        );
        fault.hint = "put the draft of that time back; a later draft goes into a file of its own".to_owned();
        return fault;
    }
    broken(
        Place::Line(number - 1),
        format!(
            "the line was changed: line {number} was written after one with the digest {wanted}…, this has {found}…"
        ),
    )
}

/// The `prev` of the first line of `bytes`, if it can be read.
fn next_prev(bytes: &[u8]) -> Option<Digest> {
    #[derive(serde::Deserialize)]
    struct Link {
        prev: String,
    }
    let line = &bytes[..memchr(b'\n', bytes)?];
    Digest::parse(&serde_json::from_slice::<Link>(line).ok()?.prev)
}

/// The line that says this after `tip`, sealed, without its newline.
pub fn next_line(entry: &Entry) -> Result<String, serde_json::Error> {
    Ok(super::seal::seal(&serde_json::to_string(entry)?))
}
