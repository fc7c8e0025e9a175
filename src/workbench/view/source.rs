//! The source pane: the words themselves, wrapped where the eye is, with the claim's quotes marked. Who
//! speaks, on which side, and when stands above each turn.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::paint::{cut, put, simple, wrapped};
use super::{claim, clock, preface};
use crate::packet::Side;
use crate::packet::side::Spelled;
use crate::review::located::Found;
use crate::text::{Part, Text};
use crate::visible::visible_line;
use crate::workbench::flow::{self, Flow};
use crate::workbench::seek;
use crate::workbench::state::{Pane, Search, SourceState, State};
use crate::workbench::theme::{Glyph, Role, Theme};
use crate::workbench::update::top_line;

/// Columns at the left of the words: the mark of a quote, and a blank.
pub const GUTTER: u16 = 2;

/// The pane's title: which source, which day.
pub fn title(state: &State, theme: &Theme) -> Line<'static> {
    let Some(source) = state.review.packet().sources.get(state.source.source) else { return Line::from(" Source ") };
    let date = source.date.as_ref().map_or(String::new(), |date| format!(" · {}", day(date)));
    let count = state.sources.len();
    let number = if count > 1 { format!(" · {}/{count}", state.source.source + 1) } else { String::new() };
    let name = cut(source.name(), 44, theme.ellipsis());
    Line::from(format!(" {name}{date}{number} "))
}

/// A date as a person reads it: `2 Jul`.
fn day(date: &str) -> String {
    date.get(..10)
        .and_then(|day| day.parse::<jiff::civil::Date>().ok())
        .map_or_else(|| cut(date, 20, "…"), |day| day.strftime("%-d %b").to_string())
}

/// Where the words stand inside the frame: below what is said of the source.
pub fn text_area(state: &State, inside: Rect) -> Rect {
    let above = preface::height(state, inside.width, inside.height).min(inside.height.saturating_sub(1));
    Rect { y: inside.y + above, height: inside.height - above, ..inside }
}

/// Draws the pane.
pub fn draw(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let say = |text: String, role: Role, buffer: &mut Buffer| {
        let lines = wrapped(&[(text, theme.style(role))], area.width, " ", " ");
        super::paint::lines(lines, 0, area, buffer);
    };
    let loaded = match state.sources.get(state.source.source) {
        None => return say("this packet names no sources".to_owned(), Role::Dim, buffer),
        Some(SourceState::Waiting) => return say(theme.dots("being read…").into_owned(), Role::Dim, buffer),
        Some(SourceState::Unreadable(why)) => {
            let text = format!("{why}\n\nIts claims can still be judged; accepting one of them takes a reason.");
            return say(text, Role::Warn, buffer);
        }
        Some(SourceState::Ready(loaded)) => loaded,
    };
    super::paint::lines(preface::lines(state, theme, area.width, area.height), 0, area, buffer);
    let area = text_area(state, area);
    let text = &loaded.text;
    let flow = Flow::new(text, area.width.saturating_sub(GUTTER));
    let Some(top) = top_line(state, &flow) else {
        return say("this source has no words".to_owned(), Role::Dim, buffer);
    };
    let marks = Marks::new(state, theme, &flow, &top, area.height);
    let people = Spelled::of(state.review.packet());
    for (row, line) in flow.from(top).take(usize::from(area.height)).enumerate() {
        let y = area.y + row as u16;
        if line.label {
            label(&people, theme, text, line.turn, Rect { y, height: 1, ..area }, buffer);
        } else {
            words(theme, text, &line, &marks, Rect { y, height: 1, ..area }, buffer);
        }
    }
    scrollbar(theme, text, state.source.top, area, buffer);
}

/// What is marked of the words on screen.
struct Marks {
    /// The quote that is shown, and how it looks.
    shown: Option<(Range<usize>, Role, Glyph)>,
    /// Other quotes of the same claim.
    others: Vec<(Range<usize>, Role, Glyph)>,
    selection: Option<Range<usize>>,
    cursor: Option<usize>,
    matches: Vec<Range<usize>>,
    /// Style of each, looked up once.
    styles: [Style; 4],
}

