//! Whether the terminal's background is dark or light.
//!
//! Asks the terminal itself, so it must be called before raw mode and before anything else reads
//! keys: an answer that came later would be typed into the workbench.

use std::time::Duration;

use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};

use super::{Palette, Surroundings};

/// How long an answer may take. A terminal across an ocean answers in less; one that never answers
/// costs this once, and a `theme` in the configuration costs nothing.
const PATIENCE: Duration = Duration::from_millis(150);

/// How light the terminal's background is, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// The terminal said so.
    Told(Palette),
    /// `COLORFGBG` says so.
    Hinted(Palette),
    /// Nobody says: dark, as most terminals are.
    Assumed,
}

impl Background {
    /// The palette that suits it.
    pub const fn palette(self) -> Palette {
        match self {
            Self::Told(palette) | Self::Hinted(palette) => palette,
            Self::Assumed => Palette::Dark,
        }
    }
}

/// Finds out how light the background is, asking the terminal only where it is known to answer.
pub fn ask(surroundings: &Surroundings) -> Background {
    if let Some(light) = surroundings.light {
        return Background::Hinted(if light { Palette::Light } else { Palette::Dark });
    }
    if !surroundings.answers {
        return Background::Assumed;
    }
    let mut options = QueryOptions::default();
    options.timeout = PATIENCE;
    match theme_mode(options) {
        Ok(ThemeMode::Dark) => Background::Told(Palette::Dark),
        Ok(ThemeMode::Light) => Background::Told(Palette::Light),
        Err(_) => Background::Assumed,
    }
}
