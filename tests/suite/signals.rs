//! `handoff signals`: what is shown, with which words, and when.

use assert_cmd::Command;
use handoff::workbench::theme::Theme;
use handoff::workbench::view::claim;
use serde_json::Value;

use super::session::{Session, dana};

const CALL: &str = "Ola Berg: How long does it take to get the scanners into all of the yards?\n\
                    Sam Ode: Let me get back to you on that.\n\
                    Sam Ode: We'll train forty drivers in the yard by March 3.\n\
                    Ola Berg: Good. And forty drivers is right for the north yard.\n";
const NOTE: &str = "There are 55 drivers in the north yard.\n";
const CONTRACT: &str =
    "The supplier delivers scanners for every gate of the yards.\n\nThe yearly fee is 48,000 dollars, due in May.\n";

fn packet() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let draft = serde_json::json!({
        "format": "handoff-packet/1", "id": "n", "account": {"name": "Northfield"},
        "people": [{"id": "ola", "name": "Ola Berg", "side": "customer"}, {"id": "sam", "name": "Sam Ode", "side": "seller"}],
        "sources": [
            {"id": "call", "kind": "call", "date": "2020-01-05", "text": CALL},
            {"id": "note", "kind": "crm_note", "text": NOTE},
            {"id": "terms", "kind": "contract", "text": CONTRACT}],
        "claims": [
            {"id": "c1", "kind": "promise", "text": "Forty drivers are trained by March 3", "due": "March 3",
             "evidence": [{"source": "call", "quote": {"exact": "We'll train forty drivers in the yard by March 3."}}]}]});
    std::fs::write(folder.path().join("packet.json"), draft.to_string()).expect("it can be written");
    folder
}

fn signals(args: &[&str]) -> (Vec<Value>, String) {
    let output =
        Command::cargo_bin("handoff").expect("it is built").arg("signals").args(args).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).expect("it prints UTF-8");
    (serde_json::from_str(&text).unwrap_or_default(), text)
}

#[test]
fn signals_say_what_they_are_of_and_show_their_words() {
    let folder = packet();
    let path = folder.path().to_str().expect("a plain path");
    let (rows, _) = signals(&[path, "--format", "json", "--reveal"]);
    let of = |kind: &str| -> Vec<&Value> { rows.iter().filter(|row| row["signal"] == kind).collect() };
    let promised = of("commitment");
    let promised = promised.iter().find(|row| row["claims"] == serde_json::json!(["c1"])).expect("a promise");
    assert!(promised["words"].to_string().contains("We'll"), "{promised:#?}");
    assert_eq!((&promised["claims"], &promised["side"]), (&serde_json::json!(["c1"]), &"seller".into()));
    assert_eq!(of("unanswered")[0]["why"], "put off");
    assert_eq!(of("not_in_contract")[0]["claims"], serde_json::json!(["c1"]));
    assert!(
        of("unspoken").iter().any(|row| row["text"].as_str().is_some_and(|text| text.contains("48,000"))),
        "{rows:#?}"
    );
    assert!(of("contradiction").iter().any(|row| row["words"][0]["text"] == "55"), "{rows:#?}");
    let stale = of("stale");
    assert!(stale.iter().any(|row| row["why"].as_str().is_some_and(|why| why.contains("March 3"))), "{stale:#?}");
}

#[test]
fn what_concerns_a_claim_is_hidden_until_somebody_has_judged_it() {
    let folder = packet();
    let path = folder.path().to_str().expect("a plain path");
    let (rows, _) = signals(&[path, "--format", "json"]);
    assert!(rows.iter().all(|row| row["claims"] == serde_json::json!([])), "{rows:#?}");
    assert!(rows.iter().any(|row| row["signal"] == "unanswered"), "what concerns no claim is shown");
    let (_, text) = signals(&[path]);
    assert!(text.contains("unanswered · put off") && !text.contains("c1"), "{text}");
}

#[test]
fn the_claim_pane_lists_them_with_their_words_once_the_claim_is_judged() {
    let packet = r#"{"format": "handoff-packet/1", "id": "n", "account": {"name": "N"},
      "people": [{"id": "ola", "name": "Ola Berg", "side": "customer"}, {"id": "sam", "name": "Sam Ode", "side": "seller"}],
      "sources": [{"id": "s1", "kind": "call", "title": "The call", "path": "sources/call.txt"},
                  {"id": "s2", "kind": "crm_note", "title": "The note", "text": "There are 55 drivers in the north yard."}],
      "claims": [
        {"id": "c1", "kind": "promise", "text": "Drivers are trained",
         "evidence": [{"source": "s1", "quote": {"exact": "We'll train forty drivers in the yard by March 3."}}]},
        {"id": "c2", "kind": "use_case", "text": "The north yard has drivers",
         "evidence": [{"source": "s1", "quote": {"exact": "forty drivers is right for the north yard"}}]},
        {"id": "c3", "kind": "use_case", "text": "The note says so too",
         "evidence": [{"source": "s2", "quote": {"exact": "There are 55 drivers in the north yard."}}]}]}"#;
    let session = Session::with(packet, CALL);
    let claim = |keys: &str| -> String {
        let state = session.play_as(Some(dana()), keys, (200, 60));
        let lines = claim::content(&state, &Theme::plain(), 120);
        lines.iter().map(|line| format!("{line}\n")).collect()
    };
    let before = claim("/c1<enter>");
    assert!(before.contains("Drivers are trained") && !before.contains("signals"), "{before}");
    // Judging one claim shows what concerns it, and nothing of the others.
    let shown = claim("/c1<enter>a");
    assert!(shown.contains("signals   commitment · promise: “We'll"), "{shown}");
    let other = claim("/c2<enter>");
    assert!(!other.contains("signals"), "{other}");
    // A contradiction of two claims waits for both verdicts.
    let one = claim("/c2<enter>a");
    assert!(!one.contains("contradiction"), "{one}");
    let both = claim("/c3<enter>a");
    assert!(both.contains("contradiction · another number: “55”, against “forty” in The call"), "{both}");
    let undone = claim("/c3<enter>u");
    assert!(!undone.contains("signals"), "{undone}");
    assert_eq!(
        session.events(),
        ["claim_accepted", "claim_accepted", "claim_accepted", "undone"],
        "nothing is written"
    );
}

#[test]
fn a_promise_that_rests_on_the_contracts_own_words_is_in_the_contract() {
    let folder = packet();
    let path = folder.path().join("packet.json");
    let draft = std::fs::read_to_string(&path).expect("a packet").replace(
        r#""claims":["#,
        r#""claims":[{"id":"c2","kind":"promise","text":"Every barrier has a reader",
            "evidence":[{"source":"call","quote":{"exact":"We'll train forty drivers in the yard by March 3."}},
                        {"source":"terms","quote":{"exact":"The supplier delivers scanners for every gate of the yards."}}]},"#,
    );
    std::fs::write(&path, draft).expect("it can be written");
    let (list, text) = signals(&[&folder.path().display().to_string(), "--reveal", "--format", "json"]);
    let absent: Vec<&Value> = list.iter().filter(|signal| signal["signal"] == "not_in_contract").collect();
    assert_eq!(absent.len(), 1, "{text}");
    assert_eq!(absent[0]["claims"], serde_json::json!(["c1"]), "{text}");
}
