//! The review core: events in, the reviewed packet out. Pure: time, actor and ids are arguments.

pub mod blocker;
pub mod event;
mod fold;
pub mod hidden;
mod index;
pub mod later;
pub mod lived;
pub mod located;
pub mod project;
mod redraft;
pub mod refusal;
pub mod state;
pub mod tell;
pub mod word;

pub use event::{Action, Actor, Entry, Event, Seat};
pub use fold::FIELD_LIMIT;
pub use refusal::Refusal;
pub use state::{Absence, Again, ClaimReview, Confirmed, Decision, LiveEvidence, Review, Ruled, Verdict};
