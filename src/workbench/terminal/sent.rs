//! A frame as the bytes that turn the last one into it: as few as a plain writer gets by with, because a
//! person who holds `j` down over a slow line waits for every one of them.
//!
//! What may surprise: a blank has no colour of its own, so it is written in whatever is at hand; a short
//! gap of unchanged cells is written again where that is cheaper than moving over it.

use std::io::{self, Write};

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use crate::workbench::view::paint::simple;

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

/// The place in xterm's palette of a colour that is in it exactly: the cube and the greys, which nobody changes
/// as the first sixteen are.
fn indexed(red: u8, green: u8, blue: u8) -> Option<u8> {
    let step = |value: u8| [0, 95, 135, 175, 215, 255].iter().position(|step| *step == value).map(|at| at as u8);
    if let (Some(red), Some(green), Some(blue)) = (step(red), step(green), step(blue)) {
        return Some(16 + 36 * red + 6 * green + blue);
    }
    let grey = red == green && green == blue && red >= 8 && (red - 8).is_multiple_of(10);
    grey.then(|| 232 + (red - 8) / 10)
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
        Color::Rgb(red, green, blue) => match indexed(red, green, blue) {
            Some(index) => format!("{};5;{index}", 38 + more),
            None => format!("{};2;{red};{green};{blue}", 38 + more),
        },
    }
}

/// Leaves a place of the next frame as it is shown.
pub(super) fn keep(shown: &Buffer, next: &mut Buffer, place: Rect) {
    let place = place.intersection(shown.area).intersection(next.area);
    for y in place.top()..place.bottom() {
        for x in place.left()..place.right() {
            next[(x, y)].clone_from(&shown[(x, y)]);
        }
    }
}

/// The longest gap of unchanged cells that is written again rather than moved over.
const GAP: u16 = 4;

/// So many blanks are erased rather than written.
const ERASED: u16 = 8;

/// Whether a cell is a blank on the terminal's own background: erasing leaves that on every terminal.
fn is_bare(cell: &Cell) -> bool {
    cell.symbol() == " " && cell.bg == Color::Reset && (cell.modifier & ON_BLANKS).is_empty()
}

/// Whether every terminal gives a cell as much room as the frame does. For marks that join others, and for
/// emoji of several parts, they disagree.
fn is_certain(cell: &Cell) -> bool {
    let symbol = cell.symbol();
    is_narrow(symbol) || (symbol.chars().count() == 1 && symbol.width() == usize::from(symbol.cell_width()))
}

/// The cells that changed; where one of them is not certain, before or after, the rest of its row as well, over
/// which a terminal may have written it.
fn with_rests_of_rows<'n>(
    changed: Vec<(u16, u16, &'n Cell)>,
    shown: Option<&Buffer>,
    next: &'n Buffer,
) -> Vec<(u16, u16, &'n Cell)> {
    let unsure = |(x, y, cell): &&(u16, u16, &Cell)| {
        !is_certain(cell) || shown.is_some_and(|shown| !is_certain(&shown[(*x, *y)]))
    };
    if !changed.iter().any(|cell| unsure(&cell)) {
        return changed;
    }
    let mut whole = Vec::with_capacity(changed.len() + usize::from(next.area.width));
    for row in changed.chunk_by(|(_, one, _), (_, other, _)| one == other) {
        let Some((from, y, _)) = row.iter().find(unsure).copied() else {
            whole.extend(row);
            continue;
        };
        whole.extend(row.iter().take_while(|(x, ..)| *x < from));
        let mut x = from;
        while x < next.area.right() {
            whole.push((x, y, &next[(x, y)]));
            x += columns(&next[(x, y)]);
        }
    }
    whole
}

/// Writes what changed from one frame to the next.
pub(super) fn changes(shown: &Buffer, next: &Buffer, pen: &mut Pen, out: &mut impl Write) -> io::Result<()> {
    cells(with_rests_of_rows(differing(shown, next), Some(shown), next), Some(shown), next, pen, out)
}

