//! What new sources mean for a packet that people have judged: what may not hold any more, what is said
//! otherwise now, what is new, and which promises were only spoken or only written.
//!
//! Pure: today is an argument, texts come in read. Every finding carries the words that raised it, and none
//! decides anything: a person looks and rules. So a finding is also a suggestion, and where suggestions are
//! hidden until a person has judged, those about an undecided claim are hidden too ([`Finding::is_shown`]).

mod delta;
mod fresh;
mod promise;
mod stale;

use std::collections::HashSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::anchor::{State, resolve};
use crate::count;
use crate::packet::kind::words;
use crate::packet::{ClaimId, Packet, Position, Side, SourceId, SourceKind, side_of};
use crate::review::hidden::Reveal;
use crate::review::{Review, Verdict};
use crate::signal::contradiction::{self, Statement};
use crate::signal::{Sentence, Words, sentences};
use crate::text::Text;

words!(
    /// Why somebody should look.
    Kind {
        /// The newest words that a claim rests on are old.
        Old = "old", "old evidence";
        /// The day that a claim names has passed.
        Passed = "passed", "a day that has passed";
        /// Somebody who matters to the packet is said to leave or to have left.
        Left = "left", "somebody left";
        /// A new source says otherwise than a claim.
        Contradiction = "contradiction", "contradiction";
        /// A concern that is in the packet comes up again.
        Repeated = "repeated", "a concern again";
        /// A concern that is not in the packet.
        Concern = "concern", "a new concern";
        /// Somebody whom the packet does not know.
        Person = "person", "a new name";
        /// Something is promised that no claim has.
        Commitment = "commitment", "a new commitment";
        /// A promise was spoken, and the contract does not have it.
        Spoken = "spoken", "spoken, not in the contract";
        /// The contract promises it, and no claim has it.
        Written = "written", "in the contract, nowhere else";
    }
);

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Why.
    pub kind: Kind,
    /// The claims it is about.
    pub claims: Vec<ClaimId>,
    /// In one sentence.
    pub what: String,
    /// The words that raised it: for a contradiction, those of both sides.
    pub snippets: Vec<Snippet>,
}

/// Words, and where they stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Snippet {
    /// The source; `None` for a claim's own wording.
    pub source: Option<SourceId>,
    /// What a person calls the source, or the claim.
    pub name: String,
    /// Who said them.
    pub speaker: Option<String>,
    /// On which side.
    pub side: Option<Side>,
    /// The words.
    pub words: String,
    /// First code point in the source's text.
    pub start: Option<usize>,
    /// One past the last.
    pub end: Option<usize>,
}

impl Snippet {
    /// The words in quotation marks, with who said them and where. A claim's own wording is nobody's words,
    /// and gets no quotation marks.
    pub fn in_words(&self) -> String {
        if self.source.is_none() {
            return format!("{}: {}", self.name, self.words);
        }
        let who = self.speaker.as_ref().map_or(String::new(), |speaker| format!("{speaker}, "));
        let side = self.side.map_or(String::new(), |side| format!("{side}, "));
        format!("“{}” ({who}{side}{})", self.words, self.name)
    }
}

/// A source that could be read.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    /// Which.
    pub source: &'a crate::packet::Source,
    /// Its words.
    pub text: &'a Text,
    /// Whether it is one that just joined.
    pub is_new: bool,
}

/// A source with its sentences.
struct Known<'a> {
    read: Read<'a>,
    sentences: Vec<Sentence<'a>>,
}

impl Finding {
    /// Whether a person may see it now: findings about a claim say what could be thought of it, so they are
    /// hidden as long as nobody has judged that claim.
    pub fn is_shown(&self, review: &Review, reveal: Reveal) -> bool {
        let judged = |id: &ClaimId| review.find(id).is_none_or(|index| review.claims()[index].verdict.is_some());
        match reveal {
            Reveal::Always => true,
            Reveal::AfterVerdict => self.claims.iter().all(judged),
        }
    }
}

/// One way of looking through sources.
type Search<'s> = dyn Fn(&[Known<'_>]) -> Vec<Finding> + 's;

