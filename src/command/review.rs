//! `handoff [PATH]` and `handoff review PATH`: the workbench, on a terminal, as a script, or in plain lines.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Parser as _;
use jiff::civil::Date;

use super::setup::{Chosen, Setup};
use super::{Answer, Failure, Out, queue, start, tell};
use crate::audit::identity::{self, Given, Who};
use crate::plain;
use crate::review::word::Stage;
use crate::review::{Actor, Seat};
use crate::store::{self, Opened};
use crate::workbench::begin::Begin;
use crate::workbench::effect::Effect;
use crate::workbench::key::{Key, parse_keys};
use crate::workbench::run;
use crate::workbench::state::State;
use crate::workbench::terminal;
use crate::workbench::tour::Tour;
use crate::workbench::world::{self, Options, World};

/// Review a packet in the workbench
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A packet: a folder with packet.json, or a packet in one file; or a folder of packets, for the queue
    pub path: Option<PathBuf>,
    /// Begin at this stage: review, kickoff, onboarding, business_review, renewal
    #[arg(long, value_parser = stage)]
    pub stage: Option<Stage>,
    /// Two people deciding together on one screen: "Dana Ruiz:csm"; give it twice, who votes first before
    /// the other
    #[arg(long, value_name = "NAME:ROLE", conflicts_with_all = ["name", "role"])]
    pub pair: Vec<String>,
    #[command(flatten)]
    pub setup: Setup,
    #[command(flatten)]
    pub script: Script,
}

/// A command line that is a review's and nothing else's.
#[derive(Debug, clap::Parser)]
#[command(name = "handoff")]
struct Alone {
    #[command(flatten)]
    args: Args,
}

/// What a command line asks of a review, where its first word leaves no doubt that it is one, and all of it fits.
pub(super) fn alone(args: &[OsString]) -> Option<Args> {
    let (program, rest) = args.split_first()?;
    let rest = match rest.first()?.to_str()? {
        "review" => &rest[1..],
        // No command is called like that.
        path if path.contains('/') => rest,
        _ => return None,
    };
    Some(Alone::try_parse_from(std::iter::once(program).chain(rest)).ok()?.args)
}

/// How a session is played.
#[derive(Debug, Default, clap::Args)]
pub struct Script {
    /// Line by line, without a screen: for screen readers and pipes
    #[arg(long, conflicts_with_all = ["keys", "print"])]
    pub plain: bool,
    /// Play these keys, written as in the keymaps: "jja<enter>"
    #[arg(long, value_name = "KEYS")]
    pub keys: Option<String>,
    /// Print the last frame as text, WIDTHxHEIGHT, and exit
    #[arg(long, value_name = "WxH", value_parser = size)]
    pub print: Option<(u16, u16)>,
    /// The day from which the queue counts, instead of today
    #[arg(long, value_name = "YYYY-MM-DD", hide = true)]
    pub today: Option<Date>,
}

impl Script {
    /// Whether keys are played or a frame is printed, instead of a session with somebody at the keyboard.
    pub fn is_played(&self) -> bool {
        self.keys.is_some() || self.print.is_some()
    }
}

/// What the flags say of how to begin.
fn begin(args: &Args, chosen: &Chosen) -> Result<Begin, Failure> {
    let own = &chosen.config.reviewer.roles;
    let named = args.pair.iter().map(|named| identity::paired(named, own)).collect::<Result<Vec<_>, _>>();
    let named = named.map_err(|unfit| {
        let hint = unfit.hint.to_owned();
        Failure::new(unfit).hint(hint)
    })?;
    let pair = match <[Actor; 2]>::try_from(named) {
        Ok([one, other]) if one.is_same_person(&other) => {
            return Err(Failure::new(format!("--pair names {} twice; it takes two people", one.name)));
        }
        // Who receives the packet votes first, in whatever order the two are named.
        Ok([one, other]) if other.role == Seat::Csm && one.role != Seat::Csm => Some([other, one]),
        Ok(pair) => Some(pair),
        Err(named) if named.is_empty() => None,
        Err(named) => {
            let hint = "--pair \"Dana Ruiz:csm\" --pair \"Sam Lee:ae\"".to_owned();
            return Err(
                Failure::new(format!("--pair is given twice or not at all, found {}", named.len())).hint(Some(hint))
            );
        }
    };
    Ok(Begin { stage: args.stage, pair, key: chosen.config.sign.key.clone() })
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

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// The person left, or the script was over.
    Left,
    /// A signal asked the process to end.
    By(i32),
}

