//! Every source format: one small file each, read for what it is, whatever it is called; and what broken
//! bytes do to all of them. The files are invented; `tests/fixtures/source/README.md` says how they were made.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use handoff::source::{Import, Unreadable, import};
use proptest::prelude::*;

use crate::corpora;

/// File, format, and words that have to be in its text as they are here.
const FIXTURES: &[(&str, &str, &str)] = &[
    ("assemblyai.json", "AssemblyAI", "We lost thirty percent."),
    ("deck.pptx", "PowerPoint", "Don't promise Joliet before the new year."),
    ("deepgram.json", "Deepgram", "We lost thirty percent."),
    ("fathom.json", "Fathom", "We lost thirty percent."),
    ("fireflies.json", "Fireflies", "we lost uh thirty percent"),
    ("gong-transcript.json", "Gong", "We will get that down by the end of Q1."),
    ("grain.json", "Grain", "We lost thirty percent."),
    ("grain.txt", "plain text", "We lost thirty percent."),
    ("hubspot-contacts.csv", "CSV", "VP Operations"),
    ("hubspot-notes.csv", "CSV", "SSO by go-live"),
    ("mail.eml", "mail", "Okta single sign-on will be live on October 6."),
    ("mailbox.mbox", "mailbox", "The price holds for 24 months."),
    ("meet.docx", "Word", "Of the fees, I should say."),
    ("meet.json", "Google Meet", "We lost thirty percent."),
    ("meet.txt", "plain text", "Of the fees, I should say."),
    ("native.jsonl", "handoff source", "We lost thirty percent."),
    ("notes.xlsx", "Excel", "SSO by go-live."),
    ("order-form.pdf", "PDF", "USD 84,000 a year, held for 24 months."),
    ("otter-untimed.txt", "plain text", "Of the fees, not of the margin."),
    ("otter.txt", "plain text", "Of the fees, not of the margin."),
    ("proposal.docx", "Word", "Price held for 24 months"),
    ("proposal.html", "HTML", "You lost thirty percent of the margin."),
    ("salesforce-report.csv", "CSV", "Brückner Wohnen"),
    ("salesforce-tasks.csv", "CSV", "She is the champion."),
    ("slack-channel.json", "Slack", "SSO & Okta by go-live"),
    ("slack-export.zip", "Slack", "SSO & Okta by go-live"),
    ("teams.docx", "Word", "Ouch. We’ll get that down thirty percent by end of Q1."),
    ("whisper.json", "Whisper", "We lost thirty percent."),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/source")
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What holds for everything that comes out, whatever went in.
fn check(read: &Result<Import, Unreadable>, what: &str) {
    match read {
        Ok(import) => {
            let text = &import.text;
            let mut last = 0;
            assert!(!text.turns().is_empty(), "{what}: read, but empty");
            for turn in text.turns() {
                assert!(turn.start as usize >= last && turn.end > turn.start, "{what}: turns out of order");
                assert!(!text.words(turn).trim().is_empty(), "{what}: an empty turn");
                last = turn.end as usize;
            }
            assert!(last <= text.as_str().len(), "{what}: a turn beyond the text");
            assert!(text.marks().is_sorted_by_key(|mark| mark.0), "{what}: marks out of order");
            assert!(import.notes.iter().all(|note| !note.what.is_empty()), "{what}: a note without words");
        }
        Err(error) => assert!(!error.what.is_empty(), "{what}: refused without a reason"),
    }
}

#[test]
fn every_format_is_known_by_its_content() {
    for (name, format, words) in FIXTURES {
        for called in [*name, "source", "wrong.txt"] {
            let read = import(bytes(name), called);
            check(&read, name);
            let read = read.unwrap_or_else(|error| panic!("{name} as {called}: {error}"));
            assert_eq!(read.format, *format, "{name} as {called}");
            assert!(read.text.as_str().contains(words), "{name}: {words:?} is not in {:?}", read.text.as_str());
            let in_turn = read.text.turns().iter().any(|turn| read.text.words(turn).contains(words));
            assert!(in_turn, "{name}: {words:?} is in no turn");
        }
    }
}

#[test]
fn talk_has_its_speakers_whatever_wrote_it_down() {
    for name in ["otter.txt", "otter-untimed.txt", "meet.txt", "grain.txt", "teams.docx", "meet.docx"] {
        let read = import(bytes(name), name).unwrap_or_else(|error| panic!("{name}: {error}"));
        let text = &read.text;
        let said =
            text.turns().iter().find(|turn| text.words(turn).starts_with("Ouch.")).map(|turn| text.speaker(turn));
        let who = said.flatten().map(|speaker| speaker.name.as_str());
        assert_eq!(who, Some(if name == "grain.txt" { "Speaker 2" } else { "Sam Lee" }), "{name}");
        assert_eq!(text.speakers().len(), 2, "{name}: {:?}", text.speakers());
    }
}

#[test]
fn every_fixture_is_in_the_list() {
    let apart = ["README.md", "gong-extensive.json", "scan.pdf"];
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let listed = FIXTURES.iter().any(|(file, ..)| *file == name) || apart.contains(&name.as_str());
        assert!(listed, "{name} is read by no test");
    }
}

