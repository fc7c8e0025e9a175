//! The integration tests: one binary, one file a topic.

mod append;
mod store;
mod trail;
mod wall;
