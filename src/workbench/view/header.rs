//! The header: which packet, how far, what is wrong with it, who decides, and whether it is saved.
//!
//! The faults that remain are always here, on every screen that is drawn at all. Where there is little
//! room, words become shorter, then the reviewer's name goes, then the account's name is cut, and last
//! of all the words become the marks that the claims pane uses; a number is never dropped.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::paint::{self, cut};
use crate::workbench::mode::Filter;
use crate::workbench::pace;
use crate::workbench::state::State;
use crate::workbench::theme::{Glyph, Role, Theme};

/// Columns that the account's name keeps as long as shorter words can make room.
const NAME: usize = 12;

/// One thing the header says, in ever fewer words.
struct Part {
    words: [String; 4],
    role: Role,
    /// Whether it must be there on any screen.
    always: bool,
}

impl Part {
    fn always(words: [String; 4], role: Role) -> Self {
        Self { words, role, always: true }
    }

    fn maybe(words: String, role: Role) -> Self {
        Self { words: std::array::from_fn(|_| words.clone()), role, always: false }
    }
}

/// Draws the header.
pub fn draw(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    buffer.set_style(area, theme.style(Role::Title));
    let separator = [" · ", " · ", " · ", " "];
    let name = cut(&state.review.packet().account.name, 40, theme.ellipsis());
    let (parts, rights) = (parts(state, theme), rights(state, theme));
    // One column before, one after, two between left and right.
    let room = usize::from(area.width.saturating_sub(4));
    let needed = |words: usize| -> usize {
        parts.iter().filter(|part| part.always).map(|part| separator[words].width() + part.words[words].width()).sum()
    };
    let least = name.width().min(NAME);
    let (words, right) = [(0, 0), (0, 1), (1, 1), (1, 2), (2, 2), (3, 2)]
        .into_iter()
        .find(|(words, right)| least + needed(*words) + rights[*right].width() <= room)
        .unwrap_or((3, 2));
    let right = &rights[right];
    let mut left = room.saturating_sub(right.width() + needed(words));
    let name = cut(&name, left as u16, theme.ellipsis());
    left = left.saturating_sub(name.width());

    let mut x = area.x + 1;
    let mut put = |text: &str, role: Role, buffer: &mut Buffer| {
        let style = theme.style(Role::Title).patch(theme.style(role));
        x = paint::put(buffer, x, area.y, text, area.right().saturating_sub(x), style);
    };
    put(&name, Role::Title, buffer);
    for part in &parts {
        // What may be left out is said in fewer words before it is.
        let until = if part.always { words + 1 } else { part.words.len() };
        let fits = |text: &&String| part.always || text.width() + separator[words].width() <= left;
        let Some(text) = part.words[words..until].iter().find(fits) else { continue };
        if !part.always {
            left -= text.width() + separator[words].width();
        }
        put(separator[words], Role::Dim, buffer);
        put(text, part.role, buffer);
    }
    let x = area.right().saturating_sub(right.width() as u16 + 1).max(area.x);
    paint::put(buffer, x, area.y, right, area.right().saturating_sub(x), theme.style(Role::Title));
}

/// What stands at the left, in full: for those who have it read to them.
pub fn left(state: &State) -> Vec<(String, Role)> {
    let name = (state.review.packet().account.name.clone(), Role::Title);
    let rest = parts(state, &Theme::plain()).into_iter().map(|part| {
        let [words, ..] = part.words;
        (words, part.role)
    });
    std::iter::once(name).chain(rest).collect()
}

