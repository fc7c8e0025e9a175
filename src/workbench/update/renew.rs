//! Sources and drafts that join a packet while it is open: they are read in the background, as at the start,
//! and the person goes on where they are.
//!
//! Nobody decides on words that they have not seen: a new draft ends what waited to be decided on the old one,
//! and a menu or form that was open asks again.

use std::sync::Arc;

use crate::packet::{Packet, Source};
use crate::review::located::Beside;
use crate::review::{Entry, Event, Review};
use crate::workbench::action::Action;
use crate::workbench::effect::Effect;
use crate::workbench::mode::{Mode, Of};
use crate::workbench::signals::Signals;
use crate::workbench::state::{SourcePane, SourceState, State};

/// What others brought into the packet, or took out again.
#[derive(Debug, Default)]
pub(super) struct News {
    /// Names of sources that joined, and who added the last.
    sources: Vec<String>,
    /// Who brought a draft, or took one away.
    draft: Option<String>,
    by: String,
}

impl News {
    /// Takes an entry in, before the review has it.
    pub(super) fn hear(&mut self, review: &Review, entry: &Entry) {
        let by = format!("{} ({})", entry.by.name, entry.by.role.label());
        if review.is_of_a_draft(entry) {
            self.draft = Some(by);
        } else if let Event::SourceAdded { source } = &entry.event {
            self.sources.push(source.name().to_owned());
            self.by = by;
        }
    }

    pub(super) fn is_of_a_draft(&self) -> bool {
        self.draft.is_some()
    }
}

/// Reads what joined, once the review has it. `before` is the packet until now; `asked` says that a menu or
/// form about a claim is open.
pub(super) fn follow(state: &mut State, before: &Arc<Packet>, news: &News, asked: bool, effects: &mut Vec<Effect>) {
    let packet = state.review.shared_packet();
    let grown = packet.sources.starts_with(&before.sources);
    if news.is_of_a_draft() || !grown {
        restart(state, before, effects);
    } else if packet.sources.len() > before.sources.len() {
        state.sources.resize(packet.sources.len(), SourceState::Waiting);
        effects.push(Effect::Joined(packet));
    }
    if !news.sources.is_empty() {
        let (names, keys) = (news.sources.join(", "), state.key(Action::ShowFindings));
        state.say(format!("{names} joined the packet, by {}; {keys} lists what the sources raise", news.by));
    }
    let Some(by) = &news.draft else { return };
    state.held.clear();
    if state.waiting.take().is_some() {
        state.warn("nothing was decided: a new draft came in meanwhile");
    }
    if asked {
        state.overtaken = Some(format!("a new draft came in, by {by}"));
    }
    let again = state.review.look_again().count();
    let keys = state.key(Action::Filter);
    state.say(format!("a new draft came in, by {by}: {again} to look at again; {keys} g lists them"));
}

/// Everything is read and found anew: claims have other words, or sources other places.
fn restart(state: &mut State, before: &Packet, effects: &mut Vec<Effect>) {
    let packet = state.review.shared_packet();
    let place = |old: usize| -> Option<usize> {
        let source: &Source = before.sources.get(old)?;
        packet.sources.iter().position(|other| other == source)
    };
    let mut sources = vec![SourceState::Waiting; packet.sources.len()];
    for (old, known) in std::mem::take(&mut state.sources).into_iter().enumerate() {
        if let Some(now) = place(old) {
            sources[now] = known;
        }
    }
    state.sources = sources;
    state.opened = state.opened.iter().filter_map(|old| place(*old)).collect();
    match place(state.source.source) {
        Some(now) => state.source.source = now,
        None => state.source = SourcePane::default(),
    }
    for index in 0..state.review.len() {
        state.found[index] = Beside::pending(state.review.evidence(index).len());
    }
    state.signals = Signals::default();
    state.raised = None;
    state.support = None;
    // What is listed there may not be what it was.
    if matches!(&state.mode, Mode::Listing(list) if matches!(list.of, Of::Passages(_) | Of::Findings | Of::Looked(_))) {
        state.mode = Mode::Browse;
    }
    state.era += 1;
    effects.push(Effect::Restart { review: Box::new(state.review.clone()), era: state.era });
}
