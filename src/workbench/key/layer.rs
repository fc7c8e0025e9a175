//! One keymap file: TOML in, bindings and faults out. Knows nothing of the files under or over it.

use toml::de::DeValue;

use super::{Key, parse_keys};
use crate::config::{Document, Fault, found, nearest, quoted_path};
use crate::workbench::action::{Action, Context};

/// The keymaps that come with the program: name and text.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("default", include_str!("../../../keymaps/default.toml")),
    ("vim", include_str!("../../../keymaps/vim.toml")),
    ("emacs", include_str!("../../../keymaps/emacs.toml")),
];

/// What takes a key away.
const NONE: &str = "none";

/// One line of a keymap file.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub context: Context,
    pub keys: Vec<Key>,
    /// None: the key is taken away.
    pub action: Option<Action>,
    pub place: Place,
}

/// Where a binding was written, for faults that show only once the files are merged.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub file: String,
    pub line: usize,
    /// `browse."gg"`
    pub path: String,
}

/// Reads a keymap file.
pub(super) fn read(file: &str, text: &str) -> (Vec<Line>, Vec<Fault>) {
    let mut document = Document::parse(file, text);
    let mut faults = std::mem::take(&mut document.faults);
    let mut lines: Vec<Line> = Vec::new();
    for table in document.items() {
        let words = Context::ALL.iter().map(|context| context.word());
        let Some(context) = Context::ALL.iter().copied().find(|context| context.word() == table.key) else {
            let path = quoted_path("", table.key);
            let mut fault =
                document.fault(table.line, &path, "an unknown table", "`browse`, `field`, `list` or `queue`");
            fault.nearest = nearest(table.key, words);
            faults.push(fault);
            continue;
        };
        let DeValue::Table(bindings) = table.value else {
            faults.push(document.fault(table.line, table.key, &found(table.value), "a table of keys"));
            continue;
        };
        for item in document.items_of(bindings) {
            let place = Place { file: file.to_owned(), line: item.line, path: quoted_path(context.word(), item.key) };
            let keys = keys(item.key, context, &place);
            let action = action(item.value, context, &place);
            match (keys, action) {
                (Ok(keys), Ok(action)) => {
                    match lines.iter().find(|line| line.context == context && line.keys == keys) {
                        Some(twin) => faults.push(place.fault(
                            format!("the same key as {} in line {}", twin.place.path, twin.place.line),
                            "each key once",
                        )),
                        None => lines.push(Line { context, keys, action, place }),
                    }
                }
                (keys, action) => faults.extend([keys.err(), action.err()].into_iter().flatten().map(|fault| *fault)),
            }
        }
    }
    (lines, faults)
}

impl Place {
    pub(super) fn fault(&self, found: impl Into<String>, expected: impl Into<String>) -> Fault {
        Fault {
            file: self.file.clone(),
            line: self.line,
            path: self.path.clone(),
            found: found.into(),
            expected: expected.into(),
            nearest: None,
            hint: None,
        }
    }
}

fn keys(written: &str, context: Context, place: &Place) -> Result<Vec<Key>, Box<Fault>> {
    let keys = parse_keys(written).map_err(|fault| {
        let mut told = place.fault(format!("{} at character {}", fault.found, fault.at), fault.expected);
        told.nearest = fault.nearest;
        Box::new(told)
    })?;
    let Some(first) = keys.first() else {
        return Err(place.fault("no key", "a key such as `a` or `<ctrl-r>`").into());
    };
    match context {
        Context::Browse | Context::Queue => Ok(keys),
        // Typing goes into the text of a field and narrows a list: a key that did something else there
        // could not be typed, and a pasted text could press it.
        Context::Field | Context::List => match first.text() {
            Some(_) => Err(place
                .fault(
                    format!("`{first}`, which writes a character"),
                    "a key that writes nothing here, such as `<ctrl-r>`, `<alt-x>` or `<f2>`",
                )
                .into()),
            None => Ok(keys),
        },
    }
}

fn action(value: &DeValue<'_>, context: Context, place: &Place) -> Result<Option<Action>, Box<Fault>> {
    let expected = format!("the name of an action of [{}], or \"{NONE}\"", context.word());
    let DeValue::String(name) = value else { return Err(place.fault(found(value), expected).into()) };
    if name == NONE {
        return Ok(None);
    }
    match Action::from_name(name) {
        Some(action) if action.section().context() == context => Ok(Some(action)),
        Some(action) => {
            let home = action.section().context().word();
            let mut fault = place.fault(format!("`{name}`, an action of [{home}]"), expected);
            fault.hint = Some(format!("`handoff keys` lists the actions of [{}]", context.word()));
            Err(fault.into())
        }
        None => {
            let mut fault = place.fault(format!("`{name}`"), expected);
            let here = Action::ALL.iter().filter(|action| action.section().context() == context);
            fault.nearest = nearest(name, here.map(|action| action.name()).chain([NONE]));
            Err(fault.into())
        }
    }
}
