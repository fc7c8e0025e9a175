//! Finding a quote again in the source it names.

use std::ops::Range;

/// What came of looking for a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The source is unchanged and the words stand at their position, or exactly once.
    Anchored,
    /// Found exactly once elsewhere, and the context agrees.
    Moved,
    /// One contiguous run that says the same through recognition noise.
    Approximate,
    /// Such a run, but something that matters differs.
    Altered,
    /// Several candidates the context cannot tell apart.
    Ambiguous,
    /// Not in the source.
    Orphan,
}

impl State {
    /// The word as files have it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Anchored => "anchored",
            Self::Moved => "moved",
            Self::Approximate => "approximate",
            Self::Altered => "altered",
            Self::Ambiguous => "ambiguous",
            Self::Orphan => "orphan",
        }
    }
}

/// Where a quote stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// What came of it.
    pub state: State,
    /// Where, in bytes of the text.
    pub range: Option<Range<usize>>,
    /// How alike, 0 to 1.
    pub score: f64,
    /// With `Ambiguous`: all places, in order, as far as they are listed.
    pub candidates: Vec<Range<usize>>,
}
