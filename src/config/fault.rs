//! A fault in a file that a person wrote by hand: where, what was found, what was expected, what they
//! may have meant.

use std::fmt;

/// One thing that is wrong with a configuration or keymap file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file's name as the person knows it.
    pub file: String,
    /// Counted from 1; 0 when the fault is of the whole file.
    pub line: usize,
    /// Dotted, as in TOML: `browse."<ctrl-r>"`. Empty when the file could not be read that far.
    pub path: String,
    /// What stands there.
    pub found: String,
    /// What could stand there.
    pub expected: String,
    /// The name that is nearest to what was found.
    pub nearest: Option<String>,
    /// What to do, where that does not follow from `expected`.
    pub hint: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.path.is_empty() {
            write!(f, ": {}", self.path)?;
        }
        write!(f, ": found {}, expected {}", self.found, self.expected)?;
        if let Some(nearest) = &self.nearest {
            write!(f, "; did you mean `{nearest}`?")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "; {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}

/// The name that a person may have meant by `word`; none when nothing is near.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // Ratios below a half propose names that have nothing to do with the word.
    const NEAR: f32 = 0.5;
    let names: Vec<&str> = names.into_iter().collect();
    // A long word is no misspelling of a short name, and comparing it would cost its square.
    if word.len() > 64 {
        return None;
    }
    let word = word.to_lowercase();
    similar::get_close_matches(word.as_str(), &names, 1, NEAR).first().map(|name| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_one_a_person_may_have_meant() {
        let names = ["accept", "reject", "find_claim", "find_in_source"];
        assert_eq!(nearest("acept", names).as_deref(), Some("accept"));
        assert_eq!(nearest("Reject", names).as_deref(), Some("reject"));
        assert_eq!(nearest("find", names).as_deref(), Some("find_claim"));
        assert_eq!(nearest("qqq", names), None);
        assert_eq!(nearest(&"accept".repeat(1000), names), None);
    }

    #[test]
    fn a_fault_is_one_line_that_says_where_what_and_what_else() {
        let fault = Fault {
            file: "mine.toml".into(),
            line: 3,
            path: "browse.a".into(),
            found: "`acept`".into(),
            expected: "the name of an action".into(),
            nearest: Some("accept".into()),
            hint: None,
        };
        assert_eq!(
            fault.to_string(),
            "mine.toml:3: browse.a: found `acept`, expected the name of an action; did you mean `accept`?"
        );
    }
}
