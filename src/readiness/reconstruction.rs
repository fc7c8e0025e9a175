//! Reconstruction: the share of a packet that the receiving team had to add, rewrite, or go and ask for.
//!
//! Heroic repair is measured, not hidden. Everybody but the AE counts as the receiving team. The share is
//! taken of the claims that the packet came to: those that stand and those that the customer is still to be
//! asked about; what was rejected and what nobody has judged is neither.

use std::collections::HashSet;

use crate::packet::ClaimId;
use crate::review::{Event, Review, Seat, Verdict};

/// What the receiving team had to do to a packet. A claim counts once, under the first that applies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reconstruction {
    /// Claims that the receiving team wrote.
    pub added: usize,
    /// Claims that it put in other words.
    pub rewrote: usize,
    /// Claims for which it had to ask the customer or whoever handed the packet over.
    pub asked: usize,
    /// The claims that the packet came to.
    pub of: usize,
}

impl Reconstruction {
    /// Of one packet.
    pub fn of(review: &Review) -> Self {
        let mut this = Self::default();
        let returned = returned(review);
        for index in 0..review.len() {
            let Some(verdict) = &review.claims()[index].verdict else { continue };
            let rewrote = match &verdict.value {
                Verdict::Rejected { .. } => continue,
                Verdict::Edited { .. } => receives(&verdict.by.role),
                Verdict::Accepted { .. } | Verdict::Deferred { .. } => false,
            };
            this.of += 1;
            if review.added_by(index).is_some_and(|by| receives(&by.role)) {
                this.added += 1;
            } else if rewrote {
                this.rewrote += 1;
            } else if returned.contains(&review.claim(index).id) || was_deferred(review, index) {
                this.asked += 1;
            }
        }
        this
    }

    /// How many claims the receiving team had to repair.
    pub const fn repaired(&self) -> usize {
        self.added + self.rewrote + self.asked
    }

    /// With those of another packet.
    pub fn join(&mut self, other: &Self) {
        let Self { added, rewrote, asked, of } = other;
        self.added += added;
        self.rewrote += rewrote;
        self.asked += asked;
        self.of += of;
    }
}

fn receives(seat: &Seat) -> bool {
    *seat != Seat::Ae
}

/// The claims that the receiving team sent back with a question at any time, answered by now or not.
fn returned(review: &Review) -> HashSet<&ClaimId> {
    let mut asked = HashSet::new();
    for entry in review.entries() {
        if let Event::Returned { to: _, questions, note: _ } = &entry.event
            && receives(&entry.by.role)
            && review.is_live(entry.seq)
        {
            asked.extend(questions.iter().map(|question| &question.claim));
        }
    }
    asked
}

/// Whether the receiving team put a claim off to ask the customer at any time.
fn was_deferred(review: &Review, index: usize) -> bool {
    review
        .history(index)
        .any(|(entry, live)| live && receives(&entry.by.role) && matches!(entry.event, Event::ClaimDeferred { .. }))
}
