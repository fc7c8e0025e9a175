//! The formats, one line each, and how one of them is chosen.
//!
//! Order matters: the first that recognises the content reads it, so the stricter ones stand first, and
//! plain text, which takes everything, last. A file name is looked at only by formats that say so.

use super::decode::{self, decode};
use super::{Import, Unreadable, plain, srt, vtt};

/// What an importer makes.
pub(super) type Outcome = Result<Import, Unreadable>;

/// A format that can be read.
pub(super) struct Format {
    /// What it is read from.
    pub(super) reader: Reader,
}

/// What a format is recognised by and read from.
pub(super) enum Reader {
    /// Characters: told by the first 64 KiB of them and the file's name in lower case.
    Text {
        /// Whether it is this format.
        sniff: fn(&str, &str) -> bool,
        /// Reads all of it.
        read: fn(String, &str) -> Outcome,
    },
}

/// Every format, the stricter first.
const FORMATS: &[Format] = &[vtt::FORMAT, srt::FORMAT, plain::FORMAT];

/// Reads a file as the first format that recognises it.
pub(super) fn read(bytes: Vec<u8>, name: &str) -> Outcome {
    let lower = name.to_lowercase();
    let head = decode::head(&bytes);
    for format in FORMATS {
        match format.reader {
            Reader::Text { sniff, read } => {
                if sniff(&head, &lower) {
                    let decoded = decode(bytes);
                    let mut import = read(decoded.text, name)?;
                    import.encoding = decoded.encoding;
                    import.notes.splice(0..0, decoded.notes);
                    return Ok(import);
                }
            }
        }
    }
    Err(Unreadable::new("no importer knows this format"))
}
