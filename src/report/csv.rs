//! A report as CSV: one line a packet. A packet that could not be read has its path and what happened.

use super::{Broken, Row};
use crate::export::cell::neutral;
use crate::readiness::Fate;

/// The first line.
pub fn header() -> Vec<String> {
    let mut names: Vec<String> = [
        "id", "path", "account", "owner", "ae", "segment", "closed", "stage", "yes", "weak", "no", "filled", "decided",
        "claims", "unruled", "orphans", "altered", "binding",
    ]
    .iter()
    .map(|name| (*name).to_owned())
    .collect();
    names.extend(Fate::ALL.iter().map(|fate| fate.word().to_owned()));
    names.extend(["added", "rewrote", "asked", "rebuilt_of"].iter().map(|name| (*name).to_owned()));
    names.extend((1..=10).map(|number| format!("q{number}")));
    names.push("problems".to_owned());
    names
}

/// One packet.
pub fn row(row: &Row) -> Vec<String> {
    let text = |words: &Option<String>| neutral(words.as_deref().unwrap_or_default());
    let mut cells = vec![
        neutral(&row.id),
        neutral(&row.path),
        neutral(&row.account),
        text(&row.owner),
        text(&row.ae),
        text(&row.segment),
        text(&row.closed),
        row.stage.word().to_owned(),
    ];
    let ready = &row.readiness;
    let counts = [
        ready.yes,
        ready.weak,
        ready.no,
        row.filled,
        row.decided,
        row.claims,
        row.unruled,
        row.orphans,
        row.altered,
        row.promises.0.binding,
    ];
    cells.extend(counts.iter().map(usize::to_string));
    let now = row.promises.0.now();
    cells.extend(Fate::ALL.iter().map(|fate| now.count(*fate).to_string()));
    let rebuilt = row.reconstruction.0;
    cells.extend([rebuilt.added, rebuilt.rewrote, rebuilt.asked, rebuilt.of].iter().map(usize::to_string));
    cells.extend(ready.questions.iter().map(|asked| asked.answer.word().to_owned()));
    cells.push(neutral(&row.problems.join("; ")));
    cells
}

/// A packet that could not be read.
pub fn broken(broken: &Broken) -> Vec<String> {
    let mut cells = vec![String::new(); header().len()];
    cells[1] = neutral(&broken.path);
    if let Some(problems) = cells.last_mut() {
        *problems = neutral(&format!("not read: {}", broken.what));
    }
    cells
}
