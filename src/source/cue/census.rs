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

/// The labels of a file.
#[derive(Debug, Default)]
pub(super) struct Census<'a> {
    seen: HashMap<&'a str, Count>,
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
            if let Some(count) = self.seen.get_mut(name) {
                count.times += 1;
                labelled |= count.fits;
            } else {
                let fits = label::has_label_shape(name);
                labelled |= fits;
                if self.seen.len() < MOST {
                    self.seen.insert(name, Count { times: 1, fits, believed: false });
                }
            }
        }
        self.cues += u32::from(!body.trim().is_empty());
        self.labelled += u32::from(labelled);
    }

    /// Whether most cues have a label.
    fn is_usual(&self) -> bool {
        self.labelled * 2 >= self.cues
    }

    /// The label of a line, where it is the name of a speaker.
    pub(super) fn label<'l>(&self, line: &'l str) -> Option<Label<'l>> {
        let label = label::cut(line)?;
        let is_speaker = match self.seen.get(label.name) {
            Some(count) => count.believed,
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
