//! `handoff refresh`: new sources and new drafts join a packet, and what they mean for it is told.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Zoned;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::actor::As;
use super::opening::{self, ToWrite};
use super::{Answer, Failure, Format, Out, tell};
use crate::audit::Digest;
use crate::count::counted;
use crate::packet::{self, SourceId, SourceKind};
use crate::refresh::{self, Finding, Read};
use crate::review::hidden::Reveal;
use crate::review::{Event, Review};
use crate::signal::Words;
use crate::source::Unreadable;
use crate::store::{self, Opened, StoreError, join, sources};

/// Add sources or a new draft to a packet, and tell what they mean for it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A packet: a folder with packet.json, or a packet in one file
    path: PathBuf,
    /// New sources: each is copied into the packet's folder, and its digest goes into the trail
    #[arg(long, value_name = "FILE", num_args = 1..)]
    add: Vec<PathBuf>,
    /// A new draft: it is copied beside the old one, and laid over what was decided
    #[arg(long, value_name = "FILE")]
    draft: Option<PathBuf>,
    /// What the new sources are: call, email, proposal, contract, crm_note, meeting_note; else it is seen from the files
    #[arg(long, requires = "add")]
    kind: Option<String>,
    /// The day the new sources were said or written, YYYY-MM-DD; else it is seen from the files
    #[arg(long, requires = "add")]
    date: Option<Date>,
    /// Judge what is out of date as of this day
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    #[command(flatten)]
    who: As,
    /// Tell what there is to say of claims that nobody has judged, too
    #[arg(long)]
    reveal: bool,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let ToWrite { mut opened, mut review, refused } = opening::to_write(&args.path, "nothing can join")?;
    opening::left_out(&refused);
    let before = review.len();
    let joined = if args.add.is_empty() && args.draft.is_none() {
        Joined::default()
    } else {
        take_in(args, &mut opened, &mut review)?
    };

    let loaded: Vec<_> = review.packet().sources.iter().map(|source| sources::load(&opened.paths, source)).collect();
    let is_new = |id: &SourceId| match joined.sources.is_empty() {
        // Asked for without anything new: whatever has joined since the draft.
        true => review.has_joined(id),
        false => joined.sources.contains(id),
    };
    let mut reads = Vec::new();
    let mut unreadable = Vec::new();
    for (source, loaded) in review.packet().sources.iter().zip(&loaded) {
        match &loaded.import {
            Ok(import) => reads.push(Read { source, text: &import.text, is_new: is_new(&source.id) }),
            Err(why) => unreadable.push(format!("{} ({}): {why}", source.id, source.name())),
        }
    }
    let today = args.today.unwrap_or_else(|| Zoned::now().date());
    let all = refresh::findings(&review, &reads, &Words::default(), today);
    let reveal = if args.reveal { Reveal::Always } else { Reveal::AfterVerdict };
    let (shown, hidden): (Vec<Finding>, Vec<Finding>) =
        all.into_iter().partition(|finding| finding.is_shown(&review, reveal));
    let told = Told {
        joined: &joined,
        new: review.len() - before,
        review: &review,
        shown: &shown,
        hidden: hidden.len(),
        unreadable: &unreadable,
    };
    match args.format {
        Format::Json => told.json(out)?,
        Format::Text => told.text(out)?,
    }
    Ok(Answer::Yes)
}

/// What joined the packet.
#[derive(Debug, Default)]
struct Joined {
    sources: Vec<SourceId>,
    /// Files that are in the packet already, and as which source.
    known: Vec<(PathBuf, SourceId)>,
    draft: Option<String>,
    /// A file that is the packet's draft already.
    known_draft: Option<PathBuf>,
}

/// Copies files in and records that they joined: all of it or nothing.
fn take_in(args: &Args, opened: &mut Opened, review: &mut Review) -> Result<Joined, Failure> {
    let by = args.who.actor(&opened.packet)?;
    let kind = args.kind.as_ref().map(|kind| SourceKind::from(kind.trim().to_lowercase().replace([' ', '-'], "_")));
    let mut joined = Joined::default();
    let mut events = Vec::new();
    let mut copies = join::Copies::default();
    for file in &args.add {
        let bytes = store::read(file)?;
        let sha256 = Digest::of(&bytes).hex();
        let is_it = |source: &&packet::Source| {
            source.sha256.as_deref().is_some_and(|hex| hex.trim().eq_ignore_ascii_case(&sha256))
        };
        let added = events.iter().filter_map(|event| match event {
            Event::SourceAdded { source } => Some(&**source),
            _ => None,
        });
        if let Some(known) = review.packet().sources.iter().chain(added).find(is_it) {
            joined.known.push((file.clone(), known.id.clone()));
            continue;
        }
        let id = free_id(review, &joined.sources);
        let path = copies.source(&opened.paths, file, &bytes)?;
        let source = join::describe(id.clone(), file, path, bytes, sha256, kind.clone(), args.date)
            .map_err(|why| unreadable(file, &why))?;
        joined.sources.push(id);
        events.push(Event::SourceAdded { source: Box::new(source) });
    }
    if let Some(file) = &args.draft {
        let bytes = store::read(file)?;
        let sha256 = Digest::of(&bytes).hex();
        if sha256 == review.draft_sha256().map_or_else(|| opened.sha256.hex(), str::to_owned) {
            joined.known_draft = Some(file.clone());
        } else {
            let draft = packet::read(&bytes).map_err(|fault| {
                let at = if fault.place.is_empty() { String::new() } else { format!("{}: ", fault.place) };
                Failure::new(format!("{}: {at}{}", file.display(), fault.what)).hint(fault.hint)
            })?;
            let name = copies.draft(&opened.paths, file, &bytes)?;
            joined.draft = Some(name.clone());
            events.push(Event::DraftReplaced { file: name, sha256, draft: Some(Arc::new(draft)) });
        }
    }
    if events.is_empty() {
        return Ok(joined);
    }
    match store::record(&mut opened.trail, review, &by, events) {
        Ok(recorded) => {
            copies.keep();
            recorded.notices.iter().for_each(|notice| tell(notice));
            Ok(joined)
        }
        // What was copied is taken away again: nothing joined.
        Err(error) => Err(refusal(error)),
    }
}

