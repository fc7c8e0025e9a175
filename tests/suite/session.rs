//! Sessions: a string of keys, what the screen says then, and the lines the trail has.

use std::path::{Path, PathBuf};

use handoff::review::hidden::Reveal;
use handoff::review::{Actor, Entry, Seat};
use handoff::workbench::begin::Begin;
use handoff::workbench::effect::{Effect, Msg};
use handoff::workbench::key::{Keymap, parse_keys};
use handoff::workbench::mode::{Mode, Take};
use handoff::workbench::run;
use handoff::workbench::state::{Choices, State};
use handoff::workbench::theme::Theme;
use handoff::workbench::update::update;
use handoff::workbench::world::{self, Options};

pub use super::people::{dana, sam_by_name as sam};

/// A packet with a claim of each fate: located, altered, orphan, approximate, a promise.
const PACKET: &str = r#"{
  "format": "handoff-packet/1", "id": "northwind", "account": {"name": "Northwind Freight"},
  "deal": {"ae": "Sam Lee", "csm": "Dana Ruiz"},
  "people": [
    {"id": "p1", "name": "Maya Chen", "side": "customer", "roles": ["champion"]},
    {"id": "p2", "name": "Sam Lee", "side": "seller"}
  ],
  "sources": [{"id": "s1", "kind": "call", "title": "Discovery call", "date": "2026-07-02", "path": "sources/call.txt"}],
  "drafted_by": {"tool": "rules", "at": "2026-07-03T08:00:00Z"},
  "claims": [
    {"id": "c01", "kind": "buying_reason", "text": "Detention fees eat thirty percent of margin",
     "evidence": [{"source": "s1", "quote": {"exact": "thirty percent of margin to detention"}}],
     "suggestion": {"verdict": "accept", "confidence": 0.9, "because": "a loss with a number"}},
    {"id": "c02", "kind": "promised_value", "text": "Fees down forty percent by end of the first quarter",
     "evidence": [{"source": "s1", "quote": {"exact": "We will get detention fees down forty percent by the end of the first quarter"}}],
     "suggestion": {"verdict": "reject", "reject_reason": "overstated"}},
    {"id": "c03", "kind": "use_case", "text": "They love the dashboard",
     "evidence": [{"source": "s1", "quote": {"exact": "our whole team is in love with that dashboard already"}}]},
    {"id": "c04", "kind": "promise", "text": "SSO works at go-live", "what": "integration", "owner": "Sam Lee", "due": "go-live",
     "evidence": [{"source": "s1", "quote": {"exact": "single sign-on will be there on the day you go live"}}],
     "suggestion": {"verdict": "accept", "ruling": "verbal_binding"}}
  ]
}"#;

const CALL: &str = "Maya Chen: So the thing is we lost, what, thirty percent of margin to detention last year.
Sam Lee: Ouch. We will get detention fees down thirty percent by the end of the first quarter.
Maya Chen: If you do that I will frame it. And single sign-on?
Sam Lee: Yes, single sign-on will be there on the day you go live.
Maya Chen: Good. My security people ask every week.
";

/// A packet in a folder of its own, played by somebody.
pub struct Session {
    folder: tempfile::TempDir,
}

impl Session {
    pub fn new() -> Self {
        Self::with(PACKET, CALL)
    }

