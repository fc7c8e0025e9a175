//! What a report over a library costs, as a ratio to listing the folders, reading `packet.json`, `audit.jsonl`
//! and every source, and parsing of the first two only what a report could not do without, on all processors.
//!
//! Both are measured in turns within one run, by the clock and in processor time; so is a report over a library
//! that was read before, in which nothing has changed, and so is a pass that parses packet and trail whole, as JSON
//! values, which is what a program without types would do. The library is made in `HANDOFF_BENCH_DIR`, or in the folder
//! for temporary files: `HANDOFF_BENCH_PACKETS` packets (2,000 by default, 1.5 GB for 20,000) as drafts of five
//! conversations are: two caption files, a talk in plain text, a mail and an order form beside the packet, a
//! note inside it; 20 to 40 claims with one or two quotes each. A third has nobody looked at, a third is under
//! review, a third is decided; those have a trail and a `reviewed.json`. Every twentieth packet has a quote with
//! another number in it than its source, every tenth one without a position. `HANDOFF_BENCH_LIKE` names a folder
//! of packets to copy instead.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use handoff::audit::Digest;
use handoff::audit::chain::next_line;
use handoff::packet::{ClaimId, ClaimKind};
use handoff::report::{Row, Totals, pass, remembered};
use handoff::review::hidden::Reveal;
use handoff::review::word::Ruling;
use handoff::review::{Action, Actor, Entry, Event, Seat, project};
use handoff::store::{library, locate};
use handoff::text::Text;
use serde::Deserialize;
use serde_json::{Value, json};

const ROUNDS: usize = 5;

fn main() {
    let count: usize = std::env::var("HANDOFF_BENCH_PACKETS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000);
    let folder = match std::env::var_os("HANDOFF_BENCH_DIR") {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    }
    .expect("a folder to write to");
    let like = std::env::var_os("HANDOFF_BENCH_LIKE").map(PathBuf::from);
    let bytes = match &like {
        Some(like) => copies(like, folder.path(), count),
        None => make(folder.path(), count),
    };
    println!("{count} packets, {} MB, {} processors", bytes >> 20, threads());
    let kept = tempfile::tempdir().expect("a folder to write to");
    report(folder.path(), kept.path(), like.is_none(), true);
    let [mut bare, mut values, mut reported, mut again] = [(); 4].map(|()| Taken::default());
    for _ in 0..ROUNDS {
        bare.take(|| baseline(folder.path(), parse));
        values.take(|| baseline(folder.path(), parse_whole));
        reported.take(|| report(folder.path(), kept.path(), like.is_none(), true));
        again.take(|| report(folder.path(), kept.path(), like.is_none(), false));
    }
    println!("read and minimally parsed {}", bare.told(&bare));
    println!("read and parsed whole     {}", values.told(&bare));
    println!("report                    {}", reported.told(&bare));
    println!("report, nothing changed   {}", again.told(&bare));
    println!("peak memory               {}", peak());
}

/// What the rounds of one of them took.
#[derive(Default)]
struct Taken {
    clock: Vec<Duration>,
    worked: Duration,
}

impl Taken {
    fn take(&mut self, run: impl FnOnce() -> usize) {
        let before = processor_time();
        self.clock.push(timed(run));
        self.worked += processor_time().saturating_sub(before);
    }

    fn told(&self, bare: &Self) -> String {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let (clock, worked) = (ms(median(&self.clock)), ms(self.worked) / ROUNDS as f64);
        let (clocks, works) = (clock / ms(median(&bare.clock)), worked / (ms(bare.worked) / ROUNDS as f64));
        format!("{clock:.0} ms, ratio {clocks:.2}; in processor time {worked:.0} ms, ratio {works:.2}")
    }
}

/// A report that takes what `kept` has of packets that did not change, or else keeps what it reads.
fn report(folder: &Path, kept: &Path, ours: bool, fresh: bool) -> usize {
    let (remembered, mut keeper) = remembered::of(kept, folder, fresh);
    // The library was made a moment ago.
    let now = SystemTime::now() + Duration::from_secs(10);
    let paths = library::packets(folder).expect("a library");
    let mut totals = Totals::default();
    let mut length = 0;
    pass::over(
        &paths,
        &|batch| {
            let mut totals = Totals::default();
            let (mut told, mut lines) = (String::new(), String::new());
            for path in batch {
                let seen = remembered.look(path, now).expect("a folder at rest");
                let row: Row = remembered.row(&seen).unwrap_or_else(|| {
                    assert!(fresh, "it was read before");
                    let row = pass::row(path).expect("a packet");
                    lines.push_str(&seen.line(&row));
                    row
                });
                totals.add(&row);
                told.push_str(&serde_json::to_string(&row).expect("JSON"));
            }
            (totals, told, lines)
        },
        &mut |_, (sums, told, lines)| {
            totals.join(&sums);
            keeper.keep(&lines);
            length += told.len();
            true
        },
    );
    keeper.end();
    assert_eq!(totals.all.packets, paths.len());
    assert!(!ours || (totals.all.yes() > 0 && totals.all.orphans == 0), "{:?}", totals.all);
    assert!(!ours || totals.all.altered == paths.len() / 20, "{:?}", totals.all);
    length
}

#[derive(Deserialize)]
struct Minimal<'a> {
    #[serde(borrow)]
    id: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    sources: Vec<MinimalSource<'a>>,
    claims: Vec<MinimalClaim<'a>>,
}

