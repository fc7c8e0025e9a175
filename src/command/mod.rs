//! The command line: one file a subcommand, and this one, which names them all.
//!
//! Every command is `run(args, out) -> Result<Answer, Failure>`. Results go to `out`; everything else
//! (notes, progress, failures) goes to standard error through [`tell`]. Help, completions and man pages
//! come from these types. Exit codes: 0 fine, 1 the answer is no, 2 the command could not do its work.

mod actor;
mod brief;
mod compare;
mod config;
mod draft;
mod export;
mod failure;
mod find;
mod given;
mod head;
mod import;
mod keys;
mod log;
mod opening;
mod out;
mod queue;
mod refresh;
mod report;
mod review;
mod sample;
mod schema;
mod show;
mod sign;
mod signals;
mod text;
mod verify;

// The front door.
mod completions;
mod demo;
mod doctor;
mod man;
mod setup;
mod start;

use std::ffi::OsString;

use clap::{Parser, Subcommand, ValueEnum};

pub use failure::Failure;
pub use out::{Out, tell};

/// Review an AI-drafted sales-to-CS handoff packet, claim by claim, beside the words it was drawn from.
#[derive(Debug, Parser)]
#[command(name = "handoff", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    review: review::Args,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Draft a packet from a folder of sources
    Draft(draft::Args),
    /// Show what is configured, and where
    Config(config::Args),
    /// Print the keys and what they do
    Keys(keys::Args),
    /// Review a packet in the workbench
    Review(review::Args),
    /// Try it out on a sample packet, with a short tour
    Demo(demo::Args),
    /// Check the terminal, the folders, the configuration and the keys, and say what to do
    Doctor(doctor::Args),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Print a manual page
    Man(man::Args),
    /// Print the reviewed packet
    Show(show::Args),
    /// Print the text of a source as claims are anchored in it
    Text(text::Args),
    /// Print the audit trail of a packet
    Log(log::Args),
    /// Sign a review off, countersign it, or waive what blocks it
    Sign(sign::Args),
    /// Print where the trail of a packet ends, to be kept elsewhere
    Head(head::Args),
    /// Add sources or a new draft to a packet, and tell what they mean for it
    Refresh(refresh::Args),
    /// Print the brief for one reader of a packet
    Brief(brief::Args),
    /// Find the passages that support a text, in all sources of a packet
    Find(find::Args),
    /// Print what in the sources a person should look at, and why
    Signals(signals::Args),
    /// Check the trail, the draft, the sources and the quotes of packets
    Verify(verify::Args),
    /// Put what was promised beside what was shown
    Compare(compare::Args),
    /// Report readiness and promise survival over many packets
    Report(report::Args),
    /// Draw a random sample of packets, with the ten questions answered from each
    Sample(sample::Args),
    /// Export the reviewed packet as CSV, JSON, W3C Web Annotation or PROV
    Export(export::Args),
    /// Take verdicts back from a CSV that a colleague filled in
    Import(import::Args),
    /// Print the JSON Schemas of the files
    Schema(schema::Args),
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs; the shapes are stable.
    Json,
}

/// What a command found out, when it could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// All is well: exit code 0.
    Yes,
    /// A break was found, or something is blocked: exit code 1.
    No,
}

/// Reads the command line. Somebody waits for the first frame of a review, so the other commands are not set
/// up for one; what does not fit is read by the whole program, which tells what is wrong.
fn parse(args: Vec<OsString>) -> Result<Cli, clap::Error> {
    match review::alone(&args) {
        Some(review) => Ok(Cli { command: None, review }),
        None => Cli::try_parse_from(args),
    }
}

/// Runs the program and returns its exit code.
pub fn main() -> u8 {
    let cli = match parse(std::env::args_os().collect()) {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            if let Some(failure) = start::misspelt(&error) {
                tell(&failure.to_string());
                return code;
            }
            // Printing help into a closed pipe is no error.
            let _ = error.print();
            return code;
        }
    };
    let mut out = Out::stdout();
    let answer = match &cli.command {
        Some(Command::Draft(args)) => draft::run(args, &mut out),
        Some(Command::Config(args)) => config::run(args, &mut out),
        Some(Command::Keys(args)) => keys::run(args, &mut out),
        Some(Command::Review(args)) => review::run(args, &mut out),
        Some(Command::Demo(args)) => demo::run(args, &mut out),
        Some(Command::Doctor(args)) => doctor::run(args, &mut out),
        Some(Command::Completions(args)) => completions::run(args, &mut out),
        Some(Command::Man(args)) => man::run(args, &mut out),
        Some(Command::Show(args)) => show::run(args, &mut out),
        Some(Command::Text(args)) => text::run(args, &mut out),
        Some(Command::Log(args)) => log::run(args, &mut out),
        Some(Command::Sign(args)) => sign::run(args, &mut out),
        Some(Command::Head(args)) => head::run(args, &mut out),
        Some(Command::Refresh(args)) => refresh::run(args, &mut out),
        Some(Command::Brief(args)) => brief::run(args, &mut out),
        Some(Command::Find(args)) => find::run(args, &mut out),
        Some(Command::Signals(args)) => signals::run(args, &mut out),
        Some(Command::Verify(args)) => verify::run(args, &mut out),
        Some(Command::Compare(args)) => compare::run(args, &mut out),
        Some(Command::Report(args)) => report::run(args, &mut out),
        Some(Command::Sample(args)) => sample::run(args, &mut out),
        Some(Command::Export(args)) => export::run(args, &mut out),
        Some(Command::Import(args)) => import::run(args, &mut out),
        Some(Command::Schema(args)) => schema::run(args, &mut out),
        None => review::run(&cli.review, &mut out),
    };
    match answer.and_then(|answer| out.finish().map(|()| answer)) {
        Ok(Answer::Yes) => 0,
        Ok(Answer::No) => 1,
        Err(failure) if failure.is_closed_pipe() => 0,
        Err(failure) => {
            tell(&failure.to_string());
            2
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_read_alone_as_the_whole_program_reads_it() {
        let args = |words: &[&str]| -> Vec<OsString> { words.iter().map(OsString::from).collect() };
        for words in [
            &["handoff", "review", "acme"][..],
            &["handoff", "review", "--as", "Dana Ruiz", "--role", "csm", "--stage", "kickoff", "acme"],
            &["handoff", "review", "--print", "80x24", "--keys", "jj<enter>", "help"],
            &["handoff", "library/acme", "--plain"],
            &["handoff", "./review", "--pair", "Dana Ruiz:csm", "--pair", "Sam Lee:ae"],
            &["handoff", "review"],
        ] {
            let whole = match Cli::try_parse_from(args(words)).unwrap() {
                Cli { command: Some(Command::Review(review)), .. } | Cli { command: None, review } => review,
                Cli { command: Some(other), .. } => panic!("{other:?}"),
            };
            let alone = review::alone(&args(words)).unwrap();
            assert_eq!(format!("{alone:?}"), format!("{whole:?}"), "{words:?}");
        }
        for words in [
            &["handoff"][..],
            &["handoff", "verify", "acme"],
            &["handoff", "acme"],
            &["handoff", "--as", "Dana Ruiz", "verify"],
            &["handoff", "review", "--help"],
            &["handoff", "review", "--stage", "x", "acme"],
            &["handoff", "./acme", "verify"],
            &["handoff", "--version"],
        ] {
            assert!(review::alone(&args(words)).is_none(), "{words:?}");
        }
    }
}
