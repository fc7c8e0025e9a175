//! The integration tests: one binary, one file a topic.

mod anchors;
mod append;
mod corpora;
mod docs;
mod keys;
mod kill;
mod review;
mod session;
mod samples;
mod source;
mod store;
mod text;
mod trail;
mod verify;
mod visible;
mod wall;
