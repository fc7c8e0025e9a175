//! What the author of a mail wrote, told from what they quoted and what they signed with.
//!
//! A drafter that cites the quoted tail puts the other side's words into the author's mouth, so where in
//! doubt words are quoted, not written. Nothing is thrown away: every line comes back in some piece, but
//! for the `>` in front of it. Surprise: a reply between quoted lines is the author's again.

use super::super::plain::item;
use crate::text::Part;

/// The lines that sign-offs are, in lower case and without their comma.
const SIGN_OFFS: &str = "\
    all the best | best | best regards | best wishes | beste grüße | bis bald | cheers | cordialement | freundliche grüße \
    | greetings | groeten | grüße | herzliche grüße | kind regards | kind regards and thanks | liebe grüße | many thanks \
    | met vriendelijke groet | mit besten grüßen | mit freundlichen grüßen | pozdrawiam | regards | rgds | saludos \
    | saluti | sincerely | sincerely yours | talk soon | thank you | thanks | thanks again | thanks so much | viele grüße \
    | warm regards | warmly | with kind regards | yours | yours sincerely | yours truly | thx | bien à vous | atentamente \
    | un saludo | cordiali saluti | atenciosamente | mvh | vh | lg | vg | br";

/// How devices and programs sign.
const SENT_FROM: &[&str] =
    &["sent from my ", "get outlook for ", "von meinem iphone", "envoyé de mon ", "enviado desde mi ", "gesendet von "];

/// How legal footers begin, or what only they say.
const LEGAL_STARTS: &[&str] = &[
    "confidentiality notice",
    "disclaimer",
    "this e-mail and any",
    "this email and any",
    "this message and any",
    "the information contained in this",
    "diese e-mail enthält vertrauliche",
    "please consider the environment",
    "ce message et toutes les pièces",
];
const LEGAL_PHRASES: &[&str] = &["intended recipient", "intended solely for", "intended only for", "bestimmungsgemäße"];

/// Somebody whose words are quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct By {
    pub(super) name: String,
    pub(super) email: Option<String>,
}

/// A paragraph or list item.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its lines, without the marks of quoting.
    pub(super) words: String,
    /// Body, Quoted or Signature.
    pub(super) part: Part,
    /// Who wrote what is quoted, where the mail says so.
    pub(super) by: Option<By>,
    /// Whether a blank line stands before it.
    pub(super) blank_before: bool,
}

/// A line, and what it was found to be.
struct Line<'a> {
    words: &'a str,
    part: Part,
    /// How deep it is quoted; 0 for the author's own.
    depth: usize,
    /// Whether it names who wrote what follows.
    is_attribution: bool,
}

/// Takes a body apart.
pub(super) fn pieces(body: &str) -> Vec<Piece> {
    let (mut lines, speakers) = quoted(body);
    signed_off(&mut lines);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut blank = false;
    let mut before: Option<(Part, usize, bool)> = None;
    let mut number = 0; // of the attribution that is in force at each depth
    let mut in_force: Vec<Option<usize>> = Vec::new();
    for line in &lines {
        if line.is_attribution && before.is_none_or(|(_, _, was)| !was) {
            number += 1;
            in_force.resize((line.depth + 1).max(in_force.len()), None);
            in_force.truncate(line.depth + 1);
            in_force[line.depth] = Some(number - 1);
        }
        if line.words.trim().is_empty() {
            blank = true;
            continue;
        }
        let kind = (line.part, line.depth, line.is_attribution);
        let goes_on = !blank && before == Some(kind) && item(line.words.trim_start()).is_none();
        match pieces.last_mut() {
            Some(piece) if goes_on => {
                piece.words.push('\n');
                piece.words.push_str(line.words);
            }
            _ => {
                let by = in_force.get(line.depth).copied().flatten().and_then(|at| speakers.get(at).cloned().flatten());
                let by = by.filter(|_| line.part == Part::Quoted && !line.is_attribution);
                pieces.push(Piece { words: line.words.to_owned(), part: line.part, by, blank_before: blank });
            }
        }
        before = Some(kind);
        blank = false;
    }
    legal(&mut pieces);
    pieces
}

