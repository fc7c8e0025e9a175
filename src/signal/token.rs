//! Words as the cues compare them: lower case, contractions opened, hesitations and stutters left out,
//! each with the bytes it stands at.
//!
//! Pure. "I'll", "I will" and "I, uh, I'll" are the same two words here, which is what lets one short
//! list of cues work on clean mail and on raw speech. Nothing is lost by it: a token keeps the range of
//! what was written. It can surprise you in two ways: both halves of `don't` stand at the bytes of the
//! whole word, and `'s` is kept as it is, because "it's late" and "Maya's call" can't be told apart here.

use std::ops::Range;

/// One word, one number or one currency or percent sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The word as cues compare it.
    pub form: String,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Written with a capital first letter.
    pub capital: bool,
    /// A comma, a dash or a bracket stands in front of it.
    pub pause: bool,
}

impl Token {
    /// The token's bytes.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether it starts with a digit.
    pub fn is_numeral(&self) -> bool {
        self.form.as_bytes().first().is_some_and(u8::is_ascii_digit)
    }
}

/// Sounds that mean nothing. Kept out of the lists because no team will want others.
const HESITATIONS: &[&str] =
    &["um", "uh", "er", "erm", "em", "ehm", "hm", "hmm", "mm", "mmm", "mhm", "ah", "eh", "uhm", "umm", "uhh"];

/// What two or more words are run together as, with or without their apostrophe.
const OPENED: &[(&str, &[&str])] = &[
    ("can't", &["can", "not"]),
    ("cannot", &["can", "not"]),
    ("cant", &["can", "not"]),
    ("couldnt", &["could", "not"]),
    ("didnt", &["did", "not"]),
    ("doesnt", &["does", "not"]),
    ("dont", &["do", "not"]),
    ("dunno", &["do", "not", "know"]),
    ("gimme", &["give", "me"]),
    ("gonna", &["going", "to"]),
    ("gotta", &["got", "to"]),
    ("hasnt", &["has", "not"]),
    ("havent", &["have", "not"]),
    ("im", &["i", "am"]),
    ("isnt", &["is", "not"]),
    ("ive", &["i", "have"]),
    ("kinda", &["kind", "of"]),
    ("lemme", &["let", "me"]),
    ("shan't", &["shall", "not"]),
    ("shouldnt", &["should", "not"]),
    ("sorta", &["sort", "of"]),
    ("theyre", &["they", "are"]),
    ("theyve", &["they", "have"]),
    ("wanna", &["want", "to"]),
    ("wasnt", &["was", "not"]),
    ("weve", &["we", "have"]),
    ("won't", &["will", "not"]),
    ("wont", &["will", "not"]),
    ("wouldnt", &["would", "not"]),
    ("youre", &["you", "are"]),
    ("youve", &["you", "have"]),
];

/// Endings that are words of their own.
const ENDINGS: &[(&str, &str)] =
    &[("n't", "not"), ("'ll", "will"), ("'re", "are"), ("'ve", "have"), ("'m", "am"), ("'d", "would"), ("'s", "'s")];

/// The tokens of `text`, whose first byte stands at `base` of the source.
pub fn tokens(text: &str, base: usize) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 5 + 1);
    let mut pause = false;
    let mut rest = text.char_indices().peekable();
    while let Some(&(at, c)) = rest.peek() {
        if !c.is_alphanumeric() {
            rest.next();
            match c {
                '%' => push(&mut tokens, "percent", at..at + 1, base, false, &mut pause),
                '$' | '€' | '£' | '¥' => {
                    push(&mut tokens, &text[at..at + c.len_utf8()], at..at + c.len_utf8(), base, false, &mut pause);
                }
                ',' | ';' | ':' | '(' | ')' | '—' | '–' => pause = true,
                '-' if text[at..].starts_with("--") || text[at..].starts_with("- ") => pause = true,
                _ => {}
            }
            continue;
        }
        let end = word_end(text, at);
        while rest.peek().is_some_and(|(next, _)| *next < end) {
            rest.next();
        }
        word(&mut tokens, &text[at..end], at..end, base, c.is_uppercase(), &mut pause);
    }
    tokens
}

