//! PROV-JSON (<https://www.w3.org/submissions/prov-json/>): which source a claim was drawn from, what drafted
//! it, who decided it, when and why.
//!
//! Names people, so it is not made for customers.

use serde_json::{Map, Value, json};

use super::annotation::encoded;
use super::{Bundle, reason};
use crate::review::Actor;

/// The provenance of every claim.
pub fn document(bundle: &Bundle<'_>) -> Value {
    let review = bundle.review;
    let packet = review.packet();
    let mut parts = Parts::default();
    let draft = format!("packet:{}/draft", encoded(packet.id.as_str()));
    parts.put("entity", &draft, json!({
        "prov:type": "handoff:draft", "handoff:sha256": bundle.about.packet_sha256, "prov:label": packet.account.name,
    }));
    for source in &packet.sources {
        let title = source.name();
        let entity = json!({"prov:type": "handoff:source", "prov:label": title, "handoff:sha256": source.sha256});
        parts.put("entity", &source_name(bundle, source.id.as_str()), entity);
    }
    if let Some(drafter) = &packet.drafted_by {
        let agent = format!("agent:drafter/{}", encoded(&drafter.tool));
        let activity = format!("packet:{}/drafting", encoded(packet.id.as_str()));
        let label =
            json!({"prov:type": "prov:SoftwareAgent", "prov:label": drafter.tool, "handoff:model": drafter.model});
        parts.put("agent", &agent, label);
        parts.put("activity", &activity, json!({"prov:endTime": drafter.at}));
        parts.link("wasAssociatedWith", json!({"prov:activity": activity, "prov:agent": agent}));
        parts.link("wasGeneratedBy", json!({"prov:entity": draft, "prov:activity": activity}));
    }
    for index in bundle.claims() {
        claim(bundle, index, &draft, &mut parts);
    }
    let export = format!("packet:{}/export", encoded(packet.id.as_str()));
    parts.put(
        "activity",
        &export,
        json!({
            "prov:endTime": bundle.about.at, "handoff:why": bundle.about.why, "handoff:head": bundle.about.head,
        }),
    );
    if let Some(by) = &bundle.about.by {
        let agent = person(by, &mut parts);
        parts.link("wasAssociatedWith", json!({"prov:activity": export, "prov:agent": agent}));
    }
    parts.document()
}

fn source_name(bundle: &Bundle<'_>, id: &str) -> String {
    format!("packet:{}/source/{}", encoded(bundle.review.packet().id.as_str()), encoded(id))
}

fn claim(bundle: &Bundle<'_>, index: usize, draft: &str, parts: &mut Parts) {
    let review = bundle.review;
    let (drafted, decided) = (review.claim(index), &review.claims()[index]);
    let base = format!("packet:{}/claim/{}", encoded(review.packet().id.as_str()), encoded(drafted.id.as_str()));
    parts.put(
        "entity",
        &base,
        json!({
            "prov:type": "handoff:claim", "handoff:kind": drafted.kind, "prov:value": drafted.text,
        }),
    );
    match review.added_by(index) {
        Some(by) => {
            let agent = person(by, parts);
            parts.link("wasAttributedTo", json!({"prov:entity": base, "prov:agent": agent}));
        }
        None => parts.link("hadMember", json!({"prov:collection": draft, "prov:entity": base})),
    }
    for (live, located) in bundle.quotes(index) {
        // A claim is derived from a source only if its words are there.
        if located.is_some_and(|located| located.counts()) {
            let source = source_name(bundle, live.evidence.source.as_str());
            let quote = json!({
                "prov:generatedEntity": base, "prov:usedEntity": source, "prov:type": "prov:Quotation",
                "handoff:exact": live.evidence.quote.exact,
            });
            parts.link("wasDerivedFrom", quote);
        }
    }
    let Some(decision) = &decided.verdict else { return };
    let (entity, activity) = (format!("{base}/decided"), format!("{base}/line/{}", decision.seq));
    parts.put(
        "entity",
        &entity,
        json!({
            "prov:type": "handoff:decision", "prov:value": review.wording(index),
            "handoff:verdict": decision.value.word(), "handoff:why": reason(&decision.value),
        }),
    );
    parts.put("activity", &activity, json!({"prov:endTime": decision.at, "handoff:line": decision.seq}));
    let agent = person(&decision.by, parts);
    parts.link("wasGeneratedBy", json!({"prov:entity": entity, "prov:activity": activity, "prov:time": decision.at}));
    parts.link("wasAssociatedWith", json!({"prov:activity": activity, "prov:agent": agent}));
    parts.link("wasDerivedFrom", json!({
        "prov:generatedEntity": entity, "prov:usedEntity": base, "prov:activity": activity, "prov:type": "prov:Revision",
    }));
}

fn person(by: &Actor, parts: &mut Parts) -> String {
    let name = by.email.as_deref().unwrap_or(&by.name);
    let agent = format!("agent:person/{}", encoded(&name.trim().to_lowercase()));
    let told = json!({"prov:type": "prov:Person", "prov:label": by.name, "handoff:role": by.role.word()});
    parts.put("agent", &agent, told);
    agent
}

/// The document, as it grows.
#[derive(Default)]
struct Parts {
    sorts: Map<String, Value>,
    links: usize,
}

impl Parts {
    fn put(&mut self, sort: &str, name: &str, mut value: Value) {
        if let Value::Object(fields) = &mut value {
            fields.retain(|_, value| !value.is_null());
        }
        let sort = self.sorts.entry(sort).or_insert_with(|| json!({}));
        if let Value::Object(sort) = sort {
            sort.entry(name).or_insert(value);
        }
    }

    /// A relation, which has no name of its own.
    fn link(&mut self, sort: &str, value: Value) {
        self.links += 1;
        let name = format!("_:r{}", self.links);
        self.put(sort, &name, value);
    }

    fn document(self) -> Value {
        let mut document = json!({"prefix": {
            "handoff": "urn:handoff:term:", "packet": "urn:handoff:packet:", "agent": "urn:handoff:agent:",
            "prov": "http://www.w3.org/ns/prov#",
        }});
        if let Value::Object(document) = &mut document {
            document.extend(self.sorts);
        }
        document
    }
}