impl Marks {
    fn new(state: &State, theme: &Theme, flow: &Flow<'_>, top: &flow::Line, height: u16) -> Self {
        let here = state.review.packet().sources.get(state.source.source).map(|source| &source.id);
        let mut shown = None;
        let mut others = Vec::new();
        if let Some(index) = state.selected() {
            for (at, (live, found)) in state.review.evidence(index).iter().zip(&state.found[index]).enumerate() {
                let Found::Resolved(located) = found else { continue };
                if Some(&live.evidence.source) != here {
                    continue;
                }
                let (glyph, role, _) = claim::look(located);
                let ranges = located.resolution.range.iter().chain(located.resolution.candidates());
                for range in ranges {
                    if at == state.source.quote && shown.is_none() {
                        shown = Some((range.clone(), role, glyph));
                    } else {
                        others.push((range.clone(), role, glyph));
                    }
                }
            }
        }
        let matches = match (&state.source.search, state.shown_text()) {
            (Some(Search { words: wanted, .. }), Some(text)) => {
                let last = flow.down(top.clone(), usize::from(height));
                seek::all_within(text.as_str(), wanted, top.words.start..last.words.end)
            }
            _ => Vec::new(),
        };
        Self {
            shown,
            others,
            selection: state.selection(),
            cursor: (state.focus == Pane::Source).then_some(state.source.cursor),
            matches,
            styles: [Role::Cited, Role::Match, Role::Selection, Role::Cursor].map(|role| theme.style(role)),
        }
    }

    fn style(&self, byte: usize) -> Style {
        let mut style = Style::default();
        if self.cited(byte).is_some() {
            style = style.patch(self.styles[0]);
        }
        if self.matches.iter().any(|range| range.contains(&byte)) {
            style = style.patch(self.styles[1]);
        }
        if self.selection.as_ref().is_some_and(|range| range.contains(&byte)) {
            style = style.patch(self.styles[2]);
        }
        style
    }

    /// Whether anything is marked on a line.
    fn touch(&self, line: &Range<usize>) -> bool {
        let quotes = self.shown.iter().chain(&self.others).map(|(range, ..)| range);
        quotes.chain(&self.selection).chain(&self.matches).any(|range| range.start < line.end && line.start < range.end)
            || self.cursor.is_some_and(|byte| line.contains(&byte))
    }

    /// Where the looks of a line that begins at byte `start` of the text may change next after byte `from` of it.
    fn change(&self, line: &str, start: usize, from: usize) -> usize {
        let quotes = self.shown.iter().chain(&self.others).map(|(range, ..)| range);
        let ranges = quotes.chain(&self.selection).chain(&self.matches).flat_map(|range| [range.start, range.end]);
        let cursor = self.cursor.into_iter().flat_map(|byte| [byte, byte + 1]);
        let next = ranges.chain(cursor).filter_map(|byte| byte.checked_sub(start)).filter(|byte| *byte > from).min();
        let mut next = next.map_or(line.len(), |next| next.min(line.len()));
        while !line.is_char_boundary(next) {
            next += 1;
        }
        next
    }

    fn cited(&self, byte: usize) -> Option<&(Range<usize>, Role, Glyph)> {
        self.shown.iter().chain(&self.others).find(|(range, ..)| range.contains(&byte))
    }

    /// The mark that belongs at the left of a line.
    fn of_line(&self, line: &Range<usize>) -> Option<(Role, Glyph)> {
        self.shown
            .iter()
            .chain(&self.others)
            .find(|(range, ..)| range.start < line.end && line.start < range.end)
            .map(|(_, role, glyph)| (*role, *glyph))
    }
}

