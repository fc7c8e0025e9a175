//! PDF files with a text layer. Pages are divided by a form feed, as `pdftotext` does it.
//!
//! A scan has no text layer, and says so instead of being an empty source. Each page is read by itself, so
//! that one that the parser does not survive costs no other.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Document, PlainTextOutput, output_doc_page};

use super::format::{Format, Outcome, Peek, Reader};
use super::guard::guard;
use super::note::{Lines, count};
use super::{Note, Unreadable, paragraph, plain};

pub(super) const FORMAT: Format = Format { reader: Reader::Bytes { sniff, read } };

/// The most bytes of a PDF, and the most pages.
const MOST: usize = 128 * 1024 * 1024;
const MOST_PAGES: usize = 2_000;

/// By its signature, which may stand behind a little rubbish.
fn sniff(peek: &Peek<'_>) -> bool {
    memchr::memmem::find(&peek.bytes[..peek.bytes.len().min(1024)], b"%PDF-").is_some()
}

fn read(bytes: Vec<u8>, _: &str) -> Outcome {
    if bytes.len() > MOST {
        let what = format!("{} MiB of PDF is more than the {} MiB that are read", bytes.len() >> 20, MOST >> 20);
        return Err(Unreadable::new(what).hint("keep the pages that matter"));
    }
    let pages = guard("PDF", bytes.len(), move || pages(&bytes))??;
    let (mut empty, mut broken) = (Lines::of("page"), Lines::of("page"));
    let mut text = String::new();
    for (at, page) in pages.iter().enumerate() {
        if at > 0 {
            text.push_str("\n\u{c}\n");
        }
        match page {
            Some(words) if words.trim().is_empty() => empty.add(at + 1),
            // A form feed inside a page would count as another page.
            Some(words) => text.push_str(&paragraph::tidy(&words.replace('\u{c}', " "))),
            None => broken.add(at + 1),
        }
    }
    let mut notes: Vec<Note> = Vec::new();
    let pages_of = |number| count(number, "page", "pages");
    broken.report(&mut notes, |number| format!("{} that can't be read, left out", pages_of(number)));
    empty.report(&mut notes, |number| format!("{} without a text layer: pictures, or nothing", pages_of(number)));
    if text.trim().is_empty() {
        let what = match notes.first() {
            Some(note) if !broken.is_empty() => format!("the PDF has no text that can be read: {note}"),
            _ => format!("the PDF has no text layer: {}, all pictures", pages_of(pages.len())),
        };
        return Err(Unreadable::new(what)
            .hint("run it through text recognition (OCR) first, or save the document it was made from"));
    }
    let mut import = plain::read_as(text, "PDF");
    import.notes = notes;
    Ok(import)
}

/// The words of every page; `None` for one that the parser does not survive.
fn pages(bytes: &[u8]) -> Result<Vec<Option<String>>, Unreadable> {
    let unreadable = |what: String| Unreadable::new(what).hint("open it and save it again, or save it as text");
    let mut document = Document::load_mem(bytes).map_err(|error| {
        unreadable(format!("this is a PDF that can't be read: {}", error.to_string().to_lowercase()))
    })?;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Unreadable::new("the PDF is locked with a password").hint("save a copy without one"));
    }
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    if numbers.is_empty() {
        return Err(unreadable("the PDF has no pages that can be found".to_owned()));
    }
    if numbers.len() > MOST_PAGES {
        let what = format!("{} pages are more than the {MOST_PAGES} that are read", numbers.len());
        return Err(Unreadable::new(what).hint("keep the pages that matter"));
    }
    let page = |number: u32| {
        catch_unwind(AssertUnwindSafe(|| {
            let mut words = String::new();
            output_doc_page(&document, &mut PlainTextOutput::new(&mut words), number).ok().map(|()| words)
        }))
        .ok()
        .flatten()
    };
    Ok(numbers.into_iter().map(page).collect())
}

#[cfg(test)]
mod tests {
    use crate::source::import;
    use crate::text::Part;

    #[test]
    fn pages_and_their_paragraphs() {
        let import = import(include_bytes!("../../tests/fixtures/source/order-form.pdf").to_vec(), "o").unwrap();
        assert_eq!((import.format, import.title.as_deref()), ("PDF", Some("ORDER FORM")));
        let text = &import.text;
        assert_eq!(text.as_str().matches('\u{c}').count(), 1, "two pages");
        let words: Vec<_> =
            text.turns().iter().filter(|turn| turn.part == Part::Body).map(|turn| text.words(turn)).collect();
        assert!(words.contains(&"Term: 24 months from October 6, 2026."), "{words:?}");
        assert!(words.contains(&"USD 84,000 a year, held for 24 months."), "{words:?}");
    }

    #[test]
    fn a_scan_says_that_it_is_one() {
        let error = import(include_bytes!("../../tests/fixtures/source/scan.pdf").to_vec(), "s.pdf").unwrap_err();
        assert_eq!(error.what, "the PDF has no text layer: 1 page, all pictures");
        assert!(error.hint.is_some());
    }
}
