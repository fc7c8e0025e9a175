//! What was true when it was said: old evidence, dates that have passed, people who have left.
//!
//! Pure: today is an argument. A claim is not wrong because it is old; the signal says why it should be
//! looked at again, with the words.

use jiff::civil::Date;

use super::token::tokens;
use super::value::{Sort, deadline, values};
use super::words::Words;
use super::{Sentence, Trigger};

/// Evidence is old after so many days.
pub const OLD: i32 = 180;

/// Why a claim may not hold any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stale {
    /// Its newest evidence is so many days old.
    Old {
        /// Days.
        days: i32,
    },
    /// What was due has passed.
    Passed {
        /// The words that name the day.
        words: String,
        /// The day.
        day: Date,
    },
}

impl Stale {
    /// Why, in words.
    pub fn in_words(&self, today: Date) -> String {
        match self {
            Self::Old { days } => format!("the newest words that it rests on are {days} days old"),
            Self::Passed { words, day } => {
                let ago = match (today - *day).get_days() {
                    1 => "yesterday".to_owned(),
                    days => format!("{days} days ago"),
                };
                // A day that is written as a day is not said twice.
                if *words == day.to_string() {
                    format!("{day} passed {ago}")
                } else {
                    format!("{words} ({day}) passed {ago}")
                }
            }
        }
    }
}

/// Whether a claim is stale on `today`: `due` and `text` are searched for dates, taken as of the day
/// `said` of its newest evidence.
pub fn claim(text: &str, due: Option<&str>, said: Option<Date>, today: Date) -> Vec<Stale> {
    let mut found = Vec::new();
    let Some(said) = said else { return found };
    let days = (today - said).get_days();
    if days > OLD {
        found.push(Stale::Old { days });
    }
    let passed = [due, Some(text)].into_iter().flatten().find_map(|words| {
        let tokens = tokens(words, 0);
        let dates = values(&tokens).into_iter().filter(|value| value.sort == Sort::Date);
        dates.rev().find_map(|value| {
            let day = deadline(&value.norm, said).filter(|day| *day < today && *day >= said)?;
            let (first, last) = (tokens.get(value.tokens.start)?, tokens.get(value.tokens.end - 1)?);
            Some(Stale::Passed { words: words.get(first.start as usize..last.end as usize)?.to_owned(), day })
        })
    });
    found.extend(passed);
    found
}

/// Sentences in which somebody is said to leave, to have left or to be replaced.
pub fn departures(sentences: &[Sentence<'_>], words: &Words) -> Vec<(usize, Trigger)> {
    let list = words.list("person");
    let of = |(index, sentence): (usize, &Sentence<'_>)| {
        let hit = list.find(sentence).into_iter().find(|hit| hit.cue.kind == "departure")?;
        Some((index, Trigger::of(sentence, &hit)))
    };
    sentences.iter().enumerate().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_milestone_that_has_passed_is_told_with_its_words() {
        let found = claim("First audit by end of Q3", None, Some(day("2026-07-02")), day("2026-10-05"));
        assert_eq!(found, [Stale::Passed { words: "end of Q3".into(), day: day("2026-09-30") }]);
        assert_eq!(claim("First audit by end of Q3", None, Some(day("2026-07-02")), day("2026-09-29")), []);
    }

    #[test]
    fn a_day_that_has_passed_says_how_long_ago() {
        let passed = |words: &str| Stale::Passed { words: words.into(), day: day("2026-09-30") };
        assert_eq!(passed("2026-09-30").in_words(day("2026-11-25")), "2026-09-30 passed 56 days ago");
        assert_eq!(passed("end of Q3").in_words(day("2026-10-01")), "end of Q3 (2026-09-30) passed yesterday");
    }

    #[test]
    fn old_evidence_is_told_with_its_age() {
        assert_eq!(claim("They like it", None, Some(day("2026-01-01")), day("2026-12-01")), [Stale::Old { days: 334 }]);
        assert_eq!(claim("They like it", None, None, day("2026-12-01")), []);
    }

    #[test]
    fn somebody_who_leaves_is_found() {
        let words = Words::default();
        let sentence = Sentence::plain("By the way, Maya has left the company, so Jon takes over.");
        assert_eq!(departures(&[sentence], &words).len(), 1);
        assert_eq!(departures(&[Sentence::plain("We left it at that.")], &words), []);
    }
}
