//! Drawing the queue: a free function of its state into a buffer. Only rows on screen are made.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, Widget};
use unicode_width::UnicodeWidthStr;

use super::order::{Show, Sort};
use super::row::{Known, Row};
use super::state::{Mode, Queue, Reading};
use super::update::keys;
use crate::workbench::action::Action;
use crate::workbench::layout::{Layout, geometry, inside};
use crate::workbench::life::Step;
use crate::workbench::mode::{Choice, Item, Menu};
use crate::workbench::theme::{Glyph, Role, Theme};
use crate::workbench::view::footer::Hint;
use crate::workbench::view::paint::cut;
use crate::workbench::view::{footer, guard, in_ascii, over, too_small};

/// One column: heading, width, and from which width of the screen up to which it is shown.
struct Column {
    heading: &'static str,
    width: u16,
    from: u16,
    until: u16,
    right: bool,
    text: fn(&Queue, &Row) -> (String, Role),
}

/// The columns after the account, which takes what room is left.
const COLUMNS: &[Column] = &[
    Column { heading: "owner", width: 14, from: 100, until: u16::MAX, right: false, text: owner },
    Column { heading: "turn", width: 14, from: 100, until: u16::MAX, right: false, text: turn },
    Column { heading: "next", width: 11, from: 100, until: u16::MAX, right: false, text: next },
    Column { heading: "turn", width: 22, from: 80, until: 100, right: false, text: turn_and_next },
    Column { heading: "stage", width: 15, from: 118, until: u16::MAX, right: false, text: stage },
    Column { heading: "days", width: 5, from: 60, until: u16::MAX, right: true, text: days },
    Column { heading: "decided", width: 8, from: 60, until: u16::MAX, right: true, text: decided },
    Column { heading: "unruled", width: 7, from: 136, until: u16::MAX, right: true, text: unruled },
    Column { heading: "orphans", width: 7, from: 136, until: u16::MAX, right: true, text: orphans },
    Column { heading: "altered", width: 7, from: 136, until: u16::MAX, right: true, text: altered },
    Column { heading: "unr.", width: 4, from: 60, until: 136, right: true, text: unruled },
    Column { heading: "orph", width: 4, from: 60, until: 136, right: true, text: orphans },
    Column { heading: "alt.", width: 4, from: 60, until: 136, right: true, text: altered },
    Column { heading: "ready", width: 6, from: 66, until: u16::MAX, right: true, text: ready },
];

/// Draws everything.
pub fn draw(queue: &Queue, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(at) = geometry((area.width, area.height), &Layout::default()) else {
        too_small(area, buffer);
        guard(buffer);
        return;
    };
    header(queue, theme, at.header, buffer);
    let body = Rect { width: area.width, ..at.claims };
    Block::bordered()
        .border_set(theme.border(true))
        .border_style(theme.style(Role::Focus))
        .title(theme.dots(&title(queue)).into_owned())
        .render(body, buffer);
    rows(queue, theme, inside(body), buffer);
    footer::draw_hints(&hints(queue, at.footer), theme, at.footer, buffer);
    if let Mode::Form(form, _) | Mode::Naming(form, ..) = &queue.mode {
        over::form(&at, theme, form, buffer);
    } else if let Some(menu) = open_menu(queue) {
        over::menu(&at, theme, &menu, buffer);
    }
    message(queue, theme, at.message, buffer);
    if theme.is_ascii() {
        in_ascii(buffer);
    }
    guard(buffer);
}

