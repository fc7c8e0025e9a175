//! Captions: from the lines of WebVTT and SubRip to turns.
//!
//! Written by hand although `aspasia` parses both, for three reasons: it drops a broken cue in silence and
//! knows no line numbers, so nobody could be told what is missing; it keeps several strings a cue, more
//! than the file itself; and it takes no lone carriage returns. The tests hold the two against each other
//! on well-formed files.
//!
//! `scan` finds the cues, `markup` takes tags and entities off, `census` decides which labels are names,
//! and this file says what each cue's words become.

mod census;
mod markup;
mod scan;

use census::Census;
use memchr::{memchr, memchr2, memchr3};
use scan::Item;

use super::format::Outcome;
use super::note::{Lines, count};
use super::turns::{Span, Turns, Who};
use super::{Import, label};

pub(super) use scan::{Dialect, is_timing};

/// The cues of a file of more bytes are found twice rather than kept.
const KEPT: usize = 1024 * 1024;

/// Reads a whole file of cues.
pub(super) fn read(text: &str, dialect: Dialect) -> Outcome {
    // Finding the cues takes a good part of the time, so what was found is kept, unless there is much of it.
    let mut kept = Vec::new();
    let keep = text.len() <= KEPT;
    let mut census = Census::default();
    scan::scan(text, dialect, &mut |item| {
        census.take(&item);
        if keep {
            kept.push(item);
        }
    });
    census.settle();
    let mut speech = Speech { census: &census, turns: Turns::default(), carried: None, scratch: String::new() };
    let mut faults = Faults::default();
    let mut visit = |item: Item<'_>| match item {
        Item::Cue { line, timing, body } => {
            faults.timing(line, &timing, body);
            speech.cue(timing.span(), body);
        }
        Item::Stray { line, body } if is_number(body) => faults.numbers.add(line),
        Item::Stray { line, body } => {
            faults.stray.add(line);
            speech.stray(body);
        }
        Item::Comment { line } => faults.comments.add(line),
    };
    if keep {
        kept.into_iter().for_each(visit);
    } else {
        scan::scan(text, dialect, &mut visit);
    }
    let name = match dialect {
        Dialect::Vtt => "WebVTT",
        Dialect::Srt => "SubRip",
    };
    let mut import = Import::new(speech.turns.finish(), name);
    import.title = title(text, dialect);
    faults.report(&mut import);
    Ok(import)
}

/// What stands behind `WEBVTT` on its line, unless it is a setting.
fn title(text: &str, dialect: Dialect) -> Option<String> {
    let rest = text.strip_prefix("WEBVTT").filter(|_| dialect == Dialect::Vtt)?;
    let line = rest.split(['\n', '\r']).next().unwrap_or_default();
    let title = line.trim().trim_start_matches(['-', '–', '—']).trim();
    (!title.is_empty() && !title.contains(':') && !title.contains("-->")).then(|| title.to_owned())
}

fn is_number(body: &str) -> bool {
    let body = body.trim();
    !body.is_empty() && body.bytes().all(|byte| byte.is_ascii_digit())
}

/// What the notes will say.
#[derive(Default)]
struct Faults {
    no_time: Lines,
    no_end: Lines,
    no_words: Lines,
    stray: Lines,
    numbers: Lines,
    comments: Lines,
}

impl Faults {
    fn timing(&mut self, line: usize, timing: &scan::Timing, body: &str) {
        match timing {
            scan::Timing::Both(..) => {}
            scan::Timing::StartOnly(_) => self.no_end.add(line),
            scan::Timing::Unreadable if body.trim().is_empty() => self.no_words.add(line),
            scan::Timing::Unreadable => self.no_time.add(line),
        }
    }

    fn report(&self, import: &mut Import) {
        let notes = &mut import.notes;
        let cues = |number| count(number, "cue", "cues");
        let lines = |number| count(number, "line", "lines");
        self.no_time.report(notes, |number| match number {
            1 => "1 cue with a time that can't be read; its words are kept without one".to_owned(),
            _ => format!("{} with times that can't be read; their words are kept without one", cues(number)),
        });
        self.no_words
            .report(notes, |number| format!("{} with an arrow but no time and no words, left out", lines(number)));
        self.no_end.report(notes, |number| format!("{} with an end that can't be read", cues(number)));
        self.stray.report(notes, |number| {
            let what =
                if number == 1 { "1 line in no cue".to_owned() } else { format!("{number} blocks of lines in no cue") };
            format!("{what}; the words are kept without a time")
        });
        self.numbers.report(notes, |number| format!("{} without a cue, left out", count(number, "number", "numbers")));
        self.comments.report(notes, |number| format!("{} (NOTE) left out", count(number, "comment", "comments")));
    }
}

