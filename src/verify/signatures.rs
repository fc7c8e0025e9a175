//! Sign-offs and countersigns: what each vouches for, with which key, and whether it holds.
//!
//! A signature is over a head, which names the line before the sign-off and its digest. So a trail that was
//! written anew up to there does not fit it, whoever wrote it; and a sign-off that says nothing of a key
//! shows no more than its line does.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Options, Problem, Report};
use crate::audit::head::Head;
use crate::audit::signature::{self, Outcome};
use crate::audit::{Digest, Reading, signoff};
use crate::packet::Packet;
use crate::packet::kind::words;
use crate::review::{Actor, Event};
use crate::store::Paths;

words!(
    /// What a sign-off rests on.
    Held {
        /// The roster says that the key is the signer's.
        Trusted = "trusted", "trusted";
        /// The signature holds, and nobody said whose the key is.
        Unlisted = "unlisted", "unlisted";
        /// There is no signature, only a name.
        Unsigned = "unsigned", "unsigned";
        /// It does not hold.
        Refused = "refused", "refused";
    }
);

/// One sign-off or countersign.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignatureReport {
    /// Its line in the trail.
    pub line: u64,
    /// `signed_off` or `countersigned`.
    pub event: &'static str,
    /// Who, by the line.
    pub by: Actor,
    /// Who, by the head.
    pub signer: Option<String>,
    /// When, by the signer's clock.
    pub at: Option<Timestamp>,
    /// How many lines it vouches for.
    pub entries: Option<u64>,
    /// The digest of the last of them.
    pub head: Option<String>,
    /// The key's fingerprint, where there is a signature that can be read.
    pub key: Option<String>,
    /// The kind of key.
    pub algorithm: Option<String>,
    /// What it rests on.
    pub state: Held,
    /// Whether nothing is wrong with it.
    pub ok: bool,
    /// Why it was refused.
    pub reason: Option<String>,
    /// The roster's line that vouches for the key.
    pub roster_line: Option<usize>,
}

/// What to do about a signature that does not hold.
const ASK_ABOUT_TRAIL: &str = "ask whoever signed; put the trail back from a copy if it was changed";
/// What to do about one that holds, of a key that is not known to be theirs.
const ASK_ABOUT_KEY: &str = "ask the signer, by another way than the packet, whether the key is theirs; mend the list of \
                             signers if it is";

pub(super) fn check(
    paths: &Paths,
    packet: Option<&Packet>,
    draft: Digest,
    reading: &Reading,
    options: &Options,
    report: &mut Report,
) {
    let file = Paths::name(&paths.trail);
    for line in &reading.lines {
        let entry = &line.entry;
        let (head, signature) = match &entry.event {
            Event::SignedOff { head, signature } | Event::Countersigned { head, signature } => (head, signature),
            _ => continue,
        };
        let mut told = SignatureReport {
            line: entry.seq,
            event: entry.event.word(),
            by: entry.by.clone(),
            signer: None,
            at: None,
            entries: None,
            head: None,
            key: None,
            algorithm: None,
            state: Held::Unsigned,
            ok: true,
            reason: None,
            roster_line: None,
        };
        // The head is one line: it is signed with its line end, as `handoff head` and `jq -r` print it.
        let bytes = format!("{}\n", head.trim_end());
        let read = Head::read(head.as_bytes());
        let wrong = match &read {
            Err(why) => Some(format!("what was signed {why}")),
            Ok(head) => {
                told.signer.clone_from(&head.signer);
                told.at = head.at;
                told.entries = Some(head.entries);
                told.head = Some(head.head.clone());
                fits(head, &entry.by, entry.seq, packet, draft, reading)
            }
        };
        let mut hint = ASK_ABOUT_TRAIL;
        if let Some(signature) = signature {
            let signer = told.signer.clone().unwrap_or_default();
            let at = told.at.unwrap_or(entry.at);
            let checked =
                signature::check(signature.as_bytes(), bytes.as_bytes(), &signer, at, options.roster.as_ref());
            told.key = checked.key;
            told.algorithm = checked.algorithm;
            match checked.outcome {
                Outcome::Trusted(line) => {
                    told.state = Held::Trusted;
                    told.roster_line = Some(line);
                }
                Outcome::Unlisted => told.state = Held::Unlisted,
                Outcome::NotTheirs(why) => {
                    told.state = Held::Refused;
                    told.reason = Some(why);
                    hint = ASK_ABOUT_KEY;
                }
                Outcome::Refused(why) => {
                    told.state = Held::Refused;
                    told.reason = Some(why);
                }
            }
        }
        // A signature that holds over a head that the trail does not fit is the plainest sign of a rewriting.
        if let Some(why) = wrong {
            let is_head = read.is_ok() || signature.is_some();
            if is_head {
                told.state = Held::Refused;
                hint = ASK_ABOUT_TRAIL;
                told.reason = Some(told.reason.map_or(why.clone(), |reason| format!("{reason}; {why}")));
            } else {
                let place = format!("{file}, line {}", entry.seq);
                report.problems.push(Problem::notice(place, why, "another program wrote it; it vouches for nothing"));
            }
        }
        told.ok = told.state != Held::Refused;
        say(&file, &told, hint, options, report);
        report.signatures.push(told);
    }
}

