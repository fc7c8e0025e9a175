//! HTML to words, for pages, mails and CRM notes.
//!
//! `html2text` keeps lists, tables and quotes apart (`plainest` says how), and panics on some valid pages; where it does, a
//! plainer converter takes over and the import says so. Words in scripts, styles and comments are none.

mod plainest;

use html2text::config;

use super::format::{Format, Outcome, Reader};
use super::guard::guard;
use super::{paragraph, plain};
use plainest::Plainest;

pub(super) const FORMAT: Format = Format { reader: Reader::Text { sniff, read } };

/// By a tag that only pages have, at its start.
fn sniff(head: &str, name: &str) -> bool {
    let start = head.trim_start_matches('\u{feff}').trim_start();
    let first = start.get(..start.floor_char_boundary(2048)).unwrap_or(start).to_ascii_lowercase();
    let has = |tags: &[&str]| tags.iter().any(|tag| first.contains(tag));
    first.starts_with('<')
        && (has(&["<!doctype html", "<html", "<head", "<body"])
            || (has(&["<p>", "<div", "<h1", "<table", "<ul"]) && has(&["</"]))
            || name.ends_with(".html")
            || name.ends_with(".htm"))
}

fn read(text: String, _: &str) -> Outcome {
    let words = to_text(&text);
    let mut import = plain::read_as(words.text, "HTML");
    if let Some(note) = words.note {
        import.note("", note);
    }
    import.title = title(&text).or(import.title);
    Ok(import)
}

/// What stands in the window's title.
fn title(page: &str) -> Option<String> {
    let head = &page[..page.floor_char_boundary(64 * 1024)];
    let lower = head.to_ascii_lowercase();
    let open = lower.find("<title")?;
    let start = open + lower[open..].find('>')? + 1;
    let end = start + lower[start..].find('<')?;
    let title = mail_parser::decoders::html::html_to_text(&head[start..end]);
    let title = paragraph::one_line(&title);
    (!title.is_empty()).then_some(title)
}

/// What a page says.
pub(super) struct Words {
    pub(super) text: String,
    /// What was lost on the way.
    pub(super) note: Option<String>,
}

/// A page of more bytes is not laid out, only stripped of its tags.
const MOST: usize = 16 * 1024 * 1024;
/// Columns. Wide, because lines are wrapped where they are shown, not here.
const WIDTH: usize = 4000;

/// The words of a page.
pub(super) fn to_text(page: &str) -> Words {
    if page.len() <= MOST {
        let owned = page.to_owned();
        let laid_out = guard("HTML", move || {
            config::with_decorator(Plainest)
                .link_footnotes(false)
                .unicode_strikeout(false)
                .allow_width_overflow()
                .string_from_read(owned.as_bytes(), WIDTH)
        });
        if let Ok(Ok(text)) = laid_out {
            return Words { text: paragraph::tidy(&unruled(&text)), note: None };
        }
    }
    let owned = page.to_owned();
    let stripped = guard("HTML", move || mail_parser::decoders::html::html_to_text(&owned));
    match stripped {
        Ok(text) => Words {
            text: paragraph::tidy(&text),
            note: Some("HTML that can't be laid out; its words are kept without their lists and tables".to_owned()),
        },
        Err(error) => Words { text: page.to_owned(), note: Some(format!("{}; shown with its tags", error.what)) },
    }
}

/// Tables with a bar between their cells, instead of drawn lines.
fn unruled(text: &str) -> String {
    if !text.contains(['─', '│']) {
        return text.to_owned();
    }
    let is_rule = |line: &str| {
        let line = line.trim();
        line.contains('─') && line.chars().all(|c| ('\u{2500}'..='\u{257f}').contains(&c))
    };
    let cells = |line: &str| line.split('│').map(str::trim).collect::<Vec<_>>().join(" | ");
    let lines = text.lines().filter(|line| !is_rule(line));
    lines.map(|line| if line.contains('│') { cells(line) } else { line.to_owned() } + "\n").collect()
}

#[cfg(test)]
mod tests {
    use crate::source::import;

    #[test]
    fn a_page_keeps_its_headings_lists_and_tables() {
        let page = include_bytes!("../../../tests/fixtures/source/proposal.html");
        let import = import(page.to_vec(), "proposal").unwrap();
        assert_eq!((import.format, import.title.as_deref()), ("HTML", Some("Proposal & plan")));
        let words: Vec<_> = import.text.turns().iter().map(|turn| import.text.words(turn)).collect();
        assert!(words.contains(&"What we heard"), "{words:?}");
        assert!(words.contains(&"SSO by go-live"), "{words:?}");
        assert!(import.text.as_str().contains("Detention fees | -30 %"), "{}", import.text.as_str());
        assert!(words.contains(&"See the plan, in two steps."), "links and bold leave no marks: {words:?}");
        assert!(!import.text.as_str().contains("color"), "{}", import.text.as_str());
    }

    #[test]
    fn what_panics_is_stripped_and_said() {
        let page = "<html><body><table><tr><td rowspan=3 colspan=9>x</td></tr></table><ol start=9223372036854775807><li>SSO</li><li>Okta</li></ol></body></html>";
        let import = import(page.into(), "a.html").unwrap();
        assert!(
            import.text.as_str().contains("SSO") && import.text.as_str().contains("Okta"),
            "{}",
            import.text.as_str()
        );
    }
}
