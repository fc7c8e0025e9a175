//! The words whose change changes what a sentence promises: negations, the strength of a commitment,
//! dates, units, bounds and directions.
//!
//! Pure tables. Each word has a *key* (words with one key say the same) and a *group*: two words of one
//! group with different keys contradict each other. Some words matter even when nothing stands against
//! them on the other side ([`Sense::alone`]): a `not` that is gone needs no replacement to turn a
//! sentence round. English, with the negations of a few other languages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::lex::{Kind, Token};
use crate::packet::kind;

kind::words!(
    /// What a difference between a quote and its source touches.
    Matter {
        /// Another number.
        Number = "number", "number";
        /// Another day, month, year or time.
        Date = "date", "date";
        /// Another unit, currency or share.
        Amount = "amount", "amount";
        /// Said where the other denies it.
        Negation = "negation", "negation";
        /// Bound more or less strongly: may, should, will.
        Modal = "modal", "strength of commitment";
        /// A bound or a direction turned round: before and after, at least and at most.
        Bound = "bound", "bound or direction";
    }
);

/// What a word carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sense {
    /// What changes when the word does.
    pub(super) matter: Matter,
    /// Words of one group with different keys contradict each other.
    pub(super) group: &'static str,
    /// Words with one key say the same.
    pub(super) key: &'static str,
    /// Its coming or going changes the meaning by itself.
    pub(super) alone: bool,
}

const fn sense(matter: Matter, group: &'static str, key: &'static str, alone: bool) -> Option<Sense> {
    Some(Sense { matter, group, key, alone })
}

/// What a folded word carries, wherever it stands. Words that carry something only in some places
/// (`may`, `am`, `second`) are for [`word`](super::word) to tell.
pub(super) fn of(word: &str) -> Option<Sense> {
    negation(word)
        .or_else(|| modal(word))
        .or_else(|| hedge(word))
        .or_else(|| verb(word))
        .or_else(|| month(word).and_then(|key| sense(Matter::Date, "month", key, true)))
        .or_else(|| date(word))
        .or_else(|| unit(word))
        .or_else(|| bound(word))
}

fn negation(word: &str) -> Option<Sense> {
    let key = match word {
        "not" | "no" | "never" | "none" | "nobody" | "noone" | "nothing" | "neither" | "nor" | "nowhere"
        | "without" | "unable" | "nope" => "not",
        "hardly" | "barely" | "scarcely" | "rarely" | "seldom" => "hardly",
        "nicht" | "kein" | "keine" | "keinen" | "keiner" | "niemals" | "ohne" | "pas" | "jamais" | "aucun"
        | "aucune" | "nunca" | "ningun" | "nao" | "senza" | "не" | "нет" | "никогда" | "без" => "not",
        "不" | "没" | "沒" | "無" | "无" | "未" | "勿" | "非" => "not",
        _ => return None,
    };
    sense(Matter::Negation, "negation", key, true)
}

fn modal(word: &str) -> Option<Sense> {
    let key = match word {
        "will" | "shall" => "will",
        "would" => "would",
        "should" | "ought" => "should",
        "could" => "could",
        "can" => "can",
        "may" => "may",
        "might" => "might",
        "must" => "must",
        _ => return None,
    };
    sense(Matter::Modal, "modal", key, true)
}

fn hedge(word: &str) -> Option<Sense> {
    let (key, alone) = match word {
        "maybe" | "perhaps" | "possibly" => ("maybe", true),
        "probably" | "likely" | "presumably" => ("probably", true),
        "hopefully" => ("hopefully", true),
        "potentially" => ("potentially", true),
        "definitely" | "certainly" | "surely" | "absolutely" => ("certainly", true),
        "always" => ("always", true),
        "sometimes" | "occasionally" => ("sometimes", true),
        "usually" | "typically" | "normally" | "generally" => ("usually", true),
        "often" | "frequently" => ("often", true),
        _ => return None,
    };
    sense(Matter::Modal, "hedge", key, alone)
}

