//! Who is reviewing: from the command line, the configuration, or git, in this order.
//!
//! Deciding is pure; asking git is the only thing that runs a program. Two things are deliberate. A mail
//! address is never put to a name that came from elsewhere, because it is what tells two people apart.
//! And git is asked where the program was started, not in the packet's folder, whose settings belong to
//! whoever sent the packet.

use std::fmt;
use std::process::{Command, Stdio};

use crate::config::nearest;
use crate::review::{Actor, Seat};
use crate::visible::{is_plain, visible_line};

/// The longest name, address or role, in characters.
const LIMIT: usize = 200;

/// What one place says about who is reviewing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// Full name; on the command line it may have the address with it: `Dana Ruiz <dana@example.com>`.
    pub name: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// In which capacity, as typed: `CSM`.
    pub role: Option<String>,
    /// Roles beside the known ones. Only the configuration names any, so that a slip of the pen makes nobody
    /// a second person of another role.
    pub roles: Vec<String>,
}

/// Who is reviewing, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// All that is needed.
    Known(Actor),
    /// Something has to be asked for: at least one of name and role is missing.
    Ask {
        /// What is known of the name.
        name: Option<String>,
        /// The address that belongs to that name.
        email: Option<String>,
        /// What is known of the role.
        role: Option<Seat>,
    },
}

/// A name, address or role that can't be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// Where it came from: `--as`, `reviewer.name`, `git's user.name`.
    pub place: String,
    /// What is wrong with it.
    pub what: String,
    /// What to do next.
    pub hint: &'static str,
}

/// What to do about a name or address that can't stand in a trail.
const AGAIN: &str = "give the name and role again, in plain letters";
/// What to do about a word that is no role.
const OWN_ROLE: &str = "a role of your own is set once, in the configuration: [reviewer] roles = [\"onboarding\"]";

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl std::error::Error for Unfit {}

/// Decides who is reviewing. `config` is the configuration file's `[reviewer]`.
///
/// # Errors
/// A value that is used has control or hidden characters in it, is empty, or is too long.
pub fn decide(flags: &Given, config: &Given, git: &Given) -> Result<Who, Unfit> {
    let typed = match &flags.name {
        Some(typed) => Some(split(typed, "--as")?),
        None => None,
    };
    let config_name = read(&config.name, "reviewer.name")?;
    let config_email = read(&config.email, "reviewer.email")?;
    let config_role = read(&config.role, "reviewer.role")?;
    // Git is a guess, so what is unfit there is as good as not given.
    let git_name = read(&git.name, "git's user.name").unwrap_or(None);
    let git_email = read(&git.email, "git's user.email").unwrap_or(None);
    let (name, email) = match typed {
        Some((name, Some(email))) => (Some(name), Some(email)),
        Some((name, None)) => {
            let email = if is(&name, &config_name) {
                config_email
            } else if is(&name, &git_name) {
                git_email
            } else {
                None
            };
            (Some(name), email)
        }
        None if config_name.is_some() => {
            let email = match config_email {
                None if is(config_name.as_deref().unwrap_or_default(), &git_name) => git_email,
                email => email,
            };
            (config_name.clone(), email)
        }
        None => (git_name, git_email),
    };
    let role = match read(&flags.role, "--role")? {
        Some(role) => Some((role, "--role")),
        // The configured role is the configured person's.
        None if config_name.is_none() || name == config_name => config_role.map(|role| (role, "reviewer.role")),
        None => None,
    };
    let role = role.map(|(role, place)| seat(&role, &config.roles, place)).transpose()?;
    Ok(match (name, role) {
        (Some(name), Some(role)) => Who::Known(Actor { name, email, role }),
        (name, role) => Who::Ask { name, email, role },
    })
}

/// The role that a person typed, if it is one that is known or one of their `own`. `place` says where it was
/// typed.
///
/// # Errors
/// It is none, with the one that may have been meant.
pub fn seat(typed: &str, own: &[String], place: &str) -> Result<Seat, Unfit> {
    let seat = Seat::typed(&fit(typed, place)?);
    let is_own = || own.iter().any(|own| Seat::typed(own) == seat);
    match &seat {
        Seat::Other(word) if !is_own() => {
            let own: Vec<Seat> = own.iter().map(|own| Seat::typed(own)).collect();
            let roles: Vec<&str> = Seat::KNOWN.iter().copied().chain(own.iter().map(Seat::word)).collect();
            let meant = nearest(word, roles.iter().copied());
            let meant = meant.map_or(String::new(), |role| format!("; did you mean {role}?"));
            let what = format!("`{}` is no role: expected one of {}{meant}", visible_line(word), roles.join(", "));
            Err(Unfit { place: place.to_owned(), what, hint: OWN_ROLE })
        }
        Seat::Other(_)
        | Seat::Csm
        | Seat::Ae
        | Seat::Manager
        | Seat::Implementation
        | Seat::Support
        | Seat::Sponsor
        | Seat::RevOps => Ok(seat),
    }
}

