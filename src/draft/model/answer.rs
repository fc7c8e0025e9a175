//! What a model answers with: the published schema, and what is made of an answer that may or may not
//! follow it.
//!
//! Pure. A claim that does not fit is left out and counted, never repaired into something the model did not
//! say. A quote that names no span is kept against the source that was being read: grounding will find
//! that it is not there, and a person sees it.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::Job;
use super::chunk::Part;
use crate::packet::{
    Claim, ClaimId, ClaimKind, Evidence, Person, PersonId, PromiseKind, Quote, Role, Side, Stance, Suggestion,
};

/// Characters of context kept on either side of a quote.
const CONTEXT: usize = 32;
/// The longest claim, in characters; more is no statement but a passage.
const LONGEST: usize = 600;
/// The most quotes of one claim that are kept.
const QUOTES: usize = 5;

/// One answer.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The claims that the record supports.
    #[serde(default)]
    pub claims: Vec<AnswerClaim>,
    /// Who takes part.
    #[serde(default)]
    pub people: Vec<AnswerPerson>,
}

/// One claim.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AnswerClaim {
    /// What it is about.
    pub kind: ClaimKind,
    /// One atomic statement.
    pub text: String,
    /// The words it rests on.
    #[serde(default)]
    pub quotes: Vec<AnswerQuote>,
    /// For promises: what is promised.
    #[serde(default)]
    pub what: Option<PromiseKind>,
    /// For promises: who gave it.
    #[serde(default)]
    pub owner: Option<String>,
    /// By when, as spoken.
    #[serde(default)]
    pub due: Option<String>,
    /// How much, as spoken.
    #[serde(default)]
    pub amount: Option<String>,
    /// How sure the model is, 0 to 1.
    #[serde(default)]
    pub confidence: Option<f64>,
    /// Words that look like seller spin.
    #[serde(default)]
    pub spin: Vec<String>,
    /// Why the claim was raised.
    #[serde(default)]
    pub because: Option<String>,
}

/// Some words of one span.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AnswerQuote {
    /// The span's name, such as `s1.12`.
    pub span: String,
    /// Words of that span, letter for letter; empty means all of it.
    #[serde(default)]
    pub words: String,
}

/// Somebody.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AnswerPerson {
    /// As the record names them.
    pub name: String,
    /// Which company they belong to.
    pub side: Side,
    /// Job title.
    #[serde(default)]
    pub title: Option<String>,
    /// The parts they play in the purchase.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// How they stand towards it.
    #[serde(default)]
    pub stance: Option<Stance>,
}

/// The schema that a model is held to: everything in one place, every field named, no others.
pub fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true).into_generator();
    let schema: Schema = generator.into_root_schema_for::<Answer>();
    let mut schema = schema.to_value();
    close(&mut schema);
    if let Value::Object(fields) = &mut schema {
        fields.remove("$schema");
        fields.remove("title");
    }
    schema
}

/// Services that hold a model to a schema want every field required and no others allowed; a field that
/// may be missing may be null instead.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::Object(properties)) = fields.get("properties") {
                let names: Vec<Value> = properties.keys().map(|name| Value::String(name.clone())).collect();
                fields.insert("required".to_owned(), Value::Array(names));
                fields.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            fields.remove("default");
            fields.remove("format");
            fields.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What was gathered from all parts.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) claims: Vec<Claim>,
    people: Vec<AnswerPerson>,
    /// How many claims were left out, by why.
    left_out: BTreeMap<String, usize>,
    unknown_spans: usize,
}

impl Gathered {
    /// What a person should be told of it.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks: Vec<String> =
            self.left_out.iter().map(|(why, count)| format!("{count} of the model's claims left out: {why}")).collect();
        if self.unknown_spans > 0 {
            remarks.push(format!("{} of the model's quotes name no span that it was shown", self.unknown_spans));
        }
        remarks
    }

    /// The job's people with what the model learned of them, and those it met.
    pub(super) fn people(&self, job: &Job) -> Vec<Person> {
        let mut people = job.people.clone();
        for met in &self.people {
            let name = met.name.trim();
            if name.is_empty() || name.chars().count() > 120 {
                continue;
            }
            let same = |person: &&mut Person| {
                std::iter::once(&person.name)
                    .chain(&person.aliases)
                    .any(|own| own.to_lowercase() == name.to_lowercase())
            };
            match people.iter_mut().find(same) {
                // What addresses and files say of somebody's side outweighs what a model says.
                Some(person) => {
                    person.title = person.title.take().or_else(|| met.title.clone());
                    person.stance = person.stance.or(met.stance);
                    for role in &met.roles {
                        if !person.roles.contains(role) {
                            person.roles.push(role.clone());
                        }
                    }
                }
                None => people.push(Person {
                    id: PersonId::from(format!("m{}", people.len() + 1)),
                    name: name.to_owned(),
                    side: met.side,
                    title: met.title.clone(),
                    roles: met.roles.clone(),
                    stance: met.stance,
                    email: None,
                    aliases: Vec::new(),
                }),
            }
        }
        people
    }

    fn leave_out(&mut self, why: impl Into<String>) {
        *self.left_out.entry(why.into()).or_default() += 1;
    }
}

/// Takes what fits of an answer.
pub(super) fn take(job: &Job, part: &Part, answer: Value, gathered: &mut Gathered) {
    let Value::Object(mut fields) = answer else {
        gathered.leave_out("the answer is no object");
        return;
    };
    for person in list(fields.remove("people")) {
        // Somebody whose side a model can't say in the packet's words is nobody it can say anything of.
        gathered.people.extend(serde_json::from_value::<AnswerPerson>(person));
    }
    for claim in list(fields.remove("claims")) {
        match serde_json::from_value::<AnswerClaim>(claim) {
            Err(error) => {
                let why = error.to_string();
                gathered.leave_out(why.split(", expected").next().unwrap_or_default());
            }
            Ok(claim) if claim.text.trim().is_empty() => gathered.leave_out("no text"),
            Ok(claim) if claim.text.chars().count() > LONGEST => gathered.leave_out("text as long as a passage"),
            Ok(claim) => {
                let claim = drafted(job, part, claim, gathered);
                gathered.claims.push(claim);
            }
        }
    }
}

fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(items)) => items,
        Some(_) | None => Vec::new(),
    }
}

fn drafted(job: &Job, part: &Part, claim: AnswerClaim, gathered: &mut Gathered) -> Claim {
    let said = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let promise = claim.kind == ClaimKind::Promise;
    let evidence = claim.quotes.into_iter().take(QUOTES).filter_map(|quote| evidence(job, part, quote, gathered));
    let evidence: Vec<Evidence> = evidence.collect();
    let spin: Vec<String> = claim.spin.into_iter().filter(|words| !words.trim().is_empty()).collect();
    let suggestion = Suggestion {
        confidence: claim.confidence.filter(|sure| sure.is_finite()).map(|sure| sure.clamp(0.0, 1.0)),
        spin,
        because: said(claim.because),
        ..Suggestion::default()
    };
    Claim {
        id: ClaimId::default(),
        kind: claim.kind,
        text: claim.text.trim().to_owned(),
        what: claim.what.filter(|_| promise),
        owner: said(claim.owner).filter(|_| promise),
        due: said(claim.due),
        amount: said(claim.amount),
        people: Vec::new(),
        evidence,
        suggestion: (suggestion != Suggestion::default()).then_some(suggestion),
        grounding: None,
    }
}

fn evidence(job: &Job, part: &Part, quote: AnswerQuote, gathered: &mut Gathered) -> Option<Evidence> {
    let words = quote.words.trim();
    let Some(span) = part.find(job, &quote.span) else {
        gathered.unknown_spans += 1;
        let source = part.spans.first().map(|span| &job.sources[span.source].source)?;
        let quote = Quote { exact: words.to_owned(), prefix: None, suffix: None };
        return (!words.is_empty()).then(|| Evidence { id: None, source: source.id.clone(), quote, position: None });
    };
    let source = &job.sources[span.source];
    let whole = span.words(job);
    let (words, at) = match words {
        "" => (whole.trim(), whole.find(whole.trim())),
        words => (words, whole.find(words)),
    };
    let mut quote = Quote { exact: words.to_owned(), prefix: None, suffix: None };
    let position = at.map(|at| {
        let text = &source.import.text;
        let range = span.range.start + at..span.range.start + at + words.len();
        let before: String = text.as_str()[..range.start].chars().rev().take(CONTEXT).collect();
        let before: String = before.chars().rev().collect();
        let after: String = text.as_str()[range.end..].chars().take(CONTEXT).collect();
        quote.prefix = Some(before).filter(|words| !words.is_empty());
        quote.suffix = Some(after).filter(|words| !words.is_empty());
        text.position(&range)
    });
    (!quote.exact.is_empty()).then(|| Evidence { id: None, source: source.source.id.clone(), quote, position })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::chunk::parts;
    use super::super::tests_job::job;
    use super::*;

    fn taken(answer: Value) -> Gathered {
        let job = job(&["Sam Lee: We will have fees down thirty percent by March.\nMaya Chen: Größe zählt."]);
        let mut gathered = Gathered::default();
        take(&job, &parts(&job)[0], answer, &mut gathered);
        gathered
    }

    #[test]
    fn quotes_get_their_place_from_their_span() {
        let gathered = taken(json!({"claims": [{
            "kind": "promise", "text": "Fees down thirty percent by March",
            "quotes": [{"span": "s1.1", "words": "fees down thirty percent"}, {"span": "s1.2", "words": ""}]
        }]}));
        let evidence = &gathered.claims[0].evidence;
        assert_eq!(evidence[0].position.map(|position| position.start), Some("Sam Lee: We will have ".len()));
        assert_eq!(evidence[1].quote.exact, "Größe zählt.");
        assert!(gathered.remarks().is_empty());
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_told() {
        let gathered = taken(json!({"claims": [
            {"kind": "verdict", "text": "accepted"},
            {"kind": "promise", "text": " "},
            {"text": "no kind"},
            17,
            {"kind": "objection", "text": "Too dear", "verdict": "accepted", "review": {"ruling": "contractual"},
             "confidence": 7, "quotes": [{"span": "s9.9", "words": "far too dear"}]}
        ], "people": [{"name": "Maya Chen", "side": "elsewhere"}]}));
        assert_eq!(gathered.claims.len(), 1);
        let claim = &gathered.claims[0];
        assert_eq!(claim.suggestion.as_ref().unwrap().confidence, Some(1.0));
        assert_eq!(claim.evidence[0].quote.exact, "far too dear");
        let written = serde_json::to_string(claim).unwrap();
        assert!(!written.contains("verdict") && !written.contains("ruling"), "{written}");
        assert_eq!(gathered.remarks().len(), 5, "{:?}", gathered.remarks());
    }

    #[test]
    fn the_schema_is_closed_and_stands_by_itself() {
        let schema = schema();
        let text = schema.to_string();
        assert!(!text.contains("$ref") && !text.contains("$defs"), "{text}");
        assert_eq!(schema["additionalProperties"], false);
        let claim = &schema["properties"]["claims"]["items"];
        let all = claim["properties"].as_object().unwrap().len();
        assert_eq!(claim["required"].as_array().unwrap().len(), all);
        for word in ["standing", "ruling", "verdict"] {
            assert!(!text.contains(word), "{word}");
        }
    }
}
