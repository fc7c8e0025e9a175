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
use crate::workbench::effect::{Effect, Msg};
use crate::workbench::key::Keymap;
use crate::workbench::layout::Layout;
use crate::workbench::mode::Filter;
use crate::workbench::state::{Choices, ListRow, State};
use crate::workbench::tour::{self, Tour};
use crate::workbench::update::{first_filter, update};

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
    pub keymap: Keymap,
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
    let writer = Writer::start(opened.paths.clone(), trail, review.clone(), opened.bytes, tell.clone());
    let world = World {
        paths: opened.paths,
        packet: packet_id,
        me: me.clone(),
        finder,
        writer,
        answers: Some(answers),
        tell,
        places,
        introduce,
        asked: 0,
        seen: false,
    };
    let remembered = me
        .as_ref()
        .zip(world.places.as_ref())
        .and_then(|(me, places)| place::remembered(places, &world.paths, &world.packet, me));
    let layout = remembered
        .as_ref()
        .and_then(|place| serde_json::from_str(place.layout.as_deref()?).ok())
        .unwrap_or_else(Layout::default);
    let mut state = State::new(review, me, choices, Arc::new(keymap), size);
    (state.read_only, state.layout) = (read_only, layout);
    (state.known, state.tour) = (known, tour);
    state.layout.strip = if state.tour.is_some() { tour::ROWS } else { 0 };
    state.kept = world.kept();
    if let Some(kept) = &state.kept {
        let what = kept.claim.as_ref().map_or(String::new(), |claim| format!(" of {claim}"));
        said.push(format!("an unfinished {}{what} was kept; the same key goes on with it", kept.purpose));
    }
    state.life.stage = state.review.stage();
    if state.life.stage != Stage::Review {
        state.list.filter = Filter::Stage;
    }
    if let Some(place) = &remembered {
        state.life.asks.clone_from(&place.asks);
    }
    if let Some(filter) = first_filter(&state) {
        state.list.filter = filter;
    }
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
    crate::workbench::update::start(&mut state, start, &mut effects);
    for text in said {
        state = update(state, Msg::Trouble(text)).0;
    }
    (state, world, effects)
}
