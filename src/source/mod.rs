//! From the bytes of a source to its [`Text`]: one module a format, one line in `format::FORMATS` to
//! register it.
//!
//! No files, no clock: bytes in, value out. The format is found by content; the file's name decides only
//! where the content leaves a doubt. Third-party parsers are treated as able to panic and run inside
//! `guard`. What could not be used is reported in [`Import::notes`], with its place; nothing is dropped
//! in silence.

pub mod about;
mod binary;
mod csv;
mod cue;
mod decode;
mod format;
mod guard;
mod html;
mod json;
mod label;
mod mail;
pub mod name;
pub mod native;
mod note;
mod office;
mod paragraph;
mod participant;
mod pdf;
mod plain;
mod sheet;
mod srt;
mod time;
mod turns;
mod vtt;
mod zip;

use std::fmt;

pub use guard::{is_guarded, survive};
pub use participant::{Participant, SideHint};

use crate::packet::SourceKind;
use crate::text::Text;

/// The most bytes a source may have: 512 MiB. Offsets inside a text are 32 bits wide, and nobody reviews
/// more than that.
pub const MAX_BYTES: usize = 512 * 1024 * 1024;

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
    /// What sort of thing it is, where the format or the file says so.
    pub kind: Option<SourceKind>,
    /// Who took part, as the file lists them: speakers, recipients, attendees who never spoke. Everybody
    /// who is named as a speaker in `text` is here too.
    pub participants: Vec<Participant>,
}

impl Import {
    /// Words that came without a file: one turn that nobody is named for.
    pub fn snippet(words: &str) -> Self {
        Self::new(Text::snippet(words), "plain text")
    }

    /// A text that was read as `format`, with nothing to say about it yet.
    fn new(text: Text, format: &'static str) -> Self {
        let kind = kind(format);
        let (notes, participants) = (Vec::new(), Vec::new());
        Self { text, format, encoding: "UTF-8", notes, title: None, date: None, kind, participants }
    }

    fn note(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.notes.push(Note { place: place.into(), what: what.into() });
    }
}

/// What sort of thing a format always is.
fn kind(format: &str) -> Option<SourceKind> {
    match format {
        "WebVTT" | "SubRip" | "Gong" | "Fireflies" | "Fathom" | "Grain" | "Google Meet" | "Deepgram" | "AssemblyAI"
        | "Whisper" => Some(SourceKind::Call),
        "mail" | "mailbox" => Some(SourceKind::Email),
        "CSV" | "HubSpot" => Some(SourceKind::CrmNote),
        _ => None,
    }
}

/// One thing an importer could not use, or had to guess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// `line 12`, `page 3`, `part 2`; empty for the whole file.
    pub place: String,
    /// What it was, and what became of it.
    pub what: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        placed(f, &self.place, &self.what)
    }
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

impl Unreadable {
    fn new(what: impl Into<String>) -> Self {
        Self { place: String::new(), what: what.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        placed(f, &self.place, &self.what)
    }
}

impl std::error::Error for Unreadable {}

fn placed(f: &mut fmt::Formatter<'_>, place: &str, what: &str) -> fmt::Result {
    if !place.is_empty() {
        write!(f, "{place}: ")?;
    }
    f.write_str(what)
}

/// Reads a source. `name` is its file name, used only where the content leaves a doubt.
///
/// # Errors
/// A format that can't be read, or a file with no words in it.
pub fn import(bytes: Vec<u8>, name: &str) -> Result<Import, Unreadable> {
    if bytes.len() > MAX_BYTES {
        let size = bytes.len() / (1024 * 1024);
        return Err(Unreadable::new(format!("{size} MiB is more than the 512 MiB that a source may have"))
            .hint("split it, or keep only the part that claims are drawn from"));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::new("the file is empty").hint("export it again, or remove it from the packet"));
    }
    finished(format::read(bytes, name)?)
}

/// Reads a source together with what lies beside it, for formats that come in two files: a Gong transcript
/// takes the names of its speakers from Gong's list of calls. Its words never depend on the other file.
///
/// # Errors
/// As [`import`].
pub fn import_beside(bytes: Vec<u8>, name: &str, beside: &[Vec<u8>]) -> Result<Import, Unreadable> {
    match json::with_people(&bytes, beside) {
        Some(import) => finished(import),
        None => import(bytes, name),
    }
}

/// Whether a file may get the names of its speakers from another one beside it. Quick, and may be wrong.
pub fn wants_companion(bytes: &[u8]) -> bool {
    let has = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    has(b"\"speakerId\"") && has(b"\"sentences\"")
}

/// Whether a file is only there for the names in it: Gong's list of calls, which has no words.
pub fn is_companion(bytes: &[u8]) -> bool {
    json::gong::is_list_of_people(bytes)
}

fn finished(mut import: Import) -> Result<Import, Unreadable> {
    for speaker in import.text.speakers().iter().take(1000) {
        let somebody = Participant::named(speaker.name.clone()).at(speaker.email.as_deref());
        participant::join(&mut import.participants, somebody);
    }
    if import.text.turns().is_empty() {
        let what = format!("read as {}, but there are no words in it", import.format);
        let hint = import.notes.first().map(ToString::to_string);
        return Err(Unreadable { hint, ..Unreadable::new(what) });
    }
    Ok(import)
}
