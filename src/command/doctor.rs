//! `handoff doctor`: what this machine, this terminal and the user's own files allow, and what to do where
//! that is not enough. Changes nothing; asks the terminal for its background and nothing else of it.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::setup::keymap;
use super::{Answer, Failure, Format, Out, actor};
use crate::audit::identity::{self, Given, Who};
use crate::config::{self, Config, InForce};
use crate::workbench::action::Context;
use crate::workbench::editor;
use crate::workbench::key::Keymap;
use crate::workbench::layout::SMALLEST;
use crate::workbench::theme::{self, Background, Depth, Glyphs, Surroundings};

/// Check the terminal, the folders, the configuration and the keys, and say what to do
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How the result is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Health {
    /// As it should be.
    Fine,
    /// Work goes on, with less.
    Limited,
    /// Work can't go on.
    Broken,
}

/// What was found of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Check {
    name: &'static str,
    health: Health,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Serialize)]
struct Report {
    ok: bool,
    version: &'static str,
    checks: Vec<Check>,
}

impl Check {
    fn fine(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, health: Health::Fine, found: found.into(), next: None }
    }

    fn limited(name: &'static str, found: impl Into<String>, next: impl Into<String>) -> Self {
        Self { name, health: Health::Limited, found: found.into(), next: Some(next.into()) }
    }

    fn broken(name: &'static str, found: impl Into<String>, next: impl Into<String>) -> Self {
        Self { name, health: Health::Broken, found: found.into(), next: Some(next.into()) }
    }
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let surroundings = Surroundings::of_process();
    let (in_force, configuration) = configuration();
    let mut checks = vec![configuration, keys(&in_force.config), reviewer(&in_force.config)];
    checks.extend([
        folder(
            "configuration folder",
            config::folders::config_file().and_then(|file| file.parent().map(Path::to_owned)),
        ),
        folder("state folder", config::folders::state()),
        folder("cache folder", config::folders::cache()),
    ]);
    checks.extend(terminal(&surroundings));
    checks.extend([clipboard(), locale(&surroundings)]);
    checks.extend([editor_check(&in_force.config), git(), signing(&in_force.config)]);
    let ok = checks.iter().all(|check| check.health != Health::Broken);
    match args.format {
        Format::Json => out.json(&Report { ok, version: env!("CARGO_PKG_VERSION"), checks })?,
        Format::Text => {
            out.line(&format!("handoff {}", env!("CARGO_PKG_VERSION")))?;
            for check in &checks {
                let mark = match check.health {
                    Health::Fine => "fine",
                    Health::Limited => "limited",
                    Health::Broken => "BROKEN",
                };
                out.line(&format!("{mark:<8} {}: {}", check.name, check.found.replace('\n', "\n         ")))?;
                if let Some(next) = &check.next {
                    out.line(&format!("         next: {next}"))?;
                }
            }
        }
    }
    Ok(if ok { Answer::Yes } else { Answer::No })
}

fn configuration() -> (InForce, Check) {
    const NAME: &str = "configuration";
    match config::load() {
        Ok(in_force) => {
            let check = match (&in_force.file, in_force.is_there) {
                (Some(file), true) => {
                    Check::fine(NAME, format!("{}, {} settings", file.display(), in_force.lines.len()))
                }
                (Some(file), false) => {
                    Check::fine(NAME, format!("{} is not there, so everything is as it comes", file.display()))
                }
                (None, _) => Check::limited(NAME, "you have no folder for it", "set HANDOFF_CONFIG to a file"),
            };
            (in_force, check)
        }
        Err(faults) => {
            let next = "mend these lines; `handoff config --default` shows every setting";
            (InForce::default(), Check::broken(NAME, faults.to_string(), next))
        }
    }
}

