//! The four things that an append asks of the operating system, as a seam: what happens when one of them
//! fails can be tested only if a test can make it fail.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// What an append asks of the operating system.
pub trait Disk: Send + std::fmt::Debug {
    /// One write at the end of the file. May write less than was asked for.
    ///
    /// # Errors
    /// As the system says.
    fn write(&self, mut file: &File, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match file.write(bytes) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                outcome => return outcome,
            }
        }
    }

    /// The file's bytes reach the disk.
    ///
    /// # Errors
    /// As the system says. Never asked a second time for the same bytes: after a failure the system may
    /// have forgotten that they were not written.
    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_data()
    }

    /// The file ends here.
    ///
    /// # Errors
    /// As the system says.
    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        file.set_len(length)
    }

    /// The folder's list of names reaches the disk.
    ///
    /// # Errors
    /// As the system says.
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        sync_folder(folder)
    }
}

/// The operating system's own.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Disk for System {}

/// Makes a new or renamed file's name durable. Only Unix has to be asked.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
