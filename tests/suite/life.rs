//! The life of a packet by keys alone: sign-off, stages, returns, meetings. Keys in, small frames and the
//! lines of the trail out.

use std::time::{Duration, Instant};

use handoff::review::word::{Ballot, Outcome, Stage};
use handoff::workbench::begin::Begin;
use handoff::workbench::key::parse_keys;
use handoff::workbench::life::Present;
use handoff::workbench::mode::Mode;
use handoff::workbench::run;
use handoff::workbench::state::State;
use handoff::workbench::update::update;
use handoff::workbench::world::{self, World};

use super::session::{Session, dana, frame, options, said, sam};

/// The six kinds of friction that this packet has none of, each looked for.
fn friction(session: &Session) {
    session.play(&format!("G0<enter><enter>{}", "k0<enter><enter>".repeat(5)));
}

/// A session whose packet lacks nothing but signatures.
fn ready() -> Session {
    let session = Session::new();
    session.play("gaja reason<enter>jxsjabv<enter>");
    friction(&session);
    session
}

fn signed() -> Session {
    let session = ready();
    session.play("Ss");
    session.play_as(Some(sam()), "cs", (80, 24));
    session
}

fn claim(state: &State, id: &str) -> usize {
    state.review.find(&id.into()).unwrap()
}

#[test]
fn sign_off_lists_what_blocks_and_one_key_goes_there() {
    let session = Session::new();
    let state = session.play("S");
    let screen = frame(&state);
    assert!(screen.contains("c01 has no verdict") && screen.contains("enter goes there, tab waives it"), "{screen}");
    let state = session.play("S<down><enter>");
    assert_eq!(state.selected(), Some(claim(&state, "c02")));
    assert_eq!(session.events(), [""; 0]);
}

#[test]
fn a_blocker_is_waived_by_name_with_a_reason() {
    let session = Session::new();
    session.play("S<tab>the customer sees it at kickoff<enter>");
    assert_eq!(session.events(), ["blocker_waived"]);
    assert_eq!(session.last()["blocker"], "undecided:c01");
    let screen = frame(&session.play_as(Some(dana()), "S", (240, 40)));
    assert!(screen.contains("waived by Dana Ruiz: the customer sees it at kickoff"), "{screen}");
    let state = session.play("S<tab>");
    assert!(said(&state).contains("waived it already"), "{}", said(&state));
}

#[test]
fn when_nothing_blocks_s_signs_and_a_second_role_countersigns() {
    let session = ready();
    let state = session.play("S");
    let screen = frame(&state);
    assert!(screen.contains("Sign off Northwind Freight?") && screen.contains("head "), "{screen}");
    assert!(!session.events().contains(&"signed_off"), "showing the head signs nothing");
    let before = session.lines().len() as u64;
    let state = session.play("Ss");
    let last = session.last();
    assert_eq!(last["type"], "signed_off", "{}", said(&state));
    let head: serde_json::Value = serde_json::from_str(last["head"].as_str().unwrap()).unwrap();
    assert_eq!((&head["packet"], &head["entries"]), (&"northwind".into(), &before.into()), "{head}");
    assert_eq!(head["head"], session.lines().last().unwrap().prev, "the head is the line before the signature's");
    assert_eq!(head["signer"], "dana@example.com");
    let screen = frame(&session.play_as(Some(dana()), "", (240, 40)));
    assert!(screen.contains("signed off by Dana Ruiz, not countersigned"), "{screen}");
    // The same person can't, nor can anybody decide now.
    let state = session.play("c");
    assert!(said(&state).contains("a second person"), "{}", said(&state));
    let state = session.play("gxs");
    assert!(said(&state).contains("Dana Ruiz has signed this review off; U opens it again"), "{}", said(&state));
    session.play_as(Some(sam()), "cs", (80, 24));
    assert_eq!(session.last()["type"], "countersigned");
    let screen = frame(&session.play_as(Some(dana()), "", (240, 40)));
    assert!(screen.contains("signed off by Dana Ruiz and Sam Lee"), "{screen}");
}

