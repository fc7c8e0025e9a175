//! The names of things in a packet. One newtype for each, so that a claim's id can never be handed
//! to something that wants a source's. A name of up to 24 bytes, which is nearly every one, is kept in place:
//! ten thousand claims name themselves and their sources, and none of it asks for memory of its own.

use std::borrow::Borrow;
use std::fmt;

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(transparent)]
        pub struct $name(#[schemars(with = "String")] pub CompactString);

        impl $name {
            /// The id as it stands in the file.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id.into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// One packet: usually the account's name in kebab case.
    PacketId
);
id!(
    /// One atomic statement. The same id is followed through every stage.
    ClaimId
);
id!(
    /// One transcript, mail, proposal, contract or note.
    SourceId
);
id!(
    /// One anchored quote within its claim: `e1`, `e2` … where the draft gives none.
    EvidenceId
);
id!(
    /// One human being on either side.
    PersonId
);
