//! From the bytes of `packet.json` to a [`Packet`], or one message that says where and what was expected.
//!
//! Pure: bytes in, value out. Two things are refused although they parse: a newer major format, and
//! names that are given twice, because events and anchors could not say which one they mean.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;

use super::{Evidence, FORMAT, Packet, halves};

const SHAPE: &str = "`handoff schema packet` prints the shape that is expected";

/// Why a packet could not be read: where, what was found and expected, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// `line 12, column 4`, or a dotted path such as `claims[3].kind`.
    pub place: String,
    /// What was found and what was expected.
    pub what: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl Fault {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.what)
    }
}

impl std::error::Error for Fault {}

/// The byte order mark that some programs write before UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The bytes of `packet.json` as JSON: all that stands in it, also what this program does not know.
///
/// # Errors
/// It is not JSON.
pub fn json(bytes: &[u8]) -> serde_json::Result<serde_json::Value> {
    serde_json::from_slice(bytes.strip_prefix(MARK).unwrap_or(bytes))
}

/// Reads a packet from the bytes of `packet.json`.
///
/// # Errors
/// Empty or not JSON, not UTF-8, a field of the wrong shape, a newer major format, an id given twice.
pub fn read(bytes: &[u8]) -> Result<Packet, Fault> {
    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Fault::new("", "the file is empty, expected a packet in JSON")
            .hint("copy packet.json from where it was drafted, or draft it again"));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(
            Fault::new("byte 0", "the file is UTF-16, expected UTF-8").hint("save it as UTF-8 without a signature")
        );
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        Fault::new(format!("line {line}"), "the bytes are not UTF-8").hint("save it as UTF-8")
    })?;
    // A list would be read field by field, and the message would name a field that nobody wrote.
    if bytes.trim_ascii_start().starts_with(b"[") {
        return Err(Fault::new("line 1", "found a list, expected a packet: an object in braces").hint(SHAPE));
    }
    // Keeping track of the path costs as much as reading does, so it is only done when there is a fault.
    let packet = match halves::read(text).map_or_else(|| serde_json::from_str(text), Ok) {
        Ok(packet) => packet,
        Err(_) => slowly(bytes)?,
    };
    check_format(&packet.format)?;
    check_ids(&packet)?;
    Ok(packet)
}

/// Reads a packet and knows where it was when something did not fit.
fn slowly(bytes: &[u8]) -> Result<Packet, Fault> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let packet = match serde_path_to_error::deserialize(&mut json) {
        Ok(packet) => packet,
        Err(error) => return Err(shape_fault(bytes, &error)),
    };
    match json.end() {
        Ok(()) => Ok(packet),
        Err(error) => Err(Fault::new(place(&error), "something follows the end of the packet, expected nothing")),
    }
}

fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

fn shape_fault(bytes: &[u8], error: &serde_path_to_error::Error<serde_json::Error>) -> Fault {
    // A newer format may well have another shape: its version is the thing to say then.
    #[derive(Deserialize)]
    struct Head {
        format: String,
    }
    if let Ok(head) = serde_json::from_slice::<Head>(bytes)
        && let Err(fault) = check_format(&head.format)
    {
        return fault;
    }
    let inner = error.inner();
    let path = error.path().to_string();
    let at = place(inner);
    let mut what = inner.to_string();
    if let Some(cut) = what.rfind(" at line ") {
        what.truncate(cut);
    }
    match inner.classify() {
        serde_json::error::Category::Data if path != "." => Fault::new(format!("{path} ({at})"), what).hint(SHAPE),
        serde_json::error::Category::Data => Fault::new(at, what).hint(SHAPE),
        serde_json::error::Category::Eof => Fault::new(at, format!("the file ends in the middle: {what}"))
            .hint("copy it again from where it was drafted"),
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
            // What does not even begin as JSON is most likely a transcript or a mail.
            let hint = if (inner.line(), inner.column()) == (1, 1) {
                "if it is a transcript, a mail or notes: `handoff draft FOLDER` makes a packet of the folder it lies in"
            } else {
                "copy packet.json from where it was drafted, or draft it again"
            };
            Fault::new(at, format!("not JSON ({what}), expected a packet in JSON")).hint(hint)
        }
    }
}

fn check_format(format: &str) -> Result<(), Fault> {
    let wrong = || {
        Fault::new("format", format!("found `{format}`, expected `{FORMAT}`"))
            .hint("is this a packet? `handoff schema packet` prints the shape that is expected")
    };
    let version = format.strip_prefix("handoff-packet/").ok_or_else(wrong)?;
    let major: u32 = version.split('.').next().and_then(|major| major.parse().ok()).ok_or_else(wrong)?;
    match major {
        1 => Ok(()),
        0 => Err(wrong()),
        _ => Err(Fault::new("format", format!("`{format}` is newer than this program reads (`{FORMAT}`)"))
            .hint("install a newer handoff to open it; nothing was changed")),
    }
}

fn check_ids(packet: &Packet) -> Result<(), Fault> {
    unique("people", packet.people.iter().map(|person| person.id.as_str()))?;
    unique("sources", packet.sources.iter().map(|source| source.id.as_str()))?;
    unique("claims", packet.claims.iter().map(|claim| claim.id.as_str()))?;
    for (index, claim) in packet.claims.iter().enumerate() {
        // One that was given no id of its own has one that nothing else can have.
        if let [] | [Evidence { id: None, .. }] = claim.evidence.as_slice() {
            continue;
        }
        let ids: Vec<_> = claim.evidence.iter().enumerate().map(|(at, evidence)| evidence.id_at(at)).collect();
        unique(&format!("claims[{index}].evidence"), ids.iter().map(|id| id.as_str()))?;
    }
    Ok(())
}

fn unique<'a>(list: &str, ids: impl Iterator<Item = &'a str> + Clone) -> Result<(), Fault> {
    let blank = |id: &str| id.chars().all(char::is_whitespace);
    // Ids that count up are seen to differ without a table of them.
    if ids.clone().map(|id| (id.len(), id)).is_sorted_by(|one, next| one < next) && !ids.clone().any(blank) {
        return Ok(());
    }
    let mut first = HashMap::new();
    for (index, id) in ids.enumerate() {
        if blank(id) {
            return Err(Fault::new(format!("{list}[{index}].id"), "the id is empty, expected a name"));
        }
        if let Some(earlier) = first.insert(id, index) {
            return Err(Fault::new(
                format!("{list}[{index}].id"),
                format!("`{id}` is also the id of {list}[{earlier}], expected each id once"),
            )
            .hint("give one of them another id"));
        }
    }
    Ok(())
}
