//! What the workbench is in the middle of. One enum that carries its data, so that impossible
//! combinations can't be written: there is no "reject menu without a claim".

use std::ops::Range;

use super::action::Action;
use super::field::Field;
use super::fuzzy::Known;
use super::life::{Step, Writing};
use super::state::Offered;
use crate::brief::Audience;
use crate::packet::{ClaimId, ClaimKind, Evidence, EvidenceId, SourceId};
use crate::review::blocker::Blocker;
use crate::review::word::{RejectReason, Ruling, Standing};

/// What the workbench is in the middle of.
#[derive(Debug, Clone, PartialEq)]
pub enum Mode {
    /// Looking at claims and sources; keys are decisions and moves.
    Browse,
    /// A few choices, one key each.
    Menu(Menu),
    /// One to four texts being edited.
    Form(Form),
    /// A list that is searched, scrolled and taken from.
    Listing(Listing),
    /// Words to be found in the source, typed in the footer.
    Search(Field),
}

/// A few choices, one key each.
#[derive(Debug, Clone, PartialEq)]
pub struct Menu {
    /// What the choice is about.
    pub title: String,
    /// What can be chosen.
    pub items: Vec<Item>,
    /// Which one the cursor is on.
    pub cursor: usize,
}

/// One choice of a menu.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The key that takes it.
    pub key: char,
    /// What it says.
    pub label: String,
    /// What taking it does.
    pub choice: Choice,
}

/// What a menu's item does.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// Reject for this reason.
    Reject(ClaimId, RejectReason),
    /// Set this standing.
    Stand(ClaimId, Standing),
    /// Rule so; owner and due date come next.
    Rule(ClaimId, Ruling),
    /// A new claim of this kind; its wording comes next.
    Add(ClaimKind, Vec<Evidence>),
    /// Show only these claims.
    Show(Filter),
    /// Record that nothing of this kind was found; the sources come next.
    Absent(ClaimKind),
    /// These are the words that the quote means.
    Confirm(ClaimId, EvidenceId, Range<usize>),
    /// Something of the packet's life.
    Life(Step),
}

/// Texts being edited together.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// What for.
    pub purpose: Purpose,
    /// The heading.
    pub title: String,
    /// A line that says what is expected.
    pub advice: String,
    /// One to four of them.
    pub fields: Vec<Field>,
    /// Which one is edited.
    pub at: usize,
}

/// What a form is for: what saving it does.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// Who is reviewing; then go on with the action that needed to know.
    Reviewer(Option<Action>),
    /// Accept, though no words were located, because…
    Accept(ClaimId),
    /// New wording.
    Edit {
        /// Of which claim.
        claim: ClaimId,
        /// The quote whose source words were taken, with those words: it replaces a quote that did not stand.
        taken: Option<Taken>,
    },
    /// Why, in the person's words.
    Reject(ClaimId, RejectReason),
    /// The question, and who can answer it.
    Defer(ClaimId),
    /// Who keeps the promise, by when.
    Rule(ClaimId, Ruling),
    /// The words that spin.
    Spin(ClaimId),
    /// What, by whom, from when.
    Act(ClaimId),
    /// A note on a claim, or on the packet.
    Note(Option<ClaimId>),
    /// The wording of a new claim.
    Add(ClaimKind, Vec<Evidence>),
    /// The wording of a claim that a finding raises. Unlike one that a person went and wrote, it is added
    /// without a verdict.
    Raise(ClaimKind, Vec<Evidence>),
    /// What there is to say of not finding any.
    Absent(ClaimKind, Vec<SourceId>),
    /// Something of the packet's life.
    Life(Writing),
}

/// A source's own words, taken into the wording.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// The quote that they stand for.
    pub from: EvidenceId,
    /// The words, where they really stand.
    pub evidence: Evidence,
}

impl Purpose {
    /// The claim it is about.
    pub fn claim(&self) -> Option<&ClaimId> {
        match self {
            Self::Accept(claim)
            | Self::Edit { claim, .. }
            | Self::Reject(claim, _)
            | Self::Defer(claim)
            | Self::Rule(claim, _)
            | Self::Spin(claim)
            | Self::Act(claim) => Some(claim),
            Self::Note(claim) => claim.as_ref(),
            Self::Life(writing) => writing.claim(),
            Self::Reviewer(_) | Self::Add(..) | Self::Raise(..) | Self::Absent(..) => None,
        }
    }

    /// A word for it, under which an unfinished text is kept on disk.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Reviewer(_) => "reviewer",
            Self::Accept(_) => "accept",
            Self::Edit { .. } => "edit",
            Self::Reject(..) => "reject",
            Self::Defer(_) => "defer",
            Self::Rule(..) => "rule",
            Self::Spin(_) => "spin",
            Self::Act(_) => "action",
            Self::Note(_) => "note",
            Self::Add(..) => "add",
            Self::Raise(..) => "raise",
            Self::Absent(..) => "absent",
            Self::Life(writing) => writing.word(),
        }
    }
}

