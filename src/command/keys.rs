//! `handoff keys`: the key reference of a keymap, and the faults of a keymap file.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::setup::keymap;
use super::{Answer, Failure, Out};
use crate::config;
use crate::workbench::key::{BUILT_IN, Keymap, json, markdown, text};

/// Print the keys and what they do
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How to print them; Markdown shows the keymaps that come with the program side by side
    #[arg(long, value_enum, default_value_t)]
    format: KeysFormat,
    /// Tell every fault of a keymap file, and print nothing else
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    check: Option<PathBuf>,
    /// Another keymap than yours: `default`, `vim`, `emacs`, or a file
    #[arg(long, value_name = "NAME|FILE")]
    keymap: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum KeysFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For docs/keys.md
    Markdown,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    if let Some(file) = &args.check {
        let text = read(file)?;
        let name = file.display().to_string();
        let mut layers = Vec::new();
        let base = args.keymap.as_deref().map(built_in).transpose()?;
        layers.extend(base);
        layers.push((name.as_str(), text.as_str()));
        let keymap = load(&layers)?;
        let keys: usize =
            crate::workbench::action::Context::ALL.iter().map(|table| keymap.bindings(*table).count()).sum();
        out.line(&format!("{name}: no fault; {keys} keys with those of the keymap it is merged over"))?;
        return Ok(Answer::Yes);
    }
    let keymap = match &args.keymap {
        None => keymap(&config::load()?.config, None)?,
        Some(name) => named(name)?,
    };
    match args.format {
        KeysFormat::Text => out.line(&text(&keymap))?,
        KeysFormat::Json => out.json(&json(&keymap))?,
        KeysFormat::Markdown => {
            let built_in: Vec<_> = BUILT_IN
                .iter()
                .map(|(name, text)| load(&[(*name, *text)]).map(|keymap| (*name, keymap)))
                .collect::<Result<_, _>>()?;
            let columns: Vec<_> = match &args.keymap {
                None => built_in.iter().map(|(name, keymap)| (*name, keymap)).collect(),
                Some(name) => vec![(name.as_str(), &keymap)],
            };
            out.text(&markdown(&columns))?;
        }
    }
    Ok(Answer::Yes)
}

/// A keymap by the name of one that comes with the program, or by its file.
fn named(name: &str) -> Result<Keymap, Failure> {
    if let Ok(layer) = built_in(name) {
        return load(&[layer]);
    }
    let text = read(Path::new(name))?;
    load(&[(name, &text)])
}

fn built_in(name: &str) -> Result<(&'static str, &'static str), Failure> {
    let names: Vec<_> = BUILT_IN.iter().map(|(name, _)| *name).collect();
    BUILT_IN
        .iter()
        .find(|(known, _)| *known == name)
        .copied()
        .ok_or_else(|| Failure::new(format!("there is no keymap `{name}`, expected one of {}", names.join(", "))))
}

fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| {
        Failure::new(format!("could not read the keymap {}: {error}", file.display())).hint(
            "give a keymap's file, or the name of one that comes with the program: default, vim, emacs".to_owned(),
        )
    })
}

fn load(layers: &[(&str, &str)]) -> Result<Keymap, Failure> {
    Keymap::load(layers).map_err(|faults| {
        let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
        Failure::new(lines.join("\n")).hint("`handoff keys` lists every action by name".to_owned())
    })
}
