//! One line of a trail: from its bytes to an [`Entry`], or what is wrong with it.
//!
//! Pure, and blind to the lines around it: order and `prev` are the chain's to check. White space around
//! the object is refused although JSON allows it, because every byte of a line counts.

use serde::Deserialize;
use serde_json::error::Category;

use super::digest::Digest;
use super::seal::{self, Seal};
use crate::review::{Entry, Event};

/// The longest line that is read or written, in bytes. A decision is a few hundred bytes; this only keeps
/// a damaged file from being taken for one.
pub const LIMIT: usize = 4 << 20;

/// This program's version: lines carry none of their own.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// What to do about a line that this version can't read.
const INSTALL: &str = "install the newer one to go on with this packet; nothing speaks of tampering";

/// A line that holds together by itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parsed {
    pub(super) entry: Entry,
    /// `prev`, as a digest.
    pub(super) prev: Digest,
    /// Of the whole line.
    pub(super) digest: Digest,
    pub(super) sealed: bool,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) what: String,
    pub(super) hint: Option<String>,
    /// A newer version of the program wrote it: nothing is wrong with the chain.
    pub(super) newer: bool,
}

impl Fault {
    fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), hint: None, newer: false }
    }

    fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_owned());
        self
    }
}

/// Reads one line, given without its newline.
pub(super) fn parse(line: &[u8]) -> Result<Parsed, Fault> {
    let words = check_bytes(line)?;
    let (sealed, digest) = match seal::check(line) {
        (Seal::Whole, digest) => (true, digest),
        (Seal::Absent, digest) => (false, digest),
        (Seal::Broken, _) => {
            return Err(Fault::new("the line was changed after it was written: its seal does not fit"));
        }
    };
    let entry: Entry = match serde_json::from_str(words) {
        Ok(entry) => entry,
        Err(error) => return Err(shape_fault(line, &error)),
    };
    let Some(prev) = Digest::parse(&entry.prev) else {
        return Err(Fault::new("`prev` is not a digest, expected 64 lower-case hex digits"));
    };
    Ok(Parsed { entry, prev, digest, sealed })
}

/// The number and the `prev` of a line, whatever it says; `None` where it is no whole line of a trail.
pub(super) fn link(line: &[u8]) -> Option<(u64, Digest)> {
    #[derive(Deserialize)]
    struct Link {
        seq: u64,
        prev: String,
    }
    let words = check_bytes(line).ok()?;
    if let (Seal::Broken, _) = seal::check(line) {
        return None;
    }
    let link: Link = serde_json::from_str(words).ok()?;
    Some((link.seq, Digest::parse(&link.prev)?))
}

/// The line as characters, if its bytes are those of a line.
fn check_bytes(line: &[u8]) -> Result<&str, Fault> {
    if line.is_empty() {
        return Err(Fault::new("the line is empty, expected an entry"));
    }
    if line.len() > LIMIT {
        return Err(Fault::new(format!("the line is {} bytes long, expected at most {LIMIT}", line.len())));
    }
    if line.ends_with(b"\r") {
        return Err(Fault::new("the line ends in a carriage return: the file was saved with Windows line ends").hint(
            "turn them back (for example `dos2unix`); `*.jsonl -text` in .gitattributes keeps git from doing it again",
        ));
    }
    if line.starts_with(b"\xef\xbb\xbf") {
        return Err(Fault::new(
            "the line starts with a byte order mark: an editor saved the file as UTF-8 with signature",
        )
        .hint("save it as UTF-8 without a signature"));
    }
    if memchr::memchr(0, line).is_some() {
        return Err(Fault::new("the line holds NUL bytes, expected an entry"));
    }
    let words = match std::str::from_utf8(line) {
        Ok(words) => words,
        Err(error) => return Err(Fault::new(format!("byte {} of the line is not UTF-8", error.valid_up_to() + 1))),
    };
    // What else is not an object is told by the JSON reader; blanks around one it would let pass.
    if line.first().is_some_and(u8::is_ascii_whitespace) || line.last().is_some_and(u8::is_ascii_whitespace) {
        return Err(Fault::new("there is white space around the entry, expected none"));
    }
    Ok(words)
}

