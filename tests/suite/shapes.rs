//! The shapes of JSON that other programs rely on, field by field as the design names them: fields may be
//! added, never renamed. Beside them the exit codes, and which stream says what.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-packets").join(name)
}

fn handoff(args: &[&str], path: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_handoff")).args(args).arg(path).output().unwrap()
}

fn told(args: &[&str], path: &Path) -> Value {
    let output = handoff(args, path);
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[track_caller]
fn has(value: &Value, fields: &[&str]) {
    for field in fields {
        assert!(value.get(field).is_some(), "no field {field} in {value}");
    }
}

#[test]
fn verify_has_every_field_that_the_design_names() {
    let report = told(&["verify", "--format", "json"], &sample("brightwater-clinics"));
    assert!(report["ok"].is_boolean());
    let packet = &report["packets"][0];
    has(packet, &["path", "id", "ok", "chain", "sources", "anchors", "signatures", "problems"]);
    has(&packet["chain"], &["entries", "head", "ok", "broken_at"]);
    has(&packet["sources"][0], &["id", "ok"]);
    for anchor in packet["anchors"].as_array().unwrap() {
        has(anchor, &["claim", "evidence", "source", "state", "start", "end", "score", "speaker", "side"]);
    }
    assert!(packet["signatures"].is_array());
    assert!(!packet["problems"].as_array().unwrap().is_empty());
    for problem in packet["problems"].as_array().unwrap() {
        has(problem, &["where", "what", "hint"]);
    }
}

#[test]
fn show_is_the_packets_own_shape_with_a_review_in_every_claim() {
    let path = sample("halvorsen-dairy");
    let draft: Value = serde_json::from_slice(&std::fs::read(path.join("packet.json")).unwrap()).unwrap();
    let mut shown = told(&["show", "--format", "json"], &path);
    let mut undecided = 0;
    for claim in shown["claims"].as_array_mut().unwrap() {
        let review = claim.as_object_mut().unwrap().remove("review").unwrap();
        has(
            &review,
            &[
                "verdict",
                "text",
                "reason",
                "standing",
                "ruling",
                "spin",
                "needs_validation",
                "visibility",
                "action",
                "by",
                "at",
            ],
        );
        if review["verdict"] == "undecided" || review["verdict"].is_null() {
            undecided += 1;
            assert_eq!((&review["by"], &review["at"]), (&Value::Null, &Value::Null));
            assert!(claim.get("suggestion").is_none(), "hidden until judged: {claim}");
        }
    }
    assert!(undecided > 0);
    for field in ["format", "id", "account", "deal", "people", "sources", "drafted_by"] {
        assert_eq!(shown[field], draft[field], "{field}");
    }
    for (shown, drafted) in shown["claims"].as_array().unwrap().iter().zip(draft["claims"].as_array().unwrap()) {
        for (field, value) in drafted.as_object().unwrap().iter().filter(|(field, _)| *field != "suggestion") {
            assert_eq!(&shown[field], value, "{field}");
        }
    }
}

#[test]
fn unknown_fields_come_through_at_every_depth() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("packet.json");
    let mut draft: Value =
        serde_json::from_slice(&std::fs::read(sample("lakeshore-literacy").join("packet.json")).unwrap()).unwrap();
    let places = ["", "/account", "/people/0", "/sources/0", "/claims/0", "/claims/0/evidence/0/quote"];
    for place in places {
        draft.pointer_mut(place).unwrap()["x_mine"] = json!({"kept": [1, null, "ä"]});
    }
    std::fs::write(&path, draft.to_string()).unwrap();
    let args = ["review", "--as", "Dana Ruiz", "--role", "csm", "--keys", "a", "--print", "80x24"];
    assert!(handoff(&args, folder.path()).status.success());
    let reviewed: Value = serde_json::from_slice(&std::fs::read(folder.path().join("reviewed.json")).unwrap()).unwrap();
    let shown = told(&["show", "--format", "json"], folder.path());
    for place in places {
        let at = format!("{place}/x_mine");
        let kept = draft.pointer(&at);
        assert!(kept.is_some() && shown.pointer(&at) == kept && reviewed.pointer(&at) == kept, "{at}");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), draft.to_string(), "the draft is never written to");
}

#[test]
fn report_has_every_field_that_the_design_names() {
    let report = told(&["report", "--format", "json"], &sample(""));
    has(&report, &["packets", "totals"]);
    for packet in report["packets"].as_array().unwrap() {
        has(packet, &["id", "readiness", "filled", "decided", "claims", "unruled", "orphans", "altered", "promises"]);
        has(&packet["readiness"], &["yes", "weak", "no", "questions"]);
        for question in packet["readiness"]["questions"].as_array().unwrap() {
            has(question, &["n", "answer", "why"]);
        }
        assert!(packet["promises"].is_object());
    }
    assert!(report["totals"].is_object());
}

#[test]
fn text_is_an_array_with_one_object_a_turn() {
    let turns =
        told(&["text", "--format", "json"], &sample("northwind-freight").join("sources/2026-07-02-discovery-call.vtt"));
    let turns = turns.as_array().unwrap();
    assert!(turns.len() > 50);
    for turn in turns {
        has(turn, &["start", "end", "speaker", "time", "text"]);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for args in [&["log"][..], &["show"], &["show", "--format", "json"], &["export", "--format", "csv"], &["brief"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_handoff"))
            .args(args)
            .arg(sample("halvorsen-dairy"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{args:?}");
    }
}

#[test]
fn what_a_command_can_not_do_is_said_on_standard_error_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("packet.json");
    std::fs::write(&path, "[1, 2]").unwrap();
    for args in [
        &["show"][..],
        &["verify"],
        &["review", "--print", "80x24"],
        &["brief"],
        &["compare"],
        &["head"],
        &["export", "--format", "csv"],
        &["refresh"],
    ] {
        let output = handoff(args, folder.path());
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{args:?}");
        assert!(error.contains("packet.json: line 1: found a list, expected a packet"), "{args:?}: {error}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was written");
}
