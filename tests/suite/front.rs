//! The front door: what somebody meets who has just installed the program. Processes, each with a
//! configuration of its own.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

use super::config::handoff;

/// A folder with a configuration, in which the program is started.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new(config: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("config.toml"), config).expect("written");
        Self { folder }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program, started in the folder, with nothing of the developer's own around it.
    fn handoff(&self) -> Command {
        let mut command = handoff(&self.at("config.toml"));
        command.current_dir(self.folder.path()).env("XDG_STATE_HOME", self.at("state")).env("HOME", self.folder.path());
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .env("TERM", "xterm-256color");
        command.env_remove("LC_ALL").env("LANG", "C.UTF-8");
        command
    }

    /// A copy of the sample that is one file.
    fn sample(&self, name: &str) -> PathBuf {
        let (from, to) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-packets").join(name), self.at(name));
        fs::create_dir(&to).expect("made");
        fs::copy(from.join("packet.json"), to.join("packet.json")).expect("copied");
        to
    }
}

fn out(command: &mut Command) -> String {
    String::from_utf8(command.assert().success().get_output().stdout.clone()).expect("text")
}

fn told(command: &mut Command, code: i32) -> String {
    String::from_utf8(command.assert().code(code).get_output().stderr.clone()).expect("text")
}

const DANA: &str = "[reviewer]\nname = \"Dana Ruiz\"\nemail = \"dana@example.com\"\nrole = \"csm\"\n";

