//! A source as the rules read it: its sentences, on which side they most likely are, and what each answers.
//!
//! The side here is for weighing only. Where nothing says which side somebody is on, the way they talk
//! leans one way ("your team", questions: seller), and a lean never leaves this drafter: it makes nobody a
//! customer in the packet, and no claim starts as the customer's because of it.

use std::collections::BTreeMap;

use crate::draft::{Job, JobSource};
use crate::packet::side::side_of;
use crate::packet::{ClaimKind, Packet, Side, SourceKind};
use crate::signal::words::Hit;
use crate::signal::{Sentence, Words, claim, sentences};
use crate::text::{Part, Speaker};

/// How many sentences after a question still answer it.
const ANSWER: usize = 9;

/// One source.
pub(super) struct Page<'a> {
    pub(super) source: &'a JobSource,
    pub(super) sentences: Vec<Sentence<'a>>,
    /// The cues of the list `claim` in each sentence: looked for once, because that is most of the work.
    pub(super) hits: Vec<Vec<Hit<'a>>>,
    /// What each sentence answers or stands under, with how near it is (1 to 0) and the cue's name.
    pub(super) answers: Vec<Vec<Answer>>,
    /// Who wrote it, where the whole document is one side's: proposals and CRM notes.
    pub(super) author: Option<Side>,
}

/// The question or heading that a sentence follows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub(super) kind: ClaimKind,
    pub(super) near: f64,
    pub(super) cue: String,
}

impl<'a> Page<'a> {
    pub(super) fn new(source: &'a JobSource, leans: &Leans, words: &'a Words) -> Self {
        let sentences = sentences(&source.import.text, &|speaker| leans.of(speaker));
        let author = match source.source.kind {
            SourceKind::Proposal | SourceKind::CrmNote => Some(Side::Seller),
            SourceKind::Call
            | SourceKind::Email
            | SourceKind::Contract
            | SourceKind::MeetingNote
            | SourceKind::Other(_) => None,
        };
        let answers = answers(&sentences, words);
        let list = words.list("claim");
        let hits = sentences.iter().map(|sentence| list.find(sentence)).collect();
        Self { source, sentences, hits, answers, author }
    }

    pub(super) fn kind(&self) -> &SourceKind {
        &self.source.source.kind
    }

    /// The side a sentence is on, for weighing.
    pub(super) fn side(&self, at: usize) -> Option<Side> {
        self.sentences[at].side.or(self.author)
    }

    /// Whether it is talk rather than a document.
    pub(super) fn is_speech(&self) -> bool {
        match self.kind() {
            SourceKind::Call | SourceKind::MeetingNote | SourceKind::Email => true,
            SourceKind::Other(_) => !self.source.import.text.speakers().is_empty(),
            SourceKind::Proposal | SourceKind::Contract | SourceKind::CrmNote => false,
        }
    }

    /// How near a sentence is to a question or heading of that kind, and the cue that says so.
    pub(super) fn answers(&self, at: usize, kind: ClaimKind) -> Option<&Answer> {
        self.answers[at].iter().find(|answer| answer.kind == kind)
    }
}

