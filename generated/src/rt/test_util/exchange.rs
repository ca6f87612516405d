//! A line of a recording.

use ::http::HeaderMap;
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::diff::is_scrubbed;
use super::expectation::{Pattern, Scene};
use super::request::unescaped;
use super::scrub::{Scrubber, Side};
use super::{Answer, SentRequest};
use crate::rt::to_vec;

/// The headers of a reply that are recorded. Others tell nothing to a client, or too much of a server.
const RECORDED: [&str; 8] = [
    "content-type",
    "link",
    "location",
    "retry-after",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-request-id",
];

/// A request and its reply, scrubbed. Of the request's headers nothing is kept.
pub(super) fn recorded(
    request: &SentRequest,
    (status, headers, body): (u16, &HeaderMap, &Bytes),
    scrubber: &mut Scrubber,
) -> Value {
    let query = request.query().into_iter().map(|(name, value)| {
        let value = scrubber.parameter(&name, &value);
        json!([name, value])
    });
    let query: Vec<Value> = query.collect();
    let path = request.path().split('/').map(|segment| path_segment(segment, scrubber));
    let path = path.collect::<Vec<_>>().join("/");
    let mut asked = content(request.body(), Side::Request, scrubber);
    asked.insert("method".to_owned(), request.method().as_str().into());
    asked.insert("path".to_owned(), path.into());
    asked.insert("query".to_owned(), query.into());
    let mut reply = content(body, Side::Reply, scrubber);
    reply.insert("status".to_owned(), status.into());
    reply.insert("headers".to_owned(), Value::Object(kept(headers, scrubber)));
    json!({"request": asked, "reply": reply})
}

fn path_segment(segment: &str, scrubber: &mut Scrubber) -> String {
    let text = scrubber.text(&unescaped(segment));
    if is_scrubbed(&text) { text } else { segment.to_owned() }
}

fn kept(headers: &HeaderMap, scrubber: &mut Scrubber) -> Map<String, Value> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let found = RECORDED.into_iter().filter_map(|name| Some((name, text(name)?)));
    found.map(|(name, value)| (name.to_owned(), scrubber.text(value).into())).collect()
}

/// JSON or text; what is neither cannot be scrubbed, so that only its length is kept.
fn content(body: &Bytes, side: Side, scrubber: &mut Scrubber) -> Map<String, Value> {
    if body.is_empty() {
        return Map::new();
    }
    let (name, value) = match (serde_json::from_slice(body), std::str::from_utf8(body)) {
        (Ok(mut json), _) => {
            scrubber.json(&mut json, side);
            ("json", json)
        }
        (_, Ok(text)) => ("text", scrubber.text(text).into()),
        _ => ("bytes", body.len().into()),
    };
    Map::from_iter([(name.to_owned(), value)])
}

/// The line as a scene: what was scrubbed of the request may be anything.
pub(super) fn scene(line: &str) -> Result<Scene, String> {
    let line: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let (request, reply) = (&line["request"], &line["reply"]);
    let text = |of: &Value, name: &str| of[name].as_str().map(str::to_owned).ok_or(format!("there is no `{name}`"));
    let method = text(request, "method")?.parse().map_err(|_| "the method is none")?;
    let path = text(request, "path")?;
    let template = path.split('/').map(|segment| if is_scrubbed(segment) { "{any}" } else { segment });
    let mut pattern = Pattern::exactly(method, template.collect::<Vec<_>>().join("/"));
    for pair in request["query"].as_array().into_iter().flatten() {
        let part = |index: usize| pair[index].as_str().map(str::to_owned).ok_or("a parameter is none");
        pattern.query.push((part(0)?, part(1)?));
    }
    pattern.body = request.get("json").cloned();
    let status =
        reply["status"].as_u64().and_then(|status| u16::try_from(status).ok()).ok_or("there is no `status`")?;
    let mut answer = Answer::bytes(status, reply_content(reply));
    for (name, value) in reply["headers"].as_object().into_iter().flatten() {
        answer = answer.header(name, value.as_str().unwrap_or_default());
    }
    Ok(Scene::once(pattern, answer))
}

fn reply_content(reply: &Value) -> Bytes {
    match (reply.get("json"), reply["text"].as_str()) {
        (Some(json), _) => to_vec(json).into(),
        (None, Some(text)) => text.to_owned().into(),
        (None, None) => Bytes::new(),
    }
}
