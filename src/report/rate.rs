//! A share with its uncertainty, so that three packets never look like a trend.
//!
//! The interval is Wilson's score interval at 95 %: unlike the usual `p ± 1.96 s` it stays between 0 and 1
//! and is honest for small counts. It takes the cases as independent, which claims of one packet are not
//! quite, so the interval of a share of *claims* is a little too narrow.

use serde::Serialize;

/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A share of a number of cases. The JSON of reports: fields may be added, never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// In how many it is so.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// The share, 0 to 1; `None` of nothing.
    pub share: Option<f64>,
    /// The lower end of its 95 % confidence interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

impl Rate {
    /// `count` of `of` cases.
    pub fn new(count: usize, of: usize) -> Self {
        if of == 0 {
            return Self { count, of, share: None, low: None, high: None };
        }
        let (n, p) = (of as f64, count.min(of) as f64 / of as f64);
        let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        let (middle, scale) = (p + Z * Z / (2.0 * n), 1.0 + Z * Z / n);
        let end = |value: f64| Some(rounded((value / scale).clamp(0.0, 1.0)));
        Self { count, of, share: Some(rounded(p)), low: end(middle - spread), high: end(middle + spread) }
    }

    /// In words: `62 % (41 to 79 %, 13 of 21)`.
    pub fn words(&self) -> String {
        match (self.share, self.low, self.high) {
            (Some(share), Some(low), Some(high)) => {
                format!("{} % ({} to {} %, {} of {})", percent(share), percent(low), percent(high), self.count, self.of)
            }
            _ => "none to count".to_owned(),
        }
    }
}

/// A share as whole percent.
pub fn percent(share: f64) -> u32 {
    (share * 100.0).round() as u32
}

/// Four digits are more than the data can bear, and print the same everywhere.
fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::Rate;

    #[test]
    fn wilsons_interval_is_the_textbooks() {
        // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        for (count, of, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let rate = Rate::new(count, of);
            assert_eq!((rate.low, rate.high), (Some(low), Some(high)), "{count} of {of}");
        }
    }

    #[test]
    fn of_nothing_there_is_no_share() {
        assert_eq!(Rate::new(0, 0).share, None);
        assert_eq!(Rate::new(0, 0).words(), "none to count");
        assert_eq!(Rate::new(3, 3).words(), "100 % (44 to 100 %, 3 of 3)");
    }

    #[test]
    fn the_share_lies_in_its_interval_and_more_cases_narrow_it() {
        for of in 1..60 {
            for count in 0..=of {
                let rate = Rate::new(count, of);
                let (share, low, high) = (rate.share.unwrap(), rate.low.unwrap(), rate.high.unwrap());
                assert!(0.0 <= low && low <= share && share <= high && high <= 1.0, "{rate:?}");
                let more = Rate::new(count * 10, of * 10);
                assert!(more.high.unwrap() - more.low.unwrap() < high - low, "{rate:?} {more:?}");
            }
        }
    }
}
