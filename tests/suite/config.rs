//! The configuration from outside: where it lies, what is in force, and what a file with faults gets.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use handoff::config::Config;

/// The program with a configuration file of its own.
pub fn handoff(config: &Path) -> Command {
    let mut command = Command::cargo_bin("handoff").expect("it is built");
    command.env("HANDOFF_CONFIG", config).env_remove("NO_COLOR");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_page_about_configuration_shows_the_default_file() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md")).expect("a page");
    assert!(
        page.contains(&format!("```toml\n{}```\n", Config::default_file())),
        "docs/configuration.md is out of date: put `cargo run -- config --default` into it"
    );
}

#[test]
fn the_default_file_is_printed_and_can_be_used_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("config.toml");
    let printed = handoff(&file).args(["config", "--default"]).assert().success().get_output().stdout.clone();
    fs::write(&file, &printed).expect("written");
    let told = text(&handoff(&file).arg("config").assert().success().get_output().stdout);
    assert!(told.starts_with(&format!("# {}\n", file.display())), "{told}");
    assert!(told.contains("reveal = \"after-verdict\"   # line "), "{told}");
}

#[test]
fn what_is_in_force_is_told_with_where_it_was_set() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("config.toml");
    let told = text(&handoff(&file).arg("config").assert().success().get_output().stdout);
    assert!(told.contains("is not there") && told.contains("theme = \"auto\"   # default"), "{told}");

    fs::write(&file, "[looks]\ntheme = \"light\"\n").expect("written");
    let output = handoff(&file).args(["config", "--format", "json"]).assert().success().get_output().stdout.clone();
    let told: serde_json::Value = serde_json::from_slice(&output).expect("JSON");
    assert_eq!(told["settings"]["looks.theme"], serde_json::json!({"value": "light", "line": 2}));
    assert_eq!(told["settings"]["looks.mouse"], serde_json::json!({"value": true, "line": null}));
    assert_eq!(told["is_there"], true);
}

#[test]
fn every_fault_of_the_file_is_told_and_nothing_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("config.toml");
    fs::write(&file, "[looks]\ntheme = \"drak\"\nmouse = 1\n[reviwer]\n").expect("written");
    let assert = handoff(&file).arg("config").assert().code(2).stdout("");
    let told = text(&assert.get_output().stderr);
    for part in [":2: looks.theme: found `drak`", "did you mean `dark`?", ":3: looks.mouse", ":4: reviwer"] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[cfg(unix)]
#[test]
fn the_file_lies_where_xdg_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::cargo_bin("handoff").expect("it is built");
    command.env_remove("HANDOFF_CONFIG").env("XDG_CONFIG_HOME", folder.path());
    let wanted = folder.path().join("handoff/config.toml");
    command.args(["config", "--path"]).assert().success().stdout(format!("{}\n", wanted.display()));
}
