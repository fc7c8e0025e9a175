//! Styled words onto lines: wrapping by columns, cutting to a width. All words go through `visible`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::visible::visible_line;

/// How many columns a text takes where each of its characters takes one and joins no other, as in nearly all
/// words that people write in Latin letters; `None` where that has to be found out character by character.
pub fn simple(text: &str) -> Option<usize> {
    let is_simple = |c: char| {
        matches!(c,
            ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '\u{2010}'..='\u{2027}' | '\u{2500}'..='\u{25fc}')
    };
    let mut columns = 0;
    text.chars().all(|c| (columns += 1, is_simple(c)).1).then_some(columns)
}

/// Puts a text of at most `width` columns on screen, as `Buffer::set_stringn` does, and answers the column
/// after it. Most words need no search for where a character ends.
pub fn put(buffer: &mut Buffer, x: u16, y: u16, text: &str, width: u16, style: Style) -> u16 {
    let area = buffer.area;
    let Some(columns) = simple(text).filter(|_| area.contains((x, y).into())) else {
        return buffer.set_stringn(x, y, text, usize::from(width), style).0;
    };
    let columns = columns.min(usize::from(width.min(area.right() - x)));
    let first = buffer.index_of(x, y);
    let styled = style != Style::default();
    for (cell, c) in buffer.content[first..first + columns].iter_mut().zip(text.chars()) {
        // Most blanks stand there already.
        if c != ' ' || cell.symbol() != " " {
            cell.set_char(c);
        }
        if styled {
            cell.set_style(style);
        }
    }
    x + columns as u16
}

/// Puts one line on screen.
pub fn line(line: &Line<'_>, area: Rect, buffer: &mut Buffer) {
    let mut x = area.x;
    for span in &line.spans {
        x = put(buffer, x, area.y, &span.content, area.right().saturating_sub(x), line.style.patch(span.style));
    }
}

/// Words and how they look.
pub type Words = (String, Style);

/// Words wrapped to `width` columns; the first line begins with `first`, the others with `rest`. A line
/// feed begins a new line. Words wider than a line are cut between graphemes.
pub fn wrapped(words: &[Words], width: u16, first: &str, rest: &str) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let width = usize::from(width).max(2);
    let mut line: Vec<Span<'static>> = Vec::new();
    let mut used = 0;
    let begin = |lines: &Vec<Line<'static>>, line: &mut Vec<Span<'static>>, used: &mut usize| {
        // An indent that leaves no room for one wide character gives way.
        let indent = if lines.is_empty() { first } else { rest };
        let indent = if indent.width() + 2 > width { "" } else { indent };
        *used = indent.width();
        line.clear();
        if !indent.is_empty() {
            line.push(Span::raw(indent.to_owned()));
        }
    };
    begin(&lines, &mut line, &mut used);
    let mut fresh = true;
    for (text, style) in words {
        for (at, part) in text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Line::from(std::mem::take(&mut line)));
                begin(&lines, &mut line, &mut used);
                fresh = true;
            }
            let shown = visible_line(part.trim_end_matches('\r'));
            for word in shown.split_word_bounds_kept() {
                let columns = simple(word).unwrap_or_else(|| word.width());
                let blank = word.trim().is_empty();
                if used + columns > width && !fresh {
                    lines.push(Line::from(std::mem::take(&mut line)));
                    begin(&lines, &mut line, &mut used);
                    fresh = true;
                    if blank {
                        continue;
                    }
                }
                if used + columns <= width {
                    push(&mut line, word, *style);
                    used += columns;
                    fresh = false;
                    continue;
                }
                // Wider than a whole line: cut it.
                for grapheme in word.graphemes(true) {
                    let columns = grapheme.width();
                    if used + columns > width && !fresh {
                        lines.push(Line::from(std::mem::take(&mut line)));
                        begin(&lines, &mut line, &mut used);
                    }
                    push(&mut line, grapheme, *style);
                    used += columns;
                    fresh = false;
                }
            }
        }
    }
    lines.push(Line::from(line));
    lines
}

fn push(line: &mut Vec<Span<'static>>, text: &str, style: Style) {
    match line.last_mut() {
        Some(last) if last.style == style => last.content.to_mut().push_str(text),
        _ => line.push(Span::styled(text.to_owned(), style)),
    }
}

/// Words and the blanks between them, as pieces that lines are made of.
trait SplitKept {
    fn split_word_bounds_kept(&self) -> Vec<&str>;
}

impl SplitKept for str {
    fn split_word_bounds_kept(&self) -> Vec<&str> {
        // Breaks at blanks only, but between any two wide characters, as those scripts do.
        let mut pieces = Vec::new();
        if simple(self).is_some() {
            return self
                .as_bytes()
                .chunk_by(|one, next| (*one == b' ') == (*next == b' '))
                .scan(0, |start, piece| {
                    let range = *start..*start + piece.len();
                    *start = range.end;
                    Some(&self[range])
                })
                .collect();
        }
        let mut start = 0;
        let mut before: Option<(bool, bool)> = None;
        for (at, grapheme) in self.grapheme_indices(true) {
            let kind = (grapheme.trim().is_empty(), grapheme.width() > 1);
            if let Some(before) = before
                && (before.0 != kind.0 || (kind.1 && before.1))
                && at > start
            {
                pieces.push(&self[start..at]);
                start = at;
            }
            before = Some(kind);
        }
        if start < self.len() {
            pieces.push(&self[start..]);
        }
        pieces
    }
}

