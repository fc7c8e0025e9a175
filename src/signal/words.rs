//! The word lists: cues by name, read from TOML, with a team's own file merged over them.
//!
//! Pure: text in, [`Words`] out. The lists that ship stand in `src/signal/words/*.toml` and have the same
//! shape as a team's file, so everything a list can say a team can say too: new cues, more patterns for
//! a cue of the same name, another weight, `drop` to switch cues off. All faults of a file are told at
//! once, each with its dotted path, because whoever edits a list is often not an engineer.

use std::fmt;
use std::ops::Range;

use toml::{Table, Value};

use super::pattern::{Classes, Finder, Pattern};
use super::sentence::Sentence;

/// The lists there are, what kinds of cue each may have, and the file that ships.
const LISTS: &[(&str, &[&str], &str)] = &[
    ("commitment", super::commitment::KINDS, include_str!("words/commitment.toml")),
    ("spin", super::spin::KINDS, include_str!("words/spin.toml")),
    ("hedge", super::hedge::KINDS, include_str!("words/hedge.toml")),
    ("correction", super::superseded::KINDS, include_str!("words/correction.toml")),
    ("contract", super::contract::KINDS, include_str!("words/contract.toml")),
    ("person", super::person::KINDS, include_str!("words/person.toml")),
    ("promise", super::claim::PROMISE, include_str!("words/promise.toml")),
    ("claim", super::claim::KINDS, include_str!("words/claim.toml")),
    ("context", super::claim::CONTEXTS, include_str!("words/context.toml")),
];

/// Files that add to the lists above and have the shape of a team's: what only the drafter needs.
const MORE: &[&str] = &[include_str!("../draft/words/draft.toml")];

/// Every list, ready to be used.
#[derive(Debug, Clone)]
pub struct Words {
    lists: Vec<List>,
}

/// One list of cues.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// The cues, in the order of the file.
    pub cues: Vec<Cue>,
    finder: Finder,
    unless: Finder,
}

/// A cue: a name that people read, what it is a cue of, how much it counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue {
    /// As claims and signals name it: `first person will`.
    pub name: String,
    /// One of the list's kinds.
    pub kind: &'static str,
    /// How much it counts; what it is measured against is the signal's own affair.
    pub weight: f64,
}

/// A cue that was found in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit<'a> {
    /// Which.
    pub cue: &'a Cue,
    /// The tokens that triggered it.
    pub tokens: Range<usize>,
}

/// One fault of a word list: where, what was found, what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Dotted path: `commitment.cue[3].any[0]`.
    pub place: String,
    /// What was found and what was expected.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl Words {
    /// The lists as they ship, with a team's file merged over them.
    ///
    /// # Errors
    /// Every fault of the team's file.
    pub fn with(team: Option<&str>) -> Result<Self, Vec<Fault>> {
        Self::with_all(team).map_err(|faults| faults.into_iter().map(|(_, fault)| fault).collect())
    }

    /// The lists as they ship, with a team's files merged over them, one after the other.
    ///
    /// # Errors
    /// Every fault of every file, with the number of its file.
    pub fn with_all<'a>(team: impl IntoIterator<Item = &'a str>) -> Result<Self, Vec<(usize, Fault)>> {
        let mut drafts: Vec<Draft> = LISTS.iter().map(|_| Draft::default()).collect();
        let mut faults = Vec::new();
        for file in LISTS.iter().map(|(_, _, file)| *file).chain(MORE.iter().copied()) {
            merge(&File { text: file, team: None }, &mut drafts, &mut faults);
        }
        let mut told: Vec<(usize, Fault)> = faults.into_iter().map(|fault| (0, fault)).collect();
        for (number, file) in team.into_iter().enumerate() {
            let mut faults = Vec::new();
            merge(&File { text: file, team: Some(number) }, &mut drafts, &mut faults);
            told.extend(faults.into_iter().map(|fault| (number, fault)));
        }
        let lists = drafts.into_iter().map(|draft| draft.build(&mut told)).collect();
        if told.is_empty() { Ok(Self { lists }) } else { Err(told) }
    }

    /// The list of that name; an empty one where there is none.
    pub fn list(&self, name: &str) -> &List {
        static EMPTY: std::sync::LazyLock<List> = std::sync::LazyLock::new(List::default);
        LISTS.iter().position(|(list, ..)| *list == name).and_then(|at| self.lists.get(at)).unwrap_or(&EMPTY)
    }
}

