//! The workbench: three panes in which a person judges claims beside the words they were drawn from.

pub mod action;
pub mod key;
