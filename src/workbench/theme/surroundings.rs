//! What the environment says of the terminal. Pure: variables are an argument.

use super::Glyphs;

/// How many colours a terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Depth {
    /// None, or the person wants none.
    None,
    /// The terminal's own sixteen.
    Sixteen,
    /// xterm's 256.
    Indexed,
    /// Any.
    True,
}

impl Depth {
    /// For a report.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Sixteen => "16",
            Self::Indexed => "256",
            Self::True => "truecolor",
        }
    }
}

/// What the environment says of the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// `TERM`; empty when it is not set.
    pub term: String,
    /// `NO_COLOR` is set to something.
    pub no_color: bool,
    /// How many colours there are, before `NO_COLOR` is asked.
    pub depth: Depth,
    /// Whether the locale or the terminal rules Unicode out.
    pub glyphs: Glyphs,
    /// Whether the environment names a terminal that answers when it is asked for its background.
    pub answers: bool,
    /// What `COLORFGBG` says of the background: light or not.
    pub light: Option<bool>,
}

/// Variables that terminals set which answer, or that say a person sits at the other end of a wire.
/// A terminal that nobody vouches for is not asked: the wait for an answer that never comes would be a
/// wait before the first frame.
const ANSWERERS: &[&str] = &[
    "TERM_PROGRAM",
    "VTE_VERSION",
    "XTERM_VERSION",
    "KONSOLE_VERSION",
    "KITTY_WINDOW_ID",
    "ALACRITTY_WINDOW_ID",
    "WEZTERM_PANE",
    "GHOSTTY_RESOURCES_DIR",
    "WT_SESSION",
    "ITERM_SESSION_ID",
    "TMUX",
    "SSH_TTY",
    "SSH_CONNECTION",
];

impl Surroundings {
    /// Reads the process's own environment.
    pub fn of_process() -> Self {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads an environment.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        let color_term = set("COLORTERM").unwrap_or_default();
        let depth = if term == "dumb" || (term.is_empty() && cfg!(unix)) || term.starts_with("vt") {
            Depth::None
        } else if matches!(color_term.as_str(), "truecolor" | "24bit")
            || ["-direct", "-truecolor", "kitty", "alacritty", "foot", "ghostty"].iter().any(|name| term.contains(name))
            || set("WT_SESSION").is_some()
        {
            Depth::True
        } else if term.contains("256color") || !color_term.is_empty() {
            Depth::Indexed
        } else {
            Depth::Sixteen
        };
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| set(name)).unwrap_or_default();
        // A bare `C` says nothing of the terminal: containers and cron set it everywhere. A code set
        // that is named and is not UTF-8 is meant.
        let other_code_set = locale.split_once('.').is_some_and(|(_, set)| {
            let set = set.split('@').next().unwrap_or(set);
            !set.eq_ignore_ascii_case("utf-8") && !set.eq_ignore_ascii_case("utf8")
        });
        let glyphs = if other_code_set || term == "linux" || term == "dumb" || term.starts_with("vt") {
            Glyphs::Ascii
        } else {
            Glyphs::Unicode
        };
        let light = set("COLORFGBG").and_then(|value| {
            let background: u8 = value.rsplit(';').next()?.parse().ok()?;
            (background < 16).then_some(matches!(background, 7 | 9..=15))
        });
        Self {
            no_color: set("NO_COLOR").is_some(),
            answers: term != "dumb" && ANSWERERS.iter().any(|name| set(name).is_some()),
            term,
            depth,
            glyphs,
            light,
        }
    }

    /// The colours that may be used: none when the person said so.
    pub const fn colors(&self) -> Depth {
        if self.no_color { Depth::None } else { self.depth }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Surroundings {
        Surroundings::read(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn depth_follows_what_the_terminal_says_of_itself() {
        for (variables, depth) in [
            (&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")][..], Depth::True),
            (&[("TERM", "xterm-kitty")], Depth::True),
            (&[("TERM", "xterm-256color")], Depth::Indexed),
            (&[("TERM", "screen")], Depth::Sixteen),
            (&[("TERM", "linux")], Depth::Sixteen),
            (&[("TERM", "dumb"), ("COLORTERM", "truecolor")], Depth::None),
            (&[("TERM", "vt100")], Depth::None),
        ] {
            assert_eq!(read(variables).colors(), depth, "{variables:?}");
        }
    }

    #[test]
    fn no_color_takes_colours_away_unless_it_is_empty() {
        let term = ("TERM", "xterm-256color");
        assert_eq!(read(&[term, ("NO_COLOR", "1")]).colors(), Depth::None);
        assert_eq!(read(&[term, ("NO_COLOR", "")]).colors(), Depth::Indexed);
    }

    #[test]
    fn glyphs_follow_the_locale_only_where_it_names_a_code_set() {
        let of = |locale| read(&[("TERM", "xterm"), ("LANG", locale)]).glyphs;
        assert_eq!(of("de_DE.ISO-8859-1"), Glyphs::Ascii);
        assert_eq!(of("de_DE.UTF-8"), Glyphs::Unicode);
        assert_eq!(of("en_US.utf8@euro"), Glyphs::Unicode);
        assert_eq!(of("C"), Glyphs::Unicode);
        assert_eq!(read(&[("TERM", "linux")]).glyphs, Glyphs::Ascii);
    }

    #[test]
    fn only_a_terminal_that_is_known_to_answer_is_asked() {
        assert!(!read(&[("TERM", "xterm-256color")]).answers);
        assert!(read(&[("TERM", "xterm-256color"), ("VTE_VERSION", "7800")]).answers);
        assert!(read(&[("TERM", "xterm"), ("SSH_TTY", "/dev/pts/3")]).answers);
        assert!(!read(&[("TERM", "dumb"), ("SSH_TTY", "/dev/pts/3")]).answers);
        assert_eq!(read(&[("COLORFGBG", "0;15")]).light, Some(true));
        assert_eq!(read(&[("COLORFGBG", "15;default;0")]).light, Some(false));
        assert_eq!(read(&[("COLORFGBG", "15;default")]).light, None);
    }
}
