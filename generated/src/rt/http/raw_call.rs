//! Calls of what the description does not know.

use std::fmt::{self, Display};

use ::http::Method;
use bytes::Bytes;
use futures_core::Stream;
use serde_json::Value;

use super::body::Source;
use super::draft::Draft;
use super::endpoint::Read;
use super::error::Label;
use super::path::Path;
use super::{
    Call, CallOptions, Client, DownloadFuture, Error, MaybeSend, Request, ResponseFuture, TransportError, ValueFuture,
    bytes,
};
use crate::rt::to_vec;

/// A call of anything that the API has, made by [`Client::request`].
#[must_use = "a call does nothing unless it is sent"]
pub struct RawCall(Box<Draft>);

impl RawCall {
    pub(super) fn new(client: &Client, method: Method, path: &str) -> Self {
        let shown = path.split(['?', '#']).next().unwrap_or_default().to_owned();
        let label = Label { method, path: shown.into() };
        let mut draft = Draft::new(client, label, Path::Verbatim(path.to_owned()), "*/*");
        draft.redirects = true;
        Self(draft)
    }

    /// Sets a parameter of the query. What it was set to before is forgotten.
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        self.0.query.set(name, &value);
        self
    }

    /// Sets the body.
    pub fn json(mut self, body: impl Into<Value>) -> Self {
        self.0.body("application/json", to_vec(&body.into()));
        self
    }

    /// Sets the body to content of a media type.
    pub fn body(mut self, content_type: &str, content: impl Into<Bytes>) -> Self {
        self.0.body(content_type.to_owned(), content);
        self
    }

    /// Sets the body to a stream of a media type, with its length in bytes if that is known. The function makes the stream
    /// anew for each attempt. One that is shorter or longer than the length makes the attempt fail.
    pub fn body_stream<S>(
        mut self,
        content_type: &str,
        length: Option<u64>,
        make: impl Fn() -> S + Send + Sync + 'static,
    ) -> Self
    where
        S: Stream<Item = Result<Bytes, TransportError>> + MaybeSend + 'static,
    {
        self.0.body(content_type.to_owned(), Source::stream(length, make));
        self
    }

    /// Sets a header, in place of the client's own of that name.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.header(name.into(), value.into());
        self
    }

    /// Sets what holds for this call only. A header among it takes the place of one of that name that was set by
    /// [`header`](Self::header).
    pub fn options(mut self, options: CallOptions) -> Self {
        self.0.set_options(options);
        self
    }

    /// The request that the call would send, token and all, unless a [`TokenProvider`](super::TokenProvider) has that.
    ///
    /// # Errors
    /// When it cannot be sent.
    pub fn request(&self) -> Result<Request, Error> {
        self.0.build()
    }

    /// Sends the call, for the reply as it comes. A redirect counts as a success and is not followed.
    pub fn send(self) -> ResponseFuture<Bytes> {
        Call::of_draft(self.0, Read::With(bytes)).send()
    }

    /// Sends the call, for the content of its reply piece by piece. It may be of any size.
    pub fn stream(mut self) -> DownloadFuture {
        self.0.redirects = false;
        Call::of_draft(self.0, Read::With(bytes)).stream()
    }

    /// Sends the call, for the reply as JSON.
    pub fn json_value(mut self) -> ValueFuture<Value> {
        self.0.accept = "application/json";
        self.0.redirects = false;
        Call::of_draft(self.0, Read::json()).send().into_value()
    }
}

impl fmt::Debug for RawCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Label { method, path } = &self.0.label;
        write!(f, "RawCall({method} {path})")
    }
}
