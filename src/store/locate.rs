//! Every quote of a packet, looked for: what the commands need that do not draw a screen. The workbench
//! does the same in the background (`workbench::world`).

use std::sync::Arc;

use super::{Paths, sources};
use crate::anchor::{Resolution, Resolver};
use crate::packet::side::Spelled;
use crate::packet::{Evidence, Packet, Side, SourceId};
use crate::review::located::{Beside, Found, Located};
use crate::review::{LiveEvidence, Review};
use crate::text::Speaker;

/// Reads every source and looks for every quote that stands beside a claim now. One text is held at a
/// time.
pub fn all(paths: &Paths, review: &Review, loaded: impl FnMut(usize, &sources::Loaded)) -> Vec<Beside> {
    look(paths, review, false, loaded)
}

/// As [`all`], for those who only count: a quote that stands where the draft says gets no caution about what
/// stands around it, and a source that nothing is quoted from is not read. States, places, speakers and sides
/// are the same.
pub fn states(paths: &Paths, review: &Review) -> Vec<Beside> {
    look(paths, review, true, |_, _| {})
}

fn look(paths: &Paths, review: &Review, quick: bool, mut loaded: impl FnMut(usize, &sources::Loaded)) -> Vec<Beside> {
    let packet = review.packet();
    let live: Vec<Vec<LiveEvidence<'_>>> = (0..review.len()).map(|claim| review.evidence(claim)).collect();
    let mut found: Vec<Beside> = live
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
    // Few people speak in a packet's sources, and every name takes a walk through the packet's people.
    let people = Spelled::of(packet);
    let mut sides: Vec<(Speaker, Option<Side>)> = Vec::new();
    let inside = sources::Inside::of(&paths.folder);
    for (at, source) in packet.sources.iter().enumerate() {
        let open: Vec<(usize, usize)> = live
            .iter()
            .enumerate()
            .flat_map(|(claim, quotes)| (0..quotes.len()).map(move |quote| (claim, quote)))
            .filter(|(claim, quote)| live[*claim][*quote].evidence.source == source.id)
            .collect();
        if quick && open.is_empty() {
            continue;
        }
        let read = sources::load_from(&inside, source);
        loaded(at, &read);
        match &read.import {
            Err(why) => {
                open.into_iter().for_each(|(claim, quote)| found[claim][quote] = Found::Unreadable(why.to_string()))
            }
            Ok(import) => {
                let text = &import.text;
                let resolver = Resolver::new(text, read.unchanged.unwrap_or(true));
                let mut located = |(claim, quote): (usize, usize), resolution: Resolution| {
                    let located = Located::by(text, &live[claim][quote], resolution, |speaker| {
                        match sides.iter().find(|(known, _)| known == speaker) {
                            Some((_, side)) => *side,
                            None => {
                                let side = people.side_of(speaker);
                                sides.push((speaker.clone(), side));
                                side
                            }
                        }
                    });
                    found[claim][quote] = Found::Resolved(Arc::new(located));
                };
                let mut left: Vec<(usize, usize)> = Vec::new();
                for place in open {
                    let evidence = live[place.0][place.1].evidence;
                    match if quick { resolver.in_its_place(evidence) } else { None } {
                        Some(resolution) => located(place, resolution),
                        None => left.push(place),
                    }
                }
                let evidence: Vec<&Evidence> =
                    left.iter().map(|(claim, quote)| live[*claim][*quote].evidence).collect();
                if !evidence.is_empty() {
                    resolver
                        .resolve_all(&evidence, &|| false, &mut |index, resolution| located(left[index], resolution));
                }
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
    let resolution = Resolution::orphan(&format!("the packet has no source called {named}; {has}"));
    Found::Resolved(Arc::new(Located {
        resolution,
        confirmed: false,
        position: None,
        speaker: None,
        side: None,
        time: None,
    }))
}
