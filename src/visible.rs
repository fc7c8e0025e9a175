//! What a terminal may be sent of a text that somebody else wrote.
//!
//! Pure. Every view and every print passes words from files through here at its edge; the words in
//! memory and on disk stay as they are. Two promises: **nothing raw** (no control, escape sequence,
//! bidirectional override or invisible character reaches a terminal), and **nothing vanishes** (each
//! one leaves something to see: `␛`, `<U+202E>`).
//!
//! What may surprise:
//!
//! - A tab becomes four spaces, not a tab stop: a fragment does not know its column.
//! - `\r\n` is one line end and becomes `\n`; a `\r` alone would let a line overwrite itself and is
//!   shown as `␍`.
//! - Zero-width joiners and non-joiners are letters' orthography in Persian, Hindi and their
//!   neighbours, so they stay between two letters of such a script. Anywhere else they are shown.
//!   That includes emoji: a terminal that draws `👩‍💻` as two glyphs shifts the rest of the row.
//! - U+FE0F stays after a character that has an emoji form (`⚠️`), which ratatui measures and repairs.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// What stands for a tab.
const TAB: &str = "    ";

/// A text as it may be shown, and how much of it was hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown<'a> {
    /// The text in visible form; borrowed where nothing had to be replaced.
    pub text: Cow<'a, str>,
    /// How many characters are shown in another form because nobody would have seen them. Tabs and
    /// line ends do not count.
    pub hidden: usize,
}

/// Several lines in visible form: line feeds stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    shown(text).text
}

/// One line in visible form: a line end is shown as `↵`.
pub fn visible_line(text: &str) -> Cow<'_, str> {
    shown_line(text).text
}

/// As [`visible`], and tells how many characters were hidden.
pub fn shown(text: &str) -> Shown<'_> {
    render(text, "\n")
}

/// As [`visible_line`], and tells how many characters were hidden.
pub fn shown_line(text: &str) -> Shown<'_> {
    render(text, "↵")
}

/// Whether [`visible`] would leave the text as it is. Costs one pass and no memory.
pub fn is_plain(text: &str) -> bool {
    plain_prefix(text, false) == text.len()
}

fn render<'a>(text: &'a str, line_end: &str) -> Shown<'a> {
    let keep_line_feed = line_end == "\n";
    let mut at = plain_prefix(text, !keep_line_feed);
    if at == text.len() {
        return Shown { text: Cow::Borrowed(text), hidden: 0 };
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8 + 16);
    out.push_str(&text[..at]);
    let mut before = text[..at].chars().next_back();
    let mut hidden = 0;
    while let Some(c) = text[at..].chars().next() {
        let after = &text[at + c.len_utf8()..];
        match c {
            '\t' => out.push_str(TAB),
            '\n' => out.push_str(line_end),
            '\r' if after.starts_with('\n') => {}
            _ if is_safe(c) || in_place(c, before, after) => out.push(c),
            _ => {
                hidden += 1;
                push_form(&mut out, c);
            }
        }
        before = Some(c);
        at += c.len_utf8();
    }
    Shown { text: Cow::Owned(out), hidden }
}

/// How many bytes from the start need no change.
fn plain_prefix(text: &str, one_line: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut before = None;
    loop {
        // ASCII is most of every source: skip it without decoding.
        let run = bytes[at..].iter().take_while(|byte| matches!(byte, 0x20..=0x7e)).count();
        if run > 0 {
            at += run;
            before = Some(char::from(bytes[at - 1]));
        }
        let Some(c) = text[at..].chars().next() else { return at };
        let after = &text[at + c.len_utf8()..];
        let plain = match c {
            '\n' => !one_line,
            '\t' => false,
            _ => is_safe(c) || in_place(c, before, after),
        };
        if !plain {
            return at;
        }
        before = Some(c);
        at += c.len_utf8();
    }
}

/// A picture for the C0 controls and DEL, the code for everything else.
fn push_form(out: &mut String, c: char) {
    match c {
        '\0'..='\x1f' => out.extend(char::from_u32(0x2400 + c as u32)),
        '\x7f' => out.push('␡'),
        _ => {
            let _ = write!(out, "<U+{:04X}>", c as u32);
        }
    }
}

