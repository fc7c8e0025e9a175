//! Whether a plain text is talk, and which of its labels are people.
//!
//! `Term: 24 months` and `Maya: no` look the same, so the whole text is counted first. It is talk when
//! labels that look like names come again and again and take turns, or stand before most paragraphs.
//! Where in doubt it is prose, and nobody is made a speaker: a claim that rests on a wrong speaker does
//! more harm than one that rests on none.

use std::collections::HashMap;

use super::super::label;
use super::line::{Line, parse};

/// Where counting new labels stops.
const MOST: usize = 20_000;

/// What was counted.
#[derive(Debug, Default)]
pub(super) struct Shape<'a> {
    labels: HashMap<&'a str, Count>,
    /// Paragraphs: a label, a header, or the first line after a blank one.
    units: u32,
    /// Units with a label that looks like a name.
    named: u32,
    /// How often the name changes from one label to the next.
    switches: u32,
    headers: u32,
    /// Headers with words right below.
    filled: u32,
    /// Words behind labels that look like names.
    words: u32,
    /// Lines that start with a time.
    timed: u32,
    lines: u32,
    /// Names that stand alone on the first line of a block, with words right below.
    alone: HashMap<&'a str, u32>,
    /// Blocks between blank lines.
    blocks: u32,
    talk: bool,
    /// Whether names on lines of their own head what is said.
    headed: bool,
}

#[derive(Debug, Default, Clone, Copy)]
struct Count {
    times: u32,
    is_name: bool,
}

impl<'a> Shape<'a> {
    /// Counts a whole text.
    pub(super) fn of(text: &'a str) -> Self {
        let mut shape = Self::default();
        let mut last: Option<&str> = None;
        let mut after_blank = true;
        let mut after_header = false;
        let mut first_of_block: Option<&str> = None;
        for line in text.split('\n') {
            if line.trim().is_empty() {
                after_blank = true;
                after_header = false;
                first_of_block = None;
                continue;
            }
            shape.lines += 1;
            shape.blocks += u32::from(after_blank);
            if let Some(name) = first_of_block.take()
                && (shape.alone.len() < MOST || shape.alone.contains_key(name))
            {
                *shape.alone.entry(name).or_default() += 1;
            }
            first_of_block =
                after_blank.then(|| line.trim()).filter(|line| line.len() <= 60 && label::is_full_name(line));
            match parse(line) {
                Line::Label { name, words_at, ms } => {
                    shape.timed += u32::from(ms.is_some());
                    shape.units += 1;
                    let words = &line[words_at.min(line.len())..];
                    if shape.count(name) {
                        shape.named += 1;
                        shape.words += words.split_whitespace().take(20).count() as u32;
                        shape.switches += u32::from(last.is_some_and(|last| last != name));
                        last = Some(name);
                    }
                }
                Line::Header { name, .. } => {
                    shape.count(name);
                    shape.units += 1;
                    shape.headers += 1;
                    after_header = true;
                    after_blank = false;
                    continue;
                }
                Line::Time { .. } => {
                    shape.timed += 1;
                    continue;
                }
                line @ (Line::Timed { .. } | Line::Words) => {
                    shape.timed += u32::from(line != Line::Words);
                    shape.units += u32::from(after_blank);
                    shape.filled += u32::from(after_header);
                }
            }
            after_blank = false;
            after_header = false;
        }
        shape.talk = shape.decide();
        shape.headed = !shape.talk && shape.has_headed_blocks();
        shape.talk |= shape.headed;
        shape
    }

    /// Whether nearly every block begins with a name on a line of its own, and the names come again.
    fn has_headed_blocks(&self) -> bool {
        let again: u32 = self.alone.values().filter(|times| **times >= 2).sum();
        self.blocks >= 4 && self.alone.len() >= 2 && again * 10 >= self.blocks * 7
    }

