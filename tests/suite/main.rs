//! The one integration test binary: a module a topic.

mod corpora;
mod visible;
