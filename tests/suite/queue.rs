//! The queue: a library on screen, its rows, and what can be done from there.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use handoff::workbench::key::{Keymap, parse_keys};
use handoff::workbench::queue::row::Known;
use handoff::workbench::queue::run::{self, Left};
use handoff::workbench::queue::state::{Queue, Reading};
use handoff::workbench::queue::update::{Msg, update};
use handoff::workbench::queue::world::World;
use handoff::workbench::theme::Theme;

use super::session::dana;

/// A packet of so many claims, the first of them with a quote that is nowhere.
fn packet(id: &str, account: &str, claims: usize, orphan: bool, closed: &str) -> String {
    let claims: Vec<String> = (1..=claims)
        .map(|at| {
            let exact =
                if orphan && at == 1 { "nobody ever said this sentence here" } else { "we lost thirty percent" };
            format!(
                r#"{{"id": "c{at:02}", "kind": "buying_reason", "text": "Claim {at} of {account}",
                    "evidence": [{{"source": "s1", "quote": {{"exact": "{exact}"}}}}]}}"#
            )
        })
        .collect();
    format!(
        r#"{{"format": "handoff-packet/1", "id": "{id}", "account": {{"name": "{account}"}},
            "deal": {{"ae": "Sam Lee", "csm": "Dana Ruiz", "closed_on": "{closed}"}},
            "sources": [{{"id": "s1", "kind": "call", "text": "Maya Chen: Last year we lost thirty percent."}}],
            "claims": [{}]}}"#,
        claims.join(",")
    )
}

struct Library {
    folder: tempfile::TempDir,
}

impl Library {
    fn of(packets: &[(&str, String)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, packet) in packets {
            std::fs::create_dir(folder.path().join(name)).unwrap();
            std::fs::write(folder.path().join(name).join("packet.json"), packet).unwrap();
        }
        Self { folder }
    }

    fn three() -> Self {
        Self::of(&[
            ("alder", packet("alder", "Alder Foods", 2, false, "2026-06-01")),
            ("birch", packet("birch", "Birch Freight", 3, true, "2026-07-01")),
            ("cedar", packet("cedar", "Cedar Clinics", 5, false, "2026-08-01")),
        ])
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn queue(&self, size: (u16, u16)) -> Queue {
        let keymap = Arc::new(Keymap::load(&[]).unwrap());
        Queue::new(self.path().to_owned(), Some(dana()), keymap, size, "2026-09-01".parse().unwrap())
    }

    /// Plays keys on a queue of this library.
    fn play(&self, keys: &str) -> (Queue, Left) {
        let mut world = World::start(self.path().to_owned(), false);
        run::play(self.queue((120, 24)), &mut world, &mut parse_keys(keys).unwrap().into_iter())
    }

    fn trail(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name).join("audit.jsonl")).unwrap_or_default()
    }
}

fn frame(queue: &Queue) -> String {
    run::print(queue, &Theme::plain(), queue.size)
}

/// The accounts in the order of the screen.
fn accounts(queue: &Queue) -> Vec<String> {
    queue.order.iter().map(|at| queue.rows[*at].name()).collect()
}

#[test]
fn the_worst_packet_comes_first_with_all_that_is_known_of_it() {
    let (queue, left) = Library::three().play("");
    assert_eq!(left, Left::Played);
    assert_eq!(queue.reading, Reading::Done);
    assert_eq!(accounts(&queue), ["Birch Freight", "Cedar Clinics", "Alder Foods"]);
    let screen = frame(&queue);
    let wide = run::print(&queue, &Theme::plain(), (140, 24));
    let line = wide.lines().find(|line| line.contains("Birch Freight")).unwrap();
    for part in
        ["▶Birch", "Dana Ruiz", "Dana Ruiz      Dana Ruiz      review      review", " 62 ", "0/3", " 1 ", "0/10"]
    {
        assert!(line.contains(part), "{part}: {line}");
    }
    assert!(screen.contains("3 packets · 3 your turn · worst first"), "{screen}");
    // Account, owner, whose turn and what is next stand apart where there is room.
    for (width, heads) in [(100, "owner          turn           next"), (99, "turn"), (80, "turn")] {
        let text = run::print(&queue, &Theme::plain(), (width, 24));
        assert!(text.lines().any(|line| line.contains(heads)), "{width}: {text}");
        assert_eq!(text.contains("Dana Ruiz: review"), width < 100, "{text}");
    }
    // What is counted is said in words, at every width.
    for (width, heads) in [(136, "unruled orphans altered"), (99, "unr. orph alt."), (60, "unr. orph alt.")] {
        let text = run::print(&queue, &Theme::plain(), (width, 24));
        assert!(text.lines().any(|line| line.contains(heads)), "{width}: {text}");
    }
}

