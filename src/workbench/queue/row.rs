//! One packet of the queue, as far as it was read. Counts arrive in two steps: what the draft and the
//! trail say, then what the sources say of the quotes.

use std::path::PathBuf;

use jiff::civil::Date;

use super::turn::{Turn, owner, turn};
use crate::anchor::State as Anchor;
use crate::readiness::Readiness;
use crate::review::located::Beside;
use crate::review::word::Stage;
use crate::review::{Review, Verdict};

/// One packet.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where it lies.
    pub path: PathBuf,
    /// What is known of it.
    pub known: Known,
}

/// How far a packet was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// Its place alone.
    Nothing,
    /// It can't be read, and why.
    Broken(String),
    /// Its draft and trail; with its quotes, once they were looked for.
    Read(Box<Head>, Option<Quotes>),
}

/// What the draft and the trail say.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Who bought.
    pub account: String,
    /// Whose packet it is.
    pub owner: Option<String>,
    /// Who has to do something next.
    pub turn: Turn,
    /// Where in its life it is.
    pub stage: Stage,
    /// The day it was closed-won.
    pub closed: Option<Date>,
    /// Claims.
    pub claims: usize,
    /// Claims with a verdict.
    pub decided: usize,
    /// Promises that nobody has ruled.
    pub unruled: usize,
    /// Claims that two people have decided differently.
    pub disputed: usize,
    /// The AE of the deal.
    pub ae: Option<String>,
}

/// What the sources say of the quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotes {
    /// Quotes that are not in their source and stand beside a claim that is not rejected.
    pub orphans: usize,
    /// Quotes that their source has otherwise.
    pub altered: usize,
    /// How many of the ten questions can be answered.
    pub ready: usize,
}

impl Head {
    /// From a review.
    pub fn of(review: &Review) -> Self {
        let deal = review.packet().deal.as_ref();
        let closed = deal.and_then(|deal| deal.closed_on.as_deref()?.get(..10)?.parse().ok());
        Self {
            account: review.packet().account.name.clone(),
            owner: owner(review),
            turn: turn(review),
            stage: review.stage(),
            closed,
            claims: review.len(),
            decided: review.decided(),
            unruled: review.unruled().count(),
            disputed: (0..review.len()).filter(|index| review.disputed(*index).is_some()).count(),
            ae: deal.and_then(|deal| deal.ae.clone()),
        }
    }
}

impl Quotes {
    /// From a review and where its quotes were found.
    pub fn of(review: &Review, found: &[Beside]) -> Self {
        let count = |wanted: Anchor| {
            (0..review.len())
                .filter(|index| {
                    let verdict = review.claims()[*index].verdict.as_ref();
                    !verdict.is_some_and(|verdict| matches!(verdict.value, Verdict::Rejected { .. }))
                })
                .flat_map(|index| found.get(index).into_iter().flatten())
                .filter(|found| found.state() == Some(wanted))
                .count()
        };
        Self {
            orphans: count(Anchor::Orphan),
            altered: count(Anchor::Altered),
            ready: Readiness::of(review, found).yes(),
        }
    }
}

impl Row {
    /// A packet of which only the place is known.
    pub const fn new(path: PathBuf) -> Self {
        Self { path, known: Known::Nothing }
    }

    /// What the draft and the trail say, once they were read.
    pub const fn head(&self) -> Option<&Head> {
        match &self.known {
            Known::Read(head, _) => Some(head),
            Known::Nothing | Known::Broken(_) => None,
        }
    }

    /// What the sources say, once they were looked into.
    pub const fn quotes(&self) -> Option<Quotes> {
        match &self.known {
            Known::Read(_, quotes) => *quotes,
            Known::Nothing | Known::Broken(_) => None,
        }
    }

    /// The account, or the name of the folder while it is not known.
    pub fn name(&self) -> String {
        match self.head() {
            Some(head) => head.account.clone(),
            None => self.folder(),
        }
    }

    /// The last part of its path.
    pub fn folder(&self) -> String {
        self.path
            .file_name()
            .map_or_else(|| self.path.display().to_string(), |name| name.to_string_lossy().into_owned())
    }

    /// Days since it was closed-won.
    pub fn days(&self, today: Date) -> Option<i32> {
        let closed = self.head()?.closed?;
        today.since(closed).ok().map(|span| span.get_days())
    }
}
