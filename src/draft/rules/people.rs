//! The people of a sale, and the stakeholder claims: who matters on the customer's side, with title, part
//! and stance, put together across spellings.
//!
//! Somebody who is only spoken of ("Ruth Abernathy, she's our COO") joins the packet's people when a person
//! of a known side introduces them. A first name that two people have is nobody's.

use std::collections::{BTreeMap, BTreeSet};

use super::page::Page;
use super::weigh::is_said;
use super::{Candidate, More};
use crate::draft::Job;
use crate::draft::ground::is_calendar;
use crate::packet::side::{folded, person_of};
use crate::packet::{ClaimKind, Person, PersonId, Role, Side, SourceKind, Stance};
use crate::signal::token::Token;
use crate::signal::{Sentence, Words, person, stem};
use crate::text::Speaker;

/// The people, and what was said of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Cast {
    pub(super) people: Vec<Person>,
    mentions: BTreeMap<PersonId, Vec<Mention>>,
    buyers: Vec<String>,
    /// Speakers of whom nothing says which side they are on. They can be spoken of in a claim; they are
    /// nobody of the packet's.
    unplaced: Vec<PersonId>,
    /// First and last name of each person as they are compared, in the order of `people`.
    names: Vec<(String, Option<String>)>,
}

/// A sentence that says who somebody is.
#[derive(Debug, Clone)]
struct Mention {
    page: usize,
    at: usize,
    last: usize,
    score: f64,
    cues: Vec<String>,
}

impl Cast {
    /// Those whose side is known.
    pub(super) fn listed(&self) -> Vec<Person> {
        self.people.iter().filter(|person| !self.unplaced.contains(&person.id)).cloned().collect()
    }

    /// Whether whoever speaks a sentence signs or pays.
    pub(super) fn is_buyer(&self, page: &Page<'_>, at: usize) -> bool {
        let speaker = page.sentences[at].speaker.map(|speaker| &page.source.import.text.speakers()[speaker]);
        speaker.is_some_and(|speaker| self.buyers.contains(&folded(&speaker.name)))
    }

    /// The person a claim's speaker is.
    pub(super) fn id_of(&self, job_frame: &crate::packet::Packet, speaker: &Speaker) -> Option<PersonId> {
        person_of(job_frame, speaker).map(|person| person.id.clone())
    }
}

