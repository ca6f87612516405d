//! The examples of a description, and recorded exchanges, as cases.

use serde::Deserialize;
use serde_json::Value as Json;

use super::{Case, CaseKind};
use crate::document::{Document, Node, pointer};
use crate::ir::{Api, Content, Method, Operation, Payload, Reply, StatusPattern};

/// Every example of a JSON body, of requests and of replies. One that several operations share counts for each.
#[must_use]
pub fn examples(document: &Document, api: &Api) -> Vec<Case> {
    let mut cases = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let at = pointer::join(
            &pointer::join("/paths", &operation.path.template),
            &operation.method.as_str().to_lowercase(),
        );
        let Some(node) = document.get(&at) else { continue };
        for reply in operation.replies.ok.iter().chain(&operation.replies.err) {
            if !matches!(reply.payload, Payload::Json(_)) {
                continue;
            }
            let status = reply.status;
            let response = node.child("responses").and_then(|all| all.child(&status.to_string()));
            for (name, body) in bodies(document, response) {
                let name = format!("{} {status} [{name}]", operation.label());
                cases.push(Case { operation: index, name, kind: CaseKind::Response { status, body } });
            }
        }
        if !matches!(operation.body.as_ref().map(|body| &body.content), Some(Content::Json(_))) {
            continue;
        }
        for (name, body) in bodies(document, node.child("requestBody")) {
            let name = format!("{} [{name}]", operation.label());
            cases.push(Case { operation: index, name, kind: CaseKind::Request { body } });
        }
    }
    cases
}

/// The examples of the JSON media types of a request or reply, by name.
fn bodies(document: &Document, holder: Option<&Node>) -> Vec<(String, Json)> {
    let Some(content) = holder.and_then(|node| follow(document, node).child("content")) else { return Vec::new() };
    let mut found = Vec::new();
    for (media, entry) in content.as_map().into_iter().flatten() {
        if !media.contains("json") {
            continue;
        }
        if let Some(example) = entry.node.child("example") {
            found.push(("example".to_owned(), example.to_json()));
        }
        for (name, example) in entry.node.child("examples").and_then(Node::as_map).into_iter().flatten() {
            if let Some(value) = follow(document, &example.node).child("value") {
                found.push((name.clone(), value.to_json()));
            }
        }
    }
    found
}

/// The node, or the one that it refers to.
fn follow<'d>(document: &'d Document, node: &'d Node) -> &'d Node {
    let target = node.child("$ref").and_then(Node::as_str).and_then(|target| target.strip_prefix('#'));
    target.and_then(|target| document.get(target)).unwrap_or(node)
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
    /// Body of the request, if it was JSON.
    #[serde(default)]
    pub request_body: Option<Json>,
    /// Body of the reply, if it was JSON.
    #[serde(default)]
    pub response_body: Option<Json>,
}

/// Recorded exchanges as cases, and how many of them go to a path that the description does not have.
#[must_use]
pub fn recorded(api: &Api, exchanges: &[Recorded]) -> (Vec<Case>, usize) {
    let mut cases = Vec::new();
    let mut unknown = 0;
    for (number, exchange) in exchanges.iter().enumerate() {
        let Some((index, operation)) = find(api, exchange) else {
            unknown += 1;
            continue;
        };
        let label = format!("{} {}", exchange.method.to_uppercase(), exchange.path);
        if let Some(body) = exchange.response_body.clone().filter(|body| !body.is_null()) {
            let status =
                reply_for(operation, exchange.status).map_or(StatusPattern::Code(exchange.status), |r| r.status);
            let name = format!("{label} {} [case {number}]", exchange.status);
            cases.push(Case { operation: index, name, kind: CaseKind::Response { status, body } });
        }
        if let Some(body) = exchange.request_body.clone().filter(|body| !body.is_null()) {
            let name = format!("{label} [case {number}]");
            cases.push(Case { operation: index, name, kind: CaseKind::Request { body } });
        }
    }
    (cases, unknown)
}

fn find<'a>(api: &'a Api, exchange: &Recorded) -> Option<(usize, &'a Operation)> {
    let method = Method::from_key(&exchange.method.to_lowercase())?;
    let by_template = exchange.path_template.as_deref().and_then(|template| api.operation_at(method, template));
    let index = by_template.or_else(|| api.operation_at(method, &exchange.path))?;
    Some((index, &api.operations[index]))
}

/// The reply that a status is described by: itself, its class, or the default.
fn reply_for(operation: &Operation, status: u16) -> Option<&Reply> {
    let replies = || operation.replies.ok.iter().chain(&operation.replies.err);
    let find = |wanted: StatusPattern| replies().find(|reply| reply.status == wanted);
    let fallback = if (200..300).contains(&status) { operation.replies.ok.first() } else { None };
    find(StatusPattern::Code(status))
        .or_else(|| find(StatusPattern::Class(status / 100)))
        .or_else(|| find(StatusPattern::Default))
        .or(fallback)
}
