//! Why a drafter could not draft.

use std::fmt;

/// Why a drafter could not draft: what happened, to which thing, what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What happened, to which thing.
    pub what: String,
    /// What to do next.
    pub hint: Option<String>,
    /// A person stopped it, which is no fault.
    pub cancelled: bool,
}

impl Failure {
    /// What happened, to which thing.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), hint: None, cancelled: false }
    }

    /// With what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A person stopped it.
    pub fn cancelled() -> Self {
        Self { cancelled: true, ..Self::new("drafting was stopped; nothing was written") }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Failure {}
