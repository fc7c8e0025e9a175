//! Archives: an export of Slack, a Word, PowerPoint or Excel file, or something that has to be unpacked.

use std::io::{Cursor, Read};

use serde_json::Value;
use zip::ZipArchive;

use super::Unreadable;
use super::format::{Format, Outcome, Peek, Reader};
use super::guard::guard;
use super::json::slack::Channel;
use super::office;

pub(super) const FORMAT: Format = Format { reader: Reader::Bytes { sniff, read } };

/// The most bytes that the files of an archive may have when they are unpacked.
const MOST: u128 = 512 * 1024 * 1024;
/// The most files.
const MOST_FILES: usize = 50_000;

type Archive = ZipArchive<Cursor<Vec<u8>>>;

fn sniff(peek: &Peek<'_>) -> bool {
    peek.bytes.starts_with(b"PK\x03\x04") || peek.bytes.starts_with(b"PK\x05\x06")
}

fn read(bytes: Vec<u8>, _: &str) -> Outcome {
    guard("archive", bytes.len(), move || {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            Unreadable::new(format!("this is an archive that can't be opened: {error}"))
                .hint("export or download it again")
        })?;
        if archive.len() > MOST_FILES || unpacked(&mut archive) > MOST {
            let what = format!("unpacked, its {} files are larger than {} MiB", archive.len(), MOST >> 20);
            return Err(Unreadable::new(what).hint("unpack it, and add the files that matter"));
        }
        let names: Vec<String> = archive.file_names().filter_map(Result::ok).map(|name| name.into_owned()).collect();
        let has = |name: &str| names.iter().any(|other| other == name);
        if has("[Content_Types].xml") {
            return office::read(archive.into_inner().into_inner());
        }
        if has("channels.json") || has("users.json") || names.iter().any(|name| day(name).is_some()) {
            return slack(&mut archive, names);
        }
        let some = names.iter().filter(|name| !name.ends_with('/')).take(3).cloned().collect::<Vec<_>>().join(", ");
        Err(Unreadable::new(format!(
            "this is an archive of {} files ({some} …), which is read only if Slack made it",
            names.len()
        ))
        .hint("unpack it, and add the files that matter"))
    })?
}

/// How large the files are said to be when they are unpacked.
fn unpacked(archive: &mut Archive) -> u128 {
    let sizes = (0..archive.len()).filter_map(|at| archive.by_index_raw(at).ok().map(|file| u128::from(file.size())));
    sizes.sum()
}

/// The channel and the day of a file of messages: `general/2026-07-02.json`.
fn day(name: &str) -> Option<(&str, &str)> {
    let (channel, file) = name.rsplit_once('/')?;
    let day = file.strip_suffix(".json")?;
    let is_day = day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    is_day.then(|| (channel.rsplit('/').next().unwrap_or(channel), day))
}

fn slack(archive: &mut Archive, mut names: Vec<String>) -> Outcome {
    let mut channel = Channel::default();
    let mut faults = Vec::new();
    if let Some(name) = names.iter().find(|name| name.rsplit('/').next() == Some("users.json")) {
        match json(archive, name) {
            Ok(users) => channel.know(&users),
            Err(fault) => faults.push((name.clone(), fault)),
        }
    }
    names.sort();
    let mut last = "";
    for name in &names {
        let Some((folder, _)) = day(name) else { continue };
        match json(archive, name) {
            Ok(Value::Array(messages)) => {
                channel.add(&messages, if folder == last { "" } else { folder });
                last = folder;
            }
            Ok(_) => faults.push((name.clone(), "no list of messages".to_owned())),
            Err(fault) => faults.push((name.clone(), fault)),
        }
    }
    let mut import = channel.finish()?;
    for (name, fault) in faults {
        import.note(name, format!("{fault}, left out"));
    }
    Ok(import)
}

fn json(archive: &mut Archive, name: &str) -> Result<Value, String> {
    let file = archive.by_name(name).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    file.take(MOST as u64).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    serde_json::from_slice(&bytes).map_err(|error| format!("not JSON ({error})"))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use crate::source::import;

    fn archive(files: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn an_export_of_slack_has_names_channels_and_days() {
        let users = r#"[{"id": "U0SAMLEE01", "profile": {"real_name": "Sam Lee", "email": "sam@freeboard.example", "title": "AE"}}]"#;
        let day = include_str!("../../tests/fixtures/source/slack-channel.json");
        let import = import(
            archive(&[
                ("users.json", users),
                ("channels.json", "[]"),
                ("deal-northwind/2026-07-02.json", day),
                ("deal-northwind/2026-07-03.json", "{"),
                ("logo.png", "x"),
            ]),
            "export.zip",
        )
        .unwrap();
        assert_eq!(import.format, "Slack");
        let text = import.text.as_str();
        assert!(
            text.starts_with("#deal-northwind\n\n2026-07-02\nMaya Chen: SSO & Okta by go-live, @Sam Lee?"),
            "{text}"
        );
        assert!(text.contains("Sam Lee: Yes <promise>"), "{text}");
        assert!(import.participants.iter().any(|person| person.title.as_deref() == Some("AE")));
        assert!(import.notes.iter().any(|note| note.place == "deal-northwind/2026-07-03.json"), "{:?}", import.notes);
    }

    #[test]
    fn another_archive_is_named_as_such() {
        let error = import(archive(&[("a.txt", "x"), ("b.txt", "y")]), "x.zip").unwrap_err();
        assert!(error.what.contains("a.txt, b.txt"), "{}", error.what);
        assert!(import(b"PK\x03\x04 cut off".to_vec(), "x.zip").is_err());
    }
}
