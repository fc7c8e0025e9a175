//! Finding a quote again in the source it names, and saying honestly how well it was found.
//!
//! Pure: a [`Text`] and an [`Evidence`] in, a [`Resolution`] out. Cheap ways come first: the given position,
//! the very words (`exact`), then the windows that share most of the quote's words (`seed`), aligned
//! word by word (`align`) and judged (`judge`): recognition noise, or a change of meaning.
//!
//! [`Resolver`] answers many quotes of one source together, calls back as soon as each is known, and can be
//! stopped between any two windows of the text. Beyond the text it holds a few megabytes at most.
//!
//! Nothing here re-anchors: a resolution says what is so now, and the packet stays as it was.

mod align;
mod edge;
mod exact;
mod fold;
mod judge;
mod lex;
pub mod myers;
pub mod number;
mod resolve;
mod script;
mod seed;
mod sense;
mod settle;
mod word;

use std::ops::Range;

pub use judge::Change;
pub use resolve::{Resolver, resolve};
pub use sense::Matter;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::packet::kind;
#[cfg(doc)]
use crate::{packet::Evidence, text::Text};

kind::words!(
    /// How a quote was found.
    State {
        /// In its place, or exactly once, in an unchanged source.
        Anchored = "anchored", "anchored";
        /// Exactly once, elsewhere than the draft says or in a changed source.
        Moved = "moved", "moved";
        /// The same words through recognition noise; counts once a person has confirmed it.
        Approximate = "approximate", "approximate";
        /// Found, but a number, date, amount, negation or the strength of a commitment differs.
        Altered = "altered", "altered";
        /// In several places that nothing tells apart.
        Ambiguous = "ambiguous", "ambiguous";
        /// Not in the source.
        Orphan = "orphan", "orphan";
    }
);

impl State {
    /// Whether the quote counts as located without a person's word.
    pub const fn located(self) -> bool {
        matches!(self, Self::Anchored | Self::Moved)
    }
}

/// What became of one quote.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// How it was found.
    pub state: State,
    /// Where: bytes of the source's text. `None` for orphans, and for ambiguous quotes.
    pub range: Option<Range<usize>>,
    /// 1 for the very words, less the more they differ; for an orphan, how near the nearest run came.
    pub score: f64,
    /// What there is to say of it beyond that. Apart from the rest, because most quotes have nothing of the
    /// kind and there may be ten thousand of them.
    pub details: Option<Box<Details>>,
}

/// What most quotes do not have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Details {
    /// Where it could be, for ambiguous quotes; at most [`CANDIDATES`].
    pub candidates: Vec<Range<usize>>,
    /// What differs between quote and source, for approximate and altered ones.
    pub difference: Vec<Change>,
    /// Why the state is not `anchored`, in words, where the state's name does not say it all.
    pub reason: Option<String>,
    /// What a reader should know although the words stand there: a negation or a hedge right in front of
    /// them that the quote leaves out.
    pub caution: Option<String>,
}

/// The most places an ambiguous quote lists.
pub const CANDIDATES: usize = 16;

impl Resolution {
    fn found(state: State, range: Range<usize>) -> Self {
        Self { state, range: Some(range), score: 1.0, details: None }
    }

    /// Not in the source, and why.
    pub fn orphan(reason: &str) -> Self {
        let details = Details { reason: Some(reason.to_owned()), ..Details::default() };
        Self { state: State::Orphan, range: None, score: 0.0, details: Some(Box::new(details)) }
    }

    fn ambiguous(mut candidates: Vec<Range<usize>>, score: f64) -> Self {
        let count = candidates.len();
        candidates.truncate(CANDIDATES);
        let reason = format!("the words stand in {count} places, and nothing tells them apart");
        let details = Details { candidates, reason: Some(reason), ..Details::default() };
        Self { state: State::Ambiguous, range: None, score, details: Some(Box::new(details)) }
    }

    fn details(&mut self) -> &mut Details {
        self.details.get_or_insert_default()
    }

    /// Where it could be, for ambiguous quotes; at most [`CANDIDATES`].
    pub fn candidates(&self) -> &[Range<usize>] {
        self.details.as_ref().map_or(&[], |details| &details.candidates)
    }

    /// What differs between quote and source, for approximate and altered ones.
    pub fn difference(&self) -> &[Change] {
        self.details.as_ref().map_or(&[], |details| &details.difference)
    }

    /// Why the state is not `anchored`, in words, where the state's name does not say it all.
    pub fn reason(&self) -> Option<&str> {
        self.details.as_ref()?.reason.as_deref()
    }

    /// What a reader should know although the words stand there.
    pub fn caution(&self) -> Option<&str> {
        self.details.as_ref()?.caution.as_deref()
    }

    /// The differences that change the meaning.
    pub fn matters(&self) -> impl Iterator<Item = (Matter, &Change)> {
        self.difference().iter().filter_map(|change| Some((change.matter?, change)))
    }
}