/// Somebody as `--pair` names them: `Dana Ruiz:csm`, `Dana Ruiz <dana@example.com>:csm`.
///
/// # Errors
/// The role is missing, or a part is unfit.
pub fn paired(words: &str, own: &[String]) -> Result<Actor, Unfit> {
    let Some((name, role)) = words.rsplit_once(':') else {
        let what = format!("found `{}`, expected a name and a role: `Dana Ruiz:csm`", visible_line(words));
        return Err(Unfit { place: "--pair".to_owned(), what, hint: "for example: --pair \"Dana Ruiz:csm\"" });
    };
    let (name, email) = split(name, "--pair")?;
    Ok(Actor { name, email, role: seat(role, own, "--pair")? })
}

/// What git knows of its user; nothing where there is no git.
pub fn git() -> Given {
    let mut command = Command::new("git");
    command.args(["config", "--null", "--get-regexp", r"^user\.(name|email)$"]);
    let answer = command.stdin(Stdio::null()).stderr(Stdio::null()).output();
    match answer {
        Ok(answer) if answer.status.success() => listed(&answer.stdout),
        Ok(_) | Err(_) => Given::default(),
    }
}

/// What git prints with `--null`: key, line feed, value, NUL. The last value of a key counts.
fn listed(bytes: &[u8]) -> Given {
    let mut given = Given::default();
    for entry in bytes.split(|byte| *byte == 0) {
        let Ok(entry) = std::str::from_utf8(entry) else { continue };
        let Some((key, value)) = entry.split_once('\n') else { continue };
        let value = Some(value.trim()).filter(|value| !value.is_empty()).map(str::to_owned);
        match key {
            "user.name" => given.name = value,
            "user.email" => given.email = value,
            _ => {}
        }
    }
    given
}

fn is(name: &str, other: &Option<String>) -> bool {
    other.as_deref().is_some_and(|other| other.to_lowercase() == name.to_lowercase())
}

/// A name with or without its address.
fn split(typed: &str, place: &str) -> Result<(String, Option<String>), Unfit> {
    match typed.trim().strip_suffix('>').and_then(|typed| typed.split_once('<')) {
        Some((name, email)) => Ok((fit(name, place)?, Some(fit(email, place)?))),
        None => Ok((fit(typed, place)?, None)),
    }
}

fn read(value: &Option<String>, place: &str) -> Result<Option<String>, Unfit> {
    value.as_deref().map(|value| fit(value, place)).transpose()
}