/// The cells that are to be sent: those of `Buffer::diff`, which looks after wide characters and asks every
/// cell of both frames how wide it is. Rows of nothing but narrow ones, which are nearly all, are compared here.
fn differing<'n>(shown: &Buffer, next: &'n Buffer) -> Vec<(u16, u16, &'n Cell)> {
    let width = usize::from(next.area.width).max(1);
    let mut thorough = None;
    let mut changed = Vec::new();
    let rows = shown.content.chunks(width).zip(next.content.chunks(width));
    for ((before, after), y) in rows.zip(next.area.top()..) {
        let start = changed.len();
        let mut narrow = true;
        for ((was, is), x) in before.iter().zip(after).zip(next.area.left()..) {
            let (old, new) = (was.symbol(), is.symbol());
            narrow &= is_narrow(old) && is_narrow(new) && is.diff_option == CellDiffOption::None;
            if !narrow {
                break;
            }
            if was.fg != is.fg || was.bg != is.bg || was.modifier != is.modifier || old != new {
                changed.push((x, y, is));
            }
        }
        if !narrow {
            changed.truncate(start);
            let all = thorough.get_or_insert_with(|| shown.diff(next));
            changed.extend(all.iter().filter(|(_, row, _)| *row == y));
        }
    }
    changed
}

/// Whether a cell's character takes one column on every terminal.
fn is_narrow(symbol: &str) -> bool {
    symbol.len() == 1 || simple(symbol) == Some(1)
}

/// Writes a frame onto a terminal that shows nothing.
pub(super) fn all(next: &Buffer, pen: &mut Pen, out: &mut impl Write) -> io::Result<()> {
    let mut changed = Vec::new();
    for y in next.area.top()..next.area.bottom() {
        let mut x = next.area.left();
        while x < next.area.right() {
            let cell = &next[(x, y)];
            if *cell != Cell::EMPTY {
                changed.push((x, y, cell));
            }
            // What stands under the second half of a wide character is not to be seen.
            x += columns(cell);
        }
    }
    cells(with_rests_of_rows(changed, None, next), None, next, pen, out)
}

/// How many cells a character has in the frame, which is not for every mark what its width says.
fn columns(cell: &Cell) -> u16 {
    if is_narrow(cell.symbol()) { 1 } else { cell.symbol().cell_width().max(1) }
}

