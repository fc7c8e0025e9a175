//! One press of a key, the same value whatever terminal sent it.
//!
//! Terminals differ in how they report one and the same key, so a [`Key`] has one form for each:
//!
//! - Shift is part of a character (`A`, `?`), never beside it; `<backtab>` is `<shift-tab>`.
//! - With ctrl a letter has no case. Ctrl and shift together stay apart from ctrl alone, on the
//!   terminals that can tell.
//! - `<ctrl-i>` is `<tab>`, `<ctrl-m>` is `<enter>`, `<ctrl-[>` is `<esc>`: the same bytes on most
//!   terminals. The same goes for `<ctrl-4>` to `<ctrl-7>`, which are `<ctrl-\>`, `<ctrl-]>`,
//!   `<ctrl-^>`, `<ctrl-_>`, and for `<ctrl-/>`, which is `<ctrl-_>`.
//! - A key pad's digits are digits and its enter is enter.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// Which key, without what is held down with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A key that writes something.
    Char(char),
    /// Enter or return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Deletes to the left.
    Backspace,
    /// Deletes to the right.
    Delete,
    /// Insert.
    Insert,
    /// An arrow.
    Left,
    /// An arrow.
    Right,
    /// An arrow.
    Up,
    /// An arrow.
    Down,
    /// To the start.
    Home,
    /// To the end.
    End,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// A function key, counted from 1.
    F(u8),
}

/// One press of a key. Made by [`Key::from_event`] or [`parse_keys`](super::parse_keys), so that equal
/// presses are equal values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    code: Code,
    ctrl: bool,
    alt: bool,
    shift: bool,
}

impl Key {
    /// A character as typed.
    pub fn char(c: char) -> Self {
        Self::new(Code::Char(c), false, false, false)
    }

    /// A key with what is held down with it, in its one form.
    pub fn new(code: Code, ctrl: bool, alt: bool, shift: bool) -> Self {
        let plain = |code| Self { code, ctrl: false, alt, shift };
        match code {
            Code::Char('\r') => plain(Code::Enter),
            Code::Char('\t') => plain(Code::Tab),
            Code::Char('\x1b') => plain(Code::Esc),
            Code::Char('\x7f') => plain(Code::Backspace),
            // In raw mode enter is a carriage return; a line feed is what ctrl-j sends.
            Code::Char('\n') => Self { code: Code::Char('j'), ctrl: true, alt, shift },
            Code::Char(c) if ctrl => match c.to_ascii_lowercase() {
                'i' => plain(Code::Tab),
                'm' => plain(Code::Enter),
                '[' | '3' => plain(Code::Esc),
                '4' => Self { code: Code::Char('\\'), ctrl, alt, shift: false },
                '5' => Self { code: Code::Char(']'), ctrl, alt, shift: false },
                '6' => Self { code: Code::Char('^'), ctrl, alt, shift: false },
                '7' | '/' | '_' => Self { code: Code::Char('_'), ctrl, alt, shift: false },
                '2' | '@' => Self { code: Code::Char(' '), ctrl, alt, shift: false },
                letter => Self { code: Code::Char(letter), ctrl, alt, shift: shift && letter.is_ascii_alphabetic() },
            },
            Code::Char(c) => {
                let c = if shift { c.to_ascii_uppercase() } else { c };
                Self { code: Code::Char(c), ctrl, alt, shift: false }
            }
            Code::Enter
            | Code::Esc
            | Code::Tab
            | Code::Backspace
            | Code::Delete
            | Code::Insert
            | Code::Left
            | Code::Right
            | Code::Up
            | Code::Down
            | Code::Home
            | Code::End
            | Code::PageUp
            | Code::PageDown
            | Code::F(_) => Self { code, ctrl, alt, shift },
        }
    }

    /// The key of a terminal's event, or none when it is no press of a key that can be named.
    ///
    /// A release is never one: it would record a decision twice. A repeat is one only of keys that
    /// move or delete, because a key that is held down decides once.
    pub fn from_event(event: &KeyEvent) -> Option<Self> {
        let key = Self::from_code(event.code, event.modifiers)?;
        match event.kind {
            KeyEventKind::Press => Some(key),
            KeyEventKind::Repeat => key.moves().then_some(key),
            KeyEventKind::Release => None,
        }
    }

