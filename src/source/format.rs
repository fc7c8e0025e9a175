//! The formats, one line each, and how one of them is chosen.
//!
//! Order matters: the first that recognises the content reads it, so the stricter ones stand first, and
//! plain text, which takes everything, last. A file name is looked at only by formats that say so.

use super::decode::{self, decode};
use super::{Import, Unreadable, binary, csv, html, json, mail, native, pdf, plain, srt, vtt, zip};

/// What an importer makes.
pub(super) type Outcome = Result<Import, Unreadable>;

/// A format that can be read.
pub(super) struct Format {
    /// What it is read from.
    pub(super) reader: Reader,
}

/// What a format is recognised by and read from.
pub(super) enum Reader {
    /// Bytes: told by them, and by the file's name in lower case.
    Bytes {
        /// Whether it is this format.
        sniff: fn(&Peek<'_>) -> bool,
        /// Reads all of it.
        read: fn(Vec<u8>, &str) -> Outcome,
    },
    /// Characters: told by the first 64 KiB of them and the file's name in lower case.
    Text {
        /// Whether it is this format.
        sniff: fn(&str, &str) -> bool,
        /// Reads all of it.
        read: fn(String, &str) -> Outcome,
    },
}

/// What a format is told by.
pub(super) struct Peek<'a> {
    /// All of the file.
    pub(super) bytes: &'a [u8],
    /// The first 64 KiB as characters.
    pub(super) head: &'a str,
    /// Its name, in lower case.
    pub(super) name: &'a str,
}

/// Every format, the stricter first.
const FORMATS: &[Format] = &[
    zip::FORMAT,
    pdf::FORMAT,
    vtt::FORMAT,
    binary::FORMAT,
    native::FORMAT,
    json::FORMAT,
    mail::MBOX,
    mail::FORMAT,
    srt::FORMAT,
    html::FORMAT,
    csv::FORMAT,
    plain::FORMAT,
];

/// Reads a file as the first format that recognises it.
pub(super) fn read(bytes: Vec<u8>, name: &str) -> Outcome {
    let lower = name.to_lowercase();
    match recognised(&bytes, &lower).map(|format| &format.reader) {
        Some(Reader::Bytes { read, .. }) => read(bytes, name),
        Some(Reader::Text { read, .. }) => {
            let decoded = decode(bytes);
            let mut import = read(decoded.text, name)?;
            import.encoding = decoded.encoding;
            import.notes.splice(0..0, decoded.notes);
            Ok(import)
        }
        None => Err(Unreadable::new("no importer knows this format")),
    }
}

/// The first format that recognises a file. `name` is in lower case.
fn recognised(bytes: &[u8], name: &str) -> Option<&'static Format> {
    let head = decode::head(bytes);
    FORMATS.iter().find(|format| match format.reader {
        Reader::Bytes { sniff, .. } => sniff(&Peek { bytes, head: &head, name }),
        Reader::Text { sniff, .. } => sniff(&head, name),
    })
}
