//! Reading a cue's pattern as it stands in a word list, and refusing what its author can't have meant.
//!
//! Pure. Spaces part the places of a pattern, bars the choices of a place. So `on time|the next day off` is five
//! places, and not the two phrases that somebody may have had in mind; nothing of it would ever be heard. Two places
//! with bars side by side are where that happens, so they are refused unless brackets say what is meant:
//! `(on time|the next day) off` or `(on|by) (time|noon)`. Surprise: a phrase that stands first or last between bars
//! (`wait|come back`) looks like a choice of words beside a word and is read as that; nothing can tell it.

use super::super::token::tokens;
use super::{Choice, Classes, Part, Pattern, Unreadable};

/// Endings that stand alone in a pattern (`we are|'re`), as the tokens of a sentence have them.
const ENDINGS: &[(&str, &str)] =
    &[("'s", "'s"), ("'ll", "will"), ("'re", "are"), ("'ve", "have"), ("'m", "am"), ("'d", "would")];

/// One place of a pattern, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place<'a> {
    /// What stands in the brackets, or the word.
    inner: &'a str,
    bracketed: bool,
    optional: bool,
}

impl Place<'_> {
    fn has_open_bars(&self) -> bool {
        !self.bracketed && self.inner.contains('|')
    }

    fn written(&self) -> String {
        let mark = if self.optional { "?" } else { "" };
        if self.bracketed { format!("({}){mark}", self.inner) } else { format!("{}{mark}", self.inner) }
    }
}

impl Pattern {
    /// Reads a pattern as it stands in a word list.
    ///
    /// # Errors
    /// Empty, an unknown class, a mark where it means nothing, bars that can be read in two ways, or nothing that
    /// could ever be said.
    pub fn read(written: &str, classes: &Classes) -> Result<Self, Unreadable> {
        let mut places = places(written)?;
        let at_start = places.first().is_some_and(|place| place.inner == "^");
        let at_end = places.last().is_some_and(|place| place.inner == "$");
        if at_start {
            places.remove(0);
        }
        if at_end {
            places.pop();
        }
        for pair in places.windows(2) {
            if pair[0].has_open_bars() && pair[1].has_open_bars() {
                let (one, other) = (pair[0].written(), pair[1].written());
                let (first, second) = (one.trim_end_matches('?'), other.trim_end_matches('?'));
                return Err(Unreadable(format!(
                    "`{one} {other}` may be two places or have a phrase between its bars, write `({first}) ({second})` \
                     for one after the other, or `({first} {second})` for phrases"
                )));
            }
        }
        let parts: Vec<Part> = places.iter().map(|place| part(place, classes)).collect::<Result<_, _>>()?;
        let all_loose = parts.iter().all(|part| matches!(part, Part::Gap) || part.optional());
        if all_loose {
            return Err(Unreadable("it has no word that must be there".into()));
        }
        if matches!(parts.first(), Some(Part::Gap)) || matches!(parts.last(), Some(Part::Gap)) {
            return Err(Unreadable("`...` stands between words, not at an end".into()));
        }
        Ok(Self { at_start, at_end, parts })
    }

    /// The first of its choices that no sentence can ever meet. A sentence is read before it is compared: a word
    /// said twice is one, an "um" is none, and "e-mail" is two words.
    pub fn never_heard(&self) -> Option<String> {
        let parts: Vec<&[Choice]> = self
            .parts
            .iter()
            .filter_map(|part| match part {
                Part::Any { choices, .. } => Some(choices.as_slice()),
                Part::Gap => None,
            })
            .collect();
        let tried = parts.iter().enumerate().flat_map(|(at, choices)| choices.iter().map(move |choice| (at, choice)));
        tried.map(|(at, choice)| (said(&parts, at, choice), choice)).find_map(|(sentence, choice)| {
            let heard = tokens(&sentence, 0);
            let fits = (0..heard.len()).any(|from| self.matches(&heard, from, &|_| false).is_some());
            (!fits).then(|| choice.words(false).join(" "))
        })
    }
}

impl Choice {
    /// Words that it fits. `other` asks for a second name, because one said twice is heard once.
    fn words(&self, other: bool) -> Vec<String> {
        match self {
            Self::Words(run) => run.clone(),
            Self::Prefix(prefix) => vec![prefix.clone()],
            Self::Number => vec!["7".to_owned()],
            Self::Name => vec![if other { "Marek" } else { "Zofia" }.to_owned()],
        }
    }
}

/// A sentence that a pattern of these places should fit, with `chosen` at place `at`.
fn said(places: &[&[Choice]], at: usize, chosen: &Choice) -> String {
    let mut words: Vec<String> = Vec::new();
    for (place, choices) in places.iter().enumerate() {
        let other = place % 2 == 1;
        let next = (place + 1 == at).then(|| chosen.words(!other)).and_then(|run| run.first().cloned());
        let differs = |run: &Vec<String>| run.first() != words.last() && run.last() != next.as_ref();
        let run = if place == at {
            chosen.words(other)
        } else {
            let mut runs = choices.iter().map(|choice| choice.words(other));
            runs.clone().find(differs).or_else(|| runs.next()).unwrap_or_default()
        };
        words.extend(run);
    }
    let mut sentence = String::new();
    for word in words {
        if word != "'s" {
            sentence.push(' ');
        } else if sentence.is_empty() {
            sentence.push_str("it");
        }
        sentence.push_str(&word);
    }
    sentence
}

