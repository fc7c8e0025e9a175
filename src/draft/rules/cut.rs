//! From a group of passages to a claim: its words, its quotes, and what a drafter may suggest.
//!
//! A quote is cut from the text byte for byte, with its position and what stands around it. The statement is
//! the speaker's own words without the fillers in front of them.

use std::ops::Range;

use super::join::Group;
use super::page::Page;
use super::people::{Cast, frame};
use super::{Candidate, promise};
use crate::packet::{Claim, ClaimId, ClaimKind, Evidence, Quote, Side, SourceKind, SuggestedVerdict, Suggestion};
use crate::signal::value::{Sort, values};
use crate::signal::{Sentence, Words};
use crate::text::Text;

/// The most quotes of one claim.
const QUOTES: usize = 6;
/// How much of what stands around a quote goes with it, in characters.
const AROUND: usize = 32;

/// The claim of a group.
pub(super) fn claim(pages: &[Page<'_>], cast: &Cast, group: &Group, words: &Words) -> Claim {
    let best = group.best();
    let page = &pages[best.page];
    let sentence = &page.sentences[best.key];
    let mut spans: Vec<(usize, Range<usize>)> = Vec::new();
    for (place, member) in group.members.iter().enumerate() {
        let mut ranges = vec![range(&pages[member.page], member.key, member.last)];
        let concern = member.more.concern.filter(|_| place == 0);
        ranges.splice(0..0, concern.map(|at| range(&pages[member.page], at, at)));
        for range in ranges {
            let touching = spans
                .iter()
                .position(|(own, at)| own == &member.page && at.start <= range.end && range.start <= at.end);
            match touching {
                // Two passages that touch are one quote.
                Some(at) => {
                    let own = &mut spans[at].1;
                    *own = own.start.min(range.start)..own.end.max(range.end);
                }
                None if spans.len() < QUOTES => spans.push((member.page, range)),
                None => {}
            }
        }
    }
    let evidence = spans
        .into_iter()
        .map(|(page, range)| {
            let source = pages[page].source;
            quote(&source.import.text, &range, &source.source.id)
        })
        .collect();
    let values = values(&sentence.tokens);
    let said = |sorts: &[Sort]| {
        let value = values.iter().find(|value| sorts.contains(&value.sort))?;
        Some(sentence.words(&sentence.bytes(&value.tokens)).to_owned())
    };
    let carries = |kinds: &[ClaimKind]| kinds.contains(&best.kind);
    Claim {
        id: ClaimId::default(),
        kind: best.kind,
        text: statement(page, best),
        what: (best.kind == ClaimKind::Promise).then(|| promise::what(sentence, words)),
        owner: if best.kind == ClaimKind::Promise { owner(page, sentence) } else { None },
        due: if carries(&[
            ClaimKind::Promise,
            ClaimKind::FirstMilestone,
            ClaimKind::PromisedValue,
            ClaimKind::BuyingTrigger,
        ]) {
            said(&[Sort::Date])
        } else {
            None
        },
        amount: if carries(&[ClaimKind::Promise, ClaimKind::PromisedValue, ClaimKind::BuyingReason]) {
            said(&[Sort::Money]).or_else(|| said(&[Sort::Percent]))
        } else {
            None
        },
        people: people(pages, cast, group),
        evidence,
        suggestion: Some(suggestion(pages, group, words)),
        grounding: None,
    }
}

fn range(page: &Page<'_>, from: usize, to: usize) -> Range<usize> {
    page.sentences[from].range.start..page.sentences[to].range.end
}

fn quote(text: &Text, range: &Range<usize>, source: &crate::packet::SourceId) -> Evidence {
    let whole = text.as_str();
    let before: String = {
        let mut chars: Vec<char> = whole[..range.start].chars().rev().take(AROUND).collect();
        chars.reverse();
        chars.into_iter().collect()
    };
    let after: String = whole[range.end..].chars().take(AROUND).collect();
    let some = |around: String| (!around.trim().is_empty()).then_some(around);
    Evidence {
        id: None,
        source: source.clone(),
        quote: Quote { exact: whole[range.clone()].to_owned(), prefix: some(before), suffix: some(after) },
        position: Some(text.position(range)),
    }
}

/// The words of a claim, on one line.
fn statement(page: &Page<'_>, best: &Candidate) -> String {
    let words = bare(page.sentences[best.key].text);
    let words = match best.more.concern {
        Some(concern) => format!("{} — answered with: {words}", bare(page.sentences[concern].text)),
        None if best.last > best.key && page.sentences[best.key].tokens.len() < 5 => {
            format!("{words}. {}", bare(page.sentences[best.key + 1].text))
        }
        None => words,
    };
    match &best.more.label {
        Some(label) if !words.starts_with(label.as_str()) => format!("{label}: {words}"),
        _ => words,
    }
}

/// A sentence without fillers in front and the stop at its end, on one line.
fn bare(sentence: &str) -> String {
    let line = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rest = line.trim_start_matches(|c: char| c == '|' || c == '-' || c == '*' || c.is_whitespace());
    loop {
        let word = rest.split([' ', ',']).next().unwrap_or_default();
        let filler = matches!(
            word.to_lowercase().as_str(),
            "so" | "and"
                | "but"
                | "yeah"
                | "yes"
                | "okay"
                | "ok"
                | "um"
                | "uh"
                | "well"
                | "oh"
                | "like"
                | "look"
                | "honestly"
        );
        let after = rest[word.len()..].trim_start_matches([',', ' ']);
        if !filler || after.split(' ').count() < 3 {
            break;
        }
        rest = after;
    }
    let trimmed = rest.trim_end_matches(['.', '|', ' ']);
    let mut chars = trimmed.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn owner(page: &Page<'_>, sentence: &Sentence<'_>) -> Option<String> {
    let speaker = sentence.speaker.map(|at| page.source.import.text.speakers()[at].name.as_str());
    speaker.map(crate::packet::side::display)
}

fn people(pages: &[Page<'_>], cast: &Cast, group: &Group) -> Vec<crate::packet::PersonId> {
    let mut people: Vec<crate::packet::PersonId> = group.best().more.person.iter().cloned().collect();
    let frame = frame(cast);
    for member in &group.members {
        let page = &pages[member.page];
        let speaker = page.sentences[member.key].speaker.map(|at| &page.source.import.text.speakers()[at]);
        if let Some(id) = speaker.and_then(|speaker| cast.id_of(&frame, speaker))
            && !people.contains(&id)
            && group.best().kind != ClaimKind::Stakeholder
        {
            people.push(id);
        }
    }
    people
}

/// What the drafter would have said, and why it raised the claim. Never a decision.
fn suggestion(pages: &[Page<'_>], group: &Group, words: &Words) -> Suggestion {
    let best = group.best();
    let page = &pages[best.page];
    let sentence = &page.sentences[best.key];
    let mut cues: Vec<&str> = Vec::new();
    for cue in &best.cues {
        if !cues.contains(&cue.as_str()) {
            cues.push(cue);
        }
    }
    let mut because = cues.join("; ");
    let mut sources: Vec<&str> = Vec::new();
    let mut voices: Vec<String> = Vec::new();
    for member in &group.members {
        let page = &pages[member.page];
        let name = page.source.source.name();
        if !sources.contains(&name) {
            sources.push(name);
        }
        let speaker = page.sentences[member.key].speaker.map(|at| page.source.import.text.speakers()[at].name.as_str());
        if let Some(name) = speaker.map(crate::packet::side::display)
            && !voices.contains(&name)
        {
            voices.push(name);
        }
    }
    if group.members.len() > 1 && best.kind != ClaimKind::Stakeholder {
        because.push_str(&format!("; said {} times", group.members.len()));
        if !voices.is_empty() {
            because.push_str(&format!(" by {}", voices.join(", ")));
        }
        if sources.len() > 1 {
            because.push_str(&format!(", in {} sources", sources.len()));
        }
    }
    match best.more.reply {
        Some("answered") => because.push_str("; somebody answered it"),
        Some("deferred") => because.push_str("; put off, not answered"),
        Some(_) => because.push_str("; nobody answered it"),
        None => {}
    }
    let weak = best.kind == ClaimKind::Promise && promise::is_weak(sentence, words);
    if weak {
        because.push_str("; the words keep a way out");
    }
    let seller_alone = group.members.iter().all(|member| pages[member.page].side(member.key) == Some(Side::Seller));
    let doubtful = weak || seller_alone && best.kind != ClaimKind::Promise && *page.kind() != SourceKind::Contract;
    Suggestion {
        confidence: Some(confidence(group.score())),
        verdict: Some(if doubtful { SuggestedVerdict::Ask } else { SuggestedVerdict::Accept }),
        because: Some(because),
        ..Suggestion::default()
    }
}

/// A score as a confidence with two digits: 1 is barely, 3 is sure.
fn confidence(score: f64) -> f64 {
    let share = (score / 3.0).clamp(0.2, 0.95);
    (share * 100.0).round() / 100.0
}
