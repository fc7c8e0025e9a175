//! What a line means, given what is going on: keys of the person's own keymap, an action's name, a choice,
//! a text. Pure: a state and a line in, what to do out.

use crate::packet::ClaimId;
use crate::workbench::action::{Action, Context};
use crate::workbench::effect::Msg;
use crate::workbench::key::{Key, Keymap, Step, parse_keys};
use crate::workbench::mode::{Form, Listing, Menu, Mode, Of, Tone};
use crate::workbench::state::State;

/// Leaves whatever is open.
pub(super) const LEAVE: &str = ".";
/// Empties a field.
pub(super) const EMPTY: &str = "-";
/// The next page of a list.
pub(super) const MORE: &str = "+";
/// Marks the line of a list whose number stands behind it.
pub(super) const MARK: &str = "*";
/// Records what is marked.
pub(super) const DONE: &str = "ok";

/// What a line comes to.
#[derive(Debug)]
pub(super) enum Heard {
    /// These things happen, in order.
    Do(Vec<Msg>),
    /// Everything is said again.
    Again,
    /// The next page of the open list is said.
    More,
    /// Words of a source are asked for; then the action goes on with them.
    Words(Action),
    /// The cursor of the open list goes to that row; then the action happens.
    Row(usize, Action),
    /// Go to that claim.
    Claim(ClaimId),
    /// Nothing happens, and why.
    Nothing(String),
}

/// What a line means now.
pub(super) fn hear(state: &State, line: &str) -> Heard {
    match &state.mode {
        Mode::Browse => browse(state, line),
        Mode::Menu(menu) => choose(state, menu, line.trim()),
        Mode::Form(form) => fill(state, form, line),
        Mode::Listing(listing) => pick(state, listing, line.trim()),
        Mode::Search(_) => match line.trim() {
            LEAVE => act(Action::FieldLeave),
            words => Heard::Do(vec![Msg::Fill(words.to_owned()), Msg::Act(Action::FieldSave)]),
        },
    }
}

fn act(action: Action) -> Heard {
    Heard::Do(vec![Msg::Act(action)])
}

/// The action of a complete key sequence.
pub(super) fn action_of(keymap: &Keymap, context: Context, line: &str) -> Option<Action> {
    let keys: Vec<Key> = parse_keys(line).ok()?;
    let (last, pending) = keys.split_last()?;
    match keymap.step(context, pending, *last) {
        Step::Action(action) => Some(action),
        Step::Pending(_) | Step::None => None,
    }
}

/// The action that a line names by its key, its name or the words help has for it.
fn named(state: &State, line: &str) -> Option<Action> {
    // Help shows `ctrl-r` where a keymap writes `<ctrl-r>`.
    let of_label = || action_of(&state.keymap, Context::Browse, &format!("<{line}>"));
    let of_key = action_of(&state.keymap, Context::Browse, line);
    let name = line.to_lowercase().replace([' ', '-'], "_");
    of_key.or_else(|| Action::from_name(&name)).or_else(|| {
        Action::ALL
            .iter()
            .copied()
            .find(|action| action.section().context() == Context::Browse && action.label() == line.to_lowercase())
            .or_else(of_label)
    })
}

fn browse(state: &State, line: &str) -> Heard {
    // A lone blank is the space bar; blanks round anything else mean nothing.
    let line = if line == " " { line } else { line.trim() };
    if line.is_empty() {
        return Heard::Again;
    }
    match named(state, line) {
        Some(action) if action.section().context() != Context::Browse => {
            Heard::Nothing(format!("{line} works only in a text or a list"))
        }
        Some(Action::AttachWords | Action::AddClaim | Action::SelectWords) if state.selection().is_none() => {
            let action = named(state, line).unwrap_or(Action::SelectWords);
            match crate::workbench::update::available(state, action) {
                // Words are what these lack; anything else that is in the way is said first.
                Err(why) if state.read_only.is_some() => Heard::Nothing(why),
                Err(_) | Ok(()) => Heard::Words(action),
            }
        }
        Some(Action::Suspend) => Heard::Nothing("ctrl-z puts the program to sleep here, as in any shell".to_owned()),
        Some(Action::Zoom | Action::Widen | Action::Narrow | Action::ResetLayout) => {
            Heard::Nothing("there are no panes here; everything is said in full".to_owned())
        }
        Some(Action::ToggleMouse) => Heard::Nothing("there is no mouse here".to_owned()),
        Some(action) => act(action),
        None if state.review.find(&ClaimId::from(line)).is_some() => Heard::Claim(ClaimId::from(line)),
        None => unknown(state, line),
    }
}

