//! Packets on disk: what is found, what is refused, and that every refusal is one clear message.

use std::fs;
use std::path::{Path, PathBuf};

use handoff::audit::{Digest, Status};
use handoff::packet::{ClaimId, PacketId, Source, SourceId, SourceKind};
use handoff::review::{Actor, Event, Review, Seat};
use handoff::store::open_field::{self, OpenField};
use handoff::store::place::Place;
use handoff::store::{self, Paths, StoreError, atomic, library, reviewed, sources};
use tempfile::TempDir;

use super::trail::{PACKET, dana, events, trail};

fn packet(folder: &TempDir) -> PathBuf {
    fs::write(folder.path().join("packet.json"), PACKET).unwrap();
    folder.path().to_owned()
}

fn refused(path: &Path) -> StoreError {
    store::open(path).unwrap_err()
}

/// The message and hint together, as a person gets them.
fn words(error: &StoreError) -> String {
    format!("{error} | {}", error.hint.as_deref().unwrap_or_default())
}

#[test]
fn a_packet_is_a_folder_or_its_file_or_a_file_of_any_name() {
    let folder = TempDir::new().unwrap();
    let path = packet(&folder);
    fs::write(path.join("audit.jsonl"), trail(PACKET, &events(2), true)).unwrap();
    for path in [path.clone(), path.join("packet.json")] {
        let opened = store::open(&path).unwrap();
        assert_eq!(opened.packet.id, PacketId("northwind-freight".into()));
        assert_eq!(opened.bytes, PACKET);
        assert_eq!(opened.sha256, Digest::of(PACKET));
        assert_eq!(opened.reading.lines.len(), 2);
        assert_eq!(opened.paths.reviewed, folder.path().join("reviewed.json"));
    }
    fs::write(path.join("acme.json"), PACKET).unwrap();
    let opened = store::open(&path.join("acme.json")).unwrap();
    assert_eq!(opened.reading.lines.len(), 0, "the other packet's trail is not its own");
    assert_eq!(opened.paths.trail, path.join("acme.audit.jsonl"));
    assert_eq!(opened.paths.reviewed, path.join("acme.reviewed.json"));
}

#[test]
fn opening_writes_nothing() {
    let folder = TempDir::new().unwrap();
    let path = packet(&folder);
    fs::write(path.join("audit.jsonl"), [&trail(PACKET, &events(2), true)[..], b"{\"seq\":3"].concat()).unwrap();
    let before: Vec<_> = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let opened = store::open(&path).unwrap();
    assert!(matches!(opened.reading.status, Status::Torn(_)));
    let after: Vec<_> = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(before, after);
}

#[test]
fn a_draft_that_was_changed_meanwhile_is_not_taken_for_the_one_that_was_opened() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("packet.json"), PACKET).unwrap();
    let opened = store::open(folder.path()).unwrap();
    assert_eq!(store::draft_again(&opened.paths, opened.sha256).unwrap(), PACKET);
    fs::write(folder.path().join("packet.json"), [PACKET, b" "].concat()).unwrap();
    let error = store::draft_again(&opened.paths, opened.sha256).unwrap_err();
    assert!(error.to_string().ends_with("was changed while it was open; put the draft of before back"), "{error}");
}

