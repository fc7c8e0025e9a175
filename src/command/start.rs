//! The first start: what to do where no packet was named, and what somebody may have meant by a path that
//! leads nowhere.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::CommandFactory;

use super::{Cli, Failure, Out};
use crate::config::nearest;
use crate::store::StoreError;
use crate::visible::visible_line;
use crate::workbench::layout::SMALLEST;

/// More than fits on a screen is counted.
const SHOWN: usize = 12;

/// What to open where nothing was named: the folder the program was started in, if it is a packet or holds
/// some. Else it is said what to do.
pub(super) fn here(played: bool, out: &mut Out) -> Result<Option<PathBuf>, Failure> {
    let here = Path::new(".");
    if here.join("packet.json").is_file() {
        return Ok(Some(here.to_owned()));
    }
    let packets = below(here);
    if packets.is_empty() {
        welcome(out)?;
        return Ok(None);
    }
    // Somebody at the keyboard gets the queue; a program gets a list.
    if played || std::io::stdin().is_terminal() {
        return Ok(Some(here.to_owned()));
    }
    out.line("Packets in this folder:\n")?;
    for packet in packets.iter().take(SHOWN) {
        out.line(&format!("  handoff {}", packet.display()))?;
    }
    if let Some(more) = packets.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        out.line(&format!("  and {more} more"))?;
    }
    Ok(None)
}

/// The folders right below one that are packets. No deeper: this may be somebody's home.
fn below(folder: &Path) -> Vec<PathBuf> {
    let Ok(list) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut packets: Vec<PathBuf> = list
        .flatten()
        .filter(|entry| entry.path().join("packet.json").is_file())
        .map(|entry| PathBuf::from(entry.file_name()))
        .collect();
    packets.sort();
    packets
}

fn welcome(out: &mut Out) -> Result<(), Failure> {
    let (width, height) = SMALLEST;
    out.line(&format!(
        "handoff reviews sales-to-CS handoff packets, claim by claim, beside the words they were drawn from.\n\
         There is no packet in this folder.\n\n\
         Try it out, with a short tour:    handoff demo\n\
         Open a packet:                    handoff PATH      (a folder with a packet.json, or one packet file)\n\
         Review without a screen:          handoff review --plain PATH\n\
         See what this machine allows:     handoff doctor\n\
         Every command:                    handoff --help\n\n\
         The screen needs {width} columns and {height} rows."
    ))
}

/// What somebody meant whose first word is no command and no path, although more words follow: `verfiy a b`.
pub(super) fn misspelt(error: &clap::Error) -> Option<Failure> {
    if error.kind() != clap::error::ErrorKind::ArgumentConflict {
        return None;
    }
    let word = std::env::args_os().nth(1)?;
    let word = word.to_string_lossy();
    let program = Cli::command();
    // What conflicts within a command is told by the parser.
    if word.starts_with('-') || program.find_subcommand(&*word).is_some() {
        return None;
    }
    if Path::new(&*word).symlink_metadata().is_ok() {
        let hint = "a command comes before the path: `handoff log PATH`".to_owned();
        return Some(Failure::new("one packet is opened at a time, and something follows the path").hint(hint));
    }
    let near = nearest(&word, program.get_subcommands().map(|command| command.get_name()));
    let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    let what = format!("there is no command `{}`{near}", visible_line(&word));
    Some(Failure::new(what).hint("`handoff --help` lists them".to_owned()))
}

/// The failure of a path, with what somebody may have meant by it: one bare word may be a misspelt command.
pub(super) fn nearer(path: &Path, error: StoreError) -> Failure {
    if error.file == path && path.components().count() == 1 && path.symlink_metadata().is_err() {
        let word = path.to_string_lossy();
        let program = Cli::command();
        if let Some(near) = nearest(&word, program.get_subcommands().map(|command| command.get_name())) {
            return Failure::from(error).hint(format!("did you mean the command `handoff {near}`?"));
        }
    }
    let hint = error.hint.clone().or_else(|| Some("`handoff demo` shows the program on a sample packet".to_owned()));
    Failure::from(error).hint(hint)
}
