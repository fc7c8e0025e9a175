//! Can the receiving team act differently? What of a packet counts, what only looks filled in, and what
//! became of its promises.
//!
//! Pure: a [`Review`] and where its quotes stand go in, values come out. Nothing here reads a file, and
//! nothing here takes a drafter's word: a claim counts once a person has accepted or edited it, its words
//! are located, and it names an action. It can surprise you in two ways. What has not been looked for yet
//! counts as unlocated, so ask again when it is found. And a recorded *looked, none found* never makes a
//! `yes`: it has no words to show.

mod grade;
mod question;
pub mod reconstruction;
pub mod survival;

use crate::review::Review;
use crate::review::located::Beside;

pub use grade::Fault;
use grade::Grade;
pub use question::Question;
pub use reconstruction::Reconstruction;
pub use survival::{Fate, Survival};

/// How well a question can be answered from a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Nothing that stands answers it.
    No,
    /// Something does, but not so that one could act on it; [`Answered::why`] says why.
    Weak,
    /// Accepted claims with located words and a named action answer it.
    Yes,
}

impl Answer {
    /// The word as files and screens have it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Weak => "weak",
            Self::Yes => "yes",
        }
    }

    /// The answer that files call `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::No, Self::Weak, Self::Yes].into_iter().find(|answer| answer.word() == word)
    }
}

/// One question, and how far the packet answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Which.
    pub question: Question,
    /// How well.
    pub answer: Answer,
    /// What is missing, in words; empty for a `yes`.
    pub why: String,
    /// The claims that the answer rests on, by index.
    pub claims: Vec<usize>,
    /// Whether there is any text at all where the answer would stand, believed or not.
    pub filled: bool,
}

/// The ten answers, in the order of the questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// One for each question.
    pub questions: Vec<Answered>,
}

impl Readiness {
    /// Asks the ten questions. `found` has, for each claim, what is known of its quotes.
    pub fn of(review: &Review, found: &[Beside]) -> Self {
        let grades = Grade::of_all(review, found);
        Self { questions: Question::ALL.iter().map(|question| question.ask_graded(review, &grades)).collect() }
    }

    /// How many questions have that answer.
    pub fn count(&self, answer: Answer) -> usize {
        self.questions.iter().filter(|answered| answered.answer == answer).count()
    }

    /// How many of the ten can be answered so that one could act on it: the measure that counts.
    pub fn yes(&self) -> usize {
        self.count(Answer::Yes)
    }

    /// For how many of the ten there is any text, whatever it is worth. Reported beside the measure that
    /// counts, never instead of it.
    pub fn filled(&self) -> usize {
        self.questions.iter().filter(|answered| answered.filled).count()
    }
}
