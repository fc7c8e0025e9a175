//! A later draft over a review: verdicts stay where nothing changed, everything else is looked at again, and
//! nothing is lost, whatever is undone in whatever order.

use std::collections::BTreeMap;
use std::sync::Arc;

use handoff::packet::{self, Claim, Packet};
use handoff::review::blocker::{Blocker, blockers};
use handoff::review::hidden::Reveal;
use handoff::review::project::project;
use handoff::review::word::{RejectReason, Ruling, Visibility};
use handoff::review::{Entry, Event, Refusal, Review};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::people::dana_by_name as dana;

fn claim(id: &str, kind: &str, text: &str, quote: &str) -> Value {
    json!({"id": id, "kind": kind, "text": text, "evidence": [{"source": "s1", "quote": {"exact": quote}}]})
}

fn draft(claims: &[Value]) -> Packet {
    let packet = json!({
        "format": "handoff-packet/1", "id": "acme", "account": {"name": "Acme"},
        "people": [{"id": "p1", "name": "Maya Chen", "side": "customer"}],
        "sources": [{"id": "s1", "kind": "call", "text": "one two three"}],
        "claims": claims,
    });
    packet::read(packet.to_string().as_bytes()).unwrap()
}

fn first() -> Packet {
    draft(&[
        claim("c1", "promised_value", "Fees down 30 %", "thirty percent"),
        claim("c2", "promise", "SSO by go-live", "single sign-on"),
        claim("c3", "use_case", "Invoices", "invoices"),
    ])
}

/// Numbered anew, one in other words, one missing, one more.
fn second() -> Packet {
    draft(&[
        claim("c1", "constraint", "No phones", "no phones"),
        claim("c2", "promise", "SSO by March", "single sign-on"),
        claim("c3", "promised_value", "Fees down 30 %", "thirty percent"),
    ])
}

fn replaced(draft: Packet) -> Event {
    Event::DraftReplaced { file: "packet-2.json".into(), sha256: "0".repeat(64), draft: Some(Arc::new(draft)) }
}

fn take(review: &mut Review, event: Event) -> Result<u64, Refusal> {
    let seq = review.head() + 1;
    let event = match event.claim().and_then(|id| review.find(id)) {
        Some(index) => event.having_seen(review.touched(index)),
        None => event,
    };
    let at = jiff::Timestamp::from_second(1_782_000_000 + seq as i64).unwrap();
    review.apply(Entry { seq, prev: String::new(), at, by: dana(), event })?;
    Ok(seq)
}

fn accept(claim: &str) -> Event {
    Event::ClaimAccepted { claim: claim.into(), seen: 0, reason: None }
}

fn rule(claim: &str) -> Event {
    Event::PromiseRuled { claim: claim.into(), seen: 0, ruling: Ruling::Contractual, owner: None, due: None }
}

fn ids(review: &Review) -> Vec<&str> {
    (0..review.len()).map(|index| review.claim(index).id.as_str()).collect()
}

