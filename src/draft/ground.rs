//! Grounding: after every drafter, every quote is looked up in the source it names, and what the claim says
//! beyond its quotes is told.
//!
//! Pure. Nothing is repaired and nothing is thrown away: a quote that is not there stays in the draft with
//! its state beside it, so that a reviewer sees what the drafter made up. Whatever a drafter wrote into
//! `grounding` itself is overwritten.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::anchor::{Resolution, Resolver, State, number};
use crate::packet::{Claim, Evidence, GroundedQuote, Grounding, Packet, Source, SourceId, side};
use crate::signal::stem;
use crate::signal::token::{Token, tokens};
use crate::text::{Speaker, Text};

/// How the quotes of one source were found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Quotes drafted.
    pub drafted: usize,
    /// Found where they should be, or exactly once.
    pub located: usize,
    /// The same words through recognition noise.
    pub approximate: usize,
    /// Nearly there, but a number, date, amount, negation or the strength of a commitment differs.
    pub altered: usize,
    /// In several places.
    pub ambiguous: usize,
    /// Not there.
    pub orphaned: usize,
}

impl Tally {
    fn count(&mut self, state: Option<State>) {
        self.drafted += 1;
        match state {
            Some(State::Anchored | State::Moved) => self.located += 1,
            Some(State::Approximate) => self.approximate += 1,
            Some(State::Altered) => self.altered += 1,
            Some(State::Ambiguous) => self.ambiguous += 1,
            Some(State::Orphan) | None => self.orphaned += 1,
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            drafted: self.drafted + other.drafted,
            located: self.located + other.located,
            approximate: self.approximate + other.approximate,
            altered: self.altered + other.altered,
            ambiguous: self.ambiguous + other.ambiguous,
            orphaned: self.orphaned + other.orphaned,
        }
    }
}

/// One line of the table that ends a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The source's id; of quotes that name no source of the packet, the id they name.
    pub source: String,
    /// Its title or path.
    pub name: String,
    /// How its quotes were found.
    #[serde(flatten)]
    pub tally: Tally,
}

/// Looks up every quote of a draft, of claims and of what was also heard, and marks each claim with what
/// was found. `texts` has the sources that could be read. The rows are in the order of the packet's sources.
pub fn ground(packet: &mut Packet, texts: &BTreeMap<SourceId, &Text>) -> Vec<Row> {
    let mut claims = std::mem::take(&mut packet.claims);
    let mut heard = std::mem::take(&mut packet.also_heard);
    let mut rows: Vec<Row> = packet.sources.iter().map(row).collect();
    {
        let mut all: Vec<&mut Claim> = claims.iter_mut().chain(&mut heard).collect();
        for claim in &mut all {
            claim.grounding = Some(Box::new(Grounding { quotes: unfound(claim), ..Grounding::default() }));
        }
        let mut located: Vec<Vec<(String, Option<Speaker>)>> = vec![Vec::new(); all.len()];
        for (at, source) in packet.sources.iter().enumerate() {
            let Some(text) = texts.get(&source.id) else { continue };
            for (claim, quote, resolution) in resolve(&all, &source.id, text) {
                let speaker = resolution.range.as_ref().and_then(|range| speaker_at(text, range.start));
                let Some(grounding) = &mut all[claim].grounding else { continue };
                let entry = &mut grounding.quotes[quote];
                entry.side = speaker.and_then(|speaker| side::side_of(packet, speaker));
                entry.speaker = speaker.map(|speaker| speaker.name.clone());
                entry.state = Some(resolution.state);
                entry.reason = resolution.reason().map(str::to_owned);
                if let (true, Some(range)) = (resolution.state.located(), resolution.range) {
                    located[claim].push((text.as_str()[range].to_owned(), speaker.cloned()));
                }
            }
            rows[at].tally = tally(&all, &source.id);
        }
        for (claim, words) in all.iter_mut().zip(&located) {
            let (numbers, names) = (numbers_without(&claim.text, words), names_without(packet, &claim.text, words));
            if let Some(grounding) = &mut claim.grounding {
                (grounding.numbers_without_words, grounding.names_without_words) = (numbers, names);
            }
        }
        rows.extend(strangers(packet, &all));
        for (row, source) in rows.iter_mut().zip(&packet.sources) {
            if !texts.contains_key(&source.id) {
                row.tally = tally(&all, &source.id);
            }
        }
    }
    packet.claims = claims;
    packet.also_heard = heard;
    rows
}

fn row(source: &Source) -> Row {
    Row { source: source.id.to_string(), name: source.name().to_owned(), tally: Tally::default() }
}

