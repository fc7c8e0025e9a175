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

    /// What frames in tests and `--print` look like: no colours, Unicode glyphs.
    pub const fn plain() -> Self {
        Self::new(Palette::Plain, Depth::None, Glyphs::Unicode)
    }

    /// The palette in use.
    pub const fn palette(&self) -> Palette {
        self.palette
    }

    /// How many colours are used.
    pub const fn depth(&self) -> Depth {
        self.depth
    }

    /// The glyph set in use.
    pub const fn glyphs(&self) -> Glyphs {
        self.glyphs
    }

    /// The style of a role, to be patched over what is under it.
    pub fn style(&self, role: Role) -> Style {
        role.style(self.palette, self.depth)
    }

    /// A glyph, one cell wide.
    pub const fn glyph(&self, glyph: Glyph) -> &'static str {
        glyph.drawn(self.glyphs)
    }

    /// The lines round a pane.
    pub const fn border(&self) -> border::Set<'static> {
        match self.glyphs {
            Glyphs::Unicode => border::PLAIN,
            Glyphs::Ascii => glyph::ASCII_BORDER,
        }
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::plain()
    }
}