#[test]
fn verdicts_stay_where_nothing_changed_and_the_rest_is_looked_at_again() {
    let mut review = Review::open(first());
    for event in [accept("c1"), accept("c2"), rule("c2"), accept("c3")] {
        take(&mut review, event).unwrap();
    }
    take(&mut review, replaced(second())).unwrap();
    // Claims keep their places and ids; what is new follows, under an id that nothing had.
    assert_eq!(ids(&review), ["c1", "c2", "c3", "c1-2"]);
    assert_eq!(review.claim(0).text, "Fees down 30 %");
    assert_eq!(review.claims()[0].verdict.as_ref().unwrap().value.word(), "accepted", "the same words, numbered anew");
    assert!(review.claims()[0].again.is_none());

    let again = review.claims()[1].again.as_ref().unwrap();
    assert_eq!(review.claim(1).text, "SSO by March");
    assert!(review.claims()[1].verdict.is_none() && review.claims()[1].ruling.is_none());
    assert_eq!(again.value.changed, [("wording", "SSO by go-live".to_owned(), "SSO by March".to_owned())]);
    assert_eq!(again.value.verdict.as_ref().unwrap().value.word(), "accepted");
    assert_eq!(again.value.ruling.as_ref().unwrap().value.ruling, Ruling::Contractual);

    // A claim that the new draft forgot is still there.
    let again = review.claims()[2].again.as_ref().unwrap();
    assert!(again.value.gone && review.claims()[2].verdict.is_none());
    assert_eq!(review.look_again().collect::<Vec<_>>(), [1, 2]);
    let open = blockers(&review, &[]);
    let undecided: Vec<_> = open.iter().filter(|blocker| matches!(blocker, Blocker::Undecided(_))).collect();
    assert_eq!(undecided, [&Blocker::Undecided(1), &Blocker::Undecided(2), &Blocker::Undecided(3)]);
    assert!(undecided[0].sentence(&review).contains("look again"));

    let shown = project(&json!({}), &review, &[], Reveal::AfterVerdict);
    assert_eq!(shown["claims"][1]["text"], "SSO by March");
    assert_eq!(shown["claims"][1]["review"]["look_again"]["changed"][0]["was"], "SSO by go-live");
    assert_eq!(shown["claims"][1]["review"]["look_again"]["verdict"], "accepted");
    assert_eq!(shown["claims"][2]["review"]["look_again"]["gone"], true);
    assert_eq!(shown["claims"][0]["review"].get("look_again"), None);

    // Whoever decides it has looked.
    take(&mut review, accept("c2")).unwrap();
    assert!(review.claims()[1].again.is_none());
}

#[test]
fn a_decision_made_on_the_old_draft_is_refused() {
    let mut review = Review::open(first());
    let seen = take(&mut review, accept("c2")).unwrap();
    let new = take(&mut review, replaced(second())).unwrap();
    let late = Event::ClaimRejected { claim: "c2".into(), seen, reason: RejectReason::Overstated, note: None };
    let refusal = review.check(&dana(), &late).unwrap_err();
    assert!(matches!(refusal, Refusal::Stale { seq, .. } if seq == new), "{refusal:?}");
}

#[test]
fn undoing_a_draft_brings_everything_back_unless_a_decision_rests_on_its_words() {
    let mut review = Review::open(first());
    for event in [accept("c1"), accept("c2"), rule("c2")] {
        take(&mut review, event).unwrap();
    }
    let shown = |review: &Review| project(&json!({}), review, &[], Reveal::AfterVerdict);
    let before = shown(&review);
    let new = take(&mut review, replaced(second())).unwrap();
    let after = shown(&review);
    let undone = take(&mut review, Event::Undone { seq: new }).unwrap();
    assert_eq!(shown(&review), before);
    // Decided on the old words, so the new ones can't come back underneath.
    let decided = take(&mut review, rule("c2")).unwrap();
    let refusal = take(&mut review, Event::Undone { seq: undone }).unwrap_err();
    assert_eq!(refusal, Refusal::RestsOnIt { seq: undone, later: decided });
    take(&mut review, Event::Undone { seq: decided }).unwrap();
    take(&mut review, Event::Undone { seq: undone }).unwrap();
    assert_eq!(shown(&review), after);
    // Decided on the new words, so they can't be taken away.
    let decided = take(&mut review, accept("c2")).unwrap();
    let redo = review.entries().iter().rev().find(|entry| entry.event == Event::Undone { seq: undone }).unwrap().seq;
    assert_eq!(
        take(&mut review, Event::Undone { seq: redo }).unwrap_err(),
        Refusal::RestsOnIt { seq: redo, later: decided }
    );
    // What does not concern the changed claims does not stand in the way.
    take(&mut review, Event::Undone { seq: decided }).unwrap();
    take(&mut review, accept("c1")).unwrap();
    take(&mut review, Event::Undone { seq: redo }).unwrap();
    assert_eq!(shown(&review)["claims"].as_array().unwrap().len(), 3);
}

