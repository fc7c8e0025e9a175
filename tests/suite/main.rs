//! The integration tests: one binary, one file a topic.

mod anchors;
mod append;
mod keys;
mod kill;
mod review;
mod samples;
mod store;
mod trail;
mod verify;
mod wall;
