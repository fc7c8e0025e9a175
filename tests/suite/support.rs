//! Find support in the workbench: passages are offered, one key attaches one, another shows it.

use handoff::workbench::mode::Mode;

use super::session::{Session, frame, said};

#[test]
fn the_best_passages_of_all_sources_are_offered_and_enter_puts_one_beside_the_claim() {
    let session = Session::new();
    let state = session.play("F");
    let shown = frame(&state);
    assert!(shown.contains("Support for c01"), "{shown}");
    assert!(shown.contains("1 “Ouch. We will get detention fees down thirty percent"), "{shown}");
    assert!(shown.contains("2 “So the thing is we lost, what, thirty percent of margin to detention"), "{shown}");
    assert!(shown.contains("Discovery call · Maya Chen (customer)"), "{shown}");
    assert_eq!(session.events(), Vec::<&str>::new(), "what is offered is no decision");
    let state = session.play("F<down><enter>");
    assert_eq!(state.mode, Mode::Browse);
    assert_eq!(session.events(), ["evidence_attached"], "and attaching gives no verdict");
    let last = session.last();
    let exact = "So the thing is we lost, what, thirty percent of margin to detention last year.";
    assert_eq!((&last["claim"], &last["evidence"]["quote"]["exact"]), (&"c01".into(), &exact.into()));
    assert!(last["evidence"]["position"]["start"].as_u64() > Some(0), "{last}");
    assert!(said(&state).starts_with("words put beside c01"), "{}", said(&state));
}

#[test]
fn tab_shows_a_passage_in_its_source_with_its_words_selected() {
    let session = Session::new();
    let state = session.play("gjjjF<tab>");
    assert!(said(&state).contains("these words are selected"), "{}", said(&state));
    let range = state.selection().expect("words are selected");
    let words = &state.shown_text().expect("the source is read").as_str()[range];
    assert_eq!(words, "Yes, single sign-on will be there on the day you go live.");
    session.play("gjjjF<tab>A");
    assert_eq!(session.last()["evidence"]["quote"]["exact"], words);
}

#[test]
fn typing_narrows_what_is_offered_and_escape_changes_nothing() {
    let session = Session::new();
    let state = session.play("Fzzqx");
    assert!(frame(&state).contains("nothing is like that"), "{}", frame(&state));
    assert_eq!(session.play("F<esc>").mode, Mode::Browse);
    assert_eq!(session.events(), Vec::<&str>::new());
}

#[test]
fn a_claim_that_is_written_without_words_is_offered_some() {
    let session = Session::new();
    let state = session.play("+aSecurity people ask every week<tab>heard it<enter>");
    let shown = frame(&state);
    assert!(shown.contains("Support for") && shown.contains("My security people ask every week."), "{shown}");
    assert_eq!(session.events(), ["claim_added", "claim_accepted"]);
}

#[test]
fn a_claim_that_no_source_is_like_says_so() {
    let packet = r#"{"format": "handoff-packet/1", "id": "n", "account": {"name": "N"},
      "sources": [{"id": "s1", "kind": "call", "path": "sources/call.txt"}],
      "claims": [{"id": "c1", "kind": "use_case", "text": "Telescopes", "evidence": []}]}"#;
    let session = Session::with(packet, "Ola: Crates.\nBen: Gates.\n");
    assert!(frame(&session.play("F")).contains("no source has a passage like it"));
    session.play("F<enter><tab><esc>");
    assert_eq!(session.events(), Vec::<&str>::new());
}
