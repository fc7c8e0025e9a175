//! The hash chain: whatever is done to a trail, it is found, and the right line is named.

use handoff::audit::{Digest, Reading, Status, Tip, chain};
use handoff::packet::ClaimId;
use handoff::review::word::{RejectReason, Ruling};
use handoff::review::{Actor, Entry, Event, Seat};
use proptest::prelude::{any, proptest};

pub const PACKET: &[u8] =
    b"{\"format\":\"handoff-packet/1\",\"id\":\"northwind-freight\",\"account\":{\"name\":\"Northwind\"}}\n";

pub fn dana() -> Actor {
    Actor { name: "Dana Ru\u{ed}z".into(), email: Some("dana@example.com".into()), role: Seat::Csm }
}

pub fn events(count: usize) -> Vec<Event> {
    let claim = |n: usize| ClaimId::from(format!("c{n:02}"));
    (0..count)
        .map(|n| match n % 4 {
            0 => Event::ClaimAccepted { claim: claim(n), seen: 0, reason: None },
            1 => Event::ClaimRejected {
                claim: claim(n),
                seen: 0,
                reason: RejectReason::Overstated,
                note: Some("« thirty » is not in the call \u{2028}\u{1F69A}".into()),
            },
            2 => Event::PromiseRuled {
                claim: claim(n),
                seen: 0,
                ruling: Ruling::VerbalBinding,
                owner: Some("Sam Lee".into()),
                due: None,
            },
            _ => Event::Noted { claim: None, text: "a \"quoted\" \\ note\nin two lines".into() },
        })
        .collect()
}

/// A trail of these events, sealed or as a program without seals writes it.
pub fn trail(packet: &[u8], events: &[Event], sealed: bool) -> Vec<u8> {
    let mut prev = Digest::of(packet);
    let mut bytes = Vec::new();
    for (n, event) in events.iter().enumerate() {
        let entry = Entry {
            seq: n as u64 + 1,
            prev: prev.hex(),
            at: jiff::Timestamp::from_millisecond(1_783_069_200_123 + 61_000 * n as i64).unwrap(),
            by: dana(),
            event: event.clone(),
        };
        let line = if sealed { chain::next_line(&entry).unwrap() } else { serde_json::to_string(&entry).unwrap() };
        prev = Digest::of(line.as_bytes());
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
    }
    bytes
}

pub fn read(packet: &[u8], bytes: &[u8]) -> Reading {
    chain::read(&Tip::start(Digest::of(packet)), bytes)
}

/// The line that a reading names, 0 for the packet.
fn named(reading: &Reading) -> Option<u64> {
    match &reading.status {
        Status::Sound => None,
        Status::Torn(tail) => Some(tail.line - u64::from(tail.unterminated)),
        Status::Broken(fault) => Some(match fault.place {
            chain::Place::Packet => 0,
            chain::Place::Line(line) => line,
        }),
    }
}

/// The line that each byte belongs to; a newline belongs to the line it ends.
fn line_of(bytes: &[u8], at: usize) -> u64 {
    bytes[..at].iter().filter(|byte| **byte == b'\n').count() as u64 + 1
}

fn replacements(byte: u8) -> impl Iterator<Item = u8> {
    [0, b'\n', b'\r', b' ', b'"', b'0', b'1', b'a', b'f', b'}', b'{', 0xff, byte ^ 1, byte ^ 0x20, byte ^ 0x80]
        .into_iter()
        .filter(move |to| *to != byte)
}

#[test]
fn a_trail_reads_back_as_it_was_written() {
    for sealed in [true, false] {
        let reading = read(PACKET, &trail(PACKET, &events(9), sealed));
        assert_eq!(reading.status, Status::Sound);
        assert_eq!(reading.entries().map(|entry| entry.event.clone()).collect::<Vec<_>>(), events(9));
        assert!(reading.lines.iter().all(|line| line.sealed == sealed));
        assert!(reading.notices.is_empty());
    }
}

#[test]
fn one_changed_byte_anywhere_names_its_line() {
    let good = trail(PACKET, &events(5), true);
    let mut tried = 0;
    for at in 0..good.len() {
        for to in replacements(good[at]) {
            let mut bad = good.clone();
            bad[at] = to;
            let reading = read(PACKET, &bad);
            let line = line_of(&good, at);
            assert_eq!(named(&reading), Some(line), "byte {at} to {to:#x}: {:?}", reading.status);
            assert!(reading.lines.len() as u64 >= line - 1, "the lines before line {line} still hold");
            tried += 1;
        }
    }
    assert!(tried > 20_000, "{tried}");
}

