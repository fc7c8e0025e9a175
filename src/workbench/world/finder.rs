//! The thread that reads sources and finds quotes, the selected claim's before any other's.
//!
//! It works through the sources in the packet's order, all quotes of one together, and looks between
//! any two answers whether somebody wants a claim or a source sooner. Texts are shared with the screen,
//! so 50 MB of sources are in memory once; so are quotes, which are the packet's own until somebody changes
//! them. Nothing of it happens before the first question, so that the first frame waits for none of it.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::findings::{self, Ticket};
use super::signals::{self, Question};
use super::teller::Teller;
use crate::anchor::{Resolution, Resolver};
use crate::packet::{ClaimId, Evidence, Packet, SourceId};
use crate::review::located::{Beside, Found, Located};
use crate::review::{LiveEvidence, Review};
use crate::store::{Paths, locate, sources};
use crate::workbench::effect::{Msg, Quote, Told};
use crate::workbench::state::Loaded;

/// How often what was found is told to the screen.
pub(super) const TELL_EVERY: Duration = Duration::from_millis(60);

/// The thread, as the rest of the world sees it.
#[derive(Debug)]
pub(super) struct Finder {
    /// What the thread is started with, until it is.
    start: Option<Box<Start>>,
    ask: Sender<Ask>,
    stopped: Arc<AtomicBool>,
    /// Questions that are not answered yet, the first pass counting as one.
    open: Arc<AtomicUsize>,
    /// Which question for findings is wanted: the others are given up.
    wanted: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Start {
    paths: Paths,
    review: Review,
    asked: Receiver<Ask>,
    tell: Teller,
    wanted: Arc<AtomicUsize>,
}

#[derive(Debug)]
enum Ask {
    /// This claim first.
    Claim(usize),
    /// This source first.
    Source(usize),
    /// Passages that may support this claim, which says this.
    Offer(ClaimId, String),
    /// What concerns these claims.
    Signals(Vec<Told>),
    /// What the sources raise about this review; the how manieth question of the kind it is.
    Findings(Box<Review>, usize),
    /// Sources have joined the packet.
    Joined(Arc<Packet>),
    /// These are the claim's quotes now.
    Changed(usize, Vec<Quote>),
}

impl Finder {
    /// Ready to begin on the quotes of a review.
    pub(super) fn new(paths: Paths, review: Review, tell: Teller) -> Self {
        let (ask, asked) = channel();
        let stopped = Arc::new(AtomicBool::new(false));
        let open = Arc::new(AtomicUsize::new(1));
        let wanted = Arc::new(AtomicUsize::new(0));
        let start = Some(Box::new(Start { paths, review, asked, tell, wanted: Arc::clone(&wanted) }));
        Self { start, ask, stopped, open, wanted, thread: None }
    }

    /// Starts the thread, if it is not started yet.
    pub(super) fn begin(&mut self) {
        let Some(start) = self.start.take() else { return };
        let (stop, counter) = (Arc::clone(&self.stopped), Arc::clone(&self.open));
        self.thread = std::thread::Builder::new()
            .name("finder".to_owned())
            .spawn(move || Work::new(*start, stop, counter).run())
            .ok();
        if self.thread.is_none() {
            self.open.store(0, Ordering::Release);
        }
    }

    pub(super) fn find(&self, claim: usize) {
        self.ask(Ask::Claim(claim));
    }

    pub(super) fn read(&self, source: usize) {
        self.ask(Ask::Source(source));
    }

    pub(super) fn quotes(&self, claim: usize, quotes: Vec<Quote>) {
        self.ask(Ask::Changed(claim, quotes));
    }

    pub(super) fn offer(&self, claim: ClaimId, text: String) {
        self.ask(Ask::Offer(claim, text));
    }

    pub(super) fn signals(&self, claims: Vec<Told>) {
        self.ask(Ask::Signals(claims));
    }

    pub(super) fn joined(&self, packet: Arc<Packet>) {
        self.ask(Ask::Joined(packet));
    }

    /// Looks for what the sources raise. An earlier question of the kind is given up.
    pub(super) fn findings(&self, review: Box<Review>) {
        let mine = self.wanted.fetch_add(1, Ordering::AcqRel) + 1;
        self.ask(Ask::Findings(review, mine));
    }

