//! Files that hold no text: told by their signatures, or by how many of their bytes are no characters.

use super::Unreadable;
use super::format::{Format, Outcome, Peek, Reader};

pub(super) const FORMAT: Format = Format { reader: Reader::Bytes { sniff, read } };

/// How files of a kind begin, what they are, and what to do about them.
const KINDS: &[(&[u8], &str, &str)] = &[
    (b"\x89PNG", "a picture", "run it through text recognition (OCR) first"),
    (b"\xff\xd8\xff", "a picture", "run it through text recognition (OCR) first"),
    (b"GIF8", "a picture", "run it through text recognition (OCR) first"),
    (b"ID3", "a sound recording", "have it transcribed first"),
    (b"OggS", "a sound recording", "have it transcribed first"),
    (b"RIFF", "a sound recording or film", "have it transcribed first"),
    (b"fLaC", "a sound recording", "have it transcribed first"),
    (b"\x1f\x8b", "a packed file", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "an archive", "unpack it first"),
    (b"Rar!", "an archive", "unpack it first"),
    (
        b"\xd0\xcf\x11\xe0",
        "an old or locked Office file or an Outlook message",
        "save it as .docx, .pptx, .xlsx or .eml, without a password",
    ),
    (b"{\\rtf", "a rich text file", "save it as .docx or as text"),
    (b"SQLite format 3", "a database", "export what matters as CSV"),
];

fn kind(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some(("a film or sound recording", "have it transcribed first"));
    }
    KINDS.iter().find(|(start, ..)| bytes.starts_with(start)).map(|(_, what, hint)| (*what, *hint))
}

fn sniff(peek: &Peek<'_>) -> bool {
    kind(peek.bytes).is_some() || is_noise(peek.head)
}

/// Whether a tenth of the first characters are none that people write.
fn is_noise(head: &str) -> bool {
    const ENOUGH: usize = 4096;
    // Nearly every text is told by its bytes, many at a time.
    let start = &head.as_bytes()[..head.len().min(ENOUGH)];
    if start.is_ascii() {
        let odd = |byte: &&u8| (**byte < b' ' && !(9..=13).contains(*byte)) || **byte == 0x7f;
        let odd = start.iter().filter(odd).count();
        return odd >= 8 && odd * 10 > start.len();
    }
    let is_odd = |c: char| (c.is_control() && !c.is_whitespace()) || c == '\u{fffd}';
    let (mut odd, mut all) = (0usize, 0usize);
    for c in head.chars().take(ENOUGH) {
        odd += usize::from(is_odd(c));
        all += 1;
    }
    odd >= 8 && odd * 10 > all
}

fn read(bytes: Vec<u8>, _: &str) -> Outcome {
    Err(match kind(&bytes) {
        Some((what, hint)) => Unreadable::new(format!("this is {what}, which has no text to read")).hint(hint),
        None => Unreadable::new("this is no text, and no format that is known")
            .hint("export it as text, or remove it from the packet"),
    })
}

#[cfg(test)]
mod tests {
    use crate::source::import;

    #[test]
    fn what_holds_no_text_is_named() {
        for (bytes, word) in [
            (&b"\x89PNG\r\n\x1a\n...."[..], "picture"),
            (b"\x00\x00\x00\x18ftypmp42....", "film"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
            (b"\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f", "no text"),
        ] {
            let error = import(bytes.to_vec(), "call.vtt").unwrap_err();
            assert!(error.what.contains(word) && error.hint.is_some(), "{error}");
        }
        assert!(import(b"a\x00b\x07 words with two odd bytes".to_vec(), "a.txt").is_ok());
    }
}
