//! Whose turn it is with a packet: a pure answer from the review, for the queue and whoever reports on it.

use crate::packet::Packet;
use crate::review::{Review, Seat};

/// Who has to do something next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// In which capacity.
    pub seat: Seat,
    /// By name, where it is known.
    pub name: Option<String>,
    /// What is waited for.
    pub what: &'static str,
}

impl Turn {
    /// Who has to do something, by name, else by role.
    pub fn who(&self) -> &str {
        self.name.as_deref().unwrap_or_else(|| self.seat.label())
    }
}

/// Who owns the packet: whom it was assigned to, else the deal's customer success manager.
pub fn owner(review: &Review) -> Option<String> {
    let packet: &Packet = review.packet();
    let assigned = review.later().assigned.as_ref().map(|assigned| assigned.value.clone());
    assigned.or_else(|| packet.deal.as_ref().and_then(|deal| deal.csm.clone()))
}

/// Whose turn it is.
pub fn turn(review: &Review) -> Turn {
    let deal = review.packet().deal.as_ref();
    let ae = || deal.and_then(|deal| deal.ae.clone());
    if let Some(returned) = &review.later().returned {
        return Turn { seat: Seat::Ae, name: returned.value.to.clone().or_else(ae), what: "answer" };
    }
    if review.needs_countersign() {
        let by_csm = review.later().signed.as_ref().is_some_and(|signed| signed.by.role != Seat::Ae);
        let (seat, name) = if by_csm { (Seat::Ae, ae()) } else { (Seat::Csm, owner(review)) };
        return Turn { seat, name, what: "countersign" };
    }
    let what = if review.is_signed() {
        "go on"
    } else if review.decided() == review.len() {
        "sign off"
    } else {
        "review"
    };
    Turn { seat: Seat::Csm, name: owner(review), what }
}
