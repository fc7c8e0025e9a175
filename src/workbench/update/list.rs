//! Lists over the panes: help, palette, find, history, log, messages, what blocks sign-off, second look.
//! One list, many contents; each line can be taken. The rows are made when the list opens and when its
//! query changes, never in drawing.

use super::{Motion, available, form, panel, perform, step};
use crate::packet::{ClaimId, ClaimKind, SourceId};
use crate::review::blocker::{Blocker, blockers};
use crate::review::hidden::{second_look, vote_is_open};
use crate::review::tell;
use crate::review::{Entry, Event};
use crate::workbench::action::{Action, Context, Section};
use crate::workbench::effect::Effect;
use crate::workbench::field::Field;
use crate::workbench::fuzzy::{Known, fuzzy};
use crate::workbench::layout::geometry;
use crate::workbench::mode::{Listing, Mode, Of, Purpose, Row, Take, Tone};
use crate::workbench::state::{Pane, State};
use crate::workbench::view::{diff, footer};

/// The most lines a query's result shows. Nobody reads further; they type another letter.
const MOST: usize = 2_000;

/// Opens a list.
pub(super) fn open(state: &mut State, of: Of) {
    let mut known = Known::default();
    let rows = rows_of(state, &of, "", &mut known);
    let cursor = first_taken(&rows);
    state.mode = Mode::Listing(Listing { of, query: Field::optional("find", ""), known, rows, cursor });
}

pub(super) fn open_history(state: &mut State) {
    if let Some(index) = state.selected() {
        let id = state.review.claim(index).id.clone();
        open(state, Of::History(id));
    }
}

/// Opens the list of sources for "looked, none found": those that were on screen are marked.
pub(super) fn open_looked(state: &mut State, kind: ClaimKind) {
    let rows = state
        .review
        .packet()
        .sources
        .iter()
        .enumerate()
        .map(|(at, source)| looked(source.id.clone(), source.name(), state.opened.contains(&at)))
        .collect();
    let query = Field::optional("find", "");
    state.mode = Mode::Listing(Listing { of: Of::Looked(kind), query, known: Known::default(), rows, cursor: 0 });
}

fn looked(id: SourceId, name: &str, marked: bool) -> Row {
    Row {
        text: name.to_owned(),
        tag: if marked { "[x]" } else { "[ ]" }.to_owned(),
        tone: Tone::Plain,
        take: Take::Mark(id, marked),
    }
}

fn first_taken(rows: &[Row]) -> usize {
    rows.iter().position(|row| row.take != Take::Nothing).unwrap_or(0)
}

/// Makes the rows anew after the query changed.
pub(super) fn refresh(state: &mut State) {
    let Mode::Listing(listing) = &mut state.mode else { return };
    if matches!(listing.of, Of::Looked(_)) {
        return;
    }
    let (of, query, mut known) = (listing.of.clone(), listing.query.text(), std::mem::take(&mut listing.known));
    let rows = rows_of(state, &of, &query, &mut known);
    if let Mode::Listing(listing) = &mut state.mode {
        listing.cursor = first_taken(&rows);
        listing.rows = rows;
        listing.known = known;
    }
}

/// The lines of a list, narrowed by what was typed.
fn rows_of(state: &State, of: &Of, query: &str, known: &mut Known) -> Vec<Row> {
    match of {
        Of::Help => narrowed(help(state), query, By::Words),
        Of::Palette => narrowed(palette(state), query, By::Letters),
        Of::Claims => claims(state, query, known),
        Of::History(claim) => {
            let index = state.review.find(claim);
            let lines = index.into_iter().flat_map(|index| state.review.history(index).collect::<Vec<_>>());
            narrowed(lines.rev().map(|(entry, live)| line(state, entry, live)).collect(), query, By::WordsInOrder)
        }
        Of::Log => {
            let entries = state.review.entries().iter().rev();
            narrowed(
                entries.map(|entry| line(state, entry, state.review.is_live(entry.seq))).collect(),
                query,
                By::WordsInOrder,
            )
        }
        Of::Messages => {
            let said = state.messages.iter().rev().map(|message| Row {
                text: message.text.clone(),
                tag: String::new(),
                tone: if message.alarm { Tone::Alarm } else { Tone::Plain },
                take: Take::Nothing,
            });
            narrowed(said.collect(), query, By::WordsInOrder)
        }
        Of::Blockers => narrowed(blocking(state), query, By::WordsInOrder),
        Of::SecondLook => narrowed(second(state), query, By::WordsInOrder),
        Of::Brief(audience) => narrowed(panel::brief(state, *audience), query, By::WordsInOrder),
        Of::Readiness => narrowed(panel::readiness(state), query, By::WordsInOrder),
        Of::Findings => narrowed(super::finding::rows(state), query, By::WordsInOrder),
        Of::Passages(_) => narrowed(super::support::rows(state), query, By::WordsInOrder),
        Of::Looked(_) => Vec::new(),
    }
}

