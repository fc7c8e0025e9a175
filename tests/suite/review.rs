//! The review core, by what a person would notice: what may follow what, undo and redo, what is hidden.

use std::sync::Arc;

use handoff::packet::{self, Claim, ClaimId, ClaimKind, Evidence, EvidenceId, Packet, Position, Quote, Suggestion};
use handoff::review::blocker::{Blocker, blockers};
use handoff::review::hidden::{Reveal, second_look, shown_suggestion};
use handoff::review::located::{Beside, Found, Located, starting_standing};
use handoff::review::word::{RejectReason, Ruling, Standing, Visibility};
use handoff::review::{Action, Actor, Entry, Event, Refusal, Review, Verdict};
use jiff::Timestamp;
use proptest::prelude::*;

use super::people::{dana, sam};

fn draft() -> Packet {
    let json = r#"{
        "format": "handoff-packet/1", "id": "acme", "account": {"name": "Acme"},
        "sources": [{"id": "s1", "kind": "call", "text": "Maya: we lost thirty percent"}],
        "claims": [
            {"id": "c1", "kind": "buying_reason", "text": "They lose margin",
             "evidence": [{"source": "s1", "quote": {"exact": "we lost thirty percent"}}],
             "suggestion": {"verdict": "accept", "confidence": 0.9, "because": "a loss was named"}},
            {"id": "c2", "kind": "promise", "text": "SSO by go-live",
             "suggestion": {"verdict": "ask", "ruling": "contractual"}},
            {"id": "c3", "kind": "objection", "text": "Too expensive, the best tool ever"}
        ]}"#;
    packet::read(json.as_bytes()).unwrap()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_782_000_000 + second).unwrap()
}

/// Applies an event as the next line.
fn take(review: &mut Review, by: Actor, event: Event) -> Result<u64, Refusal> {
    let seq = review.head() + 1;
    review.apply(Entry { seq, prev: String::new(), at: at(seq as i64), by, event })?;
    Ok(seq)
}

fn accepted(claim: &str, seen: u64) -> Event {
    Event::ClaimAccepted { claim: claim.into(), seen, reason: None }
}

#[test]
fn a_decision_made_on_an_old_screen_is_refused_and_names_the_other() {
    let mut review = Review::open(draft());
    take(&mut review, sam(), accepted("c1", 0)).unwrap();
    let rejected = Event::ClaimRejected { claim: "c1".into(), seen: 0, reason: RejectReason::Overstated, note: None };
    let refusal = take(&mut review, dana(), rejected.clone()).unwrap_err();
    assert!(matches!(&refusal, Refusal::Stale { seq: 1, by, .. } if by.name == "Sam Lee"), "{refusal:?}");
    assert_eq!(review.claims()[0].verdict.as_ref().unwrap().value.word(), "accepted", "nothing was changed by it");
    // Having looked, she may.
    take(
        &mut review,
        dana(),
        Event::ClaimRejected { claim: "c1".into(), seen: 1, reason: RejectReason::Overstated, note: None },
    )
    .unwrap();
    assert_eq!(review.claims()[0].verdict.as_ref().unwrap().value.word(), "rejected");
    // Another claim is not concerned.
    take(&mut review, dana(), accepted("c2", 0)).unwrap();
}

#[test]
fn undo_takes_back_ones_own_and_nobody_elses() {
    let mut review = Review::open(draft());
    let mine = take(&mut review, dana(), accepted("c1", 0)).unwrap();
    assert_eq!(take(&mut review, sam(), Event::Undone { seq: mine }), Err(Refusal::NotYours { seq: mine, by: dana() }));
    assert_eq!(review.undo_target(&sam()), None);
    assert_eq!(review.undo_target(&dana()), Some(mine));
    let undone = take(&mut review, dana(), Event::Undone { seq: mine }).unwrap();
    assert!(review.claims()[0].verdict.is_none());
    assert_eq!(review.undo_target(&dana()), None);
    assert_eq!(review.redo_target(&dana()), Some(undone));
    take(&mut review, dana(), Event::Undone { seq: undone }).unwrap();
    assert!(review.claims()[0].verdict.is_some());
    assert_eq!(take(&mut review, dana(), Event::Undone { seq: undone }), Err(Refusal::NothingToUndo(undone)));
}

