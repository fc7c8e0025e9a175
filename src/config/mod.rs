//! What a person sets: one commented TOML file, and the faults of such files.
//!
//! Nothing here falls back in silence. A setting that can't be used is a [`Fault`], every fault of a
//! file is told at once, and the program stops before it touches a packet.

mod document;
mod fault;

pub(crate) use document::{Document, found, quoted_path};
pub use fault::{Fault, nearest};
