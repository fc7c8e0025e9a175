//! What the screen costs: ratios within one run, so that the machine's mood happens to both sides.
//!
//! A packet of 10,000 claims with 50 MB of sources is made in a temporary folder. The times of keys are
//! those of `update`, `view` and the frame as bytes, into nothing, beside a list in ratatui's own terminal;
//! first frames, bytes and memory are those of the built program on a pseudo-terminal, beside `vim -u NONE`
//! where there is one.
//! `cargo bench --bench screen`; `HANDOFF_BENCH_CLAIMS` and `HANDOFF_BENCH_MB` change the size.

use std::fmt::Write as _;
use std::io::{self, Sink};
use std::path::Path;
use std::time::{Duration, Instant};

use handoff::review::hidden::Reveal;
use handoff::review::{Actor, Seat};
use handoff::workbench::effect::Msg;
use handoff::workbench::key::{Keymap, parse_keys};
use handoff::workbench::run;
use handoff::workbench::state::{Choices, State};
use handoff::workbench::terminal::Canvas;
use handoff::workbench::theme::Theme;
use handoff::workbench::update::update;
use handoff::workbench::view;
use handoff::workbench::world::{self, Options, World};
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{List, ListState, StatefulWidget};
use ratatui::{Terminal, TerminalOptions, Viewport};

const SIZE: (u16, u16) = (120, 40);
const ROUNDS: usize = 400;

fn terminal() -> Terminal<CrosstermBackend<Sink>> {
    let area = Rect::new(0, 0, SIZE.0, SIZE.1);
    let options = TerminalOptions { viewport: Viewport::Fixed(area) };
    Terminal::with_options(CrosstermBackend::new(io::sink()), options).expect("nothing to write to")
}

fn main() {
    let claims = number("HANDOFF_BENCH_CLAIMS", 10_000);
    let megabytes = number("HANDOFF_BENCH_MB", 50);
    let folder = tempfile::tempdir().expect("a folder");
    let sample = folder.path().join("sample");
    copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/sample-packets/northwind-freight")), &sample);
    let big = folder.path().join("big");
    let bytes = make(&big, claims, megabytes);
    println!("{claims} claims, {:.1} MB of sources; {}x{}", bytes as f64 / 1e6, SIZE.0, SIZE.1);

    first_frames(&sample, &big, bytes);

    let mut small = Session::open(&sample);
    let mut large = Session::open(&big);
    let bare = bare_list(claims);
    // Back and forth, because the sample has few claims and a key that moves nothing costs nothing.
    let keys: Vec<&str> = (0..ROUNDS).map(|at| if at / 8 % 2 == 0 { "j" } else { "k" }).collect();
    let small_j = small.keys(&keys);
    let large_j = large.keys(&keys);
    println!("key -> frame, j and k, p50 (p99)");
    println!("  bare windowed list   {} ({})", show(p(&bare, 50)), show(p(&bare, 99)));
    println!("  sample packet        {} ({})", show(p(&small_j, 50)), show(p(&small_j, 99)));
    println!("  big packet           {} ({})", show(p(&large_j, 50)), show(p(&large_j, 99)));
    println!("  big / bare list      {:.2}  (at most 1.5)", ratio(p(&large_j, 50), p(&bare, 50)));
    println!("  big / sample         {:.2}  (at most 1.2)", ratio(p(&large_j, 50), p(&small_j, 50)));

    large.keys(&["g"]);
    let decisions = large.keys(&["a", "j"].repeat(40));
    let small_decisions = small.keys(&["g", "a", "j", "a", "j", "a", "j", "a", "j"]);
    println!(
        "decision -> on disk and on screen, p99: big {}, sample {}",
        show(p(&decisions, 99)),
        show(p(&small_decisions, 99))
    );
    let undo = large.keys(&["u", "<ctrl-r>"]);
    println!("undo, redo: {}", undo.iter().map(|time| show(*time)).collect::<Vec<_>>().join(", "));

    let mut worst = Duration::ZERO;
    for query in ["detention fees", "e e e e", "c9 whynot", "zzz"] {
        let letters: Vec<String> = query.chars().map(|c| if c == ' ' { "<space>".into() } else { c.into() }).collect();
        let mut keys = vec!["/"];
        keys.extend(letters.iter().map(String::as_str));
        worst = worst.max(p(&large.keys(&keys), 100));
        large.keys(&["<esc>"]);
    }
    println!("fuzzy find over {claims} claims, a letter: worst {}  (a frame, 16.7 ms)", show(worst));
    large.keys(&["<ctrl-f>"]);
    let typing = large.keys(&["d", "e", "m", "u", "r", "r", "a", "g", "e", "x"]);
    let everywhere = large.keys(&["<enter>"]);
    println!("search of the shown source, a letter: worst {}", show(p(&typing, 100)));
    println!("search of {megabytes} MB for words that stand nowhere: {}  (at most 50 ms)", show(everywhere[0]));
    let filter = large.keys(&["<esc>", "f", "u"]);
    println!("filter menu and filter: worst {}", show(p(&filter, 100)));
}

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

