//! What a report says of one packet. Pure: a review and where its quotes stand, in; a row, out.

use std::collections::BTreeMap;

use serde::de::{Deserializer, Error};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::By;
use super::drafts;
use crate::anchor::State;
use crate::packet::Packet;
use crate::readiness::survival::Fates;
use crate::readiness::{Answer, Fate, Readiness, Reconstruction, Survival};
use crate::review::located::Beside;
use crate::review::word::Stage;
use crate::review::{Review, Verdict};

/// One packet. The JSON of `handoff report`: fields may be added, never renamed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The packet's id.
    pub id: String,
    /// Where it lies, as the library names it.
    pub path: String,
    /// Who bought.
    pub account: String,
    /// Whose packet it is.
    pub owner: Option<String>,
    /// Who sold.
    pub ae: Option<String>,
    /// Market segment.
    pub segment: Option<String>,
    /// The day the deal closed, as the packet has it.
    pub closed: Option<String>,
    /// Where in its life it is.
    pub stage: Stage,
    /// The ten questions.
    pub readiness: Ready,
    /// For how many of the ten there is any text.
    pub filled: usize,
    /// How many claims have a verdict.
    pub decided: usize,
    /// How many there are.
    pub claims: usize,
    /// How many promises that could stand nobody has ruled.
    pub unruled: usize,
    /// How many quotes beside claims that were not rejected are not in their source.
    pub orphans: usize,
    /// How many of them say otherwise than their source.
    pub altered: usize,
    /// What became of the promises that bind.
    pub promises: Promises,
    /// What the receiving team had to repair.
    pub reconstruction: Rebuilt,
    /// What the draft got wrong.
    pub draft: drafts::Tally,
    /// What keeps these figures from being the whole truth; mostly empty.
    pub problems: Vec<String>,
}

/// The ten answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ready {
    /// How many can be acted on.
    pub yes: usize,
    /// How many are there and can't.
    pub weak: usize,
    /// How many are not.
    pub no: usize,
    /// Each.
    pub questions: Vec<Asked>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// From 1 to 10.
    pub n: usize,
    /// `yes`, `weak` or `no`.
    #[serde(serialize_with = "word", deserialize_with = "from_word")]
    pub answer: Answer,
    /// What is missing; empty for a `yes`.
    pub why: String,
}

fn word<S: Serializer>(answer: &Answer, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(answer.word())
}

fn from_word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Answer, D::Error> {
    let word = std::borrow::Cow::<str>::deserialize(deserializer)?;
    Answer::from_word(&word).ok_or_else(|| D::Error::custom("expected yes, weak or no"))
}

impl From<&Readiness> for Ready {
    fn from(readiness: &Readiness) -> Self {
        let asked = |answered: &crate::readiness::Answered| Asked {
            n: answered.question.number(),
            answer: answered.answer,
            why: answered.why.clone(),
        };
        Self {
            yes: readiness.yes(),
            weak: readiness.count(Answer::Weak),
            no: readiness.count(Answer::No),
            questions: readiness.questions.iter().map(asked).collect(),
        }
    }
}

/// Promise survival: how things stand now, and at every stage that was come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Promises(pub Survival);

impl Serialize for Promises {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("binding", &self.0.binding)?;
        let now = self.0.now();
        for fate in Fate::ALL {
            map.serialize_entry(fate.word(), &now.count(*fate))?;
        }
        let stages: BTreeMap<Stage, FatesJson> =
            self.0.stages.iter().map(|(stage, fates)| (*stage, FatesJson(*fates))).collect();
        map.serialize_entry("stages", &stages)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Promises {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Told {
            binding: usize,
            stages: BTreeMap<Stage, BTreeMap<Fate, usize>>,
        }
        let Told { binding, stages } = Told::deserialize(deserializer)?;
        let stages = stages.into_iter().map(|(stage, counts)| (stage, Fates::of(counts))).collect();
        Ok(Self(Survival { binding, stages }))
    }
}

