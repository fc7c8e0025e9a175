//! What the words tell of people: titles, the parts they play, how they stand.
//!
//! Pure. A title is found by its head ("VP", "director", "controller") and grown over what belongs to it
//! ("VP of Operations", "senior regional manager"); a title without a head in the list is not found.

use std::ops::Range;

use super::Sentence;
use super::token::Token;

/// The kinds of cue in `words/person.toml`.
pub const KINDS: &[&str] = &[
    "departure",
    "part",
    "supporter",
    "skeptic",
    "champion",
    "economic_buyer",
    "executive_sponsor",
    "technical_lead",
    "user",
    "procurement",
    "legal",
];

/// The word a title turns on.
const HEADS: &[&str] = &[
    "accountant",
    "admin",
    "administrator",
    "advisor",
    "analyst",
    "architect",
    "assistant",
    "associate",
    "attorney",
    "auditor",
    "bookkeeper",
    "buyer",
    "ceo",
    "cfo",
    "chairman",
    "chairperson",
    "chairwoman",
    "chief",
    "cio",
    "ciso",
    "clerk",
    "cmo",
    "cno",
    "consultant",
    "controller",
    "coo",
    "coordinator",
    "counsel",
    "cro",
    "csm",
    "cto",
    "dean",
    "designer",
    "developer",
    "director",
    "dispatcher",
    "electrician",
    "engineer",
    "evp",
    "executive",
    "foreman",
    "founder",
    "head",
    "lead",
    "leader",
    "machinist",
    "manager",
    "mechanic",
    "nurse",
    "officer",
    "owner",
    "partner",
    "pharmacist",
    "physician",
    "planner",
    "president",
    "principal",
    "programmer",
    "rep",
    "representative",
    "scientist",
    "se",
    "secretary",
    "specialist",
    "strategist",
    "superintendent",
    "supervisor",
    "surgeon",
    "svp",
    "technician",
    "trainer",
    "treasurer",
    "vp",
];
/// What may stand in front of it.
const BEFORE: &[&str] = &[
    "account",
    "accounts",
    "assistant",
    "associate",
    "business",
    "chief",
    "clinical",
    "commercial",
    "compliance",
    "co",
    "customer",
    "data",
    "deputy",
    "dispatch",
    "ecommerce",
    "engineering",
    "enterprise",
    "executive",
    "field",
    "finance",
    "financial",
    "fleet",
    "general",
    "global",
    "group",
    "head",
    "hr",
    "human",
    "implementation",
    "information",
    "infrastructure",
    "integration",
    "inventory",
    "it",
    "junior",
    "lead",
    "legal",
    "logistics",
    "managing",
    "marketing",
    "medical",
    "national",
    "network",
    "nursing",
    "office",
    "operating",
    "operations",
    "ops",
    "people",
    "plant",
    "principal",
    "procurement",
    "product",
    "production",
    "program",
    "project",
    "purchasing",
    "quality",
    "regional",
    "resources",
    "revenue",
    "risk",
    "safety",
    "sales",
    "security",
    "senior",
    "service",
    "services",
    "shift",
    "site",
    "software",
    "solution",
    "solutions",
    "sourcing",
    "sr",
    "staff",
    "store",
    "strategic",
    "success",
    "supply",
    "chain",
    "support",
    "system",
    "systems",
    "talent",
    "tax",
    "technical",
    "technology",
    "training",
    "transport",
    "transportation",
    "treasury",
    "vice",
    "warehouse",
    "yard",
    "payroll",
    "claims",
    "billing",
    "credit",
    "planning",
    "digital",
    "analytics",
    "application",
    "applications",
    "platform",
    "vendor",
];

