//! Tells a change of meaning from recognition noise, in an alignment of a quote with its source.
//!
//! Every stretch in which the two differ is looked at by itself. What it holds of numbers, dates, amounts,
//! negations, commitments and bounds is compared as a set; what is left over matters, unless it is a
//! stutter (`no, no`), the same digits cut otherwise (`917`, `9/17`), a sound-alike (`four`, `for`) or
//! the unstressed rest of a contraction. Where a doubt remains it is a difference: a false alarm costs
//! a look, a missed one costs trust.

use std::ops::Range;

use super::align::Step;
use super::myers;
use super::sense::{Matter, Sense};
use super::word::{Atom, Stop};

/// A stretch in which quote and source differ, in bytes of each; either may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Bytes of the quote's `exact`.
    pub quote: Range<usize>,
    /// Bytes of the source's text.
    pub source: Range<usize>,
    /// What of the meaning it touches; `None` when it is noise.
    pub matter: Option<Matter>,
}

/// Every stretch in which the two differ, in order, breath and labels left out.
pub(super) fn changes(quote: &[Atom], source: &[Atom], steps: &[Step]) -> Vec<Change> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < steps.len() {
        if steps[at].same {
            at += 1;
            continue;
        }
        let from = at;
        while at < steps.len() && !steps[at].same {
            at += 1;
        }
        let hunk = Hunk {
            quote,
            source,
            q: steps[from].quote.start..steps[at - 1].quote.end,
            s: steps[from].source.start..steps[at - 1].source.end,
            steps: &steps[from..at],
        };
        let matter = hunk.matter();
        let said = |atoms: &[Atom]| atoms.iter().any(|atom| !atom.label && atom.weight >= 0.1);
        if matter.is_some() || said(&quote[hunk.q.clone()]) || said(&source[hunk.s.clone()]) {
            out.push(Change { quote: bytes(quote, &hunk.q), source: bytes(source, &hunk.s), matter });
        }
    }
    out
}

/// The bytes of a run of atoms; for an empty run, the place where it would stand.
fn bytes(atoms: &[Atom], run: &Range<usize>) -> Range<usize> {
    if run.is_empty() {
        let at = match run.start.checked_sub(1) {
            Some(before) => atoms[before].range.end,
            None => atoms.first().map_or(0, |atom| atom.range.start),
        };
        return at..at;
    }
    atoms[run.start].range.start..atoms[run.end - 1].range.end
}

struct Hunk<'a> {
    quote: &'a [Atom],
    source: &'a [Atom],
    q: Range<usize>,
    s: Range<usize>,
    steps: &'a [Step],
}

/// One side of a hunk: all the atoms of that text, and which of them are in the hunk.
struct Side<'a> {
    atoms: &'a [Atom],
    run: Range<usize>,
}

impl<'a> Side<'a> {
    /// Places of the atoms in the hunk that were said by the speaker.
    fn said(&self) -> impl Iterator<Item = usize> + '_ {
        self.run.clone().filter(|at| !self.atoms[*at].label)
    }

    /// Whether the atom at `at` is said twice over: the same word, or the same few words, stand right beside.
    fn repeated(&self, at: usize) -> bool {
        let spoken: Vec<usize> = (at.saturating_sub(24)..(at + 24).min(self.atoms.len()))
            .filter(|index| *index == at || self.atoms[*index].weight >= 0.1 && !self.atoms[*index].label)
            .collect();
        let Some(here) = spoken.iter().position(|index| *index == at) else { return false };
        let same = |a: Option<&usize>, b: Option<&usize>| match (a, b) {
            (Some(a), Some(b)) => self.atoms[*a].text == self.atoms[*b].text,
            _ => false,
        };
        // A run of `len` words, of which this is number `place`, stands again before or after itself.
        (1..=5).any(|len| {
            (0..len).any(|place| {
                let Some(start) = here.checked_sub(place) else { return false };
                let again = (0..len).all(|step| same(spoken.get(start + step), spoken.get(start + len + step)));
                let before =
                    start >= len && (0..len).all(|step| same(spoken.get(start + step), spoken.get(start - len + step)));
                let inside = |from: usize| {
                    (from..from + len).any(|index| spoken.get(index).is_some_and(|at| !self.run.contains(at)))
                };
                again && inside(start + len) || before && start >= len && inside(start - len)
            })
        })
    }
}

