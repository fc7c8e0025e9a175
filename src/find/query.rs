//! What is looked for: the content words of a text, its numbers and dates, and whom it names.
//!
//! Pure. Words that only report ("the group discussed …") count less, because whoever spoke did not say
//! them. A word of a source can stand for a word that is looked for in three ways: the same stem, a word
//! that is listed as akin to it (`related`), or one that begins the same ("price", "pricing"), the more of both the
//! better.

use std::collections::{HashMap, HashSet};

use super::related::Related;
use crate::signal::stem::{content, stem};
use crate::signal::token::{Token, tokens};
use crate::signal::value::{Sort, values};

/// What a word counts that is only akin.
const AKIN: f32 = 0.2;
/// What a word counts that only begins the same.
const BEGINS: f32 = 0.3;
/// So many letters have to be the same.
const BEGINNING: usize = 5;
/// What a word counts that is made of the same one ("fashion", "fashionable"), times the share that is the same.
const MADE: f32 = 0.6;
/// So many letters may stand behind those that are the same, in the shorter word and in the longer one.
const TAIL: (usize, usize) = (2, 4);
/// More words than these are not looked for: whoever pastes a page wants its beginning.
const MOST: usize = 64;

/// Words with which somebody else tells what was said. Stems.
const REPORTS: &[&str] = &[
    "announc", "began", "begin", "decid", "describ", "discuss", "explain", "gave", "group", "introduc", "meet",
    "member", "mention", "offer", "present", "propos", "report", "review", "stat", "suggest", "team",
];

/// A text to find support for.
#[derive(Debug, Clone)]
pub struct Query {
    pub(super) terms: Vec<Term>,
    /// Every word of the text, to see whom it names.
    words: HashSet<String>,
    akin: HashMap<String, Vec<(usize, f32)>>,
    /// The first letters of what can match at all, so that most words need no closer look.
    leads: HashSet<u32>,
    has_values: bool,
}

/// One thing that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Term {
    /// A content word, and what it does there.
    Word { stem: String, part: Part },
    /// A number, an amount or a date.
    Value(Sort, String),
}

/// What a content word does in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// It says what the text is about.
    Subject,
    /// It only reports.
    Reports,
    /// It says who: "the receiving party".
    Who,
}

