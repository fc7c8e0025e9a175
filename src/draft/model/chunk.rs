//! Sources in parts that a model can read at once, each part made of numbered spans.
//!
//! Pure. A span is a turn, or a piece of a long one, and keeps its place in the source's text, so that an
//! answer can name `s1.12` and nobody has to trust a model with offsets. Where one source ends within a
//! part the next begins; a long source is cut between spans, and the last spans of a part are read again
//! with the next, so that a claim which stands across the cut is seen whole once.

use std::ops::Range;

use super::super::{Job, JobSource};
use crate::text;

/// The most of a source's words in one part, in bytes: some 6,000 tokens of English.
const PART: usize = 24_000;
/// The longest span, in bytes.
const SPAN: usize = 700;
/// Spans that are read again with the next part.
const AGAIN: usize = 2;

/// Words with a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// Which source, by its place in the job.
    pub(super) source: usize,
    /// Counts from 1 within the source.
    pub(super) number: usize,
    /// Bytes of the source's text.
    pub(super) range: Range<usize>,
    /// Which turn of the text it is, or is a piece of.
    pub(super) turn: usize,
}

/// What is sent at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Part {
    pub(super) spans: Vec<Span>,
}

impl Part {
    /// How many bytes of words it has.
    pub(super) fn bytes(&self) -> usize {
        self.spans.iter().map(|span| span.range.len()).sum()
    }

    /// The names of its sources.
    pub(super) fn names(&self, job: &Job) -> String {
        let mut sources: Vec<usize> = self.spans.iter().map(|span| span.source).collect();
        sources.dedup();
        let names: Vec<&str> = sources.iter().map(|source| job.sources[*source].source.name()).collect();
        match names[..] {
            [] => String::new(),
            [one] => one.to_owned(),
            [first, ..] => format!("{first} and {} more", names.len() - 1),
        }
    }

    /// The span that an answer calls `name`.
    pub(super) fn find(&self, job: &Job, name: &str) -> Option<&Span> {
        let name = name.trim().trim_start_matches('[').trim_end_matches(']');
        let (source, number) = name.rsplit_once('.')?;
        let number: usize = number.parse().ok()?;
        self.spans.iter().find(|span| span.number == number && job.sources[span.source].source.id.0 == source)
    }
}

impl Span {
    /// What it is called in a prompt.
    pub(super) fn name(&self, job: &Job) -> String {
        format!("{}.{}", job.sources[self.source].source.id, self.number)
    }

    /// Its words.
    pub(super) fn words<'j>(&self, job: &'j Job) -> &'j str {
        &job.sources[self.source].import.text.as_str()[self.range.clone()]
    }
}

/// All sources of a job in parts.
pub(super) fn parts(job: &Job) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut part = Part::default();
    let mut used = 0;
    for (index, source) in job.sources.iter().enumerate() {
        let spans = spans(index, source);
        let whole: usize = spans.iter().map(|span| span.range.len()).sum();
        // A source that fits into a part of its own is not torn in two.
        if used > 0 && used + whole > PART && whole <= PART {
            parts.push(std::mem::take(&mut part));
            used = 0;
        }
        for span in spans {
            if used + span.range.len() > PART && !part.spans.is_empty() {
                let keep = part.spans.len().saturating_sub(AGAIN);
                let again: Vec<Span> =
                    part.spans[keep..].iter().filter(|before| before.source == span.source).cloned().collect();
                parts.push(std::mem::take(&mut part));
                used = again.iter().map(|span| span.range.len()).sum();
                part.spans = again;
            }
            used += span.range.len();
            part.spans.push(span);
        }
    }
    if !part.spans.is_empty() {
        parts.push(part);
    }
    parts
}

/// The spans of one source. Signatures and headings say nothing that a claim could rest on, but headings
/// tell what is under them, so they stay.
fn spans(index: usize, source: &JobSource) -> Vec<Span> {
    let text = &source.import.text;
    let mut spans = Vec::new();
    for (turn, drafted) in text.turns().iter().enumerate() {
        match drafted.part {
            text::Part::Signature => continue,
            text::Part::Body | text::Part::Quoted | text::Part::Heading | text::Part::Notes => {}
        }
        let mut rest = drafted.range();
        while !rest.is_empty() {
            let end = rest.start + piece(&text.as_str()[rest.clone()]);
            let range = rest.start..end;
            rest.start = end;
            if !text.as_str()[range.clone()].trim().is_empty() {
                spans.push(Span { source: index, number: spans.len() + 1, range, turn });
            }
        }
    }
    spans
}

/// How many bytes of `words` one span takes: up to the last end of a sentence, else the last blank.
fn piece(words: &str) -> usize {
    if words.len() <= SPAN {
        return words.len();
    }
    let mut most = SPAN;
    while !words.is_char_boundary(most) {
        most -= 1;
    }
    let head = &words[..most];
    let mut sentence = head
        .match_indices([' ', '\n'])
        .map(|(at, _)| at + 1)
        .filter(|at| head[..at - 1].ends_with(['.', '?', '!', '。']));
    let sentence = sentence.next_back().filter(|at| *at > SPAN / 4);
    sentence.or_else(|| head.rfind(char::is_whitespace).map(|at| at + 1)).unwrap_or(most).max(1)
}

#[cfg(test)]
mod tests {
    use super::super::tests_job::job;
    use super::*;

    #[test]
    fn every_word_of_every_turn_is_in_some_part_and_no_part_is_too_large() {
        let long = "We lost thirty percent of margin to detention. ".repeat(2000);
        let job = job(&[&long, "Sam Lee: We will fix it by March.", &"東京".repeat(4000)]);
        let parts = parts(&job);
        assert!(parts.len() > 4);
        for part in &parts {
            assert!(part.bytes() <= PART, "{}", part.bytes());
            assert!(part.spans.iter().all(|span| span.range.len() <= SPAN));
        }
        for (index, source) in job.sources.iter().enumerate() {
            let text = &source.import.text;
            let mut covered = vec![false; text.as_str().len()];
            for span in parts.iter().flat_map(|part| &part.spans).filter(|span| span.source == index) {
                covered[span.range.clone()].fill(true);
            }
            for turn in text.turns() {
                assert!(covered[turn.range()].iter().all(|byte| *byte), "source {index}");
            }
        }
    }

    #[test]
    fn a_span_is_found_by_its_name_and_by_no_other() {
        let job = job(&["We will fix it by March.\n\nFine."]);
        let parts = parts(&job);
        let span = parts[0].find(&job, "[s1.2]").unwrap();
        assert_eq!((span.name(&job).as_str(), span.words(&job)), ("s1.2", "Fine."));
        for name in ["s1.3", "s2.1", "s1", "", "s1.0", "s1.-1", "1.1"] {
            assert_eq!(parts[0].find(&job, name), None, "{name}");
        }
    }
}
