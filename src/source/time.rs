//! Clock times inside transcripts, in milliseconds from the start.

/// `01:02:03.450`, `02:03,45`, `1:02:03`, `2:03`: hours may be left out and have any number of digits,
/// the fraction stands behind a point or a comma. Minutes and seconds go to 59 and have at most two
/// digits.
pub(super) fn parse(text: &str) -> Option<u64> {
    if let Ok(text) = <&[u8; 12]>::try_from(text.as_bytes()) {
        let parsed = usual(text);
        if parsed.is_some() {
            return parsed;
        }
    }
    let (clock, fraction) = match text.find(['.', ',']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let mut parts = clock.rsplit(':');
    let seconds = sixty(parts.next()?)?;
    let minutes = sixty(parts.next()?)?;
    let hours = parts.next().map_or(Some(0), |hours| number(hours, 6))?;
    if parts.next().is_some() {
        return None;
    }
    let fraction = fraction.map_or(Some(0), millis)?;
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction)
}

/// `01:02:03.450`: nearly every time of nearly every file, so worth its own few lines.
pub(super) fn usual(text: &[u8; 12]) -> Option<u64> {
    let [h1, h2, b':', m1, m2, b':', s1, s2, b'.' | b',', f1, f2, f3] = *text else { return None };
    let digits = [h1, h2, m1, m2, s1, s2, f1, f2, f3];
    if !digits.iter().all(u8::is_ascii_digit) || m1 > b'5' || s1 > b'5' {
        return None;
    }
    let [h1, h2, m1, m2, s1, s2, f1, f2, f3] = digits.map(|digit| u64::from(digit - b'0'));
    let seconds = ((h1 * 10 + h2) * 60 + m1 * 10 + m2) * 60 + s1 * 10 + s2;
    Some(seconds * 1000 + f1 * 100 + f2 * 10 + f3)
}

fn sixty(text: &str) -> Option<u64> {
    number(text, 2).filter(|value| *value < 60)
}

fn number(text: &str, most: usize) -> Option<u64> {
    let digits = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// `5` is half a second, `50` too, `500` too; what stands behind the third digit is dropped.
fn millis(text: &str) -> Option<u64> {
    let value = number(text, 9)?;
    let digits = text.len() as u32;
    Some(if digits <= 3 { value * 10u64.pow(3 - digits) } else { value / 10u64.pow(digits - 3) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_all_their_shapes() {
        for (text, ms) in [
            ("00:00:00.370", Some(370)),
            ("01:02:03,450", Some(3_723_450)),
            ("2:03", Some(123_000)),
            ("0:03.5", Some(3_500)),
            ("123:00:00.000", Some(442_800_000)),
            ("00:00.0000", Some(0)),
            ("00:60:00.000", None),
            ("00:00:60.000", None),
            ("00:000:00.000", None),
            ("1:2:3:4", None),
            ("12", None),
            ("", None),
            (":", None),
            ("00:0a.000", None),
            ("-1:00", None),
            ("00:00.", None),
        ] {
            assert_eq!(parse(text), ms, "{text:?}");
        }
    }
}
