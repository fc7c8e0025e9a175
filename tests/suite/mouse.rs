//! The mouse on the screen: clicks, the wheel, and dragging over words of a source.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use handoff::packet::Packet;
use handoff::workbench::effect::Msg;
use handoff::workbench::mode::Mode;
use handoff::workbench::state::Pane;
use unicode_width::UnicodeWidthStr;

use crate::still::Still;

const LEFT: MouseButton = MouseButton::Left;

fn packet() -> Packet {
    let mut call =
        String::from("Maya: 東京本社 と 👩‍💻 tested it twice ⚠️ before lunch\nSam: e\u{301}tude was\u{200b}fine\n");
    for line in 0..60 {
        call.push_str(&format!("Maya: line {line} of the call\nSam: answer {line}\n"));
    }
    let claims: Vec<_> = (0..30)
        .map(|at| {
            serde_json::json!({ "id": format!("c{at:02}"), "kind": "buying_reason", "text": format!("reason {at}"),
                "evidence": [{ "source": "s1", "quote": { "exact": "tested it twice" } }] })
        })
        .collect();
    serde_json::from_value(serde_json::json!({
        "format": "handoff-packet/1", "id": "p", "account": { "name": "Mouse" }, "claims": claims,
        "people": [{ "id": "p1", "name": "Maya", "side": "customer" }, { "id": "p2", "name": "Sam", "side": "seller" }],
        "sources": [{ "id": "s1", "kind": "call", "text": call }],
    }))
    .expect("a packet")
}

fn open() -> Still {
    Still::open(packet(), (120, 36))
}

/// Where on the screen a text begins.
fn place_of(still: &Still, text: &str) -> (u16, u16) {
    let frame = still.frame();
    let found =
        frame.lines().enumerate().find_map(|(y, line)| Some((line.find(text).map(|at| line[..at].width())?, y)));
    let (x, y) = found.unwrap_or_else(|| panic!("{text:?} is not in\n{frame}"));
    (u16::try_from(x).expect("a column"), u16::try_from(y).expect("a row"))
}