impl Query {
    /// What to look for in support of this text.
    pub fn new(text: &str, related: &Related) -> Self {
        let tokens = tokens(text, 0);
        let who = parties(&tokens);
        let part = |stem: &str| match () {
            () if who.iter().any(|word| word == stem) => Part::Who,
            () if REPORTS.contains(&stem) => Part::Reports,
            () => Part::Subject,
        };
        let mut terms: Vec<Term> =
            content(&tokens).into_iter().take(MOST).map(|stem| Term::Word { part: part(&stem), stem }).collect();
        for value in values(&tokens).into_iter().take(MOST) {
            let term = Term::Value(value.sort, value.norm);
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        let mut akin: HashMap<String, Vec<(usize, f32)>> = HashMap::new();
        for (at, term) in terms.iter().enumerate() {
            let Term::Word { stem, .. } = term else { continue };
            akin.entry(stem.clone()).or_default().push((at, 1.0));
            for other in related.of(stem).filter(|other| *other != stem) {
                akin.entry(other.to_owned()).or_default().push((at, AKIN));
            }
        }
        let leads = akin.keys().map(|stem| lead(stem.as_bytes())).collect();
        let has_values = terms.iter().any(|term| matches!(term, Term::Value(..)));
        let words = tokens.iter().map(|token| stem(&token.form)).collect();
        Self { terms, words, akin, leads, has_values }
    }

    /// Whether there is nothing to look for: only small words.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether the text names this speaker, by all the words of their name or by the first.
    pub(super) fn names(&self, name: &[String]) -> bool {
        !name.is_empty() && name.iter().all(|word| self.words.contains(word))
    }

    /// Whether a passage can have anything of it. Says yes too often, never no too often.
    pub(super) fn may_match(&self, words: &str) -> bool {
        let mut inside = false;
        for (at, byte) in words.bytes().enumerate() {
            let letter = byte.is_ascii_alphanumeric() || byte >= 0x80;
            if letter && !inside {
                let is_ascii_word = byte < 0x80;
                if !is_ascii_word || (self.has_values && byte.is_ascii_digit()) {
                    return true;
                }
                if self.leads.contains(&lead(&words.as_bytes()[at..])) {
                    return true;
                }
            }
            inside = letter;
        }
        self.has_values
    }

    /// What of it stands among some tokens: for each token or run of tokens, which term and how well.
    pub(super) fn matches(&self, tokens: &[Token], mut found: impl FnMut(usize, std::ops::Range<usize>, f32)) {
        for (at, token) in tokens.iter().enumerate() {
            if token.form.len() < 2 || !self.leads.contains(&lead(token.form.as_bytes())) {
                continue;
            }
            let stem = stem(&token.form);
            if let Some(terms) = self.akin.get(&stem) {
                for (term, credit) in terms {
                    found(*term, at..at + 1, *credit);
                }
                continue;
            }
            for (term, own) in self.terms.iter().enumerate() {
                if let Term::Word { stem: own, .. } = own
                    && let Some(credit) = akin(own, &stem)
                {
                    found(term, at..at + 1, credit);
                }
            }
        }
        if self.has_values {
            for value in values(tokens) {
                for (term, own) in self.terms.iter().enumerate() {
                    if let Term::Value(sort, norm) = own
                        && *sort == value.sort
                        && *norm == value.norm
                    {
                        found(term, value.tokens.clone(), 1.0);
                    }
                }
            }
        }
    }
}

/// The words with which contracts name who they bind: "party", and the word in front of it.
fn parties(tokens: &[Token]) -> Vec<String> {
    let is_party = |at: &usize| matches!(tokens[*at].form.as_str(), "party" | "parties");
    let named = (0..tokens.len()).filter(is_party).flat_map(|at| at.saturating_sub(1)..=at);
    named.map(|at| stem(&tokens[at].form)).collect()
}

/// What one stem counts for another that it begins like.
fn akin(one: &str, other: &str) -> Option<f32> {
    let same = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    let made = same + 1 >= BEGINNING && shorter - same <= TAIL.0 && longer - same <= TAIL.1;
    let made = if made { MADE * same as f32 / longer as f32 } else { 0.0 };
    let begins = if same >= BEGINNING { BEGINS } else { 0.0 };
    Some(made.max(begins)).filter(|credit| *credit > 0.0)
}

/// The first three letters or digits of a word, in lower case, as one number.
fn lead(word: &[u8]) -> u32 {
    let letters = word.iter().take(3).take_while(|byte| byte.is_ascii_alphanumeric());
    letters.fold(0, |lead, byte| lead << 8 | u32::from(byte.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str, words: &str) -> Vec<String> {
        let query = Query::new(query, &Related::default());
        let tokens = tokens(words, 0);
        let mut found = Vec::new();
        query.matches(&tokens, |_, at, _| {
            found.push(words[tokens[at.start].start as usize..tokens[at.end - 1].end as usize].to_owned());
        });
        assert!(found.is_empty() || query.may_match(words), "the quick look must not miss {found:?}");
        found
    }

    #[test]
    fn stems_beginnings_and_values_meet() {
        assert_eq!(found("the pricing of integrations", "We integrated it at that price"), ["integrated", "price"]);
        assert_eq!(found("30 % of $84k", "thirty percent of 84,000 dollars"), ["thirty percent", "84,000 dollars"]);
        assert_eq!(found("it is what it is", "it is what it is"), Vec::<String>::new());
    }

    #[test]
    fn akin_words_meet() {
        assert_eq!(found("who may terminate it", "The agreement ends when …"), ["ends"]);
    }

    #[test]
    fn somebody_is_named_by_every_word_of_the_name() {
        let query = Query::new("The project manager closed the meeting", &Related::default());
        assert!(query.names(&["project".into(), "manag".into()]) || query.names(&["project".into(), "manager".into()]));
        assert!(!query.names(&["project".into(), "lead".into()]));
        assert!(!query.names(&[]));
    }
}
