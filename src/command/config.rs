//! `handoff config`: what is in force, where it was set, and the file with every default.

use serde_json::{Map, Value, json};

use super::{Answer, Failure, Format, Out};
use crate::config::{self, Config};

/// Show what is configured, and where
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print a commented file with every setting and its default
    #[arg(long, conflicts_with_all = ["path", "format"])]
    default: bool,
    /// Print where the file belongs
    #[arg(long, conflicts_with = "format")]
    path: bool,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Answer, Failure> {
    if args.default {
        out.text(&Config::default_file())?;
        return Ok(Answer::Yes);
    }
    if args.path {
        let file = config::folders::config_file().ok_or_else(|| {
            Failure::new("you have no folder for a configuration file").hint("set HANDOFF_CONFIG to a file".to_owned())
        })?;
        out.line(&file.display().to_string())?;
        return Ok(Answer::Yes);
    }
    let in_force = config::load()?;
    let line_of = |path: &str| in_force.lines.iter().find(|(set, _)| set == path).map(|(_, line)| *line);
    let rows = in_force.config.rows();
    match args.format {
        Format::Json => {
            let mut settings = Map::new();
            for row in &rows {
                let path = format!("{}.{}", row.section, row.key);
                let value = row.value.as_deref().and_then(value_of);
                settings.insert(path.clone(), json!({"value": value, "line": line_of(&path)}));
            }
            out.json(&json!({"file": in_force.file, "is_there": in_force.is_there, "settings": settings}))?;
        }
        Format::Text => {
            match &in_force.file {
                Some(file) if in_force.is_there => out.line(&format!("# {}", file.display()))?,
                Some(file) => out.line(&format!(
                    "# {} is not there, so everything is as it comes\n# `handoff config --default` prints a file to begin with",
                    file.display()
                ))?,
                None => out.line("# you have no folder for a configuration file; HANDOFF_CONFIG can name one")?,
            }
            let mut section = "";
            for row in &rows {
                if row.section != section {
                    section = row.section;
                    out.line(&format!("\n[{section}]"))?;
                }
                let from = match line_of(&format!("{}.{}", row.section, row.key)) {
                    Some(line) => format!("line {line}"),
                    None => "default".to_owned(),
                };
                match &row.value {
                    Some(value) => out.line(&format!("{} = {value}   # {from}", row.key))?,
                    None => out.line(&format!("# {} is not set", row.key))?,
                }
            }
        }
    }
    Ok(Answer::Yes)
}

/// A value as TOML writes it, as JSON.
fn value_of(written: &str) -> Option<Value> {
    let table: toml::Table = format!("value = {written}").parse().ok()?;
    serde_json::to_value(table.get("value")?).ok()
}
