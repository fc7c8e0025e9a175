//! The colours of each palette, at each depth.
//!
//! With sixteen colours the terminal's own are used, which its owner chose to be readable, and no
//! tints: a background is then said by a modifier. A test holds every pair that a role can make to
//! the contrast that WCAG 2.2 asks of text, 4.5 to 1 (1.4.3), and high contrast to 7 to 1 (1.4.6).

use ratatui::style::{Color, Modifier};

use super::{Depth, Palette};

/// A colour by what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Leave what is there.
    None,
    /// Text.
    Text,
    /// Text that matters less.
    Muted,
    Red,
    Amber,
    Green,
    Teal,
    Blue,
    Violet,
    /// Behind everything; only high contrast sets it.
    Ground,
    /// Behind a list or a field.
    Panel,
    /// Behind the row under the cursor.
    Row,
    /// Behind the row under the cursor, in a pane without the focus.
    RowAway,
    /// Behind found or selected words.
    Mark,
    /// Behind the words that a claim rests on.
    Quote,
}

impl Ink {
    pub(super) fn color(self, palette: Palette, depth: Depth) -> Option<Color> {
        match depth {
            Depth::None => None,
            Depth::Sixteen => self.sixteen(palette),
            Depth::Indexed => self.rgb(palette).map(|rgb| Color::Indexed(nearest(rgb))),
            Depth::True => self.rgb(palette).map(|(r, g, b)| Color::Rgb(r, g, b)),
        }
    }

    /// What says the same as a background that sixteen colours don't have.
    pub(super) const fn instead(self, palette: Palette, depth: Depth) -> Modifier {
        match (self, palette, depth) {
            (_, Palette::Plain, _) | (_, _, Depth::None | Depth::Indexed | Depth::True) => Modifier::empty(),
            (Self::Row, _, Depth::Sixteen) => Modifier::REVERSED,
            (Self::Quote, _, Depth::Sixteen) => Modifier::BOLD,
            (Self::Mark | Self::RowAway, _, Depth::Sixteen) => Modifier::UNDERLINED,
            (
                Self::None
                | Self::Text
                | Self::Muted
                | Self::Red
                | Self::Amber
                | Self::Green
                | Self::Teal
                | Self::Blue
                | Self::Violet
                | Self::Ground
                | Self::Panel,
                _,
                Depth::Sixteen,
            ) => Modifier::empty(),
        }
    }

    const fn sixteen(self, palette: Palette) -> Option<Color> {
        let (dark, light, contrast) = match self {
            Self::Text => (None, None, Some(Color::White)),
            Self::Muted => (None, None, Some(Color::White)),
            Self::Red => (Some(Color::LightRed), Some(Color::Red), Some(Color::LightRed)),
            Self::Amber => (Some(Color::LightYellow), Some(Color::Magenta), Some(Color::LightYellow)),
            Self::Green => (Some(Color::LightGreen), Some(Color::Green), Some(Color::LightGreen)),
            Self::Teal => (Some(Color::LightCyan), Some(Color::Blue), Some(Color::LightCyan)),
            Self::Blue => (Some(Color::LightBlue), Some(Color::Blue), Some(Color::LightCyan)),
            Self::Violet => (Some(Color::LightMagenta), Some(Color::Magenta), Some(Color::LightMagenta)),
            Self::Ground => (None, None, Some(Color::Black)),
            Self::None | Self::Panel | Self::Row | Self::RowAway | Self::Mark | Self::Quote => (None, None, None),
        };
        match palette {
            Palette::Dark => dark,
            Palette::Light => light,
            Palette::HighContrast => contrast,
            Palette::Plain => None,
        }
    }

