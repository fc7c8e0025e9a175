//! Loading a packet's sources: from the folder and nowhere else.
//!
//! A path in a packet is untrusted. It is relative, has no `..`, and where it leads through links it has
//! to end inside the folder; that is looked at again once the file is open, so that a link that is swapped
//! meanwhile gains nothing. What can't be loaded is no failure: its claims can still be judged.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::{Paths, StoreError, bounded};
use crate::audit::Digest;
use crate::packet::Source;
use crate::source::{self, Import, Unreadable};

/// A source, as far as it could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// Its words, or why there are none.
    pub import: Result<Import, Unreadable>,
    /// The digest of its bytes, where they could be read.
    pub sha256: Option<Digest>,
    /// Whether the bytes are the ones that the packet names; `None` where it names none, or where they
    /// could not be read.
    pub unchanged: Option<bool>,
    /// How many bytes it has.
    pub bytes: u64,
}

/// Reads one source of a packet.
pub fn load(paths: &Paths, source: &Source) -> Loaded {
    load_from(&Inside::of(&paths.folder), source)
}

/// As [`load`], for those who read several sources of a folder.
pub(super) fn load_from(inside: &Inside<'_>, source: &Source) -> Loaded {
    let (bytes, name) = match bytes_from(inside, source) {
        Ok(found) => found,
        Err(why) => return Loaded { import: Err(why), sha256: None, unchanged: None, bytes: 0 },
    };
    let sha256 = Digest::of(&bytes);
    let unchanged = source.sha256.as_ref().map(|wanted| wanted.trim().eq_ignore_ascii_case(&sha256.hex()));
    let length = bytes.len() as u64;
    let import = match &source.text {
        // Words that came inside the packet are words, whatever an importer makes of them.
        Some(text) => source::import(bytes, &name).or_else(|_| Ok(source::Import::snippet(text))),
        None => {
            let beside = || match source.path.as_deref() {
                Some(path) => {
                    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                    let open = |file: &str| match folder {
                        "" => inside.read(file).ok(),
                        folder => inside.read(&format!("{folder}/{file}")).ok(),
                    };
                    companions(&inside.folder.join(folder), &name, open)
                }
                None => Vec::new(),
            };
            with_companions(bytes, &name, beside)
        }
    };
    Loaded { import, sha256: Some(sha256), unchanged, bytes: length }
}

/// Reads a file that a person named, with the names from what lies beside it.
///
/// # Errors
/// As [`source::import`].
pub fn read_with_companions(bytes: Vec<u8>, file: &Path) -> Result<Import, Unreadable> {
    let name = Paths::name(file);
    let folder = file.parent().unwrap_or(Path::new(""));
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    with_companions(bytes, &name, || companions(folder, &name, |other| bounded::read(&folder.join(other)).ok()))
}

fn with_companions(bytes: Vec<u8>, name: &str, beside: impl FnOnce() -> Vec<Vec<u8>>) -> Result<Import, Unreadable> {
    if source::wants_companion(&bytes) {
        source::import_beside(bytes, name, &beside())
    } else {
        source::import(bytes, name)
    }
}

/// The files of a folder that are there only for the names in them. `own` is the source's own.
fn companions(folder: &Path, own: &str, open: impl Fn(&str) -> Option<Vec<u8>>) -> Vec<Vec<u8>> {
    /// Among how many files they are looked for, and how large one may be.
    const MOST: usize = 100;
    const LARGEST: u64 = 16 << 20;
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let small =
        |entry: &std::fs::DirEntry| entry.metadata().is_ok_and(|found| found.is_file() && found.len() <= LARGEST);
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(small)
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name != own && name.ends_with(".json"))
        .collect();
    names.sort();
    names.iter().take(MOST).filter_map(|name| open(name)).filter(|bytes| source::is_companion(bytes)).collect()
}

/// The bytes of a source and the name of its file.
///
/// # Errors
/// Where a file is named: it is not there, not inside the folder, or can't be read.
pub fn bytes(paths: &Paths, source: &Source) -> Result<(Vec<u8>, String), Unreadable> {
    bytes_from(&Inside::of(&paths.folder), source)
}

fn bytes_from(inside: &Inside<'_>, source: &Source) -> Result<(Vec<u8>, String), Unreadable> {
    match (&source.path, &source.text) {
        (None, Some(text)) => Ok((text.clone().into_bytes(), String::new())),
        (Some(path), None) => match inside.read(path) {
            Ok(bytes) => Ok((bytes, path.rsplit('/').next().unwrap_or(path).to_owned())),
            Err(error) => Err(Unreadable { place: path.clone(), what: error.what, hint: error.hint }),
        },
        (Some(path), Some(_)) => Err(Unreadable {
            place: path.clone(),
            what: "the packet gives both a `path` and a `text`, expected one of them".to_owned(),
            hint: Some("take one of them out of packet.json before the review begins".to_owned()),
        }),
        (None, None) => Err(Unreadable {
            place: String::new(),
            what: "the packet gives neither a `path` nor a `text`".to_owned(),
            hint: Some("put the file into the packet's folder and its path into packet.json".to_owned()),
        }),
    }
}

/// Reads a file that a packet names, if it lies inside the packet's folder.
///
/// # Errors
/// The path leaves the folder, by its letters or through a link; or the file can't be read.
pub fn read_inside(folder: &Path, path: &str) -> Result<Vec<u8>, StoreError> {
    Inside::of(folder).read(path)
}

/// A packet's folder, which is opened once for all the files in it that are read.
pub(super) struct Inside<'p> {
    folder: &'p Path,
    #[cfg(target_os = "linux")]
    root: std::cell::OnceCell<Option<std::os::fd::OwnedFd>>,
}

