//! What a colleague acts on: what to do differently, which promises bind, who is skeptical of what, what
//! hurt during the sale, and what is still to be asked of whom.
//!
//! One type for every reader inside the company; the reader decides what is left out, so that the customer
//! repeats nothing to anybody and nobody reads what they can't act on. Only claims that a person let stand
//! are told as so. What nobody has decided is said to be undecided, in as many words, at the top.

use serde::Serialize;

use super::Audience;
use super::lines::{Line, person, standing};
use crate::packet::{Claim, ClaimKind, PromiseKind, Stance};
use crate::review::blocker::{Blocker, blockers};
use crate::review::located::{Beside, Found};
use crate::review::word::Ruling;
use crate::review::{Review, Verdict};

/// What a colleague reads.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TeamBrief {
    /// For whom.
    pub audience: Audience,
    /// For whom, in words.
    pub reader: &'static str,
    /// The customer's name.
    pub account: String,
    /// The sale.
    pub deal: Deal,
    /// How far the review is.
    pub state: State,
    /// What to do differently, and because of what.
    pub different: Vec<Doing>,
    /// Promises, those that bind first.
    pub promises: Vec<Promised>,
    /// The rest of what stands, under its headings.
    pub sections: Vec<Section>,
    /// Who is skeptical, and of what.
    pub skeptics: Vec<Skeptic>,
    /// What hurt during the sale, kind by kind.
    pub friction: Vec<Friction>,
    /// What is to be asked, by who can answer it.
    pub questions: Vec<Asked>,
}

/// The sale, as the packet has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Deal {
    /// As written.
    pub amount: Option<String>,
    /// The day it was won.
    pub closed_on: Option<String>,
    /// The day of the kickoff.
    pub kickoff_on: Option<String>,
    /// The day of the renewal.
    pub renewal_on: Option<String>,
    /// Who sold it.
    pub ae: Option<String>,
    /// Who receives it.
    pub csm: Option<String>,
}

/// How far the review is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct State {
    /// Where in its life the packet is.
    pub stage: &'static str,
    /// How many claims are decided.
    pub decided: usize,
    /// How many there are.
    pub claims: usize,
    /// Claims that nobody has decided, as drafted: not to be relied on.
    pub undecided: Vec<Line>,
    /// What else blocks sign-off, in sentences.
    pub open: Vec<String>,
    /// What sign-off went ahead without, and why.
    pub waived: Vec<String>,
    /// Who signed it off.
    pub signed_off: Option<String>,
    /// Who countersigned it.
    pub countersigned: Vec<String>,
}

/// Something to do differently.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Doing {
    /// What.
    pub what: String,
    /// By whom.
    pub by: Option<String>,
    /// From when.
    pub from: Option<String>,
    /// Because of what.
    pub because: Line,
}

/// A promise that stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Promised {
    /// What.
    pub line: Line,
    /// About what, in words.
    pub about: &'static str,
    /// Whether it binds, in words; `None` where nobody has ruled.
    pub ruling: Option<&'static str>,
    /// Whether it has to be kept.
    pub binds: bool,
    /// Who keeps it.
    pub owner: Option<String>,
    /// By when.
    pub due: Option<String>,
    /// What became of it last, in words.
    pub outcome: Option<&'static str>,
}

/// Claims under a heading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// The claims.
    pub lines: Vec<Line>,
}

/// Somebody who has to be won over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Skeptic {
    /// By name and title; `None` where the packet does not say who.
    pub who: Option<String>,
    /// Of what.
    pub of: Vec<Line>,
}

/// One kind of friction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Friction {
    /// Which, in words.
    pub kind: &'static str,
    /// What stands.
    pub lines: Vec<Line>,
    /// Claims of it that nobody has decided.
    pub undecided: Vec<String>,
    /// Who looked and found none, and where.
    pub absence: Option<String>,
}

/// Questions to one person or group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asked {
    /// Who can answer.
    pub who: String,
    /// What is asked.
    pub questions: Vec<Question>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    /// About which claim.
    pub claim: String,
    /// In words.
    pub text: String,
}

