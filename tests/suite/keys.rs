//! Keys: the generated reference is fresh, no action is out of reach, and a keymap's faults are all told.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::still::{Still, dana};
use handoff::workbench::action::Action;
use handoff::workbench::key::{BUILT_IN, Keymap, markdown};

/// Actions that have no key on purpose; the palette still runs them.
const UNBOUND: &[Action] = &[];

fn built_in() -> Vec<(&'static str, Keymap)> {
    BUILT_IN.iter().map(|layer| (layer.0, Keymap::load(&[*layer]).expect("it has no fault"))).collect()
}

fn handoff(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_handoff")).args(args).output().expect("it runs")
}

#[test]
fn the_key_reference_is_fresh() {
    let keymaps = built_in();
    let columns: Vec<_> = keymaps.iter().map(|(name, keymap)| (*name, keymap)).collect();
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md")).expect("docs/keys.md");
    assert!(
        page == markdown(&columns),
        "docs/keys.md is out of date: `cargo run -- keys --format markdown > docs/keys.md`"
    );
}

#[test]
fn every_action_has_a_key_or_is_marked_unbound() {
    for (name, keymap) in built_in() {
        for action in Action::ALL {
            let keys: Vec<_> = keymap.keys_for(*action).collect();
            assert_eq!(keys.is_empty(), UNBOUND.contains(action), "`{}` in {name}: {keys:?}", action.name());
        }
    }
}

#[test]
fn the_faults_of_a_keymap_are_told_at_once_and_nothing_is_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mine.toml");
    fs::write(&file, "[browse]\n\"a\" = \"acept\"\n\"<entr>\" = \"edit\"\n[lists]\n").expect("written");
    let path = file.to_str().expect("a plain path");
    for args in [["keys", "--check", path], ["keys", "--keymap", path]] {
        let output = handoff(&args);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(output.stdout.is_empty());
        for part in [":2: browse.a: found `acept`", "did you mean `accept`?", ":3: browse.\"<entr>\"", ":4: lists: "] {
            assert!(told.contains(part), "{part} in {told}");
        }
    }
}

#[test]
fn a_keymap_without_a_fault_is_said_to_be_fine() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mine.toml");
    fs::write(&file, "[browse]\n\"<f5>\" = \"accept\"\n").expect("written");
    let path = file.to_str().expect("a plain path");
    let output = handoff(&["keys", "--check", path]);
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("no fault"));

    let output = handoff(&["keys", "--keymap", path, "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let accept = rows.as_array().and_then(|rows| rows.iter().find(|row| row["action"] == "accept")).expect("accept");
    assert_eq!(accept["keys"], serde_json::json!(["a", "<f5>"]));
}

#[test]
fn a_missing_keymap_says_which_there_are() {
    let output = handoff(&["keys", "--keymap", "vi"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(told.contains("keymap vi") && told.contains("default, vim, emacs"), "{told}");
}

#[test]
fn messages_name_the_persons_own_keys() {
    let own = "[browse]\n\"u\" = \"none\"\n\"<f5>\" = \"undo\"\n\"x\" = \"none\"\n\"<ctrl-r>\" = \"none\"\n[list]\n\"<esc>\" = \"none\"\n";
    let keymap = Keymap::load(&[("own.toml", own)]).expect("a keymap");
    let packet = serde_json::from_str(include_str!("../fixtures/frames/packet.json")).expect("a packet");
    let mut still = Still::with(packet, (120, 36), keymap, Some(dana()));
    assert!(still.keys("a").frame().contains("f5 takes it back"), "{}", still.frame());
    assert!(still.keys("<f5>").frame().contains(":redo brings it back"), "no key is left for it: {}", still.frame());
    assert!(still.keys("tq").frame().contains("q chooses nothing here; ctrl-c closes the menu"), "{}", still.frame());
}
