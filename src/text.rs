//! The text of a source, as claims are anchored in it: the words, who spoke which, and when.
//!
//! Pure. An importer (`source`) makes one from bytes; everything after that works on this. Offsets
//! inside the program are **bytes** into `Text::text`; positions in files are Unicode **code
//! points**, and the two are turned into each other here and nowhere else.
//!
//! Kept small on purpose (16 bytes a turn), because a packet may have 50 MB of sources and the
//! program may use only 30 MB more than that.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::packet::Position;

/// How far apart the code point checkpoints are, in bytes.
const STRIDE: usize = 4096;

/// How many bytes are counted at once between two checkpoints.
const STRETCH: usize = 128;

/// No speaker.
const NOBODY: u16 = u16::MAX;

/// A source's text with its turns in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Text {
    text: String,
    turns: Vec<Turn>,
    /// Shared with everything that was found in what they say.
    speakers: Vec<Arc<Speaker>>,
    /// (byte offset, milliseconds from the start), in order of offset: where the format gives a time.
    marks: Vec<(u32, u32)>,
    /// Code points before byte `STRIDE * i`; empty when the text is ASCII.
    points: Vec<u32>,
}

/// Somebody as the source names them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Speaker {
    /// Display name, as written.
    pub name: String,
    /// Mail address, where the format has one.
    pub email: Option<String>,
}

/// One turn of talk, one paragraph, one slide. Its bytes are the words alone: a `Name:` in front of
/// them, a time stamp or a heading number lie outside every turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    speaker: u16,
    /// What part of the document it is.
    pub part: Part,
}

impl Turn {
    /// The turn's bytes.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What part of a document a turn is. Words in `Quoted` mail belong to somebody else's message, and
/// nobody says what stands in a `Signature` or a `Heading`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Spoken or written by the turn's speaker.
    Body,
    /// The quoted tail of a mail.
    Quoted,
    /// A signature or legal footer.
    Signature,
    /// A title, a heading, a mail's subject, file metadata.
    Heading,
    /// What the speaker of a deck wrote beneath a slide.
    Notes,
}

impl Part {
    /// The word for it in `handoff text --format json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Quoted => "quoted",
            Self::Signature => "signature",
            Self::Heading => "heading",
            Self::Notes => "notes",
        }
    }
}

/// Puts a [`Text`] together, turn by turn. Importers push text and say which of it is whose.
#[derive(Debug, Default)]
pub struct Builder {
    text: Text,
    /// Speakers by name, so that a source with ten thousand of them is no slower than one with two.
    numbers: HashMap<String, Vec<u16>>,
}

impl Builder {
    /// A text that starts out as these words.
    pub fn verbatim(text: String) -> Self {
        Self { text: Text { text, ..Text::default() }, numbers: HashMap::new() }
    }

    /// An empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many bytes there are by now: where the next push will stand.
    pub fn len(&self) -> usize {
        self.text.text.len()
    }

    /// Whether nothing was pushed.
    pub fn is_empty(&self) -> bool {
        self.text.text.is_empty()
    }

    /// Adds words that belong to no turn (labels, separators).
    pub fn push(&mut self, words: &str) {
        self.text.text.push_str(words);
    }

    /// The number of a speaker, who is taken up at first sight. Same name and address, same number.
    pub fn speaker(&mut self, name: &str, email: Option<&str>) -> u16 {
        /// So many are gone through one by one: most sources have fewer, and it is faster.
        const FEW: usize = 12;
        let speakers = &self.text.speakers;
        if speakers.len() <= FEW {
            let is_known = |known: &Arc<Speaker>| known.name == name && known.email.as_deref() == email;
            if let Some(index) = speakers.iter().position(is_known) {
                return index as u16;
            }
        }
        let has_address = |index: &&u16| speakers[usize::from(**index)].email.as_deref() == email;
        if let Some(index) = self.numbers.get(name).and_then(|known| known.iter().find(has_address)) {
            return *index;
        }
        if self.text.speakers.len() >= NOBODY as usize {
            return NOBODY;
        }
        self.text.speakers.push(Arc::new(Speaker { name: name.to_owned(), email: email.map(str::to_owned) }));
        let index = (self.text.speakers.len() - 1) as u16;
        self.numbers.entry(name.to_owned()).or_default().push(index);
        index
    }

