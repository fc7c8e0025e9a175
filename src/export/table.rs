//! The CSV: one line a claim. The last columns are empty, for a colleague to write in; `handoff import`
//! takes them back (see [`super::back`]).

use super::cell::neutral;
use super::{Bundle, reason};
use crate::review::located::{Beside, starting_standing};
use crate::review::word::Standing;

/// What a colleague writes: a verdict, and what it needs.
pub const ANSWERS: [&str; 8] = ["verdict", "new_text", "reason", "note", "answerer", "ruling", "owner", "due"];

/// What is told of a claim.
const TOLD: [&str; 21] = [
    "packet",
    "claim",
    "kind",
    "drafted",
    "text",
    "decided",
    "decided_by",
    "decided_role",
    "decided_at",
    "why",
    "standing",
    "ruled",
    "promise_owner",
    "promise_due",
    "spin",
    "needs_validation",
    "visibility",
    "action",
    "quotes",
    "exported",
    "seen",
];

/// What a customer is told.
const SAFE: [&str; 4] = ["part", "text", "quotes", "exported"];

/// The table, with its heading.
pub fn rows(bundle: &Bundle<'_>) -> Vec<Vec<String>> {
    if bundle.is_for_customer() {
        return customer(bundle);
    }
    let mut rows = vec![TOLD.iter().chain(&ANSWERS).map(|name| (*name).to_owned()).collect()];
    rows.extend(bundle.claims().map(|index| row(bundle, index)));
    rows
}

/// Who made the export, when and why, in one cell.
fn exported(bundle: &Bundle<'_>) -> String {
    let about = &bundle.about;
    let by = about.by.as_ref().map_or(String::new(), |by| format!(" by {} ({})", by.name, by.role.label()));
    let why = about.why.as_ref().map_or(String::new(), |why| format!(": {why}"));
    format!("{}{by}{why}", about.at)
}

fn customer(bundle: &Bundle<'_>) -> Vec<Vec<String>> {
    let mut rows = vec![SAFE.iter().map(|name| (*name).to_owned()).collect()];
    for (index, part, wording) in bundle.told() {
        rows.push(vec![
            part.word().to_owned(),
            neutral(wording.as_str()),
            neutral(&quotes(bundle, index)),
            neutral(&exported(bundle)),
        ]);
    }
    rows
}

fn row(bundle: &Bundle<'_>, index: usize) -> Vec<String> {
    let review = bundle.review;
    let (drafted, claim) = (review.claim(index), &review.claims()[index]);
    let found = bundle.found.get(index).map_or(&[][..], Beside::as_slice);
    let verdict = claim.verdict.as_ref();
    let ruled = claim.ruling.as_ref().map(|decision| &decision.value);
    let standing: Standing = claim.standing.as_ref().map_or_else(|| starting_standing(found), |set| set.value);
    let action = claim.action.as_ref().map(|decision| {
        let by = decision.value.by.as_ref().map_or(String::new(), |by| format!(", by {by}"));
        let from = decision.value.from.as_ref().map_or(String::new(), |from| format!(", from {from}"));
        format!("{}{by}{from}", decision.value.what)
    });
    let cells = [
        review.packet().id.to_string(),
        drafted.id.to_string(),
        drafted.kind.word().to_owned(),
        drafted.text.clone(),
        review.wording(index).to_owned(),
        verdict.map_or(String::new(), |decision| decision.value.word().to_owned()),
        verdict.map_or(String::new(), |decision| decision.by.name.clone()),
        verdict.map_or(String::new(), |decision| decision.by.role.word().to_owned()),
        verdict.map_or(String::new(), |decision| decision.at.to_string()),
        verdict.and_then(|decision| reason(&decision.value)).unwrap_or_default(),
        standing.word().to_owned(),
        ruled.map_or(String::new(), |ruled| ruled.ruling.word().to_owned()),
        ruled.and_then(|ruled| ruled.owner.clone()).unwrap_or_default(),
        ruled.and_then(|ruled| ruled.due.clone()).unwrap_or_default(),
        claim.spin.as_ref().map_or(String::new(), |spin| spin.value.clone()),
        if claim.validation.is_some() { "yes".to_owned() } else { String::new() },
        review.visibility(index).word().to_owned(),
        action.unwrap_or_default(),
        quotes(bundle, index),
        exported(bundle),
        review.touched(index).to_string(),
    ];
    let blank = ANSWERS.iter().map(|_| String::new());
    cells.iter().map(|cell| neutral(cell)).chain(blank).collect()
}

/// The quotes in one cell, a line each. One that is not in its source never stands in quotation marks.
fn quotes(bundle: &Bundle<'_>, index: usize) -> String {
    let told = bundle.quotes(index).into_iter().map(|(live, located)| {
        let exact = live.evidence.quote.exact.split_whitespace().collect::<Vec<_>>().join(" ");
        let source = bundle.review.packet().source(&live.evidence.source);
        let source = source.map_or(live.evidence.source.as_str(), |source| source.name());
        match located {
            Some(located) if located.counts() => {
                let speaker = located.speaker.as_ref().map_or(String::new(), |who| format!("{}, ", who.name));
                format!("“{exact}” ({speaker}{source})")
            }
            Some(located) => format!("{}: {exact} ({source})", located.resolution.state.label().to_uppercase()),
            None => format!("NOT CHECKED: {exact} ({source})"),
        }
    });
    told.collect::<Vec<_>>().join("\n")
}
