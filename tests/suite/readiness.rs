//! Readiness, promise survival and reconstruction: what counts, and that it cannot be faked.

use std::sync::Arc;

use handoff::anchor::{Resolution, State};
use handoff::packet::{self, Claim, ClaimId, ClaimKind, Packet, Side};
use handoff::readiness::survival::Fate;
use handoff::readiness::{Answer, Question, Readiness, Reconstruction, Survival};
use handoff::review::located::{Beside, Found, Located};
use handoff::review::word::{Outcome, RejectReason, Ruling, Stage, Standing};
use handoff::review::{Action, Actor, Entry, Event, Review};
use jiff::Timestamp;
use proptest::prelude::*;

use super::people::{dana_by_name as dana, sam_by_name as sam};

/// A claim of every kind, each with one quote; two promises.
fn draft() -> Packet {
    let mut claims = String::new();
    for (at, kind) in ClaimKind::ALL.iter().chain(&[ClaimKind::Promise]).enumerate() {
        let people = match kind {
            ClaimKind::Stakeholder => r#", "people": ["tom"]"#,
            _ => "",
        };
        claims.push_str(&format!(
            r#"{}{{"id": "c{at:02}", "kind": "{}", "text": "It is so, they said ({at})"{people},
                "evidence": [{{"source": "s1", "quote": {{"exact": "words number {at}"}}}}]}}"#,
            if at == 0 { "" } else { "," },
            kind.word()
        ));
    }
    let json = format!(
        r#"{{"format": "handoff-packet/1", "id": "acme", "account": {{"name": "Acme"}},
            "people": [{{"id": "tom", "name": "Tom Brandt", "side": "customer",
                "roles": ["executive_sponsor"], "stance": "skeptic"}}],
            "sources": [{{"id": "s1", "kind": "call", "text": "words"}}], "claims": [{claims}]}}"#
    );
    packet::read(json.as_bytes()).unwrap()
}

/// Lets somebody do something who has seen everything.
fn does(review: &mut Review, by: Actor, event: Event) {
    let touched = event.claim().and_then(|id| review.find(id)).map_or(0, |index| review.touched(index));
    let event = event.having_seen(touched);
    let seq = review.head() + 1;
    let at = Timestamp::from_second(1_782_000_000 + seq as i64).unwrap();
    review.apply(Entry { seq, prev: String::new(), at, by, event }).unwrap();
}

fn id(review: &Review, index: usize) -> ClaimId {
    review.claim(index).id.clone()
}

fn accept(review: &mut Review, index: usize) {
    let event = Event::ClaimAccepted { claim: id(review, index), seen: 0, reason: None };
    does(review, dana(), event);
}

fn act(review: &mut Review, index: usize) {
    let action = Action { what: "do it otherwise".into(), by: Some("Dana".into()), from: None };
    let event = Event::ActionSet { claim: id(review, index), seen: 0, action: Some(action) };
    does(review, dana(), event);
}

fn rule(review: &mut Review, index: usize, ruling: Ruling, owner: Option<&str>, due: Option<&str>) {
    let (owner, due) = (owner.map(Into::into), due.map(Into::into));
    does(review, dana(), Event::PromiseRuled { claim: id(review, index), seen: 0, ruling, owner, due });
}

fn outcome(review: &mut Review, index: usize, stage: Stage, outcome: Outcome) {
    let claim = id(review, index);
    let event = Event::OutcomeRecorded { claim, seen: 0, stage, outcome, words: None, said_by: None, evidence: None };
    does(review, dana(), event);
}

fn of_kind(review: &Review, kind: ClaimKind) -> Vec<usize> {
    (0..review.len()).filter(|index| review.claim(*index).kind == kind).collect()
}

fn quote(state: State, side: Option<Side>) -> Found {
    let resolution = Resolution { state, range: None, score: 1.0, details: None };
    Found::Resolved(Arc::new(Located { resolution, confirmed: false, position: None, speaker: None, side, time: None }))
}

/// Every quote of every claim in that state, spoken by that side.
fn all(review: &Review, state: State, side: Option<Side>) -> Vec<Beside> {
    (0..review.len()).map(|index| review.evidence(index).iter().map(|_| quote(state, side)).collect()).collect()
}