/// The places of a pattern: words, and what stands in brackets.
fn places(written: &str) -> Result<Vec<Place<'_>>, Unreadable> {
    let mut places = Vec::new();
    let mut rest = written.trim_start();
    while !rest.is_empty() {
        let (place, after) = match rest.strip_prefix('(') {
            Some(inside) => {
                let (inner, after) = inside
                    .split_once(')')
                    .ok_or_else(|| Unreadable(format!("`{rest}` has a bracket without its end")))?;
                let (optional, after) = match after.strip_prefix('?') {
                    Some(after) => (true, after),
                    None => (false, after),
                };
                if after.starts_with(|next: char| !next.is_whitespace()) {
                    return Err(Unreadable(format!("behind `({inner})` a space is missing")));
                }
                (Place { inner, bracketed: true, optional }, after)
            }
            None => {
                let (word, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
                let (inner, optional) = match word.strip_suffix('?') {
                    Some(inner) => (inner, true),
                    None => (word, false),
                };
                (Place { inner, bracketed: false, optional }, after)
            }
        };
        places.push(place);
        rest = after.trim_start();
    }
    Ok(places)
}

fn part(place: &Place<'_>, classes: &Classes) -> Result<Part, Unreadable> {
    let written = place.written();
    if written == "..." {
        return Ok(Part::Gap);
    }
    if matches!(place.inner, "" | "^" | "$" | "@" | "*") {
        return Err(Unreadable(format!("`{written}` means nothing here")));
    }
    let mut seen: Vec<&str> = Vec::new();
    let mut choices = Vec::new();
    for choice in place.inner.split('|').map(str::trim) {
        if seen.contains(&choice) {
            return Err(Unreadable(format!("`{written}` has the choice `{choice}` twice")));
        }
        seen.push(choice);
        match choice {
            "" => return Err(Unreadable(format!("`{written}` has an empty choice"))),
            "#" => choices.push(Choice::Number),
            "NAME" => choices.push(Choice::Name),
            "*" => return Err(Unreadable(format!("`{written}` would fit every word"))),
            _ => match (choice.strip_prefix('@'), choice.strip_suffix('*')) {
                (Some(class), _) => {
                    let phrases =
                        classes.get(class).ok_or_else(|| Unreadable(format!("there is no class `@{class}`")))?;
                    for phrase in phrases {
                        choices.push(Choice::Words(forms(phrase)?));
                    }
                }
                (None, Some(prefix)) => {
                    forms(prefix)?;
                    choices.push(Choice::Prefix(prefix.to_lowercase()));
                }
                (None, None) => choices.push(Choice::Words(forms(choice)?)),
            },
        }
    }
    let length = |choice: &Choice| match choice {
        Choice::Words(run) => run.len(),
        Choice::Prefix(_) | Choice::Number | Choice::Name => 1,
    };
    choices.sort_by_key(|choice| std::cmp::Reverse(length(choice))); // "going to" before "going"
    Ok(Part::Any { choices, optional: place.optional })
}

/// Plain words as the tokens of a sentence have them.
fn forms(phrase: &str) -> Result<Vec<String>, Unreadable> {
    // Alone it is an ending without its word, which the tokens take for letters.
    if let Some((_, form)) = ENDINGS.iter().find(|(ending, _)| *ending == phrase) {
        return Ok(vec![(*form).to_owned()]);
    }
    let is_mark =
        |word: &str| word == "NAME" || word == "..." || word.contains(['?', '*', '@', '#', '(', ')', '^', '|']);
    if let Some(word) = phrase.split_whitespace().find(|word| is_mark(word)) {
        return Err(Unreadable(format!("`{word}` is no plain word, and a phrase is made of those")));
    }
    let forms: Vec<String> = tokens(phrase, 0).into_iter().map(|token| token.form).collect();
    if forms.is_empty() {
        return Err(Unreadable(format!("`{phrase}` has no word in it")));
    }
    Ok(forms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_told() {
        let classes = Classes::from([("odd".to_owned(), vec!["send|share".to_owned()])]);
        for (pattern, part) in [
            ("", "must be there"),
            ("... a", "between"),
            ("@nope x", "@nope"),
            ("a|", "empty"),
            ("*", "nothing"),
            ("jobs?|hours", "`jobs?` is no plain word"),
            ("(send # days|share) it", "`#` is no plain word"),
            ("send|share|send it", "`send` twice"),
            ("(send|share it", "without its end"),
            ("(i|we)will", "space"),
            ("um so", "`um` has no word"),
            ("@odd it", "`send|share`"),
        ] {
            let fault = Pattern::read(pattern, &classes).unwrap_err();
            assert!(fault.0.contains(part), "{pattern}: {fault:?}");
        }
    }

    #[test]
    fn bars_side_by_side_are_refused_without_brackets() {
        let fault = Pattern::read("basically|pretty much|practically done", &Classes::new()).unwrap_err();
        assert!(fault.0.contains("`(basically|pretty) (much|practically)`"), "{fault:?}");
        assert!(fault.0.contains("`(basically|pretty much|practically)` for phrases"), "{fault:?}");
        for clear in ["(basically|pretty much|practically) done", "(i|we) can|will", "i|we will send|share"] {
            assert!(Pattern::read(clear, &Classes::new()).is_ok(), "{clear}");
        }
    }

    #[test]
    fn what_no_sentence_can_meet_is_known() {
        let heard = |written: &str| Pattern::read(written, &Classes::new()).unwrap().never_heard();
        for never in ["no no", "that that", "e-mail*", "hand off|hands off"] {
            assert!(heard(never).is_some(), "{never}");
        }
        for clear in ["e-mail it", "NAME NAME is|'s", "that is|'s # days", "# # days", "^ no $", "we are|'re promis*"] {
            assert_eq!(heard(clear), None, "{clear}");
        }
    }
}