#[derive(Deserialize)]
struct MinimalSource<'a> {
    #[serde(borrow)]
    path: Option<std::borrow::Cow<'a, str>>,
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

fn baseline(folder: &Path, parse: fn(&Path) -> usize) -> usize {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("a library").map(|entry| entry.expect("a packet").path()).collect();
    paths.sort();
    let each = paths.len().div_ceil(threads());
    std::thread::scope(|scope| {
        let halves: Vec<_> = paths
            .chunks(each)
            .map(|paths| scope.spawn(move || paths.iter().map(|path| parse(path)).sum::<usize>()))
            .collect();
        halves.into_iter().map(|half| half.join().expect("read")).sum()
    })
}

fn parse(path: &Path) -> usize {
    let bytes = fs::read(path.join("packet.json")).expect("a packet");
    let packet: Minimal = serde_json::from_slice(&bytes).expect("a packet");
    let mut sum = packet.id.len() + packet.claims.iter().map(|claim| claim.id.len() + claim.kind.len()).sum::<usize>();
    let trail = fs::read(path.join("audit.jsonl")).unwrap_or_default();
    for line in trail.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let entry: MinimalEntry = serde_json::from_slice(line).expect("an entry");
        sum += entry.seq as usize + entry.event.r#type.len() + entry.event.claim.map_or(0, str::len);
    }
    for name in packet.sources.iter().filter_map(|source| source.path.as_deref()) {
        sum += fs::read(path.join(name)).expect("a source").len();
    }
    sum
}

fn parse_whole(path: &Path) -> usize {
    let packet: Value =
        serde_json::from_slice(&fs::read(path.join("packet.json")).expect("a packet")).expect("a packet");
    let mut sum = packet["claims"].as_array().map_or(0, Vec::len);
    let trail = fs::read(path.join("audit.jsonl")).unwrap_or_default();
    for line in trail.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        sum += usize::from(serde_json::from_slice::<Value>(line).expect("an entry").is_object());
    }
    for name in packet["sources"].as_array().into_iter().flatten().filter_map(|source| source["path"].as_str()) {
        sum += fs::read(path.join(name)).expect("a source").len();
    }
    sum
}

/// Copies the packets of a folder again and again, and returns the size of the library.
fn copies(like: &Path, folder: &Path, count: usize) -> usize {
    let packets = library::packets(like).expect("packets to copy");
    let sizes = (0..count).map(|number| copy(&packets[number % packets.len()], &folder.join(format!("{number:06}"))));
    sizes.sum()
}

fn copy(from: &Path, to: &Path) -> usize {
    if !from.is_dir() {
        return fs::copy(from, to).expect("copied") as usize;
    }
    fs::create_dir(to).expect("a folder");
    let entries = fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry"));
    entries.map(|entry| copy(&entry.path(), &to.join(entry.file_name()))).sum()
}

/// Makes a library and returns its size.
fn make(folder: &Path, count: usize) -> usize {
    let numbers: Vec<usize> = (0..count).collect();
    std::thread::scope(|scope| {
        let parts: Vec<_> = numbers
            .chunks(count.div_ceil(threads()))
            .map(|part| scope.spawn(move || part.iter().map(|number| packet(folder, *number)).sum::<usize>()))
            .collect();
        parts.into_iter().map(|part| part.join().expect("made")).sum()
    })
}

