//! The thread that looks for what the sources raise about a packet: `refresh::look`, with its steps told to
//! the screen. It is started for one question and ends with it.
//!
//! A step can't be broken off; between two, the thread sees whether anybody still waits ([`Ticket`]). Nobody
//! waits for it at the end of a session.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::signals::LISTS;
use super::teller::Teller;
use crate::refresh::{Read, look};
use crate::review::Review;
use crate::workbench::effect::Msg;
use crate::workbench::state::Loaded;

/// Whether a question is still the one that is wanted.
pub(super) struct Ticket {
    pub(super) mine: usize,
    pub(super) wanted: Arc<AtomicUsize>,
    pub(super) stopped: Arc<AtomicBool>,
}

impl Ticket {
    fn is_wanted(&self) -> bool {
        self.wanted.load(Ordering::Acquire) == self.mine && !self.stopped.load(Ordering::Acquire)
    }
}

/// Starts the thread. `open` is raised until it ends.
pub(super) fn start(
    review: Box<Review>,
    texts: Vec<(usize, Arc<Loaded>)>,
    ticket: Ticket,
    tell: Teller,
    open: Arc<AtomicUsize>,
) {
    open.fetch_add(1, Ordering::AcqRel);
    let (head, failed, counter) = (review.head(), tell.clone(), Arc::clone(&open));
    let run = move || {
        if let Some(found) = found(&review, &texts, &ticket, &tell) {
            tell.send(Msg::Findings { head, news: Ok(found) });
        }
        counter.fetch_sub(1, Ordering::AcqRel);
    };
    if let Err(error) = std::thread::Builder::new().name("findings".to_owned()).spawn(run) {
        open.fetch_sub(1, Ordering::AcqRel);
        failed.send(Msg::Trouble(format!("what the sources raise could not be looked for: {error}")));
        failed.send(Msg::Findings { head, news: Ok(Vec::new()) });
    }
}

fn found(
    review: &Review,
    texts: &[(usize, Arc<Loaded>)],
    ticket: &Ticket,
    tell: &Teller,
) -> Option<Vec<crate::refresh::Finding>> {
    let sources = &review.packet().sources;
    let reads: Vec<Read<'_>> = texts
        .iter()
        .filter_map(|(at, loaded)| {
            let source = sources.get(*at)?;
            Some(Read { source, text: &loaded.text, is_new: review.has_joined(&source.id) })
        })
        .collect();
    let today = jiff::Zoned::now().date();
    look(review, &reads, &LISTS.0, today, &mut |done, of| {
        tell.send(Msg::Findings { head: review.head(), news: Err((done, of)) });
        ticket.is_wanted()
    })
}
