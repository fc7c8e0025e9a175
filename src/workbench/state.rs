//! Everything the screen is a function of. `update` alone changes it; `view` alone draws it.
//!
//! No clock, no file, no thread: what takes time or touches the world is an [`super::effect::Effect`].
//! Sizes are kept small on purpose: with 10,000 claims and 50 MB of sources, a key must still be
//! answered within a frame, so counts are kept up to date when something changes and never in drawing.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use super::action::Action;
use super::key::{Key, Keymap};
use super::layout::Layout;
use super::life::{self, Life};
use super::meeting;
use super::mode::{Filter, Mode};
use super::signals::Signals;
use super::tour::Tour;
use super::{pace, seek};
use crate::anchor::State as Anchor;
use crate::audit::identity::Given;
use crate::packet::{ClaimId, ClaimKind, Group, Side, SourceId};
use crate::refresh::Finding;
use crate::review::blocker;
use crate::review::hidden::{Reveal, second_look};
use crate::review::located::{Beside, Found, Located};
use crate::review::word::Stage;
use crate::review::{Actor, Event, LiveEvidence, Review, Verdict};
use crate::source::Note;
use crate::text::Text;

/// Everything the screen is a function of.
#[derive(Debug, Clone)]
pub struct State {
    /// The packet as decided so far.
    pub review: Review,
    /// For each claim, what is known of each quote that stands beside it.
    pub found: Vec<Beside>,
    /// The packet's sources, in its order.
    pub sources: Vec<SourceState>,
    /// Who is deciding; `None` until somebody has said so.
    pub me: Option<Actor>,
    /// What is known of whoever decides, while that is not all that is needed.
    pub known: Given,
    /// Why nothing can be decided, when nothing can.
    pub read_only: Option<String>,
    /// What the person chose in the configuration.
    pub choices: Choices,
    /// The keys.
    pub keymap: Arc<Keymap>,
    /// Keys of a sequence that is not complete.
    pub pending: Vec<Key>,
    /// Columns and rows.
    pub size: (u16, u16),
    /// How the panes share them.
    pub layout: Layout,
    /// Which pane keys go to.
    pub focus: Pane,
    /// The claims pane.
    pub list: ListPane,
    /// First line shown of the claim pane.
    pub claim_scroll: usize,
    /// The source pane.
    pub source: SourcePane,
    /// What is going on.
    pub mode: Mode,
    /// A decision on its way to the disk.
    pub saving: Option<Saving>,
    /// An action that waits for the claim's words to be found.
    pub waiting: Option<Action>,
    /// Keys that wait for a decision to be on disk.
    pub held: VecDeque<Key>,
    /// What the program has said, oldest first.
    pub messages: Vec<Message>,
    /// Whether the last message is still to be shown in the footer.
    pub toast: bool,
    /// How far finding the quotes is: done, of how many. `None` when it is finished.
    pub progress: Option<(usize, usize)>,
    /// Whether clicks and the wheel come here; the terminal has them otherwise.
    pub mouse: bool,
    /// What the header counts.
    pub counts: Counts,
    /// How long the claims that are left will take, once there is a pace to tell it from.
    pub left: Option<Duration>,
    /// Sources that were on screen in this session.
    pub opened: BTreeSet<usize>,
    /// A text that was left unfinished, in this session or an earlier one.
    pub kept: Option<Kept>,
    /// What somebody else did to the claim that the open menu or form is about, while it was open.
    pub overtaken: Option<String>,
    /// Passages that are offered as support of a claim.
    pub support: Option<Support>,
    /// What a person should look at, by claim.
    pub signals: Signals,
    /// How often the sources had to be read from the start: what an earlier reading says is old.
    pub era: u64,
    /// What the sources raise by now, once somebody has asked.
    pub raised: Option<Raised>,
    /// The stage on screen, questions for a return, a meeting, who else is here.
    pub life: Life,
    /// Where the person is in the tour, when there is one.
    pub tour: Option<Tour>,
}

