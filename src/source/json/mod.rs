//! JSON: what recorders, note takers and recognisers hand out. One file a maker, one line in `SHAPES` to
//! register it; which of them a file is, its fields say.
//!
//! JSON that is cut off or broken is refused with the place of the fault, because half a transcript looks
//! like a whole one. JSON that nobody here knows is shown as it is, and says so. Surprise: text that only
//! begins with a bracket (`[00:12] Maya: …`) is text.

mod assembly;
mod deepgram;
mod fathom;
mod field;
mod fireflies;
pub(super) mod gong;
mod grain;
mod hubspot;
mod meet;
pub(super) mod slack;
mod spoken;
mod talk;
mod whisper;

use serde_json::Value;

use super::decode::decode;
use super::format::{Format, Outcome, Reader};
use super::{Import, Unreadable, plain};

pub(super) const FORMAT: Format = Format { reader: Reader::Text { sniff, read } };

/// The most bytes of JSON that are read: as a tree it takes several times as much memory.
const MOST: usize = 64 * 1024 * 1024;

/// What one maker writes.
struct Shape {
    /// Whether it is this maker's, by its fields.
    is: fn(&Value) -> bool,
    /// Reads all of it.
    read: fn(&Value) -> Outcome,
}

/// Every shape, the stricter first.
const SHAPES: &[Shape] = &[
    gong::SHAPE,
    gong::PEOPLE,
    fathom::SHAPE,
    fireflies::SHAPE,
    grain::SHAPE,
    meet::SHAPE,
    deepgram::SHAPE,
    assembly::SHAPE,
    whisper::SHAPE,
    slack::SHAPE,
    hubspot::SHAPE,
    spoken::SHAPE,
];

/// By how it begins; or by its name, because what is named `.json` and is none should be told so.
fn sniff(head: &str, name: &str) -> bool {
    head.trim_start().starts_with(['{', '[']) || name.ends_with(".json")
}

fn read(text: String, name: &str) -> Outcome {
    if text.len() > MOST && is_meant_as_json(&text, name) {
        let what = format!("{} MiB of JSON is more than the {} MiB that are read", text.len() >> 20, MOST >> 20);
        return Err(Unreadable::new(what).hint("export the calls one by one"));
    }
    let parsed = if text.len() > MOST { return plain::read(text, name) } else { serde_json::from_str(&text) };
    let value: Value = match parsed {
        Ok(value) => value,
        Err(error) if is_meant_as_json(&text, name) => {
            let place = format!("line {}, column {}", error.line(), error.column());
            let what = format!("this is not whole JSON: {}", reason(&error));
            return Err(
                Unreadable { place, ..Unreadable::new(what) }.hint("export it again; half of it may be missing")
            );
        }
        Err(_) => return plain::read(text, name),
    };
    match SHAPES.iter().find(|shape| (shape.is)(&value)) {
        Some(shape) => (shape.read)(&value),
        None => {
            let mut import = plain::read_as(text, "JSON");
            import.note(
                "",
                "JSON in a shape that no importer knows; its text is shown as it is, with nobody as its speaker",
            );
            Ok(import)
        }
    }
}

/// A file as a tree, if it is JSON in any encoding.
fn tree(bytes: &[u8]) -> Option<Value> {
    if bytes.len() > MOST {
        return None;
    }
    serde_json::from_str(&decode(bytes.to_vec()).text).ok()
}

/// Whether broken JSON was meant to be JSON, and not text that begins with a bracket.
fn is_meant_as_json(text: &str, name: &str) -> bool {
    let mut marks = text.chars().filter(|c| !c.is_whitespace());
    let begins = matches!((marks.next(), marks.next()), (Some('{'), Some('"')) | (Some('['), Some('{' | '"')));
    begins || name.to_lowercase().ends_with(".json")
}

/// The parser's reason, without the place that it puts behind it.
fn reason(error: &serde_json::Error) -> String {
    let reason = error.to_string();
    reason.split(" at line ").next().unwrap_or(&reason).to_lowercase()
}

/// Reads a Gong transcript with the people of the files beside it.
pub(super) fn with_people(bytes: &[u8], beside: &[Vec<u8>]) -> Option<Import> {
    gong::joined(&tree(bytes)?, beside)
}

#[cfg(test)]
mod tests {
    use crate::source::import;

    #[test]
    fn broken_json_is_refused_where_it_breaks_and_text_in_brackets_is_text() {
        let error = import(b"{\"callTranscripts\": [{\"callId\": 1}".to_vec(), "call").unwrap_err();
        assert_eq!(error.to_string(), "line 1, column 34: this is not whole JSON: eof while parsing a list");
        assert!(import(b"nothing of the kind".to_vec(), "call.json").is_err());
        let import = import(b"[00:12] Maya: no\n[00:14] Sam: yes\n[00:16] Maya: no\n".to_vec(), "call.txt").unwrap();
        assert_eq!(import.format, "plain text");
    }

    #[test]
    fn unknown_json_is_shown_as_it_is() {
        let import = import(b"[\"promised by June\"]".to_vec(), "a.json").unwrap();
        assert_eq!(import.text.as_str(), "[\"promised by June\"]");
        assert_eq!((import.format, import.notes.len()), ("JSON", 1));
    }
}
