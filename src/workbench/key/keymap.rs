//! Which action keys stand for: the default keymap with a person's own files merged over it.
//!
//! A table per [`Context`], ordered by key sequence, so that everything that begins with the same
//! keys stands together: that is all a trie would give. A key can't both do something and begin a
//! sequence, because then one of the two would have to wait for a clock.

use std::collections::BTreeMap;

use super::Key;
use super::layer::{self, BUILT_IN, Place};
use crate::config::Fault;
use crate::workbench::action::{Action, Context};

/// The keys of the workbench.
#[derive(Debug, Clone)]
pub struct Keymap {
    tables: [BTreeMap<Vec<Key>, Action>; Context::ALL.len()],
    written: BTreeMap<Action, Vec<Written>>,
}

#[derive(Debug, Clone)]
struct Written {
    keys: String,
    label: String,
}

/// What a key comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It is the end of a sequence.
    Action(Action),
    /// It is the start of one: what can come next, in the order of the keys.
    Pending(Vec<Next>),
    /// It does nothing here.
    None,
}

/// A way to go on after the first keys of a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// The keys that are missing.
    pub keys: Vec<Key>,
    /// What they lead to.
    pub action: Action,
}

/// Actions without which a person could not get out again: one of each row must have a key.
const WAYS_OUT: &[(Context, &[Action])] = &[
    (Context::Browse, &[Action::Quit, Action::ShowPalette]),
    (Context::Field, &[Action::FieldSave]),
    (Context::Field, &[Action::FieldLeave]),
    (Context::List, &[Action::ListTake]),
    (Context::List, &[Action::ListClose]),
];