/// By what rows match a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// A few letters in order, the best first.
    Letters,
    /// Its words, where any row has them; the best first.
    Words,
    /// The same, in the order of the list.
    WordsInOrder,
}

/// Rows that match a query.
fn narrowed(rows: Vec<Row>, query: &str, by: By) -> Vec<Row> {
    if query.trim().is_empty() {
        return rows;
    }
    let matched = fuzzy(rows.iter().map(wording), query);
    let mut order: Vec<usize> = matched.into_iter().take(MOST).map(|(at, _)| at).collect();
    // Letters strewn over a sentence are no find where another line has the word itself.
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let has_them = |at: &usize| {
        let line = wording(&rows[*at]).to_lowercase();
        words.iter().all(|word| line.contains(word))
    };
    let having: Vec<usize> = order.iter().copied().filter(has_them).collect();
    if by != By::Letters && !having.is_empty() {
        order = having;
    }
    if by == By::WordsInOrder {
        order.sort_unstable();
    }
    // An action that stands in help twice is found once.
    let mut seen: Vec<&Take> = Vec::new();
    order.retain(|at| {
        let take = &rows[*at].take;
        let again = matches!(take, Take::Run(_)) && seen.contains(&take);
        seen.push(take);
        !again
    });
    let mut rows: Vec<Option<Row>> = rows.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| rows[at].take()).filter(|row| row.tone != Tone::Heading).collect()
}

/// What a query is held against. An action is found by its name, too, and never by the letters of the reason
/// why it is not available.
fn wording(row: &Row) -> String {
    match &row.take {
        Take::Run(action) => format!("{} {} {}", action.label(), action.help(), row.tag),
        Take::Nothing | Take::Claim(_) | Take::Blocked(_) | Take::Passage(_) | Take::Finding(_) | Take::Mark(_, _) => {
            format!("{} {}", row.text, row.tag)
        }
    }
}

fn help(state: &State) -> Vec<Row> {
    let heading =
        |text: &str| Row { text: text.to_owned(), tag: String::new(), tone: Tone::Heading, take: Take::Nothing };
    // What matters here and now comes first; the whole table follows.
    let mut rows = vec![heading("Here and now")];
    rows.extend(footer::wanted_browsing(state).into_iter().map(|action| action_row(state, action)));
    let mut section: Option<Section> = None;
    for action in Action::ALL.iter().filter(|action| action.section() != Section::Queue) {
        if section != Some(action.section()) {
            section = Some(action.section());
            rows.push(heading(action.section().label()));
        }
        rows.push(action_row(state, *action));
    }
    rows
}

fn palette(state: &State) -> Vec<Row> {
    Action::ALL
        .iter()
        .filter(|action| action.section().context() == Context::Browse && **action != Action::ShowPalette)
        .map(|action| action_row(state, *action))
        .collect()
}

fn action_row(state: &State, action: Action) -> Row {
    let keys = state.keymap.labels_for(action).collect::<Vec<_>>().join("  ");
    let runs = action.section().context() == Context::Browse;
    let why = if runs { available(state, action).err() } else { None };
    let mut text = action.help().to_owned();
    if let Some(why) = &why {
        text.push_str(&format!(" — not now: {why}"));
    }
    Row {
        text,
        tag: keys,
        tone: if why.is_some() { Tone::Dim } else { Tone::Plain },
        take: if runs { Take::Run(action) } else { Take::Nothing },
    }
}

fn claims(state: &State, query: &str, known: &mut Known) -> Vec<Row> {
    let row = |index: usize| {
        let claim = state.review.claim(index);
        Row {
            text: format!("{} · {}", claim.kind.label(), state.review.wording(index)),
            tag: claim.id.to_string(),
            tone: Tone::Plain,
            take: Take::Claim(index),
        }
    };
    if query.trim().is_empty() {
        return (0..state.review.len()).take(MOST).map(row).collect();
    }
    let review = &state.review;
    let write = |index: usize, line: &mut String| {
        let claim = review.claim(index);
        for part in [claim.id.as_str(), " ", claim.kind.label(), " ", review.wording(index)] {
            line.push_str(part);
        }
    };
    let found = known.best_of(review.entries().len(), review.len(), MOST, &write, query);
    found.into_iter().map(|(index, _)| row(index)).collect()
}

/// A line of the trail, as a person reads it.
fn line(state: &State, entry: &Entry, live: bool) -> Row {
    let what = in_words(state, entry);
    let undone = if live { "" } else { " (undone)" };
    let claim = entry.event.claim().and_then(|claim| state.review.find(claim));
    Row {
        text: format!("{} · {} · {what}{undone}", when(entry.at), entry.by.name),
        tag: entry.seq.to_string(),
        tone: if live { Tone::Plain } else { Tone::Dim },
        take: claim.map_or(Take::Nothing, Take::Claim),
    }
}

