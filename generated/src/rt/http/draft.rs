//! Requests in the making: the part of a call that does not depend on what it returns.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use ::http::header::{ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING};
use ::http::{HeaderMap, HeaderName, HeaderValue, Uri};
use bytes::Bytes;
use serde_json::{Map, Value};

use super::body::Source;
use super::client::JSON;
use super::error::Label;
use super::options::NO_OPTIONS;
use super::path::Path;
use super::query::{Query, Style, plain};
use super::{Body, CallOptions, Client, Error, Operation, Paging, PathParam, Request, RetryPolicy, Safety};

/// A request in the making. What is wrong with an argument is kept and told when the request is built.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) client: Client,
    /// What is called; a raw call is of none.
    pub(super) operation: Option<&'static Operation>,
    pub(super) label: Label,
    pub(super) path: Path,
    pub(super) accept: &'static str,
    /// What sending it twice may do.
    pub(super) safety: Safety,
    /// Whether a redirect is a success.
    pub(super) redirects: bool,
    /// Whether the content of the reply is left to the caller.
    pub(super) streams: bool,
    pub(super) query: Query,
    /// Few calls have any: on the heap they make the others no larger.
    options: Option<Box<CallOptions>>,
    headers: Vec<(Cow<'static, str>, String)>,
    body: Option<(Bytes, Source)>,
    problem: Option<String>,
}

impl Draft {
    pub(super) fn new(client: &Client, label: Label, path: Path, accept: &'static str) -> Box<Self> {
        Box::new(Self {
            client: client.clone(),
            operation: None,
            safety: Safety::of(&label.method),
            label,
            path,
            accept,
            redirects: false,
            streams: false,
            query: Query::default(),
            options: None,
            headers: Vec::new(),
            body: None,
            problem: None,
        })
    }

    pub(super) fn options(&self) -> &CallOptions {
        self.options.as_deref().unwrap_or(&NO_OPTIONS)
    }

    pub(super) fn set_options(&mut self, options: CallOptions) {
        self.options = Some(Box::new(options));
    }

    pub(super) fn adapt_options(&mut self, adapt: impl FnOnce(CallOptions) -> CallOptions) {
        let options = self.options.take().map(|options| *options);
        self.set_options(adapt(options.unwrap_or_default()));
    }

    /// How long an attempt may take, or a chunk of what streams.
    pub(super) fn patience(&self) -> Duration {
        self.options().attempt_timeout.unwrap_or(self.client.settings().attempt_timeout)
    }

    pub(super) fn fill(&mut self, name: &'static str, value: PathParam) {
        if value.is_empty() {
            self.fail(format!("the path parameter `{name}` is empty"));
        }
        if value.goes_up() {
            self.fail(format!("the path parameter `{name}` is a step in the path, which would lead elsewhere"));
        }
        if let Path::Template(_, variables) = &mut self.path {
            variables.set(name, value);
        }
    }

    pub(super) fn header(&mut self, name: impl Into<Cow<'static, str>>, value: String) {
        let name = name.into();
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
    }

    pub(super) fn body(&mut self, content_type: impl Into<Bytes>, body: impl Into<Source>) {
        self.body = Some((content_type.into(), body.into()));
    }

    /// Sets a parameter of a list, in the query or in the body.
    pub(super) fn set_parameter(&mut self, paging: Paging, name: &str, value: Value) {
        if paging.is_in_body() {
            self.set_in_body(name, value);
        } else {
            self.query.set(name, &plain(&value));
        }
    }

    /// Sets the parameters that lead to a place in a list. One of a link may come several times.
    pub(super) fn go_to(&mut self, paging: Paging, parameters: &[(String, String)]) {
        for (name, value) in parameters {
            if paging.is_in_body() {
                self.set_in_body(name, paging.value(value));
            } else {
                let of_name = parameters.iter().filter(|(other, _)| other == name);
                let values: Vec<String> = of_name.map(|(_, value)| value.clone()).collect();
                self.query.set_list(name, &values, Style::Repeat);
            }
        }
    }

    /// Sets a field of the body, which is JSON. `name` is the way to it, with dots.
    fn set_in_body(&mut self, name: &str, value: Value) {
        let mut root = match &self.body {
            Some((_, Source::Bytes(json))) => serde_json::from_slice(json).unwrap_or_default(),
            _ => Value::Null,
        };
        let mut place = &mut root;
        for key in name.split('.') {
            if !place.is_object() {
                *place = Value::Object(Map::new());
            }
            place = &mut place[key];
        }
        *place = value;
        self.body("application/json", root.to_string());
    }

