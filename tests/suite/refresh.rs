//! `handoff refresh`: sources and drafts join as events, and what they mean is told with the words.

use std::fs;
use std::path::{Path, PathBuf};

use handoff::audit::{Digest, Draft};
use handoff::review::{Actor, Event, Seat};
use handoff::store;
use serde_json::{Value, json};
use tempfile::TempDir;

const CALL: &str = "Sam Lee: We'll get detention fees down thirty percent by the end of Q3. Single sign-on will be there at \
                    go-live.\nMaya Chen: Our dispatchers will not use another portal screen, I am telling you. Tom Brandt signs.\n";
const CONTRACT: &str = "Detention fees fall by 30 percent by the end of Q3.\n\nThe vendor will hold the price of USD 7,000 a \
                        month for 24 months.\n";
const LATER: &str = "Maya Chen: Tom Brandt has left the company, by the way. Detention fees fall by 20 percent by the end of Q3, \
                     that is what the board heard. And our dispatchers will not use another portal screen.\n\
                     Ruth Adeyemi: Hi, I'm Ruth, I'm the VP of Operations now.\n\
                     Sam Lee: We will send you a trainer for two extra days in Omaha by November third.\n";

fn claim(id: &str, kind: &str, text: &str, source: &str, quote: &str, people: &[&str]) -> Value {
    json!({"id": id, "kind": kind, "text": text, "people": people,
           "evidence": [{"source": source, "quote": {"exact": quote}}]})
}

fn draft() -> Value {
    json!({
        "format": "handoff-packet/1", "id": "northwind", "account": {"name": "Northwind"},
        "people": [
            {"id": "maya", "name": "Maya Chen", "side": "customer"},
            {"id": "tom", "name": "Tom Brandt", "side": "customer", "title": "CFO"},
            {"id": "sam", "name": "Sam Lee", "side": "seller"},
        ],
        "sources": [
            {"id": "s1", "kind": "call", "title": "Discovery call", "date": "2026-07-02", "path": "sources/call.txt",
             "sha256": Digest::of(CALL.as_bytes()).hex()},
            {"id": "s2", "kind": "contract", "title": "Order form", "date": "2026-07-20", "path": "sources/contract.txt",
             "sha256": Digest::of(CONTRACT.as_bytes()).hex()},
        ],
        "claims": [
            claim("c01", "promised_value", "Detention fees down 30 percent by the end of Q3", "s1",
                  "get detention fees down thirty percent by the end of Q3", &[]),
            claim("c02", "promise", "Single sign-on at go-live", "s1", "Single sign-on will be there at go-live", &[]),
            claim("c03", "objection", "Dispatchers will not use another portal screen", "s1",
                  "Our dispatchers will not use another portal screen", &["maya"]),
            claim("c04", "stakeholder", "Tom Brandt signs", "s1", "Tom Brandt signs", &["tom"]),
        ],
    })
}

fn folder(decided: bool) -> TempDir {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("sources")).unwrap();
    fs::write(at("sources/call.txt"), CALL).unwrap();
    fs::write(at("sources/contract.txt"), CONTRACT).unwrap();
    fs::write(at("packet.json"), serde_json::to_vec(&draft()).unwrap()).unwrap();
    if decided {
        let mut opened = store::open(folder.path()).unwrap();
        for claim in ["c01", "c02", "c03", "c04"] {
            let event = Event::ClaimAccepted { claim: claim.into(), seen: 0, reason: None };
            let by = Actor { name: "Dana Ruiz".into(), email: None, role: Seat::Csm };
            let draft = Draft { at: "2026-08-01T09:00:00Z".parse().unwrap(), by, event };
            opened.trail.append(|_| Ok::<_, ()>(Some(draft))).unwrap().outcome.unwrap();
        }
    }
    folder
}

fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = assert_cmd::Command::cargo_bin("handoff").unwrap();
    command.env("HANDOFF_CONFIG", folder.join("no-config.toml")).arg(args[0]).arg(folder).args(&args[1..]);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn refresh(folder: &Path, more: &[&str]) -> Value {
    let mut args = vec!["refresh", "--as", "Sam Lee", "--role", "ae", "--today", "2026-11-01", "--format", "json"];
    args.extend(more);
    let (code, out, err) = run(folder, &args);
    assert_eq!(code, Some(0), "{out}{err}");
    serde_json::from_str(&out).unwrap()
}