#[test]
fn without_seals_every_line_that_has_a_successor_is_still_named() {
    let good = trail(PACKET, &events(5), false);
    let last = good.len() - good[..good.len() - 1].iter().rev().position(|byte| *byte == b'\n').unwrap() - 1;
    for at in 0..last {
        for to in replacements(good[at]) {
            let mut bad = good.clone();
            bad[at] = to;
            let reading = read(PACKET, &bad);
            assert_eq!(named(&reading), Some(line_of(&good, at)), "byte {at} to {to:#x}: {:?}", reading.status);
        }
    }
    // The head is what tells of the last line: reviewed.json and signatures hold it.
    let head = read(PACKET, &good).tip.head;
    for at in last..good.len() - 1 {
        let mut bad = good.clone();
        bad[at] ^= 1;
        let reading = read(PACKET, &bad);
        assert!(named(&reading) == Some(5) || reading.tip.head != head, "byte {at}");
    }
}

#[test]
fn a_changed_draft_names_the_packet() {
    for sealed in [true, false] {
        let bytes = trail(PACKET, &events(3), sealed);
        for at in 0..PACKET.len() {
            let mut changed = PACKET.to_vec();
            changed[at] ^= 1;
            assert_eq!(named(&read(&changed, &bytes)), Some(0), "byte {at}");
        }
    }
}

#[test]
fn cut_at_every_byte_the_whole_lines_before_it_stay() {
    let good = trail(PACKET, &events(4), true);
    for end in 0..good.len() {
        let reading = read(PACKET, &good[..end]);
        let newlines = good[..end].iter().filter(|byte| **byte == b'\n').count();
        let at_line_end = end == 0 || good[end - 1] == b'\n';
        // A line of which only the newline is gone is whole: it is kept.
        let unterminated = good[end] == b'\n';
        assert_eq!(reading.lines.len(), newlines + usize::from(unterminated), "{end} bytes");
        match reading.status {
            Status::Sound => assert!(at_line_end, "{end} bytes"),
            Status::Torn(tail) => {
                assert!(!at_line_end, "{end} bytes");
                assert_eq!(tail.unterminated, unterminated);
                assert_eq!(tail.start + tail.bytes, end as u64);
            }
            Status::Broken(fault) => panic!("{end} bytes: {fault:?}"),
        }
    }
}

#[test]
fn a_tail_of_nuls_is_torn_and_loses_no_line() {
    let good = trail(PACKET, &events(3), true);
    for nuls in [1, 2, 511, 512, 4096, 70_000] {
        let mut bytes = good.clone();
        bytes.resize(good.len() + nuls, 0);
        let reading = read(PACKET, &bytes);
        let Status::Torn(tail) = reading.status else { panic!("{nuls}: {:?}", reading.status) };
        assert_eq!((tail.start, tail.bytes, tail.line), (good.len() as u64, nuls as u64, 4));
        assert_eq!(reading.lines.len(), 3);

        // The newline never reached the disk, but the entry did.
        bytes[good.len() - 1] = 0;
        let reading = read(PACKET, &bytes);
        let Status::Torn(tail) = reading.status else { panic!("{nuls}: {:?}", reading.status) };
        assert!(tail.unterminated);
        assert_eq!(reading.lines.len(), 3);

        // Neither did the last third of it.
        let start = good.len() - 60;
        bytes[start..].fill(0);
        let reading = read(PACKET, &bytes);
        assert!(matches!(reading.status, Status::Torn(tail) if !tail.unterminated), "{:?}", reading.status);
        assert_eq!(reading.lines.len(), 2);
    }
}

#[test]
fn a_block_that_was_lost_from_the_last_line_is_torn() {
    let good = trail(PACKET, &events(12), true);
    let lines: Vec<usize> = std::iter::once(0)
        .chain(good.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1))
        .collect();
    let mut tried = 0;
    for pair in lines.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let block = start.next_multiple_of(512);
        if block == start || block >= end {
            continue;
        }
        let mut bytes = good[..end].to_vec();
        bytes[start..block].fill(0);
        assert!(matches!(read(PACKET, &bytes).status, Status::Torn(tail) if tail.start == start as u64));
        // With lines after it, it is not an interrupted write.
        if end < good.len() {
            bytes.extend_from_slice(&good[end..]);
            assert!(matches!(read(PACKET, &bytes).status, Status::Broken(_)));
        }
        tried += 1;
    }
    assert!(tried > 3, "{tried}");
}

