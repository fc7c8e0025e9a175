//! The source pane: scrolling, searching, selecting words, and the way from a claim to its words and
//! back.

use std::ops::Range;

use super::{Motion, step};
use crate::review::located::Found;
use crate::workbench::action::Action;
use crate::workbench::effect::Effect;
use crate::workbench::field::Field;
use crate::workbench::flow::{Flow, Line};
use crate::workbench::layout::{geometry, inside};
use crate::workbench::mode::Mode;
use crate::workbench::seek;
use crate::workbench::state::{Pane, Search, SourceState, State, word_at};
use crate::workbench::view::source::{GUTTER, text_area};

/// How many lines of words the pane shows, and how wide they are.
fn size(state: &State) -> (u16, usize) {
    let Some(at) = geometry(state.size, &state.layout) else { return (40, 1) };
    let area = text_area(state, inside(at.source));
    (area.width.saturating_sub(GUTTER), usize::from(area.height).max(1))
}

/// Shows the selected claim's quote in its source.
pub(super) fn show_quote(state: &mut State, effects: &mut Vec<Effect>) {
    let Some((live, found)) = state.shown_quote() else { return };
    let range = match found {
        Found::Resolved(located) => located.resolution.range.clone(),
        Found::Pending | Found::Unreadable(_) => None,
    };
    let named = live.evidence.source.clone();
    let Some(source) = state.review.packet().sources.iter().position(|source| source.id == named) else { return };
    show_source(state, source, effects);
    if let Some(range) = range {
        look_at(state, range);
    }
}

/// Puts a source in the pane, from its beginning unless it is there already.
pub(super) fn show_source(state: &mut State, source: usize, effects: &mut Vec<Effect>) {
    state.opened.insert(source);
    if state.source.source != source {
        state.source.source = source;
        (state.source.top, state.source.top_is_label) = (0, true);
        state.source.cursor = 0;
        (state.source.anchor, state.source.pressed) = (None, None);
    }
    if matches!(state.sources.get(source), Some(SourceState::Waiting)) {
        effects.push(Effect::Read { source });
    }
}

/// Puts a range on screen, with the cursor on its first word: where it stands, if all of it can be seen
/// already, for people lose their place in words that jump; else in the upper third of the pane.
pub(super) fn look_at(state: &mut State, range: Range<usize>) {
    let (width, height) = size(state);
    let Some(text) = state.shown_text() else { return };
    let flow = Flow::new(text, width);
    let Some(line) = flow.line_at(range.start) else { return };
    let last = range.end.saturating_sub(1).max(range.start);
    let is_seen = top_line(state, &flow).is_some_and(|top| {
        let has = |line: &Line, at: usize| !line.label && line.words.contains(&at);
        let mut lines = flow.from(top).take(height).skip_while(|line| !has(line, range.start));
        lines.any(|line| has(&line, last))
    });
    if is_seen {
        state.source.cursor = range.start;
        return;
    }
    let top = flow.up(line, height / 3);
    set_top(state, &top);
    state.source.cursor = range.start;
}

fn set_top(state: &mut State, line: &Line) {
    (state.source.top, state.source.top_is_label) = (line.words.start, line.label);
}

/// The first line that is shown.
pub fn top_line(state: &State, flow: &Flow<'_>) -> Option<Line> {
    let line = flow.line_at(state.source.top)?;
    if state.source.top_is_label && state.source.top <= line.words.start {
        let before = flow.previous(&line);
        return Some(before.filter(|before| before.label && before.turn == line.turn).unwrap_or(line));
    }
    Some(line)
}

/// Scrolls the source, or moves the end of the selection when words are being selected.
pub(super) fn scroll(state: &mut State, motion: Motion) {
    let (width, height) = size(state);
    let Some(text) = state.shown_text() else { return };
    let flow = Flow::new(text, width);
    let Some(cursor) = flow.line_at(state.source.cursor) else { return };
    let page = height.saturating_sub(1).max(1);
    let words = |line: Line| if line.label { flow.next(&line).unwrap_or(line) } else { line };
    let words_up = |line: Line| if line.label { flow.previous(&line).unwrap_or_else(|| words(line)) } else { line };
    let to = match motion {
        Motion::Down => flow.next(&cursor).map(words),
        Motion::Up => flow.previous(&cursor).map(words_up),
        Motion::PageDown => Some(words(flow.down(cursor.clone(), page))),
        Motion::PageUp => Some(words(flow.up(cursor.clone(), page))),
        Motion::Top => flow.first().map(words),
        Motion::Bottom => flow.last(),
    };
    let Some(to) = to else { return };
    // The column is kept as far as the words allow.
    let column = match motion {
        Motion::Top | Motion::Bottom => 0,
        Motion::Down | Motion::Up | Motion::PageDown | Motion::PageUp => {
            state.source.cursor.saturating_sub(cursor.words.start)
        }
    };
    let at = (to.words.start + column).min(to.words.end.saturating_sub(1)).max(to.words.start);
    let at = first_letter(text.as_str(), word_at(text.as_str(), at).start.max(to.words.start));
    state.source.cursor = at;
    keep_cursor_in_view(state);
}