/// A time as a person reads it, in UTC: `3 Jul 14:32`.
pub fn when(at: jiff::Timestamp) -> String {
    at.strftime("%-d %b %H:%M").to_string()
}

/// An entry as a person reads it; an edit with both wordings, what differs in brackets.
pub fn in_words(state: &State, entry: &Entry) -> String {
    match &entry.event {
        Event::ClaimEdited { claim, seen: _, text, reason } => {
            let before = state.review.find(claim).map_or("", |index| wording_before(state, index, entry.seq));
            let because = reason.as_ref().map_or(String::new(), |reason| format!(", because: \"{reason}\""));
            let (old, new) = diff::marked_text(before, text);
            format!("edited {claim}{because}\n- {old}\n+ {new}")
        }
        Event::VoteCast { claim, seen: _, vote: _, reason: _ } if !votes_are_open(state, claim) => {
            format!("voted on {claim}")
        }
        other => tell::sentence(other),
    }
}

/// Whether everybody's votes on a claim may be seen now.
fn votes_are_open(state: &State, claim: &ClaimId) -> bool {
    state.review.find(claim).is_none_or(|index| {
        let votes = &state.review.claims()[index].votes;
        votes.iter().all(|vote| vote_is_open(&state.review, index, vote, state.me.as_ref()))
    })
}

/// The wording that a claim had before a line of the trail: the draft's, or that of the last edit which
/// still stood.
fn wording_before(state: &State, index: usize, seq: u64) -> &str {
    let mut wording = state.review.claim(index).text.as_str();
    for (entry, live) in state.review.history(index) {
        if let Event::ClaimEdited { text, .. } = &entry.event
            && live
            && entry.seq < seq
        {
            wording = text;
        }
    }
    wording
}

fn blocking(state: &State) -> Vec<Row> {
    let list = blockers(&state.review, &state.found);
    let waived = &state.review.later().waived;
    if list.is_empty() {
        let text = "nothing blocks sign-off: every claim is decided, every promise ruled".to_owned();
        return vec![Row { text, tag: String::new(), tone: Tone::Plain, take: Take::Nothing }];
    }
    list.into_iter()
        .map(|blocker| {
            let tag = match &blocker {
                Blocker::Undecided(_) => "undecided",
                Blocker::Unruled(_) => "unruled",
                Blocker::Disputed(_) => "disputed",
                Blocker::Orphan(..) => "orphan",
                Blocker::Altered(..) => "altered",
                Blocker::FrictionOpen(_) => "open",
            };
            let tone =
                if matches!(blocker, Blocker::Orphan(..) | Blocker::Altered(..)) { Tone::Alarm } else { Tone::Plain };
            let text = blocker.sentence(&state.review);
            match waived.get(&blocker.key(&state.review)) {
                None => Row { text, tag: tag.to_owned(), tone, take: Take::Blocked(blocker) },
                Some(waiver) => Row {
                    text: format!("{text} — waived by {}: {}", waiver.by.name, waiver.value),
                    tag: "waived".to_owned(),
                    tone: Tone::Dim,
                    take: Take::Blocked(blocker),
                },
            }
        })
        .collect()
}

fn second(state: &State) -> Vec<Row> {
    let rows: Vec<Row> = (0..state.review.len())
        .filter_map(|index| {
            let differs = second_look(&state.review, index);
            let id = state.review.claim(index).id.to_string();
            (!differs.is_empty()).then(|| Row {
                text: differs.join("; "),
                tag: id,
                tone: Tone::Plain,
                take: Take::Claim(index),
            })
        })
        .collect();
    if rows.is_empty() {
        let text =
            "nothing to look at twice: wherever you have judged, the drafter would have said the same".to_owned();
        return vec![Row { text, tag: String::new(), tone: Tone::Plain, take: Take::Nothing }];
    }
    rows
}

/// Moves through the open list or menu.
pub(super) fn motion(state: &mut State, motion: Motion) {
    let page = geometry(state.size, &state.layout).map_or(5, |at| usize::from(at.header.width.min(20)).max(5));
    let (count, cursor, headings): (usize, &mut usize, Vec<bool>) = match &mut state.mode {
        Mode::Listing(listing) => {
            let headings = listing.rows.iter().map(|row| row.tone == Tone::Heading).collect();
            (listing.rows.len(), &mut listing.cursor, headings)
        }
        Mode::Menu(menu) => (menu.items.len(), &mut menu.cursor, vec![false; menu.items.len()]),
        Mode::Browse | Mode::Form(_) | Mode::Search(_) => return,
    };
    if count == 0 {
        return;
    }
    let last = count - 1;
    let wanted = match motion {
        Motion::Down => (*cursor + 1).min(last),
        Motion::Up => cursor.saturating_sub(1),
        Motion::PageDown => (*cursor + page).min(last),
        Motion::PageUp => cursor.saturating_sub(page),
        Motion::Top => 0,
        Motion::Bottom => last,
    };
    let forward = wanted >= *cursor && motion != Motion::Top;
    let found = if forward {
        (wanted..count).find(|at| !headings[*at])
    } else {
        (0..=wanted).rev().find(|at| !headings[*at]).or_else(|| (wanted..count).find(|at| !headings[*at]))
    };
    if let Some(found) = found {
        *cursor = found;
    }
}

