//! Who says that what will be done: offers, requests and assignments.
//!
//! Pure. First-person lists alone miss most of what is agreed on a call, because whoever runs it hands
//! work out in the second and third person ("you take the export", "Priya is going to send it"). So
//! there are three kinds, and for the last two it counts *where* a sentence stands: around "next steps"
//! and near the end of a talk people say who does what.

use super::Trigger;
use super::sentence::Sentence;
use super::words::Words;

/// The kinds of cue in `words/commitment.toml`.
pub const KINDS: &[&str] = &["offer", "request", "assignment", "zone"];

/// What a sentence's weights have to add up to.
const ENOUGH: f64 = 1.0;
/// How many sentences a zone lasts.
const ZONE: usize = 14;
/// The share of a talk, at its end, where people part.
const CLOSING: f64 = 0.06;
/// How many sentences on a list goes on after the last thing that was handed out.
const LIST: usize = 6;
/// The name of the one cue that is not words but their absence: "Priya, the security questionnaire."
const LISTED: &str = "somebody, something: a list of who does what";

/// Who takes it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The speaker.
    Offer,
    /// Whoever is asked.
    Request,
    /// Whoever is named.
    Assignment,
}

impl Kind {
    /// The word for it in output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Request => "request",
            Self::Assignment => "assignment",
        }
    }
}

/// A sentence that commits somebody to something.
#[derive(Debug, Clone, PartialEq)]
pub struct Commitment {
    /// The sentence's number.
    pub sentence: usize,
    /// Who takes it on.
    pub kind: Kind,
    /// Why it was raised.
    pub triggers: Vec<Trigger>,
    /// How strong the cues are together; 1 is just enough.
    pub score: f64,
}

