//! Counts in words: `1 packet`, `2 packets`. Every sentence that counts something asks here.
//!
//! Pure.

/// `1 line`, `34 lines`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_singular_and_none_is_not() {
        let said: Vec<String> = (0..3).map(|count| counted(count, "promise binds", "promises bind")).collect();
        assert_eq!(said, ["0 promises bind", "1 promise binds", "2 promises bind"]);
    }
}
