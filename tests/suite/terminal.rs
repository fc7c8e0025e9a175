//! Real pseudo-terminals: what a person's terminal is like while `handoff` runs, and after. A handful, because
//! they take time; where no pseudo-terminal is to be had they are skipped, and say so.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use handoff::store::{Paths, presence::Presence};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{FdFlags, fcntl_setfd};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

use crate::session::Session;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program on a terminal of its own.
struct Pty {
    master: Option<File>,
    slave: OwnedFd,
    child: Child,
    bytes: Receiver<Vec<u8>>,
    seen: Vec<u8>,
    hung_up: Arc<AtomicBool>,
    reading: Option<JoinHandle<()>>,
}

impl Pty {
    /// Runs `handoff` on a packet; `None` where there are no pseudo-terminals.
    fn run(packet: &Path, term: &str) -> Option<Self> {
        Self::run_with(packet, term, &["--as", "Dana Ruiz", "--role", "csm"], None)
    }

    /// The same with other options, and with programs of one's own found before those of the system.
    fn run_with(packet: &Path, term: &str, options: &[&str], programs: Option<&Path>) -> Option<Self> {
        let mut command = vec![env!("CARGO_BIN_EXE_handoff"), "review"];
        command.extend(options);
        command.push(packet.to_str()?);
        Self::start(packet, term, &command, programs)
    }

    /// Runs any program on a terminal of its own.
    fn start(packet: &Path, term: &str, command: &[&str], programs: Option<&Path>) -> Option<Self> {
        let skipped = |why: &dyn std::fmt::Display| eprintln!("skipped: no pseudo-terminal: {why}");
        // No program that is started may hold the terminal's other end, or it never hangs up.
        #[cfg(target_os = "linux")]
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        #[cfg(not(target_os = "linux"))]
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
        let master = openpt(flags).inspect_err(|error| skipped(error)).ok()?;
        fcntl_setfd(&master, FdFlags::CLOEXEC).ok()?;
        grantpt(&master).and_then(|()| unlockpt(&master)).inspect_err(|error| skipped(error)).ok()?;
        let name = ptsname(&master, Vec::new()).inspect_err(|error| skipped(error)).ok()?;
        let slave = File::options().read(true).write(true).open(name.to_str().ok()?).ok()?;
        tcsetwinsize(&master, Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 }).ok()?;
        let end = || Stdio::from(slave.try_clone().expect("another handle"));
        let usual = std::env::var_os("PATH").unwrap_or_default();
        let path = programs.map(Path::to_owned).into_iter().chain(std::env::split_paths(&usual));
        // setsid makes the pseudo-terminal the program's own, which takes no unsafe code here.
        let child = Command::new("setsid")
            .arg("--ctty")
            .args(command)
            .env("PATH", std::env::join_paths(path).ok()?)
            .env("TERM", term)
            .env("COLORFGBG", "15;0")
            .env("XDG_CONFIG_HOME", packet)
            .env("XDG_STATE_HOME", packet)
            .env("HOME", packet)
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .inspect_err(|error| skipped(error))
            .ok()?;
        let master = File::from(master);
        let (send, bytes) = channel();
        let mut reader = master.try_clone().expect("another handle");
        let hung_up = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&hung_up);
        let reading = std::thread::spawn(move || {
            let mut buffer = [0; 65536];
            let tick = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
            while !ends.load(Ordering::Relaxed) {
                if !matches!(poll(&mut [PollFd::new(&reader, PollFlags::IN)], Some(&tick)), Ok(1..)) {
                    continue;
                }
                match reader.read(&mut buffer) {
                    Ok(count @ 1..) if send.send(buffer[..count].to_vec()).is_ok() => {}
                    _ => break,
                }
            }
        });
        let master = Some(master);
        Some(Self { master, slave: slave.into(), child, bytes, seen: Vec::new(), hung_up, reading: Some(reading) })
    }

    /// Nobody holds the other end of the terminal any more.
    fn hang_up(&mut self) {
        drop(self.master.take());
        self.hung_up.store(true, Ordering::Relaxed);
        drop(self.reading.take().map(JoinHandle::join));
    }

    fn press(&mut self, keys: &[u8]) {
        self.master.as_mut().expect("an open terminal").write_all(keys).expect("keys can be written");
    }

    /// Waits until the terminal was sent those bytes, after all that was waited for before.
    fn wait_for_next(&mut self, wanted: &str) {
        self.seen.clear();
        self.wait_for(wanted);
    }

    /// Waits until the terminal was sent those bytes.
    fn wait_for(&mut self, wanted: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.seen.windows(wanted.len()).any(|window| window == wanted.as_bytes()) {
            let left = until.saturating_duration_since(Instant::now());
            match self.bytes.recv_timeout(left) {
                Ok(bytes) => self.seen.extend(bytes),
                Err(_) => panic!("{wanted:?} did not come: {:?}", String::from_utf8_lossy(&self.seen)),
            }
        }
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).expect("a pid")).expect("a pid");
        kill_process(pid, signal).expect("it still runs");
    }

    /// Waits for the end of the program.
    fn end(&mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status;
            }
            assert!(Instant::now() < until, "it still runs");
            while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(20)) {
                self.seen.extend(bytes);
            }
        }
    }

    /// The terminal is as a shell left it: lines, echo, no alternate screen, a cursor.
    fn is_as_it_was(&mut self) {
        while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(50)) {
            self.seen.extend(bytes);
        }
        let modes = tcgetattr(&self.slave).expect("a terminal").local_modes;
        assert!(modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG), "{modes:?}");
        let last = |what: &str| self.seen.windows(what.len()).rposition(|window| window == what.as_bytes());
        for (on, off) in [("\x1b[?1049h", "\x1b[?1049l"), ("\x1b[?25l", "\x1b[?25h"), ("\x1b[?2004h", "\x1b[?2004l")] {
            assert!(last(on) < last(off), "{on:?} was not followed by {off:?}");
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // Nothing of a failed test goes on running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn quitting_leaves_the_terminal_as_it_was_found() {
    let session = Session::new();
    let Some(mut pty) = Pty::run(session.path(), "xterm-256color") else { return };
    pty.wait_for("0/4");
    pty.press(b"a");
    pty.wait_for("takes it back");
    pty.press(b"q");
    assert_eq!(pty.end().code(), Some(0));
    pty.is_as_it_was();
    assert_eq!(session.events(), ["claim_accepted"]);
}

