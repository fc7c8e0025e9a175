//! The configuration that is in force: the user's file over the defaults, or every fault of it.

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::settings::Lines;
use super::{Config, Fault, folders};

/// More than anybody writes by hand.
const LIMIT: u64 = 1 << 20;

/// The configuration that is in force, and where it came from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InForce {
    /// What is set, and the default of the rest.
    pub config: Config,
    /// The user's file, whether it is there or not; `None` where the user has no home.
    pub file: Option<PathBuf>,
    /// Whether it is there.
    pub is_there: bool,
    /// Which settings the file names (`looks.theme`), and in which line.
    pub lines: Lines,
}

/// Everything that is wrong with the files a person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// Reads the user's configuration file. One that is not there is fine: everything has a default.
///
/// # Errors
/// Every fault of the file, or why it can't be read.
pub fn load() -> Result<InForce, Faults> {
    let Some(file) = folders::config_file() else { return Ok(InForce::default()) };
    let name = file.display().to_string();
    let Some(text) = text_of(&file)? else { return Ok(InForce { file: Some(file), ..InForce::default() }) };
    let (config, lines) = Config::read(&name, &text).map_err(Faults)?;
    Ok(InForce { config, file: Some(file), is_there: true, lines })
}

/// The text of a file that a person wrote by hand; `None` where there is none.
///
/// # Errors
/// It is there and can't be read.
pub fn text_of(file: &Path) -> Result<Option<String>, Faults> {
    let fault = |found: String| {
        Faults(vec![Fault {
            file: file.display().to_string(),
            line: 0,
            path: String::new(),
            found,
            expected: "a text file that can be read".to_owned(),
            nearest: None,
            hint: None,
        }])
    };
    let is_file = match std::fs::metadata(file) {
        Ok(found) => found.is_file(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fault(format!("a file that can't be read ({error})"))),
    };
    if !is_file {
        return Err(fault("something that is not a file".to_owned()));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(file)
        .and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes))
        .map_err(|error| fault(format!("a file that can't be read ({error})")))?;
    if bytes.len() as u64 > LIMIT {
        return Err(fault(format!("more than {LIMIT} bytes")));
    }
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|error| fault(format!("a byte that is not UTF-8 at offset {}", error.utf8_error().valid_up_to())))
}