    /// Says that `range` (bytes, after the last turn's) is one turn.
    pub fn turn(&mut self, range: Range<usize>, speaker: Option<u16>, part: Part) {
        debug_assert!(self.text.turns.last().is_none_or(|last| last.end as usize <= range.start));
        if range.is_empty() {
            return;
        }
        let speaker = speaker.unwrap_or(NOBODY);
        self.text.turns.push(Turn { start: range.start as u32, end: range.end as u32, speaker, part });
    }

    /// How many turns there are by now.
    pub fn turns(&self) -> usize {
        self.text.turns.len()
    }

    /// Lengthens the last turn to `end` (bytes).
    pub fn extend_turn(&mut self, end: usize) {
        if let Some(last) = self.text.turns.last_mut() {
            last.end = end as u32;
        }
    }

    /// Says that what starts at byte `at` was spoken `ms` milliseconds after the start.
    pub fn mark(&mut self, at: usize, ms: u64) {
        self.text.marks.push((at as u32, u32::try_from(ms).unwrap_or(u32::MAX)));
    }

    /// The finished text where nothing was pushed, because `text` is the file itself and every turn was
    /// said of it.
    pub fn finish_over(mut self, text: String) -> Text {
        debug_assert!(self.is_empty());
        self.text.text = text;
        self.finish()
    }

    /// The finished text.
    pub fn finish(mut self) -> Text {
        let text = &mut self.text;
        let whole = |at: u32| text.text.is_char_boundary(at as usize);
        debug_assert!(text.turns.iter().all(|turn| whole(turn.start) && whole(turn.end)));
        text.points = checkpoints(&text.text);
        text.turns.shrink_to_fit();
        text.marks.shrink_to_fit();
        self.text
    }
}

/// How many characters start in these bytes: those that go on with one are all below -64.
fn starts(bytes: &[u8]) -> usize {
    let mut count = 0;
    // A byte can count so many before it overflows, and so the bytes are taken sixteen or more at a time.
    for bytes in bytes.chunks(255) {
        count += usize::from(bytes.iter().map(|byte| u8::from((*byte as i8) >= -0x40)).sum::<u8>());
    }
    count
}

fn checkpoints(text: &str) -> Vec<u32> {
    if text.is_ascii() {
        return Vec::new();
    }
    let mut points = Vec::with_capacity(text.len() / STRIDE + 1);
    let mut count = 0u32;
    for chunk in text.as_bytes().chunks(STRIDE) {
        points.push(count);
        count += starts(chunk) as u32;
    }
    points
}

impl Text {
    /// A text of one turn that nobody is named as the speaker of: inline snippets.
    pub fn snippet(words: &str) -> Self {
        let mut builder = Builder::verbatim(words.to_owned());
        builder.turn(0..words.len(), None, Part::Body);
        builder.finish()
    }

    /// All of it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The turns, in order, never overlapping.
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// Everybody who is named as a speaker, in order of appearance.
    pub fn speakers(&self) -> &[Arc<Speaker>] {
        &self.speakers
    }

    /// A turn's words.
    pub fn words(&self, turn: &Turn) -> &str {
        &self.text[turn.range()]
    }

    /// Who speaks a turn.
    pub fn speaker(&self, turn: &Turn) -> Option<&Arc<Speaker>> {
        self.speakers.get(turn.speaker as usize)
    }

    /// A turn's speaker by number in [`Text::speakers`].
    pub fn speaker_index(&self, turn: &Turn) -> Option<usize> {
        (turn.speaker != NOBODY).then_some(turn.speaker as usize)
    }

    /// The index of the turn in which byte `at` lies, or of the next one after it.
    pub fn turn_at(&self, at: usize) -> Option<usize> {
        let index = self.turns.partition_point(|turn| turn.end as usize <= at);
        (index < self.turns.len()).then_some(index)
    }

