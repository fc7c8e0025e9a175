//! Every signal of a packet, in one list: what `handoff signals` prints.
//!
//! Pure: sources as read, claims with where their words stand, and today as an argument. Each signal
//! has the words that triggered it. A signal is a suggestion: nothing reads this list to decide, and
//! what concerns a claim is shown only after its verdict (`review::hidden`).

use std::ops::Range;

use jiff::civil::Date;

use super::contradiction::Statement;
use super::unanswered::{self, Reply};
use super::value::values;
use super::{Sentence, Trigger, Words, commitment, contract, contradiction, hedge, kickoff, spin, stale, superseded};
use crate::find::related::Related;
use crate::packet::{ClaimId, ClaimKind, SourceKind};
use crate::text::Text;

/// What a number, an amount or a date adds to a promise.
const VALUE: f64 = 0.3;

/// A source to look through.
#[derive(Debug)]
pub struct Heard<'a> {
    /// What sort of thing it is, where that is known.
    pub kind: Option<SourceKind>,
    /// Its words.
    pub text: &'a Text,
    /// Its sentences, with the sides of their speakers.
    pub sentences: Vec<Sentence<'a>>,
}

/// A claim, with where its words stand.
#[derive(Debug, Clone)]
pub struct Claimed<'a> {
    /// Its id.
    pub id: &'a ClaimId,
    /// What it is about.
    pub kind: ClaimKind,
    /// What it says.
    pub text: &'a str,
    /// By when, where it says so.
    pub due: Option<&'a str>,
    /// The day of its newest evidence.
    pub said: Option<Date>,
    /// Where its located words stand: the number of the source, and the bytes.
    pub at: Vec<(usize, Range<usize>)>,
}

/// What sort of signal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Somebody takes something on.
    Commitment,
    /// It sounds better than what it rests on.
    Spin,
    /// It takes back part of what it says.
    Hedge,
    /// Two sources say different things.
    Contradiction,
    /// A value that was put right.
    Superseded,
    /// The proposal says it, the kickoff notes do not, or say otherwise.
    Drift,
    /// A promise that the contract does not hold.
    NotInContract,
    /// A term of the contract that nobody spoke of.
    Unspoken,
    /// A question that nobody answered.
    Unanswered,
    /// What may not be so any more.
    Stale,
}

impl Kind {
    /// The word for it in output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Commitment => "commitment",
            Self::Spin => "spin",
            Self::Hedge => "hedge",
            Self::Contradiction => "contradiction",
            Self::Superseded => "superseded",
            Self::Drift => "drift",
            Self::NotInContract => "not_in_contract",
            Self::Unspoken => "unspoken",
            Self::Unanswered => "unanswered",
            Self::Stale => "stale",
        }
    }
}

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// What sort it is.
    pub kind: Kind,
    /// Why, in a few words.
    pub why: String,
    /// The claims it concerns.
    pub claims: Vec<ClaimId>,
    /// Where it stands: the number of the source, and the bytes.
    pub at: Option<(usize, Range<usize>)>,
    /// The words that triggered it, in bytes of that source.
    pub triggers: Vec<Trigger>,
    /// What it is held against, where there are two sides: source, bytes.
    pub against: Option<(usize, Range<usize>)>,
}

impl Signal {
    fn new(kind: Kind, why: impl Into<String>) -> Self {
        let why = why.into();
        Self { kind, why, claims: Vec::new(), at: None, triggers: Vec::new(), against: None }
    }

    fn at(mut self, source: usize, range: Range<usize>, triggers: Vec<Trigger>) -> Self {
        self.at = Some((source, range));
        self.triggers = triggers;
        self
    }
}

/// All signals, by source and place; those of claims without a place come last.
pub fn all(
    sources: &[Heard<'_>],
    claims: &[Claimed<'_>],
    today: Option<Date>,
    words: &Words,
    related: &Related,
) -> Vec<Signal> {
    let mut found = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        within(at, source, sources, words, &mut found);
    }
    between(sources, &mut found);
    held_against_the_contract(sources, claims, words, related, &mut found);
    for signal in &mut found {
        let touched = |claim: &&Claimed<'_>| {
            let overlaps = |place: &Option<(usize, Range<usize>)>| {
                place.as_ref().is_some_and(|(source, range)| {
                    claim.at.iter().any(|(at, own)| at == source && own.start < range.end && range.start < own.end)
                })
            };
            overlaps(&signal.at) || overlaps(&signal.against)
        };
        if signal.claims.is_empty() {
            signal.claims = claims.iter().filter(touched).map(|claim| claim.id.clone()).collect();
        }
    }
    if let Some(today) = today {
        aged(claims, today, &mut found);
    }
    let place = |signal: &Signal| match &signal.at {
        Some((source, range)) => (*source, range.start),
        None => (usize::MAX, 0),
    };
    found.sort_by(|a, b| place(a).cmp(&place(b)).then(a.kind.cmp(&b.kind)));
    found
}

