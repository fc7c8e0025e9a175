//! Mail: one message (`.eml`) or a whole mailbox (`.mbox`).
//!
//! `message` takes a parsed message apart, `tail` tells what its author wrote from what they quoted and
//! signed with. In the text every `>` is gone, so that a quote may cross a wrapped line; the parts of the
//! turns say what was quoted. Surprise: a text file that begins with the headers of a mail is a mail.

mod message;
mod tail;

use mail_parser::mailbox::mbox::MessageIterator;

use super::format::{Format, Outcome, Peek, Reader};
use super::guard::{guard, survive};
use super::note::count;
use super::{Import, Unreadable};
use message::Letters;

/// One message.
pub(super) const FORMAT: Format = Format { reader: Reader::Bytes { sniff, read } };
/// A mailbox of messages, one behind the other.
pub(super) const MBOX: Format = Format { reader: Reader::Bytes { sniff: is_mailbox, read: read_mailbox } };

/// The most bytes that are taken for a mail or a mailbox.
const MOST: usize = 128 * 1024 * 1024;

/// By the header at its top: every line is one, and among them is what only mail has, or what all mail has.
fn sniff(peek: &Peek<'_>) -> bool {
    let head = peek.head.trim_start_matches(['\u{feff}', '\r', '\n']);
    let names = header_names(head);
    let has = |name: &str| names.iter().any(|other| other == name);
    let of_transport = ["message-id", "received", "mime-version", "return-path", "delivered-to", "dkim-signature"];
    let written = has("from") && has("date") && (has("to") || has("subject") || has("cc"));
    let is_named = peek.name.ends_with(".eml") && ["from", "to", "subject", "date"].into_iter().any(has);
    is_named || (names.len() >= 3 && (written || (has("from") && of_transport.into_iter().any(has))))
}

/// The names of the header's lines, in lower case, up to the first line that is none.
fn header_names(head: &str) -> Vec<String> {
    let mut names = Vec::new();
    for line in head.lines().take(200) {
        if line.starts_with([' ', '\t']) && !names.is_empty() {
            continue; // goes on with the line above
        }
        let Some((name, _)) = line.split_once(':') else { break };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            break;
        }
        names.push(name.to_ascii_lowercase());
    }
    names
}

/// By its first line, `From sam@example.com Wed Aug 26 …`, and a header below it.
fn is_mailbox(peek: &Peek<'_>) -> bool {
    let Some((first, rest)) = peek.head.split_once('\n') else { return false };
    first.starts_with("From ") && first.bytes().any(|byte| byte.is_ascii_digit()) && !header_names(rest).is_empty()
}

fn read(bytes: Vec<u8>, _: &str) -> Outcome {
    small_enough(&bytes)?;
    if is_simple(&bytes) {
        // A library has thousands of these, and waiting for another thread takes longer than reading one.
        if let Ok(import) = survive(|| letter(&bytes)) {
            return Ok(import);
        }
    }
    guard("mail", bytes.len(), move || letter(&bytes))
}

fn letter(bytes: &[u8]) -> Import {
    let mut letters = Letters::new(false);
    letters.add(bytes, "");
    letters.finish("mail")
}

/// Whether a mail is short and has no other mail in it. The parser takes such a one apart in a loop, part by
/// part: it can neither go deep nor on for long.
fn is_simple(bytes: &[u8]) -> bool {
    const SHORT: usize = 32 * 1024;
    if bytes.len() > SHORT {
        return false;
    }
    let lower = bytes.to_ascii_lowercase();
    let has = |word: &[u8]| memchr::memmem::find(&lower, word).is_some();
    !has(b"message/") && !has(b"/digest")
}

fn read_mailbox(bytes: Vec<u8>, _: &str) -> Outcome {
    small_enough(&bytes)?;
    guard("mailbox", bytes.len(), move || {
        let mut letters = Letters::new(true);
        let mut number = 0;
        for message in MessageIterator::new(bytes.as_slice()).map_while(Result::ok) {
            number += 1;
            letters.add(message.contents(), &format!("message {number}"));
        }
        let mut import = letters.finish("mailbox");
        if number > 1 {
            import.title = import.title.map(|title| format!("{title} ({})", count(number, "message", "messages")));
        }
        import
    })
}