/// The menu that is open.
fn open_menu(queue: &Queue) -> Option<Menu> {
    match &queue.mode {
        Mode::Browse | Mode::Finding(_) | Mode::Form(..) | Mode::Naming(..) => None,
        Mode::Sorting(cursor) => {
            let items = Sort::ALL.iter().map(|(key, sort)| (*key, sort.label().to_owned()));
            Some(menu("Sort the queue", items, *cursor))
        }
        Mode::Showing(cursor) => {
            let items = Show::ALL.iter().map(|(key, show)| {
                let count = queue.rows.iter().filter(|row| show.passes(row, queue.me.as_ref())).count();
                (*key, format!("{} ({count})", show.label()))
            });
            Some(menu("Show only…", items, *cursor))
        }
        Mode::Help(field, cursor) => {
            let items = keys(&field.text()).into_iter().map(|action| {
                let keys: Vec<&str> = queue.keymap.labels_for(action).collect();
                (' ', format!("{:14} {}", keys.join(" "), action.help()))
            });
            let title = match field.said() {
                None => format!("Help: type to search, {} runs the line", queue.key(Action::ListTake)),
                Some(query) => format!("Help: lines like “{query}”, {} runs one", queue.key(Action::ListTake)),
            };
            Some(menu(&title, items, *cursor))
        }
    }
}

/// The row at a place of the screen: of the open menu, of the form, or of the list.
pub fn row_at(queue: &Queue, place: Position) -> Option<usize> {
    let at = geometry(queue.size, &Layout::default())?;
    match &queue.mode {
        Mode::Form(form, _) | Mode::Naming(form, ..) => over::field_at(&at, form, place),
        Mode::Browse | Mode::Finding(_) => {
            let body = inside(Rect { width: at.header.width, ..at.claims });
            // The first row has the headings.
            let row = usize::from(place.y).checked_sub(usize::from(body.y) + 1)?;
            Some(queue.top + row).filter(|row| body.contains(place) && *row < queue.order.len())
        }
        Mode::Sorting(_) | Mode::Showing(_) | Mode::Help(..) => over::menu_row(&at, &open_menu(queue)?, place),
    }
}

/// Where the terminal's own cursor belongs.
pub fn cursor(queue: &Queue) -> Option<(u16, u16)> {
    let at = geometry(queue.size, &Layout::default())?;
    match &queue.mode {
        Mode::Form(form, _) | Mode::Naming(form, ..) => over::form_cursor(&at, form),
        Mode::Finding(field) => {
            let column = "find: ".width() + field.text().width();
            Some((at.message.x + 1 + (column as u16).min(at.message.width.saturating_sub(3)), at.message.y))
        }
        Mode::Browse | Mode::Sorting(_) | Mode::Showing(_) | Mode::Help(..) => None,
    }
}

/// A menu as the workbench draws it; the queue takes its lines itself.
fn menu(title: &str, items: impl Iterator<Item = (char, String)>, cursor: usize) -> Menu {
    let items = items.map(|(key, label)| Item { key, label, choice: Choice::Life(Step::Leave) }).collect();
    Menu { title: title.to_owned(), items, cursor }
}

fn header(queue: &Queue, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    buffer.set_style(area, theme.style(Role::Title));
    let count = queue.rows.len();
    let name = queue.library.file_name().map_or_else(|| ".".to_owned(), |name| name.to_string_lossy().into_owned());
    let mut parts = vec![cut(&format!("Queue · {name}"), area.width / 2, theme.ellipsis())];
    parts.push(if count == 1 { "1 packet".to_owned() } else { format!("{count} packets") });
    if queue.mine > 0 {
        parts.push(format!("{} your turn", queue.mine));
    }
    match queue.reading {
        Reading::Listing => parts.push("looking for packets…".to_owned()),
        Reading::Heads(left) => parts.push(format!("reading {}/{count}", count.saturating_sub(left))),
        Reading::Quotes(left) => parts.push(format!("finding words {}/{count}", count.saturating_sub(left))),
        Reading::Done => {}
    }
    parts.push(queue.sort.label().to_owned());
    let who = queue.me.as_ref().map_or("nobody named yet".to_owned(), |me| {
        format!("{}, {}", cut(&me.name, 24, theme.ellipsis()), cut(me.role.label(), 16, theme.ellipsis()))
    });
    let right = if queue.saving { format!("{who} · saving…") } else { who };
    let right = cut(&theme.dots(&right), area.width / 2, theme.ellipsis());
    let room = area.width.saturating_sub(right.width() as u16 + 4);
    let style = theme.style(Role::Title);
    buffer.set_stringn(
        area.x + 1,
        area.y,
        cut(&theme.dots(&parts.join(" · ")), room, theme.ellipsis()),
        usize::from(room),
        style,
    );
    let x = area.right().saturating_sub(right.width() as u16 + 1);
    buffer.set_stringn(x, area.y, &right, right.width(), style);
}