    /// Gives up looking for what the sources raise.
    pub(super) fn leave_findings(&self) {
        self.wanted.fetch_add(1, Ordering::AcqRel);
    }

    fn ask(&self, ask: Ask) {
        self.open.fetch_add(1, Ordering::AcqRel);
        if self.ask.send(ask).is_err() {
            self.open.fetch_sub(1, Ordering::AcqRel);
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        self.open.load(Ordering::Acquire) > 0
    }

    /// Leaves the thread to end by itself: it looks at the flag soon, and nobody waits for it.
    pub(super) fn abandon(self) {
        self.stopped.store(true, Ordering::Release);
    }

    pub(super) fn stop(mut self) {
        self.stopped.store(true, Ordering::Release);
        drop(self.ask);
        if let Some(thread) = self.thread.take() {
            // It looks at the flag between any two windows of a text, so this is soon.
            let _ = thread.join();
        }
    }
}

/// The quotes beside one claim.
enum Words {
    /// Those of the packet's claim at this place, as they stand there.
    Drafted(usize),
    /// Others, because somebody added, took away or confirmed some.
    Own(Box<[Quote]>),
}

impl Words {
    fn of(review: &Review, claim: usize) -> Self {
        review.quoted_as_drafted(claim).map_or_else(|| Self::Own(Quote::all(review, claim).into()), Self::Drafted)
    }

    fn len(&self, packet: &Packet) -> usize {
        match self {
            Self::Drafted(place) => packet.claims[*place].evidence.len(),
            Self::Own(quotes) => quotes.len(),
        }
    }

    fn evidence<'a>(&'a self, packet: &'a Packet, at: usize) -> Option<&'a Evidence> {
        match self {
            Self::Drafted(place) => packet.claims[*place].evidence.get(at),
            Self::Own(quotes) => quotes.get(at).map(|quote| &quote.evidence),
        }
    }

    fn lend<'p>(&self, packet: &'p Packet, at: usize) -> Option<Lent<'p>> {
        match self {
            Self::Drafted(place) => packet.claims[*place].evidence.get(at).map(Lent::Drafted),
            Self::Own(quotes) => quotes.get(at).cloned().map(Box::new).map(Lent::Own),
        }
    }

    fn quote(&self, packet: &Packet, at: usize) -> Option<Quote> {
        match self {
            Self::Drafted(_) => self.evidence(packet, at).map(|evidence| Quote {
                id: evidence.id_at(at),
                evidence: evidence.clone(),
                confirmed: None,
            }),
            Self::Own(quotes) => quotes.get(at).cloned(),
        }
    }
}

/// A quote while it is looked for.
enum Lent<'p> {
    /// As it stands in the packet.
    Drafted(&'p Evidence),
    /// As somebody left it.
    Own(Box<Quote>),
}

impl Lent<'_> {
    fn evidence(&self) -> &Evidence {
        match self {
            Self::Drafted(evidence) => evidence,
            Self::Own(quote) => &quote.evidence,
        }
    }

    /// As what stands beside its claim, `at` the place of it there.
    fn live(&self, at: usize) -> LiveEvidence<'_> {
        match self {
            Self::Drafted(evidence) => {
                LiveEvidence { id: evidence.id_at(at), evidence, confirmed: None, attached_by: None }
            }
            Self::Own(quote) => quote.live(),
        }
    }
}

pub(super) struct Work {
    paths: Paths,
    packet: Arc<Packet>,
    quotes: Vec<Words>,
    /// Where each source stands in the packet.
    places: HashMap<SourceId, usize>,
    found: Vec<Beside>,
    pub(super) texts: Vec<Option<Result<Arc<Loaded>, String>>>,
    /// How often passages were asked for: only the last question is answered.
    pub(super) offers: usize,
    asked: Receiver<Ask>,
    waiting: VecDeque<Ask>,
    /// Who looks for signals.
    look: Sender<Question>,
    tell: Teller,
    stopped: Arc<AtomicBool>,
    open: Arc<AtomicUsize>,
    wanted: Arc<AtomicUsize>,
    /// Claims with news that the screen has not been told.
    news: Vec<usize>,
    told: Instant,
    done: usize,
    total: usize,
}

