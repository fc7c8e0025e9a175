//! Edit distance, 64 letters of the pattern at a time: Myers' bit-parallel algorithm (Journal of the ACM,
//! 1999) in the blocks of Hyyrö (2003).
//!
//! Works on bytes. A pattern may have any length. The tests hold it against the plain table.

/// A pattern, prepared once, compared with many texts.
pub struct Pattern {
    /// For each byte and block: at which places of the pattern that byte stands.
    places: Vec<u64>,
    blocks: usize,
    len: usize,
}

/// The state of one block: where the distance grows (`plus`) or shrinks (`minus`) from one place of the
/// pattern to the next.
#[derive(Clone, Copy)]
struct Block {
    plus: u64,
    minus: u64,
}

impl Pattern {
    /// Prepares a pattern; `None` when it is empty.
    pub fn new(pattern: &[u8]) -> Option<Self> {
        if pattern.is_empty() {
            return None;
        }
        let blocks = pattern.len().div_ceil(64);
        let mut places = vec![0; 256 * blocks];
        for (at, byte) in pattern.iter().enumerate() {
            places[*byte as usize * blocks + at / 64] |= 1 << (at % 64);
        }
        Some(Self { places, blocks, len: pattern.len() })
    }

    /// The edits that turn the pattern into `text`.
    pub(super) fn distance(&self, text: &[u8]) -> usize {
        let mut last = self.len;
        self.run(text, 1, |_, distance| last = distance);
        last
    }

    /// Where in `text` the run ends that is nearest to the pattern, and how many edits off it is: the
    /// first of the nearest. A plain scan of the whole text: what `benches/anchor.rs` holds the seeds against.
    pub fn nearest(&self, text: &[u8]) -> (usize, usize) {
        let mut best = (0, self.len);
        self.run(text, 0, |end, distance| {
            if distance < best.1 {
                best = (end, distance);
            }
        });
        best
    }

    /// Tells, after each byte of `text`, the distance to the best run that ends there. `edge` is what a
    /// skipped byte in front costs: 0 to search, 1 to compare whole texts.
    fn run(&self, text: &[u8], edge: i8, mut tell: impl FnMut(usize, usize)) {
        let mut state = vec![Block { plus: u64::MAX, minus: 0 }; self.blocks];
        let top = 1 << ((self.len - 1) % 64);
        let mut distance = self.len;
        for (at, byte) in text.iter().enumerate() {
            let row = &self.places[*byte as usize * self.blocks..][..self.blocks];
            let mut carry = edge;
            for (index, block) in state.iter_mut().enumerate() {
                let high = if index + 1 == self.blocks { top } else { 1 << 63 };
                carry = block.step(row[index], carry, high);
            }
            distance = distance.wrapping_add_signed(carry as isize);
            tell(at + 1, distance);
        }
    }
}

impl Block {
    fn step(&mut self, mut equal: u64, carry: i8, high: u64) -> i8 {
        let falling = u64::from(carry < 0);
        let vertical = equal | self.minus;
        equal |= falling;
        let horizontal = ((equal & self.plus).wrapping_add(self.plus) ^ self.plus) | equal;
        let mut up = self.minus | !(horizontal | self.plus);
        let mut down = self.plus & horizontal;
        let out = i8::from(up & high != 0) - i8::from(down & high != 0);
        up = (up << 1) | u64::from(carry > 0);
        down = (down << 1) | falling;
        self.plus = down | !(vertical | up);
        self.minus = up & vertical;
        out
    }
}

/// How alike two words are: 1 less the edits per letter of the longer one.
pub(super) fn likeness(a: &str, b: &str) -> f32 {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let longer = a.len().max(b.len());
    if longer == 0 {
        return 1.0;
    }
    if longer > 64 {
        return if a == b { 1.0 } else { 0.0 };
    }
    let mut places = [0u64; 256];
    for (at, byte) in a.iter().enumerate() {
        places[*byte as usize] |= 1 << at;
    }
    likeness_to(&places, a.len(), b)
}

/// As [`likeness`], with the first word's places (of `len` bytes, at most 64) prepared.
pub(super) fn likeness_to(places: &[u64; 256], len: usize, b: &[u8]) -> f32 {
    let longer = len.max(b.len());
    if len == 0 || b.is_empty() {
        return 0.0;
    }
    let mut block = Block { plus: u64::MAX, minus: 0 };
    let top = 1 << (len - 1);
    let mut distance = len as i32;
    for byte in b {
        distance += i32::from(block.step(places[*byte as usize], 1, top));
    }
    1.0 - distance as f32 / longer as f32
}

/// The plain table, as the oracle of the tests.
#[cfg(test)]
pub(super) fn plain(pattern: &[u8], text: &[u8], search: bool) -> Vec<usize> {
    let mut row: Vec<usize> = (0..=pattern.len()).collect();
    let mut ends = Vec::new();
    for (at, byte) in text.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = if search { 0 } else { at + 1 };
        for index in 1..=pattern.len() {
            let substituted = diagonal + usize::from(pattern[index - 1] != *byte);
            diagonal = row[index];
            row[index] = substituted.min(row[index] + 1).min(row[index - 1] + 1);
        }
        ends.push(row[pattern.len()]);
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_the_plain_table(pattern in "[abc]{1,200}", text in "[abc]{1,300}") {
            let prepared = Pattern::new(pattern.as_bytes()).unwrap();
            let ends = plain(pattern.as_bytes(), text.as_bytes(), true);
            let best = ends.iter().copied().min().unwrap().min(pattern.len());
            let (end, distance) = prepared.nearest(text.as_bytes());
            prop_assert_eq!(distance, best);
            prop_assert!(end == 0 || ends[end - 1] == best);
            let whole = plain(pattern.as_bytes(), text.as_bytes(), false);
            prop_assert_eq!(prepared.distance(text.as_bytes()), whole[text.len() - 1]);
        }

        #[test]
        fn words_are_as_alike_as_the_table_says(a in "[a-d]{1,64}", b in "[a-d]{1,64}") {
            let edits = *plain(a.as_bytes(), b.as_bytes(), false).last().unwrap();
            let expected = 1.0 - edits as f32 / a.len().max(b.len()) as f32;
            prop_assert!((likeness(&a, &b) - expected).abs() < 1e-6);
        }
    }
}
