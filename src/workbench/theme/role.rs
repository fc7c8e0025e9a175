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
    /// The top line, the name of a pane.
    Title = Text on None [BOLD], plain [BOLD];
    /// The heading of a section.
    Heading = Text on None [BOLD], plain [BOLD];
    /// The lines round a pane.
    Border = Muted on None, plain;
    /// The lines round the pane with the focus.
    Focus = Blue on None [BOLD], plain [BOLD];
    /// The row under the cursor in the pane with the focus.
    Selection = None on Row [BOLD], plain [REVERSED];
    /// The row under the cursor in a pane without the focus.
    SelectionAway = None on RowAway, plain [UNDERLINED];
    /// The word under the cursor.
    Cursor = None on None [REVERSED], plain [REVERSED];
    /// Words that a search found.
    Match = None on Mark [UNDERLINED], plain [UNDERLINED];

    /// The customer, and the customer's words.
    Customer = Teal on None, plain [BOLD];
    /// The seller, and the seller's words.
    Seller = Violet on None, plain;
    /// The name before somebody's words, beside the role of their side.
    Speaker = None on None [BOLD], plain [UNDERLINED];
    /// Words of the source that the claim rests on.
    Cited = None on Quote [BOLD], plain [BOLD];

    /// Evidence that stands where it should.
    Located = Green on None, plain;
    /// Evidence that says the same through noise, and waits for somebody to confirm it.
    Approximate = Amber on None, plain [UNDERLINED];
    /// Evidence that differs from its source in a number, a name, a negation.
    Altered = Red on None [BOLD], plain [BOLD | REVERSED];
    /// Evidence that could stand in several places.
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
    Undecided = Text on None [BOLD], plain [BOLD];
    /// A claim that somebody has decided.
    Settled = Muted on None, plain;
    /// A claim's wording.
    Wording = Text on None [BOLD], plain [BOLD];

    /// Words that a newer wording added.
    Added = Green on None [UNDERLINED], plain [UNDERLINED];
    /// Words that a newer wording dropped.
    Removed = Red on None [CROSSED_OUT], plain [REVERSED];
    /// Characters of a file that nobody would have seen.
    Hidden = Red on None [UNDERLINED], plain [UNDERLINED];

    /// A key in the footer or in help.
    Key = Blue on None [BOLD], plain [BOLD];
    /// What that key does.
    Footer = Text on None, plain;
    /// Something that can't be done now.
    Unavailable = Muted on None, plain;
    /// What the program says.
    Message = Green on None, plain;
    /// Something to look at.
    Warn = Amber on None [BOLD], plain [BOLD];
    /// Something that failed.
    Error = Red on None [BOLD], plain [BOLD | REVERSED];
    /// What the program asks, and where the answer is typed.
    Prompt = Blue on None [BOLD], plain [BOLD];
    /// A text that is being edited.
    Field = Text on Panel, plain;
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
