//! The finder's other work: looking through all sources for passages that may support a claim.
//!
//! Other questions are answered in between, and a newer one of this kind ends the older, so that neither
//! a key nor the next claim waits for 50 MB.

use std::time::Instant;

use super::finder::{TELL_EVERY, Work};
use crate::find::related::Related;
use crate::find::{Passage, Query, search};
use crate::packet::{ClaimId, Packet, side_of};
use crate::text::{Text, clock};
use crate::workbench::effect::Msg;
use crate::workbench::state::Offered;

/// How many passages are offered. Who wants more searches the source.
const MOST: usize = 20;

impl Work {
    /// Looks for passages that may support what a claim says.
    pub(super) fn offer(&mut self, claim: &ClaimId, text: &str) {
        self.offers += 1;
        let mine = self.offers;
        for source in 0..self.texts.len() {
            if self.is_stopped() {
                return;
            }
            self.read(source);
            self.serve();
            if self.offers != mine {
                return;
            }
        }
        let read = self.read_so_far();
        let texts: Vec<&Text> = read.iter().map(|(_, loaded)| &loaded.text).collect();
        let total = texts.iter().map(|text| text.as_str().len()).sum();
        let mut told = Instant::now();
        let found = search(&texts, &Query::new(text, &Related::default()), MOST, &mut |done| {
            if told.elapsed() > TELL_EVERY {
                told = Instant::now();
                let progress = Some((done, total));
                self.send(Msg::Passages { claim: claim.clone(), progress, offered: Vec::new() });
                self.serve();
            }
            !self.is_stopped() && self.offers == mine
        });
        let Some(found) = found else { return };
        let packet = self.packet();
        let offered = found.iter().map(|passage| {
            let (source, loaded) = &read[passage.source];
            offered(&packet, *source, &loaded.text, passage)
        });
        self.send(Msg::Passages { claim: claim.clone(), progress: None, offered: offered.collect() });
    }
}

fn offered(packet: &Packet, source: usize, text: &Text, passage: &Passage) -> Offered {
    let mut place = packet.sources.get(source).map_or(String::new(), |source| source.name().to_owned());
    if let Some(speaker) = text.speaker(&text.turns()[passage.turn]) {
        place.push_str(&format!(" · {}", speaker.name));
        if let Some(side) = side_of(packet, speaker) {
            place.push_str(&format!(" ({})", side.word()));
        }
    }
    if let Some(ms) = text.time_at(passage.quote.start) {
        place.push_str(&format!(" · {}", clock(ms)));
    }
    let words = text.as_str()[passage.quote.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    Offered { source, quote: passage.quote.clone(), words, place }
}