/// One packet with all its files; returns their size.
fn packet(folder: &Path, number: usize) -> usize {
    let path = folder.join(format!("account-{number:06}"));
    fs::create_dir_all(path.join("sources")).expect("a folder");
    let sources = sources(number);
    let mut size = 0;
    let mut write = |name: &str, bytes: &[u8]| {
        size += bytes.len();
        fs::write(path.join(name), bytes).expect("written");
    };
    sources.iter().filter(|source| !source.name.is_empty()).for_each(|source| write(&source.name, source.bytes()));
    let draft = draft(number, &sources);
    let bytes = serde_json::to_vec_pretty(&draft).expect("JSON");
    write("packet.json", &bytes);
    if !number.is_multiple_of(3) {
        write("audit.jsonl", &trail(&bytes, &draft, number % 3 == 2));
        let opened = handoff::store::open(&path).expect("a packet");
        let entries = opened.reading.lines.into_iter().map(|line| line.entry);
        let (review, refused) = handoff::review::Review::fold(opened.packet, entries);
        assert_eq!(refused, []);
        let found = locate::states(&opened.paths, &review);
        let mut reviewed = project::project(&draft, &review, &found, Reveal::AfterVerdict);
        reviewed["trail"] = json!({"entries": opened.trail.tip().entries, "head": opened.trail.tip().head.hex()});
        write("reviewed.json", &serde_json::to_vec_pretty(&reviewed).expect("JSON"));
    }
    size
}

struct Source {
    id: &'static str,
    kind: &'static str,
    /// Empty where the words stand in the packet.
    name: String,
    words: String,
    text: Text,
}

impl Source {
    fn new(id: &'static str, kind: &'static str, name: &str, words: String) -> Self {
        let text = handoff::source::import(words.clone().into_bytes(), name).expect("words").text;
        Self { id, kind, name: name.to_owned(), words, text }
    }

    fn bytes(&self) -> &[u8] {
        self.words.as_bytes()
    }
}

const SAYINGS: [&str; 12] = [
    "So what happens then is that the carriers hold {} containers and the fees in lane {} go up",
    "We had {} of those in the spring, and Tom found out about {} of them from an invoice",
    "I mean, it depends on the yard",
    "If the free time is shown before it ends, we get {} hours, and in terminal {} even more",
    "Right, and who looks at that today?",
    "Nobody does, that's the point, {} people each have their own sheet and I'm one of {}",
    "Our legal team wanted {} days' notice, we settled on {}",
    "Okay, we can have the connector live by week {} if the credentials for account {} are there",
    "Denise was not convinced, she saw {} tools come and go, and she kept {} of the old exports",
    "Mm-hm",
    "The board asked for one number by the {}th, and it has to be below {} thousand",
    "Let me write that down, {} users to begin with, {} after the summer",
];

fn said(number: usize, at: usize) -> String {
    let figures = [number * 7 % 89 + at % 31 + 2, number % 1000 + at];
    let mut words = SAYINGS[(at * 5 + number + at / 12) % SAYINGS.len()].to_owned();
    for figure in figures {
        words = words.replacen("{}", &figure.to_string(), 1);
    }
    words
}

fn speaker(at: usize) -> &'static str {
    ["Maya Chen", "Sam Lee", "Maya Chen", "Denise Cole", "Sam Lee", "Maya Chen", "Anika Rao"][at % 7]
}

fn captions(number: usize, cues: usize, from: usize) -> String {
    let mut file = "WEBVTT\n".to_owned();
    for cue in 0..cues {
        let time = |second: usize| format!("{:02}:{:02}:{:02}.480", second / 3600, second / 60 % 60, second % 60);
        let (start, end) = (time(cue * 5 + 3), time(cue * 5 + 7));
        let (who, words) = (speaker(cue / 2), said(number, from + cue));
        file.push_str(&format!("\n{}\n{start} --> {end}\n{who}: {words}.\n", cue + 1));
    }
    file
}

