//! The thread that looks for signals in the words of the sources. It is one of its own, since a look
//! through long sources takes seconds, and finding the words of the selected claim must not wait for it.
//!
//! Of several questions that wait only the last is answered. A look that is under way can't be broken off,
//! so nobody waits for the thread at the end, and sources that are longer than [`MOST`] are not looked
//! through at all: the screen says so.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;

use super::teller::Teller;
use crate::find::related::Related;
use crate::packet::{Packet, side_of};
use crate::signal::all::{Claimed, Heard, Signal, all};
use crate::signal::{Words, sentences};
use crate::text::Text;
use crate::workbench::effect::{Msg, Told};
use crate::workbench::signals::Noticed;
use crate::workbench::state::Loaded;

/// So many bytes of sources are looked through, all together.
const MOST: usize = 4_000_000;

/// The lists of words: reading them takes longer than looking through a short call.
pub(super) static LISTS: LazyLock<(Words, Related)> = LazyLock::new(|| (Words::default(), Related::default()));

/// What is to be looked through, and for which claims.
pub(super) struct Question {
    /// The packet as it stands.
    pub(super) packet: Arc<Packet>,
    /// The claims as they stand.
    pub(super) claims: Vec<Told>,
    /// The sources that could be read, by their place in the packet.
    pub(super) texts: Vec<(usize, Arc<Loaded>)>,
}

/// Starts the thread. Each question that is sent has been counted in `open`, which an answer lowers.
pub(super) fn start(tell: Teller, open: Arc<AtomicUsize>) -> Sender<Question> {
    let (ask, asked) = channel();
    // Without a thread the questions go nowhere, and whoever sends one learns of it.
    let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(move || run(&asked, &tell, &open));
    ask
}

fn run(asked: &Receiver<Question>, tell: &Teller, open: &AtomicUsize) {
    while let Ok(mut question) = asked.recv() {
        while let Ok(newer) = asked.try_recv() {
            open.fetch_sub(1, Ordering::AcqRel);
            question = newer;
        }
        let today = jiff::Zoned::now().date();
        tell.send(Msg::Signals(noticed(&question, today)));
        open.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Every signal that concerns a claim, in words; `Err` is why nobody looked.
fn noticed(question: &Question, today: Date) -> Result<Vec<Noticed>, String> {
    let packet = &*question.packet;
    let bytes: usize = question.texts.iter().map(|(_, loaded)| loaded.text.as_str().len()).sum();
    if bytes > MOST {
        return Err(format!("not looked for in {} MB; `handoff signals` prints them", bytes / 1_000_000));
    }
    let side = |speaker: &crate::text::Speaker| side_of(packet, speaker);
    let heard: Vec<Heard<'_>> = question
        .texts
        .iter()
        .map(|(at, loaded)| Heard {
            kind: packet.sources.get(*at).map(|source| source.kind.clone()),
            text: &loaded.text,
            sentences: sentences(&loaded.text, &side),
        })
        .collect();
    let place = |source: usize| question.texts.iter().position(|(at, _)| *at == source);
    let claims: Vec<Claimed<'_>> = question
        .claims
        .iter()
        .map(|told| Claimed {
            id: &told.id,
            kind: told.kind,
            text: &told.text,
            due: told.due.as_deref(),
            said: told.said,
            at: told.at.iter().filter_map(|(source, range)| Some((place(*source)?, range.clone()))).collect(),
        })
        .collect();
    let signals = all(&heard, &claims, Some(today), &LISTS.0, &LISTS.1);
    let concerns = |signal: &&Signal| !signal.claims.is_empty();
    Ok(signals.iter().filter(concerns).map(|signal| in_words(packet, question, signal)).collect())
}

fn in_words(packet: &Packet, question: &Question, signal: &Signal) -> Noticed {
    let text = |at: usize| -> &Text { &question.texts[at].1.text };
    let words = |at: usize, range: &std::ops::Range<usize>| -> String {
        text(at).as_str().get(range.clone()).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let of = signal.at.iter().flat_map(|(at, _)| signal.triggers.iter().map(|trigger| words(*at, &trigger.words)));
    let against = signal.against.as_ref().map(|(at, range)| {
        let source = question.texts.get(*at).and_then(|(at, _)| packet.sources.get(*at));
        (words(*at, range), source.map_or(String::new(), |source| source.name().to_owned()))
    });
    Noticed {
        claims: signal.claims.clone(),
        name: signal.kind.word(),
        why: signal.why.clone(),
        words: of.filter(|words| !words.is_empty()).collect(),
        against,
    }
}
