//! Why something on disk could not be used: which file, where in it, what happened, what to do next.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::audit::Trouble;
use crate::audit::trouble::reason;
use crate::packet::Fault;

/// Why something on disk could not be used. Every file is as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreError {
    /// Which file or folder.
    pub file: PathBuf,
    /// Where in it: `line 12, column 4`, `claims[3].kind`; empty for all of it.
    pub place: String,
    /// What was found and what was expected.
    pub what: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl StoreError {
    /// Something about the whole file.
    pub fn new(file: impl Into<PathBuf>, what: impl Into<String>) -> Self {
        Self { file: file.into(), place: String::new(), what: what.into(), hint: None }
    }

    /// What the operating system said while it was `doing` something (`read`, `written`) with the file.
    pub fn io(file: impl Into<PathBuf>, doing: &str, error: &io::Error) -> Self {
        let what = match error.kind() {
            io::ErrorKind::NotFound if doing == "read" => "there is no such file or folder".to_owned(),
            _ => format!("can't be {doing}: {}", reason(error)),
        };
        Self::new(file, what)
    }

    /// With what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn fault(file: &Path, fault: Fault) -> Self {
        Self { file: file.to_owned(), place: fault.place, what: fault.what, hint: fault.hint }
    }

    pub(super) fn trouble(file: &Path, trouble: Trouble) -> Self {
        Self { file: file.to_owned(), place: String::new(), what: trouble.what, hint: Some(trouble.hint) }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.file.display())?;
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.what)
    }
}

impl std::error::Error for StoreError {}
