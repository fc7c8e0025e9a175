//! Where the corpora are: real recordings and broken files that this repository does not contain.

use std::path::PathBuf;

/// A folder of the corpora; `None`, and says so, when `HANDOFF_CORPORA` is not set.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("HANDOFF_CORPORA") else {
        eprintln!("skipped: HANDOFF_CORPORA is not set");
        return None;
    };
    let folder = PathBuf::from(root).join(name);
    assert!(folder.is_dir(), "{} is not a folder", folder.display());
    Some(folder)
}

/// The files of a folder of the corpora, by name.
pub(crate) fn files(name: &str) -> Vec<PathBuf> {
    let Some(folder) = folder(name) else { return Vec::new() };
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the entry can be read").path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no files in {name}");
    files
}
