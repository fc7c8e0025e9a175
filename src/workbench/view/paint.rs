//! Styled words onto lines: wrapping by columns, cutting to a width. All words go through `visible`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::visible::visible_line;

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
                let columns = word.width();
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
    let shown = visible_line(text);
    let width = usize::from(width);
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
    for (row, line) in lines.into_iter().skip(scroll).take(usize::from(area.height)).enumerate() {
        line.render(Rect { y: area.y + row as u16, height: 1, ..area }, buffer);
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

    #[test]
    fn a_cut_text_ends_in_an_ellipsis_and_fits() {
        assert_eq!(cut("Detention fees down", 12, "…"), "Detention f…");
        assert_eq!(cut("short", 12, "…"), "short");
        assert_eq!(cut("東京本社", 5, "…"), "東京…");
    }
}
