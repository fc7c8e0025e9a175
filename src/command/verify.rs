//! `handoff verify`: what can be proved of packets, and what can't.

use std::path::{Path, PathBuf};

use serde_json::json;

use jiff::tz::TimeZone;

use super::{Answer, Failure, Format, Out, tell};
use crate::audit::head::Since;
use crate::audit::signature::Roster;
use crate::config;
use crate::count::counted;
use crate::store::{StoreError, library};
use crate::verify::{self, Held, Options, Report, Severity};

/// Check the trail, the draft, the sources and the quotes of packets
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Packets, or folders with packets below them
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Whose key is whose, one person a line, as `ssh-keygen` reads it
    #[arg(long, value_name = "FILE")]
    allowed_signers: Option<PathBuf>,
    /// A head that you kept: what `handoff head` printed, or a file with it
    #[arg(long, value_name = "HEAD")]
    since: Vec<String>,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let packets = packets(&args.paths)?;
    let options = options(args)?;
    if !options.since.is_empty() && packets.len() > 1 {
        return Err(Failure::new(format!("a head is of one packet, and {} are named", packets.len()))
            .hint("name the packet that the head was taken of".to_owned()));
    }
    let mut reports = Vec::new();
    let mut failed: Vec<StoreError> = Vec::new();
    for path in &packets {
        match verify::packet_with(path, &options) {
            Ok(report) => {
                if args.format == Format::Text {
                    print(&report, out)?;
                }
                reports.push(report);
            }
            // A packet that can't be read must not keep the others from being looked at.
            Err(error) if packets.len() > 1 => {
                tell(&Failure::from(error.clone()).to_string());
                failed.push(error);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let ok = failed.is_empty() && reports.iter().all(|report| report.ok);
    let unread = reports.iter().filter(|report| report.is_unread()).count();
    match args.format {
        Format::Json => out.json(&json!({"ok": ok, "packets": reports}))?,
        Format::Text if packets.len() > 1 => {
            let fine = reports.iter().filter(|report| report.ok).count();
            out.line(&format!("{fine} of {} packets are fine", packets.len()))?;
        }
        Format::Text => {}
    }
    let broken = reports.iter().any(|report| !report.ok && !report.is_unread());
    match (failed.len(), unread) {
        (0, 0) if ok => Ok(Answer::Yes),
        (0, 0) => Ok(Answer::No),
        (0, _) if broken => Ok(Answer::No),
        (failed, unread) => {
            out.finish()?;
            let of = counted(packets.len(), "packet", "packets");
            let whole = if failed == 0 { " to the end" } else { "" };
            Err(Failure::new(format!("{} of {of} could not be read{whole}", failed + unread)))
        }
    }
}

/// The roster and the heads, from where they were named.
fn options(args: &Args) -> Result<Options, Failure> {
    let file = match &args.allowed_signers {
        Some(file) => Some(file.clone()),
        None => config::load()?.config.sign.allowed_signers,
    };
    let mut options = Options::default();
    if let Some(file) = file {
        let text = std::fs::read_to_string(&file)
            .map_err(|error| Failure::new(format!("could not read the list of signers {}: {error}", file.display())))?;
        let roster = Roster::read(&text, &TimeZone::system());
        for (line, why) in &roster.passed_over {
            tell(&format!("{}, line {line}: {why}; it is passed over", file.display()));
        }
        options.roster = Some(roster);
        options.roster_name = file.display().to_string();
    }
    for since in &args.since {
        let is_file = !since.trim_start().starts_with('{') && Path::new(since).is_file();
        let text = match is_file {
            true => std::fs::read_to_string(since)
                .map_err(|error| Failure::new(format!("could not read the head {since}: {error}")))?,
            false => since.clone(),
        };
        let head = Since::read(&text).map_err(|why| {
            let file = if is_file { "" } else { "; there is no file of that name" };
            Failure::new(format!("--since {since}: {why}{file}"))
        })?;
        options.since.push(head);
    }
    Ok(options)
}

/// The packets that were named: each path is one, or a folder with packets below it.
fn packets(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut packets = Vec::new();
    for path in paths {
        let is_library = path.is_dir() && path.join("packet.json").symlink_metadata().is_err();
        let below = if is_library { library::packets(path)? } else { Vec::new() };
        if below.is_empty() { packets.push(path.clone()) } else { packets.extend(below) }
    }
    Ok(packets)
}

fn print(report: &Report, out: &mut Out) -> Result<(), Failure> {
    let verdict = match report.ok {
        true => "fine",
        false if report.is_unread() => "written in part by a newer handoff, nothing wrong as far as this one can read",
        false => "not fine",
    };
    out.line(&format!("{}: {verdict}", report.path))?;
    let chain = &report.chain;
    let all = counted(usize::try_from(chain.lines).unwrap_or(usize::MAX), "line", "lines");
    let lines = match (chain.entries, chain.lines) {
        (0, 0) => "no decision yet".to_owned(),
        (0, _) => format!("{all}, none of which can be relied on"),
        (_, _) if chain.unread > 0 => {
            format!("{all}, of which the last {} can't be read by this version", chain.unread)
        }
        (hold, lines) if hold < lines => format!("{all}, of which the first {hold} can be relied on"),
        (_, _) => all,
    };
    let seals = if chain.sealed as u64 == chain.entries { String::new() } else { format!(", {} sealed", chain.sealed) };
    out.line(&format!("  trail       {lines}{seals}, head {}", chain.head))?;
    let fine = report.sources.iter().filter(|source| source.ok).count();
    out.line(&format!("  sources     {fine} of {} as the packet names them", report.sources.len()))?;
    out.line(&format!("  quotes      {}", quotes(report)))?;
    if !report.signatures.is_empty() {
        out.line(&format!("  signatures  {}", signatures(report)))?;
    }
    for problem in &report.problems {
        let name = match problem.severity {
            Severity::Break => "BROKEN",
            Severity::Unread => "unread",
            Severity::Notice => "notice",
        };
        out.line(&format!("  {name}      {}: {}", problem.place, problem.what))?;
        if !problem.hint.is_empty() {
            out.line(&format!("              {}", problem.hint))?;
        }
    }
    for (name, list) in [("proved    ", &report.proved), ("not proved", &report.not_proved)] {
        for what in list {
            out.line(&format!("  {name}  {what}"))?;
        }
    }
    Ok(())
}

fn signatures(report: &Report) -> String {
    let count = |state: &Held| report.signatures.iter().filter(|signature| signature.state == *state).count();
    let counts = Held::ALL.iter().map(|state| (state, count(state))).filter(|(_, count)| *count > 0);
    counts.map(|(state, count)| format!("{count} {state}")).collect::<Vec<_>>().join(", ")
}

fn quotes(report: &Report) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for state in ["anchored", "moved", "approximate", "altered", "ambiguous", "orphan", "unreadable"] {
        let count = report.anchors.iter().filter(|anchor| anchor.state == state).count();
        if count > 0 {
            counts.push((state, count));
        }
    }
    if counts.is_empty() {
        return "none".to_owned();
    }
    counts.iter().map(|(state, count)| format!("{count} {state}")).collect::<Vec<_>>().join(", ")
}
