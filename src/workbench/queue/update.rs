//! What the queue becomes when something happens. Touches nothing: files and threads are on the other
//! side of [`Effect`].

use std::path::PathBuf;

use ratatui::layout::Position;

use super::order::{Show, Sort};
use super::row::{Known, Row};
use super::state::{Asked, Effect, Mode, Queue, Reading};
use super::verb::Verb;
use super::view;
use crate::audit::identity::seat;
use crate::review::{Actor, Event};
use crate::workbench::action::{Action, Context, Section};
use crate::workbench::field::Field;
use crate::workbench::fuzzy::fuzzy;
use crate::workbench::key::{Key, Step};
use crate::workbench::life::Writing;
use crate::workbench::mode::{Form, Purpose};

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// A place of the screen was clicked.
    Click(Position),
    /// The wheel.
    Wheel(bool),
    /// The screen has this many columns and rows now.
    Resize(u16, u16),
    /// These packets are in the library.
    Listed(Result<Vec<PathBuf>, String>),
    /// Packets were read: which row, what is known; and how far reading is.
    Read(Vec<(usize, Known)>, Reading),
    /// A decision is on disk, or is not: what is said.
    Recorded(Result<String, String>),
    /// Somebody asks the program to sleep.
    Sleep,
    /// The program slept and is awake again.
    Awake,
    /// The program has to end.
    End,
    /// Assign or return the packet of this row, wherever the cursor is.
    Ask(Asked, usize),
    /// An action, whatever key is bound to it.
    Act(Verb),
    /// The field that is being edited says this now.
    Fill(String),
}

/// Which table of the keymap counts.
pub fn context(queue: &Queue) -> Context {
    match queue.mode {
        Mode::Browse => Context::Queue,
        Mode::Finding(_) | Mode::Form(..) | Mode::Naming(..) => Context::Field,
        Mode::Sorting(_) | Mode::Showing(_) | Mode::Help(..) => Context::List,
    }
}

/// What the queue becomes, and what the world is asked to do.
pub fn update(mut queue: Queue, msg: Msg) -> (Queue, Vec<Effect>) {
    let mut effects = Vec::new();
    match msg {
        Msg::Key(key) => pressed(&mut queue, key, &mut effects),
        Msg::Paste(text) => {
            if let Some(field) = field(&mut queue) {
                field.paste(&text.replace(['\n', '\r'], " "));
                searched(&mut queue);
            } else {
                queue.say("pasted text was dropped, because no text is being edited");
            }
        }
        Msg::Click(place) => clicked(&mut queue, place, &mut effects),
        Msg::Wheel(down) => go(&mut queue, if down { Verb::Down } else { Verb::Up }),
        Msg::Resize(width, height) => {
            queue.size = (width, height);
            queue.keep_in_view();
        }
        Msg::Listed(Ok(paths)) => listed(&mut queue, paths),
        Msg::Listed(Err(why)) => {
            queue.reading = Reading::Done;
            queue.warn(why);
        }
        Msg::Read(known, reading) => read(&mut queue, known, reading),
        Msg::Recorded(outcome) => {
            queue.saving = false;
            match outcome {
                Ok(said) => queue.say(said),
                Err(why) => queue.warn(format!("not saved: {why}")),
            }
        }
        Msg::Sleep => effects.push(Effect::Suspend),
        Msg::Awake => {}
        Msg::End => effects.push(Effect::Quit),
        Msg::Ask(asked, row) => ask(&mut queue, asked, Some(row)),
        Msg::Act(verb) => perform(&mut queue, verb, &mut effects),
        Msg::Fill(text) => {
            if let Some(field) = field(&mut queue) {
                field.set(&text);
                searched(&mut queue);
            }
        }
    }
    let wanted = queue.wanted();
    if !wanted.is_empty() && !matches!(queue.reading, Reading::Done) {
        effects.push(Effect::First(wanted));
    }
    (queue, effects)
}

