//! Packets on disk: the folder, its sources, the projection beside it, and what a reviewer leaves open.
//!
//! The leaf between the pure centre and the file system. Everything is read with a limit, nothing is
//! followed out of a packet's folder, and every failure is one message that names the file. Opening
//! writes nothing.

pub mod atomic;
mod bounded;
pub mod drafts;
mod error;
pub mod folder;
pub mod gather;
pub mod join;
pub mod library;
pub mod locate;
mod nearest;
pub mod open_field;
pub mod paths;
pub mod place;
pub mod presence;
pub mod record;
pub mod reviewed;
pub mod sources;

pub use bounded::{LIMIT, read};
pub use error::StoreError;
pub use folder::{Opened, draft_again, open};
pub use gather::{Gathered, Gathering, gather};
pub use paths::Paths;
pub use record::record;