/// Writes cells of a frame, which come row by row, onto what is shown.
fn cells(
    changed: Vec<(u16, u16, &Cell)>,
    shown: Option<&Buffer>,
    next: &Buffer,
    pen: &mut Pen,
    out: &mut impl Write,
) -> io::Result<()> {
    // Where the cursor stands: nobody knows at first.
    let mut at: Option<(u16, u16)> = None;
    let mut changed = changed.into_iter().peekable();
    while let Some((x, y, cell)) = changed.next() {
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
        let mut blanks = u16::from(is_bare(cell));
        // Half of a wide character is never erased without the other: not every terminal takes that along.
        let halved = |last: u16| {
            let other = last + 1;
            other < next.area.right()
                && shown.is_some_and(|shown| columns(&shown[(last, y)]) > 1)
                && is_bare(&next[(other, y)])
        };
        while blanks > 0
            && (changed
                .next_if(|(next_x, next_y, next)| (*next_x, *next_y) == (x + blanks, y) && is_bare(next))
                .is_some()
                || halved(x + blanks - 1))
        {
            blanks += 1;
        }
        if blanks >= ERASED {
            // The cursor stays where the blanks begin.
            write!(out, "\x1b[{blanks}X")?;
            at = Some((x, y));
            continue;
        }
        if blanks > 0 {
            out.write_all(&[b' '; ERASED as usize][..usize::from(blanks)])?;
            at = (x + blanks < next.area.right()).then_some((x + blanks, y));
            continue;
        }
        let (cells, plain) = (columns(cell), is_certain(cell));
        if !plain {
            // Terminals disagree how wide it is: what stood in its place must not stay beside it.
            write!(out, "{:1$}", "", usize::from(cells))?;
            write!(out, "\x1b[{};{}H", y + 1, x + 1)?;
        }
        out.write_all(cell.symbol().as_bytes())?;
        // After the last column a terminal may be on either line.
        let certain = x + cells < next.area.right() && plain;
        at = certain.then_some((x + cells, y));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn a_colour_of_the_palette_is_sent_by_its_number() {
        let sent = |color| sent(&[], &[("a", Style::new().fg(color))]);
        assert_eq!(sent(Color::Rgb(0xe4, 0xe4, 0xe4)), "\x1b[1;1H\x1b[38;5;254ma");
        assert_eq!(sent(Color::Rgb(0x5f, 0xd7, 0xd7)), "\x1b[1;1H\x1b[38;5;80ma");
        assert_eq!(sent(Color::Rgb(0x2f, 0x3a, 0x49)), "\x1b[1;1H\x1b[38;2;47;58;73ma");
        assert_eq!(sent(Color::Rgb(0xff, 0xff, 0xff)), "\x1b[1;1H\x1b[38;5;231ma");
    }

    #[test]
    fn many_blanks_are_erased_and_few_are_written() {
        let plain = Style::new();
        assert_eq!(sent(&[("abcdefghijklmno", plain)], &[]), "\x1b[1;1H\x1b[15X");
        assert_eq!(sent(&[("abcdefghijklm", plain)], &[("         x", plain)]), "\x1b[1;1H\x1b[9X\x1b[9Cx   ");
        assert_eq!(sent(&[("abc", plain)], &[]), "\x1b[1;1H   ");
        let tinted = Style::new().bg(Color::Blue);
        assert_eq!(sent(&[], &[("          ", tinted)]), "\x1b[1;1H\x1b[44m          ");
    }

    #[test]
    fn what_a_terminal_may_have_drawn_over_is_written_again() {
        let plain = Style::new();
        let hand = "\u{270b}\u{1f3ff}";
        let (from, to) =
            (sent(&[(hand, plain), ("x|", plain)], &[("ab", plain), ("x|", plain)]), "\x1b[1;1Habx|\x1b[16X");
        assert_eq!(from, to);
        let sent = sent(&[("ab", plain), ("x|", plain)], &[(hand, plain), ("x|", plain)]);
        assert!(sent.starts_with(&format!("\x1b[1;1H  \x1b[1;1H{hand}\x1b[1;3Hx|")), "{sent:?}");
    }

    #[test]
    fn a_wide_character_is_erased_whole() {
        let plain = Style::new();
        assert_eq!(sent(&[("abcdefgh東", plain)], &[]), "\x1b[1;1H\x1b[10X");
        assert_eq!(sent(&[("東bcdefghij", plain)], &[("          x", plain)]), "\x1b[1;1H\x1b[10X\x1b[10Cx");
    }

    #[test]
    fn a_first_frame_is_sent_as_changes_from_blanks_are() {
        let mut next = Buffer::empty(Rect::new(0, 0, 20, 3));
        let blue = Style::new().fg(Color::Blue).bg(Color::Indexed(236));
        next.set_string(0, 0, "we lost 東京 it", blue);
        next.set_string(3, 1, "e\u{301} 👩‍💻 x", Style::new());
        next.set_style(Rect::new(0, 2, 20, 1), Style::new().add_modifier(Modifier::REVERSED));
        let (mut whole, mut changed) = (Vec::new(), Vec::new());
        all(&next, &mut Pen::default(), &mut whole).unwrap();
        changes(&Buffer::empty(next.area), &next, &mut Pen::default(), &mut changed).unwrap();
        assert_eq!(String::from_utf8(whole).unwrap(), String::from_utf8(changed).unwrap());
    }

    proptest::proptest! {
        #[test]
        fn what_is_to_be_sent_is_what_ratatui_finds(
            before in proptest::collection::vec(("[ a-c│•東é\u{301}]{0,12}", 0..4_usize), 4),
            after in proptest::collection::vec(("[ a-c│•東é\u{301}]{0,12}", 0..4_usize), 4),
        ) {
            let looks = [
                Style::new(),
                Style::new().fg(Color::Red),
                Style::new().bg(Color::Blue),
                Style::new().add_modifier(Modifier::REVERSED),
            ];
            let frame = |rows: &[(String, usize)]| {
                let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 4));
                for ((text, look), y) in rows.iter().zip(0..) {
                    buffer.set_string(0, y, text, looks[*look]);
                }
                buffer
            };
            let (before, after) = (frame(&before), frame(&after));
            proptest::prop_assert_eq!(differing(&before, &after), before.diff(&after));
        }
    }

    #[test]
    fn a_place_that_is_kept_sends_nothing() {
        let mut shown = Buffer::empty(Rect::new(0, 0, 20, 2));
        shown.set_string(0, 0, "the list  old words", Style::new());
        let mut next = Buffer::empty(Rect::new(0, 0, 20, 2));
        next.set_string(0, 0, "the LIST", Style::new());
        keep(&shown, &mut next, Rect::new(10, 0, 10, 2));
        let mut out = Vec::new();
        changes(&shown, &next, &mut Pen::default(), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\x1b[1;5HLIST");
    }

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
        assert_eq!(sent(&[], &[("e\u{301}x", plain)]), "\x1b[1;1H \x1b[1;1He\u{301}\x1b[1;2Hx\x1b[18X");
        assert_eq!(sent(&[("R", plain)], &[("\u{ff9f}x", plain)]), "\x1b[1;1H  \x1b[1;1H\u{ff9f}\x1b[1;3Hx\x1b[17X");
        assert_eq!(sent(&[], &[("東x", plain)]), "\x1b[1;1H東x");
    }
}
