//! The `command` drafter: any program. The job goes to its standard input as JSON, its standard output is a
//! packet, and its standard error is shown as it comes.
//!
//! No shell: the program is started with its arguments as they were given. It has a time limit, and at most
//! [`MOST`] bytes of answer are read. What it says is read as a packet's own types, so that a verdict, a
//! ruling or a standing in its answer has nowhere to go.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::wire::JobFile;
use super::{Drafter, Failure, Job, Sketch, Step, Watch};
use crate::packet;

/// The most bytes of an answer that are read.
pub const MOST: u64 = 64 << 20;
/// How long the standard error of a program that has ended is waited for.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// How often a running program is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// The longest line of its standard error that is shown, in bytes.
const LINE: u64 = 8 << 10;

/// Shows a line that a program wrote on its standard error.
pub type Show = fn(&str);

/// A program that drafts.
#[derive(Debug)]
pub struct Program {
    /// What is started.
    pub program: String,
    /// With these arguments.
    pub arguments: Vec<String>,
    /// How long it may take.
    pub limit: Duration,
    /// Where its standard error goes, line by line.
    pub show: Show,
}

impl Drafter for Program {
    fn name(&self) -> &str {
        "command"
    }

    fn draft(&self, job: &Job, watch: &mut dyn Watch) -> Result<Sketch, Failure> {
        let asked = serde_json::to_vec(&JobFile::of(job))
            .map_err(|error| Failure::new(format!("the job can't be written as JSON: {error}")))?;
        watch.step(&Step { what: format!("waiting for {}", self.program), done: 0, of: 1 });
        let answer = self.run(asked, watch)?;
        self.read(&answer)
    }
}

impl Program {
    fn run(&self, asked: Vec<u8>, watch: &mut dyn Watch) -> Result<Vec<u8>, Failure> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().map_err(|error| {
            Failure::new(format!("{} could not be started: {error}", self.program))
                .hint("give the program's path, and its arguments behind `--`; no shell is involved")
        })?;
        let (Some(mut stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            stop(&mut child);
            return Err(Failure::new(format!("{} has no standard input or output", self.program)));
        };
        // A program that answers without having read all of it is no fault: what counts is the answer.
        thread::spawn(move || stdin.write_all(&asked));
        let (says, answer) = channel();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = stdout.take(MOST + 1).read_to_end(&mut bytes).map(|_| bytes);
            // Nobody listens any more once the time is up.
            let _ = says.send(read);
        });
        let (tells, told) = channel();
        thread::spawn(move || {
            let mut stderr = BufReader::new(stderr);
            let mut line = Vec::new();
            while stderr.by_ref().take(LINE).read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
                let said = String::from_utf8_lossy(&line).trim_end().to_owned();
                line.clear();
                if tells.send(said).is_err() {
                    break;
                }
            }
        });
        let result = self.wait(&mut child, &answer, &told, watch);
        stop(&mut child);
        let (status, answer) = result?;
        if !status.success() {
            return Err(Failure::new(format!("{} ended with {status}, and nothing was written", self.program))
                .hint("what it said on its standard error is shown above"));
        }
        if answer.len() as u64 > MOST {
            return Err(Failure::new(format!("{} answered with more than {} MB", self.program, MOST >> 20))
                .hint("a packet has claims and quotes, not the sources themselves"));
        }
        Ok(answer)
    }

    fn wait(
        &self,
        child: &mut Child,
        answer: &Receiver<std::io::Result<Vec<u8>>>,
        told: &Receiver<String>,
        watch: &mut dyn Watch,
    ) -> Result<(ExitStatus, Vec<u8>), Failure> {
        let until = Instant::now() + self.limit;
        let mut bytes = None;
        loop {
            told.try_iter().for_each(|line| (self.show)(&line));
            if watch.cancelled() {
                return Err(Failure::cancelled());
            }
            if Instant::now() > until {
                return Err(Failure::new(format!(
                    "{} took longer than {} seconds and was stopped",
                    self.program,
                    self.limit.as_secs()
                ))
                .hint("`--time-limit SECONDS` gives it longer"));
            }
            let lost = |error: &dyn std::fmt::Display| {
                Failure::new(format!("{}: its answer could not be read: {error}", self.program))
            };
            match answer.recv_timeout(LOOK) {
                Ok(read) => bytes = Some(read.map_err(|error| lost(&error))?),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => thread::sleep(LOOK),
            }
            // An answer that is too long leaves the program waiting for a reader.
            if bytes.as_ref().is_some_and(|bytes| bytes.len() as u64 > MOST) {
                stop(child);
            }
            if let Some(status) = child.try_wait().map_err(|error| lost(&error))?
                && let Some(bytes) = bytes.take()
            {
                // Its last words may still be on their way; a child of its own may keep the line open for ever.
                let patience = Instant::now() + LAST_WORDS;
                while Instant::now() < patience {
                    match told.recv_timeout(LOOK) {
                        Ok(line) => (self.show)(&line),
                        Err(RecvTimeoutError::Timeout) => {}
                        Err(RecvTimeoutError::Disconnected) => break,
                    }
                }
                let status = if bytes.len() as u64 > MOST { ExitStatus::default() } else { status };
                return Ok((status, bytes));
            }
        }
    }

    fn read(&self, answer: &[u8]) -> Result<Sketch, Failure> {
        let packet = packet::read(answer).map_err(|fault| {
            let hint =
                fault.hint.clone().unwrap_or("`handoff schema packet` prints the shape that is expected".to_owned());
            let place = if fault.place.is_empty() { String::new() } else { format!("{}: ", fault.place) };
            Failure::new(format!("{} did not answer with a packet: {place}{}", self.program, fault.what)).hint(hint)
        })?;
        let name = self.program.rsplit(['/', '\\']).next().unwrap_or(&self.program).to_owned();
        let mut drafted_by = packet.drafted_by.unwrap_or_default();
        if drafted_by.tool.trim().is_empty() {
            drafted_by.tool = name;
        }
        let summaries = packet
            .sources
            .into_iter()
            .filter(|source| !source.summary.is_empty())
            .map(|source| (source.id, source.summary))
            .collect();
        Ok(Sketch {
            drafted_by,
            people: packet.people,
            claims: packet.claims,
            also_heard: packet.also_heard,
            summaries,
            deal: packet.deal,
            remarks: Vec::new(),
        })
    }
}

/// Ends a program and what it started.
fn stop(child: &mut Child) {
    #[cfg(unix)]
    if let Ok(None) = child.try_wait()
        && let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw)
    {
        // It may have ended meanwhile, which is as good.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}
