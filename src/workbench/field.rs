//! One text being edited: a thin coat over `tui-textarea` that knows the limits of a trail's fields.
//!
//! What is typed here is a decision in the making, so the run loop keeps it on disk after every key
//! (see `Effect::KeepForm`). The text may hold characters that a terminal must not be sent; nothing is
//! removed from it: it is drawn in its visible form ([`Field::shown`]).

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;
use tui_textarea::{CursorMove, Input, TextArea, WrapMode};
use unicode_width::UnicodeWidthStr;

use super::key::Key;
use crate::review::FIELD_LIMIT;
use crate::visible::{is_plain, visible_line};

/// A labelled text under edit.
#[derive(Debug, Clone)]
pub struct Field {
    /// What is asked for: `wording`, `owner`, `due`.
    pub label: &'static str,
    /// Whether it may stay empty.
    pub optional: bool,
    /// What it began with; "start again" puts this back.
    pub initial: String,
    area: TextArea<'static>,
}

impl Field {
    /// A field that begins with `initial`, the cursor at its end.
    pub fn new(label: &'static str, initial: &str) -> Self {
        Self { label, optional: false, initial: initial.to_owned(), area: area(initial) }
    }

    /// A field with a suggestion in it: the first thing that is typed takes its place.
    pub fn suggested(label: &'static str, initial: &str) -> Self {
        let mut field = Self::new(label, initial);
        field.area.select_all();
        field
    }

    /// The same, but it may stay empty.
    pub fn optional(label: &'static str, initial: &str) -> Self {
        Self { optional: true, ..Self::new(label, initial) }
    }

    /// What it says now.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// What it says now without blanks around it; `None` when that is nothing.
    pub fn said(&self) -> Option<String> {
        let text = self.text();
        let said = text.trim();
        (!said.is_empty()).then(|| said.to_owned())
    }

    /// Replaces everything it says. One step for the field's own undo.
    pub fn set(&mut self, text: &str) {
        self.area.select_all();
        self.area.cut();
        self.area.insert_str(text);
    }

    /// Types one key. Says whether anything happened.
    pub fn type_key(&mut self, key: Key) -> bool {
        if self.is_full() && key.text().is_some() {
            return false;
        }
        self.area.input(Input::from(KeyEvent::from(key)))
    }

    /// Puts text in at the cursor, with line ends made one kind and no more than the limit.
    pub fn paste(&mut self, text: &str) {
        let room = FIELD_LIMIT.saturating_sub(self.text().len());
        let clean = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut end = room.min(clean.len());
        while !clean.is_char_boundary(end) {
            end -= 1;
        }
        self.area.insert_str(&clean[..end]);
    }

    /// Begins a new line.
    pub fn new_line(&mut self) {
        self.area.insert_newline();
    }

    /// Whether it holds as much as a trail's field may.
    pub fn is_full(&self) -> bool {
        self.area.lines().iter().map(|line| line.len() + 1).sum::<usize>() > FIELD_LIMIT
    }

    /// As [`Field::type_key`], in a field of so many columns on screen: up and down go by its rows.
    pub fn type_key_within(&mut self, key: Key, columns: u16) -> bool {
        let place = Rect::new(0, 0, columns, 8);
        (&self.area).render(place, &mut Buffer::empty(place));
        self.type_key(key)
    }

    /// What is drawn of it, laid out for a place: in visible form, with the cursor where it stands in that.
    pub fn shown(&self, place: Rect) -> TextArea<'static> {
        let shown = if self.area.lines().iter().all(|line| is_plain(line)) {
            self.area.clone()
        } else {
            let mut shown =
                area(&self.area.lines().iter().map(|line| visible_line(line)).collect::<Vec<_>>().join("\n"));
            let at = self.area.cursor();
            let before: String =
                self.area.lines().get(at.0).into_iter().flat_map(|line| line.chars()).take(at.1).collect();
            let column = visible_line(&before).chars().count();
            let narrow = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
            shown.move_cursor(CursorMove::Jump(narrow(at.0), narrow(column)));
            shown
        };
        (&shown).render(place, &mut Buffer::empty(place));
        shown
    }

    /// How many columns each of its lines takes in visible form.
    pub fn widths(&self) -> impl Iterator<Item = usize> {
        self.area.lines().iter().map(|line| visible_line(line).width())
    }
}

fn area(initial: &str) -> TextArea<'static> {
    let mut area = TextArea::new(initial.split('\n').map(|line| line.trim_end_matches('\r').to_owned()).collect());
    area.set_max_histories(10_000);
    area.set_wrap_mode(WrapMode::WordOrGlyph);
    area.set_cursor_line_style(ratatui::style::Style::default());
    area.move_cursor(CursorMove::Bottom);
    area.move_cursor(CursorMove::End);
    area
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.label == other.label && self.optional == other.optional && self.text() == other.text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::key::parse_keys;

    fn rows(field: &Field, place: Rect) -> String {
        let mut buffer = Buffer::empty(place);
        (&field.shown(place)).render(place, &mut buffer);
        crate::workbench::run::text_of(&buffer)
    }

    #[test]
    fn what_nobody_would_see_is_drawn_in_visible_form_and_stays_in_the_text() {
        let place = Rect::new(0, 0, 40, 2);
        let text = "a\u{1b}[31m\u{202e}b\u{200b}";
        let field = Field::new("wording", text);
        assert_eq!(rows(&field, place), "a␛[31m<U+202E>b<U+200B>\n\n");
        assert_eq!(field.text(), text);
        let cursor = field.shown(place).screen_cursor();
        assert_eq!((cursor.row, cursor.col), (0, "a␛[31m<U+202E>b<U+200B>".width()));
    }

    #[test]
    fn the_cursor_stands_where_the_words_are_wrapped_to_and_goes_up_by_rows() {
        let place = Rect::new(0, 0, 10, 3);
        let mut field = Field::new("wording", "eleven twelve");
        let cursor = field.shown(place).screen_cursor();
        assert_eq!((cursor.row, cursor.col), (1, 6));
        field.type_key_within(parse_keys("<up>").unwrap()[0], place.width);
        field.type_key(Key::char('!'));
        assert_eq!(field.text(), "eleven! twelve");
    }
}