impl TeamBrief {
    /// What `audience` acts on.
    pub fn of(review: &Review, found: &[Beside], audience: Audience) -> Self {
        let cut = Cut::of(audience);
        let packet = review.packet();
        let line = |index| Line::of(review, found, index);
        Self {
            audience,
            reader: audience.label(),
            account: packet.account.name.clone(),
            deal: packet.deal.clone().map_or_else(Deal::default, |deal| Deal {
                amount: deal.amount,
                closed_on: deal.closed_on,
                kickoff_on: deal.kickoff_on,
                renewal_on: deal.renewal_on,
                ae: deal.ae,
                csm: deal.csm,
            }),
            state: state(review, found),
            different: standing(review, cut.different)
                .into_iter()
                .filter_map(|index| {
                    let action = &review.claims()[index].action.as_ref()?.value;
                    let (what, by, from) = (action.what.clone(), action.by.clone(), action.from.clone());
                    Some(Doing { what, by, from, because: line(index) })
                })
                .collect(),
            promises: promises(review, found, &cut),
            sections: cut
                .sections
                .iter()
                .map(|(title, kinds)| Section { title, lines: standing(review, kinds).into_iter().map(line).collect() })
                .filter(|section| !section.lines.is_empty())
                .collect(),
            skeptics: if cut.skeptics { skeptics(review, found) } else { Vec::new() },
            friction: cut.friction.iter().map(|kind| friction(review, found, *kind)).collect(),
            questions: questions(review, found, &cut),
        }
    }
}

/// What one reader acts on.
struct Cut {
    /// Claims whose actions concern them.
    different: &'static [ClaimKind],
    /// Promises that concern them.
    promises: fn(PromiseKind) -> bool,
    /// Only promises that bind.
    only_binding: bool,
    sections: &'static [(&'static str, &'static [ClaimKind])],
    skeptics: bool,
    friction: &'static [ClaimKind],
}

const WHY: &[ClaimKind] = &[ClaimKind::BuyingReason, ClaimKind::BuyingTrigger];
const VALUE: &[ClaimKind] = &[ClaimKind::PromisedValue, ClaimKind::FirstMilestone];
const USE: &[ClaimKind] = &[ClaimKind::UseCase, ClaimKind::UserWorkflow, ClaimKind::Constraint];
const FRICTION: &[ClaimKind] = &[
    ClaimKind::NearFatalObjection,
    ClaimKind::Objection,
    ClaimKind::SoftenedConcern,
    ClaimKind::FeatureGap,
    ClaimKind::ProcurementCompromise,
    ClaimKind::AcceptedRisk,
];

impl Cut {
    fn of(audience: Audience) -> Self {
        match audience {
            // The customer has a brief of another type; asked for this one, nothing is in it.
            Audience::Customer => Self {
                different: &[],
                promises: |_| false,
                only_binding: true,
                sections: &[],
                skeptics: false,
                friction: &[],
            },
            Audience::Team => Self {
                different: ClaimKind::ALL,
                promises: |_| true,
                only_binding: false,
                sections: &[
                    ("Why they bought", WHY),
                    ("Value, and the first milestone", VALUE),
                    ("How they will use it", USE),
                    ("Who", &[ClaimKind::Stakeholder, ClaimKind::ChampionWin]),
                ],
                skeptics: true,
                friction: FRICTION,
            },
            Audience::Implementation => Self {
                different: ClaimKind::ALL,
                promises: |what| match what {
                    PromiseKind::Timeline
                    | PromiseKind::Feature
                    | PromiseKind::Integration
                    | PromiseKind::Training
                    | PromiseKind::Other => true,
                    PromiseKind::Sla | PromiseKind::Price => false,
                },
                only_binding: false,
                sections: &[
                    (
                        "The first milestone, and the value it has to prove",
                        &[ClaimKind::FirstMilestone, ClaimKind::PromisedValue],
                    ),
                    ("How they will use it", USE),
                    ("Who", &[ClaimKind::Stakeholder]),
                ],
                skeptics: true,
                friction: &[ClaimKind::FeatureGap, ClaimKind::SoftenedConcern, ClaimKind::AcceptedRisk],
            },
            Audience::Support => Self {
                different: &[
                    ClaimKind::UseCase,
                    ClaimKind::UserWorkflow,
                    ClaimKind::Constraint,
                    ClaimKind::FeatureGap,
                    ClaimKind::SoftenedConcern,
                    ClaimKind::AcceptedRisk,
                    ClaimKind::Promise,
                ],
                promises: |what| match what {
                    PromiseKind::Sla | PromiseKind::Feature | PromiseKind::Integration | PromiseKind::Other => true,
                    PromiseKind::Timeline | PromiseKind::Price | PromiseKind::Training => false,
                },
                only_binding: false,
                sections: &[("How they will use it", USE)],
                skeptics: false,
                friction: &[ClaimKind::FeatureGap, ClaimKind::SoftenedConcern, ClaimKind::AcceptedRisk],
            },
            Audience::Sponsor => Self {
                different: &[
                    ClaimKind::BuyingReason,
                    ClaimKind::BuyingTrigger,
                    ClaimKind::PromisedValue,
                    ClaimKind::FirstMilestone,
                    ClaimKind::Stakeholder,
                    ClaimKind::ChampionWin,
                    ClaimKind::BuyerConcern,
                    ClaimKind::NearFatalObjection,
                ],
                promises: |_| true,
                only_binding: true,
                sections: &[
                    ("Why they bought", WHY),
                    ("Value, and the first milestone", VALUE),
                    ("Who", &[ClaimKind::Stakeholder, ClaimKind::ChampionWin]),
                ],
                skeptics: true,
                friction: &[ClaimKind::NearFatalObjection, ClaimKind::ProcurementCompromise, ClaimKind::AcceptedRisk],
            },
        }
    }
}

