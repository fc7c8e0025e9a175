//! `--plain`: the review line by line, without a screen, for screen readers and pipes.
//!
//! It is the same workbench: lines become the same messages to the same `update`, the trail is written by
//! the same world, and what may be seen before a verdict is decided by the same function. Only the two
//! ends differ: `hear` reads a line as a key, an action's name, a choice or a text, and `tell` says
//! what changed in words. Nothing here decides anything.
//!
//! One line is one step: `a` accepts, and `jja` is refused, so that text which was pasted or piped by
//! mistake can't go on pressing keys.

mod hear;
mod passage;
pub mod queue;
mod session;
mod tell;

pub use session::{Session, run};
