//! Reading an open file to its end, in as few calls as there can be: a library has a hundred thousand files.
//!
//! Knows nothing of what is in them, nor of how large they may be: whoever calls has looked at that. It may
//! surprise you that the end is not asked for a second time: a regular file that gives less than was asked for
//! has ended.

use std::fs::File;
use std::io::{ErrorKind, Read};

/// The bytes of a regular file from where it stands, but no more than `most`. `expected` is how many it is said
/// to have; it may have more or fewer by now.
///
/// # Errors
/// It can't be read.
pub fn rest(mut file: &File, expected: usize, most: u64) -> std::io::Result<Vec<u8>> {
    let asked = usize::try_from(most).unwrap_or(usize::MAX).min(expected.saturating_add(1));
    let mut bytes = vec![0; asked];
    let mut filled = 0;
    while filled < asked {
        match file.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(length) => filled += length,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if filled == expected {
            break;
        }
    }
    bytes.truncate(filled);
    // It has grown, or is one of those that are said to have nothing in them.
    if filled > expected || expected == 0 {
        file.take(most - filled as u64).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn all_of_it_whatever_was_expected_and_no_more_than_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        for length in [0, 1, 2, 4095, 4096, 70_000_usize] {
            let words: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            fs::write(&path, &words).unwrap();
            for expected in [0, 1, length.saturating_sub(1), length, length + 1, length * 2] {
                for most in [0, 1, length as u64 / 2, length as u64, length as u64 + 1, 1 << 20] {
                    let read = rest(&File::open(&path).unwrap(), expected, most).unwrap();
                    let wanted = length.min(usize::try_from(most).unwrap());
                    assert!(read == words[..wanted], "{length} bytes, {expected} expected, at most {most}");
                }
            }
        }
    }
}
