//! What the sources raise, in the workbench: a list with the words of both sides, from which a person goes to
//! a claim or to the words, or makes a claim that they still have to judge.

use std::path::Path;

use handoff::workbench::mode::{Mode, Take};

use super::session::{Session, dana, frame, said};

const PACKET: &str = r#"{
  "format": "handoff-packet/1", "id": "northwind", "account": {"name": "Northwind"},
  "people": [{"id": "maya", "name": "Maya Chen", "side": "customer"}, {"id": "sam", "name": "Sam Lee", "side": "seller"}],
  "sources": [{"id": "s1", "kind": "call", "title": "Discovery call", "path": "sources/call.txt"}],
  "claims": [
    {"id": "c01", "kind": "promised_value", "text": "Detention fees down 30 percent",
     "evidence": [{"source": "s1", "quote": {"exact": "get detention fees down thirty percent"}}]},
    {"id": "c02", "kind": "use_case", "text": "The yard team plans docks",
     "evidence": [{"source": "s1", "quote": {"exact": "The yard team plans the docks"}}]}
  ]
}"#;

const CALL: &str =
    "Sam Lee: We'll get detention fees down thirty percent.\nMaya Chen: The yard team plans the docks.\n";

const LATER: &str = "Maya Chen: Detention fees go down by 20 percent, that is what the board heard.\n\
                     Ruth Adeyemi: Hi, I'm Ruth, I'm the VP of Operations now.\n\
                     Sam Lee: We will send you a trainer for two extra days in Omaha by November third.\n";

/// Another terminal adds a source.
pub(crate) fn add(folder: &Path, name: &str, text: &str) {
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join(name);
    std::fs::write(&file, text).unwrap();
    let mut command = assert_cmd::Command::cargo_bin("handoff").unwrap();
    command.env("HANDOFF_CONFIG", folder.join("no-config.toml")).arg("refresh").arg(folder).arg("--add").arg(&file);
    command.args(["--as", "Sam Lee", "--role", "ae"]).assert().success();
}

pub(crate) fn refreshed() -> Session {
    let session = Session::with(PACKET, CALL);
    add(session.path(), "check-in.txt", LATER);
    session
}

#[test]
fn what_the_sources_raise_is_listed_with_the_words_of_both_sides_once_the_claim_is_judged() {
    let session = refreshed();
    let before = session.play("K");
    let shown = frame(&before);
    assert!(!shown.contains("differ in"), "nothing of an undecided claim is hinted at: {shown}");
    assert!(shown.contains("1 more about claims that nobody has judged: judge first"), "{shown}");
    let state = session.play_as(Some(dana()), "aK", (120, 36));
    let shown = frame(&state);
    assert!(shown.contains("c01 and Check in differ in a share: which of them holds?"), "{shown}");
    assert!(shown.contains("claim c01: Detention fees down 30 percent"), "{shown}");
    assert!(shown.contains("“get detention fees down thirty percent” (Sam Lee, seller, Discovery call)"), "{shown}");
    assert!(shown.contains("“Detention fees go down by 20 percent, that is what the board heard.”"), "{shown}");
    assert!(!shown.contains("judge first"), "{shown}");
    assert_eq!(session.events(), ["source_added", "claim_accepted"], "looking decides nothing");
}

#[test]
fn enter_goes_to_the_claim_and_tab_to_the_words() {
    let session = refreshed();
    let state = session.play("aGKdiffer<enter>");
    assert_eq!(state.mode, Mode::Browse);
    assert_eq!(state.selected(), Some(0));
    assert!(said(&state).contains("differ in a share"), "{}", said(&state));
    let state = session.play("Kdiffer<tab>");
    let words = state.selection().map(|range| state.shown_text().unwrap().as_str()[range].to_owned());
    assert_eq!(words.as_deref(), Some("Detention fees go down by 20 percent, that is what the board heard."));
    assert_eq!(state.review.packet().sources[state.source.source].name(), "Check in");
}

#[test]
fn a_new_promise_or_name_becomes_a_claim_that_is_still_to_be_judged() {
    let session = refreshed();
    let state = session.play("KOmaha<ctrl-o>");
    let shown = frame(&state);
    assert!(shown.contains("A new promise") && shown.contains("undecided: judge it"), "{shown}");
    assert_eq!(session.events(), ["source_added"], "opening the form adds nothing");
    let state = session.play("KOmaha<ctrl-o><enter>");
    assert_eq!(session.events(), ["source_added", "claim_added"]);
    let index = state.selected().unwrap();
    assert_eq!(state.review.claim(index).kind.word(), "promise");
    assert!(state.review.claims()[index].verdict.is_none(), "nobody has judged it");
    assert!(state.found[index][0].counts(), "its words are located");
    let state = session.play("KRuth<ctrl-o><enter>");
    let claim = state.review.claim(state.selected().unwrap());
    assert_eq!((claim.kind.word(), claim.text.starts_with("Ruth Adeyemi: ")), ("stakeholder", true));
    // What has a claim is not raised again.
    let state = session.play("KOmaha");
    let Mode::Listing(listing) = &state.mode else { panic!("{:?}", state.mode) };
    assert!(listing.rows.iter().all(|row| !matches!(row.take, Take::Finding(_))), "{:?}", listing.rows);
}

#[test]
fn what_is_said_otherwise_becomes_a_claim_beside_the_one_that_was_judged() {
    let session = refreshed();
    let state = session.play("aKdiffer<ctrl-o>");
    let shown = frame(&state);
    assert!(shown.contains("A new promised value"), "{shown}");
    assert!(shown.contains("undecided, and c01 stays as it"), "{shown}");
    assert_eq!(session.events().len(), 2, "opening the form adds nothing");
    let state = session.play("Kdiffer<ctrl-o><enter>");
    assert_eq!(session.events(), ["source_added", "claim_accepted", "claim_added"]);
    let index = state.selected().unwrap();
    assert!(state.review.claim(index).text.starts_with("Detention fees go down by 20 percent"));
    assert!(state.review.claims()[index].verdict.is_none(), "nobody has judged it");
    assert!(state.review.claims()[0].verdict.is_some(), "what was judged stays so");
}