impl Work {
    fn new(start: Start, stopped: Arc<AtomicBool>, open: Arc<AtomicUsize>) -> Self {
        let Start { paths, review, asked, tell, wanted } = start;
        let packet = review.shared_packet();
        let quotes: Vec<Words> = (0..review.len()).map(|claim| Words::of(&review, claim)).collect();
        let found: Vec<Beside> = quotes.iter().map(|quotes| Beside::pending(quotes.len(&packet))).collect();
        let total = found.iter().map(|beside| beside.len()).sum();
        let look = signals::start(tell.clone(), Arc::clone(&open));
        let texts = vec![None; packet.sources.len()];
        let places = packet.sources.iter().enumerate().map(|(at, source)| (source.id.clone(), at)).collect();
        Self {
            paths,
            packet,
            quotes,
            places,
            found,
            texts,
            offers: 0,
            asked,
            waiting: VecDeque::new(),
            look,
            tell,
            stopped,
            open,
            wanted,
            news: Vec::new(),
            told: Instant::now(),
            done: 0,
            total,
        }
    }

    /// The place in the packet of the source that a quote names.
    fn source_of(&self, claim: usize, at: usize) -> Option<usize> {
        let named = &self.quotes.get(claim)?.evidence(&self.packet, at)?.source;
        self.places.get(named).copied()
    }