/// The packets of the library are known by their places. A packet that was known already keeps what is
/// known of it until it was read again.
fn listed(queue: &mut Queue, paths: Vec<PathBuf>) {
    let mut old: std::collections::HashMap<PathBuf, Known> =
        queue.rows.drain(..).map(|row| (row.path, row.known)).collect();
    let selected = queue.order.get(queue.cursor).copied();
    queue.reading = if paths.is_empty() { Reading::Done } else { Reading::Heads(paths.len()) };
    queue.rows = paths
        .into_iter()
        .map(|path| {
            let known = old.remove(&path).unwrap_or(Known::Nothing);
            Row { path, known }
        })
        .collect();
    if selected.is_none_or(|at| at >= queue.rows.len()) || queue.order.len() != queue.rows.len() {
        queue.order = (0..queue.rows.len()).collect();
        queue.cursor = queue.cursor.min(queue.order.len().saturating_sub(1));
    }
    queue.keep_in_view();
}

/// Packets were read. The list is sorted when all drafts are known and once more when all quotes are, so
/// that rows do not dance while somebody reads them.
fn read(queue: &mut Queue, known: Vec<(usize, Known)>, reading: Reading) {
    for (at, known) in known {
        if let Some(row) = queue.rows.get_mut(at) {
            row.known = match (known, &row.known) {
                // What was known of the quotes stays on screen until it is known anew.
                (Known::Read(head, None), Known::Read(_, quotes)) => Known::Read(head, *quotes),
                (known, _) => known,
            };
        }
    }
    let heads = |reading: Reading| matches!(reading, Reading::Listing | Reading::Heads(_));
    let sorts =
        (heads(queue.reading) && !heads(reading)) || (reading == Reading::Done && queue.reading != Reading::Done);
    queue.reading = reading;
    queue.recount();
    if sorts {
        queue.reorder();
    }
}

/// A click on the footer does what it says; one on a row goes there, and another opens it.
fn clicked(queue: &mut Queue, place: Position, effects: &mut Vec<Effect>) {
    queue.message = None;
    queue.pending.clear();
    if let Some(action) = view::action_at(queue, place) {
        if let Some(verb) = Verb::of(action) {
            perform(queue, verb, effects);
        }
        return;
    }
    let row = view::row_at(queue, place);
    match (&mut queue.mode, row) {
        (Mode::Browse, Some(row)) => {
            let again = row == queue.cursor;
            queue.moved = true;
            queue.cursor = row;
            if again {
                open(queue, effects);
            }
        }
        (Mode::Sorting(cursor) | Mode::Showing(cursor) | Mode::Help(_, cursor), Some(row)) => {
            *cursor = row;
            take(queue, effects);
        }
        (Mode::Form(form, _) | Mode::Naming(form, ..), Some(field)) => form.at = field,
        (Mode::Finding(_), _) | (_, None) => {}
    }
}

fn pressed(queue: &mut Queue, key: Key, effects: &mut Vec<Effect>) {
    queue.message = None;
    let chosen = key.text();
    match (&queue.mode, chosen) {
        (Mode::Sorting(_), Some(c)) => {
            match Sort::ALL.iter().find(|(key, _)| *key == c) {
                Some((_, sort)) => sorted(queue, *sort),
                None => queue.say(nothing(queue, key)),
            }
            return;
        }
        (Mode::Showing(_), Some(c)) => {
            match Show::ALL.iter().find(|(key, _)| *key == c) {
                Some((_, show)) => shown(queue, *show),
                None => queue.say(nothing(queue, key)),
            }
            return;
        }
        _ => {}
    }
    let keymap = queue.keymap.clone();
    match keymap.step(context(queue), &queue.pending, key) {
        Step::Action(action) => {
            queue.pending.clear();
            match Verb::of(action) {
                Some(verb) => perform(queue, verb, effects),
                None => queue.say(format!("{} is nothing here", action.label())),
            }
        }
        Step::Pending(_) => queue.pending.push(key),
        Step::None if !queue.pending.is_empty() => queue.pending.clear(),
        Step::None => {
            if let Some(field) = field(queue) {
                field.type_key(key);
                searched(queue);
            } else {
                queue.say(format!("{key} does nothing here; {} shows every key", queue.key(Action::QueueHelp)));
            }
        }
    }
}

