//! W3C Web Annotation (<https://www.w3.org/TR/annotation-model/>) as JSON-LD: one annotation a quote, its
//! target the words in their source, its body the claim and what was decided of it.
//!
//! Positions count code points of the text that `handoff text` prints, which the target says with
//! `renderedVia`. A quote that is not in its source has no position selector and says so in a tag.

use serde_json::{Value, json};

use super::{Bundle, Quoted, reason};
use crate::anchor::State;
use crate::brief::{Part, Wording};
use crate::packet::Drafter;
use crate::review::LiveEvidence;
use crate::review::located::Located;

/// The context that gives the names their meaning.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// All quotes of a packet as one page of annotations.
pub fn page(bundle: &Bundle<'_>) -> Value {
    let packet = bundle.review.packet();
    let items: Vec<Value> = if bundle.is_for_customer() {
        let of = |(index, part, wording): (usize, Part, Wording)| {
            let quoted = bundle.quotes(index);
            quoted.iter().map(|quoted| told(bundle, index, part, &wording, quoted)).collect::<Vec<_>>()
        };
        bundle.told().flat_map(of).collect()
    } else {
        let of = |index| {
            bundle.quotes(index).into_iter().map(|quoted| annotation(bundle, index, &quoted)).collect::<Vec<_>>()
        };
        bundle.claims().flat_map(of).collect()
    };
    let mut page = json!({
        "@context": CONTEXT,
        "id": format!("urn:handoff:{}:annotations", encoded(packet.id.as_str())),
        "type": "AnnotationPage",
        "label": format!("Handoff of {}", packet.account.name),
        "created": bundle.about.at,
        "startIndex": 0,
        "items": items,
    });
    if let Some(by) = &bundle.about.by {
        page["creator"] = json!({"type": "Person", "name": by.name});
    }
    if let Some(why) = &bundle.about.why {
        page["summary"] = json!(why);
    }
    page
}

/// What a customer sees of a quote: their own words, and the wording beside them.
fn told(bundle: &Bundle<'_>, index: usize, part: Part, wording: &Wording, (live, located): &Quoted<'_>) -> Value {
    json!({
        "id": id(bundle, index, live),
        "type": "Annotation",
        "motivation": "describing",
        "body": [text("describing", wording.as_str()), text("classifying", part.word())],
        // What stands around the words may be somebody else's.
        "target": target(bundle, live, *located, json!({"type": "TextQuoteSelector", "exact": live.evidence.quote.exact})),
    })
}

fn annotation(bundle: &Bundle<'_>, index: usize, (live, located): &Quoted<'_>) -> Value {
    let review = bundle.review;
    let (claim, decided) = (review.claim(index), &review.claims()[index]);
    let mut bodies = vec![text("describing", review.wording(index)), text("classifying", claim.kind.word())];
    let mut annotation = json!({
        "id": id(bundle, index, live),
        "type": "Annotation",
        "generator": generator(review.packet().drafted_by.as_ref()),
        "motivation": "describing",
    });
    let state = located.map_or("unreadable", |located| located.resolution.state.word());
    bodies.push(text("tagging", state));
    if let Some(decision) = &decided.verdict {
        bodies.push(text("assessing", decision.value.word()));
        bodies.extend(reason(&decision.value).map(|why| text("commenting", &why)));
        annotation["motivation"] = json!("assessing");
        annotation["creator"] = json!({"type": "Person", "name": decision.by.name});
        annotation["created"] = json!(decision.at);
    }
    if let Some(by) = live.attached_by {
        annotation["creator"] = json!({"type": "Person", "name": by.name});
    }
    annotation["body"] = json!(bodies);
    let quote = &live.evidence.quote;
    let mut exact = json!({"type": "TextQuoteSelector", "exact": quote.exact});
    for (name, words) in [("prefix", &quote.prefix), ("suffix", &quote.suffix)] {
        if let Some(words) = words {
            exact[name] = json!(words);
        }
    }
    annotation["target"] = target(bundle, live, *located, exact);
    annotation
}

fn id(bundle: &Bundle<'_>, index: usize, live: &LiveEvidence<'_>) -> String {
    let (packet, claim) = (bundle.review.packet(), bundle.review.claim(index));
    format!("urn:handoff:{}:{}:{}", encoded(packet.id.as_str()), encoded(claim.id.as_str()), encoded(live.id.as_str()))
}

/// The words in their source: as they are quoted, and where they stand if they are there.
fn target(bundle: &Bundle<'_>, live: &LiveEvidence<'_>, located: Option<&Located>, exact: Value) -> Value {
    let packet = encoded(bundle.review.packet().id.as_str());
    let mut selectors = vec![exact];
    let is_there = |state: State| !matches!(state, State::Orphan | State::Ambiguous);
    if let Some(position) = located
        .filter(|located| located.confirmed || is_there(located.resolution.state))
        .and_then(|located| located.position)
    {
        selectors.push(json!({"type": "TextPositionSelector", "start": position.start, "end": position.end}));
    }
    json!({
        "type": "SpecificResource",
        "source": format!("urn:handoff:{packet}:source:{}", encoded(live.evidence.source.as_str())),
        "renderedVia": {"type": "Software", "name": "handoff text"},
        "selector": selectors,
    })
}

fn text(purpose: &str, words: &str) -> Value {
    json!({"type": "TextualBody", "format": "text/plain", "purpose": purpose, "value": words})
}

fn generator(drafter: Option<&Drafter>) -> Value {
    let name = drafter.map_or("unknown", |drafter| drafter.tool.as_str());
    json!({"type": "Software", "name": name})
}

/// An id as a part of an IRI: letters, digits, `-`, `_`, `.` and `~` as they are, the rest in per cent.
pub(super) fn encoded(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
