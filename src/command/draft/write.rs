//! Where the packet goes. A packet that somebody has begun to review is never overwritten; one that nobody
//! has touched is replaced at once, and its old bytes are kept beside it.

use std::path::{Path, PathBuf};

use crate::command::{Failure, tell};
use crate::packet::Packet;
use crate::store::{StoreError, atomic, sources};

/// The name under which a replaced draft is kept.
const KEPT: &str = "packet-before.json";

/// The folder that is written to.
#[derive(Debug)]
pub(super) struct Target {
    folder: PathBuf,
    copies: bool,
}

impl Target {
    /// Looks whether the packet may be written there, before anything is read.
    pub(super) fn new(dir: &Path, out: Option<&Path>) -> Result<Self, Failure> {
        let folder = out.unwrap_or(dir).to_owned();
        let same = |a: &Path, b: &Path| a.canonicalize().ok().is_some_and(|a| b.canonicalize().ok() == Some(a));
        let target = Self { copies: out.is_some_and(|out| !same(out, dir)), folder };
        target.check()?;
        Ok(target)
    }

    fn check(&self) -> Result<(), Failure> {
        let trail = self.folder.join("audit.jsonl");
        match std::fs::symlink_metadata(&trail) {
            Ok(found) if found.len() > 0 => Err(Failure::new(format!(
                "{}: somebody has begun to review the packet here, so its draft can't be replaced",
                self.folder.display()
            ))
            .hint("`handoff refresh` adds sources to it; `--out FOLDER` drafts it anew elsewhere".to_owned())),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Writes the packet, and returns where it is.
    pub(super) fn write(&self, dir: &Path, packet: &Packet) -> Result<PathBuf, Failure> {
        let path = self.folder.join("packet.json");
        if self.copies {
            make(&self.folder)?;
            for source in packet.sources.iter().filter_map(|source| source.path.as_deref()) {
                self.copy(dir, source)?;
            }
        }
        let mut bytes = serde_json::to_vec_pretty(packet).map_err(Failure::new)?;
        bytes.push(b'\n');
        self.check()?;
        if let Ok(old) = crate::store::read(&path)
            && old != bytes
        {
            atomic::write(&self.folder.join(KEPT), &old)?;
            tell(&format!("{}: nobody had reviewed it; replaced, and kept as {KEPT}", path.display()));
        }
        atomic::write(&path, &bytes)?;
        Ok(path)
    }

    /// Copies a source byte for byte; one that is there already must be the same.
    fn copy(&self, dir: &Path, source: &str) -> Result<(), Failure> {
        let Ok(bytes) = sources::read_inside(dir, source) else { return Ok(()) };
        let to = self.folder.join(source);
        match crate::store::read(&to) {
            Ok(there) if there == bytes => return Ok(()),
            Ok(_) => {
                return Err(Failure::new(format!("{}: another file of this name is there already", to.display()))
                    .hint("give `--out` a new folder".to_owned()));
            }
            Err(_) => {}
        }
        if let Some(folder) = to.parent() {
            make(folder)?;
        }
        Ok(atomic::write(&to, &bytes)?)
    }
}

/// Makes a folder, private to the user, unless it is there.
fn make(folder: &Path) -> Result<(), Failure> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| StoreError::io(folder, "created", &error).into())
}