impl<'p> Inside<'p> {
    /// Nothing is opened yet.
    pub(super) fn of(folder: &'p Path) -> Self {
        Self {
            folder,
            #[cfg(target_os = "linux")]
            root: std::cell::OnceCell::new(),
        }
    }

    /// As [`read_inside`].
    fn read(&self, path: &str) -> Result<Vec<u8>, StoreError> {
        check_letters(path).map_err(|what| refuse(path, what))?;
        if let Some((file, length)) = self.beneath(path) {
            return bounded::whole(&self.folder.join(path), &file, length);
        }
        step_by_step(self.folder, path)
    }

    /// Opens a regular file where the system can promise by itself, and in one call, that no link on the way
    /// leads out of the folder, and says how long it is. `None` says nothing: then it is looked at step by step.
    #[cfg(target_os = "linux")]
    fn beneath(&self, path: &str) -> Option<(File, u64)> {
        use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat, openat2};
        let open = || {
            let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
            openat(CWD, self.folder, flags, Mode::empty()).ok()
        };
        let root = self.root.get_or_init(open).as_ref()?;
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
        let file = File::from(openat2(root, path, flags, Mode::empty(), resolve).ok()?);
        let found = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
        Some((file, found.len()))
    }

    /// Other systems promise nothing of the kind.
    #[cfg(not(target_os = "linux"))]
    fn beneath(&self, _: &str) -> Option<(File, u64)> {
        None
    }
}

fn refuse(path: &str, what: &str) -> StoreError {
    StoreError::new(path, what.to_owned()).hint("copy the source into the packet's folder and name it from there")
}

/// Reads a file whose letters stay in the folder, if the links on the way do as well.
fn step_by_step(folder: &Path, path: &str) -> Result<Vec<u8>, StoreError> {
    let outside = || refuse(path, "the path leads out of the packet's folder through a link, which is refused");
    let root = folder.canonicalize().map_err(|error| StoreError::io(folder, "read", &error))?;
    let real = |path: &Path| path.canonicalize().map_err(|error| missing(path, &error));
    let named = root.join(path);
    let target = real(&named)?;
    if !target.starts_with(&root) {
        return Err(outside());
    }
    let found = std::fs::metadata(&target).map_err(|error| StoreError::io(path, "read", &error))?;
    if !found.is_file() {
        return Err(StoreError::new(path, format!("is {}, expected a file", bounded::sort(found.file_type()))));
    }
    let file = bounded::open(&target)?;
    // The links may have been changed since: the open file has to be the one that is there now, inside.
    let again = real(&named)?;
    if !again.starts_with(&root) || !is_same(&file, &again) {
        return Err(outside());
    }
    bounded::contents(&named, &file)
}

/// Whether a path could leave the folder by its letters alone, on this system or another.
fn check_letters(path: &str) -> Result<(), &'static str> {
    if path.is_empty() {
        return Err("the path is empty, expected a file in the packet's folder");
    }
    if path.contains('\0') {
        return Err("the path holds a NUL character, which no file name has");
    }
    if path.contains('\\') {
        return Err("the path has a backslash in it, expected `/` between folders");
    }
    let drive = matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if path.starts_with('/') || drive {
        return Err("the path is absolute, expected one that starts in the packet's folder");
    }
    if path.split('/').any(|part| part == "..") {
        return Err("the path leaves the packet's folder, which is refused");
    }
    Ok(())
}

fn missing(path: &Path, error: &std::io::Error) -> StoreError {
    let error = StoreError::io(PathBuf::from(Paths::name(path)), "read", error);
    error.hint("put the file where packet.json says it is, byte for byte as it was received")
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_same(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn what_the_system_vouches_for_lies_beneath_the_folder_and_is_a_file() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("packet");
        fs::create_dir_all(folder.join("sources")).unwrap();
        fs::write(outer.path().join("secret.txt"), "secret").unwrap();
        fs::write(folder.join("sources/call.txt"), "words").unwrap();
        for (from, to) in [
            ("sources/call.txt", "in.txt"),
            ("../packet/sources/call.txt", "round.txt"),
            ("../secret.txt", "out.txt"),
            ("..", "up"),
            ("/proc/self/exe", "magic"),
        ] {
            symlink(from, folder.join(to)).unwrap();
        }
        symlink(folder.join("sources/call.txt"), folder.join("absolute.txt")).unwrap();
        rustix::fs::mknodat(rustix::fs::CWD, folder.join("pipe"), rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        let inside = Inside::of(&folder);
        for path in ["sources/call.txt", "./sources/call.txt", "in.txt"] {
            let (file, length) = inside.beneath(path).expect(path);
            assert_eq!((whole_of(&file, length), length), ("words".to_owned(), 5), "{path}");
        }
        for path in [
            "round.txt",
            "out.txt",
            "up/secret.txt",
            "../secret.txt",
            "magic",
            "absolute.txt",
            "pipe",
            "sources",
            "gone",
        ] {
            assert!(inside.beneath(path).is_none(), "{path}");
        }
        // The folder is the one that was opened, whatever stands at its path by now.
        fs::rename(&folder, outer.path().join("moved")).unwrap();
        symlink(outer.path(), &folder).unwrap();
        assert!(inside.beneath("secret.txt").is_none());
        assert!(inside.beneath("sources/call.txt").is_some());
    }

    fn whole_of(file: &File, length: u64) -> String {
        String::from_utf8(bounded::whole(Path::new("file"), file, length).unwrap()).unwrap()
    }
}
