//! scratch generator
#![allow(warnings, clippy::all, clippy::wildcard_imports)]
use handoff::anchor::*;
use handoff::packet::*;
use handoff::text::*;
use std::collections::BTreeMap;

struct R(u64);
impl R {
    fn n(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n.max(1)
    }
    fn p(&mut self, pr: f64) -> bool {
        self.n(100000) < (pr * 100000.0) as usize
    }
    fn pick<'a, T>(&mut self, v: &'a [T]) -> &'a T {
        let i = self.n(v.len());
        &v[i]
    }
}

fn vtt(raw: &str) -> Text {
    let mut b = Builder::new();
    let mut last: Option<String> = None;
    let mut ms = 0u64;
    let mut timed = false;
    for line in raw.lines() {
        if line.contains("-->") {
            timed = true;
            ms += 1000;
            continue;
        }
        if line.trim().is_empty() {
            timed = false;
            continue;
        }
        if !timed {
            continue;
        }
        let line = line.trim();
        let (name, words) = if let Some(r) = line.strip_prefix("<v ") {
            let (n, w) = r.split_once('>').unwrap();
            (Some(n.to_string()), w.trim_end_matches("</v>"))
        } else {
            match line.split_once(": ") {
                Some((n, w)) if n.len() < 60 => (Some(n.to_string()), w),
                _ => (None, line),
            }
        };
        if name.is_some() && name == last {
            b.push(" ");
            b.mark(b.len(), ms);
            b.push(words);
            let e = b.len();
            b.extend_turn(e);
        } else {
            if !b.is_empty() {
                b.push("\n");
            }
            if let Some(n) = &name {
                b.push(n);
                b.push(": ");
            }
            let start = b.len();
            b.mark(start, ms);
            b.push(words);
            let e = b.len();
            let s = name.as_ref().map(|n| b.speaker(n, None));
            b.turn(start..e, s, Part::Body);
        }
        last = name;
    }
    b.finish()
}
fn core(w: &str) -> (String, String, String) {
    let a = w.find(|c: char| c.is_alphanumeric() || c == '$').unwrap_or(0);
    let e = w
        .rfind(|c: char| c.is_alphanumeric() || c == '%')
        .map_or(w.len(), |i| i + w[i..].chars().next().unwrap().len_utf8());
    if a > e {
        return (w.into(), "".into(), "".into());
    }
    (w[..a].into(), w[a..e].into(), w[e..].into())
}
const NUMW: [&str; 19] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen", "twenty",
    "thirty", "forty", "fifty", "sixty", "eighty", "ninety",
];
const MON: [&str; 11] =
    ["january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december"];
const DAY: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const UNIT: [&str; 14] = [
    "days", "weeks", "months", "years", "hours", "minutes", "day", "week", "month", "year", "hour", "minute",
    "seconds", "quarters",
];
const MODAL: [&str; 8] = ["will", "would", "could", "should", "can", "may", "might", "must"];
const AUX: [&str; 16] = [
    "is", "are", "was", "were", "will", "would", "could", "should", "can", "do", "does", "did", "have", "has", "had",
    "am",
];
const OPP: [(&str, &str); 22] = [
    ("before", "after"),
    ("after", "before"),
    ("least", "most"),
    ("more", "less"),
    ("less", "more"),
    ("increase", "decrease"),
    ("increased", "decreased"),
    ("higher", "lower"),
    ("lower", "higher"),
    ("up", "down"),
    ("down", "up"),
    ("over", "under"),
    ("under", "over"),
    ("all", "some"),
    ("every", "some"),
    ("always", "sometimes"),
    ("earlier", "later"),
    ("later", "earlier"),
    ("with", "without"),
    ("today", "tomorrow"),
    ("tomorrow", "yesterday"),
    ("million", "billion"),
];
fn like_case(old: &str, new: &str) -> String {
    if old.chars().next().unwrap_or('a').is_uppercase() {
        let mut c = new.chars();
        c.next().unwrap().to_uppercase().chain(c).collect()
    } else {
        new.into()
    }
}

