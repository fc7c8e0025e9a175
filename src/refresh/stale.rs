//! What was true when it was said: claims that rest on old words, days that have passed, people who left.

use jiff::civil::Date;

use super::{Finding, Kind, Known, alive, claim_snippet, day, snippet, taken_up};
use crate::packet::{ClaimKind, Packet, Person, person_of};
use crate::review::Review;
use crate::review::word::Outcome;
use crate::signal::{Words, stale};

/// Claims whose newest words are old, or that name a day which has passed.
pub(super) fn claims(review: &Review, today: Date) -> Vec<Finding> {
    let mut list = Vec::new();
    for index in alive(review) {
        let (claim, decided) = (review.claim(index), &review.claims()[index]);
        let said = review.evidence(index).iter().filter_map(|live| day(review.packet(), &live.evidence.source)).max();
        let ruled = decided.ruling.as_ref().and_then(|ruled| ruled.value.due.as_deref());
        let due = ruled.or(claim.due.as_deref());
        for stale in stale::claim(review.wording(index), due, said, today) {
            let why = stale.in_words(today);
            let (kind, what) = match stale {
                stale::Stale::Old { .. } => (Kind::Old, format!("{}: {why}", claim.id)),
                stale::Stale::Passed { .. } if is_open(review, index) => {
                    (Kind::Passed, format!("{}: {why}, and nobody has said what became of it", claim.id))
                }
                stale::Stale::Passed { .. } => continue,
            };
            list.push(Finding {
                kind,
                claims: vec![claim.id.clone()],
                what,
                snippets: vec![claim_snippet(review, index)],
            });
        }
    }
    list
}

/// Whether something was to come of it, and nobody has said that it did.
fn is_open(review: &Review, index: usize) -> bool {
    let due = match review.claim(index).kind {
        ClaimKind::PromisedValue | ClaimKind::FirstMilestone | ClaimKind::Promise => true,
        ClaimKind::BuyingReason
        | ClaimKind::BuyingTrigger
        | ClaimKind::UseCase
        | ClaimKind::UserWorkflow
        | ClaimKind::Constraint
        | ClaimKind::Stakeholder
        | ClaimKind::ChampionWin
        | ClaimKind::BuyerConcern
        | ClaimKind::Objection
        | ClaimKind::NearFatalObjection
        | ClaimKind::ProcurementCompromise
        | ClaimKind::FeatureGap
        | ClaimKind::SoftenedConcern
        | ClaimKind::AcceptedRisk => false,
    };
    let settled = review.claims()[index].outcomes.iter().any(|outcome| match outcome.value.outcome {
        Outcome::Reached
        | Outcome::Missed
        | Outcome::Kept
        | Outcome::Broken
        | Outcome::Changed
        | Outcome::Lost
        | Outcome::Proved
        | Outcome::Disproved => true,
        Outcome::Right | Outcome::Wrong | Outcome::Partly | Outcome::NotDiscussed | Outcome::Tracked => false,
    });
    due && !settled
}

/// Sentences of new sources in which somebody is said to leave, with the claims that name that person.
pub(super) fn departures(review: &Review, known: &[Known<'_>], words: &Words) -> Vec<Finding> {
    let packet = review.packet();
    let mut list = Vec::new();
    for source in known.iter().filter(|source| source.read.is_new) {
        for (at, _) in stale::departures(&source.sentences, words) {
            let sentence = &source.sentences[at];
            let mut people: Vec<&Person> =
                packet.people.iter().filter(|person| is_named(person, sentence.text, &packet.people)).collect();
            if people.is_empty() {
                people.extend(who_speaks(packet, source, at));
            }
            if people.is_empty() {
                continue;
            }
            let said = snippet(source, at);
            if taken_up(review, &said) {
                continue;
            }
            for person in people {
                let claims: Vec<usize> = alive(review)
                    .into_iter()
                    .filter(|index| {
                        review.claim(*index).people.contains(&person.id)
                            || is_named(person, review.wording(*index), &packet.people)
                    })
                    .collect();
                let mut snippets = vec![said.clone()];
                snippets.extend(claims.iter().map(|index| claim_snippet(review, *index)));
                list.push(Finding {
                    kind: Kind::Left,
                    what: format!("{} is said to leave, in {}", person.name, source.read.source.name()),
                    claims: claims.iter().map(|index| review.claim(*index).id.clone()).collect(),
                    snippets,
                });
            }
        }
    }
    list
}

/// Whoever says "I'm leaving" is named by their turn.
fn who_speaks<'p>(packet: &'p Packet, source: &Known<'_>, at: usize) -> Option<&'p Person> {
    let sentence = &source.sentences[at];
    let of_themselves = sentence.tokens.iter().any(|token| matches!(&*token.form, "i" | "my"));
    let speaker = source.read.text.speakers().get(sentence.speaker.filter(|_| of_themselves)?)?;
    person_of(packet, speaker)
}

/// Whether words name somebody: in full, or by a first or last name that nobody else in the packet has.
fn is_named(person: &Person, words: &str, all: &[Person]) -> bool {
    let has = |name: &str| {
        words.match_indices(name).any(|(at, _)| {
            let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            edge(words[..at].chars().next_back()) && edge(words[at + name.len()..].chars().next())
        })
    };
    let whole = std::iter::once(&person.name).chain(&person.aliases).any(|name| !name.trim().is_empty() && has(name));
    let part = |part: &str| {
        let shared = all.iter().filter(|other| other.name.split_whitespace().any(|word| word == part)).count();
        part.chars().count() > 2 && shared == 1 && has(part)
    };
    whole || person.name.split_whitespace().any(part)
}
