//! The `rules` drafter: embedded, offline, deterministic, and able to say why it raised each claim.
//!
//! Pure. Sentences are weighed by the cues of the word lists, by who speaks, by the question or heading they
//! follow, and by the numbers and dates in them ([`weigh`], [`promise`], [`people`], [`soft`]). What says the
//! same is put together ([`join`]), what matters most is kept ([`rank`]), and every quote is cut from the text
//! with its position ([`cut`]), so that no quote can be made up. It knows English and nothing of any account:
//! there is no list of products or companies in it. `docs/drafter.md` says what it is known to miss.
//!
//! Same sources, same draft, byte for byte: no clock, no random number, no order of a hash map.

mod cut;
mod join;
mod page;
mod people;
mod promise;
mod rank;
mod shape;
mod soft;
mod summary;
mod weigh;

use super::{Drafter, Failure, Job, Sketch, Step, Watch};
use crate::packet::{self, ClaimKind};
use crate::signal::Words;
use page::Page;

/// The drafter.
#[derive(Debug, Default)]
pub struct Rules {
    words: Words,
}

impl Rules {
    /// With these word lists.
    pub fn new(words: Words) -> Self {
        Self { words }
    }
}

/// A passage that could be a claim of some kind.
#[derive(Debug, Clone)]
struct Candidate {
    /// The number of its page.
    page: usize,
    /// The sentence that says it.
    key: usize,
    /// The last sentence that belongs to it.
    last: usize,
    kind: ClaimKind,
    score: f64,
    /// The cues that raised it, by name.
    cues: Vec<String>,
    /// More that a claim of this kind carries.
    more: More,
}

/// What only some kinds carry.
#[derive(Debug, Clone, Default)]
struct More {
    /// For stakeholders: who.
    person: Option<packet::PersonId>,
    /// For softened concerns: the sentence that was talked down.
    concern: Option<usize>,
    /// In the claim's text, in front of the words.
    label: Option<String>,
    /// For objections and concerns: what became of them.
    reply: Option<&'static str>,
}

impl Drafter for Rules {
    fn name(&self) -> &str {
        "rules"
    }

    fn draft(&self, job: &Job, watch: &mut dyn Watch) -> Result<Sketch, Failure> {
        let of = job.sources.len() + 1;
        let mut pages: Vec<Page<'_>> = Vec::with_capacity(job.sources.len());
        let leans = page::Leans::new(job);
        for (done, source) in job.sources.iter().enumerate() {
            if watch.cancelled() {
                return Err(Failure::cancelled());
            }
            watch.step(&Step { what: format!("reading {}", source.source.name()), done, of });
            pages.push(Page::new(source, &leans, &self.words));
        }
        watch.step(&Step { what: "putting together what says the same".to_owned(), done: of - 1, of });
        let cast = people::cast(job, &pages, &self.words);
        let mut found = Vec::new();
        for (number, page) in pages.iter().enumerate() {
            if watch.cancelled() {
                return Err(Failure::cancelled());
            }
            found.extend(weigh::candidates(number, page, &cast, &self.words));
            found.extend(promise::candidates(number, page, &self.words));
            found.extend(soft::candidates(number, page));
        }
        drop_values(&pages, &mut found);
        found.extend(people::candidates(&pages, &cast));
        let groups = join::together(&pages, found);
        let (claims, also_heard) = rank::split(groups);
        let draft = |groups: Vec<join::Group>| {
            groups.iter().map(|group| cut::claim(&pages, &cast, group, &self.words)).collect()
        };
        Ok(Sketch {
            drafted_by: packet::Drafter {
                tool: "rules".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
                ..packet::Drafter::default()
            },
            people: cast.listed(),
            claims: draft(claims),
            also_heard: draft(also_heard),
            summaries: pages.iter().map(|page| (page.source.source.id.clone(), summary::of(page))).collect(),
            deal: None,
            remarks: Vec::new(),
        })
    }
}

/// An outcome with a figure ("down thirty percent by Q1") is the promised value, and not a promise as well.
fn drop_values(pages: &[Page<'_>], found: &mut Vec<Candidate>) {
    let share = |own: &&Candidate| {
        let tokens = &pages[own.page].sentences[own.key].tokens;
        crate::signal::value::values(tokens).iter().any(|value| value.sort == crate::signal::value::Sort::Percent)
    };
    let values: std::collections::BTreeSet<(usize, usize)> = found
        .iter()
        .filter(|own| own.kind == ClaimKind::PromisedValue && own.score >= 1.5)
        .filter(share)
        .map(|own| (own.page, own.key))
        .collect();
    found.retain(|own| own.kind != ClaimKind::Promise || !values.contains(&(own.page, own.key)));
}
