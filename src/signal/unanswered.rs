//! Questions and objections of the customer that nobody answered.
//!
//! Pure. An answer is a turn of somebody on the other side, soon after, that says something of its own.
//! "Let me get back to you" is no answer but a debt, and "yeah, totally" is none at all. Where a source
//! has no sides, the other side is everybody but whoever asked.

use super::words::Words;
use super::{Sentence, Trigger};
use crate::packet::Side;

/// How many turns an answer may be away.
const TURNS: usize = 4;
/// An answer has at least so many words, or a yes or no to a plain question.
const WORDS: usize = 6;

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reply {
    /// Somebody said something to it.
    Answered,
    /// Somebody put it off or would not say.
    Deferred,
    /// The talk went on without.
    Nothing,
}

impl Reply {
    /// The word for it in output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Deferred => "deferred",
            Self::Nothing => "unanswered",
        }
    }
}

/// A question or an objection, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The number of the sentence that asks or objects.
    pub sentence: usize,
    /// What became of it.
    pub reply: Reply,
    /// The number of the first sentence of the reply.
    pub by: Option<usize>,
    /// The words that put it off.
    pub triggers: Vec<Trigger>,
}

/// The questions of the customer's side that were put off or left alone, in order.
pub fn find(sentences: &[Sentence<'_>], words: &Words) -> Vec<Asked> {
    let questions = (0..sentences.len()).filter(|at| sentences[*at].asks && is_real(&sentences[*at]));
    let open = questions.filter(|at| sentences[*at].side != Some(Side::Seller)).map(|at| reply(sentences, at, words));
    open.filter(|asked| asked.reply != Reply::Answered).collect()
}

/// What became of the sentence at `at`.
pub fn reply(sentences: &[Sentence<'_>], at: usize, words: &Words) -> Asked {
    let asked = &sentences[at];
    let list = words.list("spin");
    let mut turns = 0;
    let mut turn = asked.turn;
    let mut spoken: Option<(usize, usize)> = None; // first sentence, words
    for (index, sentence) in sentences.iter().enumerate().skip(at + 1) {
        if sentence.turn != turn {
            (turn, turns) = (sentence.turn, turns + 1);
        }
        if turns > TURNS {
            break;
        }
        let other = match (asked.side, sentence.side) {
            (Some(asker), Some(speaker)) => asker != speaker,
            _ => asked.speaker != sentence.speaker || asked.speaker.is_none() && sentence.turn != asked.turn,
        };
        if !other || (sentence.asks && spoken.is_none()) {
            continue;
        }
        let deferred: Vec<Trigger> = list
            .find(sentence)
            .iter()
            .filter(|hit| matches!(hit.cue.name.as_str(), "will not say" | "puts off"))
            .map(|hit| Trigger::of(sentence, hit))
            .collect();
        if !deferred.is_empty() && spoken.is_none_or(|(_, count)| count < 2 * WORDS) {
            return Asked { sentence: at, reply: Reply::Deferred, by: Some(index), triggers: deferred };
        }
        let (first, count) = spoken.unwrap_or((index, 0));
        let count = count + sentence.tokens.len();
        let plain =
            matches!(sentence.tokens.first().map(|token| token.form.as_str()), Some("yes" | "no" | "yep" | "nope"));
        if count >= WORDS || (asked.asks && plain) {
            return Asked { sentence: at, reply: Reply::Answered, by: Some(first), triggers: Vec::new() };
        }
        spoken = Some((first, count));
    }
    Asked { sentence: at, reply: Reply::Nothing, by: None, triggers: Vec::new() }
}

/// "Right?", "You know?", "How are you?" ask nothing.
fn is_real(sentence: &Sentence<'_>) -> bool {
    sentence.tokens.len() > 4 && super::stem::content(&sentence.tokens).len() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replies(turns: &[(&str, &str)]) -> Vec<(Reply, String)> {
        let mut builder = crate::text::Builder::new();
        for (who, said) in turns {
            let speaker = builder.speaker(who, None);
            let from = builder.len();
            builder.push(said);
            builder.turn(from..builder.len(), Some(speaker), crate::text::Part::Body);
            builder.push("\n");
        }
        let text = builder.finish();
        let side =
            |speaker: &crate::text::Speaker| Some(if speaker.name == "C" { Side::Customer } else { Side::Seller });
        let sentences = super::super::sentences(&text, &side);
        let asked = find(&sentences, &Words::default());
        asked.into_iter().map(|asked| (asked.reply, sentences[asked.sentence].text.to_owned())).collect()
    }

    #[test]
    fn an_answer_closes_a_question() {
        assert_eq!(replies(&[("C", "Do you support Spanish invoices?"), ("S", "Yes.")]), []);
        assert_eq!(
            replies(&[("C", "How long does the migration take?"), ("S", "It took Globex three weeks, all told.")]),
            []
        );
    }

    #[test]
    fn putting_off_and_passing_over_leave_it_open() {
        let question = "What happens to our data after the contract ends?";
        let told = replies(&[("C", question), ("S", "Good question, let me get back to you on that.")]);
        assert_eq!(told, [(Reply::Deferred, question.to_owned())]);
        let told = replies(&[("C", question), ("S", "Yeah, totally."), ("C", "Okay.")]);
        assert_eq!(told, [(Reply::Nothing, question.to_owned())]);
    }

    #[test]
    fn small_talk_asks_nothing() {
        assert_eq!(replies(&[("C", "How are you?"), ("C", "Right?")]), []);
    }
}
