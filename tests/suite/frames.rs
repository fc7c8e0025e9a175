//! Frames: every view and mode of the workbench as text, at 80x24 and 120x36. A change of what people
//! see is a change of these files, to be looked at with `cargo insta review`.

use handoff::packet::{ClaimKind, Packet};
use handoff::review::{Actor, Seat};
use handoff::workbench::begin::Begin;
use handoff::workbench::effect::Msg;
use handoff::workbench::key::Keymap;
use handoff::workbench::tour::Tour;

use crate::still::{Still, dana};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 36)];

/// A packet with something of everything the screen can say.
fn packet() -> Packet {
    serde_json::from_str(include_str!("../fixtures/frames/packet.json")).expect("a packet")
}

/// One view or mode: its name, the keys that lead there.
const CASES: &[(&str, &str)] = &[
    ("browse", ""),
    ("altered", "jj"),
    ("orphan", "jjj"),
    ("claim_pane", "<tab>"),
    ("source_pane", "<tab><tab>jj"),
    ("selecting_words", "<tab><tab><space><right><right><right>"),
    ("searching", "<ctrl-f>detention"),
    ("searched", "<ctrl-f>detention<enter>n"),
    ("zoomed_source", "<tab><tab>z"),
    ("wider_claims", ">>"),
    ("accepted", "a"),
    ("second_look", "jjxv"),
    ("edited", "e<ctrl-o><enter>"),
    ("promise", "/sso<enter>"),
    ("open_friction", "G"),
    ("filter_menu", "f"),
    ("filtered", "fp"),
    ("filtered_to_nothing", "fs"),
    ("reject_menu", "x"),
    ("standing_menu", "t"),
    ("ruling_menu", "/sso<enter>b"),
    ("ruling_form", "/sso<enter>bv"),
    ("ruled", "/sso<enter>bvDana Ruiz<tab><enter>"),
    ("edit_form", "e"),
    ("edit_form_of_altered", "jje"),
    ("accept_without_words", "jjja"),
    ("defer_form", "d"),
    ("deferred", "d<enter>"),
    ("spin_form", "s"),
    ("action_form", "w"),
    ("note_form", "m"),
    ("none_found", "G0"),
    ("new_claim_menu", "<tab><tab><space><right>+"),
    ("new_claim_form", "<tab><tab><space><right>+a"),
    ("find_claims", "/deten"),
    ("find_nothing", "/zzzz"),
    ("help", "?"),
    ("help_searched", "?undo"),
    ("palette", ":look"),
    ("history", "e, they say<enter>e again<enter>iuh"),
    ("log", "ajal"),
    ("messages", "auM"),
    ("blockers", "S"),
    ("second_look_list", "jjxvL"),
    ("unavailable", "b"),
    ("layout_reset", ">>>Z"),
    ("zoomed_claims", "z"),
    ("zoomed_claim", "<tab>z"),
    ("readiness", "aD"),
    ("brief_menu", "B"),
    ("brief_team", "aBt"),
    ("brief_customer", "aBc"),
    ("stages_menu", "T"),
    ("looked_sources", "G0<down><tab>"),
    ("absent_form", "G0<down><tab><enter>"),
    ("reject_other_form", "xx"),
    ("ask_form", "Q"),
    ("asked", "Qwho said it?<enter>"),
    ("return_form", "Qwho said it?<enter>R"),
    ("assign_form", "W"),
    ("waiver_form", "S<tab>"),
    ("spin_flagged", "s<enter>"),
    ("validation", "v"),
    ("quit_hint", "<esc>"),
    ("log_of_everything", "ajxvjjjdwhat?<enter>uml<enter>l"),
];

fn sam() -> Actor {
    Actor { name: "Sam Lee".into(), email: None, role: Seat::Ae }
}

fn snapshot(name: &str, out: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!(name, out);
    });
}

#[test]
fn the_life_of_a_packet_at_two_sizes() {
    let signed = serde_json::json!({ "type": "signed_off", "head": "{}" });
    let stage = |stage: &str| serde_json::json!({ "type": "stage_opened", "stage": stage });
    let mut out = String::new();
    for (width, height) in SIZES {
        let mut packet = packet();
        packet.claims.retain(|claim| ["c01", "c05", "c08"].contains(&claim.id.as_str()));
        let mut still = Still::open(packet, (width, height));
        let mut show = |what: &str, still: &Still| {
            out.push_str(&format!("{width}x{height}  {what}\n{}\n", still.frame()));
        };
        still.keys("aja/sso<enter>abv<enter>");
        for kind in ClaimKind::friction() {
            let looked = serde_json::json!({ "type": "absence_recorded", "kind": kind, "sources": ["s1"] });
            still.hear(&dana(), looked);
        }
        still.hear(&dana(), signed.clone());
        show("signed off", &still);
        still.keys("U");
        show("to be opened again", &still);
        still.keys("<esc>");
        still.hear(&sam(), serde_json::json!({ "type": "countersigned", "head": "{}" }));
        show("countersigned", &still);
        for name in ["kickoff", "onboarding", "business_review", "renewal"] {
            still.hear(&dana(), stage(name));
            still.keys("T");
            show(&format!("the stages, at {name}"), &still);
            let key = ["kickoff", "onboarding", "business_review", "renewal"].iter().position(|other| *other == name);
            still.keys(&format!("{}", key.expect("a stage") + 2));
            show(name, &still);
            still.keys("r");
            show(&format!("outcomes, at {name}"), &still);
            still.keys("<esc>2");
            show(&format!("partly, at {name}"), &still);
            still.keys("<esc><esc>1<esc>");
            show(&format!("it holds, at {name}"), &still);
        }
    }
    snapshot("screen_life", &out);
}

