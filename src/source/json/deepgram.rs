//! Deepgram: utterances, or the words of its channels put together where there are none. Speakers are
//! numbers, and only there when they were asked for.

use serde_json::Value;

use super::super::format::Outcome;
use super::super::turns::{Span, Who};
use super::Shape;
use super::field::{date, has, label, list, seconds, words};
use super::talk::Talk;

pub(super) const SHAPE: Shape = Shape { is, read };

fn is(value: &Value) -> bool {
    let results = value.get("results").unwrap_or(&Value::Null);
    has(results, "utterances")
        || list(results, &["channels"]).first().is_some_and(|channel| has(channel, "alternatives"))
}

fn read(value: &Value) -> Outcome {
    let results = value.get("results").unwrap_or(&Value::Null);
    let mut talk = Talk::new("Deepgram", "utterance");
    talk.import.date = value.get("metadata").and_then(|about| date(about, &["created"]));
    let channels = list(results, &["channels"]);
    let utterances = list(results, &["utterances"]);
    let mut unnamed = false;
    for utterance in utterances {
        let name = voice(utterance, channels.len());
        unnamed |= name.is_none();
        talk.say(name.as_deref().and_then(Who::named), span(utterance), words(utterance, &["transcript"]));
    }
    if utterances.is_empty() {
        for (number, channel) in channels.iter().enumerate() {
            let best = list(channel, &["alternatives"]).first().unwrap_or(&Value::Null);
            unnamed |= spoken(&mut talk, best, (channels.len() > 1).then_some(number));
        }
    }
    if unnamed {
        talk.note("", "no speakers are told apart; ask Deepgram for diarize=true to have them");
    }
    talk.finish()
}

fn span(item: &Value) -> Span {
    Span { start: seconds(item, &["start"]), end: seconds(item, &["end"]) }
}

fn voice(item: &Value, channels: usize) -> Option<String> {
    let speaker = label(item, &["speaker"]).map(|number| format!("Speaker {number}"));
    let channel = || label(item, &["channel"]).filter(|_| channels > 1).map(|number| format!("Channel {number}"));
    speaker.or_else(channel)
}

/// The words of one channel, one utterance a stretch of one speaker. Whether nobody could be named.
fn spoken(talk: &mut Talk, best: &Value, channel: Option<usize>) -> bool {
    let channel = channel.map(|number| format!("Channel {number}"));
    let all = list(best, &["words"]);
    if all.is_empty() {
        talk.say(channel.as_deref().and_then(Who::named), Span::default(), words(best, &["transcript"]));
        return channel.is_none();
    }
    let mut unnamed = false;
    for run in all.chunk_by(|one, two| one.get("speaker") == two.get("speaker") && !ends_sentence(one)) {
        let text: Vec<_> = run.iter().filter_map(|word| words(word, &["punctuated_word", "word"])).collect();
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let name = voice(first, 0).or_else(|| channel.clone());
        unnamed |= name.is_none();
        let span = Span { start: seconds(first, &["start"]), end: seconds(last, &["end"]) };
        talk.say(name.as_deref().and_then(Who::named), span, Some(&text.join(" ")));
    }
    unnamed
}

fn ends_sentence(word: &Value) -> bool {
    words(word, &["punctuated_word"]).is_some_and(|word| word.ends_with(['.', '?', '!']))
}

#[cfg(test)]
mod tests {
    use crate::source::import;

    #[test]
    fn utterances_or_words() {
        let utterances = include_bytes!("../../../tests/fixtures/source/deepgram.json").to_vec();
        let import = import(utterances, "d").unwrap();
        assert_eq!(import.format, "Deepgram");
        assert_eq!(import.text.as_str(), "Speaker 0: We lost thirty percent.\nSpeaker 1: Ouch.");
        let channels = r#"{"results": {"channels": [{"alternatives": [{"transcript": "we lost it. ouch", "words": [
            {"word": "we", "punctuated_word": "We", "start": 0.5, "end": 0.7, "speaker": 0},
            {"word": "lost", "punctuated_word": "lost", "start": 0.7, "end": 0.9, "speaker": 0},
            {"word": "it", "punctuated_word": "it.", "start": 0.9, "end": 1.0, "speaker": 0},
            {"word": "ouch", "punctuated_word": "Ouch", "start": 1.0, "end": 1.4, "speaker": 1}]}]}]}}"#;
        let import = crate::source::import(channels.into(), "d").unwrap();
        assert_eq!(import.text.as_str(), "Speaker 0: We lost it.\nSpeaker 1: Ouch");
        assert_eq!(import.text.marks()[0].1, 500);
    }
}
