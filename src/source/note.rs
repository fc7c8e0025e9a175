//! Line numbers gathered for one note, so that a file with ten thousand faults gets one line and not ten
//! thousand.

use super::Note;

/// How many line numbers are named before `and N more`.
const NAMED: usize = 8;

/// The lines at which one kind of thing happened.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// What they are, where they are no lines: `page`, `sentence`.
    noun: Option<&'static str>,
    first: Vec<usize>,
    count: usize,
}

impl Lines {
    /// Not lines but pages, sentences, messages.
    pub(super) fn of(noun: &'static str) -> Self {
        Self { noun: Some(noun), ..Self::default() }
    }

    /// Whether it never happened.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// It happened at this line, counted from 1.
    pub(super) fn add(&mut self, line: usize) {
        if self.first.len() < NAMED {
            self.first.push(line);
        }
        self.count += 1;
    }

    /// Adds a note, if it happened at all. `what` says it of `count` things.
    pub(super) fn report(&self, notes: &mut Vec<Note>, what: impl FnOnce(usize) -> String) {
        if self.count > 0 {
            notes.push(Note { place: self.place(), what: what(self.count) });
        }
    }

    fn place(&self) -> String {
        let noun = self.noun.unwrap_or("line");
        let named: Vec<_> = self.first.iter().map(ToString::to_string).collect();
        match (self.count, self.count - self.first.len()) {
            (1, _) => format!("{noun} {}", named[0]),
            (_, 0) => format!("{noun}s {}", named.join(", ")),
            (_, more) => format!("{noun}s {} and {more} more", named.join(", ")),
        }
    }
}

/// `1 cue`, `2 cues`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_lines_make_one_note() {
        let mut lines = Lines::default();
        let mut notes = Vec::new();
        lines.report(&mut notes, |_| unreachable!("nothing happened"));
        for line in 1..=20 {
            lines.add(line);
        }
        lines.report(&mut notes, |number| count(number, "cue", "cues"));
        assert_eq!(notes[0].to_string(), "lines 1, 2, 3, 4, 5, 6, 7, 8 and 12 more: 20 cues");
    }
}
