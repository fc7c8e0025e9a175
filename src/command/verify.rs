//! `handoff verify`: what can be proved of packets, and what can't.

use std::path::PathBuf;

use serde_json::json;

use super::{Answer, Failure, Format, Out, tell};
use crate::store::{StoreError, library};
use crate::verify::{self, Report, Severity};

/// Check the trail, the draft, the sources and the quotes of packets
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Packets, or folders with packets below them
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let packets = packets(&args.paths)?;
    let mut reports = Vec::new();
    let mut failed: Vec<StoreError> = Vec::new();
    for path in &packets {
        match verify::packet(path) {
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
    match args.format {
        Format::Json => out.json(&json!({"ok": ok, "packets": reports}))?,
        Format::Text if packets.len() > 1 => {
            let fine = reports.iter().filter(|report| report.ok).count();
            out.line(&format!("{fine} of {} packets are fine", packets.len()))?;
        }
        Format::Text => {}
    }
    match failed.len() {
        0 if ok => Ok(Answer::Yes),
        0 => Ok(Answer::No),
        count => {
            out.finish()?;
            Err(Failure::new(format!("{count} of {} packets could not be read", packets.len())))
        }
    }
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
    let verdict = if report.ok { "fine" } else { "not fine" };
    out.line(&format!("{}: {verdict}", report.path))?;
    let chain = &report.chain;
    let lines = match chain.entries {
        0 => "no decision yet".to_owned(),
        1 => "1 line".to_owned(),
        count => format!("{count} lines"),
    };
    let seals = if chain.sealed as u64 == chain.entries { String::new() } else { format!(", {} sealed", chain.sealed) };
    out.line(&format!("  trail       {lines}{seals}, head {}", chain.head))?;
    let fine = report.sources.iter().filter(|source| source.ok).count();
    out.line(&format!("  sources     {fine} of {} as the packet names them", report.sources.len()))?;
    out.line(&format!("  quotes      {}", quotes(report)))?;
    for problem in &report.problems {
        let name = match problem.severity {
            Severity::Break => "BROKEN",
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
