//! Words that become one turn, or several where they are long.

use std::ops::Range;

use crate::text::{Builder, Part};

/// A turn of more bytes is divided, so that there are passages to find and to show.
const TOO_LONG: usize = 4000;

/// Says that a range of `text` is a turn, in pieces where it is too long.
pub(super) fn turn(builder: &mut Builder, text: &str, mut range: Range<usize>, speaker: Option<u16>, part: Part) {
    while range.len() > TOO_LONG {
        let cut = range.start + cut(&text[range.clone()]);
        builder.turn(range.start..cut, speaker, part);
        let rest = &text[cut..range.end];
        range.start = range.end - rest.trim_start().len();
    }
    builder.turn(range, speaker, part);
}

/// Adds words at the end, as a turn.
pub(super) fn push(builder: &mut Builder, words: &str, speaker: Option<u16>, part: Part) {
    let mut rest = words.trim_end();
    let indent = rest.len() - rest.trim_start().len();
    builder.push(&rest[..indent]);
    rest = &rest[indent..];
    while !rest.is_empty() {
        let at = if rest.len() > TOO_LONG { cut(rest) } else { rest.len() };
        let start = builder.len();
        builder.push(&rest[..at]);
        builder.turn(start..builder.len(), speaker, part);
        let behind = rest[at..].trim_start();
        builder.push(&rest[at..rest.len() - behind.len()]);
        rest = behind;
    }
}

/// Adds a line that states something of the whole document: `Subject: …`. The turn is what it states.
pub(super) fn head(builder: &mut Builder, label: &str, words: &str) {
    let line = one_line(words);
    if line.is_empty() {
        return;
    }
    if !label.is_empty() {
        builder.push(label);
        builder.push(": ");
    }
    push(builder, &line, None, Part::Heading);
    builder.push("\n");
}

/// Words without line ends, and with one space where there were several.
pub(super) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines without padding at their ends, and never two blank ones in a row.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && blank {
            continue;
        }
        blank = line.is_empty();
        out.push_str(line);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

/// Where to divide a long text: behind the last sentence that ends in its first part, else at a space.
fn cut(words: &str) -> usize {
    let most = words.floor_char_boundary(TOO_LONG);
    let head = &words[..most];
    let sentence = [". ", "? ", "! ", ".\n", "。"]
        .iter()
        .filter_map(|end| head.rfind(end).map(|at| at + end.trim_end().len()))
        .max();
    sentence
        .filter(|at| *at > most / 2)
        .or_else(|| head.rfind(char::is_whitespace).filter(|at| *at > 0))
        .unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_divided_and_none_is_lost() {
        let words = "A sentence of some length that ends here. ".repeat(300);
        let mut builder = Builder::new();
        push(&mut builder, &words, None, Part::Body);
        let text = builder.finish();
        assert!(text.turns().len() > 2);
        assert_eq!(text.as_str(), words.trim_end());
        assert!(text.turns().iter().all(|turn| text.words(turn).ends_with('.')));
    }
}