/// Passages that are offered as support of a claim. They are words of the sources, not anybody's opinion,
/// so nothing of them is hidden before the verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Support {
    /// Of which claim.
    pub claim: ClaimId,
    /// How much has been looked through, of how much, in bytes; `None` when that is finished.
    pub progress: Option<(usize, usize)>,
    /// The best first.
    pub offered: Vec<Offered>,
}

/// What the sources raise about the packet.
#[derive(Debug, Clone, PartialEq)]
pub struct Raised {
    /// The last line of the trail that was known when it was asked for.
    pub head: u64,
    /// Steps done, of how many; `None` when it is finished.
    pub progress: Option<(usize, usize)>,
    /// All of it: who draws it leaves out what is hidden.
    pub list: Vec<Finding>,
}

/// A passage that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Its source, by its place in the packet.
    pub source: usize,
    /// The bytes that would be quoted.
    pub quote: Range<usize>,
    /// The words there.
    pub words: String,
    /// Where it stands, who says it, on which side, and when, as a person reads it.
    pub place: String,
}

/// What the person chose in the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    /// When suggestions are shown.
    pub reveal: Reveal,
    /// Whether a verdict moves on to the next undecided claim.
    pub advance: bool,
}

/// One source, as far as it was read.
#[derive(Debug, Clone)]
pub enum SourceState {
    /// Not read yet.
    Waiting,
    /// Read.
    Ready(Arc<Loaded>),
    /// It has no text, and why.
    Unreadable(String),
}

/// A source that was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Its words.
    pub text: Text,
    /// The format it was read as.
    pub format: &'static str,
    /// What could not be used of it.
    pub notes: Vec<Note>,
    /// Whether its bytes are those the draft was made from; `None` where the draft does not say.
    pub unchanged: Option<bool>,
}

/// One of the three panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The list of claims.
    Claims,
    /// The claim that is selected.
    Claim,
    /// The source its words stand in.
    Source,
}

/// The claims pane.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListPane {
    /// What is listed; changes only when a filter is chosen or a claim joins, never under the cursor.
    pub rows: Vec<ListRow>,
    /// Which row is selected; never a heading.
    pub cursor: usize,
    /// First row shown.
    pub top: usize,
    /// Which claims are listed.
    pub filter: Filter,
}

/// One row of the claims pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListRow {
    /// A section's heading.
    Heading(&'static str),
    /// A claim, by index.
    Claim(usize),
    /// A kind of friction that nobody has answered for.
    Open(ClaimKind),
}

/// The source pane.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SourcePane {
    /// Which source is shown, by its place in the packet.
    pub source: usize,
    /// Which of the claim's quotes is shown, by its place beside the claim.
    pub quote: usize,
    /// The byte at which the first line shown begins.
    pub top: usize,
    /// Whether that line is the label of its turn.
    pub top_is_label: bool,
    /// The byte of the word under the cursor.
    pub cursor: usize,
    /// Where selecting words began.
    pub anchor: Option<usize>,
    /// Where the mouse's button went down, while it is held.
    pub pressed: Option<usize>,
    /// Words that are searched for.
    pub search: Option<Search>,
}

/// Words that are searched for in the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// As they were typed.
    pub words: String,
    /// Where they were found last, in the source that is shown.
    pub place: Option<Range<usize>>,
    /// Which place of that source this is, counted from 1, and of how many.
    pub tally: Option<seek::Tally>,
}

/// A decision on its way to the disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Saving {
    /// What will be said once it is there.
    pub said: String,
    /// The claim it is about.
    pub claim: Option<ClaimId>,
    /// Whether it gives a verdict.
    pub verdict: bool,
}

/// Something the program said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// In words.
    pub text: String,
    /// Whether something is wrong.
    pub alarm: bool,
}

/// An unfinished text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Kept {
    /// What for: [`super::mode::Purpose::word`].
    pub purpose: String,
    /// Of which claim.
    pub claim: Option<ClaimId>,
    /// What the fields said.
    pub fields: Vec<String>,
}

/// What the header counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Claims.
    pub claims: usize,
    /// Claims with a person's verdict.
    pub decided: usize,
    /// Promises that nobody has ruled.
    pub unruled: usize,
    /// Orphan quotes still beside a claim that is not rejected.
    pub orphans: usize,
    /// Altered quotes still beside a claim that is not rejected.
    pub altered: usize,
    /// Claims that are to be looked at again.
    pub second_look: usize,
}

