//! A source as lines on a screen, wrapped where the eye is and nowhere else.
//!
//! Wrapping 50 MB before the first frame is out of the question, and so is remembering every line. So
//! a line is addressed by the **byte** at which its words start; a turn is cut into pieces of at most
//! `PIECE` bytes, and only the pieces on screen are ever wrapped. Walking up or down costs one piece.

use std::ops::Range;

use memchr::{memchr, memrchr3};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::text::{Text, Turn};
use crate::visible::visible_line;

/// The most that is wrapped at a time, in bytes.
const PIECE: usize = 4096;

/// One line of the source pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which turn it belongs to.
    pub turn: usize,
    /// Its words, in bytes of the text; empty for a label.
    pub words: Range<usize>,
    /// Whether it names the speaker of the turn rather than showing words.
    pub label: bool,
}

/// A text in a given width.
#[derive(Debug, Clone, Copy)]
pub struct Flow<'a> {
    text: &'a Text,
    width: usize,
}

impl<'a> Flow<'a> {
    /// A text wrapped to `width` columns: at least 10, which the visible form of any character fits.
    pub fn new(text: &'a Text, width: u16) -> Self {
        Self { text, width: usize::from(width).max(10) }
    }

    /// The line on which byte `at` stands; the first line of the next turn when it stands between two.
    pub fn line_at(&self, at: usize) -> Option<Line> {
        let turn = self.text.turn_at(at).or_else(|| self.text.turns().len().checked_sub(1))?;
        let range = self.text.turns()[turn].range();
        let at = at.clamp(range.start, range.end.saturating_sub(1).max(range.start));
        let piece = self.pieces(turn).find(|piece| piece.end > at)?;
        self.wrap(piece).find(|words| words.end > at).map(|words| Line { turn, words, label: false })
    }

    /// The first line.
    pub fn first(&self) -> Option<Line> {
        self.opening(0)
    }

    /// The last line.
    pub fn last(&self) -> Option<Line> {
        self.closing(self.text.turns().len().checked_sub(1)?)
    }

    /// The line below.
    pub fn next(&self, line: &Line) -> Option<Line> {
        let range = self.text.turns().get(line.turn)?.range();
        let from = if line.label { range.start } else { line.words.end };
        if from < range.end {
            let piece = self.pieces(line.turn).find(|piece| piece.end > from)?;
            // Lines of a piece follow each other without a gap, so the next one starts right here.
            let words = self.wrap(piece).find(|words| words.end > from)?;
            return Some(Line { turn: line.turn, words, label: false });
        }
        self.opening(line.turn + 1)
    }

    /// The line above.
    pub fn previous(&self, line: &Line) -> Option<Line> {
        let range = self.text.turns().get(line.turn)?.range();
        if !line.label && line.words.start > range.start {
            let before = line.words.start - 1;
            let piece = self.pieces(line.turn).find(|piece| piece.end > before)?;
            let words = self.wrap(piece).find(|words| words.end > before)?;
            return Some(Line { turn: line.turn, words, label: false });
        }
        if !line.label && self.has_label(line.turn) {
            return Some(self.label(line.turn));
        }
        self.closing(line.turn.checked_sub(1)?)
    }

