//! What the world is asked to do, as plain comparable values. `update` returns them, the run loop
//! carries them out and answers with a [`Msg`].

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use super::action::Action;
use super::key::Key;
use super::layout::Layout;
use super::life::Present;
use super::signals::Noticed;
use super::state::{Kept, Loaded, Offered};
use crate::audit::signoff::{Capacity, Prepared};
use crate::packet::{ClaimId, ClaimKind, Evidence, EvidenceId, Packet};
use crate::refresh::Finding;
use crate::review::event::Question;
use crate::review::located::Beside;
use crate::review::{Actor, Confirmed, Entry, Event, LiveEvidence, Review};

/// Something the world is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write these events as that person, all or none. [`Msg::Recorded`] says what came of it.
    Record {
        /// In order; each one's `seen` is what the person had on screen before the first.
        events: Vec<Event>,
        /// Whose they are.
        by: Actor,
    },
    /// Ask for the head that this person's signature would be over. [`Msg::Head`] brings it.
    Head(Capacity, Actor),
    /// Have the head signed with an SSH key. [`Msg::Signed`] brings it back.
    SignWithKey(Box<Prepared>, PathBuf),
    /// Record the signature, with a key's or without. [`Msg::Recorded`] says what came of it.
    Sign(Box<Prepared>, Actor),
    /// Find the claim's quotes before any other's.
    Find {
        /// Which claim, by index.
        claim: usize,
    },
    /// These quotes stand beside the claim now: find them.
    Quotes {
        /// Which claim, by index.
        claim: usize,
        /// All of them, in order.
        quotes: Vec<Quote>,
    },
    /// Look through all sources for passages that support a claim. [`Msg::Passages`] brings them.
    Offer {
        /// Which claim; of several questions only the last is answered.
        claim: ClaimId,
        /// What it says.
        text: String,
    },
    /// Look for signals that concern these claims. [`Msg::Signals`] brings them.
    Signals(Vec<Told>),
    /// Look for what the sources raise about the packet as it stands. [`Msg::Findings`] brings it.
    Findings(Box<Review>),
    /// Nobody waits for findings any more.
    LeaveFindings,
    /// Read this source before any other.
    Read {
        /// Which, by its place in the packet.
        source: usize,
    },
    /// Sources have joined the packet: read them, and find the quotes that name them.
    Joined(Arc<Packet>),
    /// The packet is another: read its sources and find its quotes from the start. What comes of it is of the
    /// new era ([`Msg::Of`]).
    Restart {
        /// As it stands.
        review: Box<Review>,
        /// Which reading this is.
        era: u64,
    },
    /// Let others who have the packet open know at which claim this person looks.
    Look(Option<ClaimId>),
    /// Keep what an open form says, or forget what was kept.
    Keep(Option<Kept>),
    /// Remember where the person is.
    Remember {
        /// The claim that is selected.
        claim: Option<ClaimId>,
        /// The panes.
        layout: Layout,
        /// Questions that wait for a return.
        asks: Vec<Question>,
    },
    /// Remember who is reviewing, for next time.
    Introduce(Actor),
    /// Put a text on the clipboard.
    Copy(String),
    /// Open a text in the person's editor; [`Msg::Written`] brings it back.
    Editor(String),
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Go to sleep.
    Suspend,
    /// Leave.
    Quit,
}

/// A quote that stands beside a claim, with what finding it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// Its id within the claim.
    pub id: EvidenceId,
    /// The quote.
    pub evidence: Evidence,
    /// What a person confirmed of it.
    pub confirmed: Option<Confirmed>,
}

impl Quote {
    /// All quotes that stand beside a claim now.
    pub fn all(review: &Review, claim: usize) -> Vec<Self> {
        let own = |live: LiveEvidence<'_>| Self {
            id: live.id,
            evidence: live.evidence.clone(),
            confirmed: live.confirmed.cloned(),
        };
        review.evidence(claim).into_iter().map(own).collect()
    }

    /// The same, lent.
    pub fn live(&self) -> LiveEvidence<'_> {
        let confirmed = self.confirmed.as_ref();
        LiveEvidence { id: self.id.clone(), evidence: &self.evidence, confirmed, attached_by: None }
    }
}

