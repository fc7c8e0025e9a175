//! A text in the person's own editor: a private file, their command, and what they left in it.

use std::io::{Read, Write};
use std::process::Command;

use crate::review::FIELD_LIMIT;

/// The command that is used: `configured`, else `$VISUAL`, else `$EDITOR`, else `vi`.
pub fn command(configured: Option<&str>) -> String {
    let variable = |name: &str| std::env::var(name).ok().filter(|command| !command.trim().is_empty());
    configured
        .map(str::to_owned)
        .or_else(|| variable("VISUAL"))
        .or_else(|| variable("EDITOR"))
        .unwrap_or_else(|| "vi".to_owned())
}

/// Opens `text` in an editor and waits. `None` when the person left without a text.
///
/// The command is `configured`, else `$VISUAL`, else `$EDITOR`, else `vi`: words, not a shell line.
///
/// # Errors
/// In words: the file could not be made, the editor not started, or it failed.
pub fn edit(text: &str, configured: Option<&str>) -> Result<Option<String>, String> {
    let command = command(configured);
    let mut words = command.split_whitespace();
    let Some(program) = words.next() else { return Err("no editor is named".to_owned()) };
    let trouble = |error: std::io::Error| format!("the text could not be put into a file for the editor: {error}");
    let mut file = tempfile::Builder::new().prefix("handoff-").suffix(".md").tempfile().map_err(trouble)?;
    file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(trouble)?;
    let status = Command::new(program).args(words).arg(file.path()).status();
    match status {
        Ok(status) if status.success() => {}
        Ok(status) => return Err(format!("`{command}` ended with {status}; nothing was changed")),
        Err(error) => {
            return Err(format!(
                "`{command}` could not be started ({error}); set EDITOR, or command under [editor] in the configuration"
            ));
        }
    }
    let mut written = String::new();
    let back = std::fs::File::open(file.path())
        .and_then(|file| file.take(FIELD_LIMIT as u64 + 1).read_to_string(&mut written));
    match back {
        Ok(length) if length > FIELD_LIMIT => {
            Err(format!("the text is longer than {FIELD_LIMIT} bytes; nothing was changed"))
        }
        Ok(_) => Ok(Some(written).filter(|text| !text.trim().is_empty())),
        Err(error) => Err(format!("what the editor left could not be read ({error}); nothing was changed")),
    }
}
