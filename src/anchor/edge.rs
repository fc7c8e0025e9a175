//! What the cut at a quote's ends leaves out: the `not` right before its first word, the `million` right
//! after its last.
//!
//! A quote may be a run of the source's very words and still say the opposite of them. Where the cut lies
//! at a natural place (a turn, a cue, a sentence, a comma) nothing is left out of the quote's own clause.

use std::ops::Range;

use super::exact::floor;
use super::sense::{Matter, Sense};
use super::word::{self, Atom, Stop};
use crate::text::Text;

/// Bytes looked at on each side of a cut.
const AROUND: usize = 96;

/// What a cut leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cut {
    /// What of the meaning it touches.
    pub(super) matter: Matter,
    /// The bytes of the text that were left out.
    pub(super) left_out: Range<usize>,
    /// It belongs so closely to the quote's first or last word that leaving it out makes another sentence.
    pub(super) hard: bool,
}

/// What the cuts at both ends of `range` leave out.
pub(super) fn cuts(text: &Text, range: &Range<usize>) -> Vec<Cut> {
    front(text, range).into_iter().chain(back(text, range)).collect()
}

fn atoms(text: &Text, range: Range<usize>) -> Vec<Atom> {
    let words = text.as_str();
    let range = floor(words, range.start)..floor(words, range.end.min(words.len()));
    word::atoms(words, range, |at| outside(text, at))
}

fn outside(text: &Text, at: usize) -> bool {
    text.turn_at(at).is_some_and(|turn| at < text.turns()[turn].start as usize)
}

/// Whether something starts at `at` that a person would quote from: a turn, a caption cue.
fn opens(text: &Text, gap: Range<usize>) -> bool {
    let turn = text.turn_at(gap.end).is_some_and(|turn| text.turns()[turn].start as usize >= gap.start);
    let from = text.marks().partition_point(|mark| (mark.0 as usize) < gap.start);
    turn || text.marks().get(from).is_some_and(|mark| mark.0 as usize <= gap.end)
}

fn front(text: &Text, range: &Range<usize>) -> Option<Cut> {
    let atoms = atoms(text, range.start.saturating_sub(AROUND)..range.end.min(range.start + AROUND));
    let first = atoms.iter().position(|atom| atom.range.end > range.start)?;
    let inside = &atoms[first];
    if inside.range.start < range.start && inside.number.is_some() {
        return Some(Cut { matter: Matter::Number, left_out: inside.range.start..range.start, hard: true });
    }
    let before = &atoms[first.checked_sub(1)?];
    if inside.stop > Stop::None || before.label || opens(text, before.range.end..range.start) {
        return None;
    }
    if before.number.as_ref().is_some_and(|number| !number.loose) && is_unit(inside) {
        return Some(Cut { matter: Matter::Number, left_out: before.range.clone(), hard: true });
    }
    let near = atoms[..first].iter().rev().take(4);
    let mut reach = Stop::None;
    for (distance, atom) in near.enumerate() {
        if reach > Stop::None || atom.label {
            break;
        }
        reach = atom.stop;
        let Some(Sense { matter: matter @ (Matter::Negation | Matter::Modal), group, alone: true, .. }) = atom.sense
        else {
            continue;
        };
        if matter == Matter::Modal && !matches!(group, "modal" | "hedge") {
            continue;
        }
        let answer = atom.text == "no" && inside.weight < 1.0;
        if !answer {
            let hard = matter == Matter::Negation && distance == 0;
            return Some(Cut { matter, left_out: atom.range.clone(), hard });
        }
    }
    None
}

fn back(text: &Text, range: &Range<usize>) -> Option<Cut> {
    let atoms = atoms(text, range.start.max(range.end.saturating_sub(AROUND))..range.end + AROUND);
    let next = atoms.iter().position(|atom| atom.range.start >= range.end).unwrap_or(atoms.len());
    let last = &atoms[next.checked_sub(1)?];
    if last.range.end > range.end && last.number.is_some() {
        return Some(Cut { matter: Matter::Number, left_out: range.end..last.range.end, hard: true });
    }
    let after = atoms.get(next)?;
    if after.stop > Stop::None || after.label || opens(text, range.end..after.range.start) {
        return None;
    }
    let share = after.sense.is_some_and(|sense| matches!(sense.group, "share" | "currency"));
    if last.number.as_ref().is_some_and(|number| !number.loose) && share {
        return Some(Cut { matter: Matter::Amount, left_out: after.range.clone(), hard: true });
    }
    let denied = after.sense.is_some_and(|sense| sense.matter == Matter::Negation && sense.key == "not");
    let ends = atoms.get(next + 1).is_none_or(|atom| atom.stop == Stop::Sentence || atom.label);
    let helper = last.sense.is_some_and(|sense| sense.group == "modal")
        || matches!(
            last.text.as_str(),
            "do" | "does" | "did" | "is" | "am" | "are" | "was" | "were" | "have" | "has" | "had"
        );
    let bare = matches!(after.text.as_str(), "not" | "never");
    (denied && bare && (helper || ends)).then(|| Cut {
        matter: Matter::Negation,
        left_out: after.range.clone(),
        hard: true,
    })
}

fn is_unit(atom: &Atom) -> bool {
    atom.sense.is_some_and(|sense| matches!(sense.group, "share" | "currency" | "time" | "size" | "weight" | "length"))
}
