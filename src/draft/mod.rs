//! Drafting: from sources to a packet that is worth reviewing.
//!
//! A [`Drafter`] gets a [`Job`] (who bought, and the sources as read) and answers with a [`Sketch`]. Three
//! ship: `rules` (embedded, offline, deterministic), `model` (a language model) and `command` (any program).
//! What comes of a sketch is the same for all of them: [`compose`] makes a packet of it, and [`ground`] looks
//! up every quote in the sources before a person sees it and marks what fails.
//!
//! A sketch is made of the packet's own types, and those have no place for a verdict, a ruling, a standing
//! or a sign-off: what a drafter thinks of a claim goes into [`Suggestion`](crate::packet::Suggestion), from
//! which nothing makes a decision. Sources are data. A sentence in one that gives orders can become a claim,
//! and nothing else.
//!
//! Knows no terminal and no packet folder. `command::draft` reads the files, asks, and writes.

mod compose;
mod failure;
mod ground;
mod job;
pub mod model;
pub mod party;
mod program;
mod rules;
mod watch;
pub mod wire;

pub use compose::compose;
pub use failure::Failure;
pub use ground::{Row, Tally, ground};
pub use job::{Job, JobSource, Sketch, Unread};
pub use program::{Program, Show};
pub use rules::Rules;
pub use watch::{Quiet, Step, Watch};

/// Something that drafts claims from sources.
pub trait Drafter {
    /// What it is called in `drafted_by` and in messages: `rules`, `model`, `command`.
    fn name(&self) -> &str;

    /// Drafts. Long work tells [`Watch`] how far it is and stops soon after it says `cancelled`.
    ///
    /// # Errors
    /// It could not draft: what happened, to which thing, what to do next. Nothing has been written.
    fn draft(&self, job: &Job, watch: &mut dyn Watch) -> Result<Sketch, Failure>;
}
