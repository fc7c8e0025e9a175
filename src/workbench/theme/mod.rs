//! How things look, by what they are: a view asks for the style of a [`Role`] and for a [`Glyph`],
//! never for a colour.
//!
//! State is glyph, word and colour; the colour can always go. A [`Theme`] is made once, from a
//! person's choice and what the environment says of the terminal ([`Surroundings`]), and never
//! changes while the screen is open. Nothing here draws.

mod background;
mod glyph;
mod ink;
mod role;
mod surroundings;

use std::borrow::Cow;

use ratatui::style::Style;
use ratatui::symbols::border;

pub use background::{Background, ask};
pub use glyph::{Glyph, Glyphs};
pub use role::Role;
pub use surroundings::{Depth, Surroundings};

/// A set of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Palette {
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
    /// As much contrast as there is, on a black background of its own.
    HighContrast,
    /// No colours: bold, underline and reverse only.
    Plain,
}

impl Palette {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Dark, Self::Light, Self::HighContrast, Self::Plain];

    /// As the configuration calls it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::Plain => "plain",
        }
    }
}

/// The looks of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    palette: Palette,
    depth: Depth,
    glyphs: Glyphs,
}

impl Theme {
    /// A theme of these colours and glyphs. Without any colours the palette is the plain one.
    pub const fn new(palette: Palette, depth: Depth, glyphs: Glyphs) -> Self {
        let palette = match depth {
            Depth::None => Palette::Plain,
            Depth::Sixteen | Depth::Indexed | Depth::True => palette,
        };
        Self { palette, depth, glyphs }
    }

    /// Colours for a dark background, any of them; Unicode glyphs.
    pub const fn dark() -> Self {
        Self::new(Palette::Dark, Depth::True, Glyphs::Unicode)
    }

    /// What frames in tests and `--print` look like: no colours, Unicode glyphs.
    pub const fn plain() -> Self {
        Self::new(Palette::Plain, Depth::None, Glyphs::Unicode)
    }

    /// The palette in use.
    pub const fn palette(&self) -> Palette {
        self.palette
    }

    /// Whether colours are used at all; where not, what a colour would say is said in words.
    pub const fn has_colour(&self) -> bool {
        !matches!(self.palette, Palette::Plain)
    }

    /// Whether only ASCII is drawn, but for what files and people say.
    pub const fn is_ascii(&self) -> bool {
        matches!(self.glyphs, Glyphs::Ascii)
    }

    /// Whether words are all there is: no marks, and no columns that only an eye can follow.
    pub const fn is_spoken(&self) -> bool {
        matches!(self.glyphs, Glyphs::Spoken)
    }

    /// The style of a role, to be patched over what is under it.
    pub fn style(&self, role: Role) -> Style {
        role.style(self.palette, self.depth)
    }

    /// A glyph, one cell wide.
    pub const fn glyph(&self, glyph: Glyph) -> &'static str {
        glyph.drawn(self.glyphs)
    }

    /// What stands where a text was cut; up to three cells wide.
    pub const fn ellipsis(&self) -> &'static str {
        match self.glyphs {
            Glyphs::Unicode => "…",
            Glyphs::Ascii | Glyphs::Spoken => "...",
        }
    }

    /// A text of the program's own with its ellipses as this terminal shows them.
    pub fn dots<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.glyphs {
            Glyphs::Ascii | Glyphs::Spoken if text.contains('…') => Cow::Owned(text.replace('…', self.ellipsis())),
            Glyphs::Unicode | Glyphs::Ascii | Glyphs::Spoken => Cow::Borrowed(text),
        }
    }

    /// The lines round a pane; heavy ones round the pane with the focus.
    pub const fn border(&self, focused: bool) -> border::Set<'static> {
        match (self.glyphs, focused) {
            (Glyphs::Unicode, true) => border::THICK,
            (Glyphs::Unicode, false) => border::PLAIN,
            (Glyphs::Ascii | Glyphs::Spoken, true) => glyph::ASCII_FOCUS,
            (Glyphs::Ascii | Glyphs::Spoken, false) => glyph::ASCII_BORDER,
        }
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::plain()
    }
}
