//! The thread that writes the trail. It holds a review of its own, so that the check under the file's
//! lock runs against what really stands in the trail at that moment, not against what is on screen.
//!
//! Between decisions it looks for what others wrote, and writes `reviewed.json` when things are quiet.

use std::fmt::Display;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::signing;
use crate::audit::signoff::{Capacity, Prepared};
use crate::audit::{AuditFile, Digest, Kind, Trouble};
use crate::packet::{self, ClaimId};
use crate::review::hidden::Reveal;
use crate::review::located::Beside;
use crate::review::{Actor, Entry, Event, Review, project};
use crate::store::presence::{Presence, Seen};
use crate::store::record::drafts;
use crate::store::{Paths, draft_again, reviewed};
use crate::workbench::effect::{Msg, NotRecorded, Recorded};
use crate::workbench::life::Present;
use crate::workbench::state::State;

/// How often others' decisions are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// The thread, as the rest of the world sees it.
#[derive(Debug)]
pub(super) struct Writer {
    /// What the thread is started with, until it is.
    start: Option<Box<(Work, Receiver<Ask>)>>,
    ask: Option<Sender<Ask>>,
    thread: Option<JoinHandle<Option<String>>>,
}

#[derive(Debug)]
enum Ask {
    Record(Vec<Event>, Actor),
    /// What that person would sign.
    Head(Capacity, Actor),
    /// Record a signature, if its head is still the trail's.
    Sign(Box<Prepared>, Actor),
    /// This is who is here, and where they look.
    Look(Actor, Option<ClaimId>),
    /// The session ends: write the projection, with what is known of the quotes.
    Close(Box<(Vec<Beside>, Reveal)>),
}

impl Writer {
    /// Ready to begin on a trail that was read. `draft` is the digest of `packet.json`.
    pub(super) fn new(paths: Paths, trail: AuditFile, review: Review, draft: Digest, tell: Sender<Msg>) -> Self {
        let (ask, asked) = channel();
        let (written, quiet, here, others) = (false, false, None, Vec::new());
        let work = Work { paths, trail, review, draft, tell, written, quiet, here, others };
        Self { start: Some(Box::new((work, asked))), ask: Some(ask), thread: None }
    }

    /// Starts the thread, if it is not started yet: the first frame waits for none of it.
    pub(super) fn begin(&mut self) {
        let Some(start) = self.start.take() else { return };
        let run = move || {
            let (work, asked) = *start;
            work.run(&asked)
        };
        self.thread = std::thread::Builder::new().name("writer".to_owned()).spawn(run).ok();
    }

    pub(super) fn record(&self, events: Vec<Event>, by: Actor) {
        if let Some(ask) = &self.ask {
            // A thread that died says so by never answering; `close` finds out why.
            let _ = ask.send(Ask::Record(events, by));
        }
    }

    pub(super) fn head(&self, capacity: Capacity, by: Actor) {
        if let Some(ask) = &self.ask {
            let _ = ask.send(Ask::Head(capacity, by));
        }
    }

    pub(super) fn sign(&self, prepared: Box<Prepared>, by: Actor) {
        if let Some(ask) = &self.ask {
            let _ = ask.send(Ask::Sign(prepared, by));
        }
    }

    pub(super) fn look(&self, me: Actor, claim: Option<ClaimId>) {
        if let Some(ask) = &self.ask {
            let _ = ask.send(Ask::Look(me, claim));
        }
    }

    /// Finishes what is under way and writes the projection. Returns what went wrong with that.
    pub(super) fn close(mut self, state: &State) -> Option<String> {
        self.begin();
        if let Some(ask) = self.ask.take() {
            let _ = ask.send(Ask::Close(Box::new((state.found.clone(), state.choices.reveal))));
        }
        match self.thread.take()?.join() {
            Ok(trouble) => trouble,
            Err(_) => Some("the thread that writes the trail died; `handoff verify` tells what is on disk".to_owned()),
        }
    }
}

#[derive(Debug)]
struct Work {
    paths: Paths,
    trail: AuditFile,
    review: Review,
    /// Of the draft's bytes, which are read again when the projection is written.
    draft: Digest,
    tell: Sender<Msg>,
    /// Something was written in this session.
    written: bool,
    /// Looking for others' decisions failed, and that was said.
    quiet: bool,
    /// This session, once others may see it: who, and where they look.
    here: Option<(Presence, Actor, Option<ClaimId>)>,
    /// Who else was here at the last look.
    others: Vec<Seen>,
}