#[test]
fn a_signed_review_is_opened_again_with_a_reason_and_decisions_count_again() {
    let session = signed();
    session.play("Uthe customer called<enter>");
    assert_eq!(session.last()["reason"], "the customer called");
    session.play("gxs");
    assert_eq!(session.last()["type"], "claim_rejected");
    let screen = frame(&session.play_as(Some(dana()), "", (240, 40)));
    assert!(!screen.contains("signed off by"), "{screen}");
}

#[test]
fn no_stage_opens_before_the_signatures() {
    let session = ready();
    let state = session.play("T2");
    assert!(said(&state).contains("the review has to be signed off first"), "{}", said(&state));
    session.play("Ss");
    let state = session.play("T2");
    assert!(said(&state).contains("countersign first"), "{}", said(&state));
    assert!(!session.events().contains(&"stage_opened"));
    let state = session.play("1");
    assert!(said(&state).contains("from kickoff on"), "{}", said(&state));
}

#[test]
fn kickoff_lists_what_the_customer_may_see_and_takes_their_words() {
    let session = signed();
    session.play("T2");
    assert_eq!(session.last()["stage"], "kickoff");
    let state = session.play_as(Some(dana()), "", (240, 40));
    let screen = frame(&state);
    assert!(screen.contains("Northwind Freight · kickoff"), "{screen}");
    assert!(!screen.contains("c03 They love"), "a rejected claim is not asked about: {screen}");
    assert!(screen.contains("1 right  2 partly right  3 wrong  4 not discussed"), "{screen}");
    session.play("g1");
    assert_eq!(session.last()["outcome"], "right");
    session.play("gj3it is forty<tab>Maya Chen<enter>");
    let last = session.last();
    assert_eq!(
        (&last["claim"], &last["outcome"], &last["words"], &last["said_by"], &last["stage"]),
        (&"c02".into(), &"wrong".into(), &"it is forty".into(), &"Maya Chen".into(), &"kickoff".into())
    );
    let screen = frame(&session.play_as(Some(dana()), "gj", (240, 40)));
    assert!(screen.contains("kickoff: wrong “it is forty” Maya Chen"), "{screen}");
}

#[test]
fn later_stages_ask_of_each_claim_what_can_be_asked_of_it() {
    let session = signed();
    session.play("T2");
    session.play("T3");
    session.play("G1");
    let last = session.last();
    assert_eq!(
        (&last["claim"], &last["outcome"], &last["stage"]),
        (&"c04".into(), &"kept".into(), &"onboarding".into())
    );
    let screen = frame(&session.play_as(Some(dana()), "", (240, 40)));
    assert!(screen.contains("1 binding: 1 kept"), "{screen}");
    session.play("T4");
    session.play("T5");
    let screen = frame(&session.play_as(Some(dana()), "", (240, 40)));
    assert!(screen.contains("never tested") && screen.contains("kept"), "{screen}");
    // A proved value needs something that shows it.
    let state = session.play("gj1<enter>");
    assert!(said(&state).contains("what shows it is empty"), "{}", said(&state));
    session.play("gj1fees are down 31 %, report of May<enter>");
    assert_eq!(session.last()["outcome"], "proved");
    let state = session.play_as(Some(dana()), "", (240, 40));
    assert!(!frame(&state).contains("never tested"), "{}", frame(&state));
    assert_eq!(state.life.stage, Stage::Renewal);
    assert_eq!(state.review.claims()[claim(&state, "c04")].outcomes[0].value.outcome, Outcome::Kept);
}

#[test]
fn an_earlier_stage_can_be_shown_and_a_later_one_says_what_it_needs() {
    let session = signed();
    session.play("T2");
    let state =
        session.begin_as(Some(dana()), &Begin { stage: Some(Stage::Review), pair: None, key: None }, "", (240, 40));
    assert!(frame(&state).contains("review (the packet is at kickoff)"), "{}", frame(&state));
    let state =
        session.begin_as(Some(dana()), &Begin { stage: Some(Stage::Renewal), pair: None, key: None }, "g1", (240, 40));
    assert!(said(&state).contains("has not come to renewal yet"), "{}", said(&state));
    assert_eq!(session.last()["type"], "stage_opened");
}