/// What one source alone tells.
fn within(at: usize, source: &Heard<'_>, sources: &[Heard<'_>], words: &Words, found: &mut Vec<Signal>) {
    let said = &source.sentences;
    let range = |sentence: usize| said[sentence].range.clone();
    // What a contract lays down is a term, not a commitment, a hedge or spin.
    let is_contract = matches!(source.kind, Some(SourceKind::Contract));
    if !is_contract {
        let given = commitment::find(said, words);
        for (index, triggers) in promised(said, words) {
            if !given.iter().any(|commitment| commitment.sentence == index) {
                found.push(Signal::new(Kind::Commitment, "promise").at(at, range(index), triggers));
            }
        }
        for commitment in given {
            let signal = Signal::new(Kind::Commitment, commitment.kind.word());
            found.push(signal.at(at, range(commitment.sentence), commitment.triggers));
        }
        let praised = sources.iter().any(|other| other.sentences.iter().any(|said| spin::praises(said, words)));
        for spin in spin::find(said, words, praised) {
            found.push(Signal::new(Kind::Spin, spin.kind.word()).at(at, range(spin.sentence), vec![spin.trigger]));
        }
        for (index, sentence) in said.iter().enumerate() {
            let triggers = hedge::find(sentence, words);
            if !triggers.is_empty() {
                found.push(Signal::new(Kind::Hedge, "less sure than it sounds").at(at, range(index), triggers));
            }
        }
        for asked in unanswered::find(said, words) {
            let why = if asked.reply == Reply::Deferred { "put off" } else { "not answered" };
            found.push(Signal::new(Kind::Unanswered, why).at(at, range(asked.sentence), asked.triggers));
        }
        for superseded in superseded::find(said, words) {
            let turn = source.text.turns()[superseded.turn].range();
            let mut signal = Signal::new(Kind::Superseded, "puts right what was said before");
            signal.against = superseded.values.first().map(|value| (at, value.old.clone()));
            found.push(signal.at(at, turn, superseded.triggers));
        }
    }
    for (sentence, trigger) in stale::departures(said, words) {
        found.push(Signal::new(Kind::Stale, "somebody leaves").at(at, range(sentence), vec![trigger]));
    }
}

