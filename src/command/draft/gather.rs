//! From a folder to a job: which files are sources, what sort each is, who took part.
//!
//! Reads files and writes none. Where there are none, the texts inside the folder's own packet are the
//! sources, as note-taking tools hand them over.

use std::path::{Path, PathBuf};

use super::Args;
use crate::command::{Failure, tell};
use crate::draft::party::{Parties, Told, parties};
use crate::draft::{Job, JobSource, Unread};
use crate::packet::side::folded;
use crate::packet::{Account, Packet, PacketId, Person, Side, Source, SourceId, SourceKind};
use crate::source::{self, Import, Unreadable};
use crate::store::{self, Paths, StoreError, sources};

/// A job, and what was found out on the way.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) job: Job,
    pub(super) parties: Parties,
    /// The folder in which the files lie, and `sources.toml` beside them.
    pub(super) root: PathBuf,
    told: Told,
    /// People that the folder's packet lists already.
    listed: Vec<Person>,
}

impl Gathered {
    /// Takes answers about sides in.
    pub(super) fn learn(&mut self, sides: Vec<(String, Side)>) {
        self.told.sides.extend(sides);
        self.place();
    }

    fn place(&mut self) {
        self.parties = parties(&self.job.account, &self.job.sources, &self.told);
        let mut people = self.parties.people();
        for person in &mut people {
            let same = |own: &&Person| folded(&own.name) == folded(&person.name);
            if let Some(own) = self.listed.iter().find(same) {
                *person = own.clone();
            }
        }
        for own in &self.listed {
            if !people.iter().any(|person| person.id == own.id) {
                people.push(own.clone());
            }
        }
        self.job.account.domains = self.parties.domains.clone();
        self.job.people = people;
    }
}

/// Reads the folder.
pub(super) fn gather(args: &Args) -> Result<Gathered, Failure> {
    let dir = &args.dir;
    let found = std::fs::metadata(dir).map_err(|error| StoreError::io(dir, "read", &error))?;
    if !found.is_dir() {
        return Err(Failure::new(format!("{}: this is a file, expected a folder of sources", dir.display()))
            .hint("put the call's transcript, the mails and the order form into one folder and name that".to_owned()));
    }
    let paths = Paths {
        folder: dir.clone(),
        packet: dir.join("packet.json"),
        trail: dir.join("audit.jsonl"),
        reviewed: dir.join("reviewed.json"),
        prefix: String::new(),
    };
    let before = inline(&paths)?;
    let below = dir.join("sources");
    let (root, prefix) = if below.is_dir() { (below, "sources/") } else { (dir.clone(), "") };
    let gathering = store::gather::gather(&root)?;
    for remark in &gathering.remarks {
        tell(remark);
    }
    let inline = gathering.sources.is_empty();
    let (mut read, mut unread) = (Vec::new(), Vec::new());
    let mut take = |source: Source, import: Result<Import, Unreadable>| match import {
        Ok(import) => {
            for note in &import.notes {
                tell(&format!("{}: {note}", source.name()));
            }
            read.push(JobSource { source, import });
        }
        Err(why) => {
            let hint = why.hint.as_deref().map_or(String::new(), |hint| format!("\nhint: {hint}"));
            tell(&format!("{}: {why}{hint}", source.name()));
            unread.push(Unread { source, why });
        }
    };
    for found in gathering.sources {
        take(listed(&format!("{prefix}{}", found.path), &found), found.import);
    }
    let texts = before.iter().filter(|_| inline).flat_map(|packet| &packet.sources);
    for source in texts.filter(|source| source.text.is_some()) {
        let loaded = sources::load(&paths, source);
        let sha256 = loaded.sha256.map(|digest| digest.hex());
        take(Source { sha256, ..source.clone() }, loaded.import);
    }
    if read.is_empty() && unread.is_empty() {
        return Err(Failure::new(format!("{}: there are no sources in this folder", dir.display())).hint(
            "put transcripts, mails, notes, the proposal and the contract into it; `handoff text FILE` shows what is read"
                .to_owned(),
        ));
    }
    if read.is_empty() {
        return Err(Failure::new(format!("{}: none of the {} sources could be read", dir.display(), unread.len())));
    }
    read.sort_by_key(|own| key(&own.source));
    number(&mut read, &mut unread, inline);
    let before = before.filter(|_| inline);
    let account = account(args, before.as_ref());
    let packet = before.as_ref().map_or_else(|| PacketId::from(kebab(&account.name)), |packet| packet.id.clone());
    let mut told = Told::default();
    let config = crate::config::load().map_err(|faults| Failure::new(faults.to_string()))?.config;
    told.seller_domains.extend(config.seller.domains);
    told.seller_domains.extend(args.seller_domain.iter().cloned());
    told.sides.extend(args.seller.iter().map(|name| (name.clone(), Side::Seller)));
    told.sides.extend(args.customer.iter().map(|name| (name.clone(), Side::Customer)));
    let listed = before.as_ref().map(|packet| packet.people.clone()).unwrap_or_default();
    told.sides.extend(listed.iter().map(|person| (person.name.clone(), person.side)));
    let deal = before.and_then(|packet| packet.deal);
    let job = Job { packet, account, deal, people: Vec::new(), sources: read, unread };
    let mut gathered = Gathered { job, parties: Parties::default(), root, told, listed };
    gathered.place();
    Ok(gathered)
}

