//! Writing who is reviewing into the user's own file, and leaving every other byte of it alone.
//!
//! The file is edited as text, because its comments are the user's. What came of it is read again before
//! it is written: a file that would say anything else than it did, but for the reviewer, is refused.

use std::path::Path;

use super::setting::quoted;
use super::{Config, folders, load};
use crate::review::Actor;
use crate::store::atomic;

/// Keeps who is reviewing in the configuration, for next time.
///
/// # Errors
/// In words: there is no place for the file, it has faults, or it can't be written.
pub fn remember_reviewer(me: &Actor) -> Result<(), String> {
    let file = folders::config_file().ok_or("you have no folder for it; set HANDOFF_CONFIG to a file")?;
    let before = load::text_of(&file).map_err(|faults| faults.to_string())?;
    let text = with_reviewer(&file.display().to_string(), before.as_deref(), me)?;
    // A file that is linked to from elsewhere is replaced where it really is.
    let file = file.canonicalize().unwrap_or(file);
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| format!("{} can't be made: {error}", folder.display()))?;
    atomic::write(&file, text.as_bytes()).map_err(|error| error.to_string())
}

/// The text of the file with that reviewer in it.
fn with_reviewer(name: &str, before: Option<&str>, me: &Actor) -> Result<String, String> {
    let default = Config::default_file();
    let before = before.filter(|text| !text.trim().is_empty()).unwrap_or(&default);
    let (mut wanted, _) = Config::read(name, before).map_err(|faults| super::Faults(faults).to_string())?;
    wanted.reviewer.name = Some(me.name.clone());
    wanted.reviewer.email = me.email.clone();
    wanted.reviewer.role = Some(me.role.word().to_owned());
    let mut lines: Vec<String> = before.split('\n').map(|line| line.trim_end_matches('\r').to_owned()).collect();
    let header = lines.iter().position(|line| line.split('#').next().unwrap_or_default().trim() == "[reviewer]");
    let header = header.unwrap_or_else(|| {
        while lines.last().is_some_and(|line| line.trim().is_empty()) {
            lines.pop();
        }
        lines.extend(["".to_owned(), "[reviewer]".to_owned(), "".to_owned()]);
        lines.len() - 2
    });
    let mut end = lines
        .iter()
        .enumerate()
        .skip(header + 1)
        .find(|(_, line)| line.trim_start().starts_with('['))
        .map_or(lines.len(), |(at, _)| at);
    let values = [("name", &wanted.reviewer.name), ("email", &wanted.reviewer.email), ("role", &wanted.reviewer.role)];
    let mut after = header;
    for (key, value) in values {
        let place = |comment: bool| {
            (header + 1..end).find(|at| {
                let line = lines[*at].trim_start();
                let line = if comment { line.strip_prefix('#').map(str::trim_start) } else { Some(line) };
                line.and_then(|line| line.split_once('=')).is_some_and(|(found, _)| found.trim() == key)
            })
        };
        let place = place(false).or_else(|| if value.is_some() { place(true) } else { None });
        match (place, value) {
            (Some(at), Some(value)) => {
                lines[at] = format!("{key} = {}", quoted(value));
                after = after.max(at);
            }
            (Some(at), None) => {
                lines.remove(at);
                end -= 1;
            }
            (None, Some(value)) => {
                after += 1;
                lines.insert(after, format!("{key} = {}", quoted(value)));
                end += 1;
            }
            (None, None) => {}
        }
    }
    let text = lines.join(if before.contains("\r\n") { "\r\n" } else { "\n" });
    match Config::read(name, &text) {
        Ok((config, _)) if config == wanted => Ok(text),
        Ok(_) | Err(_) => Err(format!("{name} is written in a way that can't be edited here; add your name by hand")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::Seat;

    fn dana(email: Option<&str>) -> Actor {
        Actor { name: "Dana \"D\" Ruiz".into(), email: email.map(str::to_owned), role: Seat::Csm }
    }

    fn written(before: Option<&str>, email: Option<&str>) -> Result<String, String> {
        with_reviewer("config.toml", before, &dana(email))
    }

    #[test]
    fn a_file_that_is_not_there_begins_as_the_default_file() {
        let text = written(None, Some("dana@example.com")).unwrap();
        let (config, _) = Config::read("f", &text).unwrap();
        assert_eq!(config.reviewer.name.as_deref(), Some("Dana \"D\" Ruiz"));
        assert_eq!(config.reviewer.role.as_deref(), Some("csm"));
        assert_eq!(text.lines().count(), Config::default_file().lines().count(), "{text}");
        assert!(text.contains("theme = \"auto\""));
    }

    #[test]
    fn everything_else_stays_byte_for_byte() {
        let before = "# mine\n[looks]   # dark room\ntheme=\"dark\"\n\n[reviewer] # me\n  name = \"D\"\nemail = \"old@x.y\"\n\n[keys]\nkeymap = \"vim\"\n";
        let text = written(Some(before), None).unwrap();
        assert_eq!(
            text,
            "# mine\n[looks]   # dark room\ntheme=\"dark\"\n\n[reviewer] # me\nname = 'Dana \"D\" Ruiz'\nrole = \"csm\"\n\n[keys]\nkeymap = \"vim\"\n"
        );
        let text = written(Some("[looks]\r\nmouse = false\r\n"), None).unwrap();
        assert_eq!(
            text,
            "[looks]\r\nmouse = false\r\n\r\n[reviewer]\r\nname = 'Dana \"D\" Ruiz'\r\nrole = \"csm\"\r\n"
        );
    }

    #[test]
    fn a_file_that_would_come_to_say_something_else_is_refused() {
        for before in ["reviewer = { name = \"D\" }\n", "reviewer.name = \"D\"\n", "[looks]\ntheme = \"drak\"\n"] {
            assert!(written(Some(before), None).is_err(), "{before}");
        }
        let inside = "[editor]\ncommand = \"\"\"ed\"\"\"\n[reviewer]\nname = \"\"\"\\\n   D\"\"\"\n";
        assert!(written(Some(inside), None).is_err());
    }
}