impl Default for Words {
    /// The lists as they ship. A fault in one of those would be ours; a test reads them all.
    fn default() -> Self {
        Self::with(None).unwrap_or(Self { lists: Vec::new() })
    }
}

impl List {
    /// The cues found in a sentence, each once at its first place, in order of place. What adds weights
    /// up uses this: a word that is said three times is not three cues.
    pub fn find(&self, sentence: &Sentence<'_>) -> Vec<Hit<'_>> {
        let mut hits = self.find_all(sentence);
        let mut seen: Vec<*const Cue> = Vec::new();
        hits.retain(|hit| {
            let new = !seen.contains(&std::ptr::from_ref(hit.cue));
            seen.push(hit.cue);
            new
        });
        hits
    }

    /// Every place where a cue is found, in order; the longest where patterns of one cue overlap.
    pub fn find_all(&self, sentence: &Sentence<'_>) -> Vec<Hit<'_>> {
        let names = |form: &str| sentence.names.contains(form);
        let found = self.finder.find(&sentence.tokens, &names);
        if found.is_empty() {
            return Vec::new();
        }
        let barred = self.unless.find(&sentence.tokens, &names);
        let mut hits: Vec<Hit<'_>> = Vec::new();
        for found in found {
            let cue = &self.cues[found.owner];
            if barred.iter().any(|bar| bar.owner == found.owner) {
                continue;
            }
            match hits.iter_mut().rev().find(|hit| std::ptr::eq(hit.cue, cue)) {
                Some(hit) if hit.tokens.end > found.tokens.start => {
                    if hit.tokens.start == found.tokens.start {
                        hit.tokens.end = hit.tokens.end.max(found.tokens.end);
                    }
                }
                _ => hits.push(Hit { cue, tokens: found.tokens }),
            }
        }
        hits
    }
}

/// A list on its way: raw patterns by cue, so that files can be merged before anything is compiled.
#[derive(Default)]
struct Draft {
    classes: Classes,
    cues: Vec<RawCue>,
}

struct RawCue {
    cue: Cue,
    any: Vec<Written>,
    unless: Vec<Written>,
}

/// A pattern as it stands in a file.
struct Written {
    place: String,
    pattern: String,
    /// The number of the team's file that it stands in; `None` in the lists that ship.
    team: Option<usize>,
}

impl Draft {
    fn build(self, faults: &mut Vec<(usize, Fault)>) -> List {
        let mut built = List::default();
        for raw in self.cues {
            let owner = built.cues.len();
            for (patterns, finder) in [(&raw.any, &mut built.finder), (&raw.unless, &mut built.unless)] {
                for written in patterns {
                    // What ships is looked through by a test, and need not be at every start.
                    let never = |pattern: &Pattern| written.team.and_then(|_| pattern.never_heard());
                    let why = match Pattern::read(&written.pattern, &self.classes) {
                        Ok(pattern) => match never(&pattern) {
                            None => {
                                finder.add(owner, pattern);
                                continue;
                            }
                            Some(choice) => format!("no sentence is ever heard that has its `{choice}`"),
                        },
                        Err(fault) => fault.0,
                    };
                    let what = format!("found `{}`: {why}", written.pattern);
                    faults.push((written.team.unwrap_or(0), Fault { place: written.place.clone(), what }));
                }
            }
            built.cues.push(raw.cue);
        }
        built
    }
}

/// A file on its way in.
struct File<'a> {
    text: &'a str,
    /// Its number among the team's; `None` when it ships.
    team: Option<usize>,
}

impl File<'_> {
    /// A pattern with the line it stands on, which the TOML parser doesn't keep.
    fn written(&self, place: &str, pattern: String) -> Written {
        let at = ['"', '\''].iter().find_map(|quote| self.text.find(&format!("{quote}{pattern}{quote}")));
        let line = at.map(|at| format!("line {}, ", self.text[..at].matches('\n').count() + 1)).unwrap_or_default();
        Written { place: format!("{line}{place}"), pattern, team: self.team }
    }
}

