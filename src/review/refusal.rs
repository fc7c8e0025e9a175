//! Why an event does not apply. A refusal is an answer to a person, so each says what to do next.

use std::fmt;

use super::event::Actor;
use crate::packet::{ClaimId, EvidenceId, SourceId};

/// Why an event was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No claim has that id.
    NoSuchClaim(ClaimId),
    /// A claim with that id is there already.
    ClaimExists(ClaimId),
    /// Somebody decided the claim since the person last saw it.
    Stale {
        /// Which claim.
        claim: ClaimId,
        /// The event that came in between.
        seq: u64,
        /// Whose it is.
        by: Actor,
        /// What it is, in the words of the trail.
        what: &'static str,
    },
    /// The event says that the person saw something which is not there.
    SeenNothingSuch(ClaimId, u64),
    /// A field that needs words has none.
    Empty(&'static str),
    /// A field has more words than a trail should carry.
    TooLong(&'static str, usize),
    /// The new wording is the draft's.
    SameWords(ClaimId),
    /// Only promises are ruled.
    NotAPromise(ClaimId),
    /// Words that spin have to stand in the claim or its evidence.
    SpinNotThere(ClaimId),
    /// It is so already.
    Already(ClaimId, &'static str),
    /// The claim has no evidence of that id.
    NoSuchEvidence(ClaimId, EvidenceId),
    /// The claim has evidence of that id already.
    EvidenceExists(ClaimId, EvidenceId),
    /// The packet has no source of that id.
    NoSuchSource(SourceId),
    /// A range that ends before it starts, or is empty.
    EmptyRange(ClaimId),
    /// Only friction is recorded as absent.
    NotFriction(&'static str),
    /// A person's own claim cannot come with a drafter's suggestion.
    CarriesSuggestion(ClaimId),
    /// The review is signed; a change needs it opened again.
    SignedOff(Actor),
    /// Something that has to be done first is not.
    NotYet(String),
    /// Only somebody else can do that.
    NeedsAnother(&'static str),
    /// Nobody decided the claim otherwise.
    NotDisputed(ClaimId),
    /// There is no such event, or it counts no more.
    NothingToUndo(u64),
    /// Another person's decision is answered, not undone.
    NotYours {
        /// Which event.
        seq: u64,
        /// Whose it is.
        by: Actor,
    },
    /// Something later rests on it.
    RestsOnIt {
        /// The event to be undone.
        seq: u64,
        /// The later one.
        later: u64,
    },
}

impl Refusal {
    /// What to do next, where the message does not already say.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Stale { .. } => Some("look at the other decision, then decide again"),
            Self::SameWords(_) => Some("accept it instead"),
            Self::SpinNotThere(_) => Some("copy the words from the claim or its quote"),
            Self::NotYours { .. } => Some("decide the claim yourself instead"),
            Self::RestsOnIt { .. } => Some("undo the later one first"),
            Self::SignedOff(_) => Some("reopen the review first; that is an event with a reason"),
            Self::NoSuchClaim(_)
            | Self::ClaimExists(_)
            | Self::SeenNothingSuch(..)
            | Self::Empty(_)
            | Self::TooLong(..)
            | Self::NotAPromise(_)
            | Self::Already(..)
            | Self::NoSuchEvidence(..)
            | Self::EvidenceExists(..)
            | Self::NoSuchSource(_)
            | Self::EmptyRange(_)
            | Self::NotFriction(_)
            | Self::CarriesSuggestion(_)
            | Self::NotYet(_)
            | Self::NeedsAnother(_)
            | Self::NotDisputed(_)
            | Self::NothingToUndo(_) => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchClaim(claim) => write!(f, "no claim is called {claim}"),
            Self::ClaimExists(claim) => write!(f, "a claim is called {claim} already"),
            Self::Stale { claim, seq, by, what } => write!(
                f,
                "{} ({}) decided {claim} since you saw it: {} (line {seq}); yours was not written",
                by.name,
                by.role.label(),
                what.replace('_', " ")
            ),
            Self::SeenNothingSuch(claim, seq) => write!(f, "{claim} has no event {seq} that anybody could have seen"),
            Self::Empty(field) => write!(f, "the {field} is empty"),
            Self::TooLong(field, limit) => write!(f, "the {field} is longer than {limit} bytes"),
            Self::SameWords(claim) => write!(f, "the words of {claim} are the draft's own"),
            Self::NotAPromise(claim) => write!(f, "{claim} is no promise, and only promises are ruled"),
            Self::SpinNotThere(claim) => write!(f, "those words stand neither in {claim} nor in its evidence"),
            Self::Already(claim, what) => write!(f, "{claim} {what}"),
            Self::NoSuchEvidence(claim, evidence) => write!(f, "{claim} has no evidence {evidence}"),
            Self::EvidenceExists(claim, evidence) => write!(f, "{claim} has evidence {evidence} already"),
            Self::NoSuchSource(source) => write!(f, "the packet has no source {source}"),
            Self::EmptyRange(claim) => write!(f, "the range confirmed for {claim} holds no words"),
            Self::NotFriction(kind) => {
                write!(f, "only friction is recorded as looked for and not found, and {kind} is none")
            }
            Self::CarriesSuggestion(claim) => {
                write!(f, "{claim} is a person's own and cannot carry a drafter's suggestion")
            }
            Self::SignedOff(by) => write!(f, "{} has signed this review off", by.name),
            Self::NotYet(what) => f.write_str(what),
            Self::NeedsAnother(what) => f.write_str(what),
            Self::NotDisputed(claim) => write!(f, "nobody else has decided {claim} otherwise"),
            Self::NothingToUndo(0) => f.write_str("there is nothing of yours to undo"),
            Self::NothingToUndo(seq) => write!(f, "line {seq} is nothing that could be undone"),
            Self::NotYours { seq, by } => write!(f, "line {seq} is {}'s decision", by.name),
            Self::RestsOnIt { seq, later } => write!(f, "line {later} rests on line {seq}"),
        }
    }
}

impl std::error::Error for Refusal {}
