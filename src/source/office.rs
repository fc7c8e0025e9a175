//! Word, PowerPoint and Excel files, through `undoc`, which changes fast and is named nowhere else.
//!
//! A document becomes text with `#` before its headings, and is then read as text is: a transcript that
//! Teams or Meet saved as a document is talk, a proposal is prose. Slides keep what was written beneath
//! them as speaker notes. Surprise: pictures, charts, comments and what a tracked change took out have no
//! words here.

use undoc::model::{Block, Document, Paragraph, RevisionType, Table};

use super::format::Outcome;
use super::guard::guard;
use super::name::find_date;
use super::sheet::{Found, Sheet};
use super::{Import, Unreadable, paragraph, plain, time};
use crate::text::{Builder, Part};

/// Reads a file that is an archive with a table of contents.
pub(super) fn read(bytes: Vec<u8>) -> Outcome {
    let parsed = guard("document", bytes.len(), move || undoc::parse_bytes(&bytes).map_err(|error| error.to_string()))?;
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
    // When the file was made says little: templates carry the day on which the template was.
    import.date = import.date.take().or_else(|| day_at_the_top(&import));
    let pictures = document.resources.values().filter(|resource| resource.is_image()).count();
    if pictures > 0 {
        import.note(
            "",
            format!("{}, in which nobody looked for words", super::note::count(pictures, "picture", "pictures")),
        );
    }
    Ok(import)
}

/// A day that one of the first lines says by itself, as transcripts in documents have it.
fn day_at_the_top(import: &Import) -> Option<String> {
    const LINES: usize = 6;
    const SHORT: usize = 60;
    let lines = import.text.turns().iter().take(LINES).map(|turn| import.text.words(turn));
    lines.filter(|words| words.len() <= SHORT).find_map(|words| find_date(words).map(|(date, _)| date))
}

fn words(document: &Document) -> Import {
    let mut text = String::new();
    for section in &document.sections {
        for block in &section.content {
            match block {
                Block::Paragraph(paragraph) => {
                    let words = plain_words(paragraph);
                    // Meet puts the times of a transcript into headings.
                    if paragraph.is_heading() && !words.trim().is_empty() && time::parse(words.trim()).is_none() {
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
                paragraph::one_line(&own.chain(inner).collect::<Vec<_>>().join(" "))
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

#[cfg(test)]
mod tests {
    use crate::source::{Import, import};
    use crate::text::Part;

    fn said(import: &Import) -> Vec<(Part, Option<&str>, &str)> {
        let text = &import.text;
        let name = |turn| text.speaker(turn).map(|speaker| speaker.name.as_str());
        text.turns().iter().map(|turn| (turn.part, name(turn), text.words(turn))).collect()
    }

    #[test]
    fn a_transcript_of_teams_is_talk() {
        let import = import(include_bytes!("../../tests/fixtures/source/teams.docx").to_vec(), "t").unwrap();
        assert_eq!((import.format, import.date.as_deref()), ("Word", Some("2026-07-02")));
        let said = said(&import);
        assert_eq!(said[4], (Part::Body, Some("Sam Lee"), "Ouch. We’ll get that down thirty percent by end of Q1."));
        assert_eq!(import.text.marks().iter().map(|mark| mark.1).collect::<Vec<_>>(), [3_000, 12_000, 21_000]);
    }

    #[test]
    fn a_transcript_of_meet_has_its_times_in_headings() {
        let import = import(include_bytes!("../../tests/fixtures/source/meet.docx").to_vec(), "m").unwrap();
        let said = said(&import);
        assert!(said.contains(&(Part::Body, Some("Sam Lee"), "Ouch.")), "{said:?}");
        assert_eq!(import.text.marks().iter().map(|mark| mark.1).collect::<Vec<_>>(), [0, 300_000]);
        assert!(import.participants.iter().any(|person| person.name == "Luis Ortega"), "{:?}", import.participants);
    }

    #[test]
    fn a_proposal_has_headings_items_and_rows() {
        let import = import(include_bytes!("../../tests/fixtures/source/proposal.docx").to_vec(), "p").unwrap();
        assert_eq!(import.title.as_deref(), Some("Proposal for Northwind Freight"));
        let said = said(&import);
        assert!(said.contains(&(Part::Heading, None, "What we heard")), "{said:?}");
        assert!(said.contains(&(Part::Body, None, "Price held for 24 months")), "{said:?}");
        assert!(said.contains(&(Part::Body, None, "| Detention fees | 100 % | 70 % |")), "{said:?}");
    }

    #[test]
    fn slides_have_speaker_notes() {
        let import = import(include_bytes!("../../tests/fixtures/source/deck.pptx").to_vec(), "d").unwrap();
        assert_eq!((import.format, import.title.as_deref()), ("PowerPoint", Some("Kickoff plan")));
        let said = said(&import);
        assert!(said.contains(&(Part::Notes, None, "Don't promise Joliet before the new year.")), "{said:?}");
        assert!(said.contains(&(Part::Body, None, "Setup | 18,500")), "{said:?}");
    }

    #[test]
    fn a_workbook_is_records() {
        let import = import(include_bytes!("../../tests/fixtures/source/notes.xlsx").to_vec(), "n").unwrap();
        assert_eq!(import.format, "Excel");
        assert!(said(&import).contains(&(Part::Body, Some("Sam Lee"), "Price held 24 months.")), "{:?}", said(&import));
    }
}
