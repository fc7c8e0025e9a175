//! The two last rows: what was said last, and the keys that matter now, which can be clicked. What was said
//! grows upward over the panes where one row is not enough.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};
use unicode_width::UnicodeWidthStr;

use super::paint::{cut, put, wrapped};
use crate::review::word::Stage;
use crate::workbench::action::Action;
use crate::workbench::key::Keymap;
use crate::workbench::layout::geometry;
use crate::workbench::mode::{Listing, Mode, Of};
use crate::workbench::state::{Pane, Search, State};
use crate::workbench::theme::{Role, Theme};
use crate::workbench::update::{available, context, outcome_of, slot_of};

/// As many rows as what was said takes at most.
const MOST_ROWS: usize = 3;

/// Draws what was said last, what a prefix waits for, or the search.
pub fn message(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width.saturating_sub(2));
    let at = (area.x + 1, area.y);
    if let Mode::Search(field) = &state.mode {
        let found = match &state.source.search {
            Some(Search { place: None, .. }) => "   (not in this source; enter looks in the others)".to_owned(),
            Some(Search { tally: Some(tally), .. }) => format!("   ({tally} in this source)"),
            Some(Search { tally: None, .. }) | None => String::new(),
        };
        let text = format!("find in source: {}{found}", field.text());
        buffer.set_stringn(
            at.0,
            at.1,
            cut(&text, area.width.saturating_sub(2), theme.ellipsis()),
            width,
            theme.style(Role::Prompt),
        );
        return;
    }
    if !state.pending.is_empty() {
        let typed: String = state.pending.iter().map(ToString::to_string).collect();
        let hints: Vec<String> = state
            .keymap
            .bindings(context(state))
            .filter_map(|(keys, action)| Some((keys.strip_prefix(state.pending.as_slice())?, action)))
            .map(|(rest, action)| {
                let rest: Vec<String> = rest.iter().map(|key| key.label()).collect();
                format!("{} {}", rest.join(" "), action.label())
            })
            .collect();
        over_the_panes(&format!("{typed} …  {}", hints.join("   ")), theme, Role::Prompt, area, buffer);
    } else if let Some(message) = state.message() {
        let role = if message.alarm { Role::Error } else { Role::Message };
        over_the_panes(&message.text, theme, role, area, buffer);
    } else if let Some(why) = &state.read_only {
        let text = cut(&theme.dots(&format!("read-only: {why}")), area.width.saturating_sub(2), theme.ellipsis());
        buffer.set_stringn(at.0, at.1, text, width, theme.style(Role::Error));
    }
}

/// A text that is longer than its row stands over the last rows of the panes as well: the end of a sentence is
/// often what to do next.
pub fn over_the_panes(text: &str, theme: &Theme, role: Role, area: Rect, buffer: &mut Buffer) {
    let style = theme.style(role);
    let mut lines = wrapped(&[(theme.dots(text).into_owned(), style)], area.width.saturating_sub(2), "", "");
    if lines.len() > MOST_ROWS {
        lines.truncate(MOST_ROWS);
        if let Some(last) = lines.last_mut() {
            let words: String = last.spans.iter().map(|span| span.content.as_ref()).collect();
            *last =
                Line::styled(format!("{} {}", cut(&words, area.width.saturating_sub(4), ""), theme.ellipsis()), style);
        }
    }
    let first = area.bottom().saturating_sub(lines.len() as u16);
    for (y, line) in (first..area.bottom()).zip(lines) {
        let row = Rect { y, height: 1, ..area };
        if y != area.y {
            Clear.render(row, buffer);
        }
        line.render(Rect { x: row.x + 1, width: row.width.saturating_sub(2), ..row }, buffer);
    }
}

/// Where the cursor of the search stands.
pub fn search_cursor(state: &State) -> Option<(u16, u16)> {
    let Mode::Search(field) = &state.mode else { return None };
    let at = geometry(state.size, &state.layout)?;
    let column = "find in source: ".width() + field.text().width();
    Some((at.message.x + 1 + (column as u16).min(at.message.width.saturating_sub(3)), at.message.y))
}

