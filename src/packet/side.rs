//! Who a speaker is, and which company they belong to, as far as a packet lets us tell.
//!
//! Pure. A claim's starting standing rests on this, so it never guesses: two people who could both be
//! meant and stand on different sides make `None`, and so does a mail address at a company that the
//! packet does not know. It can surprise you in one way: `Maya` alone is taken for Maya Chen when every
//! Maya of the packet is on one side, because transcripts name people by their first names only.

use std::borrow::Cow;
use std::cell::OnceCell;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Packet, Person, Side};
use crate::text::Speaker;

/// Mail hosts where an address says nothing of the company.
const FREE_MAIL: &[&str] = &[
    "aol.com",
    "gmail.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "mail.com",
    "me.com",
    "msn.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "web.de",
    "yahoo.com",
    "yandex.ru",
    "zoho.com",
];

/// Which side `speaker` is on: by mail address, by name or alias, by mail domain, by the company in
/// brackets behind the name, by first name, in that order. `None` when nothing says so, or when two
/// things of the same weight disagree.
pub fn side_of(packet: &Packet, speaker: &Speaker) -> Option<Side> {
    Spelled::of(packet).side_of(speaker)
}

/// The person of the packet who `speaker` is: by mail address, by name or alias, by a first name that
/// only one person has.
pub fn person_of<'a>(packet: &'a Packet, speaker: &Speaker) -> Option<&'a Person> {
    let spelled = Spelled::of(packet);
    if let Some(person) = spelled.certain(speaker) {
        return Some(person);
    }
    match spelled.partly(&speaker.name)[..] {
        [person] => Some(person),
        _ => None,
    }
}

/// A packet's people with every spelling of their names folded once, for those who ask of many speakers.
#[derive(Debug)]
pub struct Spelled<'p> {
    packet: &'p Packet,
    /// In the order of the people, each name and alias; folded when it is first asked for, because a mail address
    /// often says enough.
    names: OnceCell<Vec<(&'p Person, String)>>,
}

impl<'p> Spelled<'p> {
    /// Of a packet.
    pub fn of(packet: &'p Packet) -> Self {
        Self { packet, names: OnceCell::new() }
    }

    /// As the function [`side_of`].
    pub fn side_of(&self, speaker: &Speaker) -> Option<Side> {
        if let Some(person) = self.certain(speaker) {
            return Some(person.side);
        }
        if let Some(side) = speaker.email.as_deref().and_then(|email| side_of_address(self.packet, email)) {
            return Some(side);
        }
        if affiliation(&speaker.name).is_some_and(|company| names_account(self.packet, company)) {
            return Some(Side::Customer);
        }
        agreed(&self.partly(&speaker.name), |person| person.side)
    }

    fn certain(&self, speaker: &Speaker) -> Option<&'p Person> {
        if let Some(email) = speaker.email.as_deref() {
            let same =
                |person: &&Person| person.email.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(email.trim()));
            if let Some(person) = self.packet.people.iter().find(same) {
                return Some(person);
            }
        }
        let wanted = folded(&speaker.name);
        if wanted.is_empty() {
            return None;
        }
        match self.people(|name| name == wanted)[..] {
            [person] => Some(person),
            _ => None,
        }
    }

    /// Everybody whose name the shorter one could stand for: `Maya`, `Maya C`, `M Chen`, `Maya L Chen`.
    fn partly(&self, name: &str) -> Vec<&'p Person> {
        let wanted = folded(name);
        let wanted: Vec<&str> = wanted.split(' ').filter(|word| !word.is_empty()).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        self.people(|name| could_be(&wanted, name))
    }

    /// The people of whom a spelling is so, each once.
    fn people(&self, is_so: impl Fn(&str) -> bool) -> Vec<&'p Person> {
        let spellings = |person: &'p Person| {
            std::iter::once(&person.name).chain(&person.aliases).map(move |name| (person, folded(name)))
        };
        let names = self.names.get_or_init(|| self.packet.people.iter().flat_map(spellings).collect());
        let mut people: Vec<&Person> =
            names.iter().filter(|(_, name)| is_so(name)).map(|(person, _)| *person).collect();
        people.dedup_by(|a, b| std::ptr::eq(*a, *b));
        people
    }
}

