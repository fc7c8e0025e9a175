//! The parts that briefs for the team are made of: one claim in a line, with who stands behind it.

use serde::Serialize;

use crate::packet::{ClaimKind, Packet, PersonId};
use crate::review::located::{Beside, Found, starting_standing};
use crate::review::{LiveEvidence, Review};

/// One claim that stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Its id.
    pub claim: String,
    /// What it is about, in words.
    pub kind: &'static str,
    /// The wording that stands.
    pub text: String,
    /// Who stands behind it, in words.
    pub standing: &'static str,
    /// The first of its words that were located.
    pub words: Option<Words>,
    /// The words in it that spin.
    pub spin: Option<String>,
    /// The customer is to confirm it at kickoff.
    pub to_confirm: bool,
}

/// Words of a source that stand where they should.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Words {
    /// The words.
    pub exact: String,
    /// Who said them.
    pub speaker: Option<String>,
    /// On which side, in words.
    pub side: Option<&'static str>,
    /// In which source.
    pub source: String,
}

impl Line {
    /// One claim, whatever was decided of it.
    pub fn of(review: &Review, found: &[Beside], index: usize) -> Self {
        let (claim, decided) = (review.claim(index), &review.claims()[index]);
        let found = found.get(index).map_or(&[][..], Beside::as_slice);
        let standing = decided.standing.as_ref().map_or_else(|| starting_standing(found), |set| set.value);
        Self {
            claim: claim.id.to_string(),
            kind: claim.kind.label(),
            text: review.wording(index).to_owned(),
            standing: standing.label(),
            words: review.evidence(index).iter().zip(found).find_map(|(live, found)| words(review, live, found)),
            spin: decided.spin.as_ref().map(|spin| spin.value.clone()),
            to_confirm: decided.validation.is_some(),
        }
    }
}

fn words(review: &Review, live: &LiveEvidence<'_>, found: &Found) -> Option<Words> {
    let Found::Resolved(located) = found else { return None };
    if !located.counts() {
        return None;
    }
    let exact = live.confirmed.map_or(&live.evidence.quote.exact, |confirmed| &confirmed.exact);
    Some(Words {
        exact: exact.clone(),
        speaker: located.speaker.as_ref().map(|speaker| speaker.name.clone()),
        side: located.side.map(|side| side.label()),
        source: review
            .packet()
            .source(&live.evidence.source)
            .map_or_else(|| live.evidence.source.to_string(), |source| source.name().to_owned()),
    })
}

/// The indices of the claims of these kinds that stand, in the order of the kinds.
pub fn standing(review: &Review, kinds: &[ClaimKind]) -> Vec<usize> {
    let of = |kind: ClaimKind| {
        (0..review.len()).filter(move |index| {
            review.claim(*index).kind == kind
                && review.claims()[*index].verdict.as_ref().is_some_and(|verdict| verdict.value.stands())
        })
    };
    kinds.iter().copied().flat_map(of).collect()
}

/// A person as colleagues speak of them: `Tom Brandt, CFO`.
pub fn person(packet: &Packet, id: &PersonId) -> String {
    match packet.person(id) {
        None => id.to_string(),
        Some(person) => match &person.title {
            Some(title) => format!("{}, {title}", person.name),
            None => person.name.clone(),
        },
    }
}

/// One line: runs of blanks and line ends are one blank.
pub fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
