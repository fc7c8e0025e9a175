//! From a brief to a document, through templates that a team can replace.
//!
//! Pure: the team's templates come in as text, with the name to call them by when one has a fault. Every
//! value is escaped for what is being written, in one place ([`format`]): markup in a claim is shown, never
//! obeyed, and so are characters that would be invisible or turn the line round. A template that names a
//! field which is not there is at fault; nothing is left blank in silence.

use std::collections::BTreeMap;
use std::fmt;

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value, escape_formatter};
use serde::Serialize;

use super::lines::tidy;
use super::{Audience, Shape};
use crate::visible::visible_line;

const INTERNAL_HTML: &str = include_str!("templates/internal.html");
const INTERNAL_MARKDOWN: &str = include_str!("templates/internal.md");

/// The templates that come with the program, by name. The four readers inside the company share one.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("customer.html", include_str!("templates/customer.html")),
    ("customer.md", include_str!("templates/customer.md")),
    ("team.html", INTERNAL_HTML),
    ("team.md", INTERNAL_MARKDOWN),
    ("implementation.html", INTERNAL_HTML),
    ("implementation.md", INTERNAL_MARKDOWN),
    ("support.html", INTERNAL_HTML),
    ("support.md", INTERNAL_MARKDOWN),
    ("sponsor.html", INTERNAL_HTML),
    ("sponsor.md", INTERNAL_MARKDOWN),
    ("page.css", include_str!("templates/page.css")),
];

/// A team's own templates over those that come with the program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Templates {
    /// By name: what to call the file in a message, and its text.
    own: BTreeMap<String, (String, String)>,
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line, counted from 1; `None` where it is the file as a whole.
    pub line: Option<usize>,
    /// What was found.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}

/// The name of the template for a reader and a shape. Text is made from the Markdown one.
pub fn name(audience: Audience, shape: Shape) -> String {
    let ending = match shape {
        Shape::Html => "html",
        Shape::Markdown | Shape::Text | Shape::Json => "md",
    };
    format!("{}.{ending}", audience.word())
}

impl Templates {
    /// Puts a team's template of that name (`team.html`) over the one that comes with the program. `file` is
    /// what messages call it. A name that the program does not know can be included by the others.
    pub fn put(&mut self, name: &str, file: &str, text: String) {
        self.own.insert(name.to_owned(), (file.to_owned(), text));
    }

    /// The text of the template for a reader and a shape, as it would be used.
    pub fn text(&self, audience: Audience, shape: Shape) -> &str {
        let name = name(audience, shape);
        match self.own.get(&name) {
            Some((_, text)) => text,
            None => BUILT_IN.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text),
        }
    }

    /// Whether every template of the team's can be read, whichever is asked for.
    ///
    /// # Errors
    /// The first that can't.
    pub fn check(&self) -> Result<(), Fault> {
        self.environment(Shape::Html, "").map(drop)
    }

    pub(super) fn render(&self, audience: Audience, shape: Shape, brief: &impl Serialize) -> Result<String, Fault> {
        let name = name(audience, shape);
        let environment = self.environment(shape, &name)?;
        let template = environment.get_template(&name).map_err(|error| self.fault(&error))?;
        let text = template
            .render(minijinja::context! { brief => Value::from_serialize(brief) })
            .map_err(|error| self.fault(&error))?;
        Ok(match shape {
            Shape::Text => plain(&text),
            Shape::Markdown => spaced(&text),
            Shape::Html | Shape::Json => text,
        })
    }

    /// The templates that `wanted` can come to need: all of them, once the team has its own.
    fn environment(&self, shape: Shape, wanted: &str) -> Result<Environment<'_>, Fault> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_trim_blocks(true);
        environment.set_lstrip_blocks(true);
        environment.set_keep_trailing_newline(true);
        environment.set_auto_escape_callback(move |_| match shape {
            Shape::Html => AutoEscape::Html,
            Shape::Markdown => AutoEscape::Custom("markdown"),
            Shape::Text | Shape::Json => AutoEscape::Custom("text"),
        });
        environment.set_formatter(format);
        let is_needed = |name: &str| !self.own.is_empty() || name == wanted || name.ends_with(".css");
        for (name, text) in BUILT_IN.iter().filter(|(name, _)| !self.own.contains_key(*name) && is_needed(name)) {
            environment.add_template(name, text).map_err(|error| self.fault(&error))?;
        }
        for (name, (_, text)) in &self.own {
            environment.add_template(name, text).map_err(|error| self.fault(&error))?;
        }
        Ok(environment)
    }

    /// An error in the words of this program, with the file that the person can open.
    fn fault(&self, error: &Error) -> Fault {
        let name = error.name().unwrap_or("the template");
        let file = self.own.get(name).map_or_else(|| name.to_owned(), |(file, _)| file.clone());
        let mut what =
            error.detail().map_or_else(|| error.kind().to_string(), |detail| format!("{}: {detail}", error.kind()));
        // An error inside an included template names the including line first; the cause says the rest.
        if let Some(cause) = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<Error>()) {
            what = format!("{what}: {}", self.fault(cause));
        }
        Fault { file, line: error.line(), what }
    }
}

/// Writes one value, escaped for what is being written.
fn format(out: &mut Output<'_>, state: &State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_safe() {
        return Ok(write!(out, "{value}")?);
    }
    let Some(text) = value.as_str() else {
        return match value.kind() {
            ValueKind::None => Ok(()),
            ValueKind::Number | ValueKind::Bool => Ok(write!(out, "{value}")?),
            _ => escape_formatter(out, state, &Value::from(visible_line(&value.to_string()).into_owned())),
        };
    };
    let text = visible_line(&tidy(text)).into_owned();
    match state.auto_escape() {
        AutoEscape::Custom("markdown") => Ok(out.write_str(&markdown(&text))?),
        AutoEscape::Custom("text") => Ok(out.write_str(&text)?),
        AutoEscape::Html => escape_formatter(out, state, &Value::from(text)),
        _ => escape_formatter(out, state, &Value::from(text)),
    }
}

/// One line that Markdown shows as it is, wherever in a line it stands.
fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in text.char_indices() {
        let steers = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '~' | '&' | '$');
        let starts_a_list = at == 0 && matches!(c, '-' | '+') || digits > 0 && at == digits && matches!(c, '.' | ')');
        if steers || starts_a_list {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Without blank lines that a loop over nothing left behind.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = true;
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && blank) {
            out.push_str(line);
            out.push('\n');
        }
        blank = line.is_empty();
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// Markdown as a terminal shows it: headings in capitals, nothing in bold. Values never start a line in the
/// templates, so a `#` at the start of one is a heading.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in spaced(text).lines() {
        let heading = line.trim_start_matches('#');
        if heading.len() < line.len() && heading.starts_with(' ') {
            out.push_str(&heading.trim().to_uppercase());
        } else {
            out.push_str(&line.replace("**", ""));
        }
        out.push('\n');
    }
    out
}
