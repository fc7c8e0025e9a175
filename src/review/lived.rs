//! A packet's life for those who read it outside the workbench: in words (`handoff show`) and as JSON
//! (`reviewed.json`). What somebody voted in a meeting is in neither: votes are not verdicts, and one
//! person's are hidden from the other until both are cast.

use serde_json::{Map, Value, json};

use super::state::Review;
use super::word::Stage;

/// Where the packet is and who stands behind it, in a few words each; empty for a review that nobody has
/// signed, returned or assigned.
pub fn headline(review: &Review) -> Vec<String> {
    let later = review.later();
    let mut parts = Vec::new();
    if review.stage() != Stage::Review {
        parts.push(review.stage().label().to_owned());
    }
    if let Some(signed) = &later.signed {
        parts.push(format!("signed off by {} ({})", signed.by.name, signed.by.role.label()));
        for other in &later.countersigned {
            parts.push(format!("countersigned by {} ({})", other.by.name, other.by.role.label()));
        }
        if review.needs_countersign() {
            parts.push("not countersigned, though promises bind".to_owned());
        }
    }
    for (blocker, waiver) in &later.waived {
        parts.push(format!("{} waived {blocker}: {}", waiver.by.name, waiver.value));
    }
    if let Some(returned) = &later.returned {
        let to = returned.value.to.as_deref().unwrap_or("whoever handed it over");
        parts.push(format!("with {to} for answers"));
    }
    if let Some(assigned) = &later.assigned {
        parts.push(format!("{}'s packet", assigned.value));
    }
    parts
}

/// What happened to a claim beyond its verdict, a line each.
pub fn lines(review: &Review, index: usize) -> Vec<String> {
    let claim = &review.claims()[index];
    let mut lines = Vec::new();
    if let Some(asked) = &claim.question {
        lines.push(format!("asked: {} ({})", asked.value, asked.by.name));
    }
    for answer in &claim.answers {
        lines.push(format!("answer: {} ({})", answer.value, answer.by.name));
    }
    if let Some((one, other)) = review.disputed(index) {
        let (first, second) = (one.value.word(), other.value.word());
        lines.push(format!("disputed: {} {first} it, {} {second} it", one.by.name, other.by.name));
    }
    if let Some(settled) = &claim.settled {
        let (by, with) = (&settled.by.name, &settled.value.with.name);
        lines.push(format!("settled by {by} and {with}: {}", settled.value.reason));
    }
    for outcome in &claim.outcomes {
        let what = &outcome.value;
        let words = what.words.as_ref().map_or(String::new(), |words| format!(" “{words}”"));
        let who = what.said_by.as_ref().map_or(String::new(), |who| format!(" {who}"));
        let shown = what.evidence.as_ref().map_or(String::new(), |evidence| {
            let source = review.packet().source(&evidence.source).map_or(evidence.source.as_str(), |s| s.name());
            format!(" “{}” ({source})", evidence.quote.exact.split_whitespace().collect::<Vec<_>>().join(" "))
        });
        lines.push(format!(
            "{}: {}{words}{who}{shown} ({})",
            what.stage.label(),
            what.outcome.label(),
            outcome.by.name
        ));
    }
    lines
}

/// What the reviewed packet says of its life as a whole.
pub fn packet(review: &Review) -> Value {
    let later = review.later();
    let signed = later.signed.iter().map(|signed| json!({"by": signed.by, "at": signed.at})).next();
    let others: Vec<Value> = later.countersigned.iter().map(|other| json!({"by": other.by, "at": other.at})).collect();
    let waived: Map<String, Value> = later
        .waived
        .iter()
        .map(|(key, waiver)| (key.clone(), json!({"reason": waiver.value, "by": waiver.by, "at": waiver.at})))
        .collect();
    json!({
        "stage": review.stage(),
        "signed_off": signed,
        "countersigned": others,
        "waived": waived,
        "returned": later.returned.as_ref().map(|returned| json!({
            "to": returned.value.to,
            "note": returned.value.note,
            "by": returned.by,
            "at": returned.at,
        })),
        "assigned": later.assigned.as_ref().map(|assigned| &assigned.value),
    })
}

/// What the reviewed packet says of one claim's life, beside its verdict.
pub fn claim(review: &Review, index: usize) -> Map<String, Value> {
    let claim = &review.claims()[index];
    let mut out = Map::new();
    if let Some(asked) = &claim.question {
        out.insert("question".into(), json!({"text": asked.value, "by": asked.by, "at": asked.at}));
    }
    if !claim.answers.is_empty() {
        let answers =
            claim.answers.iter().map(|answer| json!({"text": answer.value, "by": answer.by, "at": answer.at}));
        out.insert("answers".into(), answers.collect());
    }
    if review.disputed(index).is_some() {
        out.insert("disputed".into(), json!(true));
    }
    if let Some(settled) = &claim.settled {
        let value = &settled.value;
        let settled = json!({"with": value.with, "reason": value.reason, "by": settled.by, "at": settled.at});
        out.insert("settled".into(), settled);
    }
    if !claim.outcomes.is_empty() {
        let outcomes = claim.outcomes.iter().map(|outcome| {
            let what = &outcome.value;
            json!({
                "stage": what.stage,
                "outcome": what.outcome,
                "words": what.words,
                "said_by": what.said_by,
                "evidence": what.evidence,
                "by": outcome.by,
                "at": outcome.at,
            })
        });
        out.insert("outcomes".into(), outcomes.collect());
    }
    out
}
