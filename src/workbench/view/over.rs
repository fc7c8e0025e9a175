//! What stands over the panes: menus, forms and lists. One place decides how large each is, so that
//! drawing and the mouse agree.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Widget};
use unicode_width::UnicodeWidthStr;

use super::paint::{cut, wrapped};
use crate::workbench::action::Action;
use crate::workbench::layout::{Geometry, geometry, inside};
use crate::workbench::mode::{Form, Listing, Menu, Mode, Of, Tone};
use crate::workbench::state::State;
use crate::workbench::theme::{Glyph, Role, Theme};

fn boxed(theme: &Theme, title: &str, area: Rect, buffer: &mut Buffer) -> Rect {
    Clear.render(area, buffer);
    let title = cut(&theme.dots(&format!(" {title} ")), area.width.saturating_sub(2), theme.ellipsis());
    Block::bordered()
        .border_set(theme.border(true))
        .border_style(theme.style(Role::Focus))
        .title(title)
        .render(area, buffer);
    inside(area)
}

/// The box of a menu.
fn menu_area(at: &Geometry, menu: &Menu) -> Rect {
    let widest =
        menu.items.iter().map(|item| item.label.width() + 6).chain([menu.title.width() + 4]).max().unwrap_or(20);
    at.over(((widest as u16 + 2).clamp(30, 110), menu.items.len() as u16 + 2))
}

/// Draws a menu.
pub fn menu(at: &Geometry, theme: &Theme, menu: &Menu, buffer: &mut Buffer) {
    let area = boxed(theme, &menu.title, menu_area(at, menu), buffer);
    let top = (menu.cursor + 1).saturating_sub(usize::from(area.height));
    for (row, (at, item)) in menu.items.iter().enumerate().skip(top).take(usize::from(area.height)).enumerate() {
        let y = area.y + row as u16;
        let selected = at == menu.cursor;
        let style = if selected { theme.style(Role::Selection) } else { Style::default() };
        buffer.set_style(Rect { y, height: 1, ..area }, style);
        let key = format!(" {} ", item.key);
        let (x, _) = buffer.set_stringn(area.x, y, key, usize::from(area.width), theme.style(Role::Key).patch(style));
        let label = cut(&item.label, area.right().saturating_sub(x + 1), theme.ellipsis());
        buffer.set_stringn(x + 1, y, label, usize::from(area.right().saturating_sub(x + 1)), style);
    }
}

/// The box of a form, and where each field's text stands in it.
fn form_areas(at: &Geometry, form: &Form) -> (Rect, Vec<Rect>) {
    let width = at.header.width.saturating_sub(8).clamp(40, 100);
    let columns = width.saturating_sub(4).max(1);
    let heights: Vec<u16> = form
        .fields
        .iter()
        .map(|field| {
            let lines: usize = field.widths().map(|width| width / usize::from(columns) + 1).sum();
            (lines as u16 + u16::from(form.fields.len() == 1)).clamp(1, 8)
        })
        .collect();
    let advice = wrapped(&[(form.advice.clone(), Style::default())], width - 2, "", "").len() as u16;
    let wanted = heights.iter().map(|height| height + 1).sum::<u16>() + advice + 3;
    let area = at.over((width, wanted));
    let within = inside(area);
    let mut y = within.y + advice + 1;
    let mut fields = Vec::new();
    for height in heights {
        y += 1;
        let height = height.min(within.bottom().saturating_sub(y));
        fields.push(Rect { x: within.x + 1, y, width: within.width.saturating_sub(2), height });
        y += height;
    }
    (area, fields)
}

/// Draws a form.
pub fn form(at: &Geometry, theme: &Theme, form: &Form, buffer: &mut Buffer) {
    let (area, fields) = form_areas(at, form);
    let within = boxed(theme, &form.title, area, buffer);
    let advice = wrapped(&[(form.advice.clone(), theme.style(Role::Dim))], within.width, "", "");
    super::paint::lines(advice, 0, within, buffer);
    for (at, (field, place)) in form.fields.iter().zip(fields).enumerate() {
        let active = at == form.at;
        let label_y = place.y.saturating_sub(1);
        if label_y >= within.bottom() {
            break;
        }
        let role = if active { Role::Prompt } else { Role::Dim };
        let optional = if field.optional { " (may stay empty)" } else { "" };
        let marker = if active { theme.glyph(Glyph::Cursor) } else { " " };
        let label = format!("{marker}{}{optional}", field.label);
        buffer.set_stringn(within.x, label_y, label, usize::from(within.width), theme.style(role));
        let mut area = field.shown(place);
        area.set_cursor_style(if active { theme.style(Role::Cursor) } else { Style::default() });
        area.set_selection_style(theme.style(Role::Selection));
        area.set_style(if active { theme.style(Role::Field) } else { Style::default() });
        (&area).render(place, buffer);
    }
}

