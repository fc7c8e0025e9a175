//! Recording events for commands that draw no screen: checked under the trail's lock against all that
//! others wrote meanwhile, and on disk when this returns. The workbench's writer does the same in a
//! thread of its own (`workbench::world::writer`) and shares [`mod@super::drafts`].
//!
//! Writes the trail and nothing else. `reviewed.json` is then behind the trail, which is fine: it is
//! written again by the next session, and those who read it look how far it goes.

use std::path::Path;

use jiff::Timestamp;

use super::{StoreError, drafts};
use crate::audit::{AuditFile, Draft};
use crate::review::{Actor, Entry, Event, Refusal, Review};

/// What was recorded.
#[derive(Debug)]
pub struct Recorded {
    /// The lines that are now on disk, in order.
    pub written: Vec<Entry>,
    /// What a person should be told although all went well: a torn tail that was moved aside, a clock
    /// that was set back.
    pub notices: Vec<String>,
}

/// Writes events that belong together, all or none, and takes them into `review`. `trail` and `review`
/// are of one opening: `review` has folded what reading `trail` found.
///
/// # Errors
/// Nothing counts as saved, and the message says why: the event does not fit what is there (perhaps
/// since somebody else's decision), the trail is broken or busy, or it can't be written.
pub fn record(
    trail: &mut AuditFile,
    review: &mut Review,
    by: &Actor,
    events: Vec<Event>,
) -> Result<Recorded, StoreError> {
    let path = trail.path().to_owned();
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let refused = |refusal: Refusal| {
        let hint = refusal.hint();
        let error = StoreError::new(&path, refusal.to_string());
        match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    };
    let appended = trail
        .append_all(|new| {
            for entry in new {
                review.apply(drafts::filled(&folder, entry.clone()))?;
            }
            self::drafts(review, events, by)
        })
        .map_err(|trouble| StoreError::trouble(&path, trouble))?;
    let written = appended.outcome.map_err(refused)?;
    for entry in &written {
        review.apply(entry.clone()).map_err(refused)?;
    }
    let notices = appended.repaired.map(|repaired| repaired.to_string()).into_iter().chain(appended.notice).collect();
    Ok(Recorded { written, notices })
}

/// What is to be written, each event checked against what the ones before it leave. Nobody could have had the
/// first ones of a decision on screen, so a later one about the same claim follows them; one about another claim
/// is held against what the person had on screen of that claim.
///
/// # Errors
/// The first event that may not follow, and why.
pub fn drafts(review: &Review, events: Vec<Event>, by: &Actor) -> Result<Vec<Draft>, Refusal> {
    let at = Timestamp::now();
    let many = events.len() > 1;
    let mut after: Option<Review> = None;
    let mut drafts: Vec<Draft> = Vec::new();
    for event in events {
        let before = after.as_ref().unwrap_or(review);
        let event = match event.claim().and_then(|claim| before.find(claim)) {
            Some(index) if index >= review.len() || before.touched(index) > review.touched(index) => {
                event.having_seen(before.touched(index))
            }
            Some(_) | None => event,
        };
        before.check(by, &event)?;
        if many {
            let mut next = after.unwrap_or_else(|| review.clone());
            let entry = Entry { seq: next.head() + 1, prev: String::new(), at, by: by.clone(), event: event.clone() };
            next.apply(entry)?;
            after = Some(next);
        }
        drafts.push(Draft { at, by: by.clone(), event });
    }
    Ok(drafts)
}
