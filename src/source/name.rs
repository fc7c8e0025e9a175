//! Dates and titles, from file names and from lines that state them.
//!
//! Dates come out as `YYYY-MM-DD`. `03/04/2026` is a day in March or in April, depending on who wrote it:
//! such a date is not guessed and comes out as nothing.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;

/// The words a file's name says, without its date, number and suffix: `2026-07-02 Discovery call.vtt` is
/// `Discovery call`. `None` when nothing is left.
pub fn title(name: &str) -> Option<String> {
    let stem = stem(name);
    let mut words = zoom_recording(stem).unwrap_or(stem).to_owned();
    if let Some((_, range)) = find_date(&words) {
        words.replace_range(range, " ");
    }
    if !words.trim().contains(' ') {
        words = words.replace(['-', '_', '+'], " ");
    }
    let words = words.replace("__", " ").replace('_', " ");
    let words: Vec<_> = words.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).collect();
    let title = words.join(" ");
    let mut chars = title.chars();
    let first = chars.next()?;
    title.contains(char::is_alphabetic).then(|| first.to_uppercase().chain(chars).collect())
}

/// What stands behind the time stamp that Zoom puts in front of a recording: `GMT20260702-140000_`.
fn zoom_recording(stem: &str) -> Option<&str> {
    let (stamp, rest) = stem.strip_prefix("GMT")?.split_once('_')?;
    stamp.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-').then_some(rest)
}

/// The day a file's name says, `YYYY-MM-DD`.
pub fn date(name: &str) -> Option<String> {
    find_date(stem(name)).map(|(date, _)| date)
}

/// A file name without its folders and suffixes.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let mut stem = file;
    for _ in 0..2 {
        match stem.rsplit_once('.') {
            Some((before, suffix))
                if !before.is_empty()
                    && suffix.len() <= 10
                    && suffix.chars().all(char::is_alphanumeric)
                    && suffix.contains(char::is_alphabetic) =>
            {
                stem = before;
            }
            _ => break,
        }
    }
    stem
}

/// The first day that a text states without doubt, and where it stands.
pub(super) fn find_date(text: &str) -> Option<(String, Range<usize>)> {
    // Nearly every line states none, and is told by that: a day needs the four digits of its year and one more.
    text.bytes().filter(u8::is_ascii_digit).nth(4)?;
    let tokens = tokens(text);
    (0..tokens.len()).filter(|at| may_begin_date(&tokens[*at..])).find_map(|at| date_at(text, &tokens[at..]))
}

/// Whether a day can be stated here: all eight digits at once, or two numbers among the first four tokens.
fn may_begin_date(tokens: &[(&str, Range<usize>)]) -> bool {
    let is_number = |(token, _): &&(&str, Range<usize>)| token.starts_with(|c: char| c.is_ascii_digit());
    tokens[0].0.len() == 8 || tokens.iter().take(4).filter(is_number).count() >= 2
}

/// Runs of digits and of letters, with their places.
fn tokens(text: &str) -> Vec<(&str, Range<usize>)> {
    /// Dates stand near the start of a name, a title or a line.
    const ENOUGH: usize = 48;
    let mut tokens: Vec<(&str, Range<usize>)> = Vec::new();
    let mut start = None;
    let mut digits = false;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if let Some(from) = start
            && (!c.is_alphanumeric() || c.is_ascii_digit() != digits)
        {
            tokens.push((&text[from..at], from..at));
            start = None;
            if tokens.len() == ENOUGH {
                break;
            }
        }
        if start.is_none() && c.is_alphanumeric() {
            start = Some(at);
            digits = c.is_ascii_digit();
        }
    }
    tokens
}

fn date_at(text: &str, tokens: &[(&str, Range<usize>)]) -> Option<(String, Range<usize>)> {
    let (first, from) = tokens.first()?;
    let found = |date: Option<Date>, to: &Range<usize>| Some((date?.to_string(), from.start..to.end));
    if first.len() == 8 && first.starts_with("20") && first.bytes().all(|byte| byte.is_ascii_digit()) {
        return found(day(&first[..4], &first[4..6], &first[6..]), from);
    }
    let [(second, middle), (third, to)] = tokens.get(1..3)? else { return None };
    let (left, right) = (&text[from.end..middle.start], &text[middle.end..to.start]);
    if first.len() == 4 && left == right && matches!(left, "-" | "_" | "." | "/" | " ") {
        return found(day(first, second, third), to);
    }
    let close = |gap: &str| gap.trim_matches(['.', ',', ' ', '-', '_']).is_empty() && gap.len() <= 3;
    if let Some(month) = month(second) {
        return if close(left) && close(right) { found(civil(third, month, first), to) } else { None };
    }
    if let Some(month) = month(first) {
        // "July 2nd, 2026": the ending is a run of letters of its own.
        let ending = matches!(*third, "st" | "nd" | "rd" | "th");
        return if ending {
            let (year, to) = tokens.get(3)?;
            found(civil(year, month, second), to)
        } else if close(left) && close(right) {
            found(civil(third, month, second), to)
        } else {
            None
        };
    }
    if left != right || third.len() != 4 {
        return None;
    }
    match left {
        "." => found(day(third, second, first), to),
        "/" | "-" => {
            let (one, two): (u8, u8) = (first.parse().ok()?, second.parse().ok()?);
            match (one > 12, two > 12) {
                (true, false) => found(day(third, second, first), to),
                (false, true) => found(day(third, first, second), to),
                _ if one == two => found(day(third, first, second), to),
                _ => None,
            }
        }
        _ => None,
    }
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    civil(year, month.parse().ok()?, day)
}

