//! Numbers as they are written and spoken: `10,000`, `ten thousand`, `10k`, `one point five`, `1st`,
//! `half a million`, each with its value.
//!
//! Pure, English number words, digits of any script. Surprises: numbers spoken in pieces stay in pieces
//! (`nineteen twenty` is 19 and 20, and `9/17` is 9 and 17): who compares may join the pieces; `one`,
//! `first` and `second` are marked [`Number::loose`], because people say them without counting.

use std::ops::Range;

use super::lex::{self, Kind, Token};
use super::sense;

/// One number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The value in decimal, without leading zeros, grouping or a fraction's trailing zeros: `10000`,
    /// `1.5`. What has no value as a number (`1.2.3`) is kept as written.
    pub value: String,
    /// The digits as written, where putting pieces side by side makes sense (`917` and `9/17`).
    pub digits: Option<String>,
    /// `1st`, `third`.
    pub ordinal: bool,
    /// A word that is as often no number at all: `one`, `first`, `second`.
    pub loose: bool,
}

/// A number with what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The number's bytes, with its unit.
    pub range: Range<usize>,
    /// The number.
    pub number: Number,
    /// `percent`, `dollar`, `week` …: the unit right beside it, in the singular.
    pub unit: Option<&'static str>,
}

/// Every number of a text, with the unit beside it.
pub fn quantities(text: &str) -> Vec<Quantity> {
    let tokens = lex::tokens(text, 0..text.len());
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((number, used)) = read(&tokens, at) else {
            at += 1;
            continue;
        };
        let mut range = tokens[at].range.start..tokens[at + used - 1].range.end;
        let before = at.checked_sub(1).map(|index| &tokens[index]);
        let currency = before.and_then(|token| Some((token, sense::currency(token)?)));
        let after = tokens.get(at + used).and_then(|token| Some((token, sense::unit_of(token)?)));
        let unit = match (currency, after) {
            (Some((token, unit)), _) if token.range.end == range.start => {
                range.start = token.range.start;
                Some(unit)
            }
            (_, Some((token, unit))) => {
                range.end = token.range.end;
                Some(unit)
            }
            _ => None,
        };
        at += used;
        found.push(Quantity { range, number, unit });
    }
    found
}

/// What a number word adds up to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece {
    Unit(f64),
    Teen(f64),
    Tens(f64),
    Hundred,
    Scale(f64),
}

/// The number that starts at `tokens[at]`, and how many tokens it takes.
pub(super) fn read(tokens: &[Token], at: usize) -> Option<(Number, usize)> {
    match tokens.get(at)?.kind {
        Kind::Digits => Some(read_digits(tokens, at)),
        Kind::Word => read_words(tokens, at),
        Kind::Mark(c) => {
            fraction(c).map(|value| (Number { value: value.to_owned(), digits: None, ordinal: false, loose: false }, 1))
        }
    }
}

fn fraction(c: char) -> Option<&'static str> {
    Some(match c {
        '½' => "0.5",
        '¼' => "0.25",
        '¾' => "0.75",
        '⅓' => "0.333333",
        '⅔' => "0.666667",
        _ => return None,
    })
}

fn read_digits(tokens: &[Token], at: usize) -> (Number, usize) {
    let (value, joins) = decimal(&tokens[at].text);
    let mut number = Number { digits: joins.then(|| tokens[at].text.clone()), value, ordinal: false, loose: false };
    let mut used = 1;
    if let Some(suffix) = tokens.get(at + 1).filter(|token| token.glued) {
        if matches!(suffix.text.as_str(), "st" | "nd" | "rd" | "th") {
            number.ordinal = true;
            return (number, 2);
        }
        if let Kind::Mark(c) = suffix.kind
            && let (Some(part), Ok(whole)) = (fraction(c), number.value.parse::<f64>())
        {
            number = plain(whole + part.parse::<f64>().unwrap_or(0.0));
            used = 2;
        }
        let scale = match suffix.text.as_str() {
            "k" => 1e3,
            "m" | "mm" | "mn" | "mio" | "mil" => 1e6,
            "b" | "bn" => 1e9,
            _ => 1.0,
        };
        if scale > 1.0
            && let Ok(value) = number.value.parse::<f64>()
        {
            return (plain(value * scale), 2);
        }
    }
    let Ok(mut value) = number.value.parse::<f64>() else { return (number, used) };
    let bare = used;
    if let Some(steps) = and_a_half(tokens, at + used) {
        value += 0.5;
        used += steps;
    } else if let Some((decimals, steps)) = point(tokens, at + used)
        && !number.value.contains('.')
    {
        value = format!("{}.{decimals}", number.value).parse().unwrap_or(value);
        used += steps;
    }
    used += scaled(tokens, at + used, &mut value);
    (if used > bare { plain(value) } else { number }, used)
}

