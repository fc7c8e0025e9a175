//! What leaves the program for other tools: CSV, JSON, W3C Web Annotation, PROV; and verdicts that come
//! back in a CSV.
//!
//! Pure values: a review in, text or events out; adding a format is adding a file. Every export carries who
//! made it, when and why, and of every decision the same. Suggestions of claims that nobody has judged are
//! left out (`review::hidden`). What a customer may read is decided where it is for briefs
//! (`brief::Wording::cleared`), so that no export tells what a brief keeps.

pub mod annotation;
pub mod back;
pub mod cell;
pub mod json;
pub mod prov;
pub mod table;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::brief::{Part, Wording};
use crate::packet::Side;
use crate::packet::kind::words;
use crate::review::located::{Beside, Found, Located};
use crate::review::{Actor, LiveEvidence, Review, Verdict};

words!(
    /// Who is going to read an export.
    Audience {
        /// The people who own the outcome.
        Internal = "internal", "internal";
        /// The customer.
        Customer = "customer", "customer";
    }
);

/// Who made an export, when, why and of what.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct About {
    /// Who.
    pub by: Option<Actor>,
    /// When.
    pub at: Timestamp,
    /// Why, in their words.
    pub why: Option<String>,
    /// For whom.
    pub audience: Audience,
    /// SHA-256 of the draft.
    pub packet_sha256: String,
    /// How many lines the trail had.
    pub entries: u64,
    /// SHA-256 of the last one.
    pub head: String,
}

/// A reviewed packet that is to be exported.
#[derive(Debug)]
pub struct Bundle<'a> {
    /// The review.
    pub review: &'a Review,
    /// For each claim, what is known of its quotes.
    pub found: &'a [Beside],
    /// Who, when, why.
    pub about: About,
}

/// A quote beside a claim, with where it stands.
pub type Quoted<'a> = (LiveEvidence<'a>, Option<&'a Located>);

impl Bundle<'_> {
    /// Every claim, for colleagues.
    pub fn claims(&self) -> std::ops::Range<usize> {
        0..self.review.len()
    }

    /// The claims that a customer may read, with their wordings and where they belong.
    pub fn told(&self) -> impl Iterator<Item = (usize, Part, Wording)> {
        self.claims().filter_map(|index| {
            let (part, wording) = Wording::cleared(self.review, index)?;
            Some((index, part, wording))
        })
    }

    /// The quotes of a claim that the audience may see: all of them, or for a customer their own words. Of a
    /// claim that was flagged as spin a customer sees none: a person cleared its new wording, not the old words.
    pub fn quotes(&self, index: usize) -> Vec<Quoted<'_>> {
        let mut found = self.found.get(index).map_or(&[][..], Beside::as_slice).iter();
        let all = self.review.evidence(index).into_iter().map(|live| {
            let located = match found.next() {
                Some(Found::Resolved(located)) => Some(located.as_ref()),
                Some(Found::Pending | Found::Unreadable(_)) | None => None,
            };
            (live, located)
        });
        match self.about.audience {
            Audience::Internal => all.collect(),
            Audience::Customer if self.review.claims()[index].spin.is_some() => Vec::new(),
            Audience::Customer => all
                .filter(|(_, located)| {
                    located.is_some_and(|located| located.counts() && located.side == Some(Side::Customer))
                })
                .collect(),
        }
    }

    /// Whether the audience is the customer.
    pub fn is_for_customer(&self) -> bool {
        self.about.audience == Audience::Customer
    }
}

/// Why somebody decided so, as far as they said.
pub fn reason(verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::Accepted { reason } | Verdict::Edited { text: _, reason } => reason.clone(),
        Verdict::Rejected { reason, note } => {
            Some(note.as_ref().map_or(reason.label().to_owned(), |note| format!("{}: {note}", reason.label())))
        }
        Verdict::Deferred { question, answerer: _ } => Some(question.clone()),
    }
}