/// The first byte at or after `at` that is no blank.
fn first_letter(text: &str, at: usize) -> usize {
    text[at..].char_indices().find(|(_, c)| !c.is_whitespace()).map_or(at, |(offset, _)| at + offset)
}

/// Selects words that somebody quoted.
pub(super) fn select_at(state: &mut State, source: usize, words: Range<usize>, effects: &mut Vec<Effect>) {
    show_source(state, source, effects);
    look_at(state, words.clone());
    state.source.anchor = Some(words.start);
    state.source.cursor = words.end.saturating_sub(1).max(words.start);
    state.focus = Pane::Source;
}

/// Moves by one word.
pub(super) fn word(state: &mut State, forward: bool) {
    let Some(text) = state.shown_text() else { return };
    let all = text.as_str();
    let here = word_at(all, state.source.cursor);
    let to = if forward {
        first_letter(all, here.end)
    } else {
        let before = all[..here.start].trim_end();
        word_at(all, before.len().saturating_sub(1)).start
    };
    // Words stand in turns; what lies between two turns is no words.
    let Some(turn) = text.turn_at(to).map(|turn| text.turns()[turn]) else { return };
    state.source.cursor = if forward {
        to.max(turn.start as usize)
    } else {
        match (to as u32) < turn.start {
            false => to,
            true => text.turn_at(to).and_then(|at| at.checked_sub(1)).map_or(turn.start as usize, |at| {
                let previous = text.turns()[at];
                word_at(all, (previous.end as usize).saturating_sub(1)).start.max(previous.start as usize)
            }),
        }
    };
    keep_cursor_in_view(state);
}

fn keep_cursor_in_view(state: &mut State) {
    let (width, height) = size(state);
    let Some(text) = state.shown_text() else { return };
    let flow = Flow::new(text, width);
    let (Some(top), Some(cursor)) = (top_line(state, &flow), flow.line_at(state.source.cursor)) else { return };
    let last = flow.from(top.clone()).take(height).last().unwrap_or_else(|| top.clone());
    let above = (cursor.turn, cursor.words.start) < (top.turn, top.words.start);
    let below = (cursor.turn, cursor.words.start) > (last.turn, last.words.start);
    if above {
        let top = flow.up(cursor, usize::from(height > 4));
        set_top(state, &top);
    } else if below {
        let top = flow.up(cursor, height.saturating_sub(1 + usize::from(height > 4)));
        set_top(state, &top);
    }
}

/// Begins to select words, or ends it.
pub(super) fn select(state: &mut State) {
    if state.source.anchor.take().is_none() {
        state.source.anchor = Some(state.source.cursor);
        say_selecting(state);
    }
}

/// Says what can be done with selected words, by the keys that do it.
pub(super) fn say_selecting(state: &mut State) {
    let can = [
        (Action::AttachWords, "attaches"),
        (Action::AddClaim, "makes a claim"),
        (Action::FlagSpin, "flags spin"),
        (Action::Copy, "copies"),
    ];
    let key = |action| state.keymap.label_for(action);
    let can: Vec<String> = can.iter().filter_map(|(action, does)| Some(format!("{} {does}", key(*action)?))).collect();
    state.say(format!("selecting: move to the last word, then {}", can.join(", ")));
}

/// Moves what is seen by so many lines, as far as there are any. The cursor stays on its words until they leave
/// the pane; the end of a selection stays where it is.
pub(super) fn roll(state: &mut State, lines: usize, down: bool) {
    let (width, height) = size(state);
    let Some(text) = state.shown_text() else { return };
    let flow = Flow::new(text, width);
    let (Some(top), Some(last)) = (top_line(state, &flow), flow.last()) else { return };
    let to = if down {
        // The last page is full where the text is long enough.
        let least = flow.up(last, height.saturating_sub(1));
        let to = flow.down(top.clone(), lines);
        let place = |line: &Line| (line.turn, line.words.start, !line.label);
        if place(&to) <= place(&least) {
            to
        } else if place(&top) < place(&least) {
            least
        } else {
            top
        }
    } else {
        flow.up(top, lines)
    };
    let cursor = flow.line_at(state.source.cursor);
    let seen: Vec<Line> = flow.from(to.clone()).take(height).filter(|line| !line.label).collect();
    let edges = seen.first().zip(seen.last()).map(|(first, last)| (first.words.clone(), last.words.clone()));
    set_top(state, &to);
    if let (Some(cursor), Some((first, last)), None) = (cursor, edges, state.source.anchor) {
        if cursor.words.start < first.start {
            state.source.cursor = first.start;
        } else if cursor.words.start > last.start {
            state.source.cursor = last.start;
        }
    }
}