#[test]
fn lines_taken_out_put_in_or_swapped_are_found() {
    let good = trail(PACKET, &events(6), true);
    let lines: Vec<&[u8]> = good.split_inclusive(|byte| *byte == b'\n').collect();
    for at in 0..lines.len() {
        let mut without = lines.clone();
        without.remove(at);
        if at + 1 < lines.len() {
            assert_eq!(named(&read(PACKET, &without.concat())), Some(at as u64 + 1));
        }
        let mut twice = lines.clone();
        twice.insert(at, lines[at]);
        assert_eq!(named(&read(PACKET, &twice.concat())), Some(at as u64 + 2));
        if at + 1 < lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(at, at + 1);
            assert_eq!(named(&read(PACKET, &swapped.concat())), Some(at as u64 + 1));
        }
    }
}

#[test]
fn a_line_that_was_rewritten_and_sealed_again_is_named_all_the_same() {
    let good = trail(PACKET, &events(6), true);
    let lines: Vec<&[u8]> = good.split_inclusive(|byte| *byte == b'\n').collect();
    for at in 0..5 {
        let mut entry: Entry = serde_json::from_slice(lines[at]).unwrap();
        entry.by.name = "Somebody Else".into();
        let forged = chain::next_line(&entry).unwrap() + "\n";
        let mut bad = lines.clone();
        bad[at] = forged.as_bytes();
        assert_eq!(named(&read(PACKET, &bad.concat())), Some(at as u64 + 1));
    }
}

#[test]
fn what_stands_after_a_whole_entry_is_not_torn_but_broken() {
    let mut bytes = trail(PACKET, &events(3), true);
    *bytes.last_mut().unwrap() = b'X';
    let reading = read(PACKET, &bytes);
    assert!(matches!(&reading.status, Status::Broken(_)), "{:?}", reading.status);
    assert_eq!(named(&reading), Some(3));
}

#[test]
fn a_clock_that_went_back_is_told_and_breaks_nothing() {
    let mut prev = Digest::of(PACKET);
    let mut bytes = Vec::new();
    for (seq, at) in [(1, "2026-07-03T09:00:00Z"), (2, "2026-07-03T08:59:00Z"), (3, "2026-07-03T09:01:00Z")] {
        let event = Event::Noted { claim: None, text: "x".into() };
        let entry = Entry { seq, prev: prev.hex(), at: at.parse().unwrap(), by: dana(), event };
        let line = chain::next_line(&entry).unwrap();
        prev = Digest::of(line.as_bytes());
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
    }
    let reading = read(PACKET, &bytes);
    assert_eq!(reading.status, Status::Sound);
    assert_eq!(reading.notices.len(), 1);
    assert_eq!(reading.notices[0].line, 2);
    assert!(reading.notices[0].what.contains("before line 1"), "{}", reading.notices[0].what);
}

#[test]
fn other_programs_json_is_read_spaces_and_all() {
    let first = format!(
        r#"{{"seq": 1, "prev": "{}", "at": "2026-07-03T11:00:00+02:00", "by": {{"name": "X", "role": "csm"}}, "event": {{"type": "noted", "text": "n"}}}}"#,
        Digest::of(PACKET)
    );
    let reading = read(PACKET, format!("{first}\n").as_bytes());
    assert_eq!(reading.status, Status::Sound);
    assert!(!reading.lines[0].sealed);
    // A program that joins lines leaves the last one without its newline.
    let reading = read(PACKET, first.as_bytes());
    assert_eq!(reading.lines.len(), 1);
    assert!(matches!(reading.status, Status::Torn(tail) if tail.unterminated && tail.bytes == 0));
}

proptest! {
    /// Reading on from any line finds what reading the whole finds.
    #[test]
    fn reading_on_is_reading_all(count in 0usize..12, split in any::<proptest::sample::Index>(), sealed: bool) {
        let bytes = trail(PACKET, &events(count), sealed);
        let all = read(PACKET, &bytes);
        let mut ends: Vec<usize> = vec![0];
        ends.extend(bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1));
        let end = ends[split.index(ends.len())];
        let first = read(PACKET, &bytes[..end]);
        let rest = chain::read(&first.tip, &bytes[end..]);
        proptest::prop_assert_eq!(&rest.tip, &all.tip);
        proptest::prop_assert_eq!([first.lines, rest.lines].concat(), all.lines);
    }

    /// No bytes at all make it panic, and nothing that is not an entry is taken for one.
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>) {
        proptest::prop_assert!(read(PACKET, &bytes).lines.is_empty());
    }
}