fn nothing(queue: &Queue, key: Key) -> String {
    format!("{key} chooses nothing here; {} closes the menu", queue.key(Action::ListClose))
}

/// The text that is being edited.
fn field(queue: &mut Queue) -> Option<&mut Field> {
    match &mut queue.mode {
        Mode::Finding(field) => Some(field),
        Mode::Help(field, _) => Some(field),
        Mode::Form(form, _) | Mode::Naming(form, ..) => form.fields.get_mut(form.at),
        Mode::Browse | Mode::Sorting(_) | Mode::Showing(_) => None,
    }
}

/// What narrows the list may have changed.
fn searched(queue: &mut Queue) {
    if let Mode::Finding(field) = &queue.mode {
        queue.query = field.text();
        queue.moved = false;
        queue.reorder();
        queue.moved = true;
    }
    if let Mode::Help(_, cursor) = &mut queue.mode {
        *cursor = 0;
    }
}

fn sorted(queue: &mut Queue, sort: Sort) {
    queue.sort = sort;
    queue.mode = Mode::Browse;
    queue.moved = false;
    queue.reorder();
    queue.moved = true;
    queue.say(format!("sorted {}", sort.label()));
}

fn shown(queue: &mut Queue, show: Show) {
    queue.show = show;
    queue.mode = Mode::Browse;
    queue.reorder();
    if queue.order.is_empty() {
        queue.say(format!(
            "nothing is listed under “{}”; {} lists all packets",
            show.label(),
            queue.key(Action::QueueCancel)
        ));
    }
}

fn perform(queue: &mut Queue, verb: Verb, effects: &mut Vec<Effect>) {
    match verb {
        Verb::Down | Verb::Up | Verb::PageDown | Verb::PageUp | Verb::Top | Verb::Bottom => go(queue, verb),
        Verb::Open => open(queue, effects),
        Verb::Assign => ask(queue, Asked::Assign, queue.selected()),
        Verb::Return => ask(queue, Asked::Return, queue.selected()),
        Verb::Sort => queue.mode = Mode::Sorting(Sort::ALL.iter().position(|(_, s)| *s == queue.sort).unwrap_or(0)),
        Verb::Show => queue.mode = Mode::Showing(Show::ALL.iter().position(|(_, s)| *s == queue.show).unwrap_or(0)),
        Verb::Find => queue.mode = Mode::Finding(Box::new(Field::optional("find", &queue.query))),
        Verb::Refresh => {
            queue.reading = Reading::Listing;
            effects.push(Effect::List);
        }
        Verb::Help => queue.mode = Mode::Help(Box::new(Field::optional("find", "")), 0),
        Verb::Cancel => cancel(queue),
        Verb::Mouse => {
            queue.mouse = !queue.mouse;
            effects.push(Effect::Mouse(queue.mouse));
            queue.say(if queue.mouse {
                "the mouse works here again: click and wheel"
            } else {
                "the mouse is your terminal's now; the same key takes it back"
            });
        }
        Verb::Suspend => effects.push(Effect::Suspend),
        Verb::Quit => effects.push(Effect::Quit),
        Verb::Take => take(queue, effects),
        Verb::Leave => {
            if let Mode::Finding(_) = queue.mode {
                queue.query.clear();
                queue.reorder();
            }
            queue.mode = Mode::Browse;
        }
        Verb::Next | Verb::Previous => {
            if let Mode::Form(form, _) | Mode::Naming(form, ..) = &mut queue.mode {
                let count = form.fields.len().max(1);
                let by = if verb == Verb::Next { 1 } else { count - 1 };
                form.at = (form.at + by) % count;
            }
        }
    }
}

