//! Who took part, and which side each of them is on.
//!
//! Pure. What counts, strongest first: what a person said, what a recorder or a CRM says of somebody, mail
//! domains, the company in brackets behind a name, who signed or wrote which document, and how people of a
//! known side introduce others ("I've got Jo with me", "Tom, that's our CFO"). Each carries its reason.
//! Nothing is guessed from the way somebody talks: whoever is left over has no side, and that is told.

use std::collections::BTreeSet;

use super::job::JobSource;
use crate::packet::side::{affiliation, display, domain, folded, is_free_mail};
use crate::packet::{Account, Person, PersonId, Role, Side, SourceKind};
use crate::signal::token::Token;
use crate::signal::{person, sentences};
use crate::text::Part;

/// What a person has said of the sides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Names or addresses, each with its side.
    pub sides: Vec<(String, Side)>,
    /// The seller's mail domains.
    pub seller_domains: Vec<String>,
}

/// A line that says who wrote a proposal is no longer than this, in characters.
const AUTHOR: usize = 240;

/// Somebody who took part.
#[derive(Debug, Clone, PartialEq)]
pub struct Somebody {
    /// As they are best called.
    pub name: String,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// The part they play, where a list says so.
    pub role: Option<String>,
    /// Their side, and what says so.
    pub side: Option<(Side, String)>,
    /// Whether they speak or write in a source.
    pub speaks: bool,
}

/// Everybody who took part, and the customer's mail domains.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parties {
    /// In order of appearance.
    pub all: Vec<Somebody>,
    /// Mail domains of the customer's people.
    pub domains: Vec<String>,
}

impl Parties {
    /// Those whose side is known, as a packet lists them.
    pub fn people(&self) -> Vec<Person> {
        let mut taken = BTreeSet::new();
        let mut people = Vec::new();
        for somebody in &self.all {
            let Some((side, _)) = somebody.side else { continue };
            people.push(Person {
                id: PersonId::from(id(&somebody.name, &mut taken)),
                name: somebody.name.clone(),
                side,
                title: somebody.title.clone(),
                roles: somebody.role.iter().map(|role| Role::from(role.clone())).collect(),
                stance: None,
                email: somebody.email.clone(),
                aliases: somebody.aliases.clone(),
            });
        }
        people
    }

    /// Who speaks or writes and has no side.
    pub fn unplaced(&self) -> Vec<&Somebody> {
        self.all.iter().filter(|somebody| somebody.side.is_none() && somebody.speaks).collect()
    }