fn unfound(claim: &Claim) -> Vec<GroundedQuote> {
    let entry = |(at, evidence): (usize, &Evidence)| GroundedQuote {
        evidence: evidence.id_at(at),
        state: None,
        speaker: None,
        side: None,
        reason: Some(format!("there are no words of {} to look in", evidence.source)),
    };
    claim.evidence.iter().enumerate().map(entry).collect()
}

fn resolve(claims: &[&mut Claim], source: &SourceId, text: &Text) -> Vec<(usize, usize, Resolution)> {
    let mut places = Vec::new();
    let mut quotes: Vec<&Evidence> = Vec::new();
    for (claim, drafted) in claims.iter().enumerate() {
        for (quote, evidence) in drafted.evidence.iter().enumerate().filter(|(_, own)| own.source == *source) {
            places.push((claim, quote));
            quotes.push(evidence);
        }
    }
    let mut found = Vec::new();
    Resolver::new(text, true).resolve_all(&quotes, &|| false, &mut |index, resolution| {
        let (claim, quote) = places[index];
        found.push((claim, quote, resolution));
    });
    found
}

fn tally(claims: &[&mut Claim], source: &SourceId) -> Tally {
    let mut tally = Tally::default();
    for claim in claims {
        let states = claim.grounding.iter().flat_map(|grounding| &grounding.quotes).map(|quote| quote.state);
        for (_, state) in claim.evidence.iter().zip(states).filter(|(evidence, _)| evidence.source == *source) {
            tally.count(state);
        }
    }
    tally
}

/// Quotes that name a source which the packet does not have.
fn strangers(packet: &Packet, claims: &[&mut Claim]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for evidence in claims.iter().flat_map(|claim| &claim.evidence) {
        let known = packet.source(&evidence.source).is_some();
        if !known && !rows.iter().any(|row| row.source == evidence.source.0) {
            let name = "no source of this packet".to_owned();
            rows.push(Row { source: evidence.source.to_string(), name, tally: tally(claims, &evidence.source) });
        }
    }
    rows
}

fn speaker_at(text: &Text, byte: usize) -> Option<&Speaker> {
    text.speaker(&text.turns()[text.turn_at(byte)?]).map(AsRef::as_ref)
}

/// Numbers of the claim, as it writes them, that its located words do not contain. Digits that were read
/// apart (`9/17`) and months written either way are the same number.
fn numbers_without(claim: &str, words: &[(String, Option<Speaker>)]) -> Vec<String> {
    let there: Vec<number::Number> =
        words.iter().flat_map(|(text, _)| number::quantities(text)).map(|quantity| quantity.number).collect();
    let has = |wanted: &number::Number| {
        there.iter().any(|own| own.value == wanted.value || (own.digits.is_some() && own.digits == wanted.digits))
    };
    let mut missing: Vec<String> = number::quantities(claim)
        .into_iter()
        .filter(|quantity| !quantity.number.loose && !has(&quantity.number))
        .map(|quantity| claim[quantity.range].to_owned())
        .collect();
    let spoken: Vec<Token> = words.iter().flat_map(|(text, _)| tokens(text, 0)).collect();
    for token in tokens(claim, 0) {
        let calendar = token.capital && is_calendar(&token.form);
        if calendar && !spoken.iter().any(|own| own.form == token.form) {
            missing.push(claim[token.range()].to_owned());
        }
    }
    missing
}

/// Names in the claim that no located words and no speaker of them accounts for. Any spelling that the
/// packet lists for a person will do.
fn names_without(packet: &Packet, claim: &str, words: &[(String, Option<Speaker>)]) -> Vec<String> {
    let mut known: Vec<String> = words.iter().flat_map(|(text, _)| tokens(text, 0)).map(|token| token.form).collect();
    for speaker in words.iter().filter_map(|(_, speaker)| speaker.as_ref()) {
        known.extend(tokens(&speaker.name, 0).into_iter().map(|token| token.form));
    }
    for person in &packet.people {
        let spellings = || std::iter::once(&person.name).chain(&person.aliases);
        let mentioned = spellings().any(|name| tokens(name, 0).iter().any(|token| known.contains(&token.form)));
        if mentioned {
            known.extend(spellings().flat_map(|name| tokens(name, 0)).map(|token| token.form));
        }
    }
    known.extend(tokens(&packet.account.name, 0).into_iter().map(|token| token.form));
    let mut missing = Vec::new();
    let mut first = true;
    for token in tokens(claim, 0) {
        let starts = std::mem::take(&mut first) || claim[..token.start as usize].trim_end().ends_with(['.', '?', '!']);
        let a_name = token.capital
            && token.form.chars().count() > 1
            && !starts
            && !stem::is_common(&token.form)
            && !is_calendar(&token.form)
            && !token.form.starts_with(|c: char| c.is_ascii_digit());
        if a_name && !known.contains(&token.form) {
            missing.push(claim[token.range()].to_owned());
        }
    }
    missing
}

