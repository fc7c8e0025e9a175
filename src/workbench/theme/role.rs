//! What a piece of the screen is, and how that looks in each palette.

use ratatui::style::{Modifier, Style};

use super::ink::Ink;
use super::{Depth, Palette};

macro_rules! roles {
    ($($(#[doc = $help:literal])+ $variant:ident = $fg:ident on $bg:ident $([$($modifier:ident)|+])?, plain $([$($plain:ident)|+])?;)+) => {
        /// What a piece of the screen is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role {
            $($(#[doc = $help])+ $variant,)+
        }

        impl Role {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            const fn look(self) -> Look {
                match self {
                    $(Self::$variant => Look {
                        fg: Ink::$fg,
                        bg: Ink::$bg,
                        modifier: Modifier::empty()$($(.union(Modifier::$modifier))+)?,
                        plain: Modifier::empty()$($(.union(Modifier::$plain))+)?,
                    },)+
                }
            }
        }
    };
}

struct Look {
    fg: Ink,
    bg: Ink,
    modifier: Modifier,
    /// Without colours: of bold, underlined and reversed only, which every terminal can draw.
    plain: Modifier,
}

roles! {
    /// Everything that is nothing else; the style to fill the screen with.
    Text = Text on Ground, plain;
    /// What matters less: labels, counts, times.
    Dim = Muted on None, plain;
    /// The name of a pane, a section heading.
    Title = Text on None [BOLD], plain [BOLD];
    /// The lines round a pane.
    Border = Muted on None, plain;
    /// The lines round the pane with the focus.
    Focus = Blue on None [BOLD], plain [BOLD];
    /// The top line.
    Header = Text on Bar, plain [REVERSED];
    /// The row under the cursor in the pane with the focus.
    Selection = None on Row [BOLD], plain [REVERSED];
    /// The row under the cursor in a pane without the focus.
    SelectionAway = None on RowAway, plain [UNDERLINED];
    /// The word under the cursor in the source.
    Cursor = None on None [REVERSED], plain [REVERSED];
    /// Words that are being selected in the source.
    Highlight = None on Mark [UNDERLINED], plain [REVERSED];
    /// Words that a search found.
    Match = None on Mark, plain [UNDERLINED];
    /// The found words that the search stands on.
    MatchHere = Paper on Amber [BOLD], plain [REVERSED | BOLD];

    /// The customer's name before their words.
    Customer = Teal on None [BOLD], plain [BOLD];
    /// The seller's name before their words.
    Seller = Violet on None, plain;
    /// The name of somebody whose side is not known.
    Nobody = Muted on None [ITALIC], plain [UNDERLINED];

    /// Words of the source that a claim's quote was found in.
    Located = None on Quote, plain [BOLD];
    /// Words that say the same through noise; somebody has to confirm them.
    Approximate = None on Quote [UNDERLINED], plain [BOLD | UNDERLINED];
    /// Words that differ from the quote in a number, a name, a negation.
    Altered = Red on None [BOLD], plain [BOLD | REVERSED];
    /// Several places that the words could come from.
    Ambiguous = Amber on None, plain [UNDERLINED];
    /// A quote that is not in its source.
    Orphan = Red on None [BOLD], plain [BOLD | REVERSED];

    /// Verdict: accepted.
    Accepted = Green on None, plain;
    /// Verdict: edited.
    Edited = Blue on None, plain;
    /// Verdict: rejected.
    Rejected = Red on None, plain;
    /// Verdict: the customer is asked.
    Deferred = Amber on None, plain;
    /// Nobody has decided.
    Undecided = Text on None, plain [BOLD];
    /// A promise, and that nobody ruled it.
    Promise = Violet on None [BOLD], plain [BOLD];
    /// Seller spin.
    Spin = Amber on None [ITALIC], plain [UNDERLINED];
    /// Never leaves the house.
    Internal = Amber on None, plain;
    /// May be shown to the customer.
    Safe = Green on None, plain;

    /// Words that a newer wording added.
    Added = Green on None [UNDERLINED], plain [UNDERLINED];
    /// Words that a newer wording dropped.
    Removed = Red on None [CROSSED_OUT], plain [REVERSED];

    /// A key in the footer or in help.
    Key = Blue on None [BOLD], plain [BOLD];
    /// What that key does.
    KeyLabel = Text on None, plain;
    /// Something that can't be done now.
    Unavailable = Muted on None, plain;

    /// Said of something that was done.
    Done = Green on None, plain;
    /// Said of something to look at.
    Warn = Amber on None [BOLD], plain [BOLD];
    /// Said of something that failed.
    Error = Red on None [BOLD], plain [BOLD | REVERSED];
    /// Characters of a file that nobody would have seen.
    Hidden = Red on None [UNDERLINED], plain [UNDERLINED];
    /// A list, menu or question over the panes.
    Popup = Text on Panel, plain;
    /// A text that is being edited.
    Field = Text on Panel [UNDERLINED], plain [UNDERLINED];
}

impl Role {
    pub(super) fn style(self, palette: Palette, depth: Depth) -> Style {
        let look = self.look();
        if palette == Palette::Plain {
            return Style::new().add_modifier(look.plain);
        }
        let mut style = Style::new().add_modifier(look.modifier);
        if let Some(color) = look.fg.color(palette, depth) {
            style = style.fg(color);
        }
        match look.bg.color(palette, depth) {
            Some(color) => style.bg(color),
            // Sixteen colours have no tint that every text stays readable on: what a tint would say,
            // a modifier says.
            None => style.add_modifier(look.bg.instead(palette, depth)),
        }
    }
}