/// Moves through whatever is open.
fn go(queue: &mut Queue, verb: Verb) {
    let page = queue.height().saturating_sub(1).max(1);
    let (cursor, count) = match &mut queue.mode {
        Mode::Sorting(cursor) => (cursor, Sort::ALL.len()),
        Mode::Showing(cursor) => (cursor, Show::ALL.len()),
        Mode::Help(field, cursor) => (cursor, keys(&field.text()).len()),
        Mode::Browse => {
            queue.moved = true;
            (&mut queue.cursor, queue.order.len())
        }
        Mode::Finding(_) => (&mut queue.cursor, queue.order.len()),
        Mode::Form(..) | Mode::Naming(..) => return,
    };
    let last = count.saturating_sub(1);
    *cursor = match verb {
        Verb::Down => (*cursor + 1).min(last),
        Verb::Up => cursor.saturating_sub(1),
        Verb::PageDown => (*cursor + page).min(last),
        Verb::PageUp => cursor.saturating_sub(page),
        Verb::Top => 0,
        Verb::Bottom => last,
        Verb::Open
        | Verb::Assign
        | Verb::Return
        | Verb::Sort
        | Verb::Show
        | Verb::Find
        | Verb::Refresh
        | Verb::Help
        | Verb::Cancel
        | Verb::Mouse
        | Verb::Suspend
        | Verb::Quit
        | Verb::Take
        | Verb::Leave
        | Verb::Next
        | Verb::Previous => *cursor,
    };
    queue.keep_in_view();
}

/// The actions that help lists: those that are like what was typed, the most alike first.
pub fn keys(query: &str) -> Vec<Action> {
    let all: Vec<Action> = Action::ALL.iter().copied().filter(|action| action.section() == Section::Queue).collect();
    if query.trim().is_empty() {
        return all;
    }
    let lines = all.iter().map(|action| format!("{} {}", action.label(), action.help()));
    fuzzy(lines, query).into_iter().map(|(at, _)| all[at]).collect()
}

fn open(queue: &mut Queue, effects: &mut Vec<Effect>) {
    let Some(row) = queue.selected() else {
        queue.say("no packet is listed");
        return;
    };
    queue.moved = true;
    match &queue.rows[row].known {
        Known::Broken(why) => {
            let why = why.clone();
            queue.warn(why);
        }
        Known::Nothing | Known::Read(..) => effects.push(Effect::Open(queue.rows[row].path.clone())),
    }
}

fn cancel(queue: &mut Queue) {
    if !queue.query.is_empty() {
        queue.query.clear();
    } else if queue.show != Show::All {
        queue.show = Show::All;
    } else {
        queue.say(format!("nothing to leave; {} quits", queue.key(Action::QueueQuit)));
        return;
    }
    queue.reorder();
}

/// Opens the form about the packet of a row, or asks first who decides.
fn ask(queue: &mut Queue, asked: Asked, row: Option<usize>) {
    let Some(row) = row.filter(|row| *row < queue.rows.len()) else {
        queue.say("no packet is listed");
        return;
    };
    let path = queue.rows[row].path.clone();
    let Some(head) = queue.rows[row].head().cloned() else {
        queue.warn("this packet is not read, so nothing can be decided of it");
        return;
    };
    if queue.me.is_none() {
        let fields = vec![Field::new("name", ""), Field::suggested("role", "csm"), Field::optional("e-mail", "")];
        let form = Form {
            purpose: Purpose::Reviewer(None),
            title: "Who is reviewing?".to_owned(),
            advice: "what is recorded carries your name; it is asked once and kept in your configuration".to_owned(),
            fields,
            at: 0,
        };
        queue.mode = Mode::Naming(form, asked, path);
        return;
    }
    let (purpose, title, advice, fields) = match asked {
        Asked::Assign => (
            Writing::Assign,
            format!("Whose packet is {} from now on?", head.account),
            "by name",
            vec![Field::new("new owner", head.owner.as_deref().unwrap_or_default())],
        ),
        Asked::Return => (
            Writing::Return,
            format!("Return {} to whom, with which question?", head.account),
            "questions on single claims are asked inside the packet, with Q there",
            vec![Field::optional("to", head.ae.as_deref().unwrap_or_default()), Field::new("question", "")],
        ),
    };
    let at = fields.iter().position(|field| field.said().is_none()).unwrap_or(0);
    let form = Form { purpose: Purpose::Life(purpose), title, advice: advice.to_owned(), fields, at };
    queue.mode = Mode::Form(form, path);
}

