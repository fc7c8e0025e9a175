//! The `model` drafter: a language model reads the sources in parts and names claims with the spans they
//! stand in.
//!
//! What may be sent and where to is said before the first byte leaves ([`Model::announcement`]), and can be
//! looked at in full ([`Model::dry_run`]). What comes back is data: it is held against the published schema
//! ([`answer`]), a claim that does not fit is left out and told, and quotes are looked up by `ground` like
//! those of any other drafter. Sources are fenced (`prompt`), so an order in one of them can at most
//! become a claim; nothing in an answer has a place in which a decision would fit.
//!
//! The network is behind [`client::Transport`]; everything else in this folder is pure.

pub mod answer;
mod chunk;
pub mod client;
pub mod key;
mod merge;
mod prompt;
mod redact;
mod wire;

use std::time::Duration;

use serde_json::Value;

use super::{Drafter, Failure, Job, Sketch, Step, Watch};
use crate::audit::Digest;
use crate::config::Provider;
use crate::count::counted;
use crate::packet;
use answer::Gathered;
use chunk::Part;
use client::{Client, Http, Reply, Transport};
use key::Key;
use redact::Mask;
use wire::Usage;

/// With what a model is asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which protocol it speaks.
    pub provider: Provider,
    /// The address up to `/v1`, without a slash at its end.
    pub url: String,
    /// Which model.
    pub model: String,
    /// What the service asks for, if it asks for anything.
    pub key: Option<Key>,
    /// How long one answer may take.
    pub patience: Duration,
    /// Whether addresses, phone numbers and amounts are masked in what is sent.
    pub redact: bool,
}

impl Settings {
    /// How long an answer may take unless somebody says otherwise: local models are slow.
    pub const PATIENCE: Duration = Duration::from_secs(300);

    /// The address of a provider's own service.
    pub const fn address_of(provider: Provider) -> &'static str {
        match provider {
            Provider::OpenAi => "https://api.openai.com/v1",
            Provider::Anthropic => "https://api.anthropic.com/v1",
        }
    }

    /// Whether the model runs on this machine.
    pub fn is_local(&self) -> bool {
        matches!(self.host().as_str(), "localhost" | "127.0.0.1" | "::1")
    }

    /// The machine that is asked.
    pub fn host(&self) -> String {
        let rest = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        match host.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            Some((address, _)) => address.to_owned(),
            None => host.split(':').next().unwrap_or_default().to_owned(),
        }
    }
}

/// A language model that drafts.
#[derive(Debug, Clone)]
pub struct Model<T = Http> {
    settings: Settings,
    client: Client<T>,
}

impl Model<Http> {
    /// A model that is asked over the network.
    ///
    /// # Errors
    /// A key would travel unencrypted to another machine, or the address is none.
    pub fn new(settings: Settings) -> Result<Self, Failure> {
        let plain = settings.url.starts_with("http://");
        if !plain && !settings.url.starts_with("https://") {
            let what = format!("model.url is `{}`, expected an address that begins with https://", settings.url);
            return Err(Failure::new(what).hint("http:// is for a model on this machine or in your own network"));
        }
        if plain && settings.key.is_some() && !settings.is_local() {
            let what = format!("the key for {} would travel unencrypted", settings.host());
            return Err(Failure::new(what).hint("use an https:// address, or leave the key out"));
        }
        let client = Client::new(Http::new(settings.patience));
        Ok(Self { settings, client })
    }
}

impl<T: Transport> Model<T> {
    /// The same over another transport, for tests and for services that are spoken to otherwise.
    pub fn over(settings: Settings, client: Client<T>) -> Self {
        Self { settings, client }
    }

    /// Whether the model runs on this machine.
    pub fn is_local(&self) -> bool {
        self.settings.is_local()
    }

    /// What will leave the machine, and to whom, in lines for a person to read before it does.
    pub fn announcement(&self, job: &Job) -> Vec<String> {
        let parts = chunk::parts(job);
        let bytes: usize = parts.iter().map(Part::bytes).sum();
        let to = if self.settings.is_local() {
            format!("{} on this machine", self.settings.model)
        } else {
            format!("{} at {}", self.settings.model, self.settings.host())
        };
        let (requests, sources) =
            (counted(parts.len(), "request", "requests"), counted(job.sources.len(), "source", "sources"));
        let masked = if self.settings.redact {
            "mail addresses, phone numbers and amounts are masked"
        } else {
            "nothing is masked (--redact masks mail addresses, phone numbers and amounts)"
        };
        vec![
            format!("sends the words of {sources} to {to}: {requests}, about {} kB", bytes.div_ceil(1000)),
            format!("with them go the account's name and the names, sides and titles of people; {masked}"),
        ]
    }

    /// Every request as it would be sent, in order, without the key.
    pub fn dry_run(&self, job: &Job) -> Vec<Value> {
        let mut mask = Mask::new(self.settings.redact);
        let parts = chunk::parts(job);
        parts
            .iter()
            .map(|part| {
                let body = wire::request(&self.settings, &prompt::messages(job, part, &mut mask), true);
                serde_json::json!({"method": "POST", "url": wire::address(&self.settings), "body": body})
            })
            .collect()
    }