/// A text in at most `width` columns, with an ellipsis where it was cut.
pub fn cut(text: &str, width: u16, ellipsis: &str) -> String {
    let width = usize::from(width);
    // Where the text is ASCII to beyond the cut, nothing that follows changes what is seen of it.
    let ahead = &text.as_bytes()[..text.len().min(width + 2)];
    if ahead.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        if text.len() <= width {
            return text.to_owned();
        }
        return width.checked_sub(ellipsis.width()).map_or(String::new(), |room| [&text[..room], ellipsis].concat());
    }
    let shown = visible_line(text);
    if let Some(columns) = simple(&shown) {
        if columns <= width {
            return shown.into_owned();
        }
        if width < ellipsis.width() {
            return String::new();
        }
        let end = shown.char_indices().nth(width - ellipsis.width()).map_or(shown.len(), |(at, _)| at);
        return [&shown[..end], ellipsis].concat();
    }
    if shown.width() <= width {
        return shown.into_owned();
    }
    let room = width.saturating_sub(ellipsis.width());
    let mut out = String::new();
    let mut used = 0;
    for grapheme in shown.graphemes(true) {
        let columns = grapheme.width();
        if used + columns > room {
            break;
        }
        out.push_str(grapheme);
        used += columns;
    }
    if width >= ellipsis.width() {
        out.push_str(ellipsis);
    }
    out
}

/// Draws lines from `scroll` on, as many as fit.
pub fn lines(lines: Vec<Line<'static>>, scroll: usize, area: Rect, buffer: &mut Buffer) {
    for (row, this) in lines.iter().skip(scroll).take(usize::from(area.height)).enumerate() {
        line(this, Rect { y: area.y + row as u16, height: 1, ..area }, buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(words: &str, width: u16) -> Vec<String> {
        wrapped(&[(words.to_owned(), Style::default())], width, "", "  ").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn wraps_at_blanks_and_cuts_what_is_wider_than_a_line() {
        assert_eq!(plain("we lost thirty percent", 10), ["we lost ", "  thirty ", "  percent"]);
        assert_eq!(plain("abcdefghijkl", 5), ["abcde", "  fgh", "  ijk", "  l"]);
        assert_eq!(plain("東京本社の", 4), ["東京", "  本", "  社", "  の"]);
    }

    #[test]
    fn no_line_is_wider_than_asked_for_and_nothing_raw_remains() {
        let nasty = "a\u{202e}b\u{1b}[31m c\u{200b}d \u{feff}e 👩‍💻 e\u{301}\u{301} \u{7} tab\there";
        for width in 3..30 {
            for line in plain(nasty, width) {
                assert!(line.width() <= usize::from(width).max(3), "{line:?} in {width}");
                assert!(crate::visible::is_plain(&line), "{line:?}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn simple_words_are_as_wide_and_as_many_as_they_seem(text in "[ -~\u{a0}-\u{250}\u{2010}-\u{2030}\u{2500}-\u{2600}]{0,40}") {
            if let Some(columns) = simple(&text) {
                proptest::prop_assert_eq!(columns, text.width());
                proptest::prop_assert_eq!(columns, text.graphemes(true).count());
                proptest::prop_assert!(crate::visible::is_plain(&text));
            }
        }
    }

    #[test]
    fn what_is_put_on_screen_is_what_ratatui_would_put_there() {
        for text in [
            "we lost thirty",
            "",
            "“Café” ▶• 30 %…",
            "we lost thirty percent of it all",
            "東京 we",
            "e\u{301}x",
            "a\tb",
        ] {
            for (x, width) in [(0, 20), (3, 5), (15, 20), (0, 0), (19, 3)] {
                let (mut ours, mut theirs) =
                    (Buffer::empty(Rect::new(0, 0, 20, 2)), Buffer::empty(Rect::new(0, 0, 20, 2)));
                let style = Style::default().fg(ratatui::style::Color::Red);
                let ended = put(&mut ours, x, 1, text, width, style);
                assert_eq!(ended, theirs.set_stringn(x, 1, text, usize::from(width), style).0, "{text:?} {x} {width}");
                assert_eq!(ours, theirs, "{text:?} {x} {width}");
            }
        }
    }

    #[test]
    fn a_cut_text_ends_in_an_ellipsis_and_fits() {
        assert_eq!(cut("Detention fees down", 12, "…"), "Detention f…");
        assert_eq!(cut("short", 12, "…"), "short");
        assert_eq!(cut("東京本社", 5, "…"), "東京…");
        assert_eq!(cut("abcde\u{301}f", 5, "…"), "abcd…");
        assert_eq!(cut("abcde\u{301}", 5, "…"), "abcde\u{301}");
        assert_eq!(cut("abcd\u{301}ef", 5, "…"), "abcd\u{301}…");
        assert_eq!(cut("abcdefgh", 2, "..."), "");
    }
}
