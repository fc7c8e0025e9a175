//! What a person sets: one commented TOML file, and the faults of such files.
//!
//! Nothing here falls back in silence. A setting that can't be used is a [`Fault`], every fault of a
//! file is told at once, and the program stops before it touches a packet. A new setting is one entry of
//! the table in `settings`.

mod document;
mod fault;
pub mod folders;
mod load;
mod remember;
mod setting;
mod settings;

pub(crate) use document::{Document, found, quoted_path};
pub use fault::{Fault, nearest};
pub use load::{Faults, InForce, load, text_of};
pub use remember::remember_reviewer;
pub use setting::{GlyphsChoice, KeymapName, Provider, ThemeChoice};
pub use settings::{Config, Draft, Editor, Keys, Looks, Model, Review, Reviewer, Row, Seller, Sign};
