//! The measures of the table: F1, accuracy, share and hits at k. All of them in 0 to 1.

/// Counts of a yes-or-no task.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) hit: usize,
    pub(crate) false_alarm: usize,
    pub(crate) missed: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, said: bool, gold: bool) {
        match (said, gold) {
            (true, true) => self.hit += 1,
            (true, false) => self.false_alarm += 1,
            (false, true) => self.missed += 1,
            (false, false) => {}
        }
    }

    /// Harmonic mean of precision and recall; 0 where nothing was hit.
    pub(crate) fn f1(self) -> f64 {
        share(2 * self.hit, 2 * self.hit + self.false_alarm + self.missed)
    }

    pub(crate) fn precision(self) -> f64 {
        share(self.hit, self.hit + self.false_alarm)
    }

    pub(crate) fn recall(self) -> f64 {
        share(self.hit, self.hit + self.missed)
    }
}

pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