/// A claim as it stands, for whoever looks for what concerns it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Its id.
    pub id: ClaimId,
    /// What it is about.
    pub kind: ClaimKind,
    /// What it says.
    pub text: String,
    /// By when, where it says so.
    pub due: Option<String>,
    /// The day of its newest evidence.
    pub said: Option<Date>,
    /// Where its located words stand: the source's place in the packet, and the bytes.
    pub at: Vec<(usize, Range<usize>)>,
}

/// Something that happened in the world.
#[derive(Debug, Clone)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// An action was chosen by its name, where there is no screen.
    Act(Action),
    /// The open text, or what narrows the open list, says this now, where there is no screen.
    Fill(String),
    /// Words of a source were chosen by quoting them, where there is no screen.
    Select {
        /// Which source, by its place in the packet.
        source: usize,
        /// Where they stand, in bytes of its text.
        words: Range<usize>,
    },
    /// Text was pasted.
    Paste(String),
    /// The mouse did something.
    Mouse(crossterm::event::MouseEvent),
    /// The screen has this many columns and rows now.
    Resize(u16, u16),
    /// A decision is on disk, or is not.
    Recorded(Result<Recorded, NotRecorded>),
    /// The head that a signature would be over.
    Head(Box<Prepared>),
    /// A head was signed with an SSH key, or was not, and why.
    Signed(Result<Box<Prepared>, String>),
    /// News of a reading of the sources; those of an earlier one are old.
    Of {
        /// Which reading.
        era: u64,
        /// What happened.
        msg: Box<Msg>,
    },
    /// Somebody else decided something.
    Heard(Vec<Entry>),
    /// Who else has the packet open now.
    Present(Vec<Present>),
    /// A source was read, or can't be.
    Source {
        /// Which, by its place in the packet.
        source: usize,
        /// Its text, or why there is none.
        loaded: Result<Arc<Loaded>, String>,
    },
    /// Quotes were found, or were not: claim, its quotes in order.
    Found(Vec<(usize, Beside)>),
    /// Passages that may support a claim.
    Passages {
        /// Which claim.
        claim: ClaimId,
        /// How much has been looked through, of how much, in bytes; `None` when that is finished.
        progress: Option<(usize, usize)>,
        /// The best of them first; none before it is finished.
        offered: Vec<Offered>,
    },
    /// Every signal that concerns a claim, or why nobody looked.
    Signals(Result<Vec<Noticed>, String>),
    /// What the sources raise, or how far looking for it is.
    Findings {
        /// The last line of the trail that was known.
        head: u64,
        /// Steps done, of how many; or what was found.
        news: Result<Vec<Finding>, (usize, usize)>,
    },
    /// How far finding is: done, of how many; `None` when it is finished.
    Progress(Option<(usize, usize)>),
    /// Somebody asks the program to sleep.
    Sleep,
    /// The program slept and is awake again.
    Awake,
    /// The program has to end: a signal, a closed window.
    End,
    /// What came back from the editor; `None` when it was left without a text.
    Written(Option<String>),
    /// Something went wrong beside the point: say it.
    Trouble(String),
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Lines that others wrote before.
    pub heard: Vec<Entry>,
    /// The person's own lines, as they stand in the trail now.
    pub written: Vec<Entry>,
}

/// Why nothing was written.
#[derive(Debug, Clone, PartialEq)]
pub struct NotRecorded {
    /// Lines that others wrote, which the person has not seen yet.
    pub heard: Vec<Entry>,
    /// In words.
    pub why: String,
    /// Nothing can be written from now on, either.
    pub for_good: bool,
}
