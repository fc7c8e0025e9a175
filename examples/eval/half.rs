//! Every other file, for growing a list on one half and looking at the other.

/// Which half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Dev,
    Check,
}

impl Part {
    pub(crate) fn read(word: &str) -> Result<Self, String> {
        match word {
            "dev" => Ok(Self::Dev),
            "check" => Ok(Self::Check),
            _ => Err(format!("found --half {word}, expected dev or check")),
        }
    }
}

/// Whether file number `index` is left out.
pub(crate) fn out(part: Option<Part>, index: usize) -> bool {
    part.is_some_and(|part| index.is_multiple_of(2) != (part == Part::Dev))
}
