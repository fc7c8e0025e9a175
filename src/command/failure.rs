//! Why a command could not do its work: what happened, to which thing, and what to do next.

use std::fmt;
use std::io;

/// A command that could not do its work: exit code 2.
#[derive(Debug)]
pub struct Failure {
    what: String,
    hint: Option<String>,
    closed_pipe: bool,
}

impl Failure {
    /// What happened, to which thing.
    pub fn new(what: impl fmt::Display) -> Self {
        Self { what: what.to_string(), hint: None, closed_pipe: false }
    }

    /// With what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Option<String>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Whether the reader of our output went away, which is no error.
    pub fn is_closed_pipe(&self) -> bool {
        self.closed_pipe
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl From<crate::store::StoreError> for Failure {
    fn from(error: crate::store::StoreError) -> Self {
        Self { what: error.to_string(), hint: error.hint, closed_pipe: false }
    }
}

impl From<crate::config::Faults> for Failure {
    fn from(faults: crate::config::Faults) -> Self {
        Self::new(faults).hint(
            "nothing was done; `handoff config --default` prints a file with every setting, `handoff keys` every action"
                .to_owned(),
        )
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self {
            closed_pipe: error.kind() == io::ErrorKind::BrokenPipe,
            what: format!("could not write the result: {error}"),
            hint: None,
        }
    }
}