/// Whether a character may always be sent: it is neither a control nor invisible. Line feeds and
/// tabs are the callers' affair.
///
/// Unsafe are the general categories Cc, Cf, Co, Zl and Zp of Unicode 16, the noncharacters, the
/// characters with the property Default_Ignorable_Code_Point, and the blank ones that are letters
/// or symbols by category (Hangul and Khitan fillers, the empty Braille pattern, the null notehead,
/// the object replacement character). Spaces are not among them: their trace is the space.
const fn is_safe(c: char) -> bool {
    let code = c as u32;
    if code & 0xfffe == 0xfffe {
        return false; // the last two of every plane are noncharacters
    }
    !matches!(
        code,
        0x00..=0x1f
            | 0x7f..=0x9f
            | 0xad
            | 0x034f
            | 0x0600..=0x0605
            | 0x061c
            | 0x06dd
            | 0x070f
            | 0x0890..=0x0891
            | 0x08e2
            | 0x115f..=0x1160
            | 0x17b4..=0x17b5
            | 0x180b..=0x180f
            | 0x200b..=0x200f
            | 0x2028..=0x202e
            | 0x2060..=0x206f
            | 0x2800
            | 0x3164
            | 0xe000..=0xf8ff
            | 0xfdd0..=0xfdef
            | 0xfe00..=0xfe0f
            | 0xfeff
            | 0xffa0
            | 0xfff0..=0xfffc
            | 0x110bd
            | 0x110cd
            | 0x13430..=0x1345f
            | 0x16fe4
            | 0x1bca0..=0x1bca3
            | 0x1d159
            | 0x1d173..=0x1d17a
            | 0xe0000..=0xe0fff
            | 0xf0000..=0x10ffff
    )
}

/// Whether an invisible character does its proper work where it stands.
fn in_place(c: char, before: Option<char>, after: &str) -> bool {
    let Some(before) = before else { return false };
    match c {
        '\u{200c}' | '\u{200d}' => joins(before) && after.chars().next().is_some_and(starts_a_letter),
        // A keycap is a digit, the selector and U+20E3; elsewhere a digit has no emoji form.
        '\u{fe0f}' if matches!(before, '0'..='9' | '#' | '*') => after.starts_with('\u{20e3}'),
        '\u{fe0f}' => has_emoji_form(before),
        _ => false,
    }
}

/// Letters and marks of the scripts whose spelling needs joiners: Arabic and its neighbours, and the
/// scripts of India, Sri Lanka, Tibet, Burma and Cambodia.
const fn joins(c: char) -> bool {
    is_safe(c)
        && matches!(c as u32, 0x0620..=0x06d3 | 0x06fa..=0x08ff | 0x0900..=0x0dff | 0x0f40..=0x109f | 0x1780..=0x17d3)
}

/// Whether a joiner may stand before it: a letter, or the virama that makes a conjunct of one. Before a
/// vowel sign a joiner does no work, and such strings have crashed text engines.
fn starts_a_letter(c: char) -> bool {
    const VIRAMA: u8 = 9;
    joins(c) && (!is_combining_mark(c) || canonical_combining_class(c) == VIRAMA)
}

