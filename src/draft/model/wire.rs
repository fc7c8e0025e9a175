//! The two protocols: what a request looks like, and where in an answer the model's words are.
//!
//! Pure. OpenAI's chat completions, which local servers speak as well, and Anthropic's messages. Adding a
//! provider is adding an arm here.

use serde_json::{Value, json};

use super::super::Failure;
use super::client::Reply;
use super::prompt::Messages;
use super::{Settings, answer};
use crate::config::Provider;
use crate::visible::visible_line;

/// The most a model may answer to one part, in tokens.
const ANSWER: u32 = 8_192;

/// What a model said.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    /// The object it answered with.
    pub(super) answer: Value,
    /// What it cost.
    pub(super) usage: Usage,
    /// It had more to say than it may.
    pub(super) cut_off: bool,
}

/// What asking cost, as far as the answers tell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Usage {
    /// Tokens read and written.
    pub(super) tokens: u64,
    /// In US dollars, where the service names a price.
    pub(super) dollars: f64,
}

impl Usage {
    pub(super) fn add(&mut self, more: &Self) {
        self.tokens += more.tokens;
        self.dollars += more.dollars;
    }

    /// `4,100 tokens, $0.02`.
    pub(super) fn told(&self) -> Option<String> {
        let tokens = match self.tokens {
            0 => return None,
            1..1000 => self.tokens.to_string(),
            more => format!("{},{:03}", more / 1000, more % 1000),
        };
        Some(if self.dollars > 0.0 {
            format!("{tokens} tokens, ${:.4}", self.dollars)
        } else {
            format!("{tokens} tokens")
        })
    }
}

/// Where requests go.
pub(super) fn address(settings: &Settings) -> String {
    let url = settings.url.trim_end_matches('/');
    match settings.provider {
        Provider::OpenAi => format!("{url}/chat/completions"),
        Provider::Anthropic => format!("{url}/messages"),
    }
}

/// The headers, the key among them.
pub(super) fn headers(settings: &Settings) -> Vec<(&'static str, String)> {
    let mut headers = vec![("content-type", "application/json".to_owned())];
    let key = settings.key.as_ref().map(|key| key.reveal());
    match settings.provider {
        Provider::OpenAi => headers.extend(key.map(|key| ("authorization", format!("Bearer {key}")))),
        Provider::Anthropic => {
            headers.push(("anthropic-version", "2023-06-01".to_owned()));
            headers.extend(key.map(|key| ("x-api-key", key.to_owned())));
        }
    }
    headers
}

/// The body of a request; `to_schema` asks the service to hold the model to the published schema.
pub(super) fn request(settings: &Settings, messages: &Messages, to_schema: bool) -> Value {
    match settings.provider {
        Provider::OpenAi => {
            let mut body = json!({
                "model": settings.model,
                "temperature": 0,
                "max_tokens": ANSWER,
                "messages": [
                    {"role": "system", "content": messages.system},
                    {"role": "user", "content": messages.user},
                ],
            });
            if to_schema {
                body["response_format"] = json!({
                    "type": "json_schema",
                    "json_schema": {"name": "handoff_answer", "strict": true, "schema": answer::schema()},
                });
            }
            body
        }
        Provider::Anthropic => {
            let mut body = json!({
                "model": settings.model,
                "temperature": 0,
                "max_tokens": ANSWER,
                "system": messages.system,
                "messages": [{"role": "user", "content": messages.user}],
            });
            if to_schema {
                body["tools"] = json!([{
                    "name": "list_claims",
                    "description": "Lists the claims of the record.",
                    "input_schema": answer::schema(),
                }]);
                body["tool_choice"] = json!({"type": "tool", "name": "list_claims"});
            }
            body
        }
    }
}

/// Whether a service turned a request down because it can't hold a model to a schema.
pub(super) fn knows_no_schema(reply: &Reply) -> bool {
    let text = String::from_utf8_lossy(&reply.body);
    matches!(reply.status, 400 | 404 | 415 | 422 | 501)
        && ["response_format", "json_schema", "tool", "grammar", "schema"].iter().any(|word| text.contains(word))
}