/// Turns the words of cues into turns.
struct Speech<'a> {
    census: &'a Census<'a>,
    turns: Turns,
    /// Who was named on a line of their own: they go on speaking until somebody else is.
    carried: Option<String>,
    scratch: String,
}

impl Speech<'_> {
    fn cue(&mut self, span: Span, body: &str) {
        // Nearly every cue is one line without markup: no copy for those.
        let line = body.trim_end_matches(['\n', '\r']).as_bytes();
        if memchr3(b'<', b'&', b'{', line).is_none() && memchr2(b'\n', b'\r', line).is_none() {
            return self.plain(span, body);
        }
        let mut said = false;
        markup::segments(body, &mut |voice, words| {
            if words.trim().is_empty() {
                return;
            }
            said = true;
            match voice.and_then(Who::named) {
                Some(who) => {
                    self.carried = None;
                    one_line(&mut self.scratch, words);
                    self.turns.say(Some(who), span, &self.scratch);
                }
                None => self.plain(span, words),
            }
        });
        if !said {
            self.turns.say(None, span, "");
        }
    }

    /// Words in no cue belong to nobody we know, but stand where they stood.
    fn stray(&mut self, body: &str) {
        one_line(&mut self.scratch, body);
        self.turns.go_on(&self.scratch);
    }

    /// Words outside every voice tag, with line ends as they were.
    fn plain(&mut self, span: Span, words: &str) {
        let words = words.trim();
        if memchr(b'\n', words.as_bytes()).is_none() && !words.starts_with(">>") {
            return self.line(span, words);
        }
        let lines = || words.split('\n').map(str::trim).filter(|line| !line.is_empty());
        if lines().filter(|line| dashed(line).is_some()).count() >= 2 {
            return self.dialogue(span, words);
        }
        let mut who: Option<String> = None;
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        let mut first = true;
        for line in lines() {
            let line = line.strip_prefix(">>").map_or(line, |rest| {
                self.flush(&mut who, span, &mut scratch);
                self.turns.cut();
                self.carried = None;
                rest.trim_start_matches('>').trim_start()
            });
            if first
                && lines().nth(1).is_some()
                && let Some(name) = alone(line)
            {
                self.carried = Some(name.to_owned());
            } else if let Some(label) = self.census.label(line) {
                self.flush(&mut who, span, &mut scratch);
                who = Some(label.name.to_owned());
                self.carried = None;
                scratch.push_str(&line[label.words_at..]);
            } else {
                if !scratch.is_empty() {
                    scratch.push(' ');
                }
                scratch.push_str(line);
            }
            first = false;
        }
        let named = who.is_some();
        self.flush(&mut who, span, &mut scratch);
        if words.is_empty() && !named {
            self.turns.say(None, span, "");
        }
        self.scratch = scratch;
    }

    /// A line that stands alone: nearly every cue.
    fn line(&mut self, span: Span, words: &str) {
        match self.census.label(words) {
            Some(label) => {
                self.carried = None;
                self.turns.say(Who::named(label.name), span, &words[label.words_at..]);
            }
            None => {
                let name = self.carried.as_deref();
                self.turns.say(name.and_then(Who::named), span, words);
            }
        }
    }

    fn flush(&mut self, who: &mut Option<String>, span: Span, words: &mut String) {
        if !words.is_empty() || who.is_some() {
            let name = who.as_deref().or(self.carried.as_deref());
            self.turns.say(name.and_then(Who::named), span, words);
        }
        words.clear();
        *who = None;
    }

    /// Lines with a dash before each are said by different people.
    fn dialogue(&mut self, span: Span, words: &str) {
        self.carried = None;
        for line in words.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
            let Some(said) = dashed(line) else {
                self.turns.go_on(line);
                continue;
            };
            self.turns.cut();
            match self.census.label(said) {
                Some(label) => self.turns.say(Who::named(label.name), span, &said[label.words_at..]),
                None => self.turns.say_behind("- ", span, said),
            }
        }
        self.turns.cut();
    }
}

fn dashed(line: &str) -> Option<&str> {
    line.strip_prefix(['-', '–', '—']).map(str::trim_start).filter(|rest| !rest.is_empty())
}

/// `(Maya Chen)` on a line of its own.
fn alone(line: &str) -> Option<&str> {
    let name = line.strip_prefix('(')?.strip_suffix(')')?.trim().trim_end_matches(':');
    (label::is_name(name) && !label::is_noise(name)).then_some(name)
}

fn one_line(out: &mut String, words: &str) {
    out.clear();
    for line in words.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
    }
}
