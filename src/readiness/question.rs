//! The ten questions, what each needs for a `yes`, and how a packet answers it.
//!
//! A question has one or more *parts* (why they bought, and why now); a part is a set of claims, the best
//! of which speaks for it. Every part has to be whole for a `yes`; a question of which no part has a claim
//! that stands is a `no`. Whether a milestone proves the value, or a sponsor has truly understood, no rule
//! can see: a person who accepts the claims and names the actions says so.

use std::collections::BTreeSet;

use super::grade::{Fault, Grade};
use super::{Answer, Answered};
use crate::packet::kind::words;
use crate::packet::{Claim, ClaimKind, Person, Role, Side, Stance};
use crate::review::Review;
use crate::review::located::Beside;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

words!(
    /// What a team that can act differently knows.
    Question {
        /// Buying reasons and the trigger.
        Why = "why", "Why did they buy, and why now?";
        /// Use cases, with what is done for them.
        UseCase = "use_case", "What is the primary use case, and what does onboarding do differently for it?";
        /// How their people work.
        Workflow = "workflow", "What is the user's workflow?";
        /// The value and its proof.
        Value = "value", "Which value was promised, and does the first milestone prove that?";
        /// The sponsor and the trigger.
        Sponsor = "sponsor", "Who is the executive sponsor, and do they know why the customer bought now?";
        /// Skeptics, objections, concerns.
        Skeptic = "skeptic", "Who is skeptical, and of what?";
        /// The champion's own win.
        Champion = "champion", "What does the champion personally win?";
        /// Constraints.
        Constraint = "constraint", "Which constraint could slow adoption?";
        /// Promises, their rulings, owners and dates.
        Promises = "promises", "Which promises bind, who owns them, by when?";
        /// Risks, gaps, compromises.
        Risks = "risks", "Which risks, gaps and compromises were accepted during the sale?";
    }
);

/// The claims that can speak for one part of an answer.
struct Part {
    /// What is missing when there are none: `buying trigger`.
    name: &'static str,
    claims: Vec<usize>,
}

/// How far one part is answered.
struct Speaks {
    answer: Answer,
    why: String,
    claims: Vec<usize>,
}

impl Question {
    /// From 1 to 10.
    pub const fn number(self) -> usize {
        self as usize + 1
    }

    /// Asks it of a packet.
    pub fn ask(self, review: &Review, found: &[Beside]) -> Answered {
        self.ask_graded(review, &Grade::of_all(review, found))
    }

    /// As [`Question::ask`], where each claim has been graded.
    pub(super) fn ask_graded(self, review: &Review, grades: &[Grade]) -> Answered {
        let parts = self.parts(review);
        let filled = parts
            .iter()
            .flat_map(|part| &part.claims)
            .any(|index| grades[*index] != Grade::Rejected && !review.wording(*index).trim().is_empty());
        let mut spoken: Vec<Speaks> = parts.iter().map(|part| speaks(review, grades, part)).collect();
        if self == Self::Promises {
            spoken = vec![promises(review, grades)];
        }
        let mut answer = match spoken.iter().map(|part| part.answer).min() {
            Some(Answer::Yes) => Answer::Yes,
            // A trigger alone says nothing of who the sponsor is.
            _ if self == Self::Sponsor && spoken[0].answer == Answer::No => Answer::No,
            _ if spoken.iter().any(|part| part.answer != Answer::No) => Answer::Weak,
            _ => Answer::No,
        };
        let mut why: Vec<String> = spoken.iter().map(|part| part.why.clone()).filter(|why| !why.is_empty()).collect();
        match self.looked_for() {
            [] => {}
            kinds if answer == Answer::No && kinds.iter().all(|kind| review.absences().contains_key(kind)) => {
                answer = Answer::Weak;
                why = vec!["looked for and none found, which has no words to show".to_owned()];
            }
            kinds if answer == Answer::Yes && self == Self::Risks => {
                let open: Vec<&str> =
                    kinds.iter().filter(|kind| !answered(review, grades, **kind)).map(|kind| kind.label()).collect();
                if !open.is_empty() {
                    answer = Answer::Weak;
                    why.push(format!("nobody has said whether there was any {}", open.join(" or ")));
                }
            }
            _ => {}
        }
        let mut claims: Vec<usize> = spoken.into_iter().flat_map(|part| part.claims).collect();
        claims.sort_unstable();
        claims.dedup();
        Answered { question: self, answer, why: why.join("; "), claims, filled }
    }

