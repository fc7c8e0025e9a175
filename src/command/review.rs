//! `handoff [PATH]` and `handoff review PATH`: the workbench.

use std::path::{Path, PathBuf};

use super::{Answer, Failure, Out, tell};
use crate::audit::identity::{self, Given, Who};
use crate::packet::Packet;
use crate::review::hidden::Reveal;
use crate::review::word::Stage;
use crate::review::{Actor, Seat};
use crate::store;
use crate::workbench::begin::Begin;
use crate::workbench::key::{Keymap, parse_keys};
use crate::workbench::layout::SMALLEST;
use crate::workbench::run;
use crate::workbench::state::Choices;
use crate::workbench::terminal;
use crate::workbench::theme::{self, Glyphs, Surroundings, Theme};
use crate::workbench::world::{self, Options};

/// Review a packet in the workbench
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A packet: a folder with packet.json, or a packet in one file
    pub path: Option<PathBuf>,
    /// Who is reviewing: "Dana Ruiz", or "Dana Ruiz <dana@example.com>"
    #[arg(long = "as", value_name = "NAME")]
    pub name: Option<String>,
    /// In which capacity: csm, ae, manager, implementation, support, sponsor, revops
    #[arg(long)]
    pub role: Option<String>,
    /// Begin at this stage: review, kickoff, onboarding, business_review, renewal
    #[arg(long, value_parser = stage)]
    pub stage: Option<Stage>,
    /// Two people deciding together on one screen: "Dana Ruiz:csm"; give it twice, who votes first before
    /// the other
    #[arg(long, value_name = "NAME:ROLE", conflicts_with_all = ["name", "role"])]
    pub pair: Vec<String>,
    /// Play these keys, written as in the keymaps: "jja<enter>"
    #[arg(long, value_name = "KEYS")]
    pub keys: Option<String>,
    /// Print the last frame as text, WIDTHxHEIGHT, and exit
    #[arg(long, value_name = "WxH", value_parser = size)]
    pub print: Option<(u16, u16)>,
}

/// What the flags say of how to begin.
fn begin(args: &Args) -> Result<Begin, Failure> {
    let named = args.pair.iter().map(|named| identity::paired(named)).collect::<Result<Vec<_>, _>>();
    let named = named.map_err(|unfit| Failure::new(unfit).hint(Some("--pair \"Dana Ruiz:csm\"".to_owned())))?;
    let pair = match <[Actor; 2]>::try_from(named) {
        Ok([one, other]) if one.is_same_person(&other) => {
            return Err(Failure::new(format!("--pair names {} twice; it takes two people", one.name)));
        }
        Ok(pair) => Some(pair),
        Err(named) if named.is_empty() => None,
        Err(named) => {
            let hint = "--pair \"Dana Ruiz:csm\" --pair \"Sam Lee:ae\"".to_owned();
            return Err(
                Failure::new(format!("--pair is given twice or not at all, found {}", named.len())).hint(Some(hint))
            );
        }
    };
    Ok(Begin { stage: args.stage, pair })
}

/// A stage by its word; a dash or a blank does for the underscore.
fn stage(text: &str) -> Result<Stage, String> {
    let word = text.trim().to_lowercase().replace(['-', ' '], "_");
    Stage::ALL.iter().copied().find(|stage| stage.word() == word).ok_or_else(|| {
        let words: Vec<&str> = Stage::ALL.iter().map(|stage| stage.word()).collect();
        format!("expected one of {}, found {text}", words.join(", "))
    })
}

