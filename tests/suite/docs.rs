//! What the pages at the root say of the program is so: links lead somewhere, the example packet reads, the
//! shell lines that check a trail do, and every dependency has a reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use handoff::packet::{self, ClaimKind};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// The fenced blocks of a page that are marked with `language`.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    page.split(&format!("\n```{language}\n")).skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect()
}

#[test]
fn every_link_to_a_file_leads_to_one() {
    for name in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        let text = page(name);
        for target in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let file = target.split('#').next().unwrap();
            if !target.starts_with("http") && !file.is_empty() {
                assert!(root().join(file).exists(), "{name} links to {target}, which is not there");
            }
        }
    }
}

#[test]
fn the_example_packet_of_the_readme_reads() {
    let readme = page("README.md");
    let example = blocks(&readme, "json")[0];
    let packet = packet::read(example.as_bytes()).unwrap();
    let quote = &packet.claims[0].evidence[0].quote.exact;
    assert!(packet.sources[0].text.as_ref().unwrap().contains(quote));
}

#[test]
fn the_readme_names_every_kind_of_claim() {
    let readme = page("README.md");
    for kind in ClaimKind::ALL {
        assert!(readme.contains(&format!("`{}`", kind.word())), "{kind}");
    }
}

/// The shell lines of the README, run on the sample that has a trail, and on a copy with one byte changed.
#[cfg(unix)]
#[test]
fn the_readmes_shell_lines_check_a_trail_and_find_a_changed_byte() {
    let readme = page("README.md");
    let whole = *blocks(&readme, "sh").iter().find(|block| block.contains("while")).unwrap();
    let sample = root().join("sample-packets/halvorsen-dairy");
    let folder = tempfile::tempdir().unwrap();
    let trail = fs::read_to_string(sample.join("audit.jsonl")).unwrap();
    fs::copy(sample.join("packet.json"), folder.path().join("packet.json")).unwrap();
    fs::write(folder.path().join("audit.jsonl"), &trail).unwrap();

    let run = || Command::new("sh").arg("-c").arg(whole).current_dir(folder.path()).output().unwrap();
    let fine = run();
    let told = String::from_utf8(fine.stdout).unwrap();
    assert!(fine.status.success(), "{told}");
    assert!(told.starts_with(&format!("{} lines, head ", trail.lines().count())), "{told}");

    let changed = trail.replacen("claim_accepted", "claim_acceqted", 1);
    fs::write(folder.path().join("audit.jsonl"), changed).unwrap();
    let broken = run();
    assert!(!broken.status.success());
    assert_eq!(String::from_utf8(broken.stdout).unwrap(), "line 2 does not follow from what is before it\n");
}

#[test]
fn every_dependency_has_a_reason_and_every_reason_a_dependency() {
    let manifest: toml::Table = page("Cargo.toml").parse().unwrap();
    let mut named = BTreeSet::new();
    let tables = [
        manifest.get("dependencies"),
        manifest.get("dev-dependencies"),
        manifest.get("target").and_then(|target| target.get("cfg(unix)")).and_then(|unix| unix.get("dependencies")),
    ];
    for (name, wanted) in tables.into_iter().flatten().flat_map(|table| table.as_table().unwrap()) {
        let package = wanted.get("package").and_then(toml::Value::as_str).unwrap_or(name);
        named.insert(package.to_owned());
    }
    let contributing = page("CONTRIBUTING.md");
    let section = contributing.split("## Dependencies").nth(1).unwrap();
    let rows: BTreeSet<String> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .flat_map(|line| {
            line.split(" | ").next().unwrap().split('`').filter(|part| part.chars().any(char::is_alphabetic))
        })
        .map(str::to_owned)
        .collect();
    assert_eq!(named, rows);
}

/// Every file and test that the page of promises names is there.
#[test]
fn every_promise_names_a_file_and_tests_that_are_there() {
    let mut code = String::new();
    let mut folders = vec![root().join("src"), root().join("tests")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                code.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut promises = 0;
    for row in page("docs/invariants.md").lines().filter(|line| line.starts_with("| ") && line.contains('`')) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let [promise, file, tests] = cells[..] else { panic!("{row} has not three cells") };
        promises += 1;
        let file = file.trim().trim_matches('`');
        assert!(root().join(file).is_file(), "{promise}: {file} is not there");
        let named: Vec<&str> = tests.split('`').filter(|name| !name.trim().is_empty()).collect();
        assert!(!named.is_empty(), "{promise} has no test");
        for name in named {
            assert!(code.contains(&format!("fn {name}(")), "{promise}: no test is called {name}");
        }
    }
    assert!(promises > 30, "only {promises} promises were read");
}

/// Pages that are read by people who have only the repository.
#[test]
fn every_sample_folder_is_in_the_readme() {
    let readme = page("README.md");
    let folders: Vec<PathBuf> = super::samples::folders();
    for folder in folders {
        let name = folder.file_name().unwrap().to_str().unwrap();
        assert!(readme.contains(&format!("(sample-packets/{name})")), "{name}");
    }
}

#[test]
fn the_readme_links_every_page_and_names_every_command() {
    let readme = page("README.md");
    for file in fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().file_name()) {
        let name = file.to_string_lossy().into_owned();
        assert!(!name.ends_with(".md") || readme.contains(&format!("](docs/{name})")), "docs/{name} is not linked");
    }
    let help = Command::new(env!("CARGO_BIN_EXE_handoff")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let commands = help.split("Commands:\n").nth(1).unwrap().lines().take_while(|line| !line.is_empty());
    for command in commands.filter_map(|line| line.split_whitespace().next()).filter(|command| *command != "help") {
        assert!(readme.contains(&format!("\nhandoff {command} ")), "the README does not name `handoff {command}`");
    }
}