/// The lines with their depths, and who the attributions name, in order.
fn quoted(body: &str) -> (Vec<Line<'_>>, Vec<Option<By>>) {
    let raw: Vec<(usize, &str)> = body.split('\n').map(|line| unmarked(line.trim_end())).collect();
    let mut lines = Vec::with_capacity(raw.len());
    let mut speakers = Vec::new();
    // What stands below a divider is quoted to the end, marks or not.
    let (mut below, mut signing, mut divided) = (0, false, false);
    let mut at = 0;
    while at < raw.len() {
        let (marks, words) = raw[at];
        let depth = below + marks;
        let found = if words.trim().is_empty() { None } else { attribution(&raw[at..]) };
        if let Some(Attribution { lines: length, by, divides }) = found {
            signing = false;
            let opens = marks == 0 && (divides || !followed_by_marks(&raw[at + length..], marks));
            // A divider and the header below it are one border.
            let again = divided && by.is_some();
            if opens && !again {
                below += 1;
            }
            let inner = if opens { below + marks } else { depth + 1 };
            if again && let Some(last) = speakers.last_mut() {
                *last = by;
            } else {
                speakers.push(by);
            }
            divided = divides;
            for (_, words) in &raw[at..at + length] {
                lines.push(Line { words, part: Part::Quoted, depth: inner, is_attribution: true });
            }
            at += length;
            continue;
        }
        if !words.trim().is_empty() {
            divided = false;
        }
        signing &= depth == 0;
        signing |= depth == 0 && words.trim() == "--";
        let alone = depth == 0 && starts_with_any(&words.trim().to_lowercase(), SENT_FROM) && words.len() < 60;
        let part = match depth {
            0 if signing || alone => Part::Signature,
            0 => Part::Body,
            _ => Part::Quoted,
        };
        lines.push(Line { words, part, depth, is_attribution: false });
        at += 1;
    }
    (lines, speakers)
}

/// A line without the marks in front of it, and how many there were.
fn unmarked(line: &str) -> (usize, &str) {
    let (mut rest, mut marks) = (line, 0);
    while let Some(inner) = rest.strip_prefix('>') {
        marks += 1;
        // `> >` and `>>` are the same; the words keep the rest of their indent.
        rest = inner.strip_prefix(' ').unwrap_or(inner);
    }
    (marks, rest)
}

fn followed_by_marks(lines: &[(usize, &str)], marks: usize) -> bool {
    lines.iter().find(|(_, words)| !words.trim().is_empty()).is_none_or(|(next, _)| *next > marks)
}

/// Lines that say who wrote what follows.
struct Attribution {
    lines: usize,
    by: Option<By>,
    /// Whether all that follows is quoted, marks or not.
    divides: bool,
}

fn attribution(lines: &[(usize, &str)]) -> Option<Attribution> {
    divider(lines[0].1).or_else(|| header(lines)).or_else(|| wrote(lines))
}

/// `-----Original Message-----`, `---------- Forwarded message ---------`, `Begin forwarded message:`.
fn divider(line: &str) -> Option<Attribution> {
    let line = line.trim();
    let inner = line.trim_matches('-').trim().to_lowercase();
    let is_ruled = line.starts_with("---") && line.len() > inner.len() + 4;
    let named = [
        "original message",
        "original appointment",
        "forwarded message",
        "ursprüngliche nachricht",
        "weitergeleitete nachricht",
        "message d'origine",
        "message transféré",
        "mensaje original",
        "messaggio originale",
        "oorspronkelijk bericht",
        "mensagem original",
    ];
    let is_divider =
        (is_ruled && named.iter().any(|name| inner.contains(name))) || inner.starts_with("begin forwarded message");
    is_divider.then_some(Attribution { lines: 1, by: None, divides: true })
}

/// The header that Outlook repeats: `From:`, `Sent:`, `To:`, `Subject:`.
fn header(lines: &[(usize, &str)]) -> Option<Attribution> {
    const FROM: &[&str] = &["from:", "von:", "de:", "de :", "da:", "van:", "från:", "od:"];
    const SENT: &[&str] = &[
        "sent:",
        "date:",
        "gesendet:",
        "datum:",
        "envoyé:",
        "envoyé :",
        "enviado:",
        "inviato:",
        "verzonden:",
        "fecha:",
    ];
    const OTHER: &[&str] =
        &["to:", "an:", "à:", "à :", "para:", "a:", "aan:", "subject:", "betreff:", "objet", "asunto:"];
    let bare = |line: &str| line.trim().trim_start_matches('*').to_lowercase().replace(":*", ":");
    // A rule drawn above the header belongs to it.
    let rule = lines[0].1.trim();
    let skip = usize::from(rule.len() >= 5 && rule.bytes().all(|byte| byte == b'_' || byte == b'-'));
    let (marks, first) = *lines.get(skip)?;
    if !starts_with_any(&bare(first), FROM) {
        return None;
    }
    let block: Vec<_> =
        lines[skip..].iter().take(12).take_while(|(m, words)| *m == marks && !words.trim().is_empty()).collect();
    let has = |names: &[&str]| block.iter().any(|(_, words)| starts_with_any(&bare(words), names));
    if !has(SENT) || !has(OTHER) {
        return None;
    }
    let (_, who) = first.split_once(':')?;
    Some(Attribution { lines: skip + block.len(), by: by(who.trim_start_matches('*')), divides: true })
}

