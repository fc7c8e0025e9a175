//! An `allowed_signers` file: whose key is whose, as OpenSSH writes it (see `ssh-keygen(1)`).
//!
//! Pure. One signer a line: names (patterns with `*` and `?`, `!` takes away), options, key. Lines of
//! certificate authorities are told and passed over, because certificates are not read here. A line that
//! can't be read is passed over as well, and told; it never widens who is trusted.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use ssh_key::PublicKey;
use ssh_key::public::KeyData;

use super::NAMESPACE;

/// Whose key is whose.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Roster {
    lines: Vec<Listed>,
    /// Lines that were passed over: number, and why.
    pub passed_over: Vec<(usize, String)>,
}

#[derive(Debug, Clone, PartialEq)]
struct Listed {
    number: usize,
    names: String,
    namespaces: Option<String>,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
    key: KeyData,
}

impl Roster {
    /// Reads the file's text. Times without a zone are in `zone`, as OpenSSH takes them.
    pub fn read(text: &str, zone: &TimeZone) -> Self {
        let mut roster = Self::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match listed(index + 1, line, zone) {
                Ok(listed) => roster.lines.push(listed),
                Err(why) => roster.passed_over.push((index + 1, why)),
            }
        }
        roster
    }

    /// The line that says that the key is this signer's, at this time and for heads.
    ///
    /// # Errors
    /// Why there is none: the reason that comes nearest to a match.
    pub fn vouch(&self, key: &KeyData, signer: &str, at: Timestamp) -> Result<usize, String> {
        let mut nearest = (0, "the roster does not list its key".to_owned());
        for line in self.lines.iter().filter(|line| line.key == *key) {
            let (near, why) = if !matches(&line.names, signer) {
                let what =
                    format!("the roster (line {}) lists its key for {}, not for {signer}", line.number, line.names);
                (1, what)
            } else if line.namespaces.as_ref().is_some_and(|namespaces| !matches(namespaces, NAMESPACE)) {
                (2, format!("the roster (line {}) does not let its key sign for `{NAMESPACE}`", line.number))
            } else if let Some(after) = line.after.filter(|after| at < *after) {
                (
                    3,
                    format!(
                        "its key was not valid yet: signed {at}, valid after {after} (roster, line {})",
                        line.number
                    ),
                )
            } else if let Some(before) = line.before.filter(|before| at > *before) {
                (3, format!("its key had expired: signed {at}, valid before {before} (roster, line {})", line.number))
            } else {
                return Ok(line.number);
            };
            if near > nearest.0 {
                nearest = (near, why);
            }
        }
        Err(nearest.1)
    }
}

fn listed(number: usize, line: &str, zone: &TimeZone) -> Result<Listed, String> {
    let (names, rest) = field(line);
    let (second, after_second) = field(rest);
    let mut listed = Listed {
        number,
        names: unquoted(names).to_owned(),
        namespaces: None,
        after: None,
        before: None,
        key: match PublicKey::from_openssh(rest) {
            Ok(key) => return Ok(Listed::plain(number, names, key)),
            Err(_) => match PublicKey::from_openssh(after_second) {
                Ok(key) => key.key_data().clone(),
                Err(error) => return Err(format!("has no key that can be read: {error}")),
            },
        },
    };
    let mut seen: Vec<String> = Vec::new();
    for option in options(second) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let name = name.to_ascii_lowercase();
        // As OpenSSH has it: a value stands in quotation marks, and an option once.
        let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        let value = match (name.as_str(), quoted) {
            ("cert-authority", _) => "",
            (_, Some(value)) => value,
            (_, None) => return Err(format!("has the option `{name}` without a value in quotation marks")),
        };
        if seen.contains(&name) {
            return Err(format!("has the option `{name}` twice"));
        }
        seen.push(name.clone());
        match name.as_str() {
            "namespaces" => listed.namespaces = Some(value.to_owned()),
            "valid-after" => listed.after = Some(time(value, zone)?),
            "valid-before" => listed.before = Some(time(value, zone)?),
            "cert-authority" => return Err("lists a certificate authority, and certificates are not read".to_owned()),
            _ => return Err(format!("has the option `{name}`, which is not known")),
        }
    }
    Ok(listed)
}

impl Listed {
    fn plain(number: usize, names: &str, key: PublicKey) -> Self {
        let names = unquoted(names).to_owned();
        Self { number, names, namespaces: None, after: None, before: None, key: key.key_data().clone() }
    }
}

/// The first field of a line and the rest: blanks inside quotation marks do not end it.
fn field(line: &str) -> (&str, &str) {
    let mut quoted = false;
    for (at, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ' ' | '\t' if !quoted => return (&line[..at], line[at..].trim_start()),
            _ => {}
        }
    }
    (line, "")
}

