//! How well the letters of a word stand in a line: the score of `fuzzy-matcher`'s skim, in about a quarter of
//! its time, so that a letter typed over ten thousand claims is answered within a frame on one core.
//!
//! skim fills a table of the word's letters by all characters of the line. Here only the places that have a
//! letter of the word are looked at, which is where all scores come from. A row of the table is one letter
//! of the word; `rows` are counted from 1, since row 0 is "nothing matched yet".
//!
//! What may surprise: skim keeps two rows and never wipes them, so that it sees at the start of a row what
//! the row before the last left there, and its scores depend on it. So do these: see `left` and `Gap::start`.
//! Where the word asks for what would not fit here, skim itself is asked.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

/// What a letter that stands there is worth, and how much less in the other case.
const MATCH: i32 = 16;
const OTHER_CASE: i32 = 2;
/// What it costs to leave out a character, and how much more the first one of several.
const SKIP: i32 = 1;
const FIRST_SKIP: i32 = 3;
/// What letters side by side gain at least.
const TOGETHER: i32 = FIRST_SKIP + SKIP;
/// What a letter gains at the head of a word, after a mark, and where a name is written in CamelCase.
const HEAD: i32 = 8;
const BREAK: i32 = 7;
const CAMEL: i32 = 6;
/// No score: skim's own, which is far below any that a line of `LONGEST` can have.
const NONE: i32 = i16::MIN as i32;
/// Longer lines are skim's: their costs come near `NONE`.
const LONGEST: usize = 20_000;

/// A word that is looked for.
#[derive(Debug, Clone)]
pub(super) struct Word {
    text: String,
    /// Its letters by number, from 1; more than fit, and skim is asked.
    letters: Option<Vec<u8>>,
    /// How many different ones it has.
    count: usize,
    /// The numbers of ASCII characters, 0 where the word does not have one.
    ascii: [u8; 128],
    /// Those of others.
    others: Vec<(char, u8)>,
    /// Whether case counts: it does as soon as somebody types a capital.
    exact: bool,
}

impl Word {
    pub(super) fn new(text: &str) -> Self {
        let exact = text.bytes().any(|byte| byte.is_ascii_uppercase());
        let mut word =
            Self { text: text.to_owned(), letters: None, count: 0, ascii: [0; 128], others: Vec::new(), exact };
        let (mut letters, mut count) = (Vec::new(), 0_u8);
        for c in text.chars() {
            if word.number(c) == 0 {
                let Some(more) = count.checked_add(1) else { return word };
                count = more;
                match word.ascii.get_mut(c as usize) {
                    Some(number) => *number = count,
                    None => word.others.push((c, count)),
                }
                if !exact && let Some(number) = word.ascii.get_mut(c.to_ascii_uppercase() as usize) {
                    *number = count;
                }
            }
            letters.push(word.number(c));
        }
        (word.letters, word.count) = (Some(letters), usize::from(count));
        word
    }

    /// Which letter of the word a character is; 0 if none.
    fn number(&self, c: char) -> u8 {
        match self.ascii.get(c as usize) {
            Some(number) => *number,
            None => self.others.iter().find(|(other, _)| *other == c).map_or(0, |(_, number)| *number),
        }
    }
}

/// What kind of character one is, as far as it matters to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Start,
    Blank,
    Mark,
    Number,
    Upper,
    Lower,
}

/// The kinds of ASCII.
const KINDS: [Kind; 128] = {
    let mut kinds = [Kind::Lower; 128];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte as usize] = match byte {
            b'\0' => Kind::Start,
            b' ' | b'/' | b'\\' | b'|' | b'(' | b')' | b'[' | b']' | b'{' | b'}' => Kind::Blank,
            b'!'..=b'\'' | b'*'..=b'.' | b':'..=b'@' | b'^'..=b'`' | b'~' => Kind::Mark,
            b'0'..=b'9' => Kind::Number,
            b'A'..=b'Z' => Kind::Upper,
            _ => Kind::Lower,
        };
        byte += 1;
    }
    kinds
};

fn kind(c: char) -> Kind {
    KINDS.get(c as usize).copied().unwrap_or(Kind::Lower)
}

/// What a character gains behind one of each kind, and if it is a capital.
const GAINS: [[i32; 2]; 6] = [[HEAD, HEAD], [HEAD, HEAD], [BREAK, BREAK], [0, CAMEL], [0, 0], [0, CAMEL]];

/// What a character gains by where it stands.
fn gain(before: Kind, c: char) -> i32 {
    GAINS[before as usize][usize::from(c.is_ascii_uppercase())]
}

/// A place in the line that has a letter of the word.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// The number of its character in the line.
    at: i32,
    letter: u8,
    /// The character before it and its own.
    pair: (char, char),
    /// What it gains by where it stands.
    gain: i32,
    /// What the letter is worth there.
    worth: i32,
    /// The next place with the same letter.
    next: usize,
}

