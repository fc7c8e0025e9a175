//! `handoff report`: its shape, that a broken packet is told and harms nothing, that it is the same whatever
//! the number of packets and threads, and that nothing of a packet becomes markup or a formula.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use handoff::report::{By, Row, Totals, html, pass};
use serde_json::{Value, json};
use tempfile::TempDir;

fn handoff(args: &[&str], path: &Path) -> (i32, String, String) {
    let output = Command::cargo_bin("handoff").expect("it is built").args(args).arg(path).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("a code"), text(&output.stdout), text(&output.stderr))
}

fn samples() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-packets")
}

fn packet(library: &Path, name: &str, account: &str, csm: &str, closed: &str) {
    let folder = library.join(name);
    fs::create_dir_all(&folder).unwrap();
    let packet = json!({
        "format": "handoff-packet/1", "id": name, "account": {"name": account, "segment": "mid-market"},
        "deal": {"csm": csm, "closed_on": closed},
        "sources": [{"id": "s1", "kind": "call", "text": "Maya: we lost thirty percent of margin"}],
        "claims": [
            {"id": "c1", "kind": "buying_reason", "text": "They lose margin",
             "evidence": [{"source": "s1", "quote": {"exact": "we lost thirty percent of margin"}}]},
            {"id": "c2", "kind": "use_case", "text": "Penguins",
             "evidence": [{"source": "s1", "quote": {"exact": "a wholly unrelated utterance about penguins"}}]},
        ],
    });
    fs::write(folder.join("packet.json"), packet.to_string()).unwrap();
}

fn library(count: usize) -> TempDir {
    let library = TempDir::new().unwrap();
    for number in 0..count {
        let csm = ["Dana", "Imani"][usize::from(number >= 7)];
        let closed = format!("2026-{:02}-03", number % 12 + 1);
        packet(library.path(), &format!("p{number:03}"), &format!("Account {number}"), csm, &closed);
    }
    library
}

#[test]
fn the_shape_others_rely_on() {
    let (code, out, _) = handoff(&["report", "--format", "json", "--by", "owner"], &samples());
    assert_eq!(code, 0);
    let report: Value = serde_json::from_str(&out).unwrap();
    let packets = report["packets"].as_array().unwrap();
    assert_eq!(packets.len(), 5);
    for packet in packets {
        let ready = &packet["readiness"];
        let count = |answer: &str| ready[answer].as_u64().unwrap();
        assert_eq!(count("yes") + count("weak") + count("no"), 10);
        let questions = ready["questions"].as_array().unwrap();
        assert_eq!(
            questions.iter().map(|q| q["n"].as_u64().unwrap()).collect::<Vec<_>>(),
            (1..=10).collect::<Vec<_>>()
        );
        for question in questions {
            let answer = question["answer"].as_str().unwrap();
            assert!(["yes", "weak", "no"].contains(&answer));
            assert_eq!(question["why"].as_str().unwrap().is_empty(), answer == "yes");
        }
        for field in ["filled", "decided", "claims", "unruled", "orphans", "altered"] {
            assert!(packet[field].is_u64(), "{field}");
        }
        assert!(packet["id"].is_string() && packet["promises"]["binding"].is_u64());
    }
    let halvorsen = packets.iter().find(|packet| packet["id"] == "halvorsen-dairy").unwrap();
    assert!(halvorsen["promises"]["binding"].as_u64().unwrap() > 0);
    let totals = &report["totals"];
    let sum = |field: &str| packets.iter().map(|packet| packet[field].as_u64().unwrap()).sum::<u64>();
    for field in ["filled", "decided", "claims", "unruled", "orphans", "altered"] {
        assert_eq!(totals[field].as_u64().unwrap(), sum(field), "{field}");
    }
    assert_eq!(totals["packets"], 5);
    assert_eq!(totals["broken"], 0);
    // Each owner has a packet or two: no rates.
    for group in report["groups"].as_array().unwrap() {
        assert_eq!(group["enough_to_compare"], false);
        assert_eq!(group["reconstruction"]["rate"], Value::Null);
    }
}