fn outside(name: &str, text: &str) -> (TempDir, PathBuf) {
    let elsewhere = TempDir::new().unwrap();
    let file = elsewhere.path().join(name);
    fs::write(&file, text).unwrap();
    (elsewhere, file)
}

/// The findings of a kind: what each says, and the claims that it names.
fn of<'a>(report: &'a Value, kind: &str) -> Vec<(&'a str, Vec<&'a str>, String)> {
    let list = report["findings"].as_array().unwrap().iter().filter(|finding| finding["kind"] == kind);
    list.map(|finding| {
        let claims = finding["claims"].as_array().unwrap().iter().map(|claim| claim.as_str().unwrap()).collect();
        let words: Vec<&str> =
            finding["snippets"].as_array().unwrap().iter().map(|snippet| snippet["words"].as_str().unwrap()).collect();
        (finding["what"].as_str().unwrap(), claims, words.join(" / "))
    })
    .collect()
}

#[test]
fn whoever_says_of_themselves_that_they_leave_is_named_by_their_turn() {
    let folder = folder(true);
    let said = "Maya Chen: I'm leaving the company at the end of the month.\nSam Lee: I am leaving in five minutes, sorry.\n\
                Tom Brandt: And I must leave the meeting now.\n";
    let (_elsewhere, file) = outside("check-in.txt", said);
    let report = refresh(folder.path(), &["--add", file.to_str().unwrap()]);
    let left = of(&report, "left");
    let names: Vec<(&str, &[&str])> = left.iter().map(|(what, claims, _)| (*what, &claims[..])).collect();
    assert_eq!(names, [("Maya Chen is said to leave, in Check in", &["c03"][..])], "{report:#}");
    // On paper, a claim's own wording is no quote.
    let (_, told, _) = run(folder.path(), &["refresh", "--today", "2026-11-01"]);
    assert!(told.contains("    claim c03: Dispatchers will not use another portal screen\n"), "{told}");
    assert!(
        told.contains("    “I'm leaving the company at the end of the month.” (Maya Chen, customer, Check in)"),
        "{told}"
    );
    assert!(told.contains("c01: end of Q3 (2026-09-30) passed 32 days ago, and nobody has said what"), "{told}");
}

#[test]
fn a_new_source_joins_as_an_event_and_raises_what_a_person_has_to_look_at() {
    let folder = folder(true);
    let (_elsewhere, file) = outside("2026-10-30-check-in.txt", LATER);
    let report = refresh(folder.path(), &["--add", file.to_str().unwrap()]);
    let added = &report["added"][0];
    assert_eq!(added["path"], "sources/2026-10-30-check-in.txt");
    assert_eq!((&added["id"], &added["kind"], &added["date"]), (&json!("s3"), &json!("call"), &json!("2026-10-30")));
    assert_eq!(added["sha256"], Digest::of(LATER.as_bytes()).hex());

    let passed = of(&report, "passed");
    assert!(passed.iter().any(|(what, claims, _)| claims == &["c01"] && what.contains("end of Q3")), "{report:#}");
    let left = of(&report, "left");
    assert!(
        left.iter().any(|(what, claims, _)| what.contains("Tom Brandt is said to leave") && claims == &["c04"]),
        "{report:#}"
    );
    let contradictions = of(&report, "contradiction");
    let both = |words: &str| words.contains("30 percent") && words.contains("20 percent");
    assert!(contradictions.iter().any(|(_, claims, words)| claims == &["c01"] && both(words)), "{report:#}");
    assert!(of(&report, "repeated").iter().any(|(_, claims, _)| claims == &["c03"]), "{report:#}");
    let people = of(&report, "person");
    assert_eq!(people.len(), 1, "{report:#}");
    assert!(people[0].0.contains("Ruth Adeyemi") && people[0].0.contains("VP of Operations"), "{}", people[0].0);
    assert!(of(&report, "commitment").iter().any(|(_, _, words)| words.contains("trainer")), "{report:#}");
    let spoken = of(&report, "spoken");
    assert_eq!(spoken.iter().map(|(_, claims, _)| claims.clone()).collect::<Vec<_>>(), [["c02"]], "{report:#}");
    assert!(of(&report, "written").iter().any(|(_, _, words)| words.contains("24 months")), "{report:#}");

    // It is in the trail, with its digest, and everything verifies.
    let trail = fs::read_to_string(folder.path().join("audit.jsonl")).unwrap();
    assert!(trail.lines().last().unwrap().contains("\"source_added\""));
    let (code, out, err) = run(folder.path(), &["verify"]);
    assert_eq!(code, Some(0), "{out}{err}");
    let (_, out, _) = run(folder.path(), &["show", "--format", "json"]);
    let shown: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(shown["sources"][2]["id"], "s3");
    // Nothing was decided by it.
    assert_eq!(shown["claims"][0]["review"]["verdict"], "accepted");
    fs::write(folder.path().join("sources/2026-10-30-check-in.txt"), "changed").unwrap();
    assert_eq!(run(folder.path(), &["verify"]).0, Some(1), "a source that joined is held to its digest");
}

