//! The JSON: the reviewed packet as `handoff show` has it, with who exported it, when and why. For a customer
//! a packet of its own, put together from what they may see and nothing else.

use serde_json::{Value, json};

use super::Bundle;
use crate::review::hidden::Reveal;
use crate::review::project::project;

/// The reviewed packet. `draft` is the JSON of `packet.json`.
pub fn packet(bundle: &Bundle<'_>, draft: &Value) -> Value {
    if bundle.is_for_customer() {
        return customer(bundle);
    }
    let mut packet = project(draft, bundle.review, bundle.found, Reveal::AfterVerdict);
    packet["exported"] = json!(bundle.about);
    packet
}

fn customer(bundle: &Bundle<'_>) -> Value {
    let review = bundle.review;
    let claims: Vec<Value> = bundle
        .told()
        .map(|(index, part, wording)| {
            let quotes: Vec<Value> = bundle
                .quotes(index)
                .iter()
                .map(|(live, located)| {
                    let speaker = located.and_then(|located| located.speaker.as_ref());
                    json!({"words": live.evidence.quote.exact, "speaker": speaker.map(|speaker| &speaker.name)})
                })
                .collect();
            json!({"part": part, "text": wording, "quotes": quotes})
        })
        .collect();
    let by = bundle.about.by.as_ref().map(|by| &by.name);
    json!({
        "account": review.packet().account.name,
        "claims": claims,
        "exported": {"by": by, "at": bundle.about.at, "why": bundle.about.why, "audience": bundle.about.audience},
    })
}