/// Blocks that hold the characters which Unicode lists with an emoji presentation sequence.
const fn has_emoji_form(c: char) -> bool {
    matches!(
        c as u32,
        0xa9 | 0xae
            | 0x203c
            | 0x2049
            | 0x2122
            | 0x2139
            | 0x2194..=0x21aa
            | 0x231a..=0x23fa
            | 0x24c2
            | 0x25aa..=0x25fe
            | 0x2600..=0x27bf
            | 0x2934..=0x2935
            | 0x2b05..=0x2b55
            | 0x3030
            | 0x303d
            | 0x3297
            | 0x3299
            | 0x1f000..=0x1faff
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_words_of_any_script_are_left_alone() {
        for text in [
            "",
            "we'll get it down 30 % – “promised”\nby Q1",
            "Grüße, Ωμέγα, Привет",
            "東京の田中さん",
            "안녕하세요",
            "שלום עולם",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "র\u{200d}্য",
            "⚠\u{fe0f} 1\u{fe0f}\u{20e3} 🎉",
            "e\u{301}tude",
            "a\u{a0}b\u{3000}c",
        ] {
            assert!(is_plain(text), "{text:?}");
            assert_eq!(shown(text), Shown { text: Cow::Borrowed(text), hidden: 0 });
        }
    }

    #[test]
    fn every_hidden_character_leaves_its_name() {
        for (text, expected, hidden) in [
            ("\u{1b}[31mred", "␛[31mred", 1),
            ("a\u{9b}31m", "a<U+009B>31m", 1),
            ("a\u{202e}txt.exe", "a<U+202E>txt.exe", 1),
            ("pass\u{200b}word\u{ad}\u{feff}", "pass<U+200B>word<U+00AD><U+FEFF>", 3),
            ("\u{e0041}\u{3164}\u{2800}\u{115f}\u{ffa0}", "<U+E0041><U+3164><U+2800><U+115F><U+FFA0>", 5),
            ("a\tb", "a    b", 0),
            ("a\r\nb", "a\nb", 0),
            ("real\rfake", "real␍fake", 1),
            ("null\0 bell\x07 del\x7f", "null␀ bell␇ del␡", 3),
            ("a\u{2028}b\u{2029}", "a<U+2028>b<U+2029>", 2),
            ("\u{fdd0}\u{ffff}\u{10ffff}", "<U+FDD0><U+FFFF><U+10FFFF>", 3),
        ] {
            assert!(!is_plain(text), "{text:?}");
            let shown = shown(text);
            assert_eq!((&*shown.text, shown.hidden), (expected, hidden), "{text:?}");
        }
    }

    #[test]
    fn joiners_and_selectors_out_of_place_are_shown() {
        assert_eq!(visible("pay\u{200c}pal"), "pay<U+200C>pal");
        assert_eq!(visible("\u{200d}क"), "<U+200D>क");
        assert_eq!(visible("می\u{200c}"), "می<U+200C>");
        assert_eq!(visible("می\u{200c}\u{200c}خ"), "می<U+200C><U+200C>خ");
        assert_eq!(visible("ఞ\u{200c}ా"), "ఞ<U+200C>ా");
        assert_eq!(visible("👩\u{200d}💻"), "👩<U+200D>💻");
        assert_eq!(visible("a\u{fe0f}"), "a<U+FE0F>");
        assert_eq!(visible("1\u{fe0f} of 2"), "1<U+FE0F> of 2");
        assert_eq!(visible("\u{fe0f}"), "<U+FE0F>");
    }

    #[test]
    fn one_line_stays_one_line() {
        assert_eq!(visible_line("a\nb\r\nc"), "a↵b↵c");
        assert_eq!(visible_line("a\u{85}b\x0bc"), "a<U+0085>b␋c");
        assert_eq!(shown_line("plain"), Shown { text: Cow::Borrowed("plain"), hidden: 0 });
    }

    /// Against tables that are not ours: what takes no room on a terminal is a letter that is drawn
    /// together with its neighbour, a combining mark, or unsafe.
    #[test]
    fn whatever_takes_no_room_is_unsafe_or_sits_on_a_letter() {
        let no_room = |c: &char| unicode_width::UnicodeWidthChar::width(*c).is_none_or(|width| width == 0);
        let on_a_letter = |c: char| unicode_normalization::char::is_combining_mark(c) || c.is_alphabetic() || c == '꣺';
        let leaks: Vec<_> = ('\0'..=char::MAX).filter(no_room).filter(|c| is_safe(*c) && !on_a_letter(*c)).collect();
        assert_eq!(leaks, []);
        assert!(('\0'..=char::MAX).filter(char::is_ascii_control).all(|c| !is_safe(c)));
    }

    proptest! {
        #[test]
        fn output_is_safe_and_nothing_vanishes(text in any::<String>()) {
            let out = visible(&text);
            let mut before = None;
            for (at, c) in out.char_indices() {
                let after = &out[at + c.len_utf8()..];
                prop_assert!(c == '\n' || is_safe(c) || in_place(c, before, after), "{:?} in {:?}", c, out);
                before = Some(c);
            }
            prop_assert!(out.chars().count() >= text.replace("\r\n", "\n").chars().count());
            prop_assert_eq!(is_plain(&text), matches!(out, Cow::Borrowed(_)));
            prop_assert_eq!(visible(&out), &*out, "shown twice is shown once");
            prop_assert!(!visible_line(&text).contains('\n'));
        }

        #[test]
        fn hostile_characters_anywhere(parts in prop::collection::vec(prop_oneof![
            "[a-z ]{0,4}",
            Just("\u{1b}]0;x\x07".to_owned()),
            Just("\u{202e}".to_owned()),
            Just("\u{200d}".to_owned()),
            Just("\u{fe0f}".to_owned()),
            Just("❤".to_owned()),
            Just("ی".to_owned()),
            Just("\r\n".to_owned()),
            Just("\t".to_owned()),
        ], 0..12)) {
            let text = parts.concat();
            let out = visible(&text);
            let raw = out.contains(['\u{1b}', '\x07', '\u{202e}', '\t', '\r']);
            prop_assert!(!raw, "{}", out);
            let hidden = shown(&text).hidden;
            prop_assert_eq!(hidden > 0, out.contains("<U+") || out.contains(['␛', '␇']));
        }
    }
}
