//! `handoff man`: the manual page of the program or of a command, from the types of the command line.

use std::path::PathBuf;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::{Answer, Cli, Failure, Out};
use crate::config::nearest;
use crate::store::atomic;

/// Print a manual page
#[derive(Debug, clap::Args)]
#[command(after_help = "\
read one:      handoff man verify | man -l -
install them:  handoff man --all ~/.local/share/man/man1")]
pub struct Args {
    /// Of which command; of the whole program when not given
    #[arg(conflicts_with = "all")]
    command: Option<String>,
    /// Write the pages of all commands into a folder
    #[arg(long, value_name = "FOLDER")]
    all: Option<PathBuf>,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let mut program = Cli::command();
    program.build();
    if let Some(folder) = &args.all {
        std::fs::create_dir_all(folder)
            .map_err(|error| Failure::new(format!("{}: can't be made: {error}", folder.display())))?;
        for command in std::iter::once(&program).chain(commands(&program)) {
            let file = folder.join(format!("{}.1", name(command)));
            atomic::write(&file, &page(command)?)?;
            out.line(&file.display().to_string())?;
        }
        return Ok(Answer::Yes);
    }
    let command = match &args.command {
        None => &program,
        Some(wanted) => commands(&program).find(|command| command.get_name() == wanted).ok_or_else(|| {
            let near = nearest(wanted, commands(&program).map(Command::get_name));
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            Failure::new(format!("there is no command `{wanted}`{near}")).hint("`handoff --help` lists them".to_owned())
        })?,
    };
    out.text(&String::from_utf8_lossy(&page(command)?))?;
    Ok(Answer::Yes)
}

/// Every command but the one that repeats what help says.
fn commands(program: &Command) -> impl Iterator<Item = &Command> {
    program.get_subcommands().filter(|command| command.get_name() != "help" && !command.is_hide_set())
}

/// The page's name: `handoff`, `handoff-verify`.
fn name(command: &Command) -> String {
    match command.get_name() {
        "handoff" => "handoff".to_owned(),
        name => format!("handoff-{name}"),
    }
}

fn page(command: &Command) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    let version = concat!("handoff ", env!("CARGO_PKG_VERSION"));
    Man::new(command.clone())
        .title(name(command).to_uppercase())
        .source(version)
        .manual("handoff")
        .render(&mut text)?;
    Ok(text)
}
