//! The same claim from two parts of a record is one claim, with the quotes of both.
//!
//! Pure. Claims are the same when their kinds are and their texts are nearly so, or when they rest on the
//! same words and say much the same. The first wording stays.

use similar::TextDiff;

use crate::packet::{Claim, Evidence, Group};

/// How many claims a packet shows; the rest is kept beside them.
pub(super) const SHOWN: usize = 40;
/// Texts so alike are one.
const SAME: f32 = 0.86;
/// Texts so alike are one where they rest on the same words.
const SAME_WORDS: f32 = 0.6;

/// Claims without repetitions, in the order in which each first came.
pub(super) fn merged(claims: Vec<Claim>) -> Vec<Claim> {
    let mut kept: Vec<(String, Claim)> = Vec::new();
    for claim in claims {
        let folded = folded(&claim.text);
        match kept.iter_mut().find(|(before, other)| is_same(before, other, &folded, &claim)) {
            Some((_, other)) => join(other, claim),
            None => kept.push((folded, claim)),
        }
    }
    kept.into_iter().map(|(_, claim)| claim).collect()
}

/// The claims to show, in the order of the groups, and the rest: least sure last.
pub(super) fn ranked(claims: Vec<Claim>) -> (Vec<Claim>, Vec<Claim>) {
    let sure = |claim: &Claim| claim.suggestion.as_ref().and_then(|own| own.confidence).unwrap_or(0.5);
    let mut order: Vec<usize> = (0..claims.len()).collect();
    // A claim with no words to its name is the first to go.
    order.sort_by(|one, other| {
        let rank = |at: usize| (claims[at].evidence.is_empty(), -sure(&claims[at]));
        rank(*one).partial_cmp(&rank(*other)).unwrap_or(std::cmp::Ordering::Equal).then(one.cmp(other))
    });
    let shown: std::collections::HashSet<usize> = order.into_iter().take(SHOWN).collect();
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for (at, claim) in claims.into_iter().enumerate() {
        if shown.contains(&at) { first.push(claim) } else { rest.push(claim) }
    }
    let place = |claim: &Claim| Group::ALL.iter().position(|group| *group == claim.kind.group());
    first.sort_by_key(|claim| (place(claim), claim.kind));
    (first, rest)
}

fn folded(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '%' | '$' | '€' | '£' | '.' | ','));
    let words: Vec<&str> = words.map(|word| word.trim_matches(['.', ','])).filter(|word| !word.is_empty()).collect();
    words.join(" ").to_lowercase()
}

fn is_same(before: &str, other: &Claim, folded: &str, claim: &Claim) -> bool {
    if other.kind != claim.kind || numbers(before) != numbers(folded) {
        return false;
    }
    if before == folded {
        return true;
    }
    // Comparing texts of very different lengths would cost their product and find nothing.
    let (short, long) = (before.len().min(folded.len()), before.len().max(folded.len()));
    if long > short * 3 {
        return false;
    }
    let alike = TextDiff::from_words(before, folded).ratio();
    let same_words = || claim.evidence.iter().any(|own| other.evidence.iter().any(|theirs| same_place(own, theirs)));
    alike >= SAME || (alike >= SAME_WORDS && same_words())
}

/// Two claims that differ in a number are two claims.
fn numbers(folded: &str) -> Vec<&str> {
    folded.split(' ').filter(|word| word.contains(|c: char| c.is_ascii_digit())).collect()
}

fn same_place(one: &Evidence, other: &Evidence) -> bool {
    one.source == other.source && one.quote.exact == other.quote.exact
}

fn join(claim: &mut Claim, other: Claim) {
    for evidence in other.evidence {
        if !claim.evidence.iter().any(|own| same_place(own, &evidence)) {
            claim.evidence.push(evidence);
        }
    }
    claim.what = claim.what.or(other.what);
    claim.owner = claim.owner.take().or(other.owner);
    claim.due = claim.due.take().or(other.due);
    claim.amount = claim.amount.take().or(other.amount);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claim(kind: &str, text: &str, quote: &str) -> Claim {
        serde_json::from_value(json!({"id": "", "kind": kind, "text": text,
            "evidence": [{"source": "s1", "quote": {"exact": quote}}]}))
        .unwrap()
    }

    #[test]
    fn the_same_claim_from_two_parts_is_one_with_both_quotes() {
        let merged = merged(vec![
            claim("promise", "SSO is live by go-live.", "SSO by go-live"),
            claim("promise", "SSO is live by go-live", "single sign-on when we go live"),
            claim("objection", "SSO is live by go-live", "SSO by go-live"),
            claim("promise", "Fees down 30 % by March", "fees down"),
            claim("promise", "Fees down 40 % by March", "fees down"),
        ]);
        assert_eq!(merged.len(), 4);
        assert_eq!(merged[0].evidence.len(), 2);
    }

    #[test]
    fn what_is_least_sure_is_kept_beside_the_claims() {
        let mut claims: Vec<Claim> = (0..SHOWN + 3).map(|at| claim("use_case", &format!("Use {at}"), "use")).collect();
        claims[4].evidence.clear();
        let (shown, rest) = ranked(claims);
        assert_eq!((shown.len(), rest.len()), (SHOWN, 3));
        assert!(rest.iter().any(|claim| claim.text == "Use 4"));
    }
}
