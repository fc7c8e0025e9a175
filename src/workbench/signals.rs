//! Signals as the screen knows them: plain words, kept by claim. They are computed beside the drawing
//! (`world::signals`), and asked for again when claims or their words have changed.
//!
//! A signal is a suggestion: it is never written to the trail, and [`Signals::of`] gives out only what
//! `review::hidden` lets a person see, which is nothing that concerns a claim without a verdict.

use std::collections::HashMap;
use std::sync::Arc;

use super::effect::{Effect, Told};
use super::state::State;
use crate::packet::ClaimId;
use crate::review::Review;
use crate::review::hidden::{Reveal, may_see_signals};
use crate::review::located::Found;

/// A signal that concerns at least one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// The claims.
    pub claims: Vec<ClaimId>,
    /// What sort it is, as a word.
    pub name: &'static str,
    /// Why, in a few words.
    pub why: String,
    /// The words that triggered it.
    pub words: Vec<String>,
    /// What they are held against, and in which source that stands.
    pub against: Option<(String, String)>,
}

/// What is known of signals.
#[derive(Debug, Clone, Default)]
pub struct Signals {
    /// Whether all words have been looked for once: before, nothing can be told.
    pub settled: bool,
    /// Whether they were asked for since something changed.
    pub asked: bool,
    /// Why nobody looked.
    pub why_not: Option<String>,
    by_claim: HashMap<ClaimId, Vec<Arc<Noticed>>>,
}

impl Signals {
    /// Takes in an answer.
    pub fn take(&mut self, answer: Result<Vec<Noticed>, String>) {
        self.by_claim.clear();
        self.why_not = None;
        match answer {
            Err(why) => self.why_not = Some(why),
            Ok(noticed) => {
                for noticed in noticed.into_iter().map(Arc::new) {
                    for claim in &noticed.claims {
                        self.by_claim.entry(claim.clone()).or_default().push(Arc::clone(&noticed));
                    }
                }
            }
        }
    }

    /// Those that concern a claim and may be seen now: each claim that one concerns has been judged.
    pub fn of<'a>(&'a self, review: &'a Review, index: usize, reveal: Reveal) -> impl Iterator<Item = &'a Noticed> {
        let open = move |claim: &ClaimId| review.find(claim).is_none_or(|index| may_see_signals(review, index, reveal));
        let all = self.by_claim.get(&review.claim(index).id).map_or(&[][..], Vec::as_slice);
        all.iter().map(AsRef::as_ref).filter(move |noticed| noticed.claims.iter().all(open))
    }
}

/// Asks for signals, once there is a claim whose signals may be seen and nothing has asked since the last
/// change. Cheap where there is nothing to ask.
pub fn ask(state: &mut State, effects: &mut Vec<Effect>) {
    let wanted = match state.choices.reveal {
        Reveal::Always => true,
        Reveal::AfterVerdict => state.counts.decided > 0,
    };
    if !state.signals.settled || state.signals.asked || !wanted {
        return;
    }
    state.signals.asked = true;
    effects.push(Effect::Signals((0..state.review.len()).map(|index| told(state, index)).collect()));
}

/// A claim as it stands, with where its words were found.
fn told(state: &State, index: usize) -> Told {
    let sources = &state.review.packet().sources;
    let claim = state.review.claim(index);
    let located = state.review.evidence(index).into_iter().zip(&state.found[index]);
    let at: Vec<_> = located
        .filter(|(_, found)| found.counts())
        .filter_map(|(live, found)| match found {
            Found::Resolved(located) => Some((
                sources.iter().position(|source| source.id == live.evidence.source)?,
                located.resolution.range.clone()?,
            )),
            Found::Pending | Found::Unreadable(_) => None,
        })
        .collect();
    let day = |(source, _): &(usize, _)| sources[*source].date.as_deref()?.get(..10)?.parse().ok();
    Told {
        id: claim.id.clone(),
        kind: claim.kind,
        text: state.review.wording(index).to_owned(),
        due: claim.due.clone(),
        said: at.iter().filter_map(day).max(),
        at,
    }
}
