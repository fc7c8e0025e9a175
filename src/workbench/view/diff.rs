//! Two wordings beside each other, with the words that differ marked.

use similar::{ChangeTag, TextDiff};

use super::paint::Words;
use crate::workbench::theme::{Role, Theme};

/// Both wordings, the words that only one has in the style of removed and added ones.
pub fn words(theme: &Theme, old: &str, new: &str) -> (Vec<Words>, Vec<Words>) {
    let diff = TextDiff::from_words(old, new);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let plain = ratatui::style::Style::default();
    for change in diff.iter_all_changes() {
        let text = change.value().to_owned();
        match change.tag() {
            ChangeTag::Equal => {
                before.push((text.clone(), plain));
                after.push((text, plain));
            }
            ChangeTag::Delete => before.push((marked(theme, &text, '[', ']'), theme.style(Role::Removed))),
            ChangeTag::Insert => after.push((marked(theme, &text, '[', ']'), theme.style(Role::Added))),
        }
    }
    (before, after)
}

/// Both wordings as plain text, what only one has in brackets.
pub fn marked_text(old: &str, new: &str) -> (String, String) {
    let (before, after) = words(&Theme::plain(), old, new);
    let text = |words: Vec<Words>| words.into_iter().map(|(text, _)| text).collect::<String>();
    (text(before), text(after))
}

/// Where there is no colour, brackets show what differs.
fn marked(theme: &Theme, text: &str, open: char, close: char) -> String {
    if theme.has_colour() || text.trim().is_empty() {
        return text.to_owned();
    }
    let trimmed = text.trim_end();
    format!("{open}{trimmed}{close}{}", &text[trimmed.len()..])
}
