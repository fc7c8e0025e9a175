//! Who has a packet open right now, and at which claim they look: one small hidden file a session, beside
//! the packet, never in the trail.
//!
//! A hint and nothing more: nothing is decided by it, and where it can't be written nobody is told. The
//! file is held open and written anew every few seconds; one that was not is somebody's who was killed,
//! and the next session that looks removes it. Leaving removes one's own.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::Paths;
use crate::packet::ClaimId;
use crate::review::Actor;

/// How often a file is written anew although nothing changed.
const REFRESH: Duration = Duration::from_secs(3);

/// From which age on a file is a killed session's.
const EXPIRED: Duration = Duration::from_secs(12);

/// The most that is read of such a file.
const LIMIT: u64 = 4096;

/// Tells sessions of one process apart.
static SESSIONS: AtomicU32 = AtomicU32::new(0);

/// Who is here, and where they look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Who.
    pub name: String,
    /// The claim they look at.
    #[serde(default)]
    pub claim: Option<ClaimId>,
}

/// What a file says.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    #[serde(flatten)]
    seen: Seen,
    /// The process, and on which machine its number means something.
    #[serde(default)]
    process: Option<(u32, String)>,
}

/// This session, for others to see.
#[derive(Debug)]
pub struct Presence {
    folder: PathBuf,
    /// What such files' names begin with.
    stem: String,
    own: String,
    file: Option<File>,
    said: Option<Seen>,
    written: Instant,
    machine: Option<String>,
}

impl Presence {
    /// A session that nobody sees yet.
    pub fn new(paths: &Paths) -> Self {
        let stem = Paths::name(&paths.hidden("here-"));
        let number = SESSIONS.fetch_add(1, Ordering::Relaxed);
        let own = format!("{stem}{}-{number}", std::process::id());
        Self {
            folder: paths.folder.clone(),
            stem,
            own,
            file: None,
            said: None,
            written: Instant::now(),
            machine: machine(),
        }
    }

    /// Says who is here and where they look; cheap when nothing changed.
    pub fn say(&mut self, who: &Actor, claim: Option<&ClaimId>) {
        let seen = Seen { name: who.name.clone(), claim: claim.cloned() };
        let fresh = self.said.as_ref() == Some(&seen) && self.written.elapsed() < REFRESH;
        if !fresh {
            self.said = Some(seen);
            self.write();
        }
    }

    fn write(&mut self) {
        let Some(seen) = self.said.clone() else { return };
        let note = Note { seen, process: self.machine.clone().map(|machine| (std::process::id(), machine)) };
        let Ok(bytes) = serde_json::to_vec(&note) else { return };
        self.written = Instant::now();
        let path = self.folder.join(&self.own);
        // Somebody took us for dead while we slept, or this is the first time.
        if self.file.is_none() || path.symlink_metadata().is_err() {
            self.file = created(&path);
        }
        let Some(file) = &mut self.file else { return };
        let written = file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0))).and_then(|_| file.write_all(&bytes));
        if written.is_err() {
            self.file = None;
        }
    }

    /// Who else is here. Removes what killed sessions left.
    pub fn others(&self) -> Vec<Seen> {
        let Ok(list) = std::fs::read_dir(&self.folder) else { return Vec::new() };
        let mut others: Vec<Seen> = list
            .flatten()
            .filter(|entry| {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                name.starts_with(&self.stem) && *name != *self.own
            })
            .filter_map(|entry| self.read(&entry.path()))
            .collect();
        others.sort_by(|one, other| one.name.cmp(&other.name));
        others
    }
}

impl Presence {
    /// What another session says; `None` where it is no such file, or one that a killed session left.
    fn read(&self, path: &Path) -> Option<Seen> {
        let found = path.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
        let expired = found.modified().ok()?.elapsed().is_ok_and(|age| age > EXPIRED);
        let mut bytes = Vec::new();
        File::open(path).ok()?.take(LIMIT).read_to_end(&mut bytes).ok()?;
        let note: Option<Note> = serde_json::from_slice(&bytes).ok();
        if expired || note.as_ref().is_some_and(|note| self.is_gone(note)) {
            let _ = std::fs::remove_file(path);
            return None;
        }
        note.map(|note| note.seen)
    }

    /// Whether the process that wrote a note is one of this machine's and has ended.
    fn is_gone(&self, note: &Note) -> bool {
        match (&note.process, &self.machine) {
            (Some((process, theirs)), Some(ours)) if theirs == ours => {
                !Path::new("/proc").join(process.to_string()).exists()
            }
            _ => false,
        }
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = std::fs::remove_file(self.folder.join(&self.own));
        }
    }
}

/// A new file of our own, private to the user; never one that is there already.
fn created(path: &Path) -> Option<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o644);
    }
    options.open(path).ok()
}

/// This machine since it was started, and this space of process numbers; `None` where that can't be told.
fn machine() -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let space = std::fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{} {}", boot.trim(), space.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::Seat;

    fn who(name: &str) -> Actor {
        Actor { name: name.to_owned(), email: None, role: Seat::Csm }
    }

    fn packet() -> (tempfile::TempDir, Paths) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("packet.json"), "{}").unwrap();
        let paths = Paths::find(folder.path()).unwrap();
        (folder, paths)
    }

    #[test]
    fn each_sees_the_other_and_leaving_leaves_nothing() {
        let (folder, paths) = packet();
        let (mut one, mut other) = (Presence::new(&paths), Presence::new(&paths));
        one.say(&who("Dana Ruiz"), Some(&ClaimId("c07".into())));
        other.say(&who("Sam Lee"), None);
        assert_eq!(other.others(), [Seen { name: "Dana Ruiz".into(), claim: Some(ClaimId("c07".into())) }]);
        one.say(&who("Dana Ruiz"), Some(&ClaimId("c08".into())));
        assert_eq!(other.others()[0].claim, Some(ClaimId("c08".into())));
        assert_eq!(one.others(), [Seen { name: "Sam Lee".into(), claim: None }]);
        drop((one, other));
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(left, ["packet.json"]);
    }

    #[test]
    fn what_a_killed_session_left_is_removed_by_the_next_that_looks() {
        let (folder, paths) = packet();
        let junk = paths.hidden("here-1-0");
        std::fs::write(&junk, r#"{"name":"Nobody"}"#).unwrap();
        let old = std::time::SystemTime::now() - Duration::from_secs(60);
        File::options().write(true).open(&junk).unwrap().set_modified(old).unwrap();
        assert_eq!(Presence::new(&paths).others(), []);
        assert!(!junk.exists());
        // One of this machine's processes that has ended need not even be old.
        if let Some(machine) = machine() {
            let note = Note { seen: Seen { name: "Nobody".into(), claim: None }, process: Some((u32::MAX, machine)) };
            std::fs::write(&junk, serde_json::to_vec(&note).unwrap()).unwrap();
            assert_eq!(Presence::new(&paths).others(), []);
            assert!(!junk.exists());
        }
        std::fs::write(&junk, "not JSON").unwrap();
        assert_eq!(Presence::new(&paths).others(), []);
        drop(folder);
    }
}
