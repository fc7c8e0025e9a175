//! AssemblyAI: utterances or sentences, in milliseconds, with letters for speakers.

use serde_json::Value;

use super::super::Unreadable;
use super::super::format::Outcome;
use super::super::turns::{Span, Who};
use super::Shape;
use super::field::{has, label, list, millis, words};
use super::talk::Talk;

pub(super) const SHAPE: Shape = Shape { is, read };

fn is(value: &Value) -> bool {
    let is_timed = |item: &Value| has(item, "text") && has(item, "start") && has(item, "end");
    let of_maker = has(value, "audio_url") || has(value, "acoustic_model") || has(value, "speech_model");
    let first = list(value, &["utterances", "sentences"]).first();
    let is_spoken =
        first.is_some_and(|item| is_timed(item) && (has(item, "speaker") || has(item, "words") || of_maker));
    is_spoken || (of_maker && has(value, "status"))
}

fn read(value: &Value) -> Outcome {
    if words(value, &["status"]) == Some("error") {
        let why = words(value, &["error"]).unwrap_or("no reason is given");
        return Err(Unreadable::new(format!("AssemblyAI could not transcribe this call: {why}")));
    }
    let mut talk = Talk::new("AssemblyAI", "utterance");
    let mut unnamed = false;
    for item in list(value, &["utterances", "sentences"]) {
        let name = label(item, &["speaker"]).map(|letter| format!("Speaker {letter}"));
        unnamed |= name.is_none();
        let span = Span { start: millis(item, &["start"]), end: millis(item, &["end"]) };
        talk.say(name.as_deref().and_then(Who::named), span, words(item, &["text"]));
    }
    if talk.number() == 0
        && let Some(text) = words(value, &["text"])
    {
        unnamed = true;
        talk.say(None, Span::default(), Some(text));
    }
    if unnamed {
        talk.note("", "no speakers are told apart; ask AssemblyAI for speaker_labels to have them");
    }
    talk.finish()
}

#[cfg(test)]
mod tests {
    use crate::source::import;

    #[test]
    fn letters_and_milliseconds() {
        let import = import(include_bytes!("../../../tests/fixtures/source/assemblyai.json").to_vec(), "a").unwrap();
        assert_eq!(import.format, "AssemblyAI");
        assert_eq!(import.text.as_str(), "Speaker A: We lost thirty percent.\nSpeaker B: Ouch.");
        assert_eq!(import.text.marks().iter().map(|mark| mark.1).collect::<Vec<_>>(), [1500, 4000]);
        let failed = r#"{"audio_url": "x", "status": "error", "error": "no audio"}"#;
        assert!(crate::source::import(failed.into(), "a").unwrap_err().what.ends_with("no audio"));
    }
}
