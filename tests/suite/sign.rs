//! Sign-offs with real SSH keys: `ssh-keygen` accepts ours, we accept its; and whatever was changed, expired
//! or signed by somebody else is refused, with the reason.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use handoff::audit::signature::{self, NAMESPACE, Outcome, Roster};
use handoff::audit::{Digest, Draft, chain};
use handoff::packet::ClaimKind;
use handoff::review::word::Ruling;
use handoff::review::{Actor, Entry, Event, Seat};
use handoff::store;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::people::{dana, sam};

/// Whether there is an `ssh-keygen` here; says so if not.
fn no_ssh() -> bool {
    let there = Command::new("ssh-keygen").arg("-?").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !there {
        eprintln!("skipped: there is no ssh-keygen");
    }
    !there
}

/// A packet in which everything is decided but one friction kind.
struct Packet {
    folder: TempDir,
}

impl Packet {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let call = "Sam Lee: We'll get detention fees down thirty percent by March.\nMaya Chen: Good.\n";
        let quote = json!([{"source": "s1", "quote": {"exact": "get detention fees down thirty percent by March"}}]);
        let packet = json!({
            "format": "handoff-packet/1", "id": "northwind", "account": {"name": "Northwind"},
            "sources": [{"id": "s1", "kind": "call", "text": call}],
            "claims": [
                {"id": "c01", "kind": "promised_value", "text": "Fees down 30 % by March", "evidence": quote},
                {"id": "c02", "kind": "promise", "text": "Fees down 30 % by March", "evidence": quote},
            ],
        });
        fs::write(folder.path().join("packet.json"), serde_json::to_vec(&packet).unwrap()).unwrap();
        let packet = Self { folder };
        let accept = |claim: &str| Event::ClaimAccepted { claim: claim.into(), seen: 0, reason: None };
        let mut events = vec![accept("c01"), accept("c02")];
        events.push(Event::PromiseRuled {
            claim: "c02".into(),
            seen: 2,
            ruling: Ruling::VerbalBinding,
            owner: Some("Sam Lee".into()),
            due: Some("2027-03-31".into()),
        });
        events.extend(
            ClaimKind::friction().filter(|kind| *kind != ClaimKind::FeatureGap).map(|kind| Event::AbsenceRecorded {
                kind,
                sources: vec!["s1".into()],
                note: None,
            }),
        );
        packet.append(&dana(), events);
        packet
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn append(&self, by: &Actor, events: Vec<Event>) {
        let mut opened = store::open(self.folder.path()).unwrap();
        for event in events {
            let at = "2026-10-01T09:00:00Z".parse().unwrap();
            let draft = Draft { at, by: by.clone(), event };
            opened.trail.append(|_| Ok::<_, ()>(Some(draft))).unwrap().outcome.unwrap();
        }
    }

    fn key(&self, name: &str, sort: &[&str]) -> PathBuf {
        let file = self.path(name);
        let mut command = Command::new("ssh-keygen");
        command.args(["-q", "-N", "", "-C", name, "-f"]).arg(&file).args(sort);
        assert!(command.status().unwrap().success());
        file
    }

    /// A roster with these lines: names, options, and whose public key.
    fn roster(&self, lines: &[(&str, &str, &Path)]) -> PathBuf {
        let file = self.path("allowed_signers");
        let text: String = lines
            .iter()
            .map(|(name, options, key)| {
                let key = fs::read_to_string(key.with_extension("pub")).unwrap();
                format!("{name} {options} {key}")
            })
            .collect();
        fs::write(&file, text).unwrap();
        file
    }

