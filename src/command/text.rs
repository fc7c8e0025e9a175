//! `handoff text FILE…`: the text of a source as claims are anchored in it.
//!
//! One file's text goes out exactly as positions count it, nothing added, so that it can be cut by offset.
//! Of several files each comes under a line with its name, as `head` and `tail` do it; as JSON they are one
//! array, in which every turn says its file. A file that can't be read does not stop the others.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Answer, Failure, Format, Out, tell};
use crate::source::{self, Import, Unreadable};
use crate::store::StoreError;
use crate::store::sources::read_with_companions;
use crate::text::{Text, Turn, clock};

/// Print the text of a source as claims are anchored in it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Transcripts, mail, notes, proposals, contracts
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// A turn or paragraph. Positions are code points of the whole text.
#[derive(Debug, Serialize)]
struct Row<'a> {
    start: usize,
    end: usize,
    speaker: Option<&'a str>,
    time: Option<String>,
    text: &'a str,
    part: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let several = args.files.len() > 1;
    let mut unread = 0;
    let mut imports = Vec::new();
    for path in &args.files {
        match import(path) {
            Ok(import) => {
                for note in &import.notes {
                    tell(&format!("{}: {note}", path.display()));
                }
                match args.format {
                    Format::Text => print(path, &import.text, several, out)?,
                    Format::Json => imports.push((path, import)),
                }
            }
            Err(error) => {
                unread += 1;
                let hint = error.hint.as_deref().map_or(String::new(), |hint| format!("\nhint: {hint}"));
                tell(&format!("{}: {error}{hint}", path.display()));
            }
        }
    }
    if args.format == Format::Json && !imports.is_empty() {
        let name = |path: &Path| several.then(|| path.display().to_string());
        let rows = imports
            .iter()
            .flat_map(|(path, import)| import.text.turns().iter().map(move |turn| row(&import.text, turn, name(path))));
        out.json(&rows.collect::<Vec<_>>())?;
    }
    match (unread, args.files.len()) {
        (0, _) => Ok(Answer::Yes),
        (_, 1) => Err(Failure::new("the source has no text to print")),
        (unread, all) => Err(Failure::new(format!("{unread} of {all} sources have no text to print"))),
    }
}

/// Reads a source file, unless it is too large to be one.
pub(super) fn import(path: &Path) -> Result<Import, Unreadable> {
    let unreadable = |error: std::io::Error| Unreadable {
        place: String::new(),
        what: StoreError::io(path, "read", &error).what,
        hint: None,
    };
    if fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Err(Unreadable {
            place: String::new(),
            what: "this is a folder, expected a file".to_owned(),
            hint: Some("name the files in it".to_owned()),
        });
    }
    let mut bytes = Vec::new();
    let most = source::MAX_BYTES as u64 + 1;
    File::open(path).map_err(unreadable)?.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
    read_with_companions(bytes, path)
}

fn print(path: &Path, text: &Text, several: bool, out: &mut Out) -> Result<(), Failure> {
    if several {
        out.line(&format!("==> {} <==", path.display()))?;
    }
    out.text(text.as_str())?;
    // On a screen, and between two files, a text ends its last line.
    let ended = text.as_str().ends_with('\n');
    if !ended && (several || out.is_terminal()) {
        out.text("\n")?;
    }
    Ok(())
}

fn row<'a>(text: &'a Text, turn: &Turn, file: Option<String>) -> Row<'a> {
    let position = text.position(&turn.range());
    let speaker = text.speaker(turn);
    Row {
        start: position.start,
        end: position.end,
        speaker: speaker.map(|speaker| speaker.name.as_str()),
        time: text.time_at(turn.start as usize).map(clock),
        text: text.words(turn),
        part: turn.part.word(),
        email: speaker.and_then(|speaker| speaker.email.as_deref()),
        file,
    }
}
