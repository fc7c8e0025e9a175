//! Where the threads that read sources tell what they found: every message says of which reading it is, so
//! that what an earlier one still says can be told from what holds.

use std::sync::mpsc::Sender;

use crate::workbench::effect::Msg;

/// The way to the screen, for one reading of the sources.
#[derive(Debug, Clone)]
pub(super) struct Teller {
    tell: Sender<Msg>,
    era: u64,
}

impl Teller {
    pub(super) const fn new(tell: Sender<Msg>, era: u64) -> Self {
        Self { tell, era }
    }

    /// Tells the screen. When nobody listens any more, the session is over, and nobody misses it.
    pub(super) fn send(&self, msg: Msg) {
        let _ = self.tell.send(Msg::Of { era: self.era, msg: Box::new(msg) });
    }
}
