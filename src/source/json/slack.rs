//! Slack: the messages of a channel, one day's file or a whole one. The archive that holds such files is
//! opened by `zip`, which also knows the users.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::Value;

use super::super::Import;
use super::super::format::Outcome;
use super::super::note::{Lines, count};
use super::super::paragraph::{self, one_line};
use super::super::participant::{self, Participant};
use super::Shape;
use super::field::{list, since_1970, words};
use crate::text::{Builder, Part, Text};

pub(super) const SHAPE: Shape = Shape { is, read };

fn is(value: &Value) -> bool {
    let first = messages(value).iter().find(|item| words(item, &["type"]) == Some("message"));
    first.is_some_and(|item| words(item, &["ts"]).is_some_and(|ts| ts.parse::<f64>().is_ok()))
}

fn messages(value: &Value) -> &[Value] {
    value.as_array().map_or_else(|| list(value, &["messages"]), Vec::as_slice)
}

fn read(value: &Value) -> Outcome {
    let mut channel = Channel::default();
    channel.add(messages(value), "");
    channel.finish()
}

/// Somebody of the workspace.
#[derive(Debug, Clone)]
struct User {
    name: String,
    email: Option<String>,
    title: Option<String>,
}

/// Messages that become one text.
pub(in crate::source) struct Channel {
    users: HashMap<String, User>,
    builder: Builder,
    day: String,
    first: Option<String>,
    people: Vec<Participant>,
    notices: Lines,
    files: Lines,
    edited: Lines,
    number: usize,
}

impl Default for Channel {
    fn default() -> Self {
        let messages = || Lines::of("message");
        Self {
            users: HashMap::new(),
            builder: Builder::new(),
            day: String::new(),
            first: None,
            people: Vec::new(),
            notices: messages(),
            files: messages(),
            edited: messages(),
            number: 0,
        }
    }
}

impl Channel {
    /// Takes up the users of an archive.
    pub(in crate::source) fn know(&mut self, users: &Value) {
        for user in users.as_array().into_iter().flatten() {
            let profile = user.get("profile").unwrap_or(&Value::Null);
            let name = words(profile, &["real_name", "display_name"]).or_else(|| words(user, &["real_name", "name"]));
            if let (Some(id), Some(name)) = (words(user, &["id"]), name) {
                let somebody = User {
                    name: name.to_owned(),
                    email: words(profile, &["email"]).map(str::to_owned),
                    title: words(profile, &["title"]).map(str::to_owned),
                };
                self.users.insert(id.to_owned(), somebody);
            }
        }
    }

    /// Adds messages; `channel` heads them, where it is known.
    pub(in crate::source) fn add(&mut self, messages: &[Value], channel: &str) {
        if !channel.is_empty() {
            if !self.builder.is_empty() {
                self.builder.push("\n");
            }
            paragraph::head(&mut self.builder, "", &format!("#{channel}"));
            self.day.clear();
        }
        for message in messages {
            self.message(message);
        }
    }

    fn message(&mut self, message: &Value) {
        self.number += 1;
        let subtype = words(message, &["subtype"]).unwrap_or_default();
        let text = words(message, &["text"]).map(|text| self.plain(text)).unwrap_or_default();
        if subtype.ends_with("_join") || subtype.ends_with("_leave") || subtype.starts_with("channel_") {
            return self.notices.add(self.number);
        }
        if !list(message, &["files"]).is_empty() {
            self.files.add(self.number);
        }
        if message.get("edited").is_some() {
            self.edited.add(self.number);
        }
        if text.is_empty() {
            return;
        }
        let time = words(message, &["ts"]).and_then(|ts| ts.parse().ok()).and_then(since_1970);
        if let Some(day) = time.as_ref().and_then(|time| time.get(..10)).filter(|day| *day != self.day) {
            let day = day.to_owned();
            if !self.builder.is_empty() {
                self.builder.push("\n");
            }
            paragraph::head(&mut self.builder, "", &day);
            self.day = day;
        }
        self.first = self.first.take().or(time);
        let user = self.author(message);
        let speaker = user.as_ref().map(|user| self.builder.speaker(&user.name, user.email.as_deref()));
        if let Some(user) = user {
            let somebody =
                Participant::named(user.name.clone()).at(user.email.as_deref()).titled(user.title.as_deref());
            participant::join(&mut self.people, somebody);
            self.builder.push(&user.name);
            self.builder.push(": ");
        }
        paragraph::push(&mut self.builder, &text, speaker, Part::Body);
        self.builder.push("\n");
    }