#[test]
fn a_new_decision_leaves_nothing_to_redo() {
    let mut review = Review::open(draft());
    let first = take(&mut review, dana(), accepted("c1", 0)).unwrap();
    take(&mut review, dana(), Event::Undone { seq: first }).unwrap();
    take(&mut review, dana(), accepted("c2", 0)).unwrap();
    assert_eq!(review.redo_target(&dana()), None);
}

#[test]
fn what_something_later_rests_on_cannot_be_undone_first() {
    let mut review = Review::open(draft());
    let evidence = Evidence {
        id: Some("e1".into()),
        source: "s1".into(),
        quote: Quote { exact: "thirty percent".into(), prefix: None, suffix: None },
        position: Some(Position { start: 14, end: 28 }),
    };
    let attached =
        take(&mut review, dana(), Event::EvidenceAttached { claim: "c3".into(), seen: 0, evidence }).unwrap();
    let detached = take(
        &mut review,
        dana(),
        Event::EvidenceDetached { claim: "c3".into(), seen: attached, evidence: "e1".into() },
    )
    .unwrap();
    assert_eq!(
        take(&mut review, dana(), Event::Undone { seq: attached }),
        Err(Refusal::RestsOnIt { seq: attached, later: detached })
    );
    assert_eq!(review.evidence(2).len(), 0);
}

#[test]
fn how_the_drafter_would_rule_is_hidden_until_a_person_has_ruled() {
    let mut packet = draft();
    let index = packet.claims.iter().position(|claim| claim.kind == ClaimKind::Promise).unwrap();
    let id = packet.claims[index].id.clone();
    packet.claims[index].suggestion =
        Some(Suggestion { ruling: Some(Ruling::Contractual), because: Some("we'll".into()), ..Suggestion::default() });
    let mut review = Review::open(packet);
    let seen = take(&mut review, dana(), accepted(id.as_str(), 0)).unwrap();
    let shown = shown_suggestion(&review, index, Reveal::AfterVerdict).unwrap();
    assert_eq!((shown.ruling, shown.because.as_deref()), (None, Some("we'll")));
    let ruled = Event::PromiseRuled { claim: id, seen, ruling: Ruling::NotBinding, owner: None, due: None };
    take(&mut review, dana(), ruled).unwrap();
    assert_eq!(shown_suggestion(&review, index, Reveal::AfterVerdict).unwrap().ruling, Some(Ruling::Contractual));
    assert_eq!(second_look(&review, index).len(), 1);
}

#[test]
fn a_drafters_suggestion_is_hidden_until_a_person_has_judged() {
    let mut review = Review::open(draft());
    assert!(shown_suggestion(&review, 0, Reveal::AfterVerdict).is_none());
    assert!(shown_suggestion(&review, 0, Reveal::Always).is_some());
    assert!(second_look(&review, 1).is_empty(), "a difference would give the suggestion away");
    take(&mut review, dana(), accepted("c1", 0)).unwrap();
    assert!(shown_suggestion(&review, 0, Reveal::AfterVerdict).is_some());
    assert!(second_look(&review, 0).is_empty(), "they agree");
    take(&mut review, dana(), accepted("c2", 0)).unwrap();
    assert_eq!(second_look(&review, 1).len(), 1);
    // Undoing the verdict hides it again.
    take(&mut review, dana(), Event::Undone { seq: 1 }).unwrap();
    assert!(shown_suggestion(&review, 0, Reveal::AfterVerdict).is_none());
}

#[test]
fn only_promises_are_ruled_and_only_words_that_are_there_spin() {
    let mut review = Review::open(draft());
    let rule = |claim: &str| Event::PromiseRuled {
        claim: claim.into(),
        seen: 0,
        ruling: Ruling::Contractual,
        owner: None,
        due: None,
    };
    assert_eq!(take(&mut review, dana(), rule("c1")), Err(Refusal::NotAPromise("c1".into())));
    take(&mut review, dana(), rule("c2")).unwrap();
    let spin = |words: &str| Event::SpinFlagged { claim: "c3".into(), seen: 0, words: words.into() };
    assert_eq!(take(&mut review, dana(), spin("world class")), Err(Refusal::SpinNotThere("c3".into())));
    take(&mut review, dana(), spin("the BEST  tool ever")).unwrap();
    assert_eq!(review.visibility(2), Visibility::Internal);
}