/// Where a title stands among tokens, if there is one: the first.
pub fn title(tokens: &[Token]) -> Option<Range<usize>> {
    let form = |at: usize| tokens.get(at).map_or("", |token| token.form.as_str());
    let head = (0..tokens.len()).find(|at| {
        HEADS.contains(&form(*at))
            && !(matches!(form(*at), "head" | "lead" | "owner" | "partner" | "rep" | "chief") && is_verbal(tokens, *at))
    })?;
    let mut start = head;
    while start > 0 && BEFORE.contains(&form(start - 1)) && !tokens[start].pause {
        start -= 1;
    }
    let mut end = head + 1;
    while (HEADS.contains(&form(end)) || BEFORE.contains(&form(end))) && !tokens[end].pause {
        end += 1;
    }
    if matches!(form(end), "of" | "for") && end + 1 < tokens.len() {
        let mut after = end + 1 + usize::from(form(end + 1) == "the");
        let from = after;
        while after < tokens.len() && after - from < 4 && (after == from || !tokens[after].pause) {
            let here = &tokens[after];
            let joined = matches!(here.form.as_str(), "and" | "&")
                && after > from
                && tokens.get(after + 1).is_some_and(|t| t.capital);
            if !(here.capital || BEFORE.contains(&here.form.as_str()) || joined) {
                break;
            }
            after += 1;
        }
        if after > from {
            end = after;
        }
    }
    // "manager" alone, in lower case, is more often a word than a title.
    let bare = end - start == 1
        && !tokens[start].capital
        && matches!(
            form(start),
            "head"
                | "lead"
                | "leader"
                | "manager"
                | "admin"
                | "partner"
                | "owner"
                | "buyer"
                | "rep"
                | "associate"
                | "se"
                | "principal"
                | "nurse"
                | "secretary"
                | "attorney"
                | "auditor"
                | "clerk"
                | "designer"
                | "mechanic"
                | "pharmacist"
                | "trainer"
        );
    (!bare).then_some(start..end)
}

/// "head over to", "lead the team", "we partner with".
fn is_verbal(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| tokens.get(at)).map_or("", |token| token.form.as_str());
    let after = tokens.get(at + 1).map_or("", |token| token.form.as_str());
    matches!(before, "to" | "will" | "we" | "they" | "you" | "can" | "i" | "would")
        || matches!(after, "to" | "over" | "back" | "with" | "up" | "time" | "times")
}

/// The title a speaker gives themselves: "I'm the VP of operations", "I'm Maya, I run dispatch".
pub fn own_title<'a>(sentence: &Sentence<'a>) -> Option<&'a str> {
    let forms: Vec<&str> = sentence.tokens.iter().map(|token| token.form.as_str()).collect();
    let me = forms.windows(2).position(|pair| {
        matches!(pair, ["i", "am"] | ["my", "name"] | ["my", "title"] | ["my", "role"] | ["this", "is"])
    })?;
    let title = title(&sentence.tokens).filter(|title| title.start > me && title.start - me < 9)?;
    Some(sentence.words(&sentence.bytes(&title)))
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    fn found(text: &str) -> Option<&str> {
        let tokens = tokens(text, 0);
        title(&tokens).map(|at| &text[tokens[at.start].start as usize..tokens[at.end - 1].end as usize])
    }

    #[test]
    fn titles_are_taken_whole() {
        for (text, wanted) in [
            ("Maya Chen, VP of Operations at Northwind", "VP of Operations"),
            ("Jon Park - Senior Regional Manager", "Senior Regional Manager"),
            ("Ola, chief financial officer", "chief financial officer"),
            ("our Director of IT and Security, Ana", "Director of IT and Security"),
            ("Sam Lee (Account Executive)", "Account Executive"),
            ("Head of Customer Success", "Head of Customer Success"),
        ] {
            assert_eq!(found(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn verbs_and_plain_words_are_no_titles() {
        for text in ["we'll head over to the office", "ask your manager", "let's lead with that", "nothing here"] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn people_introduce_themselves() {
        assert_eq!(own_title(&Sentence::plain("Hi, I'm Maya, VP of Operations here.")), Some("VP of Operations"));
        assert_eq!(own_title(&Sentence::plain("The CFO will ask me.")), None);
    }
}