#[test]
fn text_in_any_encoding_is_the_same_text() {
    let words = "Maya: Grüße, „dreißig Prozent“\nSam: schön, drei Märchen für Björn\nMaya: über alles\n";
    let wide = |bytes: fn(u16) -> [u8; 2]| words.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let marked = |mark: &[u8], rest: Vec<u8>| [mark.to_vec(), rest].concat();
    let narrow = encoding_rs::WINDOWS_1252.encode(words).0.into_owned();
    for (name, bytes) in [
        ("UTF-8", words.as_bytes().to_vec()),
        ("UTF-8 with a mark", marked(b"\xef\xbb\xbf", words.as_bytes().to_vec())),
        ("UTF-16LE with a mark", marked(b"\xff\xfe", wide(u16::to_le_bytes))),
        ("UTF-16BE with a mark", marked(b"\xfe\xff", wide(u16::to_be_bytes))),
        ("UTF-16LE", wide(u16::to_le_bytes)),
        ("UTF-16BE", wide(u16::to_be_bytes)),
        ("windows-1252", narrow),
    ] {
        let read = import(bytes, "call.txt").unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(read.text.as_str(), words, "{name}");
        assert_eq!(read.text.speakers().len(), 2, "{name}");
    }
    let japanese = "田中：三十パーセントを失いました。本当に困っています。\n鈴木：わかりました。すぐに対応します。\n田中：お願いします。\n";
    let read = import(encoding_rs::SHIFT_JIS.encode(japanese).0.into_owned(), "call.txt").unwrap();
    assert_eq!((read.text.as_str(), read.encoding), (japanese, "Shift_JIS"));
}

#[test]
fn what_is_too_large_or_empty_is_told_in_one_message() {
    let large = format!("{{\"callTranscripts\": [\"{}\"]}}", "x".repeat(100 * 1024 * 1024));
    let start = Instant::now();
    let error = import(large.into_bytes(), "calls.json").unwrap_err();
    assert!(error.what.contains("100 MiB of JSON"), "{error}");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    for empty in [&b""[..], b" \r\n\t\n"] {
        assert_eq!(import(empty.to_vec(), "call.vtt").unwrap_err().what, "the file is empty");
    }
    for blank in [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"WEBVTT", b"%PDF-1.7"] {
        assert!(import(blank.to_vec(), "call").is_err(), "{blank:?}");
    }
}

/// Reads a file of the corpora in time.
fn timed(path: &Path) -> Result<Import, Unreadable> {
    let bytes = fs::read(path).expect("the file can be read");
    let start = Instant::now();
    let read = import(bytes, &path.file_name().expect("a name").to_string_lossy());
    assert!(start.elapsed() < Duration::from_secs(2), "{} took {:?}", path.display(), start.elapsed());
    check(&read, &path.display().to_string());
    read
}

#[test]
fn nasty_files_are_read_or_refused_in_time() {
    let mut counts = [(0, 0); 4];
    for (at, folder) in ["eml", "json", "pdf", "vtt"].into_iter().enumerate() {
        for path in corpora::files(&format!("nasty/{folder}")) {
            let read = timed(&path);
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            // Files that are to be read say so in their names, as do files that are to be refused.
            assert!(!name.starts_with("y_") || read.is_ok(), "{name} is refused: {read:?}");
            assert!(!name.starts_with("n_") || read.is_err(), "{name} is read");
            let (good, refused) = &mut counts[at];
            *if read.is_ok() { good } else { refused } += 1;
        }
    }
    eprintln!("read and refused: eml {:?}, json {:?}, pdf {:?}, vtt {:?}", counts[0], counts[1], counts[2], counts[3]);
}

#[test]
fn nasty_mail_keeps_its_plain_words() {
    for path in corpora::files("nasty/eml") {
        let raw = fs::read(&path).expect("it can be read");
        let Ok(read) = import(raw.clone(), &path.to_string_lossy()) else { continue };
        let text = String::from_utf8_lossy(&raw);
        let plain = !text.to_lowercase().contains("content-transfer-encoding")
            && !text.contains("multipart")
            && !text.contains("html");
        let Some((_, body)) =
            text.split_once("\r\n\r\n").or_else(|| text.split_once("\n\n")).filter(|_| plain && text.is_ascii())
        else {
            continue;
        };
        for word in body.split_whitespace().map(|word| word.trim_start_matches('>')).filter(|word| !word.is_empty()) {
            assert!(read.text.as_str().contains(word), "{word:?} of {} is lost", path.display());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..3000), name in "[a-z]{1,5}\\.(txt|vtt|srt|eml|csv|json|pdf|docx|html|zip)?") {
        check(&import(bytes, &name), &name);
    }

    #[test]
    fn random_lines_never_panic(text in "([A-Za-z>:<,;\"'{}\\[\\]|#*\\-&. \\t0-9äß東]{0,40}\\r?\\n){0,40}", name in "[a-z]{1,5}\\.(txt|vtt|srt|eml|csv|json|html|md)?") {
        check(&import(text.into_bytes(), &name), &name);
    }

    #[test]
    fn cut_files_never_panic(which in 0..FIXTURES.len(), share in 0.0..1.0f64) {
        let (name, ..) = FIXTURES[which];
        let mut bytes = bytes(name);
        bytes.truncate((bytes.len() as f64 * share) as usize);
        check(&import(bytes, name), name);
    }

    #[test]
    fn damaged_files_never_panic(which in 0..FIXTURES.len(), damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let (name, ..) = FIXTURES[which];
        let mut bytes = bytes(name);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        check(&import(bytes, name), name);
    }
}
