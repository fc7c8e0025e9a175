//! A transcript in the making: utterances in, an import out, with what was missing counted.

use super::super::format::Outcome;
use super::super::note::{Lines, count};
use super::super::paragraph::one_line;
use super::super::participant::{self, Participant};
use super::super::turns::{Span, Turns, Who};
use super::super::{Import, Unreadable};
use crate::text::{Part, Text};

/// Utterances, and what they lacked.
pub(super) struct Talk {
    turns: Turns,
    /// What one of them is called: `sentence`, `utterance`, `segment`.
    noun: &'static str,
    number: usize,
    untimed: Lines,
    empty: Lines,
    pub(super) import: Import,
}

impl Talk {
    pub(super) fn new(format: &'static str, noun: &'static str) -> Self {
        Self {
            turns: Turns::default(),
            noun,
            number: 0,
            untimed: Lines::of(noun),
            empty: Lines::of(noun),
            import: Import::new(Text::default(), format),
        }
    }

    /// Adds what somebody said.
    pub(super) fn say(&mut self, who: Option<Who<'_>>, span: Span, words: Option<&str>) {
        self.number += 1;
        let words = words.map(one_line).filter(|words| !words.is_empty());
        let Some(words) = words else { return self.empty.add(self.number) };
        if span.start.is_none() {
            self.untimed.add(self.number);
        }
        self.turns.say(who, span, &words);
    }

    /// How many utterances there were so far.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// A line that heads what follows: the title of one call among several.
    pub(super) fn head(&mut self, words: &str) {
        self.turns.say_as(Part::Heading, None, Span::default(), &one_line(words));
    }

    /// Lists somebody.
    pub(super) fn participant(&mut self, somebody: Participant) {
        participant::join(&mut self.import.participants, somebody);
    }

    pub(super) fn note(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.import.note(place, what);
    }

    pub(super) fn finish(mut self) -> Outcome {
        if self.number == 0 {
            return Err(Unreadable::new(format!(
                "read as {}, but there is no {} in it",
                self.import.format, self.noun
            ))
            .hint("the call may not have been transcribed; export it again"));
        }
        self.import.text = self.turns.finish();
        let (noun, all) = (self.noun, self.number);
        let many = |number: usize| count(number, noun, &format!("{noun}s"));
        self.empty.report(&mut self.import.notes, |number| format!("{} without words, left out", many(number)));
        self.untimed.report(&mut self.import.notes, |number| {
            if number == all { format!("no {noun} has a time") } else { format!("{} without a time", many(number)) }
        });
        Ok(self.import)
    }
}
