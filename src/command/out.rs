//! Where results go. A terminal is shown hostile bytes in visible form; a pipe gets them as they are.

use std::io::{self, BufWriter, IsTerminal, Write};

use serde::Serialize;

use super::Failure;
use crate::visible::visible;

/// Standard output, buffered.
pub struct Out {
    to: BufWriter<Box<dyn Write>>,
    terminal: bool,
    lines: usize,
}

impl Out {
    /// The process's own.
    pub fn stdout() -> Self {
        let stdout = io::stdout();
        let terminal = stdout.is_terminal();
        Self { to: BufWriter::with_capacity(64 * 1024, Box::new(stdout)), terminal, lines: 0 }
    }

    /// Whether a person is looking at it.
    pub fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// How many lines were written for people.
    pub fn lines(&self) -> usize {
        self.lines
    }

    /// Writes one line of text for people; what could harm a terminal is shown in visible form.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn line(&mut self, text: &str) -> Result<(), Failure> {
        for line in text.split('\n') {
            self.lines += 1;
            self.to.write_all(visible(line).as_bytes())?;
            self.to.write_all(b"\n")?;
        }
        Ok(())
    }

    /// Writes text as it is into a pipe, and in visible form onto a terminal.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn text(&mut self, text: &str) -> Result<(), Failure> {
        if !self.terminal {
            return Ok(self.to.write_all(text.as_bytes())?);
        }
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.to.write_all(b"\n")?;
            }
            self.to.write_all(visible(line).as_bytes())?;
        }
        Ok(())
    }

    /// Writes a value as JSON with a newline at its end.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        // JSON escapes C0 controls; C1 and bidirectional ones are only legal inside strings, where an
        // escape means the same.
        let text = serde_json::to_string_pretty(value).map_err(Failure::new)?;
        self.to.write_all(escaped(&text).as_bytes())?;
        Ok(self.to.write_all(b"\n")?)
    }

    /// Writes text in visible form, without a line end: what a person answers to.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn say(&mut self, text: &str) -> Result<(), Failure> {
        Ok(self.to.write_all(visible(text).as_bytes())?)
    }

    /// Writes bytes that are meant for the terminal itself.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn raw(&mut self, text: &str) -> Result<(), Failure> {
        Ok(self.to.write_all(text.as_bytes())?)
    }

    /// Writes out what is buffered.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn finish(&mut self) -> Result<(), Failure> {
        Ok(self.to.flush()?)
    }
}

/// JSON in which no character can steer a terminal: those are written as `\u` escapes.
pub fn escaped(json: &str) -> std::borrow::Cow<'_, str> {
    if json.is_ascii() && !json.contains('\x7f') {
        return json.into();
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n'
            && !c.is_ascii_graphic()
            && c != ' '
            && matches!(visible(c.encode_utf8(&mut [0; 4])), std::borrow::Cow::Owned(_))
        {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out.into()
}

/// Says something on standard error, where it can't spoil a result.
pub fn tell(text: &str) {
    let mut stderr = io::stderr().lock();
    for (at, line) in text.split('\n').enumerate() {
        let name = if at == 0 { "handoff: " } else { "  " };
        // Nobody is left to be told when standard error itself is gone.
        let _ = writeln!(stderr, "{name}{}", visible(line));
    }
}