fn title(queue: &Queue) -> String {
    let mut title = " Packets".to_owned();
    if queue.show != Show::All {
        title.push_str(&format!(" · {}", queue.show.label()));
    }
    if !queue.query.trim().is_empty() {
        title.push_str(&format!(" · like “{}”", cut(&queue.query, 30, "…")));
    }
    title.push(' ');
    title
}

fn rows(queue: &Queue, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let dim = theme.style(Role::Dim);
    if queue.order.is_empty() {
        let none = format!("no packet is like that; {} lists all", queue.key(Action::QueueCancel));
        let text = match queue.reading {
            Reading::Listing => "looking for packets…",
            Reading::Heads(_) | Reading::Quotes(_) | Reading::Done if queue.rows.is_empty() => {
                "no packet is in this folder or below it; `handoff draft DIR` writes one from the sources in DIR"
            }
            Reading::Heads(_) | Reading::Quotes(_) | Reading::Done => &*none,
        };
        let text = cut(&theme.dots(text), area.width.saturating_sub(1), theme.ellipsis());
        buffer.set_stringn(area.x + 1, area.y, text, usize::from(area.width), dim);
        return;
    }
    let columns: Vec<&Column> =
        COLUMNS.iter().filter(|column| (column.from..column.until).contains(&(area.width + 2))).collect();
    let taken: u16 = columns.iter().map(|column| column.width + 1).sum();
    let name_width = area.width.saturating_sub(taken + 2);
    buffer.set_stringn(area.x + 1, area.y, "account", usize::from(name_width), dim);
    let mut x = area.x + 1 + name_width + 1;
    for column in &columns {
        cell(x, area.y, column, column.heading, dim, theme, buffer);
        x += column.width + 1;
    }
    let room = usize::from(area.height.saturating_sub(1));
    for (offset, at) in (queue.top..queue.order.len()).take(room).enumerate() {
        let row = &queue.rows[queue.order[at]];
        let line = Rect { y: area.y + 1 + offset as u16, height: 1, ..area };
        let selected = at == queue.cursor;
        let style = if selected { theme.style(Role::Selection) } else { Style::default() };
        buffer.set_style(line, style);
        let marker = if selected { theme.glyph(Glyph::Cursor) } else { " " };
        buffer.set_stringn(line.x, line.y, marker, 1, style);
        if let Known::Broken(why) = &row.known {
            let text = format!("{}: can't be read: {why}", row.folder());
            let text = cut(&text, line.width.saturating_sub(1), theme.ellipsis());
            let style = theme.style(Role::Error).patch(style);
            buffer.set_stringn(line.x + 1, line.y, text, usize::from(line.width.saturating_sub(1)), style);
            continue;
        }
        let name = cut(&row.name(), name_width, theme.ellipsis());
        buffer.set_stringn(line.x + 1, line.y, name, usize::from(name_width), style);
        let mut x = line.x + 1 + name_width + 1;
        for column in &columns {
            let (text, role) = (column.text)(queue, row);
            let own = if role == Role::Text { style } else { theme.style(role).patch(style) };
            cell(x, line.y, column, &text, own, theme, buffer);
            x += column.width + 1;
        }
    }
}

fn cell(x: u16, y: u16, column: &Column, text: &str, style: Style, theme: &Theme, buffer: &mut Buffer) {
    let text = cut(&theme.dots(text), column.width, theme.ellipsis());
    let pad = if column.right { column.width.saturating_sub(text.width() as u16) } else { 0 };
    buffer.set_stringn(x + pad, y, &text, usize::from(column.width - pad), style);
}

fn owner(_: &Queue, row: &Row) -> (String, Role) {
    let owner = row.head().and_then(|head| head.owner.clone());
    owner.map_or(("—".to_owned(), Role::Dim), |owner| (owner, Role::Text))
}

