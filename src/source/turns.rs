//! Puts timed speech together: cues or sentences in, turns out, one line a turn.
//!
//! Shared by every format that is a list of (speaker, time, words). A turn's line is `Name: words`, or the
//! words alone where nobody is named; the turn's bytes are the words, never the label. Recognisers cut one
//! person's talk into many short cues: those of one speaker with no more than two seconds between them
//! become one turn, with a space between. A turn that grows long ends at a cue, so that a screen has
//! paragraphs to show and a search has passages to find.
//!
//! Every cue whose time is known leaves one mark at its first word, in the order of the file, empty cues
//! included; so the n-th mark is the n-th timed cue. A cue in which two people speak leaves one for each.

use crate::text::{Builder, Part, Text};

/// The longest silence inside one turn, in milliseconds.
const GAP: u64 = 2000;
/// A turn this long (bytes) ends at the next cue that ends a sentence.
const LONG: usize = 400;
/// A turn this long (bytes) ends at the next cue.
const TOO_LONG: usize = 600;

/// When something was said, in milliseconds from the start, as far as that is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: Option<u64>,
    pub(super) end: Option<u64>,
}

impl Span {
    /// A moment, where only the start is known.
    pub(super) fn at(start: Option<u64>) -> Self {
        Self { start, end: None }
    }
}

/// Who says something, as the format names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Who<'a> {
    pub(super) name: &'a str,
    pub(super) email: Option<&'a str>,
}

impl<'a> Who<'a> {
    /// Somebody of whom no address is known; `None` when the name is blank.
    pub(super) fn named(name: &'a str) -> Option<Self> {
        let name = name.trim();
        (!name.is_empty()).then_some(Self { name, email: None })
    }
}

/// A text in the making.
#[derive(Debug, Default)]
pub(super) struct Turns {
    builder: Builder,
    open: Option<Open>,
}

/// The turn that the next cue may continue.
#[derive(Debug)]
struct Open {
    speaker: Option<u16>,
    start: usize,
    /// When its last words ended, or began if no more is known.
    until: Option<u64>,
    /// Whether its last cue ended a sentence.
    ended: bool,
}

impl Turns {
    /// Adds one cue's words; they join the turn before where they continue it.
    pub(super) fn say(&mut self, who: Option<Who<'_>>, span: Span, words: &str) {
        let words = words.trim();
        if words.is_empty() {
            self.mark(span);
            return;
        }
        let speaker = who.map(|who| self.builder.speaker(who.name, who.email));
        if self.continues(speaker, span) {
            self.builder.push(" ");
            self.mark(span);
            self.builder.push(words);
            self.builder.extend_turn(self.builder.len());
        } else {
            self.begin(who);
            self.mark(span);
            let start = self.builder.len();
            self.builder.push(words);
            self.builder.turn(start..self.builder.len(), speaker, Part::Body);
            self.open = Some(Open { speaker, start, until: None, ended: false });
        }
        if let Some(open) = &mut self.open {
            open.until = span.end.or(span.start).or(open.until);
            open.ended =
                words.trim_end_matches(['"', '\'', ')', '”', '’']).ends_with(['.', '?', '!', '…', '。', '？', '！']);
        }
    }

    /// Adds words that are no talk, or no talk of now, as a turn of their own.
    pub(super) fn say_as(&mut self, part: Part, who: Option<Who<'_>>, span: Span, words: &str) {
        if part == Part::Body {
            return self.say(who, span, words);
        }
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        self.begin(who);
        self.mark(span);
        let speaker = who.map(|who| self.builder.speaker(who.name, who.email));
        let start = self.builder.len();
        self.builder.push(words);
        self.builder.turn(start..self.builder.len(), speaker, part);
        self.cut();
    }

    /// Adds words that follow the last ones, whoever spoke those; their own time is not known.
    pub(super) fn go_on(&mut self, words: &str) {
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        match &mut self.open {
            Some(open) => {
                open.ended = false;
                self.builder.push(" ");
                self.builder.push(words);
                self.builder.extend_turn(self.builder.len());
            }
            None => self.say(None, Span::default(), words),
        }
    }

    /// Adds a turn of somebody who is not named, behind a sign that is no word of theirs.
    pub(super) fn say_behind(&mut self, sign: &str, span: Span, words: &str) {
        self.begin(None);
        self.builder.push(sign);
        self.mark(span);
        let start = self.builder.len();
        self.builder.push(words.trim());
        self.builder.turn(start..self.builder.len(), None, Part::Body);
        self.open = Some(Open { speaker: None, start, until: span.end.or(span.start), ended: false });
    }

    /// What follows starts a turn of its own, whoever speaks.
    pub(super) fn cut(&mut self) {
        self.open = None;
    }

    /// The finished text.
    pub(super) fn finish(self) -> Text {
        self.builder.finish()
    }

    fn begin(&mut self, who: Option<Who<'_>>) {
        if !self.builder.is_empty() {
            self.builder.push("\n");
        }
        if let Some(who) = who {
            self.builder.push(who.name);
            self.builder.push(": ");
        }
    }

    fn mark(&mut self, span: Span) {
        if let Some(start) = span.start {
            self.builder.mark(self.builder.len(), start);
        }
    }

    fn continues(&self, speaker: Option<u16>, span: Span) -> bool {
        let Some(open) = &self.open else { return false };
        let length = self.builder.len() - open.start;
        let silence = match (open.until, span.start) {
            (Some(until), Some(start)) => start.saturating_sub(until),
            _ => 0,
        };
        open.speaker == speaker && silence <= GAP && length < TOO_LONG && !(length >= LONG && open.ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u64, end: u64) -> Span {
        Span { start: Some(start), end: Some(end) }
    }

    #[test]
    fn cues_of_one_speaker_become_one_turn_until_a_silence() {
        let mut turns = Turns::default();
        let maya = Who::named("Maya");
        turns.say(maya, span(0, 900), "we lost, what,");
        turns.say(maya, span(1000, 2000), "thirty percent");
        turns.say(None, span(2000, 2500), "");
        turns.say(Who::named("Sam"), span(2500, 3000), "ouch");
        turns.say(Who::named("Sam"), span(5001, 6000), "later");
        let text = turns.finish();
        assert_eq!(text.as_str(), "Maya: we lost, what, thirty percent\nSam: ouch\nSam: later");
        let words: Vec<_> = text.turns().iter().map(|turn| text.words(turn)).collect();
        assert_eq!(words, ["we lost, what, thirty percent", "ouch", "later"]);
        let times: Vec<_> = text.marks().iter().map(|mark| mark.1).collect();
        assert_eq!(times, [0, 1000, 2000, 2500, 5001], "one mark a cue, the empty one too");
        let at = text.as_str().find("percent").unwrap();
        assert_eq!(text.time_at(at), Some(1000));
        assert_eq!(text.time_at(text.as_str().find("ouch").unwrap()), Some(2500));
    }

    #[test]
    fn a_long_turn_ends_at_a_cue() {
        let mut turns = Turns::default();
        for cue in 0..40 {
            turns.say(None, span(cue * 1000, cue * 1000 + 900), "thirty characters of talk here");
        }
        let text = turns.finish();
        assert!(text.turns().len() > 1);
        assert!(text.turns().iter().all(|turn| turn.range().len() < TOO_LONG + 40));
        assert_eq!(text.marks().len(), 40);
    }
}