/// Multiplies by the `hundred`, `thousand`, `million` that follow, and says how many words those were.
fn scaled(tokens: &[Token], at: usize, value: &mut f64) -> usize {
    let mut used = 0;
    while let Some(part) = tokens.get(at + used).and_then(piece) {
        *value *= match part {
            Piece::Scale(scale) => scale,
            Piece::Hundred => 100.0,
            Piece::Unit(_) | Piece::Teen(_) | Piece::Tens(_) => break,
        };
        used += 1;
    }
    used
}

/// The value of digits with separators, and whether its digits may be joined with a neighbour's.
fn decimal(text: &str) -> (String, bool) {
    let text: String = text.chars().filter(|c| *c != '\'').collect();
    let whole = |digits: &str| {
        let trimmed = digits.trim_start_matches('0');
        if trimmed.is_empty() { "0".to_owned() } else { trimmed.to_owned() }
    };
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return (whole(&text), true);
    }
    let groups = |text: &str, mark: char| {
        let mut parts = text.split(mark);
        let head = parts.next().map_or(0, str::len);
        let rest: Vec<usize> = parts.map(str::len).collect();
        (1..=3).contains(&head) && rest.last() == Some(&3) && rest.iter().all(|len| *len == 3 || *len == 2)
    };
    let with = |whole_part: &str, fraction: &str, mark: char| {
        let digits: String = whole_part.chars().filter(|c| *c != mark).collect();
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() { whole(&digits) } else { format!("{}.{fraction}", whole(&digits)) }
    };
    if let Some((head, tail)) = text.rsplit_once('.') {
        if !head.contains('.') && (!head.contains(',') || groups(head, ',')) && !tail.contains(',') {
            return (with(head, tail, ','), false);
        }
        if !text.contains(',') && head.contains('.') && groups(&text, '.') {
            return (with(&text, "", '.'), false);
        }
    }
    if let Some((head, tail)) = text.rsplit_once(',') {
        if groups(&text, ',') && !text.contains('.') {
            return (with(&text, "", ','), false);
        }
        if !head.contains(',') && tail.len() <= 2 && (!head.contains('.') || groups(head, '.')) {
            return (with(head, tail, '.'), false);
        }
    }
    (text, false)
}

fn plain(value: f64) -> Number {
    let mut text = format!("{value:.6}");
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.clone());
    Number { value: text, digits, ordinal: false, loose: false }
}