fn small_enough(bytes: &[u8]) -> Result<(), Unreadable> {
    if bytes.len() <= MOST {
        return Ok(());
    }
    let what = format!("{} MiB is more than the {} MiB of mail that is read", bytes.len() >> 20, MOST >> 20);
    Err(Unreadable::new(what).hint("export the one thread that matters"))
}

#[cfg(test)]
mod tests {
    use crate::source::import;
    use crate::text::Part;

    fn turns(mail: &str) -> Vec<(Part, Option<String>, String)> {
        let import = import(mail.as_bytes().to_vec(), "a.txt").unwrap();
        assert!(import.format.starts_with("mail"), "{}", import.format);
        let text = &import.text;
        let name = |turn| text.speaker(turn).map(|speaker| speaker.name.clone());
        text.turns().iter().map(|turn| (turn.part, name(turn), text.words(turn).to_owned())).collect()
    }

    const HEAD: &str = "From: =?utf-8?Q?J=C3=BCrgen_Wei=C3=9F?= <jw@brueckner.example>\r\nTo: Sam <sam@freeboard.example>\r\n\
                        Date: Thu, 30 Apr 2026 08:14:31 +0200\r\nSubject: Re: three points\r\n";

    #[test]
    fn the_head_says_who_when_and_to_whom() {
        let import = import(format!("{HEAD}\r\nFine.\r\n").into_bytes(), "a.eml").unwrap();
        assert_eq!(
            import.text.as_str(),
            "Subject: Re: three points\nFrom: Jürgen Weiß <jw@brueckner.example>\nTo: Sam <sam@freeboard.example>\n\
             Date: 2026-04-30T08:14:31+02:00\n\nFine."
        );
        assert_eq!(import.title.as_deref(), Some("Re: three points"));
        assert_eq!(import.date.as_deref(), Some("2026-04-30T08:14:31+02:00"));
        let people: Vec<_> = import.participants.iter().map(|person| person.email.as_deref().unwrap()).collect();
        assert_eq!(people, ["jw@brueckner.example", "sam@freeboard.example"]);
        assert_eq!(import.text.speakers()[0].email.as_deref(), Some("jw@brueckner.example"));
    }

    #[test]
    fn own_words_the_signature_and_two_depths_of_quotes_are_kept_apart() {
        let mail = format!(
            "{HEAD}\r\nSam,\r\n\r\nall three are\r\nfine.\r\n\r\n-- \r\nJürgen\r\nLeiter\r\n\r\n\
             On Tue, Aug 25, 2026 at 5:47 PM Sam Lee\r\n<sam@freeboard.example> wrote:\r\n\r\n\
             > It is live\r\n> on October 6.\r\n>\r\n> On Mon, Aug 24, 2026, Maya Chen wrote:\r\n>> When?\r\n\r\nPS below.\r\n"
        );
        let found = turns(&mail);
        let said: Vec<_> =
            found[4..].iter().map(|(part, who, words)| (*part, who.as_deref(), words.as_str())).collect();
        let own = Some("Jürgen Weiß");
        assert_eq!(
            said,
            [
                (Part::Body, own, "Sam,"),
                (Part::Body, own, "all three are\nfine."),
                (Part::Signature, None, "--\nJürgen\nLeiter"),
                (Part::Quoted, None, "On Tue, Aug 25, 2026 at 5:47 PM Sam Lee\n<sam@freeboard.example> wrote:"),
                (Part::Quoted, Some("Sam Lee"), "It is live\non October 6."),
                (Part::Quoted, None, "On Mon, Aug 24, 2026, Maya Chen wrote:"),
                (Part::Quoted, Some("Maya Chen"), "When?"),
                (Part::Body, own, "PS below."),
            ]
        );
    }