    /// When byte `at` was spoken, in milliseconds from the start: the last mark at or before it that
    /// lies within the same turn.
    pub fn time_at(&self, at: usize) -> Option<u64> {
        let index = self.marks.partition_point(|mark| mark.0 as usize <= at);
        let (mark, ms) = *self.marks.get(index.checked_sub(1)?)?;
        let turn = self.turns.get(self.turn_at(at)?)?;
        (mark as usize >= turn.start as usize || at < turn.start as usize).then_some(u64::from(ms))
    }

    /// The time marks (byte offset, milliseconds), in order.
    pub fn marks(&self) -> &[(u32, u32)] {
        &self.marks
    }

    /// How many code points stand before byte `at`.
    pub fn point_of(&self, at: usize) -> usize {
        if self.points.is_empty() {
            return at;
        }
        let chunk = (at / STRIDE).min(self.points.len() - 1);
        let from = chunk * STRIDE;
        self.points[chunk] as usize + starts(&self.text.as_bytes()[from..at])
    }

    /// The byte at which code point `point` starts; the text's length where there are not so many.
    pub fn byte_of(&self, point: usize) -> usize {
        if self.points.is_empty() {
            return point.min(self.text.len());
        }
        let chunk = self.points.partition_point(|count| *count as usize <= point).saturating_sub(1);
        let mut left = point - self.points[chunk] as usize;
        let mut from = chunk * STRIDE;
        // Whole stretches first, of which the characters are counted many at a time.
        while let Some(stretch) = self.text.as_bytes().get(from..from + STRETCH) {
            let starts = starts(stretch);
            if starts > left {
                break;
            }
            left -= starts;
            from += STRETCH;
        }
        for (index, byte) in self.text.as_bytes()[from..].iter().enumerate() {
            if (*byte as i8) >= -0x40 {
                if left == 0 {
                    return from + index;
                }
                left -= 1;
            }
        }
        self.text.len()
    }

    /// A byte range as the position that files have.
    pub fn position(&self, range: &Range<usize>) -> Position {
        Position { start: self.point_of(range.start), end: self.point_of(range.end) }
    }

    /// A position as bytes; `None` when it does not lie in the text.
    pub fn bytes(&self, position: Position) -> Option<Range<usize>> {
        if position.start > position.end || position.end > self.point_of(self.text.len()) {
            return None;
        }
        Some(self.byte_of(position.start)..self.byte_of(position.end))
    }
}

/// Milliseconds as `HH:MM:SS.mmm`.
pub fn clock(ms: u64) -> String {
    let (seconds, ms) = (ms / 1000, ms % 1000);
    format!("{:02}:{:02}:{:02}.{ms:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_printed() {
        assert_eq!(clock(0), "00:00:00.000");
        assert_eq!(clock(3_723_450), "01:02:03.450");
        assert_eq!(clock(360_000_000), "100:00:00.000");
    }

    #[test]
    fn points_and_bytes_are_inverse() {
        let words = "Grüße, 東京 🎉 ".repeat(2000);
        let text = Text::snippet(&words);
        for (point, (byte, _)) in words.char_indices().enumerate().step_by(7) {
            assert_eq!(text.byte_of(point), byte);
            assert_eq!(text.point_of(byte), point);
        }
        assert_eq!(text.byte_of(usize::MAX / 2), words.len());
        assert_eq!(text.point_of(words.len()), words.chars().count());
    }

    #[test]
    fn a_position_outside_the_text_is_none() {
        let text = Text::snippet("short");
        assert_eq!(text.bytes(Position { start: 2, end: 9 }), None);
        assert_eq!(text.bytes(Position { start: 3, end: 2 }), None);
        assert_eq!(text.bytes(Position { start: 1, end: 5 }), Some(1..5));
    }

    #[test]
    fn time_is_that_of_the_last_mark_in_the_turn() {
        let mut builder = Builder::new();
        let maya = builder.speaker("Maya", None);
        builder.push("one two");
        builder.turn(0..7, Some(maya), Part::Body);
        builder.mark(0, 1000);
        builder.mark(4, 2000);
        builder.push("\nthree");
        builder.turn(8..13, None, Part::Body);
        let text = builder.finish();
        assert_eq!(text.time_at(1), Some(1000));
        assert_eq!(text.time_at(5), Some(2000));
        assert_eq!(text.time_at(9), None, "the second turn has no time of its own");
    }
}
