//! Keys as people write them, in `--keys` and in keymaps: `jja<enter>`, `<ctrl-x>s`, text as typed.
//!
//! A `<` always opens a name; the character itself is `<lt>`. A `>` alone is itself.

use std::fmt;

use super::Key;
use crate::config::nearest;

/// Why keys could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFault {
    /// Which character of what was written, counted from 1.
    pub at: usize,
    /// What stands there.
    pub found: String,
    /// What could stand there.
    pub expected: String,
    /// The name of a key that is nearest to what was found, as written.
    pub nearest: Option<String>,
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "character {}: found {}, expected {}", self.at, self.found, self.expected)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for KeyFault {}

/// The names of keys that do not write what they are called.
const NAMES: &[&str] = &[
    "enter",
    "esc",
    "tab",
    "backtab",
    "space",
    "backspace",
    "delete",
    "insert",
    "left",
    "right",
    "up",
    "down",
    "home",
    "end",
    "pageup",
    "pagedown",
    "lt",
    "gt",
    "hyphen",
    "f1",
    "f2",
    "f3",
    "f4",
    "f5",
    "f6",
    "f7",
    "f8",
    "f9",
    "f10",
    "f11",
    "f12",
];

const MODIFIERS: [&str; 3] = ["ctrl", "alt", "shift"];

/// Reads a sequence of keys.
///
/// # Errors
/// A name that is no key's, a `<` without its `>`, or a control character as such.
pub fn parse_keys(written: &str) -> Result<Vec<Key>, KeyFault> {
    let mut keys = Vec::new();
    let mut rest = written;
    let mut at = 1;
    while let Some(c) = rest.chars().next() {
        let length = if c == '<' {
            let Some(end) = rest.find('>') else {
                return Err(KeyFault {
                    at,
                    found: "`<` and no `>` after it".to_owned(),
                    expected: "the name of a key such as `<enter>`, or `<lt>` for the character itself".to_owned(),
                    nearest: None,
                });
            };
            keys.push(named(&rest[1..end], at)?);
            end + 1
        } else if c.is_control() {
            return Err(KeyFault {
                at,
                found: format!("the control character U+{:04X}", u32::from(c)),
                expected: "a key's name".to_owned(),
                nearest: Some(Key::char(c).to_string()).filter(|name| name.starts_with('<')),
            });
        } else {
            keys.push(Key::char(c));
            c.len_utf8()
        };
        at += rest[..length].chars().count();
        rest = &rest[length..];
    }
    Ok(keys)
}

/// Reads exactly one key.
///
/// # Errors
/// As [`parse_keys`], and when there is none or more than one.
pub fn parse_key(written: &str) -> Result<Key, KeyFault> {
    match parse_keys(written)?.as_slice() {
        [key] => Ok(*key),
        keys => Err(KeyFault {
            at: 1,
            found: format!("{} keys", keys.len()),
            expected: "one key".to_owned(),
            nearest: None,
        }),
    }
}

fn named(name: &str, at: usize) -> Result<Key, KeyFault> {
    known(name).ok_or_else(|| KeyFault {
        at,
        found: format!("`<{name}>`"),
        expected: "a key such as `<enter>`, `<ctrl-r>`, `<alt-x>` or `<f1>`, or `<lt>` for `<` itself".to_owned(),
        nearest: near(name),
    })
}

fn known(name: &str) -> Option<Key> {
    let (modifiers, base) = modifiers(name);
    match base {
        "lt" => Key::from_name(&format!("{modifiers}<")),
        "gt" => Key::from_name(&format!("{modifiers}>")),
        _ => Key::from_name(name),
    }
}

/// `ctrl-` and `r`.
fn modifiers(name: &str) -> (&str, &str) {
    name.rfind('-').map_or(("", name), |at| name.split_at(at + 1))
}

