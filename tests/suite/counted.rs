//! That a report, which looks no further than it must, says what looking at everything says: over packets
//! made of the samples with every fault that a packet, a trail, a source or a quote can have.

use std::fs;
use std::path::Path;

use handoff::audit::Digest;
use handoff::audit::chain::next_line;
use handoff::packet::{self, ClaimId, ClaimKind, EvidenceId, Position, SourceId};
use handoff::report::{Row, pass};
use handoff::review::blocker::blockers;
use handoff::review::word::{Outcome, RejectReason, Ruling, Stage, Standing};
use handoff::review::{Action, Actor, Entry, Event, Review, Seat};
use handoff::store::{Paths, library, locate};
use serde_json::{Value, json};

use super::brief::Dice;
use super::corpora;

/// How many packets are made.
const PACKETS: u64 = 60;

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

/// What may be wrong with a quote.
fn spoil(quote: &mut Value, dice: &mut Dice) {
    let exact = quote["quote"]["exact"].as_str().unwrap_or_default().to_owned();
    let words: Vec<&str> = exact.split_whitespace().collect();
    match dice.roll(12) {
        0 => drop(quote.as_object_mut().and_then(|quote| quote.remove("position"))),
        1 => quote["position"] = json!({"start": dice.roll(900), "end": 900 + dice.roll(90)}),
        2 => quote["quote"]["exact"] = json!(format!("{} {}", exact, dice.roll(999))),
        3 => quote["quote"]["exact"] = json!("a wholly unrelated utterance about penguins and their feet"),
        4 => quote["quote"]["exact"] = json!(exact.to_uppercase()),
        5 => quote["quote"]["exact"] = json!(words.join("  ")),
        6 => {
            quote["quote"]["exact"] =
                json!(format!("{} not {}", words[..words.len() / 2].join(" "), words[words.len() / 2..].join(" ")))
        }
        7 => quote["quote"]["exact"] = json!(words[words.len() / 2..].join(" ")),
        8 => quote["source"] = json!("nowhere"),
        9 => quote["quote"]["exact"] = json!(["", "…", "yeah", "the"][dice.roll(4)]),
        _ => {}
    }
}

/// What may have become of a source.
fn meddle(folder: &Path, source: &mut Value, dice: &mut Dice, nasty: &[Vec<u8>]) {
    let Some(path) = source["path"].as_str().map(str::to_owned) else { return };
    let file = folder.join(&path);
    let bytes = fs::read(&file).unwrap();
    let mut unchanged = true;
    match dice.roll(12) {
        0 => fs::remove_file(&file).unwrap(),
        1 => fs::write(&file, &bytes[..bytes.len() / 2]).unwrap(),
        2 => fs::write(&file, [bytes.as_slice(), b"\nSam Lee: and one more thing\n"].concat()).unwrap(),
        3 => fs::write(&file, b"").unwrap(),
        4 => fs::write(&file, [b"Before it all.\n\n".as_slice(), bytes.as_slice()].concat()).unwrap(),
        5 if !nasty.is_empty() => {
            fs::write(&file, &nasty[dice.roll(nasty.len())]).unwrap();
            unchanged = dice.roll(2) == 0;
        }
        6 => source["path"] = json!(format!("../{path}")),
        7 => drop(source.as_object_mut().and_then(|source| source.remove("sha256"))),
        8 => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            source["text"] = json!(text);
            if dice.roll(2) == 0 {
                source.as_object_mut().unwrap().remove("path");
            }
        }
        _ => {}
    }
    if !unchanged {
        source["sha256"] = json!(Digest::of(&fs::read(&file).unwrap()).hex());
    }
}

