//! The closed vocabularies of a packet: claim kinds and their groups, sides, stances, what a promise
//! is about. Adding a claim kind breaks every `match` that must think of it, which is the point.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A closed vocabulary: the word in files, the words on screens, and all members in order.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $file:literal, $screen:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $file)] $variant,)+
        }

        impl $name {
            /// Every member, in the order of the design.
            pub const ALL: &[$name] = &[$($name::$variant,)+];

            /// The word as files and other programs have it.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $file,)+ }
            }

            /// The words as a person reads them.
            pub const fn label(self) -> &'static str {
                match self { $($name::$variant => $screen,)+ }
            }

            /// The member that files call `word`.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($file => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.label())
            }
        }
    };
}
pub(crate) use words;

words!(
    /// What a claim is about.
    ClaimKind {
        /// Why they bought.
        BuyingReason = "buying_reason", "buying reason";
        /// Why now: the compelling event.
        BuyingTrigger = "buying_trigger", "buying trigger";
        /// The outcome they were told they would get.
        PromisedValue = "promised_value", "promised value";
        /// The first proof milestone.
        FirstMilestone = "first_milestone", "first milestone";
        /// What they will use it for.
        UseCase = "use_case", "use case";
        /// How their people work.
        UserWorkflow = "user_workflow", "user workflow";
        /// What could slow adoption.
        Constraint = "constraint", "constraint";
        /// Who matters, and how they stand.
        Stakeholder = "stakeholder", "stakeholder";
        /// What the champion personally wins.
        ChampionWin = "champion_win", "champion win";
        /// What the economic buyer worries about.
        BuyerConcern = "buyer_concern", "buyer concern";
        /// An objection raised during the sale.
        Objection = "objection", "objection";
        /// An objection that nearly ended it.
        NearFatalObjection = "near_fatal_objection", "near-fatal objection";
        /// What procurement had changed.
        ProcurementCompromise = "procurement_compromise", "procurement compromise";
        /// What the product can't do that they asked for.
        FeatureGap = "feature_gap", "feature gap";
        /// A concern that was talked down rather than answered.
        SoftenedConcern = "softened_concern", "softened concern";
        /// A risk both sides knew of and took.
        AcceptedRisk = "accepted_risk", "accepted risk";
        /// Something somebody said would be done.
        Promise = "promise", "promise";
    }
);

words!(
    /// The heading a claim stands under in the list.
    Group {
        /// Reasons, trigger, value, milestone.
        Why = "why", "Why they bought";
        /// Use cases, workflow, constraints.
        Use = "use", "How they will use it";
        /// People.
        Who = "who", "Who";
        /// Objections, gaps, compromises, risks.
        Friction = "friction", "Friction";
        /// Promises.
        Promises = "promises", "Promises";
    }
);

impl ClaimKind {
    /// The heading this kind stands under.
    pub const fn group(self) -> Group {
        match self {
            Self::BuyingReason | Self::BuyingTrigger | Self::PromisedValue | Self::FirstMilestone => Group::Why,
            Self::UseCase | Self::UserWorkflow | Self::Constraint => Group::Use,
            Self::Stakeholder | Self::ChampionWin | Self::BuyerConcern => Group::Who,
            Self::Objection
            | Self::NearFatalObjection
            | Self::ProcurementCompromise
            | Self::FeatureGap
            | Self::SoftenedConcern
            | Self::AcceptedRisk => Group::Friction,
            Self::Promise => Group::Promises,
        }
    }

    /// The friction kinds: absence of one of these is itself a claim that a person must make.
    pub fn friction() -> impl Iterator<Item = ClaimKind> {
        Self::ALL.iter().copied().filter(|kind| kind.group() == Group::Friction)
    }
}

words!(
    /// Which company somebody belongs to.
    Side {
        /// The people who bought.
        Customer = "customer", "customer";
        /// The people who sold.
        Seller = "seller", "seller";
    }
);

words!(
    /// How somebody stands towards the purchase.
    Stance {
        /// For it.
        Supporter = "supporter", "supporter";
        /// Neither.
        Neutral = "neutral", "neutral";
        /// Against it, or unconvinced.
        Skeptic = "skeptic", "skeptic";
    }
);

words!(
    /// What a promise is about.
    PromiseKind {
        /// When.
        Timeline = "timeline", "timeline";
        /// How well or how fast, for as long as the contract runs.
        Sla = "sla", "SLA";
        /// A capability.
        Feature = "feature", "feature";
        /// Money.
        Price = "price", "price";
        /// Teaching people.
        Training = "training", "training";
        /// Working with another system.
        Integration = "integration", "integration";
        /// Anything else.
        Other = "other", "other";
    }
);

/// A vocabulary that files may extend: known words are told apart, others are kept as written.
macro_rules! open_words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $file:literal, $screen:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(from = "String", into = "String")]
        #[schemars(with = "String")]
        pub enum $name {
            $(#[doc = concat!("`", $file, "`")] $variant,)+
            /// A word this version does not know.
            Other(String),
        }

        impl $name {
            /// The words that this version knows, as files have them.
            pub const KNOWN: &'static [&'static str] = &[$($file),+];

            /// The word as files have it.
            pub fn word(&self) -> &str {
                match self { $($name::$variant => $file,)+ $name::Other(word) => word }
            }

            /// The words as a person reads them.
            pub fn label(&self) -> &str {
                match self { $($name::$variant => $screen,)+ $name::Other(word) => word }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                match word.as_str() { $($file => $name::$variant,)+ _ => $name::Other(word) }
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> String {
                word.word().to_owned()
            }
        }
    };
}

pub(crate) use open_words;

open_words!(
    /// The part somebody played in the purchase.
    Role {
        Champion = "champion", "champion";
        EconomicBuyer = "economic_buyer", "economic buyer";
        ExecutiveSponsor = "executive_sponsor", "executive sponsor";
        TechnicalLead = "technical_lead", "technical lead";
        User = "user", "user";
        Procurement = "procurement", "procurement";
        Legal = "legal", "legal";
    }
);

open_words!(
    /// What sort of thing a source is. Says nothing of its file format.
    SourceKind {
        Call = "call", "call";
        Email = "email", "e-mail";
        Proposal = "proposal", "proposal";
        Contract = "contract", "contract";
        CrmNote = "crm_note", "CRM note";
        MeetingNote = "meeting_note", "meeting note";
    }
);
