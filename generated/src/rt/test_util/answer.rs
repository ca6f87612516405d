//! What a script answers.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use ::http::header::CONTENT_TYPE;
use ::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use bytes::Bytes;
use futures_core::Stream;
use serde_json::Value;

use crate::rt::{Body, TransportError, TransportErrorKind, to_vec};

/// What comes of a request: a reply, or a fault.
///
/// What cannot be sent, such as a status of 7, is a fault of the test: the call fails and says so.
#[derive(Debug, Clone)]
pub struct Answer {
    pub(super) latency: Duration,
    outcome: Result<Reply, Fault>,
    problem: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// After how many bytes the connection breaks.
    breaks_after: Option<usize>,
}

/// Why there is no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// No connection is made, and nothing sent.
    Connect,
    /// The attempt takes as long as it may, and then its time is up.
    Timeout,
    /// The connection breaks after the request was sent.
    Reset,
    /// Nothing ever happens: for calls that are to be cancelled.
    Silence,
}

impl Answer {
    /// A reply of JSON.
    pub fn json(status: u16, body: impl Into<Value>) -> Self {
        Self::bytes(status, to_vec(&body.into())).header(CONTENT_TYPE.as_str(), "application/json")
    }

    /// A reply of any content.
    pub fn bytes(status: u16, body: impl Into<Bytes>) -> Self {
        let problem = StatusCode::from_u16(status).is_err().then(|| format!("{status} is no status"));
        let status = StatusCode::from_u16(status).unwrap_or_default();
        let outcome = Ok(Reply { status, body: body.into(), ..Reply::default() });
        Self { latency: Duration::ZERO, outcome, problem }
    }

    /// A reply without content.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self::bytes(status, Bytes::new())
    }

    /// No reply.
    #[must_use]
    pub fn fault(fault: Fault) -> Self {
        Self { latency: Duration::ZERO, outcome: Err(fault), problem: None }
    }

    /// Adds a header to the reply.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => {
                if let Ok(reply) = &mut self.outcome {
                    reply.headers.append(name, value);
                }
            }
            _ => self.problem = Some(format!("{name}: {value:?} is no header")),
        }
        self
    }

    /// How long it takes until the answer is there, by the script's clock. If the attempt may not take as long, its time is
    /// up.
    #[must_use]
    pub fn after(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Breaks the connection after so many bytes of the content.
    #[must_use]
    pub fn breaks_after(mut self, bytes: usize) -> Self {
        if let Ok(reply) = &mut self.outcome {
            reply.breaks_after = Some(bytes.min(reply.body.len()));
        }
        self
    }

    /// The fault, if it is one.
    pub(super) fn as_fault(&self) -> Option<Fault> {
        self.outcome.as_ref().err().copied()
    }

    /// What the transport gives.
    pub(super) fn deliver(self) -> Result<Response<Body>, TransportError> {
        if let Some(problem) = self.problem {
            return Err(TransportError::new(TransportErrorKind::Other, format!("the script is wrong: {problem}")));
        }
        self.outcome.map(Reply::deliver).map_err(Fault::error)
    }
}

impl Reply {
    fn deliver(self) -> Response<Body> {
        let body = match self.breaks_after {
            None => self.body.into(),
            Some(length) => {
                let chunks = [Ok(self.body.slice(..length)), Err(Fault::Reset.error())];
                Body::stream(Chunks(chunks.into()), None)
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

impl Fault {
    pub(super) fn error(self) -> TransportError {
        let (kind, what) = match self {
            Self::Connect => (TransportErrorKind::Connect, "no connection, by the script"),
            Self::Timeout => (TransportErrorKind::Timeout, "the time is up, by the script"),
            Self::Reset | Self::Silence => (TransportErrorKind::Other, "the connection broke, by the script"),
        };
        TransportError::new(kind, what)
    }
}

/// Content that comes in these pieces.
struct Chunks(VecDeque<Result<Bytes, TransportError>>);

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}