/// A list over the panes.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// Of what.
    pub of: Of,
    /// What narrows it.
    pub query: Field,
    /// What is known of that.
    pub known: Known,
    /// The lines that match, best first where there is a query.
    pub rows: Vec<Row>,
    /// Which line the cursor is on.
    pub cursor: usize,
}

/// What a list is a list of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// Every key and action.
    Help,
    /// Every action, by name.
    Palette,
    /// Claims, by a few letters.
    Claims,
    /// What was done to one claim.
    History(ClaimId),
    /// The trail.
    Log,
    /// What the program has said.
    Messages,
    /// What blocks sign-off.
    Blockers,
    /// Where the drafter would have decided otherwise.
    SecondLook,
    /// The brief that a reader would get now.
    Brief(Audience),
    /// The ten questions, and what became of the promises.
    Readiness,
    /// What the sources raise by now.
    Findings,
    /// Passages that may support the claim.
    Passages(ClaimId),
    /// Sources to have looked in, marked or not.
    Looked(ClaimKind),
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it says; several lines where it needs them.
    pub text: String,
    /// Something to say at its left: a key, a line number, a mark.
    pub tag: String,
    /// How it is to be taken.
    pub tone: Tone,
    /// What taking it does.
    pub take: Take,
}

/// How a line is to be taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    Plain,
    /// A heading.
    Heading,
    /// Of no weight now: undone, not available.
    Dim,
    /// Something is wrong.
    Alarm,
}

/// What taking a line of a list does.
#[derive(Debug, Clone, PartialEq)]
pub enum Take {
    /// Nothing.
    Nothing,
    /// Run the action.
    Run(Action),
    /// Go to the claim.
    Claim(usize),
    /// Go to what blocks sign-off; marking it waives it.
    Blocked(Blocker),
    /// Put the passage beside the claim; marking it shows it in its source.
    Passage(Offered),
    /// Go to the claim that the finding of that place is about, else to its words; marking it shows its words.
    Finding(usize),
    /// Mark the source, or unmark it.
    Mark(SourceId, bool),
}

/// Which claims are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Without a verdict.
    Undecided,
    /// Promises.
    Promises,
    /// Promises without a ruling.
    Unruled,
    /// With a quote that is orphan or altered.
    Faulty,
    /// Flagged as spin.
    Spin,
    /// Decided otherwise than the drafter would have.
    SecondLook,
    /// To be asked.
    Deferred,
    /// Rejected.
    Rejected,
    /// Resting on words a customer said.
    CustomerWords,
    /// Resting on seller words alone.
    SellerWords,
    /// What matters at the stage on screen.
    Stage,
    /// Returned with a question.
    Asked,
    /// Decided differently by two people.
    Disputed,
    /// That the customer must confirm at kickoff.
    Validation,
    /// Why they bought.
    Why,
    /// How they will use it.
    Use,
    /// Who.
    Who,
    /// Friction.
    Friction,
    /// Said otherwise by a later draft, and not decided since.
    LookAgain,
}

impl Filter {
    /// All of them, with the key that chooses each.
    pub const ALL: &[(char, Self)] = &[
        ('a', Self::All),
        ('u', Self::Undecided),
        ('p', Self::Promises),
        ('b', Self::Unruled),
        ('o', Self::Faulty),
        ('s', Self::Spin),
        ('l', Self::SecondLook),
        ('d', Self::Deferred),
        ('x', Self::Rejected),
        ('c', Self::CustomerWords),
        ('e', Self::SellerWords),
        ('t', Self::Stage),
        ('q', Self::Asked),
        ('y', Self::Disputed),
        ('v', Self::Validation),
        ('1', Self::Why),
        ('2', Self::Use),
        ('3', Self::Who),
        ('4', Self::Friction),
        ('g', Self::LookAgain),
    ];

    /// What it shows.
    pub const fn label(self) -> &'static str {
        match self {
            Self::All => "all claims",
            Self::Undecided => "undecided",
            Self::Promises => "promises",
            Self::Unruled => "unruled promises",
            Self::Faulty => "orphan or altered quotes",
            Self::Spin => "spin",
            Self::SecondLook => "second look",
            Self::Deferred => "to ask the customer",
            Self::Rejected => "rejected",
            Self::CustomerWords => "customer's words",
            Self::SellerWords => "seller's words alone",
            Self::Stage => "what matters now",
            Self::Asked => "what was asked",
            Self::Disputed => "disputed",
            Self::Validation => "to be confirmed at kickoff",
            Self::Why => "why they bought",
            Self::Use => "how they will use it",
            Self::Who => "who",
            Self::Friction => "friction",
            Self::LookAgain => "look again",
        }
    }
}