/// Verbs that bind, and verbs that only hope.
fn verb(word: &str) -> Option<Sense> {
    let (key, alone) = match word {
        "guarantee" | "guaranteed" | "guarantees" | "guaranteeing" => ("guarantee", true),
        "promise" | "promised" | "promises" | "promising" => ("promise", true),
        "commit" | "committed" | "commits" | "committing" => ("commit", true),
        "ensure" | "ensured" | "ensures" | "ensuring" => ("ensure", false),
        "hope" | "hoped" | "hopes" | "hoping" => ("hope", true),
        "aim" | "aimed" | "aims" | "aiming" => ("aim", true),
        "intend" | "intended" | "intends" | "intending" => ("intend", true),
        "expect" | "expected" | "expects" | "expecting" => ("expect", false),
        "plan" | "planned" | "plans" | "planning" => ("plan", false),
        "try" | "tried" | "tries" | "trying" | "attempt" | "attempted" | "attempts" => ("try", false),
        "consider" | "considered" | "considering" | "considers" => ("consider", false),
        "think" | "thinks" | "thinking" => ("think", false),
        "believe" | "believes" => ("believe", false),
        "guess" | "suppose" | "assume" => ("guess", false),
        "wish" | "wishes" => ("wish", false),
        _ => return None,
    };
    sense(Matter::Modal, "verb", key, alone)
}

/// A month's name in full, or its abbreviation where that is not also a word. Not `may`.
pub(super) fn month(word: &str) -> Option<&'static str> {
    Some(match word {
        "january" | "jan" => "1",
        "february" | "feb" => "2",
        "march" => "3",
        "april" | "apr" => "4",
        "june" | "jun" => "6",
        "july" | "jul" => "7",
        "august" | "aug" => "8",
        "september" | "sep" | "sept" => "9",
        "october" | "oct" => "10",
        "november" | "nov" => "11",
        "december" | "dec" => "12",
        _ => return None,
    })
}

fn date(word: &str) -> Option<Sense> {
    let (group, key, alone) = match word {
        "monday" | "mondays" => ("weekday", "monday", true),
        "tuesday" | "tuesdays" | "tue" | "tues" => ("weekday", "tuesday", true),
        "wednesday" | "wednesdays" | "weds" => ("weekday", "wednesday", true),
        "thursday" | "thursdays" | "thu" | "thur" | "thurs" => ("weekday", "thursday", true),
        "friday" | "fridays" | "fri" => ("weekday", "friday", true),
        "saturday" | "saturdays" => ("weekday", "saturday", true),
        "sunday" | "sundays" => ("weekday", "sunday", true),
        "today" => ("day", "today", true),
        "tomorrow" => ("day", "tomorrow", true),
        "yesterday" => ("day", "yesterday", true),
        "tonight" => ("day", "tonight", false),
        "next" | "following" => ("which", "next", false),
        "last" | "previous" | "past" => ("which", "last", false),
        "this" | "current" => ("which", "this", false),
        "spring" => ("season", "spring", false),
        "summer" => ("season", "summer", false),
        "autumn" => ("season", "autumn", false),
        "winter" => ("season", "winter", false),
        "morning" | "mornings" => ("daytime", "morning", false),
        "noon" => ("daytime", "noon", false),
        "afternoon" | "afternoons" => ("daytime", "afternoon", false),
        "evening" | "evenings" => ("daytime", "evening", false),
        "midnight" => ("daytime", "midnight", false),
        _ => return None,
    };
    sense(Matter::Date, group, key, alone)
}