#[test]
fn it_is_sorted_filtered_and_searched_with_single_keys() {
    let library = Library::three();
    assert_eq!(accounts(&library.play("sa").0), ["Alder Foods", "Birch Freight", "Cedar Clinics"]);
    assert_eq!(accounts(&library.play("sd").0), ["Alder Foods", "Birch Freight", "Cedar Clinics"]);
    let turned = library.play("ja<ctrl-a><ctrl-k>Ann Ode<enter>st").0;
    assert_eq!(accounts(&turned), ["Cedar Clinics", "Alder Foods", "Birch Freight"], "by whose turn it is");
    assert!(frame(&turned).contains("by whose turn it is"), "{}", frame(&turned));
    assert_eq!(accounts(&library.play("fo").0), ["Birch Freight"]);
    assert_eq!(accounts(&library.play("/cedar<enter>").0)[0], "Cedar Clinics", "the best match comes first");
    assert_eq!(accounts(&library.play("/zzz<enter>").0), [""; 0]);
    assert_eq!(accounts(&library.play("/cedar<enter><esc>").0).len(), 3);
    assert!(frame(&library.play("fr").0).contains("no packet is like that"));
    assert!(frame(&library.play("?").0).contains("open the packet"), "{}", frame(&library.play("?").0));
}

#[test]
fn enter_opens_the_packet_under_the_cursor_and_the_queue_comes_back_to_its_row() {
    let library = Library::three();
    let mut world = World::start(library.path().to_owned(), false);
    let mut keys = parse_keys("j<enter>s").unwrap().into_iter();
    let (queue, left) = run::play(library.queue((120, 24)), &mut world, &mut keys);
    assert_eq!(left, Left::Open(library.path().join("cedar")));
    let (queue, left) = run::play(queue, &mut world, &mut keys);
    assert_eq!(left, Left::Played);
    assert_eq!(queue.rows[queue.selected().unwrap()].name(), "Cedar Clinics");
}

