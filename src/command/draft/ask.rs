//! Which side somebody is on, where nothing in the sources says it: asked once on the terminal, and
//! remembered in `sources.toml` beside the sources.
//!
//! Without a terminal nobody is asked: who is left has no side, and that is told.

use std::fmt::Write as _;
use std::io::{BufRead, IsTerminal};
use std::path::Path;

use super::gather::Gathered;
use crate::command::{Failure, tell};
use crate::packet::Side;
use crate::source::about;
use crate::store::atomic;

/// Asks about those who have no side, if somebody is there to answer.
pub(super) fn sides(gathered: &mut Gathered) -> Result<(), Failure> {
    let names: Vec<String> = gathered.parties.unplaced().iter().map(|somebody| somebody.name.clone()).collect();
    if names.is_empty() || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(());
    }
    let mut question = String::from("nothing says which company these people belong to:");
    for (at, name) in names.iter().enumerate() {
        let _ = write!(question, "\n{:>3}  {name}", at + 1);
    }
    question.push_str("\nwhich of them sell? numbers, `none`, or enter if you don't know");
    tell(&question);
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| Failure::new(format!("no answer came: {error}")))?;
    let Some(answer) = read(&line, &names) else {
        tell("not understood, so they stay without a side; `--seller NAME` and `--customer NAME` say it too");
        return Ok(());
    };
    if answer.is_empty() {
        return Ok(());
    }
    remember(&gathered.root.join(about::FILE), &answer)?;
    gathered.learn(answer);
    Ok(())
}

/// Adds answers to `sources.toml`. Somebody who stands there already is left as they are: that is a person's
/// own file.
fn remember(file: &Path, answer: &[(String, Side)]) -> Result<(), Failure> {
    let mut text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::new(format!("{}: can't be read: {error}", file.display()))),
    };
    for (name, side) in answer {
        let table = format!("[speakers.{}]", toml::Value::String(name.clone()));
        if text.contains(&table) {
            tell(&format!("{}: {name} stands there already; write `side` there yourself", file.display()));
        } else {
            let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            let _ = write!(text, "{gap}{table}\nside = \"{}\"\n", side.word());
        }
    }
    Ok(atomic::write(file, text.as_bytes())?)
}

/// An answer: those who are numbered sell, the others buy. `None` when it is neither.
fn read(line: &str, names: &[String]) -> Option<Vec<(String, Side)>> {
    let line = line.trim().to_lowercase();
    if line.is_empty() {
        return Some(Vec::new());
    }
    let mut sellers = Vec::new();
    if line != "none" {
        for word in line.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty()) {
            sellers.push(word.parse::<usize>().ok().filter(|number| (1..=names.len()).contains(number))? - 1);
        }
    }
    let side = |at: usize| if sellers.contains(&at) { Side::Seller } else { Side::Customer };
    Some(names.iter().enumerate().map(|(at, name)| (name.clone(), side(at))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_where_it_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(about::FILE);
        std::fs::write(&file, "[speakers.\"Bo\"]\ntitle = \"VP\"").unwrap();
        remember(&file, &[("Ann \"A\" Po".to_owned(), Side::Customer), ("Bo".to_owned(), Side::Seller)]).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(about::About::parse(&text).is_ok(), "{text}");
        assert!(text.contains("side = \"customer\"") && !text.contains("side = \"seller\""), "{text}");
    }

    #[test]
    fn numbers_sell_and_the_others_buy() {
        let names = ["Ann".to_owned(), "Bo".to_owned(), "Cy".to_owned()];
        let sides =
            |line: &str| read(line, &names).map(|all| all.into_iter().map(|(_, side)| side).collect::<Vec<_>>());
        assert_eq!(sides("2"), Some(vec![Side::Customer, Side::Seller, Side::Customer]));
        assert_eq!(sides("1, 3"), Some(vec![Side::Seller, Side::Customer, Side::Seller]));
        assert_eq!(sides("none"), Some(vec![Side::Customer; 3]));
        assert_eq!(sides(""), Some(Vec::new()));
        assert_eq!(sides("4"), None);
        assert_eq!(sides("everybody"), None);
    }
}