/// Finds who is who.
pub(super) fn cast(job: &Job, pages: &[Page<'_>], words: &Words) -> Cast {
    let mut cast = Cast { people: job.people.clone(), ..Cast::default() };
    strangers(&mut cast, job, pages);
    cast.names = cast.people.iter().map(|person| parts(&person.name)).collect();
    for (number, page) in pages.iter().enumerate() {
        if matches!(page.kind(), SourceKind::Contract | SourceKind::Proposal) {
            continue;
        }
        for at in 0..page.sentences.len() {
            if is_said(&page.sentences[at]) || pronouns(page, at) > at {
                introduce(&mut cast, job, number, page, at, words);
            }
        }
    }
    stances(&mut cast, pages, words);
    for person in &cast.people {
        let pays = person.roles.contains(&Role::EconomicBuyer);
        let title = person.title.as_deref().unwrap_or_default().to_lowercase();
        let chief = [
            "cfo",
            "ceo",
            "chief financial",
            "chief executive",
            "finance",
            "executive director",
            "owner",
            "managing director",
            "president",
        ]
        .iter()
        .any(|word| title.contains(word));
        if person.side == Side::Customer && (pays || chief) {
            cast.buyers.extend(std::iter::once(&person.name).chain(&person.aliases).map(|name| folded(name)));
        }
    }
    cast
}

/// Speakers without a side who talk like customers.
fn strangers(cast: &mut Cast, job: &Job, pages: &[Page<'_>]) {
    let frame = job.frame();
    let mut met: BTreeSet<String> = cast.people.iter().map(|person| folded(&person.name)).collect();
    for page in pages.iter().filter(|page| page.is_speech()) {
        let speakers = page.source.import.text.speakers();
        let mut seen = vec![false; speakers.len()];
        for sentence in &page.sentences {
            let Some(at) = sentence.speaker.filter(|at| !seen[*at]) else { continue };
            seen[at] = true;
            let name = crate::packet::side::display(&speakers[at].name);
            let placed = crate::packet::side_of(&frame, &speakers[at]).is_some();
            if placed || sentence.side != Some(Side::Customer) || name.contains(':') || !met.insert(folded(&name)) {
                continue;
            }
            let id = PersonId::from(fresh(&cast.people, &name));
            cast.unplaced.push(id.clone());
            cast.people.push(customer(id, name));
        }
    }
}

/// Takes up what one sentence, and those that go on about the same person, say of somebody.
fn introduce(cast: &mut Cast, job: &Job, number: usize, page: &Page<'_>, at: usize, words: &Words) {
    let sentence = &page.sentences[at];
    let Some(who) = named(cast, sentence) else { return };
    let last = pronouns(page, at);
    let (mut score, mut cues, mut title, mut roles) = (0.0, Vec::new(), None, Vec::new());
    for next in &page.sentences[at..=last] {
        if title.is_none()
            && let Some(found) = person::title(&next.tokens)
        {
            title = Some(next.words(&next.bytes(&found)).to_owned());
        }
        for hit in words.list("person").find(next) {
            let role = match hit.cue.kind {
                "part" => None,
                "economic_buyer" | "champion" | "executive_sponsor" | "technical_lead" | "user" | "procurement"
                | "legal" => Some(Role::from(hit.cue.kind.to_owned())),
                _ => continue,
            };
            score += 0.5;
            cues.push(hit.cue.name.clone());
            roles.extend(role);
        }
    }
    if title.is_some() {
        score += 0.8;
        cues.push("a title".to_owned());
    }
    if let Some(answer) = page.answers(at, ClaimKind::Stakeholder) {
        score += 0.6 * answer.near;
        cues.push(answer.cue.clone());
    }
    if score < 0.5 || sentence.asks {
        return;
    }
    let side = page.sentences[at].side.or(page.author);
    let id = match who {
        Who::Known(id) => id,
        Who::New(name) => {
            // Only what a person of a known side introduces as theirs is on a side.
            let known = sentence.speaker.and_then(|speaker| job.side_of(&page.source.import.text.speakers()[speaker]));
            let ours = page.sentences[at..=last].iter().any(|next| next.has("our") || next.has("my") || next.has("'s"));
            let (Some(Side::Customer), true, true) = (known, ours, title.is_some() || score > 1.0) else { return };
            let id = PersonId::from(fresh(&cast.people, &name));
            cast.names.push(parts(&name));
            cast.people.push(customer(id.clone(), name));
            id
        }
    };
    let Some(person) = cast.people.iter_mut().find(|person| person.id == id) else { return };
    if person.side != Side::Customer {
        return;
    }
    // A sentence about two people gives its title to the one it stands behind.
    if person.title.is_none() {
        person.title = title;
    }
    for role in roles {
        if !person.roles.contains(&role) {
            person.roles.push(role);
        }
    }
    score *= match side {
        Some(Side::Seller) => 0.7,
        Some(Side::Customer) | None => 1.0,
    };
    cast.mentions.entry(id).or_default().push(Mention { page: number, at, last, score, cues });
}

/// First and last name as they are compared.
fn parts(name: &str) -> (String, Option<String>) {
    let name = folded(name);
    let mut parts = name.split(' ');
    let first = parts.next().unwrap_or_default().to_owned();
    (first, parts.next_back().map(str::to_owned))
}

enum Who {
    Known(PersonId),
    New(String),
}

/// The customer's person a sentence names: somebody known, or a first and last name nobody has yet.
fn named(cast: &Cast, sentence: &Sentence<'_>) -> Option<Who> {
    let capitals: Vec<(usize, String)> = sentence
        .tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.capital && token.form.len() > 1 && !stem::is_common(&token.form))
        .map(|(at, token)| (at, folded(&token.form)))
        .collect();
    if capitals.is_empty() {
        return None;
    }
    let mut known: Option<(&Person, usize)> = None;
    for (person, (first, last)) in cast.people.iter().zip(&cast.names) {
        let place = capitals.iter().find(|(_, form)| form == first || Some(form) == last.as_ref());
        let Some((place, _)) = place.filter(|_| person.side == Side::Customer) else { continue };
        let alone = cast.names.iter().filter(|(other, _)| other == first).count() == 1;
        if alone && known.is_none_or(|(_, earlier)| *place < earlier) {
            known = Some((person, *place));
        }
    }
    if let Some((person, _)) = known {
        return Some(Who::Known(person.id.clone()));
    }
    let pair = sentence
        .tokens
        .windows(2)
        .position(|pair| is_name(&pair[0]) && is_name(&pair[1]) && pair[1].start == pair[0].end + 1)?;
    let tokens = &sentence.tokens[pair..pair + 2];
    // "Ruth, Ruth Abernathy" is one token for the stutter; the name is its last word and the next.
    let words = |token: &Token| sentence.words(&token.range()).rsplit(' ').next().unwrap_or_default().to_owned();
    let name = format!("{} {}", words(&tokens[0]), words(&tokens[1]));
    let seller = cast.people.iter().any(|person| folded(&person.name) == folded(&name));
    (!seller && !name.contains('\n')).then_some(Who::New(name))
}

fn is_name(token: &Token) -> bool {
    token.capital
        && token.form.chars().count() > 1
        && !stem::is_common(&token.form)
        && token.form.chars().all(char::is_alphabetic)
        && person::title(std::slice::from_ref(token)).is_none()
        && !is_calendar(&token.form)
        && !NOT_NAMES.contains(&token.form.as_str())
}

/// Written with a capital, and nobody's name; words of the calendar are told apart elsewhere.
const NOT_NAMES: &[&str] = &[
    "christmas",
    "easter",
    "eid",
    "new",
    "order",
    "ramadan",
    "supplier",
    "customer",
    "thanksgiving",
    "the",
    "then",
    "year",
    "years",
    "also",
    "because",
    "but",
    "our",
    "my",
    "so",
    "and",
    "dear",
    "hi",
    "hello",
    "thanks",
];

/// Through which sentence "he", "she" or "they" go on about the same person.
fn pronouns(page: &Page<'_>, at: usize) -> usize {
    let turn = page.sentences[at].turn;
    let mut last = at;
    for (next, sentence) in page.sentences.iter().enumerate().skip(at + 1).take(3) {
        let first =
            sentence.tokens.iter().map(|token| token.form.as_str()).find(|form| !matches!(*form, "and" | "so" | "but"));
        if sentence.turn != turn || !matches!(first, Some("he" | "she" | "they")) {
            break;
        }
        last = next;
    }
    last
}

/// How each of the customer's people stands, from their own words, or from "is skeptical" said of them.
fn stances(cast: &mut Cast, pages: &[Page<'_>], words: &Words) {
    let mut votes: BTreeMap<PersonId, (usize, usize)> = BTreeMap::new();
    let mut doubts: Vec<(PersonId, Mention)> = Vec::new();
    let frame = frame(cast);
    for (number, page) in pages.iter().enumerate().filter(|(_, page)| page.is_speech()) {
        let speakers: Vec<Option<PersonId>> =
            page.source.import.text.speakers().iter().map(|speaker| cast.id_of(&frame, speaker)).collect();
        for (at, sentence) in page.sentences.iter().enumerate() {
            let Some(id) = sentence.speaker.and_then(|speaker| speakers[speaker].clone()) else { continue };
            let votes = votes.entry(id.clone()).or_default();
            for hit in words.list("person").find(sentence) {
                if hit.cue.kind == "supporter" {
                    votes.0 += 1;
                } else if hit.cue.kind == "skeptic" {
                    votes.1 += 1;
                    let cues = vec![hit.cue.name.clone()];
                    doubts.push((id.clone(), Mention { page: number, at, last: at, score: 0.9, cues }));
                }
            }
            let objects = page.hits[at].iter().any(|hit| hit.cue.kind == "near_fatal_objection");
            votes.1 += usize::from(objects && !sentence.asks);
        }
    }
    for (id, doubt) in doubts {
        cast.mentions.entry(id).or_default().push(doubt);
    }
    for person in cast.people.iter_mut().filter(|person| person.side == Side::Customer && person.stance.is_none()) {
        person.stance = match votes.get(&person.id) {
            Some((up, down)) if down > up => Some(Stance::Skeptic),
            Some((up, down)) if up > down => Some(Stance::Supporter),
            _ => None,
        };
    }
}

/// The cast as a packet, for asking who somebody is.
pub(super) fn frame(cast: &Cast) -> crate::packet::Packet {
    Job { people: cast.people.clone(), ..Job::default() }.frame()
}

fn fresh(people: &[Person], name: &str) -> String {
    let folded = folded(name).replace(' ', "-");
    let first = folded.split('-').next().unwrap_or("p").to_owned();
    let taken = |id: &str| people.iter().any(|person| person.id.as_str() == id);
    [first, folded.clone()]
        .into_iter()
        .chain((2..).map(|count| format!("{folded}-{count}")))
        .find(|id| !taken(id))
        .unwrap_or(folded)
}

/// One stakeholder claim a person of the customer's, with the sentences that say most of them.
pub(super) fn candidates(pages: &[Page<'_>], cast: &Cast) -> Vec<Candidate> {
    let mut found = Vec::new();
    for person in &cast.people {
        let Some(mentions) = cast.mentions.get(&person.id).filter(|_| person.side == Side::Customer) else { continue };
        let mut mentions: Vec<&Mention> = mentions.iter().collect();
        mentions.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.page.cmp(&b.page)).then(a.at.cmp(&b.at)));
        let bonus = 0.1 * (mentions.len().min(4) as f64);
        for (place, mention) in mentions.iter().take(6).enumerate() {
            let spoken = pages[mention.page].is_speech();
            let label = match &person.title {
                Some(title) => format!("{}, {title}", person.name),
                None => person.name.clone(),
            };
            found.push(Candidate {
                page: mention.page,
                key: mention.at,
                last: mention.last,
                kind: ClaimKind::Stakeholder,
                score: mention.score + bonus + if spoken { 0.2 } else { 0.0 } - place as f64 * 0.01,
                cues: mention.cues.clone(),
                more: More { person: Some(person.id.clone()), label: Some(label), ..More::default() },
            });
        }
    }
    found
}

/// Somebody of the customer's of whom only the name is known.
fn customer(id: PersonId, name: String) -> Person {
    Person {
        id,
        name,
        side: Side::Customer,
        title: None,
        roles: Vec::new(),
        stance: None,
        email: None,
        aliases: Vec::new(),
    }
}
