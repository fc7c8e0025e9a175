#![allow(warnings)]
use handoff::anchor::*;
use handoff::packet::*;
use handoff::text::*;
use std::time::Instant;
fn main() {
    let mut base = String::new();
    for d in ["ami", "earnings", "contractnli"] {
        let mut fs: Vec<_> =
            std::fs::read_dir(format!("/work/shared/corpora/{d}")).unwrap().map(|e| e.unwrap().path()).collect();
        fs.sort();
        for p in fs {
            let n = p.display().to_string();
            if n.ends_with("txt") {
                base.push_str(&std::fs::read_to_string(p).unwrap());
            }
        }
    }
    let text = Text::snippet(&base.repeat(10));
    let ev = Evidence {
        id: None,
        source: SourceId("s".into()),
        quote: Quote {
            exact: "purple elephants quietly negotiate the quarterly forklift maintenance agreement with a caterpillar"
                .into(),
            prefix: None,
            suffix: None,
        },
        position: None,
    };
    for _ in 0..5 {
        let t = Instant::now();
        let r = resolve(&text, true, &ev);
        println!(
            "{:?} {:?} {:.2} ms/MB",
            t.elapsed(),
            r.state,
            t.elapsed().as_secs_f64() * 1e3 / (text.as_str().len() as f64 / 1e6)
        );
    }
    let b = text.as_str().as_bytes();
    let t = Instant::now();
    let mut n = 0u64;
    let mut i = 0;
    while i < b.len() {
        let s = i;
        while i < b.len() && b[i].is_ascii_alphanumeric() {
            i += 1;
        }
        if i > s {
            n += 1;
        } else {
            i += 1;
        }
    }
    println!("bare words {n} {:.2} ms/MB", t.elapsed().as_secs_f64() * 1e3 / (b.len() as f64 / 1e6));
}