fn show(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

fn p(times: &[Duration], percent: usize) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    times[(times.len() - 1) * percent / 100]
}

/// A session whose frames go nowhere.
struct Session {
    state: Option<State>,
    world: World,
    canvas: Canvas<Sink>,
    theme: Theme,
}

impl Session {
    fn open(path: &Path) -> Self {
        let options = Options {
            me: Some(Actor { name: "Dana Ruiz".into(), email: None, role: Seat::Csm }),
            choices: Choices { reveal: Reveal::AfterVerdict, advance: false },
            keymap: Keymap::load(&[]).expect("the default keymap").into(),
            size: SIZE,
            places: None,
            introduce: false,
            known: Default::default(),
            tour: None,
        };
        let (state, mut world, first) = world::open(path, options).expect("a packet");
        let (state, _) = run::play(state, &mut world, first, &[]);
        let mut session = Self { state: Some(state), world, canvas: Canvas::new(io::sink()), theme: Theme::dark() };
        session.draw();
        session
    }

    fn draw(&mut self) {
        let (state, theme) = (self.state.as_ref().expect("a state"), &self.theme);
        let draw = |area: Rect, buffer: &mut Buffer| {
            view::draw(state, theme, area, buffer);
            view::cursor(state)
        };
        self.canvas.draw(Rect::new(0, 0, SIZE.0, SIZE.1), None, draw).expect("nothing to write to");
    }

    fn tell(&mut self, msg: Msg) {
        let (state, effects) = update(self.state.take().expect("a state"), msg);
        self.state = Some(state);
        for effect in effects {
            self.world.carry_out(effect);
        }
    }

    /// Presses keys; each one's time until the frame that shows what came of it.
    fn keys(&mut self, keys: &[&str]) -> Vec<Duration> {
        let mut times = Vec::new();
        for key in keys {
            for key in parse_keys(key).expect("a key") {
                let start = Instant::now();
                self.tell(Msg::Key(key));
                // A decision is shown when it is on disk.
                while self.state.as_ref().is_some_and(|state| state.saving.is_some()) {
                    if let Some(msg) = self.world.answer(Duration::from_millis(100)) {
                        self.tell(msg);
                    }
                }
                self.draw();
                times.push(start.elapsed());
                // What the finder answers meanwhile is not this key's.
                while let Some(msg) = self.world.answer(Duration::ZERO) {
                    self.tell(msg);
                }
            }
        }
        times
    }
}