/// A review by three people who see to it that everything happens, broken here and there.
fn trail(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let packet = packet::read(bytes).ok()?;
    let (ids, sources) = (packet.claims.clone(), packet.sources.clone());
    let mut review = Review::open(packet);
    let people: Vec<Actor> = [("Dana Ruiz", Seat::Csm), ("Sam Lee", Seat::Ae), ("Imani Cole", Seat::Manager)]
        .into_iter()
        .map(|(name, role)| Actor { name: name.into(), email: None, role })
        .collect();
    let (mut prev, mut written) = (Digest::of(bytes), Vec::new());
    // What makes no sense is refused, and is then not part of the trail.
    let mut say = |review: &mut Review, by: usize, event: Event| {
        let event = match event.claim().and_then(|id| review.find(id)) {
            Some(index) => event.having_seen(review.touched(index)),
            None => event,
        };
        let seq = review.head() + 1;
        let at = jiff::Timestamp::from_second(1_783_000_000 + seq as i64).unwrap();
        let entry = Entry { seq, prev: prev.hex(), at, by: people[by].clone(), event };
        if review.apply(entry.clone()).is_ok() {
            let line = next_line(&entry).unwrap();
            prev = Digest::of(line.as_bytes());
            written.extend(line.into_bytes());
            written.push(b'\n');
        }
    };
    for _ in 0..dice.roll(140) {
        let drafted = &ids[dice.roll(ids.len())];
        let (claim, seen): (ClaimId, u64) = (drafted.id.clone(), 0);
        let quote = drafted.evidence.get(dice.roll(3));
        let evidence: EvidenceId = quote.map_or("e1".into(), |quote| quote.id_at(0));
        let event = match dice.roll(19) {
            0..=5 => Event::ClaimAccepted { claim, seen, reason: None },
            6 => Event::ClaimEdited { claim, seen, text: "In other words".into(), reason: None },
            7..=8 => Event::ClaimRejected { claim, seen, reason: dice.pick(RejectReason::ALL), note: None },
            9 => Event::ClaimDeferred { claim, seen, question: "Is it so?".into(), answerer: None },
            10 => Event::StandingSet { claim, seen, standing: dice.pick(Standing::ALL) },
            11 => Event::PromiseRuled { claim, seen, ruling: dice.pick(Ruling::ALL), owner: None, due: None },
            12..=13 => {
                let action = Action { what: "Ask for the list".into(), by: None, from: None };
                Event::ActionSet { claim, seen, action: Some(action) }
            }
            14 => {
                let position = quote.and_then(|quote| quote.position).unwrap_or(Position { start: 3, end: 9 });
                let exact = quote.map_or_else(|| "words".into(), |quote| quote.quote.exact.clone());
                Event::EvidenceConfirmed { claim, seen, evidence, position, exact }
            }
            15 => Event::EvidenceDetached { claim, seen, evidence },
            16 => {
                let sources: Vec<SourceId> = sources.iter().take(1).map(|source| source.id.clone()).collect();
                Event::AbsenceRecorded { kind: dice.pick(ClaimKind::ALL), sources, note: None }
            }
            17 => match dice.roll(2) {
                0 => Event::StageOpened { stage: dice.pick(Stage::ALL) },
                _ => {
                    let (stage, outcome) = (dice.pick(Stage::ALL), dice.pick(Outcome::ALL));
                    Event::OutcomeRecorded { claim, seen, stage, outcome, words: None, said_by: None, evidence: None }
                }
            },
            _ => Event::Undone { seq: 1 + dice.roll(review.head() as usize + 1) as u64 },
        };
        say(&mut review, dice.roll(3), event);
    }
    if dice.roll(2) == 0 {
        for blocker in blockers(&review, &[]) {
            let blocker = blocker.key(&review);
            say(&mut review, 0, Event::BlockerWaived { blocker, reason: "It is late".into() });
        }
        say(&mut review, 0, Event::SignedOff { head: "head".into(), signature: None });
        say(&mut review, 1, Event::Countersigned { head: "head".into(), signature: None });
        say(&mut review, 0, Event::StageOpened { stage: Stage::Kickoff });
        if dice.roll(2) == 0 {
            say(&mut review, 1, Event::Reopened { reason: "There is more".into() });
        }
    }
    match dice.roll(4) {
        0 if !written.is_empty() => {
            let at = dice.roll(written.len());
            written[at] ^= 1;
        }
        1 => written.truncate(written.len() * 2 / 3),
        _ => {}
    }
    Some(written)
}

/// A packet that is named by its number.
fn made(samples: &[std::path::PathBuf], folder: &Path, number: u64, nasty: &[Vec<u8>]) {
    let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    copy(&samples[dice.roll(samples.len())], folder);
    let _ = fs::remove_file(folder.join("audit.jsonl"));
    let mut draft: Value = serde_json::from_slice(&fs::read(folder.join("packet.json")).unwrap()).unwrap();
    for source in draft["sources"].as_array_mut().unwrap() {
        meddle(folder, source, &mut dice, nasty);
    }
    for claim in draft["claims"].as_array_mut().unwrap() {
        for quote in claim["evidence"].as_array_mut().into_iter().flatten() {
            spoil(quote, &mut dice);
        }
    }
    if dice.roll(15) == 0 {
        draft["claims"][0]["kind"] = json!("no such kind");
    }
    let bytes = serde_json::to_vec_pretty(&draft).unwrap();
    fs::write(folder.join("packet.json"), &bytes).unwrap();
    if dice.roll(4) != 0
        && let Some(trail) = trail(&bytes, &mut dice)
    {
        fs::write(folder.join("audit.jsonl"), trail).unwrap();
    }
}

#[test]
fn a_row_is_the_row_of_whoever_looks_at_everything() {
    let samples = library::packets(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-packets")).unwrap();
    let nasty: Vec<Vec<u8>> = ["nasty/eml", "nasty/json", "nasty/pdf", "nasty/strings", "nasty/vtt"]
        .into_iter()
        .flat_map(corpora::files)
        .map(|file| fs::read(file).unwrap())
        .filter(|bytes| bytes.len() < 200_000)
        .collect();
    // What is compared has to be there: packets that can't be read, faults of each sort, disputes, reopenings.
    let mut met = std::collections::BTreeMap::<&str, usize>::new();
    for number in 1..=PACKETS {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p");
        made(&samples, &path, number, &nasty);
        let (row, read) = match (pass::row(&path), pass::read(&path)) {
            (Ok(row), Ok(read)) => (row, read),
            (Err(broken), Err(error)) => {
                assert_eq!(broken.what, error.to_string(), "packet {number}");
                *met.entry("broken").or_default() += 1;
                continue;
            }
            (row, read) => panic!("packet {number}: {row:?} but {read:?}"),
        };
        let everything = locate::all(&Paths::find(&path).unwrap(), &read.review, |_, _| {});
        let slow = Row::of(path.display().to_string(), &read.review, &everything, read.problems);
        assert_eq!(row, slow, "packet {number}");
        let disputed = (0..read.review.len()).any(|index| read.review.disputed(index).is_some());
        let reopened = read.review.entries().iter().any(|entry| matches!(entry.event, Event::Reopened { .. }));
        let waived = read.review.entries().iter().any(|entry| matches!(entry.event, Event::BlockerWaived { .. }));
        for (what, is) in [
            ("orphans", row.orphans > 0),
            ("altered", row.altered > 0),
            ("problems", !row.problems.is_empty()),
            ("answered", row.readiness.yes > 0),
            ("disputed", disputed),
            ("reopened", reopened),
            ("waived", waived),
        ] {
            *met.entry(what).or_default() += usize::from(is);
        }
    }
    assert!(met.len() == 8 && met.values().all(|count| *count >= 2), "{met:?}");
}
