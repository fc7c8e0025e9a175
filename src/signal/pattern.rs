//! The little language of cues, and finding them in a sentence.
//!
//! Pure. A pattern is the words one would say, and a few marks:
//!
//! | written | means |
//! |---|---|
//! | `we'll` | the words, however they are contracted |
//! | `send\|share\|forward` | one of these, each one word |
//! | `(send\|get back to)` | one of these, whatever number of words each has |
//! | `just?` | may be missing |
//! | `promis*` | any word that starts so |
//! | `#` | a number, in figures or in words |
//! | `NAME` | a word with a capital that is no common word, or one of the known names |
//! | `...` | up to four words, whatever they are |
//! | `^` | at the start of the sentence, after "okay, so, well" and the like |
//! | `$` | at its end |
//! | `@deliver` | one of the phrases of the class of that name |
//!
//! How it is read, and what is refused, stands in `pattern/read.rs`.
//!
//! Regular expressions were the alternative. They can't see that "I'll", "I will" and "I, uh, I'll" are
//! one cue, and a sales team that extends a list would have to escape its own words.

use std::collections::HashMap;
use std::ops::Range;

mod read;

use super::stem::is_common;
use super::token::Token;
use super::value::is_number_word;

/// How many words `...` may pass over.
const GAP: usize = 4;

/// Words that may stand in front of the start of a sentence proper.
const OPENERS: &[&str] = &[
    "alright",
    "and",
    "anyway",
    "basically",
    "but",
    "cool",
    "good",
    "great",
    "hey",
    "hi",
    "like",
    "look",
    "now",
    "oh",
    "ok",
    "okay",
    "or",
    "right",
    "see",
    "so",
    "sure",
    "then",
    "thanks",
    "well",
    "yeah",
    "yep",
    "yes",
];

/// A cue's pattern, ready to be matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    at_start: bool,
    at_end: bool,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// One of these; may be missing.
    Any { choices: Vec<Choice>, optional: bool },
    /// A few words, whatever they are.
    Gap,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Choice {
    /// These words in a row.
    Words(Vec<String>),
    /// A word that starts so.
    Prefix(String),
    Number,
    Name,
}

/// Why a pattern could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub String);

/// Phrases that patterns name with `@`.
pub type Classes = HashMap<String, Vec<String>>;

impl Pattern {
    /// The first words that a match can start with; `None` when it can start with anything.
    fn firsts(&self) -> Option<Vec<&str>> {
        let mut firsts = Vec::new();
        for part in &self.parts {
            let Part::Any { choices, optional } = part else { return None };
            for choice in choices {
                match choice {
                    Choice::Words(run) => firsts.push(run.first()?.as_str()),
                    Choice::Prefix(_) | Choice::Number | Choice::Name => return None,
                }
            }
            if !optional {
                return Some(firsts);
            }
        }
        None
    }

    /// Where a match that starts at token `at` ends (exclusive), if there is one.
    fn matches(&self, sentence: &[Token], at: usize, names: &dyn Fn(&str) -> bool) -> Option<usize> {
        if self.at_start && !sentence[..at].iter().all(|token| OPENERS.contains(&token.form.as_str())) {
            return None;
        }
        self.rest(sentence, at, &self.parts, names)
    }

    fn rest(&self, sentence: &[Token], at: usize, parts: &[Part], names: &dyn Fn(&str) -> bool) -> Option<usize> {
        let Some((part, after)) = parts.split_first() else {
            return (!self.at_end || at == sentence.len()).then_some(at);
        };
        let (choices, optional) = match part {
            Part::Any { choices, optional } => (choices, *optional),
            Part::Gap => {
                let last = (at + GAP).min(sentence.len());
                return (at..=last).find_map(|next| self.rest(sentence, next, after, names));
            }
        };
        let taken = choices.iter().find_map(|choice| {
            let length = choice.fits(&sentence[at..], at == 0, names)?;
            self.rest(sentence, at + length, after, names)
        });
        match taken {
            None if optional => self.rest(sentence, at, after, names),
            other => other,
        }
    }
}

impl Choice {
    /// How many of the tokens it takes, if it fits them.
    fn fits(&self, tokens: &[Token], first: bool, names: &dyn Fn(&str) -> bool) -> Option<usize> {
        let here = tokens.first();
        let one = |fits: fn(&Token) -> bool| here.filter(|token| fits(token)).map(|_| 1);
        match self {
            Self::Words(run) => {
                let fits = run.len() <= tokens.len() && run.iter().zip(tokens).all(|(word, token)| *word == token.form);
                fits.then_some(run.len())
            }
            Self::Prefix(prefix) => here.filter(|token| token.form.starts_with(prefix.as_str())).map(|_| 1),
            Self::Number => one(|token| token.is_numeral() || is_number_word(&token.form)),
            Self::Name => {
                let named = |token: &&Token| {
                    let capital = token.capital && token.form.len() > 1 && !is_plain_capital(&token.form, first);
                    capital || names(&token.form)
                };
                here.filter(named).map(|_| 1)
            }
        }
    }
}

