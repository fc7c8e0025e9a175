//! From bytes to characters: a byte order mark, else valid UTF-8, else a guess that is reported.
//!
//! Surprises: a file that is nearly all good UTF-8 with a few broken bytes is read as UTF-8 with those
//! replaced and named, because a guess would turn every accent in it into two wrong letters; and UTF-16
//! without a mark is recognised by its zero bytes, since detectors for web pages never look for it.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::Note;
use super::note::{Lines, count};

/// A file as characters.
pub(super) struct Decoded {
    /// All of it, without a byte order mark.
    pub(super) text: String,
    /// The name of the encoding.
    pub(super) encoding: &'static str,
    /// What had to be guessed or replaced.
    pub(super) notes: Vec<Note>,
}

/// Decodes a whole file.
pub(super) fn decode(bytes: Vec<u8>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return if encoding == UTF_8 { utf8(bytes, mark) } else { with(encoding, &bytes[mark..], false) };
    }
    if let Some(encoding) = wide(&bytes) {
        return with(encoding, &bytes, true);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, encoding: UTF_8.name(), notes: Vec::new() },
        Err(error) => {
            let bytes = error.into_bytes();
            if mostly_utf8(&bytes) { utf8(bytes, 0) } else { with(guess(&bytes), &bytes, true) }
        }
    }
}

/// The start of a file, to find out its format by.
pub(super) fn head(bytes: &[u8]) -> Cow<'_, str> {
    const ENOUGH: usize = 64 * 1024;
    let mut start = &bytes[..bytes.len().min(ENOUGH)];
    if let Err(error) = std::str::from_utf8(start)
        && error.error_len().is_none()
    {
        start = &start[..error.valid_up_to()]; // the cut went through a character
    }
    match std::str::from_utf8(start) {
        Ok(text) if Encoding::for_bom(start).is_none() && wide(start).is_none() => Cow::Borrowed(text),
        Ok(_) | Err(_) => Cow::Owned(decode(start.to_vec()).text),
    }
}

fn utf8(mut bytes: Vec<u8>, mark: usize) -> Decoded {
    bytes.drain(..mark);
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, encoding: UTF_8.name(), notes: Vec::new() },
        Err(error) => replaced(UTF_8, String::from_utf8_lossy(error.as_bytes()).into_owned(), false),
    }
}

fn with(encoding: &'static Encoding, bytes: &[u8], guessed: bool) -> Decoded {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let text = text.into_owned();
    if had_errors {
        return replaced(encoding, text, guessed);
    }
    Decoded { text, encoding: encoding.name(), notes: guess_note(encoding, guessed) }
}

fn replaced(encoding: &'static Encoding, text: String, guessed: bool) -> Decoded {
    let mut notes = guess_note(encoding, guessed);
    let mut lines = Lines::default();
    for (index, line) in text.split('\n').enumerate() {
        for _ in line.matches('\u{fffd}') {
            lines.add(index + 1);
        }
    }
    lines.report(&mut notes, |number| {
        let what = count(number, "character", "characters");
        format!("{what} not valid in {}, shown as \u{fffd}", encoding.name())
    });
    Decoded { text, encoding: encoding.name(), notes }
}

fn guess_note(encoding: &'static Encoding, guessed: bool) -> Vec<Note> {
    if !guessed {
        return Vec::new();
    }
    let what = format!("the encoding is not stated and not UTF-8; taken for {}", encoding.name());
    vec![Note { place: String::new(), what }]
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    // The detector's judgement settles within the first hundreds of kilobytes, and is slow.
    const ENOUGH: usize = 1024 * 1024;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(ENOUGH)], true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether broken bytes are the exception among many good UTF-8 sequences.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 4 * bad
}

/// UTF-16 without a mark: Latin text in it has a zero in nearly every other byte.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(4096) & !1];
    if start.len() < 4 || memchr::memchr(0, start).is_none() {
        return None;
    }
    let zeros = |offset: usize| start.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), start.len() / 2);
    match () {
        () if odd * 10 >= half * 7 && even * 10 <= half => Some(UTF_16LE),
        () if even * 10 >= half * 7 && odd * 10 <= half => Some(UTF_16BE),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, &'static str, Vec<String>) {
        let decoded = decode(bytes.to_vec());
        (decoded.text, decoded.encoding, decoded.notes.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn marks_are_believed_and_taken_off() {
        assert_eq!(decoded(b"\xef\xbb\xbfWEBVTT"), ("WEBVTT".into(), "UTF-8", vec![]));
        assert_eq!(decoded(b"\xff\xfeh\0i\0"), ("hi".into(), "UTF-16LE", vec![]));
        assert_eq!(decoded(b"\xfe\xff\0h\0i"), ("hi".into(), "UTF-16BE", vec![]));
    }

    #[test]
    fn a_guess_is_reported() {
        let bytes = b"Gr\xfc\xdfe aus M\xfcnchen, sch\xf6ne Gr\xfc\xdfe";
        let (text, encoding, notes) = decoded(bytes);
        assert_eq!((text.as_str(), encoding), ("Grüße aus München, schöne Grüße", "windows-1252"));
        assert_eq!(notes, ["the encoding is not stated and not UTF-8; taken for windows-1252"]);
        let wide: Vec<u8> = "plain".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&wide).0, "plain");
    }

    #[test]
    fn one_broken_byte_does_not_spoil_the_accents() {
        let (text, encoding, notes) = decoded(b"Gr\xc3\xbc\xc3\x9fe, \xc3\xa4 \xc3\xb6\nx \xff y");
        assert_eq!((text.as_str(), encoding), ("Grüße, ä ö\nx \u{fffd} y", "UTF-8"));
        assert_eq!(notes, ["line 2: 1 character not valid in UTF-8, shown as \u{fffd}"]);
    }
}