/// A packet of long ago: a promise that names a day, a concern, and a contract that has neither.
const OLD: &str = r#"{
  "format": "handoff-packet/1", "id": "northwind", "account": {"name": "Northwind"},
  "people": [{"id": "maya", "name": "Maya Chen", "side": "customer"}, {"id": "sam", "name": "Sam Lee", "side": "seller"}],
  "sources": [{"id": "s1", "kind": "call", "title": "Discovery call", "path": "sources/call.txt", "date": "2025-01-10"},
    {"id": "s2", "kind": "contract", "title": "Order form", "text": "The Customer pays 20,000 dollars a year."}],
  "claims": [
    {"id": "c01", "kind": "promise", "text": "Audit trail export will be there by 2025-03-31", "due": "2025-03-31",
     "evidence": [{"source": "s1", "quote": {"exact": "The audit trail export will be there by the end of March"}}]},
    {"id": "c02", "kind": "buyer_concern", "text": "Maya is worried about the data migration",
     "evidence": [{"source": "s1", "quote": {"exact": "I am worried about the data migration"}}]}
  ]
}"#;

const OLD_CALL: &str = "Sam Lee: The audit trail export will be there by the end of March.\n\
                        Maya Chen: I am worried about the data migration.\n";

#[test]
fn one_key_does_what_a_claim_that_is_there_already_needs_next() {
    let session = Session::with(OLD, OLD_CALL);
    add(
        session.path(),
        "check-in.txt",
        "Dana Ruiz: How is it going?\nTom Ode: I am still worried about the data migration, it is a big risk for us.\n\
         Tom Ode: By the way, Maya Chen has left the company.\n",
    );
    session.play("aja");
    let shown = frame(&session.play_as(Some(dana()), "K", (120, 60)));
    for part in [
        "old evidence · follow up: have the customer confirm it",
        "a day that has passed · follow up: say what became of it",
        "c01: 2025-03-31 passed ",
        "days ago, and nobody has said what became of it",
        "somebody left · follow up: make a claim of it",
        "a concern again · follow up: put the words beside the claim",
        "spoken, not in the contract · follow up: rule whether it binds",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let events = |keys: &str| {
        let before = session.events().len();
        let state = session.play(keys);
        (state, session.events().split_off(before))
    };
    // A new claim of somebody who left, undecided.
    let (state, written) = events("Kleave<ctrl-o><enter>");
    assert_eq!(written, ["claim_added"]);
    let added = state.review.claim(state.selected().unwrap());
    assert_eq!((added.kind.word(), added.text.contains("has left the company")), ("stakeholder", true), "{added:?}");
    // Words beside the concern that comes up again.
    let (state, written) = events("Kagain<down><ctrl-o>");
    assert_eq!(written, ["evidence_attached"], "{}", said(&state));
    assert_eq!(state.review.evidence(1).len(), 2);
    // An old claim is one that the customer must confirm; a second time changes nothing.
    let (state, written) = events("Kc02days<ctrl-o>");
    assert_eq!((written, state.selected()), (vec!["validation_requested"], Some(1)), "{}", said(&state));
    let (state, written) = events("Kc02days<ctrl-o>");
    assert_eq!(written, [""; 0], "{}", said(&state));
    assert!(said(&state).contains("c02: the customer has to confirm it already"), "{}", said(&state));
    // Before kickoff nothing can have become of a promise: the customer is asked.
    let (state, written) = events("Kbecame<ctrl-o>");
    assert_eq!((written, state.selected()), (vec!["validation_requested"], Some(0)));
    // Only the person rules.
    let (state, written) = events("Kcontract<ctrl-o>");
    assert!(matches!(&state.mode, Mode::Menu(menu) if menu.title.contains("c01")), "{}", said(&state));
    assert_eq!(written, [""; 0]);
}

#[test]
fn nothing_is_looked_for_twice() {
    let session = refreshed();
    let state = session.play_as(None, "K<esc>K", (80, 24));
    assert!(state.raised.as_ref().is_some_and(|raised| raised.progress.is_none() && !raised.list.is_empty()));
}

#[test]
fn quotes_that_are_not_in_their_source_are_no_words_of_a_contradiction() {
    let packet = PACKET.replace("get detention fees down thirty percent", "detention gone down to nothing by thirty");
    let session = Session::with(&packet, CALL);
    add(session.path(), "check-in.txt", LATER);
    let state = session.play("x1K");
    assert!(!frame(&state).contains("detention gone down"), "{}", frame(&state));
    let state = session.play("uaheard it<enter>K");
    let shown = frame(&state);
    assert!(shown.contains("claim c01: Detention fees down 30 percent"), "{shown}");
    assert!(!shown.contains("detention gone down"), "{shown}");
}

#[test]
fn the_list_and_the_form_at_two_sizes() {
    // No claim pane with the time of a verdict is left to be seen.
    let (judged, session) = (refreshed(), refreshed());
    judged.play("a");
    let mut out = String::new();
    for (width, height) in [(80, 24), (120, 36)] {
        for (session, keys) in [(&judged, "K"), (&session, "KOmaha<ctrl-o>"), (&session, "KOmaha<tab>")] {
            let state = session.play_as(Some(dana()), keys, (width, height));
            out.push_str(&format!("{width}x{height}  keys: {keys}\n{}\n", frame(&state)));
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!("screen_findings", out);
    });
}
