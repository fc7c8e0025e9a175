//! A folder of raw files as sources: every file read, with what `sources.toml` says of it.
//!
//! Goes into subfolders, never through links, and leaves out what belongs to a packet or is hidden. One
//! file that can't be read stops no other. Surprise: a file that is there only for the names in it (Gong's
//! list of calls) is no source; it is named in the remarks.

use std::fs;
use std::path::Path;

use super::{StoreError, bounded, sources};
use crate::audit::Digest;
use crate::source::about::{self, About};
use crate::source::{self, Import, Unreadable, name};

/// How deep folders are followed.
const DEEPEST: usize = 4;
/// The most files that are taken for the sources of one account.
const MOST: usize = 2_000;

/// A file, as far as it could be read.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// Its path from the folder, with `/` between folders.
    pub path: String,
    /// Of its bytes; `None` where they could not be read.
    pub sha256: Option<Digest>,
    /// Its words, title, date and people, or why there are none. Title and date come from `sources.toml`,
    /// else from the file, else from its name.
    pub import: Result<Import, Unreadable>,
}

/// Everything in a folder.
#[derive(Debug, Clone, Default)]
pub struct Gathering {
    /// In order of their paths.
    pub sources: Vec<Gathered>,
    /// What the person should be told that belongs to no one source.
    pub remarks: Vec<String>,
}

/// Reads every file of a folder.
///
/// # Errors
/// The folder can't be listed, has far too many files, or its `sources.toml` has a fault.
pub fn gather(folder: &Path) -> Result<Gathering, StoreError> {
    let mut paths = Vec::new();
    let mut remarks = Vec::new();
    list(folder, "", 0, &mut paths, &mut remarks)?;
    paths.sort();
    if paths.len() > MOST {
        return Err(StoreError::new(folder, format!("holds {} files, expected at most {MOST}", paths.len()))
            .hint("name a folder with the sources of one account"));
    }
    let about = told(folder)?;
    let missing =
        about.paths().filter(|path| !paths.iter().any(|other| other == path || other.rsplit('/').next() == Some(path)));
    remarks.extend(missing.map(|path| format!("{} tells of {path}, which is not there", about::FILE)));
    let mut sources = Vec::new();
    for path in paths {
        let file = folder.join(&path);
        let (sha256, import) = match bounded::read(&file) {
            Ok(bytes) if source::is_companion(&bytes) => {
                remarks.push(format!("{path} has no words; names and sides are taken from it"));
                continue;
            }
            Ok(bytes) => (Some(Digest::of(&bytes)), sources::read_with_companions(bytes, &file)),
            Err(error) => (None, Err(Unreadable { place: String::new(), what: error.what, hint: error.hint })),
        };
        let import = import.map(|mut import| {
            about.tell(&path, &mut import);
            import.title = import.title.or_else(|| name::title(&path));
            import.date = import.date.or_else(|| name::date(&path));
            import
        });
        sources.push(Gathered { path, sha256, import });
    }
    Ok(Gathering { sources, remarks })
}

/// What `sources.toml` says; nothing where there is none.
fn told(folder: &Path) -> Result<About, StoreError> {
    let file = folder.join(about::FILE);
    if !file.exists() {
        return Ok(About::default());
    }
    let text = String::from_utf8(bounded::read(&file)?).map_err(|_| StoreError::new(&file, "is not UTF-8"))?;
    About::parse(&text)
        .map_err(|fault| StoreError::new(&file, fault).hint("docs/sources.md shows what may stand in it"))
}

fn list(
    folder: &Path,
    below: &str,
    depth: usize,
    paths: &mut Vec<String>,
    remarks: &mut Vec<String>,
) -> Result<(), StoreError> {
    let here = folder.join(below);
    let entries = fs::read_dir(&here).map_err(|error| StoreError::io(&here, "read", &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| StoreError::io(&here, "read", &error))?;
        let Ok(file) = entry.file_name().into_string() else {
            remarks.push(format!("{}: the name is not UTF-8, left out", entry.path().display()));
            continue;
        };
        let path = if below.is_empty() { file.clone() } else { format!("{below}/{file}") };
        let sort = entry.file_type().map_err(|error| StoreError::io(entry.path(), "read", &error))?;
        if file.starts_with('.') || (below.is_empty() && is_ours(&file)) {
            continue;
        }
        if sort.is_file() {
            paths.push(path);
        } else if !sort.is_dir() {
            remarks.push(format!(
                "{path} is {}, left out",
                if sort.is_symlink() { "a link" } else { bounded::sort(sort) }
            ));
        } else if depth == DEEPEST {
            remarks.push(format!("{path} lies too deep, left out"));
        } else if paths.len() <= MOST {
            list(folder, &path, depth + 1, paths, remarks)?;
        }
    }
    Ok(())
}

/// Files of a packet, and about the folder, at its top.
fn is_ours(file: &str) -> bool {
    let draft = file.strip_prefix("packet").and_then(|rest| rest.strip_suffix(".json"));
    let is_draft = draft.is_some_and(|number| number.is_empty() || number.starts_with('-'));
    is_draft
        || file.starts_with("audit.jsonl")
        || matches!(file, "reviewed.json" | about::FILE)
        || file.eq_ignore_ascii_case("readme.md")
        || file.eq_ignore_ascii_case("readme.txt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_files_is_its_sources() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        write("packet.json", "{}");
        write("README.md", "notes");
        write(".hidden", "x");
        write("2026-07-02-intro.txt", "Maya Chen: we lost it\nSam Lee: ouch\nMaya Chen: yes\n");
        write("gong/transcript.json", include_str!("../../tests/fixtures/source/gong-transcript.json"));
        write("gong/calls.json", include_str!("../../tests/fixtures/source/gong-extensive.json"));
        write("scan.png", "\u{89}PNG");
        write("empty.txt", "");
        write(about::FILE, "[speakers.\"Maya Chen\"]\nside = \"customer\"\n[sources.\"gone.vtt\"]\ntitle = \"x\"\n");
        let found = gather(folder.path()).unwrap();
        let paths: Vec<_> = found.sources.iter().map(|source| (source.path.as_str(), source.import.is_ok())).collect();
        assert_eq!(
            paths,
            [("2026-07-02-intro.txt", true), ("empty.txt", false), ("gong/transcript.json", true), ("scan.png", true)]
        );
        let intro = found.sources[0].import.as_ref().unwrap();
        assert_eq!((intro.title.as_deref(), intro.date.as_deref()), (Some("Intro"), Some("2026-07-02")));
        let gong = found.sources[2].import.as_ref().unwrap();
        assert!(gong.text.as_str().starts_with("Maya Chen: "), "{}", gong.text.as_str());
        assert_eq!(found.remarks.len(), 2, "{:?}", found.remarks);
        fs::write(folder.path().join(about::FILE), "[speaker]\n").unwrap();
        assert!(gather(folder.path()).unwrap_err().what.starts_with("line 1: "));
    }
}
