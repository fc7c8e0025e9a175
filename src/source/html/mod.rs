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
    if !start.starts_with('<') {
        return false;
    }
    let first = start.get(..start.floor_char_boundary(2048)).unwrap_or(start).to_ascii_lowercase();
    let has = |tags: &[&str]| tags.iter().any(|tag| first.contains(tag));
    has(&["<!doctype html", "<html", "<head", "<body"])
        || (has(&["<p>", "<div", "<h1", "<table", "<ul"]) && has(&["</"]))
        || name.ends_with(".html")
        || name.ends_with(".htm")
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
/// A page of more tags inside one another takes the layout longer than anybody waits; people write some 40.
const DEEPEST: usize = 300;
/// Columns. Wide, because lines are wrapped where they are shown, not here.
const WIDTH: usize = 4000;

/// The words of a page.
pub(super) fn to_text(page: &str) -> Words {
    if page.len() <= MOST && depth(page) <= DEEPEST {
        let owned = page.to_owned();
        let laid_out = guard("HTML", page.len(), move || {
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
    let stripped = guard("HTML", page.len(), move || mail_parser::decoders::html::html_to_text(&owned));
    match stripped {
        Ok(text) => Words {
            text: paragraph::tidy(&text),
            note: Some("HTML that can't be laid out; its words are kept without their lists and tables".to_owned()),
        },
        Err(error) => Words { text: page.to_owned(), note: Some(format!("{}; shown with its tags", error.what)) },
    }
}

/// How many tags stand inside one another at the most. Tags that are often left open do not count.
fn depth(page: &str) -> usize {
    const OPEN: &[&str] = &[
        "br", "hr", "img", "input", "link", "meta", "p", "li", "td", "th", "tr", "dt", "dd", "option", "col", "area",
        "base", "wbr", "source", "param", "colgroup", "tbody", "thead", "tfoot",
    ];
    let (mut depth, mut deepest) = (0usize, 0);
    for at in memchr::memchr_iter(b'<', page.as_bytes()) {
        let inside = &page[at + 1..];
        let closes = inside.starts_with('/');
        let inside = inside.trim_start_matches('/');
        let name = inside.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if name.is_empty() || OPEN.iter().any(|open| open.eq_ignore_ascii_case(name)) {
            continue;
        }
        depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        deepest = deepest.max(depth);
    }
    deepest
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
    fn a_page_without_end_is_stripped_in_time() {
        let page = format!("<html>{}deep words{}</html>", "<div>".repeat(30_000), "</div>".repeat(30_000));
        let import = import(page.into(), "a.html").unwrap();
        assert_eq!((import.text.as_str(), import.notes.len()), ("deep words", 1));
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
