//! Briefs: what one reader needs of a reviewed packet, on a page.
//!
//! Pure, in two steps. A reviewed packet becomes a plain value ([`Brief`]), a type of its own for each side
//! of the wall between the companies; a template makes a document of it. What the customer reads is a
//! [`CustomerBrief`], which has no place in which anything internal could be kept, so no template, the
//! team's own included, can let any of it out.

pub mod customer;
mod lines;
pub mod team;
pub mod template;

use serde::Serialize;

use crate::packet::kind::words;
use crate::review::Review;
use crate::review::located::Beside;
pub use customer::{CustomerBrief, Part, Wording};
use schemars::JsonSchema;
use serde::Deserialize;
pub use team::TeamBrief;
pub use template::{Fault, Templates};

words!(
    /// Who reads the brief.
    Audience {
        /// The team that receives the account.
        Team = "team", "the receiving team";
        /// The people who bought.
        Customer = "customer", "the customer";
        /// Those who set it up.
        Implementation = "implementation", "implementation";
        /// Those who answer when something does not work.
        Support = "support", "support";
        /// The executive on the seller's side who stands in for the account.
        Sponsor = "sponsor", "the executive sponsor";
    }
);

words!(
    /// What the brief is written as.
    Shape {
        /// For a wiki or a mail.
        Markdown = "markdown", "Markdown";
        /// One page that needs nothing else, and prints.
        Html = "html", "HTML";
        /// For programs.
        Json = "json", "JSON";
        /// For a terminal.
        Text = "text", "text";
    }
);

/// What one reader needs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Brief {
    /// For the customer.
    Customer(Box<CustomerBrief>),
    /// For somebody of the selling company.
    Team(Box<TeamBrief>),
}

impl Brief {
    /// What `audience` needs of a reviewed packet. `found` has, for each claim, what is known of its quotes.
    pub fn of(review: &Review, found: &[Beside], audience: Audience) -> Self {
        match audience {
            Audience::Customer => Self::Customer(Box::new(CustomerBrief::of(review))),
            Audience::Team | Audience::Implementation | Audience::Support | Audience::Sponsor => {
                Self::Team(Box::new(TeamBrief::of(review, found, audience)))
            }
        }
    }

    /// Whether there is nothing in it to be read.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Customer(brief) => brief.is_empty(),
            Self::Team(_) => false,
        }
    }

    /// The brief as a document.
    ///
    /// # Errors
    /// A template of the team's has a fault: which, where and what.
    pub fn render(&self, shape: Shape, templates: &Templates) -> Result<String, Fault> {
        match (shape, self) {
            (Shape::Json, _) => {
                // Strings, numbers and lists: there is nothing in it that could fail to be written.
                let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
                text.push('\n');
                Ok(text)
            }
            (Shape::Markdown | Shape::Html | Shape::Text, Self::Customer(brief)) => {
                templates.render(Audience::Customer, shape, brief.as_ref())
            }
            (Shape::Markdown | Shape::Html | Shape::Text, Self::Team(brief)) => {
                templates.render(brief.audience, shape, brief.as_ref())
            }
        }
    }
}

/// The brief as a person at a terminal reads it, from the templates that come with the program: for a
/// screen that shows what would be sent. For the customer, `None` while nothing may be told them.
pub fn preview(review: &Review, found: &[Beside], audience: Audience) -> Option<String> {
    let brief = Brief::of(review, found, audience);
    if brief.is_empty() {
        return None;
    }
    Some(brief.render(Shape::Text, &Templates::default()).unwrap_or_else(|fault| fault.to_string()))
}