    /// Sets another retry policy, made from the one that would hold.
    pub(super) fn adapt_retry(&mut self, adapt: impl FnOnce(Arc<dyn RetryPolicy>) -> Arc<dyn RetryPolicy>) {
        let clients = Arc::clone(&self.client.settings().retry);
        self.adapt_options(|options| {
            let inner = options.retry.clone().unwrap_or(clients);
            CallOptions { retry: Some(adapt(inner)), ..options }
        });
    }

    /// Remembers the first problem.
    pub(super) fn fail(&mut self, problem: impl Into<String>) {
        self.problem.get_or_insert_with(|| problem.into());
    }

    /// Makes the request, with the token if that is known without asking.
    pub(super) fn build(&self) -> Result<Request, Error> {
        self.try_build().map_err(|error| error.about(self.label.clone()))
    }

    fn try_build(&self) -> Result<Request, Error> {
        if let Some(problem) = &self.problem {
            return Err(Error::invalid_request(problem));
        }
        let mut request = Request::new(self.body.as_ref().map_or_else(Body::default, |(_, source)| source.body()));
        *request.method_mut() = self.label.method.clone();
        *request.uri_mut() = self.uri()?;
        *request.headers_mut() = self.all_headers()?;
        Ok(request)
    }

    fn uri(&self) -> Result<Uri, Error> {
        let base = &self.client.settings().base;
        let mut query = Cow::Borrowed(&self.query);
        for (name, value) in &self.options().query {
            query.to_mut().set(name, value);
        }
        let fragment = || Error::invalid_request("the path has a `#`, behind which nothing would be sent");
        let mut url = match &self.path {
            Path::Verbatim(path) if path.contains('#') => return Err(fragment()),
            Path::Template(template, variables) => variables.fill(template, base, query.len())?,
            Path::Verbatim(path) if path.starts_with('/') => format!("{}{path}", base.path()),
            Path::Verbatim(url) => url.clone(),
        };
        query.append_to(&mut url);
        let unescaped = || Error::invalid_request("the path has a character that must be escaped");
        if url.starts_with('/') {
            return base.with_path(url).ok_or_else(unescaped);
        }
        let uri: Uri = url.try_into().map_err(|_| unescaped())?;
        // The token stays with its host.
        if !base.is_home_of(&uri) {
            return Err(Error::invalid_request("the path must start with a slash, or lead to the client's own host"));
        }
        Ok(uri)
    }

    /// The later ones replace the earlier: the client's, the operation's, the call's.
    fn all_headers(&self) -> Result<HeaderMap, Error> {
        let mut headers = self.client.settings().headers.clone();
        if self.accept != JSON {
            headers.insert(ACCEPT, HeaderValue::from_static(self.accept));
        }
        if let Some(token) = &self.options().token {
            headers.insert(AUTHORIZATION, token.header());
        }
        if let Some((content_type, _)) = &self.body {
            headers.insert(CONTENT_TYPE, value(CONTENT_TYPE.as_str(), content_type.clone())?);
        }
        for (name, value) in &self.headers {
            insert(&mut headers, name, value)?;
        }
        for (name, value) in &self.options().headers {
            insert(&mut headers, name, value)?;
        }
        Ok(headers)
    }
}

/// Headers that say where a message goes and where it ends. Others in their place could smuggle a second request.
pub(super) const OF_THE_TRANSPORT: [HeaderName; 4] = [HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION];

fn insert(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), Error> {
    let illegal_name = |_| Error::invalid_request(format!("{name:?} cannot be the name of a header"));
    let key = HeaderName::try_from(name).map_err(illegal_name)?;
    if OF_THE_TRANSPORT.contains(&key) {
        return Err(Error::invalid_request(format!("the header `{name}` is set by the transport")));
    }
    let mut value = self::value(name, Bytes::copy_from_slice(value.as_bytes()))?;
    value.set_sensitive(key == AUTHORIZATION);
    headers.insert(key, value);
    Ok(())
}

fn value(name: &str, value: Bytes) -> Result<HeaderValue, Error> {
    // Bytes, since names of people and things may go beyond ASCII.
    HeaderValue::from_maybe_shared(value)
        .map_err(|_| Error::invalid_request(format!("the header `{name}` has a value that cannot be sent")))
}
