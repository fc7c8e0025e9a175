//! The header: which packet, how far, what is wrong with it, who decides, and whether it is saved. The
//! faults that remain are always here, on every screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

use super::paint::cut;
use crate::workbench::mode::Filter;
use crate::workbench::state::State;
use crate::workbench::theme::{Role, Theme};

/// Draws the header.
pub fn draw(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    buffer.set_style(area, theme.style(Role::Title));
    let right = right(state);
    let right_width = (right.width() as u16).min(area.width / 2);
    let mut spans = Vec::new();
    let mut used = 0u16;
    let room = area.width.saturating_sub(right_width + 4);
    for (at, (text, role)) in left(state).into_iter().enumerate() {
        let text = if at == 0 { text } else { format!(" · {text}") };
        let width = text.width() as u16;
        if used + width > room {
            if at == 0 {
                let text = cut(&text, room, theme.ellipsis());
                spans.push(Span::styled(text, theme.style(role)));
            }
            // What does not fit is dropped from the end; the order is that of importance.
            break;
        }
        used += width;
        spans.push(Span::styled(
            text,
            if at == 0 { theme.style(Role::Title) } else { theme.style(Role::Title).patch(theme.style(role)) },
        ));
    }
    Line::from(spans).render(Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area }, buffer);
    let right = cut(&right, right_width, theme.ellipsis());
    let x = area.right().saturating_sub(right.width() as u16 + 1);
    buffer.set_stringn(x, area.y, &right, usize::from(right_width), theme.style(Role::Title));
}

/// What stands at the left, the most important first.
pub fn left(state: &State) -> Vec<(String, Role)> {
    let counts = state.counts;
    let mut parts = vec![
        (cut(&state.review.packet().account.name, 40, "…"), Role::Title),
        (format!("{}/{} decided", counts.decided, counts.claims), Role::Title),
    ];
    parts.splice(1..1, super::life::header(state));
    let mut count = |number: usize, one: &str, many: &str, role: Role| {
        if number > 0 {
            parts.push((format!("{number} {}", if number == 1 { one } else { many }), role));
        }
    };
    count(counts.orphans, "orphan", "orphans", Role::Orphan);
    count(counts.altered, "altered", "altered", Role::Altered);
    count(counts.unruled, "promise unruled", "promises unruled", Role::Warn);
    count(counts.second_look, "second look", "second look", Role::Warn);
    if let Some((done, of)) = state.progress {
        parts.push((format!("finding words {done}/{of}"), Role::Dim));
    }
    if state.list.filter != Filter::All {
        parts.push((format!("only {}", state.list.filter.label()), Role::Warn));
    }
    parts
}

/// Who decides, and whether it is saved.
fn right(state: &State) -> String {
    let who = state.me.as_ref().map_or("nobody named yet".to_owned(), |me| {
        format!("{}, {}", cut(&me.name, 24, "…"), cut(me.role.label(), 16, "…"))
    });
    let saved = if state.read_only.is_some() {
        "read-only"
    } else if state.saving.is_some() {
        "saving…"
    } else {
        "saved"
    };
    format!("{who} · {saved}")
}
