//! Sums over many packets, and the figures that are told of them.
//!
//! Only sums are kept, so joining two is exact and takes no order: it does not matter which thread had
//! which packet.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::drafts::Tally;
use super::row::{FatesJson, Row};
use super::{By, ENOUGH, Rate};
use crate::readiness::survival::{Fates, STAGES};
use crate::readiness::{Answer, Fate, Question, Reconstruction};
use crate::review::word::Stage;

/// Sums over packets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many packets.
    pub packets: usize,
    /// How many of them have problems told beside their figures.
    pub problems: usize,
    /// How many packets answer that many of the ten with yes.
    pub ready: [usize; 11],
    /// Of each question, how many packets answer yes, weak, no.
    pub questions: [[usize; 3]; 10],
    /// Questions with any text, summed.
    pub filled: usize,
    /// Claims with a verdict.
    pub decided: usize,
    /// Claims.
    pub claims: usize,
    /// Promises without a ruling.
    pub unruled: usize,
    /// Quotes that are not there.
    pub orphans: usize,
    /// Quotes that say otherwise.
    pub altered: usize,
    /// Promises that bind.
    pub binding: usize,
    /// What became of them by now.
    pub now: Fates,
    /// What became of them by stage, of the packets that came to it: how many packets, and the fates.
    pub stages: BTreeMap<Stage, (usize, Fates)>,
    /// How many packets are at each stage.
    pub at: BTreeMap<Stage, usize>,
    /// What the receiving teams had to repair.
    pub reconstruction: Reconstruction,
    /// What drafts get wrong, by drafter.
    pub drafts: BTreeMap<String, Tally>,
}

impl Sums {
    /// One more packet.
    pub fn add(&mut self, row: &Row) {
        self.packets += 1;
        self.problems += usize::from(!row.problems.is_empty());
        self.ready[row.readiness.yes.min(10)] += 1;
        for (asked, counts) in row.readiness.questions.iter().zip(&mut self.questions) {
            counts[place(asked.answer)] += 1;
        }
        self.filled += row.filled;
        self.decided += row.decided;
        self.claims += row.claims;
        self.unruled += row.unruled;
        self.orphans += row.orphans;
        self.altered += row.altered;
        self.binding += row.promises.0.binding;
        self.now.join(&row.promises.0.now());
        for (stage, fates) in &row.promises.0.stages {
            let (packets, sum) = self.stages.entry(*stage).or_default();
            *packets += 1;
            sum.join(fates);
        }
        *self.at.entry(row.stage).or_default() += 1;
        self.reconstruction.join(&row.reconstruction.0);
        match self.drafts.get_mut(&row.draft.drafter) {
            Some(tally) => tally.join(&row.draft),
            None => {
                self.drafts.insert(row.draft.drafter.clone(), row.draft.clone());
            }
        }
    }

    /// With the sums of others.
    pub fn join(&mut self, other: &Self) {
        self.packets += other.packets;
        self.problems += other.problems;
        self.ready.iter_mut().zip(other.ready).for_each(|(mine, theirs)| *mine += theirs);
        for (mine, theirs) in self.questions.iter_mut().flatten().zip(other.questions.iter().flatten()) {
            *mine += theirs;
        }
        self.filled += other.filled;
        self.decided += other.decided;
        self.claims += other.claims;
        self.unruled += other.unruled;
        self.orphans += other.orphans;
        self.altered += other.altered;
        self.binding += other.binding;
        self.now.join(&other.now);
        for (stage, (packets, fates)) in &other.stages {
            let (sum, all) = self.stages.entry(*stage).or_default();
            *sum += packets;
            all.join(fates);
        }
        for (stage, count) in &other.at {
            *self.at.entry(*stage).or_default() += count;
        }
        self.reconstruction.join(&other.reconstruction);
        for (drafter, theirs) in &other.drafts {
            match self.drafts.get_mut(drafter) {
                Some(tally) => tally.join(theirs),
                None => {
                    self.drafts.insert(drafter.clone(), theirs.clone());
                }
            }
        }
    }

    /// Questions answered with yes, summed.
    pub fn yes(&self) -> usize {
        self.ready.iter().enumerate().map(|(yes, packets)| yes * packets).sum()
    }

    /// Questions answered with yes, of a packet on average.
    pub fn mean(&self) -> Option<f64> {
        (self.packets > 0).then(|| (self.yes() as f64 / self.packets as f64 * 100.0).round() / 100.0)
    }

    /// How many packets answer a question so.
    pub fn count(&self, question: Question, answer: Answer) -> usize {
        self.questions[question as usize][place(answer)]
    }

    /// The share of packets that answer a question with yes.
    pub fn rate(&self, question: Question) -> Rate {
        Rate::new(self.count(question, Answer::Yes), self.packets)
    }

