//! How things look: styles by role, glyphs by meaning.
#![allow(missing_docs)]
use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Title,
    Border,
    Focus,
    Heading,
    Dim,
    Wording,
    Settled,
    Undecided,
    Accepted,
    Edited,
    Rejected,
    Deferred,
    Located,
    Altered,
    Orphan,
    Customer,
    Seller,
    Speaker,
    Cited,
    Match,
    Selection,
    Cursor,
    Hidden,
    Removed,
    Added,
    Warn,
    Error,
    Message,
    Prompt,
    Field,
    Key,
    Footer,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    Cursor,
    Undecided,
    Accepted,
    Edited,
    Rejected,
    Deferred,
    Quote,
    Approximate,
    Altered,
    Orphan,
    Customer,
    Seller,
    Spin,
    Validate,
    Unruled,
    Thumb,
    Prompt,
}
#[derive(Debug, Clone)]
pub struct Theme {
    ascii: bool,
    colour: bool,
}
impl Theme {
    pub fn plain() -> Self {
        Self { ascii: false, colour: false }
    }
    pub fn dark() -> Self {
        Self { ascii: false, colour: true }
    }
    pub fn is_ascii(&self) -> bool {
        self.ascii
    }
    pub fn has_colour(&self) -> bool {
        self.colour
    }
    pub fn ellipsis(&self) -> &'static str {
        "…"
    }
    pub fn border(&self, _focused: bool) -> border::Set<'static> {
        border::PLAIN
    }
    pub fn style(&self, role: Role) -> Style {
        let s = Style::default();
        match role {
            Role::Title => s.add_modifier(Modifier::BOLD),
            Role::Border | Role::Dim | Role::Settled => s.add_modifier(Modifier::DIM),
            Role::Focus => s.fg(Color::Cyan),
            Role::Heading => s.add_modifier(Modifier::BOLD),
            Role::Selection => s.add_modifier(Modifier::REVERSED),
            Role::Wording => s.add_modifier(Modifier::BOLD),
            Role::Altered | Role::Orphan | Role::Error => s.fg(Color::Red).add_modifier(Modifier::BOLD),
            Role::Accepted | Role::Located => s.fg(Color::Green),
            Role::Warn | Role::Deferred => s.fg(Color::Yellow),
            Role::Customer => s.fg(Color::Cyan),
            Role::Seller => s.fg(Color::Magenta),
            Role::Cited => s.add_modifier(Modifier::BOLD),
            Role::Cursor => s.add_modifier(Modifier::REVERSED),
            Role::Match => s.add_modifier(Modifier::UNDERLINED),
            _ => s,
        }
    }
    pub fn glyph(&self, glyph: Glyph) -> &'static str {
        match glyph {
            Glyph::Cursor => "▶",
            Glyph::Undecided => "•",
            Glyph::Accepted => "✓",
            Glyph::Edited => "✎",
            Glyph::Rejected => "✗",
            Glyph::Deferred => "?",
            Glyph::Quote => "▌",
            Glyph::Approximate => "≈",
            Glyph::Altered => "≠",
            Glyph::Orphan => "!",
            Glyph::Customer => "◆",
            Glyph::Seller => "◇",
            Glyph::Spin => "~",
            Glyph::Validate => "?",
            Glyph::Unruled => "§",
            Glyph::Thumb => "█",
            Glyph::Prompt => ">",
        }
    }
}
