//! A small library with fixed days, and what `report`, `sample` and `compare` print of it: a change of what
//! managers read is a change of these snapshots.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use handoff::audit::Draft;
use handoff::packet::ClaimKind;
use handoff::review::word::{Outcome, RejectReason, Ruling, Stage};
use handoff::review::{Action, Actor, Event, Review, Seat};
use handoff::store;
use jiff::Timestamp;
use serde_json::json;
use tempfile::TempDir;

const CALL: &str = "Maya Chen: Last year we lost thirty percent of margin to detention.\n\
                    Sam Lee: We'll get detention fees down thirty percent by the end of Q1.\n\
                    Maya Chen: The dispatchers sort the morning list before six.\n\
                    Sam Lee: Single sign-on will be there on the day you go live.\n\
                    Maya Chen: One line has no feed, and we can live with that.\n";

/// One packet: its account, who receives it, when it closed, how large the customer is.
const PACKETS: &[(&str, &str, &str, &str)] = &[
    ("Alder Foods", "Dana Ruiz", "2026-06-03", "mid-market"),
    ("Birch Freight", "Dana Ruiz", "2026-06-17", "enterprise"),
    ("Cedar Clinics", "Dana Ruiz", "2026-07-02", "mid-market"),
    ("Dogwood Rail", "Imani Brooks", "2026-07-09", "enterprise"),
    ("Elm Hotels", "Imani Brooks", "2026-07-21", "mid-market"),
    ("Fir Labs", "Imani Brooks", "2026-08-04", "mid-market"),
];

fn person(name: &str, role: Seat) -> Actor {
    Actor { name: name.into(), email: None, role }
}

fn write(library: &Path, (account, csm, closed, segment): (&str, &str, &str, &str)) {
    let id = account.to_lowercase().replace(' ', "-");
    let claim = |id: &str, kind: &str, text: &str, quote: &str| json!({"id": id, "kind": kind, "text": text, "evidence": [{"source": "s1", "quote": {"exact": quote}}]});
    let packet = json!({
        "format": "handoff-packet/1", "id": id, "account": {"name": account, "segment": segment},
        "deal": {"csm": csm, "ae": "Sam Lee", "closed_on": closed},
        "people": [{"id": "maya", "name": "Maya Chen", "side": "customer"}, {"id": "sam", "name": "Sam Lee", "side": "seller"}],
        "sources": [{"id": "s1", "kind": "call", "title": "Discovery call", "date": closed, "text": CALL}],
        "drafted_by": {"tool": "rules"},
        "claims": [
            claim("c1", "buying_reason", "Detention eats thirty percent of margin", "we lost thirty percent of margin to detention"),
            claim("c2", "promised_value", "Detention fees down 30 percent by the end of Q1", "get detention fees down thirty percent by the end of Q1"),
            claim("c3", "user_workflow", "Dispatchers sort the list before six", "The dispatchers sort the morning list before six"),
            claim("c4", "promise", "Single sign-on at go-live", "Single sign-on will be there on the day you go live"),
            claim("c5", "accepted_risk", "One line has no feed", "One line has no feed"),
            claim("c6", "use_case", "They want penguins", "a wholly unrelated utterance about penguins"),
        ],
    });
    fs::create_dir_all(library.join(&id)).unwrap();
    fs::write(library.join(id).join("packet.json"), packet.to_string()).unwrap();
}

/// People decide, one line an hour from the first of September on.
fn decide(folder: &Path, events: Vec<(Actor, Event)>) {
    let mut opened = store::open(folder).unwrap();
    let mut review = Review::fold(opened.packet, opened.reading.entries().cloned()).0;
    for (by, event) in events {
        let seen = event.claim().and_then(|claim| review.find(claim)).map_or(0, |index| review.touched(index));
        let seq = i64::try_from(review.head()).unwrap();
        let at = Timestamp::from_second(1_788_246_000 + seq * 3_600).unwrap();
        let draft = Draft { at, by, event: event.having_seen(seen) };
        let appended = opened.trail.append(|_| Ok::<_, ()>(Some(draft))).unwrap();
        if let Some(entry) = appended.outcome.unwrap() {
            review.apply(entry).unwrap();
        }
    }
}

fn accept(claim: &str) -> Event {
    Event::ClaimAccepted { claim: claim.into(), seen: 0, reason: None }
}

fn act(claim: &str, what: &str) -> Event {
    let action = Some(Action { what: what.into(), by: Some("Dana Ruiz".into()), from: Some("kickoff".into()) });
    Event::ActionSet { claim: claim.into(), seen: 0, action }
}

fn rule(claim: &str, ruling: Ruling) -> Event {
    let (owner, due) = (Some("Sam Lee".into()), Some("2026-10-01".into()));
    Event::PromiseRuled { claim: claim.into(), seen: 0, ruling, owner, due }
}

