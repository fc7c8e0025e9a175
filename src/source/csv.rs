//! Comma-separated tables: what Salesforce and HubSpot export, and any other. The records are read by
//! [`sheet`](super::sheet).

use csv::ReaderBuilder;
use memchr::memchr_iter;

use super::format::{Format, Outcome, Reader};
use super::sheet::{Found, Sheet, is_crm_header};
use super::{Import, Unreadable, plain};
use crate::text::Builder;

pub(super) const FORMAT: Format = Format { reader: Reader::Text { sniff, read } };

/// The most bytes that are read.
const MOST: usize = 128 * 1024 * 1024;

/// By columns that CRMs have; by its name, if it has columns; or by many rows of as many cells.
fn sniff(head: &str, name: &str) -> bool {
    let named = [".csv", ".tsv"].iter().any(|suffix| name.ends_with(suffix));
    let Some(delimiter) = delimiter(head) else { return false };
    if !named && !may_have_columns(head, delimiter) {
        return false;
    }
    let rows = rows(head, delimiter, 12);
    let Some((_, header)) = rows.iter().find(|(_, row)| row.len() > 1) else { return false };
    if named || is_crm_header(header) {
        return true;
    }
    let whole = &rows[..rows.len().saturating_sub(1)]; // the last may be cut off
    header.len() >= 4
        && whole.len() >= 3
        && header.iter().all(|cell| is_named(cell))
        && whole.iter().all(|(_, row)| row.len() == header.len())
}

/// Whether the first line with a delimiter can be a header. Setting up a reader of tables costs more than
/// reading a page of prose does, and nearly every text is prose. Where something is quoted before the end of that
/// line, nothing is said.
fn may_have_columns(head: &str, delimiter: u8) -> bool {
    let delimiter = char::from(delimiter);
    let Some(at) = head.find(delimiter) else { return true };
    let start = head[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let end = head[at..].find(['\n', '\r']).map_or(head.len(), |length| at + length);
    let cells: Vec<String> = head[start..end].split(delimiter).map(str::to_owned).collect();
    let columns = (cells.len() >= 4 && cells.iter().all(|cell| is_named(cell))) || is_crm_header(&cells);
    columns || head[..end].contains('"')
}

/// Whether a cell may be the name of a column.
fn is_named(cell: &str) -> bool {
    !cell.trim().is_empty() && cell.len() <= 40 && !cell.ends_with(['.', '?', '!', ':'])
}

fn read(text: String, name: &str) -> Outcome {
    if text.len() > MOST {
        let what = format!("{} MiB of table is more than the {} MiB that are read", text.len() >> 20, MOST >> 20);
        return Err(Unreadable::new(what).hint("export the records of this one account"));
    }
    let Some(delimiter) = delimiter(&text) else { return plain::read(text, name) };
    let sheet = Sheet { rows: rows(&text, delimiter, usize::MAX) };
    let mut builder = Builder::new();
    let mut found = Found::default();
    sheet.write(&mut builder, &mut found);
    let mut import = Import::new(builder.finish(), "CSV");
    (import.participants, import.notes) = (found.people, found.notes);
    Ok(import)
}

/// What stands between the cells: counted over the first lines, outside quotes.
fn delimiter(text: &str) -> Option<u8> {
    let start = &text.as_bytes()[..text.len().min(16 * 1024)];
    let (mut commas, mut semicolons, mut tabs) = (0usize, 0, 0);
    for (at, unquoted) in start.split(|byte| *byte == b'"').enumerate() {
        if at % 2 == 0 {
            commas += memchr_iter(b',', unquoted).count();
            semicolons += memchr_iter(b';', unquoted).count();
            tabs += memchr_iter(b'\t', unquoted).count();
        }
    }
    [(b',', commas), (b';', semicolons), (b'\t', tabs)]
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .filter(|(_, count)| *count > 0)
        .map(|(mark, _)| mark)
}

fn rows(text: &str, delimiter: u8, most: usize) -> Vec<(usize, Vec<String>)> {
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    // The text is valid UTF-8 and rows may have any length, so no record can fail.
    for record in reader.records().map_while(Result::ok).take(most) {
        let line = record.position().map_or(0, csv::Position::line) as usize;
        rows.push((line, record.iter().map(str::to_owned).collect()));
    }
    rows
}

#[cfg(test)]
mod tests {
    use crate::packet::Side;
    use crate::source::{Import, import};
    use crate::text::Part;

    fn fixture(bytes: &[u8]) -> Import {
        let import = import(bytes.to_vec(), "export").unwrap();
        assert_eq!(import.format, "CSV");
        import
    }

    #[test]
    fn activities_with_line_ends_in_quotes() {
        let import = fixture(include_bytes!("../../tests/fixtures/source/salesforce-tasks.csv"));
        assert_eq!(
            import.text.as_str(),
            "Id: 00T5f00001aAbC1\nSubject: Call\nMaya says the board asks every month.\nShe is the champion.\n\
             ActivityDate: 2026-07-02\nOwner.Name: Sam Lee\n\nId: 00T5f00001aAbC2\nSubject: Mail\nDescription, with \"quotes\".\n\
             ActivityDate: 2026-07-03\nOwner.Name: Sam Lee\n"
        );
        let said: Vec<_> = import
            .text
            .turns()
            .iter()
            .filter(|turn| turn.part == Part::Body)
            .filter_map(|turn| import.text.speaker(turn))
            .collect();
        assert!(said.iter().all(|speaker| speaker.name == "Sam Lee") && !said.is_empty());
        assert_eq!(import.participants[0].side.as_ref().map(|hint| hint.side), Some(Side::Seller));
    }

    #[test]
    fn a_report_in_latin_letters_with_a_footer() {
        let import = fixture(include_bytes!("../../tests/fixtures/source/salesforce-report.csv"));
        assert_eq!(import.encoding, "windows-1252");
        assert!(import.text.as_str().contains("Opportunity Name: Brückner Wohnen"), "{}", import.text.as_str());
        let footer: Vec<_> = import
            .text
            .turns()
            .iter()
            .filter(|turn| turn.part == Part::Signature)
            .map(|turn| import.text.words(turn))
            .collect();
        assert_eq!(footer.len(), 3, "{footer:?}");
        assert!(import.notes.iter().any(|note| note.what.contains("footer")));
    }

    #[test]
    fn contacts_are_people_of_the_customer() {
        let import = fixture(include_bytes!("../../tests/fixtures/source/hubspot-contacts.csv"));
        let maya = import.participants.iter().find(|person| person.name == "Maya Chen").unwrap();
        assert_eq!(maya.title.as_deref(), Some("VP Operations"));
        assert_eq!(maya.side.as_ref().map(|hint| hint.side), Some(Side::Customer));
    }

    #[test]
    fn notes_in_html_keep_their_lists() {
        let import = fixture(include_bytes!("../../tests/fixtures/source/hubspot-notes.csv"));
        let text = import.text.as_str();
        assert!(text.contains("Price held 24 months.\n"), "{text}");
        assert!(text.contains("* SSO by go-live\n* Okta only"), "{text}");
    }

    #[test]
    fn prose_with_commas_is_prose() {
        let text = "Maya, Sam and Luis met, talked, and left.\nThen, after lunch, they met again, and agreed.\nFine, good, done, over.\n";
        assert_eq!(import(text.into(), "notes.txt").unwrap().format, "plain text");
        assert_eq!(import(b"only one column\nand no mark\n".to_vec(), "a.csv").unwrap().format, "plain text");
    }
}
