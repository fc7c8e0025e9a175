//! `handoff export` and `handoff import`: what goes out says who, when and why and gives nothing away; what
//! comes back is taken whole or not at all, and only where a person wrote something.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use handoff::store;
use serde_json::{Value, json};
use tempfile::TempDir;

const CALL: &str = "Maya Chen: We lost thirty percent of margin to detention.\nSam Lee: We will have SSO by go-live.\n";

fn packet() -> TempDir {
    let folder = TempDir::new().unwrap();
    let quote = |exact: &str| json!([{"source": "s1", "quote": {"exact": exact, "prefix": "BEFORE IT"}}]);
    let packet = json!({
        "format": "handoff-packet/1", "id": "northwind", "account": {"name": "Northwind"},
        "people": [{"id": "maya", "name": "Maya Chen", "side": "customer"}, {"id": "sam", "name": "Sam Lee", "side": "seller"}],
        "sources": [{"id": "s1", "kind": "call", "text": CALL}],
        "drafted_by": {"tool": "rules", "at": "2026-07-03T08:00:00Z"},
        "claims": [
            {"id": "c1", "kind": "buying_reason", "text": "=They lose margin", "evidence": quote("We lost thirty percent of margin"),
             "suggestion": {"verdict": "accept", "because": "SECRET SUGGESTION"}},
            {"id": "c2", "kind": "promise", "text": "SSO by go-live", "evidence": quote("We will have SSO by go-live")},
            {"id": "c3", "kind": "objection", "text": "Too dear", "evidence": quote("it is far too dear for the likes of us")},
            {"id": "c4", "kind": "use_case", "text": "Detention first", "evidence": quote("margin to detention")},
        ],
    });
    fs::write(folder.path().join("packet.json"), packet.to_string()).unwrap();
    folder
}

fn run(args: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("handoff").expect("it is built").args(args).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("a code"), text(&output.stdout), text(&output.stderr))
}

fn export(folder: &Path, more: &[&str]) -> String {
    let path = folder.display().to_string();
    let mut args = vec!["export", &path, "--as", "Dana Ruiz", "--role", "csm", "--why", "for the kickoff"];
    args.extend(more);
    let (code, out, err) = run(&args);
    assert_eq!(code, 0, "{err}");
    out
}

/// Imports what a colleague filled in.
fn import(folder: &Path, csv: &str) -> (i32, String, String) {
    let file = folder.join("filled.csv");
    fs::write(&file, csv).unwrap();
    let path = folder.display().to_string();
    run(&["import", &path, &file.display().to_string(), "--as", "Noor Rahman", "--role", "implementation"])
}

/// The exported table with some cells written into.
fn filled(folder: &Path, cells: &[(&str, &str, &str)]) -> String {
    let table = export(folder, &["--format", "csv"]);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let names = reader.headers().unwrap().clone();
    let place = |name: &str| names.iter().position(|other| other == name).unwrap();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&names).unwrap();
    for record in reader.records() {
        let mut row: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        for (claim, column, words) in cells {
            if row[place("claim")] == *claim {
                row[place(column)] = (*words).to_owned();
            }
        }
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn lines(folder: &Path) -> usize {
    store::open(folder).unwrap().reading.lines.len()
}

#[test]
fn a_file_that_comes_back_as_it_went_out_decides_nothing() {
    let folder = packet();
    let (code, out, _) = import(folder.path(), &filled(folder.path(), &[]));
    assert_eq!((code, lines(folder.path())), (0, 0));
    assert!(out.contains("no row has a verdict"), "{out}");
    assert!(!folder.path().join("audit.jsonl").exists());
}

#[test]
fn verdicts_become_events_with_the_colleagues_name() {
    let folder = packet();
    let csv = filled(
        folder.path(),
        &[
            ("c1", "verdict", "Accept"),
            ("c2", "verdict", "edit"),
            ("c2", "new_text", "SSO by go-live, over SAML"),
            ("c2", "ruling", "verbal binding"),
            ("c2", "owner", "Sam Lee"),
            ("c3", "verdict", "rejected"),
            ("c3", "reason", "not in source"),
            ("c4", "verdict", "ask"),
            ("c4", "note", "Is it detention first?"),
        ],
    );
    let (code, out, err) = import(folder.path(), &csv);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("4 verdicts by Noor Rahman (implementation) were taken: lines 1 to 5"), "{out}");
    let opened = store::open(folder.path()).unwrap();
    let events: Vec<&str> = opened.reading.lines.iter().map(|line| line.entry.event.word()).collect();
    assert_eq!(events, ["claim_accepted", "claim_edited", "promise_ruled", "claim_rejected", "claim_deferred"]);
    assert!(opened.reading.lines.iter().all(|line| line.entry.by.name == "Noor Rahman"));
    let (review, refused) =
        handoff::review::Review::fold(opened.packet, opened.reading.lines.into_iter().map(|line| line.entry));
    assert!(refused.is_empty());
    assert_eq!(review.together(1), [1], "each row is undone by itself");
    assert_eq!(review.wording(0), "=They lose margin", "the apostrophe of the cell is no part of the words");
    // The same file once more: every row was decided since, by the import itself.
    let (code, _, err) = import(folder.path(), &csv);
    assert_eq!((code, lines(folder.path())), (2, 5));
    assert!(err.matches("decided c").count() >= 4 && err.contains("export again"), "{err}");
}

