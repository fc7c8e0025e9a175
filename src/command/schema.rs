//! `handoff schema`: the JSON Schemas of the files, made from the Rust types.

use clap::ValueEnum;
use schemars::{Schema, schema_for};
use serde_json::{Value, json};

use super::{Answer, Failure, Out};
use crate::draft::model::answer;
use crate::packet::Packet;
use crate::review::Entry;
use crate::source::native::{Header, Utterance};

/// Print the JSON Schemas of the files
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which one; all of them in one object when not given
    #[arg(value_enum)]
    which: Option<Which>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Which {
    /// packet.json: what a drafter writes
    Packet,
    /// One line of audit.jsonl
    Entry,
    /// The first line of a source that a script writes
    Source,
    /// Every other line of such a source
    Utterance,
    /// What the `model` drafter holds a language model to
    Answer,
    /// What `handoff draft --drafter command` gives a program
    Job,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let value: Value = match args.which {
        Some(Which::Packet) => packet().into(),
        Some(Which::Entry) => entry().into(),
        Some(Which::Source) => schema_for!(Header).into(),
        Some(Which::Utterance) => schema_for!(Utterance).into(),
        Some(Which::Answer) => answer::schema(),
        None => json!({
            "packet": packet(),
            "entry": entry(),
            "source": schema_for!(Header),
            "utterance": schema_for!(Utterance),
            "answer": answer::schema(),
            "job": job(),
        }),
        Some(Which::Job) => job().into(),
    };
    out.json(&value)?;
    Ok(Answer::Yes)
}

/// The schema of `packet.json`, which every drafter is told.
pub fn packet() -> Schema {
    schema_for!(Packet)
}

fn entry() -> Schema {
    schema_for!(Entry)
}

fn job() -> Schema {
    schema_for!(crate::draft::wire::JobFile<'_>)
}