#[test]
fn friction_starts_internal_and_so_does_what_spins() {
    let mut review = Review::open(draft());
    assert_eq!(review.visibility(0), Visibility::CustomerSafe);
    assert_eq!(review.visibility(2), Visibility::Internal, "an objection");
    take(&mut review, dana(), Event::SpinFlagged { claim: "c1".into(), seen: 0, words: "margin".into() }).unwrap();
    assert_eq!(review.visibility(0), Visibility::Internal);
}

#[test]
fn an_edit_that_changes_nothing_is_no_edit() {
    let mut review = Review::open(draft());
    let edit = |text: &str| Event::ClaimEdited { claim: "c1".into(), seen: 0, text: text.into(), reason: None };
    assert_eq!(take(&mut review, dana(), edit("They lose margin")), Err(Refusal::SameWords("c1".into())));
    assert_eq!(take(&mut review, dana(), edit("  ")), Err(Refusal::Empty("wording")));
    take(&mut review, dana(), edit("They lost thirty percent of margin")).unwrap();
    assert_eq!(review.wording(0), "They lost thirty percent of margin");
    assert_eq!(review.claim(0).text, "They lose margin", "both wordings are kept");
}

#[test]
fn a_claim_of_a_persons_own_cannot_smuggle_in_a_suggestion() {
    let mut review = Review::open(draft());
    let mut claim: Claim = draft().claims[0].clone();
    claim.id = "a01".into();
    let refusal = take(&mut review, dana(), Event::ClaimAdded { claim: Box::new(claim.clone()) });
    assert_eq!(refusal, Err(Refusal::CarriesSuggestion("a01".into())));
    claim.suggestion = None;
    take(&mut review, dana(), Event::ClaimAdded { claim: Box::new(claim) }).unwrap();
    assert_eq!(review.added_by(3).unwrap().name, "Dana Ruiz");
}

#[test]
fn absence_is_recorded_for_friction_and_names_where_was_looked() {
    let mut review = Review::open(draft());
    let absent = |kind, sources| Event::AbsenceRecorded { kind, sources, note: None };
    assert_eq!(
        take(&mut review, dana(), absent(ClaimKind::UseCase, vec!["s1".into()])),
        Err(Refusal::NotFriction("use case"))
    );
    assert!(matches!(take(&mut review, dana(), absent(ClaimKind::FeatureGap, vec![])), Err(Refusal::Empty(_))));
    assert_eq!(
        take(&mut review, dana(), absent(ClaimKind::FeatureGap, vec!["s9".into()])),
        Err(Refusal::NoSuchSource("s9".into()))
    );
    assert!(!review.friction_answered(ClaimKind::FeatureGap));
    take(&mut review, dana(), absent(ClaimKind::FeatureGap, vec!["s1".into()])).unwrap();
    assert!(review.friction_answered(ClaimKind::FeatureGap));
}

