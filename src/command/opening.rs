//! How most commands begin: a packet is opened and its trail folded. Whoever only looks gets the review as far
//! as the trail can be read, and is told where that ends; whoever writes is refused unless all of it can be.
//!
//! May surprise: what a customer is shown is refused, too. A trail that can't be read on may go on to make
//! something internal, and what is not known to be safe is not shown.

use std::path::Path;

use super::{Failure, tell};
use crate::audit::{Break, Digest, Status, Tip};
use crate::review::{Refusal, Review};
use crate::store::{self, Opened, Paths};

/// A packet as far as its trail can be read.
pub(super) struct Packet {
    /// Its files.
    pub(super) paths: Paths,
    /// The draft's bytes.
    pub(super) bytes: Vec<u8>,
    /// Their digest.
    pub(super) sha256: Digest,
    /// Where the trail ends.
    pub(super) tip: Tip,
    /// What it came to.
    pub(super) review: Review,
    /// Whether that is all of the trail.
    pub(super) whole: bool,
}

/// A packet whose trail holds to its end.
pub(super) struct ToWrite {
    /// The packet, with its trail.
    pub(super) opened: Opened,
    /// What it came to.
    pub(super) review: Review,
    /// Lines that do not fit, and why.
    pub(super) refused: Vec<(u64, Refusal)>,
}

/// Opens a packet to look at it, and tells what of its trail is left out.
///
/// # Errors
/// There is no packet, or it can't be read.
pub(super) fn to_look(path: &Path) -> Result<Packet, Failure> {
    let opened = store::open(path)?;
    if let Status::Broken(fault) = &opened.reading.status {
        tell(&format!("{}\nwhat follows is the review up to there\nhint: {}", fault.in_words(), fault.hint));
    }
    Ok(folded(opened))
}

/// Opens a packet to show of it what a customer may see.
///
/// # Errors
/// The trail can't be read to its end, besides what [`to_look`] fails for.
pub(super) fn for_customer(path: &Path) -> Result<Packet, Failure> {
    let opened = store::open(path)?;
    if let Status::Broken(fault) = &opened.reading.status {
        return Err(refused(fault, "nothing is shown to a customer"));
    }
    let packet = folded(opened);
    if !packet.whole {
        return Err(Failure::new("the trail has lines that do not fit, so what they made internal is not known")
            .hint("nothing is shown to a customer before that is put right; `handoff verify` says more".to_owned()));
    }
    Ok(packet)
}

/// Opens a packet to write to its trail. `denied` says what does not happen where that does not hold.
///
/// # Errors
/// The trail is broken or can't be read on, besides what [`to_look`] fails for.
pub(super) fn to_write(path: &Path, denied: &str) -> Result<ToWrite, Failure> {
    let opened = store::open(path)?;
    if let Status::Broken(fault) = &opened.reading.status {
        return Err(refused(fault, denied));
    }
    let (review, refused) = Review::fold(opened.packet.clone(), opened.reading.entries().cloned());
    Ok(ToWrite { opened, review, refused })
}

fn refused(fault: &Break, denied: &str) -> Failure {
    Failure::new(fault.in_words()).hint(format!("{denied} before that is put right: {}", fault.hint))
}

fn folded(opened: Opened) -> Packet {
    let Opened { paths, packet, bytes, sha256, trail, reading } = opened;
    let broken = matches!(reading.status, Status::Broken(_));
    let (review, refused) = Review::fold(packet, reading.lines.into_iter().map(|line| line.entry));
    left_out(&refused);
    Packet { paths, bytes, sha256, tip: trail.tip().clone(), review, whole: !broken && refused.is_empty() }
}

/// Tells which lines do not fit.
pub(super) fn left_out(refused: &[(u64, Refusal)]) {
    for (seq, refusal) in refused {
        tell(&format!("line {seq} of the trail does not fit and is left out: {refusal}"));
    }
}
