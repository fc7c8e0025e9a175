//! The draft as it stands in `packet.json`: account, deal, people, sources, claims.
//!
//! Pure data. Nothing here knows of files, and nothing here decides: a draft carries no verdict, no
//! ruling and no standing, only a [`Suggestion`] of what its drafter would have said. Fields that this
//! version does not know are ignored by these types and kept by everything that writes a packet out
//! again, because that works on the file's own JSON (see `review::project`).

mod grounding;
mod halves;
mod id;
pub mod kind;
mod read;
pub mod side;

use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

pub use grounding::{GroundedQuote, Grounding};
pub use id::{ClaimId, EvidenceId, PacketId, PersonId, SourceId};
pub use kind::{ClaimKind, Group, PromiseKind, Role, Side, SourceKind, Stance};
pub use read::{Fault, json, read};
pub use side::{person_of, side_of};

use crate::review::word::{RejectReason, Ruling, Standing};

/// The format this version writes. Frozen: a change of meaning gets a new number.
pub const FORMAT: &str = "handoff-packet/1";

/// The handoff of one account, as drafted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Packet {
    /// Always `handoff-packet/1`.
    pub format: String,
    /// Unique within a library.
    pub id: PacketId,
    /// Who bought.
    pub account: Account,
    /// What they bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deal: Option<Deal>,
    /// Everybody who matters, on both sides.
    #[serde(default)]
    pub people: Vec<Person>,
    /// What the claims were drawn from.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// What wrote the draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drafted_by: Option<Drafter>,
    /// The statements to be judged.
    #[serde(default)]
    pub claims: Vec<Claim>,
    /// Statements the drafter ranked below the cut. A person may take one up as a claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_heard: Vec<Claim>,
}

/// The customer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Account {
    /// As the people who work there write it.
    pub name: String,
    /// Market segment, for reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Mail domains of the customer's people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<String>,
}

/// The sale.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Deal {
    /// As the CRM names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// As written, with its currency: `USD 84,000 a year`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// Closed-won on this day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<String>,
    /// Kickoff is planned for this day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kickoff_on: Option<String>,
    /// Renewal is due on this day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal_on: Option<String>,
    /// The account executive who sold it, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ae: Option<String>,
    /// The customer success manager who receives it, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csm: Option<String>,
}

/// Somebody on either side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// Unique within the packet.
    pub id: PersonId,
    /// As they write it themselves.
    pub name: String,
    /// Which company they belong to.
    pub side: Side,
    /// Job title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The parts they played in the purchase.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// How they stand towards the purchase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stance: Option<Stance>,
    /// Mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Other spellings, as they stand in sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
}

/// What claims are drawn from: a file beside the packet, or text inside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Unique within the packet.
    pub id: SourceId,
    /// What sort of thing it is.
    pub kind: SourceKind,
    /// As a person would call it: `Discovery call`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The day it was said or written, `YYYY-MM-DD`, or an RFC 3339 time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Relative to the packet's folder; never outside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The words themselves, where there is no file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// SHA-256 of the file's bytes (or of the inline text's UTF-8 bytes), in lower-case hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// A few of its own sentences, shown above it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub summary: Vec<String>,
}

impl Source {
    /// The title, or failing that the path, or failing that the id.
    pub fn name(&self) -> &str {
        self.title.as_deref().or(self.path.as_deref()).unwrap_or(self.id.as_str())
    }
}

/// What wrote a draft.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Drafter {
    /// `rules`, `model`, a command's name, or another program's.
    pub tool: String,
    /// Of the tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// When, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Who served the model, for the `model` drafter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Which model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Which prompt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_version: Option<String>,
    /// SHA-256 of each request sent, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub request_sha256: Vec<String>,
    /// SHA-256 of each answer received, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub response_sha256: Vec<String>,
}

/// One atomic statement. Two facts in one line are two claims.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// Unique within the packet.
    pub id: ClaimId,
    /// What it is about.
    pub kind: ClaimKind,
    /// The statement, in the customer's words where they exist.
    pub text: String,
    /// For promises: what is promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<PromiseKind>,
    /// For promises: who gave it, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// For promises and milestones: by when, as spoken or `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// For promises and values: how much, as spoken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// Whom it concerns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<PersonId>,
    /// The words it was drawn from.
    #[serde(default, deserialize_with = "snug")]
    pub evidence: Vec<Evidence>,
    /// What the drafter would have said. Never a decision; hidden until a person has judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<Suggestion>,
    /// What was found of its quotes, numbers and names when it was drafted. Never a decision, and never
    /// believed: every opening looks again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grounding: Option<Box<Grounding>>,
}

/// A list that takes no more memory than it needs: most claims have one quote, and there may be many claims.
fn snug<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(json: D) -> Result<Vec<T>, D::Error> {
    struct Snug<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Snug<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a sequence")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut json: A) -> Result<Vec<T>, A::Error> {
            let Some(first) = json.next_element()? else { return Ok(Vec::new()) };
            // A list that grows by itself begins with room for four.
            let mut list = Vec::with_capacity(1);
            list.push(first);
            while let Some(next) = json.next_element()? {
                list.push(next);
            }
            list.shrink_to_fit();
            Ok(list)
        }
    }

    json.deserialize_seq(Snug(PhantomData))
}

/// One quote of one source. Where it stands is found again by code at every opening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Unique within its claim; numbered `e1`, `e2` … where the draft gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<EvidenceId>,
    /// Which source.
    pub source: SourceId,
    /// W3C `TextQuoteSelector`.
    pub quote: Quote,
    /// W3C `TextPositionSelector`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

impl Evidence {
    /// The evidence's id, or the one its place in the claim gives it (`index` counts from 0).
    pub fn id_at(&self, index: usize) -> EvidenceId {
        self.id.clone().unwrap_or_else(|| EvidenceId::from(format!("e{}", index + 1)))
    }
}

/// The quoted words, with some of what stands around them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// The words.
    pub exact: String,
    /// What stands right before them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// What stands right after them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
}

/// A half-open range of Unicode code points in the source's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// What the drafter would have said. A type of its own: nothing turns one into a decision.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Suggestion {
    /// How sure the drafter is, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// `accept`, `reject` or `ask`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<SuggestedVerdict>,
    /// With `reject`: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reject_reason: Option<RejectReason>,
    /// Who stands behind it, in the drafter's view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Whether it binds, in the drafter's view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruling: Option<Ruling>,
    /// Words in the evidence or the claim that look like seller spin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spin: Vec<String>,
    /// What to ask, with `ask`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What the receiving team could do differently.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Why the drafter raised the claim: the cue, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

kind::words!(
    /// What a drafter would do with a claim.
    SuggestedVerdict {
        /// Take it as it stands.
        Accept = "accept", "accept";
        /// Turn it down.
        Reject = "reject", "reject";
        /// Ask the customer.
        Ask = "ask", "ask the customer";
    }
);

impl Packet {
    /// The source with that id.
    pub fn source(&self, id: &SourceId) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == *id)
    }

    /// The claim with that id.
    pub fn claim(&self, id: &ClaimId) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.id == *id)
    }

    /// The person with that id.
    pub fn person(&self, id: &PersonId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == *id)
    }
}