/// A packet that answers all ten.
fn whole() -> Review {
    let mut review = Review::open(draft());
    for index in 0..review.len() {
        accept(&mut review, index);
        act(&mut review, index);
    }
    let promises = of_kind(&review, ClaimKind::Promise);
    rule(&mut review, promises[0], Ruling::Contractual, Some("Sam Lee"), Some("2027-01-31"));
    rule(&mut review, promises[1], Ruling::NotBinding, None, None);
    review
}

fn answers(review: &Review, found: &[Beside]) -> Vec<(usize, Answer, String)> {
    let readiness = Readiness::of(review, found);
    readiness
        .questions
        .into_iter()
        .map(|answered| (answered.question.number(), answered.answer, answered.why))
        .collect()
}

fn why(review: &Review, found: &[Beside], question: Question) -> (Answer, String) {
    let answered = question.ask(review, found);
    (answered.answer, answered.why)
}

#[test]
fn accepted_claims_with_located_words_and_actions_answer_all_ten() {
    let review = whole();
    let found = all(&review, State::Anchored, Some(Side::Customer));
    let readiness = Readiness::of(&review, &found);
    assert_eq!(readiness.yes(), 10, "{:?}", answers(&review, &found));
    assert_eq!(readiness.filled(), 10);
    assert!(readiness.questions.iter().all(|answered| answered.why.is_empty() && !answered.claims.is_empty()));
    let numbers: Vec<_> = Question::ALL.iter().map(|question| question.number()).collect();
    assert_eq!(numbers, (1..=10).collect::<Vec<_>>());
}

#[test]
fn fields_filled_with_plausible_text_and_no_evidence_are_no_readiness_at_all() {
    // A draft with a text in every field and a person who accepted all of it, with actions.
    let mut packet = draft();
    packet.claims.iter_mut().for_each(|claim| claim.evidence.clear());
    let mut review = Review::open(packet);
    for index in 0..review.len() {
        let claim = id(&review, index);
        does(&mut review, dana(), Event::ClaimAccepted { claim, seen: 0, reason: Some("sounds right".into()) });
        act(&mut review, index);
    }
    for index in of_kind(&review, ClaimKind::Promise) {
        rule(&mut review, index, Ruling::Contractual, Some("Sam"), Some("2027-01-31"));
    }
    let readiness = Readiness::of(&review, &all(&review, State::Anchored, None));
    assert_eq!((readiness.yes(), readiness.filled()), (0, 10));
    assert!(readiness.questions.iter().all(|answered| answered.why.contains("unlocated")), "{readiness:?}");
    // And a draft that nobody has judged is worth nothing, however good its quotes are.
    let review = Review::open(draft());
    let readiness = Readiness::of(&review, &all(&review, State::Anchored, Some(Side::Customer)));
    assert_eq!((readiness.yes(), readiness.count(Answer::No), readiness.filled()), (0, 10, 10));
}

#[test]
fn quotes_that_are_not_there_do_not_count() {
    let review = whole();
    for state in [State::Orphan, State::Altered, State::Approximate, State::Ambiguous] {
        assert_eq!(Readiness::of(&review, &all(&review, state, Some(Side::Customer))).yes(), 0, "{state:?}");
    }
    let pending: Vec<Beside> = (0..review.len()).map(|_| Beside::pending(1)).collect();
    assert_eq!(Readiness::of(&review, &pending).yes(), 0);
    assert_eq!(Readiness::of(&review, &[]).yes(), 0, "nothing is known of the quotes");
    assert_eq!(Readiness::of(&review, &all(&review, State::Moved, Some(Side::Customer))).yes(), 10);
}

#[test]
fn seller_lines_alone_are_weak_but_for_promises() {
    let mut review = whole();
    let found = all(&review, State::Anchored, Some(Side::Seller));
    let readiness = Readiness::of(&review, &found);
    assert_eq!((readiness.yes(), readiness.count(Answer::Weak)), (1, 9), "{:?}", answers(&review, &found));
    assert_eq!(readiness.questions[8].answer, Answer::Yes, "a promise is the seller's to make");
    assert!(readiness.questions[0].why.contains("seller-only (c00)"), "{}", readiness.questions[0].why);
    // A person who asked the customer may say so, and then it counts.
    let constraint = of_kind(&review, ClaimKind::Constraint)[0];
    let claim = id(&review, constraint);
    does(&mut review, dana(), Event::StandingSet { claim, seen: 0, standing: Standing::CustomerConfirmed });
    assert_eq!(why(&review, &found, Question::Constraint).0, Answer::Yes);
}

