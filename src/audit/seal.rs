//! The seal at the end of a line: `,"sum":"<64 hex>"}`, the SHA-256 of the line's bytes before it.
//!
//! `prev` covers every line but the last, because the last has no successor yet. The seal closes that gap:
//! a changed byte in the last line shows as well. To check line 7 without this program:
//!
//! ```sh
//! line=$(sed -n 7p audit.jsonl); printf %s "${line%,\"sum\":*}" | sha256sum; printf '%s\n' "${line##*,}"
//! ```
//!
//! Lines of other writers may have no seal; they are read all the same. So the absence of a seal must be
//! told from a seal that was tampered with: a tail that differs from the fixed shape in a few bytes only
//! is a broken seal, not an absent one. Nobody's ordinary JSON comes that near to it.

use super::digest::{Digest, nibble};

const OPEN: &[u8] = b",\"sum\":\"";
const CLOSE: &[u8] = b"\"}";
/// Length of a whole seal, with the object's closing brace.
const LENGTH: usize = OPEN.len() + 64 + CLOSE.len();
/// How many bytes may be off the shape before it counts as no seal at all.
const NEARLY: usize = 4;

/// What stands at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// A seal that the line's bytes agree with.
    Whole,
    /// No seal: another program wrote the line.
    Absent,
    /// A seal that the line's bytes do not agree with, or one whose own bytes were changed.
    Broken,
}

/// Adds the seal to a serialised object.
pub fn seal(object: &str) -> String {
    let body = object.strip_suffix('}').unwrap_or(object);
    format!("{body},\"sum\":\"{}\"}}", Digest::of(body.as_bytes()))
}

/// Checks the seal of a line, given without its newline, and says the digest of the line: its bytes are gone
/// through once for both.
pub fn check(line: &[u8]) -> (Seal, Digest) {
    let shape = line.len().checked_sub(LENGTH).map(|start| (start, off_shape(&line[start..])));
    match shape {
        Some((start, 0)) => {
            let (body, whole) = Digest::of_both(line, start);
            let sum = Digest::parse_bytes(&line[start + OPEN.len()..line.len() - CLOSE.len()]);
            (if sum == Some(body) { Seal::Whole } else { Seal::Broken }, whole)
        }
        Some((_, 1..=NEARLY)) => (Seal::Broken, Digest::of(line)),
        Some(_) | None => (Seal::Absent, Digest::of(line)),
    }
}

/// How many bytes of a tail are not what a seal has in that place.
fn off_shape(tail: &[u8]) -> usize {
    let fixed = |part: &[u8], wanted: &[u8]| part.iter().zip(wanted).filter(|(found, wanted)| found != wanted).count();
    let (open, rest) = tail.split_at(OPEN.len());
    let (hex, close) = rest.split_at(64);
    fixed(open, OPEN) + hex.iter().filter(|digit| nibble(**digit).is_none()).count() + fixed(close, CLOSE)
}

#[cfg(test)]
mod tests {
    use super::{LENGTH, Seal, check, seal};

    #[test]
    fn a_sealed_line_is_whole_and_still_json() {
        let line = seal(r#"{"seq":1,"text":"né"}"#);
        assert_eq!(check(line.as_bytes()).0, Seal::Whole);
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["seq"], 1);
    }

    #[test]
    fn every_changed_byte_breaks_it() {
        let line = seal(r#"{"seq":1,"text":"né"}"#).into_bytes();
        for at in 0..line.len() {
            for to in [0, b'\n', b' ', b'a', b'0', b'"', b'}', 0xff, line[at] ^ 1, line[at] ^ 0x20] {
                if to == line[at] {
                    continue;
                }
                let mut changed = line.clone();
                changed[at] = to;
                assert_eq!(check(&changed).0, Seal::Broken, "byte {at} to {to:#x}");
            }
        }
    }

    #[test]
    fn other_writers_lines_have_none() {
        let hex = "0".repeat(64);
        for line in [
            "{}".to_owned(),
            format!(r#"{{"seq":1,"event":{{"type":"noted","text":"{}"}}}}"#, "x".repeat(LENGTH)),
            format!(r#"{{"seq":1,"event":{{"type":"source_added","sha256":"{hex}"}}}}"#),
            format!(r#"{{"seq": 1, "sha256": "{hex}"}}"#),
        ] {
            assert_eq!(check(line.as_bytes()).0, Seal::Absent, "{line}");
        }
    }
}