#[test]
fn a_packet_goes_back_with_questions_and_comes_back_with_answers() {
    let session = Session::new();
    session.play("gje<ctrl-a><ctrl-k>Fees down thirty percent by March<tab>his words<enter>");
    // The questions are remembered between sessions, and gone once they were sent.
    session.play("gjQthirty of the fees, or of the margin?<enter>q");
    let state = session.play("R<enter>");
    assert_eq!(state.life.asks, []);
    let last = session.last();
    assert_eq!((&last["type"], &last["to"]), (&"returned".into(), &"Sam Lee".into()));
    assert_eq!(last["questions"][0]["claim"], "c02");
    // Sam sees what was asked, with Dana's wording beside his own.
    let state = session.play_as(Some(sam()), "", (240, 40));
    let screen = frame(&state);
    assert!(screen.contains("only what was asked") && !screen.contains("c01 Detention"), "{screen}");
    assert!(screen.contains("thirty of the fees, or of the margin?"), "{screen}");
    assert!(screen.contains("+ Fees down [thirty]") && screen.contains("- Fees down [forty]"), "{screen}");
    let state = session.play_as(Some(sam()), "H", (80, 24));
    assert!(said(&state).contains("c02 asked about and not answered yet"), "{}", said(&state));
    session.play_as(Some(sam()), "pof the fees<enter>", (80, 24));
    assert_eq!(session.last()["text"], "of the fees");
    // Friction that nobody spoke of is asked for, kind by kind.
    let state = session.play_as(Some(sam()), "H", (120, 24));
    let screen = frame(&state);
    assert!(screen.contains("Was there an objection during the sale? Blank is no answer"), "{screen}");
    assert!(said(&state).contains("still to come: near-fatal objection, procurement compromise"), "{}", said(&state));
    let before = session.events().len();
    let state = session.play_as(Some(sam()), "H.", (120, 24));
    assert_eq!((session.events().len(), &state.mode), (before, &Mode::Browse), "leaving says nothing");
    // Two kinds were not there, one was: each answer asks for the next.
    let state = session.play_as(Some(sam()), "H0<enter><enter>0<enter><enter>", (120, 24));
    assert!(frame(&state).contains("Was there a procurement compromise during the sale?"), "{}", frame(&state));
    assert_eq!(session.last()["kind"], "near_fatal_objection");
    let keys = "H+They get out after a year<tab>asked for by their buyer<enter><esc>";
    let state = session.play_as(Some(sam()), keys, (120, 24));
    assert!(session.events().contains(&"claim_added"), "{}", frame(&state));
    // Whatever else is done ends the questions.
    session.play_as(Some(sam()), "H<esc>", (80, 24));
    session.play_as(Some(sam()), &format!("H{}", "0<enter><enter>".repeat(3)), (80, 24));
    session.play_as(Some(sam()), "Hall there is<enter>", (80, 24));
    assert_eq!(session.last()["type"], "handed_back");
    let screen = frame(&session.play_as(Some(dana()), "gj", (240, 40)));
    assert!(screen.contains("of the fees (Sam Lee"), "{screen}");
}

#[test]
fn the_screen_calls_never_tested_what_compare_does() {
    let session = signed();
    session.play("T2");
    session.play("G5");
    assert_eq!(session.last()["outcome"], "lost");
    session.play("T5");
    let compared = |state: &State| {
        let proof = |id: &str| handoff::report::compare::proof(&state.review.claims()[claim(state, id)].outcomes);
        (proof("c02").word(), proof("c04").word())
    };
    let state = session.play_as(Some(dana()), "G", (240, 40));
    assert_eq!(compared(&state), ("never_tested", "never_tested"), "that nobody remembers it shows nothing");
    assert_eq!(frame(&state).matches("never tested").count(), 3, "two rows, and the pane: {}", frame(&state));
    session.play("gj2half of it<enter>");
    let state = session.play_as(Some(dana()), "gj", (240, 40));
    assert_eq!(compared(&state).0, "partly", "{}", frame(&state));
    assert_eq!(frame(&state).matches("never tested").count(), 1, "{}", frame(&state));
}

