//! Word, PowerPoint and Excel files, through `undoc`, which changes fast and is named nowhere else.
//!
//! A document becomes text with `#` before its headings, and is then read as text is: a transcript that
//! Teams or Meet saved as a document is talk, a proposal is prose. Slides keep what was written beneath
//! them as speaker notes. Surprise: pictures, charts, comments and what a tracked change took out have no
//! words here.

use undoc::model::{Block, Document, Paragraph, RevisionType, Table};

use super::format::Outcome;
use super::guard::guard;
use super::sheet::{Found, Sheet};
use super::{Import, Unreadable, paragraph, plain};
use crate::text::{Builder, Part};

/// Reads a file that is an archive with a table of contents.
pub(super) fn read(bytes: Vec<u8>) -> Outcome {
    let parsed = guard("document", move || undoc::parse_bytes(&bytes).map_err(|error| error.to_string()))?;
    let document = parsed.map_err(|error| {
        Unreadable::new(format!("this looks like an Office file, but can't be read: {}", error.to_lowercase()))
            .hint("open it and save it again, without a password")
    })?;
    let mut import = match document.format {
        undoc::FormatType::Pptx => slides(&document),
        undoc::FormatType::Xlsx => workbook(&document),
        _ => words(&document),
    };
    let about = &document.metadata;
    let stated =
        |words: &Option<String>| words.as_deref().map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
    import.title = import.title.or_else(|| stated(&about.title));
    import.date = import.date.or_else(|| stated(&about.created));
    let pictures = document.resources.values().filter(|resource| resource.is_image()).count();
    if pictures > 0 {
        import.note(
            "",
            format!("{}, in which nobody looked for words", super::note::count(pictures, "picture", "pictures")),
        );
    }
    Ok(import)
}

fn words(document: &Document) -> Import {
    let mut text = String::new();
    for section in &document.sections {
        for block in &section.content {
            match block {
                Block::Paragraph(paragraph) => {
                    let words = plain_words(paragraph);
                    if paragraph.is_heading() && !words.trim().is_empty() {
                        text.push_str(&"#".repeat(paragraph.heading.level().clamp(1, 6).into()));
                        text.push(' ');
                    } else if paragraph.is_list_item() {
                        text.push_str("- ");
                    }
                    text.push_str(words.trim_end());
                    text.push_str(if paragraph.is_list_item() { "\n" } else { "\n\n" });
                }
                Block::Table(table) => {
                    for row in rows(table) {
                        text.push_str(&format!("| {} |\n", row.join(" | ")));
                    }
                    text.push('\n');
                }
                Block::Note { label, content } => {
                    let words: Vec<_> = content.iter().map(plain_words).collect();
                    text.push_str(&format!("[{label}] {}\n\n", words.join(" ").trim()));
                }
                Block::PageBreak | Block::SectionBreak | Block::Image { .. } => {}
                #[allow(unreachable_patterns)] // `undoc` grows kinds of blocks between its versions
                _ => {}
            }
        }
        for (name, lines) in [("header", &section.header), ("footer", &section.footer)] {
            let lines = lines.iter().flatten().map(plain_words).filter(|words| !words.trim().is_empty());
            let lines = lines.collect::<Vec<_>>().join(" ");
            // Every section repeats them.
            if !lines.is_empty() && !text.contains(&lines) {
                text.push_str(&format!("[page {name}] {lines}\n\n"));
            }
        }
    }
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    plain::read_as(text.trim_end().to_owned(), "Word")
}

fn slides(document: &Document) -> Import {
    let mut builder = Builder::new();
    for (index, section) in document.sections.iter().enumerate() {
        if !builder.is_empty() {
            builder.push("\n");
        }
        paragraph::head(&mut builder, "", &format!("Slide {}", index + 1));
        for block in &section.content {
            match block {
                Block::Paragraph(paragraph) => {
                    let part = if paragraph.is_heading() { Part::Heading } else { Part::Body };
                    line(&mut builder, &plain_words(paragraph), part);
                }
                Block::Table(table) => rows(table).for_each(|row| line(&mut builder, &row.join(" | "), Part::Body)),
                Block::Note { content, .. } => {
                    content.iter().for_each(|words| line(&mut builder, &plain_words(words), Part::Body))
                }
                _ => {}
            }
        }
        for words in section.notes.iter().flatten() {
            line(&mut builder, &plain_words(words), Part::Notes);
        }
    }
    let mut import = Import::new(builder.finish(), "PowerPoint");
    let first = import.text.turns().get(1).filter(|turn| turn.part == Part::Heading);
    import.title = first.map(|turn| import.text.words(turn).to_owned());
    import
}

fn workbook(document: &Document) -> Import {
    let mut builder = Builder::new();
    let mut found = Found::default();
    for section in &document.sections {
        if document.sections.len() > 1 {
            paragraph::head(&mut builder, "", section.name.as_deref().unwrap_or("Sheet"));
        }
        for block in &section.content {
            match block {
                Block::Table(table) => {
                    let rows = rows(table).enumerate().map(|(at, row)| (at + 1, row)).collect();
                    Sheet { rows }.write(&mut builder, &mut found);
                }
                Block::Paragraph(paragraph) => line(&mut builder, &plain_words(paragraph), Part::Body),
                _ => {}
            }
        }
    }
    let mut import = Import::new(builder.finish(), "Excel");
    (import.participants, import.notes) = (found.people, found.notes);
    import
}

fn line(builder: &mut Builder, words: &str, part: Part) {
    if !words.trim().is_empty() {
        paragraph::push(builder, words, None, part);
        builder.push("\n");
    }
}

/// The rows of a table, with inner tables as words.
fn rows(table: &Table) -> impl Iterator<Item = Vec<String>> {
    table.rows.iter().map(|row| {
        row.cells
            .iter()
            .map(|cell| {
                let inner = cell.nested_tables.iter().map(Table::plain_text);
                let own = cell.content.iter().map(plain_words);
                own.chain(inner).collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect()
    })
}

/// A paragraph's words, without those that a tracked change took out.
fn plain_words(paragraph: &Paragraph) -> String {
    let mut words = String::new();
    for run in paragraph.runs.iter().filter(|run| run.revision != RevisionType::Deleted) {
        words.push_str(&run.text);
        if let Some(label) = &run.note {
            words.push_str(&format!("[{label}]"));
        }
        if run.line_break || run.page_break {
            words.push('\n');
        }
    }
    words
}