    /// Texts are colours of xterm's palette, which are sent in half the bytes; the faint grounds are not in it.
    const fn rgb(self, palette: Palette) -> Option<(u8, u8, u8)> {
        let (dark, light, contrast) = match self {
            Self::None => return None,
            Self::Text => ((0xe4, 0xe4, 0xe4), (0x1c, 0x1c, 0x1c), (0xff, 0xff, 0xff)),
            Self::Muted => ((0xa8, 0xa8, 0xa8), (0x58, 0x58, 0x58), (0xee, 0xee, 0xee)),
            Self::Red => ((0xff, 0x87, 0x87), (0xaf, 0x00, 0x00), (0xff, 0xaf, 0xaf)),
            Self::Amber => ((0xff, 0xd7, 0x5f), (0x70, 0x3f, 0x00), (0xff, 0xff, 0x00)),
            Self::Green => ((0x87, 0xd7, 0x87), (0x00, 0x5f, 0x00), (0x87, 0xff, 0x87)),
            Self::Teal => ((0x5f, 0xd7, 0xd7), (0x00, 0x5f, 0x5f), (0x5f, 0xff, 0xff)),
            Self::Blue => ((0x87, 0xd7, 0xff), (0x00, 0x5f, 0xaf), (0x87, 0xd7, 0xff)),
            Self::Violet => ((0xd7, 0xaf, 0xff), (0x5f, 0x00, 0xaf), (0xff, 0xd7, 0xff)),
            // A terminal's own background is its owner's; only high contrast brings one.
            Self::Ground => match palette {
                Palette::HighContrast => return Some((0, 0, 0)),
                Palette::Dark | Palette::Light | Palette::Plain => return None,
            },
            Self::Panel => ((0x24, 0x28, 0x2e), (0xf3, 0xf4, 0xf6), (0x00, 0x00, 0x00)),
            Self::Row => ((0x2f, 0x3a, 0x49), (0xdb, 0xe6, 0xf5), (0x00, 0x00, 0x87)),
            Self::RowAway => ((0x2a, 0x2e, 0x35), (0xea, 0xee, 0xf3), (0x26, 0x26, 0x26)),
            Self::Mark => ((0x3c, 0x34, 0x12), (0xff, 0xee, 0xb8), (0x5f, 0x00, 0x00)),
            Self::Quote => ((0x1f, 0x40, 0x3c), (0xd3, 0xf0, 0xea), (0x00, 0x00, 0x5f)),
        };
        match palette {
            Palette::Dark => Some(dark),
            Palette::Light => Some(light),
            Palette::HighContrast => Some(contrast),
            Palette::Plain => None,
        }
    }
}

/// The nearest of xterm's 6x6x6 cube and its greys; the first sixteen are the owner's to change.
fn nearest((r, g, b): (u8, u8, u8)) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let distance = |x: (u8, u8, u8)| {
        let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        square(x.0, r) + square(x.1, g) + square(x.2, b)
    };
    let step = |value: u8| (0..6u8).min_by_key(|at| STEPS[usize::from(*at)].abs_diff(value)).unwrap_or(0);
    let (red, green, blue) = (step(r), step(g), step(b));
    let cube = (STEPS[usize::from(red)], STEPS[usize::from(green)], STEPS[usize::from(blue)]);
    let grey = (0..24u8).min_by_key(|at| distance((8 + 10 * at, 8 + 10 * at, 8 + 10 * at))).unwrap_or(0);
    let level = 8 + 10 * grey;
    if distance((level, level, level)) < distance(cube) { 232 + grey } else { 16 + 36 * red + 6 * green + blue }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [Ink; 8] =
        [Ink::Text, Ink::Muted, Ink::Red, Ink::Amber, Ink::Green, Ink::Teal, Ink::Blue, Ink::Violet];
    const GROUNDS: [Ink; 6] = [Ink::None, Ink::Panel, Ink::Row, Ink::RowAway, Ink::Mark, Ink::Quote];

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance((r, g, b): (u8, u8, u8)) -> f64 {
        let linear = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(a: (u8, u8, u8), b: (u8, u8, u8)) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn of_index(index: u8) -> (u8, u8, u8) {
        const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
        if index >= 232 {
            let level = 8 + 10 * (index - 232);
            return (level, level, level);
        }
        let at = usize::from(index - 16);
        (STEPS[at / 36], STEPS[at / 6 % 6], STEPS[at % 6])
    }

    /// Backgrounds that terminals come with: their owners' are nobody's to test.
    fn backgrounds(palette: Palette) -> &'static [(u8, u8, u8)] {
        match palette {
            Palette::Dark => &[(0, 0, 0), (0x1e, 0x1e, 0x1e), (0x28, 0x2c, 0x34), (0x2e, 0x34, 0x40)],
            Palette::Light => &[(0xff, 0xff, 0xff), (0xfd, 0xf6, 0xe3), (0xee, 0xee, 0xee)],
            Palette::HighContrast => &[(0, 0, 0)],
            Palette::Plain => &[],
        }
    }

    #[test]
    fn every_text_is_readable_on_every_ground() {
        for palette in [Palette::Dark, Palette::Light, Palette::HighContrast] {
            let least = if palette == Palette::HighContrast { 7.0 } else { 4.5 };
            for text in TEXTS {
                for ground in GROUNDS {
                    for own in backgrounds(palette) {
                        let fg = text.rgb(palette).unwrap();
                        let bg = ground.rgb(palette).unwrap_or(*own);
                        let found = contrast(fg, bg);
                        assert!(found >= least, "{palette:?}: {text:?} on {ground:?} {bg:x?} is {found:.2}");
                        let found = contrast(
                            of_index(nearest(fg)),
                            if ground == Ink::None { bg } else { of_index(nearest(bg)) },
                        );
                        assert!(found >= least, "{palette:?}, 256: {text:?} on {ground:?} {bg:x?} is {found:.2}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_nearest_index_of_an_indexed_colour_is_itself() {
        for index in 16..=255 {
            assert_eq!(of_index(nearest(of_index(index))), of_index(index), "{index}");
        }
    }
}