    /// Asks about one part. A service that does not know how to hold a model to a schema is asked again
    /// without; the answer is held to it here in any case.
    fn ask(&self, asked: &prompt::Messages, watch: &dyn Watch, held: &mut Held) -> Result<wire::Said, Failure> {
        loop {
            let body = wire::request(&self.settings, asked, held.to_schema);
            let bytes = serde_json::to_vec(&body).map_err(|error| Failure::new(error.to_string()))?;
            held.requests.push(Digest::of(&bytes).hex());
            let reply =
                self.client.post(&wire::address(&self.settings), wire::headers(&self.settings), bytes, watch)?;
            held.answers.push(Digest::of(&reply.body).hex());
            if held.to_schema && wire::knows_no_schema(&reply) {
                held.to_schema = false;
                let host = self.settings.host();
                held.remarks.push(format!("{host} can't hold the model to a schema; its answers were checked here"));
                continue;
            }
            return self.read(&reply);
        }
    }

    fn read(&self, reply: &Reply) -> Result<wire::Said, Failure> {
        wire::read(&self.settings, reply)
    }
}

/// What is kept of all the asking.
#[derive(Debug, Default)]
struct Held {
    to_schema: bool,
    requests: Vec<String>,
    answers: Vec<String>,
    remarks: Vec<String>,
}

impl<T: Transport> Drafter for Model<T> {
    fn name(&self) -> &str {
        "model"
    }

    fn draft(&self, job: &Job, watch: &mut dyn Watch) -> Result<Sketch, Failure> {
        let parts = chunk::parts(job);
        if parts.is_empty() {
            return Err(Failure::new("no source has any words to send").hint("add transcripts, mail or notes"));
        }
        let mut mask = Mask::new(self.settings.redact);
        let mut held = Held { to_schema: true, ..Held::default() };
        let mut usage = Usage::default();
        let mut gathered = Gathered::default();
        for (done, part) in parts.iter().enumerate() {
            let mut what = format!("part {} of {}, {}", done + 1, parts.len(), part.names(job));
            if let Some(so_far) = usage.told() {
                what.push_str(&format!(", {so_far} so far"));
            }
            watch.step(&Step { what, done, of: parts.len() });
            if watch.cancelled() {
                return Err(Failure::cancelled());
            }
            let asked = prompt::messages(job, part, &mut mask);
            let said = self.ask(&asked, watch, &mut held)?;
            usage.add(&said.usage);
            if said.cut_off {
                let what = format!("the answer on part {} was cut off by the model's limit", done + 1);
                held.remarks.push(what);
            }
            answer::take(job, part, mask.put_back(said.answer), &mut gathered);
        }
        let (claims, also_heard) = merge::ranked(merge::merged(std::mem::take(&mut gathered.claims)));
        held.remarks.extend(gathered.remarks());
        held.remarks.extend(usage.told().map(|told| format!("{} used {told}", self.settings.model)));
        Ok(Sketch {
            drafted_by: packet::Drafter {
                tool: self.name().to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
                at: None,
                provider: Some(format!("{} ({})", self.settings.provider.word(), self.settings.host())),
                model: Some(self.settings.model.clone()),
                prompt_version: Some(prompt::VERSION.to_owned()),
                request_sha256: held.requests,
                response_sha256: held.answers,
            },
            people: gathered.people(job),
            claims,
            also_heard,
            summaries: Vec::new(),
            deal: None,
            remarks: held.remarks,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_never_travels_unencrypted_to_another_machine() {
        let settings = |url: &str, key: Option<&str>| Settings {
            provider: Provider::OpenAi,
            url: url.to_owned(),
            model: "m".to_owned(),
            key: key.map(|key| Key::from(key.to_owned())),
            patience: Settings::PATIENCE,
            redact: false,
        };
        assert!(Model::new(settings("http://models.example/v1", Some("k"))).is_err());
        assert!(Model::new(settings("http://user@localhost:1@models.example/v1", Some("k"))).is_err());
        assert!(Model::new(settings("https://models.example/v1", Some("k"))).is_ok());
        assert!(Model::new(settings("http://localhost:11434/v1", Some("k"))).is_ok());
        assert!(Model::new(settings("http://[::1]:8080/v1", Some("k"))).is_ok());
        assert!(Model::new(settings("localhost:11434/v1", None)).is_err());
    }
}

/// A job for tests: sources in plain text, `s1`, `s2` …
#[cfg(test)]
pub(crate) mod tests_job {
    use super::super::{Job, JobSource};
    use crate::source;

    pub(crate) fn job(sources: &[&str]) -> Job {
        let sources = sources.iter().enumerate().map(|(at, words)| {
            let listed =
                serde_json::json!({"id": format!("s{}", at + 1), "kind": "call", "title": format!("Call {}", at + 1)});
            let import = source::import(words.as_bytes().to_vec(), "call.txt").expect("plain text");
            JobSource { source: serde_json::from_value(listed).expect("a source"), import }
        });
        Job { sources: sources.collect(), ..Job::default() }
    }
}
