//! What another terminal brings into a packet while it is open: sources and drafts are read in the background,
//! and the person goes on where they are.

use std::path::Path;
use std::time::{Duration, Instant};

use handoff::review::located::Found;
use handoff::workbench::key::parse_keys;
use handoff::workbench::mode::Mode;
use handoff::workbench::run;
use handoff::workbench::state::{SourceState, State};
use handoff::workbench::update::update;
use handoff::workbench::world::{self, World};

use super::findings::add;
use super::session::{Session, dana, frame, options, said, sam};

/// A terminal that stays open.
struct Desk {
    state: State,
    world: World,
}

impl Desk {
    fn open(session: &Session) -> Self {
        let (state, mut world, first) = world::open(session.path(), options(Some(dana()), (120, 36))).unwrap();
        let (state, _) = run::play(state, &mut world, first, &[]);
        Self { state, world }
    }

    fn keys(mut self, keys: &str) -> Self {
        (self.state, _) = run::play(self.state, &mut self.world, Vec::new(), &parse_keys(keys).unwrap());
        self
    }

    /// Goes on, with no key pressed, until it is so.
    fn until(mut self, so: impl Fn(&State) -> bool) -> Self {
        let began = Instant::now();
        while !so(&self.state) {
            assert!(began.elapsed() < Duration::from_secs(20), "{}\n{:?}", frame(&self.state), self.state.messages);
            if let Some(msg) = self.world.answer(Duration::from_millis(20)) {
                let (state, effects) = update(self.state, msg);
                (self.state, _) = run::play(state, &mut self.world, effects, &[]);
            }
        }
        self
    }

    fn told(&self, words: &str) -> bool {
        self.state.messages.iter().any(|message| message.text.contains(words))
    }
}

fn is_read(state: &State, source: usize) -> bool {
    matches!(state.sources.get(source), Some(SourceState::Ready(_)))
}

fn is_settled(state: &State) -> bool {
    !state.found.iter().flatten().any(|found| matches!(found, Found::Pending))
}

/// Another terminal lays a draft over the packet: the one there is, with some words changed.
fn redraft(folder: &Path, was: &str, now: &str) {
    let draft = std::fs::read_to_string(folder.join("packet.json")).unwrap();
    assert!(draft.contains(was));
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("draft.json");
    std::fs::write(&file, draft.replace(was, now)).unwrap();
    let mut command = assert_cmd::Command::cargo_bin("handoff").unwrap();
    command.env("HANDOFF_CONFIG", folder.join("no-config.toml")).arg("refresh").arg(folder).arg("--draft").arg(&file);
    command.args(["--as", "Sam Lee", "--role", "ae"]).assert().success();
}

#[test]
fn a_source_that_another_process_adds_is_read_while_the_person_goes_on() {
    let session = Session::new();
    let desk = Desk::open(&session).keys("jjw").keys("Ask them about the dashboard");
    let before = desk.state.clone();
    add(session.path(), "second.txt", "Maya Chen: The dock team wants a telescope by November third.\n");
    let desk = desk.until(|state| is_read(state, 1));
    assert!(
        desk.told("Second joined the packet, by Sam Lee (AE); K lists what the sources raise"),
        "{:?}",
        desk.state.messages
    );
    assert_eq!(desk.state.selected(), before.selected(), "the cursor stays");
    assert_eq!(desk.state.mode, before.mode, "and so does the form with what was typed");
    assert_eq!(desk.state.found, before.found, "what was found is not looked for again");
    let desk = desk.keys("<enter>}");
    assert_eq!(session.events(), ["source_added", "action_set"]);
    assert!(frame(&desk.state).contains("The dock team wants a"), "{}", frame(&desk.state));
    // Words of it become evidence as any others do.
    let desk = desk.keys("<ctrl-f>telescope<enter><space>A");
    assert_eq!(session.last()["evidence"]["source"], "s2", "{}", said(&desk.state));
    let claim = desk.state.selected().unwrap();
    assert!(desk.state.found[claim].last().unwrap().counts(), "{:?}", desk.state.found[claim]);
    desk.world.close(&desk.state);
}

#[test]
fn a_new_draft_from_another_process_is_laid_over_what_is_on_screen() {
    let session = Session::new();
    // Two claims are decided; the wording of the first, and the quote of another, will be other ones.
    let desk = Desk::open(&session).keys("gajjxs");
    let quoted = desk.state.found[3].clone();
    redraft(
        session.path(),
        "\"Detention fees eat thirty percent of margin\"",
        "\"Detention eats a third of the margin\"",
    );
    let desk = desk.until(|state| state.era == 1 && is_settled(state));
    assert!(
        desk.told("a new draft came in, by Sam Lee (AE): 1 to look at again; f g lists them"),
        "{:?}",
        desk.state.messages
    );
    assert_eq!(desk.state.selected(), Some(2), "the cursor stays");
    assert_eq!(desk.state.read_only, None);
    assert!(desk.state.review.claims()[0].verdict.is_none() && desk.state.review.claims()[2].verdict.is_some());
    assert_eq!(desk.state.found[3], quoted, "all quotes are found again");
    let desk = desk.keys("fg");
    assert!(frame(&desk.state).contains("Detention eats a third"), "{}", frame(&desk.state));
    let desk = desk.keys("a");
    assert_eq!(session.events(), ["claim_accepted", "claim_rejected", "draft_replaced", "claim_accepted"]);
    desk.world.close(&desk.state);
}

#[test]
fn nothing_is_decided_on_words_that_a_new_draft_has_changed_under_the_form() {
    let session = Session::new();
    let desk = Desk::open(&session).keys("ge now");
    let mode = desk.state.mode.clone();
    redraft(
        session.path(),
        "\"Detention fees eat thirty percent of margin\"",
        "\"Detention eats a third of the margin\"",
    );
    let desk = desk.until(|state| state.era == 1 && is_settled(state));
    assert_eq!(desk.state.mode, mode, "what was typed stays");
    let desk = desk.keys("<enter>");
    assert!(said(&desk.state).contains("not saved, because meanwhile a new draft came in"), "{}", said(&desk.state));
    assert_eq!(session.events(), ["draft_replaced"]);
    let desk = desk.keys("<enter>");
    assert_eq!(session.events(), ["draft_replaced", "claim_edited"], "asked again, the person decides");
    assert!(matches!(desk.state.mode, Mode::Browse));
    desk.world.close(&desk.state);
}

#[test]
fn a_source_that_is_taken_out_again_leaves_the_others_where_they_are() {
    let session = Session::new();
    add(session.path(), "second.txt", "Maya Chen: The dock team wants a telescope.\n");
    let desk = Desk::open(&session).keys("a}");
    assert_eq!(desk.state.sources.len(), 2);
    let (sam, mut other, first) = world::open(session.path(), options(Some(sam()), (80, 24))).unwrap();
    let (sam, _) = run::play(sam, &mut other, first, &parse_keys("u").unwrap());
    other.close(&sam);
    assert_eq!(session.events(), ["source_added", "claim_accepted", "undone"], "{}", said(&sam));
    let desk = desk.until(|state| state.sources.len() == 1 && is_read(state, 0) && is_settled(state));
    assert!(desk.state.found[0][0].counts());
    assert!(frame(&desk.state).contains("Discovery call"), "{}", frame(&desk.state));
    let desk = desk.keys("Kjjx");
    desk.world.close(&desk.state);
}