/// all possible tampers: (kind, words)
fn tampers(w: &[String], r: &mut R) -> Vec<(&'static str, Vec<String>)> {
    let mut out = Vec::new();
    for i in 0..w.len() {
        let (a, c, z) = core(&w[i]);
        let l = c.to_lowercase().replace('’', "'");
        let mut sub = |k: &'static str, n: String, out: &mut Vec<_>| {
            let mut v = w.to_vec();
            v[i] = format!("{a}{n}{z}");
            out.push((k, v));
        };
        let del = |k: &'static str, out: &mut Vec<(&'static str, Vec<String>)>| {
            let mut v = w.to_vec();
            v.remove(i);
            out.push((k, v));
        };
        if l.chars().next().is_some_and(|c| c.is_ascii_digit() || c == '$') && l.chars().any(|c| c.is_ascii_digit()) {
            let mut n: Vec<char> = c.chars().collect();
            let di: Vec<usize> = (0..n.len()).filter(|j| n[*j].is_ascii_digit()).collect();
            let j = *r.pick(&di);
            let o = n[j] as u8 - b'0';
            n[j] = (b'0' + (o + 1 + r.n(8) as u8) % 10) as char;
            sub("digit", n.into_iter().collect(), &mut out);
            if w.len() > 6 {
                del("num_drop", &mut out);
            }
            if l.contains('%') {
                sub("percent_drop", c.replace('%', ""), &mut out);
            }
            if l.contains('$') {
                sub("currency", c.replace('$', "€"), &mut out);
                sub("currency_drop", c.replace('$', ""), &mut out);
            }
        }
        if NUMW.contains(&l.as_str()) || l == "one" {
            let mut n = *r.pick(&NUMW);
            while n == l {
                n = *r.pick(&NUMW);
            }
            sub("num_word", like_case(&c, n), &mut out);
            if l != "one" && w.len() > 6 {
                del("numw_drop", &mut out);
            }
        }
        if MON.contains(&l.as_str()) {
            let mut n = *r.pick(&MON);
            while n == l {
                n = *r.pick(&MON);
            }
            sub("month", like_case(&c, n), &mut out);
        }
        if DAY.contains(&l.as_str()) {
            let mut n = *r.pick(&DAY);
            while n == l {
                n = *r.pick(&DAY);
            }
            sub("weekday", like_case(&c, n), &mut out);
        }
        if UNIT.contains(&l.as_str()) {
            let mut n = *r.pick(&UNIT);
            while n.trim_end_matches('s') == l.trim_end_matches('s') {
                n = *r.pick(&UNIT);
            }
            sub("unit", n.into(), &mut out);
        }
        if ["not", "never"].contains(&l.as_str()) || l == "n't" {
            del("neg_drop", &mut out);
        }
        if l == "no"
            && w.len() > i + 1
            && z.is_empty()
            && ![
                "i", "you", "we", "it", "that", "no", "but", "so", "the", "yeah", "okay", "well", "he", "she", "they",
                "and",
            ]
            .contains(&core(&w[i + 1]).1.to_lowercase().as_str())
        {
            del("no_drop", &mut out);
        }
        if l.ends_with("n't") && l.len() > 3 {
            let st = &l[..l.len() - 3];
            let st = match st {
                "ca" => "can",
                "wo" => "will",
                "sha" => "shall",
                o => o,
            };
            if st != "ai" {
                sub("neg_drop", like_case(&c, st), &mut out);
            }
        }
        if AUX.contains(&l.as_str())
            && z.is_empty()
            && w.get(i + 1).is_some_and(|n| {
                !["not", "n't", "i", "you", "we", "it", "he", "she", "they", "that", "this", "there"]
                    .contains(&core(n).1.to_lowercase().as_str())
                    && !n.starts_with("n't")
            })
            && (i == 0 || !["so", "as"].contains(&w[i - 1].to_lowercase().as_str()))
        {
            let n = format!("{c} not");
            sub("neg_add", n, &mut out);
        }
        if MODAL.contains(&l.as_str()) && (l != "may" || !c.starts_with('M')) {
            let mut n = *r.pick(&MODAL);
            while n == l {
                n = *r.pick(&MODAL);
            }
            sub("modal", like_case(&c, n), &mut out);
            sub("modal_hard", like_case(&c, if l == "will" { "may" } else { "will" }), &mut out);
            del("modal_drop", &mut out);
        }
        if ["probably", "maybe", "perhaps", "possibly", "hopefully"].contains(&l.as_str()) {
            del("hedge_drop", &mut out);
        }
        for (x, y) in OPP {
            if l == x {
                sub("opposite", like_case(&c, y), &mut out);
            }
        }
    }
    out
}
fn spell(n: u64) -> Option<String> {
    let u = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    let t = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    if n < 20 {
        Some(u[n as usize].into())
    } else if n < 100 {
        Some(if n % 10 == 0 {
            t[(n / 10) as usize].into()
        } else {
            format!("{} {}", t[(n / 10) as usize], u[(n % 10) as usize])
        })
    } else {
        None
    }
}
fn noise(w: &[String], rate: f64, r: &mut R) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let crit = |l: &str| handoff_crit(l);
    let mut i = 0;
    while i < w.len() {
        let (a, c, z) = core(&w[i]);
        let l = c.to_lowercase();
        let mut push = w[i].clone();
        if r.p(rate) {
            match r.n(12) {
                0 => {
                    out.push(r.pick(&["um,", "uh,", "you know,", "like,", "I mean,", "so"]).to_string());
                }
                1 => {
                    if ["a", "an", "the", "of", "that", "just", "so", "really", "very", "and", "well", "to", "is", "it"]
                        .contains(&l.as_str())
                    {
                        i += 1;
                        continue;
                    }
                }
                2 => {
                    if !crit(&l) && l.len() < 5 {
                        out.push(w[i].clone());
                    }
                }
                3 | 4 => {
                    if !crit(&l) && l.len() >= 6 && l.is_ascii() {
                        let mut b: Vec<char> = c.chars().collect();
                        for _ in 0..(1 + r.n(2)) {
                            let j = r.n(b.len());
                            match r.n(3) {
                                0 => {
                                    b[j] = *r.pick(&['a', 'e', 'i', 'o', 'u', 's', 't', 'n', 'r', 'l']);
                                }
                                1 => {
                                    b.remove(j);
                                }
                                _ => {
                                    b.insert(j, *r.pick(&['a', 'e', 'i', 'o', 's', 't', 'n']));
                                }
                            }
                        }
                        let s: String = b.into_iter().collect();
                        if !handoff_crit(&s.to_lowercase()) && !l.starts_with(&s.to_lowercase()) {
                            push = format!("{a}{s}{z}");
                        }
                    }
                }
                5 => {
                    if let Ok(n) = l.parse::<u64>() {
                        if !l.starts_with('0') {
                            if let Some(s) = spell(n) {
                                push = format!("{a}{s}{z}");
                            }
                        }
                    } else if let Some(n) = (2..13).find(|n| spell(*n).as_deref() == Some(&l)) {
                        push = format!("{a}{n}{z}");
                    }
                }
                6 => {
                    let m = [
                        ("don't", "do not"),
                        ("can't", "can not"),
                        ("it's", "it is"),
                        ("that's", "that is"),
                        ("i'm", "I am"),
                        ("we're", "we are"),
                        ("i'll", "I will"),
                        ("we'll", "we will"),
                        ("gonna", "going to"),
                        ("okay", "ok"),
                        ("didn't", "did not"),
                        ("isn't", "is not"),
                        ("won't", "will not"),
                        ("doesn't", "does not"),
                        ("you're", "you are"),
                        ("they're", "they are"),
                        ("i've", "I have"),
                        ("let's", "lets"),
                        ("i'd", "I would"),
                        ("cannot", "can't"),
                        ("alright", "all right"),
                        ("yeah", "yes"),
                    ];
                    for (x, y) in m {
                        if l == x {
                            push = format!("{a}{y}{z}");
                        }
                    }
                    if l == "do" && w.get(i + 1).is_some_and(|n| n.to_lowercase() == "not") {
                        out.push("don't".into());
                        i += 2;
                        continue;
                    }
                    if l == "going" && w.get(i + 1).is_some_and(|n| n == "to") {
                        out.push("gonna".into());
                        i += 2;
                        continue;
                    }
                    if l == "do" && w.get(i + 1).is_some_and(|n| n == "n't") {
                        out.push("don't".into());
                        i += 2;
                        continue;
                    }
                }
                7 => {
                    push = c.clone();
                    if push.is_empty() {
                        push = w[i].clone();
                    }
                }
                8 => {
                    if !crit(&l) && l.len() >= 8 && l.is_ascii() {
                        let j = 3 + r.n(l.len() - 5);
                        if !handoff_crit(&l[..j]) && !handoff_crit(&l[j..]) {
                            push = format!("{a}{} {}{z}", &c[..j], &c[j..]);
                        }
                    }
                }
                9 => {
                    let m = [
                        ("to", "too"),
                        ("their", "there"),
                        ("there", "their"),
                        ("your", "you're"),
                        ("its", "it's"),
                        ("then", "than"),
                        ("buy", "by"),
                        ("here", "hear"),
                        ("we're", "were"),
                        ("affect", "effect"),
                        ("right", "write"),
                        ("whole", "hole"),
                        ("a", "the"),
                        ("the", "a"),
                        ("in", "and"),
                        ("this", "the"),
                        ("for", "four"),
                        ("to", "two"),
                    ];
                    let n = r.n(m.len());
                    for k in 0..m.len() {
                        let (x, y) = m[(n + k) % m.len()];
                        if l == x {
                            push = format!("{a}{y}{z}");
                            break;
                        }
                    }
                }
                10 => {
                    if !crit(&l) && l.ends_with('s') && l.len() > 4 {
                        push = format!("{a}{}{z}", &c[..c.len() - 1]);
                    } else if !crit(&l) && l.len() > 4 && l.chars().all(|c| c.is_ascii_lowercase()) {
                        push = format!("{a}{c}s{z}");
                    }
                }
                _ => {
                    push = w[i].to_lowercase();
                }
            }
        }
        out.push(push);
        i += 1;
    }
    out
}
fn handoff_crit(l: &str) -> bool {
    let l = l.trim_matches(|c: char| !c.is_alphanumeric());
    NUMW.contains(&l)
        || MON.contains(&l)
        || DAY.contains(&l)
        || UNIT.contains(&l)
        || MODAL.contains(&l)
        || OPP.iter().any(|(a, b)| *a == l || *b == l)
        || l.chars().any(|c| c.is_ascii_digit())
        || [
            "not",
            "never",
            "no",
            "n't",
            "t",
            "one",
            "none",
            "nothing",
            "nobody",
            "without",
            "probably",
            "maybe",
            "perhaps",
            "possibly",
            "hopefully",
            "first",
            "second",
            "third",
            "once",
            "hundred",
            "thousand",
            "million",
            "billion",
            "percent",
            "may",
            "until",
            "within",
            "by",
            "since",
            "if",
            "unless",
            "only",
            "might",
            "first",
            "always",
            "never",
            "certainly",
            "definitely",
        ]
        .contains(&l)
        || l.contains('\'')
        || l.contains('’')
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let half = args.get(1).map_or("a", |s| s.as_str()).to_string();
    let per = args.get(2).and_then(|s| s.parse().ok()).unwrap_or(60usize);
    let show = args.get(3).cloned().unwrap_or_default();
    let root = "/work/shared/corpora";
    let mut files: Vec<String> = Vec::new();
    for d in ["ami", "earnings", "contractnli"] {
        for e in std::fs::read_dir(format!("{root}/{d}")).unwrap() {
            let p = e.unwrap().path().display().to_string();
            if p.ends_with("vtt") || p.ends_with("txt") {
                files.push(p);
            }
        }
    }
    for e in std::fs::read_dir(format!("{root}/anchors")).unwrap() {
        let p = e.unwrap().path().join("sources");
        if p.is_dir() {
            for f in std::fs::read_dir(p).unwrap() {
                files.push(f.unwrap().path().display().to_string());
            }
        }
    }
    files.sort();
    let files: Vec<String> = files
        .into_iter()
        .enumerate()
        .filter(|(i, f)| {
            let dev = i % 2 == 0;
            (half == "a") == dev
        })
        .map(|x| x.1)
        .collect();
    let mut r = R(0x1234567 + args.get(4).and_then(|s| s.parse::<u64>().ok()).unwrap_or(0) * 7919);
    let mut tab: BTreeMap<(String, String), BTreeMap<&str, usize>> = BTreeMap::new();
    let mut shown = 0;
    for f in &files {
        let raw = std::fs::read_to_string(f).unwrap();
        let text = if f.ends_with("vtt") { vtt(&raw) } else { Text::snippet(&raw) };
        let s = text.as_str();
        // candidate quotes
        let mut quotes: Vec<String> = Vec::new();
        if f.ends_with("vtt") {
            for t in text.turns() {
                let w = text.words(t);
                let marks: Vec<usize> = text
                    .marks()
                    .iter()
                    .map(|m| m.0 as usize)
                    .filter(|m| *m >= t.start as usize && *m < t.end as usize)
                    .chain([t.end as usize])
                    .collect();
                for k in 0..marks.len() - 1 {
                    let e = (k + 1 + r.n(3)).min(marks.len() - 1);
                    let q = s[marks[k]..marks[e]].trim();
                    if q.len() >= 30 && q.len() < 400 {
                        quotes.push(q.into());
                    }
                }
            }
        } else {
            let mut st = 0;
            for (i, c) in s.char_indices() {
                if (".?!\n".contains(c)) && s[i + c.len_utf8()..].starts_with(|c: char| c.is_whitespace()) || c == '\n'
                {
                    let q = s[st..i + c.len_utf8()].trim();
                    let q = q.split_once(": ").map_or(q, |x| if x.0.len() < 40 { x.1 } else { q });
                    if q.len() >= 30 && q.len() < 600 && s.matches(q).count() == 1 {
                        quotes.push(q.into());
                    }
                    st = i + c.len_utf8();
                }
            }
        }
        for _ in 0..per {
            if quotes.is_empty() {
                break;
            }
            let q = r.pick(&quotes).clone();
            let w: Vec<String> = q.split_whitespace().map(str::to_string).collect();
            let level = *r.pick(&[0.0, 0.08, 0.2]);
            let ev = |x: String| Evidence {
                id: None,
                source: SourceId("s".into()),
                quote: Quote { exact: x, prefix: None, suffix: None },
                position: None,
            };
            let n = noise(&w, level, &mut r);
            let x = n.join(" ");
            let res = resolve(&text, true, &ev(x.clone()));
            *tab.entry((format!("noise {level}"), "-".into())).or_default().entry(res.state.word()).or_default() += 1;
            if show == "noise" && !(res.state.located() || res.state == State::Approximate) && shown < 80 {
                shown += 1;
                println!(
                    "NOISE {level} {} {:.2} {:?}\n  O {q}\n  Q {x}\n  S {}",
                    res.state,
                    res.score,
                    res.reason,
                    res.range.clone().map_or("", |r| &s[r])
                );
            }
            let ts = tampers(&w, &mut r);
            if ts.is_empty() {
                continue;
            }
            // even out kinds
            let kinds: Vec<&str> = {
                let mut k: Vec<&str> = ts.iter().map(|t| t.0).collect();
                k.sort();
                k.dedup();
                k
            };
            let k = *r.pick(&kinds);
            let of: Vec<_> = ts.iter().filter(|t| t.0 == k).collect();
            let (k, tw) = r.pick(&of).clone();
            let x = noise(tw, level, &mut r).join(" ");
            let res = resolve(&text, true, &ev(x.clone()));
            *tab.entry((format!("tampered {level}"), k.to_string()))
                .or_default()
                .entry(res.state.word())
                .or_default() += 1;
            *tab.entry((format!("tampered all"), "-".into())).or_default().entry(res.state.word()).or_default() += 1;
            let bad = matches!(res.state, State::Anchored | State::Moved | State::Approximate | State::Ambiguous);
            if bad && (show == "tamper" || show == *k) && shown < 60 {
                shown += 1;
                println!(
                    "TAMPER {k} {level} {} {:.2} {:?}\n  O {q}\n  Q {x}\n  S {}",
                    res.state,
                    res.score,
                    res.reason,
                    res.range.clone().map_or("", |r| &s[r])
                );
                for c in &res.difference {
                    println!("    [{}] / [{}] {:?}", &x[c.quote.clone()], &s[c.source.clone()], c.matter);
                }
            }
        }
    }
    for ((a, b), m) in &tab {
        let t: usize = m.values().sum();
        println!(
            "{a:14} {b:14} n={t:5} {}",
            m.iter()
                .map(|(k, v)| format!("{k} {v} ({:.1}%)", *v as f64 * 100.0 / t as f64))
                .collect::<Vec<_>>()
                .join("  ")
        );
    }
}
