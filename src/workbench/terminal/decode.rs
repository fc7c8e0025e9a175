//! What the bytes that a terminal sends mean. Pure: bytes in, keys out; time is the caller's.
//!
//! Keys and the mouse are termina's to parse. Kept from it here:
//!
//! - A paste in brackets, so that it is one text however long it is and however it was cut.
//! - Answers that nobody asked for, or that came too late: they are swallowed, not typed.
//! - A sequence that never ends. `ESC ]` begins an answer and is also alt-]: whoever calls says when
//!   nothing more came ([`Decoder::give_up`]), and what is there is taken for the key.

use crossterm::event as ct;
use termina::event as te;
use termina::{Event, Parser};

use super::Input;
use crate::workbench::key::{Code, Key};

const PASTE_START: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";
/// More of a paste than any field holds is not kept; that it ends is still seen.
const PASTE_LIMIT: usize = 1024 * 1024;
/// No answer is longer.
const STRING_LIMIT: usize = 4096;

/// What has begun and not ended.
#[derive(Debug, Default)]
enum Open {
    /// Nothing but perhaps a key's sequence, in `held`.
    #[default]
    Key,
    /// A pasted text.
    Paste(Vec<u8>),
    /// An operating system command or a device control string.
    String,
}

#[derive(Debug, Default)]
pub(super) struct Decoder {
    parser: Parser,
    open: Open,
    /// The bytes since the last whole key.
    held: Vec<u8>,
}

impl Decoder {
    pub(super) fn feed(&mut self, bytes: &[u8], into: &mut Vec<Input>) {
        for byte in bytes {
            self.byte(*byte, into);
        }
    }

    /// Whether something has begun and not ended; if it is a paste, with patience.
    pub(super) fn waits(&self) -> Option<Patience> {
        match self.open {
            Open::Paste(_) => Some(Patience::Paste),
            Open::String => Some(Patience::Key),
            Open::Key => (!self.held.is_empty()).then_some(Patience::Key),
        }
    }

    /// Nothing more came: what there is was meant.
    pub(super) fn give_up(&mut self, into: &mut Vec<Input>) {
        match std::mem::take(&mut self.open) {
            Open::Paste(text) => into.push(pasted(&text)),
            Open::Key | Open::String => match self.held.as_slice() {
                [0x1b] => into.push(Input::Key(Key::new(Code::Esc, false, false, false))),
                [0x1b, c] if c.is_ascii_graphic() => {
                    into.push(Input::Key(Key::new(Code::Char(char::from(*c)), false, true, false)));
                }
                _ => {}
            },
        }
        self.start_over();
    }

    fn start_over(&mut self) {
        *self = Self::default();
    }

    fn byte(&mut self, byte: u8, into: &mut Vec<Input>) {
        match &mut self.open {
            Open::Paste(text) => {
                if text.len() >= PASTE_LIMIT {
                    // Only the end is looked for, in the last few bytes.
                    text.drain(PASTE_LIMIT - PASTE_END.len()..PASTE_LIMIT - PASTE_END.len() + 1);
                }
                text.push(byte);
                if text.ends_with(PASTE_END) {
                    text.truncate(text.len() - PASTE_END.len());
                    into.push(pasted(text));
                    self.start_over();
                }
            }
            Open::String => {
                self.held.push(byte);
                if byte == 0x07 || self.held.ends_with(b"\x1b\\") || self.held.len() > STRING_LIMIT {
                    self.start_over();
                }
            }
            Open::Key => self.key_byte(byte, into),
        }
    }

    fn key_byte(&mut self, byte: u8, into: &mut Vec<Input>) {
        self.held.push(byte);
        match self.held.as_slice() {
            [0x1b] => return,
            [0x1b, b']' | b'P' | b'_' | b'^' | b'X'] => {
                self.open = Open::String;
                return;
            }
            // Two escapes: the first was the key; the second may begin something.
            [0x1b, 0x1b] => {
                into.push(Input::Key(Key::new(Code::Esc, false, false, false)));
                self.held.truncate(1);
                return;
            }
            [0x1b, second] => self.parser.parse(&[0x1b, *second], true),
            held if held == PASTE_START => {
                self.parser = Parser::default();
                self.open = Open::Paste(Vec::new());
                self.held.clear();
                return;
            }
            _ => self.parser.parse(&[byte], true),
        }
        while let Some(event) = self.parser.pop() {
            self.held.clear();
            into.extend(input(event));
        }
    }
}

/// How long to wait for the rest of what has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    Key,
    Paste,
}

fn pasted(text: &[u8]) -> Input {
    Input::Paste(String::from_utf8_lossy(text).replace("\r\n", "\n").replace('\r', "\n"))
}