#[test]
fn a_dispute_is_shown_to_both_until_one_gives_way_or_both_settle() {
    let session = Session::new();
    session.play("ga");
    session.play_as(Some(sam()), "gxs", (80, 24));
    let screen = frame(&session.play_as(Some(dana()), "g", (240, 40)));
    assert!(screen.contains("1 disputed") && screen.contains("Sam Lee rejected it"), "{screen}");
    let state = session.play("S");
    assert!(frame(&state).contains("c01 is disputed"), "{}", frame(&state));
    session.play("gY");
    assert_eq!(session.last()["type"], "yielded");
    let state = session.play("g");
    assert!(!frame(&state).contains("disputed") && frame(&state).contains("✗ rejected"), "{}", frame(&state));
    let session = Session::new();
    session.play("ga");
    session.play_as(Some(sam()), "gxs", (80, 24));
    session.play("gJaheard again on the call<enter>");
    let last = session.last();
    assert_eq!(
        (&last["type"], &last["with"]["name"], &last["outcome"]),
        (&"adjudicated".into(), &"Sam Lee".into(), &"accept".into())
    );
    let screen = frame(&session.play_as(Some(dana()), "g", (240, 40)));
    assert!(screen.contains("Dana Ruiz and Sam Lee: accept, because: heard again"), "{screen}");
}

#[test]
fn the_csm_votes_first_in_whatever_order_the_two_are_named() {
    let session = Session::new();
    for pair in [["Dana Ruiz:csm", "Sam Lee:ae"], ["Sam Lee:ae", "Dana Ruiz:csm"]] {
        let mut command = super::config::handoff(&session.path().join("no-config.toml"));
        command.arg("review").arg(session.path()).args(["--pair", pair[0], "--pair", pair[1]]);
        let output = command.args(["--keys", "", "--print", "120x24"]).output().unwrap();
        let screen = String::from_utf8(output.stdout).unwrap();
        assert!(screen.contains("Dana Ruiz votes first and Sam Lee looks away"), "{pair:?}: {screen}");
    }
}

#[test]
fn in_a_meeting_votes_are_hidden_agreement_passes_and_the_rest_is_the_agenda() {
    let session = Session::new();
    let begin = Begin { stage: None, pair: Some([dana(), sam()]), key: None };
    // Dana: accepts c01, c03 and c04. Sam: accepts c01, rejects c03 and c04.
    let dana_votes = "gajjasaw it<enter>ja";
    let state = session.begin_as(None, &begin, &format!("{dana_votes}P"), (240, 40));
    assert_eq!(session.events(), ["vote_cast"; 3]);
    assert_eq!(state.counts.decided, 0, "votes are no verdicts");
    let screen = frame(&state);
    assert!(
        screen.contains("Sam Lee votes") && screen.contains("Dana Ruiz has voted; shown once you have"),
        "{screen}"
    );
    assert!(!screen.contains("would accept"), "{screen}");
    let session = Session::new();
    let hidden = frame(&session.begin_as(None, &begin, &format!("{dana_votes}Pl"), (240, 40)));
    assert!(hidden.contains("voted on c01") && !hidden.contains("would accept"), "the log hides it too: {hidden}");
    let session = Session::new();
    let state = session.begin_as(None, &begin, &format!("{dana_votes}PgajjxsjxsP"), (240, 40));
    assert_eq!(
        session.events(),
        ["vote_cast", "vote_cast", "vote_cast", "vote_cast", "claim_accepted", "vote_cast", "vote_cast"]
    );
    assert_eq!(session.lines()[4].by.name, "Sam Lee", "the second voter's key makes the verdict");
    let screen = frame(&state);
    assert!(screen.contains("Agenda") && said(&state).contains("you differ on 2 claims"), "{}: {screen}", said(&state));
    let (promise, other) = (screen.find("c04 SSO").unwrap(), screen.find("c03 They").unwrap());
    assert!(promise < other, "the promise could cost most: {screen}");
    let state = session.begin_as(None, &begin, "PPaSam gave it on the call<enter>", (240, 40));
    let last = session.last();
    assert_eq!(
        (&last["type"], &last["claim"], &last["with"]["name"]),
        (&"adjudicated".into(), &"c04".into(), &"Sam Lee".into())
    );
    let claim = &state.review.claims()[claim(&state, "c04")];
    assert_eq!(claim.votes.iter().map(|vote| vote.value.vote).collect::<Vec<_>>(), [Ballot::Accept, Ballot::Reject]);
}

