//! `handoff find`: the passages that other programs, and people at a shell, are offered.

use assert_cmd::Command;
use serde_json::Value;

const CALL: &str = "WEBVTT\n\n00:01.000 --> 00:02.000\nZoë Berg: so the yard, well\n\n00:02.100 --> 00:03.000\n\
                    Zoë Berg: we lose thirty percent of the crates at the gate\n\n00:03.100 --> 00:04.000\nSam Ode: ouch\n";
const PACKET: &str = r#"{"format": "handoff-packet/1", "id": "n", "account": {"name": "Northfield"},
    "people": [{"id": "zoe", "name": "Zoë Berg", "side": "customer"}],
    "sources": [{"id": "call", "kind": "transcript", "path": "call.vtt"},
                {"id": "note", "kind": "note", "text": "They want a scanner."}],
    "claims": []}"#;

fn find(args: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("handoff").expect("it is built").arg("find").args(args).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn packet() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("call.vtt"), CALL).expect("it can be written");
    std::fs::write(folder.path().join("packet.json"), PACKET).expect("it can be written");
    folder
}

#[test]
fn a_passage_says_where_it_stands_who_says_it_and_which_words_made_it_one() {
    let folder = packet();
    let path = folder.path().to_str().expect("a plain path");
    let (code, json, _) = find(&[path, "30 % of crates lost at the gate", "--format", "json"]);
    assert_eq!(code, 0);
    let rows: Vec<Value> = serde_json::from_str(&json).expect("it is JSON");
    let best = &rows[0];
    assert_eq!(best["text"], "we lose thirty percent of the crates at the gate");
    assert_eq!(
        (&best["source"], &best["speaker"], &best["side"]),
        (&"call".into(), &"Zoë Berg".into(), &"customer".into())
    );
    assert_eq!((&best["time"], &best["cue"]), (&"00:00:02.100".into(), &1.into()));
    let words: Vec<&str> =
        best["words"].as_array().expect("a list").iter().filter_map(|w| w["text"].as_str()).collect();
    assert!(words.contains(&"thirty percent") && words.contains(&"crates"), "{words:?}");
    // Positions are those of `handoff text`.
    let output =
        Command::cargo_bin("handoff").expect("it is built").arg("text").arg(folder.path().join("call.vtt")).output();
    let text: Vec<char> = String::from_utf8(output.expect("it runs").stdout).expect("UTF-8").chars().collect();
    let at = |field: &str| best[field].as_u64().expect("a number") as usize;
    assert_eq!(text[at("start")..at("end")].iter().collect::<String>(), best["text"].as_str().expect("words"));
}

#[test]
fn a_folder_without_a_packet_and_one_file_are_looked_through_too() {
    let folder = packet();
    std::fs::remove_file(folder.path().join("packet.json")).expect("it is there");
    let (code, text, _) = find(&[folder.path().to_str().expect("a plain path"), "crates"]);
    assert_eq!(code, 0);
    assert!(text.contains("call.vtt · Zoë Berg · 00:00:02.100"), "{text}");
    // What `sources.toml` says holds here as it does for a draft, and it is no source itself.
    let about = "[sources.\"call.vtt\"]\ndate = \"2026-03-04\"\ntitle = \"crates crates crates\"\n";
    std::fs::write(folder.path().join("sources.toml"), about).expect("it can be written");
    let (code, text, _) = find(&[folder.path().to_str().expect("a plain path"), "crates"]);
    assert_eq!(code, 0);
    assert!(text.contains("call.vtt") && !text.contains("sources.toml"), "{text}");
    let file = folder.path().join("call.vtt");
    let (code, text, _) = find(&[file.to_str().expect("a plain path"), "the telescope"]);
    assert_eq!((code, text.as_str()), (1, ""), "nothing found is a no");
    let (code, _, said) = find(&[file.to_str().expect("a plain path"), "is it the"]);
    assert_eq!(code, 2);
    assert!(said.contains("no word in the text that could be looked for"), "{said}");
}
