//! What a setting can be: a text, a choice of words, yes or no, a path, a list. Each kind says how it is
//! read, what it expects, and how TOML writes it.

use std::path::{Path, PathBuf};

use directories::BaseDirs;
use toml::de::DeValue;

use crate::packet::kind::words;
use crate::review::hidden::Reveal;
use crate::visible::is_plain;
use crate::workbench::key::BUILT_IN;

/// A kind of setting.
pub(super) trait Setting: Sized {
    /// The value, if it is one.
    fn read(value: &DeValue<'_>) -> Option<Self>;
    /// What could stand there.
    fn expected() -> String;
    /// The words that could stand there, where there are only some.
    fn words() -> Vec<&'static str> {
        Vec::new()
    }
    /// As TOML writes it; `None` where nothing is set.
    fn written(&self) -> Option<String>;
}

words!(
    /// Which colours.
    ThemeChoice {
        /// As the terminal's background asks for.
        Auto = "auto", "auto";
        /// For a dark background.
        Dark = "dark", "dark";
        /// For a light background.
        Light = "light", "light";
        /// As much contrast as there is.
        HighContrast = "high-contrast", "high-contrast";
        /// No colours.
        Plain = "plain", "plain";
    }
);

words!(
    /// Which marks are drawn.
    GlyphsChoice {
        /// As the terminal and the locale allow.
        Auto = "auto", "auto";
        /// `✓ ✗ ✎`
        Unicode = "unicode", "unicode";
        /// `+ x ~`
        Ascii = "ascii", "ascii";
    }
);

words!(
    /// How a model service is spoken to.
    Provider {
        /// Anything that speaks OpenAI's protocol, local servers included.
        OpenAi = "openai", "OpenAI-compatible";
        /// Anthropic's own.
        Anthropic = "anthropic", "Anthropic";
    }
);

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! choices {
    ($($kind:ty),+) => {$(
        impl Setting for $kind {
            fn read(value: &DeValue<'_>) -> Option<Self> {
                match value {
                    DeValue::String(word) => Self::from_word(word),
                    _ => None,
                }
            }

            fn expected() -> String {
                one_of(&Self::words())
            }

            fn words() -> Vec<&'static str> {
                Self::ALL.iter().map(|choice| choice.word()).collect()
            }

            fn written(&self) -> Option<String> {
                Some(quoted(self.word()))
            }
        }
    )+};
}

choices!(Reveal, ThemeChoice, GlyphsChoice, Provider);

/// A keymap that comes with the program, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeymapName(&'static str);

impl KeymapName {
    /// The one that others are merged over.
    pub const DEFAULT: Self = Self("default");

    /// The keymap of that name, if one comes with the program.
    pub fn of(name: &str) -> Option<Self> {
        BUILT_IN.iter().find(|(known, _)| *known == name).map(|(known, _)| Self(known))
    }

    /// The name.
    pub const fn word(self) -> &'static str {
        self.0
    }
}

impl Setting for KeymapName {
    fn read(value: &DeValue<'_>) -> Option<Self> {
        match value {
            DeValue::String(name) => Self::of(name),
            _ => None,
        }
    }

    fn expected() -> String {
        one_of(&Self::words())
    }

    fn words() -> Vec<&'static str> {
        BUILT_IN.iter().map(|(name, _)| *name).collect()
    }

    fn written(&self) -> Option<String> {
        Some(quoted(self.0))
    }
}

impl Setting for bool {
    fn read(value: &DeValue<'_>) -> Option<Self> {
        match value {
            DeValue::Boolean(answer) => Some(*answer),
            _ => None,
        }
    }

    fn expected() -> String {
        "true or false".to_owned()
    }

    fn written(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Setting for String {
    fn read(value: &DeValue<'_>) -> Option<Self> {
        match value {
            DeValue::String(text) if !text.trim().is_empty() && is_plain(text) && !text.contains(['\n', '\t']) => {
                Some(text.trim().to_owned())
            }
            _ => None,
        }
    }

    fn expected() -> String {
        "a line of text in quotation marks".to_owned()
    }

    fn written(&self) -> Option<String> {
        Some(quoted(self))
    }
}

impl Setting for PathBuf {
    fn read(value: &DeValue<'_>) -> Option<Self> {
        let text = String::read(value)?;
        let path = match text.strip_prefix("~/") {
            Some(rest) => BaseDirs::new()?.home_dir().join(rest),
            None => Path::new(&text).to_owned(),
        };
        // A path that depends on where the program was started would mean another file every day.
        path.is_absolute().then_some(path)
    }

    fn expected() -> String {
        "a whole path in quotation marks, such as \"~/handoff/words\"".to_owned()
    }

    fn written(&self) -> Option<String> {
        Some(quoted(&self.to_string_lossy()))
    }
}

impl<T: Setting> Setting for Vec<T> {
    fn read(value: &DeValue<'_>) -> Option<Self> {
        match value {
            DeValue::Array(items) => items.iter().map(|item| T::read(item.get_ref())).collect(),
            _ => None,
        }
    }

    fn expected() -> String {
        format!("a list in brackets, of which each is {}", T::expected())
    }

    fn written(&self) -> Option<String> {
        let items: Vec<_> = self.iter().filter_map(Setting::written).collect();
        (!items.is_empty()).then(|| format!("[{}]", items.join(", ")))
    }
}

impl<T: Setting> Setting for Option<T> {
    fn read(value: &DeValue<'_>) -> Option<Self> {
        T::read(value).map(Some)
    }

    fn expected() -> String {
        T::expected()
    }

    fn words() -> Vec<&'static str> {
        T::words()
    }

    fn written(&self) -> Option<String> {
        self.as_ref().and_then(Setting::written)
    }
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn one_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [rest @ .., last] => {
            let rest: Vec<_> = rest.iter().map(|word| format!("`{word}`")).collect();
            format!("{} or `{last}`", rest.join(", "))
        }
    }
}