/// Opens the packet as one of two terminals that see each other.
fn terminal(session: &Session, me: handoff::review::Actor) -> (State, World) {
    let (state, mut world, first) = world::open(session.path(), options(Some(me), (240, 40))).unwrap();
    world.be_seen();
    let (state, _) = run::play(state, &mut world, first, &[]);
    (state, world)
}

/// Waits until the screen says something, and says how long that took.
fn wait_for(mut state: State, world: &mut World, words: &str) -> (State, Duration) {
    let began = Instant::now();
    while !frame(&state).contains(words) {
        assert!(began.elapsed() < Duration::from_secs(20), "{words}: {}", frame(&state));
        if let Some(msg) = world.answer(Duration::from_millis(20)) {
            state = update(state, msg).0;
        }
    }
    (state, began.elapsed())
}

#[test]
fn two_terminals_see_each_others_decisions_within_a_second_and_where_the_other_looks() {
    let session = Session::new();
    let (mut one, mut one_world) = terminal(&session, dana());
    let (mut other, mut other_world) = terminal(&session, sam());
    let mut took = Vec::new();
    for (keys, words) in [("ga", "✓ c01"), ("gjjja", "✓ c04"), ("gjjxs", "✗ c03")] {
        (other, _) = run::play(other, &mut other_world, Vec::new(), &parse_keys(keys).unwrap());
        let seen;
        (one, seen) = wait_for(one, &mut one_world, words);
        took.push(seen);
    }
    // A machine that is busy with other tests may be late once.
    took.sort();
    assert!(took[1] < Duration::from_secs(1), "{took:?}");
    (one, _) = wait_for(one, &mut one_world, "Sam Lee is here on c03");
    let (other, _) = wait_for(other, &mut other_world, "Dana Ruiz is here on c01");
    other_world.close(&other);
    while frame(&one).contains("Sam Lee is here") {
        if let Some(msg) = one_world.answer(Duration::from_millis(20)) {
            one = update(one, msg).0;
        }
    }
    one_world.close(&one);
    let left = std::fs::read_dir(session.path()).unwrap().flatten().map(|entry| entry.file_name());
    let junk: Vec<_> = left.filter(|name| name.to_string_lossy().contains("here")).collect();
    assert_eq!(junk, [""; 0], "nothing is left of either");
}

#[test]
fn who_else_looks_at_a_claim_and_that_one_is_disputed_is_seen_at_every_size() {
    let session = Session::new();
    session.play("ga");
    session.play_as(Some(sam()), "gxs", (80, 24));
    for size in [(60, 16), (80, 24), (110, 30), (160, 40)] {
        let mut state = session.play_as(Some(dana()), "g", size);
        state.life.present = vec![Present { name: "Sam Lee".into(), claim: Some("c02".into()) }];
        let screen = frame(&state);
        let header = screen.lines().next().unwrap();
        let short = if size.0 == 60 { "1±" } else { "1 disputed" };
        assert!(header.contains(short), "{size:?}: {screen}");
        let row = screen.lines().skip(1).find(|line| line.contains("c02 ")).unwrap();
        assert!(row.contains("Sam here"), "{size:?}: {screen}");
        if size.0 >= 160 {
            assert!(header.contains("Sam Lee is here on c02"), "{size:?}: {screen}");
        }
    }
}