/// Does something that moves the panes' edges. A quote that was on screen is on screen after it, or else the
/// words under the cursor where the source has the focus.
pub(super) fn keeping_in_view(state: &mut State, change: impl FnOnce(&mut State)) {
    let quote = |state: &State| match state.shown_quote() {
        Some((live, Found::Resolved(located))) => {
            let shown = state.review.packet().sources.get(state.source.source)?;
            located.resolution.range.clone().filter(|_| shown.id == live.evidence.source)
        }
        Some((_, Found::Pending | Found::Unreadable(_))) | None => None,
    };
    let wanted = match state.focus {
        Pane::Source => Some(state.source.cursor..state.source.cursor + 1),
        Pane::Claims | Pane::Claim => quote(state),
    };
    let wanted = wanted.filter(|range| is_seen(state, range.start));
    change(state);
    let cursor = state.source.cursor;
    if let Some(range) = wanted {
        look_at(state, range);
        state.source.cursor = cursor;
    }
}

fn is_seen(state: &State, byte: usize) -> bool {
    let (width, height) = size(state);
    let Some(text) = state.shown_text() else { return false };
    let flow = Flow::new(text, width);
    top_line(state, &flow)
        .is_some_and(|top| flow.from(top).take(height).any(|line| !line.label && line.words.contains(&byte)))
}

/// Shows the claim's next quote, or the previous one.
pub(super) fn turn_quotes(state: &mut State, by: isize, effects: &mut Vec<Effect>) {
    let Some(index) = state.selected() else { return };
    let count = state.review.evidence(index).len().max(1) as isize;
    state.source.quote = (state.source.quote as isize + by).rem_euclid(count) as usize;
    show_quote(state, effects);
    let at = state.source.quote + 1;
    state.say(format!("quote {at} of {count}"));
}

/// Shows the packet's next source, or the previous one.
pub(super) fn turn_sources(state: &mut State, by: isize, effects: &mut Vec<Effect>) {
    let count = state.sources.len().max(1) as isize;
    let source = (state.source.source as isize + by).rem_euclid(count) as usize;
    show_source(state, source, effects);
    state.focus = Pane::Source;
}

/// Goes from the words under the cursor to a claim that rests on them; again for the next one.
pub(super) fn claims_here(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(shown) = state.review.packet().sources.get(state.source.source).map(|source| source.id.clone()) else {
        return;
    };
    let cursor = state.source.cursor;
    let rests = |index: &usize| {
        state.review.evidence(*index).iter().zip(&state.found[*index]).any(|(live, found)| match found {
            Found::Resolved(located) => {
                live.evidence.source == shown
                    && located.resolution.range.as_ref().is_some_and(|range| range.contains(&cursor))
            }
            Found::Pending | Found::Unreadable(_) => false,
        })
    };
    let here: Vec<usize> = (0..state.review.len()).filter(rests).collect();
    let next = match state.selected().and_then(|selected| here.iter().position(|index| *index == selected)) {
        Some(at) => here.get((at + 1) % here.len()).copied(),
        None => here.first().copied(),
    };
    let Some(claim) = next else {
        let (select, add) = (state.key(Action::SelectWords), state.key(Action::AddClaim));
        state.say(format!("no claim rests on these words; {select} selects them, {add} makes a claim of them"));
        return;
    };
    let place = state.source.clone();
    step::go_to(state, claim, effects);
    // The person is looking at these words; they stay where they are.
    let quote = state.source.quote;
    state.source = place;
    state.source.quote = quote;
    let id = state.review.claim(claim).id.clone();
    let among = if here.len() > 1 { format!(", one of {}; again for the next", here.len()) } else { String::new() };
    state.say(format!("{id} rests on these words{among}"));
}

/// Opens the search in the footer.
pub(super) fn open_search(state: &mut State) {
    let before = state.source.search.as_ref().map_or(String::new(), |search| search.words.clone());
    state.mode = Mode::Search(Field::optional("find in source", &before));
}