    fn from_code(code: KeyCode, modifiers: KeyModifiers) -> Option<Self> {
        // What these do belongs to the desktop.
        if modifiers.intersects(KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META) {
            return None;
        }
        let mut shift = modifiers.contains(KeyModifiers::SHIFT);
        let code = match code {
            KeyCode::Char(c) => Code::Char(c),
            KeyCode::Enter => Code::Enter,
            KeyCode::Esc => Code::Esc,
            KeyCode::Tab => Code::Tab,
            KeyCode::BackTab => {
                shift = true;
                Code::Tab
            }
            KeyCode::Backspace => Code::Backspace,
            KeyCode::Delete => Code::Delete,
            KeyCode::Insert => Code::Insert,
            KeyCode::Left => Code::Left,
            KeyCode::Right => Code::Right,
            KeyCode::Up => Code::Up,
            KeyCode::Down => Code::Down,
            KeyCode::Home => Code::Home,
            KeyCode::End => Code::End,
            KeyCode::PageUp => Code::PageUp,
            KeyCode::PageDown => Code::PageDown,
            KeyCode::F(number) => Code::F(number),
            KeyCode::Null => return Some(Self::new(Code::Char(' '), true, false, false)),
            KeyCode::CapsLock
            | KeyCode::ScrollLock
            | KeyCode::NumLock
            | KeyCode::PrintScreen
            | KeyCode::Pause
            | KeyCode::Menu
            | KeyCode::KeypadBegin
            | KeyCode::Media(_)
            | KeyCode::Modifier(_) => return None,
        };
        let held = |which| modifiers.contains(which);
        Some(Self::new(code, held(KeyModifiers::CONTROL), held(KeyModifiers::ALT), shift))
    }

    /// From a name as crokey writes it (`ctrl-r`, `pagedown`), with the case of an alt letter kept.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let (before, last) = match name.char_indices().next_back() {
            Some((at, c)) => (&name[..at], c),
            None => return None,
        };
        // crokey knows ASCII only, and folds case; the one character of `<alt-é>` or `<alt-A>` is ours.
        let one = before.is_empty() || before.ends_with('-');
        let stand_in = format!("{before}x");
        let combination = crokey::parse(if one { &stand_in } else { name }).ok()?;
        let crokey::OneToThree::One(code) = combination.codes else { return None };
        let code = if one { KeyCode::Char(last) } else { code };
        Self::from_code(code, combination.modifiers)
    }

    /// Which key.
    pub const fn code(self) -> Code {
        self.code
    }

    /// The character it writes, when it writes one.
    pub const fn text(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// Whether it only moves a cursor or deletes a character, so that holding it down is meant.
    const fn moves(self) -> bool {
        match self.code {
            Code::Backspace
            | Code::Delete
            | Code::Left
            | Code::Right
            | Code::Up
            | Code::Down
            | Code::Home
            | Code::End
            | Code::PageUp
            | Code::PageDown => true,
            Code::Char(_) | Code::Enter | Code::Esc | Code::Tab | Code::Insert | Code::F(_) => false,
        }
    }

    /// As help and the footer show it: `a`, `ctrl-r`, `esc`, `<`.
    pub fn label(self) -> String {
        let written = self.to_string();
        match written.as_str() {
            "<lt>" => "<".to_owned(),
            named if named.len() > 1 && named.starts_with('<') => named[1..named.len() - 1].to_owned(),
            _ => written,
        }
    }
}

impl From<Key> for KeyEvent {
    fn from(key: Key) -> Self {
        let mut modifiers = KeyModifiers::empty();
        modifiers.set(KeyModifiers::CONTROL, key.ctrl);
        modifiers.set(KeyModifiers::ALT, key.alt);
        modifiers.set(KeyModifiers::SHIFT, key.shift);
        let code = match key.code {
            Code::Char(c) => KeyCode::Char(c),
            Code::Enter => KeyCode::Enter,
            Code::Esc => KeyCode::Esc,
            Code::Tab if key.shift => KeyCode::BackTab,
            Code::Tab => KeyCode::Tab,
            Code::Backspace => KeyCode::Backspace,
            Code::Delete => KeyCode::Delete,
            Code::Insert => KeyCode::Insert,
            Code::Left => KeyCode::Left,
            Code::Right => KeyCode::Right,
            Code::Up => KeyCode::Up,
            Code::Down => KeyCode::Down,
            Code::Home => KeyCode::Home,
            Code::End => KeyCode::End,
            Code::PageUp => KeyCode::PageUp,
            Code::PageDown => KeyCode::PageDown,
            Code::F(number) => KeyCode::F(number),
        };
        KeyEvent::new(code, modifiers)
    }
}

