//! What finding quotes costs, as ratios within one run: 200 quotes against 50 MB of made-up talk.
//!
//! Exact quotes are held against one `memmem` each over the same bytes; noisy ones against a bit-parallel
//! scan of the whole text (Myers, 1999), which is timed on a slice and counted up, because all of it would
//! take minutes. `HANDOFF_BENCH_MB` sets another size.

use std::hint::black_box;
use std::time::{Duration, Instant};

use handoff::anchor::myers::Pattern;
use handoff::anchor::{Resolver, State};
use handoff::packet::{Evidence, Quote, SourceId};
use handoff::text::{Builder, Part, Text};
use memchr::memmem;

const QUOTES: usize = 200;
const WORDS_A_QUOTE: usize = 22;
const ROUNDS: usize = 3;

/// SplitMix64: the same talk on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below as u64) as usize
    }
}

/// Words as long and as uneven in use as those of talk: the commonest few make half of it.
fn vocabulary(dice: &mut Dice) -> Vec<String> {
    let syllables = ["de", "ten", "tion", "ra", "mo", "li", "ver", "in", "ga", "so", "pel", "an", "cor", "ti", "es"];
    let small = "the a to we it of and you is that in so for our on with they at this be as have";
    let mut words: Vec<String> = small.split(' ').map(str::to_owned).collect();
    for _ in 0..12_000 {
        let count = 1 + dice.roll(4);
        words.push((0..=count).map(|_| syllables[dice.roll(syllables.len())]).collect());
    }
    words
}

fn talk(dice: &mut Dice, bytes: usize) -> Text {
    let words = vocabulary(dice);
    let mut text = Builder::new();
    let (one, other) = (text.speaker("Maya Chen", None), text.speaker("Sam Lee", None));
    let mut turn = 0_u64;
    while text.len() < bytes {
        let (name, speaker) = if turn.is_multiple_of(2) { ("Maya Chen", one) } else { ("Sam Lee", other) };
        text.push(&format!("{name}: "));
        let start = text.len();
        for at in 0..10 + dice.roll(60) {
            // A word's rank falls off as in speech: half of them from the first two dozen.
            let ceiling = if dice.roll(2) == 0 { 24 } else { words.len() };
            let rank = dice.roll(ceiling);
            text.push(if at > 0 { " " } else { "" });
            text.push(&words[rank]);
        }
        text.push(".");
        text.turn(start..text.len(), Some(speaker), Part::Body);
        text.push("\n");
        turn += 1;
    }
    text.finish()
}

fn quotes(dice: &mut Dice, text: &Text) -> Vec<String> {
    let turns: Vec<_> = text.turns().iter().filter(|turn| turn.end - turn.start > 260).collect();
    let pick = |dice: &mut Dice| {
        let turn = turns[dice.roll(turns.len())];
        let words = &text.as_str()[turn.start as usize..turn.end as usize];
        words.split(' ').take(WORDS_A_QUOTE).collect::<Vec<_>>().join(" ")
    };
    (0..QUOTES).map(|_| pick(dice)).collect()
}

/// One word in ten misheard: a letter more, less, or another.
fn noisy(dice: &mut Dice, quote: &str) -> String {
    let mut words: Vec<String> = quote.split(' ').map(str::to_owned).collect();
    for word in words.iter_mut().filter(|word| word.len() > 4) {
        if dice.roll(10) == 0 {
            let at = 1 + dice.roll(word.len() - 2);
            word.replace_range(at..=at, ["", "u", "ne"][dice.roll(3)]);
        }
    }
    words.join(" ")
}

fn evidence(exact: &str) -> Evidence {
    let quote = Quote { exact: exact.to_owned(), prefix: None, suffix: None };
    Evidence { id: None, source: SourceId("s1".into()), quote, position: None }
}

fn best<T>(mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut fastest: Option<(Duration, T)> = None;
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let result = black_box(work());
        let took = began.elapsed();
        if fastest.as_ref().is_none_or(|(before, _)| took < *before) {
            fastest = Some((took, result));
        }
    }
    fastest.expect("at least one round")
}

fn located(text: &Text, quotes: &[String], wanted: impl Fn(State) -> bool) -> usize {
    let evidence: Vec<Evidence> = quotes.iter().map(|quote| evidence(quote)).collect();
    let all: Vec<&Evidence> = evidence.iter().collect();
    let mut count = 0;
    let whole = Resolver::new(text, true).resolve_all(&all, &|| false, &mut |_, found| {
        count += usize::from(wanted(found.state));
    });
    assert!(whole, "nothing stopped it");
    count
}

fn main() {
    let megabytes: usize = std::env::var("HANDOFF_BENCH_MB").ok().and_then(|number| number.parse().ok()).unwrap_or(50);
    let mut dice = Dice(1);
    let text = talk(&mut dice, megabytes * 1_000_000);
    let bytes = text.as_str().as_bytes();
    let exact = quotes(&mut dice, &text);
    let noise: Vec<String> = exact.iter().map(|quote| noisy(&mut dice, quote)).collect();

    let (bare, stood) = best(|| exact.iter().filter(|quote| memmem::find(bytes, quote.as_bytes()).is_some()).count());
    // To know that words stand exactly once, the rest of the text has to be looked at as well.
    let (twice, _) =
        best(|| exact.iter().map(|quote| memmem::find_iter(bytes, quote.as_bytes()).take(2).count()).sum::<usize>());
    let (ours, found) = best(|| located(&text, &exact, State::located));
    println!("{QUOTES} quotes of {WORDS_A_QUOTE} words against {megabytes} MB");
    println!("exact   memmem, first place    {bare:>10.1?}   {stood} stand");
    println!("exact   memmem, exactly once   {twice:>10.1?}");
    println!(
        "exact   handoff                {ours:>10.1?}   {found} located   ratio {:.2} to the second, {:.2} to the first",
        ours.as_secs_f64() / twice.as_secs_f64(),
        ours.as_secs_f64() / bare.as_secs_f64()
    );

    let slice = &bytes[..bytes.len().min(2_000_000)];
    let (scan, _) = best(|| {
        let some = noise.iter().take(8);
        some.filter_map(|quote| Pattern::new(quote.as_bytes())).map(|pattern| pattern.nearest(slice).1).sum::<usize>()
    });
    let scan = scan.mul_f64(bytes.len() as f64 / slice.len() as f64 * QUOTES as f64 / 8.0);
    let began = Instant::now();
    let found = located(&text, &noise, |state| state != State::Orphan);
    let ours = began.elapsed();
    println!(
        "noisy   bit-parallel scan      {scan:>10.1?}   counted up from {} MB and 8 quotes",
        slice.len() / 1_000_000
    );
    println!(
        "noisy   handoff                {ours:>10.1?}   {found} found   ratio {:.3}",
        ours.as_secs_f64() / scan.as_secs_f64()
    );
    let per = ours.as_secs_f64() * 1e3 / QUOTES as f64 / (bytes.len() as f64 / 1e6);
    println!("noisy   handoff                {per:.3} ms a quote and MB");
}