/// A line that is nothing: a search with its words behind it, or a mistake.
fn unknown(state: &State, line: &str) -> Heard {
    let split = line.split_once(' ').or_else(|| {
        let first = line.chars().next()?;
        Some(line.split_at(first.len_utf8()))
    });
    if let Some((head, rest)) = split
        && let Some(action @ (Action::FindClaim | Action::FindInSource)) = named(state, head)
        && !rest.trim().is_empty()
    {
        let mut steps = vec![Msg::Act(action), Msg::Fill(rest.trim().to_owned())];
        if action == Action::FindInSource {
            steps.push(Msg::Act(Action::FieldSave));
        }
        return Heard::Do(steps);
    }
    let several = parse_keys(line).is_ok_and(|keys| {
        !line.contains(' ')
            && keys.len() > 1
            && keys.iter().all(|key| action_of(&state.keymap, Context::Browse, &key.to_string()).is_some())
    });
    let help = state.keymap.keys_for(Action::ShowHelp).next().unwrap_or("show_help");
    Heard::Nothing(if several {
        format!("one key a line, please: `{line}` is several; nothing was done")
    } else {
        format!("`{line}` does nothing here; {help} says every key, and an action's name or a claim's id works too")
    })
}

fn choose(state: &State, menu: &Menu, line: &str) -> Heard {
    if line.is_empty() {
        return Heard::Again;
    }
    if line == LEAVE || action_of(&state.keymap, Context::List, line) == Some(Action::ListClose) {
        return act(Action::ListClose);
    }
    let mut letters = line.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if menu.items.iter().any(|item| item.key == letter) => {
            Heard::Do(vec![Msg::Key(Key::char(letter))])
        }
        _ => match menu.items.iter().find(|item| item.label.eq_ignore_ascii_case(line)) {
            Some(item) => Heard::Do(vec![Msg::Key(Key::char(item.key))]),
            None => Heard::Nothing(format!("`{line}` is none of these; {LEAVE} leaves")),
        },
    }
}

fn fill(state: &State, form: &Form, line: &str) -> Heard {
    let next = if form.at + 1 < form.fields.len() { Action::FieldNext } else { Action::FieldSave };
    match line.trim() {
        "" => act(next),
        LEAVE => act(Action::FieldLeave),
        EMPTY => Heard::Do(vec![Msg::Fill(String::new()), Msg::Act(next)]),
        text => {
            let named = text.starts_with('<') && text.ends_with('>');
            let label = text.starts_with("ctrl-") || text.starts_with("alt-");
            let key = if label { format!("<{text}>") } else { text.to_owned() };
            match action_of(&state.keymap, Context::Field, &key).filter(|_| named || label) {
                Some(action) => act(action),
                None => Heard::Do(vec![Msg::Fill(text.to_owned()), Msg::Act(next)]),
            }
        }
    }
}

fn pick(state: &State, listing: &Listing, line: &str) -> Heard {
    let marking = matches!(listing.of, Of::Looked(_));
    let close = action_of(&state.keymap, Context::List, line) == Some(Action::ListClose);
    match line {
        "" => Heard::Again,
        LEAVE => act(Action::ListClose),
        MORE => Heard::More,
        DONE if marking => act(Action::ListTake),
        _ if close => act(Action::ListClose),
        _ if listing.of == Of::Findings && line.starts_with(MORE) => {
            let number =
                line.trim_start_matches(MORE).trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            match number.and_then(|number| numbered(listing).nth(number)) {
                Some(row) => Heard::Row(row, Action::ListAdd),
                None => Heard::Nothing(format!("{line} names no line here")),
            }
        }
        _ => match line.trim_start_matches(MARK).trim().parse::<usize>().ok().filter(|number| *number > 0) {
            Some(number) => match numbered(listing).nth(number - 1) {
                Some(row) => {
                    Heard::Row(row, if marking || line.starts_with(MARK) { Action::ListMark } else { Action::ListTake })
                }
                None => Heard::Nothing(format!("there is no line {number} here")),
            },
            None if marking => Heard::Nothing(format!("give the number of a source, {DONE} or {LEAVE}")),
            None => Heard::Do(vec![Msg::Fill(line.to_owned())]),
        },
    }
}

/// The rows of a list that have a number, in order.
pub(super) fn numbered(listing: &Listing) -> impl Iterator<Item = usize> + '_ {
    listing.rows.iter().enumerate().filter(|(_, row)| row.tone != Tone::Heading).map(|(at, _)| at)
}
