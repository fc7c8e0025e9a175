//! `handoff completions`: for the shell, from the types of the command line.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::{Answer, Cli, Failure, Out};

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
bash:  handoff completions bash > ~/.local/share/bash-completion/completions/handoff
zsh:   handoff completions zsh > a folder of your $fpath, as _handoff
fish:  handoff completions fish > ~/.config/fish/completions/handoff.fish")]
pub struct Args {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let mut text = Vec::new();
    generate(args.shell, &mut Cli::command(), "handoff", &mut text);
    out.text(&String::from_utf8_lossy(&text))?;
    Ok(Answer::Yes)
}
