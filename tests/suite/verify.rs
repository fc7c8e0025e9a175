//! `handoff verify` and `handoff log`: every change is found and named, and nothing is promised that was
//! not proved.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use handoff::audit::{AuditFile, Digest, Draft};
use handoff::review::word::RejectReason;
use handoff::review::{Event, Review};
use handoff::store::{self, reviewed};
use handoff::verify::{self, Report, Severity};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::append::note;

const CALL: &str = "Maya Chen: We lost thirty percent of margin to detention.\nSam Lee: We will fix that by March.\n";
const NOTE: &str = "The sponsor is Ruth.\n";

/// A packet with two sources and four decisions, as the program leaves it.
fn packet() -> TempDir {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("sources")).unwrap();
    fs::write(at("sources/call.txt"), CALL).unwrap();
    fs::write(at("sources/note.txt"), NOTE).unwrap();
    let quote = |source: &str, exact: &str| json!({"source": source, "quote": {"exact": exact}});
    let packet = json!({
        "format": "handoff-packet/1",
        "id": "northwind-freight",
        "account": {"name": "Northwind Freight"},
        "sources": [
            {"id": "s1", "kind": "call", "path": "sources/call.txt", "sha256": Digest::of(CALL.as_bytes()).hex()},
            {"id": "s2", "kind": "note", "path": "sources/note.txt", "sha256": Digest::of(NOTE.as_bytes()).hex()},
        ],
        "claims": [
            {"id": "c01", "kind": "promised_value", "text": "Detention eats margin",
             "evidence": [quote("s1", "lost thirty percent of margin to detention")]},
            {"id": "c02", "kind": "stakeholder", "text": "Ruth sponsors", "evidence": [quote("s2", "The sponsor is Ruth")]},
            {"id": "c03", "kind": "use_case", "text": "Something nobody said",
             "evidence": [quote("s1", "a wholly unrelated utterance about penguins")]},
        ],
    });
    fs::write(at("packet.json"), serde_json::to_vec_pretty(&packet).unwrap()).unwrap();
    decide(
        folder.path(),
        vec![
            Event::ClaimAccepted { claim: "c01".into(), seen: 0, reason: None },
            Event::ClaimRejected { claim: "c03".into(), seen: 0, reason: RejectReason::NotInSource, note: None },
            Event::Noted { claim: Some("c02".into()), text: "ask Ruth".into() },
            Event::ClaimAccepted { claim: "c02".into(), seen: 3, reason: None },
        ],
    );
    folder
}

/// Appends events and writes the projection, as a session does.
fn decide(folder: &Path, events: Vec<Event>) {
    let mut opened = store::open(folder).unwrap();
    for event in events {
        opened.trail.append(|_| Ok::<_, ()>(Some(Draft { event, ..note("") }))).unwrap().outcome.unwrap();
    }
    reviewed::write(&opened.paths, json!({"id": opened.packet.id}), opened.trail.tip()).unwrap();
}

fn report(folder: &TempDir) -> Report {
    verify::packet(folder.path()).unwrap()
}

/// The places of what is broken, the first one first.
fn broken(report: &Report) -> Vec<String> {
    let problems = report.problems.iter().filter(|problem| problem.severity == Severity::Break);
    problems.map(|problem| problem.place.clone()).collect()
}