impl Work {
    fn run(mut self, asked: &Receiver<Ask>) -> Option<String> {
        let mut next = Instant::now() + LOOK_EVERY;
        loop {
            // Moving about must not put off the look at what others wrote.
            let wait = next.saturating_duration_since(Instant::now());
            match asked.recv_timeout(wait) {
                Ok(Ask::Record(events, by)) => {
                    let outcome = self.record(events, &by);
                    self.written |= outcome.is_ok();
                    // When nobody listens any more, the session is over.
                    let _ = self.tell.send(Msg::Recorded(outcome));
                }
                Ok(Ask::Head(capacity, by)) => {
                    self.look();
                    let prepared = signing::prepare(capacity, &self.trail, &self.review, self.draft, &by);
                    let _ = self.tell.send(Msg::Head(Box::new(prepared)));
                }
                Ok(Ask::Sign(prepared, by)) => {
                    // What was signed has to be all there is: the review's own check sees to that.
                    let outcome = self.record(vec![prepared.event()], &by);
                    self.written |= outcome.is_ok();
                    let _ = self.tell.send(Msg::Recorded(outcome));
                }
                Ok(Ask::Close(known)) => return self.project(&known.0, known.1),
                Ok(Ask::Look(me, claim)) => {
                    let presence =
                        self.here.take().map_or_else(|| Presence::new(&self.paths), |(presence, ..)| presence);
                    self.here = Some((presence, me, claim));
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.look();
                    self.look_around();
                    next = Instant::now() + LOOK_EVERY;
                }
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// Writes events that belong together, all or none, checked under the lock against all that others
    /// wrote before.
    fn record(&mut self, events: Vec<Event>, by: &Actor) -> Result<Recorded, NotRecorded> {
        let Self { review, trail, paths, .. } = self;
        let mut heard = Vec::new();
        let appended = trail.append_all(|new| {
            for entry in new {
                let entry = crate::store::drafts::filled(&paths.folder, entry.clone());
                heard.push(entry.clone());
                review.apply(entry)?;
            }
            drafts(review, events, by)
        });
        let appended = match appended {
            Ok(appended) => appended,
            Err(trouble) => {
                let for_good = matches!(trouble.kind, Kind::Broken | Kind::Rewritten | Kind::Denied);
                return Err(NotRecorded { heard, why: in_words(&trouble), for_good });
            }
        };
        for told in appended.repaired.map(|repaired| repaired.to_string()).into_iter().chain(appended.notice) {
            let _ = self.tell.send(Msg::Trouble(told));
        }
        match appended.outcome {
            Ok(written) => {
                for entry in &written {
                    if let Err(refusal) = self.review.apply(entry.clone()) {
                        // It was checked a moment ago under the same lock: a fault of this program.
                        let why =
                            format!("line {} is in the trail and does not fit: {refusal} (this is a bug)", entry.seq);
                        return Err(NotRecorded { heard, why, for_good: true });
                    }
                }
                Ok(Recorded { heard, written })
            }
            Err(refusal) => {
                let hint = refusal.hint().map_or(String::new(), |hint| format!("; {hint}"));
                Err(NotRecorded { heard, why: format!("{refusal}{hint}"), for_good: false })
            }
        }
    }

    /// Looks for what others wrote.
    fn look(&mut self) {
        match self.trail.refresh() {
            Ok(new) => {
                self.quiet = false;
                if new.is_empty() {
                    return;
                }
                let mut heard: Vec<Entry> = Vec::new();
                for entry in new {
                    let entry = crate::store::drafts::filled(&self.paths.folder, entry);
                    if self.review.apply(entry.clone()).is_ok() {
                        heard.push(entry);
                    }
                }
                let _ = self.tell.send(Msg::Heard(heard));
            }
            Err(trouble) if !self.quiet => {
                self.quiet = true;
                let _ = self.tell.send(Msg::Trouble(in_words(&trouble)));
            }
            Err(_) => {}
        }
    }

    /// Says where this person looks, and looks who else is here.
    fn look_around(&mut self) {
        let Some((presence, me, claim)) = &mut self.here else { return };
        presence.say(me, claim.as_ref());
        let others = presence.others();
        if others != self.others {
            self.others = others;
            let present = self.others.iter().map(|seen| Present { name: seen.name.clone(), claim: seen.claim.clone() });
            let _ = self.tell.send(Msg::Present(present.collect()));
        }
    }

    /// Writes `reviewed.json`, if anything has changed since it was written.
    fn project(&mut self, found: &[Beside], reveal: Reveal) -> Option<String> {
        let current = reviewed::witness(&self.paths).ok().flatten();
        let stale = current.as_ref() != Some(&reviewed::Witness::of(self.trail.tip()));
        if self.trail.broken().is_some() || (!self.written && (!stale || self.review.head() == 0)) {
            return None;
        }
        let failed = |why: &dyn Display| {
            Some(format!("reviewed.json could not be written, though every decision is in the trail: {why}"))
        };
        let bytes = match draft_again(&self.paths, self.draft) {
            Ok(bytes) => bytes,
            Err(error) => return failed(&error),
        };
        let draft = match packet::json(&bytes) {
            Ok(draft) => draft,
            Err(error) => return failed(&error),
        };
        let value = project::project(&draft, &self.review, found, reveal);
        reviewed::write(&self.paths, value, self.trail.tip()).err().and_then(|error| failed(&error))
    }
}

fn in_words(trouble: &Trouble) -> String {
    format!("{}: {}; {}", trouble.place, trouble.what, trouble.hint)
}