fn answers(sentences: &[Sentence<'_>], words: &Words) -> Vec<Vec<Answer>> {
    let list = words.list("context");
    let mut all = Vec::with_capacity(sentences.len());
    let mut heading: Vec<(ClaimKind, String)> = Vec::new();
    let mut asked: Vec<(ClaimKind, String)> = Vec::new();
    let mut since = 0;
    let read = |hits: &[Hit<'_>], of_heading: bool| {
        let mut kinds: Vec<(ClaimKind, String)> = Vec::new();
        for hit in hits.iter().filter(|hit| hit.cue.name.starts_with("heading") == of_heading) {
            if let Some(kind) = claim::kind_of(hit.cue.kind)
                && !kinds.iter().any(|(known, _)| *known == kind)
            {
                kinds.push((kind, hit.cue.name.clone()));
            }
        }
        kinds
    };
    for (at, sentence) in sentences.iter().enumerate() {
        let heads = sentence.part == Part::Heading || (sentence.speaker.is_none() && is_heading(sentence));
        if heads {
            let hits = list.find(sentence);
            if sentence.part == Part::Heading || !hits.is_empty() {
                heading = read(&hits, true);
            }
            asked.clear();
            all.push(Vec::new());
            continue;
        }
        since += 1;
        let mut here: Vec<Answer> = Vec::new();
        let asks = sentence.side != Some(Side::Customer) && sentence.speaker.is_some();
        let hits = if asks && (sentence.asks || sentence.side == Some(Side::Seller)) {
            list.find(sentence)
        } else {
            Vec::new()
        };
        let questions = read(&hits, false);
        if asks && !questions.is_empty() && (sentence.asks || follows_with_question(sentences, at)) {
            let same_turn = at > 0 && sentences[at - 1].turn == sentence.turn && since < 4;
            if !same_turn {
                asked.clear();
            }
            for question in questions {
                if !asked.contains(&question) {
                    asked.push(question);
                }
            }
            since = 0;
        } else if sentence.side != Some(Side::Seller) && since <= ANSWER {
            let near = 1.0 - since.saturating_sub(1) as f64 * 0.08;
            here.extend(asked.iter().map(|(kind, cue)| Answer { kind: *kind, near, cue: cue.clone() }));
        }
        let under = |(kind, cue): &(ClaimKind, String)| Answer { kind: *kind, near: 1.0, cue: cue.clone() };
        if sentence.speaker.is_none() {
            here.extend(heading.iter().map(under));
        }
        all.push(here);
    }
    all
}

/// "Walk me through what happens." asks without a question mark; "So, the actual story." before a question
/// of the same turn belongs to it.
fn follows_with_question(sentences: &[Sentence<'_>], at: usize) -> bool {
    let turn = sentences[at].turn;
    let asks = sentences[at + 1..].iter().take(3).take_while(|next| next.turn == turn).any(|next| next.asks);
    let forms: Vec<&str> = sentences[at].tokens.iter().take(5).map(|token| token.form.as_str()).collect();
    asks || forms.iter().any(|form| {
        matches!(*form, "walk" | "tell" | "take" | "show" | "what" | "how" | "who" | "where" | "why" | "when")
    })
}

/// `3. Term`, `Services:`: a line of a plain document that heads what follows.
fn is_heading(sentence: &Sentence<'_>) -> bool {
    let words = sentence.tokens.len();
    let line = sentence.text.lines().next().unwrap_or_default().trim();
    let numbered = line.starts_with(|c: char| c.is_ascii_digit() || c == '§');
    (1..=5).contains(&words) && !line.ends_with(['?', '!']) && (numbered || !line.ends_with('.') || words <= 2)
}

/// Which side everybody is on or leans to.
pub(super) struct Leans {
    known: Packet,
    leaning: BTreeMap<String, Side>,
}

impl Leans {
    pub(super) fn new(job: &Job) -> Self {
        let known = job.frame();
        let mut counts: BTreeMap<String, Habit> = BTreeMap::new();
        for source in &job.sources {
            let text = &source.import.text;
            for sentence in sentences(text, &|speaker| side_of(&known, speaker)) {
                let Some(speaker) = sentence.speaker.map(|at| &text.speakers()[at]) else { continue };
                if sentence.side.is_none() {
                    counts.entry(speaker.name.clone()).or_default().take(&sentence);
                }
            }
        }
        let leaning = counts.into_iter().map(|(name, habit)| (name, habit.side())).collect();
        Self { known, leaning }
    }

    pub(super) fn of(&self, speaker: &Speaker) -> Option<Side> {
        side_of(&self.known, speaker).or_else(|| self.leaning.get(&speaker.name).copied())
    }
}

/// How somebody talks.
#[derive(Debug, Default)]
struct Habit {
    sentences: f64,
    asks: f64,
    yours: f64,
    ours: f64,
}

impl Habit {
    fn take(&mut self, sentence: &Sentence<'_>) {
        self.sentences += 1.0;
        self.asks += f64::from(u8::from(sentence.asks));
        for token in &sentence.tokens {
            match token.form.as_str() {
                "you" | "your" | "yours" => self.yours += 1.0,
                "our" | "us" | "my" | "we" | "me" => self.ours += 1.0,
                "i" => self.ours += 0.4,
                _ => {}
            }
        }
    }

    fn side(&self) -> Side {
        let sells = self.yours + self.asks * 0.7;
        if sells > self.ours * 1.3 + 2.0 && self.sentences > 4.0 { Side::Seller } else { Side::Customer }
    }
}
