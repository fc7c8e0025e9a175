//! What may stand in front of words as the name of who says them.
//!
//! A colon after a few words is a name in a transcript and a term in a contract, so there are three
//! questions, asked apart: can it be a label at all ([`split`]), is it a word that heads notes and forms
//! ([`is_field`]), and does it look like a person, a role or a numbered voice ([`is_name`]). Who asks
//! weighs the answers by how the whole file is made: names come only from the file and are never invented.

use std::collections::HashSet;
use std::sync::LazyLock;

use memchr::memchr2;

/// The longest label, in characters.
const LONGEST: usize = 60;
/// The most words of a label, without what stands in brackets or behind a bar.
const WORDS: usize = 5;

/// Never a speaker, not even in a transcript in which every line has a label.
const NEVER: &str = "\
    action | action item | action items | agenda | attachments | bcc | betreff | cc | date | datum | fw | fwd | \
    http | https | importance | next step | next steps | nb | note | notes | objet | p.s | p.s. | priority | ps \
    | re | reply-to | sent | subject | time | title | to | todo | to do | tl;dr | topic | url | warning";

/// Words that head the lines of notes, forms, proposals and contracts. One of these alone, first or last
/// makes a label a field.
const FIELDS: &str = "\
    account actions addendum address agreement amount annex answer appendix approach approval article assumption \
    assumptions attention attn attendee attendees audience authority background basis benefit benefits billing blocker blockers \
    budget category cause challenge challenges clause commitment commitments company compelling competition \
    competitor competitors concern concerns conclusion condition conditions confidentiality constraint \
    constraints contact contents context contract cost costs country coverage criteria currency deadline deal dear \
    decision decisions definition definitions deliverable deliverables dependencies dependency description \
    detail details discount discussion document due duration duties economic effective email e-mail end escalation event \
    evidence example exclusions exhibit expiry facsimile fax fee fees feedback file finding findings follow-up followup format \
    from frequency function gap gaps goal goals governing headline highlights impact implementation important \
    industry initiative integration integrations introduction invoice invoicing issue issues item items kickoff \
    kpi kpis language level liability license link links list location meeting method metric metrics migration \
    milestone milestones mobile mode module modules name need needs number objection objections objective \
    objectives onboarding opportunity option options order organization outcome outcomes overview owner owners \
    package pain pains participants parties payment payments per period phase phone place plan plans platform policy \
    position present pricing privacy problem problems process procurement product products project promise \
    promises proposal purpose quantity question questions rate reason reasons recap recommendation recording \
    reference references region renewal reporting requirement requirements resources response responsibilities \
    result results risk risks rollout schedule scope section security seats service services signature signed size sla \
    solution source sources stage stakeholders standard start started state status step steps strategy success \
    summary support system systems table target task tasks team tel telephone term termination terms territory test \
    testing thesis timeline timing tool tools total training transcript trigger type update updates usage use \
    users validity value vendor version via volume warranty website where when what who why how workflow yes no \
    but and so the this that these there here if for first second third finally also however because in on at by \
    with one two three is are was we you i it they price page day week month year monday tuesday wednesday \
    thursday friday saturday sunday";

/// Fields that are family names too: only alone do they make a field.
const FAMILY_NAMES: &str = "\
    price page day present order second end place size";

/// Roles that transcripts write instead of a name, in lower case.
const ROLES: &str = "\
    admin advisor ae agent analyst bot buyer caller candidate ceo cfo champion client coach csm cto customer \
    doctor expert facilitator guest host interviewee interviewer manager me moderator narrator nurse operator \
    patient presenter prospect rep salesperson sales se seller speaker student teacher them user vendor";

/// Words before a number that make it a voice: `Speaker 1`, `Unbekannter Sprecher 2`.
const VOICES: &str = "\
    attendee caller channel guest interlocuteur locuteur orador participant person speaker sprecher user voice";

/// Small words inside names.
const PARTICLES: &str = "\
    al bin bint da das de del della den der di do dos du e el ibn la le of ter the van von y zu";

/// Stage directions in brackets, which nobody speaks.
const NOISES: &str = "\
    applause | background noise | blank_audio | coughs | cough | cross talk | crosstalk | foreign | inaudible | \
    indiscernible | laugh | laughing | laughs | laughter | music | no audio | noise | overlapping | pause | \
    silence | sigh | sighs | unintelligible | redacted";

/// Titles that are written with a full stop.
const TITLES: &str = "dr mr mrs ms prof st jr sr inc ltd co corp eng sen rep gen hon";