/// The speaker's name, side and time.
fn label(people: &Spelled<'_>, theme: &Theme, text: &Text, turn: usize, line: Rect, buffer: &mut Buffer) {
    let this = &text.turns()[turn];
    let Some(speaker) = text.speaker(this) else { return };
    let (side, role) = match people.side_of(speaker) {
        Some(Side::Customer) => (format!("{} customer", theme.glyph(Glyph::Customer)), Role::Customer),
        Some(Side::Seller) => (format!("{} seller", theme.glyph(Glyph::Seller)), Role::Seller),
        None => (String::new(), Role::Dim),
    };
    let name = cut(&speaker.name, line.width / 2, theme.ellipsis());
    let style = theme.style(role).patch(theme.style(Role::Speaker));
    let x = put(buffer, line.x, line.y, &name, line.width, style);
    let time = text.time_at(this.start as usize).map_or(String::new(), |ms| format!("  {}", clock(ms)));
    let part = match this.part {
        Part::Body => "",
        Part::Quoted => "  (quoted)",
        Part::Signature => "  (signature)",
        Part::Heading => "",
        Part::Notes => "  (speaker notes)",
    };
    let rest = format!("  {side}{time}{part}");
    put(buffer, x, line.y, &rest, line.right().saturating_sub(x), theme.style(role));
}

/// One line of words, grapheme by grapheme, so that marks fall where the bytes are.
fn words(theme: &Theme, text: &Text, line: &flow::Line, marks: &Marks, area: Rect, buffer: &mut Buffer) {
    let base = match text.turns()[line.turn].part {
        Part::Body | Part::Notes => Style::default(),
        Part::Quoted | Part::Signature => theme.style(Role::Dim),
        Part::Heading => theme.style(Role::Heading),
    };
    if let Some((role, glyph)) = marks.of_line(&line.words) {
        put(buffer, area.x, area.y, theme.glyph(glyph), 1, theme.style(role));
    }
    let mut x = area.x + GUTTER;
    let line_text = text.as_str()[line.words.clone()].trim_end_matches('\n');
    if simple(line_text).is_some() {
        let plain = !marks.touch(&line.words);
        let look = |offset: usize| {
            let byte = line.words.start + offset;
            let style = if plain { base } else { base.patch(marks.style(byte)) };
            if marks.cursor == Some(byte) { style.patch(marks.styles[3]) } else { style }
        };
        let mut from = 0;
        while from < line_text.len() {
            let end = if plain { line_text.len() } else { marks.change(line_text, line.words.start, from) };
            x = put(buffer, x, area.y, &line_text[from..end], area.right().saturating_sub(x), look(from));
            from = end;
        }
        return;
    }
    for (offset, grapheme) in text.as_str()[line.words.clone()].grapheme_indices(true) {
        let byte = line.words.start + offset;
        if grapheme.ends_with('\n') {
            break;
        }
        let shown = visible_line(grapheme);
        let width = simple(&shown).unwrap_or_else(|| shown.width()) as u16;
        if x + width > area.right() {
            break;
        }
        let hidden = matches!(shown, std::borrow::Cow::Owned(_)) && grapheme != "\t";
        let mut style = base.patch(marks.style(byte));
        if hidden {
            style = style.patch(theme.style(Role::Hidden));
        }
        if marks.cursor == Some(byte) {
            style = style.patch(marks.styles[3]);
        }
        x = put(buffer, x, area.y, &shown, area.right() - x, style);
    }
}

/// How far down the source is, at the frame's right side.
fn scrollbar(theme: &Theme, text: &Text, top: usize, area: Rect, buffer: &mut Buffer) {
    let length = text.as_str().len();
    if length == 0 || area.height < 3 {
        return;
    }
    let rows = u64::from(area.height) - 1;
    let row = (top as u64 * rows / length as u64).min(rows) as u16;
    if let Some(cell) = buffer.cell_mut((area.right(), area.y + row)) {
        cell.set_symbol(theme.glyph(Glyph::Thumb)).set_style(theme.style(Role::Focus));
    }
}
