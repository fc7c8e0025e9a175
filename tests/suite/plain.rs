//! `--plain`: lines in, words out, and the same trail as the screen's.

use std::fs;
use std::path::Path;

use super::config::handoff;
use super::session::Session;

/// Plays lines; what was said, and how it ended.
fn play(path: &Path, lines: &str) -> String {
    let config = path.join("config.toml");
    let mut command = handoff(&config);
    command.args(["review", "--plain", "--as", "Dana Ruiz", "--role", "csm"]).arg(path).write_stdin(lines);
    command.env("XDG_STATE_HOME", path.join("state"));
    String::from_utf8(command.assert().success().get_output().stdout.clone()).expect("text")
}

/// The events of the trail, by type.
fn events(path: &Path) -> Vec<String> {
    let Ok(trail) = fs::read_to_string(path.join("audit.jsonl")) else { return Vec::new() };
    let word = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        line["event"]["type"].as_str().expect("a type").to_owned()
    };
    trail.lines().map(word).collect()
}

/// Lines of the trail as they stand in the file.
fn trail(path: &Path) -> Vec<serde_json::Value> {
    let trail = fs::read_to_string(path.join("audit.jsonl")).expect("a trail");
    trail.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn every_decision_can_be_made_line_by_line() {
    let session = Session::new();
    let said = play(
        session.path(),
        "a\n\
         v\n\
         i\n\
         t\nc\n\
         w\nAsk finance for the number\nDana Ruiz\n2026-08-01\n\
         m\nshe said it twice\n\
         s\nthirty percent of margin\n\
         A\nMy security people ask every week\n\
         c02\n\
         e\nFees down thirty percent by the end of the first quarter\nSam said thirty\n\
         c03\n\
         x\nx\nnobody loves a dashboard\n\
         c04\n\
         d\n\nMaya Chen\n\
         a\n\
         b\nv\n\n2026-10-06\n\
         u\n\
         redo\n\
         +\nsingle sign-on will be there\nq\nSSO works when they go live\n\
         0\n1\n1\n1\nok\nnothing at all\n\
         q\n",
    );
    let wanted = [
        "claim_accepted",
        "validation_requested",
        "visibility_set",
        "standing_set",
        "action_set",
        "noted",
        "spin_flagged",
        "evidence_attached",
        "claim_edited",
        "claim_rejected",
        "claim_deferred",
        "claim_accepted",
        "promise_ruled",
        "undone",
        "undone",
        "claim_added",
        "claim_accepted",
        "absence_recorded",
    ];
    assert_eq!(events(session.path()), wanted, "{said}");
    let lines = trail(session.path());
    let event = |at: usize| &lines[at]["event"];
    assert_eq!(event(8)["reason"], "Sam said thirty");
    assert_eq!(event(9)["note"], "nobody loves a dashboard");
    assert_eq!(event(10)["answerer"], "Maya Chen");
    assert_eq!((&event(12)["owner"], &event(12)["due"]), (&"Sam Lee".into(), &"2026-10-06".into()));
    assert_eq!(event(7)["evidence"]["quote"]["exact"], "My security people ask every week.");
    assert_eq!(event(15)["claim"]["kind"], "promise");
    assert!(said.contains("everything decided is saved"), "{said}");
}

#[test]
fn the_trail_is_the_screens() {
    let (keys, lines) = (Session::new(), Session::new());
    keys.play("aixvc");
    keys.play("jjxn");
    play(lines.path(), "a\ni\nx\nv\nq\n");
    play(lines.path(), "c03\nx\nn\nq\n");
    let own =
        |path: &Path| -> Vec<serde_json::Value> { trail(path).iter().map(|line| line["event"].clone()).collect() };
    let (keys, lines) = (own(keys.path()), own(lines.path()));
    assert_eq!(keys[..3], lines[..3]);
    assert_eq!(keys.last(), lines.last());
}

#[test]
fn the_drafters_opinion_comes_after_the_persons() {
    let session = Session::new();
    let said = play(session.path(), "\na\n");
    let (before, after) = said.split_once("c01 accepted").expect("accepted");
    assert!(!before.contains("drafter:"), "{before}");
    assert!(after.contains("drafter: would accept"), "{after}");
}

#[test]
fn a_claim_is_said_with_its_words_who_spoke_them_and_what_is_wrong() {
    let session = Session::new();
    let said = play(session.path(), "c02\nc03\nq\n");
    for part in [
        "c01 · buying reason",
        "anchored “thirty percent of margin to detention”",
        "Maya Chen, customer · Discovery call",
        "draft: We will get detention fees down [forty] percent",
        "source: We will get detention fees down [thirty] percent",
        "NOT IN THE SOURCE",
        "the draft claims: our whole team is in love",
        "verdict: undecided",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains(['▶', '◆', '•', '\u{1b}']), "no marks and no escapes: {said}");
}

#[test]
fn a_line_is_one_step_and_anything_else_does_nothing() {
    let session = Session::new();
    let said = play(session.path(), "aaa\nyes please accept all\n<esc\nlist_take\nx\nzz\n.\n\u{1b}[31m\n");
    assert_eq!(events(session.path()), [""; 0], "{said}");
    for part in [
        "one key a line, please: `aaa` is several; nothing was done",
        "`yes please accept all` does nothing here",
        "list_take works only in a text or a list",
        "`zz` is none of these",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains('\u{1b}'), "{said:?}");
}

#[test]
fn the_end_of_the_input_leaves_and_an_unfinished_text_is_offered_again() {
    let session = Session::new();
    let said = play(session.path(), "a\nc04\nd\nWill it be there on the day?\n");
    assert!(said.ends_with("everything decided is saved\n"), "{said}");
    assert_eq!(events(session.path()), ["claim_accepted"]);
    // The claim and the text are where they were left.
    let said = play(session.path(), "d\n\nLuis\n");
    assert!(said.contains("c04> d") && said.contains("question [Will it be there on the day?]:"), "{said}");
    assert_eq!(events(session.path()), ["claim_accepted", "claim_deferred"]);
    assert!(session.path().join("reviewed.json").exists());
}

#[test]
fn lists_are_numbered_narrowed_and_taken_from() {
    let session = Session::new();
    let said = play(session.path(), "S\n+\n.\n/ sso\n1\n:\nflag as spin\n.\nl\n.\nshow_help\nundo\n.\nq\n");
    for part in ["What blocks sign-off", "undecided: ", "1. c04: promise · SSO works at go-live", "c04> :", "Audit log"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn the_source_is_read_and_searched_line_by_line() {
    let session = Session::new();
    let said = play(session.path(), "find_in_source\nsecurity people\n<tab>\ntab\n<ctrl-f> frame it\nj\nq\n");
    assert!(said.contains("Maya Chen, customer: Good. My security people ask every week."), "{said}");
    assert!(said.contains("If you do that I will frame it."), "{said}");
}

#[test]
fn words_that_stand_nowhere_are_not_taken() {
    let session = Session::new();
    let said = play(session.path(), "A\nwords that nobody said\nA\n\nq\n");
    assert!(said.contains("stands in no source that was read; nothing was done"), "{said}");
    assert_eq!(events(session.path()), [""; 0]);
}

#[test]
fn a_reader_that_goes_away_loses_no_decision() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let session = Session::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_handoff"))
        .args(["review", "--plain", "--as", "Dana Ruiz", "--role", "csm"])
        .arg(session.path())
        .env("HANDOFF_CONFIG", session.path().join("config.toml"))
        .env("XDG_STATE_HOME", session.path().join("state"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("a pipe");
    let _ = stdin.write_all(b"a\nq\n");
    drop(stdin);
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
}

#[test]
fn what_the_sources_raise_is_said_and_a_number_makes_a_claim_of_it() {
    let session = super::findings::refreshed();
    let said = play(session.path(), "findings\nOmaha\n+1\n\nq\n");
    assert!(said.contains("What the sources raise"), "{said}");
    assert!(
        said.contains("1. something is promised in Check in that no claim has / “We will send you a trainer"),
        "{said}"
    );
    assert_eq!(events(session.path()), ["source_added", "claim_added"], "{said}");
    let said = play(session.path(), "K\nRuth\n*1\n.\nq\n");
    assert!(said.contains("these words are selected"), "{said}");
}

#[test]
fn no_line_is_answered_with_silence() {
    let session = Session::new();
    for (lines, answer) in [
        ("k", "nothing changed"),
        ("zoom", "there are no panes here"),
        ("toggle_mouse", "there is no mouse here"),
        ("tab", "at the claim"),
        ("tab\ntab\ntab", "at the list of claims"),
    ] {
        let said = play(session.path(), &format!("{lines}\n"));
        assert!(said.contains(answer), "{lines}: {said}");
    }
}

#[test]
fn passages_are_said_when_they_are_found_and_not_before() {
    let session = Session::new();
    let said = play(session.path(), "F\n");
    assert!(!said.contains("looking through all sources"), "{said}");
    assert!(said.contains("1. 1 “Ouch. We will get") || said.contains("We will get detention fees down"), "{said}");
}