/// Everything that the sources raise, in the order of [`Kind`], then of the claims and sources.
pub fn findings(review: &Review, sources: &[Read<'_>], words: &Words, today: Date) -> Vec<Finding> {
    look(review, sources, words, today, &mut |_, _| true).unwrap_or_default()
}

/// The same for whoever waits for it: `step` is told how many steps are done, of how many, and says whether
/// to go on. `None` when it did not.
pub fn look(
    review: &Review,
    sources: &[Read<'_>],
    words: &Words,
    today: Date,
    step: &mut dyn FnMut(usize, usize) -> bool,
) -> Option<Vec<Finding>> {
    let packet = review.packet();
    let searches: [&Search<'_>; 7] = [
        &|_| stale::claims(review, today),
        &|known| stale::departures(review, known, words),
        &|known| contradictions(review, known),
        &|known| fresh::concerns(review, known, words),
        &|known| fresh::people(review, known),
        &|known| fresh::commitments(review, known, words),
        &|known| delta::promises(review, known, words),
    ];
    let of = sources.len() + searches.len();
    let mut known: Vec<Known<'_>> = Vec::with_capacity(sources.len());
    for (done, read) in sources.iter().enumerate() {
        if !step(done, of) {
            return None;
        }
        known.push(Known { read: *read, sentences: sentences(read.text, &|speaker| side_of(packet, speaker)) });
    }
    let mut list = Vec::new();
    for (done, search) in searches.iter().enumerate() {
        if !step(sources.len() + done, of) {
            return None;
        }
        list.extend(search(&known));
    }
    list.sort_by_key(|finding| finding.kind);
    Some(list)
}

/// The claims that still count for something: decided so, or not decided yet.
fn alive(review: &Review) -> Vec<usize> {
    let is_alive = |index: &usize| match review.claims()[*index].verdict.as_ref().map(|verdict| &verdict.value) {
        Some(Verdict::Rejected { .. }) => false,
        Some(Verdict::Accepted { .. } | Verdict::Edited { .. } | Verdict::Deferred { .. }) | None => true,
    };
    (0..review.len()).filter(is_alive).collect()
}

/// The words of a claim that others are held against: its wording, and its quotes.
fn words_of(review: &Review, index: usize) -> Vec<Sentence<'_>> {
    let live = review.evidence(index);
    let quotes: Vec<&str> = live.iter().map(|live| live.evidence.quote.exact.as_str()).collect();
    std::iter::once(review.wording(index)).chain(quotes).map(Sentence::plain).collect()
}

/// A claim's own wording, as one side of something.
fn claim_snippet(review: &Review, index: usize) -> Snippet {
    Snippet {
        source: None,
        name: format!("claim {}", review.claim(index).id),
        speaker: None,
        side: None,
        words: review.wording(index).to_owned(),
        start: None,
        end: None,
    }
}

/// Whether some claim rests on these words already: then they have been taken up, and are not raised again.
fn taken_up(review: &Review, words: &Snippet) -> bool {
    let (Some(source), Some(start), Some(end)) = (&words.source, words.start, words.end) else { return false };
    let rests_on = |index: &usize| {
        review.evidence(*index).iter().any(|live| {
            let overlaps = |at: &Position| at.start < end && start < at.end;
            live.evidence.source == *source && live.evidence.position.as_ref().is_some_and(overlaps)
        })
    };
    alive(review).iter().any(rests_on)
}

/// A sentence of a source.
fn snippet(known: &Known<'_>, at: usize) -> Snippet {
    let (source, text, sentence) = (known.read.source, known.read.text, &known.sentences[at]);
    let position = text.position(&sentence.range);
    Snippet {
        source: Some(source.id.clone()),
        name: source.name().to_owned(),
        speaker: sentence.speaker.and_then(|at| text.speakers().get(at)).map(|speaker| speaker.name.clone()),
        side: sentence.side,
        words: sentence.text.split_whitespace().collect::<Vec<_>>().join(" "),
        start: Some(position.start),
        end: Some(position.end),
    }
}

/// Claims that a new source says otherwise, with both sides' words.
fn contradictions(review: &Review, known: &[Known<'_>]) -> Vec<Finding> {
    let alive = alive(review);
    let own: Vec<(usize, Sentence<'_>)> = alive
        .iter()
        .flat_map(|index| words_of(review, *index).into_iter().map(|sentence| (*index, sentence)))
        .collect();
    let mut statements: Vec<Statement<'_>> =
        own.iter().map(|(_, sentence)| Statement { sentence, source: 0 }).collect();
    let mut places = Vec::new();
    for (number, source) in known.iter().enumerate().filter(|(_, source)| source.read.is_new) {
        for (at, sentence) in source.sentences.iter().enumerate() {
            statements.push(Statement { sentence, source: number + 1 });
            places.push((number, at));
        }
    }
    let mut seen = HashSet::new();
    let mut list = Vec::new();
    for pair in contradiction::find(&statements) {
        // Two new sources that differ say nothing yet of what people have judged.
        let (Some((index, _)), Some((number, at))) =
            (own.get(pair.a), pair.b.checked_sub(own.len()).and_then(|at| places.get(at)))
        else {
            continue;
        };
        if !seen.insert((*index, *number, *at)) {
            continue;
        }
        let id = review.claim(*index).id.clone();
        let source = &known[*number];
        let mut snippets = vec![claim_snippet(review, *index)];
        snippets.extend(evidence_snippet(review, *index, known));
        snippets.push(snippet(source, *at));
        list.push(Finding {
            kind: Kind::Contradiction,
            what: format!(
                "{id} and {} differ in {}: which of them holds?",
                source.read.source.name(),
                count::one(pair.differs.word())
            ),
            claims: vec![id],
            snippets,
        });
    }
    list
}

/// The first words that a claim rests on, as their source has them. Words that do not stand there are no words.
fn evidence_snippet(review: &Review, index: usize, known: &[Known<'_>]) -> Option<Snippet> {
    let live = review.evidence(index).into_iter().next()?;
    let read = known.iter().find(|known| known.read.source.id == live.evidence.source)?.read;
    let resolution = resolve(read.text, true, live.evidence);
    let range = resolution.range.filter(|_| matches!(resolution.state, State::Anchored | State::Moved))?;
    let speaker = read.text.turn_at(range.start).and_then(|turn| read.text.speaker(&read.text.turns()[turn]));
    let position = read.text.position(&range);
    Some(Snippet {
        source: Some(read.source.id.clone()),
        name: read.source.name().to_owned(),
        speaker: speaker.map(|speaker| speaker.name.clone()),
        side: speaker.and_then(|speaker| side_of(review.packet(), speaker)),
        words: read.text.as_str()[range].split_whitespace().collect::<Vec<_>>().join(" "),
        start: Some(position.start),
        end: Some(position.end),
    })
}

/// The day of a source, if it has one that can be read.
fn day(packet: &Packet, id: &SourceId) -> Option<Date> {
    packet.source(id)?.date.as_deref()?.get(..10)?.parse().ok()
}

/// Whether words in such a source were spoken or written to somebody, rather than agreed in a paper.
const fn is_talk(kind: &SourceKind) -> bool {
    match kind {
        SourceKind::Call | SourceKind::Email | SourceKind::MeetingNote | SourceKind::CrmNote | SourceKind::Other(_) => {
            true
        }
        SourceKind::Proposal | SourceKind::Contract => false,
    }
}