fn keys(config: &Config) -> Check {
    match keymap(config, None) {
        Ok(keymap) => {
            let count =
                |keymap: &Keymap| Context::ALL.iter().map(|table| keymap.bindings(*table).count()).sum::<usize>();
            let own = config.keys.file.clone().or_else(config::folders::keymap_file).filter(|file| file.exists());
            let own = own.map_or(String::new(), |file| format!(", with {} merged over it", file.display()));
            Check::fine("keymap", format!("{}{own}: {} keys", config.keys.keymap.word(), count(&keymap)))
        }
        Err(faults) => {
            Check::broken("keymap", faults.to_string(), "mend these lines; `handoff keys` lists every action by name")
        }
    }
}

fn reviewer(config: &Config) -> Check {
    const NAME: &str = "reviewer";
    let own = actor::configured(&config.reviewer);
    match identity::decide(&Given::default(), &own, &identity::git()) {
        Ok(Who::Known(me)) => {
            let email = me.email.as_ref().map_or(String::new(), |email| format!(" <{email}>"));
            Check::fine(NAME, format!("{}{email}, {}", me.name, me.role.label()))
        }
        Ok(Who::Ask { name, email: _, role }) => {
            let known = match (name, role) {
                (Some(name), _) => format!("{name}, in a role that is not known"),
                (None, Some(role)) => format!("somebody without a name, {}", role.label()),
                (None, None) => "nobody is named".to_owned(),
            };
            let next =
                "nothing: you are asked once, before your first decision; or set [reviewer] in the configuration";
            Check::limited(NAME, known, next)
        }
        Err(unfit) => Check::broken(NAME, unfit.to_string(), "write it again in plain letters"),
    }
}

/// Whether a folder can be written in. Where it is not there yet, whether it could be made.
fn folder(name: &'static str, folder: Option<PathBuf>) -> Check {
    let Some(folder) = folder else {
        return Check::limited(name, "you have no home folder", "set HOME, or the XDG variables");
    };
    let existing = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    let said = if existing == folder { "" } else { " (made when it is needed)" };
    match tempfile::Builder::new().prefix(".handoff-").tempfile_in(existing) {
        Ok(_) => Check::fine(name, format!("{}{said}", folder.display())),
        Err(error) => Check::limited(
            name,
            format!("{} can't be written in: {error}", folder.display()),
            "nothing is remembered between sessions until it can; decisions are kept beside each packet",
        ),
    }
}

fn terminal(surroundings: &Surroundings) -> Vec<Check> {
    const PLAIN: &str = "`handoff review --plain PATH` reviews line by line, without a screen";
    let term = if surroundings.term.is_empty() { "TERM is not set".to_owned() } else { surroundings.term.clone() };
    if !is_terminal() {
        return vec![Check::limited("terminal", format!("none ({term})"), PLAIN)];
    }
    let mut checks = Vec::new();
    if surroundings.term == "dumb" {
        checks.push(Check::limited("terminal", "can't be drawn on (TERM=dumb)", PLAIN));
        return checks;
    }
    let program = std::env::var("TERM_PROGRAM").map_or(String::new(), |program| format!(", {program}"));
    checks.push(Check::fine("terminal", format!("{term}{program}")));
    let (least_width, least_height) = SMALLEST;
    checks.push(match crossterm::terminal::size() {
        Ok((width, height)) if width < least_width || height < least_height => Check::limited(
            "size",
            format!("{width} columns, {height} rows"),
            format!("the screen needs {least_width} columns and {least_height} rows: widen the window"),
        ),
        Ok((width, height)) => Check::fine("size", format!("{width} columns, {height} rows")),
        Err(error) => Check::limited("size", format!("not told ({error})"), "set COLUMNS and LINES"),
    });
    let why = if surroundings.no_color { " (NO_COLOR is set)" } else { "" };
    checks.push(match surroundings.colors() {
        Depth::None => Check::fine("colours", format!("none{why}: states are glyphs and words")),
        depth @ (Depth::Sixteen | Depth::Indexed | Depth::True) => Check::fine("colours", depth.word()),
    });
    let background = theme::ask(surroundings);
    let palette = background.palette().word();
    checks.push(match background {
        Background::Told(_) => Check::fine("background", format!("{palette}, the terminal says")),
        Background::Hinted(_) => Check::fine("background", format!("{palette}, COLORFGBG says")),
        Background::Assumed => {
            Check::fine("background", format!("{palette}, because nobody says; theme under [looks] settles it"))
        }
    });
    checks
}