fn mouse(still: &mut Still, kind: MouseEventKind, (column, row): (u16, u16)) {
    still.tell(Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
}

fn click(still: &mut Still, place: (u16, u16)) {
    mouse(still, MouseEventKind::Down(LEFT), place);
    mouse(still, MouseEventKind::Up(LEFT), place);
}

fn drag(still: &mut Still, from: (u16, u16), to: (u16, u16)) {
    mouse(still, MouseEventKind::Down(LEFT), from);
    mouse(still, MouseEventKind::Drag(LEFT), to);
    mouse(still, MouseEventKind::Up(LEFT), to);
}

fn selected(still: &Still) -> &str {
    let range = still.state.selection().expect("words are selected");
    &still.state.shown_text().expect("a source").as_str()[range]
}

#[test]
fn a_click_on_a_claim_goes_to_it_and_one_on_a_heading_does_not() {
    let mut still = open();
    let place = place_of(&still, "c05");
    click(&mut still, place);
    assert_eq!(still.state.selected(), Some(5));
    let place = place_of(&still, "Why they bought");
    click(&mut still, place);
    assert_eq!(still.state.selected(), Some(5));
}

#[test]
fn words_are_selected_by_dragging_and_made_into_evidence_and_a_claim() {
    let mut still = open();
    let (from, to) = (place_of(&still, "tested"), place_of(&still, "before"));
    drag(&mut still, from, to);
    assert_eq!(selected(&still), "tested it twice ⚠\u{fe0f} before");
    assert!(still.frame().contains("A attaches"), "{}", still.frame());
    still.keys("A");
    let last = serde_json::to_value(&still.state.review.entries().last().expect("an entry").event).expect("JSON");
    assert_eq!(last["evidence"]["quote"]["exact"], "tested it twice ⚠\u{fe0f} before");
    let (from, to) = (place_of(&still, "twice"), place_of(&still, "lunch"));
    // Backwards, too.
    drag(&mut still, to, from);
    still.keys("+aThey test before lunch<enter>");
    assert_eq!(still.state.review.len(), 31);
}

#[test]
fn wide_characters_emoji_marks_and_hidden_characters_are_taken_where_they_are_drawn() {
    let mut still = open();
    let (from, to) = (place_of(&still, "本社"), place_of(&still, "tested"));
    drag(&mut still, (from.0 + 1, from.1), (to.0 + 5, to.1));
    assert_eq!(selected(&still), "東京本社 と 👩‍💻 tested");
    let from = place_of(&still, "fine");
    drag(&mut still, from, from);
    assert_eq!(selected(&still), "was\u{200b}fine", "a hidden character parts no words");
    let from = place_of(&still, "tude");
    drag(&mut still, (from.0 - 1, from.1), from);
    assert_eq!(selected(&still), "e\u{301}tude");
}

#[test]
fn a_drag_goes_on_beyond_the_edges_of_the_pane() {
    let mut still = open();
    let from = place_of(&still, "line 1 of");
    mouse(&mut still, MouseEventKind::Down(LEFT), from);
    for _ in 0..8 {
        mouse(&mut still, MouseEventKind::Drag(LEFT), (119, 35));
    }
    mouse(&mut still, MouseEventKind::Up(LEFT), (119, 35));
    let words = selected(&still).to_owned();
    assert!(words.starts_with("line 1 of the call") && words.contains("line 8 of the call"), "{words}");
    // To the left, it ends at the first word of the row; upward, the words come back.
    let from = place_of(&still, "line 7 of");
    mouse(&mut still, MouseEventKind::Down(LEFT), (from.0 + 6, from.1));
    mouse(&mut still, MouseEventKind::Drag(LEFT), (0, from.1));
    assert_eq!(selected(&still), "line 7");
    for _ in 0..20 {
        mouse(&mut still, MouseEventKind::Drag(LEFT), (0, 0));
    }
    assert!(selected(&still).starts_with("東京本社"), "{}", selected(&still));
}

#[test]
fn a_drag_that_began_elsewhere_selects_nothing() {
    let mut still = open();
    let (from, to) = (place_of(&still, "c05"), place_of(&still, "before"));
    drag(&mut still, from, to);
    assert_eq!(still.state.selection(), None);
    still.keys("x");
    drag(&mut still, to, from);
    assert!(matches!(still.state.mode, Mode::Menu(_)) && still.state.selection().is_none());
}

#[test]
fn the_wheel_moves_what_it_is_over() {
    let mut still = open();
    let source = place_of(&still, "line 1 of");
    mouse(&mut still, MouseEventKind::ScrollDown, source);
    assert_eq!(place_of(&still, "line 1 of"), (source.0, source.1 - 3), "{}", still.frame());
    assert_eq!((still.state.selected(), still.state.focus), (Some(0), Pane::Claims));
    mouse(&mut still, MouseEventKind::ScrollUp, source);
    assert_eq!(place_of(&still, "line 1 of"), source);
    for _ in 0..100 {
        mouse(&mut still, MouseEventKind::ScrollDown, source);
    }
    assert_eq!(place_of(&still, "answer 59").1, 32, "the last line stands at the end of the pane:\n{}", still.frame());
    let claims = place_of(&still, "c05");
    mouse(&mut still, MouseEventKind::ScrollDown, claims);
    assert_eq!(still.state.selected(), Some(1));
    still.keys("?");
    mouse(&mut still, MouseEventKind::ScrollDown, claims);
    let Mode::Listing(listing) = &still.state.mode else { panic!("help is open") };
    assert!(listing.cursor >= 3);
}

#[test]
fn the_wheel_leaves_a_selection_as_it_is() {
    let mut still = open();
    let (from, to) = (place_of(&still, "tested"), place_of(&still, "twice"));
    drag(&mut still, from, to);
    mouse(&mut still, MouseEventKind::ScrollDown, from);
    assert_eq!(selected(&still), "tested it twice");
}

#[test]
fn the_footer_does_what_it_says_in_every_mode() {
    let mut still = open();
    let press = |still: &mut Still, what: &str| {
        let (x, _) = place_of(still, what);
        click(still, (x, 35));
    };
    press(&mut still, "e edit");
    assert!(matches!(still.state.mode, Mode::Form(_)), "{}", still.frame());
    press(&mut still, "esc leave");
    assert_eq!(still.state.mode, Mode::Browse);
    press(&mut still, "x reject");
    assert!(matches!(still.state.mode, Mode::Menu(_)));
    press(&mut still, "esc close");
    assert_eq!(still.state.mode, Mode::Browse);
    press(&mut still, "? help");
    press(&mut still, "esc close");
    still.keys("<ctrl-f>answer");
    press(&mut still, "enter save");
    assert_eq!((still.state.focus, &still.state.mode), (Pane::Source, &Mode::Browse));
    assert_eq!(still.state.review.entries().len(), 0);
    still.keys("<esc><tab>");
    press(&mut still, "a accept");
    assert_eq!(still.state.review.entries().len(), 1);
}

#[test]
fn a_click_takes_a_line_of_a_menu_and_chooses_a_field_of_a_form() {
    let mut still = open();
    still.keys("d");
    let place = place_of(&still, "who can answer");
    click(&mut still, place);
    let Mode::Form(form) = &still.state.mode else { panic!("a form is open") };
    assert_eq!(form.at, 1);
    still.keys("<esc>x");
    let place = place_of(&still, "overstated");
    click(&mut still, place);
    let last = serde_json::to_value(&still.state.review.entries().last().expect("an entry").event).expect("JSON");
    assert_eq!((&last["type"], &last["reason"]), (&"claim_rejected".into(), &"overstated".into()));
}

#[test]
fn the_quote_stays_on_screen_when_the_window_changes() {
    let mut packet = serde_json::to_value(packet()).expect("JSON");
    packet["claims"][0]["evidence"][0]["quote"]["exact"] = "line 20 of the call".into();
    let mut still = Still::open(serde_json::from_value(packet).expect("a packet"), (120, 60));
    for size in [(80, 24), (60, 16), (200, 50), (61, 16)] {
        still.tell(Msg::Resize(size.0, size.1));
        let frame = still.frame();
        assert!(frame.lines().any(|line| line.contains("▌ line 20 of")), "{size:?}\n{frame}");
    }
}