/// The best score that a row offers to letters further on, which goes down with every character left out.
#[derive(Debug, Clone, Copy)]
struct Gap {
    score: i32,
    /// Where it is that.
    at: i32,
    /// The next place of the row that has yet to be looked at.
    place: usize,
}

/// Room to work in, used for one line after another. Nothing of one line is read for the next.
#[derive(Default)]
pub(super) struct Scorer {
    places: Vec<Place>,
    /// How many of them are the line's.
    count: usize,
    /// The last place of each letter so far.
    last: Vec<usize>,
    /// The place of the first way to match, one a row.
    first: Vec<usize>,
    /// The gaps that the rows begin with.
    starts: Vec<Gap>,
    /// The scores of the last row and of the one before, by place.
    scores: [Vec<i32>; 2],
    skim: Option<SkimMatcherV2>,
}

impl Scorer {
    /// How well a word matches a line; `None` if it does not.
    pub(super) fn score(&mut self, line: &str, word: &Word) -> Option<i64> {
        match &word.letters {
            Some(letters) if line.len() <= LONGEST => self.find(line, word, letters).then(|| self.best(letters)),
            Some(_) | None => {
                let skim = self.skim.get_or_insert_with(|| SkimMatcherV2::default().smart_case());
                skim.fuzzy_match(line, &word.text)
            }
        }
    }

    /// Notes the places of the letters; whether they are all there, one after another.
    fn find(&mut self, line: &str, word: &Word, letters: &[u8]) -> bool {
        if line.is_ascii() {
            return self.note(line.bytes().map(char::from), line.len(), word, letters);
        }
        self.note(line.chars(), line.len(), word, letters)
    }

    /// The same for the characters, which are at most so many. A place is written for each of them and kept
    /// for those with a letter of the word: a processor that has to guess which they are loses more time.
    fn note(&mut self, chars: impl Iterator<Item = char> + Clone, most: usize, word: &Word, letters: &[u8]) -> bool {
        let mut wanted = letters.iter();
        let mut want = wanted.next();
        for c in chars.clone() {
            if Some(&word.number(c)) == want {
                want = wanted.next();
            }
        }
        if want.is_some() {
            return false;
        }
        if self.places.len() <= most {
            self.places.resize(most + 1, Place::default());
        }
        self.count = 0;
        let mut before = '\0';
        for (at, c) in (0..).zip(chars) {
            let letter = word.number(c);
            let place = &mut self.places[self.count];
            (place.at, place.letter, place.pair) = (at, letter, (before, c));
            self.count += usize::from(letter > 0);
            before = c;
        }
        self.first.clear();
        self.last.clear();
        self.last.resize(word.count + 1, usize::MAX);
        for place in 0..self.count {
            let Place { at, letter, pair: (before, c), .. } = self.places[place];
            let other_case = !word.exact && c.is_ascii_uppercase();
            self.places[place].gain = gain(kind(before), c) << i32::from(at == 0);
            self.places[place].worth = MATCH - OTHER_CASE * i32::from(other_case);
            self.places[place].next = usize::MAX;
            if letters.get(self.first.len()) == Some(&letter) {
                self.first.push(place);
            }
            let last = std::mem::replace(&mut self.last[usize::from(letter)], place);
            if let Some(last) = self.places.get_mut(last) {
                last.next = place;
            }
        }
        true
    }

    /// The score of the best way to match.
    fn best(&mut self, letters: &[u8]) -> i64 {
        for scores in &mut self.scores {
            scores.resize(self.count.max(scores.len()), NONE);
        }
        self.starts.clear();
        self.starts.push(Gap { score: -SKIP, at: 0, place: usize::MAX });
        let mut best = NONE;
        for row in 1..=letters.len() {
            let first = self.first[row - 1];
            let start = self.start(row, first, letters);
            self.starts.push(start);
            let mut before = self.starts[row - 1];
            // What the row before the last left in front of the first place is taken for this row's.
            best = self.beside(first).filter(|_| row > 2).map_or(NONE, |beside| self.kept(row - 2, beside, letters));
            let mut place = first;
            while let Some(&Place { at, letter, gain, worth, next, .. }) = self.places.get(place) {
                let beside = self.beside(place);
                let double = beside.is_some_and(|beside| self.places[beside].letter == letter);
                let more = if place == first || double { self.left(row as isize - 2, place, letters) } else { 0 };
                let adjacent = match beside {
                    Some(beside) if row > 1 => self.kept(row - 1, beside, letters),
                    Some(_) | None => NONE,
                };
                let apart = if row == 1 { -SKIP } else { self.over(&mut before, row - 1, at) };
                let score = (adjacent + more.max(gain).max(TOGETHER)).max(apart + gain) + worth;
                self.scores[row % 2][place] = score;
                best = best.max(score);
                place = next;
            }
        }
        i64::from(best)
    }

