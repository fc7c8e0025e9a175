//! Which claim has which id: an order of the claims, in which one is found by halving.
//!
//! It is made when somebody first asks, because the first frame of ten thousand claims does not, and copies of
//! a review share it until one of them gets another claim. It holds no ids of its own, so whoever asks says
//! what the claims are called; it says nothing that they do not.

use std::sync::{Arc, OnceLock};

use crate::packet::ClaimId;

/// The places of the claims, in the order of their ids.
#[derive(Debug, Clone, Default)]
pub(super) struct Index(Arc<OnceLock<Vec<u32>>>);

impl Index {
    /// The place of the claim with that id, of `count` claims that are called `name`.
    pub(super) fn find<'a>(&self, id: &ClaimId, count: usize, name: impl Fn(usize) -> &'a ClaimId) -> Option<usize> {
        let order = self.0.get_or_init(|| {
            let mut order: Vec<u32> = (0..count as u32).collect();
            order.sort_by_key(|at| name(*at as usize));
            order
        });
        // Where one id is there twice, which a packet can't have, the later claim has it.
        let behind = order.partition_point(|at| name(*at as usize) <= id);
        let last = *order.get(behind.checked_sub(1)?)? as usize;
        (name(last) == id).then_some(last)
    }

    /// A claim called `id` joins as the last of `count + 1`; the others are called `name`.
    pub(super) fn join<'a>(&mut self, id: &ClaimId, count: usize, name: impl Fn(usize) -> &'a ClaimId) {
        if let Some(order) = Arc::make_mut(&mut self.0).get_mut() {
            let behind = order.partition_point(|at| name(*at as usize) <= id);
            order.insert(behind, count as u32);
        }
    }

    /// Many claims joined: the order is made anew when somebody asks.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

impl PartialEq for Index {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_claim_is_found_and_nothing_else() {
        for count in [0, 1, 2, 300] {
            let ids: Vec<ClaimId> = (0..count).map(|at| ClaimId::from(format!("c{}", (at * 7) % 311))).collect();
            let mut index = Index::default();
            let find = |index: &Index, id: &str, ids: &[ClaimId]| {
                index.find(&id.into(), ids.len(), |at| ids.get(at).unwrap_or_else(|| panic!("{at}")))
            };
            for (at, id) in ids.iter().enumerate() {
                assert_eq!(find(&index, id.as_str(), &ids), Some(at));
            }
            for id in ["", "c", "b9", "c1000", "d"] {
                assert_eq!(find(&index, id, &ids), None);
            }
            let mut other = index.clone();
            let more = [ids.as_slice(), &["c15x".into()]].concat();
            index.forget();
            other.join(&more[count], count, |at| &ids[at]);
            for index in [index, other] {
                assert_eq!(find(&index, "c15x", &more), Some(count));
                assert!(ids.iter().enumerate().all(|(at, id)| find(&index, id.as_str(), &more) == Some(at)));
            }
        }
    }
}
