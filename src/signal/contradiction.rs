//! Two sources that say different things of one subject: another number, another date, yes and no.
//!
//! Pure. Two sentences are of one subject when they share enough of their rare content words; what is
//! common in all the sources tells nothing ("the portal" in every line). It finds candidates for a
//! person to rule on and is meant to miss rather than to cry wolf: "sixty days" and "ninety days" in
//! sentences that share no other word are left alone.

use std::collections::HashMap;
use std::ops::Range;

use super::Sentence;
use super::stem::content;
use super::value::{Sort, Value, values};

/// How much of the rarer words of the shorter sentence must be shared.
const SHARED: f64 = 0.5;
/// Words that more sentences than this have are common.
const COMMON: usize = 60;

/// One sentence that can contradict another.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a> {
    /// Its words.
    pub sentence: &'a Sentence<'a>,
    /// The number of its source: within one source, people correct themselves (see `superseded`).
    pub source: usize,
}

/// What two statements differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Differs {
    /// A value of this sort.
    Value(Sort),
    /// One says yes and the other no.
    Negation,
}

impl Differs {
    /// The word for it in output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Value(sort) => sort.word(),
            Self::Negation => "negation",
        }
    }
}

/// The words on either side that differ, in bytes of each one's source.
pub type Words = (Range<usize>, Range<usize>);

/// A pair that a person should look at, side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// The number of the earlier statement given.
    pub a: usize,
    /// The number of the later one.
    pub b: usize,
    /// What differs.
    pub differs: Differs,
    /// The words that differ, in bytes of each one's source.
    pub words: Words,
    /// The stems both share.
    pub subject: Vec<String>,
}

/// All contradictions between statements of different sources, in order of the first.
pub fn find(statements: &[Statement<'_>]) -> Vec<Contradiction> {
    let marked: Vec<Marked<'_>> = statements.iter().map(Marked::of).collect();
    let mut postings: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, marked) in marked.iter().enumerate() {
        for stem in &marked.stems {
            postings.entry(stem).or_default().push(index);
        }
    }
    let rarity = |stem: &str| 1.0 / (1.0 + postings.get(stem).map_or(0, Vec::len) as f64).ln();
    let mut found = Vec::new();
    for (index, one) in marked.iter().enumerate() {
        let mut shared: HashMap<usize, f64> = HashMap::new();
        for stem in &one.stems {
            let others = postings.get(stem.as_str()).map_or(&[][..], Vec::as_slice);
            if others.len() > COMMON {
                continue;
            }
            for other in others.iter().filter(|other| **other > index && marked[**other].source != one.source) {
                *shared.entry(*other).or_default() += rarity(stem);
            }
        }
        let mut shared: Vec<(usize, f64)> = shared.into_iter().collect();
        shared.sort_by_key(|(other, _)| *other);
        for (other, weight) in shared {
            let two = &marked[other];
            let whole = |marked: &Marked<'_>| marked.stems.iter().map(|stem| rarity(stem)).sum::<f64>();
            let subject: Vec<String> = one.stems.iter().filter(|stem| two.stems.contains(stem)).cloned().collect();
            if subject.len() < 2 || weight < SHARED * whole(one).min(whole(two)) {
                continue;
            }
            if let Some((differs, words)) = differ(one, two) {
                found.push(Contradiction { a: index, b: other, differs, words, subject });
            }
        }
    }
    found
}

struct Marked<'a> {
    sentence: &'a Sentence<'a>,
    source: usize,
    stems: Vec<String>,
    values: Vec<Value>,
    negated: Option<Range<usize>>,
}

impl<'a> Marked<'a> {
    fn of(statement: &Statement<'a>) -> Self {
        let sentence = statement.sentence;
        let values = values(&sentence.tokens);
        let outside = |at: usize| !values.iter().any(|value| value.tokens.contains(&at));
        let kept: Vec<_> =
            sentence.tokens.iter().enumerate().filter(|(at, _)| outside(*at)).map(|(_, token)| token.clone()).collect();
        let negation =
            |token: &super::token::Token| matches!(token.form.as_str(), "not" | "no" | "never" | "without" | "none");
        let negated = sentence.tokens.iter().find(|token| negation(token)).map(super::token::Token::range);
        Self { sentence, source: statement.source, stems: content(&kept), values, negated }
    }
}

