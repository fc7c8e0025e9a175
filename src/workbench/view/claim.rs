//! The claim pane: the wording, what was decided of it, and its quotes with how they were found. A quote
//! that is not in its source never stands in quotation marks here.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::claims::verdict_look;
use super::paint::{Words, lines, wrapped};
use super::{clock, diff};
use crate::anchor::State as Anchor;
use crate::packet::{ClaimKind, Group, Side};
use crate::review::hidden::{may_see_signals, second_look, shown_suggestion};
use crate::review::located::{Found, Located, starting_standing};
use crate::review::{ClaimReview, Decision, LiveEvidence, Verdict};
use crate::workbench::action::Action;
use crate::workbench::layout::{geometry, inside};
use crate::workbench::state::State;
use crate::workbench::theme::{Glyph, Role, Theme};
use crate::workbench::update::{in_words, when};

/// The column at which values begin.
const LABEL: usize = 10;

/// So many signals are listed.
const MOST: usize = 8;

/// So many columns of a signal's words.
const WORDS: u16 = 60;

/// The pane's title.
pub fn title(state: &State) -> Line<'static> {
    match (state.selected(), state.selected_open()) {
        (Some(index), _) => {
            let claim = state.review.claim(index);
            Line::from(super::paint::cut(&format!(" {} · {} ", claim.id, claim.kind.label()), 60, "… "))
        }
        (None, Some(kind)) => Line::from(format!(" no {} recorded ", kind.label())),
        (None, None) => Line::from(" Claim "),
    }
}

/// Draws the pane.
pub fn draw(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let all = content(state, theme, area.width);
    let below = all.len().saturating_sub(state.claim_scroll + usize::from(area.height));
    lines(all, state.claim_scroll, area, buffer);
    if below > 0 && area.height > 0 {
        let more = format!(" {below} more ");
        let x = area.right().saturating_sub(more.len() as u16);
        buffer.set_string(x, area.bottom(), &more, theme.style(Role::Dim));
    }
}

/// How many lines the pane has, in the width it has now: for scrolling.
pub fn length(state: &State) -> usize {
    let width = geometry(state.size, &state.layout).map_or(40, |at| inside(at.claim).width);
    content(state, &Theme::plain(), width).len()
}

/// Everything the pane says, line by line.
pub fn content(state: &State, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    match (state.selected(), state.selected_open()) {
        (Some(index), _) => claim(state, theme, index, width),
        (None, Some(kind)) => open(state, theme, kind, width),
        (None, None) => wrapped(&[("no claim is selected".to_owned(), theme.style(Role::Dim))], width, "", ""),
    }
}

/// A kind of friction that no claim is about.
fn open(state: &State, theme: &Theme, kind: ClaimKind, width: u16) -> Vec<Line<'static>> {
    let dim = theme.style(Role::Dim);
    if let Some(absence) = state.review.absences().get(&kind) {
        let names: Vec<&str> = absence
            .value
            .sources
            .iter()
            .map(|id| state.review.packet().source(id).map_or(id.as_str(), |source| source.name()))
            .collect();
        let mut out = wrapped(
            &[(format!("{} looked for {} and found none, in:", absence.by.name, kind.label()), Style::default())],
            width,
            "",
            "",
        );
        for name in names {
            out.extend(wrapped(&[(name.to_owned(), Style::default())], width, "  ", "    "));
        }
        if let Some(note) = &absence.value.note {
            out.extend(wrapped(&[(note.clone(), dim)], width, "", ""));
        }
        return out;
    }
    let text = format!(
        "The draft has no {}. That is not the same as none: {} records that you looked and found none, with the sources \
         you looked in; {} writes down one that the draft missed.",
        kind.label(),
        state.key(Action::RecordAbsence),
        state.key(Action::AddClaim)
    );
    wrapped(&[(text, Style::default())], width, "", "")
}

struct Page<'a> {
    theme: &'a Theme,
    width: u16,
    lines: Vec<Line<'static>>,
}