    #[test]
    fn a_tail_without_marks_is_a_tail() {
        let mail = format!(
            "{HEAD}\r\nFine.\r\n\r\nBest regards,\r\nJürgen Weiß\r\nLeiter Filialen | +49 711 555\r\n\r\n\
             This e-mail is confidential and meant for the intended recipient only. If it is not you, delete it.\r\n\r\n\
             From: Sam Lee <sam@freeboard.example>\r\nSent: Tuesday, August 25, 2026 5:47 PM\r\nTo: Weiß\r\n\
             Subject: three points\r\n\r\nIs it fine?\r\n\r\nSam\r\n"
        );
        let found = turns(&mail);
        let said: Vec<_> =
            found[4..].iter().map(|(part, who, words)| (*part, who.as_deref(), words.as_str())).collect();
        assert_eq!(said[0], (Part::Body, Some("Jürgen Weiß"), "Fine."));
        assert_eq!(said[1], (Part::Body, Some("Jürgen Weiß"), "Best regards,"));
        assert_eq!(said[2], (Part::Signature, None, "Jürgen Weiß\nLeiter Filialen | +49 711 555"));
        assert_eq!(said[3].0, Part::Signature);
        assert_eq!(said[4].0, Part::Quoted);
        assert_eq!(said[5], (Part::Quoted, Some("Sam Lee"), "Is it fine?"));
        assert_eq!(said.len(), 7);
    }

    #[test]
    fn a_body_of_html_keeps_its_lists_and_leaves_out_its_styles() {
        let mail = format!(
            "{HEAD}MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<style>p {{ color: red }}</style>\
             <p>Two points:</p><ul><li>SSO &amp; Okta</li><li>38&nbsp;&euro;</li></ul><blockquote>old words</blockquote>\r\n"
        );
        let found = turns(&mail);
        let words: Vec<_> = found[4..].iter().map(|(part, _, words)| (*part, words.as_str())).collect();
        assert_eq!(
            words,
            [
                (Part::Body, "Two points:"),
                (Part::Body, "SSO & Okta"),
                (Part::Body, "38\u{a0}€"),
                (Part::Quoted, "old words"),
            ]
        );
    }

    #[test]
    fn attachments_are_named_and_attached_mail_is_read() {
        let mail = format!(
            "{HEAD}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below.\r\n\
             --b\r\nContent-Type: application/pdf; name=\"offer.pdf\"\r\nContent-Disposition: attachment\r\n\r\nxx\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\nFrom: Maya <m@n.example>\r\nSubject: inner\r\n\r\nInner words.\r\n--b--\r\n"
        );
        let import = import(mail.into_bytes(), "a.eml").unwrap();
        let notes: Vec<_> = import.notes.iter().map(ToString::to_string).collect();
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert!(notes[0].contains("offer.pdf") && notes[0].contains("is not read"), "{notes:?}");
        let turn = import.text.turns().last().unwrap();
        assert_eq!((import.text.words(turn), turn.part), ("Inner words.", Part::Quoted));
        assert_eq!(import.text.speaker(turn).unwrap().name, "Maya");
    }

    #[test]
    fn a_mailbox_is_its_messages_in_order() {
        let mail = format!(
            "From jw@brueckner.example Thu Apr 30 08:14:31 2026\r\n{HEAD}\r\nOne.\r\n>From here on\r\n\r\n\
             From sam@freeboard.example Fri May  1 08:14:31 2026\r\nFrom: Sam <sam@freeboard.example>\r\nSubject: Re: three\r\n\r\nTwo.\r\n"
        );
        let import = import(mail.into_bytes(), "thread").unwrap();
        assert_eq!(import.format, "mailbox");
        assert_eq!(import.title.as_deref(), Some("Re: three points (2 messages)"));
        assert!(import.text.as_str().contains("One.\nFrom here on"), "{}", import.text.as_str());
        assert!(import.text.as_str().ends_with("Two."));
        assert_eq!(import.participants.len(), 2);
    }
}
