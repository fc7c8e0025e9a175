//! Numbers, amounts, dates and times in a sentence, each in one form that can be compared.
//!
//! Pure. "$84k", "84,000 dollars" and "eighty-four thousand dollars" are one value; so are "March 8th"
//! and "the 8th of March". English only. It can surprise you in one way: "one" alone is not a number
//! here, because speech says "this one" far more often than it counts.

use std::ops::Range;

use jiff::civil::{Date, Weekday};

use super::token::Token;

/// What sort of value it is. Two values can only contradict each other within a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sort {
    /// An amount of money.
    Money,
    /// A share.
    Percent,
    /// A day, month, quarter or "end of the year".
    Date,
    /// A time of day.
    Time,
    /// A number of days, weeks, hours …
    Duration,
    /// A number of anything else.
    Count,
}

impl Sort {
    /// The word for it in messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Money => "amount",
            Self::Percent => "share",
            Self::Date => "date",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Count => "number",
        }
    }
}

/// One value and the words it was said in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What sort it is.
    pub sort: Sort,
    /// The form that is compared: `84000`, `30`, `03-08`, `15:30`, `30 day`.
    pub norm: String,
    /// Its tokens in the sentence.
    pub tokens: Range<usize>,
}

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const ONES: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ORDINALS: &[&str] = &[
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
];
const PERIODS: &[&str] = &["week", "month", "quarter", "year", "day"];

/// Whether a word is a number written out.
pub fn is_number_word(form: &str) -> bool {
    (form != "one" && small(form).is_some()) || scale(form).is_some() || form == "dozen"
}

/// Every value in a sentence, in order, none overlapping.
pub fn values(sentence: &[Token]) -> Vec<Value> {
    let mut values = Vec::new();
    let mut at = 0;
    while at < sentence.len() {
        let read = date(sentence, at).or_else(|| time(sentence, at)).or_else(|| quantity(sentence, at));
        match read {
            Some(value) => {
                at = value.tokens.end.max(at + 1);
                values.push(value);
            }
            None => at += 1,
        }
    }
    values
}

fn form(sentence: &[Token], at: usize) -> &str {
    sentence.get(at).map_or("", |token| token.form.as_str())
}

fn small(form: &str) -> Option<u64> {
    if let Some(at) = ONES.iter().position(|word| *word == form) {
        return Some(at as u64);
    }
    TENS.iter().position(|word| *word == form).map(|at| (at as u64 + 2) * 10)
}

fn scale(form: &str) -> Option<f64> {
    match form {
        "hundred" => Some(1e2),
        "thousand" | "k" | "grand" => Some(1e3),
        "million" | "m" | "mm" => Some(1e6),
        "billion" | "bn" => Some(1e9),
        _ => None,
    }
}

/// A number in figures: `84,000`, `84k`, `3.5`, `3x`. The rest behind the figures is handed back.
fn figures(form: &str) -> Option<(f64, &str)> {
    let end = form.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(form.len());
    let (digits, rest) = form.split_at(end);
    if digits.is_empty() || form.contains([':', '/']) {
        return None;
    }
    let groups = digits.split(',').skip(1).all(|group| group.len() == 3 || group.contains('.'));
    let plain = if groups { digits.replace(',', "") } else { digits.replace(',', ".") };
    plain.parse().ok().map(|number| (number, rest))
}

/// A number at `at`, in figures or words, with how many tokens it takes.
fn number(sentence: &[Token], at: usize) -> Option<(f64, usize)> {
    let first = form(sentence, at);
    if let Some((number, rest)) = figures(first) {
        let factor = match rest {
            "" | "x" => 1.0,
            "k" => 1e3,
            "m" | "mm" => 1e6,
            "bn" | "b" => 1e9,
            _ => return None,
        };
        let behind = scale(form(sentence, at + 1)).filter(|_| rest.is_empty());
        return Some((number * factor * behind.unwrap_or(1.0), 1 + usize::from(behind.is_some())));
    }
    let mut total = 0.0;
    let mut part = 0.0;
    let mut taken = 0;
    let mut length = 0;
    loop {
        let word = form(sentence, at + taken);
        if let Some(number) = small(word) {
            // "twenty five" adds up; "two three" are two numbers.
            let fits = length == 0 || part == 0.0 || (part % 100.0 == 0.0) || (part % 10.0 == 0.0 && number < 10);
            if !fits {
                break;
            }
            part += number as f64;
        } else if let Some(factor) = scale(word).filter(|_| length > 0 && word.len() > 2) {
            part *= factor;
            if factor > 100.0 {
                total += part;
                part = 0.0;
            }
        } else if word == "and" && length > 0 && small(form(sentence, at + taken + 1)).is_some() && part % 100.0 == 0.0
        {
            taken += 1;
            continue;
        } else if length == 0 && word == "a" && scale(form(sentence, at + 1)).is_some_and(|factor| factor >= 100.0) {
            part = 1.0;
        } else {
            break;
        }
        taken += 1;
        length = taken;
    }
    (length > 0).then_some((total + part, length))
}

fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{}", number as i64) } else { format!("{number}") }
}

fn quantity(sentence: &[Token], at: usize) -> Option<Value> {
    let sign = matches!(form(sentence, at), "$" | "€" | "£" | "¥" | "usd" | "eur" | "gbp" | "chf");
    let from = at + usize::from(sign);
    let (count, taken) = number(sentence, from)?;
    let mut end = from + taken;
    let unit = form(sentence, end).to_owned();
    let unit = unit.as_str();
    if sign || matches!(unit, "dollar" | "dollars" | "euro" | "euros" | "pounds" | "usd" | "eur" | "gbp" | "bucks") {
        end += usize::from(!sign || matches!(unit, "dollars" | "euros" | "pounds" | "usd" | "eur" | "gbp"));
        return Some(Value { sort: Sort::Money, norm: plain(count), tokens: at..end });
    }
    if matches!(unit, "percent" | "pct") || (unit == "per" && form(sentence, end + 1) == "cent") {
        end += if unit == "per" { 2 } else { 1 };
        return Some(Value { sort: Sort::Percent, norm: plain(count), tokens: at..end });
    }
    let span = unit.strip_suffix('s').unwrap_or(unit);
    if matches!(span, "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year" | "business" | "working") {
        let business = matches!(span, "business" | "working");
        let span = if business { "day" } else { span };
        end += if business && form(sentence, end + 1).starts_with("day") { 2 } else { 1 };
        return Some(Value { sort: Sort::Duration, norm: format!("{} {span}", plain(count)), tokens: at..end });
    }
    let alone = taken == 1 && form(sentence, from) == "one";
    (!alone).then(|| Value { sort: Sort::Count, norm: plain(count), tokens: at..end })
}

fn month(form: &str) -> Option<usize> {
    let short = form.len() == 3 || form == "sept";
    MONTHS
        .iter()
        .position(|month| *month == form || (short && form != "may" && month.starts_with(&form[..3.min(form.len())])))
}

fn day(form: &str) -> Option<u32> {
    let digits = form.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if matches!(&form[digits.len()..], "" | "st" | "nd" | "rd" | "th") {
        return digits.parse().ok().filter(|day| (1..=31).contains(day));
    }
    None
}

fn ordinal(form: &str) -> Option<u32> {
    if form.ends_with(|c: char| c.is_ascii_alphabetic()) && form.starts_with(|c: char| c.is_ascii_digit()) {
        return day(form);
    }
    ORDINALS.iter().position(|word| *word == form).map(|at| at as u32 + 1)
}

fn year(form: &str) -> Option<&str> {
    (form.len() == 4 && (form.starts_with("20") || form.starts_with("19")) && form.bytes().all(|b| b.is_ascii_digit()))
        .then_some(form)
}

fn quarter(form: &str) -> Option<&str> {
    matches!(form, "q1" | "q2" | "q3" | "q4" | "h1" | "h2").then_some(form)
}

