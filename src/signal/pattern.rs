//! The little language of cues, and finding them in a sentence.
//!
//! Pure. A pattern is the words one would say, and a few marks:
//!
//! | written | means |
//! |---|---|
//! | `we'll` | the words, however they are contracted |
//! | `send\|share\|forward` | one of these |
//! | `just?` | may be missing |
//! | `promis*` | any word that starts so |
//! | `#` | a number, in figures or in words |
//! | `NAME` | a word with a capital that is no common word, or one of the known names |
//! | `...` | up to four words, whatever they are |
//! | `^` | at the start of the sentence, after "okay, so, well" and the like |
//! | `$` | at its end |
//! | `@deliver` | one of the phrases of the class of that name |
//!
//! Regular expressions were the alternative. They can't see that "I'll", "I will" and "I, uh, I'll" are
//! one cue, and a sales team that extends a list would have to escape its own words.

use std::collections::HashMap;
use std::ops::Range;

use super::stem::is_common;
use super::token::{Token, tokens};
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
    /// Reads a pattern as it stands in a word list.
    ///
    /// # Errors
    /// Empty, an unknown class, or a mark where it means nothing.
    pub fn read(written: &str, classes: &Classes) -> Result<Self, Unreadable> {
        let mut words: Vec<&str> = written.split_whitespace().collect();
        let at_start = words.first() == Some(&"^");
        let at_end = words.last() == Some(&"$");
        if at_start {
            words.remove(0);
        }
        if at_end {
            words.pop();
        }
        let mut parts = Vec::with_capacity(words.len());
        for word in words {
            parts.push(part(word, classes)?);
        }
        let all_loose = parts.iter().all(|part| matches!(part, Part::Gap) || part.optional());
        if all_loose {
            return Err(Unreadable("it has no word that must be there".into()));
        }
        if matches!(parts.first(), Some(Part::Gap)) || matches!(parts.last(), Some(Part::Gap)) {
            return Err(Unreadable("`...` stands between words, not at an end".into()));
        }
        Ok(Self { at_start, at_end, parts })
    }

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

fn part(written: &str, classes: &Classes) -> Result<Part, Unreadable> {
    if written == "..." {
        return Ok(Part::Gap);
    }
    let (word, optional) = match written.strip_suffix('?') {
        Some(word) => (word, true),
        None => (written, false),
    };
    if matches!(word, "" | "^" | "$" | "@" | "*") {
        return Err(Unreadable(format!("`{written}` means nothing here")));
    }
    let mut choices = Vec::new();
    for choice in word.split('|') {
        match choice {
            "" => return Err(Unreadable(format!("`{written}` has an empty choice"))),
            "#" => choices.push(Choice::Number),
            "NAME" => choices.push(Choice::Name),
            "*" => return Err(Unreadable(format!("`{written}` would fit every word"))),
            _ => match (choice.strip_prefix('@'), choice.strip_suffix('*')) {
                (Some(class), _) => {
                    let phrases =
                        classes.get(class).ok_or_else(|| Unreadable(format!("there is no class `@{class}`")))?;
                    choices.extend(phrases.iter().map(|phrase| Choice::Words(forms(phrase))));
                }
                (None, Some(prefix)) => choices.push(Choice::Prefix(prefix.to_lowercase())),
                (None, None) => choices.push(Choice::Words(forms(choice))),
            },
        }
    }
    if choices.iter().any(|choice| matches!(choice, Choice::Words(run) if run.is_empty())) {
        return Err(Unreadable(format!("`{written}` has no word in it")));
    }
    let length = |choice: &Choice| match choice {
        Choice::Words(run) => run.len(),
        Choice::Prefix(_) | Choice::Number | Choice::Name => 1,
    };
    choices.sort_by_key(|choice| std::cmp::Reverse(length(choice))); // "going to" before "going"
    Ok(Part::Any { choices, optional })
}

fn forms(phrase: &str) -> Vec<String> {
    // Alone it is an ending without its word, which the tokens take for a letter.
    if phrase == "'s" {
        return vec![phrase.to_owned()];
    }
    tokens(phrase, 0).into_iter().map(|token| token.form).collect()
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
        assert_eq!(found("there is|'s no limit", "There's no limit").as_deref(), Some("There's no limit"));
    }

    #[test]
    fn faults_are_told() {
        let classes = Classes::new();
        for (pattern, part) in
            [("", "must be there"), ("... a", "between"), ("@nope x", "@nope"), ("a|", "empty"), ("*", "nothing")]
        {
            let fault = Pattern::read(pattern, &classes).unwrap_err();
            assert!(fault.0.contains(part), "{pattern}: {fault:?}");
        }
    }
}