fn outcome(claim: &str, stage: Stage, outcome: Outcome, words: &str) -> Event {
    let (words, said_by) = (Some(words.to_owned()), Some("Maya Chen".to_owned()));
    Event::OutcomeRecorded { claim: claim.into(), seen: 0, stage, outcome, words, said_by, evidence: None }
}

/// Everything is decided, with two actions.
fn reviewed() -> Vec<Event> {
    vec![
        accept("c1"),
        act("c1", "open kickoff with the margin figure"),
        accept("c2"),
        Event::ClaimEdited {
            claim: "c3".into(),
            seen: 0,
            text: "Dispatchers sort the morning list before six".into(),
            reason: None,
        },
        act("c3", "train before the morning shift"),
        accept("c4"),
        rule("c4", Ruling::VerbalBinding),
        accept("c5"),
        Event::ClaimRejected { claim: "c6".into(), seen: 0, reason: RejectReason::NotInSource, note: None },
    ]
}

fn library() -> TempDir {
    let library = TempDir::new().unwrap();
    let (dana, sam) = (person("Dana Ruiz", Seat::Csm), person("Sam Lee", Seat::Ae));
    PACKETS.iter().for_each(|packet| write(library.path(), *packet));
    let at = |name: &str| library.path().join(name);
    let by_dana = |events: Vec<Event>| events.into_iter().map(|event| (dana.clone(), event)).collect::<Vec<_>>();
    decide(&at("alder-foods"), by_dana(reviewed()));
    // Lived to the business review: the promise was broken, and half of the value was shown.
    let mut lived = by_dana(reviewed());
    for kind in ClaimKind::friction().filter(|kind| *kind != ClaimKind::AcceptedRisk) {
        lived.push((sam.clone(), Event::AbsenceRecorded { kind, sources: vec!["s1".into()], note: None }));
    }
    lived.push((dana.clone(), Event::SignedOff { head: "head".into(), signature: None }));
    lived.push((sam.clone(), Event::Countersigned { head: "head".into(), signature: None }));
    for stage in [Stage::Kickoff, Stage::Onboarding, Stage::BusinessReview] {
        lived.push((dana.clone(), Event::StageOpened { stage }));
        if stage == Stage::Kickoff {
            lived.push((dana.clone(), outcome("c4", stage, Outcome::Tracked, "we count on it")));
        }
    }
    lived.push((dana.clone(), outcome("c4", Stage::BusinessReview, Outcome::Broken, "it came six weeks late")));
    lived.push((dana.clone(), outcome("c2", Stage::BusinessReview, Outcome::Partly, "down by half of that")));
    decide(&at("birch-freight"), lived);
    decide(&at("cedar-clinics"), by_dana(vec![accept("c1"), accept("c2")]));
    decide(&at("dogwood-rail"), by_dana(reviewed()));
    decide(
        &at("elm-hotels"),
        by_dana(vec![
            accept("c1"),
            Event::ClaimDeferred {
                claim: "c2".into(),
                seen: 0,
                question: "Of the fees, or of the margin?".into(),
                answerer: Some("Maya Chen".into()),
            },
            Event::ClaimRejected { claim: "c4".into(), seen: 0, reason: RejectReason::Overstated, note: None },
        ]),
    );
    // Nobody has opened Fir Labs, and one folder holds something else.
    fs::create_dir(at("gum-works")).unwrap();
    fs::write(at("gum-works").join("packet.json"), "{\"format\": \"handoff-packet/1\", \"id\": \"gum-works\"").unwrap();
    library
}

/// What a command prints, on both of its streams, wherever the library lies.
fn printed(library: &Path, args: &[&str], path: &Path) -> String {
    let mut command = Command::cargo_bin("handoff").unwrap();
    let output = command.env("HANDOFF_CONFIG", library.join("no-config.toml")).args(args).arg(path).output().unwrap();
    let text =
        |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap().replace(&library.display().to_string(), "LIBRARY");
    format!(
        "$ handoff {} {}\n{}{}",
        args.join(" "),
        path.display().to_string().replace(&library.display().to_string(), "LIBRARY"),
        text(&output.stdout),
        text(&output.stderr)
    )
}

#[test]
fn report_sample_and_compare_print_what_managers_read() {
    let library = library();
    let path = library.path();
    let cases: &[(&str, &[&str], &str)] = &[
        ("report", &["report"], ""),
        ("report_by_owner", &["report", "--by", "owner"], ""),
        ("report_by_month", &["report", "--by", "month"], ""),
        ("sample", &["sample", "-n", "3", "--seed", "11"], ""),
        (
            "sample_markdown",
            &["sample", "-n", "1", "--seed", "11", "--since", "2026-07-01", "--format", "markdown"],
            "",
        ),
        ("compare", &["compare"], "birch-freight"),
        ("compare_untested", &["compare"], "cedar-clinics"),
    ];
    for (name, args, packet) in cases {
        let place = if packet.is_empty() { path.to_owned() } else { path.join(packet) };
        let out = printed(path, args, &place);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
            insta::assert_snapshot!(format!("library_{name}"), out);
        });
    }
}
