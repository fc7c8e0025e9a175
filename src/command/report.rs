//! `handoff report LIBRARY`: readiness and promise survival over many packets.
//!
//! Packets are told as they are read, so the figures over all of them come last. What can't be read is
//! told in the result and does not make the answer no.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use clap::ValueEnum;
use serde_json::json;

use super::out::escaped;
use super::{Answer, Failure, Out, tell};
use crate::config;
use crate::count::counted;
use crate::report::remembered::{self, Remembered};
use crate::report::row::{Broken, Row};
use crate::report::{By, Totals, csv, html, pass, text};
use crate::store::{Paths, library};

/// Report readiness and promise survival over many packets
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A folder with packets below it
    library: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    format: Shape,
    /// Also sum up by owner, by segment or by the month of closing
    #[arg(long, value_parser = by)]
    by: Option<By>,
    /// Read every packet, whatever is remembered of it from an earlier report
    #[arg(long)]
    fresh: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Shape {
    #[default]
    Text,
    Json,
    Csv,
    Html,
}

fn by(word: &str) -> Result<By, String> {
    By::from_word(word).ok_or_else(|| "expected owner, segment or month".to_owned())
}

/// What one thread makes of a few packets.
struct Batch {
    told: String,
    totals: Totals,
    broken: Vec<Broken>,
    /// For the page, which lists a few.
    rows: Vec<Row>,
    /// How many are as an earlier report read them.
    known: usize,
    /// What to remember of the others.
    lines: String,
}

/// The packets of a library: those below a folder, or the one that the path is itself.
pub(super) fn packets(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() || path.join("packet.json").symlink_metadata().is_ok() {
        // What is not there is no library with one broken packet in it.
        Paths::find(path)?;
        return Ok(vec![path.to_owned()]);
    }
    let found = library::packets(path)?;
    if found.is_empty() {
        return Err(Failure::new(format!("{}: there is no packet below this folder", path.display()))
            .hint("name a folder that has packets in it".to_owned()));
    }
    Ok(found)
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let paths = packets(&args.library)?;
    let mut totals = Totals::new(args.by);
    let mut broken: Vec<Broken> = Vec::new();
    let mut worst = Worst::default();
    let mut progress = Progress::new(paths.len());
    let mut failed = None;
    let mut first = true;
    match args.format {
        Shape::Json => out.text("{\"packets\": [\n")?,
        Shape::Csv => out.text(&lines([csv::header()]))?,
        Shape::Text | Shape::Html => {}
    }
    let (remembered, mut keeper) = match config::folders::cache() {
        Some(folder) if paths.len() >= remembered::LEAST => {
            remembered::of(&folder.join("reports"), &args.library, args.fresh)
        }
        Some(_) | None => remembered::nothing(),
    };
    let mut known = 0;
    pass::over(&paths, &|batch| make(batch, args, &remembered), &mut |done, batch| {
        totals.join(&batch.totals);
        known += batch.known;
        keeper.keep(&batch.lines);
        broken.extend(batch.broken);
        batch.rows.into_iter().for_each(|row| worst.add(row));
        progress.show(done);
        let comma = if args.format == Shape::Json && !first && !batch.told.is_empty() { ",\n" } else { "" };
        first &= batch.told.is_empty();
        let told = out.text(comma).and_then(|()| out.text(&batch.told));
        failed = told.err();
        failed.is_none()
    });
    progress.end();
    if let Some(failure) = failed {
        return Err(failure);
    }
    keeper.end();
    match args.format {
        Shape::Json => {
            let end = json!({
                "broken": broken,
                "groups": totals.groups_json(),
                "totals": with_broken(&totals, broken.len()),
            });
            let end = serde_json::to_string(&end).map_err(Failure::new)?;
            out.text(&format!("\n], {}\n", escaped(end.trim_start_matches('{'))))?;
        }
        Shape::Text => out.line(&text::totals(&totals, broken.len()))?,
        Shape::Html => out.text(&html::page(&totals, &broken, &worst.rows(), &today()))?,
        Shape::Csv => {}
    }
    let packets = counted(paths.len(), "packet", "packets");
    if !broken.is_empty() {
        tell(&format!("{} of {packets} could not be read; the report says which", broken.len()));
    }
    if known > 0 && progress.is_terminal {
        tell(&format!("{known} of {packets} are as the last report read them; `--fresh` reads all of them"));
    }
    Ok(Answer::Yes)
}