/// What the model said.
///
/// # Errors
/// The service refused, or what it answered is no answer.
pub(super) fn read(settings: &Settings, reply: &Reply) -> Result<Said, Failure> {
    let host = settings.host();
    if reply.status != 200 {
        return Err(refused(settings, reply));
    }
    let body: Value = serde_json::from_slice(&reply.body).map_err(|error| {
        let begins = String::from_utf8_lossy(&reply.body[..reply.body.len().min(200)]).trim_start().to_lowercase();
        if begins.starts_with("<!doctype") || begins.starts_with("<html") {
            Failure::new(format!("{host} answered with a web page, expected JSON"))
                .hint("check model.url: it usually ends in /v1")
        } else if error.is_eof() {
            Failure::new(format!("the answer of {host} ends in the middle")).hint("try again")
        } else {
            Failure::new(format!("{host} answered with something that is not JSON: {error}")).hint("check model.url")
        }
    })?;
    let (answer, cut_off) = match settings.provider {
        Provider::OpenAi => {
            let choice = &body["choices"][0];
            let content = choice["message"]["content"].as_str().map(str::to_owned);
            (content.map(Err), choice["finish_reason"] == "length")
        }
        Provider::Anthropic => {
            let parts = body["content"].as_array().map_or(&[][..], Vec::as_slice);
            let tool = parts.iter().find(|part| part["type"] == "tool_use").map(|part| Ok(part["input"].clone()));
            let text = || parts.iter().find_map(|part| part["text"].as_str()).map(|text| Err(text.to_owned()));
            (tool.or_else(text), body["stop_reason"] == "max_tokens")
        }
    };
    let usage = &body["usage"];
    let number = |name: &str| usage[name].as_u64().unwrap_or(0);
    let tokens =
        number("prompt_tokens") + number("completion_tokens") + number("input_tokens") + number("output_tokens");
    let usage = Usage { tokens, dollars: usage["cost"].as_f64().unwrap_or(0.0) };
    let answer = match answer {
        Some(Ok(value)) => value,
        Some(Err(text)) => object_in(&text, cut_off).ok_or_else(|| {
            let begins: String = text.chars().take(80).collect();
            Failure::new(format!("{} did not answer with JSON: “{}”", settings.model, visible_line(&begins)))
                .hint("try again, or another model")
        })?,
        None => {
            return Err(Failure::new(format!("the answer of {host} has no words of a model in it"))
                .hint("check model.provider and model.url"));
        }
    };
    Ok(Said { answer, usage, cut_off })
}

fn refused(settings: &Settings, reply: &Reply) -> Failure {
    let host = settings.host();
    let said: Option<Value> = serde_json::from_slice(&reply.body).ok();
    let said = said.as_ref().and_then(|body| {
        let error = &body["error"];
        error["message"].as_str().or(error.as_str()).or(body["message"].as_str())
    });
    let said = said.map_or(String::new(), |said| {
        let short: String = said.chars().take(300).collect();
        // Some services repeat the key that they turned down.
        let short = match &settings.key {
            Some(key) => short.replace(key.reveal(), "…"),
            None => short,
        };
        format!(": {}", visible_line(&short))
    });
    let failure = Failure::new(format!("{host} answered {}{said}", reply.status));
    match reply.status {
        401 | 403 => failure.hint("check the key: model.key_env or model.key_command in the configuration"),
        404 => failure.hint("check model.url and model.model in the configuration"),
        429 => failure.hint("the service is asked too often; try again later"),
        500.. => failure.hint("the service has trouble; try again later"),
        _ => failure,
    }
}

/// The object in a model's words: some put it in a fence, or say something before it. An answer that was
/// cut off is kept up to its last whole claim.
fn object_in(text: &str, cut_off: bool) -> Option<Value> {
    let start = text.find('{')?;
    let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
    if let Some(Ok(value @ Value::Object(_))) = values.next() {
        return Some(value);
    }
    if !cut_off {
        return None;
    }
    let body = &text[start..];
    let mut ends: Vec<usize> = body.match_indices('}').map(|(at, _)| at + 1).collect();
    ends.reverse();
    ends.into_iter().take(64).find_map(|end| serde_json::from_str(&format!("{}]}}", &body[..end])).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_found_in_what_models_say_around_it() {
        for text in ["{\"claims\": []}", "```json\n{\"claims\": []}\n```", "Sure! {\"claims\": []} Done {"] {
            assert_eq!(object_in(text, false), Some(json!({"claims": []})), "{text}");
        }
        assert_eq!(object_in("I can't do that", false), None);
        let cut = "{\"claims\": [{\"kind\": \"promise\", \"text\": \"a\"}, {\"kind\": \"prom";
        assert_eq!(object_in(cut, false), None);
        assert_eq!(object_in(cut, true), Some(json!({"claims": [{"kind": "promise", "text": "a"}]})));
    }

    #[test]
    fn what_asking_cost_is_told_in_words() {
        assert_eq!(Usage::default().told(), None);
        assert_eq!(Usage { tokens: 4100, dollars: 0.0 }.told().unwrap(), "4,100 tokens");
        assert_eq!(Usage { tokens: 7, dollars: 0.0213 }.told().unwrap(), "7 tokens, $0.0213");
    }
}
