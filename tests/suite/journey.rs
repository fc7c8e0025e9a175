//! One packet by keys alone, from draft to renewal, with what the commands say of it at every stop.

use std::path::Path;

use assert_cmd::Command;
use handoff::review::word::Stage;
use jiff::Timestamp;

use super::session::{Session, dana, said, sam};

/// What a command prints, with today's date and the folder made the same for every run.
fn printed(session: &Session, command: &[&str]) -> String {
    let output = Command::cargo_bin("handoff").unwrap().args(command).arg(session.path()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    same(&String::from_utf8(output.stdout).unwrap(), session.path())
}

fn same(text: &str, folder: &Path) -> String {
    let today = Timestamp::now().strftime("%Y-%m-%d").to_string();
    text.replace(&today, "TODAY").replace(&folder.display().to_string(), "PACKET")
}

/// What the commands say at one stop.
fn stop(session: &Session, name: &str) {
    let mut all = String::new();
    for command in COMMANDS {
        all.push_str(&format!("$ handoff {} PACKET\n{}\n", command.join(" "), printed(session, command)));
    }
    insta::assert_snapshot!(format!("journey_{name}"), all);
}

const COMMANDS: &[&[&str]] =
    &[&["show"], &["brief", "--for", "team"], &["brief", "--for", "customer"], &["compare"], &["report"]];

#[test]
fn a_packet_goes_from_draft_to_renewal_by_keys_alone() {
    let session = Session::new();
    let csm = |keys: &str| session.play_as(Some(dana()), keys, (120, 36));
    let ae = |keys: &str| session.play_as(Some(sam()), keys, (120, 36));

    // The CSM judges, flags, rules, and asks the AE what the draft left open.
    csm("gawOpen kickoff with the margin figure<tab>Dana Ruiz<tab>kickoff<enter>");
    csm("gje<ctrl-o><enter>");
    csm("gjwAgree the baseline in week one<tab>Implementation<enter>");
    csm("gjjxs");
    csm("gjjjabv<enter>");
    csm("gjQof the fees, or of the margin?<enter>");
    csm("R<enter>");
    ae("pof the fees, against the 2025 baseline<enter>");
    ae(&format!("G0<enter><enter>{}", "k0<enter><enter>".repeat(5)));
    ae("H<enter>");
    stop(&session, "reviewed");

    // Both sign: she the review, he the promise that binds.
    csm("Ss");
    let state = ae("cs");
    assert!(said(&state).contains("countersigned"), "{}", said(&state));
    stop(&session, "signed");

    // Kickoff: what is wrong?
    csm("T2");
    csm("g1");
    csm("gj2of the fees, yes, but not before April<tab>Maya Chen<enter>");
    csm("Gr3sign-on was for the whole yard<tab>Maya Chen<enter>");
    stop(&session, "kickoff");

    // Onboarding: the wording follows what the customer said; the promise is kept.
    csm("T3");
    csm("gje<ctrl-a><ctrl-k>Fees down thirty percent by the end of April<enter>");
    csm("G1");
    stop(&session, "onboarding");

    // Business review: the value shows, in the customer's own words.
    csm("T4");
    csm("gj1fees are 31 % down, said the controller<tab>Maya Chen<enter>");
    stop(&session, "business_review");

    // Renewal: what was promised beside what was proved, and what nobody ever tested.
    let state = csm("T5");
    assert_eq!(state.review.stage(), Stage::Renewal, "{}", said(&state));
    stop(&session, "renewal");
    let frame = super::session::frame(&csm(""));
    // The claims pane; the others show times.
    let list: Vec<String> = frame.lines().map(|line| line.chars().take(33).collect()).collect();
    insta::assert_snapshot!("journey_renewal_list", list.join("\n"));
}