fn refusal(error: StoreError) -> Failure {
    let hint = error.hint.clone();
    Failure::new(error).hint(hint.or_else(|| Some("nothing joined; every file is as it was".to_owned())))
}

/// A file without words would be a source for good, and nobody could ever quote it.
fn unreadable(file: &Path, why: &Unreadable) -> Failure {
    let hint = "nothing joined; every file is as it was; leave this one out, or add it as text".to_owned();
    Failure::new(format!("{}: {why}", file.display()))
        .hint(why.hint.clone().map_or(hint.clone(), |what| format!("{what}; {hint}")))
}

/// `s7`, where the packet has six.
fn free_id(review: &Review, taken: &[SourceId]) -> SourceId {
    let mut number = review.packet().sources.len() + taken.len() + 1;
    loop {
        let id = SourceId::from(format!("s{number}"));
        if review.packet().source(&id).is_none() && !taken.contains(&id) {
            return id;
        }
        number += 1;
    }
}

/// What is told at the end.
struct Told<'a> {
    joined: &'a Joined,
    new: usize,
    review: &'a Review,
    shown: &'a [Finding],
    hidden: usize,
    unreadable: &'a [String],
}

impl Told<'_> {
    fn json(&self, out: &mut Out) -> Result<(), Failure> {
        let review = self.review;
        let added: Vec<_> = self.joined.sources.iter().filter_map(|id| review.packet().source(id)).collect();
        let again: Vec<Value> = review
            .look_again()
            .filter_map(|index| {
                let again = &review.claims()[index].again.as_ref()?.value;
                let changed =
                    |(field, was, now): &(&str, String, String)| json!({"field": field, "was": was, "now": now});
                Some(json!({
                    "claim": review.claim(index).id,
                    "gone": again.gone,
                    "changed": again.changed.iter().map(changed).collect::<Vec<_>>(),
                    "verdict": again.verdict.as_ref().map(|verdict| verdict.value.word()),
                }))
            })
            .collect();
        let known: Vec<Value> =
            self.joined.known.iter().map(|(file, id)| json!({"file": file, "source": id})).collect();
        out.json(&json!({
            "added": added,
            "known": known,
            "draft": self.joined.draft,
            "new_claims": self.new,
            "look_again": again,
            "findings": self.shown,
            "hidden": self.hidden,
            "unreadable": self.unreadable,
        }))
    }

    fn text(&self, out: &mut Out) -> Result<(), Failure> {
        let review = self.review;
        for id in &self.joined.sources {
            if let Some(source) = review.packet().source(id) {
                let path = source.path.as_deref().unwrap_or_default();
                out.line(&format!("added {id}, {} ({path}, {})", source.name(), source.kind.label()))?;
            }
        }
        for (file, id) in &self.joined.known {
            out.line(&format!("{} is in the packet already, as {id}", file.display()))?;
        }
        if let Some(file) = &self.joined.draft {
            out.line(&format!("laid {file} over the draft: {}", counted(self.new, "new claim", "new claims")))?;
        }
        if let Some(file) = &self.joined.known_draft {
            out.line(&format!("{} is the packet's draft already", file.display()))?;
        }
        let again: Vec<usize> = review.look_again().collect();
        if !again.is_empty() {
            out.line(&format!("\nlook again: {}", counted(again.len(), "claim", "claims")))?;
        }
        for index in again {
            let Some(again) = review.claims()[index].again.as_ref().map(|again| &again.value) else { continue };
            let was = again
                .verdict
                .as_ref()
                .map_or("undecided".to_owned(), |verdict| format!("{} by {}", verdict.value.word(), verdict.by.name));
            let gone = if again.gone { ", and not in the new draft" } else { "" };
            out.line(&format!("  {} was {was}{gone}", review.claim(index).id))?;
            for (field, before, now) in &again.changed {
                out.line(&format!(
                    "    {field}\n      - {}\n      + {}",
                    before.replace('\n', "\n        "),
                    now.replace('\n', "\n        ")
                ))?;
            }
        }
        let mut kind = None;
        for finding in self.shown {
            if kind != Some(finding.kind) {
                out.line(&format!("\n{}", finding.kind.label()))?;
                kind = Some(finding.kind);
            }
            out.line(&format!("  {}", finding.what))?;
            for snippet in &finding.snippets {
                out.line(&format!("    {}", snippet.in_words()))?;
            }
        }
        if self.shown.is_empty() && self.hidden == 0 {
            out.line("nothing to look at")?;
        } else if self.shown.is_empty() {
            out.line("nothing to look at among what has been judged")?;
        }
        for what in self.unreadable {
            tell(&format!("not looked into: {what}"));
        }
        if self.hidden > 0 {
            tell(&format!(
                "{}{} about claims that nobody has judged: judge first, or see them with --reveal",
                self.hidden,
                if self.shown.is_empty() { "" } else { " more" }
            ));
        }
        Ok(())
    }
}
