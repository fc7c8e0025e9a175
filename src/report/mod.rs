//! A report over a library: one [`Row`] a packet, [`Totals`] over all of them or over a group.
//!
//! `row`, `totals` and `rate` are plain values and sums; `pass` reads packets, and `remembered` what earlier
//! reports came to. A row is made, written and forgotten, so that a library of any size takes the same memory.
//! Nothing in here ranks people: groups come in the order of their names, and a group of too few packets gets
//! counts and no rates.

pub mod compare;
pub mod csv;
pub mod drafts;
pub mod html;
pub mod pass;
pub mod rate;
pub mod remembered;
pub mod row;
pub mod sample;
pub mod text;
pub mod totals;

pub use rate::Rate;
pub use row::{Broken, Row};
pub use totals::{Sums, Totals};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::packet::kind::words;

words!(
    /// By what packets are grouped.
    By {
        /// Whose packet it is: assigned to, or else the CSM of the deal.
        Owner = "owner", "owner";
        /// The account's segment.
        Segment = "segment", "segment";
        /// The month in which the deal closed.
        Month = "month", "month";
    }
);

/// From how many packets on a group is compared with others.
pub const ENOUGH: usize = 5;