    pub fn with(packet: &str, call: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("sources")).unwrap();
        std::fs::write(folder.path().join("packet.json"), packet).unwrap();
        std::fs::write(folder.path().join("sources/call.txt"), call).unwrap();
        Self { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    fn places(&self) -> PathBuf {
        self.path().join("state")
    }

    /// Opens the packet, plays the keys, and closes it.
    pub fn play_as(&self, me: Option<Actor>, keys: &str, size: (u16, u16)) -> State {
        self.begin_as(me, &Begin::default(), keys, size)
    }

    /// The same, begun in a certain way.
    pub fn begin_as(&self, me: Option<Actor>, begin: &Begin, keys: &str, size: (u16, u16)) -> State {
        let options = Options { places: Some(self.places()), ..options(me, size) };
        let (mut state, mut world, mut first) = world::open(self.path(), options).unwrap();
        begin.apply(&mut state, &mut first);
        let (state, _) = run::play(state, &mut world, first, &parse_keys(keys).unwrap());
        assert_eq!(world.close(&state), None);
        state
    }

    pub fn play(&self, keys: &str) -> State {
        self.play_as(Some(dana()), keys, (80, 24))
    }

    /// The lines of the trail.
    pub fn lines(&self) -> Vec<Entry> {
        let Ok(trail) = std::fs::read_to_string(self.path().join("audit.jsonl")) else { return Vec::new() };
        trail.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// What the trail says, one word a line.
    pub fn events(&self) -> Vec<&'static str> {
        self.lines().iter().map(|entry| entry.event.word()).collect()
    }

    /// The last event as the trail has it.
    pub fn last(&self) -> serde_json::Value {
        serde_json::to_value(&self.lines().last().expect("the trail has a line").event).unwrap()
    }
}

/// How a session is opened that remembers nothing for the next one.
pub fn options(me: Option<Actor>, size: (u16, u16)) -> Options {
    Options {
        me,
        known: Default::default(),
        choices: Choices { reveal: Reveal::AfterVerdict, advance: false },
        keymap: Keymap::load(&[]).unwrap().into(),
        size,
        places: None,
        introduce: false,
        tour: None,
    }
}

/// The frame without colours.
pub fn frame(state: &State) -> String {
    run::print(state, &Theme::plain(), state.size)
}

pub fn said(state: &State) -> &str {
    state.messages.last().map_or("", |message| message.text.as_str())
}

#[test]
fn one_key_accepts_and_the_screen_says_so_once_it_is_on_disk() {
    let session = Session::new();
    let before = frame(&session.play(""));
    assert!(before.contains("0/4 decided") && before.contains("• undecided"), "{before}");
    let state = session.play("a");
    let after = frame(&state);
    assert!(after.contains("1/4 decided") && after.contains("✓ accepted"), "{after}");
    assert_eq!(session.events(), ["claim_accepted"]);
    assert_eq!(session.lines()[0].by, dana());
    assert!(said(&state).contains("c01 accepted") && said(&state).contains("u takes it back"), "{}", said(&state));
}

#[test]
fn the_claims_words_are_on_screen_with_speaker_and_side() {
    let session = Session::new();
    let screen = frame(&session.play_as(Some(dana()), "", (120, 36)));
    assert!(screen.contains("Maya Chen  ◆ customer"), "{screen}");
    assert!(screen.contains("▌ So the thing is we lost, what, thirty"), "{screen}");
    assert!(screen.contains("standing  customer said (from who spoke)"), "{screen}");
    assert!(screen.contains("Discovery call · 2 Jul"), "{screen}");
}

#[test]
fn the_drafters_suggestion_shows_only_after_the_verdict_and_differences_are_told() {
    let session = Session::new();
    let screen = frame(&session.play_as(Some(dana()), "", (200, 50)));
    assert!(!screen.contains("a loss with a number"), "{screen}");
    let screen = frame(&session.play_as(Some(dana()), "a", (200, 50)));
    assert!(screen.contains("a loss with a number"), "{screen}");
    let state = session.play("gjjjxs");
    assert_eq!(session.last()["reason"], "does-not-support");
    assert!(said(&state).contains("second look"), "{}", said(&state));
    let list = frame(&session.play("L"));
    assert!(list.contains("c04") && list.contains("rejected here, the drafter would accept"), "{list}");
}

#[test]
fn an_altered_quote_shouts_shows_what_differs_and_needs_a_reason() {
    let session = Session::new();
    let state = session.play_as(Some(dana()), "j", (120, 36));
    let screen = frame(&state);
    assert!(screen.contains("1 altered"), "{screen}");
    assert!(screen.contains("ALTERED") && screen.contains("[forty]") && screen.contains("[thirty]"), "{screen}");
    assert!(
        !screen.contains("“We will get detention fees down forty"),
        "an altered quote stands in quotation marks\n{screen}"
    );
    let state = session.play("gja");
    assert!(frame(&state).contains("Accept c02 without its words?"));
    assert_eq!(session.events(), [""; 0], "nothing is written until the reason is");
    session.play("gjaheard it myself<enter>");
    assert_eq!(session.last()["reason"], "heard it myself");
}

#[test]
fn taking_the_sources_own_words_mends_an_altered_claim_and_one_undo_takes_it_back() {
    let session = Session::new();
    let state = session.play("je<ctrl-o><enter>");
    assert_eq!(session.events(), ["evidence_attached", "evidence_detached", "claim_edited"]);
    let last = session.last();
    assert!(last["text"].as_str().unwrap().contains("thirty percent by the end of the first quarter"), "{last}");
    assert_eq!(state.counts.altered, 0);
    assert_eq!(state.counts.decided, 1);
    let other = Session::new();
    let state = other.play("je<ctrl-o><enter>u");
    assert_eq!((state.counts.altered, state.counts.decided), (1, 0));
    assert_eq!(other.events()[3..], ["undone", "undone", "undone"]);
    let state = other.play("<ctrl-r>");
    assert_eq!(
        (state.counts.altered, state.counts.decided),
        (0, 1),
        "redo brings all of it back, in a later session too"
    );
}

#[test]
fn an_orphan_is_never_in_quotation_marks_and_stays_in_the_header() {
    let session = Session::new();
    let screen = frame(&session.play_as(Some(dana()), "jj", (120, 36)));
    assert!(screen.contains("1 orphan") && screen.contains("NOT IN THE SOURCE"), "{screen}");
    assert!(!screen.contains("“our whole team"), "{screen}");
    let screen = frame(&session.play_as(Some(dana()), "jjxnG", (120, 36)));
    assert!(!screen.contains("1 orphan"), "a rejected claim's orphan is dealt with\n{screen}");
}

#[test]
fn a_promise_is_ruled_with_owner_and_date() {
    let session = Session::new();
    let screen = frame(&session.play_as(Some(dana()), "jjj", (120, 36)));
    assert!(screen.contains("1 promise unruled"), "{screen}");
    session.play("gjjjabv<enter>");
    assert_eq!(session.events(), ["claim_accepted", "promise_ruled"]);
    assert_eq!(session.last()["ruling"], "verbal_binding");
    assert_eq!(session.last()["owner"], "Sam Lee");
    assert_eq!(session.last()["due"], "go-live");
    assert!(!frame(&session.play_as(Some(dana()), "gjjj", (120, 36))).contains("promise unruled"));
    let state = session.play("gb");
    assert!(said(&state).contains("only promises are ruled"), "{}", said(&state));
}

#[test]
fn undo_and_redo_add_to_the_record() {
    let session = Session::new();
    assert_eq!(session.play("au").counts.decided, 0);
    assert_eq!(session.play("<ctrl-r>").counts.decided, 1);
    assert_eq!(session.events(), ["claim_accepted", "undone", "undone"]);
    let state = Session::new().play("u");
    assert!(said(&state).contains("nothing of yours to undo"), "{}", said(&state));
}

#[test]
fn work_goes_on_where_the_person_left() {
    let session = Session::new();
    session.play("jjq");
    let state = session.play("");
    assert_eq!(state.review.claim(state.selected().unwrap()).id.as_str(), "c03");
    // Somebody else starts at their own place.
    let state = session.play_as(Some(sam()), "", (80, 24));
    assert_eq!(state.review.claim(state.selected().unwrap()).id.as_str(), "c01");
}

#[test]
fn an_unfinished_text_is_safe_on_disk_and_offered_again() {
    let session = Session::new();
    session.play("e and more");
    let state = session.play("");
    assert!(said(&state).contains("unfinished edit of c01"), "{}", said(&state));
    session.play("e<enter>");
    assert_eq!(session.last()["text"], "Detention fees eat thirty percent of margin and more");
    assert!(!said(&session.play("")).contains("unfinished"));
}

#[test]
fn who_decides_is_asked_once_before_the_first_decision() {
    let session = Session::new();
    let state = session.play_as(None, "a", (80, 24));
    assert!(frame(&state).contains("Who is reviewing?"), "{}", frame(&state));
    assert_eq!(session.events(), [""; 0]);
    session.play_as(None, "aRobin Park<tab><ctrl-g><backtab>", (80, 24));
    let state = session.play_as(None, "aRobin Park<enter>", (80, 24));
    assert_eq!(session.lines()[0].by.name, "Robin Park");
    assert_eq!(state.counts.decided, 1, "and the decision that asked for it was made");
}

#[test]
fn the_role_that_is_suggested_gives_way_to_what_is_typed_and_a_misspelt_one_is_refused() {
    let session = Session::new();
    session.play_as(None, "aRobin Park<tab>ae<enter>", (80, 24));
    assert_eq!(session.lines()[0].by.role, Seat::Ae, "typing does not append to the suggestion");
    let session = Session::new();
    let state = session.play_as(None, "aRobin Park<tab>cms<enter>", (80, 24));
    assert!(
        said(&state).contains("`cms` is no role") && said(&state).contains("did you mean csm?"),
        "{}",
        said(&state)
    );
    assert!(frame(&state).contains("Who is reviewing?"), "the form stays open");
    assert_eq!(session.events(), [""; 0]);
}

#[test]
fn every_kind_of_decision_leaves_its_line() {
    for (keys, event) in [
        ("xs", "claim_rejected"),
        ("xxnot so<enter>", "claim_rejected"),
        ("d<enter>", "claim_deferred"),
        ("e!<enter>", "claim_edited"),
        ("tc", "standing_set"),
        ("i", "visibility_set"),
        ("v", "validation_requested"),
        ("wroute alerts to dispatch<enter>", "action_set"),
        ("mask Maya again<enter>", "noted"),
        ("s<enter>", "spin_flagged"),
        ("-", "evidence_detached"),
        ("G0<enter><enter>", "absence_recorded"),
    ] {
        let session = Session::new();
        session.play(keys);
        assert_eq!(session.events(), [event], "{keys}");
    }
}

#[test]
fn toggles_go_both_ways() {
    let session = Session::new();
    session.play("vv");
    session.play("gs<enter>s");
    session.play("gii");
    assert_eq!(
        session.events(),
        [
            "validation_requested",
            "validation_withdrawn",
            "spin_flagged",
            "spin_cleared",
            "visibility_set",
            "visibility_set"
        ]
    );
}

#[test]
fn a_new_claim_is_made_of_words_selected_in_the_source() {
    let session = Session::new();
    // To the source, to the last line, select it word by word to its end.
    let state = session.play("<tab><tab>G<space><right><right><right><right><right><right>+g<enter>");
    let last = session.lines();
    assert_eq!(session.events(), ["claim_added", "claim_accepted"], "{}", frame(&state));
    let added = serde_json::to_value(&last[0].event).unwrap();
    assert_eq!(added["claim"]["text"], "Good. My security people ask every week.");
    assert_eq!(added["claim"]["kind"], "constraint");
    assert_eq!(state.counts.claims, 5);
    let index = state.review.find(&"a01".into()).unwrap();
    assert!(state.found[index][0].counts(), "its words are located: {:?}", state.found[index]);
}

#[test]
fn words_are_attached_to_a_claim_and_it_starts_as_the_customers() {
    let session = Session::new();
    let state = session.play("jj<tab><tab>G<space><right><right><right>A");
    assert_eq!(session.events(), ["evidence_attached"]);
    let index = state.review.find(&"c03".into()).unwrap();
    assert!(state.found[index].iter().any(handoff::review::located::Found::counts));
    assert!(frame(&state).contains("customer said"), "{}", frame(&state));
}

#[test]
fn next_and_previous_undecided_go_round() {
    let session = Session::new();
    let id = |state: &State| state.review.claim(state.selected().unwrap()).id.to_string();
    assert_eq!(id(&session.play("an")), "c02");
    assert_eq!(id(&session.play("gN")), "c04");
    assert_eq!(id(&session.play("Gkkgn")), "c02");
}

#[test]
fn a_key_that_is_not_available_says_why_and_does_nothing() {
    let session = Session::new();
    for (keys, why) in [
        ("=", "nothing needs confirming"),
        ("jj=", "not in the source"),
        ("A", "no words are selected"),
        ("o", "one quote only"),
    ] {
        let state = session.play(&format!("g{keys}"));
        assert!(said(&state).contains(why), "{keys}: {}", said(&state));
    }
    let state = session.play("@");
    assert!(said(&state).contains("@ does nothing here"), "{}", said(&state));
    assert_eq!(session.events(), [""; 0]);
}

#[test]
fn two_people_on_one_packet_the_second_sees_the_first_before_anything_is_written() {
    let session = Session::new();
    let options = options(Some(dana()), (80, 24));
    let (dana_state, mut dana_world, first) = world::open(session.path(), options).unwrap();
    let (dana_state, _) = run::play(dana_state, &mut dana_world, first, &[]);
    // Meanwhile Sam accepts.
    session.play_as(Some(sam()), "a", (80, 24));
    // Dana, who has not seen it, rejects.
    // Her keys come before whatever her session has heard of his since.
    let (mut dana_state, mut effects) = (dana_state, Vec::new());
    for key in parse_keys("xs").unwrap() {
        let (next, more) = update(dana_state, Msg::Key(key));
        dana_state = next;
        effects.extend(more);
    }
    let (dana_state, _) = run::play(dana_state, &mut dana_world, effects, &[]);
    assert_eq!(session.events(), ["claim_accepted"], "hers was not written");
    assert!(said(&dana_state).contains("Sam Lee") && said(&dana_state).contains("not"), "{}", said(&dana_state));
    assert!(frame(&dana_state).contains("✓ accepted"), "and she sees his: {}", frame(&dana_state));
    let (dana_state, _) = run::play(dana_state, &mut dana_world, Vec::new(), &parse_keys("xs").unwrap());
    assert_eq!(
        session.events(),
        ["claim_accepted", "claim_rejected"],
        "asked again, she decides: {}",
        said(&dana_state)
    );
    dana_world.close(&dana_state);
}

/// Somebody else decides while a menu or a form about the claim is open: what is chosen then was chosen on
/// an old screen, so it is not written, and the person is asked again.
#[test]
fn what_was_chosen_before_the_others_decision_could_be_read_is_asked_again() {
    let session = Session::new();
    let asks = |keys: &str| session.play_as(Some(dana()), keys, (80, 24));
    let (menu, form) = (asks("x"), asks("e now"));
    session.play_as(Some(sam()), "a", (80, 24));
    let his = session.lines();
    let press = |state: State, keys: &str| {
        let mut all = Vec::new();
        let mut state = state;
        for key in parse_keys(keys).unwrap() {
            let (next, effects) = update(state, Msg::Key(key));
            state = next;
            all.extend(effects.into_iter().filter(|effect| matches!(effect, Effect::Record { .. })));
        }
        (state, all)
    };

    // `a` would be "wrong account" in the menu, and accepting outside of it: it is neither.
    let (menu, _) = update(menu, Msg::Heard(his.clone()));
    let (menu, written) = press(menu, "a");
    assert_eq!(written, [], "{}", said(&menu));
    assert!(said(&menu).contains("Sam Lee") && said(&menu).contains("not saved"), "{}", said(&menu));
    let (_, written) = press(menu, "xs");
    assert_eq!(written.len(), 1, "she has read it now");

    let (form, _) = update(form, Msg::Heard(his));
    let (form, written) = press(form, "<enter>");
    assert_eq!(written, [], "{}", said(&form));
    let (_, written) = press(form, "<enter>");
    assert!(format!("{written:?}").contains("margin now"), "her text was kept: {written:?}");
}

#[test]
fn a_broken_trail_makes_the_packet_read_only_and_says_so() {
    let session = Session::new();
    session.play("aja reason<enter>");
    let trail = session.path().join("audit.jsonl");
    let broken = std::fs::read_to_string(&trail).unwrap().replacen("Dana", "Dora", 1);
    std::fs::write(&trail, &broken).unwrap();
    let state = session.play("gxs");
    assert!(frame(&state).contains("read-only"), "{}", frame(&state));
    assert!(said(&state).contains("line 1"), "{}", said(&state));
    assert_eq!(std::fs::read_to_string(&trail).unwrap(), broken, "the file is as it was");
}

#[test]
fn a_screen_that_is_too_small_says_so_in_words() {
    let session = Session::new();
    let state = session.play_as(Some(dana()), "", (50, 10));
    let screen = frame(&state);
    assert!(screen.contains("50 columns") && screen.contains("60"), "{screen}");
}

#[test]
fn the_projection_holds_what_was_decided_and_hides_what_was_not_judged() {
    let session = Session::new();
    session.play("ajjjabc<enter>");
    let reviewed: serde_json::Value =
        serde_json::from_slice(&std::fs::read(session.path().join("reviewed.json")).unwrap()).unwrap();
    let claims = reviewed["claims"].as_array().unwrap();
    assert_eq!(claims[0]["review"]["verdict"], "accepted");
    assert_eq!(claims[0]["review"]["standing"], "customer_said");
    assert!(claims[0].get("suggestion").is_some());
    assert_eq!(claims[1]["review"]["verdict"], serde_json::Value::Null);
    assert!(claims[1].get("suggestion").is_none(), "nobody has judged c02: {}", claims[1]);
    assert_eq!(claims[3]["review"]["ruling"], "contractual");
    assert_eq!(reviewed["trail"]["entries"], 3);
}

#[test]
fn with_ascii_marks_nothing_of_the_programs_own_is_beyond_ascii() {
    use handoff::workbench::theme::{Depth, Glyphs, Palette};

    let session = Session::new();
    let theme = Theme::new(Palette::Plain, Depth::None, Glyphs::Ascii);
    for keys in ["", "a", "jx", "e", "?", ":", "S", "f", "/", "gG"] {
        for size in [(80, 24), (120, 36)] {
            let state = session.play_as(Some(dana()), keys, size);
            let screen = run::print(&state, &theme, state.size);
            let beyond: String = screen.chars().filter(|c| !c.is_ascii()).collect();
            assert_eq!(beyond, "", "{keys}: {screen}");
            if keys == "f" {
                assert!(screen.contains("Show only..."), "{screen}");
            }
            // What was cut ends in the same three dots; `~` is a mark of its own.
            if size == (80, 24) && keys.is_empty() {
                assert!(screen.contains("Detention fees eat..."), "{screen}");
            }
        }
    }
}

#[test]
fn the_palette_finds_an_action_by_its_name() {
    let session = Session::new();
    for (name, keys) in [("ruling", "G"), ("standing", ""), ("note", ""), ("history", ""), ("sign-off", "")] {
        let state = session.play(&format!("{keys}:{name}"));
        let Mode::Listing(listing) = &state.mode else { panic!("a list") };
        let Some(Take::Run(action)) = listing.rows.first().map(|row| &row.take) else {
            panic!("{name}: nothing found")
        };
        assert_eq!(action.label(), name);
    }
    // A claim that is no promise has no ruling, and the letters of the reason find nothing.
    let state = session.play("g:ruling<enter>");
    assert!(said(&state).contains("only promises are ruled"), "{}", said(&state));
}

#[test]
fn help_finds_the_line_with_the_word_and_runs_it() {
    let session = Session::new();
    let state = session.play("?copy<enter>");
    assert!(said(&state).contains("c01 is on the clipboard"), "{:?}", state.messages);
    let state = session.play("?clipboard");
    let shown = frame(&state);
    assert!(shown.contains("copy the claim") && !shown.contains("accept the claim"), "{shown}");
    // The log is searched by words as well, in its own order.
    session.play("au");
    let state = session.play("lundid");
    let shown = frame(&state);
    assert!(shown.contains("undid line 1") && !shown.contains("1 accepted"), "{shown}");
}