    /// Somebody by any spelling, or by a first name that only one has.
    fn find(&self, name: &str, email: Option<&str>) -> Option<usize> {
        if let Some(email) = email
            && let Some(at) =
                self.all.iter().position(|own| own.email.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(email)))
        {
            return Some(at);
        }
        let wanted = folded(name);
        if wanted.is_empty() {
            return None;
        }
        let spelt = |own: &Somebody| folded(&own.name) == wanted || own.aliases.iter().any(|own| folded(own) == wanted);
        if let Some(at) = self.all.iter().position(spelt) {
            return Some(at);
        }
        let first: Vec<usize> = (0..self.all.len())
            .filter(|at| {
                let own = folded(&self.all[*at].name);
                let (own_first, _) = own.split_once(' ').unwrap_or((&own, ""));
                let (wanted_first, wanted_last) = wanted.split_once(' ').unwrap_or((&wanted, ""));
                own_first == wanted_first && (wanted_last.is_empty() || !own.contains(' '))
            })
            .collect();
        match first[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    fn meet(&mut self, name: &str, email: Option<&str>, speaks: bool) -> Option<usize> {
        let called = display(name);
        if called.is_empty() && email.is_none() || called.chars().count() > 80 {
            return None;
        }
        // A name that is only an address is called by it until somebody gives the name.
        let called = if called.is_empty() { email.unwrap_or_default().to_owned() } else { called };
        let at = match self.find(&called, email) {
            Some(at) => at,
            None => {
                self.all.push(Somebody {
                    name: called.clone(),
                    aliases: Vec::new(),
                    email: None,
                    title: None,
                    role: None,
                    side: None,
                    speaks: false,
                });
                self.all.len() - 1
            }
        };
        let own = &mut self.all[at];
        own.speaks |= speaks;
        own.email = own.email.take().or_else(|| email.map(str::to_owned));
        if folded(&called) != folded(&own.name) && called.split(' ').count() > own.name.split(' ').count() {
            let short = std::mem::replace(&mut own.name, called);
            own.alias(short);
        } else if folded(&own.name) != folded(&called) {
            own.alias(called);
        }
        if name.trim() != own.name {
            own.alias(name.trim().to_owned());
        }
        Some(at)
    }

    fn place(&mut self, at: usize, side: Side, because: &str) {
        let own = &mut self.all[at].side;
        if own.is_none() {
            *own = Some((side, because.to_owned()));
        }
    }
}

impl Somebody {
    fn alias(&mut self, name: String) {
        if !name.is_empty() && name != self.name && !self.aliases.contains(&name) && !name.contains('@') {
            self.aliases.push(name);
        }
    }
}

fn id(name: &str, taken: &mut BTreeSet<String>) -> String {
    let folded = folded(name);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let plain = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let first = words.first().map(|word| plain(word)).filter(|word| !word.is_empty()).unwrap_or("p".to_owned());
    let whole = words.iter().map(|word| plain(word)).collect::<Vec<_>>().join("-");
    let id = [first.clone(), whole]
        .into_iter()
        .chain((2..).map(|count| format!("{first}-{count}")))
        .find(|id| !taken.contains(id))
        .unwrap_or(first);
    taken.insert(id.clone());
    id
}

/// Finds everybody in the sources and says which side they are on.
pub fn parties(account: &Account, sources: &[JobSource], told: &Told) -> Parties {
    let mut parties = Parties { all: Vec::new(), domains: account.domains.clone() };
    gather(&mut parties, sources);
    for (name, side) in &told.sides {
        let email = name.contains('@').then_some(name.as_str());
        if let Some(at) = parties.find(name, email) {
            parties.all[at].side = Some((*side, "somebody said so".to_owned()));
        }
    }
    for source in sources {
        for listed in &source.import.participants {
            if let (Some(at), Some(hint)) = (parties.find(&listed.name, listed.email.as_deref()), &listed.side) {
                parties.place(at, hint.side, &hint.because);
            }
        }
    }
    by_domain(&mut parties, account, told);
    by_company(&mut parties, account, sources);
    by_document(&mut parties, sources);
    for _ in 0..2 {
        if parties.all.iter().any(|own| own.side.is_none()) {
            by_introduction(&mut parties, sources);
        }
    }
    parties
}

fn gather(parties: &mut Parties, sources: &[JobSource]) {
    for source in sources {
        let spoken = |wanted: &str| source.import.text.speakers().iter().any(|speaker| speaker.name == wanted);
        for listed in &source.import.participants {
            if listed.email.is_none() && (!is_name(&listed.name) || source.source.kind == SourceKind::Contract) {
                continue;
            }
            let Some(at) = parties.meet(&listed.name, listed.email.as_deref(), spoken(&listed.name)) else { continue };
            let own = &mut parties.all[at];
            own.title = own.title.take().or_else(|| listed.title.clone());
            own.role = own.role.take().or_else(|| listed.role.clone());
        }
        for speaker in source.import.text.speakers() {
            if is_name(&speaker.name) && source.source.kind != SourceKind::Contract {
                parties.meet(&speaker.name, speaker.email.as_deref(), true);
            }
        }
    }
}

/// Whether a label in front of a colon can be a person's name rather than a heading.
fn is_name(label: &str) -> bool {
    let words = label.split_whitespace().count();
    (1..=5).contains(&words) && !label.contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | '/' | '#'))
}