impl Page<'_> {
    fn words(&mut self, words: &[Words]) {
        self.lines.extend(wrapped(words, self.width, "", ""));
    }

    fn row(&mut self, label: &str, words: &[Words]) {
        let label = match label {
            "" if self.theme.is_spoken() => String::new(),
            label if self.theme.is_spoken() => format!("{label}: "),
            label => format!("{label:<LABEL$}"),
        };
        let mut all = vec![(label, self.theme.style(Role::Dim))];
        all.extend_from_slice(words);
        let rest = " ".repeat(LABEL.min(usize::from(self.width) / 2));
        self.lines.extend(wrapped(&all, self.width, "", &rest));
    }

    fn blank(&mut self) {
        self.lines.push(Line::default());
    }
}

fn claim(state: &State, theme: &Theme, index: usize, width: u16) -> Vec<Line<'static>> {
    let mut page = Page { theme, width, lines: Vec::new() };
    let review = &state.review.claims()[index];
    let drafted = state.review.claim(index);
    let plain = Style::default();
    wording(state, &mut page, index);
    verdict(state, &mut page, index);
    let (standing, how) = match &review.standing {
        Some(set) => (set.value, format!(" (set by {})", set.by.name)),
        None if state.found[index].iter().any(|found| matches!(found, Found::Pending)) => {
            (starting_standing(&state.found[index]), " (still finding its words)".to_owned())
        }
        None => (starting_standing(&state.found[index]), " (from who spoke)".to_owned()),
    };
    page.row("standing", &[(standing.label().to_owned(), plain), (how, theme.style(Role::Dim))]);
    if drafted.kind.group() == Group::Promises {
        promise(state, &mut page, index);
    }
    evidence(state, &mut page, index);
    if let Some(spin) = &review.spin {
        page.row(
            "spin",
            &[(format!("{} “{}”", theme.glyph(Glyph::Spin), spin.value), theme.style(Role::Warn)), by(theme, spin)],
        );
    }
    if let Some(asked) = &review.validation {
        let text = format!("{} the customer must confirm it at kickoff", theme.glyph(Glyph::Validate));
        page.row("validate", &[(text, theme.style(Role::Warn)), by(theme, asked)]);
    }
    if let Some(action) = &review.action {
        let whom = action.value.by.as_ref().map_or(String::new(), |by| format!(", by {by}"));
        let from = action.value.from.as_ref().map_or(String::new(), |from| format!(", from {from}"));
        page.row("action", &[(format!("{}{whom}{from}", action.value.what), plain)]);
    }
    page.row("seen by", &[(state.review.visibility(index).label().to_owned(), plain)]);
    for (label, words) in super::life::rows(state, theme, index) {
        page.row(label, &words);
    }
    for note in &review.notes {
        page.row("note", &[(note.value.clone(), plain), by(theme, note)]);
    }
    signals(state, &mut page, index);
    suggestion(state, &mut page, index);
    history(state, &mut page, index);
    page.lines
}

fn by<T>(theme: &Theme, decision: &Decision<T>) -> Words {
    (format!(" ({}, {})", decision.by.name, when(decision.at)), theme.style(Role::Dim))
}

fn wording(state: &State, page: &mut Page<'_>, index: usize) {
    let theme = page.theme;
    let drafted = &state.review.claim(index).text;
    let now = state.review.wording(index);
    if drafted == now {
        page.words(&[(now.to_owned(), theme.style(Role::Wording))]);
    } else {
        let (old, new) = diff::words(theme, drafted, now);
        let mut minus = vec![("- ".to_owned(), theme.style(Role::Removed))];
        minus.extend(old);
        let mut plus = vec![("+ ".to_owned(), theme.style(Role::Added))];
        plus.extend(new);
        page.lines.extend(wrapped(&plus, page.width, "", "  "));
        page.lines.extend(wrapped(&minus, page.width, "", "  "));
    }
    page.blank();
}

fn verdict(state: &State, page: &mut Page<'_>, index: usize) {
    let theme = page.theme;
    let review = &state.review.claims()[index];
    let (glyph, role) = verdict_look(review.verdict.as_ref().map(|decision| &decision.value));
    let Some(decision) = &review.verdict else {
        page.row("verdict", &[(format!("{} undecided", theme.glyph(glyph)), theme.style(role))]);
        look_again(page, review);
        return;
    };
    let more = match &decision.value {
        Verdict::Accepted { reason } | Verdict::Edited { text: _, reason } => {
            reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"))
        }
        Verdict::Rejected { reason, note } => {
            let note = note.as_ref().map_or(String::new(), |note| format!(", {note}"));
            format!(": {}{note}", reason.label())
        }
        Verdict::Deferred { question, answerer } => {
            let whom = answerer.as_ref().map_or(String::new(), |whom| format!(" {whom}"));
            format!(": ask{whom}: {question}")
        }
    };
    let word = format!("{} {}", theme.glyph(glyph), decision.value.word());
    page.row("verdict", &[(word, theme.style(role)), (more, Style::default()), by(theme, decision)]);
}