fn read_words(tokens: &[Token], at: usize) -> Option<(Number, usize)> {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text.as_str());
    let first = text(at);
    if first == "half" {
        if matches!(text(at + 1), "a" | "an")
            && let Some(Piece::Scale(scale)) = tokens.get(at + 2).and_then(piece)
        {
            return Some((plain(scale / 2.0), 3));
        }
        return Some((plain(0.5), 1));
    }
    if first == "grand" {
        return None; // only after a number: five grand
    }
    let mut used = 0;
    if matches!(first, "a" | "an") {
        let big = matches!(tokens.get(at + 1).and_then(piece), Some(Piece::Hundred | Piece::Scale(_)));
        if !big {
            return None;
        }
        used = 1;
    }
    let (mut total, mut current, mut last, mut ordinal) = (0.0, 0.0, None::<Piece>, false);
    while at + used < tokens.len() {
        let mut next = at + used;
        let joined = match last {
            Some(Piece::Tens(_)) => tokens[next].is_mark('-'),
            Some(Piece::Hundred | Piece::Scale(_)) => text(next) == "and",
            _ => false,
        };
        if joined {
            next += 1;
        }
        let Some(token) = tokens.get(next) else { break };
        // "between one hundred and two hundred" is two numbers.
        let grows = |index: usize| matches!(tokens.get(index).and_then(piece), Some(Piece::Hundred | Piece::Scale(_)));
        if joined && (grows(next + 1) || (matches!(piece(token), Some(Piece::Tens(_))) && grows(next + 2))) {
            break;
        }
        let (part, ends) = match (piece(token), ordinal_piece(&token.text)) {
            (Some(part), _) => (part, false),
            (None, Some(part)) => (part, true),
            (None, None) => break,
        };
        let fits = match (part, last) {
            (Piece::Unit(value), Some(Piece::Tens(_))) => value > 0.0,
            (Piece::Unit(_) | Piece::Teen(_) | Piece::Tens(_), Some(Piece::Hundred | Piece::Scale(_))) => true,
            (_, None) => true,
            (Piece::Hundred, Some(Piece::Unit(_) | Piece::Teen(_) | Piece::Tens(_))) => current < 100.0,
            (Piece::Scale(scale), Some(_)) => current > 0.0 && (total == 0.0 || total >= scale * 1000.0),
            _ => false,
        };
        if !fits || (joined && matches!(part, Piece::Hundred | Piece::Scale(_))) {
            break;
        }
        match part {
            Piece::Unit(value) | Piece::Teen(value) | Piece::Tens(value) => current += value,
            Piece::Hundred => current = if current == 0.0 { 100.0 } else { current * 100.0 },
            Piece::Scale(scale) => {
                total += if current == 0.0 { scale } else { current * scale };
                current = 0.0;
            }
        }
        last = Some(part);
        used = next + 1 - at;
        if ends {
            ordinal = true;
            break;
        }
        if let Some(steps) = and_a_half(tokens, at + used) {
            current += 0.5;
            used += steps;
        }
    }
    last?;
    let mut number = plain(total + current);
    if !ordinal && let Some((decimals, steps)) = point(tokens, at + used) {
        let mut value = format!("{}.{decimals}", number.value).parse().unwrap_or(total + current);
        used += steps;
        used += scaled(tokens, at + used, &mut value);
        number = plain(value);
    }
    number.ordinal = ordinal;
    number.loose = used == 1 && matches!(first, "one" | "first" | "second");
    Some((number, used))
}

fn and_a_half(tokens: &[Token], at: usize) -> Option<usize> {
    let words = tokens.get(at..at + 3)?;
    (words[0].text == "and" && words[1].text == "a" && words[2].text == "half").then_some(3)
}

/// `point five`, `point 25`: the decimals, and how many tokens they take.
fn point(tokens: &[Token], at: usize) -> Option<(String, usize)> {
    if tokens.get(at)?.text != "point" {
        return None;
    }
    let mut decimals = String::new();
    let mut used = 1;
    while let Some(token) = tokens.get(at + used) {
        match (token.kind, piece(token)) {
            (Kind::Digits, _) if decimals.is_empty() => decimals.push_str(&token.text),
            (_, Some(Piece::Unit(value))) => decimals.push_str(&format!("{value:.0}")),
            _ => break,
        }
        used += 1;
    }
    let whole = !decimals.is_empty() && decimals.bytes().all(|byte| byte.is_ascii_digit());
    whole.then_some((decimals, used))
}

/// Whether a word is, or is part of, a number.
pub(super) fn is_word(word: &str) -> bool {
    cardinal_piece(word).or_else(|| ordinal_piece(word)).is_some()
}

fn piece(token: &Token) -> Option<Piece> {
    cardinal_piece(&token.text)
}

