//! The review core: pure. Events in, the reviewed packet out.

pub mod word;