/// Columns between two hints.
const BETWEEN: u16 = 2;

/// A key that matters now, and where it stands.
#[derive(Debug)]
pub struct Hint {
    x: u16,
    action: Action,
    keys: String,
    label: &'static str,
}

impl Hint {
    /// An action that has a key.
    fn of(keymap: &Keymap, (action, label): (Action, &'static str), x: u16) -> Option<Self> {
        Some(Self { x, action, keys: keymap.label_for(action)?.to_owned(), label })
    }

    /// The column behind it.
    fn end(&self) -> u16 {
        self.x + (self.keys.width() + 1 + self.label.width()) as u16
    }
}

/// The actions as hints in a row, each with what it is called now: as many as fit and leave `reserved` columns.
pub fn laid(
    keymap: &Keymap,
    wanted: impl IntoIterator<Item = (Action, &'static str)>,
    area: Rect,
    reserved: u16,
) -> Vec<Hint> {
    let mut x = area.x + 1;
    let mut hints = Vec::new();
    for called in wanted {
        let Some(hint) = Hint::of(keymap, called, x) else { continue };
        if hint.end() + reserved > area.right() {
            break;
        }
        x = hint.end() + BETWEEN;
        hints.push(hint);
    }
    hints
}

/// Draws hints.
pub fn draw_hints(hints: &[Hint], theme: &Theme, area: Rect, buffer: &mut Buffer) {
    for hint in hints {
        let room = |x: u16| area.right().saturating_sub(x);
        let next = put(buffer, hint.x, area.y, &hint.keys, room(hint.x), theme.style(Role::Key));
        let next = put(buffer, next, area.y, " ", room(next), theme.style(Role::Footer));
        put(buffer, next, area.y, hint.label, room(next), theme.style(Role::Footer));
    }
}

/// The action that is hinted at in column `x`.
pub fn hinted_at(hints: &[Hint], x: u16) -> Option<Action> {
    hints.iter().find(|hint| (hint.x..hint.end()).contains(&x)).map(|hint| hint.action)
}

/// Draws the keys that matter now.
pub fn draw(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    draw_hints(&hints(state, area), theme, area, buffer);
}

/// The action that stands at column `x` of the footer.
pub fn action_at(state: &State, x: u16) -> Option<Action> {
    let area = geometry(state.size, &state.layout)?.footer;
    hinted_at(&hints(state, area), x)
}

/// What is hinted at, the most useful first; while nothing else is open, help is always one of them.
fn hints(state: &State, area: Rect) -> Vec<Hint> {
    let called = |action| (action, label(state, action));
    let reserved = if matches!(state.mode, Mode::Browse) { 8 } else { 0 };
    let mut hints = laid(&state.keymap, wanted(state).into_iter().map(called), area, reserved);
    if reserved > 0 && !hints.iter().any(|hint| hint.action == Action::ShowHelp) {
        let x = hints.last().map_or(area.x + 1, |last| last.end() + BETWEEN);
        hints.extend(Hint::of(&state.keymap, called(Action::ShowHelp), x));
    }
    hints
}

/// What an action is called now: the keys of an outcome say which outcome they stand for, and going on
/// means something else while words are searched.
fn label(state: &State, action: Action) -> &'static str {
    if state.focus == Pane::Source && state.source.search.is_some() {
        if action == Action::NextUndecided {
            return Action::NextMatch.label();
        }
        if action == Action::PreviousUndecided {
            return Action::PreviousMatch.label();
        }
    }
    match slot_of(action).and_then(|slot| outcome_of(state, slot).ok()) {
        Some(outcome) => outcome.label(),
        None => action.label(),
    }
}

/// The actions worth a hint now.
fn wanted(state: &State) -> Vec<Action> {
    use Action as A;
    match &state.mode {
        Mode::Form(form) => {
            let mut wanted = vec![A::FieldSave, A::FieldLeave];
            if form.fields.len() > 1 {
                wanted.push(A::FieldNext);
            }
            wanted.extend([A::FieldTakeSource, A::FieldNewLine, A::FieldReset, A::FieldEditor]);
            wanted
        }
        Mode::Search(_) => vec![A::FieldSave, A::FieldLeave],
        Mode::Menu(_) => vec![A::ListTake, A::ListClose],
        Mode::Listing(Listing { of: Of::Looked(_), .. }) => vec![A::ListMark, A::ListTake, A::ListClose],
        Mode::Listing(Listing { of: Of::Passages(_), .. }) => vec![A::ListTake, A::ListMark, A::ListClose],
        Mode::Listing(Listing { of: Of::Findings, .. }) => vec![A::ListTake, A::ListMark, A::ListAdd, A::ListClose],
        Mode::Listing(_) => vec![A::ListTake, A::ListClose, A::ListPageDown, A::ListPageUp],
        Mode::Browse => wanted_browsing(state),
    }
}

/// What can be done of the three panes now, the most useful first.
pub fn wanted_browsing(state: &State) -> Vec<Action> {
    use Action as A;
    let usual: &[Action] = match state.focus {
        Pane::Source if state.source.anchor.is_some() => {
            &[A::AttachWords, A::AddClaim, A::FlagSpin, A::Copy, A::Cancel, A::ShowHelp]
        }
        Pane::Source if state.source.search.is_some() => &[
            A::NextUndecided,
            A::PreviousUndecided,
            A::GoToClaim,
            A::SelectWords,
            A::FindInSource,
            A::Cancel,
            A::FocusNext,
            A::ShowHelp,
        ],
        Pane::Source => &[
            A::SelectWords,
            A::GoToClaim,
            A::FindInSource,
            A::Down,
            A::Right,
            A::NextSource,
            A::NextEvidence,
            A::FocusNext,
            A::ShowHelp,
        ],
        Pane::Claims | Pane::Claim if state.life.stage != Stage::Review => &[
            A::OutcomeHolds,
            A::OutcomePartly,
            A::OutcomeFails,
            A::OutcomeOpen,
            A::OutcomeLost,
            A::RecordOutcome,
            A::ShowStages,
            A::Edit,
            A::Filter,
            A::ShowHelp,
            A::Undo,
            A::AddNote,
            A::SetAction,
            A::FindClaim,
            A::FocusNext,
            A::Quit,
        ],
        Pane::Claims | Pane::Claim if state.review.later().signed.is_some() => {
            &[A::Countersign, A::ShowStages, A::Reopen, A::AddNote, A::ShowHelp, A::FindClaim, A::ShowLog, A::Quit]
        }
        Pane::Claims | Pane::Claim if is_decided(state) => &[
            A::Answer,
            A::Yield,
            A::Settle,
            A::NextUndecided,
            A::Undo,
            A::Rule,
            A::SetAction,
            A::FlagSpin,
            A::RequestValidation,
            A::Edit,
            A::SetStanding,
            A::SetVisibility,
            A::ShowHistory,
            A::ShowHelp,
            A::AddNote,
            A::FindClaim,
            A::NextEvidence,
            A::FocusNext,
            A::ShowBlockers,
            A::Quit,
        ],
        Pane::Claims | Pane::Claim => &[
            A::Answer,
            A::Accept,
            A::Edit,
            A::Reject,
            A::Defer,
            A::Rule,
            A::ConfirmWords,
            A::OfferPassages,
            A::RecordAbsence,
            A::FlagSpin,
            A::RequestValidation,
            A::NextUndecided,
            A::FindClaim,
            A::ShowHelp,
            A::Filter,
            A::Undo,
            A::SetStanding,
            A::SetAction,
            A::SetVisibility,
            A::AddNote,
            A::HandBack,
            A::AskBack,
            A::NextEvidence,
            A::FocusNext,
            A::ShowBlockers,
            A::Quit,
        ],
    };
    let open = state.selected_open().is_some();
    usual
        .iter()
        .copied()
        .filter(|action| available(state, *action).is_ok())
        // Looking for what nobody recorded is the business of its own rows.
        .filter(|action| open || *action != A::RecordAbsence)
        .collect()
}

/// Whether the selected claim has a verdict.
fn is_decided(state: &State) -> bool {
    state.selected().is_some_and(|index| state.review.claims()[index].verdict.is_some())
}
