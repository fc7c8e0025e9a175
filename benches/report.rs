//! What a report over a library costs, as a ratio to listing the folders, reading `packet.json` and
//! `audit.jsonl`, and parsing of both only what a report could not do without, on all processors.
//!
//! Both are measured in turns within one run. The library is made in `HANDOFF_BENCH_DIR`, or in the folder
//! for temporary files: `HANDOFF_BENCH_PACKETS` packets (20,000 by default), each with two sources inside it,
//! sixteen claims whose quotes stand where the draft says, and a trail of eighteen lines. `HANDOFF_BENCH_FILES`
//! puts the sources into files beside the packets; the baseline then reads those, too.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use handoff::audit::Digest;
use handoff::audit::chain::next_line;
use handoff::packet::ClaimKind;
use handoff::report::{Row, Totals, pass};
use handoff::review::word::Ruling;
use handoff::review::{Action, Actor, Entry, Event, Seat};
use handoff::store::library;
use serde::Deserialize;
use serde_json::json;

const ROUNDS: usize = 5;

fn main() {
    let count: usize = std::env::var("HANDOFF_BENCH_PACKETS").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let files = std::env::var_os("HANDOFF_BENCH_FILES").is_some();
    let folder = match std::env::var_os("HANDOFF_BENCH_DIR") {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    }
    .expect("a folder to write to");
    let bytes = make(folder.path(), count, files);
    println!("{count} packets, {} MB, {} processors", bytes >> 20, threads());
    let (mut bare, mut reported) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(timed(|| baseline(folder.path(), files)));
        reported.push(timed(|| report(folder.path())));
    }
    let (bare, reported) = (median(&mut bare), median(&mut reported));
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!("read and minimally parsed {:.0} ms", ms(bare));
    println!("report                    {:.0} ms, ratio {:.2}", ms(reported), ms(reported) / ms(bare));
    println!("peak memory               {}", peak());
}

fn report(folder: &Path) -> usize {
    let paths = library::packets(folder).expect("a library");
    let mut totals = Totals::default();
    let mut length = 0;
    pass::over(
        &paths,
        &|batch| {
            let mut totals = Totals::default();
            let mut told = String::new();
            for path in batch {
                let row: Row = pass::row(path).expect("a packet");
                totals.add(&row);
                told.push_str(&serde_json::to_string(&row).expect("JSON"));
            }
            (totals, told)
        },
        &mut |_, (sums, told)| {
            totals.join(&sums);
            length += told.len();
            true
        },
    );
    assert_eq!(totals.all.packets, paths.len());
    assert!(totals.all.yes() > 0 && totals.all.orphans == 0, "{:?}", totals.all);
    length
}

#[derive(Deserialize)]
struct Minimal<'a> {
    #[serde(borrow)]
    id: std::borrow::Cow<'a, str>,
    claims: Vec<MinimalClaim<'a>>,
}

#[derive(Deserialize)]
struct MinimalClaim<'a> {
    id: &'a str,
    kind: &'a str,
}

#[derive(Deserialize)]
struct MinimalEntry<'a> {
    seq: u64,
    #[serde(borrow)]
    event: MinimalEvent<'a>,
}

#[derive(Deserialize)]
struct MinimalEvent<'a> {
    r#type: &'a str,
    claim: Option<&'a str>,
}

fn baseline(folder: &Path, files: bool) -> usize {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("a library").map(|entry| entry.expect("a packet").path()).collect();
    paths.sort();
    let each = paths.len().div_ceil(threads());
    std::thread::scope(|scope| {
        let halves: Vec<_> = paths
            .chunks(each)
            .map(|paths| scope.spawn(move || paths.iter().map(|path| parse(path, files)).sum::<usize>()))
            .collect();
        halves.into_iter().map(|half| half.join().expect("read")).sum()
    })
}

fn parse(path: &Path, files: bool) -> usize {
    let bytes = fs::read(path.join("packet.json")).expect("a packet");
    let packet: Minimal = serde_json::from_slice(&bytes).expect("a packet");
    let mut sum = packet.id.len() + packet.claims.iter().map(|claim| claim.id.len() + claim.kind.len()).sum::<usize>();
    let trail = fs::read(path.join("audit.jsonl")).expect("a trail");
    for line in trail.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let entry: MinimalEntry = serde_json::from_slice(line).expect("an entry");
        sum += entry.seq as usize + entry.event.r#type.len() + entry.event.claim.map_or(0, str::len);
    }
    if files {
        for name in ["s1.txt", "s2.txt"] {
            sum += fs::read(path.join(name)).expect("a source").len();
        }
    }
    sum
}