impl ListRow {
    /// The claim that stands there, by index.
    pub const fn claim(self) -> Option<usize> {
        match self {
            Self::Claim(index) => Some(index),
            Self::Heading(_) | Self::Open(_) => None,
        }
    }
}

impl State {
    /// A packet as it is before anything was read or found. Its claims are to be listed and counted next.
    pub fn new(review: Review, me: Option<Actor>, choices: Choices, keymap: Arc<Keymap>, size: (u16, u16)) -> Self {
        let found = (0..review.len()).map(|claim| Beside::pending(review.quotes(claim))).collect();
        let sources = vec![SourceState::Waiting; review.packet().sources.len()];
        Self {
            review,
            found,
            sources,
            me,
            read_only: None,
            choices,
            keymap,
            pending: Vec::new(),
            size,
            layout: Layout::default(),
            focus: Pane::Claims,
            list: ListPane::default(),
            claim_scroll: 0,
            source: SourcePane { source: usize::MAX, ..SourcePane::default() },
            mode: Mode::Browse,
            saving: None,
            waiting: None,
            held: VecDeque::new(),
            messages: Vec::new(),
            toast: false,
            progress: None,
            mouse: true,
            counts: Counts::default(),
            left: None,
            opened: BTreeSet::new(),
            kept: None,
            overtaken: None,
            support: None,
            signals: Signals::default(),
            era: 0,
            raised: None,
            life: Life::default(),
            known: Given::default(),
            tour: None,
        }
    }

    /// The claim that is selected, by index.
    pub fn selected(&self) -> Option<usize> {
        match self.list.rows.get(self.list.cursor)? {
            ListRow::Claim(index) => Some(*index),
            ListRow::Heading(_) | ListRow::Open(_) => None,
        }
    }

    /// The kind of friction that is selected, when it is one that nobody has answered for.
    pub fn selected_open(&self) -> Option<ClaimKind> {
        match self.list.rows.get(self.list.cursor)? {
            ListRow::Open(kind) => Some(*kind),
            ListRow::Heading(_) | ListRow::Claim(_) => None,
        }
    }

    /// The selected claim's quote that is shown, with what is known of it.
    pub fn shown_quote(&self) -> Option<(LiveEvidence<'_>, &Found)> {
        let index = self.selected()?;
        let live = self.review.evidence(index).into_iter().nth(self.source.quote)?;
        Some((live, self.found.get(index)?.get(self.source.quote)?))
    }

    /// Where the shown quote stands, when it stands somewhere.
    pub fn shown_located(&self) -> Option<&Located> {
        match self.found.get(self.selected()?)?.get(self.source.quote)? {
            Found::Resolved(located) => Some(located),
            Found::Pending | Found::Unreadable(_) => None,
        }
    }

    /// The text in the source pane, once it is read.
    pub fn shown_text(&self) -> Option<&Text> {
        match self.sources.get(self.source.source)? {
            SourceState::Ready(loaded) => Some(&loaded.text),
            SourceState::Waiting | SourceState::Unreadable(_) => None,
        }
    }

    /// A source by its id, once it is read.
    pub fn loaded(&self, id: &SourceId) -> Option<Arc<Loaded>> {
        let at = self.review.packet().sources.iter().position(|source| source.id == *id)?;
        match self.sources.get(at)? {
            SourceState::Ready(loaded) => Some(Arc::clone(loaded)),
            SourceState::Waiting | SourceState::Unreadable(_) => None,
        }
    }

    /// The words selected in the source, in bytes.
    pub fn selection(&self) -> Option<Range<usize>> {
        let anchor = self.source.anchor?;
        let text = self.shown_text()?;
        let (first, last) = (anchor.min(self.source.cursor), anchor.max(self.source.cursor));
        let from = word_at(text.as_str(), first).start;
        Some(from..word_at(text.as_str(), last).end)
    }

