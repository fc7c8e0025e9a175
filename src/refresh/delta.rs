//! Promises that were spoken and never written, and the other way round.
//!
//! The contract is whatever sources are contracts. Where there is none, nothing is said: that a promise is
//! absent from a paper that nobody has is no finding.

use super::{Finding, Kind, Known, alive, claim_snippet, promise, snippet, words_of};
use crate::packet::{ClaimKind, SourceKind};
use crate::review::Review;
use crate::signal::contradiction::Statement;
use crate::signal::kickoff::not_taken_up;
use crate::signal::value::values;
use crate::signal::{Sentence, Words};

/// Promises that no contract takes up, and what contracts promise that no claim takes up.
pub(super) fn promises(review: &Review, known: &[Known<'_>], words: &Words) -> Vec<Finding> {
    let contracts: Vec<&Known<'_>> =
        known.iter().filter(|source| source.read.source.kind == SourceKind::Contract).collect();
    if contracts.is_empty() {
        return Vec::new();
    }
    let written: Vec<(usize, usize)> = contracts
        .iter()
        .enumerate()
        .flat_map(|(number, source)| (0..source.sentences.len()).map(move |at| (number, at)))
        .collect();
    let papers: Vec<Statement<'_>> = written
        .iter()
        .map(|(number, at)| Statement { sentence: &contracts[*number].sentences[*at], source: 1 })
        .collect();
    let mut list = Vec::new();
    for index in alive(review).into_iter().filter(|index| review.claim(*index).kind == ClaimKind::Promise) {
        let quoted = review
            .evidence(index)
            .iter()
            .any(|live| contracts.iter().any(|contract| contract.read.source.id == live.evidence.source));
        let own = words_of(review, index);
        let own: Vec<Statement<'_>> = own.iter().map(|sentence| Statement { sentence, source: 0 }).collect();
        if quoted || not_taken_up(&own, &papers).len() < own.len() {
            continue;
        }
        let id = review.claim(index).id.clone();
        list.push(Finding {
            kind: Kind::Spoken,
            what: format!("{id} was promised, and the contract does not have it"),
            claims: vec![id],
            snippets: vec![claim_snippet(review, index)],
        });
    }
    list.extend(only_written(review, &contracts, words));
    list
}

/// Sentences of a contract that commit somebody to something that can be counted, and that no claim has.
fn only_written(review: &Review, contracts: &[&Known<'_>], words: &Words) -> Vec<Finding> {
    let own: Vec<Sentence<'_>> = alive(review).into_iter().flat_map(|index| words_of(review, index)).collect();
    let own: Vec<Statement<'_>> = own.iter().map(|sentence| Statement { sentence, source: 0 }).collect();
    let mut list = Vec::new();
    for contract in contracts {
        let promising: Vec<usize> = promise::find(contract, words)
            .into_iter()
            .filter(|at| !values(&contract.sentences[*at].tokens).is_empty())
            .collect();
        let said: Vec<Statement<'_>> =
            promising.iter().map(|at| Statement { sentence: &contract.sentences[*at], source: 1 }).collect();
        for at in not_taken_up(&said, &own) {
            list.push(Finding {
                kind: Kind::Written,
                claims: Vec::new(),
                what: format!("{} promises it, and no claim has it", contract.read.source.name()),
                snippets: vec![snippet(contract, promising[at])],
            });
        }
    }
    list
}
