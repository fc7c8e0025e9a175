//! Where a claim's quotes were found: the bridge between anchors, which know texts, and the review,
//! which knows people. Pure; somebody else reads the files.
//!
//! A review can be worked on before any of this is known. What is not yet looked for is
//! [`Found::Pending`], which counts as nothing: neither as located nor as a fault.

use std::fmt;
use std::ops::{Deref, DerefMut, Range};
use std::sync::Arc;

use super::state::LiveEvidence;
use super::word::Standing;
use crate::anchor::{Resolution, State};
use crate::packet::{Packet, Position, Side, side};
use crate::text::{Speaker, Text};

/// What is known of where one quote stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// Not looked for yet.
    Pending,
    /// The source has no text to look in, and why.
    Unreadable(String),
    /// Looked for, with this result: whoever looked and whoever shows it hold the same one.
    Resolved(Arc<Located>),
}

/// What is known of each quote that stands beside one claim, in their order. Most claims have one quote, which
/// takes no list: with ten thousand claims, lists of one would cost a megabyte and time before the first frame.
#[derive(Clone, PartialEq)]
pub struct Beside(Kept);

#[derive(Clone, PartialEq)]
enum Kept {
    One(Found),
    All(Box<[Found]>),
}

impl Beside {
    /// Of that many quotes, none of which was looked for yet.
    pub fn pending(quotes: usize) -> Self {
        std::iter::repeat_n(Found::Pending, quotes).collect()
    }

    /// One for each quote.
    pub fn as_slice(&self) -> &[Found] {
        match &self.0 {
            Kept::One(found) => std::slice::from_ref(found),
            Kept::All(found) => found,
        }
    }
}

impl Default for Beside {
    fn default() -> Self {
        Self(Kept::All(Box::default()))
    }
}

impl FromIterator<Found> for Beside {
    fn from_iter<T: IntoIterator<Item = Found>>(found: T) -> Self {
        let mut rest = found.into_iter();
        let Some(first) = rest.next() else { return Self::default() };
        match rest.next() {
            None => Self(Kept::One(first)),
            Some(second) => Self(Kept::All([first, second].into_iter().chain(rest).collect())),
        }
    }
}

impl Deref for Beside {
    type Target = [Found];

    fn deref(&self) -> &[Found] {
        self.as_slice()
    }
}

impl DerefMut for Beside {
    fn deref_mut(&mut self) -> &mut [Found] {
        match &mut self.0 {
            Kept::One(found) => std::slice::from_mut(found),
            Kept::All(found) => found,
        }
    }
}

impl<'a> IntoIterator for &'a Beside {
    type Item = &'a Found;
    type IntoIter = std::slice::Iter<'a, Found>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// A quote that was looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// What came of it, as the words stand.
    pub resolution: Resolution,
    /// A person has confirmed these words since.
    pub confirmed: bool,
    /// Where, in code points.
    pub position: Option<Position>,
    /// Who spoke there.
    pub speaker: Option<Arc<Speaker>>,
    /// Which side they are on.
    pub side: Option<Side>,
    /// When, in milliseconds from the start.
    pub time: Option<u64>,
}

impl Located {
    /// A resolution with what the text and the packet know of the place.
    pub fn new(packet: &Packet, text: &Text, live: &LiveEvidence<'_>, resolution: Resolution) -> Self {
        Self::by(text, live, resolution, |speaker| side::side_of(packet, speaker))
    }

    /// The same, where somebody else knows who is on which side.
    pub fn by(
        text: &Text,
        live: &LiveEvidence<'_>,
        resolution: Resolution,
        side_of: impl FnOnce(&Speaker) -> Option<Side>,
    ) -> Self {
        let confirmed = live.confirmed.and_then(|confirmed| {
            let range = text.bytes(confirmed.position)?;
            (text.as_str().get(range.clone())? == confirmed.exact).then_some(range)
        });
        let range = confirmed.clone().or_else(|| resolution.range.clone());
        let speaker = range.as_ref().and_then(|range| speaker_at(text, range));
        Self {
            confirmed: confirmed.is_some(),
            position: range.as_ref().map(|range| text.position(range)),
            side: speaker.and_then(|speaker| side_of(speaker)),
            speaker: speaker.cloned(),
            time: range.as_ref().and_then(|range| text.time_at(range.start)),
            resolution: Resolution { range, ..resolution },
        }
    }

    /// Whether the words count as located: anchored or moved, or confirmed by a person where they were
    /// approximate or in several places. An altered quote never counts, whoever confirms it, because
    /// then it is not these words that stand there; take the source's own words instead.
    pub fn counts(&self) -> bool {
        match self.resolution.state {
            State::Anchored | State::Moved => true,
            State::Approximate | State::Ambiguous => self.confirmed,
            State::Altered | State::Orphan => false,
        }
    }
}

/// The speaker of the turn in which a range starts.
fn speaker_at<'a>(text: &'a Text, range: &Range<usize>) -> Option<&'a Arc<Speaker>> {
    let turn = &text.turns()[text.turn_at(range.start)?];
    text.speaker(turn)
}

impl Found {
    /// Whether the words count as located.
    pub fn counts(&self) -> bool {
        match self {
            Self::Resolved(located) => located.counts(),
            Self::Pending | Self::Unreadable(_) => false,
        }
    }

    /// The state, once it is known.
    pub fn state(&self) -> Option<State> {
        match self {
            Self::Resolved(located) => Some(located.resolution.state),
            Self::Pending | Self::Unreadable(_) => None,
        }
    }
}

/// The standing a claim starts with, from who spoke its located words: anything a customer said makes
/// it theirs; seller lines alone never do; without located words it is somebody's conclusion.
pub fn starting_standing<'a>(found: impl IntoIterator<Item = &'a Found>) -> Standing {
    let mut seller = false;
    for found in found {
        let Found::Resolved(located) = found else { continue };
        if !located.counts() {
            continue;
        }
        match located.side {
            Some(Side::Customer) => return Standing::CustomerSaid,
            Some(Side::Seller) => seller = true,
            None => {}
        }
    }
    if seller { Standing::SellerSaid } else { Standing::Inferred }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_quote_takes_no_list_and_any_number_reads_the_same() {
        assert_eq!(size_of::<Beside>(), size_of::<Found>());
        for count in 0..4 {
            let list: Vec<Found> = (0..count).map(|at| Found::Unreadable(format!("{at}"))).collect();
            let mut known: Beside = list.iter().cloned().collect();
            assert_eq!((&*known, known.as_slice()), (&*list, &*list));
            assert!(known.iter().eq(&known));
            if let Some(last) = known.last_mut() {
                *last = Found::Pending;
                assert_eq!(known.iter().rposition(|found| *found == Found::Pending), Some(count - 1));
            }
            assert_eq!(*Beside::pending(count), vec![Found::Pending; count]);
        }
    }
}
