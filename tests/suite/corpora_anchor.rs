//! Quotes from recorded speech that this repository does not contain, against what labels say of each.
//!
//! Prints the table and holds it to the figures that the project promises. Run it on any folder of packets
//! with an `expect.jsonl` beside them: `HANDOFF_CORPORA=… cargo test --release corpora -- --nocapture`.

use std::collections::{BTreeMap, HashMap};
use std::fs;

use serde::Deserialize;

use crate::corpora;

#[derive(Deserialize)]
struct Expected {
    packet: String,
    claim: String,
    expect: String,
}

#[test]
fn quotes_of_the_corpora_resolve_to_the_states_that_their_labels_name() {
    let Some(folder) = corpora::folder("anchors") else { return };
    let labels = fs::read_to_string(folder.join("expect.jsonl")).expect("the labels can be read");
    let expected: HashMap<(String, String), String> = labels
        .lines()
        .map(|line| serde_json::from_str::<Expected>(line).expect("a label"))
        .map(|row| ((row.packet, row.claim), row.expect))
        .collect();
    let packets: Vec<_> = fs::read_dir(&folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    let mut table: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for path in packets {
        let report = handoff::verify::packet(&path).expect("the packet can be read");
        let id = report.id.expect("the packet has an id");
        for anchor in report.anchors {
            let Some(expect) = expected.get(&(id.clone(), anchor.claim)) else { continue };
            *table.entry(expect.clone()).or_default().entry(anchor.state).or_default() += 1;
        }
    }
    let share = |expect: &str, states: &[&str]| -> f64 {
        let row = &table[expect];
        let all: usize = row.values().sum();
        let those: usize = states.iter().filter_map(|state| row.get(*state)).sum();
        assert!(all > 20, "only {all} quotes are labelled {expect}");
        those as f64 / all as f64
    };
    for (expect, row) in &table {
        println!("{expect:8} {row:?}");
    }
    let located = ["anchored", "moved"];
    assert!(share("located", &located) >= 0.99);
    assert!(share("found", &["anchored", "moved", "approximate", "ambiguous"]) >= 0.97);
    assert!(share("found", &["altered"]) <= 0.05);
    assert!(share("orphan", &["orphan"]) >= 0.99);
    assert!(share("altered", &["altered", "orphan"]) >= 0.95);
    assert!(share("altered", &located) == 0.0, "a changed quote passed as found");
}
