//! `handoff head`: the one line that shows, held by somebody else, that a trail was not cut or written anew.

use std::path::PathBuf;

use super::{Answer, Failure, Format, Out};
use crate::audit::Status;
use crate::audit::head::Head;
use crate::store;

/// Print where the trail of a packet ends, to be kept elsewhere
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A packet: a folder with packet.json, or a packet in one file
    path: PathBuf,
    /// How it is printed; JSON also names the packet and its draft
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let opened = store::open(&args.path)?;
    match &opened.reading.status {
        Status::Sound => {}
        Status::Torn(tail) if tail.unterminated && tail.bytes == 0 => {}
        Status::Torn(tail) => {
            return Err(Failure::new(format!("line {} of the trail was cut off in the middle", tail.line))
                .hint("open the packet to review it, which moves the rest of that line aside".to_owned()));
        }
        Status::Broken(fault) => {
            return Err(Failure::new(fault.in_words()).hint(fault.hint.clone()));
        }
    }
    let head = Head::at(opened.packet.id.as_str(), opened.sha256, &opened.reading.tip);
    match args.format {
        Format::Text => out.line(&head.to_string())?,
        // The very bytes that a sign-off signs, less the signer: not laid out for reading.
        Format::Json => out.text(&String::from_utf8_lossy(&head.bytes()))?,
    }
    Ok(Answer::Yes)
}