#[test]
fn the_first_frame_waits_for_no_other_program_and_the_first_key_knows_who_pressed_it() {
    let session = Session::new();
    let programs = tempfile::tempdir().expect("a folder");
    let (git, go) = (programs.path().join("git"), programs.path().join("go"));
    let answer = r"printf 'user.name\nDana Ruiz\0user.email\ndana@example.com\0'";
    let script = format!("#!/bin/sh\nwhile [ ! -e '{}' ]; do sleep 0.02; done\n{answer}\n", go.display());
    std::fs::write(&git, script).expect("a program");
    std::fs::set_permissions(&git, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("a program");
    let Some(mut pty) = Pty::run_with(session.path(), "xterm-256color", &["--role", "csm"], Some(programs.path()))
    else {
        return;
    };
    pty.wait_for("0/4");
    pty.wait_for("nobody named");
    pty.press(b"a");
    std::fs::write(go, "").expect("a file");
    pty.wait_for("takes it back");
    pty.wait_for("Dana Ruiz");
    pty.press(b"q");
    assert_eq!(pty.end().code(), Some(0));
    let trail = std::fs::read_to_string(session.path().join("audit.jsonl")).expect("a trail");
    assert!(trail.contains(r#""by":{"name":"Dana Ruiz","email":"dana@example.com","role":"csm"}"#), "{trail}");
}

#[test]
fn while_a_move_is_held_the_source_waits_and_then_shows_the_words_of_the_claim_that_was_come_to() {
    let folder = tempfile::tempdir().expect("a folder");
    // Words that share no letter, so that each is sent whole.
    let marked = |at: u8| char::from(b'a' + at).to_string().repeat(9);
    let words = |at: u8| format!("{} was lost\n", marked(at));
    let call: String = (0..24).map(|at| format!("Maya: {}{}", words(at), "and so on\n".repeat(30))).collect();
    let claims: Vec<_> = (0..24)
        .map(|at| {
            serde_json::json!({ "id": format!("c{at:02}"), "kind": "buying_reason", "text": "They lost margin",
                "evidence": [{ "source": "s1", "quote": { "exact": words(at).trim_end() } }] })
        })
        .collect();
    let packet = serde_json::json!({ "format": "handoff-packet/1", "id": "p", "account": { "name": "Held" },
        "sources": [{ "id": "s1", "kind": "call", "path": "call.txt" }], "claims": claims });
    std::fs::write(folder.path().join("packet.json"), packet.to_string()).expect("a packet");
    std::fs::write(folder.path().join("call.txt"), call).expect("a source");
    let Some(mut pty) = Pty::run(folder.path(), "xterm-256color") else { return };
    pty.wait_for(&marked(0));
    for _ in 0..12 {
        pty.press(b"j");
        std::thread::sleep(Duration::from_millis(20));
    }
    // The claim's own pane names it too, and once more where the source shows it.
    let twice = |pty: &Pty| {
        let seen = String::from_utf8_lossy(&pty.seen).into_owned();
        seen.matches(&marked(12)).count() >= 2
    };
    let until = Instant::now() + PATIENCE;
    while !twice(&pty) {
        match pty.bytes.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(bytes) => pty.seen.extend(bytes),
            Err(_) => panic!("the source did not follow: {:?}", String::from_utf8_lossy(&pty.seen)),
        }
    }
    pty.press(b"q");
    assert_eq!(pty.end().code(), Some(0));
}

#[test]
fn others_learn_where_somebody_looks_though_the_key_was_held_and_no_source_is_on_screen() {
    let session = Session::new();
    let Some(mut pty) = Pty::run(session.path(), "xterm-256color") else { return };
    pty.wait_for("0/4");
    pty.press(b"z");
    for _ in 0..3 {
        pty.press(b"j");
        std::thread::sleep(Duration::from_millis(20));
    }
    let colleague = Presence::new(&Paths::find(session.path()).expect("a packet"));
    let until = Instant::now() + PATIENCE;
    while !colleague.others().iter().any(|seen| seen.claim == Some("c04".into())) {
        assert!(Instant::now() < until, "{:?}", colleague.others());
        std::thread::sleep(Duration::from_millis(20));
    }
    pty.press(b"q");
    assert_eq!(pty.end().code(), Some(0));
}

#[test]
fn a_signal_ends_it_with_the_terminal_given_back_and_the_decision_kept() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let session = Session::new();
        let Some(mut pty) = Pty::run(session.path(), "xterm-256color") else { return };
        pty.wait_for("0/4");
        pty.press(b"a");
        pty.wait_for("takes it back");
        pty.signal(signal);
        assert_eq!(pty.end().signal(), Some(signal.as_raw()), "{signal:?}");
        pty.is_as_it_was();
        assert_eq!(session.events(), ["claim_accepted"]);
    }
}