#[test]
fn two_people_on_one_packet_at_two_sizes() {
    let mut out = String::new();
    for (width, height) in SIZES {
        let mut show = |what: &str, still: &Still| {
            out.push_str(&format!("{width}x{height}  {what}\n{}\n", still.frame()));
        };
        let returned = serde_json::json!({ "type": "returned", "to": "Dana Ruiz", "note": "which quote is it?",
            "questions": [{ "claim": "c01", "question": "who said it?" }] });
        let mut still = Still::open(packet(), (width, height));
        still.hear(&sam(), returned);
        show("a packet that came back with questions", &still);
        still.keys("p");
        show("answering", &still);
        still.keys("Maya did<enter>H");
        show("handing it back", &still);

        let mut still = Still::open(packet(), (width, height));
        still.keys("x");
        still.hear(&sam(), serde_json::json!({ "type": "claim_accepted", "claim": "c01", "seen": 0 }));
        show("decided by another person while the menu was open", &still);
        still.keys("v");
        show("and chosen all the same", &still);
        still.keys("<esc>xv");
        show("asked again", &still);

        let mut still = Still::open(packet(), (width, height));
        let begin = Begin { pair: Some([dana(), sam()]), ..Begin::default() };
        begin.apply(&mut still.state, &mut Vec::new());
        show("a meeting begins", &still);
        still.keys("aj");
        show("the first votes", &still);
        still.keys("P");
        show("the other votes", &still);
        still.keys("/c01<enter>xv");
        still.keys("P");
        show("the agenda", &still);
        still.keys("J");
        show("settling", &still);
    }
    snapshot("screen_two_people", &out);
}

#[test]
fn the_tour_at_three_sizes() {
    let mut out = String::new();
    for (width, height) in [(60, 16), (80, 24), (120, 36)] {
        let mut still = Still::open(packet(), (width, height));
        still.state.tour = Some(Tour::default());
        still.state.layout.strip = handoff::workbench::tour::ROWS;
        still.tell(Msg::Resize(width, height));
        out.push_str(&format!("{width}x{height}  the first step\n{}\n", still.frame()));
        still.keys("j");
        out.push_str(&format!("{width}x{height}  the second\n{}\n", still.frame()));
    }
    snapshot("screen_tour", &out);
}

#[test]
fn every_view_and_mode_at_two_sizes() {
    for (name, keys) in CASES {
        let mut out = String::new();
        for (width, height) in SIZES {
            let mut still = Still::open(packet(), (width, height));
            still.keys(keys);
            let frame = still.frame();
            assert_eq!(frame.lines().count(), usize::from(height), "{name}");
            out.push_str(&format!("{width}x{height}  keys: {keys}\n{frame}\n"));
        }
        snapshot(&format!("screen_{name}"), &out);
    }
}

#[test]
fn what_is_not_reached_by_keys_alone() {
    let mut out = String::new();
    for (width, height) in SIZES {
        let mut show =
            |what: &str, still: &Still| out.push_str(&format!("{width}x{height}  {what}\n{}\n", still.frame()));
        let vim =
            Keymap::load(&[("vim.toml", include_str!("../../keymaps/vim.toml"))]).expect("the vim keymap is sound");
        let mut prefix = Still::with(packet(), (width, height), vim, Some(dana()));
        prefix.keys("g");
        show("after the prefix g of the vim keymap", &prefix);
        let defaults = || Keymap::load(&[]).expect("the default keymap is sound");
        let mut nobody = Still::with(packet(), (width, height), defaults(), None);
        nobody.keys("a");
        show("nobody named yet", &nobody);
        let mut read_only = Still::open(packet(), (width, height));
        read_only.state.read_only = Some("line 3 of the trail was changed".into());
        show("read-only", &read_only);
        let mut finding = Still::open(packet(), (width, height));
        finding.tell(Msg::Progress(Some((120, 10_000))));
        show("still finding words", &finding);
        let mut unreadable = Still::open(packet(), (width, height));
        unreadable.tell(Msg::Source { source: 0, loaded: Err("sources/call.txt can't be read".into()) });
        show("a source that can't be read", &unreadable);
    }
    for (width, height) in [(60, 16), (59, 16), (80, 15)] {
        let still = Still::open(packet(), (width, height));
        out.push_str(&format!("{width}x{height}\n{}\n", still.frame()));
    }
    snapshot("screen_other", &out);
}
