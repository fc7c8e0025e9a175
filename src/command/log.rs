//! `handoff log`: the audit trail, line by line.

use std::path::PathBuf;

use serde_json::Value;

use super::{Answer, Failure, Format, Out, tell};
use crate::audit::{Digest, Line, Place, Status};
use crate::packet;
use crate::review::tell::sentence;
use crate::store::{self, Paths, StoreError, folder};

/// Print the audit trail of a packet
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A packet
    path: PathBuf,
    /// How the result is printed; JSON has the lines as they stand in the file
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let paths = Paths::find(&args.path)?;
    let bytes = store::read(&paths.packet)?;
    let (_, reading) = folder::open_trail(&paths, Digest::of(&bytes))?;
    if reading.lines.is_empty() && reading.status == Status::Sound {
        // "Nothing has been decided" is said of a packet, and of nothing else.
        packet::read(&bytes).map_err(|fault| StoreError::fault(&paths.packet, fault))?;
    }
    match args.format {
        Format::Json => {
            // Fields that this version does not know are the file's, so the lines are printed, not the types.
            let bytes = if reading.lines.is_empty() { Vec::new() } else { store::read(&paths.trail)? };
            let lines = reading.lines.iter().map(|line| raw(&bytes, line)).collect::<Result<Vec<_>, _>>()?;
            out.json(&lines)?;
        }
        Format::Text => {
            for line in &reading.lines {
                let entry = &line.entry;
                let (at, who) = (entry.at.strftime("%Y-%m-%d %H:%M:%SZ"), &entry.by);
                out.line(&format!("{:>5}  {at}  {}, {}", entry.seq, who.name, who.role.label()))?;
                out.line(&format!("       {}", sentence(&entry.event)))?;
            }
            if reading.lines.is_empty() && reading.status == Status::Sound {
                tell("nothing has been decided yet");
            }
        }
    }
    let file = Paths::name(&paths.trail);
    match &reading.status {
        Status::Sound => return Ok(Answer::Yes),
        Status::Torn(tail) if tail.unterminated && tail.bytes == 0 => return Ok(Answer::Yes),
        Status::Torn(tail) => tell(&format!("{file}, line {}: the last line was cut off in the middle", tail.line)),
        Status::Broken(fault) => {
            let place = match fault.place {
                Place::Packet => Paths::name(&paths.packet),
                Place::Line(line) => format!("{file}, line {line}"),
            };
            tell(&format!("{place}: {}\nhint: {}", fault.what, fault.hint));
        }
    }
    Ok(Answer::No)
}

/// A line as it stands in the file.
fn raw(bytes: &[u8], line: &Line) -> Result<Value, Failure> {
    let changed = || Failure::new("audit.jsonl was changed while it was read").hint("try again".to_owned());
    let text = bytes.get(line.start as usize..line.end as usize).ok_or_else(changed)?;
    serde_json::from_slice(text).map_err(|_| changed())
}