impl Keymap {
    /// The default keymap with files merged over it, in order: name and text of each.
    ///
    /// # Errors
    /// Every fault of every file, and those that show only once they are merged.
    pub fn load(layers: &[(&str, &str)]) -> Result<Self, Vec<Fault>> {
        let mut merged: BTreeMap<(Context, Vec<Key>), (Action, Place)> = BTreeMap::new();
        let mut faults = Vec::new();
        for (file, text) in BUILT_IN.iter().take(1).chain(layers) {
            let (lines, found) = layer::read(file, text);
            faults.extend(found);
            for line in lines {
                match line.action {
                    Some(action) => merged.insert((line.context, line.keys), (action, line.place)),
                    None => merged.remove(&(line.context, line.keys)),
                };
            }
        }
        faults.extend(conflicts(&merged));
        let mut keymap = Self { tables: Default::default(), written: BTreeMap::new() };
        for ((context, keys), (action, _)) in merged {
            keymap.tables[context as usize].insert(keys, action);
        }
        if faults.is_empty() {
            let last = layers.last().map_or("default", |(file, _)| *file);
            faults.extend(keymap.dead_ends(last));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        keymap.write_down();
        Ok(keymap)
    }

    /// What a key comes to, after the keys of a sequence that were pressed already.
    pub fn step(&self, context: Context, pending: &[Key], key: Key) -> Step {
        let mut keys = pending.to_vec();
        keys.push(key);
        let table = &self.tables[context as usize];
        let mut next = Vec::new();
        for (sequence, action) in table.range(keys.clone()..).take_while(|(sequence, _)| sequence.starts_with(&keys)) {
            if sequence.len() == keys.len() {
                return Step::Action(*action);
            }
            next.push(Next { keys: sequence[keys.len()..].to_vec(), action: *action });
        }
        if next.is_empty() { Step::None } else { Step::Pending(next) }
    }

    /// The keys of an action as keymaps write them, the easiest to press first.
    pub fn keys_for(&self, action: Action) -> impl Iterator<Item = &str> {
        self.written.get(&action).into_iter().flatten().map(|written| written.keys.as_str())
    }

    /// The easiest key of an action as the footer and help show it: `a`, `ctrl-r`, `ctrl-x s`.
    pub fn label_for(&self, action: Action) -> Option<&str> {
        self.labels_for(action).next()
    }

    /// The keys of an action as help shows them, the easiest to press first.
    pub fn labels_for(&self, action: Action) -> impl Iterator<Item = &str> {
        self.written.get(&action).into_iter().flatten().map(|written| written.label.as_str())
    }

    /// Every binding of a table, in the order of the keys.
    pub fn bindings(&self, context: Context) -> impl Iterator<Item = (&[Key], Action)> {
        self.tables[context as usize].iter().map(|(keys, action)| (keys.as_slice(), *action))
    }

    fn write_down(&mut self) {
        for table in &self.tables {
            for (keys, action) in table {
                let labels: Vec<_> = keys.iter().map(|key| key.label()).collect();
                let plain = keys.iter().all(|key| key.text().is_some());
                let label = labels.join(if plain { "" } else { " " });
                let keys = keys.iter().map(Key::to_string).collect();
                self.written.entry(*action).or_default().push(Written { keys, label });
            }
        }
        for written in self.written.values_mut() {
            written.sort_by_key(|written| (written.label.chars().count(), written.keys.len()));
        }
    }

    fn dead_ends(&self, file: &str) -> Vec<Fault> {
        WAYS_OUT
            .iter()
            .filter(|(context, ways)| !self.tables[*context as usize].values().any(|action| ways.contains(action)))
            .map(|(context, ways)| {
                let names: Vec<_> = ways.iter().map(|action| format!("`{}`", action.name())).collect();
                let place = Place { file: file.to_owned(), line: 0, path: context.word().to_owned() };
                place.fault(format!("no key for {}", names.join(" or ")), "at least one, or nobody gets out of there")
            })
            .collect()
    }
}

impl Default for Keymap {
    fn default() -> Self {
        // The embedded file has no fault; a test reads it.
        Self::load(&[]).unwrap_or_else(|_| Self { tables: Default::default(), written: BTreeMap::new() })
    }
}

/// Keys that do something and also begin a sequence.
fn conflicts(merged: &BTreeMap<(Context, Vec<Key>), (Action, Place)>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for ((context, keys), (_, place)) in merged {
        for length in 1..keys.len() {
            let start = keys[..length].to_vec();
            if let Some((action, other)) = merged.get(&(*context, start.clone())) {
                let written: String = start.iter().map(Key::to_string).collect();
                let mut fault = place.fault(
                    format!(
                        "`{written}` at its start, which is `{}` by itself ({}:{})",
                        action.name(),
                        other.file,
                        other.line
                    ),
                    "a key that does something, or one that begins a sequence, not both",
                );
                fault.hint = Some(format!(
                    "write `{} = \"none\"` under [{}] to free it",
                    format_args!("{written:?}"),
                    context.word()
                ));
                faults.push(fault);
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::key::{parse_key, parse_keys};

    fn action(keymap: &Keymap, context: Context, keys: &str) -> Option<Action> {
        let keys = parse_keys(keys).unwrap();
        let (last, pending) = keys.split_last()?;
        match keymap.step(context, pending, *last) {
            Step::Action(action) => Some(action),
            Step::Pending(_) | Step::None => None,
        }
    }

    fn faults(text: &str) -> Vec<String> {
        Keymap::load(&[("mine.toml", text)]).unwrap_err().iter().map(Fault::to_string).collect()
    }

    #[test]
    fn the_keymaps_that_come_with_the_program_have_no_fault() {
        for (name, text) in BUILT_IN {
            let layers: &[_] = if *name == "default" { &[] } else { &[(*name, *text)] };
            if let Err(faults) = Keymap::load(layers) {
                panic!("{name}: {faults:#?}");
            }
        }
    }

    #[test]
    fn a_file_of_ones_own_changes_only_what_it_names() {
        let keymap =
            Keymap::load(&[("mine", "[browse]\n\"a\" = \"none\"\n\"<f5>\" = \"accept\"\n\"j\" = \"up\"\n")]).unwrap();
        assert_eq!(action(&keymap, Context::Browse, "a"), None);
        assert_eq!(action(&keymap, Context::Browse, "<f5>"), Some(Action::Accept));
        assert_eq!(action(&keymap, Context::Browse, "j"), Some(Action::Up));
        assert_eq!(action(&keymap, Context::Browse, "e"), Some(Action::Edit));
    }

    #[test]
    fn a_later_file_is_merged_over_an_earlier_one() {
        let keymap =
            Keymap::load(&[("one", "[browse]\n\"a\" = \"down\""), ("two", "[browse]\n\"a\" = \"up\"")]).unwrap();
        assert_eq!(action(&keymap, Context::Browse, "a"), Some(Action::Up));
    }

    #[test]
    fn after_the_first_key_of_a_sequence_it_says_what_can_come_next() {
        let text = "[browse]\n\"<ctrl-x>s\" = \"show_log\"\n\"<ctrl-x><ctrl-c>\" = \"quit\"\n";
        let keymap = Keymap::load(&[("mine", text)]).unwrap();
        let first = parse_key("<ctrl-x>").unwrap();
        let Step::Pending(next) = keymap.step(Context::Browse, &[], first) else {
            panic!("not the start of a sequence")
        };
        let next: Vec<_> = next.iter().map(|next| (next.keys[0].to_string(), next.action)).collect();
        assert_eq!(next.len(), 2);
        assert!(next.contains(&("s".to_owned(), Action::ShowLog)));
        assert_eq!(action(&keymap, Context::Browse, "<ctrl-x>s"), Some(Action::ShowLog));
        assert_eq!(action(&keymap, Context::Browse, "<ctrl-x>q"), None);
        assert_eq!(keymap.labels_for(Action::Quit).last(), Some("ctrl-x ctrl-c"));
    }

    #[test]
    fn typing_in_a_field_or_a_list_never_acts() {
        let keymap = Keymap::default();
        for context in [Context::Field, Context::List] {
            for c in ('!'..='~').chain([' ', 'é', '漢']) {
                assert_eq!(keymap.step(context, &[], Key::char(c)), Step::None, "{c} in [{}]", context.word());
            }
        }
    }

    #[test]
    fn the_easiest_key_comes_first() {
        let keymap = Keymap::default();
        assert_eq!(keymap.label_for(Action::Top), Some("g"));
        assert_eq!(keymap.keys_for(Action::Top).collect::<Vec<_>>(), ["g", "<home>"]);
        assert_eq!(keymap.label_for(Action::Redo), Some("ctrl-r"));
        assert_eq!(keymap.label_for(Action::Narrow), Some("<"));
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let told = faults(
            "[browse]\n\"<ctlr-r>\" = \"accept\"\n\"a\" = \"acept\"\n\"b\" = 3\n\"q\" = \"field_save\"\n\
             \"gg\" = \"top\"\n\"\" = \"up\"\n[feild]\n[field]\n\"x\" = \"field_save\"\n[list]\n\" \" = \"list_take\"\n",
        );
        for (line, part) in [
            (2, "browse.\"<ctlr-r>\": found `<ctlr-r>` at character 1, expected a key such as"),
            (3, "found `acept`, expected the name of an action of [browse], or \"none\"; did you mean `accept`?"),
            (4, "found the number 3, expected the name of an action"),
            (5, "found `field_save`, an action of [field], expected the name of an action of [browse]"),
            (6, "found `g` at its start, which is `top` by itself (default:"),
            (7, "found no key"),
            (8, "found an unknown table, expected `browse`, `field`, `list` or `queue`; did you mean `field`?"),
            (10, "field.x: found `x`, which writes a character"),
            (12, "list.\" \": found `<space>`, which writes a character"),
        ] {
            let start = format!("mine.toml:{line}: ");
            assert!(told.iter().any(|fault| fault.starts_with(&start) && fault.contains(part)), "{part}: {told:#?}");
        }
        assert_eq!(told.len(), 9, "{told:#?}");
    }

    #[test]
    fn two_ways_to_write_one_key_are_one_key() {
        let told = faults("[browse]\n\"<ctrl-y>\" = \"up\"\n\"<ctrl-Y>\" = \"down\"\n");
        assert_eq!(
            told,
            [
                "mine.toml:3: browse.\"<ctrl-Y>\": found the same key as browse.\"<ctrl-y>\" in line 2, expected each key once"
            ]
        );
    }

    #[test]
    fn nobody_is_locked_in() {
        let text = "[list]\n\"<esc>\" = \"none\"\n\"<ctrl-c>\" = \"none\"\n[field]\n\"<enter>\" = \"none\"\n";
        let told = faults(text);
        assert_eq!(told.len(), 2, "{told:#?}");
        assert!(told[1].contains("list: found no key for `list_close`"), "{told:#?}");
    }

    #[test]
    fn a_file_that_is_not_toml_is_told_with_its_line() {
        let told = faults("[browse]\n\"a\" = accept\n");
        assert!(told[0].starts_with("mine.toml:2: found "), "{told:#?}");
    }
}
