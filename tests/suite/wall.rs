//! Guards the walls: the pure centre imports no file, clock, terminal or network.

use std::fs;
use std::path::{Path, PathBuf};

/// What belongs to the pure centre: these files and everything below these folders.
const PURE: &[&str] = &[
    "src/packet",
    "src/text.rs",
    "src/visible.rs",
    "src/anchor",
    "src/brief",
    "src/refresh",
    "src/review",
    "src/readiness",
    "src/export",
    "src/signal",
    "src/source",
    "src/find",
    "src/draft/rules",
    "src/draft/ground.rs",
    "src/draft/compose.rs",
    "src/draft/party.rs",
];

/// What the pure centre must not name, and why.
const OUTSIDE: &[(&str, &str)] = &[
    ("std::fs", "files"),
    ("std::net", "the network"),
    ("std::env", "the environment"),
    ("std::process", "processes"),
    ("std::time", "the clock"),
    ("std::io", "files and terminals"),
    ("Timestamp::now", "the clock"),
    ("Zoned::now", "the clock"),
    ("SystemTime", "the clock"),
    ("crossterm", "the terminal"),
    ("ratatui", "the terminal"),
    ("ureq", "the network"),
    ("tempfile", "files"),
    ("crate::audit", "the trail's file"),
    ("crate::store", "files"),
    ("crate::command", "the command line"),
    ("crate::workbench", "the screen"),
    ("crate::drafter", "drafters"),
];

fn rust_files(path: &Path, into: &mut Vec<PathBuf>) {
    if path.is_file() {
        into.push(path.to_owned());
    } else if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            rust_files(&entry.unwrap().path(), into);
        }
    }
}

#[test]
fn the_pure_centre_imports_no_file_clock_terminal_or_network() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for part in PURE {
        rust_files(&root.join(part), &mut files);
    }
    assert!(files.len() > 10, "the wall guards nothing: {files:?}");
    let mut holes = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        // Tests inside the centre may read fixtures; what ships may not.
        let shipped = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in shipped.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            // Reading from memory is no reading of files.
            let code = code.replace("use std::io::{Cursor, Read};", "");
            for (name, what) in OUTSIDE {
                if code.contains(name) {
                    holes.push(format!("{}:{}: `{name}` ({what})", file.display(), number + 1));
                }
            }
        }
    }
    assert!(holes.is_empty(), "the pure centre knows too much:\n{}", holes.join("\n"));
}
