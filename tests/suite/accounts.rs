//! Accounts that were written before the drafter was run on them, to see whether it knows the samples by heart.
//!
//! Each holds its sources and a README with the facts that are there, as the samples' do, with a file in the place
//! of a source's id, and a list of what may be called a promise too. `docs/drafter.md` tells what was found in them
//! the first time; the lists were grown on all of them since.

use std::fs;
use std::path::{Path, PathBuf};

use handoff::packet::ClaimKind;
use handoff::source;

use super::draft::{Gold, Place, Score, find, score};

fn accounts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/accounts");
    let mut folders: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

/// Where `file "words"` stands.
fn place(account: &Path, line: &str) -> Place {
    let (file, words) = line.split_once(' ').unwrap();
    let path = format!("sources/{file}");
    let text = source::import(fs::read(account.join(&path)).unwrap(), file).unwrap().text;
    let range = find(&text, words.trim_matches('"')).unwrap_or_else(|| panic!("{}: {line}", account.display()));
    (path, range)
}

fn gold(account: &Path) -> Gold {
    let readme = fs::read_to_string(account.join("README.md")).unwrap();
    let (facts, more) = readme.split("## What is there").nth(1).unwrap().split_once("## Promises too").unwrap();
    let lines = |part: &str| -> Vec<String> {
        part.lines().filter_map(|line| line.strip_prefix("- ")).map(str::to_owned).collect()
    };
    let mut gold = Gold { facts: Vec::new(), promises: Vec::new() };
    for line in lines(facts) {
        let parts: Vec<&str> = line.split(" · ").collect();
        let (kind, place) = (ClaimKind::from_word(parts[0]).unwrap(), place(account, parts[2]));
        if kind == ClaimKind::Promise {
            gold.promises.push(place.clone());
        }
        gold.facts.push((kind, parts[1].to_owned(), place));
    }
    gold.promises.extend(lines(more).iter().map(|line| place(account, line)));
    gold
}

#[test]
fn accounts_it_was_not_grown_on_are_drafted_nearly_as_well() {
    let mut all = Score::default();
    for account in accounts() {
        all.add(&score(&account, &gold(&account)));
    }
    let (claimed, found, precision) = all.shares();
    println!("all: claims {claimed:.3}, with also heard {found:.3}, precision of promises {precision:.3}");
    assert!(claimed >= 0.8 && precision >= 0.7, "{claimed:.3} of what is there, promises {precision:.3}");
}