    /// Lines from `line` on, in order.
    pub fn from(&self, line: Line) -> impl Iterator<Item = Line> + use<'a> {
        let flow = *self;
        let mut piece: Vec<Line> = Vec::new();
        let mut next = Some(line);
        std::iter::from_fn(move || {
            let line = next.take()?;
            // A whole piece is wrapped once and handed out from the back.
            if piece.is_empty() && !line.label {
                let at = line.words.start;
                if let Some(range) = flow.pieces(line.turn).find(|range| range.end > at) {
                    piece = flow
                        .wrap(range)
                        .filter(|words| words.start > at)
                        .map(|words| Line { turn: line.turn, words, label: false })
                        .collect();
                    piece.reverse();
                }
            }
            next = piece.pop().or_else(|| flow.next(&line));
            Some(line)
        })
    }

    /// `count` lines up from `line`, or as many as there are.
    pub fn up(&self, line: Line, count: usize) -> Line {
        (0..count).try_fold(line, |line, _| self.previous(&line).ok_or(line)).unwrap_or_else(|line| line)
    }

    /// `count` lines down from `line`, or as many as there are.
    pub fn down(&self, line: Line, count: usize) -> Line {
        let mut last = line.clone();
        for line in self.from(line).take(count + 1) {
            last = line;
        }
        last
    }

    /// Whether a turn opens with a line that names its speaker: it has one, or a time, and the turn
    /// before it is somebody else's or long ago.
    pub fn has_label(&self, turn: usize) -> bool {
        let turns = self.text.turns();
        let Some(this) = turns.get(turn) else { return false };
        if self.text.speaker_index(this).is_none() {
            return false;
        }
        let Some(before) = turn.checked_sub(1).map(|before| &turns[before]) else { return true };
        self.text.speaker_index(before) != self.text.speaker_index(this) || before.part != this.part
    }

    fn label(&self, turn: usize) -> Line {
        let start = self.text.turns()[turn].start as usize;
        Line { turn, words: start..start, label: true }
    }

    fn opening(&self, turn: usize) -> Option<Line> {
        let this = self.text.turns().get(turn)?;
        if self.has_label(turn) {
            return Some(self.label(turn));
        }
        let piece = self.pieces_of(this).next()?;
        self.wrap(piece).next().map(|words| Line { turn, words, label: false })
    }

    fn closing(&self, turn: usize) -> Option<Line> {
        let piece = self.pieces(turn).last()?;
        self.wrap(piece).last().map(|words| Line { turn, words, label: false })
    }

    fn pieces(&self, turn: usize) -> impl Iterator<Item = Range<usize>> + use<'a> {
        self.pieces_of(&self.text.turns()[turn])
    }

    /// A turn in pieces. Where a piece ends depends on the turn alone, never on where one came from.
    fn pieces_of(&self, turn: &Turn) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let text = self.text.as_str();
        let (first, end) = (turn.start as usize, turn.end as usize);
        let cut = move |at: usize| -> usize {
            if at >= end {
                return end;
            }
            let bytes = text.as_bytes();
            let space = bytes[at..end.min(at + 256)].iter().position(u8::is_ascii_whitespace);
            let mut cut = space.map_or(at, |space| at + space + 1);
            while !text.is_char_boundary(cut) {
                cut += 1;
            }
            cut.min(end)
        };
        (0..)
            .map(move |number| (number, first + number * PIECE))
            .take_while(move |(_, at)| *at < end)
            .map(move |(number, at)| {
                let start = if number == 0 { first } else { cut(at) };
                start..cut(at + PIECE)
            })
            .filter(|piece| !piece.is_empty())
    }

    /// A piece in lines that follow each other without a gap. A line ends after the blank at which it
    /// was broken, so that every byte stands on exactly one line.
    fn wrap(&self, piece: Range<usize>) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let text = self.text.as_str();
        let width = self.width;
        let mut from = piece.start;
        std::iter::from_fn(move || {
            if from >= piece.end {
                return None;
            }
            let line = from..line_end(text, from, piece.end, width);
            from = line.end;
            Some(line)
        })
    }
}

/// How many columns a grapheme takes in its visible form.
pub fn columns(grapheme: &str) -> usize {
    if let [b' '..=b'~'] = grapheme.as_bytes() {
        return 1;
    }
    visible_line(grapheme).width()
}

/// What a line is made of: graphemes; where one is wider than a whole line in its visible form, its characters.
fn cells(text: &str, range: Range<usize>, width: usize) -> impl Iterator<Item = (usize, &str)> {
    let start = range.start;
    text[range].grapheme_indices(true).flat_map(move |(offset, grapheme)| {
        let wide = grapheme.len() > 1 && columns(grapheme) > width;
        let characters =
            wide.then(|| grapheme.char_indices().map(move |(at, c)| (at, &grapheme[at..at + c.len_utf8()])));
        let whole = (!wide).then_some((0, grapheme));
        whole.into_iter().chain(characters.into_iter().flatten()).map(move |(at, cell)| (start + offset + at, cell))
    })
}

fn line_end(text: &str, from: usize, end: usize, width: usize) -> usize {
    ascii_line_end(&text.as_bytes()[from..end], width)
        .map_or_else(|| any_line_end(text, from, end, width), |length| from + length)
}

