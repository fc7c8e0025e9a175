//! The review core: events in, the reviewed packet out. Pure: time, actor and ids are arguments.

pub mod event;
pub mod word;

pub use event::{Action, Actor, Entry, Event, Seat};