fn by_domain(parties: &mut Parties, account: &Account, told: &Told) {
    let domains: BTreeSet<String> = parties
        .all
        .iter()
        .filter_map(|own| domain(own.email.as_deref()?))
        .filter(|domain| !is_free_mail(domain))
        .collect();
    let seller_told: Vec<String> =
        told.seller_domains.iter().map(|own| own.trim_start_matches('@').to_lowercase()).collect();
    for domain in &domains {
        if names_company(domain, &account.name) && !seller_told.contains(domain) && !parties.domains.contains(domain) {
            parties.domains.push(domain.clone());
        }
    }
    let others: Vec<&String> = domains.iter().filter(|domain| !parties.domains.contains(domain)).collect();
    // One other company on the mails of a sale is the one that sells; of two, nobody knows.
    let lone = match (parties.domains.is_empty(), &others[..]) {
        (false, [one]) => Some((*one).clone()),
        _ => None,
    };
    for at in 0..parties.all.len() {
        let Some(domain) = parties.all[at].email.as_deref().and_then(domain) else { continue };
        if parties.domains.contains(&domain) {
            parties.place(at, Side::Customer, &format!("mail domain {domain}"));
        } else if seller_told.contains(&domain) || lone.as_ref() == Some(&domain) {
            parties.place(at, Side::Seller, &format!("mail domain {domain}"));
        }
    }
}

/// Whether a mail domain is that of a company by this name: `northwindfreight.com`, `northwind.com`.
fn names_company(domain: &str, company: &str) -> bool {
    let label = domain.split('.').next().unwrap_or_default().replace('-', "");
    let folded = folded(company);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let joined = words.concat();
    let spelt_out = joined.replace("ue", "u").replace("oe", "o").replace("ae", "a");
    let plain = label.replace("ue", "u").replace("oe", "o").replace("ae", "a");
    let first = words.first().filter(|word| word.chars().count() >= 4);
    plain.len() >= 3
        && (plain == spelt_out
            || spelt_out.starts_with(&plain) && plain.len() >= 4
            || first.is_some_and(|first| plain.starts_with(&first.replace("ue", "u"))))
}

fn by_company(parties: &mut Parties, account: &Account, sources: &[JobSource]) {
    let mut companies: Vec<(usize, String)> = Vec::new();
    for speaker in sources.iter().flat_map(|source| source.import.text.speakers()) {
        if let (Some(company), Some(at)) = (affiliation(&speaker.name), parties.find(&display(&speaker.name), None)) {
            companies.push((at, company.to_owned()));
        }
    }
    let same = |company: &str| {
        let (company, account) = (folded(company), folded(&account.name));
        company == account || account.starts_with(&format!("{company} ")) || company.starts_with(&format!("{account} "))
    };
    // "Oakfield CU" is "Oakfield Credit Union", unless another company here is called so in full.
    let first = |name: &str| folded(name).split(' ').next().filter(|word| word.chars().count() > 4).map(str::to_owned);
    let in_full = companies.iter().any(|(_, name)| same(name));
    let own = |company: &str| {
        same(company) || !in_full && first(company).is_some_and(|word| first(&account.name) == Some(word))
    };
    let others: BTreeSet<String> = companies.iter().map(|(_, name)| folded(name)).filter(|name| !own(name)).collect();
    for (at, company) in &companies {
        if own(company) {
            parties.place(*at, Side::Customer, &format!("“{company}” stands behind the name"));
        } else if others.len() == 1 {
            parties.place(*at, Side::Seller, &format!("“{company}” stands behind the name"));
        }
    }
}