/// Capitalised in English without being anybody's name. At the start of a sentence every word is.
fn is_plain_capital(form: &str, first: bool) -> bool {
    (first && (is_common(form) || OPENERS.contains(&form)))
        || matches!(
            form,
            "i" | "ok"
                | "monday"
                | "tuesday"
                | "wednesday"
                | "thursday"
                | "friday"
                | "saturday"
                | "sunday"
                | "january"
                | "february"
                | "march"
                | "april"
                | "may"
                | "june"
                | "july"
                | "august"
                | "september"
                | "october"
                | "november"
                | "december"
                | "english"
                | "q1"
                | "q2"
                | "q3"
                | "q4"
                | "we"
                | "you"
                | "the"
                | "this"
                | "that"
                | "it"
                | "they"
        )
}

impl Part {
    fn optional(&self) -> bool {
        match self {
            Self::Any { optional, .. } => *optional,
            Self::Gap => true,
        }
    }
}

/// Many patterns, found together: each is tried only where its first word stands.
#[derive(Debug, Clone, Default)]
pub struct Finder {
    patterns: Vec<(usize, Pattern)>,
    by_first: HashMap<String, Vec<usize>>,
    anywhere: Vec<usize>,
}

/// A pattern that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The number its pattern was added under.
    pub owner: usize,
    /// Its tokens in the sentence.
    pub tokens: Range<usize>,
}

impl Finder {
    /// Adds a pattern under a number of the caller's.
    pub fn add(&mut self, owner: usize, pattern: Pattern) {
        let index = self.patterns.len();
        match pattern.firsts() {
            Some(firsts) => {
                for first in firsts {
                    let list = self.by_first.entry(first.to_owned()).or_default();
                    if list.last() != Some(&index) {
                        list.push(index);
                    }
                }
            }
            None => self.anywhere.push(index),
        }
        self.patterns.push((owner, pattern));
    }

    /// The patterns and the numbers they were added under.
    #[cfg(test)]
    pub fn patterns(&self) -> impl Iterator<Item = (usize, &Pattern)> {
        self.patterns.iter().map(|(owner, pattern)| (*owner, pattern))
    }

    /// Everything found in `sentence`, in order of place, then of adding. `names` knows people's names
    /// in lower case.
    pub fn find(&self, sentence: &[Token], names: &dyn Fn(&str) -> bool) -> Vec<Found> {
        let mut found = Vec::new();
        for at in 0..sentence.len() {
            let known = self.by_first.get(&sentence[at].form).map_or(&[][..], Vec::as_slice);
            for index in known.iter().chain(&self.anywhere) {
                let (owner, pattern) = &self.patterns[*index];
                if let Some(end) = pattern.matches(sentence, at, names)
                    && end > at
                {
                    found.push(Found { owner: *owner, tokens: at..end });
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    fn found(pattern: &str, sentence: &str) -> Option<String> {
        let classes = HashMap::from([("deliver".to_owned(), vec!["send".to_owned(), "get back to".to_owned()])]);
        let mut finder = Finder::default();
        finder.add(0, Pattern::read(pattern, &classes).unwrap());
        let tokens = tokens(sentence, 0);
        let first = finder.find(&tokens, &|name| name == "maya").into_iter().next()?;
        let (from, to) = (&tokens[first.tokens.start], &tokens[first.tokens.end - 1]);
        Some(sentence[from.start as usize..to.end as usize].to_owned())
    }

    #[test]
    fn contraction_and_hesitation_are_crossed() {
        assert_eq!(found("i'll @deliver", "Okay, I uh will send it").as_deref(), Some("I uh will send"));
        assert_eq!(found("i will @deliver", "I'll get back to you").as_deref(), Some("I'll get back to"));
        assert_eq!(found("i'll @deliver", "she'll send it"), None);
    }

    #[test]
    fn marks_mean_what_the_table_says() {
        assert_eq!(
            found("can you ... by", "Can you have that over by Friday").as_deref(),
            Some("Can you have that over by")
        );
        assert_eq!(found("can you ... by", "can you do all of that for us by Friday"), None, "more than four words");
        assert_eq!(found("^ no", "Well, no, make it fifty").as_deref(), Some("no"));
        assert_eq!(found("^ no", "there is no limit"), None);
        assert_eq!(found("right|correct $", "is that correct?").as_deref(), Some("correct"));
        assert_eq!(found("right $", "right away"), None);
        assert_eq!(found("promis*", "they promised us").as_deref(), Some("promised"));
        assert_eq!(found("# days", "in thirty days").as_deref(), Some("thirty days"));
        assert_eq!(found("NAME will", "then Priya will").as_deref(), Some("Priya will"));
        assert_eq!(found("NAME will", "maya will").as_deref(), Some("maya will"));
        assert_eq!(found("we will just? send", "we'll send").as_deref(), Some("we'll send"));
        assert_eq!(found("(send|get back to) you", "get back to you").as_deref(), Some("get back to you"));
        assert_eq!(
            found("(i|we) (can|are able to)? send", "we are able to send").as_deref(),
            Some("we are able to send")
        );
        assert_eq!(found("(i|we) (can|are able to)? send", "i send").as_deref(), Some("i send"));
        assert_eq!(found("you are|'re off", "you're off").as_deref(), Some("you're off"));
        assert_eq!(found("there is|'s no limit", "There's no limit").as_deref(), Some("There's no limit"));
    }
}
