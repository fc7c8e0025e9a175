//! Reading a whole file that somebody else wrote: only regular files, and never more than a limit.
//!
//! A named pipe would be waited for for ever, and a device such as `/dev/zero` never ends; both are told
//! from files before and after they are opened.

use std::fs::{File, FileType, Metadata, OpenOptions};
use std::path::Path;

use super::StoreError;
use crate::whole;

/// The largest packet or source that is read, in bytes.
pub const LIMIT: u64 = 512 << 20;

/// Reads a whole regular file of at most [`LIMIT`] bytes. Links are followed.
///
/// # Errors
/// Not there, not a regular file, not readable, too large.
pub fn read(path: &Path) -> Result<Vec<u8>, StoreError> {
    let found = std::fs::metadata(path).map_err(|error| StoreError::io(path, "read", &error))?;
    check(path, &found)?;
    contents(path, &open(path)?)
}

/// Opens a file without waiting for a pipe's other end.
pub(super) fn open(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(OFlags::NONBLOCK.bits().cast_signed());
    }
    options.open(path).map_err(|error| StoreError::io(path, "read", &error))
}

/// The bytes of an open file, if it is one that may be read.
pub(super) fn contents(path: &Path, file: &File) -> Result<Vec<u8>, StoreError> {
    let found = file.metadata().map_err(|error| StoreError::io(path, "read", &error))?;
    check(path, &found)?;
    whole(path, file, found.len())
}

/// The bytes of an open regular file that has so many.
pub(super) fn whole(path: &Path, file: &File, length: u64) -> Result<Vec<u8>, StoreError> {
    if length > LIMIT {
        return Err(too_large(path, length));
    }
    let length = usize::try_from(length).unwrap_or(0);
    // One more than the limit, so that a file that grows meanwhile is noticed.
    let bytes = whole::rest(file, length, LIMIT + 1).map_err(|error| StoreError::io(path, "read", &error))?;
    if bytes.len() as u64 > LIMIT { Err(too_large(path, bytes.len() as u64)) } else { Ok(bytes) }
}

fn check(path: &Path, found: &Metadata) -> Result<(), StoreError> {
    if !found.is_file() {
        return Err(StoreError::new(path, format!("is {}, expected a file", sort(found.file_type()))));
    }
    if found.len() > LIMIT { Err(too_large(path, found.len())) } else { Ok(()) }
}

fn too_large(path: &Path, bytes: u64) -> StoreError {
    StoreError::new(path, format!("has {} MB, expected at most {} MB", bytes >> 20, LIMIT >> 20))
        .hint("is this the right file? a source can be split in two")
}

/// What else than a file it is.
#[cfg(unix)]
pub(super) fn sort(sort: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if sort.is_dir() {
        "a folder"
    } else if sort.is_fifo() {
        "a named pipe"
    } else if sort.is_socket() {
        "a socket"
    } else if sort.is_char_device() || sort.is_block_device() {
        "a device"
    } else {
        "not a file"
    }
}

#[cfg(not(unix))]
pub(super) fn sort(sort: FileType) -> &'static str {
    if sort.is_dir() { "a folder" } else { "not a file" }
}