#[test]
fn all_faults_are_told_at_once_and_nothing_is_written() {
    let folder = packet();
    let csv = filled(
        folder.path(),
        &[
            ("c1", "verdict", "accept"),
            ("c2", "verdict", "perhaps"),
            ("c3", "verdict", "accept"),
            ("c4", "owner", "Dana"),
        ],
    );
    let (code, _, err) = import(folder.path(), &csv);
    assert_eq!((code, lines(folder.path())), (2, 0));
    assert!(err.contains("line 3: the verdict is `perhaps`, expected accept, edit, reject or ask"), "{err}");
    assert!(err.contains("line 5: there is something in `owner` and no verdict"), "{err}");
    assert!(err.contains("nothing was written"), "{err}");
    // What only the packet can tell: words that are not located need a reason.
    let (code, _, err) = import(folder.path(), &filled(folder.path(), &[("c3", "verdict", "accept")]));
    assert_eq!((code, lines(folder.path())), (2, 0));
    assert!(err.contains("line 4: no words of c3 are located"), "{err}");
    let (code, _, err) =
        import(folder.path(), &filled(folder.path(), &[("c4", "verdict", "accept"), ("c4", "ruling", "contractual")]));
    assert_eq!((code, lines(folder.path())), (2, 0));
    assert!(err.contains("c4 is no promise"), "{err}");
    for (csv, what) in [
        ("claim,verdict\nc1,accept\n", "no column `seen`"),
        ("claim,verdict,seen\nc1,accept,\n", "`seen` is empty"),
        ("claim,verdict,seen\nc9,accept,0\n", "line 2: no claim is called c9"),
        ("claim,verdict,seen\nc1,accept,0\nc1,reject,0\n", "expected one of does-not-support"),
        ("claim,verdict,seen\nc1,accept,0\nc1,accept,0\n", "line 3: c1 has a verdict in line 2 already"),
        ("packet,claim,verdict,seen\nother,c1,accept,0\n", "of the packet other, expected northwind"),
    ] {
        let (code, _, err) = import(folder.path(), csv);
        assert_eq!((code, lines(folder.path())), (2, 0), "{csv}");
        assert!(err.contains(what), "{csv}: {err}");
    }
}