/// Whether there is a terminal to draw on, wherever standard output leads.
fn is_terminal() -> bool {
    use std::io::IsTerminal;

    let stdout = std::io::stdout().is_terminal();
    #[cfg(unix)]
    let own = File::options().read(true).write(true).open("/dev/tty").is_ok();
    #[cfg(not(unix))]
    let own = File::options().read(true).write(true).open("CONOUT$").is_ok();
    stdout || own
}

fn clipboard() -> Check {
    const NAME: &str = "clipboard";
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let program = std::env::var("TERM_PROGRAM").unwrap_or_default();
    if program == "Apple_Terminal" {
        let next = "select with the mouse (`--no-mouse`), or use a terminal that takes OSC 52";
        return Check::limited(NAME, "this terminal does not take copies from programs", next);
    }
    let found = "copies are sent to the terminal (OSC 52); whether it takes them, it does not say";
    if set("TMUX") {
        return Check::limited(NAME, found, "in tmux: `set -g set-clipboard on`");
    }
    if set("STY") {
        return Check::limited(NAME, found, "screen does not pass copies on; tmux does");
    }
    Check::fine(NAME, found)
}

fn locale(surroundings: &Surroundings) -> Check {
    let named = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| Some((name, std::env::var(name).ok().filter(|value| !value.is_empty())?)));
    let found = named.map_or("none is set".to_owned(), |(name, value)| format!("{name}={value}"));
    match surroundings.glyphs {
        Glyphs::Ascii => Check::limited(
            "locale",
            format!("{found}: marks are drawn in ASCII"),
            "a UTF-8 locale, or glyphs = \"unicode\" under [looks], brings the others",
        ),
        Glyphs::Unicode | Glyphs::Spoken => Check::fine("locale", found),
    }
}

fn editor_check(config: &Config) -> Check {
    let command = editor::command(config.editor.command.as_deref());
    let program = editor::words(&command).into_iter().next().unwrap_or_default();
    if in_path(&program) {
        Check::fine("editor", command)
    } else {
        Check::limited(
            "editor",
            format!("`{program}` is not there"),
            "set EDITOR, or command under [editor] in the configuration; texts can be written without",
        )
    }
}

fn git() -> Check {
    if in_path("git") {
        Check::fine("git", "is there; its user.name and user.email are asked for who you are")
    } else {
        Check::limited("git", "is not there", "nothing: it is only asked who you are")
    }
}

fn signing(config: &Config) -> Check {
    const NAME: &str = "signatures";
    if !in_path("ssh-keygen") {
        return Check::limited(
            NAME,
            "ssh-keygen is not there",
            "install OpenSSH to sign with a key; checking works without",
        );
    }
    for (place, file) in [("sign.key", &config.sign.key), ("sign.allowed_signers", &config.sign.allowed_signers)] {
        if let Some(file) = file.as_ref().filter(|file| !file.is_file()) {
            let found = format!("{place} names {}, which is not there", file.display());
            return Check::limited(NAME, found, "mend it in the configuration");
        }
    }
    match &config.sign.key {
        Some(key) => Check::fine(NAME, format!("ssh-keygen signs with {}", key.display())),
        None => Check::limited(
            NAME,
            "ssh-keygen is there, and no key is named",
            "set key under [sign] to sign off with one",
        ),
    }
}

/// Whether a program can be started by that name.
fn in_path(program: &str) -> bool {
    if program.contains(std::path::MAIN_SEPARATOR) {
        return Path::new(program).is_file();
    }
    let names = [program.to_owned(), format!("{program}.exe")];
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path)
            .any(|folder| names.iter().any(|name| !program.is_empty() && folder.join(name).is_file()))
    })
}
