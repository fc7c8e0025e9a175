//! The key of a model service: from the environment or from a command, never from a file of ours, and never
//! shown.

use std::fmt;
use std::process::{Command, Stdio};

use super::super::Failure;

/// What a service asks for. Debug output hides it, and nothing displays it.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl From<String> for Key {
    fn from(key: String) -> Self {
        Self(key)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// The key itself, for the one header that carries it.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

/// The key that the settings name: the environment variable first, then the command's first line. `None`
/// where they name neither.
///
/// # Errors
/// The command could not be run or failed; a named variable is not set and there is no command; the key
/// holds what no header can.
pub fn find(variable: Option<&str>, command: Option<&str>) -> Result<Option<Key>, Failure> {
    if let Some(key) = variable.and_then(|name| std::env::var(name).ok()).filter(|key| !key.trim().is_empty()) {
        return fit(key.trim()).map(Some);
    }
    let Some(command) = command else {
        return match variable {
            None => Ok(None),
            Some(name) => Err(Failure::new(format!("the environment has no {name}, which model.key_env names"))
                .hint(format!("set {name}, or name a command that prints the key as model.key_command"))),
        };
    };
    let mut words = command.split_whitespace();
    let Some(program) = words.next() else { return Err(Failure::new("model.key_command is empty")) };
    // What the command says to standard error (a prompt of a password store) goes to the person.
    let output = Command::new(program)
        .args(words)
        .stdin(Stdio::inherit())
        .stderr(Stdio::inherit())
        .stdout(Stdio::piped())
        .output()
        .map_err(|error| Failure::new(format!("model.key_command: `{program}` could not be started: {error}")))?;
    if !output.status.success() {
        return Err(Failure::new(format!("model.key_command: `{program}` ended with {}", output.status)));
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    match printed.lines().next().map(str::trim).filter(|line| !line.is_empty()) {
        Some(key) => fit(key).map(Some),
        None => Err(Failure::new(format!("model.key_command: `{program}` printed nothing"))),
    }
}

fn fit(key: &str) -> Result<Key, Failure> {
    if key.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(Key(key.to_owned()))
    } else {
        Err(Failure::new("the key holds blanks or characters that no key has").hint("copy it again"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_never_shown() {
        assert_eq!(format!("{:?}", Key::from("secret".to_owned())), "Key(…)");
    }

    #[cfg(unix)]
    #[test]
    fn a_command_prints_the_key_and_its_faults_are_told_without_it() {
        assert_eq!(find(None, None), Ok(None));
        assert_eq!(find(None, Some("echo abc-123")), Ok(Some(Key::from("abc-123".to_owned()))));
        let fault = |command| find(None, Some(command)).unwrap_err().what;
        assert!(fault("false").contains("`false` ended with"));
        assert!(fault("true").contains("printed nothing"));
        assert!(fault("no-such-program-here x").contains("could not be started"));
        assert!(!fault("echo a secret").contains("secret"));
        assert!(find(Some("HANDOFF_NO_SUCH_KEY"), None).unwrap_err().what.contains("HANDOFF_NO_SUCH_KEY"));
    }
}
