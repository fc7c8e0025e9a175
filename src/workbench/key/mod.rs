//! Keys as data: what a key is, how it is written, and what it does.
//!
//! Pure: text in, values out. [`Key`] is one press, the same on every terminal; [`parse_keys`] reads
//! them as `--keys` and keymaps write them; [`Keymap`] says which [`Action`](super::action::Action)
//! they stand for. Faults of keymap files are all told at once.

mod keymap;
mod layer;
mod press;
mod reference;
mod script;

pub use keymap::{Keymap, Next, Step};
pub use layer::BUILT_IN;
pub use press::{Code, Key};
pub use reference::{json, markdown, text};
pub use script::{KeyFault, parse_key, parse_keys};