    /// The person's own key of an action, as messages name it; where they have none, what the palette calls it.
    pub fn key(&self, action: Action) -> String {
        self.keymap.label_for(action).map_or_else(|| format!(":{}", action.label()), str::to_owned)
    }

    /// Says something to the person.
    pub fn say(&mut self, text: impl Into<String>) {
        self.messages.push(Message { text: text.into(), alarm: false });
        self.toast = true;
    }

    /// Says that something is wrong, or can't be done.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.messages.push(Message { text: text.into(), alarm: true });
        self.toast = true;
    }

    /// The message in the footer, if it is still to be shown.
    pub fn message(&self) -> Option<&Message> {
        self.messages.last().filter(|_| self.toast)
    }

    /// Whether a claim has a quote in that state which still stands beside a claim that may stand.
    pub fn has_quote(&self, index: usize, wanted: Anchor) -> bool {
        self.found.get(index).is_some_and(|found| found.iter().any(|found| found.state() == Some(wanted)))
    }

    /// Whether a claim belongs to what a filter shows.
    pub fn passes(&self, index: usize, filter: Filter) -> bool {
        let review = &self.review.claims()[index];
        let verdict = review.verdict.as_ref().map(|decision| &decision.value);
        let spoken_by = |side: Side| {
            self.found.get(index).is_some_and(|found| {
                found.iter().any(|found| match found {
                    Found::Resolved(located) => located.counts() && located.side == Some(side),
                    Found::Pending | Found::Unreadable(_) => false,
                })
            })
        };
        match filter {
            Filter::All => true,
            Filter::Undecided => verdict.is_none(),
            Filter::Promises => self.review.claim(index).kind.group() == Group::Promises,
            Filter::Unruled => self.review.is_unruled(index),
            Filter::Faulty => self.has_quote(index, Anchor::Orphan) || self.has_quote(index, Anchor::Altered),
            Filter::Spin => review.spin.is_some(),
            Filter::SecondLook => !second_look(&self.review, index).is_empty(),
            Filter::Deferred => matches!(verdict, Some(Verdict::Deferred { .. })),
            Filter::Rejected => matches!(verdict, Some(Verdict::Rejected { .. })),
            Filter::CustomerWords => spoken_by(Side::Customer),
            Filter::SellerWords => spoken_by(Side::Seller) && !spoken_by(Side::Customer),
            Filter::Stage => life::matters(&self.review, index, self.life.stage),
            Filter::Asked => self.review.asked(index),
            Filter::Disputed => meeting::differs(&self.review, index),
            Filter::Validation => review.validation.is_some(),
            Filter::Why => self.review.claim(index).kind.group() == Group::Why,
            Filter::Use => self.review.claim(index).kind.group() == Group::Use,
            Filter::Who => self.review.claim(index).kind.group() == Group::Who,
            Filter::Friction => self.review.claim(index).kind.group() == Group::Friction,
            Filter::LookAgain => review.again.is_some(),
        }
    }

    /// Counts again what the header shows. Called when something changed, never in drawing.
    pub fn recount(&mut self) {
        let review = &self.review;
        let mut counts = Counts { claims: review.len(), ..Counts::default() };
        for index in 0..review.len() {
            let verdict = review.claims()[index].verdict.as_ref().map(|decision| &decision.value);
            counts.decided += usize::from(verdict.is_some());
            counts.unruled += usize::from(review.is_unruled(index));
            if !matches!(verdict, Some(Verdict::Rejected { .. })) {
                for found in self.found.get(index).into_iter().flatten() {
                    counts.orphans += usize::from(found.state() == Some(Anchor::Orphan));
                    counts.altered += usize::from(found.state() == Some(Anchor::Altered));
                }
            }
            counts.second_look += usize::from(!second_look(review, index).is_empty());
        }
        self.counts = counts;
        self.life.recount(&self.review);
        self.left = self
            .me
            .as_ref()
            .and_then(|me| pace::left(self.review.entries(), me, counts.claims.saturating_sub(counts.decided)));
    }

    /// Takes claims into the list that joined since it was made, and those out of it that are gone. The
    /// others stay where they are, whatever was decided of them since: no list moves under the cursor.
    pub fn join(&mut self) {
        let selected = self.list.rows.get(self.list.cursor).copied();
        let count = self.review.len();
        let known = self.list.rows.iter().filter_map(|row| Some(row.claim()? + 1));
        let known = known.max().unwrap_or(0).max(self.counts.claims.min(count));
        let mut rows = std::mem::take(&mut self.list.rows);
        rows.retain(|row| match row {
            ListRow::Claim(index) => *index < count,
            ListRow::Open(kind) => !self.has_claim_of(*kind),
            ListRow::Heading(_) => true,
        });
        // So do claims that a later draft says otherwise, where they were listed no more.
        let listed: HashSet<usize> = rows.iter().filter_map(|row| row.claim()).collect();
        let again = |index: &usize| self.review.claims()[*index].again.is_some() && !listed.contains(index);
        for index in (0..known.min(count)).filter(again).chain(known..count) {
            if self.passes(index, self.list.filter) {
                put(&mut rows, index, self.review.claim(index).kind.group().label());
            }
        }
        // A heading with nothing under it goes.
        let bare = |at: usize| {
            matches!(rows[at], ListRow::Heading(_)) && matches!(rows.get(at + 1), None | Some(ListRow::Heading(_)))
        };
        let bare: Vec<bool> = (0..rows.len()).map(bare).collect();
        let mut at = 0..;
        rows.retain(|_| at.next().is_none_or(|at| !bare[at]));
        self.list.cursor = selected
            .and_then(|selected| rows.iter().position(|row| *row == selected))
            .or_else(|| {
                let near = self.list.cursor.min(rows.len());
                let claim = |at: &usize| !matches!(rows[*at], ListRow::Heading(_));
                (near..rows.len()).find(claim).or_else(|| (0..near).rev().find(claim))
            })
            .unwrap_or(0);
        self.list.rows = rows;
    }

    /// Makes the rows of the claims pane anew, with the cursor on the same claim where it is still there.
    pub fn relist(&mut self) {
        let selected = self.list.rows.get(self.list.cursor).copied();
        let mut rows = Vec::new();
        let first = self.listed_first();
        if let Some((heading, claims)) = &first {
            rows.push(ListRow::Heading(heading));
            rows.extend(claims.iter().copied().map(ListRow::Claim));
        }
        let listed: HashSet<usize> = first.iter().flat_map(|(_, claims)| claims.iter().copied()).collect();
        // The claims are gone through once, however many groups there are: this comes before the first frame.
        let mut groups: Vec<(Group, Vec<ListRow>)> = Group::ALL.iter().map(|group| (*group, Vec::new())).collect();
        for index in 0..self.review.len() {
            let group = self.review.claim(index).kind.group();
            if self.passes(index, self.list.filter)
                && !listed.contains(&index)
                && let Some((_, claims)) = groups.iter_mut().find(|(other, _)| *other == group)
            {
                claims.push(ListRow::Claim(index));
            }
        }
        for (group, claims) in groups.into_iter().filter(|(_, claims)| !claims.is_empty()) {
            rows.push(ListRow::Heading(group.label()));
            rows.extend(claims);
        }
        if matches!(self.list.filter, Filter::All | Filter::Undecided | Filter::Asked | Filter::Friction) {
            let mut open = ClaimKind::friction().filter(|kind| !self.has_claim_of(*kind)).peekable();
            if open.peek().is_some() {
                rows.push(ListRow::Heading("Friction nobody recorded"));
                rows.extend(open.map(ListRow::Open));
            }
        }
        self.list.cursor = selected
            .and_then(|selected| rows.iter().position(|row| *row == selected))
            .or_else(|| rows.iter().position(|row| !matches!(row, ListRow::Heading(_))))
            .unwrap_or(0);
        rows.shrink_to_fit();
        self.list.rows = rows;
        self.list.top = 0;
    }

    /// Claims that come before their groups, under a heading of their own: what the customer is to be asked
    /// at kickoff, and what two people differ on, the dearest first.
    fn listed_first(&self) -> Option<(&'static str, Vec<usize>)> {
        let (heading, claims) = match (self.list.filter, self.life.stage) {
            (Filter::Disputed, _) => ("Agenda", meeting::agenda(&self.review, &self.found)),
            (Filter::Stage, Stage::Kickoff) => {
                let asked = |index: &usize| life::asked_first(&self.review, *index);
                let listed = |index: &usize| self.passes(*index, Filter::Stage);
                ("Ask the customer first", (0..self.review.len()).filter(listed).filter(asked).collect())
            }
            (Filter::Stage, Stage::Review | Stage::Onboarding | Stage::BusinessReview | Stage::Renewal)
            | (
                Filter::All
                | Filter::Undecided
                | Filter::Promises
                | Filter::Unruled
                | Filter::Faulty
                | Filter::Spin
                | Filter::SecondLook
                | Filter::Deferred
                | Filter::Rejected
                | Filter::CustomerWords
                | Filter::SellerWords
                | Filter::Asked
                | Filter::Validation
                | Filter::Why
                | Filter::Use
                | Filter::Who
                | Filter::Friction
                | Filter::LookAgain,
                _,
            ) => return None,
        };
        (!claims.is_empty()).then_some((heading, claims))
    }

    fn has_claim_of(&self, kind: ClaimKind) -> bool {
        (0..self.review.len()).any(|index| self.review.claim(index).kind == kind)
    }

    /// Whether an acceptance of the claim needs a reason; `None` while its words are still being looked for.
    pub fn needs_reason(&self, index: usize) -> Option<bool> {
        let found = self.found.get(index)?;
        if !blocker::needs_reason(found) {
            return Some(false);
        }
        if found.iter().any(|found| matches!(found, Found::Pending)) { None } else { Some(true) }
    }

    /// Whether the packet has been signed off or is otherwise closed to decisions, and why.
    pub fn writable(&self) -> Result<(), String> {
        self.read_only.as_ref().map_or(Ok(()), |why| Err(why.clone()))
    }
}