    /// The friction kinds of which a person can say that they looked and found none.
    const fn looked_for(self) -> &'static [ClaimKind] {
        match self {
            Self::Skeptic => &[ClaimKind::Objection, ClaimKind::NearFatalObjection, ClaimKind::SoftenedConcern],
            Self::Risks => &[ClaimKind::ProcurementCompromise, ClaimKind::FeatureGap, ClaimKind::AcceptedRisk],
            Self::Why
            | Self::UseCase
            | Self::Workflow
            | Self::Value
            | Self::Sponsor
            | Self::Champion
            | Self::Constraint
            | Self::Promises => &[],
        }
    }

    fn parts(self, review: &Review) -> Vec<Part> {
        let of = |name: &'static str, kinds: &[ClaimKind]| Part {
            name,
            claims: (0..review.len()).filter(|index| kinds.contains(&review.claim(*index).kind)).collect(),
        };
        let trigger = || of("buying trigger", &[ClaimKind::BuyingTrigger]);
        match self {
            Self::Why => vec![of("buying reason", &[ClaimKind::BuyingReason]), trigger()],
            Self::UseCase => vec![of("use case", &[ClaimKind::UseCase])],
            Self::Workflow => vec![of("user workflow", &[ClaimKind::UserWorkflow])],
            Self::Value => vec![
                of("promised value", &[ClaimKind::PromisedValue]),
                of("first milestone", &[ClaimKind::FirstMilestone]),
            ],
            Self::Sponsor => {
                let mut sponsor = of("executive sponsor", &[ClaimKind::Stakeholder]);
                sponsor.claims.retain(|index| {
                    review.wording(*index).to_lowercase().contains("executive sponsor")
                        || concerns(review, *index, |person| person.roles.contains(&Role::ExecutiveSponsor))
                });
                vec![sponsor, trigger()]
            }
            Self::Skeptic => {
                let mut skeptic = of(
                    "skeptic, objection or concern",
                    &[
                        ClaimKind::Objection,
                        ClaimKind::NearFatalObjection,
                        ClaimKind::SoftenedConcern,
                        ClaimKind::BuyerConcern,
                    ],
                );
                let who = of("skeptic", &[ClaimKind::Stakeholder]).claims.into_iter();
                skeptic.claims.extend(
                    who.filter(|index| concerns(review, *index, |person| person.stance == Some(Stance::Skeptic))),
                );
                vec![skeptic]
            }
            Self::Champion => vec![of("champion win", &[ClaimKind::ChampionWin])],
            Self::Constraint => vec![of("constraint", &[ClaimKind::Constraint])],
            Self::Promises => vec![of("promise", &[ClaimKind::Promise])],
            Self::Risks => vec![of("accepted risk, feature gap or procurement compromise", self.looked_for())],
        }
    }
}

/// Whether a claim is about somebody on the customer's side who is so: it names them by id, or in its words.
fn concerns(review: &Review, index: usize, is_so: impl Fn(&Person) -> bool) -> bool {
    let claim: &Claim = review.claim(index);
    review.packet().people.iter().filter(|person| person.side == Side::Customer && is_so(person)).any(|person| {
        claim.people.contains(&person.id) || {
            let name = person.name.trim().to_lowercase();
            !name.is_empty() && review.wording(index).to_lowercase().contains(&name)
        }
    })
}

/// Whether somebody has said whether there was friction of that kind, in a way that a filled field alone
/// is not: an absence, a question to the customer, or a claim that stands with located words.
fn answered(review: &Review, grades: &[Grade], kind: ClaimKind) -> bool {
    review.absences().contains_key(&kind)
        || (0..review.len()).filter(|index| review.claim(*index).kind == kind).any(|index| match &grades[index] {
            Grade::Stands(faults) => !faults.contains(&Fault::Unlocated),
            Grade::Deferred => true,
            Grade::Undecided | Grade::Rejected => false,
        })
}

/// The best claim of a part speaks for it.
fn speaks(review: &Review, grades: &[Grade], part: &Part) -> Speaks {
    let mut best: Option<(usize, &[Fault])> = None;
    let (mut deferred, mut undecided) = (0, 0);
    for index in &part.claims {
        match &grades[*index] {
            Grade::Stands(faults) => {
                if best.as_ref().is_none_or(|(_, least)| faults.len() < least.len()) {
                    best = Some((*index, faults));
                }
            }
            Grade::Deferred => deferred += 1,
            Grade::Undecided => undecided += 1,
            Grade::Rejected => {}
        }
    }
    match best {
        Some((index, [])) => Speaks { answer: Answer::Yes, why: String::new(), claims: vec![index] },
        Some((index, faults)) => {
            Speaks { answer: Answer::Weak, why: wrong(review, index, faults), claims: vec![index] }
        }
        None => {
            let open = match (undecided, deferred) {
                (0, 0) => format!("no {}", part.name),
                (0, _) => format!("no {}, the customer is still to be asked", part.name),
                (_, _) => format!("no {} that anybody has accepted", part.name),
            };
            Speaks { answer: Answer::No, why: open, claims: Vec::new() }
        }
    }
}

/// All promises that stand have to be ruled, and each that binds has to be whole. Where none binds, the
/// best one speaks.
fn promises(review: &Review, grades: &[Grade]) -> Speaks {
    let standing: Vec<usize> = (0..review.len())
        .filter(|index| review.claim(*index).kind == ClaimKind::Promise)
        .filter(|index| matches!(grades[*index], Grade::Stands(_)))
        .collect();
    let binding: Vec<usize> = review.binding().filter(|index| standing.contains(index)).collect();
    let mut spoken = if binding.is_empty() {
        let all = (0..review.len()).filter(|index| review.claim(*index).kind == ClaimKind::Promise);
        speaks(review, grades, &Part { name: "promise", claims: all.collect() })
    } else {
        let mut why = Vec::new();
        for index in &binding {
            if let Grade::Stands(faults) = &grades[*index]
                && !faults.is_empty()
            {
                why.push(wrong(review, *index, faults));
            }
        }
        let answer = if why.is_empty() { Answer::Yes } else { Answer::Weak };
        Speaks { answer, why: why.join("; "), claims: binding }
    };
    let unruled: BTreeSet<&str> = review.unruled().map(|index| review.claim(index).id.as_str()).collect();
    if spoken.answer != Answer::No && !unruled.is_empty() {
        spoken.answer = Answer::Weak;
        let list = unruled.into_iter().collect::<Vec<_>>().join(", ");
        let more = if spoken.why.is_empty() { String::new() } else { format!("{}; ", spoken.why) };
        spoken.why = format!("{more}nobody has ruled {list}");
    }
    spoken
}

/// What is wrong with a claim as an answer: `seller-only, no action (c07)`.
fn wrong(review: &Review, index: usize, faults: &[Fault]) -> String {
    let words: Vec<&str> = faults.iter().map(|fault| fault.word()).collect();
    format!("{} ({})", words.join(", "), review.claim(index).id)
}
