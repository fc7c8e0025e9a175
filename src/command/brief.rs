//! `handoff brief`: what one reader needs of a packet, as a document.

use std::path::{Path, PathBuf};

use super::opening::{self, Packet};
use super::{Answer, Failure, Out, tell};
use crate::brief::{Audience, Brief, Shape, Templates};
use crate::config;
use crate::count::counted;
use crate::store::{self, atomic, locate};

/// Print the brief for one reader of a packet
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A packet: a folder with packet.json, or a packet in one file
    path: PathBuf,
    /// Who reads it: team, customer, implementation, support, sponsor
    #[arg(long = "for", value_name = "READER", default_value = "team", value_parser = audience)]
    audience: Audience,
    /// How it is written: markdown, html, json, text
    #[arg(long, default_value = "markdown", value_parser = shape)]
    format: Shape,
    /// Write it into this file instead of printing it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Templates of your own: a folder with files such as customer.html and team.md
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// Print the template itself, to start one of your own from
    #[arg(long)]
    show_template: bool,
}

fn audience(word: &str) -> Result<Audience, String> {
    Audience::from_word(word).ok_or_else(|| one_of(Audience::ALL.iter().map(|audience| audience.word())))
}

fn shape(word: &str) -> Result<Shape, String> {
    Shape::from_word(word).ok_or_else(|| one_of(Shape::ALL.iter().map(|shape| shape.word())))
}

fn one_of<'a>(words: impl Iterator<Item = &'a str>) -> String {
    format!("expected one of {}", words.collect::<Vec<_>>().join(", "))
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let templates = templates(args.templates.as_deref())?;
    if args.show_template {
        out.text(templates.text(args.audience, args.format))?;
        return Ok(Answer::Yes);
    }
    let Packet { paths, review, whole, .. } = match args.audience {
        Audience::Customer => opening::for_customer(&args.path)?,
        Audience::Team | Audience::Implementation | Audience::Support | Audience::Sponsor => {
            opening::to_look(&args.path)?
        }
    };
    let found = locate::all(&paths, &review, |_, _| {});
    let brief = Brief::of(&review, &found, args.audience);
    if brief.is_empty() {
        tell(&format!(
            "there is nothing yet that the customer may be told: {} of {} claims are decided, and none that stands is \
             customer-safe\nhint: review the packet first: handoff {}",
            review.decided(),
            review.len(),
            args.path.display()
        ));
        return Ok(Answer::No);
    }
    if args.audience == Audience::Customer {
        let open = review.len() - review.decided();
        if open > 0 {
            let claims = counted(open, "claim that nobody has decided is", "claims that nobody has decided are");
            tell(&format!("{claims} not in it"));
        }
        if !review.is_signed() {
            tell("the review is not signed off yet: look at the brief again before it goes out");
        }
    }
    let document = brief.render(args.format, &templates).map_err(|fault| {
        Failure::new(fault)
            .hint("`handoff brief --show-template` prints the one that comes with the program".to_owned())
    })?;
    match &args.out {
        Some(file) => {
            atomic::write(file, document.as_bytes())?;
            tell(&format!("wrote {}", file.display()));
        }
        None => out.text(&document)?,
    }
    Ok(if whole { Answer::Yes } else { Answer::No })
}

/// The team's templates: from the folder that was named, else from the configuration folder, else none.
fn templates(named: Option<&Path>) -> Result<Templates, Failure> {
    let mut templates = Templates::default();
    let folder = match named {
        Some(folder) => folder.to_owned(),
        None => match config::folders::config_file().map(|file| file.with_file_name("templates")) {
            Some(folder) if folder.is_dir() => folder,
            Some(_) | None => return Ok(templates),
        },
    };
    let unreadable =
        |error: std::io::Error| Failure::new(format!("could not read the templates in {}: {error}", folder.display()));
    for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let is_template = [".html", ".md", ".css"].iter().any(|ending| name.ends_with(ending));
        if !is_template || name.starts_with('.') || !path.is_file() {
            continue;
        }
        let text = String::from_utf8(store::read(&path)?)
            .map_err(|_| Failure::new(format!("{} is not UTF-8 text", path.display())))?;
        templates.put(name, &path.display().to_string(), text);
    }
    templates.check().map_err(Failure::new)?;
    Ok(templates)
}
