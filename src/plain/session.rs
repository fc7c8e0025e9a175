//! The loop: say what changed, ask for a line, do what it means, until the person leaves or the input ends.
//!
//! What is said of a step depends on the state before and after it alone, so a session that is piped in
//! always reads the same.

use std::io::BufRead;
use std::time::{Duration, Instant};

use super::hear::{Heard, hear, numbered};
use super::{passage, tell};
use crate::command::{Failure, Out};
use crate::review::FIELD_LIMIT;
use crate::workbench::action::Action;
use crate::workbench::editor;
use crate::workbench::effect::{Effect, Msg};
use crate::workbench::mode::{Listing, Mode, Of};
use crate::workbench::run;
use crate::workbench::state::{Pane, State};
use crate::workbench::update::{change, go_to};
use crate::workbench::world::{self, Terminal, World};

/// The size that paging and the source's lines go by.
pub const SIZE: (u16, u16) = (160, 48);

/// How wide a line of the source is.
const LINE: u16 = 76;

/// How long the first frame waits for the words of all claims; later ones wait for the claim at hand.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where lines come from and words go to.
pub struct Session<'a> {
    /// What the person types, or a pipe.
    pub input: &'a mut dyn BufRead,
    /// Where everything is said.
    pub out: &'a mut Out,
    /// Whether a person types: then lines are not said again after the prompt, and an editor can be opened.
    pub typed: bool,
    /// The person's own editor.
    pub editor: Option<&'a str>,
}

/// Runs a session until the person leaves or the input ends. What was decided is on disk either way.
///
/// # Errors
/// The session, with what there is in the end, when nothing can be said or read any more.
pub fn run(
    state: State,
    world: &mut World,
    first: Vec<Effect>,
    session: &mut Session<'_>,
) -> (State, Result<(), Failure>) {
    let mut walk = Walk { state, world, quit: false, page: 0, told: 0 };
    let done = walk.whole(first, session);
    (walk.state, done)
}

struct Walk<'w> {
    state: State,
    world: &'w mut World,
    quit: bool,
    /// The first row that is said of an open list.
    page: usize,
    /// How many messages were said.
    told: usize,
}