#[test]
fn a_damaged_file_is_refused_as_a_whole_and_a_spreadsheets_habits_are_not() {
    let folder = packet();
    let whole = filled(folder.path(), &[("c1", "verdict", "accept"), ("c4", "verdict", "accept")]);
    let row = |claim: &str| whole.find(&format!("northwind,{claim},")).unwrap();
    // Cut off in the middle of a row, in front of the column that every row has, and behind it.
    let second = &whole[..row("c2") + 30];
    let seen = whole[row("c2")..].find(",0,").unwrap() + row("c2");
    let edited = whole.replacen("SSO by go-live", "SSO in spring", 2).replacen(",0,,", ",0,accept,", 2);
    for (csv, what) in [
        (second.to_owned(), "line 3: the row ends before `seen`, which every row has"),
        (whole[..seen + 4].to_owned(), "line 3: the file ends in the middle of this row: it was cut off"),
        (whole.replacen("northwind,c2", "\"northwind,c2", 1), "a quotation mark here or above is never closed"),
        (
            whole.replacen("northwind,c2,", "northwind,c2,x,x,x,x,x,x,x,x,x,x,x,x,x,x", 1),
            "a cell with the delimiter in it",
        ),
        (edited, "`text` is not what the claim says: write a new wording into `new_text`"),
    ] {
        let (code, _, err) = import(folder.path(), &csv);
        assert_eq!((code, lines(folder.path())), (2, 0), "{csv}: {err}");
        assert!(err.contains(what), "{what}: {err}");
    }
    // Lines are counted as an editor counts them, whatever they end in.
    let windows = filled(folder.path(), &[("c2", "verdict", "perhaps")]).replace('\n', "\r\n");
    let (_, _, err) = import(folder.path(), &windows);
    assert!(err.contains("line 3: the verdict is `perhaps`"), "{err}");
    // Empty cells at the end may be left out, and so may the end of the last line.
    let short: Vec<&str> = whole.lines().map(|line| line.trim_end_matches(',')).collect();
    let (code, out, err) = import(folder.path(), &format!("{}\r\n", short.join("\r\n")));
    assert_eq!((code, lines(folder.path())), (0, 2), "{out}{err}");
    let csv = filled(folder.path(), &[("c2", "verdict", "reject"), ("c2", "reason", "overstated")]);
    let (code, out, err) = import(folder.path(), csv.trim_end());
    assert_eq!((code, lines(folder.path())), (0, 3), "{out}{err}");
    assert!(out.contains("1 verdict by Noor Rahman (implementation) was taken: line 3 of the trail"), "{out}");
}

#[test]
fn a_signed_review_says_what_to_do_before_a_file_comes_back() {
    let folder = packet();
    let csv = filled(folder.path(), &[("c1", "verdict", "accept")]);
    let path = folder.path().display().to_string();
    let (_, _, told) = run(&["sign", &path, "--as", "Dana Ruiz", "--role", "csm"]);
    let (_, listed, _) = run(&["sign", &path, "--as", "Dana Ruiz", "--role", "csm", "--format", "json"]);
    let listed: Value = serde_json::from_str(&listed).expect(&told);
    let mut args = vec!["sign", &path, "--as", "Dana Ruiz", "--role", "csm", "--reason", "a test"];
    let keys: Vec<&str> =
        listed["blocked_by"].as_array().unwrap().iter().map(|blocker| blocker["key"].as_str().unwrap()).collect();
    args.extend(keys.iter().flat_map(|key| ["--waive", *key]));
    assert_eq!(run(&args).0, 0);
    assert_eq!(run(&["sign", &path, "--as", "Dana Ruiz", "--role", "csm"]).0, 0);
    let (code, _, err) = import(folder.path(), &csv);
    assert_eq!(code, 2);
    assert!(err.contains("line 2: Dana Ruiz has signed this review off: reopen the review first"), "{err}");
}

#[test]
fn a_row_that_somebody_decided_since_is_refused_and_takes_the_others_with_it() {
    let folder = packet();
    let csv = filled(folder.path(), &[("c1", "verdict", "accept"), ("c4", "verdict", "accept")]);
    let (code, _, _) = import(folder.path(), "claim;verdict;seen;reason\nc4;reject;0;overstated\n");
    assert_eq!((code, lines(folder.path())), (0, 1), "semicolons are fine");
    let (code, _, err) = import(folder.path(), &csv);
    assert_eq!((code, lines(folder.path())), (2, 1));
    assert!(err.contains("line 5: Noor Rahman (implementation) decided c4 since you saw it"), "{err}");
}

#[test]
fn every_export_says_who_when_and_why_and_hides_what_is_not_to_be_seen_yet() {
    let folder = packet();
    for format in ["csv", "json", "jsonld", "prov"] {
        let out = export(folder.path(), &["--format", format]);
        assert!(out.contains("Dana Ruiz") && out.contains("for the kickoff"), "{format}: {out}");
        assert!(!out.contains("SECRET SUGGESTION"), "{format}");
    }
    import(
        folder.path(),
        &filled(
            folder.path(),
            &[
                ("c1", "verdict", "accept"),
                ("c3", "verdict", "reject"),
                ("c3", "reason", "overstated"),
                ("c3", "note", "INTERNAL NOTE"),
            ],
        ),
    );
    let table = export(folder.path(), &["--format", "csv"]);
    assert!(table.contains("'=They lose margin"), "{table}");
    assert!(table.contains("overstated: INTERNAL NOTE") && table.contains("Noor Rahman"));
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    for record in reader.records() {
        for cell in &record.unwrap() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
    }
}