#[test]
fn the_brief_and_the_readiness_are_one_key_away() {
    let session = ready();
    let state = session.play_as(Some(dana()), "Bc", (140, 50));
    let screen = frame(&state);
    assert!(
        screen.contains("Brief for the customer") && screen.contains("Detention fees eat thirty percent"),
        "{screen}"
    );
    assert!(!screen.contains("love the dashboard"), "a rejected claim is in no brief: {screen}");
    let screen = frame(&session.play_as(Some(dana()), "D", (140, 50)));
    assert!(screen.contains("1. Why did they buy, and why now?"), "{screen}");
    assert!(screen.contains("Promises that bind: 1"), "{screen}");
    let state = session.play_as(Some(dana()), "D<enter>", (140, 50));
    assert_eq!(state.selected(), Some(claim(&state, "c01")), "an answer leads to what it rests on");
}

/// An SSH key without a passphrase; `None` where there is no `ssh-keygen`.
fn ssh_key(folder: &std::path::Path) -> Option<std::path::PathBuf> {
    let key = folder.join("id_ed25519");
    let made = std::process::Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "dana", "-f"])
        .arg(&key)
        .stdin(std::process::Stdio::null())
        .status();
    made.is_ok_and(|made| made.success()).then_some(key)
}

#[test]
fn a_sign_off_is_signed_with_the_persons_ssh_key_where_one_is_configured() {
    let session = ready();
    let folder = tempfile::tempdir().unwrap();
    let Some(key) = ssh_key(folder.path()) else {
        eprintln!("skipped: there is no ssh-keygen here");
        return;
    };
    let begin = Begin { stage: None, pair: None, key: Some(key.clone()) };
    let state = session.begin_as(Some(dana()), &begin, "S", (120, 36));
    assert!(frame(&state).contains("signed with"), "{}", frame(&state));
    let state = session.begin_as(Some(dana()), &begin, "Sk", (120, 36));
    let last = session.last();
    assert_eq!(last["type"], "signed_off", "{}", said(&state));
    assert!(last["signature"].as_str().unwrap().contains("BEGIN SSH SIGNATURE"), "{last}");
    assert!(said(&state).contains("with the key SHA256:"), "{}", said(&state));
    // A key that is not there signs nothing, and nothing is recorded.
    let session = ready();
    let before = session.events();
    let begin = Begin { stage: None, pair: None, key: Some(folder.path().join("nobody")) };
    let state = session.begin_as(Some(dana()), &begin, "Sk", (120, 36));
    assert!(said(&state).contains("not signed, and nothing was recorded"), "{}", said(&state));
    assert_eq!(session.events(), before);
}

#[test]
fn the_menu_of_outcomes_has_the_numbers_of_the_keys_that_record_them_at_once() {
    use handoff::workbench::life::{Slot, Step, outcome};
    use handoff::workbench::mode::{Choice, Menu};
    let session = signed();
    let state = session.play("T2r");
    let Mode::Menu(Menu { items, .. }) = &state.mode else { panic!("a menu is open: {:?}", state.messages) };
    let kind = state.review.claim(state.selected().unwrap()).kind;
    for (slot, key) in Slot::ALL.iter().zip('1'..) {
        let Some(wanted) = outcome(kind, Stage::Kickoff, *slot) else { continue };
        let item = items.iter().find(|item| item.key == key).expect("the key is in the menu");
        assert!(matches!(&item.choice, Choice::Life(Step::Outcome(_, said)) if *said == wanted));
    }
    let keys: std::collections::HashSet<char> = items.iter().map(|item| item.key).collect();
    assert_eq!(keys.len(), items.len(), "each key is one line's");
}