    fn run(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("handoff"));
        command
            .env("HANDOFF_CONFIG", self.path("no-config.toml"))
            .arg(args[0])
            .arg(self.folder.path())
            .args(&args[1..]);
        let output = command.stdin(Stdio::null()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    fn sign(&self, by: &Actor, more: &[&str]) -> (Option<i32>, String, String) {
        let who = format!("{} <{}>", by.name, by.email.as_ref().unwrap());
        let mut args = vec!["sign", "--as", &who, "--role", by.role.word()];
        args.extend(more);
        self.run(&args)
    }

    fn waived(self) -> Self {
        let (code, out, err) = self.sign(&dana(), &["--waive", "friction:feature_gap", "--reason", "nobody was asked"]);
        assert_eq!(code, Some(0), "{out}{err}");
        self
    }

    fn verify(&self, more: &[&str]) -> (Option<i32>, Value) {
        let mut args = vec!["verify", "--format", "json"];
        args.extend(more);
        let (code, out, err) = self.run(&args);
        let value: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
        (code, value["packets"][0].clone())
    }

    fn lines(&self) -> Vec<String> {
        fs::read_to_string(self.path("audit.jsonl")).unwrap().lines().map(str::to_owned).collect()
    }

    /// The trail written anew, as somebody would who knows how: every line changed by `change`, all digests right.
    fn rewrite(&self, change: impl Fn(&mut Entry)) {
        let mut prev = Digest::of(&fs::read(self.path("packet.json")).unwrap());
        let mut text = String::new();
        for line in self.lines() {
            let mut entry: Entry = serde_json::from_str(&line).unwrap();
            change(&mut entry);
            entry.prev = prev.hex();
            let line = chain::next_line(&entry).unwrap();
            prev = Digest::of(line.as_bytes());
            text.push_str(&line);
            text.push('\n');
        }
        fs::write(self.path("audit.jsonl"), text).unwrap();
        let _ = fs::remove_file(self.path("reviewed.json"));
    }
}

fn arg(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What of a verification is broken, in one text.
fn broken(packet: &Value) -> String {
    let problems = packet["problems"].as_array().unwrap().iter();
    let broken = problems.filter(|problem| problem["severity"] == "break");
    broken
        .map(|problem| format!("{}: {}\n", problem["where"].as_str().unwrap(), problem["what"].as_str().unwrap()))
        .collect()
}

#[test]
fn sign_off_waits_for_every_blocker_and_a_waiver_names_one() {
    let packet = Packet::new();
    let (code, out, err) = packet.sign(&dana(), &[]);
    assert_eq!(code, Some(1), "{out}{err}");
    assert!(out.contains("friction:feature_gap") && err.contains("--waive friction:feature_gap"), "{out}{err}");
    let (code, out, _) = packet.sign(&dana(), &["--format", "json"]);
    let value: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &value["blocked_by"][0]["key"]), (Some(1), &json!("friction:feature_gap")));

