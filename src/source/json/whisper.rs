//! Whisper and what is built on it: segments in seconds. Only whisperX and its kind tell speakers apart.
//!
//! Whisper invents words in silence, and says so in two figures; segments that it doubts are named.

use serde_json::Value;

use super::super::format::Outcome;
use super::super::note::{Lines, count};
use super::super::turns::{Span, Who};
use super::Shape;
use super::field::{has, list, number, seconds, words};
use super::talk::Talk;

pub(super) const SHAPE: Shape = Shape { is, read };

/// Below this mean log probability Whisper itself tries again.
const DOUBTED: f64 = -1.0;
/// Above this probability of silence Whisper itself calls it silence.
const SILENT: f64 = 0.6;

fn is(value: &Value) -> bool {
    let first = list(value, &["segments"]).first();
    let of_maker = |segment: &Value| {
        ["avg_logprob", "no_speech_prob", "words", "seek", "speaker"]
            .into_iter()
            .any(|name| segment.get(name).is_some())
            || has(value, "language")
            || has(value, "text")
    };
    first.is_some_and(|segment| has(segment, "text") && has(segment, "start") && of_maker(segment))
}

fn read(value: &Value) -> Outcome {
    let mut talk = Talk::new("Whisper", "segment");
    let (mut doubted, mut unnamed) = (Lines::of("segment"), false);
    for segment in list(value, &["segments"]) {
        let name = words(segment, &["speaker"]);
        unnamed |= name.is_none();
        let span = Span { start: seconds(segment, &["start"]), end: seconds(segment, &["end"]) };
        talk.say(name.and_then(Who::named), span, words(segment, &["text"]));
        let is_doubted = number(segment, &["avg_logprob"]).is_some_and(|figure| figure < DOUBTED)
            || number(segment, &["no_speech_prob"]).is_some_and(|figure| figure > SILENT);
        if is_doubted {
            doubted.add(talk.number());
        }
    }
    doubted.report(&mut talk.import.notes, |number| {
        format!("{} that Whisper itself doubts; listen before you rely on them", count(number, "segment", "segments"))
    });
    if unnamed {
        talk.note("", "Whisper does not say who speaks where nobody is named; whisperX does");
    }
    talk.finish()
}

#[cfg(test)]
mod tests {
    use crate::source::import;

    #[test]
    fn segments_with_doubts() {
        let import = import(include_bytes!("../../../tests/fixtures/source/whisper.json").to_vec(), "w").unwrap();
        assert_eq!(import.format, "Whisper");
        assert_eq!(import.text.as_str(), "SPEAKER_00: We lost thirty percent.\nThank you for watching.");
        assert_eq!(import.text.marks()[0].1, 1500);
        assert_eq!(
            import.notes[0].to_string(),
            "segment 2: 1 segment that Whisper itself doubts; listen before you rely on them"
        );
    }
}