/// Makes a library and returns its size.
fn make(folder: &Path, count: usize, files: bool) -> usize {
    (0..count)
        .map(|number| {
            let path = folder.join(format!("account-{number:06}"));
            fs::create_dir(&path).expect("a folder");
            let (packet, sources) = packet(number, files);
            let trail = trail(&packet);
            let mut size = packet.len() + trail.len();
            fs::write(path.join("packet.json"), packet).expect("written");
            fs::write(path.join("audit.jsonl"), trail).expect("written");
            if files {
                for (at, text) in sources.iter().enumerate() {
                    size += text.len();
                    fs::write(path.join(format!("s{}.txt", at + 1)), text).expect("written");
                }
            }
            size
        })
        .sum()
}

fn packet(number: usize, files: bool) -> (Vec<u8>, [String; 2]) {
    let mut texts = [String::new(), String::new()];
    let mut claims = Vec::new();
    for (at, kind) in ClaimKind::ALL.iter().take(16).chain(&[ClaimKind::Promise]).enumerate() {
        let text = &mut texts[at % 2];
        let speaker = if at % 3 == 0 { "Maya Chen" } else { "Sam Lee" };
        let words =
            format!("the carriers hold {} containers for {at} days and the fees in lane {number} go up", at + 12);
        text.push_str(&format!("{speaker}: So what happens then is that "));
        let start = text.chars().count();
        text.push_str(&words);
        let end = text.chars().count();
        text.push_str(", and nobody has told us why.\n");
        claims.push(json!({
            "id": format!("c{at:02}"), "kind": kind, "text": format!("They pay for {at} days, by number {number}"),
            "evidence": [{"source": format!("s{}", at % 2 + 1), "quote": {"exact": words, "prefix": "then is that "},
                "position": {"start": start, "end": end}}],
            "suggestion": {"confidence": 0.7, "verdict": "accept", "because": "a number of days was named"},
        }));
    }
    let sources: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let id = format!("s{}", at + 1);
            let sha256 = Digest::of(text.as_bytes()).hex();
            let mut source = json!({"id": id, "kind": "call", "title": "Call", "date": "2026-07-02", "sha256": sha256});
            if files {
                source["path"] = json!(format!("{id}.txt"));
            } else {
                source["text"] = json!(text);
            }
            source
        })
        .collect();
    let month = number % 12 + 1;
    let segment = if number.is_multiple_of(2) { "enterprise" } else { "mid-market" };
    let packet = json!({
        "format": "handoff-packet/1", "id": format!("account-{number:06}"),
        "account": {"name": format!("Account {number}"), "segment": segment},
        "deal": {"closed_on": format!("2026-{month:02}-14"), "ae": "Sam Lee", "csm": format!("CSM {}", number % 40)},
        "people": [
            {"id": "maya", "name": "Maya Chen", "side": "customer", "roles": ["champion"]},
            {"id": "sam", "name": "Sam Lee", "side": "seller"},
        ],
        "sources": sources, "claims": claims,
    });
    (serde_json::to_vec_pretty(&packet).expect("JSON"), texts)
}

fn trail(packet: &[u8]) -> Vec<u8> {
    let by = Actor { name: "Dana Ruiz".into(), email: Some("dana@example.com".into()), role: Seat::Csm };
    let mut events = Vec::new();
    for at in [0_u64, 1, 2, 5, 7, 8, 9, 16] {
        let claim: handoff::packet::ClaimId = format!("c{at:02}").as_str().into();
        events.push(Event::ClaimAccepted { claim: claim.clone(), seen: 0, reason: None });
        let action = Action { what: "Ask for the carrier list first".into(), by: Some("Dana".into()), from: None };
        events.push(Event::ActionSet { claim, seen: events.len() as u64, action: Some(action) });
    }
    events.push(Event::PromiseRuled {
        claim: "c16".into(),
        seen: 16,
        ruling: Ruling::VerbalBinding,
        owner: Some("Sam Lee".into()),
        due: Some("2027-01-31".into()),
    });
    events.push(Event::Noted { claim: None, text: "Kickoff is in the second week".into() });
    let mut prev = Digest::of(packet);
    let mut bytes = Vec::new();
    for (at, event) in events.into_iter().enumerate() {
        let when = jiff::Timestamp::from_second(1_783_000_000 + at as i64).expect("a time");
        let entry = Entry { seq: at as u64 + 1, prev: prev.hex(), at: when, by: by.clone(), event };
        let line = next_line(&entry).expect("JSON");
        prev = Digest::of(line.as_bytes());
        bytes.extend(line.into_bytes());
        bytes.push(b'\n');
    }
    bytes
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

fn timed(what: impl FnOnce() -> usize) -> Duration {
    let start = Instant::now();
    black_box(what());
    start.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The most memory that this process has had, where the system tells.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("not known".to_owned(), |line| line.trim().to_owned())
}
