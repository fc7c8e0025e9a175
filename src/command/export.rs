//! `handoff export PATH`: the reviewed packet for other tools.

use std::path::PathBuf;

use clap::ValueEnum;

use super::report::lines;
use super::{Answer, Failure, Out, actor, opening};
use crate::export::{About, Audience, Bundle, annotation, json, prov, table};
use crate::packet;
use crate::store::locate;

/// Export the reviewed packet as CSV, JSON, W3C Web Annotation or PROV
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A packet: a folder with packet.json, or a packet in one file
    path: PathBuf,
    /// The format
    #[arg(long, value_enum)]
    format: Shape,
    /// Who is going to read it
    #[arg(long, value_enum, default_value_t)]
    audience: For,
    /// Who exports it; by default whoever the configuration or git says is at this machine
    #[arg(long = "as", value_name = "NAME")]
    name: Option<String>,
    /// In which capacity
    #[arg(long, default_value = "csm")]
    role: String,
    /// Why, in your words; it is kept in the export
    #[arg(long)]
    why: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// A line a claim, with empty columns for a colleague's verdicts (`handoff import` takes them back).
    Csv,
    /// As `handoff show --format json`.
    Json,
    /// W3C Web Annotation: an annotation a quote.
    Jsonld,
    /// PROV-JSON: what was drawn from what, and decided by whom.
    Prov,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum For {
    #[default]
    Internal,
    /// Only what a brief would tell the customer, with their own words.
    Customer,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    if args.format == Shape::Prov && args.audience == For::Customer {
        return Err(Failure::new("PROV names who decided what, which no customer is shown")
            .hint("export it with --audience internal, or as jsonld for the customer".to_owned()));
    }
    let by = match &args.name {
        Some(name) => Some(actor::named(name, &args.role)?),
        None if args.audience == For::Customer => None,
        None => actor::guessed(&args.role)?,
    };
    let opening::Packet { paths, bytes, sha256, tip, review, whole } = match args.audience {
        For::Internal => opening::to_look(&args.path)?,
        For::Customer => opening::for_customer(&args.path)?,
    };
    let found = locate::all(&paths, &review, |_, _| {});
    let audience = match args.audience {
        For::Internal => Audience::Internal,
        For::Customer => Audience::Customer,
    };
    let about = About {
        by,
        at: jiff::Timestamp::now(),
        why: args.why.clone(),
        audience,
        packet_sha256: sha256.hex(),
        entries: tip.entries,
        head: tip.head.hex(),
    };
    let bundle = Bundle { review: &review, found: &found, about };
    match args.format {
        Shape::Csv => out.text(&lines(table::rows(&bundle)))?,
        Shape::Json => {
            let draft = packet::json(&bytes).map_err(Failure::new)?;
            out.json(&json::packet(&bundle, &draft))?;
        }
        Shape::Jsonld => out.json(&annotation::page(&bundle))?,
        Shape::Prov => out.json(&prov::document(&bundle))?,
    }
    Ok(if whole { Answer::Yes } else { Answer::No })
}