    /// The place of the character in front of one, if that has a letter of the word, too.
    fn beside(&self, place: usize) -> Option<usize> {
        let beside = place.checked_sub(1)?;
        (self.places[beside].at + 1 == self.places[place].at).then_some(beside)
    }

    /// The score of a row at a place, if it has one there.
    fn kept(&self, row: usize, place: usize, letters: &[u8]) -> i32 {
        let is_there = self.places[place].letter == letters[row - 1] && place >= self.first[row - 1];
        if is_there { self.scores[row % 2][place] } else { NONE }
    }

    /// What a row offers at character `at` to whoever leaves out what lies between.
    fn over(&self, gap: &mut Gap, row: usize, at: i32) -> i32 {
        while let Some(place) = self.places.get(gap.place).filter(|place| place.at + 2 <= at) {
            let left = gap.score - SKIP * (place.at + 2 - gap.at);
            let score = self.scores[row % 2][gap.place] - FIRST_SKIP - SKIP;
            *gap = Gap { score: left.max(score), at: place.at + 2, place: place.next };
        }
        gap.score - SKIP * (at - gap.at)
    }

    /// What a row offers right behind its first place: nothing, but for what the row before the last left there.
    fn start(&self, row: usize, first: usize, letters: &[u8]) -> Gap {
        let at = self.places[first].at;
        let score = match row {
            1 => NONE,
            2 => -SKIP - SKIP,
            _ => {
                let kept = self.beside(first).map_or(NONE, |beside| self.kept(row - 2, beside, letters));
                let left = self.over(&mut self.starts[row - 2].clone(), row - 2, at);
                (kept - FIRST_SKIP - SKIP).max(left - SKIP)
            }
        };
        Gap { score, at: at + 1, place: first }
    }

    /// What letters side by side gain at a place, as an earlier row left it there.
    fn left(&self, row: isize, place: usize, letters: &[u8]) -> i32 {
        let Some(letter) = usize::try_from(row).ok().filter(|row| *row > 0).map(|row| letters[row - 1]) else {
            return 0;
        };
        let double = self.beside(place).is_some_and(|beside| self.places[beside].letter == letter);
        let before = if double { self.left(row - 2, place, letters) } else { 0 };
        let Place { letter: here, gain, .. } = self.places[place];
        if here == letter { before.max(gain).max(TOGETHER) } else { before }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// skim without what it remembers of the line before.
    fn skim(line: &str, word: &str) -> Option<i64> {
        SkimMatcherV2::default().smart_case().fuzzy_match(line, word)
    }

    fn ours(line: &str, word: &str) -> Option<i64> {
        Scorer::default().score(line, &Word::new(word))
    }

    #[test]
    fn scores_are_those_of_skim_for_what_people_type() {
        let lines = [
            "c17 promise Detention fees down thirty percent by Q3",
            "c18 objection „Zölle“ – nobody at DriveCo told them (yet)",
            "stakeholder · Maya Chen, CFO",
            "eee feee eefee deed did noon",
            "",
        ];
        for line in lines {
            for word in ["d", "det", "detention", "Q3", "CFO", "zö", "ö–", "ee", "eee", "did", "mch", "x", "·", "drco"]
            {
                assert_eq!(ours(line, word), skim(line, word), "{word} in {line}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_asked_of_skim() {
        let long = "detention ".repeat(LONGEST);
        assert_eq!(ours(&long, "fees"), None);
        assert_eq!(ours(&long, "tent"), skim(&long, "tent"));
        let many: String = ('\u{4e00}'..).take(300).collect();
        assert_eq!(ours(&many, &many), skim(&many, &many));
        assert!(ours(&many, &many).is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn any_line_and_word_get_the_score_of_skim(line in "[abAB ._1é]{0,40}", word in "[abAB._1é]{1,9}") {
            prop_assert_eq!(ours(&line, &word), skim(&line, &word));
        }

        #[test]
        fn any_text_gets_the_score_of_skim(line in ".{0,60}", word in "\\PC{1,4}") {
            prop_assert_eq!(ours(&line, &word), skim(&line, &word));
        }

        #[test]
        fn one_line_after_another_is_scored_as_each_alone(lines in prop::collection::vec("[ab ]{0,20}", 1..6), word in "[ab]{1,5}") {
            let (mut scorer, word) = (Scorer::default(), Word::new(&word));
            for line in lines {
                prop_assert_eq!(scorer.score(&line, &word), Scorer::default().score(&line, &word));
            }
        }
    }
}