/// `On Tue, Aug 25, 2026 at 5:47 PM Greg Hollis <ghollis@example.com> wrote:`, over up to four lines.
fn wrote(lines: &[(usize, &str)]) -> Option<Attribution> {
    const STARTS: &[&str] =
        &["on ", "am ", "le ", "el ", "il ", "op ", "em ", "den ", "w dniu ", "dnia ", "a ", "在", "20"];
    const ENDS: &[&str] = &[
        "wrote:",
        "writes:",
        "schrieb:",
        "schrieb :",
        "a écrit :",
        "a écrit:",
        "escribió:",
        "scritto:",
        "schreef:",
        "escreveu:",
        "skrev:",
        "pisze:",
        "napisał:",
        "napisała:",
        "写道：",
        "写道:",
    ];
    let marks = lines[0].0;
    let first = lines[0].1.trim();
    let lower = first.to_lowercase();
    if !starts_with_any(&lower, STARTS) && !first.contains('@') {
        return None;
    }
    let mut joined = String::new();
    for (length, (other, words)) in lines.iter().take(4).enumerate() {
        if *other != marks || words.trim().is_empty() {
            return None;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(words.trim());
        let lower = joined.to_lowercase();
        // `schrieb Aoife Ní Bhriain <…>:` has its verb in the middle.
        let verb_inside =
            joined.ends_with(':') && [" schrieb ", " schreef ", " skrev "].iter().any(|verb| lower.contains(verb));
        if ENDS.iter().any(|end| lower.ends_with(end)) || verb_inside {
            let is_dated = joined.bytes().any(|byte| byte.is_ascii_digit()) || joined.contains('@');
            return is_dated.then(|| Attribution { lines: length + 1, by: by(&joined), divides: false });
        }
        if joined.len() > 400 {
            return None;
        }
    }
    None
}

/// Somebody's name and address, out of a line that has more in it.
fn by(line: &str) -> Option<By> {
    let line = line.replace("[mailto:", "<").replace("<mailto:", "<");
    let bracketed = line.find('<').and_then(|open| {
        let inner = line[open + 1..].split(['>', ']', ' ']).next().unwrap_or_default();
        inner.contains('@').then(|| (&line[..open], inner.to_owned()))
    });
    let (before, email) = match bracketed {
        Some((before, email)) => (before.trim(), Some(email)),
        None => {
            let line = line.trim_end_matches([':', '：', ' ']);
            let verbs =
                ["wrote", "writes", "schrieb", "a écrit", "escribió", "ha scritto", "schreef", "escreveu", "skrev"];
            let line = verbs.iter().find_map(|verb| line.strip_suffix(verb)).unwrap_or(line);
            (
                line.trim(),
                line.split_whitespace()
                    .find(|word| word.contains('@'))
                    .map(|word| word.trim_matches(['(', ')', ',']).to_owned()),
            )
        }
    };
    // The name is what stands last: behind the date, the hour and the verb.
    let mut name: Vec<&str> = Vec::new();
    for word in before.split_whitespace().rev() {
        let lower = word.to_lowercase();
        let is_border = word.bytes().any(|byte| byte.is_ascii_digit())
            || (word.ends_with([',', ':']) && !name.is_empty())
            || matches!(
                lower.as_str(),
                "am" | "pm" | "a.m." | "p.m." | "schrieb" | "schreef" | "skrev" | "um" | "at" | "on" | "uhr"
            );
        if is_border || name.len() == 6 {
            break;
        }
        name.push(word.trim_matches(['"', ',', '\'', '*']));
    }
    name.reverse();
    let name = name.join(" ");
    let name = if name.is_empty() || name.contains('@') { email.clone()? } else { name };
    Some(By { name, email })
}

/// What stands below a sign-off is a signature, if it looks like one: few short lines, none a sentence.
fn signed_off(lines: &mut [Line<'_>]) {
    const MOST: usize = 12;
    let is_own = |line: &Line<'_>| line.part == Part::Body;
    let mut start = 0;
    while start < lines.len() {
        let length = lines[start..].iter().take_while(|line| is_own(line)).count();
        let run = &mut lines[start..start + length];
        if let Some(at) = run.iter().rposition(|line| is_sign_off(line.words)) {
            let below = &run[at + 1..];
            let words = || below.iter().map(|line| line.words.trim()).filter(|words| !words.is_empty());
            let short = |words: &str| words.chars().count() <= 90 && !words.ends_with(['.', '?', '!', ':', ';']);
            // A legal footer below the name may be as long as it likes.
            let name_lines = words().take_while(|words| !is_legal(&words.to_lowercase())).count();
            if name_lines <= MOST && words().take(name_lines).all(short) {
                let mut left = name_lines;
                for line in &mut run[at + 1..] {
                    let blank = line.words.trim().is_empty();
                    if left == 0 && !blank {
                        break;
                    }
                    left -= usize::from(!blank);
                    line.part = Part::Signature;
                }
            }
        }
        start += length.max(1);
    }
}

fn is_sign_off(line: &str) -> bool {
    let line = line.trim().trim_end_matches([',', '!', '.', '-', '–']).trim().to_lowercase();
    !line.is_empty() && line.len() <= 40 && SIGN_OFFS.split('|').any(|known| known.trim() == line)
}

/// Paragraphs of the author's that lawyers wrote.
fn legal(pieces: &mut [Piece]) {
    for piece in pieces {
        if piece.part == Part::Body && is_legal(&piece.words.to_lowercase()) {
            piece.part = Part::Signature;
        }
    }
}

fn is_legal(lower: &str) -> bool {
    let words = lower.trim_start_matches(['*', '_', ' ']);
    starts_with_any(words, LEGAL_STARTS)
        || (words.len() > 80 && LEGAL_PHRASES.iter().any(|phrase| words.contains(phrase)))
}

fn starts_with_any(words: &str, starts: &[&str]) -> bool {
    starts.iter().any(|start| words.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(body: &str) -> Vec<(Part, Option<String>, String)> {
        pieces(body).into_iter().map(|piece| (piece.part, piece.by.map(|by| by.name), piece.words)).collect()
    }

    #[test]
    fn who_is_quoted() {
        for (line, name, email) in [
            ("On Tue, Aug 25, 2026 at 5:47 PM Greg Hollis <g@n.example> wrote:", "Greg Hollis", Some("g@n.example")),
            (
                "Am 28. April 2026 um 17:55 schrieb Aoife Ní Bhriain <a@s.example>:",
                "Aoife Ní Bhriain",
                Some("a@s.example"),
            ),
            ("On 5 May 2026, at 10:11, Greg Hollis wrote:", "Greg Hollis", None),
            ("Le mar. 25 août 2026 à 17:47, Zoé Roux <z@r.example> a écrit :", "Zoé Roux", Some("z@r.example")),
            ("On Tue, Aug 25, 2026 at 5:47 PM <g@n.example> wrote:", "g@n.example", Some("g@n.example")),
        ] {
            let found = wrote(&[(0, line)]).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(found.by, Some(By { name: name.into(), email: email.map(str::to_owned) }), "{line}");
        }
        assert!(wrote(&[(0, "On the call you wrote:")]).is_none());
        assert!(wrote(&[(0, "On Monday we ship 3 tablets"), (0, "and then you wrote")]).is_none());
    }

    #[test]
    fn an_unmarked_tail_goes_to_the_end_and_a_divider_with_its_header_is_one() {
        let found = parts(
            "Fine.\n\n-----Original Message-----\nFrom: Sam Lee <s@f.example>\nSent: Tuesday\nTo: G\nSubject: x\n\nIs it?\n\
             On Mon, Aug 24, 2026 at 9:00 AM Maya <m@n.example> wrote:\nWhen?",
        );
        assert_eq!(found[0], (Part::Body, None, "Fine.".into()));
        assert_eq!(found[1].0, Part::Quoted);
        assert_eq!(found[2], (Part::Quoted, Some("Sam Lee".into()), "Is it?".into()));
        assert_eq!(found[4], (Part::Quoted, Some("Maya".into()), "When?".into()));
        assert_eq!(found.len(), 5);
    }

    #[test]
    fn thanks_at_the_top_and_sentences_below_are_no_signature() {
        for body in ["Thanks,\n\nthree points. They matter.", "We agree.\n\nThanks\n\nPS: the price holds."] {
            assert!(parts(body).iter().all(|(part, ..)| *part == Part::Body), "{body}");
        }
        let found = parts("We agree.\n\nCheers,\nSam\nSent from my iPhone");
        assert_eq!(found.last().unwrap().0, Part::Signature);
        assert_eq!(found[1], (Part::Body, None, "Cheers,".into()));
    }

    #[test]
    fn no_word_is_lost() {
        let body = "a\n> b\n>> c\n\nd\n-- \ne\n> f\ng\nFrom: x\n\nh";
        let all: String = pieces(body).into_iter().map(|piece| piece.words + " ").collect();
        for word in ["a", "b", "c", "d", "e", "f", "g", "h", "From: x"] {
            assert!(all.contains(word), "{word}");
        }
    }
}
