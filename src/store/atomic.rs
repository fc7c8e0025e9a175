//! Writing a whole file so that a reader finds the old bytes or the new ones, never half of them.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::StoreError;
use crate::audit::disk::sync_folder;

/// What the names of unfinished files start and end with.
const UNFINISHED: (&str, &str) = (".handoff-", ".tmp");

/// An unfinished file of this age belongs to a program that is gone.
const STALE: Duration = Duration::from_secs(600);

/// Replaces the file at `path`, or creates it, private to the user. On disk when this returns.
///
/// # Errors
/// It can't be written; the old file is as it was.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let failed = |error: std::io::Error| StoreError::io(path, "written", &error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = unfinished(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    sync_folder(folder).map_err(failed)
}

/// A new file in a folder, readable for the user alone, which is taken away again unless it is put in its place.
///
/// # Errors
/// It can't be made.
pub fn unfinished(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(UNFINISHED.0).suffix(UNFINISHED.1).tempfile_in(folder)
}

/// Takes away what programs that were killed left unfinished in a folder.
pub fn clean(folder: &Path) {
    let Ok(list) = std::fs::read_dir(folder) else { return };
    for entry in list.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_stale = || {
            let modified = entry.metadata().and_then(|found| found.modified()).ok()?;
            Some(SystemTime::now().duration_since(modified).ok()? > STALE)
        };
        if name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1) && is_stale() == Some(true) {
            // Somebody else may be doing the same.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