/// Who has to do something next.
fn turn(_: &Queue, row: &Row) -> (String, Role) {
    row.head().map_or(("…".to_owned(), Role::Dim), |head| (head.turn.who().to_owned(), Role::Text))
}

/// What is waited for.
fn next(_: &Queue, row: &Row) -> (String, Role) {
    row.head().map_or(("…".to_owned(), Role::Dim), |head| (head.turn.what.to_owned(), Role::Text))
}

/// Both, where there is room for one column only.
fn turn_and_next(_: &Queue, row: &Row) -> (String, Role) {
    let Some(head) = row.head() else { return ("…".to_owned(), Role::Dim) };
    (format!("{}: {}", head.turn.who(), head.turn.what), Role::Text)
}

fn stage(_: &Queue, row: &Row) -> (String, Role) {
    row.head().map_or(("…".to_owned(), Role::Dim), |head| (head.stage.label().to_owned(), Role::Text))
}

fn days(queue: &Queue, row: &Row) -> (String, Role) {
    row.days(queue.today).map_or(("—".to_owned(), Role::Dim), |days| (days.to_string(), Role::Text))
}

fn decided(_: &Queue, row: &Row) -> (String, Role) {
    row.head().map_or(("…".to_owned(), Role::Dim), |head| (format!("{}/{}", head.decided, head.claims), Role::Text))
}

/// A count of something that should not be: nothing where there is none.
fn fault(count: Option<usize>, role: Role) -> (String, Role) {
    match count {
        None => ("…".to_owned(), Role::Dim),
        Some(0) => ("·".to_owned(), Role::Dim),
        Some(count) => (count.to_string(), role),
    }
}

fn unruled(_: &Queue, row: &Row) -> (String, Role) {
    fault(row.head().map(|head| head.unruled), Role::Warn)
}

fn orphans(_: &Queue, row: &Row) -> (String, Role) {
    fault(row.quotes().map(|quotes| quotes.orphans), Role::Orphan)
}

fn altered(_: &Queue, row: &Row) -> (String, Role) {
    fault(row.quotes().map(|quotes| quotes.altered), Role::Altered)
}

fn ready(_: &Queue, row: &Row) -> (String, Role) {
    row.quotes().map_or(("…".to_owned(), Role::Dim), |quotes| (format!("{}/10", quotes.ready), Role::Text))
}

fn message(queue: &Queue, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    if let Mode::Finding(field) = &queue.mode {
        let text = cut(&format!("find: {}", field.text()), area.width.saturating_sub(2), theme.ellipsis());
        buffer.set_stringn(area.x + 1, area.y, text, usize::from(area.width), theme.style(Role::Prompt));
    } else if let Some(message) = &queue.message {
        let role = if message.alarm { Role::Error } else { Role::Message };
        footer::over_the_panes(&message.text, theme, role, area, buffer);
    }
}

/// The keys that matter now.
fn hints(queue: &Queue, area: Rect) -> Vec<Hint> {
    let wanted: &[Action] = match queue.mode {
        Mode::Browse => &[
            Action::QueueOpen,
            Action::QueueAssign,
            Action::QueueReturn,
            Action::QueueSort,
            Action::QueueShow,
            Action::QueueFind,
            Action::QueueHelp,
            Action::QueueQuit,
            Action::QueueDown,
            Action::QueueUp,
            Action::QueueRefresh,
        ],
        Mode::Finding(_) => &[Action::FieldSave, Action::FieldLeave],
        Mode::Form(..) | Mode::Naming(..) => &[Action::FieldSave, Action::FieldLeave, Action::FieldNext],
        Mode::Sorting(_) | Mode::Showing(_) | Mode::Help(..) => &[Action::ListTake, Action::ListClose],
    };
    footer::laid(&queue.keymap, wanted.iter().map(|action| (*action, action.label())), area, 0)
}

/// The action that stands in the footer at a place of the screen.
pub fn action_at(queue: &Queue, place: Position) -> Option<Action> {
    let area = geometry(queue.size, &Layout::default())?.footer;
    footer::hinted_at(&hints(queue, area), place.x).filter(|_| area.contains(place))
}
