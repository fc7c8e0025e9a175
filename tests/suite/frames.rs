//! Frames: every view and mode of the workbench as text, at 80x24 and 120x36. A change of what people
//! see is a change of these files, to be looked at with `cargo insta review`.

use handoff::packet::Packet;
use handoff::workbench::effect::Msg;
use handoff::workbench::key::Keymap;

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
];

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
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
            insta::assert_snapshot!(format!("screen_{name}"), out);
        });
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
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!("screen_other", out);
    });
}