#[test]
fn a_closed_window_ends_it() {
    let session = Session::new();
    let Some(mut pty) = Pty::run(session.path(), "xterm-256color") else { return };
    pty.wait_for("0/4");
    // What a terminal emulator that closes does; the system sends the hang-up.
    pty.hang_up();
    assert!(!pty.end().success());
}

#[test]
fn a_paste_decides_nothing() {
    let session = Session::new();
    let Some(mut pty) = Pty::run(session.path(), "xterm-256color") else { return };
    pty.wait_for("0/4");
    pty.press(b"\x1b[200~aaxsxqaaa\nvv\x1b[201~");
    pty.wait_for("pasted text was dropped");
    pty.press(b"q");
    assert_eq!(pty.end().code(), Some(0));
    assert_eq!(session.events(), [""; 0]);
}

#[test]
fn a_resized_window_is_drawn_anew_and_one_too_small_says_so() {
    let session = Session::new();
    let Some(mut pty) = Pty::run(session.path(), "xterm-256color") else { return };
    pty.wait_for("0/4");
    let size = |columns, rows| Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(pty.master.as_ref().expect("open"), size(30, 10)).expect("a size");
    // Blanks are skipped over, not sent.
    pty.wait_for("larger,");
    tcsetwinsize(pty.master.as_ref().expect("open"), size(200, 50)).expect("a size");
    pty.press(b":wider");
    pty.wait_for("wider");
    pty.press(b"\x1b");
    std::thread::sleep(Duration::from_millis(100));
    pty.press(b"q");
    assert_eq!(pty.end().code(), Some(0));
    pty.is_as_it_was();
}

#[test]
fn a_terminal_that_can_not_be_drawn_on_is_told_in_words() {
    let session = Session::new();
    let Some(mut pty) = Pty::run(session.path(), "dumb") else { return };
    assert_eq!(pty.end().code(), Some(2));
    pty.wait_for("TERM=dumb");
    assert!(!pty.seen.contains(&0x1b), "{:?}", String::from_utf8_lossy(&pty.seen));
}