#[test]
fn a_waiver_for_a_claim_does_not_outlast_its_words_and_what_is_internal_stays_so() {
    let mut review = Review::open(first());
    take(&mut review, accept("c2")).unwrap();
    let set = |visibility| Event::VisibilitySet { claim: "c2".into(), seen: 0, visibility };
    take(&mut review, set(Visibility::Internal)).unwrap();
    for blocker in ["unruled:c2", "undecided:c1", "friction:objection"] {
        take(&mut review, Event::BlockerWaived { blocker: blocker.into(), reason: "later".into() }).unwrap();
    }
    take(&mut review, replaced(second())).unwrap();
    assert_eq!(review.later().waived.keys().collect::<Vec<_>>(), ["friction:objection", "undecided:c1"]);
    assert_eq!(review.visibility(1), Visibility::Internal);
}

#[test]
fn drafts_that_do_not_fit_are_refused() {
    let mut review = Review::open(first());
    let mut other = second();
    other.id = "northwind".into();
    assert!(take(&mut review, replaced(other)).unwrap_err().to_string().contains("is of the packet `northwind`"));
    let mut other = second();
    other.sources[0].text = Some("something else".into());
    assert!(take(&mut review, replaced(other)).unwrap_err().to_string().contains("give it another id"));
    let gone = Event::DraftReplaced { file: "packet-2.json".into(), sha256: "0".repeat(64), draft: None };
    assert!(take(&mut review, gone).unwrap_err().to_string().contains("is not there"));
    assert_eq!(review.head(), 0);
}

#[test]
fn a_source_with_the_same_bytes_is_the_same_source_whatever_it_is_called() {
    let source =
        |id: &str, sha: &str| json!({"id": id, "kind": "call", "path": format!("sources/{id}.txt"), "sha256": sha});
    let packet = |sources: Vec<Value>, from: &str| {
        let packet = json!({
            "format": "handoff-packet/1", "id": "acme", "account": {"name": "Acme"}, "sources": sources,
            "claims": [{"id": "c1", "kind": "use_case", "text": "Invoices",
                        "evidence": [{"source": from, "quote": {"exact": "invoices"}}]}],
        });
        packet::read(packet.to_string().as_bytes()).unwrap()
    };
    let (one, two) = ("1".repeat(64), "2".repeat(64));
    let mut review = Review::open(packet(vec![source("s1", &one)], "s1"));
    take(&mut review, accept("c1")).unwrap();
    // The new draft numbers its sources the other way round.
    take(&mut review, replaced(packet(vec![source("s3", &two), source("s2", &one)], "s2"))).unwrap();
    assert!(review.claims()[0].verdict.is_some() && review.len() == 1);
    assert_eq!(review.packet().sources.iter().map(|source| source.id.as_str()).collect::<Vec<_>>(), ["s1", "s3"]);
}

/// What a verdict is given on.
fn said(claim: &Claim) -> (String, Vec<String>, Option<String>) {
    let quotes = claim.evidence.iter().map(|evidence| evidence.quote.exact.clone()).collect();
    (claim.text.clone(), quotes, claim.due.clone())
}

/// A draft of a few claims out of few words, so that they often meet.
fn any_draft() -> impl Strategy<Value = Packet> {
    let one = (0..5usize, 0..2usize, 0..3usize, 0..2usize);
    proptest::collection::vec(one, 0..5).prop_map(|claims| {
        let mut seen = Vec::new();
        let mut list = Vec::new();
        for (id, kind, text, quote) in claims {
            if !seen.contains(&id) {
                seen.push(id);
                let kind = ["promise", "objection"][kind];
                list.push(claim(&format!("c{id}"), kind, ["a", "b", "c"][text], ["x", "y"][quote]));
            }
        }
        draft(&list)
    })
}

#[derive(Debug, Clone)]
enum Step {
    Decide(usize, usize),
    Draft(Box<Packet>),
    Undo(usize),
    Add(usize),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..8usize, 0..5usize).prop_map(|(claim, what)| Step::Decide(claim, what)),
        2 => any_draft().prop_map(|draft| Step::Draft(Box::new(draft))),
        3 => (0..12usize).prop_map(Step::Undo),
        1 => (0..6usize).prop_map(Step::Add),
    ]
}

