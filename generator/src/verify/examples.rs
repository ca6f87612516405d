//! The examples of a description, and recorded exchanges, as cases.

use serde::Deserialize;
use serde_json::Value as Json;

use super::{Case, CaseKind};
use crate::document::{Document, Node, pointer};
use crate::ir::{Api, Content, Method, Operation, Payload, Reply, StatusPattern};

/// Cases, and what is none.
#[derive(Debug, Clone, Default)]
pub struct Cases {
    /// What to run.
    pub list: Vec<Case>,
    /// Bodies of what is described as something else than JSON.
    pub other_media: usize,
    /// Exchanges with a path that the description does not have.
    pub unknown_paths: usize,
}

/// Every example of a JSON body, of requests and of replies. One that several operations share counts for each.
#[must_use]
pub fn examples(document: &Document, api: &Api) -> Cases {
    let mut cases = Cases::default();
    for (index, operation) in api.operations.iter().enumerate() {
        let path = pointer::join("/paths", &operation.path.template);
        let Some(node) = document.get(&pointer::join(&path, &operation.method.as_str().to_lowercase())) else {
            continue;
        };
        for reply in operation.replies.ok.iter().chain(&operation.replies.err) {
            let status = reply.status;
            let response = node.child("responses").and_then(|all| all.child(&status.to_string()));
            cases.add(document, response, matches!(reply.payload, Payload::Json(_)), &|name, body| Case {
                operation: index,
                name: format!("{} {status} [{name}]", operation.label()),
                kind: CaseKind::Response { status, text: body.to_string() },
            });
        }
        let is_json = matches!(operation.body.as_ref().map(|body| &body.content), Some(Content::Json(_)));
        cases.add(document, node.child("requestBody"), is_json, &|name, body| Case {
            operation: index,
            name: format!("{} [{name}]", operation.label()),
            kind: CaseKind::Request { body, path: None },
        });
    }
    cases
}

impl Cases {
    /// Adds the examples of a request or a reply.
    fn add(&mut self, document: &Document, holder: Option<&Node>, is_json: bool, case: &dyn Fn(&str, Json) -> Case) {
        let content = holder.and_then(|node| document.follow(node).child("content")).and_then(Node::as_map);
        for (media, entry) in content.into_iter().flatten() {
            let examples = examples_of(document, &entry.node);
            if is_json && (media.contains("json") || media.starts_with("*/*")) {
                self.list.extend(examples.into_iter().map(|(name, body)| case(&name, body)));
            } else {
                self.other_media += examples.len();
            }
        }
    }
}

/// The examples of a media type, by name.
fn examples_of(document: &Document, media: &Node) -> Vec<(String, Json)> {
    let one = media.child("example").map(|example| ("example".to_owned(), example.to_json()));
    let several = media.child("examples").and_then(Node::as_map).into_iter().flatten();
    let several = several.filter_map(|(name, example)| {
        let value = document.follow(&example.node).child("value")?;
        Some((name.clone(), value.to_json()))
    });
    one.into_iter().chain(several).collect()
}

/// An exchange that somebody recorded.
#[derive(Debug, Clone, Deserialize)]
pub struct Recorded {
    /// Method, in any case.
    pub method: String,
    /// Path, with or without a query.
    pub path: String,
    /// Template of the path, where it is known.
    #[serde(default)]
    pub path_template: Option<String>,
    /// Status of the reply.
    pub status: u16,
    /// Body of the request; JSON, or the text of an object or a list.
    #[serde(default)]
    pub request_body: Option<Json>,
    /// Body of the reply; JSON, or the text of an object or a list, which may be cut.
    #[serde(default, alias = "body")]
    pub response_body: Option<Json>,
}

/// Recorded exchanges as cases.
#[must_use]
pub fn recorded(api: &Api, exchanges: &[Recorded]) -> Cases {
    let mut cases = Cases::default();
    for (number, exchange) in exchanges.iter().enumerate() {
        let Some((index, operation)) = find(api, exchange) else {
            cases.unknown_paths += 1;
            continue;
        };
        let label = format!("{} {}", exchange.method.to_uppercase(), exchange.path);
        if let Some(text) = exchange.response_body.as_ref().and_then(text_of) {
            let reply = reply_for(operation, exchange.status);
            let status = reply.map_or(StatusPattern::Code(exchange.status), |reply| reply.status);
            let name = format!("{label} {} [case {number}]", exchange.status);
            match reply.map(|reply| &reply.payload) {
                Some(Payload::Text | Payload::Bytes(_) | Payload::Redirect) => cases.other_media += 1,
                _ => cases.list.push(Case { operation: index, name, kind: CaseKind::Response { status, text } }),
            }
        }
        if let Some(text) = exchange.request_body.as_ref().and_then(text_of) {
            let body = serde_json::from_str(&text).unwrap_or(Json::String(text));
            // Where a variable has no value of its own in the path, any other is as good.
            let is_concrete = operation.path.values(&exchange.path).len() == operation.path_params.len();
            let kind = CaseKind::Request { body, path: is_concrete.then(|| exchange.path.clone()) };
            match operation.body.as_ref().map(|body| &body.content) {
                Some(Content::Multipart(_) | Content::Text(_) | Content::Bytes(_)) => cases.other_media += 1,
                _ => cases.list.push(Case { operation: index, name: format!("{label} [case {number}]"), kind }),
            }
        }
    }
    cases
}

/// A body as it was sent. Recorders keep it as JSON or as its text; an empty one is none.
fn text_of(body: &Json) -> Option<String> {
    match body {
        Json::Null => None,
        Json::String(text) if text.trim().is_empty() => None,
        Json::String(text) if text.trim_start().starts_with(['{', '[']) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn find<'a>(api: &'a Api, exchange: &Recorded) -> Option<(usize, &'a Operation)> {
    let method = Method::from_key(&exchange.method.to_lowercase())?;
    let index = api.operation_at(method, &exchange.path)?;
    let operation = &api.operations[index];
    let template = exchange.path_template.as_deref();
    template.is_none_or(|template| is_alike(operation, template, &exchange.path)).then_some((index, operation))
}

/// Whether a recorder's template has its variables where the operation has them. What template and path spell alike is no
/// variable, however a recorder marks one.
fn is_alike(operation: &Operation, template: &str, path: &str) -> bool {
    let count = |path: &str| path.split('/').count();
    let segments = template.split('/').zip(path.split(['/', '?']));
    let is_variable = segments.map(|(template, path)| template.contains('{') || template != path);
    count(template) == count(&operation.path.template)
        && operation.path.template.split('/').map(|own| own.contains('{')).eq(is_variable)
}

/// The reply that a status is described by: itself, its class, or the default. A success that is not described is most
/// likely like the first that is, and a client reads it so.
fn reply_for(operation: &Operation, status: u16) -> Option<&Reply> {
    let is_success = (200..300).contains(&status);
    let replies = if is_success { &operation.replies.ok } else { &operation.replies.err };
    let find = |wanted: StatusPattern| replies.iter().find(|reply| reply.status == wanted);
    find(StatusPattern::Code(status))
        .or_else(|| find(StatusPattern::Class(status / 100)))
        .or_else(|| find(StatusPattern::Default))
        .or_else(|| operation.replies.ok.iter().find(|reply| is_success || covers(reply, status)))
}

fn covers(reply: &Reply, status: u16) -> bool {
    match reply.status {
        StatusPattern::Code(code) => code == status,
        StatusPattern::Class(class) => class == status / 100,
        StatusPattern::Default => true,
    }
}
