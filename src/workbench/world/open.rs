//! Opening a packet for the workbench: what is needed for the first frame and nothing else. Sources are
//! read and quotes found after it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;

use super::World;
use super::finder::Finder;
use super::teller::Teller;
use super::writer::Writer;
use crate::audit::Status;
use crate::audit::identity::Given;
use crate::review::word::Stage;
use crate::review::{Actor, Review};
use crate::store::{self, StoreError, place};
use crate::workbench::effect::Effect;
use crate::workbench::key::Keymap;
use crate::workbench::mode::Filter;
use crate::workbench::state::{Choices, ListRow, State};
use crate::workbench::tour::{self, Tour};
use crate::workbench::update::first_filter;

/// With what a packet is opened.
#[derive(Debug)]
pub struct Options {
    /// Who decides, if it is known.
    pub me: Option<Actor>,
    /// What is known of whoever decides otherwise, for when they are asked.
    pub known: Given,
    /// What was chosen in the configuration.
    pub choices: Choices,
    /// The keys.
    pub keymap: Arc<Keymap>,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Where is kept where each person left off; `None` to forget it.
    pub places: Option<PathBuf>,
    /// Whether a newly introduced reviewer is remembered in the configuration.
    pub introduce: bool,
    /// Whether the person is shown round.
    pub tour: Option<Tour>,
}

/// Opens a packet: the state for the first frame, the world, and what is to be done first.
///
/// # Errors
/// There is no packet, or it or its trail can't be read.
pub fn open(path: &Path, options: Options) -> Result<(State, World, Vec<Effect>), StoreError> {
    Ok(begin(store::open(path)?, options))
}

/// The same for a packet that was read already.
pub fn begin(opened: store::Opened, options: Options) -> (State, World, Vec<Effect>) {
    let Options { me, known, choices, keymap, size, places, introduce, tour } = options;
    // Large, and read again in the rare case that they are needed.
    drop(opened.bytes);
    let mut trail = opened.trail;
    let mut said = Vec::new();
    let mut read_only = match &opened.reading.status {
        Status::Sound => None,
        Status::Torn(_) => {
            match trail.repair() {
                Ok(Some(repaired)) => said.push(repaired.to_string()),
                Ok(None) => {}
                Err(trouble) => said.push(format!("{}: {}", trouble.place, trouble.what)),
            }
            None
        }
        Status::Broken(_) => {
            trail.broken().map(|trouble| format!("{}: {}; {}", trouble.place, trouble.what, trouble.hint))
        }
    };
    let packet_id = opened.packet.id.clone();
    let (review, refused) = Review::fold(opened.packet, opened.reading.entries().cloned());
    if let Some((seq, refusal)) = refused.first() {
        read_only.get_or_insert_with(|| format!("line {seq} of the trail does not fit: {refusal}"));
    }
    let (tell, answers) = channel();
    let finder = Finder::new(opened.paths.clone(), review.clone(), Teller::new(tell.clone(), 0));
    let writer = Writer::new(opened.paths.clone(), trail, review.clone(), opened.sha256, tell.clone());
    let mut world = World {
        paths: opened.paths,
        packet: packet_id,
        me: None,
        finder,
        writer,
        answers: Some(answers),
        tell,
        places,
        introduce,
        asked: 0,
        seen: false,
    };
    let mut state = State::new(review, None, choices, keymap, size);
    (state.read_only, state.tour) = (read_only, tour);
    for text in said {
        state.warn(text);
    }
    let effects = seat(&mut state, &mut world, me, known);
    (state, world, effects)
}

/// Puts a person before the packet: where they left off, and with what they left unfinished. Done once more
/// where it is found out only after the first frame who they are.
pub fn seat(state: &mut State, world: &mut World, me: Option<Actor>, known: Given) -> Vec<Effect> {
    (world.me, state.me, state.known) = (me.clone(), me, known);
    let remembered = state
        .me
        .as_ref()
        .zip(world.places.as_ref())
        .and_then(|(me, places)| place::remembered(places, &world.paths, &world.packet, me));
    state.layout =
        remembered.as_ref().and_then(|place| serde_json::from_str(place.layout.as_deref()?).ok()).unwrap_or_default();
    state.layout.strip = if state.tour.is_some() { tour::ROWS } else { 0 };
    state.kept = world.kept();
    if let Some(kept) = &state.kept {
        let what = kept.claim.as_ref().map_or(String::new(), |claim| format!(" of {claim}"));
        state.warn(format!("an unfinished {}{what} was kept; the same key goes on with it", kept.purpose));
    }
    state.life.stage = state.review.stage();
    state.life.asks = remembered.as_ref().map(|place| place.asks.clone()).unwrap_or_default();
    let usual = if state.life.stage == Stage::Review { Filter::All } else { Filter::Stage };
    state.list.filter = first_filter(state).unwrap_or(usual);
    state.relist();
    state.recount();
    let resumed = remembered.and_then(|place| place.claim).and_then(|claim| state.review.find(&claim));
    let first_undecided = || {
        state.list.rows.iter().find_map(|row| match row {
            ListRow::Claim(index) if state.review.claims()[*index].verdict.is_none() => Some(*index),
            ListRow::Claim(_) | ListRow::Heading(_) | ListRow::Open(_) => None,
        })
    };
    let start = resumed.or_else(|| if state.counts.decided > 0 { first_undecided() } else { None });
    let mut effects = Vec::new();
    crate::workbench::update::start(state, start, &mut effects);
    effects
}