/// What a later draft says otherwise, and what was decided before it came in.
fn look_again(page: &mut Page<'_>, review: &ClaimReview) {
    let theme = page.theme;
    let Some(again) = &review.again else { return };
    let before = again.value.verdict.as_ref().map_or("undecided before".to_owned(), |verdict| {
        format!("{} by {} before", verdict.value.word(), verdict.by.name)
    });
    let why = if again.value.gone { "not in the new draft" } else { "the new draft says it otherwise" };
    page.row("look again", &[(format!("{} {why}, {before}", theme.glyph(Glyph::Validate)), theme.style(Role::Warn))]);
    for (field, was, now) in &again.value.changed {
        let (old, new) = diff::words(theme, was, now);
        page.row(field, &new);
        page.row("was", &old);
    }
}

fn promise(state: &State, page: &mut Page<'_>, index: usize) {
    let theme = page.theme;
    let claim = state.review.claim(index);
    let mut parts = Vec::new();
    parts.extend(claim.what.map(|what| what.label().to_owned()));
    parts.extend(claim.owner.as_ref().map(|owner| format!("by {owner}")));
    parts.extend(claim.due.as_ref().map(|due| format!("due {due}")));
    parts.extend(claim.amount.clone());
    if !parts.is_empty() {
        page.row("promise", &[(parts.join(" · "), Style::default())]);
    }
    match &state.review.claims()[index].ruling {
        None => page.row(
            "ruling",
            &[(
                format!("{} nobody has ruled it; {} does", theme.glyph(Glyph::Unruled), state.key(Action::Rule)),
                theme.style(Role::Warn),
            )],
        ),
        Some(ruled) => {
            let owner = ruled.value.owner.as_ref().map_or(String::new(), |owner| format!(" · {owner} keeps it"));
            let due = ruled.value.due.as_ref().map_or(String::new(), |due| format!(" · by {due}"));
            let text = format!("{}{owner}{due}", ruled.value.ruling.label());
            page.row("ruling", &[(text, Style::default()), by(theme, ruled)]);
        }
    }
}

fn evidence(state: &State, page: &mut Page<'_>, index: usize) {
    let theme = page.theme;
    let live = state.review.evidence(index);
    if live.is_empty() {
        let [pane, select, attach] =
            [Action::FocusNext, Action::SelectWords, Action::AttachWords].map(|it| state.key(it));
        let text =
            format!("none: accepting it takes a reason; {pane}, {select}, {attach} puts words from a source beside it");
        page.row("evidence", &[(text, theme.style(Role::Warn))]);
        return;
    }
    let mut tally: Vec<(&str, usize)> = Vec::new();
    for found in &state.found[index] {
        let word = match found {
            Found::Pending => "being looked for",
            Found::Unreadable(_) => "in a source that can't be read",
            Found::Resolved(located) => located.resolution.state.label(),
        };
        match tally.iter_mut().find(|(other, _)| *other == word) {
            Some((_, count)) => *count += 1,
            None => tally.push((word, 1)),
        }
    }
    let text = tally.iter().map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ");
    page.row("evidence", &[(text, Style::default())]);
    for (at, (live, found)) in live.iter().zip(&state.found[index]).enumerate() {
        quote(state, page, live, found, at == state.source.quote);
    }
}