struct Found {
    at: usize,
    sense: Sense,
}

impl Hunk<'_> {
    fn sides(&self) -> (Side<'_>, Side<'_>) {
        (Side { atoms: self.quote, run: self.q.clone() }, Side { atoms: self.source, run: self.s.clone() })
    }

    fn matter(&self) -> Option<Matter> {
        let (q, s) = self.sides();
        self.numbers(&q, &s).or_else(|| self.senses(&q, &s)).or_else(|| self.opposites())
    }

    fn senses(&self, q: &Side<'_>, s: &Side<'_>) -> Option<Matter> {
        let gather = |side: &Side<'_>| -> Vec<Found> {
            side.said().filter_map(|at| Some(Found { at, sense: side.atoms[at].sense? })).collect()
        };
        let (mut left, mut right) = (gather(q), gather(s));
        left.retain(|found| {
            let twin = right
                .iter()
                .position(|other| other.sense.group == found.sense.group && other.sense.key == found.sense.key);
            twin.map(|at| right.remove(at)).is_none()
        });
        // A month written as a number was compared with the numbers.
        let numeric = |side: &Side<'_>| side.said().any(|at| side.atoms[at].number.is_some());
        if numeric(s) {
            left.retain(|found| found.sense.group != "month");
        }
        if numeric(q) {
            right.retain(|found| found.sense.group != "month");
        }
        left.retain(|found| !q.repeated(found.at));
        right.retain(|found| !s.repeated(found.at));
        for a in &left {
            if let Some(b) = right.iter().find(|b| b.sense.group == a.sense.group) {
                // `I'd` is as often `I had`, and `'ll` is heard for many things.
                let soft = q.atoms[a.at].soft && s.atoms[b.at].soft;
                if !soft {
                    return Some(a.sense.matter);
                }
            }
        }
        let lost = |found: &Found, side: &Side<'_>, other: &Side<'_>| {
            let atom = &side.atoms[found.at];
            found.sense.alone && !atom.soft && !interjection(side.atoms, found.at) && !self.sounds_alike(atom, other)
        };
        let left = left.iter().find(|found| lost(found, q, s));
        left.or_else(|| right.iter().find(|found| lost(found, s, q))).map(|found| found.sense.matter)
    }

    fn numbers(&self, q: &Side<'_>, s: &Side<'_>) -> Option<Matter> {
        let gather =
            |side: &Side<'_>| -> Vec<usize> { side.said().filter(|at| side.atoms[*at].number.is_some()).collect() };
        let (mut left, mut right) = (gather(q), gather(s));
        if left.is_empty() && right.is_empty() {
            return None;
        }
        let value = |side: &Side<'_>, at: usize| side.atoms[at].text.clone();
        left.retain(|at| {
            let twin = right.iter().position(|other| value(s, *other) == value(q, *at));
            twin.map(|index| right.remove(index)).is_none()
        });
        if let (Some(a), Some(b)) = (joined(q, &left), joined(s, &right))
            && (a.0 == b.0 || a.1 == b.1)
        {
            return None;
        }
        let month = |side: &Side<'_>, value: &str| {
            side.said().any(|at| side.atoms[at].sense.is_some_and(|sense| sense.group == "month" && sense.key == value))
        };
        left.retain(|at| !month(s, &q.atoms[*at].text) && !q.repeated(*at));
        right.retain(|at| !month(q, &s.atoms[*at].text) && !s.repeated(*at));
        if !left.is_empty() && !right.is_empty() {
            return Some(Matter::Number);
        }
        let lost = |at: usize, side: &Side<'_>, other: &Side<'_>| {
            let atom = &side.atoms[at];
            let loose = atom.number.as_ref().is_some_and(|number| number.loose);
            !loose && !self.sounds_alike(atom, other) && !misheard(side, other)
        };
        let lost = left.iter().any(|at| lost(*at, q, s)) || right.iter().any(|at| lost(*at, s, q));
        lost.then_some(Matter::Number)
    }

    /// `able` against `unable`, `compliant` against `noncompliant`.
    fn opposites(&self) -> Option<Matter> {
        let denies = |a: &str, b: &str| {
            ["un", "in", "im", "ir", "il", "dis", "non", "mis"]
                .iter()
                .any(|prefix| b.len() >= 4 && a.strip_prefix(prefix) == Some(b))
        };
        self.steps
            .iter()
            .filter(|step| step.quote.len() == 1 && step.source.len() == 1)
            .any(|step| {
                let (a, b) = (&self.quote[step.quote.start].text, &self.source[step.source.start].text);
                denies(a, b) || denies(b, a)
            })
            .then_some(Matter::Negation)
    }

    /// Whether the other side has, in this hunk, a word that is heard for `atom`.
    fn sounds_alike(&self, atom: &Atom, other: &Side<'_>) -> bool {
        other.said().any(|at| heard_for(&atom.text, &other.atoms[at].text))
    }
}

