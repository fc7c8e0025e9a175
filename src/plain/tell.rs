//! The state in words: the claim that is selected, the menu or form that is open, the list. What the
//! claim pane says is said here line by line, so that both always say the same.

use super::hear::{DONE, EMPTY, LEAVE, MARK, MORE, numbered};
use crate::workbench::mode::{Form, Listing, Menu, Mode, Of, Take, Tone};
use crate::workbench::state::State;
use crate::workbench::theme::{Depth, Glyphs, Palette, Theme};
use crate::workbench::view::{claim, header, over};

/// How many lines of a list are said at a time.
pub(super) const PAGE: usize = 30;

/// The looks of words alone.
fn words() -> Theme {
    Theme::new(Palette::Plain, Depth::None, Glyphs::Spoken)
}

/// One line: how far the review is, and what is wrong with the packet.
pub(super) fn summary(state: &State) -> String {
    header::left(state).into_iter().map(|(text, _)| text).collect::<Vec<_>>().join(" · ")
}

/// The claim that is selected, line by line.
pub(super) fn claim(state: &State) -> Vec<String> {
    let mut lines = vec![claim::title(state).to_string().trim().to_owned()];
    for line in claim::content(state, &words(), u16::MAX) {
        let said = line.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        if !said.is_empty() {
            lines.push(said);
        }
    }
    lines
}

/// A menu: what is asked, and a line a choice.
pub(super) fn menu(menu: &Menu) -> Vec<String> {
    let mut lines = vec![menu.title.clone()];
    lines.extend(menu.items.iter().map(|item| format!("  {}  {}", item.key, item.label)));
    lines
}

/// A form as it opens.
pub(super) fn form(form: &Form) -> Vec<String> {
    let mut lines = vec![form.title.clone()];
    if !form.advice.is_empty() {
        lines.push(form.advice.clone());
    }
    lines.push(format!("(an empty line keeps what stands there, {EMPTY} empties it, {LEAVE} leaves)"));
    lines
}

/// A page of a list, from a numbered row on.
pub(super) fn listing(state: &State, listing: &Listing, from: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if from == 0 {
        // What follows the colon says which keys to press on a screen.
        let title = over::title(state, &listing.of);
        lines.push(title.split(": ").next().unwrap_or_default().to_owned());
    }
    let rows: Vec<usize> = numbered(listing).collect();
    if rows.is_empty() {
        lines.push("nothing".to_owned());
    }
    let mut before = if from == 0 { 0 } else { rows.get(from).copied().unwrap_or(0) };
    for (number, row) in rows.iter().enumerate().skip(from).take(PAGE) {
        // Headings stand above the first line that belongs to them.
        for heading in &listing.rows[before..*row] {
            if heading.tone == Tone::Heading {
                lines.push(heading.text.clone());
            }
        }
        before = row + 1;
        let line = &listing.rows[*row];
        let mark = match &line.take {
            Take::Mark(_, true) => "marked: ",
            Take::Mark(_, false)
            | Take::Nothing
            | Take::Run(_)
            | Take::Claim(_)
            | Take::Blocked(_)
            | Take::Passage(_)
            | Take::Finding(_) => "",
        };
        let tag = if mark.is_empty() && !matches!(line.take, Take::Mark(..)) && !line.tag.is_empty() {
            format!("{}: ", line.tag)
        } else {
            String::new()
        };
        lines.push(format!("  {}. {mark}{tag}{}", number + 1, line.text.replace('\n', " / ")));
    }
    let left = rows.len().saturating_sub(from + PAGE);
    if left > 0 {
        lines.push(format!("  {left} more; {MORE} goes on"));
    }
    lines
}

/// Which field of a form is asked for, and what stands in it.
pub(super) fn field(form: &Form) -> String {
    let Some(field) = form.fields.get(form.at) else { return "> ".to_owned() };
    let now = field.text();
    let optional = if field.optional { " (may stay empty)" } else { "" };
    if now.is_empty() {
        format!("{}{optional}: ", field.label)
    } else {
        format!("{}{optional} [{}]: ", field.label, now.replace('\n', " / "))
    }
}

/// What stands before the line that a person types.
pub(super) fn prompt(state: &State) -> String {
    match &state.mode {
        Mode::Browse => match (state.selected(), state.selected_open()) {
            (Some(index), _) => format!("{}> ", state.review.claim(index).id),
            (None, Some(kind)) => format!("no {}> ", kind.label()),
            (None, None) => "> ".to_owned(),
        },
        Mode::Menu(_) => format!("which? ({LEAVE} leaves) "),
        Mode::Form(form) => field(form),
        Mode::Listing(listing) => match listing.of {
            Of::Looked(_) => format!("number to mark or unmark, {DONE} records, {LEAVE} leaves: "),
            Of::Passages(_) => format!("number puts it beside the claim, {MARK}number shows it, {LEAVE} leaves: "),
            Of::Findings => format!(
                "number goes to the claim, {MARK}number says the words, {MORE}number follows it up, {LEAVE} leaves: "
            ),
            Of::Blockers => format!("number goes there, {MARK}number waives it, {LEAVE} leaves: "),
            Of::Help
            | Of::Palette
            | Of::Claims
            | Of::History(_)
            | Of::Log
            | Of::Messages
            | Of::Brief(_)
            | Of::Readiness
            | Of::SecondLook => {
                format!("number, words to narrow, or {LEAVE}: ")
            }
        },
        Mode::Search(_) => "words to find: ".to_owned(),
    }
}