fn input(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) => {
            let code = code(key.code)?;
            let kind = match key.kind {
                te::KeyEventKind::Press => ct::KeyEventKind::Press,
                te::KeyEventKind::Repeat => ct::KeyEventKind::Repeat,
                te::KeyEventKind::Release => ct::KeyEventKind::Release,
            };
            Key::from_event(&ct::KeyEvent::new_with_kind(code, modifiers(key.modifiers), kind)).map(Input::Key)
        }
        Event::Mouse(mouse) => {
            let kind = match mouse.kind {
                te::MouseEventKind::Down(button) => ct::MouseEventKind::Down(self::button(button)),
                te::MouseEventKind::Up(button) => ct::MouseEventKind::Up(self::button(button)),
                te::MouseEventKind::Drag(button) => ct::MouseEventKind::Drag(self::button(button)),
                te::MouseEventKind::Moved => ct::MouseEventKind::Moved,
                te::MouseEventKind::ScrollDown => ct::MouseEventKind::ScrollDown,
                te::MouseEventKind::ScrollUp => ct::MouseEventKind::ScrollUp,
                te::MouseEventKind::ScrollLeft => ct::MouseEventKind::ScrollLeft,
                te::MouseEventKind::ScrollRight => ct::MouseEventKind::ScrollRight,
            };
            let modifiers = modifiers(mouse.modifiers);
            Some(Input::Mouse(ct::MouseEvent { kind, column: mouse.column, row: mouse.row, modifiers }))
        }
        Event::Paste(text) => Some(pasted(text.as_bytes())),
        Event::WindowResized(_) | Event::FocusIn | Event::FocusOut => None,
        Event::Csi(_) | Event::Osc(_) | Event::Dcs(_) => None,
    }
}

fn button(button: te::MouseButton) -> ct::MouseButton {
    match button {
        te::MouseButton::Left => ct::MouseButton::Left,
        te::MouseButton::Right => ct::MouseButton::Right,
        te::MouseButton::Middle => ct::MouseButton::Middle,
    }
}

fn modifiers(held: te::Modifiers) -> ct::KeyModifiers {
    let mut modifiers = ct::KeyModifiers::NONE;
    for (theirs, ours) in [
        (te::Modifiers::SHIFT, ct::KeyModifiers::SHIFT),
        (te::Modifiers::ALT, ct::KeyModifiers::ALT),
        (te::Modifiers::CONTROL, ct::KeyModifiers::CONTROL),
        (te::Modifiers::SUPER, ct::KeyModifiers::SUPER),
        (te::Modifiers::HYPER, ct::KeyModifiers::HYPER),
        (te::Modifiers::META, ct::KeyModifiers::META),
    ] {
        modifiers.set(ours, held.contains(theirs));
    }
    modifiers
}