impl Walk<'_> {
    fn whole(&mut self, first: Vec<Effect>, session: &mut Session<'_>) -> Result<(), Failure> {
        let (width, height) = SIZE;
        self.carry_out(first, session)?;
        self.happen(Msg::Resize(width, height), session)?;
        let began = Instant::now();
        while self.world.is_busy() && began.elapsed() < PATIENCE {
            if let Some(msg) = self.world.answer(Duration::from_millis(20)) {
                self.happen(msg, session)?;
            }
        }
        self.settle(session)?;
        self.greet(session)?;
        while !self.quit {
            let prompt = tell::prompt(&self.state);
            let Some(line) = line(session, &prompt)? else {
                session.out.line("")?;
                self.happen(Msg::End, session)?;
                break;
            };
            // Others may have decided while the person thought.
            let before = self.state.clone();
            self.settle(session)?;
            let lines = session.out.lines();
            match line {
                Ok(line) => self.step(&line, session)?,
                Err(why) => session.out.line(&why)?,
            }
            if !self.quit {
                self.say(&before, session)?;
                if session.out.lines() == lines && self.state.mode == before.mode {
                    // Whoever listens has to hear what came of their line.
                    session.out.line("nothing changed")?;
                }
            }
        }
        self.said(session)?;
        session.out.line(&format!("{} · everything decided is saved", tell::summary(&self.state)))?;
        session.out.finish()
    }

    fn greet(&mut self, session: &mut Session<'_>) -> Result<(), Failure> {
        session.out.line(&tell::summary(&self.state))?;
        if let Some(why) = &self.state.read_only {
            session.out.line(&format!("read-only: {why}"))?;
        }
        let help = self.state.keymap.keys_for(Action::ShowHelp).next().unwrap_or("show_help").to_owned();
        let quit = self.state.keymap.keys_for(Action::Quit).next().unwrap_or("quit").to_owned();
        session.out.line(&format!("one key or action a line; {help} says every key, {quit} leaves"))?;
        self.said(session)?;
        self.tour(session)?;
        session.out.line("")?;
        self.all(session)
    }

    fn tour(&self, session: &mut Session<'_>) -> Result<(), Failure> {
        let Some(tour) = &self.state.tour else { return Ok(()) };
        let (at, of) = tour.number();
        session.out.line(&format!("Tour {at} of {of}: {}", tour.text(&self.state.keymap)))
    }

    /// Does what a line means.
    fn step(&mut self, line: &str, session: &mut Session<'_>) -> Result<(), Failure> {
        match hear(&self.state, line) {
            Heard::Do(msgs) => {
                for msg in msgs {
                    self.happen(msg, session)?;
                    self.settle(session)?;
                }
            }
            Heard::Again => self.all(session)?,
            Heard::More => match &self.state.mode {
                Mode::Listing(listing) if numbered(listing).nth(self.page + tell::PAGE).is_some() => {
                    self.page += tell::PAGE;
                    self.open_list(session)?;
                }
                Mode::Listing(_) | Mode::Browse | Mode::Menu(_) | Mode::Form(_) | Mode::Search(_) => {
                    session.out.line("that was all of it")?;
                }
            },
            Heard::Words(action) => self.words(action, session)?,
            Heard::Row(row, action) => {
                self.point_at(row, session)?;
                self.happen(Msg::Act(action), session)?;
                self.settle(session)?;
            }
            Heard::Claim(id) => {
                if let Some(index) = self.state.review.find(&id) {
                    let mut effects = Vec::new();
                    go_to(&mut self.state, index, &mut effects);
                    self.carry_out(effects, session)?;
                    self.settle(session)?;
                }
            }
            Heard::Nothing(why) => session.out.line(&why)?,
        }
        Ok(())
    }

    /// Asks for words of a source, and goes on with the action.
    fn words(&mut self, action: Action, session: &mut Session<'_>) -> Result<(), Failure> {
        let optional = if action == Action::AddClaim { ", or an empty line for none" } else { "" };
        let Some(answer) = line(session, &format!("the words, as they stand in a source{optional}: "))? else {
            return Ok(());
        };
        let words = answer.unwrap_or_default();
        let words = words.trim();
        if words.is_empty() || words == super::hear::LEAVE {
            if action == Action::AddClaim && words.is_empty() {
                self.happen(Msg::Act(action), session)?;
                self.settle(session)?;
            }
            return Ok(());
        }
        let Some((source, range)) = passage::find(&self.state, words) else {
            return session.out.line(&format!("“{words}” stands in no source that was read; nothing was done"));
        };
        self.happen(Msg::Select { source, words: range.clone() }, session)?;
        let name = self.state.review.packet().sources.get(source).map_or("", |source| source.name()).to_owned();
        let said = passage::around(&self.state, &range).unwrap_or_default();
        session.out.line(&format!("in {name}: {said}"))?;
        if action != Action::SelectWords {
            self.happen(Msg::Act(action), session)?;
        }
        self.settle(session)
    }

    /// Puts the cursor of the open list on a row, with the keys that a person would press.
    fn point_at(&mut self, row: usize, session: &mut Session<'_>) -> Result<(), Failure> {
        self.happen(Msg::Act(Action::ListTop), session)?;
        while let Mode::Listing(Listing { cursor, .. }) = &self.state.mode
            && *cursor < row
        {
            let before = *cursor;
            self.happen(Msg::Act(Action::ListDown), session)?;
            if matches!(&self.state.mode, Mode::Listing(Listing { cursor, .. }) if *cursor == before) {
                break;
            }
        }
        Ok(())
    }

    fn happen(&mut self, msg: Msg, session: &mut Session<'_>) -> Result<(), Failure> {
        let mut effects = Vec::new();
        change(&mut self.state, msg, &mut effects);
        self.carry_out(effects, session)
    }

    fn carry_out(&mut self, effects: Vec<Effect>, session: &mut Session<'_>) -> Result<(), Failure> {
        for effect in effects {
            match self.world.carry_out(effect) {
                Some(Terminal::Quit) => self.quit = true,
                Some(Terminal::Copy(text)) if session.out.is_terminal() => session.out.raw(&run::clipboard(&text))?,
                Some(Terminal::Copy(text)) => session.out.line(&text)?,
                Some(Terminal::Editor(text)) => {
                    let msg = if session.typed {
                        session.out.finish()?;
                        editor::edit(&text, session.editor).map_or_else(Msg::Trouble, Msg::Written)
                    } else {
                        Msg::Trouble("an editor needs a person at a terminal; type the text as a line".to_owned())
                    };
                    self.happen(msg, session)?;
                }
                Some(Terminal::Sign(prepared, key)) => {
                    session.out.finish()?;
                    let signed = world::with_key(*prepared, &key);
                    self.happen(Msg::Signed(signed), session)?;
                }
                Some(Terminal::Suspend | Terminal::Mouse(_)) | None => {}
            }
        }
        Ok(())
    }

    /// Waits until the decision is on disk and the words of the claim at hand are found.
    fn settle(&mut self, session: &mut Session<'_>) -> Result<(), Failure> {
        loop {
            let raising = self.state.raised.as_ref().is_some_and(|raised| raised.progress.is_some());
            let offering = matches!(&self.state.mode, Mode::Listing(Listing { of: Of::Passages(_), .. }))
                && self.state.support.as_ref().is_some_and(|support| support.progress.is_some());
            let asked = self.state.saving.is_some() || self.state.waiting.is_some() || raising || offering;
            let wanted = asked || self.is_looking();
            let busy = self.world.is_busy();
            match self.world.answer(if wanted && busy { Duration::from_millis(50) } else { Duration::ZERO }) {
                Some(msg) => self.happen(msg, session)?,
                None if wanted && busy => {}
                None => return Ok(()),
            }
        }
    }

    fn is_looking(&self) -> bool {
        use crate::review::located::Found;
        let found = self.state.selected().and_then(|index| self.state.found.get(index));
        found.is_some_and(|found| found.iter().any(|found| matches!(found, Found::Pending)))
    }

    /// Says what changed since `before`.
    fn say(&mut self, before: &State, session: &mut Session<'_>) -> Result<(), Failure> {
        self.said(session)?;
        if self.state.tour.map(|tour| tour.number()) != before.tour.map(|tour| tour.number()) {
            self.tour(session)?;
        }
        let state = &self.state;
        if state.counts.decided != before.counts.decided {
            session.out.line(&tell::summary(state))?;
        }
        if state.mode != before.mode {
            let same_form = match (&state.mode, &before.mode) {
                (Mode::Form(now), Mode::Form(then)) => {
                    now.purpose.word() == then.purpose.word() && now.purpose.claim() == then.purpose.claim()
                }
                _ => false,
            };
            if !same_form && state.mode != Mode::Browse {
                self.page = 0;
                return self.all(session);
            }
        }
        if state.mode != Mode::Browse {
            return Ok(());
        }
        let moved = state.selected() != before.selected() || state.selected_open() != before.selected_open();
        if moved {
            session.out.line("")?;
            return self.all(session);
        }
        let (now, then) = (tell::claim(state), tell::claim(before));
        for line in now.iter().filter(|line| !then.contains(line)) {
            session.out.line(&format!("  {line}"))?;
        }
        if state.source != before.source || state.focus != before.focus {
            self.source(before, session)?;
        }
        Ok(())
    }

    /// Says where the cursor of the source stands, when the person is there.
    fn source(&self, before: &State, session: &mut Session<'_>) -> Result<(), Failure> {
        let state = &self.state;
        let quote = state.source.quote != before.source.quote;
        if quote && let Some(range) = state.shown_located().and_then(|located| located.resolution.range.clone()) {
            return session.out.line(&passage::around(state, &range).unwrap_or_default());
        }
        if state.focus != Pane::Source {
            return match state.focus == before.focus {
                true => Ok(()),
                false if state.focus == Pane::Claim => session.out.line("at the claim"),
                false => session.out.line("at the list of claims"),
            };
        }
        if state.source.source != before.source.source || before.focus != Pane::Source {
            let name =
                state.review.packet().sources.get(state.source.source).map_or("no source", |source| source.name());
            session.out.line(&format!("in {name}:"))?;
        }
        let found = state.source.search.as_ref().and_then(|search| search.place.clone());
        let said = match found {
            Some(range) if state.source.search != before.source.search => passage::around(state, &range),
            Some(_) | None => passage::line(state, LINE),
        };
        session.out.line(&said.unwrap_or_default())
    }

    /// Says all of what is going on.
    fn all(&self, session: &mut Session<'_>) -> Result<(), Failure> {
        let lines = match &self.state.mode {
            Mode::Browse => tell::claim(&self.state),
            Mode::Menu(menu) => tell::menu(menu),
            Mode::Form(form) => tell::form(form),
            Mode::Listing(_) => return self.open_list(session),
            Mode::Search(_) => Vec::new(),
        };
        lines.iter().try_for_each(|line| session.out.line(line))
    }

    fn open_list(&self, session: &mut Session<'_>) -> Result<(), Failure> {
        let Mode::Listing(listing) = &self.state.mode else { return Ok(()) };
        tell::listing(&self.state, listing, self.page).iter().try_for_each(|line| session.out.line(line))
    }

    /// Says what the program said since.
    fn said(&mut self, session: &mut Session<'_>) -> Result<(), Failure> {
        for message in self.state.messages.iter().skip(self.told) {
            session.out.line(&message.text)?;
        }
        self.told = self.state.messages.len();
        Ok(())
    }
}