/// Who wrote or signed which document.
fn by_document(parties: &mut Parties, sources: &[JobSource]) {
    for source in sources {
        let text = &source.import.text;
        match source.source.kind {
            SourceKind::CrmNote => {
                for speaker in text.speakers().iter().filter(|speaker| is_name(&speaker.name)) {
                    if let Some(at) = parties.find(&speaker.name, speaker.email.as_deref()) {
                        parties.place(at, Side::Seller, "writes the CRM notes");
                    }
                }
                for turn in text.turns() {
                    let words = text.words(turn);
                    if let Some(owner) = words.split("Owner:").nth(1) {
                        let owner = owner.split(['.', '\n', ',', ';']).next().unwrap_or_default();
                        name_all(parties, owner, Side::Seller, "owns the opportunity in the CRM");
                    }
                }
                // A table of activities: the last cell of a row is who logged it.
                for line in text.as_str().lines().filter(|line| line.matches(',').count() > 2) {
                    let last = line.rsplit(',').next().unwrap_or_default().trim().trim_matches('"');
                    if last.split(' ').count() <= 3 && is_name(last) {
                        name_all(parties, last, Side::Seller, "owns activities in the CRM");
                    }
                }
            }
            SourceKind::Proposal => {
                // Headings before the first paragraph, a paragraph right under the title, or what says that it says
                // who wrote it: what follows may speak of anybody.
                let (mut headings, mut bodies) = (0, 0);
                let head = text.turns().iter().filter(|turn| {
                    headings += usize::from(turn.part == Part::Heading);
                    bodies += usize::from(turn.part == Part::Body);
                    match turn.part {
                        Part::Heading => bodies == 0,
                        Part::Body => headings == 1 && bodies == 1 || bodies <= 2 && says_author(text.words(turn)),
                        Part::Quoted | Part::Notes | Part::Signature => false,
                    }
                });
                for turn in head {
                    let words = text.words(turn);
                    let (by, to) = split_at_for(words);
                    name_all(parties, by, Side::Seller, "wrote the proposal");
                    name_all(parties, to, Side::Customer, "the proposal is addressed to them");
                }
            }
            SourceKind::Contract => {
                for turn in text.turns() {
                    for line in text.words(turn).lines().filter(|line| line.to_lowercase().contains("signed for")) {
                        let lower = line.to_lowercase();
                        if lower.contains("customer") || lower.contains("client") {
                            name_all(parties, line, Side::Customer, "signed for the customer");
                        } else if ["supplier", "vendor", "provider", "seller"].iter().any(|word| lower.contains(word)) {
                            name_all(parties, line, Side::Seller, "signed for the supplier");
                        }
                    }
                }
            }
            SourceKind::Call | SourceKind::Email | SourceKind::MeetingNote | SourceKind::Other(_) => {}
        }
    }
}

/// Whether some words of a proposal's head say who wrote it.
fn says_author(words: &str) -> bool {
    let lower = format!(" {} ", spaced(words));
    let signs = [" by ", " from ", " author ", " authors ", " contact ", " von ", " par "];
    words.chars().count() <= AUTHOR && signs.iter().any(|sign| lower.contains(sign))
}

/// `Prepared by A and B, for C`: before and after the "for".
fn split_at_for(words: &str) -> (&str, &str) {
    match words.find(" for ") {
        Some(at) => (&words[..at], &words[at + 5..]),
        None => (words, ""),
    }
}

/// Places everybody whose full name stands in some words, and meets those who are new there in a form
/// that can only be a name in that place.
fn name_all(parties: &mut Parties, words: &str, side: Side, because: &str) {
    let lower = format!(" {} ", spaced(words));
    let mut found = Vec::new();
    for (at, own) in parties.all.iter().enumerate() {
        let spelt = std::iter::once(&own.name).chain(&own.aliases);
        let stands = |name: &String| {
            let name = spaced(&display(name));
            !name.is_empty() && lower.contains(&format!(" {name} "))
        };
        if spelt.into_iter().any(stands) {
            found.push(at);
        }
    }
    if found.is_empty() && words.trim().split(' ').count() <= 3 && words.trim().split(' ').count() > 1 {
        found.extend(parties.meet(words.trim(), None, false));
    }
    for at in found {
        parties.place(at, side, because);
    }
}