/// A shell with job control, and `handoff` begun in it.
fn in_a_shell(session: &Session, editor: &str) -> Option<Pty> {
    let mut pty = Pty::start(session.path(), "xterm-256color", &["bash", "--norc", "-i"], None)?;
    let handoff = env!("CARGO_BIN_EXE_handoff");
    let line = format!(
        "PS1='here> '; EDITOR='{editor}' '{handoff}' review --as 'Dana Ruiz' --role csm '{}'\r",
        session.path().display()
    );
    pty.press(line.as_bytes());
    pty.wait_for("0/4");
    Some(pty)
}

/// Leaving gives the shell back, which was told that all went well.
fn is_left_well(pty: &mut Pty) {
    pty.press(b"q");
    pty.wait_for_next("here> ");
    pty.press(b"echo left $?\r");
    pty.wait_for("left 0");
}

#[test]
fn ctrl_z_gives_the_shell_its_terminal_and_fg_comes_back_to_the_same_place() {
    let session = Session::new();
    let Some(mut pty) = in_a_shell(&session, "true") else { return };
    pty.press(b"\x1a");
    pty.wait_for_next("Stopped");
    pty.wait_for("here> ");
    let size = Winsize { ws_row: 36, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(pty.master.as_ref().expect("open"), size).expect("a size");
    pty.press(b"echo $((6*7))\r");
    pty.wait_for("42");
    pty.press(b"fg\r");
    pty.wait_for_next("\x1b[?1049h");
    // The wider screen has room for more keys.
    pty.wait_for("next undecided");
    pty.press(b"a");
    pty.wait_for("takes it back");
    is_left_well(&mut pty);
    assert_eq!(session.events(), ["claim_accepted"]);
}

#[test]
fn an_editor_can_be_put_to_sleep_as_well_and_is_come_back_to() {
    let session = Session::new();
    let editor = session.path().join("editor");
    // As editors do: the keys come to it, and ctrl-z stops everything that runs in its place.
    let script = "#!/bin/sh\necho editing; read line; kill -TSTP 0; echo again; read line; echo \"$line\" > \"$1\"\n";
    std::fs::write(&editor, script).expect("a program");
    std::fs::set_permissions(&editor, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("a program");
    let Some(mut pty) = in_a_shell(&session, &editor.display().to_string()) else { return };
    pty.press(b"E");
    pty.wait_for("editing");
    pty.press(b"sleep\r");
    pty.wait_for_next("Stopped");
    pty.press(b"fg\r");
    pty.wait_for("again");
    pty.press(b"They lose thirty percent\r");
    pty.wait_for("your editor left");
    pty.press(b"\r");
    pty.wait_for("takes it back");
    assert_eq!(session.last()["text"], "They lose thirty percent");
    is_left_well(&mut pty);
}

#[test]
fn a_dropped_connection_ends_it_even_where_no_signal_comes() {
    let session = Session::new();
    let line = format!(
        "trap '' HUP; '{}' review --as Dana --role csm '{}'; :",
        env!("CARGO_BIN_EXE_handoff"),
        session.path().display()
    );
    let Some(mut pty) = Pty::start(session.path(), "xterm-256color", &["sh", "-c", &line], None) else { return };
    pty.wait_for("0/4");
    pty.press(b"a");
    pty.wait_for("takes it back");
    pty.hang_up();
    pty.end();
    assert_eq!(session.events(), ["claim_accepted"]);
    // The lock is free: another session writes.
    let state = session.play("gjjja");
    assert_eq!(session.events().len(), 2, "{:?}", state.messages);
}

#[test]
fn words_are_selected_with_the_mouse_of_a_terminal_and_made_into_evidence() {
    let session = Session::new();
    let Some(mut pty) = Pty::run(session.path(), "xterm-256color") else { return };
    pty.wait_for("0/4");
    pty.wait_for("\x1b[?1002h");
    pty.wait_for("sign-on?");
    // The source stands in the lower right: its first words are in row 14, from column 34 on.
    pty.press(b"\x1b[<0;34;14M\x1b[<32;60;14M\x1b[<0;60;14m");
    pty.wait_for("attaches");
    pty.press(b"A");
    pty.wait_for("takes it back");
    pty.press(b"\x1bm");
    pty.wait_for("the same key takes it back");
    pty.wait_for("\x1b[?1000l");
    pty.press(b"q");
    assert_eq!(pty.end().code(), Some(0));
    assert_eq!(session.last()["evidence"]["source"], "s1");
}
