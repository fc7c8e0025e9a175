//! `handoff sign`: a person answers for a review, with a key of theirs or without.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::actor::As;
use super::opening::{self, ToWrite};
use super::{Answer, Failure, Format, Out, tell};
use crate::audit::signature::keygen;
use crate::audit::signoff::{self, Capacity, Prepared};
use crate::config;
use crate::count::counted;
use crate::packet;
use crate::review::blocker::{self, Blocker};
use crate::review::hidden::Reveal;
use crate::review::project::project;
use crate::review::{Event, Review};
use crate::store::{self, Opened, locate, reviewed};

/// Sign a review off, countersign it, or waive what blocks it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A packet: a folder with packet.json, or a packet in one file
    path: PathBuf,
    #[command(flatten)]
    who: As,
    /// Sign as the second person, of another role, who answers for the promises that bind
    #[arg(long, conflicts_with = "waive")]
    countersign: bool,
    /// Sign with this SSH key: a private key, a public one whose private half the agent has, or `agent`
    #[arg(long, value_name = "FILE|agent", conflicts_with = "waive")]
    key: Option<PathBuf>,
    /// Sign without a key, although the configuration names one
    #[arg(long, conflicts_with_all = ["key", "waive"])]
    no_key: bool,
    /// Let sign-off go ahead although this is not done, as the list of blockers names it; needs --reason
    #[arg(long, value_name = "BLOCKER", requires = "reason")]
    waive: Vec<String>,
    /// Why it is waived
    #[arg(long, requires = "waive")]
    reason: Option<String>,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let ToWrite { mut opened, mut review, refused } = opening::to_write(&args.path, "nothing can be signed")?;
    let by = args.who.actor(&opened.packet)?;
    if let Some((seq, refusal)) = refused.first() {
        return Err(Failure::new(format!("line {seq} of the trail does not fit: {refusal}"))
            .hint("nothing can be signed that makes no sense; `handoff verify` says more".to_owned()));
    }
    let found = locate::all(&opened.paths, &review, |_, _| {});
    let open = blocker::open(&review, &found);

    if let (Some(reason), false) = (&args.reason, args.waive.is_empty()) {
        let events = waivers(&args.waive, reason, &open, &review)?;
        for notice in store::record(&mut opened.trail, &mut review, &by, events)?.notices {
            tell(&notice);
        }
        project_again(&opened, &review, &found)?;
        match args.format {
            Format::Json => out.json(&json!({"waived": args.waive, "by": by}))?,
            Format::Text => {
                for key in &args.waive {
                    out.line(&format!("{} ({}) waived {key}", by.name, by.role.label()))?;
                }
            }
        }
        return Ok(Answer::Yes);
    }

    let capacity = if args.countersign { Capacity::Countersign } else { Capacity::SignOff };
    if capacity == Capacity::SignOff && !open.is_empty() {
        say_blocked(&open, &review, args, out)?;
        return Ok(Answer::No);
    }
    // What can't be recorded anyway is said before anybody is asked for a passphrase.
    let tip = opened.trail.tip().clone();
    let prepared = signoff::prepare(capacity, opened.packet.id.as_str(), opened.sha256, &tip, &by, Timestamp::now());
    if let Err(refusal) = review.check(&by, &prepared.event()) {
        tell(&format!("{}: {refusal}", args.path.display()));
        if let Some(hint) = refusal.hint() {
            tell(&format!("hint: {hint}"));
        }
        return Ok(Answer::No);
    }
    let prepared = with_key(prepared, args)?;
    for notice in store::record(&mut opened.trail, &mut review, &by, vec![prepared.event()])?.notices {
        tell(&notice);
    }
    project_again(&opened, &review, &found)?;
    say_signed(&opened, &review, &prepared, args.format, out)?;
    Ok(Answer::Yes)
}

