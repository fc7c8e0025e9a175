//! A TOML file as its reader needs it: every syntax fault at once, and the line of every value.
//!
//! Deserialising with serde stops at the first fault; walking the parsed table does not.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Fault;

/// A parsed file; what could not be parsed is in `faults`, the rest is there to be read.
pub(crate) struct Document<'t> {
    file: &'t str,
    text: &'t str,
    table: Spanned<DeTable<'t>>,
    pub(crate) faults: Vec<Fault>,
}

/// A key of a table with its value and where both stand.
pub(crate) struct Item<'d, 't> {
    pub(crate) key: &'d str,
    pub(crate) value: &'d DeValue<'t>,
    pub(crate) line: usize,
}

impl<'t> Document<'t> {
    pub(crate) fn parse(file: &'t str, text: &'t str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut document = Self { file, text, table, faults: Vec::new() };
        document.faults = errors
            .iter()
            .map(|error| {
                let mut fault = document.fault(0, "", error.message(), "TOML");
                fault.line = error.span().map_or(0, |span| document.line(span.start));
                fault
            })
            .collect();
        document
    }

    /// The items at the top, in the order of the file.
    pub(crate) fn items(&self) -> Vec<Item<'_, 't>> {
        self.items_of(self.table.get_ref())
    }

    /// The items of a table, in the order of the file.
    pub(crate) fn items_of<'d>(&self, table: &'d DeTable<'t>) -> Vec<Item<'d, 't>> {
        let mut items: Vec<_> = table.iter().map(|(key, value)| (key.span().start, key, value)).collect();
        items.sort_by_key(|(start, ..)| *start);
        // Lines are counted on from the last one: a keymap is read before every first frame.
        let (mut from, mut line) = (0, 1);
        items
            .into_iter()
            .map(|(start, key, value)| {
                line += self.ends(from, start);
                from = start;
                Item { key: key.get_ref().as_ref(), value: value.get_ref(), line }
            })
            .collect()
    }

    /// A fault in this file.
    pub(crate) fn fault(&self, line: usize, path: &str, found: &str, expected: &str) -> Fault {
        Fault {
            file: self.file.to_owned(),
            line,
            path: path.to_owned(),
            found: found.to_owned(),
            expected: expected.to_owned(),
            nearest: None,
            hint: None,
        }
    }

    fn line(&self, offset: usize) -> usize {
        self.ends(0, offset) + 1
    }

    /// How many lines end between two places.
    fn ends(&self, from: usize, to: usize) -> usize {
        let part = self.text.as_bytes().get(from..to.min(self.text.len())).unwrap_or_default();
        memchr::memchr_iter(b'\n', part).count()
    }
}

/// What stands there, in words short enough for a message.
pub(crate) fn found(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("`{text}`"),
        DeValue::Integer(number) => format!("the number {}", number.as_str()),
        DeValue::Float(number) => format!("the number {}", number.as_str()),
        DeValue::Boolean(answer) => format!("{answer}"),
        DeValue::Datetime(at) => format!("the date {at}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// `table.key`, with the key in quotes where TOML needs them.
pub(crate) fn quoted_path(table: &str, key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    match (table.is_empty(), bare) {
        (true, true) => key.to_owned(),
        (true, false) => format!("{key:?}"),
        (false, true) => format!("{table}.{key}"),
        (false, false) => format!("{table}.{key:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_syntax_fault_is_told_with_its_line() {
        let document = Document::parse("f.toml", "a = \nb = 1\nb = 2\n[c\nd = 4\n");
        let lines: Vec<_> = document.faults.iter().map(|fault| fault.line).collect();
        assert!(lines.contains(&1) && lines.contains(&3) && lines.contains(&4), "{:?}", document.faults);
        assert!(document.items().iter().any(|item| item.key == "b" && item.line == 2));
    }

    #[test]
    fn paths_are_written_as_in_toml() {
        assert_eq!(quoted_path("", "theme"), "theme");
        assert_eq!(quoted_path("browse", "a"), "browse.a");
        assert_eq!(quoted_path("browse", "<ctrl-r>"), "browse.\"<ctrl-r>\"");
        assert_eq!(quoted_path("browse", "\""), "browse.\"\\\"\"");
    }
}