fn state(review: &Review, found: &[Beside]) -> State {
    let later = review.later();
    let named = |by: &crate::review::Actor, at: jiff::Timestamp| {
        format!("{}, {}, {}", by.name, by.role.label(), at.strftime("%Y-%m-%d"))
    };
    let (mut undecided, mut open) = (Vec::new(), Vec::new());
    for blocker in blockers(review, found) {
        match &blocker {
            Blocker::Undecided(index) => undecided.push(Line::of(review, found, *index)),
            _ if later.waived.contains_key(&blocker.key(review)) => {}
            _ => open.push(blocker.sentence(review)),
        }
    }
    State {
        stage: later.stage.label(),
        decided: review.decided(),
        claims: review.len(),
        undecided,
        open,
        waived: later
            .waived
            .iter()
            .map(|(key, waiver)| format!("{key}: {} ({})", waiver.value, waiver.by.name))
            .collect(),
        signed_off: later.signed.as_ref().map(|signed| named(&signed.by, signed.at)),
        countersigned: later.countersigned.iter().map(|signed| named(&signed.by, signed.at)).collect(),
    }
}

fn promises(review: &Review, found: &[Beside], cut: &Cut) -> Vec<Promised> {
    let mut list: Vec<(u8, Promised)> = standing(review, &[ClaimKind::Promise])
        .into_iter()
        .filter_map(|index| {
            let (claim, decided) = (review.claim(index), &review.claims()[index]);
            let about = claim.what.unwrap_or(PromiseKind::Other);
            let ruled = decided.ruling.as_ref().map(|ruled| &ruled.value);
            let binds = ruled.is_some_and(|ruled| ruled.ruling.binds());
            if !(cut.promises)(about) || cut.only_binding && !binds {
                return None;
            }
            let rank = match ruled.map(|ruled| ruled.ruling) {
                Some(Ruling::Contractual) => 0,
                Some(Ruling::VerbalBinding) => 1,
                Some(Ruling::NeedsLegal) => 2,
                None => 3,
                Some(Ruling::Aspirational) => 4,
                Some(Ruling::NotBinding) => 5,
            };
            let promised = Promised {
                line: Line::of(review, found, index),
                about: about.label(),
                ruling: ruled.map(|ruled| ruled.ruling.label()),
                binds,
                owner: ruled.and_then(|ruled| ruled.owner.clone()),
                due: ruled.and_then(|ruled| ruled.due.clone()).or_else(|| claim.due.clone()),
                outcome: decided.outcomes.last().map(|outcome| outcome.value.outcome.label()),
            };
            Some((rank, promised))
        })
        .collect();
    list.sort_by_key(|(rank, _)| *rank);
    list.into_iter().map(|(_, promised)| promised).collect()
}

