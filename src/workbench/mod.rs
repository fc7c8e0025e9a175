//! The workbench: three panes in which a person judges claims beside the words they were drawn from.

pub mod action;
pub mod begin;
pub mod editor;
pub mod effect;
pub mod field;
pub mod flow;
mod fuzzy;
pub mod key;
pub mod layout;
pub mod life;
pub mod meeting;
pub mod mode;
pub mod pace;
pub mod queue;
pub mod run;
pub mod seek;
pub mod signals;
pub mod state;
pub mod terminal;
pub mod theme;
pub mod tour;
pub mod update;
pub mod view;
mod walk;
pub mod world;