/// Goes to the first place at or after the top of the pane, while the words are being typed.
pub(super) fn search_as_typed(state: &mut State) {
    let Mode::Search(field) = &state.mode else { return };
    let words = field.text();
    if words.is_empty() {
        state.source.search = None;
        return;
    }
    let found = state.shown_text().and_then(|text| {
        let all = text.as_str();
        seek::next(all, &words, state.source.top).or_else(|| seek::next(all, &words, 0))
    });
    found_at(state, words, found);
}

/// Shows where the words were found in the source on screen, if they were, and counts them there.
fn found_at(state: &mut State, words: String, place: Option<Range<usize>>) {
    let tally = place.as_ref().and_then(|place| Some(seek::tally(state.shown_text()?.as_str(), &words, place)));
    state.source.search = Some(Search { words, place: place.clone(), tally });
    if let Some(place) = place {
        look_at(state, place);
    }
}

/// Enter in the search: the words are searched for, in the other sources too.
pub(super) fn search_taken(state: &mut State, effects: &mut Vec<Effect>) {
    search_as_typed(state);
    state.mode = Mode::Browse;
    state.focus = Pane::Source;
    match &state.source.search {
        Some(Search { place: None, .. }) => next_match(state, true, effects),
        Some(_) => say_place(state),
        None => {}
    }
}

/// Says which place this is, and how to go on.
fn say_place(state: &mut State) {
    let Some(Search { words, tally: Some(tally), .. }) = &state.source.search else { return };
    let name = state.review.packet().sources.get(state.source.source).map_or("", |source| source.name());
    let [next, previous, end] =
        [Action::NextUndecided, Action::PreviousUndecided, Action::Cancel].map(|it| state.key(it));
    let said = format!("“{words}”: {tally} in {name} · {next} and {previous} go on, {end} ends the search");
    state.say(said);
}

/// Goes to the next place where the words stand, through the other sources and round the end.
pub(super) fn next_match(state: &mut State, forward: bool, effects: &mut Vec<Effect>) {
    let Some(Search { words, place: last, .. }) = state.source.search.clone() else { return };
    let count = state.sources.len();
    let here = state.source.source;
    for offset in 0..=count {
        let source = if forward { (here + offset) % count } else { (here + count - offset % count) % count };
        let SourceState::Ready(loaded) = &state.sources[source] else { continue };
        let all = loaded.text.as_str();
        let found = match (&last, offset, forward) {
            (Some(last), 0, true) => seek::next(all, &words, last.end),
            (Some(last), 0, false) => seek::previous(all, &words, last.start),
            (_, _, true) => seek::next(all, &words, 0),
            (_, _, false) => seek::previous(all, &words, all.len()),
        };
        if let Some(range) = found {
            if source != here {
                show_source(state, source, effects);
            }
            found_at(state, words, Some(range));
            say_place(state);
            return;
        }
    }
    let unread = state.sources.iter().filter(|source| matches!(source, SourceState::Waiting)).count();
    let rest = if unread > 0 { format!("; {unread} sources are still being read") } else { String::new() };
    state.source.search = Some(Search { words: words.clone(), place: None, tally: None });
    state.warn(format!("“{words}” stands in no source{rest}"));
}

/// Copies the selected words, or the claim with its quote.
pub(super) fn copy(state: &mut State, effects: &mut Vec<Effect>) {
    let selected = state.selection().and_then(|range| Some(state.shown_text()?.as_str()[range].to_owned()));
    if let Some(words) = selected {
        state.source.anchor = None;
        state.say("the selected words are on the clipboard, if your terminal allows it");
        effects.push(Effect::Copy(words));
        return;
    }
    let Some(index) = state.selected() else {
        state.warn("no claim is selected, and no words are");
        return;
    };
    let mut text = state.review.wording(index).to_owned();
    // Words that are not in their source never stand in quotation marks.
    if let Some((live, found)) = state.shown_quote()
        && found.counts()
    {
        let speaker = match found {
            Found::Resolved(located) => located.speaker.as_ref().map(|speaker| speaker.name.clone()),
            Found::Pending | Found::Unreadable(_) => None,
        };
        let source = state.review.packet().source(&live.evidence.source).map_or("", |source| source.name());
        text.push_str(&format!(
            "\n“{}” ({}{source})",
            live.evidence.quote.exact,
            speaker.map_or(String::new(), |name| name + ", ")
        ));
    }
    let id = state.review.claim(index).id.clone();
    state.say(format!("{id} is on the clipboard, if your terminal allows it"));
    effects.push(Effect::Copy(text));
}
