//! What a sentence is about: its content words, cut to a stem, without those that every sentence has.
//!
//! Pure. The stemmer is a light one (plural, -ing, -ed, -ly, -able and a doubled letter): it has to bring
//! "integrations" to "integrate", and must not bring "university" to "universe". British and American
//! spelling meet in it ("colour", "organised"). A full stemmer was not
//! worth a dependency, because ranking by rare words forgives a missed stem and not a false one.

use super::token::Token;
use super::value::is_number_word;

/// A word cut to its stem.
pub fn stem(form: &str) -> String {
    let mut word = form.strip_suffix("'s").unwrap_or(form).to_owned();
    if !word.is_ascii() || word.len() < 4 {
        return word;
    }
    if let Some(base) = word.strip_suffix("ies").or(word.strip_suffix("ied")).filter(|base| base.len() > 2) {
        word = format!("{base}y");
    } else if let Some(base) = ["sses", "xes", "ches", "shes", "zes"]
        .iter()
        .find_map(|end| word.strip_suffix("es").filter(|_| word.ends_with(end)))
    {
        word = base.to_owned();
    } else if word.ends_with('s') && !["ss", "us", "is", "as"].iter().any(|end| word.ends_with(end)) {
        word.pop();
    }
    for (end, least) in [("ing", 3), ("ed", 3), ("ly", 4)] {
        if let Some(base) = word.strip_suffix(end).filter(|base| base.len() >= least && base.contains(VOWELS)) {
            word = base.to_owned();
            let bytes = word.as_bytes();
            let double = bytes.len() > 3 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
            if double && !word.ends_with(['l', 's', 'z', 'e']) {
                word.pop();
            }
            break;
        }
    }
    if let Some(base) = word.strip_suffix("able").or(word.strip_suffix("ible")).filter(|base| base.len() > 4) {
        word = base.to_owned();
    }
    if word.len() > 4 && word.ends_with('e') {
        word.pop();
    }
    for (end, with) in [("ation", "at"), ("ition", "it"), ("ment", ""), ("ion", "")] {
        if let Some(base) = word.strip_suffix(end).filter(|base| base.len() >= 4) {
            word = format!("{base}{with}");
            break;
        }
    }
    american(word)
}

/// A stem in American spelling: "color", "organiz".
fn american(mut stem: String) -> String {
    if stem.len() < 5 {
        return stem;
    }
    let pairs =
        [("our", "or"), ("ourful", "orful"), ("isat", "izat"), ("iser", "izer"), ("isabl", "izabl"), ("is", "iz")];
    for (british, american) in pairs {
        if stem.ends_with(british) && !stem.ends_with("sis") {
            stem.truncate(stem.len() - british.len());
            stem.push_str(american);
            break;
        }
    }
    stem
}

const VOWELS: [char; 6] = ['a', 'e', 'i', 'o', 'u', 'y'];

/// The stems of the words that carry meaning, without numbers, each once, in order.
pub fn content(tokens: &[Token]) -> Vec<String> {
    let mut stems: Vec<String> = Vec::new();
    for token in tokens {
        let form = token.form.as_str();
        if form.len() < 2 || is_common(form) || token.is_numeral() || is_number_word(form) {
            continue;
        }
        let stem = stem(form);
        if !stems.contains(&stem) {
            stems.push(stem);
        }
    }
    stems
}

/// Whether a word says nothing about the subject.
pub fn is_common(form: &str) -> bool {
    COMMON.binary_search(&form).is_ok()
}

/// Function words, and the small talk of calls. Sorted.
const COMMON: &[&str] = &[
    "'s",
    "about",
    "actually",
    "after",
    "again",
    "all",
    "already",
    "alright",
    "also",
    "always",
    "am",
    "an",
    "and",
    "any",
    "anything",
    "are",
    "around",
    "as",
    "at",
    "back",
    "be",
    "because",
    "been",
    "before",
    "being",
    "between",
    "but",
    "by",
    "can",
    "come",
    "could",
    "day",
    "did",
    "do",
    "does",
    "doing",
    "done",
    "down",
    "each",
    "even",
    "every",
    "everything",
    "for",
    "from",
    "get",
    "getting",
    "give",
    "go",
    "goes",
    "going",
    "good",
    "got",
    "great",
    "guess",
    "guys",
    "had",
    "has",
    "have",
    "having",
    "he",
    "her",
    "here",
    "hey",
    "hi",
    "him",
    "his",
    "how",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "just",
    "keep",
    "kind",
    "know",
    "let",
    "like",
    "little",
    "look",
    "looking",
    "lot",
    "made",
    "make",
    "makes",
    "many",
    "may",
    "maybe",
    "me",
    "mean",
    "might",
    "month",
    "more",
    "most",
    "much",
    "must",
    "my",
    "need",
    "needs",
    "never",
    "next",
    "nice",
    "no",
    "not",
    "nothing",
    "now",
    "of",
    "off",
    "oh",
    "ok",
    "okay",
    "on",
    "one",
    "only",
    "or",
    "other",
    "our",
    "out",
    "over",
    "people",
    "per",
    "percent",
    "please",
    "pretty",
    "probably",
    "put",
    "quite",
    "really",
    "right",
    "said",
    "same",
    "say",
    "saying",
    "see",
    "shall",
    "she",
    "should",
    "so",
    "some",
    "something",
    "sort",
    "still",
    "stuff",
    "such",
    "sure",
    "take",
    "talk",
    "tell",
    "than",
    "thank",
    "thanks",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "thing",
    "things",
    "think",
    "this",
    "those",
    "through",
    "time",
    "to",
    "too",
    "two",
    "under",
    "until",
    "up",
    "us",
    "use",
    "very",
    "want",
    "wants",
    "was",
    "way",
    "we",
    "week",
    "well",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "why",
    "will",
    "with",
    "within",
    "without",
    "would",
    "yeah",
    "year",
    "yep",
    "yes",
    "yet",
    "you",
    "your",
];

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn the_list_can_be_searched() {
        assert!(COMMON.windows(2).all(|pair| pair[0] < pair[1]), "sorted, or the search misses");
    }

    #[test]
    fn forms_of_one_word_meet() {
        for pair in [
            ["integrations", "integrate"],
            ["users", "user"],
            ["shipping", "shipped"],
            ["companies", "company"],
            ["migrating", "migration"],
            ["deploying", "deployment"],
            ["invoices", "invoiced"],
            ["identified", "identify"],
            ["colours", "color"],
            ["organised", "organizing"],
            ["organisation", "organization"],
            ["customisable", "customize"],
            ["fashionable", "fashion"],
            ["rechargeable", "recharge"],
        ] {
            assert_eq!(stem(pair[0]), stem(pair[1]), "{pair:?}");
        }
        for pair in [["university", "universe"], ["bus", "bu"], ["sing", "sed"], ["process", "proc"]] {
            assert_ne!(stem(pair[0]), stem(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn content_is_what_it_is_about() {
        assert_eq!(content(&tokens("We'll have the 40 users on the portal by then", 0)), ["user", "portal"]);
    }
}
