//! Reading the claims of a large draft in two halves at once: a draft of ten thousand claims is read before the
//! first frame, and reading is most of what that waits for.
//!
//! Where the second half begins is a guess, and is proven: the first half has to arrive at just that byte.
//! Whatever is unusual about a draft gives `None`; it is then read in one go, which also tells what is wrong
//! with it. Pure: text in, value out, with a thread in between.

use std::thread;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Claim, Packet};

/// Claims of fewer bytes are read sooner than a thread is started.
const LARGE: usize = 256 * 1024;

/// How many places are tried as the beginning of the second half. Braces of quotes and unknown fields come
/// between those of claims.
const TRIES: usize = 64;

/// After how many claims it is estimated how many there will be.
const SAMPLED: usize = 16;

/// Reads a packet, if it has many claims and is written as packets usually are.
pub(super) fn read(text: &str) -> Option<Packet> {
    if text.len() < LARGE {
        return None;
    }
    let list = list_of_claims(text)?;
    if text.len() - list < LARGE {
        return None;
    }
    let second = (text.len() - list) / 2 + list;
    let second = some_claim(text, second)?;
    let (first, (rest, end)) = thread::scope(|scope| {
        let other = thread::Builder::new().spawn_scoped(scope, || claims(text, second, None)).ok()?;
        let first = claims(text, list + 1, Some(second));
        Some((first?.0, other.join().ok()??))
    })?;
    // Everything but the claims, as if there were none.
    let others = [&text[..list], "[]", &text[end + 1..]].concat();
    let mut packet: Packet = serde_json::from_str(&others).ok()?;
    packet.claims = first;
    packet.claims.extend(rest);
    packet.claims.shrink_to_fit();
    Some(packet)
}

/// Where the packet's list of claims begins: at its bracket.
fn list_of_claims(text: &str) -> Option<usize> {
    let mut at = behind(text, 0, b'{')?;
    loop {
        let (key, after) = value::<&str>(text, blanks(text, at))?;
        at = blanks(text, behind(text, after, b':')?);
        if key == "claims" {
            return (text.as_bytes().get(at) == Some(&b'[')).then_some(at);
        }
        let (IgnoredAny, after) = value(text, at)?;
        at = behind(text, after, b',')?;
    }
}

/// The first place behind `from` at which a claim can be read. It may stand inside of something else.
fn some_claim(text: &str, from: usize) -> Option<usize> {
    let braces = memchr::memchr_iter(b'{', &text.as_bytes()[from..]).map(|at| from + at);
    braces.take(TRIES).find(|at| value::<Claim>(text, *at).is_some())
}

/// The claims of a list from `at` on, up to the claim that begins at `until` or to the end of the list; and
/// where that is.
fn claims(text: &str, mut at: usize, until: Option<usize>) -> Option<(Vec<Claim>, usize)> {
    let start = at;
    let mut claims = Vec::new();
    loop {
        at = blanks(text, at);
        match until {
            Some(until) if at == until => return Some((claims, at)),
            Some(until) if at > until => return None,
            Some(_) | None => {}
        }
        let (claim, after) = value(text, at)?;
        claims.push(claim);
        if claims.len() == SAMPLED {
            // Room for all that follow, the other half's, too: it is not used before it is filled.
            claims.reserve((text.len() - after) / ((after - start) / SAMPLED).max(1));
        }
        at = blanks(text, after);
        match text.as_bytes().get(at)? {
            b',' => at += 1,
            b']' if until.is_none() => return Some((claims, at)),
            _ => return None,
        }
    }
}

/// The value that stands at a place, and the place behind it.
fn value<'a, T: Deserialize<'a>>(text: &'a str, at: usize) -> Option<(T, usize)> {
    let mut values = serde_json::Deserializer::from_str(text.get(at..)?).into_iter();
    let value = values.next()?.ok()?;
    Some((value, at + values.byte_offset()))
}

/// The place behind `mark`, which has to come next.
fn behind(text: &str, at: usize, mark: u8) -> Option<usize> {
    let at = blanks(text, at);
    (text.as_bytes().get(at) == Some(&mark)).then_some(at + 1)
}

/// The place of the next byte that is not one of JSON's blanks.
fn blanks(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A draft whose claims hold what a guess could be mistaken about.
    fn draft(claims: usize) -> Value {
        let claim = |at: usize| {
            let text = format!("Claim {at}: {{\"id\": \"x\"}}, [{{}}] \\ é漢 {}", "words ".repeat(at % 40));
            json!({
                "id": format!("c{at}"), "kind": "use_case", "text": text,
                "evidence": [{ "source": "s", "quote": { "exact": text } }, { "source": "s", "quote": { "exact": "}]" } }],
                "of_another_tool": [{ "id": format!("i{at}"), "text": "no claim" }, [1.5e3]],
            })
        };
        json!({
            "format": crate::packet::FORMAT, "id": "p", "account": { "name": "A", "claims": [{}] }, "count": 12,
            "sources": [{ "id": "s", "kind": "call", "text": "\"claims\": [" }],
            "claims": (0..claims).map(claim).collect::<Vec<_>>(),
            "also_heard": [{ "id": "h", "kind": "objection", "text": "heard" }],
        })
    }

    #[test]
    fn in_halves_it_is_the_same_packet() {
        for count in [700, 701, 5000] {
            let draft = draft(count);
            for text in [draft.to_string(), serde_json::to_string_pretty(&draft).unwrap()] {
                let packet = read(&text).expect("a large draft");
                assert_eq!(packet, serde_json::from_str::<Packet>(&text).unwrap());
                assert_eq!((packet.claims.len(), packet.also_heard.len()), (count, 1));
            }
        }
    }

    #[test]
    fn a_claim_within_a_claim_is_not_taken_for_one() {
        // Every brace behind the middle belongs to what looks like a claim and is none.
        let inner = json!({ "id": "i", "kind": "promise", "text": "x".repeat(90) });
        let outer = json!({ "id": "c", "kind": "promise", "text": "t", "notes": vec![inner; 8000] });
        let text = json!({ "format": "f", "id": "p", "account": { "name": "A" }, "claims": [outer] }).to_string();
        assert_eq!(read(&text), None);
        assert_eq!(serde_json::from_str::<Packet>(&text).unwrap().claims.len(), 1);
    }

    #[test]
    fn what_is_no_packet_is_none_in_halves_either() {
        let text = draft(1000).to_string();
        let (middle, end) = (text.len() / 2, text.rfind("}],\"also_heard\"").unwrap());
        let cut = |at: usize| text[..text.floor_char_boundary(at)].to_owned();
        let put = |at: usize, what: &str| format!("{}{what}{}", cut(at), &text[text.floor_char_boundary(at)..]);
        for broken in [
            cut(middle),
            cut(end + 1),
            cut(text.len() - 1),
            put(end + 1, ","),
            put(end + 1, " {}"),
            put(end + 2, "]"),
            put(text.len(), "}"),
            put(text.len() - 1, ",\"claims\":[]"),
            text.replacen("\"c900\"", "900", 1),
            text.replacen("\"c9\"", "9", 1),
        ] {
            assert!(serde_json::from_str::<Packet>(&broken).is_err());
            assert_eq!(read(&broken), None);
        }
    }
}