/// Asks for a line; `None` at the end of the input. A line that ends in a backslash goes on in the next.
pub(super) fn line(session: &mut Session<'_>, prompt: &str) -> Result<Option<Result<String, String>>, Failure> {
    use std::io::Read;

    let mut whole = String::new();
    let mut prompt = prompt;
    loop {
        session.out.say(prompt)?;
        session.out.finish()?;
        let mut bytes = Vec::new();
        let limit = 2 * FIELD_LIMIT as u64;
        let read = (&mut *session.input).take(limit).read_until(b'\n', &mut bytes);
        let count = read.map_err(|error| Failure::new(format!("could not read the next line: {error}")))?;
        if count == 0 {
            return Ok(None);
        }
        if count as u64 == limit {
            return Ok(Some(Err(format!("that line is longer than {FIELD_LIMIT} bytes; nothing was done"))));
        }
        let Ok(text) = String::from_utf8(bytes) else {
            return Ok(Some(Err("that line is not UTF-8; nothing was done".to_owned())));
        };
        let text = text.trim_end_matches(['\n', '\r']);
        if !session.typed {
            session.out.line(text)?;
        }
        match text.strip_suffix('\\') {
            Some(part) if whole.len() < FIELD_LIMIT => {
                whole.push_str(part);
                whole.push('\n');
                prompt = "… ";
            }
            Some(_) | None => {
                whole.push_str(text);
                return Ok(Some(Ok(whole)));
            }
        }
    }
}