/// Every commitment of a source, in order. A sentence can be an offer and an assignment.
pub fn find(sentences: &[Sentence<'_>], words: &Words) -> Vec<Commitment> {
    let list = words.list("commitment");
    let hits: Vec<_> = sentences.iter().map(|sentence| list.find(sentence)).collect();
    let zones = zones(&hits);
    let mut found = Vec::new();
    let (mut listing, mut left) = (None, 0usize);
    for (index, (sentence, hits)) in sentences.iter().zip(&hits).enumerate() {
        let offered: f64 = hits.iter().filter(|hit| hit.cue.kind == "offer").map(|hit| hit.cue.weight).sum();
        if offered >= ENOUGH - 1e-9 {
            found.push(commitment(index, sentence, hits, Kind::Offer, offered));
        }
        let asked: f64 = hits.iter().filter(|hit| hit.cue.kind == "request").map(|hit| hit.cue.weight).sum();
        let given: f64 = hits.iter().filter(|hit| hit.cue.kind == "assignment").map(|hit| hit.cue.weight).sum();
        let place = zones[index];
        if hits.is_empty() && listing == sentence.speaker && place > 0.0 && left > 0 && shares_out(sentence) {
            let triggers = vec![Trigger { cue: LISTED.to_owned(), words: sentence.range.clone() }];
            found.push(Commitment { sentence: index, kind: Kind::Assignment, triggers, score: ENOUGH });
            left = LIST;
        }
        left = left.saturating_sub(1);
        if given > 0.0 || hits.iter().any(|hit| hit.cue.kind == "zone") {
            (listing, left) = (sentence.speaker, LIST);
        }
        if asked > 0.0 && asked + place >= ENOUGH - 1e-9 {
            found.push(commitment(index, sentence, hits, Kind::Request, asked + place));
        } else if given > 0.0 && given + place >= ENOUGH - 1e-9 {
            found.push(commitment(index, sentence, hits, Kind::Assignment, given + place));
        }
    }
    found
}

fn commitment(
    index: usize,
    sentence: &Sentence<'_>,
    hits: &[super::words::Hit<'_>],
    kind: Kind,
    score: f64,
) -> Commitment {
    let mine = |hit: &&super::words::Hit<'_>| hit.cue.kind == kind.word() && hit.cue.weight > 0.0;
    let triggers = hits.iter().filter(mine).map(|hit| Trigger::of(sentence, hit)).collect();
    Commitment { sentence: index, kind, triggers, score }
}

/// Whether a sentence without a verb puts somebody beside something: "and Mark the export", "for Priya,
/// the questionnaire".
fn shares_out(sentence: &Sentence<'_>) -> bool {
    let forms: Vec<&str> = sentence.tokens.iter().map(|token| token.form.as_str()).collect();
    if sentence.asks || !(4..=14).contains(&forms.len()) || forms.iter().any(|form| VERBS.contains(form)) {
        return false;
    }
    let body =
        forms.iter().position(|form| !matches!(*form, "and" | "so" | "then" | "okay" | "yeah" | "for")).unwrap_or(0);
    let named = sentence.tokens.get(body).is_some_and(|token| token.capital || sentence.names.contains(&token.form));
    let thing = forms.iter().skip(body + 1).position(|form| matches!(*form, "the" | "a" | "an" | "our" | "your"));
    named && thing.is_some_and(|at| at < 4 && body + 1 + at + 1 < forms.len())
}

/// The verbs that a sentence of speech hardly does without.
const VERBS: &[&str] = &[
    "'s", "am", "are", "be", "been", "can", "could", "did", "do", "does", "get", "go", "going", "got", "had", "has",
    "have", "is", "know", "like", "make", "may", "mean", "might", "must", "need", "put", "said", "say", "see", "shall",
    "should", "take", "think", "use", "want", "was", "were", "will", "would",
];

/// How much each sentence gains by where it stands.
fn zones(hits: &[Vec<super::words::Hit<'_>>]) -> Vec<f64> {
    let mut zones = vec![0.0; hits.len()];
    let mut left = 0usize;
    for (index, hits) in hits.iter().enumerate() {
        if hits.iter().any(|hit| hit.cue.kind == "zone") {
            left = ZONE;
        }
        let closing = index as f64 >= hits.len() as f64 * (1.0 - CLOSING);
        zones[index] = if left > 0 || closing { 0.5 } else { 0.0 };
        left = left.saturating_sub(1);
    }
    zones
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Builder, Part};

    /// Kind, first cue and words of everything found.
    fn found(turns: &[(&str, &str)]) -> Vec<(Kind, String, String)> {
        let mut builder = Builder::new();
        for (who, said) in turns {
            let speaker = builder.speaker(who, None);
            let from = builder.len();
            builder.push(said);
            builder.turn(from..builder.len(), Some(speaker), Part::Body);
            builder.push("\n");
        }
        let text = builder.finish();
        let sentences = super::super::sentences(&text, &|_| None);
        let told = |found: &Commitment| {
            let trigger = &found.triggers[0];
            (found.kind, trigger.cue.clone(), text.as_str()[trigger.words.clone()].to_owned())
        };
        find(&sentences, &Words::default()).iter().map(told).collect()
    }

    #[test]
    fn an_offer_is_found_through_hesitation() {
        let told = found(&[("Sam", "Um, I'll, uh, I'll send the export over tonight.")]);
        assert_eq!(told, [(Kind::Offer, "first person will".into(), "I'll".into())]);
    }

    #[test]
    fn what_is_not_taken_on_is_no_offer() {
        assert_eq!(found(&[("Sam", "I won't be there."), ("Ann", "It will rain."), ("Sam", "I said so.")]), []);
    }

    #[test]
    fn work_is_handed_out_in_the_second_and_third_person_where_people_part() {
        let talk = ["Nice weather."; 30].map(|said| ("Ann", said));
        let mut talk = talk.to_vec();
        talk.extend([
            ("Sam", "So, next steps."),
            ("Sam", "Priya is going to write the security review."),
            ("Sam", "And Jon, the data mapping for the yard."),
            ("Sam", "Can you send the order form by Friday?"),
        ]);
        let told: Vec<_> = found(&talk).into_iter().map(|(kind, cue, _)| (kind, cue)).collect();
        assert_eq!(
            told,
            [
                (Kind::Assignment, "somebody named will".into()),
                (Kind::Assignment, LISTED.into()),
                (Kind::Request, "can you".into()),
            ]
        );
    }

    #[test]
    fn how_a_product_is_used_is_no_assignment() {
        let mut talk = vec![("Sam", "You can check the box and you should send the form.")];
        talk.extend(["Nice weather."; 30].map(|said| ("Ann", said)));
        assert_eq!(found(&talk), []);
    }
}