/// Enter: the line of a menu, the form, the search.
fn take(queue: &mut Queue, effects: &mut Vec<Effect>) {
    match queue.mode.clone() {
        Mode::Browse => open(queue, effects),
        Mode::Sorting(at) => sorted(queue, Sort::ALL[at.min(Sort::ALL.len() - 1)].1),
        Mode::Showing(at) => shown(queue, Show::ALL[at.min(Show::ALL.len() - 1)].1),
        Mode::Finding(_) => queue.mode = Mode::Browse,
        Mode::Help(field, at) => {
            queue.mode = Mode::Browse;
            if let Some(verb) = keys(&field.text()).get(at).copied().and_then(Verb::of) {
                perform(queue, verb, effects);
            }
        }
        Mode::Form(form, path) => save(queue, form, path, effects),
        Mode::Naming(form, asked, path) => {
            let said: Vec<Option<String>> = form.fields.iter().map(Field::said).collect();
            match (said[0].clone(), said[1].clone()) {
                (Some(name), Some(role)) => {
                    let role = match seat(&role, &queue.roles, "role") {
                        Ok(role) => role,
                        Err(unfit) => {
                            queue.warn(format!("{unfit}; {}", unfit.hint));
                            return;
                        }
                    };
                    let me = Actor { name, email: said[2].clone(), role };
                    queue.me = Some(me.clone());
                    queue.recount();
                    queue.mode = Mode::Browse;
                    effects.push(Effect::Introduce(me));
                    let row = queue.rows.iter().position(|row| row.path == path);
                    ask(queue, asked, row);
                }
                (None, _) | (Some(_), None) => queue.warn("a name and a role are needed"),
            }
        }
    }
}

fn save(queue: &mut Queue, form: Form, path: PathBuf, effects: &mut Vec<Effect>) {
    if let Some(missing) = form.fields.iter().position(|field| !field.optional && field.said().is_none()) {
        let label = form.fields[missing].label;
        if let Mode::Form(form, _) = &mut queue.mode {
            form.at = missing;
        }
        queue.warn(format!("the {label} is empty"));
        return;
    }
    let field = |at: usize| form.fields.get(at).and_then(Field::said);
    let first = field(0);
    let (event, said) = match form.purpose {
        Purpose::Life(Writing::Assign) => {
            let to = first.unwrap_or_default();
            let said = format!("it is {to}'s packet now");
            (Event::Assigned { to }, said)
        }
        Purpose::Life(Writing::Return) => {
            let whom = first.clone().unwrap_or_else(|| "whoever handed it over".to_owned());
            (Event::Returned { to: first, questions: Vec::new(), note: field(1) }, format!("returned to {whom}"))
        }
        _ => return,
    };
    queue.mode = Mode::Browse;
    let row = queue.rows.iter().position(|row| row.path == path);
    if let (Some(row), Some(by)) = (row, queue.me.clone()) {
        queue.saving = true;
        effects.push(Effect::Record { row, path, event: Box::new(event), by, said });
    }
}
