//! Talk on one line, with the speakers in brackets: `[doctor] how are you [patient] fine`.

use std::collections::HashMap;
use std::ops::Range;

use super::super::label;

/// The stretches of words and who says each, if the text is made this way: it starts with a name in
/// brackets, there are at least two names, and not many.
pub(super) fn turns(text: &str) -> Option<Vec<(&str, Range<usize>)>> {
    if !text.trim_start().starts_with('[') {
        return None;
    }
    let tags: Vec<_> = tags(text).collect();
    let mut names: HashMap<&str, u32> = HashMap::new();
    for (name, _) in &tags {
        *names.entry(name).or_default() += 1;
    }
    let first = text.len() - text.trim_start().len();
    let starts_so = tags.first().is_some_and(|(_, range)| range.start == first);
    if !starts_so || names.len() < 2 || tags.len() < names.len() * 3 / 2 {
        return None;
    }
    let ends = tags.iter().skip(1).map(|(_, range)| range.start).chain([text.len()]);
    Some(tags.iter().zip(ends).map(|((name, range), end)| (*name, trimmed(text, range.end..end))).collect())
}

fn tags(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    text.match_indices('[').filter_map(|(open, _)| {
        let inside = &text[open + 1..];
        let close =
            inside.char_indices().take(40).find(|(_, c)| matches!(c, ']' | '[' | '\n')).filter(|(_, c)| *c == ']')?;
        let name = inside[..close.0].trim();
        let behind = open + 1 + close.0 + 1;
        let behind = if text[behind..].starts_with(':') { behind + 1 } else { behind };
        (label::is_name(name) && !label::is_noise(name)).then_some((name, open..behind))
    })
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let start = range.start + words.len() - words.trim_start().len();
    start..start + words.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_brackets() {
        let text = "[doctor] how are you [patient] fine [laughter] thanks [doctor] good";
        let turns = turns(text).unwrap();
        let said: Vec<_> = turns.iter().map(|(name, range)| (*name, &text[range.clone()])).collect();
        assert_eq!(said, [("doctor", "how are you"), ("patient", "fine [laughter] thanks"), ("doctor", "good")]);
        assert_eq!(super::turns("[doctor] only one"), None);
        assert_eq!(super::turns("words [doctor] a [patient] b [doctor] c"), None);
        assert_eq!(super::turns("[x] task\n[ ] other"), None);
    }
}