fn date(sentence: &[Token], at: usize) -> Option<Value> {
    let word = form(sentence, at);
    let value = |norm: String, taken: usize| Some(Value { sort: Sort::Date, norm, tokens: at..at + taken });
    if word.len() == 10 && word.as_bytes()[4] == b'-' && word.parse::<Date>().is_ok() {
        return value(word.to_owned(), 1);
    }
    if word.contains('/') {
        return slashed(word).and_then(|norm| value(norm, 1));
    }
    if let Some(month) = month(word) {
        // "may" is a month only where it looks like one.
        let next = form(sentence, at + 1);
        let before = at.checked_sub(1).map_or("", |at| form(sentence, at));
        let dated = matches!(
            before,
            "in" | "by" | "of" | "until" | "till" | "early" | "late" | "mid" | "since" | "from" | "end"
        );
        if matches!(word, "may" | "mar" | "march" | "dec" | "sep")
            && !sentence[at].capital
            && !dated
            && day(next).is_none()
        {
            return None;
        }
        if word == "may" && !dated && day(next).is_none() && year(next).is_none() {
            return None;
        }
        let month = month + 1;
        let day = day(next).filter(|_| year(next).is_none()).or_else(|| ordinal(next));
        let mut taken = 1 + usize::from(day.is_some());
        let stated = year(form(sentence, at + taken));
        taken += usize::from(stated.is_some());
        return value(calendar(stated, month, day), taken);
    }
    let by_the = |at: usize| {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| form(sentence, at));
        before(1) == "the" && matches!(before(2), "by" | "on" | "until")
    };
    // "by the twenty-seventh", in one token or two.
    if let (Some(tens), Some(number)) = (TENS.iter().position(|ten| *ten == word), ordinal(form(sentence, at + 1)))
        && tens < 2
        && number < 10
        && by_the(at)
    {
        return value(format!("day {:02}", (tens + 2) * 10 + usize::try_from(number).unwrap_or_default()), 2);
    }
    if let Some(number) = ordinal(word).or_else(|| day(word)) {
        let of = usize::from(form(sentence, at + 1) == "of");
        if let Some(month) = month(form(sentence, at + 1 + of)).filter(|_| of == 1 || sentence[at + 1].capital) {
            let stated = year(form(sentence, at + 2 + of));
            return value(calendar(stated, month + 1, Some(number)), 2 + of + usize::from(stated.is_some()));
        }
        let counted =
            word.ends_with(|c: char| c.is_ascii_alphabetic()) && word.starts_with(|c: char| c.is_ascii_digit());
        let the = at.checked_sub(1).is_some_and(|at| matches!(form(sentence, at), "the" | "by" | "on"));
        // "by the twenty-seventh"; "by the first call" is no date.
        let spelt = number > 9 && by_the(at);
        return if counted && the || spelt { value(format!("day {number:02}"), 1) } else { None };
    }
    if let Some(quarter) = quarter(word) {
        let stated = year(form(sentence, at + 1));
        let norm = stated.map_or_else(|| quarter.to_owned(), |year| format!("{year}-{quarter}"));
        return value(norm, 1 + usize::from(stated.is_some()));
    }
    if DAYS.contains(&word) {
        return value(word.to_owned(), 1);
    }
    if matches!(word, "today" | "tomorrow" | "tonight" | "yesterday") {
        return value(word.to_owned(), 1);
    }
    if matches!(word, "next" | "this" | "last") {
        let what = form(sentence, at + 1);
        if PERIODS.contains(&what) || DAYS.contains(&what) || month(what).is_some_and(|_| sentence[at + 1].capital) {
            return value(format!("{word} {what}"), 2);
        }
    }
    if matches!(word, "end" | "start" | "beginning" | "middle") && form(sentence, at + 1) == "of" {
        let the = usize::from(matches!(form(sentence, at + 2), "the" | "this" | "next"));
        let from = at + 2 + the;
        if PERIODS.contains(&form(sentence, from)) {
            return value(format!("{word} of {}", form(sentence, from)), 3 + the);
        }
        if let Some(inner) = date(sentence, from) {
            return value(format!("{word} of {}", inner.norm), inner.tokens.end - at);
        }
    }
    None
}

fn slashed(word: &str) -> Option<String> {
    let parts: Vec<u32> = word.split('/').map(str::parse).collect::<Result<_, _>>().ok()?;
    let (&[month, day] | &[month, day, _]) = &parts[..] else { return None };
    let fits = (1..=12).contains(&month) && (1..=31).contains(&day);
    if !fits || (parts.len() == 2 && (day as usize) < 5 && month < 5 && month == 1) {
        return None; // 1/2, 1/3, 1/4: more often a share than a day
    }
    let year = parts.get(2).map(|year| if *year < 100 { 2000 + year } else { *year });
    Some(year.map_or_else(|| format!("{month:02}-{day:02}"), |year| format!("{year}-{month:02}-{day:02}")))
}

fn calendar(year: Option<&str>, month: usize, day: Option<u32>) -> String {
    let mut norm = year.map(|year| format!("{year}-")).unwrap_or_default();
    norm.push_str(&format!("{month:02}"));
    if let Some(day) = day {
        norm.push_str(&format!("-{day:02}"));
    }
    norm
}

