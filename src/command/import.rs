//! `handoff import PATH FILE.csv`: the verdicts that a colleague wrote into an exported CSV, as events with
//! their name. All rows are taken or none is.

use std::path::PathBuf;

use super::{Answer, Failure, Out, actor, tell};
use crate::audit::Draft;
use crate::count::counted;
use crate::export::back::{self, Fault};
use crate::review::Review;
use crate::store::{self, StoreError, locate};

/// Take verdicts back from a CSV that a colleague filled in
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A packet: a folder with packet.json, or a packet in one file
    path: PathBuf,
    /// The CSV that `handoff export --format csv` wrote, filled in
    file: PathBuf,
    /// Who filled it in: "Dana Ruiz", or "Dana Ruiz <dana@example.com>"
    #[arg(long = "as", value_name = "NAME")]
    name: String,
    /// In which capacity: csm, ae, manager, implementation, support, sponsor, revops
    #[arg(long)]
    role: String,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let by = actor::named(&args.name, &args.role)?;
    let bytes = store::read(&args.file)?;
    let opened = store::open(&args.path)?;
    let (mut trail, paths) = (opened.trail, opened.paths);
    if let Some(trouble) = trail.broken() {
        return Err(Failure::new(format!("{}: {}", trouble.place, trouble.what)).hint(trouble.hint.clone()));
    }
    let entries = opened.reading.lines.into_iter().map(|line| line.entry);
    let (mut review, refused) = Review::fold(opened.packet, entries);
    if let Some((seq, refusal)) = refused.first() {
        return Err(Failure::new(format!("line {seq} of the trail does not fit: {refusal}"))
            .hint("`handoff verify` says more".to_owned()));
    }
    let wanted = back::read(&bytes, review.packet().id.as_str()).map_err(|faults| told(args, &faults))?;
    if wanted.is_empty() {
        out.line("no row has a verdict; nothing was written")?;
        return Ok(Answer::Yes);
    }
    let start = jiff::Timestamp::now();
    // Every row at a moment of its own: what one moment has is undone together.
    let moment = |row: usize| {
        let later = start.as_millisecond().saturating_add(i64::try_from(row).unwrap_or_default());
        jiff::Timestamp::from_millisecond(later).unwrap_or(start)
    };
    let mut found = locate::all(&paths, &review, |_, _| {});
    let appended = trail
        .append_all(|new| {
            for entry in new {
                let seq = entry.seq;
                review.apply(entry.clone()).map_err(|why| {
                    vec![Fault { line: 0, what: format!("line {seq} of the trail does not fit: {why}"), stale: false }]
                })?;
            }
            if !new.is_empty() {
                // What others wrote may have taken words away or brought some.
                found = locate::all(&paths, &review, |_, _| {});
            }
            let events = back::check(&review, &found, &wanted, &by, start)?;
            let draft = |(row, event)| Draft { at: moment(row), by: by.clone(), event };
            Ok::<_, Vec<Fault>>(events.into_iter().map(draft).collect())
        })
        .map_err(|trouble| {
            Failure::from(StoreError::new(trail_of(args), trouble.what.clone()).hint(trouble.hint.clone()))
        })?;
    appended.repaired.iter().for_each(|repaired| tell(&repaired.to_string()));
    appended.notice.iter().for_each(|notice| tell(&notice.to_string()));
    let written = appended.outcome.map_err(|faults| told(args, &faults))?;
    let lines = match (written.first(), written.last()) {
        (Some(first), Some(last)) if first.seq < last.seq => format!("lines {} to {}", first.seq, last.seq),
        (first, _) => format!("line {}", first.map_or(0, |entry| entry.seq)),
    };
    let taken = counted(wanted.len(), "verdict", "verdicts");
    let were = if wanted.len() == 1 { "was" } else { "were" };
    out.line(&format!("{taken} by {} ({}) {were} taken: {lines} of the trail", by.name, by.role.label()))?;
    Ok(Answer::Yes)
}

fn trail_of(args: &Args) -> PathBuf {
    store::Paths::find(&args.path).map_or_else(|_| args.path.clone(), |paths| paths.trail)
}

/// Every fault of a file at once, those rows that somebody else decided meanwhile apart.
fn told(args: &Args, faults: &[Fault]) -> Failure {
    let file = args.file.display();
    let mut lines: Vec<String> = Vec::new();
    lines.extend(faults.iter().filter(|fault| !fault.stale).map(|fault| format!("{file}: {fault}")));
    lines.extend(faults.iter().filter(|fault| fault.stale).map(|fault| format!("{file}: {fault}")));
    let hint = if faults.iter().any(|fault| fault.stale) {
        "nothing was written; export again, look at what others decided, and fill in those rows anew"
    } else {
        "nothing was written; mend these rows and import the file again"
    };
    Failure::new(lines.join("\n")).hint(hint.to_owned())
}
