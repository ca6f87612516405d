//! What an application may look at when a reply has come.

use std::fmt;
use std::sync::Arc;

use ::http::{Method, StatusCode};
use bytes::Bytes;
use serde_json::{Value, json};

use super::Request;
use super::draft::Draft;
use super::path::Path;
use super::reply::Received;
use crate::rt::Issues;

/// What is called with each reply.
pub(super) type ReplyHook = Arc<dyn Fn(&ReplyEvent<'_>) + Send + Sync>;

/// A reply, whatever its status, for [`ClientBuilder::on_reply`](super::ClientBuilder::on_reply).
///
/// **The body holds whatever the API knows of people:** names, addresses, conversations. What you do with it, keep or send
/// elsewhere, you do with personal data. The request, and with it the token, is not in here.
#[derive(Clone, Copy)]
pub struct ReplyEvent<'a> {
    call: &'a Watch,
    received: &'a Received,
    issues: &'a Issues,
}

impl<'a> ReplyEvent<'a> {
    /// The method of the request.
    #[must_use]
    pub fn method(&self) -> &'a Method {
        &self.call.method
    }

    /// The path of the operation with its variables in braces: `/contacts/{id}`. A raw call has none.
    #[must_use]
    pub fn template(&self) -> Option<&'a str> {
        self.call.template
    }

    /// The path that the request was sent to, less that of the base URL, and without its query.
    #[must_use]
    pub fn path(&self) -> &'a str {
        &self.call.path
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.received.status
    }

    /// The content as it came.
    #[must_use]
    pub fn body(&self) -> &'a Bytes {
        &self.received.body
    }

    /// What did not fit while the content was read; of a refusal nothing is known.
    #[must_use]
    pub fn issues(&self) -> &'a Issues {
        self.issues
    }

    /// The reply as one line of JSON, without a line break: `{"method", "path", "path_template", "status", "body"}`. The
    /// body is its JSON, or text where it is none. A file of such lines is what the client's makers learn from.
    ///
    /// The line holds personal data, as the body does.
    #[must_use]
    pub fn to_json_line(&self) -> String {
        let body = match self.body() {
            body if body.is_empty() => Value::Null,
            body => serde_json::from_slice(body).unwrap_or_else(|_| String::from_utf8_lossy(body).into()),
        };
        let line = json!({
            "method": self.method().as_str(),
            "path": self.path(),
            "path_template": self.template(),
            "status": self.status().as_u16(),
            "body": body,
        });
        line.to_string()
    }
}

impl fmt::Debug for ReplyEvent<'_> {
    /// Leaves out the path that was sent and the body: they are not for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplyEvent")
            .field("method", self.method())
            .field("template", &self.template())
            .field("status", &self.status())
            .field("issues", self.issues)
            .finish_non_exhaustive()
    }
}

/// Somebody who waits for the reply to a request.
pub(super) struct Watch {
    hook: ReplyHook,
    method: Method,
    template: Option<&'static str>,
    path: String,
}

impl Watch {
    /// Where the client has a hook.
    pub(super) fn of(draft: &Draft, request: &Request) -> Option<Box<Self>> {
        let settings = draft.client.settings();
        let hook = settings.on_reply.clone()?;
        let template = match &draft.path {
            Path::Template(template, _) => Some(*template),
            Path::Verbatim(_) => None,
        };
        let path = request.uri().path();
        let path = path.strip_prefix(settings.base.path()).unwrap_or(path).to_owned();
        // Few clients have one: on the heap it makes the others' calls no larger.
        Some(Box::new(Self { hook, method: request.method().clone(), template, path }))
    }

    /// Calls the hook.
    pub(super) fn tell(&self, received: &Received, issues: &Issues) {
        (self.hook)(&ReplyEvent { call: self, received, issues });
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}