/// Words that recognisers write for one another although only one of them carries anything.
fn heard_for(word: &str, other: &str) -> bool {
    const PAIRS: [(&str, &str); 16] = [
        ("2", "to"),
        ("2", "too"),
        ("4", "for"),
        ("4", "fore"),
        ("1", "won"),
        ("8", "ate"),
        ("10", "tenth"),
        ("no", "know"),
        ("not", "knot"),
        ("will", "well"),
        ("will", "were"),
        ("would", "wood"),
        ("can", "and"),
        ("march", "match"),
        ("0", "o"),
        ("0", "oh"),
    ];
    PAIRS.contains(&(word, other))
}

/// A `no` that answers or opens and leaves the denial to the clause after it: `no, I don't`.
fn interjection(atoms: &[Atom], at: usize) -> bool {
    if atoms[at].text != "no" {
        return false;
    }
    let mut after = atoms[at + 1..].iter().filter(|atom| atom.weight >= 0.1 && !atom.label);
    let opens = after.next().is_some_and(|next| {
        matches!(
            next.text.as_str(),
            "i" | "you" | "we" | "they" | "he" | "she" | "it" | "that" | "there" | "this" | "not"
        ) || next.stop >= Stop::Comma
    });
    let denied = atoms[at + 1..].iter().take(6).take_while(|atom| atom.stop < Stop::Sentence);
    opens && denied.into_iter().any(|atom| atom.sense.is_some_and(|sense| sense.matter == Matter::Negation))
}

/// The digits of a run of numbers put side by side, as written and without leading zeros. `None` where
/// the pieces may not be joined: decimals, and numbers with words between them.
fn joined(side: &Side<'_>, numbers: &[usize]) -> Option<(String, String)> {
    let (first, last) = (*numbers.first()?, *numbers.last()?);
    let unbroken =
        (first..=last).all(|at| numbers.contains(&at) || side.atoms[at].label || side.atoms[at].weight < 0.1);
    if !unbroken {
        return None;
    }
    let mut written = String::new();
    let mut plain = String::new();
    for at in numbers {
        written.push_str(side.atoms[*at].number.as_ref()?.digits.as_deref()?);
        plain.push_str(&side.atoms[*at].text);
    }
    Some((written, plain))
}

/// A number on one side only, inside words that sound like the other side's: a digit in a misheard name.
fn misheard(side: &Side<'_>, other: &Side<'_>) -> bool {
    let spelled = |side: &Side<'_>| {
        side.said().filter(|at| side.atoms[*at].weight >= 0.1).map(|at| spell(&side.atoms[at].text)).collect::<String>()
    };
    let (a, b) = (spelled(side), spelled(other));
    let name = side.said().any(|at| side.atoms[at].number.is_some() && side.atoms[at].glued);
    let content = other.said().any(|at| side_content(&other.atoms[at]));
    content && (name || myers::likeness(&a, &b) >= 0.5)
}

fn side_content(atom: &Atom) -> bool {
    atom.weight >= 1.0 && atom.sense.is_none()
}

/// A small number as it sounds.
fn spell(value: &str) -> &str {
    match value {
        "0" => "o",
        "1" => "one",
        "2" => "to",
        "3" => "three",
        "4" => "for",
        "5" => "five",
        "6" => "six",
        "7" => "seven",
        "8" => "ate",
        "9" => "nine",
        "10" => "ten",
        other => other,
    }
}
