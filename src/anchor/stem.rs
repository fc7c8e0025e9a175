//! The words of a text as hashes of their first letters, as fast as a text can be cut into words.
//!
//! Sixty-four bytes at a time are told apart into letters and others with plain integer arithmetic, so that
//! no branch depends on a single byte. Case does not count, nor what follows the fifth letter. In scripts
//! without spaces every two characters are a word.

use std::ops::Range;

use super::script;

/// Letters of a word that count.
const STEM: usize = 5;
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
/// Bytes looked at together.
const BLOCK: usize = 64;

/// Tells the place and the hash of every word, in order.
pub(super) fn each_word(text: &str, mut tell: impl FnMut(usize, u64)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = (at + BLOCK).min(bytes.len());
        let (mut words, foreign) = masks(&bytes[at..end]);
        let mut next = end;
        while words != 0 {
            let start = words.trailing_zeros() as usize;
            let len = (!(words >> start)).trailing_zeros() as usize;
            let mut stop = at + start + len;
            let run = u64::MAX >> (BLOCK - len) << start;
            let mut plain = foreign & run == 0;
            if stop == end && end < bytes.len() {
                // The word may go on: the next block starts with it, unless it fills this one.
                if start > 0 {
                    next = at + start;
                    break;
                }
                let goes_on = |byte: &&u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
                stop += bytes[stop..].iter().take_while(goes_on).count();
                plain = bytes[at..stop].is_ascii();
                next = stop;
            }
            if plain {
                tell(at + start, ascii(bytes, at + start..stop));
            } else {
                spelled(text, at + start..stop, &mut tell);
            }
            words &= !run;
        }
        at = next;
    }
}

/// Which of up to 64 bytes belong to words, and which of those are no ASCII.
fn masks(block: &[u8]) -> (u64, u64) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    let (mut words, mut foreign) = (0, 0);
    for (index, eight) in block.chunks(8).enumerate() {
        let mut buffer = [0; 8];
        buffer[..eight.len()].copy_from_slice(eight);
        let value = u64::from_le_bytes(buffer);
        let high = value & HIGH;
        let low = value & !HIGH;
        // Adding carries into a byte's high bit when the byte is at least the bound.
        let from = |value: u64, bound: u8| value + u64::from(0x80 - bound) * ONES;
        let small = low | (0x20 * ONES);
        let letter = from(small, b'a') & !from(small, b'z' + 1);
        let digit = from(low, b'0') & !from(low, b'9' + 1);
        let gather = |bits: u64| (bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        words |= gather(((letter | digit) & HIGH & !high) | high) << (8 * index);
        foreign |= gather(high) << (8 * index);
    }
    (words, foreign)
}

fn mixed(value: u64) -> u64 {
    (value ^ (value >> 29)).wrapping_mul(MIX)
}

/// The hash of an ASCII word: its first letters as one number. The bit that tells small letters from
/// capitals is set in all, which leaves digits as they are.
fn ascii(bytes: &[u8], word: Range<usize>) -> u64 {
    let len = word.len().min(STEM);
    let mut stem = [0; 8];
    if let Some(eight) = bytes.get(word.start..word.start + 8) {
        stem.copy_from_slice(eight);
    } else {
        stem[..len].copy_from_slice(&bytes[word.start..word.start + len]);
    }
    mixed((u64::from_le_bytes(stem) | 0x2020_2020_2020_2020) & (u64::MAX >> (64 - 8 * len)))
}

/// As [`each_word`], for a stretch with other than ASCII characters, one character at a time.
fn spelled(text: &str, stretch: Range<usize>, tell: &mut impl FnMut(usize, u64)) {
    let close = |word: Range<usize>, tell: &mut dyn FnMut(usize, u64)| {
        let letters = &text[word.clone()];
        if letters.is_empty() {
        } else if letters.is_ascii() {
            tell(word.start, ascii(text.as_bytes(), word));
        } else {
            let stem = letters.chars().take(STEM).flat_map(char::to_lowercase);
            let hash = stem.fold(0, |hash: u64, c| hash.wrapping_mul(MIX) ^ u64::from(c as u32));
            tell(word.start, mixed(hash));
        }
    };
    let mut word = stretch.start..stretch.start;
    let mut previous: Option<(usize, char)> = None;
    for (index, c) in text[stretch.clone()].char_indices() {
        let at = stretch.start + index;
        let end = at + c.len_utf8();
        if c.is_alphanumeric() && !script::unspaced(c) {
            previous = None;
            word.end = end;
            continue;
        }
        close(std::mem::replace(&mut word, end..end), tell);
        let before = previous.take();
        if script::unspaced(c) {
            previous = Some((at, c));
            if let Some((place, before)) = before {
                tell(place, mixed((u64::from(before as u32) << 32) | u64::from(c as u32)));
            }
        }
    }
    close(word, tell);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<(usize, u64)> {
        let mut found = Vec::new();
        each_word(text, |at, hash| found.push((at, hash)));
        found
    }

    proptest! {
        #[test]
        fn words_are_those_between_other_characters(text in "[a-zA-Z0-9éж ,.'\u{201c}-]{0,300}") {
            let mut expected = Vec::new();
            let mut start = None;
            for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
                match (c.is_alphanumeric(), start) {
                    (true, None) => start = Some(at),
                    (false, Some(from)) => {
                        expected.push(from);
                        start = None;
                    }
                    _ => {}
                }
            }
            let found: Vec<usize> = words(&text).into_iter().map(|(at, _)| at).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn a_word_has_one_hash_wherever_it_stands(word in "[a-z0-9]{1,80}", before in "[ .,]{0,70}", after in "[ .,]{1,70}") {
            let alone = words(&word);
            let inside = words(&format!("{before}{}{after}", word.to_uppercase()));
            prop_assert_eq!(alone.len(), 1);
            prop_assert_eq!(inside, vec![(before.len(), alone[0].1)]);
        }
    }

    #[test]
    fn scripts_without_spaces_give_pairs() {
        assert_eq!(words("導入は").len(), 2);
        assert_eq!(words("導入は")[0].1, words("x 導入")[1].1);
    }
}