fn handoff(args: &[&str], path: &Path) -> (Option<i32>, String, String) {
    let output = Command::cargo_bin("handoff").unwrap().args(args).arg(path).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_sound_packet_is_fine_and_says_what_was_not_proved() {
    let folder = packet();
    let report = report(&folder);
    assert!(report.ok, "{:#?}", report.problems);
    assert_eq!((report.chain.entries, report.chain.broken_at, report.chain.sealed), (4, None, 4));
    let states: Vec<_> = report.anchors.iter().map(|anchor| anchor.state.as_str()).collect();
    assert_eq!(states, ["anchored", "anchored", "orphan"]);
    assert_eq!(report.anchors[1].start, Some(0));
    assert_eq!(report.anchors[1].end, Some("The sponsor is Ruth".len()));
    assert!(report.sources.iter().all(|source| source.ok && source.unchanged == Some(true)));
    // An orphan is told, but it is the draft's fault and not a break.
    assert_eq!(report.problems.len(), 1);
    assert_eq!(report.problems[0].place, "claim c03, evidence e1");
    assert!(report.not_proved.iter().any(|what| what.contains("nothing in it is signed")), "{:?}", report.not_proved);
    assert!(report.proved.iter().any(|what| what.contains("reviewed.json")), "{:?}", report.proved);
}

#[test]
fn one_changed_byte_in_any_file_is_found_and_named() {
    let folder = packet();
    for (file, step) in [("packet.json", 3), ("sources/call.txt", 1), ("sources/note.txt", 1), ("audit.jsonl", 2)] {
        let path = folder.path().join(file);
        let good = fs::read(&path).unwrap();
        for at in (0..good.len()).step_by(step) {
            let mut bad = good.clone();
            bad[at] ^= if at % 2 == 0 { 1 } else { 0x20 };
            fs::write(&path, &bad).unwrap();
            let report = report(&folder);
            assert!(!report.ok, "{file}, byte {at}");
            let line = good[..at].iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
            let wanted = match file {
                "packet.json" => file.to_owned(),
                "audit.jsonl" => format!("{file}, line {line}"),
                "sources/call.txt" => format!("source s1 ({file})"),
                _ => format!("source s2 ({file})"),
            };
            let places = broken(&report);
            assert!(places.contains(&wanted), "{file}, byte {at}: {places:?}");
            if file == "audit.jsonl" {
                assert_eq!((report.chain.ok, report.chain.broken_at), (false, Some(line)));
            }
        }
        fs::write(&path, &good).unwrap();
    }
    assert!(report(&folder).ok);
}

#[test]
fn lines_that_were_cut_off_are_missed() {
    let folder = packet();
    let path = folder.path().join("audit.jsonl");
    let good = fs::read_to_string(&path).unwrap();
    let lines: Vec<_> = good.split_inclusive('\n').collect();
    for keep in 0..4 {
        fs::write(&path, lines[..keep].concat()).unwrap();
        let report = report(&folder);
        assert!(report.chain.ok && !report.ok, "{keep} lines");
        assert_eq!(broken(&report), ["audit.jsonl"]);
        assert!(report.problems[0].what.contains(&format!("after 4 entries, and {keep} are there")));
    }
    // A projection that is behind is only that.
    fs::write(&path, &good).unwrap();
    let before = fs::read(folder.path().join("reviewed.json")).unwrap();
    decide(folder.path(), vec![Event::Noted { claim: None, text: "more".into() }]);
    fs::write(folder.path().join("reviewed.json"), before).unwrap();
    let report = report(&folder);
    assert!(report.ok);
    assert!(report.not_proved.iter().any(|what| what.contains("cut off")), "{:?}", report.not_proved);
}

#[test]
fn the_last_line_of_another_program_is_held_by_the_projection() {
    let folder = packet();
    let path = folder.path().join("audit.jsonl");
    // The same trail without seals.
    let mut prev = Digest::of(&fs::read(folder.path().join("packet.json")).unwrap());
    let mut trail = String::new();
    for line in fs::read_to_string(&path).unwrap().lines() {
        let mut entry: Value = serde_json::from_str(line).unwrap();
        entry["prev"] = prev.hex().into();
        entry.as_object_mut().unwrap().shift_remove("sum");
        let line = entry.to_string();
        prev = Digest::of(line.as_bytes());
        trail += &(line + "\n");
    }
    fs::write(&path, &trail).unwrap();
    let mut opened = store::open(folder.path()).unwrap();
    reviewed::write(&opened.paths, json!({}), opened.trail.tip()).unwrap();
    assert_eq!(opened.trail.refresh().unwrap(), []);
    assert!(report(&folder).ok);

    fs::write(&path, trail.replace("\"c02\",\"seen\":3", "\"c02\",\"seen\":4")).unwrap();
    let report = report(&folder);
    assert!(!report.ok);
    assert_eq!(broken(&report)[0], "audit.jsonl, line 4");
    assert!(report.not_proved.iter().any(|what| what.contains("no seal")), "{:?}", report.not_proved);
}

#[test]
fn entries_that_make_no_sense_are_named_although_the_chain_holds() {
    let folder = packet();
    decide(
        folder.path(),
        vec![
            Event::ClaimAccepted { claim: "c99".into(), seen: 0, reason: None },
            Event::ClaimRejected { claim: "c01".into(), seen: 0, reason: RejectReason::Other, note: None },
        ],
    );
    let report = report(&folder);
    assert!(report.chain.ok);
    assert_eq!(broken(&report), ["audit.jsonl, line 5", "audit.jsonl, line 6"]);
}

#[test]
fn a_claim_accepted_without_words_or_reason_is_named() {
    for (reason, ok) in [(None, false), (Some("Maya told me on the phone".to_owned()), true)] {
        let folder = packet();
        decide(folder.path(), vec![Event::ClaimAccepted { claim: "c03".into(), seen: 2, reason }]);
        let report = report(&folder);
        assert_eq!(report.ok, ok, "{:?}", report.problems);
        assert_eq!(broken(&report).is_empty(), ok);
        if !ok {
            assert_eq!(broken(&report), ["claim c03"]);
        }
    }
}

#[test]
fn a_torn_tail_is_told_and_reviewing_repairs_it() {
    let folder = packet();
    let path = folder.path().join("audit.jsonl");
    let good = fs::read(&path).unwrap();
    fs::write(&path, [&good[..], b"{\"seq\":5"].concat()).unwrap();
    let torn = report(&folder);
    assert_eq!((torn.ok, torn.chain.entries, torn.chain.broken_at), (false, 4, Some(5)));
    let mut opened = store::open(folder.path()).unwrap();
    assert!(opened.trail.repair().unwrap().is_some());
    assert!(report(&folder).ok);
    // Only the newline is missing: nothing is lost, and nothing is wrong.
    fs::write(&path, &good[..good.len() - 1]).unwrap();
    let unterminated = report(&folder);
    assert_eq!((unterminated.ok, unterminated.chain.entries), (true, 4));
    assert_eq!(unterminated.problems[0].place, "audit.jsonl, line 4");
}

#[test]
fn the_exit_code_and_json_are_those_other_programs_rely_on() {
    let folder = packet();
    let (code, out, _) = handoff(&["verify", "--format", "json"], folder.path());
    assert_eq!(code, Some(0));
    let value: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value["ok"], true);
    let packet = &value["packets"][0];
    assert_eq!(packet["id"], "northwind-freight");
    assert_eq!(packet["chain"]["entries"], 4);
    assert_eq!(packet["chain"]["broken_at"], Value::Null);
    assert_eq!(packet["chain"]["head"].as_str().unwrap().len(), 64);
    assert_eq!(
        packet["sources"][0],
        json!({"id": "s1", "ok": true, "unchanged": true,
        "sha256": Digest::of(CALL.as_bytes()).hex(), "format": "plain text"})
    );
    for field in ["claim", "evidence", "source", "state", "start", "end", "score", "speaker", "side"] {
        assert!(packet["anchors"][0].get(field).is_some(), "{field}");
    }
    assert_eq!(packet["signatures"], json!([]));
    for field in ["where", "what", "hint"] {
        assert!(packet["problems"][0][field].is_string(), "{field}");
    }

    let path = folder.path().join("audit.jsonl");
    let trail = fs::read_to_string(&path).unwrap();
    fs::write(&path, trail.replacen("Dana", "Dina", 1)).unwrap();
    let (code, out, _) = handoff(&["verify"], folder.path());
    assert_eq!(code, Some(1));
    assert!(out.contains("BROKEN      audit.jsonl, line 1: the line was changed after it was written"), "{out}");
}

