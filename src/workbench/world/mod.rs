//! The world around the workbench: the trail on disk, the sources, what is remembered between sessions.
//!
//! [`World::carry_out`] does what `update` asked for and answers with messages. Two threads do what may
//! take longer than a frame: `writer` appends to the trail, `finder` reads sources and finds quotes. A
//! scripted session (`World::settle`) waits for both after every key, so that it always plays the same.

mod finder;
mod findings;
mod open;
mod passages;
mod signals;
mod signing;
mod teller;
mod writer;

pub use open::{Options, begin, open, seat};
pub use signing::with_key;

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use super::effect::{Effect, Msg};
use super::state::{Kept, State};
use crate::audit::signoff::Prepared;
use crate::packet::PacketId;
use crate::review::Actor;
use crate::store::{Paths, open_field, place};
use finder::Finder;
use teller::Teller;
use writer::Writer;

/// Everything outside the state.
#[derive(Debug)]
pub struct World {
    paths: Paths,
    packet: PacketId,
    me: Option<Actor>,
    finder: Finder,
    writer: Writer,
    /// Until the run loop takes it, to wait for keys and answers together.
    answers: Option<Receiver<Msg>>,
    tell: Sender<Msg>,
    places: Option<PathBuf>,
    /// Whether a newly introduced reviewer is remembered for next time.
    introduce: bool,
    /// Questions that have not been answered.
    asked: usize,
    /// Whether others who have the packet open see this session, and it sees them.
    seen: bool,
}

/// What only the run loop can do, because it holds the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Terminal {
    /// Put this on the clipboard.
    Copy(String),
    /// Open this in the person's editor.
    Editor(String),
    /// Take the mouse, or leave it alone.
    Mouse(bool),
    /// Have this head signed with this key; `ssh-keygen` may ask for something on the terminal.
    Sign(Box<Prepared>, PathBuf),
    /// Go to sleep.
    Suspend,
    /// Leave.
    Quit,
}

impl World {
    /// Lets others who have the packet open see this session, and this session see them.
    pub fn be_seen(&mut self) {
        self.seen = true;
    }

    /// Starts the threads, if they are not started yet.
    fn begin(&mut self) {
        self.finder.begin();
        self.writer.begin();
    }

    /// Does what was asked for. What only the terminal can do comes back.
    pub fn carry_out(&mut self, effect: Effect) -> Option<Terminal> {
        self.begin();
        match effect {
            Effect::Record { events, by } => {
                self.asked += 1;
                self.writer.record(events, by);
            }
            Effect::Head(capacity, by) => {
                self.asked += 1;
                self.writer.head(capacity, by);
            }
            Effect::SignWithKey(prepared, key) => return Some(Terminal::Sign(prepared, key)),
            Effect::Sign(prepared, by) => {
                self.asked += 1;
                self.writer.sign(prepared, by);
            }
            Effect::Find { claim } => self.finder.find(claim),
            Effect::Quotes { claim, quotes } => self.finder.quotes(claim, quotes),
            Effect::Offer { claim, text } => self.finder.offer(claim, text),
            Effect::Signals(claims) => self.finder.signals(claims),
            Effect::Findings(review) => self.finder.findings(review),
            Effect::LeaveFindings => self.finder.leave_findings(),
            Effect::Joined(packet) => self.finder.joined(packet),
            Effect::Restart { review, era } => {
                let tell = Teller::new(self.tell.clone(), era);
                let next = Finder::new(self.paths.clone(), *review, tell);
                std::mem::replace(&mut self.finder, next).abandon();
                self.finder.begin();
            }
            Effect::Read { source } => self.finder.read(source),
            Effect::Look(claim) => {
                if let Some(me) = self.me.clone().filter(|_| self.seen) {
                    self.writer.look(me, claim);
                }
            }
            Effect::Keep(kept) => self.keep(kept.as_ref()),
            Effect::Remember { claim, layout, asks } => {
                if let (Some(me), Some(places)) = (&self.me, &self.places) {
                    let layout = serde_json::to_string(&layout).ok();
                    place::remember(places, &self.paths, &self.packet, me, &place::Place { claim, layout, asks });
                }
            }
            Effect::Introduce(me) => {
                if self.introduce
                    && let Err(error) = crate::config::remember_reviewer(&me)
                {
                    let text = format!("your name is known for now, but could not be kept for next time: {error}");
                    // The loop that would be told is the one that asks.
                    let _ = self.tell.send(Msg::Trouble(text));
                }
                self.me = Some(me);
            }
            Effect::Copy(text) => return Some(Terminal::Copy(text)),
            Effect::Editor(text) => return Some(Terminal::Editor(text)),
            Effect::Mouse(on) => return Some(Terminal::Mouse(on)),
            Effect::Suspend => return Some(Terminal::Suspend),
            Effect::Quit => return Some(Terminal::Quit),
        }
        None
    }

    fn keep(&self, kept: Option<&Kept>) {
        let Some(me) = &self.me else { return };
        let Some(kept) = kept else {
            open_field::forget(&self.paths, me);
            return;
        };
        let Ok(text) = serde_json::to_string(&kept.fields) else { return };
        let field = open_field::OpenField { claim: kept.claim.clone(), field: kept.purpose.clone(), text };
        if let Err(error) = open_field::keep(&self.paths, me, &field) {
            let text = format!("what you type is not kept on disk: {error}");
            let _ = self.tell.send(Msg::Trouble(text));
        }
    }

    /// What an earlier session of this person left unfinished.
    pub fn kept(&self) -> Option<Kept> {
        let field = open_field::kept(&self.paths, self.me.as_ref()?)?;
        let fields = serde_json::from_str(&field.text).ok()?;
        Some(Kept { purpose: field.field, claim: field.claim, fields })
    }

    /// The next answer, if there is one within `patience`.
    pub fn answer(&mut self, patience: Duration) -> Option<Msg> {
        self.begin();
        match self.answers.as_ref()?.recv_timeout(patience) {
            Ok(msg) => {
                if matches!(msg, Msg::Recorded(_) | Msg::Head(_)) {
                    self.asked = self.asked.saturating_sub(1);
                }
                Some(msg)
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }

    /// The answers, for the run loop, which waits for them and for keys at one place.
    pub fn take_answers(&mut self) -> Option<Receiver<Msg>> {
        self.answers.take()
    }

    /// Whether an answer is still to come: a decision on its way, or quotes still being found.
    pub fn is_busy(&self) -> bool {
        self.asked > 0 || self.finder.is_busy()
    }

    /// Where answers go: for the run loop, which waits for keys and answers together.
    pub fn teller(&self) -> Sender<Msg> {
        self.tell.clone()
    }

    /// Ends the session: what is under way is finished, and the projection is written.
    pub fn close(self, state: &State) -> Option<String> {
        self.finder.stop();
        self.writer.close(state)
    }
}