    pub(super) fn packet(&self) -> Arc<Packet> {
        Arc::clone(&self.packet)
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    pub(super) fn send(&self, msg: Msg) {
        self.tell.send(msg);
    }

    fn run(mut self) {
        self.serve();
        self.nowhere();
        for source in 0..self.texts.len() {
            if self.is_stopped() {
                return;
            }
            self.read(source);
            self.resolve_all_of(source);
            self.serve();
        }
        self.report(true);
        self.send(Msg::Progress(None));
        self.open.fetch_sub(1, Ordering::AcqRel);
        while let Ok(ask) = self.asked.recv() {
            if self.is_stopped() {
                return;
            }
            self.answer(ask);
        }
    }

    /// Answers what was asked meanwhile.
    pub(super) fn serve(&mut self) {
        while let Ok(ask) = self.asked.try_recv() {
            self.waiting.push_back(ask);
        }
        while let Some(ask) = self.waiting.pop_front() {
            self.answer(ask);
        }
    }

    fn answer(&mut self, ask: Ask) {
        match ask {
            Ask::Claim(claim) => self.resolve_claim(claim, false),
            Ask::Source(source) => self.read(source),
            Ask::Offer(claim, text) => self.offer(&claim, &text),
            Ask::Signals(claims) => self.signals(claims),
            Ask::Joined(packet) => self.joined(packet),
            Ask::Findings(review, mine) => self.findings(review, mine),
            Ask::Changed(claim, quotes) => {
                if claim >= self.quotes.len() {
                    self.quotes.resize_with(claim + 1, || Words::Own(Box::default()));
                    self.found.resize_with(claim + 1, Beside::default);
                }
                // What stands as it stood need not be looked for again.
                let before = &self.quotes[claim];
                let before: Vec<Quote> =
                    (0..before.len(&self.packet)).filter_map(|at| before.quote(&self.packet, at)).collect();
                let known: Beside = quotes
                    .iter()
                    .map(|quote| {
                        let same = |old: &Quote| old.evidence == quote.evidence && old.confirmed == quote.confirmed;
                        let at = before.iter().position(same);
                        at.map_or(Found::Pending, |at| self.found[claim][at].clone())
                    })
                    .collect();
                self.quotes[claim] = Words::Own(quotes.into());
                self.found[claim] = known;
                self.resolve_claim(claim, true);
            }
        }
        self.open.fetch_sub(1, Ordering::AcqRel);
    }

    /// The sources that were read, by their place in the packet.
    pub(super) fn read_so_far(&self) -> Vec<(usize, Arc<Loaded>)> {
        let read = |(at, text): (usize, &Option<Result<Arc<Loaded>, String>>)| match text {
            Some(Ok(loaded)) => Some((at, Arc::clone(loaded))),
            Some(Err(_)) | None => None,
        };
        self.texts.iter().enumerate().filter_map(read).collect()
    }

    /// Has a thread of its own look for what the sources raise, once all of them are read.
    fn findings(&mut self, review: Box<Review>, mine: usize) {
        let wanted = Arc::clone(&self.wanted);
        for source in 0..self.texts.len() {
            if self.is_stopped() || wanted.load(Ordering::Acquire) != mine {
                return;
            }
            self.read(source);
            self.serve();
        }
        let ticket = Ticket { mine, wanted, stopped: Arc::clone(&self.stopped) };
        findings::start(review, self.read_so_far(), ticket, self.tell.clone(), Arc::clone(&self.open));
    }

    /// Reads sources that joined, and finds the quotes that name them.
    fn joined(&mut self, packet: Arc<Packet>) {
        let known = self.texts.len();
        self.texts.resize(packet.sources.len().max(known), None);
        self.places = packet.sources.iter().enumerate().map(|(at, source)| (source.id.clone(), at)).collect();
        self.packet = packet;
        for source in known..self.texts.len() {
            if self.is_stopped() {
                return;
            }
            self.read(source);
            // They were nowhere to be found until now.
            for claim in 0..self.quotes.len() {
                for at in 0..self.found[claim].len() {
                    if self.source_of(claim, at) == Some(source) && !matches!(self.found[claim][at], Found::Pending) {
                        self.found[claim][at] = Found::Pending;
                        self.done -= 1;
                    }
                }
            }
            self.resolve_all_of(source);
        }
        self.report(true);
    }

    /// Passes a question on to the thread that looks for signals, with the texts as read.
    fn signals(&self, claims: Vec<Told>) {
        let texts = self.read_so_far();
        self.open.fetch_add(1, Ordering::AcqRel);
        if self.look.send(Question { packet: self.packet(), claims, texts }).is_err() {
            self.open.fetch_sub(1, Ordering::AcqRel);
        }
    }

    /// Reads a source, once.
    pub(super) fn read(&mut self, source: usize) {
        let packet = self.packet();
        let Some(named) = packet.sources.get(source) else { return };
        if self.texts[source].is_some() {
            return;
        }
        let loaded = sources::load(&self.paths, named);
        let text = match loaded.import {
            Ok(import) => Ok(Arc::new(Loaded {
                text: import.text,
                format: import.format,
                notes: import.notes,
                unchanged: loaded.unchanged,
            })),
            Err(why) => Err(match &why.hint {
                Some(hint) => format!("{why}\n{hint}"),
                None => why.to_string(),
            }),
        };
        self.texts[source] = Some(text.clone());
        self.send(Msg::Source { source, loaded: text });
    }

    /// Quotes that name a source which the packet does not have.
    fn nowhere(&mut self) {
        let packet = self.packet();
        for claim in 0..self.quotes.len() {
            for at in 0..self.quotes[claim].len(&packet) {
                if self.source_of(claim, at).is_none()
                    && let Some(evidence) = self.quotes[claim].evidence(&packet, at)
                {
                    let found = locate::nowhere(&packet, &evidence.source);
                    self.note(claim, at, found);
                }
            }
        }
        self.report(true);
    }

    /// Finds all quotes of one source that are not found yet.
    fn resolve_all_of(&mut self, source: usize) {
        let packet = self.packet();
        let open: Vec<(usize, usize)> = (0..self.quotes.len())
            .flat_map(|claim| (0..self.quotes[claim].len(&packet)).map(move |at| (claim, at)))
            .filter(|(claim, at)| {
                self.source_of(*claim, *at) == Some(source) && matches!(self.found[*claim][*at], Found::Pending)
            })
            .collect();
        let loaded = match &self.texts[source] {
            Some(Ok(loaded)) => Arc::clone(loaded),
            Some(Err(why)) => {
                let why = why.clone();
                for (claim, at) in open {
                    self.note(claim, at, Found::Unreadable(why.clone()));
                }
                self.report(false);
                return;
            }
            None => return,
        };
        // The quotes are lent to the resolver while answers change what is known of others: the packet's as
        // they stand there, which are most.
        let quotes: Vec<Lent<'_>> =
            open.iter().filter_map(|(claim, at)| self.quotes[*claim].lend(&packet, *at)).collect();
        let evidence: Vec<&Evidence> = quotes.iter().map(Lent::evidence).collect();
        let stopped = Arc::clone(&self.stopped);
        let resolver = Resolver::new(&loaded.text, loaded.unchanged.unwrap_or(true));
        let stop = || stopped.load(Ordering::Acquire);
        resolver.resolve_all(&evidence, &stop, &mut |index, resolution| {
            let (claim, at) = open[index];
            let found = locate(&packet, &loaded, &quotes[index].live(at), resolution);
            // Somebody may have asked for it, or changed it, since.
            let now = self.quotes[claim].evidence(&packet, at);
            let same = now == Some(evidence[index]);
            if same && matches!(self.found[claim].get(at), Some(Found::Pending)) {
                self.note(claim, at, found);
            }
            if self.told.elapsed() > TELL_EVERY {
                self.report(false);
                self.serve();
            }
        });
        self.report(false);
    }

    /// Finds all quotes of one claim, now.
    fn resolve_claim(&mut self, claim: usize, changed: bool) {
        let packet = self.packet();
        let Some(count) = self.quotes.get(claim).map(|quotes| quotes.len(&packet)) else { return };
        let mut news = changed;
        for at in 0..count {
            if !matches!(self.found[claim][at], Found::Pending) || self.is_stopped() {
                continue;
            }
            let Some(quote) = self.quotes[claim].quote(&packet, at) else { continue };
            let Some(source) = self.source_of(claim, at) else {
                let found = locate::nowhere(&packet, &quote.evidence.source);
                self.note(claim, at, found);
                news = true;
                continue;
            };
            self.read(source);
            let found = match &self.texts[source] {
                Some(Ok(loaded)) => {
                    let stopped = Arc::clone(&self.stopped);
                    let mut answer = None;
                    Resolver::new(&loaded.text, loaded.unchanged.unwrap_or(true)).resolve_all(
                        &[&quote.evidence],
                        &|| stopped.load(Ordering::Acquire),
                        &mut |_, resolution| answer = Some(resolution),
                    );
                    let Some(resolution) = answer else { continue };
                    locate(&packet, loaded, &quote.live(), resolution)
                }
                Some(Err(why)) => Found::Unreadable(why.clone()),
                None => continue,
            };
            self.note(claim, at, found);
            news = true;
        }
        if news {
            if !self.news.contains(&claim) {
                self.news.push(claim);
            }
            self.report(true);
        }
    }

    fn note(&mut self, claim: usize, at: usize, found: Found) {
        if matches!(self.found[claim][at], Found::Pending) {
            self.done += 1;
        }
        self.found[claim][at] = found;
        if self.news.last() != Some(&claim) {
            self.news.push(claim);
        }
    }

    /// Tells the screen what is new.
    fn report(&mut self, all: bool) {
        if self.news.is_empty() || (!all && self.told.elapsed() < TELL_EVERY) {
            return;
        }
        self.told = Instant::now();
        let mut claims = std::mem::take(&mut self.news);
        claims.sort_unstable();
        claims.dedup();
        let found = claims.into_iter().map(|claim| (claim, self.found[claim].clone())).collect();
        self.send(Msg::Found(found));
        if self.done < self.total {
            self.send(Msg::Progress(Some((self.done, self.total))));
        }
    }
}

fn locate(packet: &Packet, loaded: &Loaded, quote: &LiveEvidence<'_>, resolution: Resolution) -> Found {
    Found::Resolved(Arc::new(Located::new(packet, &loaded.text, quote, resolution)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_each_claim_and_each_quote_that_is_looked_for_is_small() {
        // There may be ten thousand of either, and nearly all are the packet's own.
        assert_eq!(size_of::<Words>(), 2 * size_of::<usize>());
        assert_eq!(size_of::<Lent<'_>>(), 2 * size_of::<usize>());
    }
}
