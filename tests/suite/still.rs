//! A workbench without a world: sources come from the packet itself, quotes are found at once, decisions
//! are "on disk" at fixed times. So frames are the same on every machine, and thousands of them take no
//! disk. What the real world does is tested in `session`.

use std::sync::Arc;

use handoff::anchor::Resolver;
use handoff::packet::Packet;
use handoff::review::hidden::Reveal;
use handoff::review::located::{Found, Located};
use handoff::review::{Actor, Entry, Review};
use handoff::source;
use handoff::workbench::effect::{Effect, Msg, Quote, Recorded};
use handoff::workbench::key::{Keymap, parse_keys};
use handoff::workbench::run;
use handoff::workbench::state::{Choices, Loaded, State};
use handoff::workbench::theme::Theme;
use handoff::workbench::update::{start, update};

pub(crate) use super::people::dana_by_name as dana;

/// The person at the keys.
/// A session that stands still unless a key is pressed.
pub(crate) struct Still {
    /// What the screen is a function of.
    pub(crate) state: State,
}

impl Still {
    /// Opens a packet whose sources carry their words inside.
    pub(crate) fn open(packet: Packet, size: (u16, u16)) -> Self {
        Self::with(packet, size, Keymap::load(&[]).expect("the default keymap is sound"), Some(dana()))
    }

    /// The same, with other keys and perhaps nobody named.
    pub(crate) fn with(packet: Packet, size: (u16, u16), keymap: Keymap, me: Option<Actor>) -> Self {
        let choices = Choices { reveal: Reveal::AfterVerdict, advance: false };
        let mut state = State::new(Review::fold(packet, []).0, me, choices, Arc::new(keymap), size);
        state.relist();
        state.recount();
        let mut still = Self { state };
        let mut effects = Vec::new();
        start(&mut still.state, None, &mut effects);
        for source in 0..still.state.sources.len() {
            still.read(source);
        }
        for claim in 0..still.state.review.len() {
            still.find(claim, &Quote::all(&still.state.review, claim));
        }
        still.tell(Msg::Progress(None));
        still
    }

    /// Plays keys, written as in `--keys`.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        for key in parse_keys(keys).expect("keys") {
            self.tell(Msg::Key(key));
        }
        self
    }

    /// Something happens, and whatever it asks for is done.
    pub(crate) fn tell(&mut self, msg: Msg) {
        let (state, effects) = update(self.state.clone(), msg);
        self.state = state;
        for effect in effects {
            self.carry_out(effect);
        }
    }

    /// Something that another person did, as a line of the trail would say it, comes in.
    pub(crate) fn hear(&mut self, by: &Actor, event: serde_json::Value) -> &mut Self {
        let seq = self.state.review.head() + 1;
        let at = jiff::Timestamp::from_second(1_783_065_600 + i64::try_from(seq).expect("few entries") * 60);
        let event = serde_json::from_value(event).expect("an event");
        let entry = Entry { seq, prev: String::new(), at: at.expect("a time"), by: by.clone(), event };
        self.tell(Msg::Heard(vec![entry]));
        self
    }

    /// The frame as text, in the size that the session has.
    pub(crate) fn frame(&self) -> String {
        run::print(&self.state, &Theme::plain(), self.state.size)
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Record { events, by } => {
                let head = self.state.review.head();
                let entry = |(at, event): (usize, handoff::review::Event)| {
                    let seq = head + 1 + at as u64;
                    let event = if at == 0 { event } else { event.having_seen(seq - 1) };
                    // One decision a minute, from a Friday morning on.
                    let second = 1_783_065_600 + i64::try_from(seq).expect("few entries") * 60;
                    let at = jiff::Timestamp::from_second(second).expect("a time");
                    Entry { seq, prev: String::new(), at, by: by.clone(), event }
                };
                let written = events.into_iter().enumerate().map(entry).collect();
                self.tell(Msg::Recorded(Ok(Recorded { heard: Vec::new(), written })));
            }
            Effect::Quotes { claim, quotes } => self.find(claim, &quotes),
            _ => {}
        }
    }

    fn read(&mut self, source: usize) {
        let text = self.state.review.packet().sources[source].text.clone().unwrap_or_default();
        let import = source::import(text.clone().into_bytes(), "").unwrap_or_else(|_| source::Import::snippet(&text));
        let loaded = Loaded { text: import.text, format: import.format, notes: import.notes, unchanged: Some(true) };
        self.tell(Msg::Source { source, loaded: Ok(Arc::new(loaded)) });
    }

    fn find(&mut self, claim: usize, quotes: &[Quote]) {
        let found = quotes
            .iter()
            .map(|quote| {
                let Some(loaded) = self.state.loaded(&quote.evidence.source) else {
                    return Found::Unreadable("there is no such source".into());
                };
                let mut answer = None;
                Resolver::new(&loaded.text, true).resolve_all(&[&quote.evidence], &|| false, &mut |_, resolution| {
                    answer = Some(resolution);
                });
                let packet = self.state.review.packet();
                answer.map_or(Found::Pending, |resolution| {
                    Found::Resolved(Arc::new(Located::new(packet, &loaded.text, &quote.live(), resolution)))
                })
            })
            .collect();
        self.tell(Msg::Found(vec![(claim, found)]));
    }
}
