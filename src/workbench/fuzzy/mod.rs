//! Which lines have a few typed letters in them, in that order, and which have them best: what narrows the
//! lists, the palette and the queue. Every word of a query must be there.
//!
//! The lines are made when they are looked at, so that nobody keeps ten thousand of them; many are matched in
//! two halves at once. How well one matches is told in `score`.

mod score;

use std::ops::Range;
use std::thread;

use score::{Scorer, Word};

/// So many lines are matched sooner than a thread is started.
const FEW: usize = 1000;

/// Which lines match, best first, with their scores. Equal ones stay in order.
pub fn fuzzy(lines: impl Iterator<Item = String>, query: &str) -> Vec<(usize, i64)> {
    let lines: Vec<String> = lines.collect();
    best_of(lines.len(), lines.len(), &|at, line| line.push_str(&lines[at]), query)
}

/// The same, no more than `most` of them, for lines that are written when they are looked at.
pub fn best_of(
    count: usize,
    most: usize,
    write: &(dyn Fn(usize, &mut String) + Sync),
    query: &str,
) -> Vec<(usize, i64)> {
    let words: Vec<Word> = query.split_whitespace().map(Word::new).collect();
    let part = |range: Range<usize>| -> Vec<(usize, i64)> {
        let (mut scorer, mut line) = (Scorer::default(), String::new());
        let score = |at| {
            line.clear();
            write(at, &mut line);
            words.iter().map(|word| scorer.score(&line, word)).sum::<Option<i64>>().map(|score| (at, score))
        };
        range.filter_map(score).collect()
    };
    let half = if count < FEW { 0 } else { count / 2 };
    let mut found = thread::scope(|scope| {
        let other = (half > 0).then(|| thread::Builder::new().spawn_scoped(scope, || part(0..half)));
        let mut found = part(half..count);
        match other {
            None => {}
            Some(Ok(other)) => found.extend(other.join().unwrap_or_default()),
            Some(Err(_)) => found.extend(part(0..half)),
        }
        found
    });
    let order = |(at, score): &(usize, i64)| (-score, *at);
    if found.len() > most {
        found.select_nth_unstable_by_key(most, order);
        found.truncate(most);
    }
    found.sort_unstable_by_key(order);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_lines_are_ranked_as_few_are_whichever_half_they_stand_in() {
        let lines: Vec<String> = (0..FEW * 2).map(|at| format!("c{at} detention fees {}", at % 7)).collect();
        let mut one_by_one: Vec<(usize, i64)> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            one_by_one
                .extend(fuzzy(std::iter::once(line.clone()), "fees 12").into_iter().map(|(_, score)| (at, score)));
        }
        one_by_one.sort_by_key(|(at, score)| (-score, *at));
        assert!(one_by_one.len() > 10 && one_by_one.len() < lines.len());
        assert_eq!(fuzzy(lines.iter().cloned(), "fees 12"), one_by_one);
        let few = best_of(lines.len(), 7, &|at, line| line.push_str(&lines[at]), "fees 12");
        assert_eq!(few, one_by_one[..7], "the first few are the best of all");
    }
}