/// How many bytes the first line takes where it is plain ASCII, as most lines are; `None` where it is not.
fn ascii_line_end(bytes: &[u8], width: usize) -> Option<usize> {
    let ahead = &bytes[..bytes.len().min(width + 1)];
    let feed = memchr(b'\n', ahead);
    if !ahead[..feed.unwrap_or(ahead.len())].iter().all(|byte| matches!(byte, b' '..=b'~')) {
        return None;
    }
    if let Some(feed) = feed {
        return Some(feed + 1);
    }
    let Some(last) = ahead.get(width) else { return Some(ahead.len()) };
    match bytes.get(width + 1) {
        // What comes next could be a mark on this letter.
        Some(0x80..) => None,
        Some(_) | None if *last == b' ' => Some(width + 1),
        Some(_) | None => Some(memrchr3(b' ', b'-', b'/', &ahead[..width]).map_or(width, |at| at + 1)),
    }
}

fn any_line_end(text: &str, from: usize, end: usize, width: usize) -> usize {
    let mut used = 0;
    let mut breakable = None;
    for (at, grapheme) in cells(text, from..end, width) {
        if grapheme.ends_with('\n') {
            return at + grapheme.len();
        }
        let blank = grapheme.chars().all(char::is_whitespace);
        let taken = columns(grapheme);
        if used + taken > width && used > 0 {
            if blank {
                return at + grapheme.len();
            }
            return breakable.unwrap_or(at);
        }
        used += taken;
        if blank || matches!(grapheme, "-" | "/" | "，" | "。" | "、") || taken == 2 {
            breakable = Some(at + grapheme.len());
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Builder, Part};

    fn sample() -> Text {
        let mut builder = Builder::new();
        for (name, words) in
            [("Maya", "we lost thirty percent of margin to detention"), ("Sam", &"long ".repeat(1200)), ("Sam", "more")]
        {
            let speaker = builder.speaker(name, None);
            builder.push(&format!("{name}: "));
            let start = builder.len();
            builder.push(words);
            let end = builder.len();
            builder.turn(start..end, Some(speaker), Part::Body);
            builder.push("\n");
        }
        builder.finish()
    }

    #[test]
    fn down_and_up_visit_the_same_lines() {
        let text = sample();
        let flow = Flow::new(&text, 20);
        let down: Vec<Line> = flow.from(flow.first().unwrap()).collect();
        let mut up = vec![flow.last().unwrap()];
        while let Some(line) = flow.previous(up.last().unwrap()) {
            up.push(line);
        }
        up.reverse();
        assert_eq!(down, up);
        let stepped: Vec<Line> = std::iter::successors(flow.first(), |line| flow.next(line)).collect();
        assert_eq!(down, stepped);
    }

    #[test]
    fn every_byte_of_every_turn_stands_on_exactly_one_line() {
        let text = sample();
        for width in [10, 20, 133] {
            let flow = Flow::new(&text, width);
            for (index, turn) in text.turns().iter().enumerate() {
                let lines: Vec<_> =
                    flow.from(flow.first().unwrap()).filter(|line| line.turn == index && !line.label).collect();
                assert_eq!(lines.first().unwrap().words.start, turn.start as usize);
                assert_eq!(lines.last().unwrap().words.end, turn.end as usize);
                assert!(lines.windows(2).all(|pair| pair[0].words.end == pair[1].words.start));
                for line in &lines {
                    assert!(text.as_str()[line.words.clone()].trim_end().width() <= usize::from(width));
                    assert_eq!(flow.line_at(line.words.start).unwrap(), *line);
                }
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn plain_lines_end_where_any_lines_do(text in "[a-c ,/\n\u{e9}\u{301}\u{6771}\r\t-]{0,60}", width in 10usize..24) {
            if let Some(length) = ascii_line_end(text.as_bytes(), width) {
                proptest::prop_assert_eq!(length, any_line_end(&text, 0, text.len(), width), "{:?} in {}", text, width);
            }
        }
    }

    #[test]
    fn wide_and_combining_characters_are_not_cut() {
        let words = "東京本社の出荷データは毎晩Grüße n\u{303}an\u{303}da 👩‍💻 テスト";
        let text = Text::snippet(words);
        let flow = Flow::new(&text, 10);
        for line in flow.from(flow.first().unwrap()) {
            let shown: usize = words[line.words.clone()].trim_end().graphemes(true).map(columns).sum();
            assert!(shown <= 10, "{:?} is {shown} wide", &words[line.words]);
        }
    }
}
