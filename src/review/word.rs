//! The closed vocabularies of a review: standing, ruling, reject reasons, visibility, stages, outcomes.
//! Everything here is a person's to say.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::packet::kind::words;

words!(
    /// Who stands behind a claim.
    Standing {
        /// The customer has confirmed it, asked directly.
        CustomerConfirmed = "customer_confirmed", "customer confirmed";
        /// The customer said it.
        CustomerSaid = "customer_said", "customer said";
        /// Only the seller said it.
        SellerSaid = "seller_said", "seller said";
        /// Nobody said it; somebody concluded it.
        Inferred = "inferred", "inferred";
        /// Somebody said otherwise.
        Contradicted = "contradicted", "contradicted";
    }
);

words!(
    /// Whether a promise binds.
    Ruling {
        /// It stands in the contract.
        Contractual = "contractual", "contractual";
        /// It was given by word, and we keep it.
        VerbalBinding = "verbal_binding", "verbal, binding";
        /// A hope, and both sides know it.
        Aspirational = "aspirational", "aspirational";
        /// It does not bind.
        NotBinding = "not_binding", "not binding";
        /// Legal has to say.
        NeedsLegal = "needs_legal", "needs legal";
    }
);

impl Ruling {
    /// Whether a promise ruled so has to be kept, and so needs a countersign.
    pub const fn binds(self) -> bool {
        match self {
            Self::Contractual | Self::VerbalBinding => true,
            Self::Aspirational | Self::NotBinding | Self::NeedsLegal => false,
        }
    }
}

words!(
    /// Why a claim was turned down. One key each.
    RejectReason {
        /// The quoted words do not say that.
        DoesNotSupport = "does-not-support", "the words do not support it";
        /// Somebody else said it.
        WrongSpeaker = "wrong-speaker", "wrong speaker";
        /// It belongs to another account.
        WrongAccount = "wrong-account", "wrong account";
        /// It was true once.
        OutOfDate = "out-of-date", "out of date";
        /// Another source says otherwise.
        Contradicted = "contradicted", "contradicted elsewhere";
        /// It says more than the words do.
        Overstated = "overstated", "overstated";
        /// The words are not in the source.
        NotInSource = "not-in-source", "not in the source";
        /// Another claim says it.
        Duplicate = "duplicate", "duplicate";
        /// It is two facts in one line.
        NotAtomic = "not-atomic", "two facts in one line";
        /// Something else; say what in the note.
        Other = "other", "other";
    }
);

words!(
    /// Who may see a claim.
    Visibility {
        /// May stand in a document the customer reads.
        CustomerSafe = "customer_safe", "customer-safe";
        /// Never leaves the company.
        Internal = "internal", "internal";
    }
);

words!(
    /// Where in its life a packet is.
    Stage {
        /// Verdicts, rulings, sign-off.
        Review = "review", "review";
        /// The customer is asked what is wrong.
        Kickoff = "kickoff", "kickoff";
        /// New sources come in.
        Onboarding = "onboarding", "onboarding";
        /// Does the value thesis still hold?
        BusinessReview = "business_review", "business review";
        /// What was promised, beside what was proved.
        Renewal = "renewal", "renewal";
    }
);

words!(
    /// What became of a claim at a later stage, as the customer or the facts have it.
    Outcome {
        /// Kickoff: the customer says it is so.
        Right = "right", "right";
        /// Kickoff: the customer says it is not so.
        Wrong = "wrong", "wrong";
        /// Kickoff: some of it is so.
        Partly = "partly", "partly right";
        /// Kickoff: it was not spoken of.
        NotDiscussed = "not_discussed", "not discussed";
        /// The milestone was reached.
        Reached = "reached", "reached";
        /// The milestone was not reached.
        Missed = "missed", "missed";
        /// Somebody keeps the promise in sight.
        Tracked = "tracked", "tracked";
        /// The promise was kept.
        Kept = "kept", "kept";
        /// The promise was broken.
        Broken = "broken", "broken";
        /// Both sides agreed on something else instead.
        Changed = "changed", "changed";
        /// Nobody remembers the promise.
        Lost = "lost", "lost";
        /// The value shows, with evidence.
        Proved = "proved", "proved";
        /// It was looked for and does not show.
        Disproved = "disproved", "disproved";
    }
);

words!(
    /// What somebody would decide, in a meeting in which two do.
    Ballot {
        /// It stands.
        Accept = "accept", "accept";
        /// It does not.
        Reject = "reject", "reject";
        /// The customer has to be asked.
        Ask = "ask", "ask the customer";
    }
);