fn spaced(words: &str) -> String {
    let plain: String = words.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whoever is introduced by somebody of a known side as one of theirs: "I've got Jo with me", "Tom, that's
/// our CFO", "this is Carla, billing".
fn by_introduction(parties: &mut Parties, sources: &[JobSource]) {
    for source in sources.iter().filter(|source| matches!(source.source.kind, SourceKind::Call | SourceKind::Email)) {
        let mut placed: Vec<(usize, Side, String)> = Vec::new();
        let side = |speaker: &crate::text::Speaker| {
            let at = parties.find(&display(&speaker.name), speaker.email.as_deref())?;
            Some(parties.all[at].side.as_ref()?.0)
        };
        // Only somebody whose side is known can introduce anybody.
        if !source.import.text.speakers().iter().any(|speaker| side(speaker).is_some()) {
            continue;
        }
        let all = sentences(&source.import.text, &side);
        for (number, sentence) in all.iter().enumerate() {
            let Some(side) = sentence.side.filter(|_| sentence.part == Part::Body && !sentence.asks) else { continue };
            // "Erik. He's the CEO.": what is said of him in the next breath counts too.
            let mut tokens = sentence.tokens.clone();
            let next = all.get(number + 1).filter(|next| next.turn == sentence.turn && !next.asks);
            if let Some(next) = next.filter(|next| next.has("he") || next.has("she")) {
                tokens.extend(next.tokens.iter().take(8).cloned());
            }
            for at in introduced(parties, side, &tokens) {
                placed.push((at, side, format!("introduced in “{}”", sentence.text)));
            }
        }
        for (at, side, because) in placed {
            parties.place(at, side, &because);
        }
    }
}

/// Those without a side whom a sentence introduces as the speaker's own.
fn introduced(parties: &Parties, side: Side, tokens: &[Token]) -> Vec<usize> {
    let forms: Vec<&str> = tokens.iter().map(|token| token.form.as_str()).collect();
    let has = |run: &[&str]| forms.windows(run.len()).any(|window| window == run);
    if has(&["your"]) || has(&["you", "are"]) {
        return Vec::new();
    }
    let ours = forms.iter().enumerate().any(|(at, form)| {
        matches!(*form, "our" | "my")
            && !tokens[at + 1..].is_empty()
            && (person::title(&tokens[at + 1..(at + 6).min(tokens.len())]).is_some()
                || matches!(
                    forms.get(at + 1),
                    Some(&("colleague" | "boss" | "manager" | "brother" | "sister" | "team"))
                ))
    });
    let along = has(&["with", "me"]) || has(&["with", "us"]) && has(&["have"]);
    // A customer who says what somebody does speaks of a colleague; a seller may speak of anybody.
    let is = forms.windows(2).any(|pair| matches!(pair, ["he" | "she", "'s" | "is"]));
    let titled = person::title(tokens).is_some() && (is || side == Side::Customer && forms.len() < 16);
    let does = side == Side::Customer
        && forms.windows(2).skip(1).any(|pair| {
            matches!(pair[0], "runs" | "owns" | "leads" | "manages" | "handles" | "heads" | "signs") && pair[1] != "on"
        });
    let shown = has(&["this", "is"]) && forms.len() < 14;
    let named = side == Side::Customer
        && tokens.windows(3).any(|run| {
            run[0].capital
                && matches!(run[1].form.as_str(), "'s" | "is")
                && matches!(run[2].form.as_str(), "the" | "our" | "my" | "in" | "from" | "head")
        });
    if !(ours || along || titled || does || shown || named) {
        return Vec::new();
    }
    (0..parties.all.len())
        .filter(|at| parties.all[*at].side.is_none())
        .filter(|at| {
            let name = folded(&parties.all[*at].name);
            let mut parts = name.split(' ');
            let (first, last) = (parts.next().unwrap_or_default(), parts.next_back());
            tokens.iter().any(|token| {
                let form = folded(&token.form);
                token.capital
                    && form.chars().count() > 1
                    && (form == first || last.is_some_and(|last| last.len() > 3 && form == last))
            })
        })
        .collect()
}