impl Ended {
    /// The command's answer; a process that a signal asked to end ends by it.
    pub(super) fn answer(self) -> Result<Answer, Failure> {
        match self {
            Self::Left => Ok(Answer::Yes),
            Self::By(signal) => terminal::end_by(signal),
        }
    }
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let path = match &args.path {
        Some(path) => path.clone(),
        None => match start::here(args.script.is_played(), out)? {
            Some(path) => path,
            None => return Ok(Answer::Yes),
        },
    };
    let chosen = args.setup.choose()?;
    let way = Way { script: &args.script, begin: begin(args, &chosen)?, guest: None, tour: None };
    let ended = if queue::is_library(&path) {
        queue::session(&path, &chosen, &way, out)
    } else {
        session(&path, &chosen, way, out)
    };
    ended?.answer()
}

/// In which way a session goes.
pub(super) struct Way<'a> {
    /// Played, printed, line by line, or on the screen.
    pub script: &'a Script,
    /// At which stage, by one person or two.
    pub begin: Begin,
    /// Who decides where nobody is named, instead of being asked.
    pub guest: Option<Actor>,
    /// Whether the person is shown round.
    pub tour: Option<Tour>,
}

/// One session over a packet.
pub(super) fn session(path: &Path, chosen: &Chosen, way: Way<'_>, out: &mut Out) -> Result<Ended, Failure> {
    let Way { script, begin, guest, tour } = way;
    let keys = match &script.keys {
        Some(keys) => parse_keys(keys).map_err(|fault| Failure::new(format!("--keys: {fault}")))?,
        None => Vec::new(),
    };
    let opened = store::open(path).map_err(|error| start::nearer(path, error))?;
    let scripted = script.is_played();
    let plain = script.plain || (chosen.config.review.plain && !scripted);
    if !plain && !scripted {
        let who = chosen.reviewer_at_once(&opened.packet)?;
        let options = options(person(who, guest.as_ref(), chosen), chosen, script, guest.is_some(), tour);
        return live(opened, chosen, options, &begin, guest.as_ref());
    }
    let who = chosen.reviewer(&opened.packet)?;
    let options = options(person(who, guest.as_ref(), chosen), chosen, script, guest.is_some(), tour);
    if plain {
        in_lines(opened, chosen, options, &begin, out)
    } else {
        play(opened, chosen, options, &begin, &keys, script.print, out)
    }
}

/// Who decides, and what is known of whoever does otherwise.
fn person(who: Who, guest: Option<&Actor>, chosen: &Chosen) -> (Option<Actor>, Given) {
    match (who, guest) {
        (Who::Known(me), _) => (Some(me), Given::default()),
        (Who::Ask { .. }, Some(guest)) => (Some(guest.clone()), Given::default()),
        (Who::Ask { name, email, role }, None) => {
            let role = role.map(|role| role.word().to_owned());
            (None, Given { name, email, role, roles: chosen.config.reviewer.roles.clone() })
        }
    }
}

/// With what a packet is opened.
fn options(
    (me, known): (Option<Actor>, Given),
    chosen: &Chosen,
    script: &Script,
    is_guest: bool,
    tour: Option<Tour>,
) -> Options {
    Options {
        me,
        known,
        choices: chosen.choices(),
        keymap: Arc::clone(&chosen.keymap),
        size: script.print.unwrap_or((120, 36)),
        places: if is_guest { None } else { store::place::folder() },
        introduce: !script.is_played() && chosen.is_own(),
        tour,
    }
}