    let (code, _, err) = packet.sign(&dana(), &["--waive", "friction:feature_cap", "--reason", "x"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("did you mean friction:feature_gap?"), "{err}");
    assert_eq!(packet.sign(&dana(), &["--waive", "friction:feature_gap"]).0, Some(2), "a waiver has a reason");
    let before = packet.lines().len();
    let packet = packet.waived();
    assert!(packet.lines()[before].contains("\"blocker_waived\""));

    // Nobody countersigns what nobody has signed; then the same person or role can't.
    let (code, _, err) = packet.sign(&sam(), &["--countersign"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("nobody has signed"), "{err}");
    let (code, out, err) = packet.sign(&dana(), &[]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains("without a key") && err.contains("1 promise binds"), "{out}{err}");
    let (code, _, err) = packet.sign(&dana(), &["--countersign"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("a second person has to countersign"), "{err}");
    // A slip of the pen makes nobody a second person.
    for name in ["dana ruiz", "Dana  Ruiz", "Somebody <DANA@example.com>"] {
        let (code, _, err) = packet.run(&["sign", "--countersign", "--as", name, "--role", "ae"]);
        assert!(code == Some(1) && err.contains("a second person has to countersign"), "{name}: {err}");
    }
    assert_eq!(packet.sign(&sam(), &["--countersign"]).0, Some(0));
    let (code, report) = packet.verify(&[]);
    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(report["signatures"][0]["state"], "unsigned");
    assert!(report["not_proved"].to_string().contains("only the name"), "{report:#}");
    assert_eq!(packet.sign(&dana(), &[]).0, Some(1), "signed already");
    let (_, shown, _) = packet.run(&["show"]);
    assert!(shown.contains("2/2 decided · 0 promises unruled\n"), "a waiver blocks nothing any more: {shown}");
    assert!(shown.contains("signed off by Dana Ruiz"), "{shown}");
}

#[test]
fn keys_of_every_kind_sign_and_ssh_keygen_accepts_what_the_trail_holds() {
    if no_ssh() {
        return;
    }
    for sort in [
        &["-t", "ed25519"][..],
        &["-t", "ecdsa", "-b", "256"],
        &["-t", "ecdsa", "-b", "384"],
        &["-t", "rsa", "-b", "2048"],
    ] {
        let packet = Packet::new().waived();
        let key = packet.key("dana", sort);
        let other = packet.key("sam", &["-t", "ed25519"]);
        let (code, out, err) = packet.sign(&dana(), &["--key", arg(&key)]);
        assert_eq!(code, Some(0), "{sort:?}: {out}{err}");
        let (code, out, err) = packet.sign(&sam(), &["--countersign", "--key", arg(&other)]);
        assert_eq!(code, Some(0), "{sort:?}: {out}{err}");

        let (code, report) = packet.verify(&[]);
        assert_eq!((code, &report["signatures"][0]["state"]), (Some(0), &json!("unlisted")), "{report:#}");
        let roster = packet
            .roster(&[("dana@example.com", "", &key), ("sam@example.com", "namespaces=\"head@handoff\"", &other)]);
        let (code, report) = packet.verify(&["--allowed-signers", arg(&roster)]);
        assert_eq!(code, Some(0), "{sort:?}: {report:#}");
        for (at, event, line) in [(0, "signed_off", 1), (1, "countersigned", 2)] {
            let signature = &report["signatures"][at];
            assert_eq!((&signature["state"], &signature["event"]), (&json!("trusted"), &json!(event)));
            assert_eq!(signature["roster_line"], line);
            assert!(signature["key"].as_str().unwrap().starts_with("SHA256:"));
        }
        assert!(report["proved"].to_string().contains("lists as that of dana@example.com"), "{report:#}");

        // And the other way round: OpenSSH's own verdict on what stands in the trail.
        for (event, who) in [("signed_off", "dana@example.com"), ("countersigned", "sam@example.com")] {
            let line = packet.lines().into_iter().find(|line| line.contains(&format!("\"{event}\""))).unwrap();
            let event: Value = serde_json::from_str::<Value>(&line).unwrap()["event"].clone();
            let sig = packet.path("head.sig");
            fs::write(&sig, event["signature"].as_str().unwrap()).unwrap();
            fs::write(packet.path("head.json"), format!("{}\n", event["head"].as_str().unwrap())).unwrap();
            let mut command = Command::new("ssh-keygen");
            command.args(["-Y", "verify", "-n", NAMESPACE, "-I", who, "-f"]).arg(&roster).arg("-s").arg(&sig);
            command.stdin(fs::File::open(packet.path("head.json")).unwrap());
            let output = command.output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && said.contains("Good \"head@handoff\" signature"), "{sort:?}: {said}");
        }
    }
}

#[test]
fn what_ssh_keygen_signs_on_its_own_is_accepted_and_only_over_the_same_bytes() {
    if no_ssh() {
        return;
    }
    let packet = Packet::new();
    let message = packet.path("message");
    for (name, sort) in
        [("a", &["-t", "ed25519"][..]), ("b", &["-t", "ecdsa", "-b", "521"]), ("c", &["-t", "rsa", "-b", "3072"])]
    {
        let key = packet.key(name, sort);
        let _ = fs::remove_file(message.with_extension("sig"));
        fs::write(&message, "one line\n").unwrap();
        let signed = Command::new("ssh-keygen")
            .args(["-q", "-Y", "sign", "-n", NAMESPACE, "-f"])
            .arg(&key)
            .arg(&message)
            .status();
        assert!(signed.unwrap().success());
        let sig = fs::read(message.with_extension("sig")).unwrap();
        let roster = Roster::read(
            &fs::read_to_string(packet.roster(&[("dana@example.com", "", &key)])).unwrap(),
            &TimeZone::UTC,
        );
        let at = "2026-10-01T09:00:00Z".parse().unwrap();
        let check = |message: &[u8]| signature::check(&sig, message, "dana@example.com", at, Some(&roster)).outcome;
        assert_eq!(check(b"one line\n"), Outcome::Trusted(1), "{sort:?}");
        assert!(matches!(check(b"one line"), Outcome::Refused(why) if why.contains("does not fit the bytes")));
    }
}

/// No device is needed to check what one made.
#[test]
fn signatures_of_hardware_keys_are_checked_like_any_other() {
    let fixture = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/signature").join(name);
        fs::read(&path).unwrap()
    };
    let message = fixture("message");
    for (name, algorithm) in
        [("sk-ed25519", "sk-ssh-ed25519@openssh.com"), ("sk-ecdsa", "sk-ecdsa-sha2-nistp256@openssh.com")]
    {
        let key = String::from_utf8(fixture(&format!("{name}.pub"))).unwrap();
        let line = format!("dana@example.com namespaces=\"head@handoff\" {key}");
        let roster = Roster::read(&line, &TimeZone::UTC);
        assert_eq!(roster.passed_over, [], "{name}");
        let sig = fixture(&format!("{name}.sig"));
        let at = "2026-10-01T09:00:00Z".parse().unwrap();
        let check = |message: &[u8], signer: &str| signature::check(&sig, message, signer, at, Some(&roster));
        let checked = check(&message, "dana@example.com");
        assert_eq!((checked.outcome, checked.algorithm.as_deref()), (Outcome::Trusted(1), Some(algorithm)));
        let refused = |message: &[u8], signer: &str| match check(message, signer).outcome {
            Outcome::Refused(why) | Outcome::NotTheirs(why) => why,
            other => panic!("{name}: {other:?}"),
        };
        assert!(refused(b"{\"packet\":\"southwind\"}\n", "dana@example.com").contains("does not fit the bytes"));
        assert!(refused(&message, "sam@example.com").contains("lists its key for dana@example.com"));
        if no_ssh() {
            continue;
        }
        // OpenSSH says the same.
        let folder = TempDir::new().unwrap();
        let (signers, signature) = (folder.path().join("signers"), folder.path().join("sig"));
        fs::write(&signers, line).unwrap();
        fs::write(&signature, &sig).unwrap();
        let mut command = Command::new("ssh-keygen");
        command.args(["-Y", "verify", "-n", NAMESPACE, "-I", "dana@example.com", "-f"]).arg(&signers).arg("-s");
        command
            .arg(&signature)
            .stdin(fs::File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/signature/message")).unwrap());
        assert!(command.output().unwrap().status.success(), "{name}");
    }
}

#[test]
fn another_key_another_purpose_and_an_expired_key_are_refused_with_the_reason() {
    if no_ssh() {
        return;
    }
    let packet = Packet::new().waived();
    let (key, other) = (packet.key("dana", &["-t", "ed25519"]), packet.key("other", &["-t", "ed25519"]));
    assert_eq!(packet.sign(&dana(), &["--key", arg(&key)]).0, Some(0));
    let refused = |lines: &[(&str, &str, &Path)]| {
        let roster = packet.roster(lines);
        let (code, report) = packet.verify(&["--allowed-signers", arg(&roster)]);
        assert_eq!((code, &report["signatures"][0]["state"]), (Some(1), &json!("refused")), "{report:#}");
        report["signatures"][0]["reason"].as_str().unwrap().to_owned()
    };
    assert!(refused(&[("dana@example.com", "", &other)]).contains("does not list its key"));
    // Which key, and what to do about it: the trail is as it was, so nobody is sent to look for a copy.
    let roster = packet.roster(&[("dana@example.com", "", &other)]);
    let (_, told, _) = packet.run(&["verify", "--allowed-signers", arg(&roster)]);
    assert!(told.contains("Dana Ruiz signed off here with the key SHA256:"), "{told}");
    assert!(told.contains("whether the key is theirs") && !told.contains("put the trail back"), "{told}");
    assert!(refused(&[("sam@example.com", "", &key)]).contains("lists its key for sam@example.com, not for dana"));
    assert!(refused(&[("dana@example.com", "namespaces=\"git\"", &key)]).contains("does not let its key sign"));
    assert!(refused(&[("dana@example.com", "valid-before=\"20260101Z\"", &key)]).contains("had expired"));
    assert!(refused(&[("dana@example.com", "valid-after=\"20990101Z\"", &key)]).contains("not valid yet"));

    // The right key over the right bytes, for another purpose: what a commit's signature would be.
    let packet = Packet::new().waived();
    let mut opened = store::open(packet.folder.path()).unwrap();
    let prepared = handoff::audit::signoff::prepare(
        handoff::audit::signoff::Capacity::SignOff,
        "northwind",
        opened.sha256,
        &opened.reading.tip,
        &dana(),
        "2026-10-01T09:00:00Z".parse().unwrap(),
    );
    fs::write(packet.path("head.json"), prepared.head.bytes()).unwrap();
    let key = packet.key("dana", &["-t", "ed25519"]);
    let signed = Command::new("ssh-keygen")
        .args(["-q", "-Y", "sign", "-n", "git", "-f"])
        .arg(&key)
        .arg(packet.path("head.json"))
        .status();
    assert!(signed.unwrap().success());
    let signature = fs::read_to_string(packet.path("head.json.sig")).unwrap();
    let Event::SignedOff { head, .. } = prepared.event() else { panic!() };
    let event = Event::SignedOff { head, signature: Some(signature) };
    let draft = Draft { at: "2026-10-01T09:00:00Z".parse().unwrap(), by: dana(), event };
    opened.trail.append(|_| Ok::<_, ()>(Some(draft))).unwrap().outcome.unwrap();
    let (code, report) = packet.verify(&[]);
    assert_eq!(code, Some(1));
    assert!(broken(&report).contains("it was made for `git`, expected `head@handoff`"), "{report:#}");
}

#[test]
fn a_trail_that_is_cut_or_written_anew_after_the_sign_off_is_found() {
    if no_ssh() {
        return;
    }
    let packet = Packet::new().waived();
    let key = packet.key("dana", &["-t", "ed25519"]);
    assert_eq!(packet.sign(&dana(), &["--key", arg(&key)]).0, Some(0));
    let roster = packet.roster(&[("dana@example.com", "", &key)]);
    let (code, head, _) = packet.run(&["head"]);
    assert_eq!(code, Some(0));
    let (code, json, _) = packet.run(&["head", "--format", "json"]);
    assert_eq!(code, Some(0));
    fs::write(packet.path("kept.json"), &json).unwrap();
    let good = fs::read(packet.path("audit.jsonl")).unwrap();
    let reviewed = fs::read(packet.path("reviewed.json")).unwrap();
    let verify = |since: Option<&str>| {
        let mut args = vec!["--allowed-signers", arg(&roster)];
        args.extend(since.iter().flat_map(|head| ["--since", head]));
        packet.verify(&args)
    };
    for kept in [None, Some(head.trim()), Some(arg(&packet.path("kept.json")))] {
        let (code, report) = verify(kept);
        assert_eq!(code, Some(0), "{report:#}");
    }

    // The last line, the sign-off itself, is cut off: reviewed.json knows, and so does whoever kept the head.
    let lines = packet.lines();
    fs::write(packet.path("audit.jsonl"), lines[..lines.len() - 1].join("\n") + "\n").unwrap();
    assert!(broken(&verify(None).1).contains("lines were cut off at the end"));
    fs::remove_file(packet.path("reviewed.json")).unwrap();
    assert_eq!(verify(None).0, Some(0), "with the witness gone too, only a kept head tells");
    for kept in [head.trim(), head.trim().split_once(':').unwrap().1, arg(&packet.path("kept.json"))] {
        let (code, report) = verify(Some(kept));
        assert_eq!(code, Some(1), "{kept}");
        assert!(broken(&report).contains("cut off"), "{report:#}");
    }

    // Written anew with another decision, every digest right: the signature does not fit it.
    fs::write(packet.path("audit.jsonl"), &good).unwrap();
    fs::write(packet.path("reviewed.json"), &reviewed).unwrap();
    packet.rewrite(|entry| {
        if let Event::PromiseRuled { ruling, .. } = &mut entry.event {
            *ruling = Ruling::NotBinding;
        }
    });
    let (code, report) = verify(None);
    assert_eq!((code, &report["chain"]["ok"]), (Some(1), &json!(true)), "{report:#}");
    assert!(broken(&report).contains("the trail was written anew since"), "{report:#}");

    // Somebody else's name on it, with the signature as it was.
    fs::write(packet.path("audit.jsonl"), &good).unwrap();
    fs::write(packet.path("reviewed.json"), &reviewed).unwrap();
    packet.rewrite(|entry| {
        if let Event::SignedOff { .. } = entry.event {
            entry.by = sam();
        }
    });
    assert!(broken(&verify(None).1).contains("in the name of dana@example.com, and the line is by Sam Lee"));

    // Another draft.
    fs::write(packet.path("audit.jsonl"), &good).unwrap();
    let draft = fs::read_to_string(packet.path("packet.json")).unwrap();
    fs::write(packet.path("packet.json"), draft.replace("30 %", "3 %")).unwrap();
    packet.rewrite(|_| {});
    assert!(broken(&verify(None).1).contains("not the draft that the head was made on"));
}

#[test]
fn a_head_that_does_not_go_as_far_as_the_trail_is_not_recorded() {
    let packet = Packet::new().waived();
    let opened = store::open(packet.folder.path()).unwrap();
    let (review, _) = handoff::review::Review::fold(opened.packet.clone(), opened.reading.entries().cloned());
    let prepared = handoff::audit::signoff::prepare(
        handoff::audit::signoff::Capacity::SignOff,
        "northwind",
        opened.sha256,
        &opened.reading.tip,
        &dana(),
        "2026-10-01T09:00:00Z".parse().unwrap(),
    );
    assert_eq!(review.check(&dana(), &prepared.event()), Ok(()));
    packet.append(&sam(), vec![Event::Noted { claim: None, text: "wait".into() }]);
    let mut late = store::open(packet.folder.path()).unwrap();
    let (mut review, _) = handoff::review::Review::fold(late.packet.clone(), late.reading.entries().cloned());
    let refusal = store::record(&mut late.trail, &mut review, &dana(), vec![prepared.event()]).unwrap_err();
    assert!(refusal.what.contains("sign again"), "{refusal}");
}

#[test]
fn a_key_that_an_agent_holds_signs() {
    let has =
        |program: &str| Command::new(program).arg("-?").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if no_ssh() || !has("ssh-agent") || !has("ssh-add") {
        eprintln!("skipped: there is no ssh-agent");
        return;
    }
    let packet = Packet::new().waived();
    let key = packet.key("dana", &["-t", "ed25519"]);
    let sign = format!(
        "ssh-add -q {key} && rm {key} && '{handoff}' sign {folder} --as 'Dana Ruiz <dana@example.com>' --role csm --key",
        key = key.display(),
        handoff = assert_cmd::cargo::cargo_bin("handoff").display(),
        folder = packet.folder.path().display(),
    );
    let run = |last: &str| {
        // The agent ends with the shell that it starts.
        let mut command = Command::new("ssh-agent");
        command.args(["sh", "-c", &format!("{sign} {last}")]).env("HANDOFF_CONFIG", packet.path("no-config.toml"));
        command.stdin(Stdio::null()).output().unwrap()
    };
    let output = run("agent");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let roster = packet.roster(&[("dana@example.com", "", &key)]);
    let (code, report) = packet.verify(&["--allowed-signers", arg(&roster)]);
    assert_eq!((code, &report["signatures"][0]["state"]), (Some(0), &json!("trusted")), "{report:#}");
}

#[test]
fn a_key_that_can_not_sign_leaves_the_trail_as_it_was() {
    if no_ssh() {
        return;
    }
    let packet = Packet::new().waived();
    let before = packet.lines();
    let (code, _, err) = packet.sign(&dana(), &["--key", arg(&packet.path("nowhere"))]);
    assert_eq!(code, Some(2));
    assert!(err.contains("ssh-keygen did not sign with") && err.contains("nothing was recorded"), "{err}");
    assert_eq!(packet.lines(), before);
}

/// The shell lines of docs/trust.md, run on a signed packet and on one that was changed.
#[cfg(unix)]
#[test]
fn the_trust_pages_shell_lines_check_a_signature() {
    if no_ssh() {
        return;
    }
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/trust.md")).unwrap();
    let block = |part: &str| {
        let blocks = page.split("\n```sh\n").skip(1).map(|rest| rest.split("\n```").next().unwrap());
        blocks.filter(|block| block.contains(part)).collect::<Vec<_>>().join("\n")
    };
    let packet = Packet::new().waived();
    let key = packet.key("dana", &["-t", "ed25519"]);
    assert_eq!(packet.sign(&dana(), &["--key", arg(&key)]).0, Some(0));
    fs::rename(packet.roster(&[("dana@example.com", "", &key)]), packet.path("team.signers")).unwrap();
    let run = |script: &str| {
        let output = Command::new("sh").arg("-c").arg(script).current_dir(packet.folder.path()).output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let (fine, said) = run(&block("ssh-keygen -Y verify"));
    assert!(fine && said.contains("Good \"head@handoff\" signature for dana@example.com"), "{said}");
    let (fine, said) = run(&block("lines=$(sed"));
    let digests: Vec<&str> = said.lines().take(2).map(|line| line.split(' ').next().unwrap()).collect();
    let head: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    assert!(fine, "{said}");
    assert_eq!(digests, [head["head"].as_str().unwrap(), head["draft"].as_str().unwrap()]);
    let changed = fs::read_to_string(packet.path("audit.jsonl")).unwrap().replace("entries\\\":", "entries\\\": ");
    fs::write(packet.path("audit.jsonl"), changed).unwrap();
    assert!(!run(&block("ssh-keygen -Y verify")).0, "one byte of what is signed was changed");
}

#[test]
fn a_misspelt_role_is_no_second_role_unless_the_configuration_lists_it() {
    let case = Packet::new().waived();
    let (code, out, err) = case.sign(&dana(), &[]);
    assert_eq!(code, Some(0), "{out}{err}");
    let lines = case.lines().len();
    let sam = Actor { role: Seat::Other("cms".into()), ..sam() };
    let (code, _, err) = case.sign(&sam, &["--countersign"]);
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("--role: `cms` is no role") && err.contains("did you mean csm?"), "{err}");
    assert!(err.contains("[reviewer] roles"), "{err}");
    assert_eq!(case.lines().len(), lines, "nothing was recorded");
    fs::write(case.path("no-config.toml"), "[reviewer]\nroles = [\"Onboarding lead\"]\n").unwrap();
    let sam = Actor { role: Seat::Other("onboarding_lead".into()), ..sam };
    let (code, out, err) = case.sign(&sam, &["--countersign"]);
    assert_eq!(code, Some(0), "{out}{err}");
}
