//! The `model` drafter from the command line: its settings, what a person is told before anything leaves,
//! and the request as it would be sent.

use std::io::{BufRead, IsTerminal};

use crate::command::{Failure, tell};
use crate::config::{self, Provider};
use crate::draft::Job;
use crate::draft::model::{Model, Settings, key};

/// What only the `model` drafter is told.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "With --drafter model")]
pub struct ModelArgs {
    /// Which model; else `model` under [model] in the configuration
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// How it is spoken to: openai (local servers too) or anthropic
    #[arg(long, value_name = "PROVIDER", value_parser = provider)]
    provider: Option<Provider>,
    /// Where it listens: http://localhost:11434/v1
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Mask mail addresses, phone numbers and amounts in what is sent, and put them back
    #[arg(long)]
    redact: bool,
    /// Print the exact requests, and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Send without asking; what is sent, and to whom, is told all the same
    #[arg(long)]
    yes: bool,
}

fn provider(word: &str) -> Result<Provider, String> {
    Provider::from_word(word).ok_or_else(|| {
        let words: Vec<&str> = Provider::ALL.iter().map(|known| known.word()).collect();
        format!("expected {}", words.join(" or "))
    })
}

/// The drafter that the configuration and the arguments name.
pub(super) fn drafter(args: &ModelArgs) -> Result<Model, Failure> {
    let set = config::load()?.config.model;
    let provider = args.provider.or(set.provider).unwrap_or(Provider::OpenAi);
    let Some(model) = args.model.clone().or(set.model) else {
        return Err(Failure::new("no model is named")
            .hint("give --model NAME, or set model under [model] in the configuration".to_owned()));
    };
    // Nothing is sent in a dry run, so it needs no key.
    let key = if args.dry_run { None } else { key::find(set.key_env.as_deref(), set.key_command.as_deref())? };
    let url = args.url.clone().or(set.url).unwrap_or_else(|| Settings::address_of(provider).to_owned());
    let settings = Settings { provider, url, model, key, patience: Settings::PATIENCE, redact: args.redact };
    Ok(Model::new(settings)?)
}

/// Says what leaves the machine and to whom, and asks whether it may, where somebody is there to answer.
pub(super) fn may_send(args: &ModelArgs, drafter: &Model, job: &Job) -> Result<bool, Failure> {
    for line in drafter.announcement(job) {
        tell(&line);
    }
    if args.yes || drafter.is_local() || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(true);
    }
    tell("send? y, or anything else to leave it (`--dry-run` prints all of it)");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| Failure::new(format!("no answer came: {error}")))?;
    let may = matches!(line.trim().to_lowercase().as_str(), "y" | "yes");
    if !may {
        tell("nothing was sent, and nothing was written");
    }
    Ok(may)
}