fn time(sentence: &[Token], at: usize) -> Option<Value> {
    let word = form(sentence, at);
    let half = |at: usize| match form(sentence, at) {
        "pm" | "p" => Some((12, if form(sentence, at) == "p" { 2 } else { 1 })),
        "am" | "a" if form(sentence, at) == "am" || form(sentence, at + 1) == "m" => {
            Some((0, if form(sentence, at) == "a" { 2 } else { 1 }))
        }
        "o'clock" | "clock" => Some((24, 1)),
        "in" if form(sentence, at + 1) == "the" => match form(sentence, at + 2) {
            "afternoon" | "evening" => Some((12, 3)),
            "morning" => Some((0, 3)),
            _ => None,
        },
        _ => None,
    };
    let value = |hour: u32, minute: u32, taken: usize| {
        Some(Value { sort: Sort::Time, norm: format!("{hour:02}:{minute:02}"), tokens: at..at + taken })
    };
    if word == "noon" || word == "midnight" {
        return value(if word == "noon" { 12 } else { 0 }, 0, 1);
    }
    // "half past 5", "quarter to four"
    let minutes = match word {
        "half" => Some(30),
        "quarter" => Some(15),
        _ => small(word).map(|n| n as i64).or_else(|| word.parse().ok()).filter(|n| (1..=59).contains(n)),
    };
    if let (Some(minutes), "past" | "to" | "after" | "till") = (minutes, form(sentence, at + 1))
        && let Some((hour, 1)) = number(sentence, at + 2).filter(|(hour, _)| (1.0..=12.0).contains(hour))
        && (matches!(word, "half" | "quarter") || half(at + 3).is_some())
    {
        let (shift, more) = half(at + 3).unwrap_or((24, 0));
        let before = form(sentence, at + 1) == "to" || form(sentence, at + 1) == "till";
        let total = hour as i64 * 60 + if before { -minutes } else { minutes };
        return value(shifted((total / 60) as u32, shift), (total % 60) as u32, 3 + more);
    }
    let glued =
        word.strip_suffix("pm").map(|rest| (rest, 12)).or_else(|| word.strip_suffix("am").map(|rest| (rest, 0)));
    let (clock, shift, taken) = match glued {
        Some((clock, shift)) if !clock.is_empty() => (clock, shift, 1),
        _ => match half(at + 1) {
            Some((shift, more)) => (word, shift, 1 + more),
            None if word.contains(':') => (word, 24, 1),
            None => return None,
        },
    };
    let (hour, minute) = match clock.split_once([':', '.']) {
        Some((hour, minute)) => (hour.parse().ok()?, minute.parse().ok()?),
        None => (clock.parse().ok().or_else(|| small(clock).map(|n| n as u32))?, 0),
    };
    if hour > 24 || minute > 59 {
        return None;
    }
    value(shifted(hour, shift), minute, taken)
}

/// 12-hour clock to 24; `24` means that nothing said which half of the day.
fn shifted(hour: u32, shift: u32) -> u32 {
    match shift {
        12 if hour < 12 => hour + 12,
        0 if hour == 12 => 0,
        _ => hour,
    }
}

/// The last day that a date can mean, where it stands in a source of `day`: `by Q1` is 31 March, and a
/// day without its year is the next one. `None` where the words name no day ("soon").
pub fn deadline(norm: &str, day: Date) -> Option<Date> {
    if let Ok(date) = norm.parse::<Date>() {
        return Some(date);
    }
    if let Some(inner) = norm.strip_prefix("end of ").or_else(|| norm.strip_prefix("this ")) {
        return period_end(inner, day).or_else(|| deadline(inner, day));
    }
    if let Some(inner) = norm.strip_prefix("next ") {
        let later = match inner {
            "day" => day.tomorrow().ok()?,
            "week" => day.checked_add(jiff::Span::new().weeks(1)).ok()?,
            "month" => day.checked_add(jiff::Span::new().months(1)).ok()?,
            "quarter" => day.checked_add(jiff::Span::new().months(3)).ok()?,
            "year" => day.checked_add(jiff::Span::new().years(1)).ok()?,
            _ => return deadline(inner, day),
        };
        return period_end(inner, later).or(Some(later));
    }
    if let Some(at) = DAYS.iter().position(|name| *name == norm) {
        let weekday = Weekday::from_monday_zero_offset(at as i8).ok()?;
        return day.nth_weekday(1, weekday).ok();
    }
    match norm {
        "today" | "tonight" => return Some(day),
        "tomorrow" => return day.tomorrow().ok(),
        _ => {}
    }
    let (stated, rest) = match norm.split_once('-') {
        Some((year, rest)) if year.len() == 4 => (year.parse::<i16>().ok(), rest),
        _ => (None, norm),
    };
    if let Some(quarter) = rest.strip_prefix('q').and_then(|n| n.parse::<i8>().ok()) {
        return in_year(stated, day, |year| Date::new(year, quarter * 3, 1).ok().map(Date::last_of_month));
    }
    match rest.split_once('-') {
        Some((month, dom)) => {
            let (month, dom) = (month.parse().ok()?, dom.parse().ok()?);
            in_year(stated, day, |year| Date::new(year, month, dom).ok())
        }
        None => {
            let month = rest.parse().ok()?;
            in_year(stated, day, |year| Date::new(year, month, 1).ok().map(Date::last_of_month))
        }
    }
}