#[test]
fn what_is_not_a_packet_is_told_apart() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    let with = |name: &str, bytes: &[u8]| {
        fs::write(at(name), bytes).unwrap();
        words(&refused(&at(name)))
    };
    assert!(words(&refused(&at("nothing"))).contains("there is no such file or folder"));
    assert!(words(&refused(folder.path())).contains("no packet.json in this folder | `handoff draft`"));
    assert!(with("a.json", b"").contains("the file is empty"));
    assert!(with("a.json", b"{\"format\":").contains("ends in the middle"));
    assert!(with("a.json", b"\xff\xfe{").contains("UTF-16"));
    assert!(
        with("a.json", b"hello")
            .contains("not JSON (expected value), expected a packet in JSON | if it is a transcript")
    );
    assert!(with("a.json", b" [{}]").contains("found a list, expected a packet"));
    assert!(with("audit.jsonl", b"").contains("this is the trail of a review"));
    assert!(with("reviewed.json", PACKET).contains("this is what a review came to"));
    assert!(with("acme.reviewed.json", PACKET).contains("this is what a review came to"));

    fs::create_dir_all(at("one/packet.json")).unwrap();
    assert!(words(&refused(&at("one"))).contains("packet.json: is a folder, expected a file"));
    fs::create_dir(at("library")).unwrap();
    for name in ["b", "a"] {
        fs::create_dir(at("library").join(name)).unwrap();
        fs::write(at("library").join(name).join("packet.json"), PACKET).unwrap();
    }
    assert!(words(&refused(&at("library"))).contains("there are 2 packets in folders below it"));
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_not_waited_for() {
    let folder = TempDir::new().unwrap();
    let pipe = folder.path().join("packet.json");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    assert!(words(&refused(folder.path())).contains("is a named pipe, expected a file"));
    assert!(words(&refused(Path::new("/dev/zero"))).contains("is a device, expected a file"));
}

#[test]
fn a_packet_that_is_too_large_is_not_read() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("packet.json");
    // A file with a hole in it: it has the length and needs no room.
    fs::File::create(&path).unwrap().set_len(store::LIMIT + 1).unwrap();
    assert!(words(&refused(&path)).contains("has 512 MB, expected at most 512 MB"), "{}", words(&refused(&path)));
}

#[test]
fn a_library_is_every_packet_below_a_folder() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["west/acme", "east/beta", "gamma", ".hidden/delta"] {
        fs::create_dir_all(at(name)).unwrap();
        fs::write(at(name).join("packet.json"), PACKET).unwrap();
    }
    fs::write(at("gamma/other.json"), PACKET).unwrap();
    fs::write(at("single.json"), PACKET).unwrap();
    fs::write(at("single.reviewed.json"), PACKET).unwrap();
    fs::write(at("notes.json"), b"{}").unwrap();
    let found = library::packets(folder.path()).unwrap();
    assert_eq!(found, [at("east/beta"), at("gamma"), at("single.json"), at("west/acme")]);
}

fn source(path: Option<&str>, text: Option<&str>) -> Source {
    Source {
        id: SourceId("s1".into()),
        kind: SourceKind::from("call".to_owned()),
        title: None,
        date: None,
        path: path.map(str::to_owned),
        text: text.map(str::to_owned),
        sha256: None,
        summary: Vec::new(),
    }
}

fn loaded(folder: &TempDir, path: &str) -> Result<String, String> {
    let paths = Paths::find(folder.path()).unwrap();
    let loaded = sources::load(&paths, &source(Some(path), None));
    loaded.import.map(|import| import.text.as_str().to_owned()).map_err(|why| why.what)
}

#[test]
fn a_source_lies_in_the_folder_or_in_the_packet() {
    let folder = TempDir::new().unwrap();
    packet(&folder);
    let words = "Nobody knew.\n";
    fs::create_dir(folder.path().join("sources")).unwrap();
    fs::write(folder.path().join("sources/call 1: discovery.txt"), words).unwrap();
    assert_eq!(loaded(&folder, "sources/call 1: discovery.txt").as_deref(), Ok(words));
    assert_eq!(loaded(&folder, "./sources/call 1: discovery.txt").as_deref(), Ok(words));

    let paths = Paths::find(folder.path()).unwrap();
    let inline = sources::load(&paths, &source(None, Some(words)));
    assert_eq!(inline.import.unwrap().text.as_str(), words);
    assert_eq!((inline.unchanged, inline.bytes), (None, words.len() as u64));
    assert_eq!(inline.sha256, Some(Digest::of(words.as_bytes())));
    let empty = sources::load(&paths, &source(None, Some("")));
    assert_eq!(empty.import.unwrap().text.as_str(), "");

    for (sha256, unchanged) in [(Digest::of(words.as_bytes()).hex(), true), ("0".repeat(64), false)] {
        let source = Source { sha256: Some(sha256), ..source(None, Some(words)) };
        assert_eq!(sources::load(&paths, &source).unchanged, Some(unchanged));
    }
    let both = sources::load(&paths, &source(Some("a"), Some("b"))).import.unwrap_err();
    assert!(both.what.contains("both a `path` and a `text`"));
    let neither = sources::load(&paths, &source(None, None)).import.unwrap_err();
    assert!(neither.what.contains("neither a `path` nor a `text`"));
}

