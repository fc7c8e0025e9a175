//! Which files belong to a packet.
//!
//! A packet is a folder with a `packet.json`, that `packet.json` itself, or any other `*.json` with its
//! text inside. The last kind keeps its trail beside it under its own name, so that several can lie in
//! one folder:
//!
//! | packet | trail | projection |
//! |---|---|---|
//! | `northwind/packet.json` | `northwind/audit.jsonl` | `northwind/reviewed.json` |
//! | `calls/acme.json` | `calls/acme.audit.jsonl` | `calls/acme.reviewed.json` |

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::nearest::nearest_path;
use super::{StoreError, library};

/// The files of one packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// Where sources are looked for; `.` where the packet was named without a folder.
    pub folder: PathBuf,
    /// The draft.
    pub packet: PathBuf,
    /// The review.
    pub trail: PathBuf,
    /// The projection of the two.
    pub reviewed: PathBuf,
    /// What the names of files beside the trail start with: empty, or `acme.`.
    pub prefix: String,
}

impl Paths {
    /// The files of the packet at `path`: a folder, a `packet.json`, or another `*.json`.
    ///
    /// # Errors
    /// There is nothing, or no packet in the folder, or the file is one that belongs to a packet but is
    /// not its draft.
    pub fn find(path: &Path) -> Result<Self, StoreError> {
        let found = std::fs::metadata(path).map_err(|error| {
            let told = StoreError::io(path, "read", &error);
            match nearest_path(path) {
                Some(near) => told.hint(format!("did you mean {}?", near.display())),
                None => told,
            }
        })?;
        if found.is_dir() {
            let packet = path.join("packet.json");
            return if packet.symlink_metadata().is_ok() {
                Ok(Self::of(packet, String::new()))
            } else {
                Err(no_packet(path))
            };
        }
        let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        let other = |what: &str| {
            Err(StoreError::new(path, format!("this is {what}, expected a packet"))
                .hint("open the packet it belongs to"))
        };
        if name == "packet.json" {
            return Ok(Self::of(path.to_owned(), String::new()));
        }
        if name.ends_with(".jsonl") {
            return other("the trail of a review");
        }
        if name == "reviewed.json" || name.ends_with(".reviewed.json") {
            return other("what a review came to");
        }
        let stem = name.strip_suffix(".json").unwrap_or(&name);
        Ok(Self::of(path.to_owned(), format!("{stem}.")))
    }

    fn of(packet: PathBuf, prefix: String) -> Self {
        let folder = match packet.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            Some(_) | None => PathBuf::from("."),
        };
        let beside = |name: &str| folder.join(format!("{prefix}{name}"));
        Self { trail: beside("audit.jsonl"), reviewed: beside("reviewed.json"), folder, packet, prefix }
    }

    /// A file beside the trail that belongs to this packet alone: `.acme.handoff-…`.
    pub fn hidden(&self, name: &str) -> PathBuf {
        self.folder.join(format!(".{}handoff-{name}", self.prefix))
    }

    /// A file's name as messages give it.
    pub fn name(path: &Path) -> String {
        path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
    }
}

fn no_packet(folder: &Path) -> StoreError {
    let error = StoreError::new(folder, "there is no packet.json in this folder");
    match library::packets(folder).map(|packets| packets.len()) {
        Ok(0) | Err(_) => error.hint("`handoff draft` writes one from the sources in a folder"),
        Ok(1) => error.hint("there is a packet in a folder below it: open that one"),
        Ok(count) => error.hint(format!("there are {count} packets in folders below it: open one of them")),
    }
}
