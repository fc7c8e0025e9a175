//! The trail's part of a verification: chain, seals, and the witness in `reviewed.json`.

use serde::Serialize;

use super::{Held, Problem, Report};
use crate::audit::head::Since;
use crate::audit::{Digest, Place, Reading, Status};
use crate::store::{self, Paths, reviewed};

/// The trail of a packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainReport {
    /// How many entries hold.
    pub entries: u64,
    /// How many lines the file has, those that do not hold and one that was cut off included.
    pub lines: u64,
    /// SHA-256 of the last line that holds, in hex; of `packet.json` where there is none.
    pub head: String,
    /// Whether the whole trail holds.
    pub ok: bool,
    /// The line that was changed, counted from 1. Where `packet.json` was changed it is 1, because the
    /// first line is what holds its digest; the problem names the file.
    pub broken_at: Option<u64>,
    /// How many of the lines that were read end in a seal.
    pub sealed: usize,
    /// How many of the entries a newer version wrote, or stand behind such: they follow one another, and what
    /// they say was not read.
    pub unread: u64,
}

impl ChainReport {
    pub(super) fn of(paths: &Paths, reading: &Reading) -> Self {
        let broken_at = match &reading.status {
            Status::Sound => None,
            Status::Torn(tail) if tail.unterminated && tail.bytes == 0 => None,
            Status::Torn(tail) => Some(tail.line - u64::from(tail.unterminated)),
            Status::Broken(fault) => match fault.place {
                _ if fault.newer => None,
                Place::Packet => Some(1),
                Place::Line(line) => Some(line),
            },
        };
        let unread = reading.beyond.map_or(0, |beyond| beyond.lines);
        Self {
            entries: reading.tip.entries + unread,
            lines: match reading.status {
                Status::Sound => reading.tip.entries,
                Status::Torn(_) | Status::Broken(_) => count_lines(paths).unwrap_or(reading.tip.entries),
            },
            head: reading.beyond.map_or(reading.tip.head, |beyond| beyond.head).hex(),
            ok: broken_at.is_none(),
            broken_at,
            sealed: reading.lines.iter().filter(|line| line.sealed).count(),
            unread,
        }
    }
}

/// The lines of the file, whatever they say; `None` where it can't be read.
fn count_lines(paths: &Paths) -> Option<u64> {
    let bytes = store::read(&paths.trail).ok()?;
    let ends = memchr::memchr_iter(b'\n', &bytes).count() as u64;
    Some(ends + u64::from(bytes.last().is_some_and(|byte| *byte != b'\n')))
}

pub(super) fn check(paths: &Paths, reading: &Reading, report: &mut Report) {
    let file = Paths::name(&paths.trail);
    let line = |line: u64| format!("{file}, line {line}");
    match &reading.status {
        Status::Sound => {}
        Status::Torn(tail) if tail.unterminated && tail.bytes == 0 => report.problems.push(Problem::notice(
            line(tail.line - 1),
            "the last line has no line end; its entry is whole",
            "opening the packet to review it puts the line end back",
        )),
        Status::Torn(tail) => report.problems.push(Problem::broken(
            line(tail.line - u64::from(tail.unterminated)),
            match tail.unterminated {
                true => format!("{} bytes follow the entry where its line should end", tail.bytes),
                false => format!("the last line was cut off in the middle: {} bytes are left of it", tail.bytes),
            },
            "it was never shown as saved; opening the packet to review it moves these bytes aside",
        )),
        Status::Broken(fault) => {
            let place = match fault.place {
                Place::Packet => Paths::name(&paths.packet),
                Place::Line(number) => line(number),
            };
            report.problems.push(match fault.newer {
                true => Problem::unread(place, &fault.what, &fault.hint),
                false => Problem::broken(place, &fault.what, &fault.hint),
            });
        }
    }
    for notice in &reading.notices {
        report.problems.push(Problem::notice(line(notice.line), &notice.what, ""));
    }
    let witnessed = check_witness(paths, reading, report);
    say(reading, witnessed, report);
}