#[test]
fn without_a_packet_it_says_what_to_do() {
    let desk = Desk::new("");
    let said = out(&mut desk.handoff());
    for part in ["handoff demo", "handoff PATH", "handoff review --plain PATH", "handoff doctor"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    desk.sample("lakeshore-literacy");
    assert!(out(&mut desk.handoff()).contains("handoff lakeshore-literacy"));
    let inside = out(desk.handoff().current_dir(desk.at("lakeshore-literacy")).args(["--print", "80x24"]));
    assert!(inside.contains("Lakeshore"), "{inside}");
}

#[test]
fn a_path_that_leads_nowhere_gets_the_nearest_one() {
    let desk = Desk::new("");
    desk.sample("lakeshore-literacy");
    assert!(told(desk.handoff().arg("lakeshore-litercy"), 2).contains("did you mean lakeshore-literacy?"));
    assert!(told(desk.handoff().arg("verfy"), 2).contains("did you mean the command `handoff verify`?"));
    assert!(told(desk.handoff().arg("/qqq/zzz"), 2).contains("there is no such file or folder"));
    let said = told(desk.handoff().args(["verfy", "lakeshore-literacy"]), 2);
    assert!(said.contains("there is no command `verfy`; did you mean `verify`?"), "{said}");
    assert!(told(desk.handoff().args(["lakeshore-literacy", "log"]), 2).contains("a command comes before the path"));
    for command in ["report", "sample"] {
        let said = told(desk.handoff().args([command, "lakeshore-litercy"]), 2);
        assert!(said.contains("did you mean lakeshore-literacy?"), "{command}: {said}");
    }
    assert!(told(desk.handoff().args(["text", "nothing.vtt"]), 2).contains("nothing.vtt: there is no such file"));
}

#[test]
fn the_configuration_is_in_force_and_the_command_line_comes_before_it() {
    let desk =
        Desk::new(&format!("{DANA}[review]\nadvance = true\n[looks]\nglyphs = \"ascii\"\n[keys]\nkeymap = \"vim\"\n"));
    desk.sample("lakeshore-literacy");
    let frame = out(desk.handoff().args(["lakeshore-literacy", "--keys", "gga", "--print", "100x30"]));
    assert!(frame.contains("Dana Ruiz, CSM"), "{frame}");
    assert!(frame.contains("1/") && !frame.contains('▶') && !frame.contains('✓'), "{frame}");
    let trail = fs::read_to_string(desk.at("lakeshore-literacy/audit.jsonl")).expect("a trail");
    assert!(trail.contains("\"email\":\"dana@example.com\""), "{trail}");
    // In vim's keymap x rejects nothing; in the default one it opens the reasons.
    let args = ["lakeshore-literacy", "--keys", "x", "--print", "100x30"];
    assert!(!out(desk.handoff().args(args)).contains("Reject c01 because"));
    assert!(out(desk.handoff().args(args).args(["--keymap", "default"])).contains("Reject c01 because"));
    let args = ["lakeshore-literacy", "--glyphs", "unicode", "--print", "100x30", "--as", "Sam Lee", "--role", "ae"];
    let frame = out(desk.handoff().args(args));
    assert!(frame.contains('▶') && frame.contains("Sam Lee, AE"), "{frame}");
}

#[test]
fn what_the_drafter_thinks_is_hidden_unless_the_configuration_says_otherwise() {
    let desk = Desk::new(DANA);
    desk.sample("lakeshore-literacy");
    let args = ["lakeshore-literacy", "--print", "160x50"];
    assert!(!out(desk.handoff().args(args)).contains("drafter   "));
    assert!(out(desk.handoff().args(args).args(["--reveal", "always"])).contains("drafter   "));
}

#[test]
fn every_fault_of_the_files_is_told_before_a_packet_is_touched() {
    let desk = Desk::new("[review]\nreveal = \"never\"\nadvance = 1\n");
    desk.sample("lakeshore-literacy");
    let faults = told(desk.handoff().args(["lakeshore-literacy", "--print", "80x24"]), 2);
    assert!(faults.contains(":2: review.reveal: found `never`") && faults.contains(":3: review.advance"), "{faults}");

    let desk = Desk::new(DANA);
    desk.sample("lakeshore-literacy");
    fs::write(desk.at("keymap.toml"), "[browse]\n\"a\" = \"acept\"\n\"<ctlr-r>\" = \"redo\"\n[brows]\n")
        .expect("written");
    let faults = told(desk.handoff().args(["lakeshore-literacy", "--keys", "a"]), 2);
    for part in ["keymap.toml:2: browse.a", "did you mean `accept`?", ":3: browse.\"<ctlr-r>\"", ":4: brows:"] {
        assert!(faults.contains(part), "{part}: {faults}");
    }
    assert!(!desk.at("lakeshore-literacy/audit.jsonl").exists());
    let faults = told(desk.handoff().args(["keys", "--keymap", "vmi"]), 2);
    assert!(faults.contains("default, vim, emacs"), "{faults}");
}

#[test]
fn the_persons_own_keys_are_merged_over_the_keymap_they_chose() {
    let desk = Desk::new(&format!("{DANA}[keys]\nkeymap = \"emacs\"\n"));
    fs::write(desk.at("keymap.toml"), "[browse]\n\"<f5>\" = \"accept\"\n").expect("written");
    let rows: Value = serde_json::from_str(&out(desk.handoff().args(["keys", "--format", "json"]))).expect("JSON");
    let keys =
        |name: &str| rows.as_array().unwrap().iter().find(|row| row["action"] == name).unwrap()["keys"].to_string();
    assert!(keys("accept").contains("<f5>") && keys("quit").contains("<ctrl-x><ctrl-c>"), "{}", keys("quit"));
}

#[test]
fn the_doctor_says_what_to_do_and_answers_no_only_when_work_is_stopped() {
    let desk = Desk::new(DANA);
    let report: Value = serde_json::from_str(&out(desk.handoff().args(["doctor", "--format", "json"]))).expect("JSON");
    assert_eq!(report["ok"], true);
    let check = |report: &Value, name: &str| {
        report["checks"].as_array().unwrap().iter().find(|check| check["name"] == name).cloned().unwrap_or_default()
    };
    for name in [
        "configuration",
        "keymap",
        "reviewer",
        "configuration folder",
        "state folder",
        "cache folder",
        "terminal",
        "clipboard",
        "locale",
        "editor",
        "git",
        "signatures",
    ] {
        assert!(check(&report, name)["found"].is_string(), "{name}: {report}");
    }
    assert_eq!(check(&report, "reviewer")["found"], "Dana Ruiz <dana@example.com>, CSM");

    fs::write(desk.at("config.toml"), "[looks]\ntheme = \"drak\"\n").expect("written");
    fs::write(desk.at("keymap.toml"), "[browse]\n\"a\" = \"acept\"\n").expect("written");
    let assert = desk.handoff().args(["doctor", "--format", "json"]).assert().code(1);
    let report: Value = serde_json::from_slice(&assert.get_output().stdout).expect("JSON");
    assert_eq!((&report["ok"], &check(&report, "configuration")["health"]), (&Value::Bool(false), &"broken".into()));
    assert!(check(&report, "keymap")["found"].as_str().unwrap().contains("acept"));
    assert!(check(&report, "configuration")["next"].is_string());
    // Every fault in words, too, and the same answer.
    desk.handoff().arg("doctor").assert().code(1);
}

#[test]
fn completions_and_pages_come_for_every_shell_and_command() {
    let desk = Desk::new("");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(out(desk.handoff().args(["completions", shell])).contains("verify"), "{shell}");
    }
    assert!(out(desk.handoff().arg("man")).contains(".TH HANDOFF 1"));
    let folder = desk.at("man1");
    out(desk.handoff().args(["man", "--all"]).arg(&folder));
    let help = out(desk.handoff().arg("--help"));
    let commands = help.split("Commands:\n").nth(1).expect("commands").lines().take_while(|line| !line.is_empty());
    for command in commands.filter_map(|line| line.split_whitespace().next()).filter(|command| *command != "help") {
        let page = folder.join(format!("handoff-{command}.1"));
        assert!(fs::read_to_string(&page).is_ok_and(|page| page.contains(".SH SYNOPSIS")), "{}", page.display());
    }
    assert!(told(desk.handoff().args(["man", "verfy"]), 2).contains("did you mean `verify`?"));
}

