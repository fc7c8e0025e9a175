//! SubRip (`.srt`): what most recorders can export. The cues are read by [`cue`].

use super::cue::{self, Dialect};
use super::format::{Format, Outcome, Reader};

pub(super) const FORMAT: Format = Format { reader: Reader::Text { sniff, read } };

/// By a line with two clock times and an arrow among the first lines that are not blank.
fn sniff(head: &str, _: &str) -> bool {
    head.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).take(4).any(cue::is_timing)
}

fn read(text: String, _: &str) -> Outcome {
    cue::read(&text, Dialect::Srt)
}

#[cfg(test)]
mod tests {
    use crate::source::import;

    #[test]
    fn numbers_commas_tags_and_labels() {
        let text = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Maya:</i> hello {\\an8}there\r\n\r\n\
                    2\r\n00:00:02,600 --> 00:00:04,000\r\nMaya: <font color=\"#fff\">again</font>\r\n\r\n\
                    after a gap\r\n3\r\n0:00:05,000 --> 0:00:06,000\r\nSam: bye\r\n4\r\n0:00:06,000 --> 0:00:07,000\r\nSam: now\r\n";
        let import = import(text.into(), "call.txt").unwrap();
        assert_eq!(import.format, "SubRip");
        assert_eq!(import.text.as_str(), "Maya: hello there again after a gap\nSam: bye now");
        assert_eq!(import.text.marks().len(), 4);
        let notes: Vec<_> = import.notes.iter().map(ToString::to_string).collect();
        assert_eq!(notes, ["line 9: 1 line in no cue; the words are kept without a time"]);
    }
}
