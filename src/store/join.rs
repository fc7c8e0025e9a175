//! Files that join a packet: copied into its folder, private to the user, never over another file.
//!
//! Copies are taken away again unless what they are for was recorded ([`Copies::keep`]), so that a refusal
//! leaves the folder as it was.

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::{Paths, StoreError};
use crate::audit::disk::sync_folder;
use crate::packet::{Source, SourceId, SourceKind};
use crate::source::{self, Unreadable, name};

/// Files that were copied and not yet recorded.
#[derive(Debug, Default)]
pub struct Copies {
    made: Vec<PathBuf>,
}

impl Copies {
    /// Copies a source into the packet's `sources` and returns its path from the packet's folder.
    ///
    /// # Errors
    /// It can't be written.
    pub fn source(&mut self, paths: &Paths, file: &Path, bytes: &[u8]) -> Result<String, StoreError> {
        let folder = format!("{}sources", paths.prefix);
        let name = self.copy(&paths.folder.join(&folder), &plain_name(file, "source.txt"), bytes)?;
        Ok(format!("{folder}/{name}"))
    }

    /// Copies a draft beside `packet.json`, as `packet-2.json` and so on, and returns its name.
    ///
    /// # Errors
    /// It can't be written.
    pub fn draft(&mut self, paths: &Paths, file: &Path, bytes: &[u8]) -> Result<String, StoreError> {
        let lies_there = file.parent().is_some_and(|parent| {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            matches!((parent.canonicalize(), paths.folder.canonicalize()), (Ok(one), Ok(other)) if one == other)
        });
        if lies_there && let Some(name) = file.file_name().and_then(|name| name.to_str()) {
            return Ok(name.to_owned());
        }
        let stem = Paths::name(&paths.packet);
        let stem = stem.strip_suffix(".json").unwrap_or(&stem);
        let mut number = 2;
        while paths.folder.join(format!("{stem}-{number}.json")).symlink_metadata().is_ok() {
            number += 1;
        }
        self.copy(&paths.folder, &format!("{stem}-{number}.json"), bytes)
    }

    /// What was copied stays.
    pub fn keep(mut self) {
        self.made.clear();
    }

    fn copy(&mut self, folder: &Path, name: &str, bytes: &[u8]) -> Result<String, StoreError> {
        let failed = |error: std::io::Error| StoreError::io(folder.join(name), "written", &error);
        std::fs::create_dir_all(folder).map_err(failed)?;
        let (stem, ending) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).unwrap_or((name, ""));
        let dot = if ending.is_empty() { "" } else { "." };
        for number in 1.. {
            let other = if number == 1 { name.to_owned() } else { format!("{stem}-{number}{dot}{ending}") };
            let path = folder.join(&other);
            let mut file =
                tempfile::Builder::new().prefix(".handoff-").suffix(".tmp").tempfile_in(folder).map_err(failed)?;
            file.write_all(bytes).map_err(failed)?;
            file.as_file().sync_all().map_err(failed)?;
            match file.persist_noclobber(&path) {
                Ok(_) => {
                    self.made.push(path);
                    sync_folder(folder).map_err(failed)?;
                    return Ok(other);
                }
                Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error.error)),
            }
        }
        Err(StoreError::new(folder, "has no free name left"))
    }
}

impl Drop for Copies {
    fn drop(&mut self) {
        for path in &self.made {
            // It was made a moment ago and is in no trail.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// A file's name without what a path in a packet may not have.
fn plain_name(file: &Path, otherwise: &str) -> String {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name: String = name
        .chars()
        .map(|c| {
            if c.is_control() || matches!(c, '\\' | '/' | ':') || !crate::visible::is_plain(c.encode_utf8(&mut [0; 4]))
            {
                '-'
            } else {
                c
            }
        })
        .collect();
    let name = name.trim_start_matches('.').trim();
    if name.is_empty() { otherwise.to_owned() } else { name.to_owned() }
}

/// A source as the packet names it: what it is and when it was said are seen from the file where nobody said.
///
/// # Errors
/// It has no words that can be read.
pub fn describe(
    id: SourceId,
    file: &Path,
    path: String,
    bytes: Vec<u8>,
    sha256: String,
    kind: Option<SourceKind>,
    date: Option<Date>,
) -> Result<Source, Unreadable> {
    let file_name = Paths::name(file);
    let import = source::import(bytes, &file_name)?;
    let kind = kind.unwrap_or_else(|| kind_of(&file_name, &import));
    let title = import.title.clone();
    let date = date.map(|day| day.to_string()).or_else(|| import.date.clone()).or_else(|| name::date(&file_name));
    Ok(Source {
        id,
        kind,
        title: title.or_else(|| name::title(&file_name)),
        date,
        path: Some(path),
        text: None,
        sha256: Some(sha256),
        summary: Vec::new(),
    })
}

/// What sort of thing a file is, from its format, its name, and who speaks in it.
fn kind_of(name: &str, import: &source::Import) -> SourceKind {
    let name = name.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let format = import.format;
    if format.contains("mail") {
        SourceKind::Email
    } else if says(&["contract", "order-form", "order_form", "order form", "agreement", "msa", "sow"]) {
        SourceKind::Contract
    } else if says(&["proposal", "quote", "offer"]) {
        SourceKind::Proposal
    } else if says(&["crm", "salesforce", "hubspot", "opportunity"]) {
        SourceKind::CrmNote
    } else if says(&["note", "minutes"]) {
        SourceKind::MeetingNote
    } else if import.text.speakers().len() > 1 {
        SourceKind::Call
    } else {
        SourceKind::MeetingNote
    }
}