/// One quote: glyph, word and colour say how it was found; then who said it, where and when.
fn quote(state: &State, page: &mut Page<'_>, live: &LiveEvidence<'_>, found: &Found, shown: bool) {
    let theme = page.theme;
    let marker = if shown { theme.glyph(Glyph::Cursor) } else { " " };
    let exact = &live.evidence.quote.exact;
    let source = state.review.packet().source(&live.evidence.source).map_or_else(
        || format!("{} (no such source in this packet)", live.evidence.source),
        |source| source.name().to_owned(),
    );
    let dim = theme.style(Role::Dim);
    let (glyph, role, word) = match found {
        Found::Pending => (Glyph::Undecided, Role::Dim, "being looked for"),
        Found::Unreadable(_) => (Glyph::Orphan, Role::Warn, "can't be checked"),
        Found::Resolved(located) => look(located),
    };
    let head = (format!("{marker}{} {} ", theme.glyph(glyph), word), theme.style(role));
    let indent = "   ";
    match found {
        Found::Resolved(located) => {
            let body: Vec<Words> = match located.resolution.state {
                Anchor::Orphan => vec![(format!("the draft claims: {exact}"), theme.style(Role::Orphan))],
                Anchor::Altered | Anchor::Approximate if !located.confirmed => {
                    let there = there(state, live, located).unwrap_or_default();
                    let (draft, source) = diff::words(theme, exact, &there);
                    let begin = if located.resolution.reason().is_some() { "" } else { "\n" };
                    let mut words = vec![(format!("{begin}source: "), dim)];
                    words.extend(source);
                    words.push(("\ndraft:  ".to_owned(), dim));
                    words.extend(draft);
                    words
                }
                Anchor::Anchored | Anchor::Moved | Anchor::Ambiguous | Anchor::Altered | Anchor::Approximate => {
                    let words = live.confirmed.map_or(exact.as_str(), |confirmed| confirmed.exact.as_str());
                    vec![(format!("“{}”", words.split_whitespace().collect::<Vec<_>>().join(" ")), Style::default())]
                }
            };
            let mut all = vec![head];
            // Why comes first: it is what a person needs to know, and the words themselves may be long.
            if let Some(reason) = located.resolution.reason() {
                all.push((format!("{reason}\n"), theme.style(role)));
            }
            all.extend(body);
            page.lines.extend(wrapped(&all, page.width, "", indent));
            if let Some(caution) = located.resolution.caution() {
                let text = format!("{} {caution}", theme.glyph(Glyph::Altered));
                page.lines.extend(wrapped(&[(text, theme.style(Role::Warn))], page.width, indent, indent));
            }
            let mut from = said_by(theme, located);
            from.push((source, dim));
            if let Some(ms) = located.time {
                from.push((format!(" · {}", clock(ms)), dim));
            }
            page.lines.extend(wrapped(&from, page.width, indent, indent));
        }
        Found::Pending | Found::Unreadable(_) => {
            let why = match found {
                Found::Unreadable(why) => format!(" ({why})"),
                Found::Pending | Found::Resolved(_) => String::new(),
            };
            let all = [head, (exact.clone(), dim), (format!(" · {source}{why}"), dim)];
            page.lines.extend(wrapped(&all, page.width, "", indent));
        }
    }
}

/// How a state looks: glyph, colour and word.
pub fn look(located: &Located) -> (Glyph, Role, &'static str) {
    match located.resolution.state {
        Anchor::Anchored => (Glyph::Quote, Role::Located, "anchored"),
        Anchor::Moved => (Glyph::Quote, Role::Located, "moved"),
        Anchor::Approximate if located.confirmed => (Glyph::Quote, Role::Located, "confirmed"),
        Anchor::Ambiguous if located.confirmed => (Glyph::Quote, Role::Located, "confirmed"),
        Anchor::Approximate => (Glyph::Approximate, Role::Warn, "approximate"),
        Anchor::Ambiguous => (Glyph::Approximate, Role::Warn, "ambiguous"),
        Anchor::Altered => (Glyph::Altered, Role::Altered, "ALTERED"),
        Anchor::Orphan => (Glyph::Orphan, Role::Orphan, "NOT IN THE SOURCE"),
    }
}

/// Who said it, and on which side: glyph, word and colour.
fn said_by(theme: &Theme, located: &Located) -> Vec<Words> {
    let Some(speaker) = &located.speaker else { return Vec::new() };
    let (side, role) = match located.side {
        Some(Side::Customer) => (format!("{} customer", theme.glyph(Glyph::Customer)), Role::Customer),
        Some(Side::Seller) => (format!("{} seller", theme.glyph(Glyph::Seller)), Role::Seller),
        None => ("side unknown".to_owned(), Role::Dim),
    };
    vec![(format!("{}, {side}", speaker.name), theme.style(role)), (" · ".to_owned(), theme.style(Role::Dim))]
}