fn unit(word: &str) -> Option<Sense> {
    let (group, key, alone) = match word {
        "percent" => ("share", "percent", true),
        "dollar" | "dollars" | "buck" | "bucks" | "usd" => ("currency", "dollar", true),
        "euro" | "euros" | "eur" => ("currency", "euro", true),
        "pound" | "pounds" | "gbp" | "quid" => ("currency", "pound", true),
        "yen" | "jpy" => ("currency", "yen", true),
        "franc" | "francs" | "chf" => ("currency", "franc", true),
        "rupee" | "rupees" | "inr" => ("currency", "rupee", true),
        "cent" | "cents" => ("currency", "cent", true),
        "cad" => ("currency", "canadian dollar", true),
        "aud" => ("currency", "australian dollar", true),
        "millisecond" | "milliseconds" => ("time", "millisecond", false),
        "seconds" | "secs" | "sec" => ("time", "second", false),
        "minute" | "minutes" | "min" | "mins" => ("time", "minute", false),
        "hour" | "hours" | "hr" | "hrs" => ("time", "hour", false),
        "day" | "days" => ("time", "day", false),
        "week" | "weeks" | "wk" | "wks" => ("time", "week", false),
        "fortnight" | "fortnights" => ("time", "fortnight", false),
        "month" | "months" => ("time", "month", false),
        "quarter" | "quarters" => ("time", "quarter", false),
        "year" | "years" | "yr" | "yrs" => ("time", "year", false),
        "decade" | "decades" => ("time", "decade", false),
        "hourly" => ("rhythm", "hour", false),
        "daily" => ("rhythm", "day", false),
        "weekly" => ("rhythm", "week", false),
        "monthly" => ("rhythm", "month", false),
        "quarterly" => ("rhythm", "quarter", false),
        "yearly" | "annual" | "annually" => ("rhythm", "year", false),
        "kb" | "kilobyte" | "kilobytes" => ("size", "kilobyte", false),
        "mb" | "megabyte" | "megabytes" | "meg" | "megs" => ("size", "megabyte", false),
        "gb" | "gigabyte" | "gigabytes" | "gig" | "gigs" => ("size", "gigabyte", false),
        "tb" | "terabyte" | "terabytes" => ("size", "terabyte", false),
        "mg" | "milligram" | "milligrams" => ("weight", "milligram", false),
        "g" | "gram" | "grams" => ("weight", "gram", false),
        "kg" | "kilo" | "kilos" | "kilogram" | "kilograms" => ("weight", "kilogram", false),
        "lb" | "lbs" => ("weight", "pound", false),
        "ton" | "tons" | "tonne" | "tonnes" => ("weight", "ton", false),
        "mm" | "millimeter" | "millimeters" | "millimetres" => ("length", "millimetre", false),
        "cm" | "centimeter" | "centimeters" | "centimetres" => ("length", "centimetre", false),
        "inch" | "inches" => ("length", "inch", false),
        "foot" | "feet" => ("length", "foot", false),
        "meter" | "meters" | "metre" | "metres" => ("length", "metre", false),
        "yard" | "yards" => ("length", "yard", false),
        "mile" | "miles" => ("length", "mile", false),
        "km" | "kilometer" | "kilometers" | "kilometres" => ("length", "kilometre", false),
        "hundreds" => ("scale", "hundreds", true),
        "thousands" => ("scale", "thousands", true),
        "millions" => ("scale", "millions", true),
        "billions" => ("scale", "billions", true),
        "once" => ("times", "once", false),
        "twice" => ("times", "twice", true),
        "double" | "doubled" | "doubles" | "doubling" => ("times", "double", true),
        "triple" | "tripled" | "triples" | "tripling" => ("times", "triple", true),
        "all" => ("share of", "all", false),
        "every" | "each" => ("share of", "every", false),
        "most" => ("share of", "most", false),
        "many" => ("share of", "many", false),
        "several" => ("share of", "several", false),
        "some" => ("share of", "some", false),
        "any" => ("share of", "any", false),
        "few" => ("share of", "few", false),
        "both" => ("share of", "both", false),
        _ => return None,
    };
    sense(Matter::Amount, group, key, alone)
}

