//! A frame as the bytes that turn the last one into it: as few as a plain writer gets by with, because a
//! person who holds `j` down over a slow line waits for every one of them.
//!
//! What may surprise: a blank has no colour of its own, so it is written in whatever is at hand; a short
//! gap of unchanged cells is written again where that is cheaper than moving over it.

use std::io::{self, Write};

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// The looks that the terminal writes in at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// Modifiers with what turns each on and off. Bold and dim share what turns them off.
const MODIFIERS: &[(Modifier, u8, u8)] = &[
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// Modifiers that can be seen on a blank.
const ON_BLANKS: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED).union(Modifier::CROSSED_OUT);

impl Pen {
    fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// Whether a cell looks right when it is written with this pen.
    fn suits(self, cell: &Cell) -> bool {
        if cell.symbol() == " " {
            let plain = (cell.modifier | self.modifier) & ON_BLANKS == Modifier::empty();
            return (plain && cell.bg == self.bg) || self == Self::of(cell);
        }
        self == Self::of(cell)
    }

    /// Changes to the looks of a cell.
    fn change(&mut self, cell: &Cell, out: &mut impl Write) -> io::Result<()> {
        if self.suits(cell) {
            return Ok(());
        }
        let wanted = Self::of(cell);
        let mut codes = String::new();
        let mut add = |code: &str| {
            if !codes.is_empty() {
                codes.push(';');
            }
            codes.push_str(code);
        };
        if wanted == Self::default() {
            add("0");
        } else {
            let mut kept = self.modifier;
            for (modifier, _, off) in MODIFIERS {
                if kept.contains(*modifier) && !wanted.modifier.contains(*modifier) {
                    add(&off.to_string());
                    kept.remove(if *off == 22 { Modifier::BOLD | Modifier::DIM } else { *modifier });
                }
            }
            for (modifier, on, _) in MODIFIERS {
                if wanted.modifier.contains(*modifier) && !kept.contains(*modifier) {
                    add(&on.to_string());
                }
            }
            if wanted.fg != self.fg {
                add(&code(wanted.fg, 0));
            }
            if wanted.bg != self.bg {
                add(&code(wanted.bg, 10));
            }
        }
        *self = wanted;
        write!(out, "\x1b[{codes}m")
    }
}

/// The code of a colour; ten more than for text make it a background.
fn code(color: Color, more: u8) -> String {
    let basic = |number: u8| (number + more).to_string();
    match color {
        Color::Reset => basic(39),
        Color::Black => basic(30),
        Color::Red => basic(31),
        Color::Green => basic(32),
        Color::Yellow => basic(33),
        Color::Blue => basic(34),
        Color::Magenta => basic(35),
        Color::Cyan => basic(36),
        Color::Gray => basic(37),
        Color::DarkGray => basic(90),
        Color::LightRed => basic(91),
        Color::LightGreen => basic(92),
        Color::LightYellow => basic(93),
        Color::LightBlue => basic(94),
        Color::LightMagenta => basic(95),
        Color::LightCyan => basic(96),
        Color::White => basic(97),
        Color::Indexed(index) => format!("{};5;{index}", 38 + more),
        Color::Rgb(red, green, blue) => format!("{};2;{red};{green};{blue}", 38 + more),
    }
}

/// The longest gap of unchanged cells that is written again rather than moved over.
const GAP: u16 = 4;

/// Writes what changed from one frame to the next.
pub(super) fn changes(shown: &Buffer, next: &Buffer, pen: &mut Pen, out: &mut impl Write) -> io::Result<()> {
    // Where the cursor stands: nobody knows at first.
    let mut at: Option<(u16, u16)> = None;
    for (x, y, cell) in shown.diff(next) {
        match at {
            Some(here) if here == (x, y) => {}
            Some((from, row)) if row == y && from < x => {
                let gap = from..x;
                let again = gap.len() <= usize::from(GAP)
                    && gap.clone().all(|x| next[(x, y)].symbol().len() == 1 && pen.suits(&next[(x, y)]));
                if again {
                    for x in gap {
                        out.write_all(next[(x, y)].symbol().as_bytes())?;
                    }
                } else if gap.len() == 1 {
                    out.write_all(b"\x1b[C")?;
                } else {
                    write!(out, "\x1b[{}C", gap.len())?;
                }
            }
            Some(_) | None => write!(out, "\x1b[{};{}H", y + 1, x + 1)?,
        }
        pen.change(cell, out)?;
        out.write_all(cell.symbol().as_bytes())?;
        let width = cell.symbol().width().max(1) as u16;
        // After the last column a terminal may be on either line, and after anything but plain letters
        // terminals disagree how wide it was.
        let certain = x + width < next.area.right() && cell.symbol().chars().count() == 1;
        at = certain.then_some((x + width, y));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    fn sent(from: &[(&str, Style)], to: &[(&str, Style)]) -> String {
        let draw = |words: &[(&str, Style)]| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 2));
            let mut x = 0;
            for (text, style) in words {
                x = buffer.set_stringn(x, 0, text, 20, *style).0;
            }
            buffer
        };
        let mut out = Vec::new();
        changes(&draw(from), &draw(to), &mut Pen::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn nothing_changed_sends_nothing_and_a_short_gap_is_written_again() {
        let plain = Style::new();
        assert_eq!(sent(&[("we lost it", plain)], &[("we lost it", plain)]), "");
        assert_eq!(sent(&[("abcdef", plain)], &[("xbcdex", plain)]), "\x1b[1;1Hxbcdex");
        assert_eq!(sent(&[("abcdefghij", plain)], &[("xbcdefghix", plain)]), "\x1b[1;1Hx\x1b[8Cx");
    }

    #[test]
    fn looks_change_in_one_sequence_and_blanks_need_none() {
        let blue = Style::new().fg(Color::Indexed(117)).add_modifier(Modifier::BOLD);
        assert_eq!(sent(&[], &[("a b", blue), ("c", Style::new())]), "\x1b[1;1H\x1b[1;38;5;117ma b\x1b[0mc");
        let marked = Style::new().add_modifier(Modifier::REVERSED);
        assert_eq!(sent(&[], &[("a", blue), (" ", marked)]), "\x1b[1;1H\x1b[1;38;5;117ma\x1b[22;7;39m ");
        let dim = Style::new().fg(Color::Red);
        assert_eq!(sent(&[], &[("a", blue), ("b", dim)]), "\x1b[1;1H\x1b[1;38;5;117ma\x1b[22;31mb");
    }

    #[test]
    fn after_what_terminals_measure_differently_the_place_is_given_anew() {
        let plain = Style::new();
        assert_eq!(sent(&[], &[("e\u{301}x", plain)]), "\x1b[1;1He\u{301}\x1b[1;2Hx");
        assert_eq!(sent(&[], &[("東x", plain)]), "\x1b[1;1H東x");
    }
}
