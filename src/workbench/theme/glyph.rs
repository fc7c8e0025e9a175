//! The marks that stand beside words, in Unicode and in ASCII. Each is one cell wide.

use ratatui::symbols::border;

/// Which marks are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Glyphs {
    /// `✓ ✗ ✎`
    Unicode,
    /// `+ x ~`, for terminals and fonts without the others.
    Ascii,
    /// None: a blank, because every mark has its word beside it. For screen readers.
    Spoken,
}

impl Glyphs {
    /// As the configuration calls it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unicode => "unicode",
            Self::Ascii => "ascii",
            Self::Spoken => "spoken",
        }
    }
}

/// Lines round a pane in ASCII.
pub(super) const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// The same round the pane with the focus.
pub(super) const ASCII_FOCUS: border::Set<'static> =
    border::Set { horizontal_top: "=", horizontal_bottom: "=", ..ASCII_BORDER };

macro_rules! glyphs {
    ($($(#[doc = $help:literal])+ $variant:ident = $unicode:literal $ascii:literal;)+) => {
        /// A mark.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Glyph {
            $($(#[doc = $help])+ $variant,)+
        }

        impl Glyph {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// As the set draws it.
            pub const fn drawn(self, glyphs: Glyphs) -> &'static str {
                match (self, glyphs) {
                    $((Self::$variant, Glyphs::Unicode) => $unicode,
                    (Self::$variant, Glyphs::Ascii) => $ascii,)+
                    (_, Glyphs::Spoken) => " ",
                }
            }
        }
    };
}

glyphs! {
    /// Verdict: accepted.
    Accepted = "✓" "+";
    /// Verdict: edited.
    Edited = "✎" "~";
    /// Verdict: rejected.
    Rejected = "✗" "x";
    /// Verdict: the customer is asked.
    Deferred = "?" "?";
    /// Nobody has decided.
    Undecided = "•" ".";
    /// The row under the cursor.
    Cursor = "▶" ">";
    /// Beside the words that a claim rests on.
    Quote = "▌" "|";
    /// A quote that says the same through noise.
    Approximate = "≈" "~";
    /// A quote that differs in what matters.
    Altered = "≠" "#";
    /// A quote that is not there.
    Orphan = "!" "!";
    /// The customer's words.
    Customer = "◆" "C";
    /// The seller's words.
    Seller = "◇" "s";
    /// Seller spin.
    Spin = "~" "~";
    /// The customer must confirm it.
    Validate = "?" "?";
    /// A claim that two people decided differently.
    Disputed = "±" "%";
    /// A promise that nobody ruled.
    Unruled = "§" "$";
    /// Where a scroll bar stands.
    Thumb = "█" "#";
    /// Before what a person types.
    Prompt = ">" ">";
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn every_glyph_is_one_cell_and_safe_to_send() {
        for glyph in Glyph::ALL {
            for set in [Glyphs::Unicode, Glyphs::Ascii] {
                let drawn = glyph.drawn(set);
                assert_eq!(drawn.width(), 1, "{glyph:?}");
                assert!(crate::visible::is_plain(drawn), "{glyph:?}");
                assert!(set == Glyphs::Unicode || drawn.is_ascii(), "{glyph:?}");
            }
        }
    }

    #[test]
    fn verdicts_and_places_of_quotes_are_told_apart_without_colour() {
        use std::collections::HashSet;
        for set in [Glyphs::Unicode, Glyphs::Ascii] {
            let verdicts = [Glyph::Accepted, Glyph::Edited, Glyph::Rejected, Glyph::Deferred, Glyph::Undecided]
                .map(|g| g.drawn(set));
            assert_eq!(verdicts.iter().collect::<HashSet<_>>().len(), verdicts.len());
            let places = [Glyph::Approximate, Glyph::Altered, Glyph::Orphan].map(|g| g.drawn(set));
            assert_eq!(places.iter().collect::<HashSet<_>>().len(), places.len());
        }
    }
}