#[test]
fn the_demo_shows_round_and_leaves_nothing_behind() {
    let desk = Desk::new("");
    fs::create_dir(desk.at("tmp")).expect("made");
    let run = |keys: &str| {
        let mut command = desk.handoff();
        command.env("TMPDIR", desk.at("tmp"));
        out(command.args(["demo", "--keys", keys, "--print", "100x30"]))
    };
    assert!(run("").contains("Tour 1/11"));
    assert!(run("j").contains("Tour 2/11"));
    let frame = run("j/c07<enter>e<ctrl-o><enter>");
    assert!(frame.contains("Tour 4/11") && frame.contains("A guest, CSM"), "{frame}");
    let frame = run("j/c07<enter>e<ctrl-o><enter>kxn/c32<enter>abv<tab><enter>uS<esc>");
    assert!(frame.contains("Tour 11/11"), "{frame}");
    let left = run("<esc>");
    assert!(!left.contains("Tour") && left.contains("the tour is over"), "{left}");
    assert!(fs::read_dir(desk.at("tmp")).expect("a folder").next().is_none(), "the sample is gone");
    assert!(!desk.at(".local").exists() && !desk.at("state").exists(), "nothing is remembered of a guest");

    desk.handoff().args(["demo", "--keys", "a", "--keep", "kept"]).assert().success();
    assert!(desk.at("kept/brightwater-clinics/audit.jsonl").exists());
    assert!(told(desk.handoff().args(["demo", "--keys", "a", "--keep", "kept"]), 2).contains("is not empty"));
}

#[test]
fn who_reviews_is_asked_once_and_remembered() {
    let desk = Desk::new("# mine\n[looks]\nmouse = false\n");
    desk.sample("lakeshore-literacy");
    let lines = "a\nDana Ruiz\nCSM\n\nq\n";
    out(desk.handoff().args(["review", "--plain", "lakeshore-literacy"]).write_stdin(lines));
    let config = fs::read_to_string(desk.at("config.toml")).expect("a file");
    assert_eq!(config, "# mine\n[looks]\nmouse = false\n\n[reviewer]\nname = \"Dana Ruiz\"\nrole = \"csm\"\n");
    let said = out(desk.handoff().args(["review", "--plain", "lakeshore-literacy"]).write_stdin("n\na\nq\n"));
    assert!(!said.contains("Who is reviewing?") && said.contains(" accepted"), "{said}");
}

#[test]
fn a_person_can_choose_lines_for_good() {
    let desk = Desk::new(&format!("{DANA}[review]\nplain = true\n"));
    desk.sample("lakeshore-literacy");
    let said = out(desk.handoff().arg("lakeshore-literacy").write_stdin("a\nq\n"));
    assert!(said.contains("c01 accepted"), "{said}");
    assert!(out(desk.handoff().args(["lakeshore-literacy", "--print", "80x24"])).contains("Claims"));
}

#[test]
fn every_command_says_the_nearest_path() {
    let desk = Desk::new("");
    desk.sample("lakeshore-literacy");
    for command in ["show", "log", "review"] {
        let said = told(desk.handoff().args([command, "lakeshore-litercy"]), 2);
        assert!(said.contains("did you mean lakeshore-literacy?"), "{command}: {said}");
    }
}

#[test]
fn no_screen_where_none_can_be_drawn_and_the_way_on_is_said() {
    let desk = Desk::new(DANA);
    desk.sample("lakeshore-literacy");
    let said = told(desk.handoff().env("TERM", "dumb").arg("lakeshore-literacy"), 2);
    assert!(said.contains("TERM=dumb") && said.contains("handoff review --plain"), "{said}");
}