/// A field's options: commas inside quotation marks do not end one.
fn options(field: &str) -> Vec<&str> {
    let mut quoted = false;
    field
        .split(move |c| {
            if c == '"' {
                quoted = !quoted;
            }
            c == ',' && !quoted
        })
        .collect()
}

fn unquoted(value: &str) -> &str {
    value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value)
}

/// `20260703`, `202607030900`, `20260703090000`, each with a `Z` for UTC or without for `zone`.
fn time(value: &str, zone: &TimeZone) -> Result<Timestamp, String> {
    let wrong = || format!("has the time `{value}`, expected YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS");
    let (digits, zone) = match value.strip_suffix('Z').or_else(|| value.strip_suffix("UTC")) {
        Some(digits) => (digits, &TimeZone::UTC),
        None => (value, zone),
    };
    if !matches!(digits.len(), 8 | 12 | 14) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let part = |from: usize, to: usize| digits.get(from..to).map_or(Ok(0), |part| part.parse::<i16>());
    let small = |from, to| part(from, to).ok().and_then(|part| i8::try_from(part).ok());
    let time = || {
        let time = DateTime::new(
            part(0, 4).ok()?,
            small(4, 6)?,
            small(6, 8)?,
            small(8, 10)?,
            small(10, 12)?,
            small(12, 14)?,
            0,
        );
        zone.to_timestamp(time.ok()?).ok()
    };
    time().ok_or_else(wrong)
}

/// Whether a list of patterns takes in a name: at least one does, and none with a `!` does.
fn matches(list: &str, name: &str) -> bool {
    let mut taken = false;
    for pattern in list.split(',').map(str::trim) {
        match pattern.strip_prefix('!') {
            Some(pattern) if is_like(pattern.as_bytes(), name.as_bytes()) => return false,
            Some(_) => {}
            None => taken |= is_like(pattern.as_bytes(), name.as_bytes()),
        }
    }
    taken
}

/// `*` stands for any characters, `?` for one.
fn is_like(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    // Where to go on after the last `*` if what follows it does not fit here.
    let mut again: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                again = Some((p + 1, n));
                p += 1;
            }
            Some(c) if *c == b'?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            Some(_) | None => match again {
                Some((after, from)) => {
                    again = Some((after, from + 1));
                    (p, n) = (after, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::{Roster, field, is_like, matches, options, time};

    #[test]
    fn patterns_are_those_of_openssh() {
        for (pattern, name, fits) in [
            ("dana@example.com", "dana@example.com", true),
            ("dana@example.com", "Dana@example.com", false),
            ("*@example.com", "dana@example.com", true),
            ("*@example.com", "dana@example.org", false),
            ("d?na@*", "dana@x", true),
            ("*a*b*c", "xxaxxbxxc", true),
            ("*a*b*c", "xxaxxcxxb", false),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(is_like(pattern.as_bytes(), name.as_bytes()), fits, "{pattern} {name}");
        }
        assert!(matches("sam@*,dana@*", "dana@x"));
        assert!(!matches("*,!dana@*", "dana@x"));
        assert!(!matches("!dana@*", "sam@x"), "nothing was let in");
    }

    #[test]
    fn fields_and_options_may_be_quoted() {
        assert_eq!(field("\"Dana Ruiz\" ssh-ed25519 AAAA"), ("\"Dana Ruiz\"", "ssh-ed25519 AAAA"));
        assert_eq!(
            options("namespaces=\"a,b\",valid-after=\"20260101\""),
            ["namespaces=\"a,b\"", "valid-after=\"20260101\""]
        );
    }

    #[test]
    fn times_are_read_as_openssh_writes_them() {
        let at = |value| time(value, &TimeZone::UTC).map(|time| time.to_string());
        assert_eq!(at("20260703").as_deref(), Ok("2026-07-03T00:00:00Z"));
        assert_eq!(at("202607030915Z").as_deref(), Ok("2026-07-03T09:15:00Z"));
        assert_eq!(at("20260703091530").as_deref(), Ok("2026-07-03T09:15:30Z"));
        for wrong in ["", "2026", "20261303", "2026070309", "20260703x", "20260703 Z"] {
            assert!(at(wrong).is_err(), "{wrong}");
        }
        let berlin = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(time("202607030915", &berlin).unwrap().to_string(), "2026-07-03T07:15:00Z");
    }

    #[test]
    fn what_can_not_be_read_is_told_and_trusts_nobody() {
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";
        let text = format!(
            "# a comment\n\n* cert-authority {key}\n* {key}\ndana@x wonder=\"x\" {key}\n* valid-after=\"soon\" {key}\nno key\n\
             * valid-before=20300101 {key}\n* namespaces=\"git\",namespaces=\"*\" {key}\n"
        );
        let roster = Roster::read(&text, &TimeZone::UTC);
        assert_eq!(roster.lines.len(), 1);
        assert_eq!(roster.passed_over.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 5, 6, 7, 8, 9]);
    }
}