/// What in the head is not as the trail has it.
fn fits(
    head: &Head,
    by: &Actor,
    seq: u64,
    packet: Option<&Packet>,
    draft: Digest,
    reading: &Reading,
) -> Option<String> {
    if head.entries + 1 != seq {
        return Some(format!("the head is of {} lines, and the sign-off is line {seq}", head.entries));
    }
    if let Some(signer) = &head.signer
        && signer != signoff::signer(by)
        && *signer != by.name
    {
        return Some(format!("the head is in the name of {signer}, and the line is by {}", by.name));
    }
    head.check(packet.map(|packet| packet.id.as_str()), draft, reading).err()
}

fn say(file: &str, told: &SignatureReport, hint: &str, options: &Options, report: &mut Report) {
    let SignatureReport { line, by, key, algorithm, .. } = told;
    let (name, lines) = (&by.name, told.entries.unwrap_or_default());
    let done = if told.event == "countersigned" { "countersigned" } else { "signed off" };
    let key = match (key, algorithm) {
        (Some(key), Some(algorithm)) => format!("the key {key} ({algorithm})"),
        _ => "a key that could not be read".to_owned(),
    };
    let upto = match lines {
        0 => "packet.json".to_owned(),
        1 => "packet.json and line 1".to_owned(),
        _ => format!("packet.json and lines 1 to {lines}"),
    };
    match told.state {
        Held::Refused => {
            let why = told.reason.as_deref().unwrap_or("it does not fit");
            let with = if told.key.is_some() { format!(" with {key}") } else { String::new() };
            let what = format!("{name} {done} here{with}, and that does not hold: {why}");
            report.problems.push(Problem::broken(format!("{file}, line {line}"), what, hint));
        }
        Held::Trusted => {
            let roster = told.roster_line.map_or(String::new(), |at| format!(", line {at}"));
            report.proved.push(format!(
                "{key}, which {}{roster} lists as that of {}, signed {upto} as they stand now ({name} {done}, line {line})",
                options.roster_name,
                told.signer.as_deref().unwrap_or(name),
            ));
        }
        Held::Unlisted => {
            report.proved.push(format!("whoever holds {key} signed {upto} as they stand now (line {line})"));
            report.not_proved.push(format!(
                "that this key is {name}'s (line {line}): nobody said so; name a list with --allowed-signers"
            ));
        }
        Held::Unsigned => report
            .not_proved
            .push(format!("that it was {name} who {done} (line {line}): there is no signature, only the name")),
    }
}