/// Counts under the words of the fates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FatesJson(pub Fates);

impl Serialize for FatesJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Fate::ALL.iter().map(|fate| (fate.word(), self.0.count(*fate))))
    }
}

/// What the receiving team had to repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt(pub Reconstruction);

impl Serialize for Rebuilt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Reconstruction { added, rewrote, asked, of } = self.0;
        let mut map = serializer.serialize_map(None)?;
        for (name, count) in [("added", added), ("rewrote", rewrote), ("asked", asked), ("of", of)] {
            map.serialize_entry(name, &count)?;
        }
        map.serialize_entry("share", &super::Rate::new(self.0.repaired(), of).share)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Rebuilt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Told {
            added: usize,
            rewrote: usize,
            asked: usize,
            of: usize,
        }
        let Told { added, rewrote, asked, of } = Told::deserialize(deserializer)?;
        Ok(Self(Reconstruction { added, rewrote, asked, of }))
    }
}

/// A packet of which nothing could be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// Where it lies.
    pub path: String,
    /// What happened.
    pub what: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl Row {
    /// What there is to say of a packet at `path`. `found` has, for each claim, what is known of its quotes.
    pub fn of(path: String, review: &Review, found: &[Beside], problems: Vec<String>) -> Self {
        let packet: &Packet = review.packet();
        let readiness = Readiness::of(review, found);
        let in_state = |state: State| {
            let stands = |index: &usize| {
                let verdict = review.claims()[*index].verdict.as_ref().map(|decision| &decision.value);
                !matches!(verdict, Some(Verdict::Rejected { .. }))
            };
            (0..review.len())
                .filter(stands)
                .flat_map(|index| found.get(index).into_iter().flatten())
                .filter(|found| found.state() == Some(state))
                .count()
        };
        Self {
            id: packet.id.to_string(),
            path,
            account: packet.account.name.clone(),
            owner: owner(review).map(str::to_owned),
            ae: packet.deal.as_ref().and_then(|deal| deal.ae.clone()),
            segment: packet.account.segment.clone(),
            closed: packet.deal.as_ref().and_then(|deal| deal.closed_on.clone()),
            stage: review.stage(),
            filled: readiness.filled(),
            readiness: Ready::from(&readiness),
            decided: review.decided(),
            claims: review.len(),
            unruled: review.unruled().count(),
            orphans: in_state(State::Orphan),
            altered: in_state(State::Altered),
            promises: Promises(Survival::of(review)),
            reconstruction: Rebuilt(Reconstruction::of(review)),
            draft: drafts::Tally::of(review),
            problems,
        }
    }

    /// The group it belongs to.
    pub fn group(&self, by: By) -> &str {
        let named = |name: &'_ Option<String>| name.as_deref().map(str::trim).filter(|name| !name.is_empty()).is_some();
        match by {
            By::Owner if named(&self.owner) => self.owner.as_deref().unwrap_or_default().trim(),
            By::Segment if named(&self.segment) => self.segment.as_deref().unwrap_or_default().trim(),
            By::Month => self.closed.as_deref().and_then(month).unwrap_or("no closing date"),
            By::Owner => "nobody",
            By::Segment => "no segment",
        }
    }
}

/// Whose packet it is: the person it was assigned to, or else the CSM of the deal.
pub fn owner(review: &Review) -> Option<&str> {
    let assigned = review.later().assigned.as_ref().map(|decision| decision.value.as_str());
    assigned.or_else(|| review.packet().deal.as_ref()?.csm.as_deref())
}

/// The month of a day written `YYYY-MM-DD`.
pub fn month(day: &str) -> Option<&str> {
    let day = day.trim();
    let month = day.get(..7)?;
    let digit = |at: usize| month.as_bytes()[at].is_ascii_digit();
    let is_month = [0, 1, 2, 3, 5, 6].into_iter().all(digit) && month.as_bytes()[4] == b'-';
    is_month.then_some(month)
}
