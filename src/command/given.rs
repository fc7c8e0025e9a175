//! What a path gives to look through: a packet's sources, the files of a folder, or one file.
//!
//! For commands that only look (`find`, `signals`). A source that can't be read does not stop the others:
//! it is told on standard error, as always, and left out.

use std::path::Path;

use super::{Failure, tell, text};
use crate::packet::{Packet, Side, SourceKind, side_of};
use crate::review::Review;
use crate::source::{Import, Unreadable};
use crate::store::{self, sources};
use crate::text::{Speaker, Text};

/// What there is to look through.
pub(super) struct Given {
    /// The packet as decided so far, where the path is one.
    pub(super) review: Option<Review>,
    /// What could be read, in the packet's order or by name.
    pub(super) sources: Vec<Source>,
}

/// One source that could be read.
pub(super) struct Source {
    /// The id in the packet, or the file's path.
    pub(super) id: String,
    /// As a person would call it.
    pub(super) name: String,
    /// What sort of thing it is, where the packet says so.
    pub(super) kind: Option<SourceKind>,
    /// The day it was said or written, where that is known.
    pub(super) date: Option<String>,
    /// Its words.
    pub(super) text: Text,
}

impl Given {
    /// Reads what stands at `path`.
    ///
    /// # Errors
    /// There is nothing, or nothing in it could be read.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        if is_packet(path) { Self::packet(path) } else { Self::files(path) }
    }

    fn packet(path: &Path) -> Result<Self, Failure> {
        let opened = store::open(path)?;
        let (review, _) = Review::fold(opened.packet, opened.reading.entries().cloned());
        let mut read = Vec::new();
        for source in &review.packet().sources {
            match sources::load(&opened.paths, source).import {
                Ok(import) => read.push(Source {
                    id: source.id.to_string(),
                    name: source.name().to_owned(),
                    kind: Some(source.kind.clone()),
                    date: source.date.clone().or(import.date),
                    text: import.text,
                }),
                Err(why) => tell(&format!("{}: {why}", source.name())),
            }
        }
        Ok(Self { review: Some(review), sources: read })
    }

    fn files(path: &Path) -> Result<Self, Failure> {
        let found = std::fs::metadata(path)
            .map_err(|error| Failure::new(format!("{} could not be read: {error}", path.display())))?;
        let files: Vec<(String, Result<Import, Unreadable>)> = if found.is_dir() {
            let gathering = store::gather(path)?;
            gathering.remarks.iter().for_each(|remark| tell(remark));
            gathering.sources.into_iter().map(|file| (file.path, file.import)).collect()
        } else {
            vec![(path.display().to_string(), text::import(path))]
        };
        let mut read = Vec::new();
        for (name, import) in files {
            match import {
                Ok(Import { text, date, .. }) => {
                    read.push(Source { id: name.clone(), name, kind: None, date, text });
                }
                Err(why) => tell(&format!("{name}: {why}")),
            }
        }
        if read.is_empty() {
            return Err(Failure::new(format!("{} holds no source that can be read", path.display()))
                .hint("name a packet, a folder with transcripts and mail, or one file".to_owned()));
        }
        Ok(Self { review: None, sources: read })
    }

    /// The packet, where the path is one.
    pub(super) fn packet_of(&self) -> Option<&Packet> {
        self.review.as_ref().map(Review::packet)
    }

    /// Which side somebody is on, as far as the packet tells.
    pub(super) fn side(&self, speaker: &Speaker) -> Option<Side> {
        side_of(self.packet_of()?, speaker)
    }
}

/// A folder with a `packet.json`, or a JSON file that says of itself that it is a packet.
fn is_packet(path: &Path) -> bool {
    if path.is_dir() {
        return path.join("packet.json").symlink_metadata().is_ok();
    }
    let starts_as_one = || {
        use std::io::Read;
        let mut head = Vec::new();
        let file = std::fs::File::open(path).ok()?;
        file.take(4096).read_to_end(&mut head).ok()?;
        memchr::memmem::find(&head, b"\"handoff-packet/")
    };
    path.extension().is_some_and(|ending| ending == "json") && starts_as_one().is_some()
}
