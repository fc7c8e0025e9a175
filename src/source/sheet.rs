//! Tables of records, as CRMs export them: what each column is, and how a record becomes words.
//!
//! Knows column names of Salesforce (API names and report labels) and HubSpot (internal names and labels),
//! and no others by name: any other column is a line `Column: value`. Whoever owns a record is taken to
//! have written what stands in it. Surprise: lines below a report that only say whose report it is are its
//! footer, and nobody's words.

use super::label;
use super::name::find_date;
use super::note::{Lines, count};
use super::participant::{self, Participant};
use super::{Note, html, paragraph};
use crate::packet::Side;
use crate::text::{Builder, Part};

/// Columns that people write into at length.
const LONG: &str = "\
    activity notes | body | call notes | comments | comment | content | description | details | full comments | \
    htmlbody | hs body preview | hs call body | hs email html | hs email text | hs meeting body | hs note body | hs task \
    body | internal meeting notes | lossreason | meeting notes | message | nextstep | next step | next steps | note | note \
    body | notes | reason | summary | textbody | notiz | notizen | beschreibung | kommentar";
/// Columns that say whose record it is.
const AUTHOR: &str = "\
    account owner | activity assigned to | activity owner | assigned | assigned to | author | company owner | contact \
    owner | createdby | created by | createdby name | deal owner | note owner | opportunity owner | owner | owner name | \
    ownername | owner full name | zugewiesen an | inhaber";
const EMAIL: &str = "e-mail | e-mail-adresse | email | email address | emailaddress | mail";
const FIRST_NAME: &str = "first name | firstname | vorname";
const LAST_NAME: &str = "last name | lastname | nachname";
const FULL_NAME: &str = "contact name | contact | full name | fullname | name";
const JOB: &str = "job title | jobtitle | title | role | position";
/// Columns that only CRMs have; two of them make a file one of theirs.
const KNOWN: &str = "\
    accountid | account name | activity date | activitydate | amount | associated company | associated deal | close date \
    | closedate | contact owner | deal name | deal owner | deal stage | deal stage | dealname | dealstage | description | \
    hs note body | hs object id | hs timestamp | hubspot owner id | leadsource | next step | nextstep | note body | \
    opportunity name | opportunity owner | ownerid | record id | stage | stagename | subject | whatid | whoid";

/// Rows of cells, with the line each begins on.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) rows: Vec<(usize, Vec<String>)>,
}

/// What comes out of it, beside the text.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) people: Vec<Participant>,
    pub(super) notes: Vec<Note>,
}