impl fmt::Display for Key {
    /// As keymaps and `--keys` write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(c) = self.text()
            && !matches!(c, '<' | ' ')
        {
            return write!(f, "{c}");
        }
        f.write_str("<")?;
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        if self.shift && self.code != Code::Tab {
            f.write_str("shift-")?;
        }
        match self.code {
            Code::Char('<') => f.write_str("lt")?,
            Code::Char('>') => f.write_str("gt")?,
            Code::Char(' ') => f.write_str("space")?,
            Code::Char(c) => write!(f, "{c}")?,
            Code::Enter => f.write_str("enter")?,
            Code::Esc => f.write_str("esc")?,
            Code::Tab if self.shift => f.write_str("backtab")?,
            Code::Tab => f.write_str("tab")?,
            Code::Backspace => f.write_str("backspace")?,
            Code::Delete => f.write_str("delete")?,
            Code::Insert => f.write_str("insert")?,
            Code::Left => f.write_str("left")?,
            Code::Right => f.write_str("right")?,
            Code::Up => f.write_str("up")?,
            Code::Down => f.write_str("down")?,
            Code::Home => f.write_str("home")?,
            Code::End => f.write_str("end")?,
            Code::PageUp => f.write_str("pageup")?,
            Code::PageDown => f.write_str("pagedown")?,
            Code::F(number) => write!(f, "f{number}")?,
        }
        f.write_str(">")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(code: KeyCode, modifiers: KeyModifiers) -> Option<String> {
        Key::from_event(&KeyEvent::new(code, modifiers)).map(|key| key.to_string())
    }

    #[test]
    fn one_key_has_one_form_whatever_the_terminal_calls_it() {
        const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
        const CTRL: KeyModifiers = KeyModifiers::CONTROL;
        const NONE: KeyModifiers = KeyModifiers::NONE;
        for (code, modifiers, written) in [
            (KeyCode::Char('a'), SHIFT, "A"),
            (KeyCode::Char('A'), SHIFT, "A"),
            (KeyCode::Char('A'), NONE, "A"),
            (KeyCode::Char('?'), SHIFT, "?"),
            (KeyCode::Char('<'), NONE, "<lt>"),
            (KeyCode::Char(' '), NONE, "<space>"),
            (KeyCode::BackTab, SHIFT, "<backtab>"),
            (KeyCode::Tab, SHIFT, "<backtab>"),
            (KeyCode::BackTab, NONE, "<backtab>"),
            (KeyCode::Char('R'), CTRL, "<ctrl-r>"),
            (KeyCode::Char('r'), CTRL | SHIFT, "<ctrl-shift-r>"),
            (KeyCode::Char('i'), CTRL, "<tab>"),
            (KeyCode::Char('m'), CTRL, "<enter>"),
            (KeyCode::Char('7'), CTRL, "<ctrl-_>"),
            (KeyCode::Char('\r'), NONE, "<enter>"),
            (KeyCode::Char('\n'), NONE, "<ctrl-j>"),
            (KeyCode::Null, NONE, "<ctrl-space>"),
            (KeyCode::Char('X'), KeyModifiers::ALT | SHIFT, "<alt-X>"),
            (KeyCode::F(11), CTRL, "<ctrl-f11>"),
            (KeyCode::Enter, KeyModifiers::ALT, "<alt-enter>"),
            (KeyCode::Char('é'), NONE, "é"),
        ] {
            assert_eq!(event(code, modifiers).as_deref(), Some(written), "{code:?} {modifiers:?}");
        }
        assert_eq!(event(KeyCode::Char('q'), KeyModifiers::SUPER), None);
        assert_eq!(event(KeyCode::CapsLock, NONE), None);
    }

    #[test]
    fn a_key_that_is_held_down_or_let_go_decides_nothing() {
        let of = |code, kind| Key::from_event(&KeyEvent::new_with_kind(code, KeyModifiers::NONE, kind)).is_some();
        for code in [KeyCode::Char('a'), KeyCode::Enter, KeyCode::Down] {
            assert!(of(code, KeyEventKind::Press));
            assert!(!of(code, KeyEventKind::Release));
        }
        assert!(!of(KeyCode::Char('a'), KeyEventKind::Repeat));
        assert!(!of(KeyCode::Enter, KeyEventKind::Repeat));
        assert!(of(KeyCode::Down, KeyEventKind::Repeat));
    }

    #[test]
    fn labels_are_for_people() {
        let label = |written: &str| super::super::parse_key(written).map(Key::label);
        assert_eq!(label("a").as_deref(), Ok("a"));
        assert_eq!(label("<ctrl-r>").as_deref(), Ok("ctrl-r"));
        assert_eq!(label("<lt>").as_deref(), Ok("<"));
        assert_eq!(label("<alt-lt>").as_deref(), Ok("alt-lt"));
    }
}