/// Puts a claim at the end of its section; the section is made where the order of groups wants it.
fn put(rows: &mut Vec<ListRow>, index: usize, section: &'static str) {
    let rank = |label: &str| Group::ALL.iter().position(|group| group.label() == label).unwrap_or(usize::MAX);
    let heading = rows.iter().position(|row| *row == ListRow::Heading(section));
    let later = |row: &ListRow| matches!(row, ListRow::Heading(label) if rank(label) > rank(section));
    let from = heading.map_or(0, |at| at + 1);
    let end = rows[from..].iter().position(|row| match heading {
        Some(_) => matches!(row, ListRow::Heading(_)),
        None => later(row),
    });
    let at = end.map_or(rows.len(), |offset| from + offset);
    rows.insert(at, ListRow::Claim(index));
    if heading.is_none() {
        rows.insert(at, ListRow::Heading(section));
    }
}

/// The word that byte `at` belongs to, or the blank it stands on.
pub fn word_at(text: &str, at: usize) -> Range<usize> {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let start = text[..at].char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(i, c)| i + c.len_utf8());
    let end = text[at..].char_indices().find(|(_, c)| c.is_whitespace()).map_or(text.len(), |(i, _)| at + i);
    start.min(at)..end.max(at)
}

/// Whether an event gives a verdict.
pub fn is_verdict(event: &Event) -> bool {
    matches!(
        event,
        Event::ClaimAccepted { .. }
            | Event::ClaimEdited { .. }
            | Event::ClaimRejected { .. }
            | Event::ClaimDeferred { .. }
    )
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::packet::Packet;

    /// A packet of that account with nothing in it, on a screen of 80 columns.
    pub(crate) fn empty(account: &str) -> State {
        let packet: Packet = serde_json::from_value(serde_json::json!({
            "format": "handoff-packet/1", "id": "empty", "account": { "name": account }
        }))
        .unwrap();
        let keymap = Keymap::load(&[]).unwrap_or_else(|_| unreachable!("the default keymap is sound"));
        let choices = Choices { reveal: Reveal::AfterVerdict, advance: false };
        State::new(Review::fold(packet, []).0, None, choices, Arc::new(keymap), (80, 24))
    }
}
