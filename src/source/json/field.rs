//! Fields of somebody else's JSON, taken as they come: a number may be a string, a name may be missing.

use serde_json::Value;

use super::super::time;

/// The first of these fields that holds words.
pub(super) fn words<'a>(value: &'a Value, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| value.get(name)?.as_str()).map(str::trim).filter(|words| !words.is_empty())
}

/// The first of these fields that holds words or a number, as words.
pub(super) fn label(value: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match value.get(name)? {
        Value::String(words) if !words.trim().is_empty() => Some(words.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// The first of these fields that holds a number, also one in quotes.
pub(super) fn number(value: &Value, names: &[&str]) -> Option<f64> {
    names
        .iter()
        .find_map(|name| match value.get(name)? {
            Value::Number(number) => number.as_f64(),
            Value::String(words) => words.trim().parse().ok(),
            _ => None,
        })
        .filter(|number| number.is_finite())
}

/// The first of these fields that is an array; nothing, if none is.
pub(super) fn list<'a>(value: &'a Value, names: &[&str]) -> &'a [Value] {
    names.iter().find_map(|name| value.get(name)?.as_array()).map_or(&[], Vec::as_slice)
}

/// Whether some field is there and is not null.
pub(super) fn has(value: &Value, name: &str) -> bool {
    value.get(name).is_some_and(|field| !field.is_null())
}

/// Seconds from the start, or a clock time, as milliseconds.
pub(super) fn seconds(value: &Value, names: &[&str]) -> Option<u64> {
    match number(value, names) {
        Some(number) => millis_of(number * 1000.0),
        None => words(value, names).and_then(time::parse),
    }
}

/// Milliseconds from the start.
pub(super) fn millis(value: &Value, names: &[&str]) -> Option<u64> {
    number(value, names).and_then(millis_of)
}

/// A number of milliseconds, if it can be one.
pub(super) fn millis_of(number: f64) -> Option<u64> {
    // A year of talk is no talk.
    (0.0..3.2e10).contains(&number).then_some(number.round() as u64)
}

/// A day or time: RFC 3339 as it is, a number as milliseconds or seconds since 1970.
pub(super) fn date(value: &Value, names: &[&str]) -> Option<String> {
    let field = names.iter().find_map(|name| value.get(name).filter(|field| !field.is_null()))?;
    let digits = |words: &str| words.parse::<f64>().ok();
    match field {
        Value::String(words) if digits(words).is_none() => {
            let words = words.trim();
            let is_time = words.parse::<jiff::Timestamp>().is_ok() || words.parse::<jiff::civil::Date>().is_ok();
            is_time.then(|| words.to_owned()).or_else(|| super::super::name::find_date(words).map(|(date, _)| date))
        }
        Value::String(words) => since_1970(digits(words)?),
        Value::Number(number) => since_1970(number.as_f64()?),
        _ => None,
    }
}

/// A time as seconds or milliseconds since 1970, told by its size.
pub(super) fn since_1970(number: f64) -> Option<String> {
    let seconds = if number > 1e11 { number / 1000.0 } else { number };
    let in_range = (1e8..1e10).contains(&seconds); // 1973 to 2286
    in_range.then(|| jiff::Timestamp::from_second(seconds as i64).ok().map(|time| time.to_string())).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_and_times_in_any_dress() {
        let value = json!({"a": "1.5", "b": 1.5, "c": "00:01:02", "d": -1, "e": null, "f": {}});
        assert_eq!(seconds(&value, &["a"]), Some(1500));
        assert_eq!(seconds(&value, &["b"]), Some(1500));
        assert_eq!(seconds(&value, &["c"]), Some(62_000));
        for field in ["d", "e", "f", "g"] {
            assert_eq!(seconds(&value, &[field]), None, "{field}");
        }
        let value = json!({"a": 1782993600000u64, "b": "1782993600", "c": "2026-07-02T12:00:00Z", "d": "2 July 2026", "e": "soon", "f": 12});
        for field in ["a", "b", "c"] {
            assert_eq!(date(&value, &[field]).as_deref(), Some("2026-07-02T12:00:00Z"), "{field}");
        }
        assert_eq!(date(&value, &["d"]).as_deref(), Some("2026-07-02"));
        assert_eq!((date(&value, &["e"]), date(&value, &["f"])), (None, None));
    }
}
