//! Small facts about characters: which dashes and quote marks are the same mark, which scripts are
//! written without spaces, which characters nobody sees.
//!
//! What is folded here never changes what a text says. So a superscript stays a superscript (`10²` is
//! not `102`), `½` stays `½`, and nothing that reorders text on a screen is dropped.

use unicode_normalization::char::decompose_compatible;

/// A hyphen or dash of any length, or a minus sign.
pub(super) fn dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// A character written for an apostrophe.
pub(super) fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{02bc}' | '\u{ff07}' | '`' | '\u{b4}')
}

/// A quote mark, single or double, of any language.
pub(super) fn quote(c: char) -> bool {
    apostrophe(c)
        || matches!(c, '"' | '\u{ab}' | '\u{bb}' | '\u{201a}' | '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{2039}'
            | '\u{203a}' | '\u{ff02}' | '\u{300c}'..='\u{300f}')
}

/// Takes no room on a screen and changes nothing that stands there.
pub(super) fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}' | '\u{61c}')
}

/// Written without spaces between words: Han, kana, Thai, Lao, Khmer, Burmese, Tibetan.
pub(super) fn unspaced(c: char) -> bool {
    c >= '\u{e00}'
        && matches!(c, '\u{e01}'..='\u{e4e}' | '\u{e80}'..='\u{ecd}' | '\u{f40}'..='\u{fbc}' | '\u{1000}'..='\u{103f}'
            | '\u{1780}'..='\u{17d3}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
            | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}'
            | '\u{20000}'..='\u{323af}')
}

/// The value of a decimal digit of any script.
pub(super) fn digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then_some(c as u8 & 15);
    }
    const ZEROS: [u32; 18] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
        0x1040, 0x17e0, 0xff10,
    ];
    let code = c as u32;
    ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)).map(|zero| (code - zero) as u8)
}

/// The plain form of a dash, a quote mark or a full-width mark.
pub(super) fn plain(c: char) -> char {
    if dash(c) {
        return '-';
    }
    if apostrophe(c) {
        return '\'';
    }
    if quote(c) {
        return '"';
    }
    match c {
        '\u{3001}' => ',',
        '\u{3002}' => '.',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Takes ligatures and full-width forms apart, and leaves everything else as it is.
pub(super) fn compatible(c: char, mut emit: impl FnMut(char)) {
    if matches!(c, '\u{fb00}'..='\u{fb06}' | '\u{ff01}'..='\u{ff9f}') { decompose_compatible(c, emit) } else { emit(c) }
}