#[test]
fn annotations_are_w3c_selectors_in_the_text_that_is_printed() {
    let folder = packet();
    let page: Value = serde_json::from_str(&export(folder.path(), &["--format", "jsonld"])).unwrap();
    assert_eq!(page["@context"], "http://www.w3.org/ns/anno.jsonld");
    let items = page["items"].as_array().unwrap();
    assert_eq!(items.len(), 4);
    for item in items {
        assert_eq!(item["type"], "Annotation");
        let selectors = item["target"]["selector"].as_array().unwrap();
        let exact = selectors[0]["exact"].as_str().unwrap();
        assert_eq!(selectors[0]["type"], "TextQuoteSelector");
        match selectors.get(1) {
            Some(position) => {
                assert_eq!(position["type"], "TextPositionSelector");
                let at = |end: &str| position[end].as_u64().unwrap() as usize;
                let words: String = CALL.chars().skip(at("start")).take(at("end") - at("start")).collect();
                assert_eq!(words, exact);
            }
            None => assert!(exact.contains("far too dear"), "only what is not there has no place: {item}"),
        }
    }
    import(folder.path(), &filled(folder.path(), &[("c1", "verdict", "accept")]));
    let page: Value = serde_json::from_str(&export(folder.path(), &["--format", "jsonld"])).unwrap();
    let first = &page["items"][0];
    assert_eq!((&first["motivation"], &first["creator"]["name"]), (&json!("assessing"), &json!("Noor Rahman")));
    assert!(first["created"].is_string());
    let prov: Value = serde_json::from_str(&export(folder.path(), &["--format", "prov"])).unwrap();
    assert_eq!(prov["entity"]["packet:northwind/claim/c1/decided"]["handoff:verdict"], "accepted");
    let derived = prov["wasDerivedFrom"].as_object().unwrap();
    let from = |claim: &str| {
        derived.values().any(|link| link["prov:generatedEntity"] == json!(format!("packet:northwind/claim/{claim}")))
    };
    assert!(from("c1") && !from("c3"), "a claim is not derived from a source that does not have its words");
}

#[test]
fn a_customer_gets_what_stands_and_is_safe_and_their_own_words() {
    let folder = packet();
    let csv = filled(
        folder.path(),
        &[
            ("c1", "verdict", "accept"),
            ("c1", "reason", "INTERNAL REASON"),
            ("c2", "verdict", "accept"),
            ("c3", "verdict", "accept"),
            ("c3", "reason", "INTERNAL REASON"),
        ],
    );
    assert_eq!(import(folder.path(), &csv).0, 0);
    for format in ["csv", "json", "jsonld"] {
        let out = export(folder.path(), &["--format", format, "--audience", "customer"]);
        assert!(
            out.contains("They lose margin") && out.contains("We lost thirty percent of margin"),
            "{format}: {out}"
        );
        for hidden in [
            "Too dear",
            "Detention first",
            "INTERNAL",
            "Noor",
            "We will have SSO",
            "accepted",
            "SECRET",
            "BEFORE",
            "SSO",
            "rules",
            "buying",
        ] {
            assert!(!out.contains(hidden), "{format} shows {hidden}: {out}");
        }
    }
    let path = folder.path().display().to_string();
    let (code, _, err) = run(&["export", &path, "--format", "prov", "--audience", "customer"]);
    assert_eq!(code, 2);
    assert!(err.contains("no customer is shown"), "{err}");
}

#[test]
fn a_colleague_who_is_in_the_configuration_is_known_by_their_address() {
    let folder = packet();
    let config = folder.path().join("config.toml");
    fs::write(&config, "[reviewer]\nname = \"Noor Rahman\"\nemail = \"noor@example.com\"\nrole = \"support\"\n")
        .unwrap();
    let file = folder.path().join("filled.csv");
    fs::write(&file, filled(folder.path(), &[("c1", "verdict", "accept")])).unwrap();
    let mut command = Command::cargo_bin("handoff").expect("it is built");
    command.env("HANDOFF_CONFIG", &config).arg("import").arg(folder.path()).arg(&file);
    command.args(["--as", "Noor Rahman", "--role", "csm"]).assert().success();
    let opened = store::open(folder.path()).unwrap();
    let by = &opened.reading.entries().next().expect("a line").by;
    assert_eq!((by.email.as_deref(), by.role.word()), (Some("noor@example.com"), "csm"));
}
