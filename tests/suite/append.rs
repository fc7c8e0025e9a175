//! The append protocol: what is told as saved is on disk, and whatever fails leaves the trail as it was.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use handoff::audit::disk::Disk;
use handoff::audit::{AuditFile, Digest, Draft, Kind, Status, Trouble};
use handoff::review::{Entry, Event};
use tempfile::TempDir;

use super::trail::{PACKET, dana, events, read, trail};

pub fn note(text: &str) -> Draft {
    let at = jiff::Timestamp::from_millisecond(1_783_500_000_000).unwrap();
    Draft { at, by: dana(), event: Event::Noted { claim: None, text: text.into() } }
}

pub fn save(file: &mut AuditFile, text: &str) -> Result<Entry, Trouble> {
    let appended = file.append(|_| Ok::<_, ()>(Some(note(text))))?;
    Ok(appended.outcome.unwrap().unwrap())
}

fn texts<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<String> {
    entries
        .into_iter()
        .map(|entry| match &entry.event {
            Event::Noted { claim: _, text } => text.clone(),
            event => event.word().to_owned(),
        })
        .collect()
}

fn open(path: &Path) -> AuditFile {
    AuditFile::open(path, Digest::of(PACKET)).unwrap().0
}

fn path(folder: &TempDir) -> PathBuf {
    folder.path().join("audit.jsonl")
}

/// A trail of three entries on disk.
fn three(folder: &TempDir) -> (PathBuf, Vec<u8>) {
    let bytes = trail(PACKET, &events(3), true);
    fs::write(path(folder), &bytes).unwrap();
    (path(folder), bytes)
}