/// Where the cursor of the edited field stands.
pub fn form_cursor(at: &Geometry, form: &Form) -> Option<(u16, u16)> {
    let (_, fields) = form_areas(at, form);
    let place = *fields.get(form.at)?;
    let area = form.fields.get(form.at)?.shown(place);
    let (cursor, (top, _)) = (area.screen_cursor(), area.scroll_offset());
    let column = (cursor.col as u16).min(place.width.saturating_sub(1));
    let row = (cursor.row as u16).saturating_sub(top).min(place.height.saturating_sub(1));
    Some((place.x + column, place.y + row))
}

/// How many columns the fields of a form have on that screen.
pub fn field_columns(at: &Geometry, form: &Form) -> u16 {
    form_areas(at, form).1.first().map_or(1, |field| field.width)
}

/// The field at a place of the screen: its label, or its text.
pub fn field_at(at: &Geometry, form: &Form, place: Position) -> Option<usize> {
    let (_, fields) = form_areas(at, form);
    fields.iter().position(|field| {
        let labelled = Rect { y: field.y.saturating_sub(1), height: field.height + 1, ..*field };
        labelled.contains(place)
    })
}

/// The box of a list.
fn listing_area(state: &State) -> Option<Rect> {
    let at = geometry(state.size, &state.layout)?;
    Some(at.over((at.header.width.saturating_sub(4).min(120), at.message.y.saturating_sub(2))))
}

/// What a list is called.
pub fn title(state: &State, of: &Of) -> String {
    let (take, mark) = (state.key(Action::ListTake), state.key(Action::ListMark));
    match of {
        Of::Help => format!("Help: type to search, {take} runs the line"),
        Of::Palette => "Do what?".to_owned(),
        Of::Claims => "Find a claim".to_owned(),
        Of::History(claim) => format!("What was done to {claim}"),
        Of::Log => format!("Audit log: {} lines", state.review.entries().len()),
        Of::Messages => "What was said".to_owned(),
        Of::Blockers => format!("What blocks sign-off: {take} goes there, {mark} waives it"),
        Of::Passages(claim) => {
            format!("Support for {claim}: {take} attaches it, {mark} shows it in its source")
        }
        Of::Findings => format!("What the sources raise: {take} goes to the claim, {mark} to the words"),
        Of::SecondLook => "Second look: where the drafter would have decided otherwise".to_owned(),
        Of::Brief(audience) => format!("Brief for {}, as it would be now", audience.label()),
        Of::Readiness => format!("Readiness: {take} goes to the first claim an answer rests on"),
        Of::Looked(kind) => format!("Looked for {}: in which sources? {mark} marks, {take} goes on", kind.label()),
    }
}

