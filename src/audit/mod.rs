//! The audit trail: what makes a review evidence rather than a note.
//!
//! `chain` and what it stands on are pure; `file` alone touches the disk. Nothing in here knows what
//! an event means: whether a decision may be written is asked of the caller, under the lock.

mod aside;
pub mod chain;
pub mod digest;
pub mod disk;
mod draft;
pub mod file;
mod handle;
pub mod head;
pub mod identity;
mod line;
mod lock;
pub mod seal;
pub mod signature;
pub mod signoff;
pub mod trouble;

pub use aside::Repaired;
pub use chain::{Beyond, Break, Line, Notice, Place, Reading, Status, Tail, Tip};
pub use digest::Digest;
pub use draft::{Appended, Draft};
pub use file::AuditFile;
pub use line::LIMIT as LINE_LIMIT;
pub use trouble::{Kind, Trouble};