    fn author(&self, message: &Value) -> Option<User> {
        let named = |name: &str| User { name: name.to_owned(), email: None, title: None };
        let id = words(message, &["user"]);
        if let Some(user) = id.and_then(|id| self.users.get(id)) {
            return Some(user.clone());
        }
        let profile = |field: &str, names: &[&str]| words(message.get(field)?, names).map(named);
        profile("user_profile", &["real_name", "display_name", "name"])
            .or_else(|| words(message, &["username"]).map(named))
            .or_else(|| profile("bot_profile", &["name"]))
            .or_else(|| id.or_else(|| words(message, &["bot_id"])).map(named))
    }

    /// Slack's marks as people see them: `<@U1>`, `<#C1|general>`, `<https://…|label>`, `&amp;`.
    fn plain(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            out.push_str(&rest[..at]);
            let Some(end) = rest[at..].find('>') else { break };
            let inside = &rest[at + 1..at + end];
            let (target, label) =
                inside.split_once('|').map_or((inside, None), |(target, label)| (target, Some(label)));
            // Nothing fails on the way into a string.
            let _ = match target.chars().next() {
                Some('@') => {
                    let known = self.users.get(&target[1..]).map(|user| user.name.as_str());
                    write!(out, "@{}", label.or(known).unwrap_or(&target[1..]))
                }
                Some('#') => write!(out, "#{}", label.unwrap_or(&target[1..])),
                Some('!') => write!(out, "@{}", label.unwrap_or(&target[1..])),
                _ => match label {
                    Some(label) if label != target => write!(out, "{label} ({target})"),
                    _ => write!(out, "{target}"),
                },
            };
            rest = &rest[at + end + 1..];
        }
        out.push_str(rest);
        let out = out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        if out.lines().count() > 1 {
            out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
        } else {
            one_line(&out)
        }
    }

    pub(in crate::source) fn finish(self) -> Outcome {
        let text: Text = self.builder.finish();
        let mut import = Import::new(text, "Slack");
        import.date = self.first;
        import.participants = self.people;
        let notes = &mut import.notes;
        let messages = |number| count(number, "message", "messages");
        self.notices.report(notes, |number| format!("{} about who joined or left, left out", messages(number)));
        self.files.report(notes, |number| format!("{} with files, which are not read", messages(number)));
        self.edited.report(notes, |number| format!("{} edited after they were sent", messages(number)));
        if !self.users.is_empty() || import.participants.iter().all(|somebody| !is_number(&somebody.name)) {
            return Ok(import);
        }
        import.note("", "users are known by their number only; the names are in users.json of the whole export");
        Ok(import)
    }
}

fn is_number(name: &str) -> bool {
    name.len() >= 7
        && name.starts_with(['U', 'W', 'B'])
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use crate::source::import;

    #[test]
    fn marks_become_words_and_what_is_left_out_is_told() {
        let import =
            import(include_bytes!("../../../tests/fixtures/source/slack-channel.json").to_vec(), "2026-07-02.json")
                .unwrap();
        assert_eq!(import.format, "Slack");
        assert_eq!(
            import.text.as_str(),
            "2026-07-02\nMaya Chen: SSO & Okta by go-live, @U0SAMLEE01? See the plan (https://example.com/plan)\n\
             U0SAMLEE01: Yes <promise>\n"
        );
        let notes: Vec<_> = import.notes.iter().map(ToString::to_string).collect();
        assert_eq!(notes.len(), 3, "{notes:?}");
        assert_eq!(notes[0], "message 1: 1 message about who joined or left, left out");
    }
}