fn in_year(stated: Option<i16>, day: Date, make: impl Fn(i16) -> Option<Date>) -> Option<Date> {
    match stated {
        Some(year) => make(year),
        None => make(day.year()).filter(|date| *date >= day).or_else(|| make(day.year() + 1)),
    }
}

fn period_end(period: &str, day: Date) -> Option<Date> {
    match period {
        "week" => day.yesterday().ok()?.nth_weekday(1, Weekday::Sunday).ok(),
        "month" => Some(day.last_of_month()),
        "quarter" => Date::new(day.year(), (day.month() - 1) / 3 * 3 + 3, 1).ok().map(Date::last_of_month),
        "year" => Some(day.last_of_year()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    fn read(text: &str) -> Vec<(Sort, String)> {
        values(&tokens(text, 0)).into_iter().map(|value| (value.sort, value.norm)).collect()
    }

    fn one(text: &str) -> (Sort, String) {
        let all = read(text);
        assert_eq!(all.len(), 1, "{text}: {all:?}");
        all[0].clone()
    }

    #[test]
    fn money_is_money_in_any_writing() {
        for text in ["$84k", "84,000 dollars", "eighty-four thousand dollars", "$84,000", "USD 84,000", "$84 thousand"]
        {
            assert_eq!(one(text), (Sort::Money, "84000".into()), "{text}");
        }
        assert_eq!(one("a hundred and twenty dollars").1, "120");
        assert_eq!(one("€1.5 million").1, "1500000");
    }

    #[test]
    fn shares_and_durations() {
        assert_eq!(one("thirty percent"), (Sort::Percent, "30".into()));
        assert_eq!(one("down 30 %"), (Sort::Percent, "30".into()));
        assert_eq!(one("within thirty days"), (Sort::Duration, "30 day".into()));
        assert_eq!(one("a 24-month term"), (Sort::Duration, "24 month".into()));
        assert_eq!(read("this one is the one"), []);
    }

    #[test]
    fn dates_are_dates_in_any_writing() {
        for text in ["March 8th", "the 8th of March", "on Mar 8", "8 March", "3/8"] {
            assert_eq!(one(text), (Sort::Date, "03-08".into()), "{text}");
        }
        assert_eq!(one("2026-07-03").1, "2026-07-03");
        assert_eq!(one("by the end of Q1").1, "end of q1");
        assert_eq!(one("by end of the year").1, "end of year");
        assert_eq!(one("next Friday").1, "next friday");
        assert_eq!(one("March 8, 2026").1, "2026-03-08");
        assert_eq!(read("we may go; they march on"), []);
        assert_eq!(one("in May").1, "05");
    }

    #[test]
    fn times_are_times_in_any_writing() {
        for text in ["3:30 pm", "15:30", "half past 3 in the afternoon", "3:30 in the afternoon"] {
            assert_eq!(one(text), (Sort::Time, "15:30".into()), "{text}");
        }
        assert_eq!(one("quarter to 4 in the afternoon").1, "15:45");
        assert_eq!(one("eleven am").1, "11:00");
    }

    #[test]
    fn a_deadline_is_the_last_day_meant() {
        let day: Date = "2026-07-02".parse().unwrap(); // a Thursday
        for (norm, wanted) in [
            ("q1", "2027-03-31"),
            ("end of q3", "2026-09-30"),
            ("2026-q4", "2026-12-31"),
            ("03-08", "2027-03-08"),
            ("09", "2026-09-30"),
            ("friday", "2026-07-03"),
            ("end of month", "2026-07-31"),
            ("next quarter", "2026-12-31"),
            ("2026-07-01", "2026-07-01"),
        ] {
            assert_eq!(deadline(norm, day), Some(wanted.parse().unwrap()), "{norm}");
        }
        assert_eq!(deadline("day 10", day), None);
    }
}