fn civil(year: &str, month: i8, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok().filter(|year| (1990..2100).contains(year))?;
    if day.len() > 2 {
        return None;
    }
    Date::new(year, month, day.parse().ok()?).ok()
}

/// Months by their first letters, in English, German, French, Spanish, Italian, Portuguese and Dutch.
fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "jan ene gen janv januar january januari janvier enero gennaio janeiro",
        "feb fév febr februar february februari février febrero febbraio fevereiro",
        "mar mär mrz march märz maart mars marzo março",
        "apr avr abr april avril abril aprile",
        "may mai mei mag mayo maggio maio",
        "jun june juni juin junio giugno junho giu",
        "jul july juli juil juillet julio luglio julho lug",
        "aug august augustus août aout ago agosto",
        "sep sept september septembre septiembre settembre setembro set",
        "oct okt october oktober octobre octubre ottobre outubro ott out",
        "nov november novembre noviembre novembro",
        "dec dez déc dic december dezember décembre diciembre dicembre dezembro",
    ];
    static NUMBERS: LazyLock<HashMap<&str, i8>> = LazyLock::new(|| {
        (1..).zip(MONTHS).flat_map(|(number, names)| names.split(' ').map(move |name| (name, number))).collect()
    });
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    NUMBERS.get(word.to_lowercase().as_str()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        for (name, expected_title, expected_date) in [
            ("2026-07-02 Discovery call.vtt", Some("Discovery call"), Some("2026-07-02")),
            ("sources/2026-07-15-demo.vtt", Some("Demo"), Some("2026-07-15")),
            ("GMT20260702-140000_Recording.transcript.vtt", Some("Recording"), Some("2026-07-02")),
            ("crm-notes.txt", Some("Crm notes"), None),
            ("Kickoff (2 July 2026).docx", Some("Kickoff"), Some("2026-07-02")),
            ("bal__2026-02-11_012.vtt", Some("Bal 012"), Some("2026-02-11")),
            ("2026-07-02.txt", None, Some("2026-07-02")),
            ("order form v3.pdf", Some("Order form v3"), None),
            ("", None, None),
        ] {
            assert_eq!(date(name).as_deref(), expected_date, "{name}");
            assert_eq!(title(name).as_deref(), expected_title, "{name}");
        }
    }

    /// What [`find_date`] came to before it told by the digits that there is none.
    fn found_slowly(text: &str) -> Option<String> {
        let tokens = tokens(text);
        (0..tokens.len()).find_map(|at| date_at(text, &tokens[at..])).map(|(date, _)| date)
    }

    proptest::proptest! {
        #[test]
        fn looking_at_the_digits_first_loses_no_date(
            parts in proptest::collection::vec("2026|1999|0?[1-9]|1[0-9]|3[0-2]|july|juli|2nd|st|th|le|20260702|[a-z]{1,4}|é", 0..9),
            gaps in proptest::collection::vec("[-_./, ]{1,2}|\\. ", 9),
        ) {
            let text: String = parts.iter().zip(&gaps).flat_map(|(part, gap)| [part.as_str(), gap.as_str()]).collect();
            proptest::prop_assert_eq!(find_date(&text).map(|(date, _)| date), found_slowly(&text), "{}", text);
        }
    }

    #[test]
    fn dates_in_words() {
        for (text, expected) in [
            ("Date: July 2, 2026", Some("2026-07-02")),
            ("2 July 2026, 10:00", Some("2026-07-02")),
            ("July 2nd, 2026", Some("2026-07-02")),
            ("2. Juli 2026", Some("2026-07-02")),
            ("02.07.2026", Some("2026-07-02")),
            ("le 14 août 2026", Some("2026-08-14")),
            ("2026/07/02", Some("2026-07-02")),
            ("13/07/2026", Some("2026-07-13")),
            ("07/13/2026", Some("2026-07-13")),
            ("03/04/2026", None),
            ("2026-13-02", None),
            ("31 February 2026", None),
            ("call 4155550100", None),
        ] {
            assert_eq!(find_date(text).map(|(date, _)| date).as_deref(), expected, "{text}");
        }
    }
}