/// Which side a mail address is on, by its domain: the account's own domains are the customer's, and
/// the domains of people who are listed are theirs. A free mail host says nothing.
pub fn side_of_address(packet: &Packet, address: &str) -> Option<Side> {
    let domain = domain(address)?;
    if packet.account.domains.iter().any(|own| within(&domain, &own.trim_start_matches('@').to_lowercase())) {
        return Some(Side::Customer);
    }
    if FREE_MAIL.contains(&domain.as_str()) {
        return None;
    }
    let at_domain: Vec<&Person> = packet
        .people
        .iter()
        .filter(|person| person.email.as_deref().and_then(self::domain).is_some_and(|other| within(&domain, &other)))
        .collect();
    agreed(&at_domain, |person| person.side)
}

/// A name as it is compared: lower case, no marks on letters, no title, no company behind it, and
/// `Chen, Maya` turned round.
pub fn folded(name: &str) -> String {
    let name = bare(name);
    let turned = match name.split_once(',') {
        Some((last, first)) if !first.trim().is_empty() && !first.contains(',') => {
            Cow::Owned(format!("{} {}", first.trim(), last.trim()))
        }
        _ => Cow::Borrowed(name),
    };
    let plain: String = if turned.is_ascii() {
        turned.to_ascii_lowercase()
    } else {
        turned.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
    };
    let words = plain.split(|c: char| c.is_whitespace() || c == '.' || c == '_').filter(|word| !word.is_empty());
    let mut folded = String::with_capacity(plain.len());
    for word in words.filter(|word| !matches!(*word, "dr" | "mr" | "mrs" | "ms" | "prof")) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// A name as people write it: without what stands behind it, and `Chen, Maya` turned round.
pub fn display(name: &str) -> String {
    let name = bare(name);
    let turned = match name.split_once(',') {
        Some((last, first)) if !first.trim().is_empty() && !first.contains(',') => {
            format!("{} {}", first.trim(), last.trim())
        }
        _ => name.to_owned(),
    };
    turned.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether an address at this domain says nothing of the company.
pub fn is_free_mail(domain: &str) -> bool {
    FREE_MAIL.contains(&domain)
}

/// The company that stands behind a name: `Maya Chen (Acme)`, `Maya Chen | Acme`, `Maya Chen @ Acme`.
pub fn affiliation(name: &str) -> Option<&str> {
    let name = name.trim();
    if let Some(inner) = name.strip_suffix([')', ']'])
        && let Some(at) = inner.rfind(['(', '['])
        && at > 0
    {
        return Some(inner[at + 1..].trim()).filter(|company| !company.is_empty());
    }
    let at = name.rfind([" | ", " @ ", " - ", " – "].iter().find(|mark| name.contains(**mark)).copied()?)?;
    let behind = name[at..].trim_start_matches([' ', '|', '@', '-', '–']).trim();
    Some(behind).filter(|company| !company.is_empty())
}

/// The name without what stands behind it.
fn bare(name: &str) -> &str {
    let name = name.trim();
    match affiliation(name) {
        Some(company) => {
            let cut = company.as_ptr() as usize - name.as_ptr() as usize;
            name[..cut].trim_end_matches([' ', '(', '[', '|', '@', '-', '–'])
        }
        None => name,
    }
}

fn could_be(short: &[&str], full: &str) -> bool {
    let full: Vec<&str> = full.split(' ').collect();
    let (Some(first), Some(last)) = (full.first(), full.last()) else { return false };
    let stands_for = |short: &str, word: &str| short == word || (short.chars().count() == 1 && word.starts_with(short));
    match short {
        [one] => one.chars().count() > 1 && one == first,
        [given, .., family] => full.len() > 1 && stands_for(given, first) && stands_for(family, last),
        [] => false,
    }
}

fn agreed(people: &[&Person], side: impl Fn(&Person) -> Side) -> Option<Side> {
    let first = side(people.first()?);
    people.iter().all(|person| side(person) == first).then_some(first)
}

fn names_account(packet: &Packet, company: &str) -> bool {
    let (company, account) = (folded(company), folded(&packet.account.name));
    let first_words = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '));
    !company.is_empty() && (company == account || first_words(&account, &company) || first_words(&company, &account))
}

/// The domain of a mail address, lower case; `None` when it has none.
pub fn domain(address: &str) -> Option<String> {
    let (_, domain) = address.trim().rsplit_once('@')?;
    let domain = domain.trim_end_matches(['>', '.', ' ']).to_lowercase();
    (!domain.is_empty()).then_some(domain)
}

fn within(domain: &str, parent: &str) -> bool {
    !parent.is_empty() && (domain == parent || domain.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet() -> Packet {
        serde_json::from_str(
            r#"{"format": "handoff-packet/1", "id": "n",
                "account": {"name": "Northwind Freight", "domains": ["northwind.example"]},
                "people": [
                  {"id": "maya", "name": "Maya Chen", "side": "customer", "aliases": ["M. Chen-Ortiz"]},
                  {"id": "jose", "name": "José Núñez", "side": "customer", "email": "jose@northwind.example"},
                  {"id": "sam", "name": "Sam Lee", "side": "seller", "email": "sam@carrierly.example"},
                  {"id": "sam2", "name": "Sam Ito", "side": "customer"},
                  {"id": "pat", "name": "Pat Roe", "side": "seller", "email": "pat.roe@gmail.com"}]}"#,
        )
        .unwrap()
    }

    fn side(name: &str, email: Option<&str>) -> Option<Side> {
        side_of(&packet(), &Speaker { name: name.into(), email: email.map(Into::into) })
    }

    #[test]
    fn names_are_met_across_spellings() {
        for name in ["Maya Chen", "maya chen", "Chen, Maya", "Maya Chen (Northwind)", "Dr. Maya Chen", "M. Chen-Ortiz"]
        {
            assert_eq!(side(name, None), Some(Side::Customer), "{name}");
        }
        assert_eq!(side("Jose Nunez", None), Some(Side::Customer));
        assert_eq!(side("Maya", None), Some(Side::Customer), "the only Maya");
        assert_eq!(side("M. Chen", None), Some(Side::Customer));
    }

    #[test]
    fn a_first_name_on_both_sides_is_nobody() {
        assert_eq!(side("Sam", None), None);
        assert_eq!(side("Sam L", None), Some(Side::Seller));
        assert_eq!(person_of(&packet(), &Speaker { name: "Sam I".into(), email: None }).unwrap().id.as_str(), "sam2");
    }

    #[test]
    fn domains_decide_for_strangers() {
        assert_eq!(side("Ola Berg", Some("ola@ops.northwind.example")), Some(Side::Customer));
        assert_eq!(side("Ann Po", Some("ann@carrierly.example")), Some(Side::Seller));
        assert_eq!(side("Ann Po", Some("ann@notnorthwind.example")), None, "a suffix is not a domain");
        assert_eq!(side("Al", Some("al@gmail.com")), None, "a free mail host is no company");
        assert_eq!(side("Al", Some("al@partner.example")), None);
    }

    #[test]
    fn the_company_behind_a_name_counts_for_the_account_only() {
        assert_eq!(side("Ola Berg (Northwind Freight)", None), Some(Side::Customer));
        assert_eq!(side("Ola Berg | Northwind", None), Some(Side::Customer));
        assert_eq!(side("Ola Berg (Partner AG)", None), None);
        assert_eq!(affiliation("(Acme)"), None);
        assert_eq!(side("", None), None);
        assert_eq!(side("()", None), None);
    }
}
