//! Words in a source: the plain search of the source pane. Case does not matter, and a blank in what is
//! searched for stands for any run of white space, so that words are found across line ends.
//!
//! Fast enough to run while somebody types, over 50 MB: the rarest byte of the first word is looked for
//! with `memchr` in both cases, and only what it finds is compared.

use std::ops::Range;

use memchr::{memchr2_iter, memrchr2_iter};

/// Bytes from the rarest in English text to the commonest, as far as it matters here.
const COMMON: &[u8] = b"zqxjkvbpygfwmucldrhsnioate";

/// The first place at or after byte `from` where `words` stand.
pub fn next(text: &str, words: &str, from: usize) -> Option<Range<usize>> {
    Needle::new(words)?.places(text, from).next()
}

/// The last place before byte `before` where `words` begin.
pub fn previous(text: &str, words: &str, before: usize) -> Option<Range<usize>> {
    let needle = Needle::new(words)?;
    let bytes = text.as_bytes();
    let end = (before + needle.offset).min(bytes.len());
    memrchr2_iter(needle.rare.0, needle.rare.1, &bytes[..end])
        .filter_map(|at| at.checked_sub(needle.offset))
        .filter(|at| *at < before)
        .find_map(|at| needle.matches(text, at))
}

/// So many places are counted; beyond, nobody wants the number.
const COUNTED: usize = 9_999;

/// Which of the places one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Its number, from 1; 0 when it lies beyond those that are counted.
    pub at: usize,
    /// How many there are, as far as they are counted.
    pub of: usize,
    /// Whether there are more than that.
    pub more: bool,
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plus = if self.more { "+" } else { "" };
        if self.at > 0 { write!(f, "{} of {}{plus}", self.at, self.of) } else { write!(f, "{}{plus}", self.of) }
    }
}

/// Counts the places in a text, one pass, and tells which of them `place` is.
pub fn tally(text: &str, words: &str, place: &Range<usize>) -> Tally {
    let mut tally = Tally { at: 0, of: 0, more: false };
    let Some(needle) = Needle::new(words) else { return tally };
    let mut free = 0;
    for found in needle.places(text, 0) {
        if found.start < free {
            continue;
        }
        free = found.end;
        if tally.of == COUNTED {
            tally.more = true;
            break;
        }
        tally.of += 1;
        if found.start == place.start {
            tally.at = tally.of;
        }
    }
    tally
}

/// All places within a range: what the pane paints.
pub fn all_within(text: &str, words: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = range.start;
    while let Some(place) = next(&text[..range.end], words, from) {
        from = place.end;
        found.push(place);
    }
    found
}

struct Needle {
    /// What is searched for, in lower case, blanks as one space.
    words: Vec<char>,
    /// The ASCII that they begin with: what most candidates already fail.
    lead: String,
    /// The byte that is looked for, in both cases.
    rare: (u8, u8),
    /// How many bytes before it the words begin.
    offset: usize,
}

impl Needle {
    fn new(words: &str) -> Option<Self> {
        let folded: Vec<char> =
            words.split_whitespace().collect::<Vec<_>>().join(" ").chars().flat_map(char::to_lowercase).collect();
        let first = *folded.first()?;
        // Only ASCII keeps its place when case changes, so the byte looked for comes from the leading ASCII run.
        let lead = folded.iter().take_while(|c| c.is_ascii() && **c != ' ').count();
        let rank = |c: &char| COMMON.iter().position(|common| *common == *c as u8).unwrap_or(0);
        let Some(at) = (0..lead).min_by_key(|at| rank(&folded[*at])) else {
            // Not ASCII: the first byte of the character, in both cases.
            let mut buffer = [0; 4];
            let lower = first.encode_utf8(&mut buffer).as_bytes()[0];
            let upper = first.to_uppercase().next().unwrap_or(first).encode_utf8(&mut buffer).as_bytes()[0];
            return Some(Self { words: folded, lead: String::new(), rare: (lower, upper), offset: 0 });
        };
        let byte = folded[at] as u8;
        let lead = folded[..lead].iter().collect();
        Some(Self { words: folded, lead, rare: (byte, byte.to_ascii_uppercase()), offset: at })
    }