/// Sentences that promise ("we'll train them by March"), by the drafter's list; a value in one adds to it.
fn promised(said: &[Sentence<'_>], words: &Words) -> Vec<(usize, Vec<Trigger>)> {
    let list = words.list("promise");
    let of = |(index, sentence): (usize, &Sentence<'_>)| {
        let hits = list.find(sentence);
        let promises = |hit: &&super::words::Hit<'_>| hit.cue.kind == "promise";
        let weight: f64 = hits.iter().filter(promises).map(|hit| hit.cue.weight).sum();
        let value = if values(&sentence.tokens).is_empty() { 0.0 } else { VALUE };
        let raised = !sentence.asks && weight > 0.0 && weight + value >= 1.0;
        raised.then(|| (index, hits.iter().filter(promises).map(|hit| Trigger::of(sentence, hit)).collect()))
    };
    said.iter().enumerate().filter_map(of).collect()
}

/// What two sources tell together.
fn between(sources: &[Heard<'_>], found: &mut Vec<Signal>) {
    let each = |(source, heard): (usize, &'_ Heard<'_>)| -> Vec<(usize, usize)> {
        (0..heard.sentences.len()).map(|sentence| (source, sentence)).collect()
    };
    let places: Vec<(usize, usize)> = sources.iter().enumerate().flat_map(each).collect();
    let statement = |(source, sentence): &(usize, usize)| Statement {
        sentence: &sources[*source].sentences[*sentence],
        source: *source,
    };
    let statements: Vec<Statement<'_>> = places.iter().map(statement).collect();
    let range = |at: usize| sources[places[at].0].sentences[places[at].1].range.clone();
    for pair in contradiction::find(&statements) {
        let mut signal = Signal::new(Kind::Contradiction, format!("another {}", pair.differs.word()));
        signal.against = Some((places[pair.a].0, pair.words.0.clone()));
        let trigger = Trigger { cue: pair.subject.join(" "), words: pair.words.1.clone() };
        found.push(signal.at(places[pair.b].0, range(pair.b), vec![trigger]));
    }
    let of = |kind: SourceKind| -> Vec<usize> {
        let is_one = |at: &usize| sources[places[*at].0].kind.as_ref() == Some(&kind);
        (0..places.len()).filter(is_one).collect()
    };
    let (proposal, notes) = (of(SourceKind::Proposal), of(SourceKind::MeetingNote));
    if !proposal.is_empty() && !notes.is_empty() {
        let some = |places: &[usize]| places.iter().map(|at| statements[*at]).collect::<Vec<_>>();
        // What changed is a contradiction and told as one; what is dropped is told here.
        for dropped in kickoff::compare(&some(&proposal), &some(&notes)).dropped {
            let at = proposal[dropped];
            let signal = Signal::new(Kind::Drift, "in the proposal, and in no meeting note");
            let trigger = Trigger { cue: "nothing takes it up".to_owned(), words: range(at) };
            found.push(signal.at(places[at].0, range(at), vec![trigger]));
        }
    }
}

/// What was promised and is not in the contract, and what is in it and was not spoken of.
fn held_against_the_contract(
    sources: &[Heard<'_>],
    claims: &[Claimed<'_>],
    words: &Words,
    related: &Related,
    found: &mut Vec<Signal>,
) {
    let is_contract = |at: &usize| matches!(sources[*at].kind, Some(SourceKind::Contract));
    let contracts: Vec<usize> = (0..sources.len()).filter(is_contract).collect();
    if contracts.is_empty() {
        return;
    }
    let texts: Vec<&Text> = contracts.iter().map(|at| sources[*at].text).collect();
    let promises: Vec<&Claimed<'_>> = claims.iter().filter(|claim| claim.kind == ClaimKind::Promise).collect();
    for (at, delta) in contract::promises(promises.iter().map(|claim| claim.text), &texts, words, related) {
        // A promise that rests on the contract's own words is in it, however it is worded.
        let rests_on_it = promises[at].at.iter().any(|(source, _)| is_contract(source));
        if rests_on_it && delta.answer != contract::Answer::Contradicts {
            continue;
        }
        let why = match delta.answer {
            contract::Answer::Contradicts => "the contract says otherwise",
            contract::Answer::Absent | contract::Answer::Supports => "the contract says nothing of it",
        };
        let mut signal = Signal::new(Kind::NotInContract, why);
        signal.claims = vec![promises[at].id.clone()];
        signal.at = promises[at].at.first().cloned();
        if let Some(nearest) = delta.nearest.filter(|_| delta.answer == contract::Answer::Contradicts) {
            signal.against = signal.at.take();
            signal = signal.at(contracts[nearest.source], nearest.range, nearest.triggers);
        }
        found.push(signal);
    }
    let spoken: Vec<Sentence<'_>> =
        (0..sources.len()).filter(|at| !is_contract(at)).flat_map(|at| sources[at].sentences.iter().cloned()).collect();
    for at in contracts {
        for term in contract::unspoken(&sources[at].sentences, &spoken) {
            let range = sources[at].sentences[term].range.clone();
            let signal = Signal::new(Kind::Unspoken, "in the contract, and nobody spoke of it");
            let trigger = Trigger { cue: "nothing takes it up".to_owned(), words: range.clone() };
            found.push(signal.at(at, range, vec![trigger]));
        }
    }
}

/// Claims that time may have passed over.
fn aged(claims: &[Claimed<'_>], today: Date, found: &mut Vec<Signal>) {
    for claim in claims {
        for stale in stale::claim(claim.text, claim.due, claim.said, today) {
            let mut signal = Signal::new(Kind::Stale, stale.in_words(today));
            signal.claims = vec![claim.id.clone()];
            signal.at = claim.at.first().cloned();
            found.push(signal);
        }
    }
}