/// `80x24` as columns and rows.
fn size(text: &str) -> Result<(u16, u16), String> {
    let expected = || format!("expected WIDTHxHEIGHT such as 80x24, found {text}");
    let (width, height) = text.split_once(['x', 'X']).ok_or_else(expected)?;
    let parse = |number: &str| number.trim().parse::<u16>().ok().filter(|number| (1..=1000).contains(number));
    parse(width).zip(parse(height)).ok_or_else(expected)
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let Some(path) = &args.path else { return nothing_named(out) };
    let scripted = args.keys.is_some() || args.print.is_some();
    let keys = match &args.keys {
        Some(keys) => parse_keys(keys).map_err(|fault| Failure::new(format!("--keys: {fault}")))?,
        None => Vec::new(),
    };
    let packet = store::open(path)?.packet;
    let me = reviewer(args, &packet)?;
    let size = args.print.unwrap_or((120, 36));
    let options = Options {
        me,
        choices: Choices { reveal: Reveal::AfterVerdict, advance: false },
        keymap: Keymap::load(&[])
            .map_err(|faults| Failure::new(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))?,
        size,
        places: store::place::folder(),
        introduce: !scripted,
    };
    let begin = begin(args)?;
    if scripted { play(path, options, &begin, &keys, args.print, out) } else { live(path, options, &begin) }
}

fn play(
    path: &Path,
    options: Options,
    begin: &Begin,
    keys: &[crate::workbench::key::Key],
    print: Option<(u16, u16)>,
    out: &mut Out,
) -> Result<Answer, Failure> {
    let (mut state, mut world, mut first) = world::open(path, options)?;
    begin.apply(&mut state, &mut first);
    let (state, _) = run::play(state, &mut world, first, keys);
    if let Some(trouble) = world.close(&state) {
        tell(&trouble);
    }
    if let Some(size) = print {
        out.text(&run::print(&state, &Theme::plain(), size))?;
    }
    Ok(Answer::Yes)
}

/// On the terminal, until the person leaves.
fn live(path: &Path, options: Options, begin: &Begin) -> Result<Answer, Failure> {
    let surroundings = Surroundings::of_process();
    // The terminal is asked for its background before anything else happens on it.
    let palette = theme::ask(&surroundings).palette();
    let theme = Theme::new(palette, surroundings.colors(), Glyphs::Unicode);
    let (mut state, mut world, mut first) = world::open(path, options)?;
    begin.apply(&mut state, &mut first);
    let (state, signal) = run::live(state, &mut world, first, &theme, terminal::Options { mouse: true }, None)?;
    if let Some(trouble) = world.close(&state) {
        tell(&trouble);
    }
    match signal {
        Some(signal) => terminal::end_by(signal),
        None => Ok(Answer::Yes),
    }
}

/// Who is reviewing, as far as it is known. A role that nobody named is taken from the deal, where the
/// packet names the person as its AE or CSM; else the screen asks before the first decision.
fn reviewer(args: &Args, packet: &Packet) -> Result<Option<Actor>, Failure> {
    let flags = Given { name: args.name.clone(), email: None, role: args.role.clone() };
    let who = identity::decide(&flags, &Given::default(), &identity::git())
        .map_err(|unfit| Failure::new(unfit).hint(Some("give the name and role again, in plain letters".to_owned())))?;
    Ok(match who {
        Who::Known(actor) => Some(actor),
        Who::Ask { name: Some(name), email, role: None } => {
            let is = |other: &Option<String>| {
                other.as_ref().is_some_and(|other| other.trim().to_lowercase() == name.trim().to_lowercase())
            };
            let deal = packet.deal.as_ref();
            let role = match deal {
                Some(deal) if is(&deal.csm) => Some(Seat::Csm),
                Some(deal) if is(&deal.ae) => Some(Seat::Ae),
                Some(_) | None => None,
            };
            role.map(|role| Actor { name, email, role })
        }
        Who::Ask { .. } => None,
    })
}

/// No path was given: say what to do.
fn nothing_named(out: &mut Out) -> Result<Answer, Failure> {
    let (width, height) = SMALLEST;
    out.line(&format!(
        "handoff reviews sales-to-CS handoff packets, claim by claim.\n\n\
         Open a packet:          handoff PATH            (a folder with a packet.json, or one packet file)\n\
         See what it looks like: handoff sample-packets/northwind-freight\n\
         Every command:          handoff --help\n\n\
         The screen needs {width} columns and {height} rows."
    ))?;
    Ok(Answer::Yes)
}