fn with_broken(totals: &Totals, broken: usize) -> serde_json::Value {
    let mut told = totals.all.json();
    told["broken"] = json!(broken);
    told
}

/// The row of a packet as an earlier report read it, or else read now.
fn row(path: &Path, remembered: &Remembered, batch: &mut Batch) -> Result<Row, Broken> {
    let Some(seen) = remembered.look(path, SystemTime::now()) else { return pass::row(path) };
    if let Some(row) = remembered.row(&seen) {
        batch.known += 1;
        return Ok(Row { path: path.display().to_string(), ..row });
    }
    let (row, is_certain) = pass::certain_row(path)?;
    if is_certain {
        batch.lines.push_str(&seen.line(&row));
    }
    Ok(row)
}

fn make(paths: &[PathBuf], args: &Args, remembered: &Remembered) -> Batch {
    let mut batch = Batch {
        told: String::new(),
        totals: Totals::new(args.by),
        broken: Vec::new(),
        rows: Vec::new(),
        known: 0,
        lines: String::new(),
    };
    let mut cells = Vec::new();
    for path in paths {
        match row(path, remembered, &mut batch) {
            Ok(row) => {
                batch.totals.add(&row);
                match args.format {
                    Shape::Json => {
                        let json = serde_json::to_string(&row).unwrap_or_default();
                        if !batch.told.is_empty() {
                            batch.told.push_str(",\n");
                        }
                        batch.told.push_str(&escaped(&json));
                    }
                    Shape::Csv => cells.push(csv::row(&row)),
                    Shape::Text => batch.told.push_str(&visible_lines(&text::row(&row))),
                    Shape::Html => batch.rows.push(row),
                }
            }
            Err(broken) => {
                match args.format {
                    Shape::Text => batch.told.push_str(&visible_lines(&text::broken(&broken))),
                    Shape::Csv => cells.push(csv::broken(&broken)),
                    Shape::Json | Shape::Html => {}
                }
                batch.broken.push(broken);
            }
        }
    }
    if args.format == Shape::Csv {
        batch.told = lines(cells);
    }
    batch
}

/// Lines of text in which nothing can steer a terminal.
fn visible_lines(text: &str) -> String {
    text.split('\n').fold(String::new(), |lines, line| lines + &crate::visible::visible(line) + "\n")
}

/// Lines of a CSV.
pub(super) fn lines(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        // Writing into memory does not fail.
        let _ = writer.write_record(row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

/// The packets that one could act on least, a bounded number of them.
#[derive(Default)]
struct Worst(BTreeMap<(usize, usize, String), Row>);

impl Worst {
    fn add(&mut self, row: Row) {
        let key = (row.readiness.yes, 10 - row.readiness.no.min(10), row.path.clone());
        self.0.insert(key, row);
        if self.0.len() > html::LISTED {
            self.0.pop_last();
        }
    }

    fn rows(self) -> Vec<Row> {
        self.0.into_values().collect()
    }
}

/// How far it is, on a terminal's standard error and nowhere else.
struct Progress {
    all: usize,
    shown: Option<Instant>,
    is_terminal: bool,
}

impl Progress {
    fn new(all: usize) -> Self {
        Self { all, shown: None, is_terminal: std::io::stderr().is_terminal() }
    }

    fn show(&mut self, done: usize) {
        if !self.is_terminal || self.shown.is_some_and(|shown| shown.elapsed() < Duration::from_millis(100)) {
            return;
        }
        self.shown = Some(Instant::now());
        let mut stderr = std::io::stderr().lock();
        let _ = write!(stderr, "\r{done} of {} packets", self.all).and_then(|()| stderr.flush());
    }

    fn end(&self) {
        if self.shown.is_some() {
            // Takes the line away.
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}
