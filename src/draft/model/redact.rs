//! Masking what a model need not know: mail addresses, phone numbers and amounts of money become tokens in
//! what is sent, and the tokens become what they stand for in what comes back.
//!
//! Pure. The same value has the same token throughout a draft, so a model can still tell that two amounts
//! are one. Names, companies and dates are not masked: claims are about them. A number that a text writes
//! without a currency is not known to be an amount and stays.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::Value;

use crate::anchor::number;

/// The least digits of a phone number: fewer are years, amounts and counts.
const PHONE: usize = 9;
/// The most digits that a phone number has (ITU E.164).
const LONGEST: usize = 15;

/// What was masked, and by what.
#[derive(Debug, Clone, Default)]
pub(super) struct Mask {
    on: bool,
    tokens: HashMap<String, String>,
    values: HashMap<String, String>,
    counts: [usize; 3],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Email,
    Phone,
    Amount,
}

impl Sort {
    const fn word(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Phone => "PHONE",
            Self::Amount => "AMOUNT",
        }
    }
}

impl Mask {
    /// One that masks, or one that leaves everything as it is.
    pub(super) fn new(on: bool) -> Self {
        Self { on, ..Self::default() }
    }

    /// The text as it may be sent.
    pub(super) fn hide(&mut self, text: &str) -> String {
        if !self.on {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (range, sort) in found(text) {
            out.push_str(&text[at..range.start]);
            out.push_str(&self.token(&text[range.clone()], sort));
            at = range.end;
        }
        out.push_str(&text[at..]);
        out
    }

    fn token(&mut self, value: &str, sort: Sort) -> String {
        if let Some(token) = self.tokens.get(value) {
            return token.clone();
        }
        let count = &mut self.counts[sort as usize];
        *count += 1;
        let token = format!("[{}-{count}]", sort.word());
        self.tokens.insert(value.to_owned(), token.clone());
        self.values.insert(token.clone(), value.to_owned());
        token
    }

    /// The answer with what the tokens stand for.
    pub(super) fn put_back(&self, answer: Value) -> Value {
        match answer {
            Value::String(text) => Value::String(self.show(text)),
            Value::Array(items) => Value::Array(items.into_iter().map(|item| self.put_back(item)).collect()),
            Value::Object(fields) => {
                Value::Object(fields.into_iter().map(|(name, value)| (name, self.put_back(value))).collect())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => answer,
        }
    }

    fn show(&self, text: String) -> String {
        if self.values.is_empty() || !text.contains('[') {
            return text;
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(open) = rest.find('[') {
            out.push_str(&rest[..open]);
            rest = &rest[open..];
            let value = rest.find(']').and_then(|close| Some((close, self.values.get(&rest[..=close])?)));
            match value {
                Some((close, value)) => {
                    out.push_str(value);
                    rest = &rest[close + 1..];
                }
                None => {
                    out.push('[');
                    rest = &rest[1..];
                }
            }
        }
        out.push_str(rest);
        out
    }
}

/// What is to be masked, in order and without overlaps.
fn found(text: &str) -> Vec<(Range<usize>, Sort)> {
    let mut all = emails(text);
    all.extend(phones(text));
    all.extend(amounts(text));
    all.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    all.retain(|(range, _)| {
        let free = range.start >= end;
        if free {
            end = range.end;
        }
        free
    });
    all
}

fn emails(text: &str) -> Vec<(Range<usize>, Sort)> {
    let local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let one = |at: usize| {
        let before = text[..at].trim_end_matches(local).len();
        let after = text[at + 1..].trim_start_matches(domain);
        let end = text.len() - after.len();
        let host = text[at + 1..end].trim_end_matches(['.', '-']);
        let end = at + 1 + host.len();
        (before < at && host.contains('.')).then_some((before..end, Sort::Email))
    };
    text.match_indices('@').filter_map(|(at, _)| one(at)).collect()
}

fn phones(text: &str) -> Vec<(Range<usize>, Sort)> {
    let part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}');
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '(')).map(|n| at + n) {
        let first = text[start..].chars().next().map_or(1, char::len_utf8);
        let run = text[start + first..].trim_start_matches(part);
        let end = start + text[start..text.len() - run.len()].trim_end_matches(|c: char| !c.is_ascii_digit()).len();
        let digits = text[start..end.max(start)].bytes().filter(u8::is_ascii_digit).count();
        let word = text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
        if (PHONE..=LONGEST).contains(&digits) && !word && !is_date(&text[start..end]) {
            found.push((start..end, Sort::Phone));
        }
        at = end.max(start + first);
    }
    found
}

/// `2026-07-02 14:32` and its like: four digits, a mark, two digits.
fn is_date(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() >= 8
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && matches!(bytes[4], b'-' | b'/' | b'.')
        && bytes[5..7].iter().all(u8::is_ascii_digit)
}

fn amounts(text: &str) -> Vec<(Range<usize>, Sort)> {
    const CURRENCIES: &[&str] = &["dollar", "euro", "pound", "yen", "rupee", "franc"];
    let money = |quantity: &number::Quantity| quantity.unit.is_some_and(|unit| CURRENCIES.contains(&unit));
    let with_code = |range: Range<usize>| {
        // `USD 84,000`: the code belongs to it.
        let before = text[..range.start].trim_end_matches(' ');
        let word = before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
        let is_code = matches!(&before[word..], "USD" | "EUR" | "GBP" | "CHF" | "JPY" | "INR" | "CAD" | "AUD");
        if is_code && range.start - before.len() <= 1 { (word..range.end, true) } else { (range, false) }
    };
    number::quantities(text)
        .into_iter()
        .filter_map(|quantity| {
            let is_money = money(&quantity);
            let (range, coded) = with_code(quantity.range);
            (is_money || coded).then_some((range, Sort::Amount))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "Write to maya.chen@northwind.example, or call +1 (503) 555-0142-77. The price is $48,500 a year, \
        USD 84,000 in all, thirty percent off, on 2026-07-02 at 14:32, for 41 depots; maya.chen@northwind.example.";

    #[test]
    fn addresses_phones_and_amounts_are_masked_and_nothing_else() {
        let mut mask = Mask::new(true);
        let hidden = mask.hide(SAID);
        assert_eq!(
            hidden,
            "Write to [EMAIL-1], or call [PHONE-1]. The price is [AMOUNT-1] a year, [AMOUNT-2] in all, \
             thirty percent off, on 2026-07-02 at 14:32, for 41 depots; [EMAIL-1]."
        );
        assert_eq!(mask.put_back(Value::String(hidden)), Value::String(SAID.to_owned()));
    }

    #[test]
    fn tokens_that_nobody_made_stay_as_they_are() {
        let mut mask = Mask::new(true);
        mask.hide("a@b.example");
        let text = "[EMAIL-2] [AMOUNT-1] [ [EMAIL-1";
        assert_eq!(mask.put_back(Value::String(text.to_owned())), Value::String(text.to_owned()));
    }

    #[test]
    fn one_that_is_off_changes_nothing() {
        assert_eq!(Mask::new(false).hide(SAID), SAID);
    }

    proptest::proptest! {
        #[test]
        fn what_was_hidden_comes_back_whole(text in "[a-z@. $€0-9+()-]{0,60}") {
            let mut mask = Mask::new(true);
            let hidden = mask.hide(&text);
            proptest::prop_assert_eq!(mask.put_back(Value::String(hidden)), Value::String(text));
        }
    }
}
