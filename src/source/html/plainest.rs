//! How a page's marks become text: headings, quotes and list items as Markdown has them, and nothing for
//! links, bold and struck-out words, so that a quote that crosses them is found.

use html2text::render::{TaggedLine, TextDecorator};

/// The words, and no more marks than reading needs.
#[derive(Debug, Clone)]
pub(super) struct Plainest;

/// No mark, and nothing to remember.
fn nothing() -> (String, ()) {
    (String::new(), ())
}

impl TextDecorator for Plainest {
    type Annotation = ();

    fn decorate_link_start(&mut self, _: &str) -> (String, ()) {
        nothing()
    }
    fn decorate_link_end(&mut self) -> String {
        String::new()
    }
    fn decorate_em_start(&self) -> (String, ()) {
        nothing()
    }
    fn decorate_em_end(&self) -> String {
        String::new()
    }
    fn decorate_strong_start(&self) -> (String, ()) {
        nothing()
    }
    fn decorate_strong_end(&self) -> String {
        String::new()
    }
    fn decorate_strikeout_start(&self) -> (String, ()) {
        nothing()
    }
    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }
    fn decorate_code_start(&self) -> (String, ()) {
        nothing()
    }
    fn decorate_code_end(&self) -> String {
        String::new()
    }
    fn decorate_superscript_start(&self) -> (String, ()) {
        nothing()
    }
    fn decorate_superscript_end(&self) -> String {
        String::new()
    }
    fn decorate_preformat_first(&self) {}
    fn decorate_preformat_cont(&self) {}
    fn decorate_image(&mut self, _: &str, title: &str) -> (String, ()) {
        (if title.is_empty() { String::new() } else { format!("[{title}]") }, ())
    }
    fn header_prefix(&self, level: usize) -> String {
        "#".repeat(level) + " "
    }
    fn quote_prefix(&self) -> String {
        "> ".to_owned()
    }
    fn unordered_item_prefix(&self) -> String {
        "* ".to_owned()
    }
    fn ordered_item_prefix(&self, number: i64) -> String {
        format!("{number}. ")
    }
    fn make_subblock_decorator(&self) -> Self {
        self.clone()
    }
    fn finalise(&mut self, _: Vec<String>) -> Vec<TaggedLine<()>> {
        Vec::new()
    }
}