    /// The places at or after byte `from`, in order; they may overlap.
    fn places<'a>(&'a self, text: &'a str, from: usize) -> impl Iterator<Item = Range<usize>> + 'a {
        let bytes = text.as_bytes();
        let start = from.min(bytes.len());
        memchr2_iter(self.rare.0, self.rare.1, &bytes[start..])
            .filter_map(move |at| (start + at).checked_sub(self.offset))
            .filter(move |at| *at >= start)
            .filter_map(|at| self.matches(text, at))
    }

    /// The range that begins at byte `at`, if the words stand there.
    fn matches(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let lead = text.as_bytes().get(at..at + self.lead.len())?;
        if !lead.eq_ignore_ascii_case(self.lead.as_bytes()) {
            return None;
        }
        let mut rest = text.get(at..)?.char_indices().peekable();
        let mut wanted = self.words.iter().copied().peekable();
        let mut end = at;
        while let Some(want) = wanted.next() {
            if want == ' ' {
                let mut blanks = 0;
                while let Some((offset, _)) = rest.next_if(|(_, c)| c.is_whitespace()) {
                    blanks += 1;
                    end = at + offset + 1;
                }
                if blanks == 0 {
                    return None;
                }
                continue;
            }
            let (offset, c) = rest.next()?;
            end = at + offset + c.len_utf8();
            let mut lower = c.to_lowercase();
            if lower.next() != Some(want) {
                return None;
            }
            for more in lower {
                if wanted.next() != Some(more) {
                    return None;
                }
            }
        }
        Some(at..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_in_any_case_and_across_line_ends() {
        let text = "We lost\nThirty percent. THIRTY  percent, Größe, GRÖSSE, 東京";
        assert_eq!(next(text, "thirty percent", 0).map(|range| &text[range]), Some("Thirty percent"));
        assert_eq!(next(text, "lost thirty", 0).map(|range| &text[range]), Some("lost\nThirty"));
        assert_eq!(next(text, "THIRTY percent", 12).map(|range| &text[range]), Some("THIRTY  percent"));
        assert_eq!(next(text, "größe", 0).map(|range| &text[range]), Some("Größe"));
        assert_eq!(next(text, "東京", 0).map(|range| &text[range]), Some("東京"));
        assert_eq!(next(text, "forty", 0), None);
        assert_eq!(next(text, "  ", 0), None);
    }

    #[test]
    fn previous_is_the_mirror_of_next() {
        let text = "one two One three ONE";
        let forward: Vec<_> = all_within(text, "one", 0..text.len());
        let mut backward = Vec::new();
        let mut before = text.len();
        while let Some(range) = previous(text, "one", before) {
            before = range.start;
            backward.push(range);
        }
        backward.reverse();
        assert_eq!(forward, backward);
        assert_eq!(forward.len(), 3);
    }

    #[test]
    fn places_are_counted_and_the_one_found_is_told() {
        let text = "one two One three ONE";
        let place = next(text, "one", 5).unwrap();
        assert_eq!(tally(text, "one", &place), Tally { at: 2, of: 3, more: false });
        assert_eq!(tally(text, "one", &place).to_string(), "2 of 3");
        assert_eq!(tally("aaaa", "aa", &(2..4)), Tally { at: 2, of: 2, more: false });
        let many = "x ".repeat(COUNTED + 5);
        assert_eq!(tally(&many, "x", &(0..1)).to_string(), "1 of 9999+");
    }

    #[test]
    fn a_place_that_begins_in_the_middle_of_a_character_is_none() {
        assert_eq!(next("ééé", "é", 1).map(|range| range.start), Some(2));
    }
}
