//! `handoff`: people review an AI-drafted sales-to-CS handoff packet, claim by claim, beside the words it
//! was drawn from.

pub mod anchor;
pub mod audit;
pub mod brief;
pub mod command;
pub mod config;
pub mod count;
pub mod draft;
pub mod export;
pub mod find;
pub mod packet;
pub mod plain;
pub mod readiness;
pub mod refresh;
pub mod report;
pub mod review;
pub mod signal;
pub mod source;
pub mod store;
pub mod text;
pub mod verify;
pub mod visible;
mod whole;
pub mod workbench;
