//! Who took part, as the file lists them, with whatever it says of their side.
//!
//! A hint is what a recorder, a CRM or a person wrote down; it decides nothing. Whoever drafts a packet
//! weighs it against mail domains and asks a person where it is not enough.

use crate::packet::Side;

/// Somebody who took part: a speaker, a recipient, an attendee who never spoke.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Participant {
    /// Display name, as written; empty where only an address is known.
    pub name: String,
    /// Other labels that the source has for them: `Speaker 1`.
    pub aliases: Vec<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// The part they play, as somebody wrote it into `sources.toml`: `champion`, `economic_buyer` …
    pub role: Option<String>,
    /// Which side they are said to be on.
    pub side: Option<SideHint>,
}

/// A side, and what says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideHint {
    /// The side.
    pub side: Side,
    /// In words: `Gong says External`, `a contact in the CRM`, `sources.toml`.
    pub because: String,
}

impl Participant {
    /// Somebody of whom the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// With an address, if there is one.
    #[must_use]
    pub fn at(mut self, email: Option<&str>) -> Self {
        self.email = email.map(str::trim).filter(|email| email.contains('@')).map(str::to_owned);
        self
    }

    /// With a job title, if there is one.
    #[must_use]
    pub fn titled(mut self, title: Option<&str>) -> Self {
        self.title = title.map(str::trim).filter(|title| !title.is_empty()).map(str::to_owned);
        self
    }

    /// With the side they are said to be on, if anything says so.
    #[must_use]
    pub fn on(mut self, side: Option<Side>, because: &str) -> Self {
        self.side = side.map(|side| SideHint { side, because: because.to_owned() });
        self
    }

    /// The part of the address behind the `@`, in lower case.
    pub fn domain(&self) -> Option<String> {
        let (_, domain) = self.email.as_deref()?.rsplit_once('@')?;
        (!domain.is_empty()).then(|| domain.to_lowercase())
    }

    /// Whether two entries are one person: the same address, or the same name where one of them has none.
    pub fn is_same(&self, other: &Self) -> bool {
        let names = || !self.name.is_empty() && self.name.to_lowercase() == other.name.to_lowercase();
        match (&self.email, &other.email) {
            (Some(one), Some(two)) => one.eq_ignore_ascii_case(two),
            _ => names(),
        }
    }

    /// Takes over what the other entry knows and this one does not.
    pub fn learn(&mut self, other: Self) {
        if self.name.is_empty() {
            self.name = other.name;
        }
        self.aliases.extend(other.aliases);
        self.email = self.email.take().or(other.email);
        self.title = self.title.take().or(other.title);
        self.role = self.role.take().or(other.role);
        self.side = self.side.take().or(other.side);
    }
}

/// Adds somebody to a list, or what is new about them to their entry.
pub(super) fn join(list: &mut Vec<Participant>, somebody: Participant) {
    /// A longer list is an address book, not the people of a deal; and each is compared with all.
    const MOST: usize = 1_000;
    if list.len() >= MOST || (somebody.name.is_empty() && somebody.email.is_none()) {
        return;
    }
    match list.iter().position(|known| known.is_same(&somebody)) {
        Some(at) => list[at].learn(somebody),
        None => list.push(somebody),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_entry() {
        let mut list = Vec::new();
        join(&mut list, Participant::named("Maya Chen"));
        join(&mut list, Participant::named("maya chen").at(Some("mchen@northwind.example")).titled(Some("VP")));
        join(&mut list, Participant::default().at(Some("MCHEN@northwind.example")));
        join(&mut list, Participant::default());
        assert_eq!(list.len(), 1);
        assert_eq!(list[0].title.as_deref(), Some("VP"));
        assert_eq!(list[0].domain().as_deref(), Some("northwind.example"));
    }
}
