//! The reviewed packet: `packet.json`'s own JSON with a `"review"` beside every claim.
//!
//! Works on the draft's JSON rather than on the types, so that fields this version does not know come
//! out as they went in. `reviewed.json` and `handoff show --format json` are both this. A projection:
//! it can be made again from the draft and the trail at any time, and nothing reads it back as truth.

use serde_json::{Map, Value, json};

use super::hidden::{Reveal, shown_suggestion};
use super::lived;
use super::located::{Beside, Found, starting_standing};
use super::state::{Review, Verdict};

/// The reviewed packet.
///
/// `draft` is the JSON of `packet.json`; `found` has, for each claim, what is known of its evidence.
/// Suggestions that may not be seen yet are left out.
pub fn project(draft: &Value, review: &Review, found: &[Beside], reveal: Reveal) -> Value {
    let mut packet = draft.as_object().cloned().unwrap_or_default();
    let drafted = match packet.get_mut("claims") {
        Some(Value::Array(claims)) => std::mem::take(claims),
        _ => Vec::new(),
    };
    let claims = (0..review.len())
        .map(|index| {
            let mut claim = match review.first_drafted(index).and_then(|at| drafted.get(at)) {
                Some(Value::Object(claim)) => claim.clone(),
                _ => own(review.claim(index)),
            };
            match shown_suggestion(review, index, reveal) {
                None => drop(claim.remove("suggestion")),
                Some(shown) => {
                    if let (None, Some(Value::Object(drafted))) = (shown.ruling, claim.get_mut("suggestion")) {
                        drafted.remove("ruling");
                    }
                }
            }
            claim.insert("review".into(), decided(review, index, found.get(index).map_or(&[], Beside::as_slice)));
            Value::Object(claim)
        })
        .collect();
    packet.insert("claims".into(), Value::Array(claims));
    if review.has_grown() {
        // What joined since stands in no `packet.json`.
        let now = own(review.packet());
        for field in ["account", "deal", "people", "sources"] {
            if let Some(value) = now.get(field) {
                packet.insert(field.into(), value.clone());
            }
        }
    }
    let absences = review
        .absences()
        .iter()
        .map(|(kind, absence)| {
            json!({
                "kind": kind,
                "sources": absence.value.sources,
                "note": absence.value.note,
                "by": absence.by,
                "at": absence.at,
            })
        })
        .collect();
    packet.insert("absences".into(), Value::Array(absences));
    let notes = review.notes().iter().map(|note| json!({"text": note.value, "by": note.by, "at": note.at})).collect();
    packet.insert("notes".into(), Value::Array(notes));
    packet.insert("life".into(), lived::packet(review));
    Value::Object(packet)
}

/// What does not stand like this in `packet.json`, as JSON.
fn own(value: &impl serde::Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(value)) => value,
        _ => Map::new(),
    }
}

fn decided(review: &Review, index: usize, found: &[Found]) -> Value {
    let claim = &review.claims()[index];
    let verdict = claim.verdict.as_ref();
    let reason = verdict.and_then(|decision| match &decision.value {
        Verdict::Accepted { reason } | Verdict::Edited { reason, .. } => reason.clone(),
        Verdict::Rejected { reason, .. } => Some(reason.word().to_owned()),
        Verdict::Deferred { question, .. } => Some(question.clone()),
    });
    let mut out = json!({
        "verdict": verdict.map(|decision| decision.value.word()),
        "text": review.wording(index),
        "reason": reason,
        "standing": claim.standing.as_ref().map_or_else(|| starting_standing(found), |decision| decision.value),
        "standing_set": claim.standing.is_some(),
        "ruling": claim.ruling.as_ref().map(|decision| decision.value.ruling),
        "owner": claim.ruling.as_ref().and_then(|decision| decision.value.owner.as_ref()),
        "due": claim.ruling.as_ref().and_then(|decision| decision.value.due.as_ref()),
        "spin": claim.spin.as_ref().map(|decision| &decision.value),
        "needs_validation": claim.validation.is_some(),
        "visibility": review.visibility(index),
        "action": claim.action.as_ref().map(|decision| &decision.value),
        "by": verdict.map(|decision| &decision.by),
        "at": verdict.map(|decision| decision.at),
        "evidence": evidence(review, index, found),
        "notes": claim.notes.iter().map(|note| json!({"text": note.value, "by": note.by, "at": note.at})).collect::<Vec<_>>(),
    });
    if let Some(decision) = verdict {
        match &decision.value {
            Verdict::Rejected { note, .. } => out["note"] = json!(note),
            Verdict::Deferred { answerer, .. } => out["answerer"] = json!(answerer),
            Verdict::Accepted { .. } | Verdict::Edited { .. } => {}
        }
    }
    for (field, value) in lived::claim(review, index) {
        out[field] = value;
    }
    if let Some(by) = review.added_by(index) {
        out["added_by"] = json!(by);
    }
    if let Some(again) = &claim.again {
        let changed = |(field, was, now): &(&str, String, String)| json!({"field": field, "was": was, "now": now});
        out["look_again"] = json!({
            "since": again.seq,
            "was": *again.value.was,
            "changed": again.value.changed.iter().map(changed).collect::<Vec<_>>(),
            "gone": again.value.gone,
            "verdict": again.value.verdict.as_ref().map(|verdict| verdict.value.word()),
            "by": again.value.verdict.as_ref().map(|verdict| &verdict.by),
            "at": again.value.verdict.as_ref().map(|verdict| verdict.at),
            "ruling": again.value.ruling.as_ref().map(|ruling| ruling.value.ruling),
        });
    }
    out
}

fn evidence(review: &Review, index: usize, found: &[Found]) -> Vec<Value> {
    let mut found = found.iter();
    review
        .evidence(index)
        .into_iter()
        .map(|live| {
            let mut out = json!({"id": live.id, "source": live.evidence.source, "exact": live.evidence.quote.exact});
            match found.next() {
                Some(Found::Resolved(located)) => {
                    out["state"] = json!(located.resolution.state.word());
                    out["confirmed"] = json!(located.confirmed);
                    out["start"] = json!(located.position.map(|position| position.start));
                    out["end"] = json!(located.position.map(|position| position.end));
                    out["speaker"] = json!(located.speaker.as_ref().map(|speaker| &speaker.name));
                    out["side"] = json!(located.side);
                }
                Some(Found::Unreadable(why)) => out["unreadable"] = json!(why),
                Some(Found::Pending) | None => {}
            }
            if let Some(by) = live.attached_by {
                out["attached_by"] = json!(by);
            }
            out
        })
        .collect()
}