#[test]
fn a_source_path_that_leaves_the_folder_is_refused() {
    let outer = TempDir::new().unwrap();
    let folder = TempDir::new_in(outer.path()).unwrap();
    packet(&folder);
    let secret = outer.path().join("secret.txt");
    fs::write(&secret, "secret").unwrap();
    let inside = folder.path().file_name().unwrap().to_str().unwrap();
    for path in [
        "../secret.txt",
        "sources/../../secret.txt",
        &format!("../{inside}/packet.json"),
        "..",
        secret.to_str().unwrap(),
        "/etc/passwd",
        "C:\\secret.txt",
        "C:secret.txt",
        "\\\\server\\share\\secret.txt",
        "..\\secret.txt",
        "",
        "secret\0.txt",
    ] {
        let why = loaded(&folder, path).unwrap_err();
        let said = ["refused", "absolute", "backslash", "empty", "NUL"].iter().any(|word| why.contains(word));
        assert!(said, "{path:?}: {why}");
    }
    for (path, what) in [(".", "is a folder"), ("nothing.vtt", "no such file")] {
        let why = loaded(&folder, path).unwrap_err();
        assert!(why.contains(what), "{path:?}: {why}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_only_inside_the_folder() {
    use std::os::unix::fs::symlink;

    let outer = TempDir::new().unwrap();
    let folder = TempDir::new_in(outer.path()).unwrap();
    packet(&folder);
    let at = |name: &str| folder.path().join(name);
    fs::write(outer.path().join("secret.txt"), "secret").unwrap();
    fs::create_dir(outer.path().join("elsewhere")).unwrap();
    fs::write(outer.path().join("elsewhere/secret.txt"), "secret").unwrap();
    fs::write(at("call.txt"), "words").unwrap();

    symlink("call.txt", at("inside.txt")).unwrap();
    symlink(at("call.txt"), at("absolute-inside.txt")).unwrap();
    assert_eq!(loaded(&folder, "inside.txt").as_deref(), Ok("words"));
    assert_eq!(loaded(&folder, "absolute-inside.txt").as_deref(), Ok("words"));

    symlink("../secret.txt", at("out.txt")).unwrap();
    symlink(outer.path().join("secret.txt"), at("absolute-out.txt")).unwrap();
    symlink("out.txt", at("twice.txt")).unwrap();
    symlink(outer.path().join("elsewhere"), at("sources")).unwrap();
    for path in ["out.txt", "absolute-out.txt", "twice.txt", "sources/secret.txt"] {
        assert!(loaded(&folder, path).unwrap_err().contains("out of the packet's folder through a link"), "{path}");
    }
    symlink("loop.txt", at("loop.txt")).unwrap();
    assert!(loaded(&folder, "loop.txt").is_err());
    // The packet's folder itself may be reached through a link.
    symlink(folder.path(), outer.path().join("alias")).unwrap();
    let paths = Paths::find(&outer.path().join("alias")).unwrap();
    assert!(sources::load(&paths, &source(Some("call.txt"), None)).import.is_ok());

    rustix::fs::mknodat(rustix::fs::CWD, at("pipe.txt"), rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    assert!(loaded(&folder, "pipe.txt").unwrap_err().contains("a named pipe"));
}

#[test]
fn the_projection_is_replaced_whole_and_names_the_trails_head() {
    let folder = TempDir::new().unwrap();
    let path = packet(&folder);
    let opened = store::open(&path).unwrap();
    assert_eq!(reviewed::witness(&opened.paths).unwrap(), None);
    for _ in 0..2 {
        reviewed::write(&opened.paths, serde_json::json!({"id": "x", "trail": "mine"}), opened.trail.tip()).unwrap();
    }
    let witness = reviewed::witness(&opened.paths).unwrap().unwrap();
    assert_eq!((witness.entries, witness.head()), (0, Some(opened.sha256)));
    let names: Vec<_> = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "nothing unfinished is left: {names:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(path.join("reviewed.json")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    fs::remove_file(path.join("reviewed.json")).unwrap();
    fs::create_dir(path.join("reviewed.json")).unwrap();
    let error = reviewed::write(&opened.paths, serde_json::json!({}), opened.trail.tip()).unwrap_err();
    assert!(error.to_string().contains("reviewed.json: can't be written"), "{error}");
    assert_eq!(fs::read_dir(&path).unwrap().count(), 2, "nothing unfinished is left");
}

#[test]
fn what_a_killed_program_left_unfinished_is_taken_away() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    for (name, is_old) in [(".handoff-a.tmp", true), (".handoff-b.tmp", false), ("mine.tmp", true)] {
        let file = fs::File::create(at(name)).unwrap();
        if is_old {
            file.set_modified(old).unwrap();
        }
    }
    atomic::clean(folder.path());
    assert!(!at(".handoff-a.tmp").exists());
    assert!(at(".handoff-b.tmp").exists() && at("mine.tmp").exists());
}

#[test]
fn an_open_field_is_offered_to_its_own_writer_until_it_is_closed() {
    let folder = TempDir::new().unwrap();
    let path = packet(&folder);
    let paths = Paths::find(&path).unwrap();
    let sam = Actor { name: "Sam Lee".into(), email: None, role: Seat::Ae };
    let field = OpenField { claim: Some(ClaimId("c01".into())), field: "edit".into(), text: "half a senten".into() };
    assert_eq!(open_field::kept(&paths, &dana()), None);
    open_field::keep(&paths, &dana(), &field).unwrap();
    assert_eq!(open_field::kept(&paths, &dana()), Some(field));
    assert_eq!(open_field::kept(&paths, &sam), None);
    open_field::forget(&paths, &dana());
    assert_eq!(open_field::kept(&paths, &dana()), None);
    assert_eq!(fs::read_dir(&path).unwrap().count(), 1);
}

#[test]
fn a_place_is_data_that_older_and_newer_versions_read() {
    let place: Place = serde_json::from_str(r#"{"claim":"c07","mood":"good"}"#).unwrap();
    assert_eq!(place, Place { claim: Some(ClaimId("c07".into())), layout: None, asks: Vec::new() });
}

#[test]
fn decisions_written_together_are_each_held_against_what_was_seen_of_their_own_claim() {
    let folder = TempDir::new().unwrap();
    let draft = r#"{"format": "handoff-packet/1", "id": "n", "account": {"name": "N"}, "sources": [],
      "claims": [{"id": "c1", "kind": "use_case", "text": "One"}, {"id": "c2", "kind": "use_case", "text": "Two"}]}"#;
    fs::write(folder.path().join("packet.json"), draft).unwrap();
    let open = || {
        let opened = store::open(folder.path()).unwrap();
        let review = Review::open(opened.packet);
        (opened.trail, review)
    };
    let accept = |claim: &str| Event::ClaimAccepted { claim: claim.into(), seen: 0, reason: None };
    let edit = |claim: &str| Event::ClaimEdited { claim: claim.into(), seen: 0, text: "Else".into(), reason: None };
    // Both have opened the packet before anything was decided.
    let ((mut trail, mut review), (mut late, mut behind)) = (open(), open());
    store::record(&mut trail, &mut review, &dana(), vec![accept("c2")]).unwrap();
    // The first of these would do; the second overrules what nobody here has seen.
    let refusal = store::record(&mut late, &mut behind, &dana(), vec![accept("c1"), edit("c2")]).unwrap_err();
    assert!(refusal.what.contains("c2"), "{refusal}");
    assert_eq!(behind.head(), 1, "what the other wrote is taken in, and nothing of this is written");
    // A second decision about a claim follows the first one, and one about another claim that was seen stands.
    let again = edit("c2").having_seen(behind.touched(behind.find(&"c2".into()).unwrap()));
    store::record(&mut late, &mut behind, &dana(), vec![accept("c1"), edit("c1"), again]).unwrap();
    assert_eq!((behind.head(), behind.decided()), (4, 2));
}
