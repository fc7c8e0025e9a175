//! The integration tests: one binary, one file a topic.

mod anchors;
mod append;
mod brief;
mod config;
mod corpora;
mod corpora_anchor;
mod docs;
mod formats;
mod journey;
mod keys;
mod kill;
mod life;
mod model;
mod queue;
mod readiness;
mod report;
mod review;
mod samples;
mod session;
mod source;
mod store;
mod text;
mod trail;
mod verify;
mod visible;
mod wall;