/// A packet that is there already, for its inline texts and its people.
fn inline(paths: &Paths) -> Result<Option<Packet>, Failure> {
    if paths.packet.symlink_metadata().is_err() {
        return Ok(None);
    }
    let bytes = crate::store::read(&paths.packet)?;
    Ok(crate::packet::read(&bytes).ok())
}

fn account(args: &Args, before: Option<&Packet>) -> Account {
    let mut account = before.map(|packet| packet.account.clone()).unwrap_or_default();
    if let Some(name) = &args.account {
        account.name = name.clone();
    }
    if account.name.trim().is_empty() {
        let folder = args.dir.canonicalize().unwrap_or_else(|_| args.dir.clone());
        let folder = match folder.file_name().map(|name| name.to_string_lossy().into_owned()) {
            Some(name) if name == "sources" => {
                folder.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned())
            }
            other => other,
        };
        account.name = titled(&folder.unwrap_or_else(|| "account".to_owned()));
    }
    account.domains.extend(args.customer_domain.iter().map(|domain| domain.trim_start_matches('@').to_lowercase()));
    account
}

/// `northwind-freight` as `Northwind Freight`.
fn titled(folder: &str) -> String {
    let words = folder.split(['-', '_', ' ']).filter(|word| !word.is_empty());
    let upper = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    words.map(upper).collect::<Vec<String>>().join(" ")
}

fn kebab(name: &str) -> String {
    let id: String = folded(name).chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let id = id.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    if id.is_empty() { "packet".to_owned() } else { id }
}

fn listed(path: &str, found: &store::gather::Gathered) -> Source {
    let import = found.import.as_ref().ok();
    Source {
        id: SourceId::default(),
        kind: import.map_or(SourceKind::MeetingNote, |import| kind(path, import)),
        title: import.and_then(|import| import.title.clone()).or_else(|| source::name::title(path)),
        date: import.and_then(|import| import.date.clone()).or_else(|| source::name::date(path)),
        path: Some(path.to_owned()),
        text: None,
        sha256: found.sha256.map(|digest| digest.hex()),
        summary: Vec::new(),
    }
}

/// What sort of thing a source is, by its name, its format and how it opens.
fn kind(path: &str, import: &Import) -> SourceKind {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    if let Some(kind) = &import.kind {
        return kind.clone();
    }
    let names = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let text = import.text.as_str();
    let opening: String = text.chars().take(300).collect::<String>().to_lowercase();
    let turns = import.text.turns();
    let spoken = turns.iter().filter(|turn| import.text.speaker(turn).is_some()).count();
    let talk = import.text.speakers().len() > 1 && spoken * 2 > turns.len();
    if import.format.contains("mail") {
        return SourceKind::Email;
    }
    if import.format == "WebVTT" || import.format == "SubRip" {
        return SourceKind::Call;
    }
    if names(&["proposal", "angebot", "quote", "offer", "propuesta"]) {
        SourceKind::Proposal
    } else if names(&["order", "contract", "agreement", "msa", "sow", "bestell", "vertrag", "contrat"]) {
        SourceKind::Contract
    } else if names(&["crm", "salesforce", "hubspot", "opportunit", "activities"]) {
        SourceKind::CrmNote
    } else if talk && !names(&["note"]) {
        SourceKind::Call
    } else if opening.contains("order form") || opening.contains("agreement between") {
        SourceKind::Contract
    } else if opening.contains("proposal") {
        SourceKind::Proposal
    } else if opening.contains("crm") || opening.contains("opportunity") {
        SourceKind::CrmNote
    } else if talk {
        SourceKind::Call
    } else {
        SourceKind::MeetingNote
    }
}

fn key(source: &Source) -> (String, String) {
    let day = source.date.as_deref().map_or("9999".to_owned(), |date| date.chars().take(10).collect());
    (day, source.path.clone().unwrap_or_else(|| source.id.to_string()))
}

fn number(read: &mut [JobSource], unread: &mut [Unread], keep: bool) {
    if keep {
        return;
    }
    let all =
        read.iter_mut().map(|source| &mut source.source).chain(unread.iter_mut().map(|unread| &mut unread.source));
    for (at, source) in all.enumerate() {
        source.id = SourceId::from(format!("s{}", at + 1));
    }
}