#[test]
fn a_draft_that_no_longer_parses_is_a_no_where_there_is_a_trail() {
    let folder = packet();
    let path = folder.path().join("packet.json");
    let good = fs::read(&path).unwrap();
    fs::write(&path, &good[..good.len() / 2]).unwrap();
    let (code, out, _) = handoff(&["verify", "--format", "json"], folder.path());
    assert_eq!(code, Some(1));
    let value: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value["packets"][0]["problems"][0]["where"], "packet.json");

    fs::remove_file(folder.path().join("audit.jsonl")).unwrap();
    let (code, out, error) = handoff(&["verify", "--format", "json"], folder.path());
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(error.contains("packet.json: line"), "{error}");
    assert!(error.contains("ends in the middle"), "{error}");
}

#[test]
fn a_library_is_verified_packet_by_packet() {
    let library = TempDir::new().unwrap();
    let at = |name: &str| library.path().join(name);
    for name in ["a", "b"] {
        let made = packet();
        copy(made.path(), &at(name));
    }
    let (code, out, _) = handoff(&["verify"], library.path());
    assert_eq!(code, Some(0));
    assert!(out.contains("2 of 2 packets are fine"), "{out}");
    fs::create_dir(at("c")).unwrap();
    fs::write(at("c/packet.json"), "{").unwrap();
    let (code, out, error) = handoff(&["verify", "--format", "json"], library.path());
    assert_eq!(code, Some(2));
    let value: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((value["ok"].as_bool(), value["packets"].as_array().unwrap().len()), (Some(false), 2));
    assert!(error.contains("1 of 3 packets could not be read"), "{error}");
}