/// The lines of a list that are on screen, as (row of the list, its wrapped lines).
fn visible_rows(listing: &Listing, theme: &Theme, width: u16, height: u16) -> Vec<(usize, Vec<Line<'static>>)> {
    let tag_width = listing.rows.iter().take(400).map(|row| row.tag.width()).max().unwrap_or(0).min(16);
    let make = |at: usize| {
        let row = &listing.rows[at];
        let selected = at == listing.cursor;
        let style = match row.tone {
            Tone::Plain => Style::default(),
            Tone::Heading => theme.style(Role::Heading),
            Tone::Dim => theme.style(Role::Dim),
            Tone::Alarm => theme.style(Role::Error),
        };
        let style = if selected { style.patch(theme.style(Role::Selection)) } else { style };
        if row.tone == Tone::Heading {
            return wrapped(&[(row.text.clone(), style)], width, "", "");
        }
        let marker = if selected { theme.glyph(Glyph::Cursor) } else { " " };
        let tag = cut(&row.tag, tag_width as u16, theme.ellipsis());
        let pad = " ".repeat(tag_width.saturating_sub(tag.width()));
        let head = (
            format!("{marker}{tag}{pad} "),
            theme.style(Role::Key).patch(if selected { theme.style(Role::Selection) } else { Style::default() }),
        );
        let indent = " ".repeat(tag_width + 2);
        wrapped(&[head, (theme.dots(&row.text).into_owned(), style)], width, "", &indent)
    };
    if listing.rows.is_empty() {
        return Vec::new();
    }
    // Lines upward from the cursor until half the box is full, then downward.
    let height = usize::from(height);
    let mut rows = std::collections::VecDeque::new();
    let cursor = listing.cursor.min(listing.rows.len() - 1);
    let first = make(cursor);
    let mut used = first.len();
    rows.push_back((cursor, first));
    let (mut above, mut below) = (cursor, cursor + 1);
    while used < height && (above > 0 || below < listing.rows.len()) {
        let up_turn = above > 0
            && (rows.iter().take_while(|(at, _)| *at < cursor).map(|(_, lines)| lines.len()).sum::<usize>()
                < height / 2
                || below >= listing.rows.len());
        if up_turn {
            above -= 1;
            let lines = make(above);
            used += lines.len();
            rows.push_front((above, lines));
        } else if below < listing.rows.len() {
            let lines = make(below);
            used += lines.len();
            rows.push_back((below, lines));
            below += 1;
        } else {
            break;
        }
    }
    rows.into()
}

/// Draws a list.
pub fn listing(state: &State, theme: &Theme, listing: &Listing, buffer: &mut Buffer) {
    let Some(area) = listing_area(state) else { return };
    let within = boxed(theme, &title(state, &listing.of), area, buffer);
    let searched = !matches!(listing.of, Of::Looked(_));
    let rows_area = if searched {
        let text = format!("{} {}", theme.glyph(Glyph::Prompt), listing.query.text());
        let shown = cut(&text, within.width, theme.ellipsis());
        buffer.set_stringn(within.x, within.y, shown, usize::from(within.width), theme.style(Role::Prompt));
        Rect { y: within.y + 1, height: within.height.saturating_sub(1), ..within }
    } else {
        within
    };
    if listing.rows.is_empty() {
        let text = if listing.query.said().is_some() { "nothing is like that" } else { "nothing here yet" };
        buffer.set_stringn(rows_area.x + 1, rows_area.y, text, usize::from(rows_area.width), theme.style(Role::Dim));
        return;
    }
    let mut y = rows_area.y;
    for (_, lines) in visible_rows(listing, theme, rows_area.width, rows_area.height) {
        for line in lines {
            if y >= rows_area.bottom() {
                return;
            }
            line.render(Rect { y, height: 1, ..rows_area }, buffer);
            y += 1;
        }
    }
}

/// The row of a menu at a place of the screen.
pub fn menu_row(at: &Geometry, menu: &Menu, place: Position) -> Option<usize> {
    let area = inside(menu_area(at, menu));
    let top = (menu.cursor + 1).saturating_sub(usize::from(area.height));
    area.contains(place).then(|| top + usize::from(place.y - area.y)).filter(|row| *row < menu.items.len())
}

/// The row of the open menu or list at a place of the screen.
pub fn row_at(state: &State, place: Position) -> Option<usize> {
    match &state.mode {
        Mode::Menu(menu) => menu_row(&geometry(state.size, &state.layout)?, menu, place),
        Mode::Listing(listing) => {
            let area = inside(listing_area(state)?);
            if !area.contains(place) {
                return None;
            }
            let first = area.y + u16::from(!matches!(listing.of, Of::Looked(_)));
            let mut at = first;
            let rows = visible_rows(listing, &Theme::plain(), area.width, area.bottom().saturating_sub(first));
            rows.into_iter().find_map(|(row, lines)| {
                let next = at + lines.len() as u16;
                let hit = (at..next).contains(&place.y);
                at = next;
                hit.then_some(row)
            })
        }
        Mode::Browse | Mode::Form(_) | Mode::Search(_) => None,
    }
}