#[test]
fn a_claim_without_an_action_is_weak_and_says_so() {
    let mut review = Review::open(draft());
    (0..review.len()).for_each(|index| accept(&mut review, index));
    let found = all(&review, State::Anchored, Some(Side::Customer));
    assert_eq!(Readiness::of(&review, &found).yes(), 0);
    assert_eq!(why(&review, &found, Question::Workflow), (Answer::Weak, "no action (c05)".into()));
}

#[test]
fn half_an_answer_is_weak() {
    let mut review = whole();
    let found = all(&review, State::Anchored, Some(Side::Customer));
    let trigger = of_kind(&review, ClaimKind::BuyingTrigger)[0];
    let claim = id(&review, trigger);
    let rejected = Event::ClaimRejected { claim, seen: 0, reason: RejectReason::Overstated, note: None };
    does(&mut review, dana(), rejected);
    assert_eq!(why(&review, &found, Question::Why), (Answer::Weak, "no buying trigger".into()));
    assert_eq!(why(&review, &found, Question::Sponsor), (Answer::Weak, "no buying trigger".into()));
    assert_eq!(Readiness::of(&review, &found).yes(), 8);
}

#[test]
fn binding_promises_need_an_owner_a_date_and_no_promise_may_be_left_unruled() {
    let found = |review: &Review| all(review, State::Anchored, Some(Side::Seller));
    let mut review = whole();
    let promises = of_kind(&review, ClaimKind::Promise);
    rule(&mut review, promises[1], Ruling::VerbalBinding, None, None);
    let (answer, words) = why(&review, &found(&review), Question::Promises);
    assert_eq!((answer, words.as_str()), (Answer::Weak, "no owner, no date (c17)"));
    rule(&mut review, promises[1], Ruling::VerbalBinding, Some("Sam"), Some("go-live"));
    assert_eq!(why(&review, &found(&review), Question::Promises).0, Answer::Yes);
    let claim = Claim { id: "a01".into(), ..review.claim(promises[0]).clone() };
    does(&mut review, dana(), Event::ClaimAdded { claim: Box::new(claim) });
    assert_eq!(why(&review, &found(&review), Question::Promises), (Answer::Weak, "nobody has ruled a01".into()));
}

#[test]
fn looking_and_finding_nothing_is_weak_and_leaving_it_open_is_no_answer() {
    let mut packet = draft();
    let friction = |kind: ClaimKind| ClaimKind::friction().any(|other| other == kind);
    packet.claims.retain(|claim| !friction(claim.kind) && claim.kind != ClaimKind::BuyerConcern);
    packet.people.clear();
    let mut review = Review::open(packet);
    let none: [Beside; 0] = [];
    assert_eq!(why(&review, &none, Question::Risks).0, Answer::No);
    for kind in ClaimKind::friction() {
        let event = Event::AbsenceRecorded { kind, sources: vec!["s1".into()], note: None };
        does(&mut review, dana(), event);
    }
    for question in [Question::Skeptic, Question::Risks] {
        let (answer, words) = why(&review, &none, question);
        assert_eq!(answer, Answer::Weak);
        assert!(words.contains("none found"), "{words}");
    }
    // One risk with words and an action, and nobody has said whether there were gaps.
    let mut packet = draft();
    packet.claims.retain(|claim| claim.kind == ClaimKind::AcceptedRisk);
    let mut review = Review::open(packet);
    accept(&mut review, 0);
    act(&mut review, 0);
    let found = all(&review, State::Anchored, Some(Side::Customer));
    let (answer, words) = why(&review, &found, Question::Risks);
    assert_eq!(answer, Answer::Weak);
    assert!(words.contains("procurement compromise or feature gap"), "{words}");
}

#[test]
fn a_disputed_claim_is_no_answer_yet() {
    let mut review = whole();
    let found = all(&review, State::Anchored, Some(Side::Customer));
    let claim = id(&review, of_kind(&review, ClaimKind::ChampionWin)[0]);
    let rejected = Event::ClaimRejected { claim: claim.clone(), seen: 0, reason: RejectReason::Overstated, note: None };
    does(&mut review, sam(), rejected);
    assert_eq!(why(&review, &found, Question::Champion).0, Answer::No);
    does(&mut review, dana(), Event::ClaimAccepted { claim, seen: 0, reason: None });
    assert_eq!(why(&review, &found, Question::Champion), (Answer::Weak, "disputed (c08)".into()));
}