fn copy(from: &Path, to: &PathBuf) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn the_log_tells_every_line_and_keeps_what_it_does_not_know() {
    let folder = packet();
    let (code, out, _) = handoff(&["log"], folder.path());
    assert_eq!(code, Some(0));
    assert!(out.contains("    1  2026-07-08 08:40:00Z  Dana Ru\u{ed}z, CSM\n       accepted c01\n"), "{out}");
    assert!(out.contains("       noted on c02: \"ask Ruth\"\n"), "{out}");
    let (code, out, _) = handoff(&["log", "--format", "json"], folder.path());
    assert_eq!(code, Some(0));
    let lines: Vec<Value> = serde_json::from_str(&out).unwrap();
    let stored = fs::read_to_string(folder.path().join("audit.jsonl")).unwrap();
    let stored: Vec<Value> = stored.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, stored, "the seal and whatever else stands there included");

    let path = folder.path().join("audit.jsonl");
    let trail = fs::read_to_string(&path).unwrap();
    fs::write(&path, trail.replace("ask Ruth", "ask Tom!")).unwrap();
    let (code, out, error) = handoff(&["log"], folder.path());
    assert_eq!(code, Some(1));
    assert!(out.contains("rejected c03") && !out.contains("Tom"), "{out}");
    assert!(error.contains("audit.jsonl, line 3: the line was changed"), "{error}");
}

#[test]
fn verifying_writes_nothing() {
    let folder = packet();
    let path = folder.path().join("audit.jsonl");
    fs::write(&path, [&fs::read(&path).unwrap()[..], &[0; 10]].concat()).unwrap();
    let all = || {
        let mut all: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        all.sort();
        all.into_iter().map(|path| (fs::read(&path).unwrap_or_default(), path)).collect::<Vec<_>>()
    };
    let before = all();
    for command in ["verify", "log"] {
        assert_eq!(handoff(&[command], folder.path()).0, Some(1), "{command}");
    }
    assert_eq!(before, all());
    // A handle that is only opened touches nothing either.
    drop(AuditFile::open(&path, Digest::of(b"")).unwrap());
    assert_eq!(before, all());
}

#[test]
fn a_trail_of_a_review_folds_to_what_was_decided() {
    let folder = packet();
    let opened = store::open(folder.path()).unwrap();
    let entries = opened.reading.lines.into_iter().map(|line| line.entry);
    let (review, refused) = Review::fold(opened.packet, entries);
    assert!(refused.is_empty());
    assert_eq!(review.decided(), 3);
}

#[test]
fn a_trail_that_holds_no_longer_still_says_how_long_it_is() {
    let folder = packet();
    let path = folder.path().join("packet.json");
    let draft = fs::read_to_string(&path).unwrap();
    fs::write(&path, draft.replacen("Northwind", "Northwand", 1)).unwrap();
    let (code, out, _) = handoff(&["verify"], folder.path());
    assert_eq!(code, Some(1));
    assert!(out.contains("trail       4 lines, none of which can be relied on"), "{out}");
    assert_eq!((report(&folder).chain.entries, report(&folder).chain.lines), (0, 4));

    fs::write(&path, draft).unwrap();
    let path = folder.path().join("audit.jsonl");
    let trail = fs::read_to_string(&path).unwrap();
    fs::write(&path, trail.replace("ask Ruth", "ask Tom!")).unwrap();
    let (_, out, _) = handoff(&["verify"], folder.path());
    assert!(out.contains("trail       4 lines, of which the first 2 can be relied on"), "{out}");
}

/// Lines of events that this version does not know, each with the digest of the one before it.
fn newer(folder: &TempDir, events: &[&str]) -> String {
    let path = folder.path().join("audit.jsonl");
    let mut trail = fs::read_to_string(&path).unwrap();
    for event in events {
        let last = trail.lines().last().unwrap();
        let seq = trail.lines().count() + 1;
        let prev = Digest::of(last.as_bytes()).hex();
        let line = json!({"seq": seq, "prev": prev, "at": "2026-08-03T09:00:00Z",
                          "by": {"name": "Dana Ruiz", "role": "csm"}, "event": {"type": event, "text": "la"}});
        trail.push_str(&format!("{line}\n"));
    }
    fs::write(path, &trail).unwrap();
    trail
}

