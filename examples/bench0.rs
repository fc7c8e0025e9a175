//! scratch
#![allow(warnings, clippy::all, clippy::wildcard_imports)]
use handoff::anchor::*;
use handoff::packet::*;
use handoff::text::*;
use std::time::Instant;
struct R(u64);
impl R {
    fn n(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n.max(1)
    }
}
fn main() {
    let mb: usize = std::env::args().nth(1).and_then(|s| s.parse().ok()).unwrap_or(4);
    let mut base = String::new();
    for d in ["ami", "earnings", "contractnli"] {
        let mut fs: Vec<_> =
            std::fs::read_dir(format!("/work/shared/corpora/{d}")).unwrap().map(|e| e.unwrap().path()).collect();
        fs.sort();
        for p in fs {
            let n = p.display().to_string();
            if n.ends_with("txt") {
                base.push_str(&std::fs::read_to_string(p).unwrap());
            } else if n.ends_with("vtt") {
                for l in std::fs::read_to_string(p).unwrap().lines() {
                    if !l.contains("-->") && l.len() > 8 {
                        base.push_str(l);
                        base.push('\n');
                    }
                }
            }
        }
    }
    println!("base {} KB", base.len() / 1024);
    // unique-ify repeats: replace words by a permuted vocabulary each round
    let mut r = R(42);
    let mut vocab: Vec<&str> = base.split_whitespace().filter(|w| w.len() > 4 && w.is_ascii()).collect();
    vocab.sort();
    vocab.dedup();
    let mut big = base.clone();
    while big.len() < mb << 20 {
        for line in base.split_inclusive('\n') {
            for (i, w) in line.split(' ').enumerate() {
                if i > 0 {
                    big.push(' ');
                }
                if w.len() > 4 && r.n(3) == 0 {
                    let v = vocab[r.n(vocab.len())];
                    big.push_str(v.trim());
                    if w.ends_with('\n') {
                        big.push('\n');
                    }
                } else {
                    big.push_str(w);
                }
            }
        }
    }
    let text = Text::snippet(&big);
    let mut quotes = Vec::new();
    while quotes.len() < 200 {
        let mut at = r.n(big.len() - 300);
        while !big.is_char_boundary(at) || at > 0 && big.as_bytes()[at - 1] != b' ' {
            at += 1;
        }
        let mut e = at + 120;
        while !big.is_char_boundary(e) || big.as_bytes()[e] != b' ' {
            e += 1;
        }
        let q = big[at..e].to_string();
        if !q.contains('\n') && q.is_ascii() {
            quotes.push((at, q));
        }
    }
    let ev = |x: String| Evidence {
        id: None,
        source: SourceId("s".into()),
        quote: Quote { exact: x, prefix: None, suffix: None },
        position: None,
    };
    let t = Instant::now();
    let mut c = 0;
    for (_, q) in &quotes {
        c += memchr::memmem::find_iter(big.as_bytes(), q.as_bytes()).count();
    }
    let base_t = t.elapsed();
    println!("memmem each x200: {base_t:?} hits {c}");
    let run = |name: &str, qs: Vec<String>| {
        let evs: Vec<Evidence> = qs.into_iter().map(ev).collect();
        let refs: Vec<&Evidence> = evs.iter().collect();
        let t = Instant::now();
        let mut st = std::collections::BTreeMap::new();
        let mut right = 0;
        Resolver::new(&text, true).resolve_all(&refs, &|| false, &mut |i, r| {
            *st.entry(r.state.word()).or_insert(0) += 1;
            if let Some(x) = r.range {
                if x.start.abs_diff(quotes[i % 200].0) < 120 {
                    right += 1;
                }
            }
        });
        let e = t.elapsed();
        println!(
            "{name}: {} quotes {e:?} = {:.2} of memmem, {:.3} ms/MB/quote  {st:?} right {right}",
            refs.len(),
            e.as_secs_f64() / base_t.as_secs_f64(),
            e.as_secs_f64() * 1e3 / (big.len() as f64 / 1e6) / refs.len() as f64
        );
    };
    run("exact 200", quotes.iter().map(|q| q.1.clone()).collect());
    run("exact 10", quotes.iter().take(10).map(|q| q.1.clone()).collect());
    let t = Instant::now();
    for (_, q) in quotes.iter().take(10) {
        c += memchr::memmem::find_iter(big.as_bytes(), q.as_bytes()).count();
    }
    println!("memmem each x10: {:?}", t.elapsed());
    let mut noisy = |p: usize, r: &mut R| -> Vec<String> {
        quotes
            .iter()
            .map(|(_, q)| {
                let mut o = String::new();
                for c in q.chars() {
                    if r.n(100) < p {
                        match r.n(3) {
                            0 => {}
                            1 => {
                                o.push((b'a' + r.n(26) as u8) as char);
                                o.push(c);
                            }
                            _ => o.push((b'a' + r.n(26) as u8) as char),
                        }
                    } else {
                        o.push(c);
                    }
                }
                o
            })
            .collect()
    };
    for p in [5, 10, 20] {
        let q = noisy(p, &mut r);
        run(&format!("char noise {p}%"), q.clone());
        run(&format!("char noise {p}% one"), q.into_iter().take(1).collect());
    }
    run("foreign", (0..200).map(|i| (0..18).map(|_| vocab[r.n(vocab.len())]).collect::<Vec<_>>().join(" ")).collect());
    for l in std::fs::read_to_string("/proc/self/status").unwrap().lines() {
        if l.starts_with("VmHWM") || l.starts_with("VmRSS") {
            println!("{l} text {} kB", big.len() / 1024);
        }
    }
}