/// A value without the blanks around it, if it can stand in a trail and on a screen as it is.
fn fit(value: &str, place: &str) -> Result<String, Unfit> {
    let unfit = |what: String| Err(Unfit { place: place.to_owned(), what, hint: AGAIN });
    let value = value.trim();
    if value.is_empty() {
        return unfit("is empty, expected a name or a word".to_owned());
    }
    if value.chars().count() > LIMIT {
        return unfit(format!("is longer than {LIMIT} characters"));
    }
    if !is_plain(value) || value.contains(['\n', '\t']) {
        return unfit(format!("has control or hidden characters in it: `{}`", visible_line(value)));
    }
    Ok(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Actor, Given, Seat, Who, decide, listed, paired};

    fn given(name: &str, email: &str, role: &str) -> Given {
        let some = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        Given { name: some(name), email: some(email), role: some(role), roles: Vec::new() }
    }

    fn known(flags: Given, config: Given, git: Given) -> Actor {
        match decide(&flags, &config, &git).unwrap() {
            Who::Known(actor) => actor,
            Who::Ask { .. } => panic!("asked"),
        }
    }

    #[test]
    fn the_command_line_comes_before_the_configuration_before_git() {
        let config = given("Dana Ruiz", "dana@example.com", "CSM");
        let git = given("D. R.", "dr@example.com", "");
        let actor = known(Given::default(), config.clone(), git.clone());
        assert_eq!((actor.name.as_str(), actor.email.as_deref()), ("Dana Ruiz", Some("dana@example.com")));
        assert_eq!(actor.role, Seat::Csm);
        let actor = known(given("Sam Lee <sam@example.com>", "", "AE"), config, git.clone());
        assert_eq!((actor.name.as_str(), actor.email.as_deref()), ("Sam Lee", Some("sam@example.com")));
        assert_eq!(actor.role, Seat::Ae);
        let actor = known(given("", "", "csm"), Given::default(), git);
        assert_eq!((actor.name.as_str(), actor.email.as_deref()), ("D. R.", Some("dr@example.com")));
    }

    #[test]
    fn nobody_gets_somebody_elses_address_or_role() {
        let config = given("Dana Ruiz", "dana@example.com", "csm");
        let who = decide(&given("Sam Lee", "", ""), &config, &given("X", "x@example.com", "")).unwrap();
        assert_eq!(who, Who::Ask { name: Some("Sam Lee".into()), email: None, role: None });
        let actor = known(given("dana ruiz", "", "ae"), config, Given::default());
        assert_eq!(actor.email.as_deref(), Some("dana@example.com"), "the same name, typed otherwise");
        let actor = known(Given::default(), given("Dana", "", "csm"), given("Sam", "sam@example.com", ""));
        assert_eq!(actor.email, None);
    }

    #[test]
    fn what_is_missing_is_asked_for() {
        let who = decide(&Given::default(), &Given::default(), &Given::default()).unwrap();
        assert_eq!(who, Who::Ask { name: None, email: None, role: None });
    }

    #[test]
    fn a_name_with_control_characters_is_refused_and_shown_safely() {
        for name in ["Dana\u{1b}[31m", "Dana\nRuiz", "Da\u{202e}na", "Dana\u{200b}", "a\tb", "  "] {
            let unfit = decide(&given("", "", ""), &given(name, "", ""), &Given::default());
            if name.trim().is_empty() {
                assert!(unfit.unwrap_err().to_string().contains("is empty"));
                continue;
            }
            let words = unfit.unwrap_err().to_string();
            assert!(words.starts_with("reviewer.name: has control or hidden characters"), "{words}");
            assert!(!words.contains(['\u{1b}', '\n', '\u{202e}', '\u{200b}', '\t']), "{words:?}");
        }
        assert!(decide(&given(&"x".repeat(201), "", ""), &Given::default(), &Given::default()).is_err());
        // A guess that is unfit is no guess.
        let who = decide(&Given::default(), &Given::default(), &given("a\u{7}", "", "")).unwrap();
        assert_eq!(who, Who::Ask { name: None, email: None, role: None });
    }

    #[test]
    fn names_of_every_script_are_fit() {
        for name in ["Zoë Müller", "山田 太郎", "محمد الأحمد", "अनन्या", "O'Brien-Łuk", "علی\u{200c}رضا"]
        {
            assert_eq!(known(given(name, "", "csm"), Given::default(), Given::default()).name, name);
        }
    }

    #[test]
    fn the_last_value_that_git_lists_counts() {
        let given = listed(b"user.name\nD. R.\0user.email\ndr@example.com\0user.name\nDana Ruiz\0");
        assert_eq!((given.name.as_deref(), given.email.as_deref()), (Some("Dana Ruiz"), Some("dr@example.com")));
        assert_eq!(listed(b""), Given::default());
        assert_eq!(listed(b"user.name\n \0\xff\xfe\0user.email\0"), Given::default());
    }

    #[test]
    fn a_pair_is_named_with_roles() {
        let actor = paired("Dana Ruiz <dana@example.com>:CSM", &[]).unwrap();
        assert_eq!((actor.name.as_str(), actor.role), ("Dana Ruiz", Seat::Csm));
        assert!(paired("Dana Ruiz", &[]).unwrap_err().to_string().contains("expected a name and a role"));
        assert!(paired("Dana:", &[]).is_err());
        assert!(paired("Dana:cms", &[]).unwrap_err().to_string().contains("did you mean csm?"));
    }

    #[test]
    fn a_misspelt_role_is_no_other_role_and_a_configured_one_is() {
        let told = |flags, config| decide(&flags, &config, &Given::default()).unwrap_err().to_string();
        let typed = told(given("Sam Lee", "", "cms"), Given::default());
        assert!(typed.starts_with("--role: `cms` is no role: expected one of csm, ae, manager"), "{typed}");
        assert!(typed.ends_with("did you mean csm?"), "{typed}");
        assert!(told(Given::default(), given("Sam", "", "a e")).starts_with("reviewer.role: `a_e` is no role"));
        let own = Given { roles: vec!["Onboarding Lead".into()], ..Given::default() };
        let actor = known(given("Sam Lee", "", "onboarding lead"), own.clone(), Given::default());
        assert_eq!(actor.role, Seat::Other("onboarding_lead".into()));
        assert!(told(given("Sam Lee", "", "onbording_lead"), own).contains("did you mean onboarding_lead?"));
    }
}
