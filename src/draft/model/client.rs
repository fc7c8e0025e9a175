//! Asking a service, with patience: time-outs, a pause and another try where a service is busy, and an end
//! as soon as a person wants one.
//!
//! The only place of the program that may call out, and only when a model is configured. Redirects are not
//! followed, so that what is sent goes where the person was told and nowhere else.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::super::{Failure, Watch};

/// The most that is read of an answer: more is no answer to what was asked.
pub const ANSWER_LIMIT: u64 = 4 << 20;
/// How often a request is sent at the most.
const TRIES: u32 = 5;
/// The longest pause that a service can ask for.
const LONGEST: Duration = Duration::from_secs(60);
/// How often it is looked whether a person wants to stop.
const TICK: Duration = Duration::from_millis(50);

/// An answer as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// How long the service asks to wait before another try, in seconds.
    pub retry_after: Option<u64>,
    /// What it said.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// In words, without a subject: `did not answer within 300 s`.
    pub what: String,
    /// Whether another try may do better.
    pub again: bool,
}

/// Something that carries a request to a service.
pub trait Transport: Clone + Send + 'static {
    /// Sends one request and reads the whole answer.
    ///
    /// # Errors
    /// There is no answer, or not a whole one.
    fn post(&self, url: &str, headers: &[(&'static str, String)], body: &[u8]) -> Result<Reply, Unanswered>;
}

/// The network.
#[derive(Debug, Clone)]
pub struct Http {
    agent: ureq::Agent,
    patience: Duration,
}

impl Http {
    /// A network on which one answer may take so long.
    pub fn new(patience: Duration) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(patience.min(Duration::from_secs(20))))
            .timeout_global(Some(patience))
            .user_agent(concat!("handoff/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: config.new_agent(), patience }
    }
}

impl Transport for Http {
    fn post(&self, url: &str, headers: &[(&'static str, String)], body: &[u8]) -> Result<Reply, Unanswered> {
        let told = |error: ureq::Error| {
            let (what, again) = match &error {
                ureq::Error::Timeout(_) => (format!("did not answer within {} s", self.patience.as_secs_f32()), true),
                ureq::Error::BodyExceedsLimit(limit) => {
                    (format!("answered with more than {} MB, which is no answer to what was asked", limit >> 20), false)
                }
                ureq::Error::HostNotFound => ("can't be found under that name".to_owned(), false),
                ureq::Error::ConnectionFailed => ("can't be reached".to_owned(), true),
                ureq::Error::Io(error) => (format!("broke off: {error}"), true),
                ureq::Error::BadUri(_) => ("is no address".to_owned(), false),
                other => (format!("could not be asked: {other}"), false),
            };
            Unanswered { what, again }
        };
        let mut request = self.agent.post(url);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let mut response = request.send(body).map_err(told)?;
        let retry_after =
            response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(ANSWER_LIMIT).read_to_vec().map_err(told)?;
        Ok(Reply { status, retry_after, body })
    }
}

/// A service that is asked with patience.
#[derive(Debug, Clone)]
pub struct Client<T> {
    transport: T,
    pause: Duration,
}

impl<T: Transport> Client<T> {
    /// Asks over `transport`.
    pub fn new(transport: T) -> Self {
        Self { transport, pause: Duration::from_secs(1) }
    }

    /// With another first pause before a second try; each further one is twice as long.
    #[must_use]
    pub fn with_pause(self, pause: Duration) -> Self {
        Self { pause, ..self }
    }

    /// Sends a request until there is an answer that another try would not better.
    pub(super) fn post(
        &self,
        url: &str,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
        watch: &dyn Watch,
    ) -> Result<Reply, Failure> {
        let mut pause = self.pause;
        for left in (0..TRIES).rev() {
            let answered = self.once(url, &headers, &body, watch)?;
            let asked_for = match &answered {
                Ok(reply) if matches!(reply.status, 429 | 500..=599) && left > 0 => reply.retry_after,
                Ok(reply) => return Ok(reply.clone()),
                Err(unanswered) if unanswered.again && left > 0 => None,
                Err(unanswered) => {
                    let hint =
                        if unanswered.again { "look whether it is running, then try again" } else { "check model.url" };
                    return Err(Failure::new(format!("{url} {}", unanswered.what)).hint(hint));
                }
            };
            let longer = asked_for.map_or(pause, |seconds| Duration::from_secs(seconds).clamp(pause, LONGEST));
            wait(longer, watch)?;
            pause = (pause * 2).min(LONGEST);
        }
        Err(Failure::new(format!("{url} did not answer")))
    }

    /// One try, on a thread of its own, which is left alone when a person wants to stop.
    fn once(
        &self,
        url: &str,
        headers: &[(&'static str, String)],
        body: &[u8],
        watch: &dyn Watch,
    ) -> Result<Result<Reply, Unanswered>, Failure> {
        let (tell, told) = channel();
        let (transport, url) = (self.transport.clone(), url.to_owned());
        let (headers, body) = (headers.to_vec(), body.to_vec());
        thread::spawn(move || {
            // Whoever asked may have left.
            let _ = tell.send(transport.post(&url, &headers, &body));
        });
        loop {
            match told.recv_timeout(TICK) {
                Ok(answered) => return Ok(answered),
                Err(RecvTimeoutError::Timeout) if watch.cancelled() => return Err(Failure::cancelled()),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Ok(Err(Unanswered { what: "could not be asked".to_owned(), again: false }));
                }
            }
        }
    }
}

fn wait(pause: Duration, watch: &dyn Watch) -> Result<(), Failure> {
    let mut left = pause;
    while !left.is_zero() {
        if watch.cancelled() {
            return Err(Failure::cancelled());
        }
        let tick = left.min(TICK);
        thread::sleep(tick);
        left -= tick;
    }
    Ok(())
}