#[test]
fn an_earlier_draft_can_not_be_taken_away_where_a_later_one_would_mean_another_claim() {
    let said = |id: &str, text: &str, quote: &str| claim(id, "promise", text, quote);
    let mut review = Review::open(draft(&[said("c0", "c", "y"), said("c4", "a", "x")]));
    let first = take(&mut review, replaced(draft(&[said("c0", "c", "y"), said("c4", "a", "y")]))).unwrap();
    take(&mut review, replaced(draft(&[said("c0", "a", "x")]))).unwrap();
    // With the first draft the second one's claim is c0 in other words; without it, it would be c4 as it began.
    let accepted = Event::ClaimAccepted { claim: "c0".into(), seen: 0, reason: None };
    let seq = take(&mut review, accepted).unwrap();
    let refusal = take(&mut review, Event::Undone { seq: first }).unwrap_err();
    assert_eq!(refusal, Refusal::RestsOnIt { seq: first, later: seq });
    take(&mut review, Event::Undone { seq }).unwrap();
    take(&mut review, Event::Undone { seq: first }).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn no_verdict_ever_stands_on_words_it_was_not_given_on(
        start in any_draft(),
        steps in proptest::collection::vec(any_step(), 1..24),
    ) {
        let mut review = Review::open(start.clone());
        // The words that were on screen, by the line of the verdict.
        let mut given: BTreeMap<u64, (String, Vec<String>, Option<String>)> = BTreeMap::new();
        for step in steps {
            let places: BTreeMap<String, usize> =
                (0..review.len()).map(|index| (review.claim(index).id.to_string(), index)).collect();
            let undoes = matches!(step, Step::Undo(_));
            let event = match step {
                Step::Decide(at, what) => {
                    let Some(index) = (!review.is_empty()).then(|| at % review.len()) else { continue };
                    let claim = review.claim(index).id.clone();
                    match what {
                        0 => Event::ClaimAccepted { claim, seen: 0, reason: None },
                        1 => Event::ClaimRejected { claim, seen: 0, reason: RejectReason::Other, note: None },
                        2 => Event::ClaimEdited { claim, seen: 0, text: "own words".into(), reason: None },
                        3 => rule(claim.as_str()),
                        _ => Event::Noted { claim: Some(claim), text: "n".into() },
                    }
                }
                Step::Draft(draft) => replaced(*draft),
                Step::Undo(back) => match review.head().checked_sub(back as u64) {
                    Some(seq) if seq > 0 => Event::Undone { seq },
                    _ => continue,
                },
                Step::Add(number) => {
                    let json = claim(&format!("a{number}"), "promise", "a", "x");
                    Event::ClaimAdded { claim: Box::new(serde_json::from_value(json).unwrap()) }
                }
            };
            let words = event.claim().and_then(|id| review.find(id)).map(|index| said(review.claim(index)));
            let before = review.clone();
            match take(&mut review, event) {
                Ok(seq) => {
                    if let Some(words) = words {
                        given.insert(seq, words);
                    }
                }
                Err(_) => prop_assert_eq!(&review, &before, "a refusal leaves everything as it was"),
            }
            for index in 0..review.len() {
                if let Some(verdict) = &review.claims()[index].verdict {
                    prop_assert_eq!(&given[&verdict.seq], &said(review.claim(index)), "{}", review.claim(index).id);
                    prop_assert!(review.claims()[index].again.is_none());
                }
                if let Some(ruling) = &review.claims()[index].ruling
                    && review.claims()[index].again.is_none()
                {
                    prop_assert_eq!(&given[&ruling.seq], &said(review.claim(index)));
                }
                prop_assert_eq!(review.find(&review.claim(index).id), Some(index), "an id is one claim's");
                let mut ids: Vec<_> = review.evidence(index).into_iter().map(|live| live.id).collect();
                ids.sort();
                ids.dedup();
                prop_assert_eq!(ids.len(), review.evidence(index).len());
            }
            if !undoes {
                for (id, index) in &places {
                    prop_assert_eq!(review.claim(*index).id.as_str(), id, "claims keep their places");
                }
            }
            // What is on disk folds to what is in memory.
            let (again, refused) = Review::fold(start.clone(), review.entries().iter().cloned());
            prop_assert_eq!(refused, vec![]);
            prop_assert_eq!(&again, &review);
        }
    }
}
