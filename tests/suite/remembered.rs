//! `handoff report` over a library that it has read before: the same words, less reading, and nothing that
//! changed meanwhile is missed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use assert_cmd::Command;
use handoff::report::remembered::{self, LEAST};
use handoff::report::{Row, pass};
use serde_json::json;
use tempfile::TempDir;

fn packet(folder: &Path, account: &str) {
    fs::create_dir_all(folder.join("sources")).unwrap();
    let packet = json!({
        "format": "handoff-packet/1", "id": folder.file_name().unwrap().to_str(), "account": {"name": account},
        "sources": [{"id": "s1", "kind": "call", "path": "sources/call.txt"}],
        "claims": [{"id": "c1", "kind": "buying_reason", "text": "They lose margin",
                    "evidence": [{"source": "s1", "quote": {"exact": "we lost thirty percent of margin"}}]}],
    });
    fs::write(folder.join("packet.json"), packet.to_string()).unwrap();
    fs::write(folder.join("sources/call.txt"), "Maya: Last year we lost thirty percent of margin.\n").unwrap();
}

struct Library {
    outer: TempDir,
}

impl Library {
    fn of(count: usize) -> Self {
        let outer = TempDir::new().unwrap();
        for number in 0..count {
            let account = ["Northwind Freight", "Halvorsen Dairy"][usize::from(number % 5 > 0)];
            packet(&outer.path().join("library").join(format!("p{number:03}")), account);
        }
        Self { outer }
    }

    fn path(&self) -> PathBuf {
        self.outer.path().join("library")
    }

    fn report(&self, more: &[&str]) -> String {
        let mut command = Command::cargo_bin("handoff").unwrap();
        command.env("XDG_CACHE_HOME", self.outer.path().join("cache")).args(["report", "--format", "json"]);
        let output = command.args(more).arg(self.path()).output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The files in which rows are kept.
    fn kept(&self) -> Vec<PathBuf> {
        let list = fs::read_dir(self.outer.path().join("cache/handoff/reports")).into_iter().flatten();
        list.map(|entry| entry.unwrap().path()).collect()
    }
}

/// The system's clock is past what a packet that was just written is too young for.
fn rest() {
    std::thread::sleep(Duration::from_millis(4_200));
}

#[test]
fn a_second_report_says_the_same_and_reads_only_what_changed() {
    let library = Library::of(LEAST + 5);
    rest();
    let first = library.report(&[]);
    let [kept] = &library.kept()[..] else { panic!("one file: {:?}", library.kept()) };
    assert_eq!(library.report(&[]), first);

    // What is kept is what is told, as long as the packet is as it was.
    let text = fs::read_to_string(kept).unwrap();
    assert_eq!(text.matches("\"account\":\"Northwind Freight\"").count(), 21);
    fs::write(kept, text.replace("\"account\":\"Northwind Freight\"", "\"account\":\"Remembered, Inc.\"")).unwrap();
    assert_eq!(library.report(&[]).matches("\"account\":\"Remembered, Inc.\"").count(), 21);

    // Each of these is another packet now, however little changed and whatever its times say.
    let packet = |number: usize| library.path().join(format!("p{number:03}"));
    let [one, two, three, four] = [0, 5, 10, 15];
    fs::write(packet(one).join("packet.json"), fs::read(packet(one).join("packet.json")).unwrap()).unwrap();
    let source = packet(two).join("sources/call.txt");
    let before = fs::metadata(&source).unwrap().modified().unwrap();
    let mut words = fs::read(&source).unwrap();
    words.swap(30, 31);
    fs::write(&source, words).unwrap();
    fs::File::options().write(true).open(&source).unwrap().set_modified(before).unwrap();
    fs::write(packet(three).join("sources/another.txt"), "Words.").unwrap();
    fs::rename(packet(four), library.path().join("moved")).unwrap();
    let told = library.report(&[]);
    assert_eq!(told.matches("\"account\":\"Remembered, Inc.\"").count(), 17);
    assert_eq!(told.matches("\"account\":\"Northwind Freight\"").count(), 4);

    // And who wants to have everything read gets that.
    let fresh = library.report(&["--fresh"]);
    assert_eq!(fresh.matches("\"account\":\"Northwind Freight\"").count(), 21);
    assert_eq!(library.report(&[]), fresh, "what is read again is what is remembered");
}

#[test]
fn a_damaged_or_foreign_memory_costs_time_and_nothing_else() {
    let library = Library::of(LEAST);
    rest();
    let first = library.report(&[]);
    let kept = library.kept().remove(0);
    let whole = fs::read(&kept).unwrap();
    let other_build = [b"handoff-rows/1 another build\n".as_slice(), &whole].concat();
    for damaged in [&whole[..whole.len() / 2], &whole[whole.len() / 2..], b"", b"\xff\xfe", &other_build] {
        fs::write(&kept, damaged).unwrap();
        assert_eq!(library.report(&[]), first);
        assert_eq!(library.report(&[]), first, "and it is whole again");
    }
    fs::remove_file(&kept).unwrap();
    fs::create_dir(&kept).unwrap();
    assert_eq!(library.report(&[]), first);
    fs::remove_dir_all(library.outer.path().join("cache")).unwrap();
    fs::write(library.outer.path().join("cache"), "in the way").unwrap();
    assert_eq!(library.report(&[]), first);
}

#[test]
fn small_libraries_leave_nothing_behind() {
    let library = Library::of(5);
    library.report(&[]);
    assert_eq!(library.kept(), Vec::<PathBuf>::new());
}

#[test]
fn what_changed_a_moment_ago_and_what_has_links_is_not_remembered() {
    let library = Library::of(1);
    let (remembered, _keeper) = remembered::of(&library.outer.path().join("rows"), &library.path(), false);
    let packet = library.path().join("p000");
    let now = SystemTime::now();
    assert_eq!(remembered.look(&packet, now), None);
    let later = now + Duration::from_secs(10);
    let seen = remembered.look(&packet, later);
    assert_eq!(seen.is_some(), cfg!(unix));
    assert_eq!(remembered.row(&seen.unwrap()), None, "nothing is kept yet");
    // A lock and what a review came to are no part of what a row rests on.
    fs::write(packet.join(".handoff-lock"), "").unwrap();
    fs::write(packet.join("reviewed.json"), "{}").unwrap();
    assert_eq!(remembered.look(&packet, later), seen);
    // Below, such names are those of sources.
    fs::write(packet.join("sources/reviewed.json"), "{}").unwrap();
    assert_ne!(remembered.look(&packet, later), seen);
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", packet.join("sources/link.txt")).unwrap();
    assert_eq!(remembered.look(&packet, later), None);
}

#[test]
fn a_packet_with_a_source_that_could_not_be_read_is_read_again() {
    let library = Library::of(LEAST);
    fs::remove_file(library.path().join("p001/sources/call.txt")).unwrap();
    rest();
    let first = library.report(&[]);
    let kept = fs::read_to_string(library.kept().remove(0)).unwrap();
    assert_eq!(kept.matches("\"id\":").count(), LEAST - 1);
    assert!(!kept.contains("\"id\":\"p001\""));
    assert_eq!(library.report(&[]), first);
}

#[test]
fn a_row_is_read_back_as_it_was_written() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-packets");
    for packet in fs::read_dir(samples).unwrap() {
        let row = pass::row(&packet.unwrap().path()).unwrap();
        let json = serde_json::to_string(&row).unwrap();
        assert_eq!(serde_json::from_str::<Row>(&json).unwrap(), row);
    }
}