#[test]
fn what_there_is_to_say_of_claims_that_nobody_has_judged_is_hidden() {
    let folder = folder(false);
    let (_elsewhere, file) = outside("call.txt", LATER);
    let report = refresh(folder.path(), &["--add", file.to_str().unwrap()]);
    assert!(of(&report, "contradiction").is_empty() && of(&report, "passed").is_empty(), "{report:#}");
    assert!(report["hidden"].as_u64().unwrap() > 0);
    assert_eq!(of(&report, "person").len(), 1, "what is about no claim is told");
    assert!(!of(&refresh(folder.path(), &["--reveal"]), "contradiction").is_empty());
}

#[test]
fn a_file_never_takes_anothers_place_and_joins_once() {
    let folder = folder(true);
    let (_one, file) = outside("call.txt", LATER);
    let report =
        refresh(folder.path(), &["--add", file.to_str().unwrap(), "--kind", "meeting note", "--date", "2026-10-30"]);
    assert_eq!(report["added"][0]["path"], "sources/call-2.txt");
    assert_eq!(report["added"][0]["kind"], "meeting_note");
    assert_eq!(fs::read_to_string(folder.path().join("sources/call.txt")).unwrap(), CALL);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.path().join("sources/call-2.txt")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "private to the user");
    }
    let again = refresh(folder.path(), &["--add", file.to_str().unwrap()]);
    assert_eq!((again["added"].as_array().unwrap().len(), &again["known"][0]["source"]), (0, &json!("s3")));
    assert_eq!(fs::read_dir(folder.path().join("sources")).unwrap().count(), 3);
}