fn sources(number: usize) -> [Source; 6] {
    let talk: String = (0..40).map(|at| format!("{}: {}.\n", speaker(at), said(number, at + 300))).collect();
    let mail = format!(
        "From: Sam Lee <sam@freeboard.example>\r\nTo: Maya Chen <maya@account{number}.example>\r\n\
         Date: Wed, 26 Aug 2026 09:14:31 +0200\r\nSubject: Three open points\r\nMessage-ID: <{number}@freeboard.example>\r\n\r\n\
         Hi Maya,\r\n\r\n{}.\r\n\r\n{}.\r\n\r\n{}.\r\n\r\nBest,\r\nSam\r\n\r\n\
         On Tue, Aug 25, 2026 at 5:47 PM Maya Chen <maya@account{number}.example> wrote:\r\n\r\n> {}.\r\n> {}.\r\n",
        said(number, 400),
        said(number, 403),
        said(number, 406),
        said(number, 409),
        said(number, 412),
    );
    let form = format!(
        "ORDER FORM\n\nCustomer: Account {number}\nSupplier: Freeboard, Inc.\nEffective: August 28, 2026\nTerm: 24 months\n\n\
         1. Subscription\n\n1.1 The Customer may use the Service for up to {} named users.\n\n\
         1.2 The annual fee is USD {},000, invoiced in advance.\n\n2. Support\n\n\
         2.1 The Supplier answers urgent requests within {} hours on working days.\n",
        number % 300 + 40,
        number % 90 + 30,
        number % 6 + 2,
    );
    let note = format!("Called Maya.\n{}.\nNext step is the security review with Tom.\n", said(number, 500));
    [
        Source::new("s1", "call", "sources/2026-07-02-discovery-call.vtt", captions(number, 130, 0)),
        Source::new("s2", "call", "sources/2026-07-15-demo.vtt", captions(number, 90, 150)),
        Source::new("s3", "call", "sources/2026-08-19-commercial-call.txt", talk),
        Source::new("s4", "email", "sources/2026-08-26-three-open-points.eml", mail),
        Source::new("s5", "contract", "sources/order-form.txt", form),
        Source::new("s6", "crm_note", "", note),
    ]
}

/// A quote of some turn with words enough.
fn quote(source: &Source, at: usize) -> Value {
    let text = &source.text;
    let turns: Vec<_> = text.turns().iter().filter(|turn| text.words(turn).len() > 40).collect();
    let turn = turns[at % turns.len()];
    let words = text.words(turn);
    let length = words.match_indices(' ').map(|(at, _)| at).take_while(|at| *at <= 100).last().unwrap_or(words.len());
    let range = turn.range().start..turn.range().start + length;
    let (before, after) = (&text.as_str()[..range.start], &text.as_str()[range.end..]);
    let position = text.position(&range);
    json!({
        "source": source.id,
        "quote": {
            "exact": &words[..length],
            "prefix": &before[before.floor_char_boundary(before.len().saturating_sub(24))..],
            "suffix": &after[..after.floor_char_boundary(24)],
        },
        "position": {"start": position.start, "end": position.end},
    })
}