#[test]
fn a_claim_on_seller_lines_alone_never_starts_as_customer_truth() {
    use handoff::anchor::{State, resolve};
    use handoff::review::LiveEvidence;
    use handoff::text::{Builder, Part};
    let mut packet = draft();
    packet.people = serde_json::from_str(
        r#"[{"id": "p1", "name": "Maya Chen", "side": "customer"}, {"id": "p2", "name": "Sam Lee", "side": "seller"}]"#,
    )
    .unwrap();
    let mut builder = Builder::new();
    for (name, words) in
        [("Sam Lee", "We will get detention fees down thirty percent."), ("Maya Chen", "We lost a lot of margin.")]
    {
        let speaker = builder.speaker(name, None);
        builder.push(&format!("{name}: "));
        let start = builder.len();
        builder.push(words);
        let end = builder.len();
        builder.turn(start..end, Some(speaker), Part::Body);
        builder.push("\n");
    }
    let text = builder.finish();
    let found = |exact: &str| {
        let evidence = Evidence {
            id: None,
            source: "s1".into(),
            quote: Quote { exact: exact.into(), ..Quote::default() },
            position: None,
        };
        let live = LiveEvidence { id: "e1".into(), evidence: &evidence, confirmed: None, attached_by: None };
        let located = Located::new(&packet, &text, &live, resolve(&text, true, &evidence));
        (located.resolution.state, Found::Resolved(Arc::new(located)))
    };
    let (state, seller) = found("detention fees down thirty percent");
    assert_eq!(state, State::Anchored);
    let (_, customer) = found("We lost a lot of margin");
    let (_, invented) = found("Everybody at the customer adores this product");
    assert_eq!(starting_standing([&seller]), Standing::SellerSaid);
    assert_eq!(starting_standing([&seller, &customer]), Standing::CustomerSaid);
    assert_eq!(starting_standing([&invented]), Standing::Inferred);
    assert_eq!(starting_standing([&Found::Pending]), Standing::Inferred);
}

#[test]
fn what_blocks_sign_off_is_all_of_it() {
    let mut review = Review::open(draft());
    let found: Vec<Beside> = (0..review.len()).map(|index| Beside::pending(review.evidence(index).len())).collect();
    let kinds = |list: &[Blocker]| {
        let count = |wanted: fn(&Blocker) -> bool| list.iter().filter(|blocker| wanted(blocker)).count();
        (
            count(|b| matches!(b, Blocker::Undecided(_))),
            count(|b| matches!(b, Blocker::Unruled(_))),
            count(|b| matches!(b, Blocker::FrictionOpen(_))),
        )
    };
    assert_eq!(kinds(&blockers(&review, &found)), (3, 0, 6));
    for claim in ["c1", "c2", "c3"] {
        take(&mut review, dana(), accepted(claim, 0)).unwrap();
    }
    assert_eq!(
        kinds(&blockers(&review, &found)),
        (0, 1, 5),
        "the promise is not ruled; the objection answers for its kind"
    );
    let rule =
        Event::PromiseRuled { claim: "c2".into(), seen: 2, ruling: Ruling::VerbalBinding, owner: None, due: None };
    take(&mut review, dana(), rule).unwrap();
    for kind in ClaimKind::friction().filter(|kind| *kind != ClaimKind::Objection) {
        take(&mut review, dana(), Event::AbsenceRecorded { kind, sources: vec!["s1".into()], note: None }).unwrap();
    }
    assert_eq!(blockers(&review, &found), []);
}

/// Events of every kind about a few claims, most of which will be refused in most states.
fn any_event() -> impl Strategy<Value = Event> {
    let claim = prop_oneof![Just("c1"), Just("c2"), Just("c3"), Just("a01"), Just("nobody")].prop_map(ClaimId::from);
    let seen = 0..40u64;
    let words = prop_oneof![Just("They lose margin".to_owned()), "[a-zäß東 \u{202e}]{0,12}"];
    let id = prop_oneof![Just("e1"), Just("e2")].prop_map(EvidenceId::from);
    (claim, seen, words, id, 0..16u8).prop_map(|(claim, seen, text, evidence, which)| match which {
        0 => Event::ClaimAccepted { claim, seen, reason: None },
        1 => Event::ClaimEdited { claim, seen, text, reason: None },
        2 => Event::ClaimRejected { claim, seen, reason: RejectReason::Duplicate, note: Some(text) },
        3 => Event::ClaimDeferred { claim, seen, question: text, answerer: None },
        4 => Event::ClaimAdded {
            claim: Box::new(Claim { id: "a01".into(), text, suggestion: None, ..draft().claims[0].clone() }),
        },
        5 => Event::StandingSet { claim, seen, standing: Standing::CustomerConfirmed },
        6 => Event::PromiseRuled { claim, seen, ruling: Ruling::Aspirational, owner: None, due: None },
        7 => Event::SpinFlagged { claim, seen, words: text },
        8 => Event::SpinCleared { claim, seen },
        9 => Event::ValidationRequested { claim, seen },
        10 => Event::ValidationWithdrawn { claim, seen },
        11 => Event::VisibilitySet { claim, seen, visibility: Visibility::CustomerSafe },
        12 => Event::ActionSet { claim, seen, action: Some(Action { what: text, by: None, from: None }) },
        13 => Event::EvidenceDetached { claim, seen, evidence },
        14 => Event::AbsenceRecorded { kind: ClaimKind::FeatureGap, sources: vec!["s1".into()], note: None },
        _ => Event::Undone { seq: seen },
    })
}