fn signed() -> (Review, usize) {
    let mut review = whole();
    let promise = of_kind(&review, ClaimKind::Promise)[0];
    does(&mut review, dana(), Event::SignedOff { head: "head".into(), signature: None });
    does(&mut review, sam(), Event::Countersigned { head: "head".into(), signature: None });
    (review, promise)
}

#[test]
fn promises_are_followed_from_stage_to_stage() {
    let (mut review, promise) = signed();
    assert_eq!(Survival::of(&review).binding, 1);
    assert_eq!(Survival::of(&review).now().count(Fate::Untested), 1);
    assert!(Survival::of(&review).stages.is_empty(), "it has not come to kickoff");
    does(&mut review, dana(), Event::StageOpened { stage: Stage::Kickoff });
    outcome(&mut review, promise, Stage::Kickoff, Outcome::Right);
    does(&mut review, dana(), Event::StageOpened { stage: Stage::BusinessReview });
    let fates = |review: &Review| -> Vec<(Stage, Fate)> {
        let stages = Survival::of(review).stages;
        let only = |fates: &handoff::readiness::survival::Fates| {
            assert_eq!(fates.total(), 1);
            *Fate::ALL.iter().find(|fate| fates.count(**fate) == 1).unwrap()
        };
        stages.iter().map(|(stage, fates)| (*stage, only(fates))).collect()
    };
    // Tracked at kickoff is not tracked at onboarding, which was passed over.
    assert_eq!(
        fates(&review),
        [(Stage::Kickoff, Fate::Tracked), (Stage::Onboarding, Fate::Untested), (Stage::BusinessReview, Fate::Untested)]
    );
    outcome(&mut review, promise, Stage::Onboarding, Outcome::Broken);
    does(&mut review, dana(), Event::StageOpened { stage: Stage::Renewal });
    let later = [Fate::Broken, Fate::Broken, Fate::Broken];
    assert_eq!(fates(&review).iter().skip(1).map(|(_, fate)| *fate).collect::<Vec<_>>(), later);
    outcome(&mut review, promise, Stage::Renewal, Outcome::Tracked);
    outcome(&mut review, promise, Stage::Renewal, Outcome::Kept);
    assert_eq!(Survival::of(&review).now().count(Fate::Kept), 1);
    assert_eq!(fates(&review)[2].1, Fate::Broken, "what was so then stays on record");
}

#[test]
fn repair_by_the_receiving_team_is_counted_once_and_the_sellers_own_is_not() {
    let mut review = Review::open(draft());
    assert_eq!(Reconstruction::of(&review), Reconstruction::default());
    let edit =
        |claim: &str, text: &str| Event::ClaimEdited { claim: claim.into(), seen: 0, text: text.into(), reason: None };
    accept(&mut review, 0);
    does(&mut review, dana(), edit("c01", "In our words"));
    does(&mut review, sam(), edit("c02", "In the seller's words"));
    let ask = Event::ClaimDeferred { claim: "c03".into(), seen: 0, question: "is it?".into(), answerer: None };
    does(&mut review, dana(), ask);
    accept(&mut review, 3);
    let rejected = Event::ClaimRejected { claim: "c04".into(), seen: 0, reason: RejectReason::Overstated, note: None };
    does(&mut review, dana(), rejected);
    let claim = Claim { id: "a01".into(), ..review.claim(0).clone() };
    does(&mut review, dana(), Event::ClaimAdded { claim: Box::new(claim) });
    let added = review.len() - 1;
    accept(&mut review, added);
    let expected = Reconstruction { added: 1, rewrote: 1, asked: 1, of: 5 };
    assert_eq!(Reconstruction::of(&review), expected);
    assert_eq!(expected.repaired(), 3);
    let asked = handoff::review::event::Question { claim: "c00".into(), question: "when?".into() };
    does(&mut review, dana(), Event::Returned { to: None, questions: vec![asked], note: None });
    assert_eq!(Reconstruction::of(&review).asked, 2);
}

/// One thing that could be done to a packet of eighteen claims.
fn deeds() -> impl Strategy<Value = (u8, usize, u8)> {
    (0..7u8, 0..18usize, 0..4u8)
}

