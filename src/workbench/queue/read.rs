//! Reading one packet for the queue: the draft and the trail, and in a second step the quotes. A packet
//! that can't be read is a row that says why, and never ends the queue.

use std::path::Path;

use super::row::{Head, Known, Quotes};
use crate::audit::Status;
use crate::review::Review;
use crate::store::{self, Paths, locate};

/// What the draft and the trail say.
pub fn head(path: &Path) -> Known {
    match review(path) {
        Ok((_, review)) => Known::Read(Box::new(Head::of(&review)), None),
        Err(why) => Known::Broken(why),
    }
}

/// What the draft, the trail and the sources say.
pub fn whole(path: &Path) -> Known {
    match review(path) {
        Ok((paths, review)) => {
            let found = locate::states(&paths, &review);
            Known::Read(Box::new(Head::of(&review)), Some(Quotes::of(&review, &found)))
        }
        Err(why) => Known::Broken(why),
    }
}

fn review(path: &Path) -> Result<(Paths, Review), String> {
    let opened = store::open(path).map_err(|error| error.to_string())?;
    if let Status::Broken(fault) = &opened.reading.status {
        return Err(format!("{}; {}", fault.in_words(), fault.hint));
    }
    let (review, refused) = Review::fold(opened.packet, opened.reading.lines.into_iter().map(|line| line.entry));
    match refused.first() {
        None => Ok((opened.paths, review)),
        Some((seq, refusal)) => Err(format!("line {seq} of its trail does not fit: {refusal}")),
    }
}