fn near(name: &str) -> Option<String> {
    let (modifiers, base) = modifiers(name);
    let mut meant = String::new();
    for modifier in modifiers.split_terminator('-') {
        meant
            .push_str(&elsewhere(modifier).map_or_else(|| nearest(modifier, MODIFIERS), |name| Some(name.to_owned()))?);
        meant.push('-');
    }
    if base.chars().count() == 1 {
        meant.push_str(base);
    } else {
        meant.push_str(
            &elsewhere(base).map_or_else(|| nearest(base, NAMES.iter().copied()), |name| Some(name.to_owned()))?,
        );
    }
    known(&meant).map(|key| key.to_string())
}

/// What vim, emacs and keyboards call it.
fn elsewhere(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "c" | "control" => Some("ctrl"),
        "m" | "a" | "meta" | "option" => Some("alt"),
        "s" => Some("shift"),
        "cr" | "return" | "ret" => Some("enter"),
        "bs" => Some("backspace"),
        "spc" => Some("space"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Code;
    use super::*;

    fn written(keys: &str) -> String {
        parse_keys(keys).unwrap().iter().map(Key::to_string).collect()
    }

    #[test]
    fn a_script_is_text_and_named_keys() {
        assert_eq!(parse_keys("jja<enter>").unwrap().len(), 4);
        for (script, same) in [
            ("We'll go > now", "We'll<space>go<space>><space>now"),
            ("<CTRL-R>", "<ctrl-r>"),
            ("<ctrl-R><Space><PageDown>", "<ctrl-r><space><pagedown>"),
            ("<shift-tab><backtab>", "<backtab><backtab>"),
            ("<shift-a><alt-A><alt-é>", "A<alt-A><alt-é>"),
            ("<lt>b<gt>", "<lt>b>"),
            ("<alt-lt><alt-gt><alt-->", "<alt-lt><alt-gt><alt-->"),
            ("<del><minus>", "<delete>-"),
            ("漢字", "漢字"),
        ] {
            assert_eq!(written(script), same, "{script}");
        }
        assert_eq!(parse_keys("").unwrap(), []);
    }

    #[test]
    fn a_fault_says_where_what_and_what_was_meant() {
        for (script, at, nearest) in [
            ("jj<entr>", 3, Some("<enter>")),
            ("é<contrl-r>", 2, Some("<ctrl-r>")),
            ("<ctlr-pgdown>", 1, Some("<ctrl-pagedown>")),
            ("a<", 2, None),
            ("<>", 1, None),
            ("<f99>", 1, Some("<f9>")),
            ("<a-b>", 1, Some("<alt-b>")),
            ("<C-R>", 1, Some("<ctrl-r>")),
            ("<CR>", 1, Some("<enter>")),
            ("<x-b>", 1, None),
            ("a\nb", 2, Some("<ctrl-j>")),
            ("a\rb", 2, Some("<enter>")),
            ("<<", 1, None),
        ] {
            let fault = parse_keys(script).unwrap_err();
            assert_eq!((fault.at, fault.nearest.as_deref()), (at, nearest), "{script}: {fault}");
        }
        assert_eq!(
            parse_keys("<escape>").unwrap_err().to_string(),
            "character 1: found `<escape>`, expected a key such as `<enter>`, `<ctrl-r>`, `<alt-x>` or `<f1>`, \
             or `<lt>` for `<` itself; did you mean `<esc>`?"
        );
        assert!(parse_key("ab").is_err() && parse_key("").is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(code in prop_oneof![
            any::<char>().prop_filter("no controls", |c| !c.is_control()).prop_map(Code::Char),
            "[ -~]".prop_map(|text| Code::Char(text.chars().next().unwrap_or('a'))),
            Just(Code::Tab), Just(Code::Enter), Just(Code::Esc), Just(Code::PageUp), Just(Code::Backspace),
            (1u8..=24).prop_map(Code::F),
        ], ctrl: bool, alt: bool, shift: bool) {
            let key = Key::new(code, ctrl, alt, shift);
            prop_assert_eq!(parse_keys(&key.to_string()), Ok(vec![key]));
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            if let Ok(keys) = parse_keys(&text) {
                let again: String = keys.iter().map(Key::to_string).collect();
                prop_assert_eq!(parse_keys(&again), Ok(keys));
            }
        }
    }
}