#[test]
fn a_packet_is_assigned_and_returned_from_the_queue() {
    let library = Library::three();
    let (queue, _) = library.play("a<ctrl-a><ctrl-k>Robin Park<enter>");
    assert!(library.trail("birch").contains(r#""type":"assigned","to":"Robin Park""#), "{}", library.trail("birch"));
    assert!(frame(&queue).contains("Robin Park     Robin Park     review "), "{}", frame(&queue));
    let (queue, _) = library.play("rwhich quote is it?<enter>");
    assert!(library.trail("birch").contains(r#""note":"which quote is it?""#), "{}", library.trail("birch"));
    assert!(frame(&queue).contains("Sam Lee        answer "), "{}", frame(&queue));
    assert_eq!(library.trail("alder"), "");
}

#[test]
fn a_packet_that_cannot_be_read_is_a_row_and_not_the_end() {
    let library = Library::three();
    std::fs::write(library.path().join("alder/packet.json"), "{ \"format\": ").unwrap();
    let (queue, left) = library.play("<enter>");
    assert_eq!(left, Left::Played, "it can't be opened");
    let screen = frame(&queue);
    assert!(screen.contains("alder: can't be read"), "{screen}");
    assert_eq!(accounts(&queue).len(), 3);
}

#[test]
fn an_empty_library_says_what_to_do() {
    let (queue, _) = Library::of(&[]).play("<enter>a");
    assert!(frame(&queue).contains("no packet is in this folder") && frame(&queue).contains("handoff draft"));
    let mut world = World::start(PathBuf::from("/there/is/no/such/folder"), false);
    let library = Library::of(&[]);
    let (queue, _) = run::play(library.queue((120, 24)), &mut world, &mut std::iter::empty());
    assert!(frame(&queue).contains("/there/is/no/such/folder"), "{}", frame(&queue));
}

#[test]
fn rows_that_become_known_do_not_move_under_the_cursor() {
    let library = Library::three();
    let queue = library.queue((120, 24));
    let paths: Vec<PathBuf> = (0..200).map(|at| PathBuf::from(format!("/library/p{at:03}"))).collect();
    let (queue, _) = update(queue, Msg::Listed(Ok(paths)));
    let (mut queue, _) = update(queue, Msg::Read(Vec::new(), Reading::Heads(200)));
    for _ in 0..50 {
        queue = update(queue, Msg::Key(parse_keys("j").unwrap()[0])).0;
    }
    let (selected, line) = (queue.selected().unwrap(), queue.cursor - queue.top);
    // One row turns out to be broken, which is the worst there is: everything is sorted anew.
    let (queue, _) = update(queue, Msg::Read(vec![(150, Known::Broken("why".into()))], Reading::Heads(199)));
    assert_eq!((queue.selected().unwrap(), queue.cursor - queue.top), (selected, line));
    let (queue, _) = update(queue, Msg::Read(Vec::new(), Reading::Quotes(200)));
    assert_eq!(queue.order[0], 150, "sorted now");
    assert_eq!((queue.selected().unwrap(), queue.cursor - queue.top), (selected, line), "and the cursor stayed");
}

#[test]
fn it_is_drawn_at_every_size() {
    let (mut queue, _) = Library::three().play("");
    for size in [(20, 5), (60, 16), (80, 24), (100, 30), (200, 50)] {
        queue.size = size;
        let screen = frame(&queue);
        assert!(screen.lines().all(|line| line.chars().count() <= usize::from(size.0)), "{screen}");
    }
}

/// The program on a library, as a script.
fn program(library: &Library, args: &[&str]) -> std::process::Output {
    let home = tempfile::tempdir().unwrap();
    assert_cmd::Command::cargo_bin("handoff")
        .unwrap()
        .env("HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path())
        .env("XDG_STATE_HOME", home.path())
        .arg(library.path())
        .args(["--as", "Dana Ruiz", "--role", "csm", "--today", "2026-09-01", "--print", "110x20"])
        .args(args)
        .output()
        .unwrap()
}

#[test]
fn the_program_opens_a_folder_of_packets_as_a_queue_and_a_packet_from_it() {
    let library = Library::three();
    let shown = |args: &[&str]| {
        let output = program(&library, args);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let screen = shown(&[]);
    assert!(screen.contains("Queue · ") && screen.contains("▶Birch Freight"), "{screen}");
    // Into the packet, a verdict there, and back to the row with what is known now.
    let screen = shown(&["--keys", "j<enter>aq"]);
    assert!(screen.contains("▶Cedar Clinics") && screen.contains("1/5"), "{screen}");
    let screen = shown(&["--keys", "j<enter>"]);
    assert!(screen.contains("Cedar Clinics · review · 1/5 decided"), "{screen}");
    let output = program(&library, &["--pair", "Dana Ruiz:csm"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn ten_thousand_packets_scroll_without_a_wait() {
    let library = Library::three();
    let (known, _) = library.play("");
    let queue = library.queue((120, 40));
    let paths: Vec<PathBuf> = (0..10_000).map(|at| PathBuf::from(format!("/library/p{at:05}"))).collect();
    let (queue, _) = update(queue, Msg::Listed(Ok(paths)));
    let read = (0..10_000).map(|at| (at, known.rows[at % 3].known.clone())).collect();
    let (queue, _) = update(queue, Msg::Read(read, Reading::Quotes(10_000)));
    let (mut queue, _) = update(queue, Msg::Read(Vec::new(), Reading::Done));
    assert_eq!(queue.order.len(), 10_000);
    let keys = parse_keys(&format!("G{}g{}", "k".repeat(98), "<pagedown>".repeat(100))).unwrap();
    let began = std::time::Instant::now();
    for key in &keys {
        queue = update(queue, Msg::Key(*key)).0;
        frame(&queue);
    }
    let each = began.elapsed() / u32::try_from(keys.len()).unwrap();
    // A frame of an unoptimised build on a machine that does other things, too; one that looked at every row
    // in drawing or moving would take longer by far.
    assert!(each < std::time::Duration::from_millis(40), "{each:?} for a key and its frame");
    eprintln!("queue of 10,000: {each:?} for a key and its frame");
}

#[test]
fn without_a_screen_the_list_is_said_with_numbers_and_a_number_opens_a_packet() {
    let library = Library::three();
    let run = |lines: &str| {
        let mut command = assert_cmd::Command::cargo_bin("handoff").unwrap();
        command.env("HANDOFF_CONFIG", library.path().join("no-config.toml"));
        command.env("XDG_STATE_HOME", library.path().join("state"));
        command.args(["--plain", "--as", "Dana Ruiz", "--role", "csm"]);
        let output = command.arg(library.path()).write_stdin(lines.to_owned()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let said = run("sa\ns a\nf o\n/cedar\n9\nq\n");
    let numbered = |said: &str, from: usize| -> Vec<String> {
        let lines = said.lines().filter(|line| line.contains(". ") && line.starts_with("  "));
        lines.skip(from).take(3).map(|line| line.split(" · ").next().unwrap().trim().to_owned()).collect()
    };
    assert_eq!(
        numbered(&said, 0),
        ["1. Birch Freight", "2. Cedar Clinics", "3. Alder Foods"],
        "as on the screen: {said}"
    );
    assert!(said.contains("owner Dana Ruiz · turn Dana Ruiz: review · review · "), "{said}");
    assert!(said.contains("0 of 3 decided · 1 orphan · ready 0 of 10"), "{said}");
    assert!(said.contains("`sa` is no packet of the list"), "{said}");
    assert_eq!(numbered(&said, 3), ["1. Alder Foods", "2. Birch Freight", "3. Cedar Clinics"], "{said}");
    assert!(said.contains("1 packet · only orphan or altered quotes · by account"), "{said}");
    assert!(said.contains("`9` is no packet of the list"), "{said}");
    // Into the second packet, a verdict there, and back to the list that knows of it.
    let said = run("2\na\nq\nq\n");
    assert!(library.trail("cedar").contains("claim_accepted"), "{said}");
    assert!(said.contains("Cedar Clinics · owner Dana Ruiz") && said.contains("1 of 5 decided"), "{said}");
    // The end of the input leaves the packet and the queue.
    run("3\na\n");
    assert!(library.trail("alder").contains("claim_accepted"));
}

#[test]
fn without_a_screen_a_line_assigns_and_returns_a_packet_as_the_screens_keys_do() {
    let (lines, keys) = (Library::three(), Library::three());
    let run = |library: &Library, args: &[&str], lines: &str| {
        let mut command = assert_cmd::Command::cargo_bin("handoff").unwrap();
        command.env("HANDOFF_CONFIG", library.path().join("no-config.toml"));
        command.env("XDG_STATE_HOME", library.path().join("state"));
        let output = command.args(args).arg(library.path()).write_stdin(lines.to_owned()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let me = ["--plain", "--as", "Dana Ruiz", "--role", "csm"];
    // The second of the list is Cedar Clinics. A return needs a question; the AE of the deal stands there.
    let said = run(&lines, &me, "a 2\nAnn Ode\nr 2\n\n\nWho is the sponsor?\na\nr 9\na 3\n.\nq\n");
    keys.play("ja<ctrl-a><ctrl-k>Ann Ode<enter>rWho is the sponsor?<enter>");
    let events = |library: &Library| -> Vec<serde_json::Value> {
        let events = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["event"].clone();
        library.trail("cedar").lines().map(events).collect()
    };
    assert_eq!(events(&lines).len(), 2, "{said}");
    assert_eq!(events(&lines), events(&keys), "the trail is the screen's: {said}");
    for part in [
        "Whose packet is Cedar Clinics from now on?",
        "new owner [Dana Ruiz]: ",
        "it is Ann Ode's packet now",
        "to (may stay empty) [Sam Lee]: ",
        "the question is empty",
        "returned to Sam Lee",
        "2. Cedar Clinics · owner Ann Ode · turn Sam Lee: answer",
        "which packet? `a 2` assigns the second of the list",
        "`9` is no packet of the list",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(lines.trail("alder"), "", "a form that is left records nothing: {said}");
    // Who decides is asked first, where it is not known.
    let said = run(&lines, &["--plain"], "a 3\nMia Roth\nmanager\n\nDana Ruiz\nq\n");
    let asked = said.find("Who is reviewing?").expect("asked who decides");
    assert!(said[asked..].contains("Whose packet is Alder Foods from now on?"), "{said}");
    assert!(lines.trail("alder").contains(r#""name":"Mia Roth""#), "{said}");
}

/// Clicks on the first place where the frame has that text.
fn click(queue: Queue, text: &str) -> (Queue, Vec<handoff::workbench::queue::state::Effect>) {
    let screen = frame(&queue);
    let found = screen.lines().enumerate().find_map(|(y, line)| {
        Some((line.split(text).next()?.chars().count(), y, line.contains(text))).filter(|(.., here)| *here)
    });
    let (x, y, _) = found.unwrap_or_else(|| panic!("{text:?} is not in\n{screen}"));
    let place = (u16::try_from(x).unwrap(), u16::try_from(y).unwrap());
    update(queue, Msg::Click(place.into()))
}

#[test]
fn rows_menus_forms_and_the_footer_can_be_clicked_and_the_mouse_left_alone() {
    use handoff::workbench::queue::state::{Effect, Mode};
    let library = Library::three();
    let (queue, _) = library.play("");
    let (queue, effects) = click(queue, "Cedar Clinics");
    assert_eq!((queue.rows[queue.selected().unwrap()].name().as_str(), effects.len()), ("Cedar Clinics", 0));
    let (queue, effects) = click(queue, "Cedar Clinics");
    assert!(matches!(effects.as_slice(), [Effect::Open(_)]), "{effects:?}");
    let (queue, _) = click(queue, "s sort");
    let (queue, _) = click(queue, "by account");
    assert_eq!((&queue.mode, queue.sort.label()), (&Mode::Browse, "by account"));
    let (queue, _) = click(queue, "r return");
    let (queue, _) = click(queue, "question");
    let Mode::Form(form, _) = &queue.mode else { panic!("a form is open") };
    assert_eq!(form.at, 1);
    let (queue, _) = click(queue, "esc leave");
    assert_eq!(queue.mode, Mode::Browse);
    let (queue, effects) = update(queue, Msg::Key(parse_keys("<alt-m>").unwrap()[0]));
    assert_eq!(effects, [Effect::Mouse(false)]);
    assert!(frame(&queue).contains("the same key takes it back"));
}

#[test]
fn help_of_the_queue_is_searched_and_its_lines_run() {
    use handoff::workbench::queue::state::Mode;
    let library = Library::three();
    let (queue, _) = library.play("?order");
    assert!(
        frame(&queue).contains("choose the order") && !frame(&queue).contains("leave the queue"),
        "{}",
        frame(&queue)
    );
    let (queue, _) = library.play("?order<enter>");
    assert!(matches!(queue.mode, Mode::Sorting(_)), "{}", frame(&queue));
    assert_eq!(library.play("?quit<enter>").1, Left::Quit(None));
}

#[test]
fn a_paste_moves_nothing_and_is_told() {
    let library = Library::three();
    let (queue, _) = library.play("");
    let (queue, effects) = update(queue, Msg::Paste("jjaqr\nq".to_owned()));
    assert!(effects.is_empty() && queue.cursor == 0);
    assert!(frame(&queue).contains("pasted text was dropped"), "{}", frame(&queue));
}

#[test]
fn every_view_and_mode_of_the_queue_at_two_sizes() {
    let library = Library::three();
    let mut out = String::new();
    for (what, keys) in [
        ("the queue", ""),
        ("sorting", "s"),
        ("showing", "f"),
        ("shown", "fo"),
        ("finding", "/ced"),
        ("found nothing", "/zzzz<enter>"),
        ("assigning", "a"),
        ("returning", "r"),
        ("help", "?"),
        ("help searched", "?order"),
        ("nothing to leave", "<esc>"),
    ] {
        let (mut queue, _) = library.play(keys);
        queue.library = PathBuf::from("library");
        for size in [(80, 24), (120, 36)] {
            queue.size = size;
            queue.keep_in_view();
            out.push_str(&format!("{}x{}  {what}, keys: {keys}\n{}\n", size.0, size.1, frame(&queue)));
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!("screen_queue", out);
    });
}
