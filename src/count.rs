//! Counts in words: `1 packet`, `2 packets`. Every sentence that counts something asks here.
//!
//! Pure.

/// `1 line`, `34 lines`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `a promise`, `an objection`.
pub fn one(what: &str) -> String {
    let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {what}")
}

#[cfg(test)]
mod tests {
    use super::{counted, one};

    #[test]
    fn a_vowel_takes_another_article() {
        assert_eq!([one("promise"), one("objection")], ["a promise", "an objection"]);
    }

    #[test]
    fn one_is_singular_and_none_is_not() {
        let said: Vec<String> = (0..3).map(|count| counted(count, "promise binds", "promises bind")).collect();
        assert_eq!(said, ["0 promises bind", "1 promise binds", "2 promises bind"]);
    }
}