    /// Who speaks what stands below a line, if the line is a name and names head what is said.
    pub(super) fn heads(&self, line: &str) -> Option<&'a str> {
        if !self.headed {
            return None;
        }
        let (name, _) = self.alone.get_key_value(line.trim())?;
        Some(name)
    }

    /// Counts a label; whether it looks like a name.
    fn count(&mut self, name: &'a str) -> bool {
        if self.labels.len() >= MOST && !self.labels.contains_key(name) {
            return false;
        }
        let count = self.labels.entry(name).or_insert_with(|| Count { times: 0, is_name: label::is_name(name) });
        count.times += 1;
        count.is_name
    }

    fn decide(&self) -> bool {
        if self.headers > 0 && self.filled * 3 >= self.headers * 2 {
            return true;
        }
        let people = || self.labels.iter().filter(|(_, count)| count.is_name);
        let distinct = people().count();
        let again = people().filter(|(_, count)| count.times >= 2).count();
        let share = |percent: u32| self.named * 100 >= self.units * percent;
        match (distinct, again) {
            (0, _) => false,
            // One voice throughout: `Speaker 1: …`, or a person's full name.
            (1, 1) => share(60) && people().all(|(name, _)| label::is_full_name(name) || label::is_voice(name)),
            (1, _) => false,
            // Everybody speaks once: full names only, and more than a word or two each.
            (_, 0) => share(60) && self.words >= self.named * 5 && people().all(|(name, _)| label::is_full_name(name)),
            (_, 1) => share(40) && self.switches >= 2,
            _ if share(30) => self.switches >= 2,
            // Long answers of many paragraphs: few labels, but they are full names that come again.
            _ if share(10) && self.switches >= 8 => people()
                .filter(|(_, count)| count.times >= 2)
                .all(|(name, _)| label::is_full_name(name) || label::is_voice(name)),
            _ => false,
        }
    }

    /// Whether the text is talk.
    pub(super) fn is_talk(&self) -> bool {
        self.talk
    }

    /// Whether a time at the start of a line says when the words were spoken; in prose it is mostly the
    /// end of a wrapped sentence.
    pub(super) fn is_timed(&self) -> bool {
        self.timed >= 2 && (self.talk || self.timed * 4 >= self.lines)
    }

    /// Whether a label of the text is somebody who speaks.
    pub(super) fn is_speaker(&self, name: &str) -> bool {
        let Some(count) = self.labels.get(name).filter(|_| self.talk) else { return false };
        count.is_name || (count.times >= 3 && !label::is_field(name) && self.named * 2 >= self.units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn talk_and_forms_are_told_apart() {
        for talk in [
            "Maya: we lost thirty percent\nSam: ouch\nMaya: yes",
            "Robert Willoughby: do you see any changes in the scope?\nSteven H. Collis: Thanks, Bob, we don't see that now.",
            "Maya Chen  0:00\nwe lost it\n\nSam Lee  0:12\nouch\n",
            "doctor: how are you\npatient: fine\ndoctor: good",
            "Speaker 1: so\nSpeaker 1: then",
            "0:03 - Sam Lee (Acme)\n  Hello\n0:09 - Maya Chen\n  Hi\n",
            "Maya Chen\nwe lost it\n\nSam Lee\nouch\n\nMaya Chen\nyes\n\nSam Lee\nso\n",
        ] {
            assert!(Shape::of(talk).is_talk(), "{talk}");
        }
        for form in [
            "Term: 24 months\nPrice: USD 84,000\nStart: October 6",
            "Customer: Northwind Freight, LLC\nSupplier: Freeboard, Inc.\nEffective: August 28, 2026",
            "Pricing: we offer ten percent for a year.\nTimeline: we will deliver it by June, as agreed.",
            "Single Sign-On: Okta\nDedicated Engineer: no\n",
            "10:30 Meeting: pricing\n11:00 Meeting: security\n12:00 Meeting: lunch",
            "Agenda\n\nLunch 12:00\nDemo 13:00\nKickoff 14:00\n",
            "Maya: send the DPA\n\nA paragraph of notes.\n\nAnother one.\n\nAnd one more of these.\n",
            "Dana Ruiz\nCSM\n\nSam Lee\nAE\n\nA paragraph.\n\nAnother one.\n",
            "Just words, and one more thing: they end here.",
            "",
        ] {
            assert!(!Shape::of(form).is_talk(), "{form}");
        }
    }
}