/// A column's name as it is compared: `hs_note_body`, `NextStep__c` and `Next Step` are words in lower case.
fn key(column: &str) -> String {
    let column = column.trim().trim_end_matches("__c").trim_end_matches("__r.Name");
    column.to_lowercase().replace(['_', '.'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_in(list: &str, key: &str) -> bool {
    list.split('|').any(|known| known.trim() == key)
}

/// Whether a row names columns that CRMs have.
pub(super) fn is_crm_header(row: &[String]) -> bool {
    row.len() >= 3 && row.iter().filter(|column| is_in(KNOWN, &key(column))).count() >= 2
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.trim().is_empty()).count()
}

impl Sheet {
    /// Adds every record to the text.
    pub(super) fn write(&self, builder: &mut Builder, found: &mut Found) {
        let widest = self.rows.iter().map(|(_, row)| filled(row)).max().unwrap_or(0);
        // A title above the table is a row with one cell.
        let top = self.rows.iter().position(|(_, row)| filled(row) * 2 > widest).unwrap_or(0);
        for (_, row) in &self.rows[..top] {
            paragraph::head(builder, "", &row.join(" "));
        }
        let Some((_, header)) = self.rows.get(top) else { return };
        let columns: Vec<Column> = header.iter().map(|name| Column::new(name)).collect();
        let end = top + 1 + self.records(&self.rows[top + 1..], columns.len());
        let mut longer = Lines::default();
        for (line, row) in &self.rows[top + 1..end] {
            if row.len() > columns.len() {
                longer.add(*line);
            }
            if !builder.is_empty() {
                builder.push("\n");
            }
            record(builder, found, &columns, *line, row);
        }
        if end < self.rows.len() {
            builder.push("\n");
            let mut footer = Lines::default();
            for (line, row) in &self.rows[end..] {
                footer.add(*line);
                paragraph::push(builder, &row.join(" "), None, Part::Signature);
                builder.push("\n");
            }
            footer.report(&mut found.notes, |_| "the footer of the report, kept apart".to_owned());
        }
        longer.report(&mut found.notes, |number| {
            let rows = count(number, "row has", "rows have");
            format!("{rows} more cells than there are columns; those stand without a name")
        });
    }

    /// How many rows are records: all, but for a footer of single cells that says whose report it is.
    fn records(&self, rows: &[(usize, Vec<String>)], columns: usize) -> usize {
        if columns < 3 {
            return rows.len();
        }
        let tail = rows.iter().rev().take_while(|(_, row)| filled(row) <= 1).count();
        let says_so = rows[rows.len() - tail..].iter().any(|(_, row)| {
            let words = row.join(" ").to_lowercase();
            ["copyright", "confidential information", "generated by", "do not distribute", "all rights reserved"]
                .iter()
                .any(|phrase| words.contains(phrase))
        });
        if says_so { rows.len() - tail } else { rows.len() }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// What people wrote at length.
    Words,
    /// Whose record it is.
    Author,
    Email,
    FirstName,
    LastName,
    FullName,
    Job,
    /// A number that a machine gave.
    Id,
    Other,
}

struct Column {
    name: String,
    holds: Holds,
}

impl Column {
    fn new(name: &str) -> Self {
        let name = name.trim();
        let key = key(name);
        let lists = [
            (LONG, Holds::Words),
            (AUTHOR, Holds::Author),
            (EMAIL, Holds::Email),
            (FIRST_NAME, Holds::FirstName),
            (LAST_NAME, Holds::LastName),
            (FULL_NAME, Holds::FullName),
            (JOB, Holds::Job),
        ];
        let listed = lists.into_iter().find(|(list, _)| is_in(list, &key)).map(|(_, holds)| holds);
        let is_id = key == "id" || key.ends_with(" id") || (name.ends_with("Id") && !name.contains(' '));
        let holds = listed.unwrap_or(if is_id { Holds::Id } else { Holds::Other });
        Self { name: name.to_owned(), holds }
    }
}

fn record(builder: &mut Builder, found: &mut Found, columns: &[Column], line: usize, row: &[String]) {
    let cell = |what: Holds| {
        let at = columns.iter().position(|column| column.holds == what)?;
        row.get(at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    };
    let author = columns
        .iter()
        .zip(row)
        .filter(|(column, _)| column.holds == Holds::Author)
        .map(|(_, cell)| cell.trim())
        .find(|cell| label::is_full_name(cell));
    if let Some(author) = author {
        let owner = Participant::named(author).on(Some(Side::Seller), "owns records in the CRM");
        participant::join(&mut found.people, owner);
    }
    if let Some(email) = cell(Holds::Email) {
        let parts = [cell(Holds::FirstName), cell(Holds::LastName)].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let name = if parts.is_empty() { cell(Holds::FullName).unwrap_or_default().to_owned() } else { parts };
        let somebody = Participant::named(name).at(Some(email)).titled(cell(Holds::Job));
        participant::join(&mut found.people, somebody.on(Some(Side::Customer), "a contact in the CRM"));
    }
    let speaker = author.map(|author| builder.speaker(author, None));
    for (at, value) in row.iter().enumerate() {
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        let words = words(found, line, value);
        let holds = columns.get(at).map_or(Holds::Other, |column| column.holds);
        let name = columns.get(at).map(|column| column.name.as_str()).filter(|name| !name.is_empty());
        if let Some(name) = name.filter(|_| holds != Holds::Words) {
            builder.push(name);
            builder.push(": ");
        }
        let is_fact = matches!(holds, Holds::Id | Holds::Author) || is_day(&words);
        let (speaker, part) = if is_fact { (None, Part::Heading) } else { (speaker, Part::Body) };
        for paragraph in words.split("\n\n").filter(|words| !words.trim().is_empty()) {
            paragraph::push(builder, paragraph, speaker, part);
            builder.push("\n");
        }
    }
}

/// A cell's words, out of their HTML where they are in any.
fn words(found: &mut Found, line: usize, value: &str) -> String {
    if !is_html(value) {
        return value.replace("\r\n", "\n").replace('\r', "\n");
    }
    let read = html::to_text(value);
    if let Some(note) = read.note {
        found.notes.push(Note { place: format!("line {line}"), what: note });
    }
    read.text
}

fn is_day(words: &str) -> bool {
    words.len() <= 30 && find_date(words).is_some_and(|(_, range)| range.start == 0)
}

/// Whether a cell has tags, and not only a sign in it.
fn is_html(words: &str) -> bool {
    const TAGS: &[&str] =
        &["</p>", "<br", "</div>", "</li>", "</span>", "</strong>", "</b>", "</table>", "</a>", "<p>"];
    words.contains('<') && {
        let lower = words.to_lowercase();
        TAGS.iter().any(|tag| lower.contains(tag))
    }
}