fn draft(number: usize, sources: &[Source]) -> Value {
    let kinds = ClaimKind::ALL.iter().chain(&[ClaimKind::Promise, ClaimKind::Stakeholder, ClaimKind::Promise]);
    let claims: Vec<Value> = kinds
        .cycle()
        .take(20 + number % 21)
        .enumerate()
        .map(|(at, kind)| {
            let quotes = 1 + usize::from(at % 3 == 0);
            let evidence: Vec<Value> =
                (0..quotes).map(|more| quote(&sources[(at + more * 2) % sources.len()], at * 5 + more)).collect();
            json!({
                "id": format!("c{at:02}"), "kind": kind,
                "text": format!("They pay for {} days of detention in lane {number} and found out from an invoice", at + 3),
                "people": ["maya"], "evidence": evidence,
                "suggestion": {"confidence": 0.83, "verdict": "accept", "standing": "customer_said",
                    "action": "Ask for the carrier list and the invoices behind it",
                    "because": "a number of days the customer names twice, in two calls"},
            })
        })
        .collect();
    let listed: Vec<Value> = sources
        .iter()
        .map(|source| {
            let sha256 = Digest::of(source.bytes()).hex();
            let mut told = json!({"id": source.id, "kind": source.kind, "title": source.id, "date": "2026-07-02", "sha256": sha256});
            if source.name.is_empty() {
                told["text"] = json!(source.words);
            } else {
                told["path"] = json!(source.name);
            }
            told
        })
        .collect();
    let segment = if number.is_multiple_of(2) { "enterprise" } else { "mid-market" };
    let mut packet = json!({
        "format": "handoff-packet/1", "id": format!("account-{number:06}"),
        "account": {"name": format!("Account {number}"), "segment": segment, "domains": [format!("account{number}.example")]},
        "deal": {"closed_on": format!("2026-{:02}-14", number % 12 + 1), "ae": "Sam Lee", "csm": format!("CSM {}", number % 40)},
        "people": [
            {"id": "maya", "name": "Maya Chen", "side": "customer", "title": "Director of Operations",
                "roles": ["champion"], "stance": "supporter", "aliases": ["Chen, Maya"]},
            {"id": "denise", "name": "Denise Cole", "side": "customer", "title": "Yard lead", "stance": "skeptic"},
            {"id": "tom", "name": "Tom Bell", "side": "customer", "roles": ["executive_sponsor"]},
            {"id": "sam", "name": "Sam Lee", "side": "seller", "email": "sam@freeboard.example"},
            {"id": "anika", "name": "Anika Rao", "side": "seller", "title": "Solutions engineer"},
        ],
        "sources": listed, "claims": claims,
    });
    if number % 20 == 7 {
        // Another number than the source has, where nobody has decided yet.
        let other = format!("the insurer wants {} signed forms before the audit", number % 7 + 900);
        let source = &mut packet["sources"][5];
        let text = format!("{}Besides, the insurer wants 12 signed forms before the audit.\n", sources[5].words);
        source["sha256"] = json!(Digest::of(text.as_bytes()).hex());
        source["text"] = json!(text);
        packet["claims"][19]["evidence"] = json!([{"source": "s6", "quote": {"exact": other}}]);
    }
    if number % 10 == 3
        && let Some(evidence) = packet["claims"][18]["evidence"][0].as_object_mut()
    {
        evidence.remove("position");
    }
    packet
}

/// A trail in which half of the claims are decided, or all of them.
fn trail(packet: &[u8], draft: &Value, whole: bool) -> Vec<u8> {
    let by = Actor { name: "Dana Ruiz".into(), email: Some("dana@example.com".into()), role: Seat::Csm };
    let claims = draft["claims"].as_array().expect("claims");
    let mut events = Vec::new();
    for (at, told) in claims.iter().enumerate().take(if whole { claims.len() } else { claims.len() / 2 }) {
        let claim: ClaimId = told["id"].as_str().expect("an id").into();
        let last = |events: &Vec<Event>| events.len() as u64;
        if at % 9 == 4 {
            let text = format!("They pay for {at} days of detention");
            events.push(Event::ClaimEdited { claim: claim.clone(), seen: 0, text, reason: None });
        } else {
            events.push(Event::ClaimAccepted { claim: claim.clone(), seen: 0, reason: None });
        }
        if told["kind"] == "promise" {
            let (owner, due) = (Some("Sam Lee".into()), Some("2027-01-31".into()));
            let seen = last(&events);
            events.push(Event::PromiseRuled { claim: claim.clone(), seen, ruling: Ruling::VerbalBinding, owner, due });
        }
        if at % 3 != 1 {
            let action = Action { what: "Ask for the carrier list first".into(), by: Some("Dana".into()), from: None };
            let seen = last(&events);
            events.push(Event::ActionSet { claim, seen, action: Some(action) });
        }
    }
    events.push(Event::Noted { claim: None, text: "Kickoff is in the second week".into() });
    let mut prev = Digest::of(packet);
    let mut bytes = Vec::new();
    for (at, event) in events.into_iter().enumerate() {
        let when = jiff::Timestamp::from_second(1_783_000_000 + at as i64 * 20).expect("a time");
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

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[times.len() / 2]
}

/// What all threads have worked so far, where the system tells: on a machine with other work to do, the ratio of
/// two such times says more than that of two clock times.
fn processor_time() -> Duration {
    const TICKS_A_SECOND: u64 = 100;
    let told = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = told.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks: u64 = fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 1000 / TICKS_A_SECOND)
}

/// The most memory that this process has had, where the system tells.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("not known".to_owned(), |line| line.trim().to_owned())
}
