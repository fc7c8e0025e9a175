//! The packets of a library: a folder with packets somewhere below it.

use std::path::{Path, PathBuf};

use super::StoreError;

/// How deep packets are looked for.
const DEPTH: usize = 6;

/// How much of a file is looked at to tell whether it is a packet.
const HEAD: u64 = 4096;

/// The packets below a folder, in order of their paths. A folder with a `packet.json` is one packet, and
/// nothing is looked for inside it; a `*.json` that starts out as a packet is one as well. Folders whose
/// name starts with a dot are passed over, and links to folders are followed only to a packet.
///
/// # Errors
/// The folder itself can't be read. Folders below it that can't be read are passed over.
pub fn packets(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut found = Vec::new();
    let list = std::fs::read_dir(folder).map_err(|error| StoreError::io(folder, "read", &error))?;
    collect(list, DEPTH, &mut found);
    found.sort();
    Ok(found)
}

fn collect(list: std::fs::ReadDir, depth: usize, found: &mut Vec<PathBuf>) {
    for entry in list.flatten() {
        let Ok(sort) = entry.file_type() else { continue };
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        if sort.is_file() {
            if is_single(&path, &name) {
                found.push(path);
            }
        } else if path.join("packet.json").symlink_metadata().is_ok() {
            found.push(path);
        } else if sort.is_dir()
            && depth > 0
            && let Ok(list) = std::fs::read_dir(&path)
        {
            collect(list, depth - 1, found);
        }
    }
}

/// Whether a file is a packet of its own and not one of a packet's other files.
fn is_single(path: &Path, name: &str) -> bool {
    use std::io::Read;

    if !name.ends_with(".json") || name.ends_with("reviewed.json") {
        return false;
    }
    let mut head = Vec::new();
    let Ok(file) = std::fs::File::open(path) else { return false };
    file.take(HEAD).read_to_end(&mut head).is_ok() && memchr::memmem::find(&head, b"\"handoff-packet/").is_some()
}