/// Takes the line under the cursor.
pub(super) fn take(state: &mut State, effects: &mut Vec<Effect>) {
    let listing = match &state.mode {
        Mode::Menu(menu) => {
            let at = menu.cursor;
            super::menu::take(state, at, effects);
            return;
        }
        Mode::Listing(listing) => listing,
        Mode::Browse | Mode::Form(_) | Mode::Search(_) => return,
    };
    if let Of::Looked(kind) = listing.of {
        let marked: Vec<SourceId> = listing
            .rows
            .iter()
            .filter_map(|row| match &row.take {
                Take::Mark(id, true) => Some(id.clone()),
                _ => None,
            })
            .collect();
        if marked.is_empty() {
            let (mark, take) = (state.key(Action::ListMark), state.key(Action::ListTake));
            state.warn(format!("mark the sources you looked in with {mark}, then {take}"));
            return;
        }
        let title = format!("No {} found in {} sources", kind.label(), marked.len());
        let advice = "anything to say about it? enter records it";
        form::open(state, Purpose::Absent(kind, marked), &title, advice, vec![Field::optional("note", "")]);
        return;
    }
    let Some(take) = listing.rows.get(listing.cursor).map(|row| row.take.clone()) else { return };
    match take {
        Take::Nothing => {}
        Take::Mark(..) => mark(state, effects),
        Take::Finding(at) => super::finding::take(state, at, effects),
        Take::Passage(offered) => super::support::attach(state, &offered, effects),
        Take::Run(action) => {
            state.mode = Mode::Browse;
            perform(state, action, effects);
        }
        Take::Claim(claim) => {
            state.mode = Mode::Browse;
            state.focus = Pane::Claims;
            step::go_to(state, claim, effects);
        }
        Take::Blocked(blocker) => go_to_blocker(state, blocker, effects),
    }
}

/// Goes to what blocks sign-off.
fn go_to_blocker(state: &mut State, blocker: Blocker, effects: &mut Vec<Effect>) {
    state.mode = Mode::Browse;
    match blocker {
        Blocker::Undecided(claim) | Blocker::Unruled(claim) | Blocker::Disputed(claim) => {
            state.focus = Pane::Claims;
            step::go_to(state, claim, effects);
        }
        Blocker::Orphan(claim, quote) | Blocker::Altered(claim, quote) => {
            state.focus = Pane::Claims;
            step::go_to(state, claim, effects);
            if let Some(at) = state.review.evidence(claim).iter().position(|live| live.id == quote) {
                state.source.quote = at;
                super::source::show_quote(state, effects);
            }
        }
        Blocker::FrictionOpen(kind) => {
            if super::judge::introduced(state, Action::RecordAbsence) {
                open_looked(state, kind);
            }
        }
    }
}

/// Marks the line under the cursor, or unmarks it.
pub(super) fn mark(state: &mut State, effects: &mut Vec<Effect>) {
    if let Mode::Listing(listing) = &state.mode
        && let Some(Take::Passage(offered)) = listing.rows.get(listing.cursor).map(|row| row.take.clone())
    {
        super::support::show(state, &offered, effects);
        return;
    }
    if let Mode::Listing(listing) = &state.mode
        && let Some(Take::Finding(at)) = listing.rows.get(listing.cursor).map(|row| row.take.clone())
    {
        super::finding::show(state, at, effects);
        return;
    }
    if let Mode::Listing(listing) = &state.mode
        && let Some(Take::Blocked(blocker)) = listing.rows.get(listing.cursor).map(|row| row.take.clone())
    {
        super::life::waive(state, &blocker);
        return;
    }
    if let Mode::Listing(listing) = &mut state.mode
        && let Some(row) = listing.rows.get_mut(listing.cursor)
        && let Take::Mark(id, marked) = &row.take
    {
        let (id, marked) = (id.clone(), !*marked);
        *row = looked(id, &row.text.clone(), marked);
    }
}

/// Closes the list or menu.
pub(super) fn close(state: &mut State, effects: &mut Vec<Effect>) {
    super::finding::leave(state, effects);
    state.mode = Mode::Browse;
}
