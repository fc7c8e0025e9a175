//! `handoff demo`: a sample packet in a folder of its own, with a short tour over the real screen. The
//! sample is part of the program, so that an installed one needs no repository.

use std::path::{Path, PathBuf};

use super::review::{Script, Way, session};
use super::setup::Setup;
use super::{Answer, Failure, Out, tell};
use crate::review::{Actor, Seat};
use crate::workbench::begin::Begin;
use crate::workbench::tour::Tour;

/// Try it out on a sample packet, with a short tour
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Keep the sample in this folder, which must be empty or not be there
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
    /// Without the tour
    #[arg(long)]
    no_tour: bool,
    #[command(flatten)]
    setup: Setup,
    #[command(flatten)]
    script: Script,
}

macro_rules! sample {
    ($($name:literal)+) => {
        /// The files of the sample: name and bytes.
        const SAMPLE: &[(&str, &[u8])] =
            &[$(($name, include_bytes!(concat!("../../sample-packets/brightwater-clinics/", $name)))),+];
    };
}

sample! {
    "README.md"
    "packet.json"
    "sources/2026-05-12-discovery.vtt"
    "sources/2026-05-27-bend-walkthrough.txt"
    "sources/2026-06-16-final-call.vtt"
    "sources/2026-06-19-term-and-setup.eml"
    "sources/crm-notes.txt"
    "sources/order-form.txt"
    "sources/proposal.md"
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let chosen = args.setup.choose()?;
    let temporary = match &args.keep {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("handoff-demo-").tempdir().map_err(|error| {
            Failure::new(format!("could not make a folder for the sample: {error}"))
                .hint("`handoff demo --keep FOLDER` puts it elsewhere".to_owned())
        })?),
    };
    let folder = match (&args.keep, &temporary) {
        (Some(kept), _) => kept.join("brightwater-clinics"),
        (None, Some(temporary)) => temporary.path().join("brightwater-clinics"),
        (None, None) => return Err(Failure::new("there is no folder for the sample")),
    };
    if let Some(kept) = &args.keep
        && std::fs::read_dir(kept).is_ok_and(|mut files| files.next().is_some())
    {
        return Err(Failure::new(format!("{}: is not empty", kept.display()))
            .hint("name a folder that is not there yet; nothing was written".to_owned()));
    }
    unpack(&folder)?;
    let tour = (!args.no_tour).then(Tour::default);
    // Whoever only looks around need not introduce themselves.
    let guest = Actor { name: "A guest".to_owned(), email: None, role: Seat::Csm };
    let ended =
        session(&folder, &chosen, Way { script: &args.script, begin: Begin::default(), guest: Some(guest), tour }, out);
    match temporary {
        Some(temporary) => {
            let path = temporary.path().to_owned();
            match temporary.close() {
                // Nobody saw it.
                Ok(()) if ended.is_err() => {}
                Ok(()) => {
                    tell("the sample and what you decided of it are gone; `handoff demo --keep FOLDER` keeps them")
                }
                Err(error) => tell(&format!("{} could not be removed: {error}", path.display())),
            }
        }
        None => tell(&format!("the sample is in {}; `handoff {0}` opens it again", folder.display())),
    }
    ended?.answer()
}

fn unpack(folder: &Path) -> Result<(), Failure> {
    let failed =
        |error: std::io::Error| Failure::new(format!("could not unpack the sample into {}: {error}", folder.display()));
    std::fs::create_dir_all(folder.join("sources")).map_err(failed)?;
    for (name, bytes) in SAMPLE {
        std::fs::write(folder.join(name), bytes).map_err(failed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_whole() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-packets/brightwater-clinics");
        let mut there = Vec::new();
        for below in ["", "sources/"] {
            for entry in std::fs::read_dir(folder.join(below)).unwrap().flatten() {
                if entry.path().is_file() {
                    there.push(format!("{below}{}", entry.file_name().to_string_lossy()));
                }
            }
        }
        there.sort();
        assert_eq!(there, SAMPLE.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }
}
