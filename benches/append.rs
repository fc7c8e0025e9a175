//! What a decision costs from the key to "saved", as a ratio to a bare append and sync of the same bytes.
//!
//! Both are measured in turns within one run, on the same disk, so that what the disk does meanwhile
//! happens to both. The packet lies in `HANDOFF_BENCH_DIR`, or in the folder for temporary files.

use std::fs::OpenOptions;
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

use handoff::audit::{AuditFile, Digest, Draft};
use handoff::review::{Actor, Event, Seat};

const ROUNDS: usize = 40;
const A_ROUND: usize = 50;

fn main() {
    let folder = match std::env::var_os("HANDOFF_BENCH_DIR") {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    }
    .expect("a folder to write to");
    let bare = folder.path().join("bare.jsonl");
    let mut bare = OpenOptions::new().append(true).create(true).open(bare).expect("a file to append to");
    let packet = Digest::of(b"packet");
    let (mut trail, _) = AuditFile::open(folder.path().join("audit.jsonl"), packet).expect("a trail");

    let mut decide = || {
        let draft = Draft {
            at: jiff::Timestamp::now(),
            by: Actor { name: "Dana Ruiz".into(), email: Some("dana@example.com".into()), role: Seat::Csm },
            event: Event::ClaimEdited {
                claim: "c07".into(),
                seen: 12,
                text: "Detention fees down 30 % by the end of the first quarter after go-live".into(),
                reason: None,
            },
        };
        let start = Instant::now();
        let appended = trail.append(|_| Ok::<_, ()>(Some(draft))).expect("saved");
        let took = start.elapsed();
        black_box(appended);
        took
    };
    // A line of the length that decisions have here, and the file's first, which also syncs the folder.
    decide();
    let line = std::fs::read(folder.path().join("audit.jsonl")).expect("the trail");
    let mut append = || {
        let start = Instant::now();
        bare.write_all(&line).expect("written");
        bare.sync_data().expect("synced");
        start.elapsed()
    };

    let (mut decided, mut bare_took) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for _ in 0..A_ROUND {
            bare_took.push(append());
        }
        for _ in 0..A_ROUND {
            decided.push(decide());
        }
    }
    println!("{} decisions of {} bytes each, in turns with bare appends", decided.len(), line.len());
    for (name, at) in [("median", 0.5), ("p90", 0.9), ("p99", 0.99)] {
        let (bare, decided) = (quantile(&mut bare_took, at), quantile(&mut decided, at));
        println!(
            "{name:6}  bare {:7.1} µs   decision {:7.1} µs   ratio {:.2}",
            bare.as_secs_f64() * 1e6,
            decided.as_secs_f64() * 1e6,
            decided.as_secs_f64() / bare.as_secs_f64()
        );
    }
}

fn quantile(of: &mut [Duration], at: f64) -> Duration {
    of.sort();
    of[((of.len() - 1) as f64 * at) as usize]
}
