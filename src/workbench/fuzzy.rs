//! Which lines have a few typed letters in them, in that order, and which have them best: what narrows the
//! lists, the palette and the queue. Every word of a query must be there.
//!
//! `fuzzy-matcher` says whether and how well. Ten thousand lines take it most of a frame, so many are matched in
//! two halves at once, and what is known of a query is kept while it is typed on: a word that stays costs
//! nothing, and one that grows is looked for where its beginning was found. The lines are made when they are
//! looked at, so that nobody keeps ten thousand of them.

use std::thread;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

/// So many lines are matched sooner than a thread is started.
const FEW: usize = 1000;

/// What is known of a query that is being typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Which lines it was held against; others make a new start.
    stamp: (usize, usize),
    words: Vec<Word>,
}

/// One word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: String,
    /// The lines that have it and all words before it, in order, each with this word's score.
    hits: Vec<(usize, i64)>,
}

/// Which lines match, best first, with their scores. Equal ones stay in order.
pub fn fuzzy(lines: impl Iterator<Item = String>, query: &str) -> Vec<(usize, i64)> {
    let lines: Vec<String> = lines.collect();
    let write = |at: usize, line: &mut String| line.push_str(&lines[at]);
    Known::default().best_of(0, lines.len(), lines.len(), &write, query)
}

impl Known {
    /// The same, no more than `most` of `count` lines, which are written when they are looked at. `version` is
    /// another one as soon as any of the lines is.
    pub fn best_of(
        &mut self,
        version: usize,
        count: usize,
        most: usize,
        write: &(dyn Fn(usize, &mut String) + Sync),
        query: &str,
    ) -> Vec<(usize, i64)> {
        if self.stamp != (version, count) {
            *self = Self { stamp: (version, count), words: Vec::new() };
        }
        let mut words: Vec<&str> = Vec::new();
        for word in query.split_whitespace() {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        let same = words.iter().zip(&self.words).take_while(|(word, known)| **word == known.text).count();
        let began =
            self.words.get(same).filter(|known| words.get(same).is_some_and(|word| word.starts_with(&known.text)));
        let mut candidates: Option<Vec<usize>> =
            began.or(same.checked_sub(1).map(|last| &self.words[last])).map(Word::lines);
        self.words.truncate(same);
        for word in &words[same..] {
            let lines = candidates.take().unwrap_or_else(|| (0..count).collect());
            let word = Word { text: (*word).to_owned(), hits: hits(&lines, write, word) };
            candidates = Some(word.lines());
            self.words.push(word);
        }
        if words.is_empty() {
            return (0..count.min(most)).map(|at| (at, 0)).collect();
        }
        self.best(most)
    }

    /// The lines that have all words, by the sum of their scores.
    fn best(&self, most: usize) -> Vec<(usize, i64)> {
        let Some((last, before)) = self.words.split_last() else { return Vec::new() };
        let mut found = last.hits.clone();
        for word in before {
            // Whoever has the last word has the others, and all are in order.
            let mut hits = word.hits.iter();
            for (at, sum) in &mut found {
                *sum += hits.find(|(other, _)| other == at).map_or(0, |(_, score)| *score);
            }
        }
        let order = |(at, score): &(usize, i64)| (-score, *at);
        if found.len() > most {
            found.select_nth_unstable_by_key(most, order);
            found.truncate(most);
        }
        found.sort_unstable_by_key(order);
        found
    }
}

impl Word {
    fn lines(&self) -> Vec<usize> {
        self.hits.iter().map(|(at, _)| *at).collect()
    }
}

/// Which of these lines have a word, with its score.
fn hits(lines: &[usize], write: &(dyn Fn(usize, &mut String) + Sync), word: &str) -> Vec<(usize, i64)> {
    let part = |lines: &[usize]| -> Vec<(usize, i64)> {
        let matcher = SkimMatcherV2::default().smart_case();
        let mut line = String::new();
        let score = |at: &usize| {
            line.clear();
            write(*at, &mut line);
            matcher.fuzzy_match(&line, word).map(|score| (*at, score))
        };
        lines.iter().filter_map(score).collect()
    };
    let (front, back) = lines.split_at(if lines.len() < FEW { 0 } else { lines.len() / 2 });
    thread::scope(|scope| {
        let front_found = (!front.is_empty()).then(|| thread::Builder::new().spawn_scoped(scope, || part(front)));
        let back_found = part(back);
        let mut found = match front_found {
            None => return back_found,
            Some(Ok(thread)) => thread.join().unwrap_or_default(),
            Some(Err(_)) => part(front),
        };
        found.extend(back_found);
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines() -> Vec<String> {
        (0..FEW * 2).map(|at| format!("c{at} detention Fees {}", at % 7)).collect()
    }

    #[test]
    fn many_lines_are_ranked_as_few_are_whichever_half_they_stand_in() {
        let lines = lines();
        let mut one_by_one: Vec<(usize, i64)> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            one_by_one
                .extend(fuzzy(std::iter::once(line.clone()), "fees 12").into_iter().map(|(_, score)| (at, score)));
        }
        one_by_one.sort_by_key(|(at, score)| (-score, *at));
        assert!(one_by_one.len() > 10 && one_by_one.len() < lines.len());
        assert_eq!(fuzzy(lines.iter().cloned(), "fees 12"), one_by_one);
        let write = |at: usize, line: &mut String| line.push_str(&lines[at]);
        let few = Known::default().best_of(0, lines.len(), 7, &write, "fees 12");
        assert_eq!(few, one_by_one[..7], "the first few are the best of all");
    }

    #[test]
    fn other_lines_under_the_same_query_are_looked_at_again() {
        let (mut known, query) = (Known::default(), "fees");
        let none = |_: usize, _: &mut String| {};
        let all = |_: usize, line: &mut String| line.push_str("fees");
        assert_eq!(known.best_of(1, 3, 9, &none, query), []);
        assert_eq!(known.best_of(2, 3, 9, &all, query).len(), 3);
        assert_eq!(known.best_of(2, 2, 9, &all, query).len(), 2);
    }

    proptest! {
        /// However somebody comes to a query, what is found is what a look at all lines finds.
        #[test]
        fn a_query_that_was_typed_finds_what_it_finds_at_once(typed in prop::collection::vec("[deFs1 ]{0,6}", 1..8)) {
            let lines: Vec<String> = lines().into_iter().step_by(61).collect();
            let write = |at: usize, line: &mut String| line.push_str(&lines[at]);
            let mut known = Known::default();
            for query in typed {
                for end in 0..=query.len() {
                    let query = &query[..end];
                    let at_once = fuzzy(lines.iter().cloned(), query);
                    prop_assert_eq!(known.best_of(0, lines.len(), lines.len(), &write, query), at_once, "{}", query);
                }
            }
        }
    }
}
