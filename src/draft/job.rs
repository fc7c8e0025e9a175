//! What a drafter is given, and what it answers with.

use crate::packet::{self, Account, Claim, Deal, Packet, PacketId, Person, Side, Source, SourceId, side};
use crate::source::{Import, Unreadable};
use crate::text::Speaker;

/// What is to be drafted.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// The packet's id.
    pub packet: PacketId,
    /// Who bought.
    pub account: Account,
    /// What they bought, as far as somebody has said.
    pub deal: Option<Deal>,
    /// Everybody whose side is known, from addresses, from what the sources list, and from what a person
    /// answered. Somebody of whom nothing says which side they are on is not here.
    pub people: Vec<Person>,
    /// The sources that could be read, oldest first.
    pub sources: Vec<JobSource>,
    /// Those that could not.
    pub unread: Vec<Unread>,
}

/// A source with its words.
#[derive(Debug, Clone)]
pub struct JobSource {
    /// As the packet will list it.
    pub source: Source,
    /// Its words, speakers and times, who took part, and what could not be used of it.
    pub import: Import,
}

/// A source without words.
#[derive(Debug, Clone)]
pub struct Unread {
    /// As the packet will list it.
    pub source: Source,
    /// Why it has none.
    pub why: Unreadable,
}

/// What a drafter answers. It has no field in which a decision would fit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sketch {
    /// What wrote it.
    pub drafted_by: packet::Drafter,
    /// Everybody who matters: the job's people, with what the drafter has learned of them, and new ones.
    pub people: Vec<Person>,
    /// The claims, in the order in which they are shown. Ids may be left empty; they are numbered then.
    pub claims: Vec<Claim>,
    /// What was ranked below the cut.
    pub also_heard: Vec<Claim>,
    /// A few of each source's own sentences.
    pub summaries: Vec<(SourceId, Vec<String>)>,
    /// What the drafter learned of the deal, for fields that the job leaves open.
    pub deal: Option<Deal>,
    /// What whoever asked for the draft should be told.
    pub remarks: Vec<String>,
}

impl Job {
    /// The job as a packet without claims, for everything that asks a packet who somebody is.
    pub fn frame(&self) -> Packet {
        Packet {
            format: packet::FORMAT.to_owned(),
            id: self.packet.clone(),
            account: self.account.clone(),
            deal: self.deal.clone(),
            people: self.people.clone(),
            sources: Vec::new(),
            drafted_by: None,
            claims: Vec::new(),
            also_heard: Vec::new(),
        }
    }

    /// Which side a speaker is on, as far as something says so.
    pub fn side_of(&self, speaker: &Speaker) -> Option<Side> {
        side::side_of(&self.frame(), speaker)
    }

    /// The source with that id.
    pub fn source(&self, id: &SourceId) -> Option<&JobSource> {
        self.sources.iter().find(|source| source.source.id == *id)
    }
}
