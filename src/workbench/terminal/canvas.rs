//! What a terminal shows, and each next frame sent as what differs from it. Knows nothing of terminals but
//! that bytes are written to one; what those are is in `sent`.

use std::io::{self, Write};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::sent::{self, Pen};

/// Nothing on the screen, in the colours that the terminal came with.
const CLEAR: &[u8] = b"\x1b[0m\x1b[2J";

/// Frames, one after another, on something that bytes are written to.
#[derive(Debug)]
pub struct Canvas<W: Write> {
    out: W,
    pen: Pen,
    /// What is shown; `None` when that is not known.
    shown: Option<Buffer>,
    /// What is drawn next.
    next: Buffer,
    /// Whether the terminal's cursor is to be seen.
    cursor: bool,
}

impl<W: Write> Canvas<W> {
    /// Before the first frame.
    pub fn new(out: W) -> Self {
        Self { out, pen: Pen::default(), shown: None, next: Buffer::empty(Rect::ZERO), cursor: true }
    }

    /// Whatever is shown by now is not what was drawn last: the next frame is sent whole.
    pub(super) fn forget(&mut self) {
        (self.shown, self.cursor) = (None, true);
    }

    /// Draws a frame of that size and sends it. `kept` is left as it is shown; `draw` answers where the
    /// terminal's own cursor belongs, if it is to be seen.
    ///
    /// # Errors
    /// It can't be written.
    pub fn draw(
        &mut self,
        area: Rect,
        kept: Option<Rect>,
        draw: impl FnOnce(Rect, &mut Buffer) -> Option<(u16, u16)>,
    ) -> io::Result<()> {
        if self.next.area == area {
            self.next.reset();
        } else {
            self.next = Buffer::empty(area);
        }
        let cursor = draw(area, &mut self.next);
        if self.cursor {
            // It is not to be seen running over the screen while that is being written.
            self.out.write_all(b"\x1b[?25l")?;
            self.cursor = false;
        }
        let shown = self.shown.take().filter(|shown| shown.area == area);
        match &shown {
            Some(shown) => {
                if let Some(kept) = kept {
                    sent::keep(shown, &mut self.next, kept);
                }
                sent::changes(shown, &self.next, &mut self.pen, &mut self.out)?;
            }
            None => {
                self.out.write_all(CLEAR)?;
                self.pen = Pen::default();
                sent::all(&self.next, &mut self.pen, &mut self.out)?;
            }
        }
        if let Some((x, y)) = cursor {
            write!(self.out, "\x1b[{};{}H\x1b[?25h", y + 1, x + 1)?;
            self.cursor = true;
        }
        self.out.flush()?;
        // Room for the frame after the first is made when there is one.
        let room = shown.unwrap_or_else(|| Buffer::empty(Rect::ZERO));
        self.shown = Some(std::mem::replace(&mut self.next, room));
        Ok(())
    }

    /// Writes something that is no frame.
    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    fn frame(canvas: &mut Canvas<Vec<u8>>, text: &str, cursor: Option<(u16, u16)>) -> String {
        let draw = |_: Rect, buffer: &mut Buffer| {
            buffer.set_string(0, 0, text, Style::new());
            cursor
        };
        canvas.draw(Rect::new(0, 0, 20, 2), None, draw).unwrap();
        String::from_utf8(std::mem::take(&mut canvas.out)).unwrap()
    }

    #[test]
    fn the_first_frame_is_sent_whole_and_later_ones_as_what_differs() {
        let mut canvas = Canvas::new(Vec::new());
        assert_eq!(frame(&mut canvas, "we lost it", None), "\x1b[?25l\x1b[0m\x1b[2J\x1b[1;1Hwe lost it");
        assert_eq!(frame(&mut canvas, "we lost it", None), "");
        assert_eq!(frame(&mut canvas, "we lose it", Some((3, 1))), "\x1b[1;7He\x1b[2;4H\x1b[?25h");
        assert_eq!(frame(&mut canvas, "we lose", None), "\x1b[?25l\x1b[1;9H  ");
        canvas.forget();
        assert_eq!(frame(&mut canvas, "we lose", None), "\x1b[?25l\x1b[0m\x1b[2J\x1b[1;1Hwe lose");
    }
}