    /// Of the binding promises at a stage, the share of those that came to a fate.
    pub fn fate(&self, stage: Stage, fate: Fate) -> Rate {
        let fates = self.stages.get(&stage).map_or_else(Fates::default, |(_, fates)| *fates);
        Rate::new(fates.count(fate), fates.total())
    }

    /// The share of the packet that receiving teams had to add, rewrite or ask for.
    pub fn rebuilt(&self) -> Rate {
        Rate::new(self.reconstruction.repaired(), self.reconstruction.of)
    }

    /// The share of claims that have a verdict.
    pub fn decided(&self) -> Rate {
        Rate::new(self.decided, self.claims)
    }

    /// Whether there are enough packets to compare them with other groups.
    pub const fn is_enough(&self) -> bool {
        self.packets >= ENOUGH
    }

    /// As other programs get it. Rates are there where there are enough packets.
    pub fn json(&self) -> Value {
        let enough = self.is_enough();
        let rate = |rate: Rate| if enough { json!(rate) } else { Value::Null };
        let count = |answer: Answer| -> usize { self.questions.iter().map(|counts| counts[place(answer)]).sum() };
        let questions: Vec<Value> = Question::ALL
            .iter()
            .map(|question| {
                json!({
                    "n": question.number(),
                    "question": question.label(),
                    "yes": self.count(*question, Answer::Yes),
                    "weak": self.count(*question, Answer::Weak),
                    "no": self.count(*question, Answer::No),
                    "rate": rate(self.rate(*question)),
                })
            })
            .collect();
        let mut promises = json!({"binding": self.binding});
        for fate in Fate::ALL {
            promises[fate.word()] = json!(self.now.count(*fate));
        }
        let mut stages = serde_json::Map::new();
        for stage in STAGES {
            let Some((packets, fates)) = self.stages.get(&stage) else { continue };
            let mut told = json!(FatesJson(*fates));
            told["packets"] = json!(packets);
            let mut rates = serde_json::Map::new();
            for fate in Fate::ALL {
                rates.insert(fate.word().to_owned(), rate(self.fate(stage, *fate)));
            }
            told["rates"] = Value::Object(rates);
            stages.insert(stage.word().to_owned(), told);
        }
        promises["stages"] = Value::Object(stages);
        let Reconstruction { added, rewrote, asked, of } = self.reconstruction;
        let drafts: Vec<Value> = self
            .drafts
            .values()
            .map(|tally| {
                let mut told = json!(tally);
                told["rate"] = if tally.judged >= ENOUGH { json!(tally.rate()) } else { Value::Null };
                told
            })
            .collect();
        let at: BTreeMap<&str, usize> = self.at.iter().map(|(stage, count)| (stage.word(), *count)).collect();
        json!({
            "packets": self.packets,
            "with_problems": self.problems,
            "enough_to_compare": enough,
            "readiness": {
                "yes": count(Answer::Yes),
                "weak": count(Answer::Weak),
                "no": count(Answer::No),
                "mean_yes": self.mean(),
                "packets_by_yes": self.ready,
                "questions": questions,
            },
            "filled": self.filled,
            "decided": self.decided,
            "claims": self.claims,
            "unruled": self.unruled,
            "orphans": self.orphans,
            "altered": self.altered,
            "stages": at,
            "promises": promises,
            "reconstruction": {
                "added": added, "rewrote": rewrote, "asked": asked, "of": of, "rate": rate(self.rebuilt()),
            },
            "drafts_get_wrong": drafts,
        })
    }
}

const fn place(answer: Answer) -> usize {
    match answer {
        Answer::Yes => 0,
        Answer::Weak => 1,
        Answer::No => 2,
    }
}

/// Sums over all packets, and over each group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// By what packets are grouped, if they are.
    pub by: Option<By>,
    /// Over all.
    pub all: Sums,
    /// Over each group, in the order of their names.
    pub groups: BTreeMap<String, Sums>,
}

impl Totals {
    /// Nothing yet.
    pub fn new(by: Option<By>) -> Self {
        Self { by, ..Self::default() }
    }

    /// One more packet.
    pub fn add(&mut self, row: &Row) {
        self.all.add(row);
        if let Some(by) = self.by {
            self.groups.entry(row.group(by).to_owned()).or_default().add(row);
        }
    }

    /// With the sums of others.
    pub fn join(&mut self, other: &Self) {
        self.all.join(&other.all);
        for (name, theirs) in &other.groups {
            self.groups.entry(name.clone()).or_default().join(theirs);
        }
    }

    /// The groups as other programs get them.
    pub fn groups_json(&self) -> Vec<impl Serialize> {
        let by = self.by.map_or("", By::word);
        self.groups
            .iter()
            .map(|(name, sums)| {
                let mut told = json!({"by": by, "name": name});
                if let (Some(told), Value::Object(sums)) = (told.as_object_mut(), sums.json()) {
                    told.extend(sums);
                }
                told
            })
            .collect()
    }
}