/// Where the word that starts at `at` ends: letters and digits, an apostrophe between letters, and
/// inside a number the marks that belong to it.
fn word_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let numeral = bytes[at].is_ascii_digit();
    let mut end = at;
    for (index, c) in text[at..].char_indices() {
        let here = at + index;
        let next = || text[here + c.len_utf8()..].chars().next();
        let inside = match c {
            '\'' | '’' | 'ʼ' => !numeral && next().is_some_and(char::is_alphabetic),
            '.' | ',' | ':' | '/' => numeral && next().is_some_and(|c| c.is_ascii_digit()),
            '-' => numeral && is_date_dash(bytes, at, here),
            '\u{300}'..='\u{36f}' => true,
            _ => c.is_alphanumeric(),
        };
        if !inside {
            break;
        }
        end = here + c.len_utf8();
    }
    end
}

/// `2026-07-03` is one token; `10-15` and `30-day` are two.
fn is_date_dash(bytes: &[u8], start: usize, at: usize) -> bool {
    let digits = |range: Range<usize>| bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    (at == start + 4 && digits(start..at) && digits(at + 1..at + 3) && bytes.get(at + 3) == Some(&b'-'))
        || (at == start + 7 && bytes[start + 4] == b'-' && digits(at + 1..at + 3))
}

fn word(tokens: &mut Vec<Token>, written: &str, range: Range<usize>, base: usize, capital: bool, pause: &mut bool) {
    let mut form: String = written.chars().flat_map(char::to_lowercase).collect();
    if form.contains(['’', 'ʼ']) {
        form = form.replace(['’', 'ʼ'], "'");
    }
    if HESITATIONS.contains(&form.as_str()) {
        return;
    }
    if let Ok(index) = OPENED.binary_search_by_key(&form.as_str(), |(run, _)| run) {
        for part in OPENED[index].1 {
            push(tokens, part, range.clone(), base, capital, pause);
        }
        return;
    }
    if form.contains('\'') {
        for (ending, part) in ENDINGS {
            if let Some(stem) = form.strip_suffix(ending).filter(|stem| !stem.is_empty()) {
                push(tokens, stem, range.clone(), base, capital, pause);
                push(tokens, part, range, base, false, pause);
                return;
            }
        }
    }
    push(tokens, &form, range, base, capital, pause);
}

fn push(tokens: &mut Vec<Token>, form: &str, range: Range<usize>, base: usize, capital: bool, pause: &mut bool) {
    // "I I will", "the the menu": said once. Numbers are left, because 2 2 may be meant.
    if let Some(last) = tokens.last_mut()
        && last.form == form
        && !last.is_numeral()
        && form.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && last.end as usize != base + range.end
    {
        last.end = (base + range.end) as u32;
        return;
    }
    let (start, end) = ((base + range.start) as u32, (base + range.end) as u32);
    tokens.push(Token { form: form.to_owned(), start, end, capital, pause: std::mem::take(pause) });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        tokens(text, 0).into_iter().map(|token| token.form).collect()
    }

    #[test]
    fn the_list_can_be_searched() {
        assert!(OPENED.windows(2).all(|pair| pair[0].0 < pair[1].0), "sorted, or the search misses");
    }

    #[test]
    fn contractions_are_opened() {
        assert_eq!(
            forms("I'll, we’re, don't, can't, let's"),
            ["i", "will", "we", "are", "do", "not", "can", "not", "let", "'s"]
        );
        assert_eq!(forms("I'm gonna"), ["i", "am", "going", "to"]);
        assert_eq!(forms("rock 'n' roll"), ["rock", "n", "roll"]);
    }

    #[test]
    fn hesitation_and_stutter_are_left_out() {
        assert_eq!(forms("Um, I I uh I'll do the the menu"), ["i", "will", "do", "the", "menu"]);
    }

    #[test]
    fn numbers_keep_their_marks() {
        assert_eq!(
            forms("$84,000.50 at 12:30 on 2026-07-03, 10-15 %, 3.5x"),
            ["$", "84,000.50", "at", "12:30", "on", "2026-07-03", "10", "15", "percent", "3.5x"]
        );
    }

    #[test]
    fn ranges_are_those_of_the_source() {
        let text = "Grüße, we'll go";
        let at: Vec<_> = tokens(text, 10).iter().map(|token| token.range()).collect();
        assert_eq!(at[0], 10..17);
        assert_eq!((&at[1], &at[2]), (&(19..24), &(19..24)));
    }
}