fn code(code: te::KeyCode) -> Option<ct::KeyCode> {
    Some(match code {
        te::KeyCode::Char(c) => ct::KeyCode::Char(c),
        te::KeyCode::Enter => ct::KeyCode::Enter,
        te::KeyCode::Backspace => ct::KeyCode::Backspace,
        te::KeyCode::Tab => ct::KeyCode::Tab,
        te::KeyCode::Escape => ct::KeyCode::Esc,
        te::KeyCode::Left => ct::KeyCode::Left,
        te::KeyCode::Right => ct::KeyCode::Right,
        te::KeyCode::Up => ct::KeyCode::Up,
        te::KeyCode::Down => ct::KeyCode::Down,
        te::KeyCode::Home => ct::KeyCode::Home,
        te::KeyCode::End => ct::KeyCode::End,
        te::KeyCode::BackTab => ct::KeyCode::BackTab,
        te::KeyCode::PageUp => ct::KeyCode::PageUp,
        te::KeyCode::PageDown => ct::KeyCode::PageDown,
        te::KeyCode::Insert => ct::KeyCode::Insert,
        te::KeyCode::Delete => ct::KeyCode::Delete,
        te::KeyCode::Null => ct::KeyCode::Null,
        te::KeyCode::Function(number) => ct::KeyCode::F(number),
        te::KeyCode::KeypadBegin
        | te::KeyCode::CapsLock
        | te::KeyCode::ScrollLock
        | te::KeyCode::NumLock
        | te::KeyCode::PrintScreen
        | te::KeyCode::Pause
        | te::KeyCode::Menu
        | te::KeyCode::Modifier(_)
        | te::KeyCode::Media(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Keys as keymaps write them, pastes in quotes, the mouse in brackets.
    fn written(inputs: &[Input]) -> String {
        inputs
            .iter()
            .map(|input| match input {
                Input::Key(key) => key.to_string(),
                Input::Paste(text) => format!("{text:?}"),
                Input::Mouse(mouse) => format!("[{:?} {},{}]", mouse.kind, mouse.column, mouse.row),
            })
            .collect()
    }

    fn decoded(bytes: &[u8]) -> String {
        let (mut decoder, mut inputs) = (Decoder::default(), Vec::new());
        decoder.feed(bytes, &mut inputs);
        written(&inputs)
    }

    #[test]
    fn the_sequences_of_common_terminals_are_keys() {
        for (bytes, keys) in [
            (&b"jA?"[..], "jA?"),
            (b"\r\t\x7f\x12\x03\n\0", "<enter><tab><backspace><ctrl-r><ctrl-c><ctrl-j><ctrl-space>"),
            (b"\x1b[A\x1bOB\x1b[1;5C", "<up><down><ctrl-right>"),
            (b"\x1b[5~\x1b[6~\x1b[H\x1b[F\x1b[3~\x1b[1~\x1b[4~", "<pageup><pagedown><home><end><delete><home><end>"),
            (b"\x1b[Z\x1bOP\x1b[15~\x1b[24~", "<backtab><f1><f5><f12>"),
            (b"\x1b[[A", "<f1>"),
            (b"\x1bx\x1b\r", "<alt-x><alt-enter>"),
            ("é漢🎉".as_bytes(), "é漢🎉"),
            (b"\x1b[97;5u", "<ctrl-a>"),
            (b"\x1b[<0;5;3M\x1b[<0;5;3m\x1b[<64;1;1M", "[Down(Left) 4,2][Up(Left) 4,2][ScrollUp 0,0]"),
        ] {
            assert_eq!(decoded(bytes), keys, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_paste_is_one_text_and_no_keys() {
        assert_eq!(decoded(b"j\x1b[200~aaa\r\nx\x1bq\x1b[201~k"), "j\"aaa\\nx\\u{1b}q\"k");
        let long = [b"\x1b[200~".as_slice(), &vec![b'a'; 3 * PASTE_LIMIT], PASTE_END, b"j"].concat();
        let (mut decoder, mut inputs) = (Decoder::default(), Vec::new());
        decoder.feed(&long, &mut inputs);
        let [Input::Paste(text), Input::Key(key)] = inputs.as_slice() else { panic!("{}", inputs.len()) };
        assert_eq!((text.len(), key.to_string()), (PASTE_LIMIT - PASTE_END.len(), "j".to_owned()));
    }

    #[test]
    fn answers_that_nobody_waits_for_press_no_keys() {
        assert_eq!(decoded(b"\x1b]11;rgb:2828/2828/2828\x1b\\j"), "j");
        assert_eq!(decoded(b"\x1b]11;rgb:2828/2828/2828\x07j"), "j");
        assert_eq!(decoded(b"\x1bP>|xterm(388)\x1b\\j"), "j");
        assert_eq!(decoded(b"\x1b[?64;1;2c\x1b[I\x1b[Oj"), "j");
    }

    #[test]
    fn what_never_ends_is_the_key_that_it_began_as() {
        for (bytes, key) in
            [(&b"\x1b"[..], "<esc>"), (b"\x1b]", "<alt-]>"), (b"\x1b[", "<alt-[>"), (b"\x1bO", "<alt-O>")]
        {
            let (mut decoder, mut inputs) = (Decoder::default(), Vec::new());
            decoder.feed(bytes, &mut inputs);
            assert_eq!((inputs.len(), decoder.waits()), (0, Some(Patience::Key)));
            decoder.give_up(&mut inputs);
            decoder.feed(b"j", &mut inputs);
            assert_eq!(written(&inputs), format!("{key}j"));
        }
        assert_eq!(decoded(b"\x1b\x1b"), "<esc>");
        assert_eq!(decoded(b"\x1b\x1b[A"), "<esc><up>");
    }

    proptest! {
        #[test]
        fn where_the_bytes_are_cut_makes_no_difference(
            parts in prop::collection::vec(prop::sample::select(vec![
                &b"a"[..], b"\x1b[A", b"\x1b[200~x\ry\x1b[201~", "漢".as_bytes(), b"\x1b]11;?\x07", b"\x1b[<0;1;1M", b"\r",
            ]), 0..10),
            size in 1usize..7,
        ) {
            let bytes = parts.concat();
            let (mut decoder, mut inputs) = (Decoder::default(), Vec::new());
            for piece in bytes.chunks(size) {
                decoder.feed(piece, &mut inputs);
            }
            prop_assert_eq!(decoder.waits(), None);
            prop_assert_eq!(written(&inputs), decoded(&bytes));
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let (mut decoder, mut inputs) = (Decoder::default(), Vec::new());
            decoder.feed(&bytes, &mut inputs);
            decoder.give_up(&mut inputs);
            inputs.clear();
            decoder.feed(b"j", &mut inputs);
            prop_assert_eq!(written(&inputs), "j", "keys are read again after a pause");
        }
    }
}
