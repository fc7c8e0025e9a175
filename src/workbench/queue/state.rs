//! Everything the queue's screen is a function of.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use super::order::{Show, Sort, ordered};
use super::row::{Known, Row};
use crate::review::{Actor, Event};
use crate::workbench::action::Action;
use crate::workbench::field::Field;
use crate::workbench::key::{Key, Keymap};
use crate::workbench::layout::{Layout, geometry, inside};
use crate::workbench::mode::Form;
use crate::workbench::state::Message;

/// The packets of a library on screen.
#[derive(Debug, Clone)]
pub struct Queue {
    /// Which library.
    pub library: PathBuf,
    /// All packets, in the order of their paths.
    pub rows: Vec<Row>,
    /// Places of the rows that are listed, in their order.
    pub order: Vec<usize>,
    /// Which of them the cursor is on.
    pub cursor: usize,
    /// The first that is shown.
    pub top: usize,
    /// By what they are sorted.
    pub sort: Sort,
    /// Which are listed.
    pub show: Show,
    /// A few letters that narrow the list.
    pub query: String,
    /// What the person is in the middle of.
    pub mode: Mode,
    /// Who decides, if it is known.
    pub me: Option<Actor>,
    /// Roles beside the known ones, as the configuration lists them.
    pub roles: Vec<String>,
    /// The keys.
    pub keymap: Arc<Keymap>,
    /// Keys of a sequence that is not complete.
    pub pending: Vec<Key>,
    /// Columns and rows of the screen.
    pub size: (u16, u16),
    /// Which day it is.
    pub today: Date,
    /// Whether clicks and the wheel come here; the terminal has them otherwise.
    pub mouse: bool,
    /// How far reading is.
    pub reading: Reading,
    /// Whether the person has moved yet; until then the cursor stays on the first row.
    pub moved: bool,
    /// What was said last, while it is still to be shown.
    pub message: Option<Message>,
    /// A decision on its way to the disk.
    pub saving: bool,
    /// In how many packets it is the person's turn.
    pub mine: usize,
}

/// How far reading the library is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// The folders are being looked through.
    Listing,
    /// Drafts and trails are being read: how many are not.
    Heads(usize),
    /// Quotes are being looked for: in how many packets they are not.
    Quotes(usize),
    /// Everything is known.
    Done,
}

/// What the person is in the middle of.
#[derive(Debug, Clone, PartialEq)]
pub enum Mode {
    /// Going through the rows.
    Browse,
    /// Choosing the order.
    Sorting(usize),
    /// Choosing what is listed.
    Showing(usize),
    /// Typing what narrows the list.
    Finding(Box<Field>),
    /// A form about one packet.
    Form(Form, PathBuf),
    /// Who is reviewing, before the form about that packet.
    Naming(Form, Asked, PathBuf),
    /// The keys: what narrows them, and which of those that are left the cursor is on.
    Help(Box<Field>, usize),
}

/// What was asked for before it was known who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// To say whose packet it is.
    Assign,
    /// To return it.
    Return,
}

/// Something the world is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read these rows before any others.
    First(Vec<usize>),
    /// Read this packet again.
    Again(usize, PathBuf),
    /// Look through the library again.
    List,
    /// Write an event to a packet's trail.
    Record {
        /// Which row.
        row: usize,
        /// Which packet.
        path: PathBuf,
        /// What.
        event: Box<Event>,
        /// Who.
        by: Actor,
        /// What is said once it is on disk.
        said: String,
    },
    /// Remember who is reviewing.
    Introduce(Actor),
    /// Open the packet; the queue comes back when it is left.
    Open(PathBuf),
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Go to sleep.
    Suspend,
    /// Leave.
    Quit,
}

impl Queue {
    /// The queue of a library that nobody has looked through yet.
    pub fn new(library: PathBuf, me: Option<Actor>, keymap: Arc<Keymap>, size: (u16, u16), today: Date) -> Self {
        Self {
            library,
            rows: Vec::new(),
            order: Vec::new(),
            cursor: 0,
            top: 0,
            sort: Sort::default(),
            show: Show::default(),
            query: String::new(),
            mode: Mode::Browse,
            me,
            roles: Vec::new(),
            keymap,
            pending: Vec::new(),
            size,
            today,
            mouse: true,
            reading: Reading::Listing,
            moved: false,
            message: None,
            saving: false,
            mine: 0,
        }
    }

    /// The row under the cursor, by its place.
    pub fn selected(&self) -> Option<usize> {
        self.order.get(self.cursor).copied()
    }

    /// How many rows the screen shows.
    pub fn height(&self) -> usize {
        geometry(self.size, &Layout::default())
            .map_or(1, |at| usize::from(inside(at.claims).height).saturating_sub(1).max(1))
    }

    /// Sorts and narrows anew. The packet under the cursor stays under it, on the same row of the screen.
    pub fn reorder(&mut self) {
        let selected = self.selected();
        let line = self.cursor.saturating_sub(self.top);
        self.order = ordered(&self.rows, self.sort, self.show, &self.query, self.me.as_ref(), self.today);
        let kept = selected.filter(|_| self.moved).and_then(|row| self.order.iter().position(|at| *at == row));
        match kept {
            Some(at) => {
                self.cursor = at;
                self.top = at.saturating_sub(line);
            }
            None => {
                let last = self.order.len().saturating_sub(1);
                self.cursor = if self.moved { self.cursor.min(last) } else { 0 };
                self.top = if self.moved { self.top } else { 0 };
            }
        }
        self.keep_in_view();
    }

    /// Keeps the cursor on screen.
    pub fn keep_in_view(&mut self) {
        let height = self.height();
        let last = self.order.len().saturating_sub(height);
        self.top = self.top.min(self.cursor).max((self.cursor + 1).saturating_sub(height)).min(last);
    }

    /// Counts again in how many packets it is the person's turn. Called when something changed, never in
    /// drawing.
    pub fn recount(&mut self) {
        let me = self.me.as_ref();
        self.mine = if me.is_some() { self.rows.iter().filter(|row| Show::MyTurn.passes(row, me)).count() } else { 0 };
    }

    /// The rows on screen that are not fully known.
    pub fn wanted(&self) -> Vec<usize> {
        let shown = self.order.iter().skip(self.top).take(self.height() + 1);
        shown
            .copied()
            .filter(|at| !matches!(self.rows[*at].known, Known::Read(_, Some(_)) | Known::Broken(_)))
            .collect()
    }

    /// The person's own key of an action, as messages name it.
    pub fn key(&self, action: Action) -> String {
        self.keymap.label_for(action).map_or_else(|| action.label().to_owned(), str::to_owned)
    }

    /// Says something.
    pub fn say(&mut self, text: impl Into<String>) {
        self.message = Some(Message { text: text.into(), alarm: false });
    }

    /// Says that something is wrong or can't be done.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.message = Some(Message { text: text.into(), alarm: true });
    }
}
