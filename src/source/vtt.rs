//! WebVTT: what Zoom, Teams and most players write. The cues are read by [`cue`].

use super::cue::{self, Dialect};
use super::format::{Format, Outcome, Reader};

pub(super) const FORMAT: Format = Format { reader: Reader::Text { sniff, read } };

/// By its signature, which may be missing or misspelt in a file that is named for it and has cues.
fn sniff(head: &str, name: &str) -> bool {
    has_signature(head) || (name.ends_with(".vtt") && (head.contains("-->") || head.starts_with("WEBVTT")))
}

fn has_signature(text: &str) -> bool {
    text.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

fn read(text: String, _: &str) -> Outcome {
    let mut import = cue::read(&text, Dialect::Vtt)?;
    if !has_signature(&text) {
        import.note("line 1", "the word WEBVTT, alone or before a space, is missing; read as WebVTT all the same");
    }
    Ok(import)
}

#[cfg(test)]
mod tests {
    use crate::source::import;

    fn read(text: &str) -> (String, Vec<String>) {
        let import = import(text.as_bytes().to_vec(), "call.vtt").unwrap();
        assert_eq!(import.format, "WebVTT");
        (import.text.as_str().to_owned(), import.notes.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn zoom_labels_and_short_cues() {
        let (text, notes) = read(
            "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.500\r\nMaya Chen (Northwind): we lost, what,\r\n\r\n\
             2\r\n00:00:02.600 --> 00:00:04.000\r\nMaya Chen (Northwind): thirty percent\r\n\r\n\
             3\r\n00:00:04.100 --> 00:00:06.000\r\nSam Lee: At 10:30 Meeting: starts. Ouch.\r\n\r\n\
             4\r\n00:00:06.100 --> 00:00:07.000\r\nyeah\r\n",
        );
        assert_eq!(
            text,
            "Maya Chen (Northwind): we lost, what, thirty percent\nSam Lee: At 10:30 Meeting: starts. Ouch.\nyeah"
        );
        assert_eq!(notes, [""; 0]);
    }

    #[test]
    fn teams_voices_with_a_mark_classes_and_entities() {
        let (text, notes) = read(
            "\u{feff}WEBVTT\r\n\r\nNOTE duration:\"00:10:00\"\r\n\r\n\
             0f2c-11/7-0\r\n00:00:01.000 --> 00:00:02.500 align:start\r\n<v Ortiz, Dana>Q&amp;A is <i>next</i></v>\r\n\r\n\
             0f2c-11/8-0\r\n00:00:03.000 --> 00:00:04.000\r\n<v.loud.first Sam O&#39;Lee>a &lt; b\r\nand c</v>\r\n\r\n\
             0f2c-11/9-0\r\n00:00:04.000 --> 00:00:05.000\r\n<v Sam O'Lee>fine</v> <v Ortiz, Dana>good</v>\r\n",
        );
        assert_eq!(text, "Ortiz, Dana: Q&A is next\nSam O'Lee: a < b and c fine\nOrtiz, Dana: good");
        assert_eq!(notes, ["line 3: 1 comment (NOTE) left out"]);
    }

    #[test]
    fn a_colon_alone_makes_no_speaker() {
        let (text, _) = read(
            "WEBVTT\n\n00:01.000 --> 00:02.000\n10:30 Meeting: pricing\n\n00:02.000 --> 00:03.000\nNote: this is one\n\n\
             00:03.000 --> 00:04.000\nso I said one thing: no\n",
        );
        assert_eq!(text, "10:30 Meeting: pricing Note: this is one so I said one thing: no");
    }

    #[test]
    fn names_on_a_line_of_their_own_and_two_speakers_in_a_cue() {
        let (text, _) = read(
            "WEBVTT\n\n00:01.000 --> 00:02.000\n(Maya Chen)\nhello there\n\n00:02.000 --> 00:03.000\nstill me\n\n\
             00:03.000 --> 00:04.000\n- one of us\n- the other\n\n00:04.000 --> 00:05.000\n(laughter)\n",
        );
        assert_eq!(text, "Maya Chen: hello there still me\n- one of us\n- the other\n(laughter)");
    }

    #[test]
    fn faults_are_named_by_line_and_lose_no_words() {
        let (text, notes) = read(
            "WEBVTT\n\n00:61.000 --> 00:02.000\nkept one\n\nfoo -->\n00:02.000 --> bad\nkept two --> here\n\n\
             in no cue\n\n00:00.000 - -->\n\n00:03.000 --> 00:04.000\nkept three\n",
        );
        assert_eq!(text, "kept one kept two --> here in no cue kept three");
        assert_eq!(
            notes,
            [
                "line 3: 1 cue with a time that can't be read; its words are kept without one",
                "line 12: 1 line with an arrow but no time and no words, left out",
                "line 7: 1 cue with an end that can't be read",
                "line 10: 1 line in no cue; the words are kept without a time",
            ]
        );
    }

    #[test]
    fn markup_that_is_none_stays() {
        let (text, _) = read("WEBVTT\n\n00:01.000 --> 00:02.000\na < b & c <3 <x y> <v Maya and on &nosuch; &amp\n");
        assert_eq!(text, "a < b & c <3 <x y> <v Maya and on &nosuch; &amp");
    }

    #[test]
    fn marks_are_one_a_cue() {
        let text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>one\n\n00:02.000 --> 00:03.000\n\n00:03.000 --> 00:04.000\n<v B>two\n";
        let import = import(text.into(), "call.vtt").unwrap();
        let times: Vec<_> = import.text.marks().iter().map(|mark| mark.1).collect();
        assert_eq!(times, [1000, 2000, 3000]);
        assert_eq!(import.text.time_at(import.text.as_str().find("two").unwrap()), Some(3000));
    }

    #[test]
    fn style_and_regions_are_not_words() {
        let (text, notes) = read(
            "WEBVTT - Discovery call\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:fred\n\n\
             00:01.000 --> 00:02.000 region:fred\nhello\n",
        );
        assert_eq!(text, "hello");
        assert_eq!(notes, [""; 0]);
    }

    #[test]
    fn no_cues_is_refused() {
        let error = import(b"WEBVTT\n".to_vec(), "call.vtt").unwrap_err();
        assert_eq!(error.what, "read as WebVTT, but there are no words in it");
    }
}