/// The least that a list on this stack costs: only the rows on screen are made.
fn bare_list(count: usize) -> Vec<Duration> {
    let lines: Vec<String> = (0..count).map(|at| format!("c{at} Detention fees down thirty percent")).collect();
    let mut terminal = terminal();
    let rows = usize::from(SIZE.1);
    (0..ROUNDS)
        .map(|cursor| {
            let start = Instant::now();
            let top = cursor.saturating_sub(rows - 1);
            terminal
                .draw(|frame| {
                    let list = List::new(lines[top..(top + rows).min(count)].iter().map(String::as_str))
                        .highlight_symbol("> ");
                    let mut selected = ListState::default().with_selected(Some(cursor - top));
                    StatefulWidget::render(list, frame.area(), frame.buffer_mut(), &mut selected);
                })
                .expect("nothing to write to");
            start.elapsed()
        })
        .collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &there);
        } else {
            std::fs::copy(entry.path(), there).expect("a copy");
        }
    }
}

/// Makes the big packet; returns how many bytes its sources have.
fn make(folder: &Path, claims: usize, megabytes: usize) -> usize {
    const WORDS: &[&str] = &[
        "we",
        "lost",
        "detention",
        "fees",
        "at",
        "the",
        "gate",
        "every",
        "quarter",
        "the",
        "driver",
        "waits",
        "and",
        "nobody",
        "told",
        "dispatch",
        "until",
        "invoice",
        "comes",
        "with",
        "thirty",
        "percent",
        "on",
        "top",
        "of",
        "margin",
        "that",
        "was",
        "thin",
        "already",
        "so",
        "finance",
        "asked",
        "why",
        "again",
    ];
    const SOURCES: usize = 8;
    std::fs::create_dir_all(folder.join("sources")).expect("a folder");
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed >> 33).expect("31 bits") % below
    };
    let each = megabytes * 1_000_000 / SOURCES;
    let (mut total, mut sources, mut quotes) = (0, Vec::new(), Vec::new());
    for source in 0..SOURCES {
        let mut text = String::with_capacity(each + 400);
        let mut turn = 0;
        while text.len() < each {
            let name = if turn % 2 == 0 { "Maya Chen" } else { "Sam Lee" };
            let _ = write!(text, "{name}: ");
            let start = text.len();
            for _ in 0..12 + next(40) {
                let _ = write!(text, "{} ", WORDS[next(WORDS.len())]);
            }
            let _ = write!(text, "number {turn} of {source}.");
            if quotes.len() < claims * (source + 1) / SOURCES && turn % 3 == 0 {
                quotes.push((source, text[start..].to_owned()));
            }
            text.push('\n');
            turn += 1;
        }
        total += text.len();
        std::fs::write(folder.join(format!("sources/{source}.txt")), &text).expect("a source");
        sources.push(serde_json::json!({ "id": format!("s{source}"), "kind": "call",
            "title": format!("Call {source}"), "path": format!("sources/{source}.txt") }));
    }
    let kinds = ["buying_reason", "use_case", "stakeholder", "objection", "promise"];
    let claims: Vec<_> = (0..claims)
        .map(|at| {
            let (source, quote) = &quotes[at % quotes.len()];
            serde_json::json!({ "id": format!("c{at}"), "kind": kinds[at % kinds.len()],
                "text": format!("Claim {at}: {}", &quote[..quote.len().min(70)]),
                "evidence": [{ "source": format!("s{source}"), "quote": { "exact": quote } }],
                "suggestion": { "verdict": "accept" } })
        })
        .collect();
    let packet = serde_json::json!({ "format": "handoff-packet/1", "id": "big", "account": { "name": "Big" },
        "people": [{ "id": "p1", "name": "Maya Chen", "side": "customer" },
                   { "id": "p2", "name": "Sam Lee", "side": "seller" }],
        "sources": sources, "claims": claims });
    std::fs::write(folder.join("packet.json"), packet.to_string()).expect("a packet");
    total
}

#[cfg(not(unix))]
fn first_frames(_sample: &Path, _big: &Path, _bytes: usize) {
    println!("first frames and memory are measured on Unix only");
}

#[cfg(unix)]
use outside::first_frames;

/// The built program on a pseudo-terminal, seen from outside.
#[cfg(unix)]
mod outside {
    use std::fs::File;
    use std::io::{Read, Write};
    use std::path::Path;
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{Winsize, tcsetwinsize};

    use super::{SIZE, p, ratio, show};

