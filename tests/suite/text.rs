//! `handoff text`: what other programs read positions from.

use assert_cmd::Command;
use serde_json::Value;

const CALL: &str = "WEBVTT\n\n00:01.000 --> 00:02.000\nZoë Chen: we lost\n\n00:02.100 --> 00:03.000\nZoë Chen: thirty\n\n\
                    00:03.100 --> 00:04.000\nSam Lee: ouch\n";

fn handoff(args: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("handoff").expect("it is built").arg("text").args(args).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

#[test]
fn a_turn_is_cut_out_of_the_text_by_its_code_points() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("call.vtt");
    std::fs::write(&path, CALL).expect("it can be written");
    let path = path.to_str().expect("a plain path");
    let (code, text, notes) = handoff(&[path]);
    assert_eq!((code, text.as_str(), notes.as_str()), (0, "Zoë Chen: we lost thirty\nSam Lee: ouch", ""));
    let (code, json, _) = handoff(&["--format", "json", path]);
    assert_eq!(code, 0);
    let turns: Vec<Value> = serde_json::from_str(&json).expect("it is JSON");
    let points: Vec<char> = text.chars().collect();
    for turn in &turns {
        let at = |field: &str| turn[field].as_u64().expect("a number") as usize;
        assert_eq!(points[at("start")..at("end")].iter().collect::<String>(), turn["text"].as_str().expect("words"));
    }
    assert_eq!(turns[0]["speaker"], "Zoë Chen");
    assert_eq!(turns[0]["time"], "00:00:01.000");
    assert_eq!(turns[1]["text"], "ouch");
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let (good, bad) = (folder.path().join("call.vtt"), folder.path().join("empty.txt"));
    std::fs::write(&good, CALL).expect("it can be written");
    std::fs::write(&bad, " \n").expect("it can be written");
    let (good, bad) = (good.to_str().expect("a plain path"), bad.to_str().expect("a plain path"));
    let (code, text, said) = handoff(&[bad, good]);
    assert_eq!(code, 2);
    assert_eq!(text, format!("==> {good} <==\nZoë Chen: we lost thirty\nSam Lee: ouch\n"));
    assert!(said.contains(&format!("{bad}: the file is empty")), "{said}");
    assert!(said.contains("1 of 2 sources have no text"), "{said}");
    let (_, json, _) = handoff(&["--format", "json", bad, good]);
    assert_eq!(serde_json::from_str::<Vec<Value>>(&json).expect("it is JSON")[0]["file"], good);
}

/// Gong hands a call out in two files: its words, and who its speakers are.
#[test]
fn names_come_from_the_file_beside_a_gong_transcript() {
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/source");
    let folder = tempfile::tempdir().expect("a folder");
    let copy = |name: &str| std::fs::copy(fixtures.join(name), folder.path().join(name)).expect("it can be copied");
    copy("gong-transcript.json");
    let path = folder.path().join("gong-transcript.json");
    let path = path.to_str().expect("a plain path");
    let (code, alone, said) = handoff(&[path]);
    assert!(code == 0 && alone.starts_with("4471: We lost") && said.contains("calls/extensive"), "{alone}{said}");
    copy("gong-extensive.json");
    let (_, json, _) = handoff(&["--format", "json", path, path]);
    let turns: Vec<Value> = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(turns.len(), 4, "both files' turns, one behind the other");
    assert_eq!((&turns[0]["speaker"], &turns[0]["email"]), (&"Maya Chen".into(), &"mchen@northwind.example".into()));
    assert!(turns.iter().all(|turn| turn["file"] == path));
}
