//! One text being edited: a thin coat over `tui-textarea` that knows the limits of a trail's fields.
//!
//! What is typed here is a decision in the making, so the run loop keeps it on disk after every key
//! (see `Effect::KeepForm`). The text may hold characters that a terminal must not be sent; nothing is
//! removed from it, and the frame as a whole is guarded in `view::guard`.

use crossterm::event::KeyEvent;
use tui_textarea::{CursorMove, Input, TextArea, WrapMode};

use super::key::Key;
use crate::review::FIELD_LIMIT;

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

    /// The widget's own state, for drawing.
    pub fn area(&self) -> &TextArea<'static> {
        &self.area
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
