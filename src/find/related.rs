//! Which words are akin: `related.toml`, read once, as stems.
//!
//! Pure. A short list, because every wrong pair costs more than a missing one gains: an akin word counts
//! less than half of the word itself, and never stands for a number or a name.

use std::collections::{BTreeSet, HashMap};

use crate::signal::stem::stem;

/// Groups of words that are akin, as stems.
#[derive(Debug, Clone)]
pub struct Related {
    groups: Vec<Vec<String>>,
    of: HashMap<String, Vec<usize>>,
}

impl Related {
    /// Reads groups of words from TOML: `groups = [["price", "cost"], …]`.
    ///
    /// # Errors
    /// What does not have that shape, in words.
    pub fn read(file: &str) -> Result<Self, String> {
        let table: toml::Table = file.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
        let listed = table.get("groups").and_then(toml::Value::as_array).ok_or("expected `groups`, a list of lists")?;
        let (mut groups, mut of) = (Vec::new(), HashMap::<String, Vec<usize>>::new());
        for (at, group) in listed.iter().enumerate() {
            let words = group.as_array().and_then(|words| words.iter().map(toml::Value::as_str).collect::<Option<_>>());
            let words: Vec<&str> = words.ok_or(format!("groups[{at}]: expected a list of words"))?;
            let stems: BTreeSet<String> = words.into_iter().map(|word| stem(&word.to_lowercase())).collect();
            for stem in &stems {
                of.entry(stem.clone()).or_default().push(groups.len());
            }
            groups.push(stems.into_iter().collect());
        }
        Ok(Self { groups, of })
    }

    /// The stems that are akin to one, itself among them; none where it is in no group.
    pub fn of<'a>(&'a self, stem: &str) -> impl Iterator<Item = &'a str> {
        let groups = self.of.get(stem).map_or(&[][..], Vec::as_slice);
        groups.iter().flat_map(|group| self.groups[*group].iter().map(String::as_str))
    }
}

impl Default for Related {
    /// The list as it ships. A fault in it would be ours; a test reads it.
    fn default() -> Self {
        Self::read(include_str!("related.toml")).unwrap_or(Self { groups: Vec::new(), of: HashMap::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_that_ships_can_be_read_and_no_word_is_alone() {
        let related = Related::read(include_str!("related.toml")).unwrap_or_else(|fault| panic!("{fault}"));
        assert!(related.groups.iter().all(|group| group.len() > 1), "{:?}", related.groups);
        assert!(related.of("pric").any(|stem| stem == "cost"), "{:?}", related.of("pric").collect::<Vec<_>>());
    }

    #[test]
    fn a_list_of_another_shape_is_refused_with_its_place() {
        assert_eq!(Related::read("groups = [[1]]").err().as_deref(), Some("groups[0]: expected a list of words"));
        assert!(Related::read("words = []").is_err());
    }
}
