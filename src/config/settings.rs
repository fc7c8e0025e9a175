//! Every setting, as one table. The types, the defaults, the file that `handoff config --default` prints,
//! its reader and its faults follow from it: **a new setting is one entry here** and nothing else.
//!
//! `name: kind = default, "example";` An example is what the default file shows, behind a `#`, where
//! nothing is set by default. What stands in the comment above an entry stands in the file.

use std::path::PathBuf;

use toml::de::DeValue;

use super::setting::{GlyphsChoice, KeymapName, Provider, Setting, ThemeChoice};
use super::{Document, Fault, found, nearest, quoted_path};
use crate::review::hidden::Reveal;

macro_rules! settings {
    ($($(#[doc = $about:literal])+ $section:ident: $Section:ident {
        $($(#[doc = $help:literal])+ $key:ident: $kind:ty = $default:expr $(, $example:literal)?;)+
    })+) => {
        $(
            $(#[doc = $about])+
            #[derive(Debug, Clone, PartialEq)]
            pub struct $Section {
                $($(#[doc = $help])+ pub $key: $kind,)+
            }

            impl Default for $Section {
                fn default() -> Self {
                    Self { $($key: $default,)+ }
                }
            }
        )+

        /// What a person set, and the default of everything else.
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct Config {
            $($(#[doc = $about])+ pub $section: $Section,)+
        }

        /// The sections of the file, in its order, with what is said above each.
        const SECTIONS: &[(&str, &[&str])] = &[$((stringify!($section), &[$($about),+])),+];

        impl Config {
            /// Every setting with its value, in the order of the file.
            pub fn rows(&self) -> Vec<Row> {
                vec![$($(Row {
                    section: stringify!($section),
                    key: stringify!($key),
                    value: self.$section.$key.written(),
                    example: [$($example,)? ""][0],
                    help: &[$($help),+],
                },)+)+]
            }

            fn put(&mut self, section: &str, key: &str, value: &DeValue<'_>) -> Put {
                $($(if section == stringify!($section) && key == stringify!($key) {
                    return match <$kind as Setting>::read(value) {
                        Some(value) => {
                            self.$section.$key = value;
                            Put::Done
                        }
                        None => Put::Unfit(<$kind as Setting>::expected(), <$kind as Setting>::words()),
                    };
                })+)+
                Put::Unknown
            }
        }
    };
}

settings! {
    /// Who is reviewing. `--as` and `--role` come before it, git's user.name and user.email after it. When
    /// none of them says, you are asked once, on the screen, and your answer is written here.
    reviewer: Reviewer {
        /// Your name, as it stands beside every decision.
        name: Option<String> = None, "\"Dana Ruiz\"";
        /// Your mail address.
        email: Option<String> = None, "\"dana@example.com\"";
        /// In which capacity: csm, ae, manager, implementation, support, sponsor, revops, or one of `roles`.
        role: Option<String> = None, "\"csm\"";
        /// Roles of your own beside these. Any other word is taken for a misspelt one, and refused.
        roles: Vec<String> = Vec::new(), "[\"onboarding\"]";
    }

    /// How claims are judged.
    review: Review {
        /// When the drafter's own opinion is shown: "after-verdict", so that you judge first, or "always".
        reveal: Reveal = Reveal::AfterVerdict;
        /// Whether a verdict moves on to the next undecided claim.
        advance: bool = false;
        /// Line by line instead of on a screen, as with `--plain`: for screen readers.
        plain: bool = false;
    }

    /// What the screen looks like. `NO_COLOR` in the environment takes the colours away in any case.
    looks: Looks {
        /// "auto" asks the terminal for its background; else "dark", "light", "high-contrast" or "plain".
        theme: ThemeChoice = ThemeChoice::Auto;
        /// "auto" follows the terminal and the locale; else "unicode", or "ascii" for fonts without ✓ and ▶.
        glyphs: GlyphsChoice = GlyphsChoice::Auto;
        /// Click, wheel, and dragging over words. Without it, the terminal's own selection works.
        mouse: bool = true;
    }

    /// The keys. A `keymap.toml` beside this file is merged over the keymap that is named here.
    keys: Keys {
        /// "default", "vim" or "emacs".
        keymap: KeymapName = KeymapName::DEFAULT;
        /// Your own keys, if they are not in the `keymap.toml` beside this file.
        file: Option<PathBuf> = None, "\"~/dotfiles/handoff-keys.toml\"";
    }

    /// Where long texts are written.
    editor: Editor {
        /// A command with its arguments; else `$VISUAL`, `$EDITOR`, `vi`.
        command: Option<String> = None, "\"code --wait\"";
    }

    /// With what a sign-off is signed, the way git signs.
    sign: Sign {
        /// Your SSH key, private or public; with a public one the agent signs.
        key: Option<PathBuf> = None, "\"~/.ssh/id_ed25519.pub\"";
        /// Whose signatures count: one line a person, as `ssh-keygen` reads it.
        allowed_signers: Option<PathBuf> = None, "\"~/.config/handoff/allowed_signers\"";
    }

    /// The model that `handoff draft --drafter model` asks. Nothing is sent anywhere unless you do.
    model: Model {
        /// "openai" for anything that speaks its protocol, local servers included, or "anthropic".
        provider: Option<Provider> = None, "\"openai\"";
        /// Where it listens, if not at the provider's own address.
        url: Option<String> = None, "\"http://localhost:11434/v1\"";
        /// Which model.
        model: Option<String> = None, "\"qwen2.5:7b\"";
        /// The environment variable that holds the key. A key never stands in this file.
        key_env: Option<String> = None, "\"OPENAI_API_KEY\"";
        /// A command that prints the key, where it is not in the environment.
        key_command: Option<String> = None, "\"pass show openai\"";
    }

    /// How packets are drafted without a model.
    draft: Draft {
        /// A folder of word lists that are read beside those that come with the program.
        words: Option<PathBuf> = None, "\"~/handoff/words\"";
    }

    /// Who the selling side is.
    seller: Seller {
        /// The mail domains of your own company: whoever writes from there is on the seller's side.
        domains: Vec<String> = Vec::new(), "[\"acme.example\"]";
    }
}

/// One setting: where it stands, and what it is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its section.
    pub section: &'static str,
    /// Its name.
    pub key: &'static str,
    /// Its value as TOML writes it; `None` where nothing is set.
    pub value: Option<String>,
    example: &'static str,
    help: &'static [&'static str],
}

/// Which settings a file names (`looks.theme`), and in which line.
pub type Lines = Vec<(String, usize)>;

/// What came of a line of the file.
enum Put {
    Done,
    Unfit(String, Vec<&'static str>),
    Unknown,
}

impl Config {
    /// Reads a file, and says in which lines settings stand.
    ///
    /// # Errors
    /// Every fault of the file.
    pub fn read(file: &str, text: &str) -> Result<(Self, Lines), Vec<Fault>> {
        let mut document = Document::parse(file, text);
        let mut faults = std::mem::take(&mut document.faults);
        let mut config = Self::default();
        let mut lines = Vec::new();
        let rows = config.rows();
        for section in document.items() {
            if !SECTIONS.iter().any(|(name, _)| *name == section.key) {
                let path = quoted_path("", section.key);
                let names: Vec<_> = SECTIONS.iter().map(|(name, _)| format!("[{name}]")).collect();
                let mut fault =
                    document.fault(section.line, &path, "an unknown section", &format!("one of {}", names.join(", ")));
                fault.nearest = nearest(section.key, SECTIONS.iter().map(|(name, _)| *name));
                // A setting without its section is what people write first.
                if let Some(row) = rows.iter().find(|row| row.key == section.key) {
                    fault.nearest = Some(format!("{}.{}", row.section, row.key));
                }
                faults.push(fault);
                continue;
            }
            let DeValue::Table(settings) = section.value else {
                let expected = format!("a section: [{}]", section.key);
                faults.push(document.fault(section.line, section.key, &found(section.value), &expected));
                continue;
            };
            for item in document.items_of(settings) {
                let path = quoted_path(section.key, item.key);
                match config.put(section.key, item.key, item.value) {
                    Put::Done => lines.push((path, item.line)),
                    Put::Unfit(expected, words) => {
                        let mut fault = document.fault(item.line, &path, &found(item.value), &expected);
                        if let DeValue::String(text) = item.value {
                            fault.nearest = nearest(text, words);
                        }
                        faults.push(fault);
                    }
                    Put::Unknown => {
                        let names: Vec<_> =
                            rows.iter().filter(|row| row.section == section.key).map(|row| row.key).collect();
                        let expected = format!("one of `{}`", names.join("`, `"));
                        let mut fault = document.fault(item.line, &path, "an unknown setting", &expected);
                        fault.nearest = nearest(item.key, names);
                        faults.push(fault);
                    }
                }
            }
        }
        if faults.is_empty() { Ok((config, lines)) } else { Err(faults) }
    }

    /// The whole file with every default, commented.
    pub fn default_file() -> String {
        let mut out = String::from(
            "# The configuration of handoff. `handoff config --path` says where it belongs, `handoff config` what is\n\
             # in force. A line behind a `#` is an example; take the `#` away to set it.\n",
        );
        let comment = |out: &mut String, lines: &[&str]| {
            for line in lines {
                out.push_str(&format!("#{line}\n"));
            }
        };
        let rows = Self::default().rows();
        for (section, about) in SECTIONS {
            out.push('\n');
            comment(&mut out, about);
            out.push_str(&format!("[{section}]\n"));
            for row in rows.iter().filter(|row| row.section == *section) {
                comment(&mut out, row.help);
                match &row.value {
                    Some(value) => out.push_str(&format!("{} = {value}\n", row.key)),
                    None => out.push_str(&format!("# {} = {}\n", row.key, row.example)),
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        Config::read("config.toml", text).unwrap_err().iter().map(Fault::to_string).collect()
    }

    #[test]
    fn the_default_file_says_what_the_defaults_are() {
        let text = Config::default_file();
        let (config, _) = Config::read("config.toml", &text).unwrap();
        assert_eq!(config, Config::default());
        assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
    }

    #[test]
    fn every_example_of_the_default_file_can_be_set() {
        let text: String = Config::default_file()
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(example) if example.split_once(" = ").is_some_and(|(key, _)| !key.contains([' ', '`'])) => {
                    format!("{example}\n")
                }
                Some(_) | None => format!("{line}\n"),
            })
            .collect();
        let (config, _) = Config::read("config.toml", &text).unwrap();
        assert_eq!(config.rows().iter().find(|row| row.value.is_none()), None);
    }

    #[test]
    fn what_is_set_is_read_and_the_rest_stays_as_it_was() {
        let text = "[looks]\ntheme = \"light\"\nmouse = false\n[seller]\ndomains = [\"a.example\", \"b.example\"]\n";
        let (config, lines) = Config::read("f", text).unwrap();
        assert_eq!((config.looks.theme, config.looks.mouse), (ThemeChoice::Light, false));
        assert_eq!(config.looks.glyphs, GlyphsChoice::Auto);
        assert_eq!(config.seller.domains, ["a.example", "b.example"]);
        assert_eq!(lines[1], ("looks.mouse".to_owned(), 3));
        assert_eq!(Config::read("f", "").unwrap().0, Config::default());
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let told = told(
            "theme = \"dark\"\n[look]\n[looks]\ntheme = \"drak\"\nmouse = \"yes\"\nglphs = \"ascii\"\n[reviewer]\n\
             name = \"\"\nemail = 3\n[keys]\nkeymap = \"vi\"\nfile = \"keys.toml\"\n[seller]\ndomains = [1]\n\
             [[review]]\n[model]\nkey = \"sk-very-secret\"\n[draft\n",
        );
        for (line, part) in [
            (1, "theme: found an unknown section, expected one of [reviewer], [review]"),
            (1, "did you mean `looks.theme`?"),
            (2, "look: found an unknown section"),
            (2, "did you mean `looks`?"),
            (
                4,
                "looks.theme: found `drak`, expected `auto`, `dark`, `light`, `high-contrast` or `plain`; did you mean `dark`?",
            ),
            (5, "looks.mouse: found `yes`, expected true or false"),
            (
                6,
                "looks.glphs: found an unknown setting, expected one of `theme`, `glyphs`, `mouse`; did you mean `glyphs`?",
            ),
            (8, "reviewer.name: found ``, expected a line of text in quotation marks"),
            (9, "reviewer.email: found the number 3"),
            (11, "keys.keymap: found `vi`, expected `default`, `vim` or `emacs`; did you mean `vim`?"),
            (12, "keys.file: found `keys.toml`, expected a whole path"),
            (14, "seller.domains: found a list, expected a list in brackets, of which each is a line of text"),
            (15, "review: found a list, expected a section: [review]"),
            (17, "model.key: found an unknown setting, expected one of `provider`, `url`, `model`, `key_env`"),
            (18, "expected TOML"),
        ] {
            let start = format!("config.toml:{line}: ");
            assert!(told.iter().any(|fault| fault.starts_with(&start) && fault.contains(part)), "{part}: {told:#?}");
        }
        assert_eq!(told.len(), 13, "{told:#?}");
        assert!(!told.concat().contains("very-secret"));
    }
}