/// What stands at the left after the name, the most important first.
fn parts(state: &State, theme: &Theme) -> Vec<Part> {
    let counts = state.counts;
    let decided = format!("{}/{}", counts.decided, counts.claims);
    let in_words = format!("{decided} decided");
    let mut parts = vec![Part::always([in_words.clone(), in_words, decided.clone(), decided], Role::Title)];
    // Where the packet is in its life comes before how far its claims are.
    let life = super::life::header(state).into_iter().map(|(words, role)| Part::maybe(words, role));
    let others = super::life::others(state).map(|words| Part { words, role: Role::Prompt, always: false });
    let turn = super::life::whose_turn(state).map(|words| Part::always(words, Role::Prompt));
    parts.splice(0..0, turn.into_iter().chain(life).chain(others));
    let mut fault = |number: usize, one: &str, many: &str, short: &str, glyph: Glyph, role: Role| {
        if number > 0 {
            let words = [
                format!("{number} {}", if number == 1 { one } else { many }),
                format!("{number} {short}"),
                format!("{number} {short}"),
                format!("{number}{}", theme.glyph(glyph)),
            ];
            parts.push(Part::always(words, role));
        }
    };
    let orphans = if counts.orphans == 1 { "orphan" } else { "orphans" };
    fault(counts.orphans, "orphan", "orphans", orphans, Glyph::Orphan, Role::Orphan);
    fault(counts.altered, "altered", "altered", "altered", Glyph::Altered, Role::Altered);
    fault(state.life.disputed, "disputed", "disputed", "disputed", Glyph::Disputed, Role::Warn);
    fault(counts.unruled, "promise unruled", "promises unruled", "unruled", Glyph::Unruled, Role::Warn);
    if state.list.filter != Filter::All {
        parts.push(Part::maybe(format!("only {}", state.list.filter.label()), Role::Warn));
    }
    if let Some((done, of)) = state.progress {
        parts.push(Part::maybe(format!("finding words {done}/{of}"), Role::Dim));
    }
    if counts.second_look > 0 {
        parts.push(Part::maybe(format!("{} second look", counts.second_look), Role::Warn));
    }
    if let Some(left) = state.left {
        parts.push(Part::maybe(pace::in_words(left), Role::Dim));
    }
    parts
}

/// Who decides, and whether it is saved; each with less of the first.
fn rights(state: &State, theme: &Theme) -> [String; 3] {
    let saved = if state.read_only.is_some() {
        "read-only"
    } else if state.saving.is_some() {
        "saving…"
    } else {
        "saved"
    };
    let saved = &*theme.dots(saved);
    let Some(me) = &state.me else {
        return [format!("nobody named yet · {saved}"), format!("nobody named · {saved}"), saved.to_owned()];
    };
    let name = cut(&me.name, 24, theme.ellipsis());
    let role = cut(me.role.label(), 16, theme.ellipsis());
    [format!("{name}, {role} · {saved}"), format!("{name} · {saved}"), saved.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::run::text_of;
    use crate::workbench::state::Counts;

    fn header(state: &State, width: u16) -> String {
        let area = Rect::new(0, 0, width, 1);
        let mut buffer = Buffer::empty(area);
        draw(state, &Theme::plain(), area, &mut buffer);
        text_of(&buffer).trim_end().to_owned()
    }

    #[test]
    fn no_fault_is_ever_dropped_from_the_header() {
        let mut state = crate::workbench::state::tests::empty("Brightwater Clinics of Greater Puget Sound");
        for (claims, orphans, altered, unruled) in [(40, 2, 3, 11), (9, 1, 0, 1), (10_000, 4_321, 1_234, 9_999)] {
            state.counts = Counts { claims, decided: 7, orphans, altered, unruled, second_look: 5 };
            for width in 60..=200 {
                let line = header(&state, width);
                for number in [orphans, altered, unruled].into_iter().filter(|number| *number > 0) {
                    assert!(line.contains(&format!(" {number}")), "{number} of {line:?} at {width}");
                }
                assert!(line.contains(&format!("7/{claims}")) && line.ends_with("saved"), "{line:?} at {width}");
                assert!(line.starts_with(" Bright"), "{line:?} at {width}");
            }
        }
        state.counts = Counts { claims: 40, orphans: 2, altered: 3, unruled: 11, ..Counts::default() };
        assert_eq!(
            header(&state, 80),
            " Brightwater Clinic… · 0/40 decided · 2 orphans · 3 altered · 11 unruled  saved"
        );
    }
}