/// The lists as sets: they are asked of every line of every source.
struct Lists {
    never: HashSet<&'static str>,
    fields: HashSet<&'static str>,
    family_names: HashSet<&'static str>,
    roles: HashSet<&'static str>,
    voices: HashSet<&'static str>,
    particles: HashSet<&'static str>,
    titles: HashSet<&'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let words = |list: &'static str| list.split(' ').collect();
    Lists {
        never: phrases(NEVER).collect(),
        fields: words(FIELDS),
        family_names: words(FAMILY_NAMES),
        roles: words(ROLES),
        voices: words(VOICES),
        particles: words(PARTICLES),
        titles: words(TITLES),
    }
});

/// The phrases of a list that has spaces inside them.
fn phrases(list: &str) -> impl Iterator<Item = &str> {
    list.split('|').map(str::trim)
}

/// A label and where the words behind it begin, in bytes of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label<'a> {
    pub(super) name: &'a str,
    pub(super) words_at: usize,
}

/// Splits `Name: words` where what stands before the colon can be a label by its shape.
pub(super) fn split(line: &str) -> Option<Label<'_>> {
    cut(line).filter(|label| has_label_shape(label.name))
}

/// Splits a line at a colon near its start, whatever stands before it.
pub(super) fn cut(line: &str) -> Option<Label<'_>> {
    let indent = line.len() - line.trim_start().len();
    let body = &line[indent..];
    // Most lines of most sources have no colon near their start: that is found out first, and fast.
    let near = &body.as_bytes()[..body.len().min(LONGEST * 4)];
    let first = memchr2(b':', "：".as_bytes()[0], near)?;
    let (at, colon) = match near[first] {
        b':' if first <= LONGEST => (first, ':'),
        _ => body.char_indices().take(LONGEST + 1).find(|(_, c)| matches!(c, ':' | '：'))?,
    };
    let after = &body[at + colon.len_utf8()..];
    // Some recorders write two colons.
    let after = if colon == ':' { after.strip_prefix(':').unwrap_or(after) } else { after };
    if colon == ':' && !after.is_empty() && !after.starts_with(char::is_whitespace) {
        return None;
    }
    let name = body[..at].trim_end();
    let words_at = line.len() - after.trim_start().len();
    Some(Label { name, words_at })
}

/// A name that stands alone, where it can be a label by its shape.
pub(super) fn split_name(name: &str) -> Option<&str> {
    (name.chars().count() <= LONGEST && has_label_shape(name)).then_some(name)
}

/// Whether a name can be a label by its shape.
pub(super) fn has_label_shape(name: &str) -> bool {
    // `Maya Chen`: nearly every label there is.
    if name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ') && !name.starts_with(' ') {
        let words = name.as_bytes().split(|byte| *byte == b' ').filter(|word| !word.is_empty()).count();
        return (1..=WORDS).contains(&words) && !is_never(name);
    }
    if name.starts_with('+') {
        return name.bytes().filter(|byte| byte.is_ascii_digit() || *byte == b'*').count() >= 7; // a telephone
    }
    let Some(first) = name.chars().next() else { return false };
    let odd =
        |c: char| matches!(c, '?' | '!' | ';' | '=' | '<' | '>' | '{' | '}' | '[' | ']' | '\t' | '\\' | '“' | '”');
    if !first.is_alphanumeric() || name.contains(odd) || !name.contains(char::is_alphabetic) || is_never(name) {
        return false;
    }
    // A full stop belongs to an initial or a title; behind any other word it ends a sentence.
    let ends_sentence = |word: &str| {
        let stem = word.trim_end_matches('.');
        stem.len() < word.len()
            && stem.chars().count() > 1
            && !stem.contains('.')
            && !LISTS.titles.contains(stem.to_lowercase().as_str())
    };
    let mut words = core(name).split_whitespace().peekable();
    let mut count = 0;
    while let Some(word) = words.next() {
        count += 1;
        if words.peek().is_some() && ends_sentence(word) {
            return false;
        }
    }
    (1..=WORDS).contains(&count) && name.matches(',').count() <= 2
}

fn is_never(name: &str) -> bool {
    const LONGEST: usize = 12;
    name.len() <= LONGEST && LISTS.never.contains(name.to_lowercase().as_str())
}

/// The name without its company, title or pronouns: `Maya (Acme)`, `Maya | Acme`, `Maya - Acme`.
fn core(name: &str) -> &str {
    let spaced = |at: usize, c: char| {
        let around = name[..at].ends_with(' ') && name[at + c.len_utf8()..].starts_with(' ');
        matches!(c, '(' | '|') || (matches!(c, '-' | '–' | '/' | '@') && around)
    };
    let end = name.char_indices().find(|(at, c)| spaced(*at, *c)).map(|(at, _)| at);
    match end {
        Some(end) if end > 0 => name[..end].trim_end(),
        _ => name,
    }
}

