//! Whether a key that moves is being held down. Then each frame shows where the list and the claim are, and
//! the source follows when the cursor rests: its words are most of a frame, nobody reads them in passing, and
//! over a slow line every one of them would be waited for.
//!
//! What may surprise: a single press is never held back, and neither is anything that is not the same move
//! again. The state is always whole; only the drawing waits.

use std::time::{Duration, Instant};

use super::key::Key;

/// The same move again within this time is a key held down: the slowest usual repeat is 90 ms.
const HELD: Duration = Duration::from_millis(100);

/// So long after the last move the cursor rests.
const REST: Duration = Duration::from_millis(100);

/// What is known of the keys that came last.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Walk {
    last: Option<(Key, Instant)>,
    rests: Option<Instant>,
}

impl Walk {
    /// A key came in; `moved` says whether it did nothing but go to another claim.
    pub(super) fn key(&mut self, key: Key, moved: bool, now: Instant) {
        let again =
            moved && self.last.is_some_and(|(last, at)| last == key && now.saturating_duration_since(at) < HELD);
        self.rests = again.then(|| now + REST);
        self.last = moved.then_some((key, now));
    }

    /// Everything is to be drawn next, whatever is held.
    pub(super) fn stop(&mut self) {
        *self = Self::default();
    }

    /// How long the source may wait; `None` when it may not.
    pub(super) fn waits(&self, now: Instant) -> Option<Duration> {
        self.rests.map(|rests| rests.saturating_duration_since(now)).filter(|wait| !wait.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::key::parse_keys;

    fn key(name: &str) -> Key {
        parse_keys(name).unwrap()[0]
    }

    #[test]
    fn only_the_same_move_in_quick_succession_lets_the_source_wait() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut walk = Walk::default();
        walk.key(key("j"), true, at(0));
        assert_eq!(walk.waits(at(0)), None, "a single press shows everything at once");
        walk.key(key("j"), true, at(33));
        assert_eq!(walk.waits(at(33)), Some(REST));
        assert_eq!(walk.waits(at(83)), Some(REST / 2));
        assert_eq!(walk.waits(at(133)), None, "the cursor rests");
        walk.key(key("j"), true, at(60));
        walk.key(key("k"), true, at(70));
        assert_eq!(walk.waits(at(70)), None, "another way");
        walk.key(key("k"), true, at(80));
        walk.key(key("a"), false, at(90));
        assert_eq!(walk.waits(at(90)), None, "a verdict is given beside the words");
        walk.key(key("a"), false, at(95));
        assert_eq!(walk.waits(at(95)), None);
        walk.key(key("j"), true, at(96));
        walk.key(key("j"), true, at(300));
        assert_eq!(walk.waits(at(300)), None, "pressed twice, not held");
        walk.key(key("j"), true, at(330));
        walk.stop();
        assert_eq!(walk.waits(at(331)), None);
    }
}
