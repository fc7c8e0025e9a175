//! Takes the tags and entities off a cue's words, and tells which voice speaks them.
//!
//! Only tags that WebVTT and SubRip know go. Anything else between angle brackets is somebody's words
//! (`a < b and c > d`, `<3`), as is a tag that is never closed and an entity that is none.

use memchr::memchr3;

use super::super::time;

/// Tags without words of their own.
const TAGS: &[&str] = &["b", "c", "font", "i", "lang", "rt", "ruby", "s", "span", "strong", "em", "u", "v", "br", "p"];

/// Calls `visit` with each stretch of words and the voice that speaks it, if a voice tag says so. Line
/// ends stay in the words, as `\n`.
pub(super) fn segments(body: &str, visit: &mut dyn FnMut(Option<&str>, &str)) {
    let mut voice: Option<String> = None;
    let mut words = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr3(b'<', b'&', b'{', rest.as_bytes()) {
        push_lines(&mut words, &rest[..at]);
        rest = &rest[at..];
        let taken = match rest.as_bytes()[0] {
            b'<' => tag(rest).map(|(tag, length)| {
                match tag {
                    Tag::Voice(name) => {
                        visit(voice.as_deref(), &words);
                        words.clear();
                        voice = Some(name);
                    }
                    Tag::VoiceEnd => {
                        visit(voice.as_deref(), &words);
                        words.clear();
                        voice = None;
                    }
                    Tag::Break => words.push('\n'),
                    Tag::Style => {}
                }
                length
            }),
            b'&' => entity(rest).map(|(c, length)| {
                words.push(c);
                length
            }),
            _ => override_length(rest),
        };
        let taken = taken.unwrap_or_else(|| {
            words.push_str(&rest[..1]);
            1
        });
        rest = &rest[taken..];
    }
    push_lines(&mut words, rest);
    visit(voice.as_deref(), &words);
}

fn push_lines(words: &mut String, text: &str) {
    if text.contains('\r') {
        words.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
    } else {
        words.push_str(text);
    }
}

enum Tag {
    Voice(String),
    VoiceEnd,
    Break,
    Style,
}

/// A tag at the start of `text`, and its length.
fn tag(text: &str) -> Option<(Tag, usize)> {
    let end = text.find('>')?;
    let inside = &text[1..end];
    let (closes, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
    let name_end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
    let (name, after) = inside.split_at(name_end);
    let name = name.to_ascii_lowercase();
    let tag = match name.as_str() {
        "v" if closes => Tag::VoiceEnd,
        "v" => Tag::Voice(annotation(after)),
        "br" => Tag::Break,
        "" => Tag::Style,
        name if TAGS.contains(&name) => Tag::Style,
        _ if !closes && time::parse(inside).is_some() => Tag::Style, // karaoke: when the next word starts
        _ => return None,
    };
    let known = match &tag {
        // `</>` closes nothing, and what else has no name (`<3`, `< b`) is words.
        Tag::Style if name.is_empty() => closes && inside.is_empty(),
        Tag::Voice(_) => after.is_empty() || after.starts_with(['.', ' ', '\t', '\n', '\r']),
        _ => after.is_empty() || after.starts_with(['.', ' ', '\t', '\n', '\r', '/', ':']),
    };
    known.then_some((tag, end + 1))
}

/// What stands behind a tag's name and its classes.
fn annotation(after: &str) -> String {
    let start = after.find([' ', '\t', '\n', '\r']).unwrap_or(after.len());
    let raw = after[start..].split_whitespace().collect::<Vec<_>>().join(" ");
    if !raw.contains('&') {
        return raw;
    }
    let mut name = String::with_capacity(raw.len());
    let mut rest = raw.as_str();
    while let Some(at) = rest.find('&') {
        name.push_str(&rest[..at]);
        let (c, length) = entity(&rest[at..]).unwrap_or(('&', 1));
        name.push(c);
        rest = &rest[at + length..];
    }
    name + rest
}

/// A character reference at the start of `text`, and its length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let c = match &text[1..end] {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        name => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, end + 1))
}

/// `{\an8}`: how SubRip files say where on the screen a cue stands.
fn override_length(text: &str) -> Option<usize> {
    let end = text.find('}')?;
    text.starts_with("{\\").then_some(end + 1)
}