/// The claims in which somebody doubts, by who doubts: whom the claim names, else the customer who said it.
fn skeptics(review: &Review, found: &[Beside]) -> Vec<Skeptic> {
    let mut list: Vec<Skeptic> = Vec::new();
    let mut add = |who: Option<String>, line: Line| match list.iter_mut().find(|skeptic| skeptic.who == who) {
        Some(skeptic) => skeptic.of.push(line),
        None => list.push(Skeptic { who, of: vec![line] }),
    };
    let doubts =
        &[ClaimKind::BuyerConcern, ClaimKind::NearFatalObjection, ClaimKind::Objection, ClaimKind::SoftenedConcern];
    for index in standing(review, doubts) {
        for who in doubters(review, found, index) {
            add(who, Line::of(review, found, index));
        }
    }
    // A stance is the drafter's; a claim about the person that stands is what makes it known.
    for index in standing(review, &[ClaimKind::Stakeholder]) {
        let packet = review.packet();
        let is_skeptic = |id: &&crate::packet::PersonId| {
            packet.person(id).is_some_and(|person| person.stance == Some(Stance::Skeptic))
        };
        for id in review.claim(index).people.iter().filter(is_skeptic) {
            add(Some(person(packet, id)), Line::of(review, found, index));
        }
    }
    list
}

fn doubters(review: &Review, found: &[Beside], index: usize) -> Vec<Option<String>> {
    let packet = review.packet();
    let Claim { people, .. } = review.claim(index);
    if !people.is_empty() {
        return people.iter().map(|id| Some(person(packet, id))).collect();
    }
    let speaker = found.get(index).into_iter().flatten().find_map(|found| match found {
        Found::Resolved(located) if located.counts() && located.side == Some(crate::packet::Side::Customer) => {
            let speaker = located.speaker.as_ref()?;
            let known = crate::packet::person_of(packet, speaker);
            Some(known.map_or_else(|| speaker.name.clone(), |known| person(packet, &known.id)))
        }
        Found::Resolved(_) | Found::Unreadable(_) | Found::Pending => None,
    });
    vec![speaker]
}

fn friction(review: &Review, found: &[Beside], kind: ClaimKind) -> Friction {
    let absence = review.absences().get(&kind).map(|absence| {
        let sources: Vec<_> = absence
            .value
            .sources
            .iter()
            .map(|id| review.packet().source(id).map_or(id.as_str(), |source| source.name()))
            .collect();
        format!("{} looked in {} and found none", absence.by.name, sources.join(", "))
    });
    Friction {
        kind: kind.label(),
        lines: standing(review, &[kind]).into_iter().map(|index| Line::of(review, found, index)).collect(),
        undecided: (0..review.len())
            .filter(|index| review.claim(*index).kind == kind && review.claims()[*index].verdict.is_none())
            .map(|index| review.claim(index).id.to_string())
            .collect(),
        absence,
    }
}

/// Deferred claims with their question, claims to be confirmed, and returned claims that nobody answered.
fn questions(review: &Review, found: &[Beside], cut: &Cut) -> Vec<Asked> {
    let mut list: Vec<Asked> = Vec::new();
    let mut ask = |who: &str, index: usize, text: String| {
        let question = Question { claim: review.claim(index).id.to_string(), text };
        match list.iter_mut().find(|asked| asked.who.eq_ignore_ascii_case(who)) {
            Some(asked) => asked.questions.push(question),
            None => list.push(Asked { who: who.to_owned(), questions: vec![question] }),
        }
    };
    let concerns = |index: usize| {
        let claim = review.claim(index);
        match claim.kind {
            ClaimKind::Promise => (cut.promises)(claim.what.unwrap_or(PromiseKind::Other)),
            kind => {
                cut.different.contains(&kind)
                    || cut.friction.contains(&kind)
                    || cut.sections.iter().any(|(_, kinds)| kinds.contains(&kind))
            }
        }
    };
    for index in (0..review.len()).filter(|index| concerns(*index)) {
        let decided = &review.claims()[index];
        if let Some(Verdict::Deferred { question, answerer }) = decided.verdict.as_ref().map(|verdict| &verdict.value) {
            ask(answerer.as_deref().unwrap_or("the customer"), index, question.clone());
        }
        let stands = decided.verdict.as_ref().is_some_and(|verdict| verdict.value.stands());
        if decided.validation.is_some() && stands {
            ask("the customer", index, format!("is this so? {}", Line::of(review, found, index).text));
        }
        if let Some(question) = &decided.question {
            let whom = review.later().returned.as_ref().and_then(|returned| returned.value.to.clone());
            ask(whom.as_deref().unwrap_or("whoever handed it over"), index, question.value.clone());
        }
    }
    list
}
