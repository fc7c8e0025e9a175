//! Programs that are killed, that race, and that run out of disk: the append protocol between processes.
//!
//! The child is this test binary again, told by an environment variable what to do. It prints `saved N`
//! only after an append has returned, so whatever was printed has to be in the trail.

use std::collections::HashSet;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

use handoff::audit::{AuditFile, Digest, Draft, Kind, Status};
use handoff::review::Event;
use tempfile::TempDir;

use super::append::note;
use super::trail::{PACKET, read};

const TRAIL: &str = "HANDOFF_TEST_TRAIL";
const NAME: &str = "HANDOFF_TEST_NAME";
const COUNT: &str = "HANDOFF_TEST_COUNT";

/// What the child does; does nothing when it is run as a test.
#[test]
fn child() {
    let Ok(path) = std::env::var(TRAIL) else { return };
    let name = std::env::var(NAME).unwrap();
    let count: u64 = std::env::var(COUNT).unwrap().parse().unwrap();
    let mut out = std::io::stdout();
    let mut file = AuditFile::open(path, Digest::of(PACKET)).unwrap().0;
    let mut n = 0;
    while n < count {
        let draft = Draft { at: jiff::Timestamp::now(), ..note(&format!("{name} {n}")) };
        match file.append(|_| Ok::<_, ()>(Some(draft))) {
            Ok(appended) => {
                let entry = appended.outcome.unwrap().unwrap();
                writeln!(out, "saved {} {name} {n}", entry.seq).unwrap();
                n += 1;
            }
            Err(trouble) if trouble.kind == Kind::Busy => {}
            Err(trouble) => {
                writeln!(out, "trouble {trouble}").unwrap();
                return;
            }
        }
    }
}

fn start(path: &Path, name: &str, count: u64) -> Child {
    command(Command::new(std::env::current_exe().unwrap()), path, name, count).spawn().unwrap()
}

fn command(mut command: Command, path: &Path, name: &str, count: u64) -> Command {
    command
        .args(["--exact", "kill::child", "--nocapture", "--test-threads", "1"])
        .env(TRAIL, path)
        .env(NAME, name)
        .env(COUNT, count.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// The (line, text) pairs that a child printed as saved. A last line that was cut off does not count.
fn saved(output: &str) -> Vec<(u64, String)> {
    let whole = &output[..output.rfind('\n').map_or(0, |end| end + 1)];
    whole
        .lines()
        .filter_map(|line| line[line.find("saved ")?..].strip_prefix("saved ")?.split_once(' '))
        .map(|(seq, text)| (seq.parse().unwrap(), text.to_owned()))
        .collect()
}

/// The (line, text) pairs of a trail, which has to hold up to a torn tail.
fn stored(path: &Path) -> HashSet<(u64, String)> {
    let reading = read(PACKET, &fs::read(path).unwrap_or_default());
    assert!(matches!(reading.status, Status::Sound | Status::Torn(_)), "{:?}", reading.status);
    reading
        .entries()
        .map(|entry| match &entry.event {
            Event::Noted { claim: None, text } => (entry.seq, text.clone()),
            event => panic!("{event:?}"),
        })
        .collect()
}

#[test]
fn whatever_was_told_as_saved_survives_a_kill_at_any_moment() {
    let rounds: u32 = match std::env::var("HANDOFF_KILL_ROUNDS") {
        Ok(rounds) => rounds.parse().expect("HANDOFF_KILL_ROUNDS is a number"),
        Err(_) => 25,
    };
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("audit.jsonl");
    let mut promised = HashSet::new();
    let clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let mut random = clock.as_nanos() as u64 | 1;
    let mut longest = 40_000;
    for round in 0..rounds {
        // Every third round, two programs at once.
        let names = [format!("a{round}"), format!("b{round}")];
        let names = if round % 3 == 0 { &names[..] } else { &names[..1] };
        let mut children: Vec<_> = names.iter().map(|name| start(&path, name, u64::MAX)).collect();
        // xorshift: any moment from before the file is open to well into the appends.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        // On a machine that is busy with other things, programs take longer to come to their appends.
        if promised.len() < 2 * round as usize && longest < 2_000_000 {
            longest *= 2;
        }
        thread::sleep(Duration::from_micros(random % longest));
        for child in &mut children {
            child.kill().unwrap();
        }
        for mut child in children {
            let mut output = String::new();
            child.stdout.take().unwrap().read_to_string(&mut output).unwrap();
            child.wait().unwrap();
            assert!(!output.contains("trouble"), "round {round}: {output}");
            promised.extend(saved(&output));
        }
        let stored = stored(&path);
        let lost: Vec<_> = promised.difference(&stored).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?}");
    }
    assert!(promised.len() as u32 > rounds, "only {} decisions in {rounds} rounds", promised.len());
}

#[test]
fn two_programs_with_a_thousand_decisions_each_lose_none() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("audit.jsonl");
    let children = ["dana", "sam"].map(|name| start(&path, name, 1000));
    let mut promised = HashSet::new();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let output = String::from_utf8(output.stdout).unwrap();
        assert!(!output.contains("trouble"), "{output}");
        promised.extend(saved(&output));
    }
    assert_eq!(promised.len(), 2000, "no line was promised twice");
    let reading = read(PACKET, &fs::read(&path).unwrap());
    assert_eq!(reading.status, Status::Sound);
    assert_eq!(stored(&path), promised);
    assert_eq!(reading.lines.len(), 2000);
}

#[cfg(unix)]
#[test]
fn a_full_disk_saves_nothing_and_says_so() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("audit.jsonl");
    // No file may grow beyond a few blocks of 512 or 1024 bytes, and the signal that says so is ignored,
    // so that the write fails half way: what a full disk does.
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""]).arg(std::env::current_exe().unwrap());
    let output = command(shell, &path, "dana", 1000).output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let trouble = output.lines().find(|line| line.contains("trouble")).unwrap_or_else(|| panic!("{output}"));
    assert!(trouble.contains("audit.jsonl: the decision was not saved: the file may not grow any larger"), "{trouble}");
    let promised: HashSet<_> = saved(&output).into_iter().collect();
    assert!(promised.len() > 3, "{output}");
    assert_eq!(stored(&path), promised);
    assert_eq!(read(PACKET, &fs::read(&path).unwrap()).status, Status::Sound, "nothing is left of the half line");
}
