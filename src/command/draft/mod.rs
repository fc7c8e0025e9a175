//! `handoff draft DIR`: sources in, a packet out, and a table of how every quote was found.
//!
//! Reads everything first, drafts, grounds, and writes `packet.json` last and at once; a packet that somebody
//! has begun to review is never overwritten. A source that can't be read does not stop the others.

mod ask;
mod gather;
mod model;
mod table;
mod write;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;

use super::{Answer, Failure, Format, Out, tell};
use crate::config;
use crate::draft::{self, Drafter, Program, Rules, Step, Watch, compose, ground};
use crate::signal::Words;

/// Draft a packet from a folder of sources
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A folder of transcripts, mail, notes, proposal and contract; or a folder with those in `sources/`
    dir: PathBuf,
    /// What drafts
    #[arg(long, value_enum, default_value_t)]
    drafter: Which,
    /// The folder to write the packet to, with a copy of its sources; DIR itself when not given
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// The customer's name; the folder's name when not given
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// Somebody on the seller's side, by name or mail address
    #[arg(long, value_name = "NAME")]
    seller: Vec<String>,
    /// Somebody on the customer's side, by name or mail address
    #[arg(long, value_name = "NAME")]
    customer: Vec<String>,
    /// A mail domain of the seller's
    #[arg(long, value_name = "DOMAIN")]
    seller_domain: Vec<String>,
    /// A mail domain of the customer's
    #[arg(long, value_name = "DOMAIN")]
    customer_domain: Vec<String>,
    /// A folder of word lists (*.toml) that are read beside those that come with the program
    #[arg(long, value_name = "FOLDER")]
    words: Option<PathBuf>,
    /// The program that drafts, with `--drafter command`; its arguments stand behind `--`
    #[arg(long, value_name = "PROGRAM", required_if_eq("drafter", "command"))]
    program: Option<String>,
    /// What the program is started with
    #[arg(last = true, value_name = "ARGUMENT", requires = "program")]
    arguments: Vec<String>,
    /// How many seconds the program may take
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    time_limit: u64,
    /// The day or time that the draft carries; none when not given, so that the same sources make the same bytes
    #[arg(long, value_name = "DATE")]
    at: Option<String>,
    /// How the table is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    model: model::ModelArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Which {
    /// Word lists and rules: embedded, offline, the same every time
    #[default]
    Rules,
    /// A language model, over the network or on this machine
    Model,
    /// Any program: the job as JSON on its standard input, a packet on its standard output
    Command,
}

impl From<draft::Failure> for Failure {
    fn from(failure: draft::Failure) -> Self {
        Self::new(&failure.what).hint(failure.hint)
    }
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let target = write::Target::new(&args.dir, args.out.as_deref())?;
    let mut gathered = gather::gather(args)?;
    ask::sides(&mut gathered)?;
    let drafter: Box<dyn Drafter> = match args.drafter {
        Which::Rules => Box::new(Rules::new(words(args)?)),
        Which::Model => {
            let drafter = model::drafter(&args.model)?;
            if args.model.dry_run {
                out.json(&drafter.dry_run(&gathered.job))?;
                return Ok(Answer::Yes);
            }
            if !model::may_send(&args.model, &drafter, &gathered.job)? {
                return Ok(Answer::Yes);
            }
            Box::new(drafter)
        }
        Which::Command => Box::new(Program {
            program: args.program.clone().unwrap_or_default(),
            arguments: args.arguments.clone(),
            limit: Duration::from_secs(args.time_limit),
            show: tell,
        }),
    };
    let mut watch = Told;
    let mut sketch = drafter.draft(&gathered.job, &mut watch)?;
    sketch.drafted_by.at = args.at.clone().or(sketch.drafted_by.at);
    for remark in &sketch.remarks {
        tell(remark);
    }
    let mut packet = compose(&gathered.job, sketch);
    let texts: BTreeMap<_, _> =
        gathered.job.sources.iter().map(|source| (source.source.id.clone(), &source.import.text)).collect();
    let rows = ground(&mut packet, &texts);
    let written = target.write(&args.dir, &packet)?;
    table::print(&gathered, &packet, &rows, &written, args.format, out)?;
    Ok(Answer::Yes)
}

/// The word lists, with a team's own merged over them.
fn words(args: &Args) -> Result<Words, Failure> {
    let configured = config::load().map_err(|faults| Failure::new(faults.to_string()))?.config.draft.words;
    let Some(folder) = args.words.clone().or(configured) else { return Ok(Words::default()) };
    let failed = |error: std::io::Error| {
        Failure::new(format!("could not read the word lists in {}: {error}", folder.display()))
            .hint("give a folder with .toml files; docs/drafter.md shows one".to_owned())
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map_err(failed)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(Failure::new(format!("there is no word list in {}, expected .toml files", folder.display()))
            .hint("docs/drafter.md shows one".to_owned()));
    }
    let mut texts = Vec::new();
    for file in &files {
        texts.push(std::fs::read_to_string(file).map_err(failed)?);
    }
    Words::with_all(texts.iter().map(String::as_str)).map_err(|faults| {
        let lines = faults.iter().map(|(file, fault)| format!("{}: {fault}", files[*file].display()));
        Failure::new(lines.collect::<Vec<_>>().join("\n")).hint("nothing was drafted; mend the lists first".to_owned())
    })
}

/// Steps are told to a person who watches, and to nobody else.
struct Told;

impl Watch for Told {
    fn step(&mut self, step: &Step) {
        use std::io::IsTerminal;
        if std::io::stderr().is_terminal() && step.of > 0 {
            tell(&format!("{}/{} {}", step.done + 1, step.of, step.what));
        }
    }

    fn cancelled(&self) -> bool {
        false
    }
}