#[test]
fn a_new_draft_is_laid_over_the_old_one_and_held_to_its_digest() {
    let folder = folder(true);
    let mut new = draft();
    new["claims"][0]["text"] = json!("Detention fees down 20 percent by the end of Q3");
    new["claims"].as_array_mut().unwrap().push(claim("c05", "use_case", "Invoices", "s1", "Tom Brandt signs", &[]));
    let (_elsewhere, file) = outside("new.json", &new.to_string());
    let report = refresh(folder.path(), &["--draft", file.to_str().unwrap()]);
    assert_eq!((&report["draft"], &report["new_claims"]), (&json!("packet-2.json"), &json!(1)));
    assert_eq!(report["look_again"][0]["claim"], "c01");
    assert_eq!(report["look_again"][0]["changed"][0]["was"], "Detention fees down 30 percent by the end of Q3");
    assert_eq!(fs::read(folder.path().join("packet.json")).unwrap(), serde_json::to_vec(&draft()).unwrap());
    let (code, out, _) = run(folder.path(), &["verify"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("packet-2.json is the draft that line 5 brought in"), "{out}");
    let (_, out, _) = run(folder.path(), &["show", "--format", "json"]);
    let shown: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(shown["claims"].as_array().unwrap().len(), 5);
    assert_eq!(shown["claims"][0]["review"]["verdict"], Value::Null);
    assert_eq!(shown["claims"][0]["review"]["look_again"]["verdict"], "accepted");
    let (_, frame, err) =
        run(folder.path(), &["review", "--as", "Dana Ruiz", "--role", "csm", "--keys", "fg", "--print", "120x36"]);
    assert!(frame.contains("look again") && frame.contains("accepted by Dana Ruiz"), "{frame}{err}");
    let (_, out, _) = run(folder.path(), &["brief", "--for", "team", "--format", "text"]);
    assert!(out.contains("Nobody has decided 2 of the claims"), "{out}");

    // Changed, or gone: told, and what rests on it does not count.
    let path = folder.path().join("packet-2.json");
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, String::from_utf8(bytes.clone()).unwrap().replace("20 percent", "10 percent")).unwrap();
    let (code, out, _) = run(folder.path(), &["verify"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("packet-2.json: was changed"), "{out}");
    fs::remove_file(&path).unwrap();
    let (code, out, _) = run(folder.path(), &["verify"]);
    assert!(code == Some(1) && out.contains("packet-2.json: there is no such file"), "{out}");
    fs::write(&path, bytes).unwrap();
    assert_eq!(run(folder.path(), &["verify"]).0, Some(0));
}

#[test]
fn what_is_refused_leaves_every_file_as_it_was() {
    let folder = folder(true);
    let list = || {
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .chain(fs::read_dir(folder.path().join("sources")).unwrap())
            .map(|entry| (entry.as_ref().unwrap().path(), fs::read(entry.unwrap().path()).unwrap_or_default()))
            .collect();
        names.sort();
        names
    };
    let before = list();
    let mut other = draft();
    other["id"] = json!("another");
    let (_one, draft) = outside("new.json", &other.to_string());
    let (_two, source) = outside("later.txt", LATER);
    let (code, _, err) = run(
        folder.path(),
        &[
            "refresh",
            "--as",
            "Sam Lee",
            "--role",
            "ae",
            "--add",
            source.to_str().unwrap(),
            "--draft",
            draft.to_str().unwrap(),
        ],
    );
    assert_eq!(code, Some(2));
    assert!(err.contains("is of the packet `another`"), "{err}");
    let (_three, broken) = outside("new.json", "{\"format\": \"handoff-packet/1\", \"claims\": 3}");
    let (code, _, err) =
        run(folder.path(), &["refresh", "--as", "Sam Lee", "--role", "ae", "--draft", broken.to_str().unwrap()]);
    assert_eq!(code, Some(2));
    assert!(err.contains("new.json: "), "{err}");
    let (code, _, err) = run(folder.path(), &["refresh", "--as", "Sam Lee", "--role", "ae", "--add", "/nowhere/x.txt"]);
    assert!(code == Some(2) && err.contains("there is no such file"), "{err}");
    // A file that nobody could ever quote takes the others with it.
    let (_four, junk) = outside("scan.dat", "\u{0}\u{1}\u{2}\u{0}\u{0}PNG\u{0}\u{0}\u{3}");
    let files = [source.to_str().unwrap(), junk.to_str().unwrap()];
    let (code, _, err) =
        run(folder.path(), &["refresh", "--as", "Sam Lee", "--role", "ae", "--add", files[0], files[1]]);
    assert!(code == Some(2) && err.contains("scan.dat: ") && err.contains("nothing joined"), "{err}");
    assert_eq!(list(), before);
}

#[test]
fn whoever_works_on_the_packet_is_no_new_name() {
    let folder = folder(true);
    let said = "Dana Ruiz: How is it going?\nTom Brandt: Well.\nEla Stone: I run the yard in Omaha.\nDana Ruiz: Good to \
                meet you.\nEla Stone: Likewise.\nTom Brandt: So let us begin.\n";
    let (_elsewhere, file) = outside("check-in.txt", said);
    let report = refresh(folder.path(), &["--add", file.to_str().unwrap()]);
    let people = of(&report, "person");
    assert_eq!(people.len(), 1, "Dana has decided claims of it: {report:#}");
    assert!(people[0].0.contains("Ela Stone"), "{report:#}");
}

#[test]
fn a_draft_that_is_the_packets_already_is_not_laid_over_it_again() {
    let folder = folder(true);
    let lines = || fs::read_to_string(folder.path().join("audit.jsonl")).unwrap().lines().count();
    let mut newer = draft();
    newer["claims"].as_array_mut().unwrap().push(claim(
        "c05",
        "use_case",
        "Drivers sign",
        "s1",
        "Tom Brandt signs",
        &[],
    ));
    let (_elsewhere, file) = outside("new.json", &newer.to_string());
    let refresh = |file: &Path| {
        run(folder.path(), &["refresh", "--as", "Sam Lee", "--role", "ae", "--draft", file.to_str().unwrap()]).1
    };
    let first = folder.path().join("packet.json");
    assert!(refresh(&first).contains("packet.json is the packet's draft already"));
    assert!(refresh(&file).contains("laid packet-2.json over the draft: 1 new claim\n"));
    let before = lines();
    assert!(refresh(&file).contains("new.json is the packet's draft already"));
    assert_eq!(lines(), before);
    assert!(!folder.path().join("packet-3.json").exists());
    // Going back to the first is something new.
    let back = refresh(&first);
    assert!(back.contains("over the draft"), "{back}");
}
