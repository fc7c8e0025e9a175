//! SHA-256 of stored bytes, as hex on disk. Never of a re-serialisation: what is hashed is what a person
//! with `sha256sum` hashes.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// A SHA-256 digest. Shown as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digests of the first `at` of these bytes and of all of them, for little more than the cost of one.
    pub fn of_both(bytes: &[u8], at: usize) -> (Self, Self) {
        let mut hasher = Sha256::new();
        hasher.update(&bytes[..at]);
        let first = hasher.clone().finalize();
        hasher.update(&bytes[at..]);
        (Self(first.into()), Self(hasher.finalize().into()))
    }

    /// From 64 lower-case hex digits. Upper case is refused: two spellings of one digest would let a
    /// line be changed without its meaning changing.
    pub fn parse(hex: &str) -> Option<Self> {
        Self::parse_bytes(hex.as_bytes())
    }

    /// As [`Digest::parse`], from the bytes of a file.
    pub fn parse_bytes(hex: &[u8]) -> Option<Self> {
        if hex.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Some(Self(bytes))
    }

    /// The 64 hex digits.
    pub fn hex(&self) -> String {
        self.to_string()
    }

    /// The first 12 hex digits: enough for a message.
    pub fn short(&self) -> String {
        let mut hex = self.to_string();
        hex.truncate(12);
        hex
    }
}

/// The value of a lower-case hex digit.
pub(super) fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut hex = String::with_capacity(64);
        for byte in self.0 {
            hex.push(char::from(DIGITS[usize::from(byte >> 4)]));
            hex.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        f.write_str(&hex)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn is_what_sha256sum_prints() {
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of(b"abc").hex(), hex);
        assert_eq!(Digest::parse(hex), Some(Digest::of(b"abc")));
    }

    #[test]
    fn two_digests_of_one_pass_are_those_of_two() {
        let bytes: Vec<u8> = (0..300_u16).map(|byte| byte as u8).collect();
        for at in [0, 1, 55, 56, 63, 64, 65, 128, 299, 300] {
            assert_eq!(Digest::of_both(&bytes, at), (Digest::of(&bytes[..at]), Digest::of(&bytes)), "{at}");
        }
    }

    #[test]
    fn one_digest_has_one_spelling() {
        let hex = Digest::of(b"abc").hex();
        assert_eq!(Digest::parse(&hex.to_uppercase()), None);
        assert_eq!(Digest::parse(&hex[1..]), None);
        assert_eq!(Digest::parse(&format!("{}g", &hex[1..])), None);
    }
}
