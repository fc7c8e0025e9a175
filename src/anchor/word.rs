//! A text as a row of atoms: words taken apart and made alike, so that two ways of writing the same
//! speech give the same row. `don't`, `do n't` and `do not` are `do`, `not`; `gon na` is `going`, `to`;
//! `twenty-five` is 25; `$5` and `5 dollars` are 5, `dollar`.
//!
//! Every atom keeps the bytes it was read from; several atoms may share the same bytes. Knows which
//! words carry weight and which are only breath, and nothing of what two rows differ in: that is
//! [`align`](super::align) and [`judge`](super::judge).

use std::ops::Range;

use super::lex::{self, Kind, Token};
use super::number::{self, Number};
use super::sense::{self, Matter, Sense};

/// One unit of comparison.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Atom {
    /// The word made alike, or a number's value.
    pub(super) text: String,
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// How much it counts when it is missing: 1 for content, near 0 for `uh`.
    pub(super) weight: f32,
    /// What it carries.
    pub(super) sense: Option<Sense>,
    /// Its number, if it is one.
    pub(super) number: Option<Number>,
    /// Nothing stood between it and the atom before it: part of a name such as `ETH70`.
    pub(super) glued: bool,
    /// A mark that ends or parts a sentence stands before it.
    pub(super) stop: Stop,
    /// Unstressed remains of a contraction (`'ll`, `'d`), which recognisers drop and invent.
    pub(super) soft: bool,
    /// It stands outside every turn: a speaker's label, a time stamp.
    pub(super) label: bool,
}

/// What parts an atom from the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stop {
    /// Nothing.
    None,
    /// A comma, a dash, a bracket.
    Comma,
    /// The end of a sentence.
    Sentence,
}

/// Breath: says nothing by itself.
pub(super) fn breath(word: &str) -> bool {
    matches!(
        word,
        "uh" | "um"
            | "uhm"
            | "uhh"
            | "umm"
            | "hm"
            | "hmm"
            | "mm"
            | "mmm"
            | "mhm"
            | "mmhmm"
            | "ah"
            | "ahh"
            | "eh"
            | "er"
            | "erm"
            | "oh"
            | "huh"
            | "ugh"
            | "ha"
            | "hey"
    )
}

/// Said while thinking what to say, or joined on without need.
pub(super) fn chatter(word: &str) -> bool {
    matches!(
        word,
        "like"
            | "well"
            | "so"
            | "okay"
            | "yes"
            | "right"
            | "just"
            | "actually"
            | "basically"
            | "literally"
            | "know"
            | "mean"
            | "and"
            | "then"
            | "really"
            | "sort"
            | "kind"
            | "anyway"
            | "see"
            | "but"
            | "now"
            | "alright"
            | "guess"
    )
}

fn small(word: &str) -> bool {
    matches!(
        word,
        "a" | "an"
            | "the"
            | "of"
            | "to"
            | "in"
            | "on"
            | "at"
            | "by"
            | "for"
            | "with"
            | "from"
            | "as"
            | "into"
            | "about"
            | "i"
            | "you"
            | "he"
            | "she"
            | "it"
            | "we"
            | "they"
            | "me"
            | "him"
            | "her"
            | "us"
            | "them"
            | "my"
            | "your"
            | "his"
            | "its"
            | "our"
            | "their"
            | "this"
            | "that"
            | "these"
            | "those"
            | "there"
            | "here"
            | "is"
            | "am"
            | "are"
            | "was"
            | "were"
            | "be"
            | "been"
            | "being"
            | "do"
            | "does"
            | "did"
            | "have"
            | "has"
            | "had"
            | "or"
            | "if"
            | "what"
            | "which"
            | "who"
            | "when"
            | "where"
            | "how"
            | "why"
            | "because"
            | "some"
            | "any"
            | "all"
            | "up"
            | "out"
            | "also"
            | "too"
            | "very"
            | "more"
            | "one"
            | "let"
            | "get"
            | "got"
            | "going"
            | "want"
    )
}