fn differ(one: &Marked<'_>, two: &Marked<'_>) -> Option<(Differs, Words)> {
    for a in &one.values {
        let same = two.values.iter().any(|b| b.sort == a.sort && agrees(a.sort, &a.norm, &b.norm));
        let other = two.values.iter().find(|b| {
            b.sort == a.sort
                && !one.values.iter().any(|c| c.sort == b.sort && agrees(b.sort, &c.norm, &b.norm))
                && unit(one, a) == unit(two, b)
        });
        if let (false, Some(b)) = (same, other) {
            return Some((Differs::Value(a.sort), (one.sentence.bytes(&a.tokens), two.sentence.bytes(&b.tokens))));
        }
    }
    if one.sentence.asks || two.sentence.asks || one.negated.is_some() == two.negated.is_some() {
        return None;
    }
    // "no" against a sentence of the very same subject only: half of a subject is too little here.
    let all = one.stems.iter().filter(|stem| two.stems.contains(stem)).count();
    let least = one.stems.len().min(two.stems.len());
    let place = |marked: &Marked<'_>| marked.negated.clone().unwrap_or(marked.sentence.range.clone());
    (all >= 3 && all * 5 >= least * 4).then(|| (Differs::Negation, (place(one), place(two))))
}

/// What a count counts: the word behind it. Other sorts carry their unit themselves.
fn unit(marked: &Marked<'_>, value: &Value) -> Option<String> {
    (value.sort == Sort::Count).then(|| {
        let behind = marked.sentence.tokens.get(value.tokens.end..).unwrap_or_default();
        behind
            .iter()
            .take(2)
            .map(|token| super::stem::stem(&token.form))
            .find(|stem| !super::stem::is_common(stem))
            .unwrap_or_default()
    })
}

/// Whether two values of one sort can both be true. Dates that are said with more or less detail
/// (`March`, `March 8`) agree, and so do dates that can't be compared: `friday` in one call is another
/// Friday in the next.
fn agrees(sort: Sort, a: &str, b: &str) -> bool {
    if sort != Sort::Date {
        return a == b;
    }
    match (calendar(a), calendar(b)) {
        (Some(a), Some(b)) => a.iter().zip(b).all(|(a, b)| a.is_none() || b.is_none() || *a == b),
        (None, None) => a == b || relative(a) || relative(b),
        _ => true,
    }
}

/// Year, month and day of a date that has a month.
fn calendar(norm: &str) -> Option<[Option<u32>; 3]> {
    let parts: Vec<u32> = norm.split('-').map(str::parse).collect::<Result<_, _>>().ok()?;
    Some(match parts[..] {
        [year, month, day] => [Some(year), Some(month), Some(day)],
        [year, month] if year > 31 => [Some(year), Some(month), None],
        [month, day] => [None, Some(month), Some(day)],
        [month] => [None, Some(month), None],
        _ => return None,
    })
}

fn relative(norm: &str) -> bool {
    !norm.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(texts: &[&str]) -> Vec<String> {
        let sentences: Vec<Sentence<'_>> = texts.iter().map(|text| Sentence::plain(text)).collect();
        let statements: Vec<Statement<'_>> =
            sentences.iter().enumerate().map(|(source, sentence)| Statement { sentence, source }).collect();
        let show = |found: &Contradiction| {
            format!(
                "{}: {} / {}",
                found.differs.word(),
                &texts[found.a][found.words.0.clone()],
                &texts[found.b][found.words.1.clone()]
            )
        };
        find(&statements).iter().map(show).collect()
    }

    #[test]
    fn another_number_for_one_subject_is_found() {
        assert_eq!(
            pairs(&["We have forty dispatchers on the night shift", "There are 55 dispatchers on the night shift"]),
            ["number: forty / 55"]
        );
        assert_eq!(
            pairs(&["Single sign-on will be live by March 8th", "Single sign-on goes live on March 20"]),
            ["date: March 8th / March 20"]
        );
    }

    #[test]
    fn yes_and_no_are_found() {
        assert_eq!(
            pairs(&["The portal supports Spanish invoices", "The portal does not support Spanish invoices yet"]).len(),
            1
        );
    }

    #[test]
    fn other_subjects_and_wider_words_are_left_alone() {
        assert_eq!(pairs(&["We have forty dispatchers", "The contract has 55 pages"]), Vec::<String>::new());
        assert_eq!(
            pairs(&["Go-live of the portal is in March 2026", "Go-live of the portal is March 8, 2026"]),
            Vec::<String>::new()
        );
    }
}
