//! Moving about: through the list, the claim pane and the panes themselves.

use super::{Motion, source};
use crate::review::located::{Beside, Found};
use crate::workbench::action::Action;
use crate::workbench::effect::Effect;
use crate::workbench::layout::{Layout, geometry, inside};
use crate::workbench::mode::Filter;
use crate::workbench::state::{ListRow, Pane, State};

/// How many rows the claims pane shows.
fn list_height(state: &State) -> usize {
    geometry(state.size, &state.layout).map_or(1, |at| usize::from(inside(at.claims).height).max(1))
}

/// Moves through the claims.
pub(super) fn list(state: &mut State, motion: Motion, effects: &mut Vec<Effect>) {
    let rows = &state.list.rows;
    let selectable = |at: &usize| !matches!(rows[*at], ListRow::Heading(_));
    let page = list_height(state).saturating_sub(1).max(1);
    let from = state.list.cursor;
    let found = match motion {
        Motion::Down => (from + 1..rows.len()).find(selectable),
        Motion::Up => (0..from).rev().find(selectable),
        Motion::PageDown => {
            let to = (from + page).min(rows.len().saturating_sub(1));
            (to..rows.len()).find(selectable).or_else(|| (0..=to).rev().find(|at| *at < rows.len() && selectable(at)))
        }
        Motion::PageUp => {
            let to = from.saturating_sub(page);
            (0..=to).rev().find(|at| *at < rows.len() && selectable(at)).or_else(|| (to..rows.len()).find(selectable))
        }
        Motion::Top => (0..rows.len()).find(selectable),
        Motion::Bottom => (0..rows.len()).rev().find(selectable),
    };
    if let Some(to) = found {
        select_row(state, to, effects);
    }
}

/// Puts the cursor of the list on a row.
pub(super) fn select_row(state: &mut State, row: usize, effects: &mut Vec<Effect>) {
    if row != state.list.cursor {
        state.list.cursor = row;
        arrived(state, effects);
    }
    keep_in_view(state);
}

/// Goes to a claim. When the filter hides it, the filter goes.
pub fn go_to(state: &mut State, claim: usize, effects: &mut Vec<Effect>) {
    let row_of = |state: &State| state.list.rows.iter().position(|row| *row == ListRow::Claim(claim));
    if row_of(state).is_none() {
        state.list.filter = Filter::All;
        state.relist();
        state.say("the filter was left, because it does not show that claim");
    }
    if let Some(row) = row_of(state) {
        select_row(state, row, effects);
    }
}

/// A claim was come to: its first quote is put on screen, and looked for before any other's.
pub(super) fn arrived(state: &mut State, effects: &mut Vec<Effect>) {
    state.claim_scroll = 0;
    state.source.quote = 0;
    state.source.anchor = None;
    effects.push(Effect::Look(state.selected().map(|index| state.review.claim(index).id.clone())));
    if let Some(claim) = state.selected() {
        let found = state.found.get(claim).map_or(&[][..], Beside::as_slice);
        if found.contains(&Found::Pending) {
            effects.push(Effect::Find { claim });
        }
        // The best of its quotes is shown first: one that was located, else one that shouts.
        state.source.quote = found.iter().position(|found| found.counts()).unwrap_or(0);
    }
    source::show_quote(state, effects);
}

/// Keeps the cursor of the list on screen, with a little room around it. Where it would leave, the list moves
/// on by a quarter of its height: what comes next is seen before it is come to, and most steps leave the
/// other rows where they are.
pub fn keep_in_view(state: &mut State) {
    let height = list_height(state);
    let margin = usize::from(height > 6);
    let ahead = height / 4;
    let cursor = state.list.cursor;
    // The heading above the first claim of a section comes along.
    let above = usize::from(cursor > 0 && matches!(state.list.rows.get(cursor - 1), Some(ListRow::Heading(_))));
    let least = (cursor + 1 + margin).saturating_sub(height);
    let most = cursor.saturating_sub(margin.max(above));
    let last_top = state.list.rows.len().saturating_sub(height);
    let top = state.list.top;
    let (least, most) = (least.min(most), most.max(least));
    let top = match top {
        top if top < least => (least + ahead).min(most),
        top if top > most => most.saturating_sub(ahead).max(least),
        top => top,
    };
    state.list.top = top.min(last_top);
}

/// Scrolls the claim pane. The view clips what is too far down.
pub(super) fn claim(state: &mut State, motion: Motion) {
    let page = geometry(state.size, &state.layout).map_or(1, |at| usize::from(inside(at.claim).height).max(2) - 1);
    let length = crate::workbench::view::claim::length(state);
    let last = length.saturating_sub(page);
    state.claim_scroll = match motion {
        Motion::Down => state.claim_scroll + 1,
        Motion::Up => state.claim_scroll.saturating_sub(1),
        Motion::PageDown => state.claim_scroll + page,
        Motion::PageUp => state.claim_scroll.saturating_sub(page),
        Motion::Bottom => last,
        Motion::Top => 0,
    }
    .min(last);
}

