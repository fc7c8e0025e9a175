//! The key reference, made from the table of actions and a keymap: for a terminal, for programs, and
//! for `docs/keys.md`, which a test keeps fresh.

use std::fmt::Write as _;

use serde::Serialize;

use super::Keymap;
use crate::workbench::action::{Action, Section};

const SECTIONS: &[Section] = &[
    Section::Judge,
    Section::Life,
    Section::Words,
    Section::Move,
    Section::Find,
    Section::Look,
    Section::Workbench,
    Section::Field,
    Section::List,
    Section::Queue,
];

/// What stands where an action has no key.
const UNBOUND: &str = "—";

#[derive(Serialize)]
struct Row<'a> {
    action: &'static str,
    keys: Vec<&'a str>,
    table: &'static str,
    section: &'static str,
    label: &'static str,
    help: &'static str,
}

/// For a terminal: keys, what they do, and the name to write in a keymap.
pub fn text(keymap: &Keymap) -> String {
    let keys: Vec<_> = Action::ALL.iter().map(|action| (*action, keys(keymap, *action, " "))).collect();
    let wide = keys.iter().map(|(_, keys)| keys.chars().count()).max().unwrap_or(0);
    let names = Action::ALL.iter().map(|action| action.name().len()).max().unwrap_or(0);
    let mut out = String::new();
    for section in SECTIONS {
        // Writing into a String can't fail.
        let _ = writeln!(out, "{} [{}]", section.label(), section.context().word());
        for (action, keys) in keys.iter().filter(|(action, _)| action.section() == *section) {
            let _ = writeln!(out, "  {keys:wide$}  {:names$}  {}", action.name(), action.help());
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

/// For programs: one object an action.
pub fn json(keymap: &Keymap) -> impl Serialize {
    Action::ALL
        .iter()
        .map(|action| Row {
            action: action.name(),
            keys: keymap.keys_for(*action).collect(),
            table: action.section().context().word(),
            section: action.section().label(),
            label: action.label(),
            help: action.help(),
        })
        .collect::<Vec<_>>()
}

/// For `docs/keys.md`: a column of keys for each keymap, by name.
pub fn markdown(keymaps: &[(&str, &Keymap)]) -> String {
    let mut out = String::from(
        "# Keys\n\n\
         This page is made by `handoff keys --format markdown`; plain `handoff keys` prints the keys that you have.\n\
         To change one, put a line into a keymap file of your own: the name of the action stands in the last column,\n\
         the table of the file above each list. `handoff keys --check FILE` tells every fault of such a file at once.\n\n\
         Keys are written as `--keys` plays them: `a`, `<enter>`, `<ctrl-r>`, and `<lt>` for `<` itself. Several keys\n\
         in a row are a sequence: `gg`. `\"none\"` takes a key away.\n",
    );
    for section in SECTIONS {
        let _ = write!(out, "\n## {}\n\nTable `[{}]`\n\n|", section.label(), section.context().word());
        for (name, _) in keymaps {
            let _ = write!(out, " {name} |");
        }
        let _ = writeln!(out, " what it does | action |\n|{}---|---|", "---|".repeat(keymaps.len()));
        for action in Action::ALL.iter().filter(|action| action.section() == *section) {
            out.push('|');
            for (_, keymap) in keymaps {
                let keys: Vec<_> = keymap.keys_for(*action).map(code).collect();
                let _ = write!(out, " {} |", if keys.is_empty() { UNBOUND.to_owned() } else { keys.join(" ") });
            }
            let _ = writeln!(out, " {} | `{}` |", action.help().replace('|', "\\|"), action.name());
        }
    }
    out
}

fn keys(keymap: &Keymap, action: Action, between: &str) -> String {
    let keys: Vec<_> = keymap.keys_for(action).collect();
    if keys.is_empty() { UNBOUND.to_owned() } else { keys.join(between) }
}

/// In Markdown a pipe ends a cell and a backtick ends code.
fn code(keys: &str) -> String {
    let keys = keys.replace('|', "\\|");
    if keys.contains('`') { format!("`` {keys} ``") } else { format!("`{keys}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_names_every_action_once_with_its_keys() {
        let keymap = Keymap::default();
        let (text, markdown) = (text(&keymap), markdown(&[("default", &keymap)]));
        for action in Action::ALL {
            let name = action.name();
            let lines = text.lines().filter(|line| line.split_whitespace().any(|word| word == name));
            assert!(lines.clone().any(|line| line.ends_with(action.help())), "{name}");
            assert_eq!(markdown.matches(&format!("| `{name}` |")).count(), 1, "{name}");
        }
        assert!(text.contains("  <ctrl-r>"), "{text}");
        assert!(markdown.contains("| `g` `<home>` | to the first | `top` |"), "{markdown}");
    }

    #[test]
    fn keys_that_markdown_would_eat_are_kept() {
        let keymap = Keymap::load(&[("mine", "[browse]\n\"|\" = \"copy\"\n\"`\" = \"zoom\"\n")]).unwrap();
        let markdown = markdown(&[("mine", &keymap)]);
        assert!(markdown.contains("`\\|`") && markdown.contains("`` ` ``"), "{markdown}");
    }
}