/// What a person would notice of a review: everything but how many lines there are.
fn noticed(review: &Review) -> String {
    let claims: Vec<String> = (0..review.len())
        .map(|index| {
            let c = &review.claims()[index];
            format!(
                "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {}",
                c.verdict,
                c.standing,
                c.ruling,
                c.spin,
                c.validation,
                c.visibility_set,
                c.action,
                c.notes,
                review.evidence(index),
                review.wording(index)
            )
        })
        .collect();
    format!("{claims:?} {:?} {:?}", review.absences(), review.notes())
}

proptest! {
    #[test]
    fn undo_then_redo_is_the_identity(events in prop::collection::vec((any_event(), any::<bool>()), 1..60)) {
        let mut review = Review::open(draft());
        for (event, mine) in events {
            // Most events name a `seen` that is wrong; give every other one the right one, so that many apply.
            let seen = event.claim().and_then(|claim| review.find(claim)).map_or(0, |index| review.touched(index));
            let event = if mine { event.having_seen(seen) } else { event };
            let before = review.clone();
            if take(&mut review, if mine { dana() } else { sam() }, event).is_err() {
                prop_assert_eq!(&review, &before, "a refused event changes nothing");
            }
        }
        for person in [dana(), sam()] {
            let Some(seq) = review.undo_target(&person) else { continue };
            let before = noticed(&review);
            let Ok(undone) = take(&mut review, person.clone(), Event::Undone { seq }) else { continue };
            prop_assert_eq!(review.redo_target(&person), Some(undone));
            take(&mut review, person, Event::Undone { seq: undone }).unwrap();
            prop_assert_eq!(noticed(&review), before);
        }
    }

    #[test]
    fn folding_the_accepted_entries_again_gives_the_same_review(events in prop::collection::vec(any_event(), 1..60)) {
        let mut review = Review::open(draft());
        for event in events {
            let seen = event.claim().and_then(|claim| review.find(claim)).map_or(0, |index| review.touched(index));
            let _ = take(&mut review, dana(), event.having_seen(seen));
        }
        let (again, refused) = Review::fold(draft(), review.entries().to_vec());
        prop_assert!(refused.is_empty(), "{refused:?}");
        prop_assert_eq!(&again, &review);
        // And every entry survives being written down and read back.
        for entry in review.entries() {
            let line = serde_json::to_string(entry).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Entry>(&line).unwrap(), entry);
        }
    }
}

#[test]
fn a_verdict_of_each_sort_can_follow_any_other() {
    let verdicts: [fn(u64) -> Event; 4] = [
        |seen| Event::ClaimAccepted { claim: "c1".into(), seen, reason: None },
        |seen| Event::ClaimEdited { claim: "c1".into(), seen, text: "other words".into(), reason: None },
        |seen| Event::ClaimRejected { claim: "c1".into(), seen, reason: RejectReason::OutOfDate, note: None },
        |seen| Event::ClaimDeferred { claim: "c1".into(), seen, question: "is it so?".into(), answerer: None },
    ];
    for first in verdicts {
        for second in verdicts {
            let mut review = Review::open(draft());
            take(&mut review, dana(), first(0)).unwrap();
            take(&mut review, sam(), second(1)).unwrap();
            let verdict = review.claims()[0].verdict.as_ref().unwrap();
            assert_eq!((verdict.seq, verdict.by.name.as_str()), (2, "Sam Lee"));
            assert!(matches!(verdict.value, Verdict::Accepted { .. }) == (second(0).word() == "claim_accepted"));
        }
    }
}