fn shape_fault(line: &[u8], error: &serde_json::Error) -> Fault {
    let mut what = error.to_string();
    if let Some(cut) = what.rfind(" at line ") {
        what.truncate(cut);
    }
    match error.classify() {
        Category::Eof => Fault::new("the line ends in the middle of an entry"),
        Category::Syntax | Category::Io => Fault::new(format!("column {}: not JSON: {what}", error.column())),
        Category::Data => match event_type(line) {
            Some(word) if !is_known(&word) => Fault {
                what: format!("written by a newer handoff: this one ({VERSION}) does not know the event `{word}`"),
                hint: Some(INSTALL.to_owned()),
                newer: true,
            },
            Some(word) if what.starts_with("unknown variant") => Fault {
                what: format!("written by a newer handoff: this one ({VERSION}) can't read its `{word}`: {what}"),
                hint: Some(INSTALL.to_owned()),
                newer: true,
            },
            Some(_) | None => Fault::new(format!("not an entry: {what}"))
                .hint("if a newer handoff wrote it, install that one; `handoff schema entry` prints the shape"),
        },
    }
}

/// The type of the line's event, whatever else stands in it.
fn event_type(line: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Outer {
        event: Inner,
    }
    #[derive(Deserialize)]
    struct Inner {
        r#type: String,
    }
    serde_json::from_slice::<Outer>(line).ok().map(|outer| outer.event.r#type)
}

/// Whether an event has that name. Asked of the event's own reader, so that there is no second list.
fn is_known(word: &str) -> bool {
    match serde_json::from_value::<Event>(serde_json::json!({ "type": word })) {
        Ok(_) => true,
        Err(error) => !error.to_string().starts_with("unknown variant"),
    }
}

/// What the bytes after the last newline are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remains {
    /// The beginning of an entry and no more: what a power cut leaves.
    Beginning,
    /// Something else.
    Other,
}

/// Whether bytes can be what an interrupted write left of a line. Only the strict beginning of an object
/// can: a whole object with anything after it, or bytes that no entry begins with, were put there.
pub(super) fn remains(bytes: &[u8]) -> Remains {
    match serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
        Err(error) if error.is_eof() && bytes.starts_with(b"{") => Remains::Beginning,
        Ok(_) | Err(_) => Remains::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Remains, parse, remains};

    const LINE: &str = r#"{"seq":1,"prev":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","at":"2026-07-03T09:00:00Z","by":{"name":"Dana Ruiz","role":"csm"},"event":{"type":"noted","text":"né"}}"#;

    #[test]
    fn every_beginning_of_a_line_can_be_what_a_power_cut_left() {
        let line = crate::audit::seal::seal(LINE);
        for end in 1..line.len() {
            assert_eq!(remains(&line.as_bytes()[..end]), Remains::Beginning, "{end} bytes");
        }
        assert_eq!(remains(line.as_bytes()), Remains::Other);
        assert_eq!(remains(format!("{line}X").as_bytes()), Remains::Other);
        assert_eq!(remains(b"not an entry"), Remains::Other);
    }

    #[test]
    fn says_what_is_wrong() {
        let what = |line: &[u8]| parse(line).unwrap_err().what;
        assert!(what(b"").contains("empty"));
        assert!(what(format!("{LINE}\r").as_bytes()).contains("Windows line ends"));
        assert!(what(format!("{LINE} ").as_bytes()).contains("white space"));
        assert!(what(format!("\u{feff}{LINE}").as_bytes()).contains("byte order mark"));
        assert!(what(b"\0\0").contains("NUL"));
        assert!(what(b"{\"seq\":\xff}").contains("byte 8 of the line is not UTF-8"));
        assert!(what(LINE.replace("\"seq\":1", "\"seq\":1,\"seq\":2").as_bytes()).contains("duplicate field `seq`"));
        assert!(
            what(LINE.replace("\"text\":\"né\"", "\"text\":\"a\",\"text\":\"b\"").as_bytes())
                .contains("duplicate field `text`")
        );
        assert!(what(LINE.replace("ba78", "BA78").as_bytes()).contains("`prev` is not a digest"));
        assert!(what(&vec![b' '; super::LIMIT + 1]).contains("bytes long"));
    }

    #[test]
    fn an_event_of_a_newer_version_is_called_that() {
        let fault = parse(LINE.replace("noted", "sung").as_bytes()).unwrap_err();
        assert!(fault.newer);
        assert!(
            fault.what.starts_with("written by a newer handoff") && fault.what.contains("`sung`"),
            "{}",
            fault.what
        );
        let fault = parse(LINE.replace("\"text\"", "\"word\"").as_bytes()).unwrap_err();
        assert!(!fault.newer, "{}", fault.what);
    }

    #[test]
    fn fields_of_a_newer_version_are_let_be() {
        assert!(parse(LINE.replace("\"seq\":1", "\"seq\":1,\"mood\":\"good\"").as_bytes()).is_ok());
    }
}
