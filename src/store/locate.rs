//! Every quote of a packet, looked for: what the commands need that do not draw a screen. The workbench
//! does the same in the background (`workbench::world`).

use super::{Paths, sources};
use crate::anchor::{Resolution, Resolver, State};
use crate::packet::{Evidence, Packet, SourceId};
use crate::review::located::{Found, Located};
use crate::review::{LiveEvidence, Review};

/// Reads every source and looks for every quote that stands beside a claim now. One text is held at a
/// time.
pub fn all(paths: &Paths, review: &Review, mut loaded: impl FnMut(usize, &sources::Loaded)) -> Vec<Vec<Found>> {
    let packet = review.packet();
    let live: Vec<Vec<LiveEvidence<'_>>> = (0..review.len()).map(|claim| review.evidence(claim)).collect();
    let mut found: Vec<Vec<Found>> = live
        .iter()
        .map(|quotes| {
            quotes
                .iter()
                .map(|live| {
                    place_of(packet, live).map_or_else(|| nowhere(packet, &live.evidence.source), |_| Found::Pending)
                })
                .collect()
        })
        .collect();
    for (at, source) in packet.sources.iter().enumerate() {
        let read = sources::load(paths, source);
        loaded(at, &read);
        let open: Vec<(usize, usize)> = live
            .iter()
            .enumerate()
            .flat_map(|(claim, quotes)| (0..quotes.len()).map(move |quote| (claim, quote)))
            .filter(|(claim, quote)| live[*claim][*quote].evidence.source == source.id)
            .collect();
        match &read.import {
            Err(why) => {
                open.into_iter().for_each(|(claim, quote)| found[claim][quote] = Found::Unreadable(why.to_string()))
            }
            Ok(import) => {
                let evidence: Vec<&Evidence> =
                    open.iter().map(|(claim, quote)| live[*claim][*quote].evidence).collect();
                Resolver::new(&import.text, read.unchanged.unwrap_or(true)).resolve_all(
                    &evidence,
                    &|| false,
                    &mut |index, resolution| {
                        let (claim, quote) = open[index];
                        let located = Located::new(packet, &import.text, &live[claim][quote], resolution);
                        found[claim][quote] = Found::Resolved(Box::new(located));
                    },
                );
            }
        }
    }
    found
}

fn place_of(packet: &Packet, live: &LiveEvidence<'_>) -> Option<usize> {
    packet.sources.iter().position(|source| source.id == live.evidence.source)
}

/// The answer for a quote whose source the packet does not have.
pub fn nowhere(packet: &Packet, named: &SourceId) -> Found {
    let has: Vec<&str> = packet.sources.iter().map(|source| source.id.as_str()).take(12).collect();
    let has = if has.is_empty() { "it has none".to_owned() } else { format!("it has {}", has.join(", ")) };
    let resolution = Resolution {
        state: State::Orphan,
        range: None,
        score: 0.0,
        candidates: Vec::new(),
        difference: Vec::new(),
        reason: Some(format!("the packet has no source called {named}; {has}")),
        caution: None,
    };
    Found::Resolved(Box::new(Located {
        resolution,
        confirmed: false,
        position: None,
        speaker: None,
        side: None,
        time: None,
    }))
}
