//! How long is left at this pace: a pure reading of when verdicts were given. The times are those of the
//! trail's entries; no clock is asked, so the same trail always says the same.

use std::time::Duration;

use super::state::is_verdict;
use crate::review::{Actor, Entry};

/// A gap longer than this was a break, not a judgement.
const BREAK: i64 = 10 * 60;

/// So many verdicts have to follow each other before a pace is told.
const LEAST: usize = 5;

/// So many of the last gaps are looked at: people get faster.
const LAST: usize = 60;

/// How long `undecided` claims will take that person, at the pace of their last verdicts; `None` while
/// too few were given to say.
pub fn left(entries: &[Entry], me: &Actor, undecided: usize) -> Option<Duration> {
    if undecided == 0 {
        return None;
    }
    let mut gaps = Vec::new();
    let mut later: Option<i64> = None;
    for entry in entries.iter().rev().filter(|entry| entry.by.name == me.name && is_verdict(&entry.event)) {
        let at = entry.at.as_second();
        if let Some(later) = later {
            let gap = later - at;
            if (0..=BREAK).contains(&gap) {
                gaps.push(gap);
            }
        }
        later = Some(at);
        if gaps.len() == LAST {
            break;
        }
    }
    if gaps.len() < LEAST {
        return None;
    }
    // The mean, not the median: the hard claims among those that are left will take their time too.
    let seconds = gaps.iter().sum::<i64>() as f64 / gaps.len() as f64 * undecided as f64;
    Some(Duration::from_secs(seconds.round() as u64))
}

/// A time as a person reckons: in minutes, later in hours.
pub fn in_words(left: Duration) -> String {
    let minutes = left.as_secs().div_ceil(60).max(1);
    match minutes {
        0..=90 => format!("~{minutes} min left"),
        _ => format!("~{:.1} h left", minutes as f64 / 60.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::ClaimId;
    use crate::review::{Event, Seat};

    fn actor(name: &str) -> Actor {
        Actor { name: name.into(), email: None, role: Seat::Csm }
    }

    fn verdict(by: &str, second: i64) -> Entry {
        let event = Event::ClaimAccepted { claim: ClaimId("c1".into()), seen: 0, reason: None };
        let at = jiff::Timestamp::from_second(1_780_000_000 + second).unwrap();
        Entry { seq: 1, prev: String::new(), at, by: actor(by), event }
    }

    #[test]
    fn the_pace_is_that_of_one_person_without_their_breaks() {
        let mut entries: Vec<Entry> = (0..6).map(|number| verdict("Dana", number * 20)).collect();
        assert_eq!(left(&entries, &actor("Dana"), 30), Some(Duration::from_secs(600)));
        assert_eq!(left(&entries, &actor("Sam"), 30), None);
        assert_eq!(left(&entries, &actor("Dana"), 0), None);
        assert_eq!(left(&entries[..5], &actor("Dana"), 30), None);
        // An hour at lunch, somebody else's verdict, and on at the same pace.
        entries.push(verdict("Sam", 2_000));
        entries.extend((0..3).map(|number| verdict("Dana", 4_000 + number * 20)));
        assert_eq!(left(&entries, &actor("Dana"), 30), Some(Duration::from_secs(600)));
    }

    #[test]
    fn a_time_is_told_in_minutes_and_later_in_hours() {
        assert_eq!(in_words(Duration::from_secs(5)), "~1 min left");
        assert_eq!(in_words(Duration::from_secs(1_190)), "~20 min left");
        assert_eq!(in_words(Duration::from_secs(3 * 3_600)), "~3.0 h left");
    }
}