/// How much a word counts.
pub(super) fn weight(word: &str) -> f32 {
    if breath(word) {
        0.05
    } else if chatter(word) {
        0.3
    } else if small(word) {
        0.5
    } else {
        1.0
    }
}

/// The atoms of `text[range]`. `labels` says which bytes lie outside every turn.
pub(super) fn atoms(text: &str, range: Range<usize>, label: impl Fn(usize) -> bool) -> Vec<Atom> {
    let tokens = lex::tokens(text, range);
    let mut reader = Reader { text, tokens: &tokens, out: Vec::with_capacity(tokens.len() + 8), stop: Stop::None };
    let mut at = 0;
    while at < tokens.len() {
        at += reader.step(at);
    }
    let mut out = reader.out;
    phrases(&mut out);
    for atom in &mut out {
        atom.label = label(atom.range.start);
    }
    out
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    out: Vec<Atom>,
    stop: Stop,
}

impl Reader<'_> {
    fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.token(at).is_some_and(|token| token.text == word)
    }

    fn push(&mut self, text: &str, range: Range<usize>, glued: bool) -> &mut Atom {
        let atom = Atom {
            text: text.to_owned(),
            range,
            weight: weight(text),
            sense: sense::of(text),
            number: None,
            glued,
            stop: std::mem::replace(&mut self.stop, Stop::None),
            soft: false,
            label: false,
        };
        self.out.push(atom);
        let last = self.out.len() - 1;
        &mut self.out[last]
    }

    fn unit(&mut self, word: &str, range: Range<usize>) {
        self.push(word, range, false);
    }

    /// Reads on from token `at`, and says how many tokens it took.
    fn step(&mut self, at: usize) -> usize {
        let token = &self.tokens[at];
        match token.kind {
            Kind::Mark(c) => self.mark(at, c),
            Kind::Digits => self.number(at).unwrap_or(1),
            Kind::Word => self.abbreviation(at).or_else(|| self.number(at)).unwrap_or_else(|| self.word(at)),
        }
    }

    fn mark(&mut self, at: usize, c: char) -> usize {
        let range = self.tokens[at].range.clone();
        let digits_next = self.token(at + 1).is_some_and(|next| next.glued && next.kind == Kind::Digits);
        let digits_before = at > 0 && self.tokens[at - 1].kind == Kind::Digits && self.tokens[at].glued;
        match c {
            '-' if digits_next && digits_before => {
                if self.range_between(at) {
                    self.push("to", range, false);
                }
            }
            '-' if digits_next && !self.tokens[at].glued => {
                let used = self.number(at + 1).unwrap_or(0);
                if let Some(last) = self.out.last_mut().filter(|_| used > 0) {
                    last.text.insert(0, '-');
                    last.range.start = range.start;
                    if let Some(number) = &mut last.number {
                        number.value.insert(0, '-');
                        number.digits = None;
                    }
                }
                return 1 + used;
            }
            ':' if digits_before && digits_next && self.is(at + 1, "00") => return 2,
            '/' | ':' if digits_before && digits_next => {}
            '.' if self.tokens[at].glued && at > 0 && self.tokens[at - 1].text.len() == 1 => {}
            '.' | '?' | '!' | ';' | ':' | '…' => self.stop = Stop::Sentence,
            ',' | '(' | ')' | '[' | ']' | '-' | '|' => self.stop = self.stop.max(Stop::Comma),
            '&' => {
                self.push("and", range, false);
            }
            '@' => {
                self.push("at", range, false);
            }
            '<' | '≤' if digits_next || self.token(at + 1).is_some_and(|next| next.kind == Kind::Digits) => {
                self.push("under", range, false);
            }
            '>' | '≥' if self.token(at + 1).is_some_and(|next| next.kind == Kind::Digits) => {
                self.push("over", range, false);
            }
            _ => {
                if let Some((_, used)) = number::read(self.tokens, at) {
                    self.number(at);
                    return used;
                }
                if let Some(word) = sense::mark(c) {
                    // `$5` reads as `5 dollars` does.
                    let used = if word == "percent" { None } else { self.number(at + 1) };
                    self.unit(word, range);
                    return 1 + used.unwrap_or(0);
                }
            }
        }
        1
    }

    /// Whether the dash at `at`, between digits, says *to*: `3-4`, and not `2024-05-06` or `555-1234`.
    fn range_between(&self, at: usize) -> bool {
        let value = |index: usize| self.tokens[index].text.parse::<f64>().ok();
        let (Some(low), Some(high)) = (value(at - 1), value(at + 1)) else { return false };
        let dashed = |index: Option<usize>| {
            index.is_some_and(|index| self.token(index).is_some_and(|t| t.is_mark('-') && t.glued))
        };
        let chain = dashed(at.checked_sub(2)) || dashed(Some(at + 2));
        let spread = self.tokens[at + 1].text.len().abs_diff(self.tokens[at - 1].text.len());
        low < high && spread <= 1 && !chain
    }

    fn number(&mut self, at: usize) -> Option<usize> {
        // 30 second demo: a unit, not an ordinal.
        let counted = self.out.last().is_some_and(|last| last.number.as_ref().is_some_and(|number| !number.ordinal));
        if counted && self.is(at, "second") && self.stop == Stop::None {
            let range = self.tokens[at].range.clone();
            self.push("seconds", range, false);
            return Some(1);
        }
        let (mut number, mut used) = number::read(self.tokens, at)?;
        if let Some(share) = self.simple_fraction(at) {
            number = share;
            used = 3;
        }
        let glued = self.tokens[at].glued && at > 0 && self.tokens[at - 1].is_word();
        let range = self.tokens[at].range.start..self.tokens[at + used - 1].range.end;
        let text = number.value.clone();
        let atom = self.push(&text, range, glued);
        atom.sense = None;
        atom.weight = if number.loose { 0.5 } else { 1.0 };
        atom.number = Some(number);
        Some(used)
    }

    /// `1/2`, `3/4` and the like, standing alone.
    fn simple_fraction(&self, at: usize) -> Option<Number> {
        let glued = |index: usize, mark: char| self.token(index).is_some_and(|t| t.glued && t.is_mark(mark));
        let below = self.token(at + 2).filter(|token| token.glued && glued(at + 1, '/'))?;
        let value = match (self.tokens[at].text.as_str(), below.text.as_str()) {
            ("1", "2") => "0.5",
            ("1", "3") => "0.333333",
            ("2", "3") => "0.666667",
            ("1", "4") => "0.25",
            ("3", "4") => "0.75",
            _ => return None,
        };
        let alone = !glued(at + 3, '/') && (at == 0 || !(self.tokens[at].glued && self.tokens[at - 1].is_mark('/')));
        alone.then(|| Number { value: value.to_owned(), digits: None, ordinal: false, loose: false })
    }

    /// `p.m.`, `U.S.`, `e.g.`: letters with full stops, read as one word.
    fn abbreviation(&mut self, at: usize) -> Option<usize> {
        let letter =
            |index: usize| self.token(index).filter(|token| token.is_word() && token.text.chars().count() == 1);
        let stop = |index: usize| self.token(index).is_some_and(|token| token.is_mark('.') && token.glued);
        let mut word = letter(at)?.text.clone();
        let mut used = 1;
        while stop(at + used)
            && let Some(next) = letter(at + used + 1).filter(|next| next.glued)
        {
            word.push_str(&next.text);
            used += 2;
        }
        if used == 1 {
            return None;
        }
        if stop(at + used) {
            used += 1;
        }
        let range = self.tokens[at].range.start..self.tokens[at + used - 1].range.end;
        self.plain(&word, range, false);
        Some(used)
    }

    fn plain(&mut self, word: &str, range: Range<usize>, glued: bool) {
        let counted = self.out.last().is_some_and(|last| last.number.is_some());
        let atom = self.push(word, range, glued);
        if counted && matches!(word, "am" | "pm") {
            let key = if word == "am" { "am" } else { "pm" };
            atom.sense = Some(Sense { matter: Matter::Date, group: "half of day", key, alone: false });
            atom.weight = 0.5;
        }
    }

    fn word(&mut self, at: usize) -> usize {
        let token = &self.tokens[at];
        let (range, glued) = (token.range.clone(), token.glued && at > 0 && self.tokens[at - 1].kind == Kind::Digits);
        let next = |word: &str| self.is(at + 1, word);
        let pair: Option<&[&str]> = match token.text.as_str() {
            "gon" if next("na") => Some(&["going", "to"]),
            "wan" if next("na") => Some(&["want", "to"]),
            "got" if next("ta") => Some(&["got", "to"]),
            "lem" if next("me") => Some(&["let", "me"]),
            "gim" if next("me") => Some(&["give", "me"]),
            "per" if next("cent") => Some(&["percent"]),
            _ => None,
        };
        if let Some(words) = pair {
            let range = range.start..self.tokens[at + 1].range.end;
            for word in words {
                self.plain(word, range.clone(), false);
            }
            return 2;
        }
        if token.text == "no" && token.capital && self.token(at + 1).is_some_and(|t| t.glued && t.is_mark('.')) {
            let counts = self.token(at + 2).is_some_and(|token| token.kind == Kind::Digits);
            if counts {
                self.plain("number", range, false);
                return 2;
            }
        }
        if token.text == "may" && self.is_month(at) {
            let atom = self.push("may", range, false);
            atom.sense = Some(Sense { matter: Matter::Date, group: "month", key: "5", alone: true });
            return 1;
        }
        let code = matches!(token.text.as_str(), "usd" | "eur" | "gbp" | "chf" | "cad" | "aud" | "jpy" | "inr");
        if code && self.token(at + 1).is_some_and(|next| next.kind == Kind::Digits) {
            let text = token.text.clone();
            let used = self.number(at + 1).unwrap_or(0);
            self.unit(&text, range);
            return 1 + used;
        }
        // `we 'll`, as tokenised text has it.
        let tail = token.glued && at > 0 && self.tokens[at - 1].is_mark('\'');
        let text = if tail { format!("'{}", token.text) } else { token.text.clone() };
        self.spell_out(&text, range, glued);
        1
    }

    /// `May`, the month: beside a number, after a word that asks for a date, or capital inside a sentence.
    fn is_month(&self, at: usize) -> bool {
        let digits = |index: usize| self.token(index).is_some_and(|token| token.kind == Kind::Digits);
        let before = at.checked_sub(1).and_then(|index| self.token(index));
        let asked = before.is_some_and(|token| {
            matches!(
                token.text.as_str(),
                "in" | "by"
                    | "of"
                    | "until"
                    | "till"
                    | "before"
                    | "after"
                    | "since"
                    | "early"
                    | "mid"
                    | "late"
                    | "next"
                    | "last"
            )
        });
        let inside = before.is_some_and(|token| token.is_word() && !token.capital);
        digits(at + 1) || (at > 0 && digits(at - 1)) || asked || (inside && self.tokens[at].capital)
    }

    /// Takes contractions and slurred words apart.
    fn spell_out(&mut self, word: &str, range: Range<usize>, glued: bool) {
        let whole: Option<&[&str]> = match word {
            "cannot" | "cant" | "can't" => Some(&["can", "not"]),
            "wont" | "won't" => Some(&["will", "not"]),
            "shan't" => Some(&["will", "not"]),
            "ain't" | "aint" => Some(&["is", "not"]),
            "dont" => Some(&["do", "not"]),
            "doesnt" => Some(&["does", "not"]),
            "didnt" => Some(&["did", "not"]),
            "isnt" => Some(&["is", "not"]),
            "arent" => Some(&["are", "not"]),
            "wasnt" => Some(&["was", "not"]),
            "werent" => Some(&["were", "not"]),
            "havent" => Some(&["have", "not"]),
            "hasnt" => Some(&["has", "not"]),
            "hadnt" => Some(&["had", "not"]),
            "couldnt" => Some(&["could", "not"]),
            "shouldnt" => Some(&["should", "not"]),
            "wouldnt" => Some(&["would", "not"]),
            "gonna" => Some(&["going", "to"]),
            "wanna" => Some(&["want", "to"]),
            "gotta" => Some(&["got", "to"]),
            "dunno" => Some(&["do", "not", "know"]),
            "kinda" => Some(&["kind", "of"]),
            "sorta" => Some(&["sort", "of"]),
            "lemme" => Some(&["let", "me"]),
            "gimme" => Some(&["give", "me"]),
            "coulda" => Some(&["could", "have"]),
            "shoulda" => Some(&["should", "have"]),
            "woulda" => Some(&["would", "have"]),
            "y'all" | "yall" => Some(&["you", "all"]),
            "let's" | "lets" => Some(&["let", "us"]),
            "it'd" => Some(&["it", "would"]),
            "alright" => Some(&["all", "right"]),
            "ok" | "okay" | "kay" | "mkay" => Some(&["okay"]),
            "yeah" | "yep" | "yup" | "yes" | "ya" => Some(&["yes"]),
            "nah" | "nope" => Some(&["no"]),
            "cuz" | "coz" | "'cause" => Some(&["because"]),
            "doctor" => Some(&["dr"]),
            "mister" => Some(&["mr"]),
            "versus" => Some(&["vs"]),
            "n't" | "nt" => {
                // `ca n't` and `wo n't` leave a stump behind.
                if let Some(stump) = self.out.last_mut().filter(|last| matches!(last.text.as_str(), "ca" | "wo")) {
                    let word = if stump.text == "ca" { "can" } else { "will" };
                    word.clone_into(&mut stump.text);
                    stump.sense = sense::of(word);
                }
                Some(&["not"])
            }
            _ => None,
        };
        if let Some(words) = whole {
            for word in words {
                self.plain(word, range.clone(), glued);
            }
            return;
        }
        let Some(cut) = word.rfind('\'') else {
            self.plain(word, range, glued);
            return;
        };
        let (mut stem, mut tail) = word.split_at(cut);
        if tail == "'t" && stem.ends_with('n') {
            (stem, tail) = word.split_at(cut - 1);
        }
        let (said, soft) = match tail {
            "n't" => ("not", false),
            "'ll" => ("will", true),
            "'d" => ("would", true),
            "'ve" => ("have", true),
            "'re" => ("are", true),
            "'m" => ("am", true),
            "'s" => ("is", true),
            _ => {
                self.plain(word, range, glued);
                return;
            }
        };
        if !stem.is_empty() {
            // The tail's bytes are told apart where the source is plain, so that a change can be shown.
            let at = self.text[range.clone()].rfind(super::script::apostrophe).map_or(range.end, |at| range.start + at);
            let stem_end = if soft { at } else { range.end };
            self.spell_out(stem, range.start..stem_end, glued);
        }
        self.plain(said, range, false);
        if let Some(atom) = self.out.last_mut() {
            atom.soft = soft;
            if soft {
                atom.weight = 0.2;
            }
        }
    }
}

/// What several words carry together: `have to` must, `going to` will, `supposed to` should.
fn phrases(atoms: &mut [Atom]) {
    for index in 0..atoms.len().saturating_sub(1) {
        if atoms[index + 1].text != "to" {
            continue;
        }
        let key = match atoms[index].text.as_str() {
            "have" | "has" | "had" | "need" | "needs" | "needed" | "got" => "must",
            "going" => "will",
            "supposed" => "should",
            "able" => "can",
            _ => continue,
        };
        atoms[index].sense = Some(Sense { matter: Matter::Modal, group: "modal", key, alone: false });
    }
}