    const RUNS: usize = 9;

    pub fn first_frames(sample: &Path, big: &Path, bytes: usize) {
        let handoff = env!("CARGO_BIN_EXE_handoff");
        let review = |path: &Path| -> Vec<String> {
            vec![
                handoff.into(),
                "review".into(),
                "--as".into(),
                "Dana Ruiz".into(),
                "--role".into(),
                "csm".into(),
                path.display().to_string(),
            ]
        };
        let source = std::fs::read_dir(sample.join("sources")).ok().and_then(|mut all| all.next()?.ok());
        let vim =
            source.map(|source| vec!["vim".into(), "-u".into(), "NONE".into(), source.path().display().to_string()]);
        let (mut ours, mut theirs, mut large) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..RUNS {
            ours.extend(painted(&review(sample), b"q"));
            large.extend(painted(&review(big), b"q"));
            theirs.extend(vim.iter().filter_map(|vim| painted(vim, b":q!\r")));
        }
        if ours.is_empty() {
            println!("no pseudo-terminal here: first frames were not measured");
            return;
        }
        println!("first frame, p50 of {RUNS}");
        println!("  sample packet        {}", show(p(&ours, 50)));
        if theirs.is_empty() {
            println!("  vim -u NONE          not here");
        } else {
            println!("  vim -u NONE          {}", show(p(&theirs, 50)));
            println!("  sample / vim         {:.2}  (at most 1.2)", ratio(p(&ours, 50), p(&theirs, 50)));
        }
        println!("  big packet           {}", show(p(&large, 50)));
        println!("  big / sample         {:.2}  (at most 4)", ratio(p(&large, 50), p(&ours, 50)));
        // A key held down comes every 33 ms or so; pressed one by one, the source follows each time.
        if let (Some(held), Some(single)) =
            (sent(&review(big), Duration::from_millis(33)), sent(&review(big), Duration::from_millis(200)))
        {
            println!("bytes a frame for j, p50: held {held}, pressed one by one {single}  (at most 1536)");
        }
        if let Some(resident) = resident(&review(big)) {
            println!(
                "memory: {:.1} MB above the sources' {:.1} MB  (at most 30)",
                (resident as f64 - bytes as f64) / 1e6,
                bytes as f64 / 1e6
            );
        }
    }

    /// Starts a program on a pseudo-terminal of its own.
    fn start(command: &[String]) -> Option<(Child, File)> {
        // The program may not hold the other end, or it outlives a bench that is killed.
        #[cfg(target_os = "linux")]
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        #[cfg(not(target_os = "linux"))]
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
        let master = openpt(flags).ok()?;
        grantpt(&master).and_then(|()| unlockpt(&master)).ok()?;
        let name = ptsname(&master, Vec::new()).ok()?;
        let slave = File::options().read(true).write(true).open(name.to_str().ok()?).ok()?;
        tcsetwinsize(&master, Winsize { ws_row: SIZE.1, ws_col: SIZE.0, ws_xpixel: 0, ws_ypixel: 0 }).ok()?;
        let end = || slave.try_clone().map(Stdio::from);
        let child = Command::new("setsid")
            .arg("--ctty")
            .args(command)
            .env("TERM", "xterm-256color")
            .env("COLORFGBG", "15;0")
            .stdin(end().ok()?)
            .stdout(end().ok()?)
            .stderr(end().ok()?)
            .spawn()
            .ok()?;
        Some((child, File::from(master)))
    }