/// Goes to the next or previous claim without a verdict, round the end.
pub(super) fn undecided(state: &mut State, forward: bool, effects: &mut Vec<Effect>) {
    let rows = &state.list.rows;
    let open = |at: &usize| match rows[*at] {
        ListRow::Claim(index) => super::meeting::is_open(state, index),
        ListRow::Heading(_) | ListRow::Open(_) => false,
    };
    let from = state.list.cursor;
    let found = if forward {
        (from + 1..rows.len()).chain(0..from).find(open)
    } else {
        (0..from).rev().chain((from + 1..rows.len()).rev()).find(open)
    };
    match found {
        Some(row) => select_row(state, row, effects),
        None if state.counts.decided == state.counts.claims => {
            let key = state.key(Action::ShowBlockers);
            state.say(format!("every claim is decided; {key} shows what still blocks sign-off"));
        }
        None if state.list.filter == Filter::All => state.say("this is the last undecided claim"),
        None => {
            let filter = state.key(Action::Filter);
            state.say(format!("no other undecided claim is listed; {filter} a lists them all"));
        }
    }
}

/// Gives the keys to the next pane, or the previous one.
pub(super) fn focus(state: &mut State, forward: bool) {
    state.focus = match (state.focus, forward) {
        (Pane::Claims, true) | (Pane::Source, false) => Pane::Claim,
        (Pane::Claim, true) | (Pane::Claims, false) => Pane::Source,
        (Pane::Source, true) | (Pane::Claim, false) => Pane::Claims,
    };
    if state.layout.zoom.is_some() {
        state.layout.zoom = Some(state.focus);
    }
}

/// Gives the pane with the focus the whole screen, or gives it back.
pub(super) fn zoom(state: &mut State) {
    source::keeping_in_view(state, |state| {
        state.layout.zoom = if state.layout.zoom.is_some() { None } else { Some(state.focus) };
    });
    keep_in_view(state);
}

/// Makes the pane with the focus wider by so many columns.
pub(super) fn widen(state: &mut State, by: i16, effects: &mut Vec<Effect>) {
    source::keeping_in_view(state, |state| {
        let layout = &mut state.layout;
        match state.focus {
            Pane::Claims => layout.claims = (layout.claims - by).clamp(-200, 200),
            Pane::Claim => layout.source = (layout.source + by).clamp(-200, 200),
            Pane::Source => layout.source = (layout.source - by).clamp(-200, 200),
        }
    });
    keep_in_view(state);
    effects.push(remember(state));
}

/// Puts the panes back as they were.
pub(super) fn reset_layout(state: &mut State, effects: &mut Vec<Effect>) {
    source::keeping_in_view(state, |state| {
        state.layout = Layout { strip: state.layout.strip, ..Layout::default() };
    });
    keep_in_view(state);
    effects.push(remember(state));
}

/// Leaves the mouse to the terminal, whose own selecting then works as elsewhere; or takes it back.
pub(super) fn toggle_mouse(state: &mut State, effects: &mut Vec<Effect>) {
    state.mouse = !state.mouse;
    effects.push(Effect::Mouse(state.mouse));
    state.say(if state.mouse {
        "the mouse works here again: click, wheel, drag to select words of the source"
    } else {
        "the mouse is your terminal's now; the same key takes it back"
    });
}

/// What is to be remembered of where the person is.
pub(super) fn remember(state: &State) -> Effect {
    let claim = state.selected().map(|index| state.review.claim(index).id.clone());
    Effect::Remember { claim, layout: state.layout, asks: state.life.asks.clone() }
}

/// Leaves a selection, a search, a zoom or a filter, in that order.
pub(super) fn cancel(state: &mut State, effects: &mut Vec<Effect>) {
    if state.source.anchor.take().is_some() || state.source.search.take().is_some() {
        return;
    }
    if state.layout.zoom.take().is_some() {
        keep_in_view(state);
        return;
    }
    if state.list.filter != Filter::All {
        state.list.filter = Filter::All;
        state.relist();
        keep_in_view(state);
        arrived(state, effects);
        state.say("all claims are listed again");
    } else if state.focus != Pane::Claims {
        state.focus = Pane::Claims;
    } else if state.tour.take().is_some() {
        state.layout.strip = 0;
        keep_in_view(state);
        let (help, quit) = (state.key(Action::ShowHelp), state.key(Action::Quit));
        state.say(format!("the tour is over; {help} says every key, {quit} leaves"));
    } else {
        let quit = state.key(Action::Quit);
        state.say(format!("nothing to leave; {quit} quits, and everything decided is saved"));
    }
}
