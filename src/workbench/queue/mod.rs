//! The queue: the packets of a library, the worst first, each one key away.
//!
//! ```text
//!  Queue · library · 3 packets · worst first                                      Dana Ruiz, CSM
//! ┏ Packets ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
//! ┃ account               owner      turn                 stage   days  decided  unr.  orph  alt.  ready ┃
//! ┃▶Brightwater Clinics   Dana Ruiz  Dana Ruiz: review    review    12     0/38     4     2     6   0/10 ┃
//! ```
//!
//! The same habits as the workbench: `update` alone changes the state, `view` alone draws it, effects are
//! plain values, keys come from the same keymap (table `[queue]`). Reading is done by threads after the
//! first frame: what is on screen first, drafts and trails before quotes. A row that becomes known never
//! moves under the cursor.

pub mod order;
pub mod read;
pub mod row;
pub mod run;
pub mod state;
pub mod turn;
pub mod update;
pub mod verb;
pub mod view;
pub mod world;