#[test]
fn one_broken_packet_is_told_and_the_others_stand() {
    let library = library(3);
    fs::write(library.path().join("p001/packet.json"), "{\"format\": \"handoff-packet/1\", ").unwrap();
    fs::write(library.path().join("p002/audit.jsonl"), "{\"seq\":1}\nnonsense\n").unwrap();
    let (code, out, err) = handoff(&["report", "--format", "json"], library.path());
    assert_eq!(code, 0, "{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["packets"].as_array().unwrap().len(), 2);
    assert_eq!(report["totals"]["broken"], 1);
    assert!(report["broken"][0]["path"].as_str().unwrap().ends_with("p001"));
    assert!(report["broken"][0]["what"].as_str().unwrap().contains("ends in the middle"));
    assert_eq!(report["totals"]["with_problems"], 1);
    assert!(report["packets"][1]["problems"][0].as_str().unwrap().contains("the trail is broken at"));
    assert!(err.contains("1 of 3 packets could not be read"), "{err}");
    for format in ["text", "csv", "html"] {
        let (code, out, _) = handoff(&["report", "--format", format], library.path());
        assert_eq!(code, 0);
        assert!(out.contains("p001") && out.contains("ends in the middle"), "{format}: {out}");
    }
}

#[test]
fn quotes_that_are_not_there_are_counted_until_their_claim_is_rejected() {
    let library = library(1);
    let row = pass::row(&library.path().join("p000")).unwrap();
    assert_eq!((row.orphans, row.altered, row.claims, row.decided), (1, 0, 2, 0));
    assert_eq!((row.readiness.yes, row.filled), (0, 2));
}

#[test]
fn counting_finds_what_looking_finds() {
    use handoff::review::located::{Beside, Found};
    for path in handoff::store::library::packets(&samples()).unwrap() {
        let opened = handoff::store::open(&path).unwrap();
        let entries = opened.reading.lines.into_iter().map(|line| line.entry);
        let (review, _) = handoff::review::Review::fold(opened.packet, entries);
        let looked = handoff::store::locate::all(&opened.paths, &review, |_, _| {});
        let counted = handoff::store::locate::states(&opened.paths, &review);
        let told = |found: &Found| match found {
            Found::Pending => None,
            Found::Unreadable(why) => Some((why.clone(), None, None, None, false)),
            Found::Resolved(located) => Some((
                located.resolution.state.word().to_owned(),
                located.position,
                located.speaker.clone(),
                located.side,
                located.confirmed,
            )),
        };
        let told = |found: &[Beside]| found.iter().flatten().map(told).collect::<Vec<_>>();
        assert_eq!(told(&counted), told(&looked), "{}", path.display());
        assert!(!counted.is_empty());
    }
}

#[test]
fn packets_come_in_order_however_many_threads_there_are() {
    let library = library(100);
    let paths = handoff::store::library::packets(library.path()).unwrap();
    let mut seen = Vec::new();
    let mut last = 0;
    pass::over(
        &paths,
        &|batch| batch.iter().map(|path| pass::row(path).unwrap().id).collect::<Vec<_>>(),
        &mut |done, ids| {
            seen.extend(ids);
            assert!(done > last && done == seen.len());
            last = done;
            true
        },
    );
    assert_eq!(seen, (0..100).map(|number| format!("p{number:03}")).collect::<Vec<_>>());
    // Whoever reads the result may stop early.
    let mut batches = 0;
    pass::over(&paths, &|_| (), &mut |_, ()| {
        batches += 1;
        false
    });
    assert_eq!(batches, 1);
    pass::over(&[], &|_| (), &mut |_, ()| panic!("there is nothing to tell"));
}

#[test]
fn small_groups_are_not_compared_and_nobody_is_ranked() {
    let library = library(9);
    let (_, out, _) = handoff(&["report", "--by", "owner"], library.path());
    let line = |name: &str| out.lines().find(|line| line.trim_start().starts_with(name)).unwrap().to_owned();
    assert!(line("Imani ").contains("2 packets: too few to compare"), "{out}");
    assert!(line("Dana ").contains("7 packets · 0.0 of 10 ready"), "{out}");
    assert!(out.find("Dana ").unwrap() < out.find("Imani ").unwrap(), "in the order of their names");
    assert!(out.contains("not who is good"));
}

#[test]
fn sums_do_not_depend_on_how_packets_were_shared_out() {
    let library = library(23);
    let paths = handoff::store::library::packets(library.path()).unwrap();
    let rows: Vec<Row> = paths.iter().map(|path| pass::row(path).unwrap()).collect();
    let sum = |rows: &[Row]| {
        let mut totals = Totals::new(Some(By::Month));
        rows.iter().for_each(|row| totals.add(row));
        totals
    };
    let whole = sum(&rows);
    for cut in [0, 1, 7, 22, 23] {
        let (left, right) = rows.split_at(cut);
        let mut joined = sum(right);
        joined.join(&sum(left));
        assert_eq!(joined, whole);
    }
    assert_eq!(whole.groups.len(), 12);
    assert!(whole.groups.keys().all(|month| month.starts_with("2026-")));
}

#[test]
fn nothing_of_a_packet_becomes_markup_a_formula_or_a_control_sequence() {
    let library = library(0);
    let hostile = "<script>alert(1)</script>\" onload='x' \u{1b}[31m\u{202e}";
    packet(library.path(), "a", hostile, hostile, "2026-01-01");
    packet(library.path(), "b", "=cmd|' /C calc'!A0", "@SUM(A1)", "2026-01-01");
    let (_, page, _) = handoff(&["report", "--format", "html", "--by", "owner"], library.path());
    assert!(!page.contains("<script") && !page.contains("onload='"), "{page}");
    assert!(page.contains("&lt;script&gt;"));
    for hidden in ['\u{1b}', '\u{202e}'] {
        assert!(!page.contains(hidden));
    }
    for outside in ["http://", "https://", "src=", "@import", "url(", "javascript:"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("<svg") && page.contains("@media print") && page.ends_with("</body></html>\n"));
    let (_, table, _) = handoff(&["report", "--format", "csv"], library.path());
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), handoff::report::csv::header().len());
    for record in reader.records() {
        for cell in &record.unwrap() {
            assert!(!cell.starts_with(['=', '@', '+', '-', '\t', '\r']), "{cell}");
        }
    }
    let (_, text, _) = handoff(&["report"], library.path());
    assert!(!text.contains('\u{1b}'));
    assert_eq!(html::escape("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
}

#[test]
fn a_folder_without_packets_is_told() {
    let (code, _, err) = handoff(&["report"], library(0).path());
    assert_eq!(code, 2);
    assert!(err.contains("there is no packet below this folder"), "{err}");
    let (code, out, _) = handoff(&["report", "--format", "json"], &samples().join("northwind-freight"));
    assert_eq!(code, 0);
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["totals"]["packets"], 1);
}

#[test]
fn a_sample_of_no_packets_is_refused() {
    let mut command = assert_cmd::Command::cargo_bin("handoff").unwrap();
    let output = command.args(["sample", "sample-packets", "-n", "0"]).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("a sample of no packets says nothing: draw at least 1"), "{error}");
}