#[test]
fn lines_of_a_newer_version_are_no_tampering_and_their_chain_is_still_checked() {
    let folder = packet();
    let trail = newer(&folder, &["sung", "noted"]);
    let (code, out, error) = handoff(&["verify"], folder.path());
    assert_eq!(code, Some(2), "not everything could be looked at: {out}{error}");
    assert!(out.contains("unread      audit.jsonl, line 5: written by a newer handoff: this one ("), "{out}");
    assert!(out.contains("does not know the event `sung`"), "{out}");
    assert!(out.contains("6 lines, of which the last 2 can't be read by this version"), "{out}");
    assert!(out.contains("each of the 6 lines of the trail follows the one before it"), "{out}");
    assert!(out.contains("what the last 2 lines say: a newer handoff wrote them"), "{out}");
    assert!(!out.contains("BROKEN") && !out.contains("not fine"), "{out}");
    let chain = report(&folder).chain;
    assert_eq!((chain.ok, chain.broken_at, chain.entries, chain.unread), (true, None, 6, 2));
    assert_eq!(chain.head, Digest::of(trail.lines().last().unwrap().as_bytes()).hex());
    // Whoever changes such a line, takes one out or puts one in is found all the same.
    for changed in [
        trail.replacen("\"la\"", "\"lo\"", 1),
        trail.replace("\"sung\"", "\"hummed\""),
        trail.lines().enumerate().filter(|(at, _)| *at != 4).map(|(_, line)| format!("{line}\n")).collect(),
        trail.replacen("\"seq\":5", "\"seq\":7", 1),
    ] {
        assert_ne!(changed, trail);
        fs::write(folder.path().join("audit.jsonl"), &changed).unwrap();
        let report = report(&folder);
        assert!(!report.chain.ok && report.chain.broken_at.is_some() && !broken(&report).is_empty(), "{changed}");
        assert_eq!(handoff(&["verify"], folder.path()).0, Some(1));
    }
    let one: String = trail.lines().take(5).map(|line| format!("{line}\n")).collect();
    fs::write(folder.path().join("audit.jsonl"), one).unwrap();
    let (_, out, _) = handoff(&["verify"], folder.path());
    assert!(out.contains("what the last line says: a newer handoff wrote it"), "{out}");
    // A decision is not written behind lines that nobody here can read.
    fs::write(folder.path().join("audit.jsonl"), &trail).unwrap();
    let (code, _, error) = handoff(&["head"], folder.path());
    assert_eq!(code, Some(2));
    assert!(error.contains("the trail can't be read from line 5 on: written by a newer handoff"), "{error}");
    assert_eq!(fs::read_to_string(folder.path().join("audit.jsonl")).unwrap(), trail);
}

#[test]
fn nothing_is_shown_to_a_customer_of_a_trail_that_may_go_on_to_make_it_internal() {
    let folder = packet();
    let whole = handoff(&["brief", "--for", "customer"], folder.path());
    newer(&folder, &["hidden_from_customers"]);
    for args in [&["brief", "--for", "customer"][..], &["export", "--format", "csv", "--audience", "customer"]] {
        let (code, out, error) = handoff(args, folder.path());
        assert_eq!((code, out.as_str()), (Some(2), ""), "{error}");
        assert!(error.contains("does not know the event `hidden_from_customers`"), "{error}");
        assert!(error.contains("nothing is shown to a customer before that is put right"), "{error}");
        assert!(error.contains("install the newer one"), "{error}");
    }
    // The team is told what it does not see.
    let (code, out, error) = handoff(&["brief"], folder.path());
    assert_eq!(code, Some(1), "{error}");
    assert!(!out.is_empty() && error.contains("what follows is the review up to there"), "{error}");
    assert!(error.contains("hint: install the newer one"), "{error}");
    assert_ne!(whole.0, Some(2), "{}", whole.2);
}

#[test]
fn the_log_of_a_packet_that_can_t_be_read_is_an_error_with_its_place() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("packet.json"), "{\"format\": \"handoff-packet/1\",\n \"id\": 3}").unwrap();
    let (code, out, error) = handoff(&["log"], folder.path());
    assert_eq!((code, out.as_str()), (Some(2), ""), "{error}");
    assert!(error.contains("packet.json") && error.contains("id"), "{error}");
    assert!(!error.contains("nothing has been decided"), "{error}");
    let (code, _, _) = handoff(&["log", "--format", "json"], folder.path());
    assert_eq!(code, Some(2));
}
