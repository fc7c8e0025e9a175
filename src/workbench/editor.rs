//! A text in the person's own editor: a private file, their command, and what they left in it.
//!
//! What may surprise: a text that can't be taken over (the editor failed after it was written, it is too long,
//! it is no UTF-8) is not thrown away with the file; the file stays, and the message says where.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, ExitStatus};

use tempfile::NamedTempFile;

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

/// The words of a command: blanks part them, but not within quotation marks of either kind.
pub fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, None);
    for c in command.chars() {
        match (c, quoted) {
            ('"' | '\'', None) => {
                quoted = Some(c);
                word.get_or_insert_default();
            }
            (c, Some(mark)) if c == mark => quoted = None,
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Opens `text` in an editor and waits. `None` when the person left without a text.
///
/// The command is [`command`]'s. As git does it, one that has more in it than words is a shell's on Unix, so
/// that quotation marks, `~` and variables mean there what they mean elsewhere.
///
/// # Errors
/// In words: the file could not be made, the editor not started, or it failed.
pub fn edit(text: &str, configured: Option<&str>) -> Result<Option<String>, String> {
    let command = command(configured);
    let trouble = |error: io::Error| format!("the text could not be put into a file for the editor: {error}");
    let mut file = tempfile::Builder::new().prefix("handoff-").suffix(".md").tempfile().map_err(trouble)?;
    file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(trouble)?;
    let not_started = |why: &str| format!("the editor `{command}` could not be started: {why}; set EDITOR to another");
    match run(&command, file.path()) {
        Ok(status) if status.success() => {}
        Ok(status) => {
            return Err(match status.code() {
                Some(126) => not_started("it may not be run"),
                Some(127) => not_started("there is no such program"),
                _ => format!("the editor `{command}` failed ({status}){}", left(file, text)),
            });
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(not_started("there is no such program")),
        Err(error) => return Err(not_started(&error.to_string())),
    }
    let mut written = String::new();
    let back = std::fs::File::open(file.path())
        .and_then(|file| file.take(FIELD_LIMIT as u64 + 1).read_to_string(&mut written));
    match back {
        Ok(length) if length > FIELD_LIMIT => {
            Err(format!("the text is longer than {FIELD_LIMIT} bytes{}", left(file, text)))
        }
        Ok(_) => {
            let written = written.replace("\r\n", "\n").replace('\r', "\n");
            Ok(Some(written).filter(|text| !text.trim().is_empty()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err("the editor took its file away; nothing was changed".to_owned())
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(format!("what the editor left is not UTF-8 text{}", left(file, text)))
        }
        Err(error) => Err(format!("what the editor left could not be read ({error}){}", left(file, text))),
    }
}

fn run(command: &str, file: &Path) -> io::Result<ExitStatus> {
    #[cfg(unix)]
    if command.contains(|c: char| "|&;<>()$`\\\"'\t\n*?[#~=%".contains(c)) {
        return Command::new("sh").arg("-c").arg(format!("{command} \"$@\"")).arg("handoff").arg(file).status();
    }
    let mut words = words(command).into_iter();
    let program = words.next().unwrap_or_default();
    Command::new(program).args(words).arg(file).status()
}

/// What becomes of a text that can't be taken over: the end of the sentence that says why.
fn left(file: NamedTempFile, before: &str) -> String {
    let same = std::fs::read(file.path()).is_ok_and(|now| now == before.as_bytes() || now.is_empty());
    let kept = if same { None } else { file.keep().ok() };
    kept.map_or("; nothing was changed".to_owned(), |(_, path)| {
        format!("; nothing was changed here, what was written is in {}", path.display())
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn edited(script: &str) -> Result<Option<String>, String> {
        edit("as drafted", Some(script))
    }

    #[test]
    fn words_are_parted_by_blanks_and_held_together_by_quotation_marks() {
        assert_eq!(words("code  --wait"), ["code", "--wait"]);
        assert_eq!(
            words(r#""C:\Program Files\ed.exe" -n '' it"s x"y"#),
            [r"C:\Program Files\ed.exe", "-n", "", "its xy"]
        );
        assert_eq!(words("  "), [""; 0]);
    }

    #[test]
    fn a_command_with_quotation_marks_is_started_as_a_shell_would() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("my editor");
        std::fs::write(&program, "#!/bin/sh\nprintf '%s|' \"$1\" \"$2\" > \"$3\"\n").unwrap();
        std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let command = format!("'{}' --wait \"two words\"", program.display());
        assert_eq!(edited(&command), Ok(Some("--wait|two words|".to_owned())));
    }

    #[test]
    fn an_editor_that_is_not_there_or_fails_is_told_by_name() {
        for command in ["no-such-editor-at-all", "'no-such-editor-at-all' -x"] {
            let said = edited(command).unwrap_err();
            assert!(said.contains(command) && said.contains("no such program"), "{said}");
        }
        let said = edited("false").unwrap_err();
        assert!(said.contains("`false` failed") && said.ends_with("nothing was changed"), "{said}");
    }

    #[test]
    fn what_was_written_is_never_thrown_away() {
        let long = "head -c 70000 /dev/zero | tr '\\0' x > \"$1\"; exit 0; :";
        for (script, written) in [
            ("f() { echo 'an hour of work' > \"$1\"; exit 3; }; f", "an hour of work\n"),
            ("f() { printf 'caf\\351' > \"$1\"; }; f", "caf"),
            (&format!("f() {{ {long}; }}; f"), "xxxx"),
        ] {
            let said = edited(script).unwrap_err();
            let path = said.rsplit_once(" is in ").expect(&said).1;
            let kept = std::fs::read(path).expect("a file");
            assert!(kept.starts_with(written.as_bytes()), "{said}");
            std::fs::remove_file(path).expect("a file");
        }
    }

    #[test]
    fn line_ends_are_made_one_kind_and_an_empty_text_is_none() {
        assert_eq!(
            edited("f() { printf 'one\\r\\ntwo\\rthree' > \"$1\"; }; f"),
            Ok(Some("one\ntwo\nthree".to_owned()))
        );
        assert_eq!(edited("f() { : > \"$1\"; }; f"), Ok(None));
        assert_eq!(edited("true"), Ok(Some("as drafted".to_owned())));
        assert!(edited("rm").unwrap_err().contains("took its file away"));
    }
}