/// The words that stand where the quote was found.
fn there(state: &State, live: &LiveEvidence<'_>, located: &Located) -> Option<String> {
    let loaded = state.loaded(&live.evidence.source)?;
    let words = loaded.text.as_str().get(located.resolution.range.clone()?)?;
    Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What in the sources concerns the claim, each with the words that triggered it, once it may be seen.
fn signals(state: &State, page: &mut Page<'_>, index: usize) {
    let dim = page.theme.style(Role::Dim);
    let ellipsis = page.theme.ellipsis();
    let reveal = state.choices.reveal;
    if let Some(why) = state.signals.why_not.as_ref().filter(|_| may_see_signals(&state.review, index, reveal)) {
        page.row("signals", &[(why.clone(), dim)]);
        return;
    }
    let all: Vec<_> = state.signals.of(&state.review, index, reveal).collect();
    let quoted = |words: &str| format!("“{}”", super::paint::cut(words, WORDS, ellipsis));
    let mut label = "signals";
    for noticed in all.iter().take(MOST) {
        let words: Vec<String> = noticed.words.iter().map(|words| quoted(words)).collect();
        let mut why = format!(" · {}", noticed.why);
        if !words.is_empty() {
            why.push_str(&format!(": {}", words.join(", ")));
        }
        if let Some((words, source)) = &noticed.against {
            why.push_str(&format!(", against {} in {source}", quoted(words)));
        }
        page.row(label, &[(noticed.name.replace('_', " "), page.theme.style(Role::Warn)), (why, dim)]);
        label = "";
    }
    if let Some(more) = all.len().checked_sub(MOST).filter(|more| *more > 0) {
        page.row("", &[(format!("{more} more; `handoff signals` prints them"), dim)]);
    }
}

fn suggestion(state: &State, page: &mut Page<'_>, index: usize) {
    let theme = page.theme;
    let Some(suggestion) = shown_suggestion(&state.review, index, state.choices.reveal) else { return };
    let mut parts = Vec::new();
    parts.extend(suggestion.verdict.map(|verdict| format!("would {}", verdict.label())));
    parts.extend(suggestion.reject_reason.map(|reason| format!("because: {}", reason.label())));
    parts.extend(suggestion.standing.map(|standing| format!("standing {}", standing.label())));
    parts.extend(suggestion.ruling.map(|ruling| format!("would rule {}", ruling.label())));
    if !suggestion.spin.is_empty() {
        parts.push(format!("sees spin in “{}”", suggestion.spin.join("”, “")));
    }
    parts.extend(suggestion.question.as_ref().map(|question| format!("would ask: {question}")));
    parts.extend(suggestion.action.as_ref().map(|action| format!("action: {action}")));
    parts.extend(suggestion.because.as_ref().map(|because| format!("because {because}")));
    parts.extend(suggestion.confidence.map(|confidence| format!("{:.0} % sure", confidence * 100.0)));
    page.row("drafter", &[(parts.join(" · "), theme.style(Role::Dim))]);
    let differs = second_look(&state.review, index);
    if !differs.is_empty() {
        page.row("2nd look", &[(differs.join("; "), theme.style(Role::Warn))]);
    }
}

fn history(state: &State, page: &mut Page<'_>, index: usize) {
    let theme = page.theme;
    let lines: Vec<_> = state.review.history(index).collect();
    let drafted = state.review.packet().drafted_by.as_ref();
    let mut label = "history";
    if let Some(more) = lines.len().checked_sub(3).filter(|more| *more > 0) {
        page.row(
            label,
            &[(format!("{more} earlier; {} shows all", state.key(Action::ShowHistory)), theme.style(Role::Dim))],
        );
        label = "";
    } else if let Some(drafter) = drafted {
        let at = drafter.at.as_ref().map_or(String::new(), |at| format!(" {}", at.split('T').next().unwrap_or(at)));
        page.row(label, &[(format!("drafted{at} by {}", drafter.tool), theme.style(Role::Dim))]);
        label = "";
    }
    for (entry, live) in lines.iter().rev().take(3).rev() {
        let undone = if *live { "" } else { " (undone)" };
        let what = in_words(state, entry);
        let first = what.lines().next().unwrap_or_default();
        let text = format!("{} {} {first}{undone}", when(entry.at), entry.by.name);
        page.row(label, &[(text, theme.style(Role::Dim))]);
        label = "";
    }
}