/// Months, days of the week and quarters: dates, written with a capital.
pub(super) fn is_calendar(form: &str) -> bool {
    const WORDS: &[&str] = &[
        "april",
        "august",
        "december",
        "february",
        "friday",
        "january",
        "july",
        "june",
        "march",
        "may",
        "monday",
        "november",
        "october",
        "q1",
        "q2",
        "q3",
        "q4",
        "saturday",
        "september",
        "sunday",
        "thursday",
        "tuesday",
        "wednesday",
    ];
    WORDS.contains(&form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Job, JobSource, Sketch, compose};
    use crate::source::Import;

    /// Grounds claims drafted from one source; each claim is (text, quotes).
    fn grounded(source: &str, claims: &[(&str, &[&str])]) -> (Packet, Vec<Row>) {
        let import = Import::snippet(source);
        let listed = serde_json::from_str(r#"{"id": "s1", "kind": "call"}"#).unwrap();
        let job = Job { sources: vec![JobSource { source: listed, import }], ..Job::default() };
        let claim = |(text, quotes): &(&str, &[&str])| {
            let evidence: Vec<_> =
                quotes.iter().map(|quote| serde_json::json!({"source": "s1", "quote": {"exact": quote}})).collect();
            serde_json::from_value(serde_json::json!({
                "id": "", "kind": "promise", "text": text, "evidence": evidence,
                "grounding": {"quotes": [{"evidence": "e1", "state": "anchored"}]},
                "review": {"verdict": "accepted"}, "verdict": "accepted"
            }))
            .unwrap()
        };
        let sketch = Sketch { claims: claims.iter().map(claim).collect(), ..Sketch::default() };
        let mut packet = compose(&job, sketch);
        let texts = BTreeMap::from([(SourceId::from("s1"), &job.sources[0].import.text)]);
        let rows = ground(&mut packet, &texts);
        (packet, rows)
    }

    const SAID: &str = "We will have detention fees down thirty percent by the end of March, Maya.";

    #[test]
    fn what_is_not_there_is_marked_and_kept() {
        let (packet, rows) = grounded(
            SAID,
            &[
                ("Fees down thirty percent", &["detention fees down thirty percent by the end of March"]),
                ("Fees down forty percent", &["detention fees down forty percent by the end of March"]),
                ("Free lunch for everybody", &["we will bring lunch for everybody on every single Tuesday"]),
                ("Nothing at all", &[]),
            ],
        );
        let states: Vec<_> = packet
            .claims
            .iter()
            .map(|claim| claim.grounding.as_ref().unwrap().quotes.first().map(|quote| quote.state.unwrap()))
            .collect();
        assert_eq!(states, [Some(State::Anchored), Some(State::Altered), Some(State::Orphan), None]);
        let faults: Vec<bool> =
            packet.claims.iter().map(|claim| claim.grounding.as_ref().unwrap().has_fault()).collect();
        assert_eq!(faults, [false, true, true, true]);
        assert_eq!(rows[0].tally, Tally { drafted: 3, located: 1, altered: 1, orphaned: 1, ..Tally::default() });
    }

    #[test]
    fn what_a_claim_says_beyond_its_words_is_told() {
        let (packet, _) = grounded(
            SAID,
            &[(
                "Fees fall 30 % by 31 March, Tom Brandt signs",
                &["fees down thirty percent by the end of March, Maya"],
            )],
        );
        let grounding = packet.claims[0].grounding.as_ref().unwrap();
        assert_eq!(grounding.numbers_without_words, ["31"]);
        assert_eq!(grounding.names_without_words, ["Tom", "Brandt"]);
    }

    #[test]
    fn a_drafter_has_no_way_to_decide() {
        let (packet, _) = grounded(SAID, &[("Fees down", &["detention fees down"])]);
        let written = serde_json::to_string(&packet).unwrap();
        for word in ["verdict", "review", "ruling", "standing"] {
            assert!(!written.contains(word), "{word}: {written}");
        }
    }

    #[test]
    fn a_source_that_is_not_there_gets_a_row_of_its_own() {
        let (mut packet, _) = grounded(SAID, &[("Fees down", &["detention fees down"])]);
        packet.claims[0].evidence[0].source = "s9".into();
        let rows = ground(&mut packet, &BTreeMap::new());
        assert_eq!(rows[1].source, "s9");
        assert_eq!(rows[1].tally.orphaned, 1);
    }
}
