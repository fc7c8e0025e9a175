//! Why a trail could not be read or written: what happened, to which file, what to do next.

use std::fmt;
use std::io;
use std::path::Path;

use super::chain::{Break, Place};

/// Why a trail could not be read or written. Whatever the kind, nothing may be shown as saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What sort of trouble: decides what a caller may try next.
    pub kind: Kind,
    /// The file, and the line where there is one: `audit.jsonl, line 7`.
    pub place: String,
    /// What happened.
    pub what: String,
    /// What to do next.
    pub hint: String,
}

/// What sort of trouble, and so what may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Another program holds the file. Nothing was written; the same decision can be tried again.
    Busy,
    /// The file or its folder can't be read or written by this user. Nothing was written.
    Denied,
    /// The trail does not hold. It is read-only until it was opened again.
    Broken,
    /// What was read before is no longer there. It is read-only until it was opened again.
    Rewritten,
    /// Writing failed and was taken back: the trail is as it was.
    Disk,
    /// Writing failed and could not be taken back: only reading again tells whether the line is there.
    Unknown,
    /// The entry is longer than a line may be. Nothing was written.
    TooLong,
}

impl Trouble {
    pub(super) fn broken(file: &str, fault: &Break) -> Self {
        let place = match fault.place {
            Place::Packet => "packet.json".to_owned(),
            Place::Line(line) => format!("{file}, line {line}"),
        };
        Self { kind: Kind::Broken, place, what: fault.what.clone(), hint: fault.hint.clone() }
    }

    pub(super) fn rewritten(file: &str, what: impl Into<String>) -> Self {
        Self {
            kind: Kind::Rewritten,
            place: file.to_owned(),
            what: what.into(),
            hint: "open the packet again to see what stands there now, and hold it against a copy".to_owned(),
        }
    }

    pub(super) fn too_long(path: &Path, what: String) -> Self {
        let hint = "nothing was saved: shorten the text".to_owned();
        Self { kind: Kind::TooLong, place: name(path), what, hint }
    }

    pub(super) fn denied(file: &str, doing: &str, error: &io::Error) -> Self {
        Self {
            kind: Kind::Denied,
            place: file.to_owned(),
            what: format!("can't be {doing}: {}", reason(error)),
            hint: "check who owns the packet's folder and whether you may write there".to_owned(),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl std::error::Error for Trouble {}

/// An operating system's error in plain words.
pub fn reason(error: &io::Error) -> String {
    use io::ErrorKind as Is;
    match error.kind() {
        Is::StorageFull => "the disk is full".to_owned(),
        Is::QuotaExceeded => "your share of the disk is used up".to_owned(),
        Is::FileTooLarge => "the file may not grow any larger".to_owned(),
        Is::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        Is::PermissionDenied => "you are not allowed to".to_owned(),
        Is::NotFound => "it does not exist".to_owned(),
        Is::IsADirectory => "it is a folder, expected a file".to_owned(),
        Is::NotADirectory => "its folder is a file".to_owned(),
        _ => error.to_string(),
    }
}

/// The name of a file as messages give it.
pub(super) fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
