//! HTML to words, for pages, mails and CRM notes.
//!
//! `html2text` keeps lists, tables and quotes apart, and panics on some valid pages; where it does, a
//! plainer converter takes over and the import says so. Words in scripts, styles and comments are none.

use html2text::config;

use super::guard::guard;

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
            config::plain_no_decorate()
                .link_footnotes(false)
                .allow_width_overflow()
                .no_table_borders()
                .string_from_read(owned.as_bytes(), WIDTH)
        });
        if let Ok(Ok(text)) = laid_out {
            return Words { text: tidy(&text), note: None };
        }
    }
    let owned = page.to_owned();
    let stripped = guard("HTML", move || mail_parser::decoders::html::html_to_text(&owned));
    match stripped {
        Ok(text) => Words {
            text: tidy(&text),
            note: Some("HTML that can't be laid out; its words are kept without their lists and tables".to_owned()),
        },
        Err(error) => Words { text: page.to_owned(), note: Some(format!("{}; shown with its tags", error.what)) },
    }
}

/// Lines without padding at their ends, and never two blank ones in a row.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && blank {
            continue;
        }
        blank = line.is_empty();
        out.push_str(line);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}
