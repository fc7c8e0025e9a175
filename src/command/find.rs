//! `handoff find PATH TEXT`: the passages that are most likely to be what a text was drawn from.
//!
//! Over all sources of a packet, the files of a folder, or one file. It offers and decides nothing: the
//! workbench offers the same passages, and a person attaches one.

use std::path::PathBuf;

use serde::Serialize;

use super::given::{Given, Source};
use super::{Answer, Failure, Format, Out};
use crate::find::related::Related;
use crate::find::{Passage, Query, search_all};
use crate::packet::{Position, Side, SourceKind};
use crate::text::{Text, clock};

/// Find the passages that support a text, in all sources of a packet
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A packet, a folder with sources, or one source
    path: PathBuf,
    /// What to find support for, in plain words
    text: String,
    /// How many passages to print at most
    #[arg(short = 'n', long, default_value_t = 10, value_name = "COUNT")]
    most: usize,
    /// How to print them
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// A passage. Positions are code points of the source's text; `quote` is what attaching it would quote.
#[derive(Debug, Serialize)]
struct Row<'a> {
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a SourceKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    start: usize,
    end: usize,
    text: &'a str,
    quote: Quote<'a>,
    speaker: Option<&'a str>,
    side: Option<Side>,
    time: Option<String>,
    /// The number of its cue in captions, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    cue: Option<usize>,
    score: f64,
    covers: f64,
    words: Vec<Word<'a>>,
}

#[derive(Debug, Serialize)]
struct Quote<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

#[derive(Debug, Serialize)]
struct Word<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    let given = Given::read(&args.path)?;
    let query = Query::new(&args.text, &Related::default());
    if query.is_empty() {
        return Err(Failure::new("there is no word in the text that could be looked for")
            .hint("name what it is about: things, numbers, names".to_owned()));
    }
    let texts: Vec<&Text> = given.sources.iter().map(|source| &source.text).collect();
    let found = search_all(&texts, &query, args.most);
    let rows: Vec<Row<'_>> = found.iter().map(|passage| row(&given, &given.sources[passage.source], passage)).collect();
    match args.format {
        Format::Json => out.json(&rows)?,
        Format::Text => {
            for (at, row) in rows.iter().enumerate() {
                if at > 0 {
                    out.line("")?;
                }
                let name = &given.sources[found[at].source].name;
                let side = row.side.map(|side| format!(" ({})", side.word()));
                let who = row.speaker.map(|who| format!(" · {who}{}", side.unwrap_or_default()));
                let time = row.time.as_ref().map(|time| format!(" · {time}"));
                out.line(&format!("{name}{}{}", who.unwrap_or_default(), time.unwrap_or_default()))?;
                out.line(&format!("  {}", row.text.split_whitespace().collect::<Vec<_>>().join(" ")))?;
            }
        }
    }
    Ok(if rows.is_empty() { Answer::No } else { Answer::Yes })
}

fn row<'a>(given: &Given, source: &'a Source, passage: &Passage) -> Row<'a> {
    let text = &source.text;
    let cut = |range: &std::ops::Range<usize>| {
        let Position { start, end } = text.position(range);
        (start, end, &text.as_str()[range.clone()])
    };
    let speaker = text.speaker(&text.turns()[passage.turn]);
    let (start, end, words) = cut(&passage.range);
    let quoted = cut(&passage.quote);
    let word = |range: &std::ops::Range<usize>| {
        let (start, end, text) = cut(range);
        Word { start, end, text }
    };
    Row {
        source: &source.id,
        kind: source.kind.as_ref(),
        date: source.date.as_deref(),
        start,
        end,
        text: words,
        quote: Quote { start: quoted.0, end: quoted.1, text: quoted.2 },
        speaker: speaker.map(|speaker| speaker.name.as_str()),
        side: speaker.and_then(|speaker| given.side(speaker)),
        time: text.time_at(passage.range.start).map(clock),
        cue: passage.cue,
        score: rounded(passage.score),
        covers: rounded(passage.covers),
        words: passage.words.iter().map(word).collect(),
    }
}

/// Three digits are enough, and the same on every machine.
fn rounded(figure: f64) -> f64 {
    (figure * 1000.0).round() / 1000.0
}