fn names(folder: &TempDir) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_first_decision_makes_the_file_and_it_is_private() {
    let folder = TempDir::new().unwrap();
    let mut file = open(&path(&folder));
    assert!(names(&folder).is_empty(), "opening writes nothing");
    let entry = save(&mut file, "one").unwrap();
    assert_eq!((entry.seq, entry.prev), (1, Digest::of(PACKET).hex()));
    assert_eq!(names(&folder), ["audit.jsonl"]);
    let bytes = fs::read(path(&folder)).unwrap();
    let reading = read(PACKET, &bytes);
    assert_eq!(reading.status, Status::Sound);
    assert_eq!(texts(reading.entries()), ["one"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(path(&folder)).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn what_others_wrote_is_seen_before_a_decision_is_made() {
    let folder = TempDir::new().unwrap();
    let (mut dana, mut sam) = (open(&path(&folder)), open(&path(&folder)));
    save(&mut dana, "one").unwrap();
    save(&mut dana, "two").unwrap();
    let mut seen = Vec::new();
    let appended = sam
        .append(|since| {
            seen = texts(since);
            Err::<Option<Draft>, _>("somebody decided that")
        })
        .unwrap();
    assert_eq!(seen, ["one", "two"]);
    assert_eq!(texts(&appended.new), ["one", "two"]);
    assert_eq!(appended.outcome, Err("somebody decided that"));
    save(&mut sam, "three").unwrap();
    assert_eq!(texts(&dana.refresh().unwrap()), ["three"]);
    assert_eq!(texts(&dana.refresh().unwrap()), Vec::<String>::new());
    assert_eq!(save(&mut dana, "four").unwrap().seq, 4);
    assert_eq!(read(PACKET, &fs::read(path(&folder)).unwrap()).status, Status::Sound);
}

#[test]
fn a_refused_first_decision_leaves_no_file() {
    let folder = TempDir::new().unwrap();
    let mut file = open(&path(&folder));
    let appended = file.append(|_| Err::<Option<Draft>, _>("no")).unwrap();
    assert_eq!(appended.outcome, Err("no"));
    assert!(names(&folder).is_empty());
    save(&mut file, "one").unwrap();
    assert_eq!(texts(read(PACKET, &fs::read(path(&folder)).unwrap()).entries()), ["one"]);
}

#[test]
fn every_entry_of_others_is_handed_over_once() {
    let folder = TempDir::new().unwrap();
    let (mut dana, mut sam) = (open(&path(&folder)), open(&path(&folder)));
    save(&mut dana, "one").unwrap();
    let disk = Failing::default();
    disk.fails.store(WRITE, Ordering::SeqCst);
    sam = sam.with_disk(disk.clone()).with_patience(Duration::from_millis(10));
    let shown = |file: &mut AuditFile| {
        let mut shown = Vec::new();
        let outcome = file.append(|since| {
            shown = texts(since);
            Ok::<_, ()>(Some(note("mine")))
        });
        (shown, outcome.is_ok())
    };
    // Shown, and then the write fails: it is not shown again.
    assert_eq!(shown(&mut sam), (vec!["one".to_owned()], false));
    assert_eq!(sam.refresh().unwrap(), []);
    // Somebody holds the lock, so it does not come to that: it is shown next time.
    save(&mut dana, "two").unwrap();
    let other = File::open(path(&folder)).unwrap();
    other.lock().unwrap();
    assert_eq!(shown(&mut sam), (vec![], false));
    other.unlock().unwrap();
    disk.fails.store(0, Ordering::SeqCst);
    assert_eq!(shown(&mut sam), (vec!["two".to_owned()], true));
}

/// A disk that counts, and fails where it is told to.
#[derive(Debug, Default, Clone)]
struct Failing {
    syncs: Arc<AtomicU64>,
    writes: Arc<AtomicU64>,
    /// The last write took only half.
    filled: Arc<AtomicBool>,
    /// Bit 1: the write fails. 2: it is short, and the next one fails. 4: the sync fails. 8: so does cutting back.
    fails: Arc<AtomicU64>,
}

const WRITE: u64 = 1;
const SHORT: u64 = 2;
const SYNC: u64 = 4;
const CUT: u64 = 8;

impl Failing {
    fn fails(&self, what: u64) -> io::Result<()> {
        if self.fails.load(Ordering::SeqCst) & what == 0 { Ok(()) } else { Err(io::ErrorKind::StorageFull.into()) }
    }
}

impl Disk for Failing {
    fn write(&self, mut file: &File, bytes: &[u8]) -> io::Result<usize> {
        self.writes.fetch_add(1, Ordering::SeqCst);
        self.fails(WRITE)?;
        match self.fails(SHORT) {
            Ok(()) => io::Write::write(&mut file, bytes),
            Err(_) if !self.filled.swap(true, Ordering::SeqCst) => {
                io::Write::write(&mut file, &bytes[..bytes.len() / 2])
            }
            Err(error) => {
                self.filled.store(false, Ordering::SeqCst);
                Err(error)
            }
        }
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        self.syncs.fetch_add(1, Ordering::SeqCst);
        self.fails(SYNC)?;
        file.sync_data()
    }

    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        self.fails(CUT)?;
        file.set_len(length)
    }
}

#[test]
fn one_write_and_one_sync_a_decision() {
    let folder = TempDir::new().unwrap();
    let disk = Failing::default();
    let mut file = open(&path(&folder)).with_disk(disk.clone());
    for n in 1..=20 {
        save(&mut file, &format!("note {n}")).unwrap();
        assert_eq!((disk.writes.load(Ordering::SeqCst), disk.syncs.load(Ordering::SeqCst)), (n, n));
    }
}

#[test]
fn a_write_or_sync_that_fails_leaves_the_trail_as_it_was() {
    for fails in [WRITE, SHORT, SYNC] {
        for first in [true, false] {
            let folder = TempDir::new().unwrap();
            let before = if first { Vec::new() } else { three(&folder).1 };
            let disk = Failing::default();
            let mut file = open(&path(&folder)).with_disk(disk.clone());
            disk.fails.store(fails, Ordering::SeqCst);
            let trouble = save(&mut file, "lost").unwrap_err();
            assert_eq!(trouble.kind, Kind::Disk);
            assert!(trouble.what.contains("not saved: the disk is full"), "{}", trouble.what);
            assert_eq!(fs::read(path(&folder)).unwrap_or_default(), before);
            assert_eq!(names(&folder).is_empty(), first, "no file is left where there was none");
            assert_eq!(disk.syncs.load(Ordering::SeqCst), u64::from(fails == SYNC), "a failed sync is not retried");

            // The disk has room again.
            disk.fails.store(0, Ordering::SeqCst);
            let entry = save(&mut file, "kept").unwrap();
            assert_eq!(entry.seq, if first { 1 } else { 4 });
            assert_eq!(read(PACKET, &fs::read(path(&folder)).unwrap()).status, Status::Sound);
        }
    }
}

#[test]
fn what_can_not_be_taken_back_is_looked_for_before_anything_else_is_written() {
    let folder = TempDir::new().unwrap();
    let (path, _) = three(&folder);
    let disk = Failing::default();
    let mut file = open(&path).with_disk(disk.clone());
    disk.fails.store(SYNC | CUT, Ordering::SeqCst);
    let trouble = save(&mut file, "perhaps").unwrap_err();
    assert_eq!(trouble.kind, Kind::Unknown);
    disk.fails.store(0, Ordering::SeqCst);
    assert_eq!(texts(&file.refresh().unwrap()), ["perhaps"], "it turned out to be there");

    disk.fails.store(SHORT | CUT, Ordering::SeqCst);
    assert_eq!(save(&mut file, "half of it").unwrap_err().kind, Kind::Unknown);
    disk.fails.store(0, Ordering::SeqCst);
    let appended = file.append(|_| Ok::<_, ()>(Some(note("after")))).unwrap();
    assert_eq!(appended.repaired.map(|repaired| repaired.line), Some(5));
    assert_eq!(appended.outcome.unwrap().unwrap().seq, 5);
    assert_eq!(read(PACKET, &fs::read(&path).unwrap()).status, Status::Sound);
}

#[test]
fn a_torn_tail_is_moved_aside_whole_and_never_overwritten() {
    let folder = TempDir::new().unwrap();
    let (path, good) = three(&folder);
    let aside = folder.path().join("audit.jsonl.torn");
    let mut kept = 0;
    for torn in [&b"{\"seq\":4,\"prev\""[..], &[0; 700], b"{\"seq\":4", &[b'{', 0, 0]] {
        fs::write(&path, [&good[..], torn].concat()).unwrap();
        let mut file = open(&path);
        assert_eq!(fs::read(&path).unwrap().len(), good.len() + torn.len(), "opening writes nothing");
        let repaired = file.repair().unwrap().unwrap();
        assert_eq!((repaired.line, repaired.bytes), (4, torn.len() as u64));
        assert_eq!(fs::read(&path).unwrap(), good);
        let lots = fs::read(&aside).unwrap();
        assert!(lots.windows(torn.len()).any(|bytes| bytes == torn));
        assert!(lots.len() > kept, "earlier ones stay");
        kept = lots.len();
        assert_eq!(file.repair().unwrap(), None);
        assert_eq!(save(&mut file, "on we go").unwrap().seq, 4);
        assert_eq!(read(PACKET, &fs::read(&path).unwrap()).status, Status::Sound);
    }
}

#[test]
fn an_entry_that_only_lacks_its_newline_is_kept() {
    for nuls in [0, 1, 5000] {
        let folder = TempDir::new().unwrap();
        let (path, good) = three(&folder);
        fs::write(&path, [&good[..good.len() - 1], &vec![0; nuls]].concat()).unwrap();
        let (mut file, reading) = AuditFile::open(&path, Digest::of(PACKET)).unwrap();
        assert_eq!(reading.lines.len(), 3);
        let appended = file.append(|_| Ok::<_, ()>(Some(note("four")))).unwrap();
        assert_eq!(appended.new, [], "the caller had the third from the reading");
        assert!(appended.repaired.is_some());
        let bytes = fs::read(&path).unwrap();
        assert!(bytes.starts_with(&good));
        assert_eq!(read(PACKET, &bytes).lines.len(), 4);
    }
}

#[test]
fn a_tail_that_another_program_tore_is_moved_aside_by_the_next_append() {
    let folder = TempDir::new().unwrap();
    let (path, good) = three(&folder);
    let mut file = open(&path);
    save(&mut file, "four").unwrap();
    let good_four = fs::read(&path).unwrap();
    assert!(good_four.len() > good.len());
    fs::write(&path, [&good_four[..], b"{\"seq\":5"].concat()).unwrap();
    assert_eq!(file.refresh().unwrap(), [], "looking does not mind, and does not touch");
    assert_eq!(fs::read(&path).unwrap().len(), good_four.len() + 8);
    let appended = file.append(|_| Ok::<_, ()>(Some(note("five")))).unwrap();
    assert_eq!(appended.repaired.unwrap().bytes, 8);
    assert_eq!(read(PACKET, &fs::read(&path).unwrap()).lines.len(), 5);
}

#[test]
fn a_broken_trail_is_not_written_to() {
    let folder = TempDir::new().unwrap();
    let (path, mut bytes) = three(&folder);
    bytes[40] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let (mut file, reading) = AuditFile::open(&path, Digest::of(PACKET)).unwrap();
    assert!(matches!(reading.status, Status::Broken(_)));
    let trouble = save(&mut file, "no").unwrap_err();
    assert_eq!((trouble.kind, trouble.place.as_str()), (Kind::Broken, "audit.jsonl, line 1"));
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_tail_that_was_changed_since_it_was_read_is_not_appended_to() {
    let folder = TempDir::new().unwrap();
    let (path, good) = three(&folder);
    for at in [good.len() - 2, good.len() - 200] {
        fs::write(&path, &good).unwrap();
        let mut file = open(&path);
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        fs::write(&path, &bytes).unwrap();
        let trouble = save(&mut file, "no").unwrap_err();
        assert_eq!((trouble.kind, trouble.place.as_str()), (Kind::Broken, "audit.jsonl, line 3"));
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn a_trail_that_became_shorter_or_vanished_is_not_written_to() {
    let folder = TempDir::new().unwrap();
    let (path, good) = three(&folder);
    let two = good[..good.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;

    let mut file = open(&path);
    fs::write(&path, &good[..two]).unwrap();
    let trouble = save(&mut file, "no").unwrap_err();
    assert_eq!(trouble.kind, Kind::Rewritten);
    assert_eq!(trouble.what, "3 entries were read before, now there are 2");
    assert_eq!(fs::read(&path).unwrap(), &good[..two]);

    fs::write(&path, &good).unwrap();
    let mut file = open(&path);
    fs::remove_file(&path).unwrap();
    assert_eq!(save(&mut file, "no").unwrap_err().kind, Kind::Rewritten);
    assert!(names(&folder).is_empty(), "it is not begun anew");
    assert_eq!(open(&path).refresh().unwrap(), []);
}

#[test]
fn a_file_replaced_by_an_equal_one_is_followed() {
    let folder = TempDir::new().unwrap();
    let (path, good) = three(&folder);
    let mut file = open(&path);
    save(&mut file, "four").unwrap();
    // An editor that saves by renaming: the open handle now belongs to a file that nobody sees.
    let bytes = fs::read(&path).unwrap();
    let copy = folder.path().join("copy");
    fs::write(&copy, &bytes).unwrap();
    fs::rename(&copy, &path).unwrap();
    assert_eq!(save(&mut file, "five").unwrap().seq, 5);
    assert_eq!(read(PACKET, &fs::read(&path).unwrap()).lines.len(), 5);

    // And by one that holds as well, but is another history.
    let other = trail(PACKET, &events(7)[1..], true);
    fs::write(&copy, &other).unwrap();
    fs::rename(&copy, &path).unwrap();
    assert_eq!(save(&mut file, "six").unwrap_err().kind, Kind::Rewritten);
    assert_eq!(fs::read(&path).unwrap(), other);
    assert!(!good.is_empty());
}

#[test]
fn what_is_not_a_file_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = path(&folder);
    fs::create_dir(&path).unwrap();
    let trouble = AuditFile::open(&path, Digest::of(PACKET)).unwrap_err();
    assert_eq!(trouble.kind, Kind::Denied);
    assert!(trouble.what.contains("not a file"), "{}", trouble.what);
    fs::remove_dir(&path).unwrap();
    #[cfg(unix)]
    {
        // A link that leads nowhere yet must not become a file somewhere else.
        let elsewhere = folder.path().join("elsewhere");
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        let trouble = AuditFile::open(&path, Digest::of(PACKET)).unwrap_err();
        assert!(trouble.what.contains("link to another place"), "{}", trouble.what);
        assert!(!elsewhere.exists());
        fs::remove_file(&path).unwrap();

        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        assert_eq!(AuditFile::open(&path, Digest::of(PACKET)).unwrap_err().kind, Kind::Denied);
    }
}

#[test]
fn a_folder_that_can_not_be_written_to_saves_nothing() {
    let folder = TempDir::new().unwrap();
    // Permissions do not bind whoever runs the tests as root, so the folder is one that is not there.
    let path = folder.path().join("gone").join("audit.jsonl");
    let mut file = AuditFile::open(&path, Digest::of(PACKET)).unwrap().0;
    let trouble = save(&mut file, "no").unwrap_err();
    assert_eq!(trouble.kind, Kind::Denied);
    assert!(trouble.what.starts_with("can't be written: "), "{}", trouble.what);
}

#[test]
fn whoever_holds_the_lock_too_long_is_named() {
    let folder = TempDir::new().unwrap();
    let (path, good) = three(&folder);
    let mut file = open(&path).with_patience(Duration::from_millis(30));
    let other = File::open(&path).unwrap();
    other.lock().unwrap();
    let start = Instant::now();
    let trouble = save(&mut file, "no").unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(2));
    assert_eq!(trouble.kind, Kind::Busy);
    if cfg!(target_os = "linux") {
        assert!(trouble.what.contains(&format!("(process {})", std::process::id())), "{}", trouble.what);
    }
    assert_eq!(file.refresh().unwrap(), [], "looking does not fail over it");
    assert_eq!(fs::read(&path).unwrap(), good);
    other.unlock().unwrap();
    assert_eq!(save(&mut file, "yes").unwrap().seq, 4);
}

#[test]
fn a_clock_that_went_back_is_written_as_it_is_and_told() {
    let folder = TempDir::new().unwrap();
    let mut file = open(&path(&folder));
    let later = |seconds: i64| {
        let draft = note("x");
        Draft { at: draft.at + jiff::SignedDuration::from_secs(seconds), ..draft }
    };
    let mut append = |draft: Draft| file.append(|_| Ok::<_, ()>(Some(draft))).unwrap();
    append(later(100));
    // It only waited for the lock.
    let waited = append(later(99));
    assert_eq!(waited.notice, None);
    assert_eq!(waited.outcome.unwrap().unwrap().at, later(100).at);
    let back = append(later(0));
    assert!(back.notice.unwrap().contains("one of the clocks is wrong"));
    assert_eq!(back.outcome.unwrap().unwrap().at, later(0).at);
    assert_eq!(read(PACKET, &fs::read(path(&folder)).unwrap()).notices.len(), 1);
}

#[test]
fn decisions_that_belong_together_are_written_together() {
    let folder = TempDir::new().unwrap();
    let disk = Failing::default();
    let mut file = open(&path(&folder)).with_disk(disk.clone());
    save(&mut file, "one").unwrap();
    let both = || Ok::<_, ()>(vec![note("two"), note("three")]);
    let appended = file.append_all(|_| both()).unwrap();
    assert_eq!(appended.outcome.unwrap().iter().map(|entry| entry.seq).collect::<Vec<_>>(), [2, 3]);
    assert_eq!((disk.writes.load(Ordering::SeqCst), disk.syncs.load(Ordering::SeqCst)), (2, 2));
    let before = fs::read(path(&folder)).unwrap();
    assert_eq!(read(PACKET, &before).lines.len(), 3);
    disk.fails.store(SHORT, Ordering::SeqCst);
    assert_eq!(file.append_all(|_| both()).unwrap_err().kind, Kind::Disk);
    assert_eq!(fs::read(path(&folder)).unwrap(), before);
    disk.fails.store(0, Ordering::SeqCst);
    assert_eq!(file.append_all(|_| both()).unwrap().outcome.unwrap().len(), 2);
    assert_eq!(file.append_all(|_| Ok::<_, ()>(Vec::new())).unwrap().outcome.unwrap(), []);
    assert_eq!(read(PACKET, &fs::read(path(&folder)).unwrap()).lines.len(), 5);
}

#[test]
fn an_entry_that_is_too_long_is_refused() {
    let folder = TempDir::new().unwrap();
    let mut file = open(&path(&folder));
    let trouble = save(&mut file, &"x".repeat(handoff::audit::LINE_LIMIT)).unwrap_err();
    assert_eq!(trouble.kind, Kind::TooLong);
    assert!(names(&folder).is_empty());
    assert_eq!(save(&mut file, "short").unwrap().seq, 1);
}

#[test]
fn times_are_kept_to_the_millisecond_in_utc() {
    let folder = TempDir::new().unwrap();
    let mut file = open(&path(&folder));
    let draft = Draft { at: "2026-07-03T11:00:00.1239+02:00".parse().unwrap(), ..note("x") };
    file.append(|_| Ok::<_, ()>(Some(draft))).unwrap();
    let line = fs::read_to_string(path(&folder)).unwrap();
    assert!(line.contains(r#""at":"2026-07-03T09:00:00.123Z""#), "{line}");
}