fn cardinal_piece(word: &str) -> Option<Piece> {
    Some(match word {
        "zero" => Piece::Unit(0.0),
        "one" => Piece::Unit(1.0),
        "two" => Piece::Unit(2.0),
        "three" => Piece::Unit(3.0),
        "four" => Piece::Unit(4.0),
        "five" => Piece::Unit(5.0),
        "six" => Piece::Unit(6.0),
        "seven" => Piece::Unit(7.0),
        "eight" => Piece::Unit(8.0),
        "nine" => Piece::Unit(9.0),
        "ten" => Piece::Teen(10.0),
        "eleven" => Piece::Teen(11.0),
        "twelve" => Piece::Teen(12.0),
        "thirteen" => Piece::Teen(13.0),
        "fourteen" => Piece::Teen(14.0),
        "fifteen" => Piece::Teen(15.0),
        "sixteen" => Piece::Teen(16.0),
        "seventeen" => Piece::Teen(17.0),
        "eighteen" => Piece::Teen(18.0),
        "nineteen" => Piece::Teen(19.0),
        "twenty" | "twenties" => Piece::Tens(20.0),
        "thirty" | "thirties" => Piece::Tens(30.0),
        "forty" | "fourty" | "forties" => Piece::Tens(40.0),
        "fifty" | "fifties" => Piece::Tens(50.0),
        "sixty" | "sixties" => Piece::Tens(60.0),
        "seventy" | "seventies" => Piece::Tens(70.0),
        "eighty" | "eighties" => Piece::Tens(80.0),
        "ninety" | "nineties" => Piece::Tens(90.0),
        "hundred" => Piece::Hundred,
        "dozen" => Piece::Scale(12.0),
        "thousand" | "grand" => Piece::Scale(1e3),
        "lakh" => Piece::Scale(1e5),
        "million" => Piece::Scale(1e6),
        "crore" => Piece::Scale(1e7),
        "billion" => Piece::Scale(1e9),
        "trillion" => Piece::Scale(1e12),
        _ => return None,
    })
}

fn ordinal_piece(word: &str) -> Option<Piece> {
    Some(match word {
        "first" => Piece::Unit(1.0),
        "second" => Piece::Unit(2.0),
        "third" => Piece::Unit(3.0),
        "fourth" => Piece::Unit(4.0),
        "fifth" => Piece::Unit(5.0),
        "sixth" => Piece::Unit(6.0),
        "seventh" => Piece::Unit(7.0),
        "eighth" => Piece::Unit(8.0),
        "ninth" => Piece::Unit(9.0),
        "tenth" => Piece::Teen(10.0),
        "eleventh" => Piece::Teen(11.0),
        "twelfth" => Piece::Teen(12.0),
        "thirteenth" => Piece::Teen(13.0),
        "fourteenth" => Piece::Teen(14.0),
        "fifteenth" => Piece::Teen(15.0),
        "sixteenth" => Piece::Teen(16.0),
        "seventeenth" => Piece::Teen(17.0),
        "eighteenth" => Piece::Teen(18.0),
        "nineteenth" => Piece::Teen(19.0),
        "twentieth" => Piece::Tens(20.0),
        "thirtieth" => Piece::Tens(30.0),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        quantities(text)
            .into_iter()
            .map(|quantity| match quantity.unit {
                Some(unit) => format!("{} {unit}", quantity.number.value),
                None => quantity.number.value,
            })
            .collect()
    }

    #[test]
    fn one_number_however_it_is_written() {
        for (text, value) in [
            ("10,000", "10000"),
            ("10'000", "10000"),
            ("ten thousand", "10000"),
            ("10k", "10000"),
            ("10 thousand", "10000"),
            ("twenty-five", "25"),
            ("twenty five", "25"),
            ("a hundred and twenty", "120"),
            ("one point five million", "1500000"),
            ("1.50", "1.5"),
            ("one and a half", "1.5"),
            ("1½", "1.5"),
            ("half a million", "500000"),
            ("2.5 million", "2500000"),
            ("two thousand and twenty-six", "2026"),
            ("1.234.567,89", "1234567.89"),
            ("twenty-first", "21"),
            ("21st", "21"),
            ("٣٠", "30"),
            ("007", "7"),
        ] {
            assert_eq!(values(text), [value], "{text}");
        }
    }

    #[test]
    fn several_numbers_stay_several() {
        assert_eq!(values("between one hundred and two hundred"), ["100", "200"]);
        assert_eq!(values("nineteen twenty"), ["19", "20"]);
        assert_eq!(values("five, six"), ["5", "6"]);
        assert_eq!(values("1.5 is not 15"), ["1.5", "15"]);
        assert_eq!(values("a plan and an aim"), [""; 0]);
    }

    #[test]
    fn units_stand_beside_their_number() {
        assert_eq!(values("$5 million, or 30 % in two weeks"), ["5000000 dollar", "30 percent", "2 week"]);
        assert_eq!(values("5 dollars and €7"), ["5 dollar", "7 euro"]);
    }
}