/// Whether the trail still has what it had when somebody took its head.
pub(super) fn check_since(
    paths: &Paths,
    since: &Since,
    id: Option<&str>,
    draft: Digest,
    reading: &Reading,
    report: &mut Report,
) {
    let what = match since {
        Since::Head(head) => head.to_string(),
        Since::Short(entries, digest) => format!("{entries}:{digest}"),
        Since::Digest(digest) => digest.hex(),
    };
    let is_of_another = matches!(since, Since::Head(head) if id.is_some_and(|id| id != head.packet));
    match since.check(id, draft, reading) {
        Ok(()) => {
            report.proved.push(format!("nothing up to the head {what} was changed or cut off since it was taken"))
        }
        Err(why) => report.problems.push(Problem::broken(
            Paths::name(&paths.trail),
            format!("does not go on from the head {what}: {why}"),
            if is_of_another {
                "name the head of this packet"
            } else {
                "put the trail back from a copy, and ask who changed it"
            },
        )),
    }
}

/// Whether `reviewed.json` bears out where the trail ends.
fn check_witness(paths: &Paths, reading: &Reading, report: &mut Report) -> bool {
    let (file, name) = (Paths::name(&paths.trail), Paths::name(&paths.reviewed));
    let witness = match reviewed::witness(paths) {
        Ok(Some(witness)) => witness,
        Ok(None) => return false,
        Err(error) => {
            let hint = error.hint.unwrap_or_default();
            report.problems.push(Problem::notice(name, error.what, hint));
            return false;
        }
    };
    if witness.entries == 0 {
        // Nobody had decided anything, so a newer draft is nobody's loss.
        return false;
    }
    let at = usize::try_from(witness.entries - 1).unwrap_or(usize::MAX);
    let problem = match reading.lines.get(at) {
        Some(line) if Some(line.digest) == witness.head() => return reading.tip.entries == witness.entries,
        Some(_) => Problem::broken(
            format!("{file}, line {}", witness.entries),
            format!("the line is not the one that stood there when {name} was written"),
            format!("the line or {name} was changed: hold both against a copy"),
        ),
        // The break that ended the reading earlier says more.
        None if matches!(reading.status, Status::Broken(_)) => return false,
        None => Problem::broken(
            &file,
            format!(
                "{name} was written after {} entries, and {} are there: lines were cut off at the end",
                witness.entries, reading.tip.entries
            ),
            "put the trail back from a copy",
        ),
    };
    report.problems.push(problem);
    false
}

fn say(reading: &Reading, witnessed: bool, report: &mut Report) {
    let unread = report.chain.unread;
    let entries = reading.lines.len() + usize::try_from(unread).unwrap_or(usize::MAX);
    if entries == 0 {
        if report.chain.ok {
            report.not_proved.push("anything about the review: nothing has been decided yet".to_owned());
        }
        return;
    }
    if report.chain.ok {
        report.proved.push(format!(
            "packet.json is the draft that was reviewed, and each of the {entries} lines of the trail follows the one \
             before it: none was changed, taken out or put in without all later ones being written anew"
        ));
    }
    if unread > 0 {
        report.not_proved.push(match unread {
            1 => "what the last line says: a newer handoff wrote it, and this one can't read it".to_owned(),
            many => {
                format!("what the last {many} lines say: a newer handoff wrote them, and this one can't read on")
            }
        });
    }
    match (entries - report.chain.sealed, reading.lines.last().filter(|_| unread == 0)) {
        (_, Some(last)) if last.sealed && report.chain.ok => {
            report.proved.push("the last line is as it was written: its seal fits".to_owned());
        }
        (_, Some(last)) if !last.sealed && !witnessed => {
            report.not_proved.push("that the last line is as it was written: it has no seal".to_owned());
        }
        (_, _) => {}
    }
    if witnessed {
        report.proved.push("the trail ends where it ended when reviewed.json was written".to_owned());
    } else {
        report
            .not_proved
            .push("that no lines were cut off at the end: nothing else says where the trail ended".to_owned());
    }
    let signed = report.signatures.iter().filter(|signature| match signature.state {
        Held::Trusted | Held::Unlisted => true,
        Held::Unsigned | Held::Refused => false,
    });
    report.not_proved.push(match signed.filter_map(|signature| signature.entries).max() {
        None => {
            "who wrote the lines, and that the whole trail was not written anew: nothing in it is signed".to_owned()
        }
        Some(lines) if lines < entries as u64 => {
            let after = match lines + 1 {
                last if last == entries as u64 => format!("line {last} was"),
                first => format!("lines {first} to {entries} were"),
            };
            format!(
                "who wrote each single line, and that {after} not written anew: what is signed ends at line {lines}, and \
                 a signature is over the trail, not over each name in it"
            )
        }
        Some(_) => "who wrote each single line: a signature is over the trail, not over each name in it".to_owned(),
    });
}
