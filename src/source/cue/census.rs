//! Which labels in front of cues are names: counted over the whole file before any is believed.
//!
//! In a file where half of the cues have a label, labels are how the recorder names speakers, and an odd
//! one (`iPhone`, `akash | ECH`) is a display name. In a file where few have one, `Maya: no` may be
//! somebody quoting Maya: there a label must look like a name and stand more than once.

use std::collections::HashMap;

use memchr::memchr2;

use super::super::label::{self, Label};
use super::scan::Item;

/// Where counting new labels stops; a file with more has no use for them.
const MOST: usize = 20_000;

/// So many labels are gone through one by one: most files have fewer, and it is faster.
const FEW: usize = 12;

/// The labels of a file.
#[derive(Debug, Default)]
pub(super) struct Census<'a> {
    /// In order of appearance.
    seen: Vec<(&'a str, Count)>,
    /// Where each stands in the list, once there are more than [`FEW`].
    places: HashMap<&'a str, usize>,
    cues: u32,
    labelled: u32,
}

#[derive(Debug)]
struct Count {
    times: u32,
    /// Can be a label by its shape.
    fits: bool,
    /// Is the name of a speaker; known when all are counted.
    believed: bool,
}

impl<'a> Census<'a> {
    /// Counts one item of the file.
    pub(super) fn take(&mut self, item: &Item<'a>) {
        if let Item::Cue { body, .. } = item {
            self.count(body);
        }
    }

    /// Decides which labels are names, once all are counted.
    pub(super) fn settle(&mut self) {
        let usual = self.is_usual();
        for (name, count) in &mut self.seen {
            count.believed = count.fits && believed(usual, name, count.times);
        }
    }

    fn count(&mut self, body: &'a str) {
        let mut labelled = false;
        let mut rest = body;
        while !rest.is_empty() {
            let end = memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
            let line = &rest[..end];
            rest = rest.get(end + 1..).unwrap_or_default();
            let line = line.trim_start_matches(['-', '–', '—', '>', ' ']);
            let Some(Label { name, .. }) = label::cut(line) else { continue };
            if let Some(at) = self.place(name) {
                let (_, count) = &mut self.seen[at];
                count.times += 1;
                labelled |= count.fits;
            } else {
                let fits = label::has_label_shape(name);
                labelled |= fits;
                if self.seen.len() < MOST {
                    self.seen.push((name, Count { times: 1, fits, believed: false }));
                    self.remember();
                }
            }
        }
        self.cues += u32::from(!body.trim().is_empty());
        self.labelled += u32::from(labelled);
    }

    /// Where a label stands in the list.
    fn place(&self, name: &str) -> Option<usize> {
        if self.seen.len() <= FEW {
            self.seen.iter().position(|(known, _)| *known == name)
        } else {
            self.places.get(name).copied()
        }
    }

    /// Notes where the last label stands, and where the first ones do as soon as that is needed.
    fn remember(&mut self) {
        let from = match self.seen.len() {
            0..=FEW => return,
            length if length == FEW + 1 => 0,
            length => length - 1,
        };
        self.places.extend(self.seen.iter().enumerate().skip(from).map(|(at, (name, _))| (*name, at)));
    }

    /// Whether most cues have a label.
    fn is_usual(&self) -> bool {
        self.labelled * 2 >= self.cues
    }

    /// The label of a line, where it is the name of a speaker.
    pub(super) fn label<'l>(&self, line: &'l str) -> Option<Label<'l>> {
        let label = label::cut(line)?;
        let is_speaker = match self.place(label.name) {
            Some(at) => self.seen[at].1.believed,
            // Seen for the first time now that the markup around it is gone: `<i>Maya:</i> words`.
            None => label::has_label_shape(label.name) && believed(self.is_usual(), label.name, 1),
        };
        is_speaker.then_some(label)
    }
}

fn believed(usual: bool, name: &str, times: u32) -> bool {
    let often = times >= 2;
    if usual { often || label::is_name(name) } else { often && label::is_name(name) }
}