/// A packet opened from the queue, ready for its first frame.
pub(super) fn opened(path: &Path, chosen: &Chosen, way: &Way<'_>) -> Result<(State, World, Vec<Effect>), Failure> {
    let opened = store::open(path)?;
    let options = options(person(chosen.reviewer(&opened.packet)?, None, chosen), chosen, way.script, false, None);
    let (mut state, world, mut first) = world::begin(opened, options);
    way.begin.apply(&mut state, &mut first);
    Ok((state, world, first))
}

fn play(
    opened: Opened,
    chosen: &Chosen,
    options: Options,
    begin: &Begin,
    keys: &[Key],
    print: Option<(u16, u16)>,
    out: &mut Out,
) -> Result<Ended, Failure> {
    let (mut state, mut world, mut first) = world::begin(opened, options);
    begin.apply(&mut state, &mut first);
    let (state, _) = run::play(state, &mut world, first, keys);
    if let Some(trouble) = world.close(&state) {
        tell(&trouble);
    }
    if let Some(size) = print {
        out.text(&run::print(&state, &chosen.printed(), size))?;
    }
    Ok(Ended::Left)
}

/// Line by line, from standard input, until it ends or the person leaves.
fn in_lines(opened: Opened, chosen: &Chosen, options: Options, begin: &Begin, out: &mut Out) -> Result<Ended, Failure> {
    let (mut state, mut world, mut first) = world::begin(opened, options);
    begin.apply(&mut state, &mut first);
    let stdin = std::io::stdin();
    let typed = stdin.is_terminal();
    let editor = chosen.config.editor.command.as_deref();
    let mut session = plain::Session { input: &mut stdin.lock(), out, typed, editor };
    let (state, done) = plain::run(state, &mut world, first, &mut session);
    if let Some(trouble) = world.close(&state) {
        tell(&trouble);
    }
    done.map(|()| Ended::Left)
}

/// On the terminal, until the person leaves.
fn live(
    opened: Opened,
    chosen: &Chosen,
    options: Options,
    begin: &Begin,
    guest: Option<&Actor>,
) -> Result<Ended, Failure> {
    // The terminal is asked for its background before anything else happens on it.
    let theme = chosen.theme();
    let (mut state, mut world, mut first) = world::begin(opened, options);
    begin.apply(&mut state, &mut first);
    let editor = chosen.config.editor.command.as_deref();
    let mouse = terminal::Options { mouse: chosen.config.looks.mouse };
    state.mouse = mouse.mouse;
    let then = |state: &mut State, world: &mut World| known_now(chosen, begin, guest, state, world);
    let (state, signal) = run::live(state, &mut world, first, &theme, mouse, editor, then)?;
    if let Some(trouble) = world.close(&state) {
        tell(&trouble);
    }
    Ok(signal.map_or(Ended::Left, Ended::By))
}

/// Asks git who this is, where that could matter: it takes as long as everything else before the first frame.
/// What is to be done first instead comes back where the answer says more than was known.
fn known_now(
    chosen: &Chosen,
    begin: &Begin,
    guest: Option<&Actor>,
    state: &mut State,
    world: &mut World,
) -> Option<Vec<Effect>> {
    // Two who decide together were named in full.
    if begin.pair.is_some() || !chosen.git_matters() {
        return None;
    }
    let (me, known) = person(chosen.reviewer(state.review.packet()).ok()?, guest, chosen);
    if (&me, &known) == (&state.me, &state.known) {
        return None;
    }
    let said = std::mem::take(&mut state.messages);
    let mut effects = world::seat(state, world, me, known);
    begin.apply(state, &mut effects);
    // What was said already is not said again.
    let again = std::mem::replace(&mut state.messages, said);
    let new: Vec<_> = again.into_iter().filter(|message| !state.messages.contains(message)).collect();
    state.messages.extend(new);
    Some(effects)
}
