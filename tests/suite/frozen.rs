//! The trail's format is frozen: `tests/fixtures/trail` holds a line of every event that this program ever
//! wrote, and what wrote them may be older than what reads them here. Its README says how a line is added.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use handoff::review::{Entry, Event, Review};
use handoff::{store, verify};
use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/trail")
}

/// The lines as they stand in the file, without the sums at their ends.
fn lines() -> Vec<Value> {
    let text = std::fs::read_to_string(folder().join("audit.jsonl")).expect("the fixture is there");
    let line = |line: &str| {
        let mut value: Value = serde_json::from_str(line).expect("a line is JSON");
        value.as_object_mut().expect("a line is an object").remove("sum");
        value
    };
    text.lines().map(line).collect()
}

/// The fields of every event, by its word, as the schema of the trail has them.
fn in_schema() -> BTreeMap<String, BTreeSet<String>> {
    let schema = serde_json::to_value(schemars::schema_for!(Event)).expect("a schema is JSON");
    let shapes = schema["oneOf"].as_array().expect("one shape an event");
    let shape = |shape: &Value| {
        let properties = shape["properties"].as_object().expect("an event has fields");
        let word = properties["type"]["const"].as_str().expect("an event has a word");
        (word.to_owned(), properties.keys().cloned().collect())
    };
    shapes.iter().map(shape).collect()
}

#[test]
fn every_event_and_every_field_of_it_has_a_line() {
    let mut written: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in lines() {
        let event = line["event"].as_object().expect("a line has an event");
        let word = event["type"].as_str().expect("an event has a word");
        written.entry(word.to_owned()).or_default().extend(event.keys().cloned());
    }
    assert!(written.len() > 30, "{written:?}");
    assert_eq!(written, in_schema(), "left: the lines; right: the events. README.md there says how to add a line");
}

#[test]
fn what_was_written_once_is_read_folded_and_verified_for_good() {
    let opened = store::open(&folder()).expect("it is read");
    let (review, refused) = Review::fold(opened.packet, opened.reading.entries().cloned());
    assert_eq!(refused, [], "every line still counts");
    assert_eq!(review.entries().len(), lines().len());
    for (entry, line) in review.entries().iter().zip(lines()) {
        assert_eq!(entry.event.word(), line["event"]["type"], "line {}", entry.seq);
    }
    let report = verify::packet(&folder()).expect("it can be verified");
    assert!(report.ok, "{:?}", report.problems);
    assert_eq!((report.chain.entries, report.chain.sealed), (lines().len() as u64, lines().len()));
}

#[test]
fn an_entry_is_written_again_as_it_was_read() {
    for line in lines() {
        let entry: Entry = serde_json::from_value(line.clone()).expect("an entry");
        assert_eq!(serde_json::to_value(&entry).expect("an entry is JSON"), line);
    }
}
