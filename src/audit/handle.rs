//! Opening a trail's file and reading from it: only a regular file, never through a link, never more than
//! a limit, and private to the user where it is made.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Seek, SeekFrom};
use std::path::Path;

use super::trouble::{Kind, Trouble, name};
use crate::whole;

/// The longest trail that is read, in bytes. No review comes near it; a damaged or foreign file may.
pub const LIMIT: u64 = 1 << 30;

/// Opens the file to look at it; `None` where there is none.
pub(super) fn to_read(path: &Path) -> Result<Option<File>, Trouble> {
    match options().read(true).open(path) {
        Ok(file) => regular(file, path).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot(path, "read", &error)),
    }
}

/// Opens the file to append to it, and says whether it had to be made.
pub(super) fn to_write(path: &Path) -> Result<(File, bool), Trouble> {
    let mut options = options();
    options.read(true).append(true);
    let (opened, made) = match options.open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => (options.create(true).open(path), true),
        opened => (opened, false),
    };
    match opened {
        Ok(file) => Ok((regular(file, path)?, made)),
        Err(error) => Err(cannot(path, "written", &error)),
    }
}

/// The file's bytes from an offset on.
pub(super) fn bytes(mut file: &File, path: &Path, from: u64) -> Result<Vec<u8>, Trouble> {
    let denied = |error| Trouble::denied(&name(path), "read", &error);
    let length = file.metadata().map_err(denied)?.len();
    if length > LIMIT {
        return Err(Trouble {
            kind: Kind::Denied,
            place: name(path),
            what: format!("the file has {length} bytes, expected at most {LIMIT}"),
            hint: "this can't be the trail of a review: look what became of it".to_owned(),
        });
    }
    let wanted = length.saturating_sub(from);
    file.seek(SeekFrom::Start(from)).map_err(denied)?;
    whole::rest(file, usize::try_from(wanted).unwrap_or(0), wanted).map_err(denied)
}

fn cannot(path: &Path, doing: &str, error: &std::io::Error) -> Trouble {
    let mut trouble = Trouble::denied(&name(path), doing, error);
    if path.is_symlink() {
        trouble.what = "the file is a link to another place, which is not followed".to_owned();
        trouble.hint = "put the trail itself into the packet's folder".to_owned();
    }
    trouble
}

fn regular(file: File, path: &Path) -> Result<File, Trouble> {
    match file.metadata() {
        Ok(found) if found.is_file() => Ok(file),
        Ok(_) => Err(Trouble {
            kind: Kind::Denied,
            place: name(path),
            what: "this is not a file, expected the trail of a review".to_owned(),
            hint: "look what stands there, and move it away".to_owned(),
        }),
        Err(error) => Err(Trouble::denied(&name(path), "read", &error)),
    }
}

/// Private to the user; a link is not followed, and a pipe is not waited for.
pub(super) fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600).custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    options
}

/// Whether the open file is the one that stands at the path now.
#[cfg(unix)]
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::symlink_metadata(path)) {
        (Ok(mine), Ok(there)) => (mine.dev(), mine.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

/// Elsewhere an open file can't be replaced.
#[cfg(not(unix))]
pub(super) fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

pub(super) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}