fn merge(file: &File<'_>, drafts: &mut [Draft], faults: &mut Vec<Fault>) {
    let table: Table = match file.text.parse() {
        Ok(table) => table,
        Err(error) => {
            let error: toml::de::Error = error;
            let text = file.text;
            let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            faults.push(Fault { place: format!("line {line}"), what: format!("not TOML: {}", error.message()) });
            return;
        }
    };
    for (name, value) in &table {
        match LISTS.iter().position(|(list, ..)| list == name) {
            Some(at) => merge_list(name, LISTS[at].1, value, file, &mut drafts[at], faults),
            None => faults.push(unknown(name, "list", name, LISTS.iter().map(|(list, ..)| *list))),
        }
    }
}

fn merge_list(
    list: &str,
    kinds: &[&'static str],
    value: &Value,
    file: &File<'_>,
    draft: &mut Draft,
    faults: &mut Vec<Fault>,
) {
    let Some(table) = value.as_table() else {
        faults.push(wrong(list, value, "a table with `cue`, `class` or `drop`"));
        return;
    };
    for (key, value) in table {
        let place = format!("{list}.{key}");
        match key.as_str() {
            "about" => {}
            "class" => merge_classes(&place, value, draft, faults),
            "cue" => match value.as_array() {
                Some(cues) => {
                    for (index, cue) in cues.iter().enumerate() {
                        merge_cue(&format!("{list}.cue[{index}]"), kinds, cue, file, draft, faults);
                    }
                }
                None => faults.push(wrong(&place, value, "a list of cues (`[[…cue]]`)")),
            },
            "drop" => {
                for name in strings(&place, value, faults) {
                    if !draft.cues.iter().any(|raw| raw.cue.name == name) {
                        faults.push(unknown(&place, "cue", &name, draft.cues.iter().map(|raw| raw.cue.name.as_str())));
                    }
                    draft.cues.retain(|raw| raw.cue.name != name);
                }
            }
            _ => faults.push(unknown(&place, "key", key, ["about", "class", "cue", "drop"].into_iter())),
        }
    }
}

fn merge_classes(place: &str, value: &Value, draft: &mut Draft, faults: &mut Vec<Fault>) {
    let Some(table) = value.as_table() else {
        faults.push(wrong(place, value, "a table of phrases by class"));
        return;
    };
    for (class, phrases) in table {
        let phrases = strings(&format!("{place}.{class}"), phrases, faults);
        draft.classes.entry(class.clone()).or_default().extend(phrases);
    }
}

fn merge_cue(
    place: &str,
    kinds: &[&'static str],
    value: &Value,
    file: &File<'_>,
    draft: &mut Draft,
    faults: &mut Vec<Fault>,
) {
    let Some(table) = value.as_table() else {
        faults.push(wrong(place, value, "a cue with `name`, `kind` and `any`"));
        return;
    };
    const KEYS: [&str; 5] = ["name", "kind", "weight", "any", "unless"];
    for key in table.keys().filter(|key| !KEYS.contains(&key.as_str())) {
        faults.push(unknown(&format!("{place}.{key}"), "key", key, KEYS.into_iter()));
    }
    let Some(name) = table.get("name").and_then(Value::as_str).filter(|name| !name.trim().is_empty()) else {
        faults.push(Fault { place: format!("{place}.name"), what: "missing, expected the cue's name".into() });
        return;
    };
    let earlier = draft.cues.iter().position(|raw| raw.cue.name == name);
    let kind = match table.get("kind").map(|kind| (kind, kind.as_str())) {
        Some((_, Some(kind))) => match kinds.iter().find(|known| **known == kind) {
            Some(known) => Some(*known),
            None => {
                faults.push(unknown(&format!("{place}.kind"), "kind", kind, kinds.iter().copied()));
                None
            }
        },
        Some((value, None)) => {
            faults.push(wrong(&format!("{place}.kind"), value, "a word"));
            None
        }
        None => None,
    };
    let weight = match table.get("weight") {
        None => None,
        Some(Value::Float(weight)) if weight.is_finite() => Some(*weight),
        Some(Value::Integer(weight)) => Some(*weight as f64),
        Some(other) => {
            faults.push(wrong(&format!("{place}.weight"), other, "a number"));
            None
        }
    };
    let mut patterns = |key: &str| -> Vec<Written> {
        let list = table.get(key).map(|value| strings(&format!("{place}.{key}"), value, faults)).unwrap_or_default();
        let numbered = list.into_iter().enumerate();
        numbered.map(|(at, pattern)| file.written(&format!("{place}.{key}[{at}]"), pattern)).collect()
    };
    let (any, unless) = (patterns("any"), patterns("unless"));
    match (earlier, kind) {
        (Some(at), _) => {
            let raw = &mut draft.cues[at];
            raw.any.extend(any);
            raw.unless.extend(unless);
            raw.cue.weight = weight.unwrap_or(raw.cue.weight);
            raw.cue.kind = kind.unwrap_or(raw.cue.kind);
        }
        (None, Some(kind)) => {
            if any.is_empty() {
                faults.push(Fault {
                    place: format!("{place}.any"),
                    what: "missing, expected at least one pattern".into(),
                });
            }
            let cue = Cue { name: name.to_owned(), kind, weight: weight.unwrap_or(1.0) };
            draft.cues.push(RawCue { cue, any, unless });
        }
        (None, None) if table.contains_key("kind") => {}
        (None, None) => faults.push(Fault {
            place: format!("{place}.kind"),
            what: format!("missing, expected one of {}", kinds.join(", ")),
        }),
    }
}

fn strings(place: &str, value: &Value, faults: &mut Vec<Fault>) -> Vec<String> {
    let Some(list) = value.as_array() else {
        faults.push(wrong(place, value, "a list of texts"));
        return Vec::new();
    };
    let mut strings = Vec::with_capacity(list.len());
    for (index, item) in list.iter().enumerate() {
        match item.as_str() {
            Some(text) => strings.push(text.to_owned()),
            None => faults.push(wrong(&format!("{place}[{index}]"), item, "a text")),
        }
    }
    strings
}

fn wrong(place: &str, value: &Value, expected: &str) -> Fault {
    Fault { place: place.to_owned(), what: format!("found {}, expected {expected}", value.type_str()) }
}

fn unknown<'a>(place: &str, sort: &str, found: &str, known: impl Iterator<Item = &'a str>) -> Fault {
    let nearest = known.min_by_key(|name| distance(found, name));
    let hint = nearest.map(|name| format!("; the nearest is `{name}`")).unwrap_or_default();
    Fault { place: place.to_owned(), what: format!("there is no {sort} `{found}`{hint}") }
}

/// Edits between two short names.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let swap = corner + usize::from(from != *to);
            corner = row[j + 1];
            row[j + 1] = swap.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// Cue names by list, for a page that shows what there is.
pub fn names(words: &Words) -> Vec<(&'static str, Vec<&Cue>)> {
    LISTS.iter().zip(&words.lists).map(|((name, ..), list)| (*name, list.cues.iter().collect())).collect()
}

/// How often each name occurs; more than once in one list means that the second adds to the first.
#[cfg(test)]
fn repeated(words: &Words) -> Vec<String> {
    let mut seen = std::collections::HashMap::<(&str, &str), usize>::new();
    for (list, cues) in names(words) {
        for cue in cues {
            *seen.entry((list, cue.name.as_str())).or_default() += 1;
        }
    }
    seen.into_iter().filter(|(_, count)| *count > 1).map(|((list, name), _)| format!("{list}: {name}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_that_ship_have_no_fault() {
        let words = Words::with(None).unwrap_or_else(|faults| panic!("{faults:#?}"));
        assert!(names(&words).iter().all(|(_, cues)| !cues.is_empty()));
        assert_eq!(repeated(&words), Vec::<String>::new());
    }

    #[test]
    fn every_choice_of_the_lists_that_ship_can_be_heard() {
        let words = Words::default();
        let never: Vec<String> = LISTS
            .iter()
            .zip(&words.lists)
            .flat_map(|((name, ..), list)| {
                let patterns = list.finder.patterns().chain(list.unless.patterns());
                patterns.filter_map(move |(owner, pattern)| {
                    let choice = pattern.never_heard()?;
                    Some(format!("{name}: {}: `{choice}` of {pattern:?}", list.cues[owner].name))
                })
            })
            .collect();
        assert_eq!(never, Vec::<String>::new());
    }

    #[test]
    fn a_pattern_that_can_be_read_in_two_ways_is_refused_with_its_file_and_line() {
        let fine = "[claim]\n[[claim.cue]]\nname = 'a'\nkind = 'buying_reason'\nany = ['(empty shelf|we ran dry)']\n";
        let faulty = "[claim]\n[[claim.cue]]\nname = 'b'\nkind = 'buying_reason'\nany = [\n  'out of it',\n  \
                      'empty|bare shelf|shelves again',\n  'e-mail*',\n]\n";
        let faults = Words::with_all([fine, faulty]).unwrap_err();
        let told: Vec<(usize, String)> = faults.into_iter().map(|(file, fault)| (file, fault.to_string())).collect();
        assert_eq!(told.len(), 2, "{told:#?}");
        assert_eq!((told[0].0, told[1].0), (1, 1));
        assert!(
            told[0].1.starts_with("line 7, claim.cue[0].any[1]: found `empty|bare shelf|shelves again`"),
            "{told:#?}"
        );
        assert!(told[0].1.contains("`(empty|bare shelf|shelves)` for phrases"), "{told:#?}");
        assert!(told[1].1.starts_with("line 8, "), "{told:#?}");
    }

    #[test]
    fn a_team_adds_and_drops() {
        let team = r#"
            [commitment]
            drop = ["let me"]
            [[commitment.cue]]
            name = "house phrase"
            kind = "offer"
            any = ["consider it done"]
        "#;
        let words = Words::with(Some(team)).unwrap();
        let list = words.list("commitment");
        assert!(list.cues.iter().any(|cue| cue.name == "house phrase"));
        assert!(!list.cues.iter().any(|cue| cue.name == "let me"));
        assert_eq!(list.find(&Sentence::plain("Consider it done.")).len(), 1);
    }

    #[test]
    fn every_fault_is_told_with_its_path() {
        let team = r#"
            [comitment]
            [[spin.cue]]
            name = "x"
            kind = "superlativ"
            any = ["best"]
            [[spin.cue]]
            name = "y"
            kind = "superlative"
            any = ["... best", 3]
            wieght = 2
        "#;
        let faults = Words::with(Some(team)).unwrap_err();
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        for part in [
            "no list `comitment`; the nearest is `commitment`",
            "spin.cue[0].kind",
            "spin.cue[1].any[1]",
            "`wieght`",
            "`... best`",
        ] {
            assert!(told.iter().any(|fault| fault.contains(part)), "{part}: {told:#?}");
        }
        assert_eq!(told.len(), 5, "{told:#?}");
    }
}
