//! Sources of every kind: real recordings, and files made to break readers.

use std::path::Path;
use std::time::{Duration, Instant};

use aspasia::{Subtitle, WebVttSubtitle};
use handoff::source::import;

use crate::corpora;

fn read(path: &Path) -> Result<handoff::source::Import, handoff::source::Unreadable> {
    let bytes = std::fs::read(path).expect("the file can be read");
    let name = path.file_name().expect("a file has a name").to_string_lossy();
    let start = Instant::now();
    let import = import(bytes, &name);
    assert!(start.elapsed() < Duration::from_secs(2), "{} took {:?}", path.display(), start.elapsed());
    import
}

/// Every cue is there, at its time, with all its words, in order.
#[test]
fn recorded_captions_agree_with_a_parser_that_is_not_ours() {
    for path in corpora::files("ami").iter().filter(|path| path.extension().is_some_and(|suffix| suffix == "vtt")) {
        let ours = read(path).expect("a recorded call can be read");
        let theirs = WebVttSubtitle::from_path(path).expect("it parses");
        let starts: Vec<_> = theirs.events().iter().map(|cue| i64::from(cue.start) as u32).collect();
        assert_eq!(ours.text.marks().iter().map(|mark| mark.1).collect::<Vec<_>>(), starts, "{}", path.display());
        for (cue, (at, _)) in theirs.events().iter().zip(ours.text.marks()) {
            let words = cue.text.split_once('>').map_or(cue.text.as_str(), |(_, words)| words).trim();
            let found = &ours.text.as_str()[*at as usize..];
            assert!(found.starts_with(words), "{}: {words:?}", path.display());
        }
        assert_eq!(ours.notes, [], "{}", path.display());
    }
}

/// Each file of a folder is read or refused with a message, quickly, and never by panicking. What is read
/// has turns that lie in its text, in order.
fn all_of(folder: &str) -> usize {
    let files = corpora::files(folder);
    let mut refused = 0;
    for path in &files {
        match read(path) {
            Ok(import) => {
                let mut last = 0;
                for turn in import.text.turns() {
                    assert!(turn.start as usize >= last && turn.end > turn.start, "{}", path.display());
                    last = turn.end as usize;
                    assert!(!import.text.words(turn).trim().is_empty(), "{}", path.display());
                }
            }
            Err(error) => {
                assert!(!error.what.is_empty() && !error.what.contains('\n'), "{}", path.display());
                refused += 1;
            }
        }
    }
    files.len() - refused
}

#[test]
fn nasty_captions_lose_no_words() {
    all_of("nasty/vtt");
    for path in corpora::files("nasty/vtt").iter().filter(|path| path.extension().is_some_and(|suffix| suffix == "vtt"))
    {
        let source = String::from_utf8_lossy(&std::fs::read(path).expect("it can be read")).into_owned();
        let text = read(path).map(|import| import.text.as_str().to_owned()).unwrap_or_default();
        // What these files show says so: `Text`, `text3`, `Payload`, `valid`, `invalid7`.
        for word in source.split_whitespace().filter(|word| {
            let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
            matches!(stem, "Text" | "text" | "Payload" | "valid" | "invalid" | "Hee!")
        }) {
            let is_comment = source.contains(&format!("NOTE {word}"));
            assert!(is_comment || text.contains(word), "{word:?} of {} is lost", path.display());
        }
    }
}

#[test]
fn nasty_strings_are_a_text_like_any_other() {
    assert_eq!(all_of("nasty/strings"), corpora::files("nasty/strings").len());
}

#[test]
fn a_plain_text_is_the_file_itself() {
    for folder in ["contractnli", "aci_align", "earnings"] {
        for path in corpora::files(folder).iter().filter(|path| path.extension().is_some_and(|suffix| suffix == "txt"))
        {
            let bytes = std::fs::read(path).expect("it can be read");
            let import = read(path).expect("a text can be read");
            assert_eq!(import.text.as_str().as_bytes(), bytes, "{}", path.display());
            let spoken = import.text.turns().iter().filter(|turn| import.text.speaker(turn).is_some()).count();
            match folder {
                "contractnli" => assert_eq!(spoken, 0, "{}: a contract has no speakers", path.display()),
                "earnings" => assert_eq!(spoken, import.text.turns().len(), "{}", path.display()),
                _ => {}
            }
        }
    }
}