fn bound(word: &str) -> Option<Sense> {
    let (group, key, alone) = match word {
        "before" | "prior" => ("when", "before", false),
        "after" => ("when", "after", false),
        "by" => ("when", "by", false),
        "until" | "till" => ("when", "until", false),
        "since" => ("when", "since", false),
        "within" => ("when", "within", false),
        "during" => ("when", "during", false),
        "least" | "minimum" => ("limit", "least", true),
        "maximum" => ("limit", "most", true),
        "exactly" => ("limit", "exactly", false),
        "approximately" | "roughly" | "around" | "about" => ("limit", "about", false),
        "over" | "above" | "exceeding" => ("over", "over", false),
        "under" | "below" => ("over", "under", false),
        "more" | "greater" => ("more", "more", false),
        "less" | "fewer" => ("more", "less", false),
        "up" | "upward" => ("up", "up", false),
        "down" | "downward" => ("up", "down", false),
        "increase" | "increased" | "increases" | "increasing" | "raise" | "raised" | "raises" | "grow" | "grew"
        | "grows" | "growing" | "growth" | "rise" | "rises" | "rose" => ("rise", "rise", false),
        "decrease" | "decreased" | "decreases" | "decreasing" | "reduce" | "reduced" | "reduces" | "reducing"
        | "reduction" | "shrink" | "shrank" | "decline" | "declined" | "declines" | "drop" | "dropped" | "drops" => {
            ("rise", "fall", false)
        }
        "higher" | "highest" | "high" => ("high", "high", false),
        "lower" | "lowest" | "low" => ("high", "low", false),
        "better" | "best" => ("good", "better", false),
        "worse" | "worst" => ("good", "worse", false),
        "earlier" | "early" | "earliest" => ("early", "early", false),
        "later" | "late" | "latest" => ("early", "late", false),
        "start" | "starts" | "started" | "begin" | "begins" => ("start", "start", false),
        "stop" | "stops" | "stopped" | "end" | "ends" | "ended" => ("start", "stop", false),
        "include" | "included" | "includes" | "including" => ("include", "include", false),
        "exclude" | "excluded" | "excludes" | "excluding" => ("include", "exclude", true),
        "accept" | "accepted" | "accepts" | "approve" | "approved" | "approves" => ("accept", "accept", false),
        "reject" | "rejected" | "rejects" | "refuse" | "refused" | "refuses" | "deny" | "denied" => {
            ("accept", "reject", true)
        }
        "mandatory" | "required" | "requires" | "require" => ("must have", "required", false),
        "optional" | "optionally" => ("must have", "optional", true),
        "win" | "won" | "wins" => ("win", "win", false),
        "lose" | "lost" | "loses" => ("win", "lose", false),
        "unless" => ("condition", "unless", true),
        "except" => ("condition", "except", true),
        "if" => ("condition", "if", false),
        _ => return None,
    };
    sense(Matter::Bound, group, key, alone)
}

/// The currency a mark or a word in front of a number stands for.
pub(super) fn currency(token: &Token) -> Option<&'static str> {
    let Kind::Mark(c) = token.kind else {
        return unit(&token.text).filter(|sense| sense.group == "currency").map(|sense| sense.key);
    };
    mark(c).filter(|word| *word != "percent")
}

/// The word for a mark that is a unit.
pub(super) fn mark(c: char) -> Option<&'static str> {
    Some(match c {
        '$' => "dollar",
        '€' => "euro",
        '£' => "pound",
        '¥' => "yen",
        '₹' => "rupee",
        '%' => "percent",
        _ => return None,
    })
}

/// The unit a token right behind a number stands for, in the singular.
pub(super) fn unit_of(token: &Token) -> Option<&'static str> {
    match token.kind {
        Kind::Mark(c) => mark(c),
        Kind::Digits => None,
        Kind::Word => unit(&token.text)
            .filter(|sense| !matches!(sense.group, "share of" | "times" | "scale" | "rhythm"))
            .map(|sense| sense.key),
    }
}
