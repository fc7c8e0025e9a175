//! Cells of a CSV that a spreadsheet will open: nothing in them may be run as a formula.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return (or their full-width forms, which
//! some spreadsheets take for the same) gets an apostrophe in front, which spreadsheets show as text.
//! [`plain`] takes it away again, so that what comes back is what went out: a cell that began with an
//! apostrophe by itself gets a second one.

/// A cell that is only ever text.
pub fn neutral(words: &str) -> String {
    let first = words.trim_start_matches([' ', '\u{a0}', '\u{feff}', '\u{3000}']).chars().next();
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\'' | '＝' | '＋' | '－' | '＠') => format!("'{words}"),
        Some(_) | None => words.to_owned(),
    }
}

/// What was put into a cell.
pub fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(words) if neutral(words) != words => words,
        Some(_) | None => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::{neutral, plain};
    use proptest::prelude::*;

    #[test]
    fn no_cell_starts_as_a_formula() {
        for words in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =cmd|' /C calc'!A0", "＝1", "\u{feff}=1"] {
            assert_eq!(neutral(words), format!("'{words}"));
            assert_eq!(plain(&neutral(words)), words);
        }
        for words in ["", "30 % by March", "a=b", "it's"] {
            assert_eq!(neutral(words), words);
        }
    }

    proptest! {
        #[test]
        fn what_comes_back_is_what_went_out(words in "[='@+\\- \t\ra-z\u{ff1d}]{0,8}") {
            let cell = neutral(&words);
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(plain(&cell), words);
        }
    }
}