/// Each waiver has to name something that blocks, so that a slip of the pen waives nothing.
fn waivers(keys: &[String], reason: &str, open: &[Blocker], review: &Review) -> Result<Vec<Event>, Failure> {
    let names: Vec<String> = open.iter().map(|blocker| blocker.key(review)).collect();
    keys.iter()
        .map(|key| {
            if names.contains(key) {
                return Ok(Event::BlockerWaived { blocker: key.clone(), reason: reason.to_owned() });
            }
            let nearest = config::nearest(key, names.iter().map(String::as_str));
            let meant = nearest.map_or(String::new(), |name| format!("; did you mean {name}?"));
            Err(Failure::new(format!("nothing that blocks sign-off is called {key}{meant}"))
                .hint("`handoff sign` without --waive lists what blocks, each with its name".to_owned()))
        })
        .collect()
}

fn say_blocked(open: &[Blocker], review: &Review, args: &Args, out: &mut Out) -> Result<(), Failure> {
    match args.format {
        Format::Json => {
            let list: Vec<Value> = open
                .iter()
                .map(|blocker| json!({"key": blocker.key(review), "what": blocker.sentence(review)}))
                .collect();
            out.json(&json!({"signed": false, "blocked_by": list}))?;
        }
        Format::Text => {
            let things = counted(open.len(), "thing blocks", "things block");
            out.line(&format!("{}: {things} sign-off", review.packet().account.name))?;
            for blocker in open {
                out.line(&format!("  {:<32} {}", blocker.key(review), blocker.sentence(review)))?;
            }
        }
    }
    tell(&format!(
        "decide these in the workbench: handoff {}\nhint: what can't be done can be waived by name: --waive {} --reason \"…\"",
        args.path.display(),
        open[0].key(review)
    ));
    Ok(())
}

fn with_key(prepared: Prepared, args: &Args) -> Result<Prepared, Failure> {
    let configured = if args.no_key || args.key.is_some() { None } else { config::load()?.config.sign.key };
    let Some(key) = args.key.clone().or(configured) else { return Ok(prepared) };
    let hint = "nothing was recorded; sign without a key by leaving --key away".to_owned();
    let sign = |key: &Path| signoff::sign(prepared, key).map_err(|why| Failure::new(why).hint(hint.clone()));
    if key == Path::new("agent") {
        let (_folder, file) = keygen::agent_key().map_err(|why| Failure::new(why).hint(hint.clone()))?;
        return sign(&file);
    }
    sign(&key)
}

/// `reviewed.json` says how far the trail goes, so that one that is cut after a sign-off is found.
fn project_again(opened: &Opened, review: &Review, found: &[crate::review::located::Beside]) -> Result<(), Failure> {
    let draft = packet::json(&opened.bytes).map_err(Failure::new)?;
    let value = project(&draft, review, found, Reveal::AfterVerdict);
    if let Err(error) = reviewed::write(&opened.paths, value, opened.trail.tip()) {
        tell(&format!("reviewed.json could not be written, though the trail says it all: {error}"));
    }
    Ok(())
}

fn say_signed(
    opened: &Opened,
    review: &Review,
    prepared: &Prepared,
    format: Format,
    out: &mut Out,
) -> Result<(), Failure> {
    let tip = opened.trail.tip();
    let now = format!("{}:{}", tip.entries, tip.head.hex());
    let second = review.binding().count();
    let missing = review.later().countersigned.is_empty() && second > 0;
    match format {
        Format::Json => {
            let signer = &prepared.head.signer;
            out.json(&json!({"signed": true, "signer": signer, "key": prepared.key, "head": now,
                             "line": tip.entries, "needs_countersign": missing}))?;
        }
        Format::Text => {
            let what = match prepared.capacity {
                Capacity::SignOff => "signed off",
                Capacity::Countersign => "countersigned",
            };
            let key = match &prepared.key {
                Some(key) => format!("with the key {key}"),
                None => "without a key: nothing but the name vouches for it".to_owned(),
            };
            out.line(&format!("{what} as line {}, {key}", tip.entries))?;
            out.line(&format!("head {now}"))?;
        }
    }
    tell("keep the head where others can see it: `handoff verify --since HEAD` then finds lines that were cut off");
    if missing {
        let promises = counted(second, "promise binds", "promises bind");
        tell(&format!("{promises}, so somebody of another role has to countersign: handoff sign --countersign"));
    }
    Ok(())
}