/// Whether a label is a word that heads a line of notes, a form or a contract.
pub(super) fn is_field(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut words = lower
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '&' | ',' | '(' | ')'))
        .filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return true };
    let Some(last) = words.next_back() else { return LISTS.fields.contains(first) };
    let field = |word: &str| LISTS.fields.contains(word) && !LISTS.family_names.contains(word);
    field(first) || field(last)
}

/// Whether a label looks like a person, a role or a numbered voice, and is no field.
pub(super) fn is_name(name: &str) -> bool {
    let core = core(name);
    if is_voice(core) {
        return true;
    }
    if is_field(core) {
        return false;
    }
    if LISTS.roles.contains(core.to_lowercase().as_str()) {
        return true;
    }
    let mut proper = 0;
    for word in core.split([' ', '\u{a0}', ',']).filter(|word| !word.is_empty()) {
        let Some(first) = word.chars().find(|c| c.is_alphanumeric()) else { return false };
        if first.is_uppercase() || (first.is_alphabetic() && !first.is_lowercase()) {
            proper += 1;
        } else if !LISTS.particles.contains(word.to_lowercase().as_str()) {
            return false;
        }
    }
    (1..=4).contains(&proper)
}

/// Whether a label has two or more words of a name, which hardly any term of a contract has.
pub(super) fn is_full_name(name: &str) -> bool {
    is_name(name) && core(name).split_whitespace().count() >= 2
}

/// `Speaker 1`, `SPEAKER_00`, `Unknown Speaker`.
pub(super) fn is_voice(core: &str) -> bool {
    let lower = core.to_lowercase();
    let bare = lower.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '_' | '#' | '-'));
    let word = bare.rsplit(' ').next().unwrap_or(bare);
    let unknown = bare.starts_with("unknown ") || bare.starts_with("unidentified ");
    LISTS.voices.contains(word) && (bare.len() < lower.len() || unknown)
}

/// Whether words in brackets say what is heard, not who speaks.
pub(super) fn is_noise(words: &str) -> bool {
    let lower = words.to_lowercase();
    let lower = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let is = |noise: &str| lower.strip_prefix(noise).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    lower.is_empty() || phrases(NOISES).any(is)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(line: &str) -> Option<&str> {
        split(line).map(|label| label.name)
    }

    #[test]
    fn labels_by_shape() {
        for (line, expected) in [
            ("Maya Chen: we lost thirty percent", Some("Maya Chen")),
            ("  Sam:", Some("Sam")),
            ("Neil Austrian:: thanks", Some("Neil Austrian")),
            ("Akash | ECH: yeah", Some("Akash | ECH")),
            ("Steven H. Collis: thanks", Some("Steven H. Collis")),
            ("Ortiz, Dana: hello", Some("Ortiz, Dana")),
            ("田中：はい", Some("田中")),
            ("+1 415*****55: hi", Some("+1 415*****55")),
            (
                "Dana Ruiz - Northwind Freight Holding Inc West: hi",
                Some("Dana Ruiz - Northwind Freight Holding Inc West"),
            ),
            ("10:30 Meeting: starts", None),
            ("http://example.com", None),
            ("https: that is", None),
            ("Note: not a speaker", None),
            ("Re: your offer", None),
            ("PS: one more", None),
            ("Agenda: pricing", None),
            ("I told them one thing and it was this: no", None),
            ("That is it. Really: no", None),
            ("What? Me: no", None),
            ("12: twelve", None),
            (": nobody", None),
            ("no colon here", None),
        ] {
            assert_eq!(name(line), expected, "{line:?}");
        }
        let line = "Maya:  words";
        assert_eq!(&line[split(line).unwrap().words_at..], "words");
    }

    #[test]
    fn names_and_fields_are_told_apart() {
        for person in [
            "Maya Chen",
            "Sam",
            "doctor",
            "Speaker 1",
            "SPEAKER_00",
            "Unknown Speaker",
            "Dana Price",
            "José de la Cruz",
            "Maya (Acme)",
            "Ludwig van Beethoven",
            "Steven H. Collis",
            "Ortiz, Dana",
            "Мария Иванова",
            "田中",
        ] {
            assert!(is_name(person), "{person}");
            assert!(!is_field(person), "{person}");
        }
        for field in [
            "Term",
            "Pricing",
            "Payment Terms",
            "Start Date",
            "Price",
            "Service Level",
            "Next Steps",
            "Use case",
            "Owner",
        ] {
            assert!(is_field(field), "{field}");
            assert!(!is_name(field), "{field}");
        }
        assert!(!is_name("detention fees"));
    }

    #[test]
    fn noises_are_not_people() {
        for noise in ["inaudible", "LAUGHTER", "crosstalk 00:12:01", "♪"] {
            assert!(is_noise(noise), "{noise}");
        }
        assert!(!is_noise("doctor"));
    }
}