fn perform(review: &mut Review, (what, index, how): (u8, usize, u8)) {
    let claim = id(review, index);
    let is_promise = review.claim(index).kind == ClaimKind::Promise;
    let event = match what {
        0 | 1 => Event::ClaimAccepted { claim, seen: 0, reason: None },
        2 => Event::ClaimRejected { claim, seen: 0, reason: RejectReason::Overstated, note: None },
        3 => Event::ClaimDeferred { claim, seen: 0, question: "?".into(), answerer: None },
        4 => Event::ActionSet {
            claim,
            seen: 0,
            action: (how > 0).then(|| Action { what: "x".into(), by: None, from: None }),
        },
        5 if is_promise => {
            let owner = (how > 1).then(|| "Sam".to_owned());
            Event::PromiseRuled { claim, seen: 0, ruling: Ruling::Contractual, due: owner.clone(), owner }
        }
        _ => Event::ClaimEdited { claim, seen: 0, text: format!("otherwise {how}"), reason: None },
    };
    does(review, if how == 3 { sam() } else { dana() }, event);
}

proptest! {
    #[test]
    fn text_without_evidence_never_raises_the_score(
        done in prop::collection::vec(deeds(), 0..80),
        found in prop::collection::vec((0..6usize, 0..3usize), 18),
        kind in 0..ClaimKind::ALL.len(),
    ) {
        let mut review = Review::open(draft());
        done.into_iter().for_each(|deed| perform(&mut review, deed));
        let states = [
            State::Anchored, State::Moved, State::Approximate, State::Altered, State::Ambiguous, State::Orphan,
        ];
        let sides = [Some(Side::Customer), Some(Side::Seller), None];
        let mut found: Vec<Beside> =
            found.into_iter().map(|(state, side)| [quote(states[state], sides[side])].into_iter().collect()).collect();
        let before = Readiness::of(&review, &found);
        // Never more than the claims that stand with located words could speak for.
        let able = (0..review.len()).any(|index| {
            found[index][0].counts()
                && review.claims()[index].verdict.as_ref().is_some_and(|verdict| verdict.value.stands())
                && review.claims()[index].action.is_some()
        });
        prop_assert!(able || before.yes() == 0);
        let claim = Claim { id: "a01".into(), kind: ClaimKind::ALL[kind], evidence: Vec::new(), ..review.claim(0).clone() };
        does(&mut review, dana(), Event::ClaimAdded { claim: Box::new(claim) });
        found.push(Beside::default());
        let index = review.len() - 1;
        accept(&mut review, index);
        act(&mut review, index);
        let after = Readiness::of(&review, &found);
        prop_assert!(after.yes() <= before.yes());
        for (before, after) in before.questions.iter().zip(&after.questions) {
            prop_assert!(after.answer != Answer::Yes || before.answer == Answer::Yes);
        }
        prop_assert_eq!(after.count(Answer::Yes) + after.count(Answer::Weak) + after.count(Answer::No), 10);
        // Losing the words of a claim never raises it either.
        found[0] = [quote(State::Orphan, None)].into_iter().collect();
        prop_assert!(Readiness::of(&review, &found).yes() <= after.yes());
    }

    #[test]
    fn every_binding_promise_has_one_fate_at_every_stage(
        told in prop::collection::vec((0..2usize, 0..4usize, 0..8usize), 0..30),
    ) {
        let (mut review, _) = signed();
        does(&mut review, dana(), Event::StageOpened { stage: Stage::Renewal });
        let promises = of_kind(&review, ClaimKind::Promise);
        rule(&mut review, promises[1], Ruling::VerbalBinding, None, None);
        let outcomes = [
            Outcome::Right, Outcome::Wrong, Outcome::NotDiscussed, Outcome::Tracked, Outcome::Kept, Outcome::Broken,
            Outcome::Changed, Outcome::Lost,
        ];
        let stages = [Stage::Kickoff, Stage::Onboarding, Stage::BusinessReview, Stage::Renewal];
        for (promise, stage, what) in told {
            outcome(&mut review, promises[promise], stages[stage], outcomes[what]);
        }
        let survival = Survival::of(&review);
        prop_assert_eq!(survival.binding, 2);
        prop_assert_eq!(survival.stages.len(), 4);
        for (_, fates) in &survival.stages {
            prop_assert_eq!(fates.total(), 2);
        }
    }
}