    /// How long until something can be seen; then it is told to quit.
    fn painted(command: &[String], quit: &[u8]) -> Option<Duration> {
        let start_time = Instant::now();
        let (mut child, mut master) = start(command)?;
        let mut buffer = [0; 65536];
        let mut seen = Vec::new();
        let time = loop {
            let count = master.read(&mut buffer).ok().filter(|count| *count > 0)?;
            seen.extend_from_slice(&buffer[..count]);
            answer(&mut master, &seen);
            if shows_something(&seen) {
                break start_time.elapsed();
            }
        };
        let _ = master.write_all(quit);
        let until = Instant::now() + Duration::from_secs(20);
        let mut rest = master.try_clone().ok()?;
        let drain = std::thread::spawn(move || while rest.read(&mut buffer).is_ok_and(|count| count > 0) {});
        while child.try_wait().ok()?.is_none() {
            if Instant::now() > until {
                let _ = child.kill();
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        drop(master);
        let _ = drain.join();
        Some(time)
    }

    /// A terminal answers what it is asked: colours and what it is.
    fn answer(master: &mut File, seen: &[u8]) {
        let asked = |what: &[u8]| seen.windows(what.len()).any(|window| window == what);
        if asked(b"\x1b]11;?") && seen.len() < 64 {
            let _ = master.write_all(b"\x1b]11;rgb:0000/0000/0000\x1b\\");
        }
        if asked(b"\x1b[c") && seen.len() < 64 {
            let _ = master.write_all(b"\x1b[?62;22c");
        }
    }

    /// Whether anything but escape sequences was sent.
    fn shows_something(bytes: &[u8]) -> bool {
        let mut rest = bytes;
        while let Some((first, after)) = rest.split_first() {
            match first {
                0x1b => {
                    let end = match after.first() {
                        Some(b'[') => {
                            after.iter().skip(1).position(|byte| (0x40..=0x7e).contains(byte)).map(|at| at + 2)
                        }
                        Some(b']' | b'P') => {
                            after.iter().position(|byte| matches!(byte, 0x07 | b'\\')).map(|at| at + 1)
                        }
                        Some(_) => Some(1),
                        None => None,
                    };
                    let Some(end) = end else { return false };
                    rest = &after[end..];
                }
                0x21..=0x7e | 0x80.. => return true,
                _ => rest = after,
            }
        }
        false
    }

    /// How many bytes it sends for `j`, in the middle, once everything is found, with a key every so often.
    fn sent(command: &[String], every: Duration) -> Option<usize> {
        const KEYS: usize = 60;
        let (mut child, mut master) = start(command)?;
        let mut rest = master.try_clone().ok()?;
        let (tell, told) = std::sync::mpsc::channel();
        let reader = std::thread::spawn(move || {
            let mut buffer = [0; 65536];
            while let Ok(count @ 1..) = rest.read(&mut buffer) {
                if tell.send(count).is_err() {
                    break;
                }
            }
        });
        let until_quiet = |quiet: Duration| {
            let mut sum = 0;
            while let Ok(count) = told.recv_timeout(quiet) {
                sum += count;
            }
            sum
        };
        until_quiet(Duration::from_secs(3));
        let mut sent: Vec<usize> =
            (0..KEYS).filter_map(|_| master.write_all(b"j").ok().map(|()| until_quiet(every))).collect();
        let _ = child.kill();
        let _ = child.wait();
        drop((master, told));
        let _ = reader.join();
        sent.sort_unstable();
        sent.get(sent.len() / 2).copied()
    }

    /// How many bytes it holds once everything is read and found, as the system counts them.
    fn resident(command: &[String]) -> Option<u64> {
        let (mut child, mut master) = start(command)?;
        let mut rest = master.try_clone().ok()?;
        let drain = std::thread::spawn(move || {
            let mut buffer = [0; 65536];
            while rest.read(&mut buffer).is_ok_and(|count| count > 0) {}
        });
        let read = |pid: u32| -> Option<u64> {
            let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
            let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
            Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
        };
        // It is done when it holds the same for two seconds.
        let (mut last, mut same) = (0, 0);
        for _ in 0..600 {
            std::thread::sleep(Duration::from_millis(100));
            let now = read(child.id())?;
            same = if now == last { same + 1 } else { 0 };
            last = now;
            if same == 20 {
                break;
            }
        }
        let _ = master.write_all(b"q");
        std::thread::sleep(Duration::from_millis(300));
        let _ = child.kill();
        let _ = child.wait();
        drop(master);
        let _ = drain.join();
        Some(last)
    }
}
