//! Everything that can go wrong with a call.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use ::http::{HeaderMap, Method, StatusCode};
use bytes::Bytes;

use super::reply::{RawReply, Received};
use super::{ApiError, RateLimit, TransportError, TransportErrorKind};
use crate::rt::DecodeError;

/// So much is kept of the body of a refusal: the API's own are far shorter, a page of a proxy may be of any size.
const MAX_BODY: usize = 64 * 1024;

/// Why a call failed.
///
/// [`kind`](Self::kind) says what happened, and with it what makes sense next; [`api`](Self::api) is what the API said, where
/// it said something. The text that it displays as names the operation and what went wrong, but neither the token nor what was
/// sent, so that it can go to a log. What it was caused by is its `source`.
///
/// It is one pointer in size.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    call: Option<Label>,
    received: Option<Received>,
    /// The body of a reply of the kinds that have no place for it.
    api: Option<ApiError>,
    source: Option<Source>,
    attempts: u32,
}

/// What an error goes back to.
#[derive(Debug)]
enum Source {
    Transport(TransportError),
    Token(Box<dyn std::error::Error + Send + Sync>),
}

/// The kinds of errors.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The API refused.
    Api(ApiError),
    /// The API was called too often (status 429).
    RateLimited {
        /// How long to wait before the next call, if the reply tells.
        retry_after: Option<Duration>,
    },
    /// The reply could not be read; with a strict client also when a part of it could not.
    Decode(DecodeError),
    /// No connection could be made. Nothing was sent.
    Connect,
    /// The time was up.
    Timeout,
    /// The connection failed in some other way.
    Transport,
    /// The reply is larger than [`ClientBuilder::max_reply_bytes`](crate::rt::ClientBuilder::max_reply_bytes) allows. The
    /// rest of it was not read.
    TooLarge {
        /// So many bytes are allowed.
        limit: u64,
    },
    /// A file on this machine could not be written.
    File,
    /// A job of the API ended without a result, in this state: `failed` or `canceled`.
    Job(String),
    /// The arguments cannot be sent. Nothing was.
    InvalidRequest(String),
    /// There is no token, as the [`TokenProvider`](super::TokenProvider) failed. Nothing was sent.
    Token,
    /// `wait` was called, and the client's transport is asynchronous; nothing was sent then. Or the transport blocks, and
    /// something else that the call needs is asynchronous, such as the [`TokenProvider`](super::TokenProvider).
    NotBlocking,
    /// The client cannot be built from its settings.
    Configuration(String),
}

/// Which call it was about, without its arguments.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) method: Method,
    pub(super) path: Cow<'static, str>,
}

impl Label {
    /// The path of an operation with its variables in braces; a raw call has none, but a path with values.
    pub(super) fn template(&self) -> Option<&'static str> {
        match self.path {
            Cow::Borrowed(template) => Some(template),
            Cow::Owned(_) => None,
        }
    }
}

impl Error {
    fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner { kind, call: None, received: None, api: None, source: None, attempts: 0 }))
    }

    #[doc(hidden)]
    #[must_use]
    pub fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest(message.into()))
    }

    pub(super) fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration(message.into()))
    }

    #[cfg(feature = "blocking")]
    pub(super) fn not_blocking() -> Self {
        Self::new(ErrorKind::NotBlocking)
    }

    pub(super) fn transport(source: TransportError) -> Self {
        let kind = match source.kind() {
            TransportErrorKind::Connect => ErrorKind::Connect,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Other => ErrorKind::Transport,
        };
        let mut error = Self::new(kind);
        error.0.source = Some(Source::Transport(source));
        error
    }

    /// The provider of the token has failed.
    pub(super) fn no_token(source: Box<dyn std::error::Error + Send + Sync>) -> Self {
        let mut error = Self::new(ErrorKind::Token);
        error.0.source = Some(Source::Token(source));
        error
    }

    /// A file that could not be written.
    pub(super) fn file(fault: std::io::Error) -> Self {
        let mut error = Self::transport(TransportError::new(TransportErrorKind::Other, fault));
        error.0.kind = ErrorKind::File;
        error
    }

    /// A job that ended without a result.
    #[doc(hidden)]
    #[must_use]
    pub fn job(status: impl Into<String>) -> Self {
        Self::new(ErrorKind::Job(status.into()))
    }

    /// A failure after the head of a reply was there.
    pub(super) fn during(mut self, received: Received) -> Self {
        self.0.received = Some(received);
        self
    }

    /// A reply whose status is an error.
    pub(super) fn refused(mut received: Received, retry_after: Option<Duration>) -> Self {
        let api = ApiError::parse(received.status, &received.body);
        if received.body.len() > MAX_BODY {
            // A copy, since a part would hold on to the whole.
            received.body = Bytes::copy_from_slice(&received.body[..MAX_BODY]);
        }
        let mut error = if received.status == StatusCode::TOO_MANY_REQUESTS {
            let mut error = Self::new(ErrorKind::RateLimited { retry_after });
            error.0.api = Some(api);
            error
        } else {
            Self::new(ErrorKind::Api(api))
        };
        error.0.received = Some(received);
        error
    }

    /// A reply that is not read to its end.
    pub(super) fn too_large(received: Received, limit: u64) -> Self {
        let mut error = Self::new(ErrorKind::TooLarge { limit });
        error.0.received = Some(received);
        error
    }

    pub(super) fn undecodable(reply: &RawReply, error: DecodeError) -> Self {
        let mut error = Self::from(error.in_document(reply.body()));
        error.0.received = Some(reply.received().clone());
        error.about(reply.label().clone())
    }

    pub(super) fn about(mut self, call: Label) -> Self {
        self.0.call = Some(call);
        self
    }

    pub(super) fn after(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// What the API said, for a refusal of any kind.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match &self.0.kind {
            ErrorKind::Api(api) => Some(api),
            _ => self.0.api.as_ref(),
        }
    }

    /// The status of the reply, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.received.as_ref().map(|received| received.status)
    }

    /// The headers of the reply, if there was one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.received.as_ref().map(|received| &received.headers)
    }

    /// The body of the reply, if there was one; of a refusal no more than 64 KiB.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        self.0.received.as_ref().map(|received| &received.body)
    }

    /// The id under which the API's makers find the request, if the reply tells it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        let header = self.0.received.as_ref().and_then(Received::request_id);
        header.or_else(|| self.api().and_then(ApiError::request_id))
    }

    /// How often the request was sent, or was tried to; 0 where it could not even be made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// What the reply tells of the limit on calls.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        self.headers().map(RateLimit::of).unwrap_or_default()
    }

    /// Whether what was asked for does not exist (status 404).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Whether the token was not accepted (status 401).
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Whether the API was called too often (status 429).
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        matches!(self.0.kind, ErrorKind::RateLimited { .. })
    }

    /// Whether the time was up.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Timeout)
    }

    /// Whether no connection could be made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Connect)
    }

    /// Whether the reply could not be read.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Decode(_))
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::new(ErrorKind::Decode(error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Label { method, path }) = &self.0.call {
            write!(f, "{method} {path}: ")?;
        }
        match (&self.0.kind, self.api()) {
            (_, Some(api)) => api.fmt(f)?,
            (kind, None) => kind.fmt(f)?,
        }
        if self.0.attempts > 1 {
            write!(f, " (after {} attempts)", self.0.attempts)?;
        }
        self.request_id().iter().try_for_each(|id| write!(f, " (request {id})"))
    }
}

impl ErrorKind {
    /// A short name that stays the same, for metrics and logs: `rate_limited`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Api(_) => "api",
            Self::RateLimited { .. } => "rate_limited",
            Self::Decode(_) => "decode",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Transport => "transport",
            Self::TooLarge { .. } => "too_large",
            Self::File => "file",
            Self::Job(_) => "job",
            Self::InvalidRequest(_) => "invalid_request",
            Self::Token => "token",
            Self::NotBlocking => "not_blocking",
            Self::Configuration(_) => "configuration",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(api) => api.fmt(f),
            Self::RateLimited { .. } => f.write_str("called too often"),
            Self::Decode(error) if f.alternate() => write!(f, "cannot read the reply: {error:#}"),
            Self::Decode(error) => write!(f, "cannot read the reply: {error}"),
            Self::Connect => f.write_str("cannot connect"),
            Self::Timeout => f.write_str("timed out"),
            Self::Transport => f.write_str("cannot exchange request and reply"),
            Self::File => f.write_str("cannot write the file"),
            Self::Job(status) => write!(f, "the job ended as `{status}`"),
            Self::TooLarge { limit } => write!(f, "the reply is larger than {limit} bytes"),
            Self::InvalidRequest(message) => write!(f, "invalid request: {message}"),
            Self::Token => f.write_str("there is no token"),
            Self::NotBlocking => f.write_str("cannot wait for what is asynchronous"),
            Self::Configuration(message) => write!(f, "cannot make a client: {message}"),
        }
    }
}

impl fmt::Debug for Error {
    /// Leaves headers and body out: they are long, and not for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("call", &self.0.call)
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .field("source", &self.0.source)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match (&self.0.kind, &self.0.source) {
            (ErrorKind::Decode(error), _) => Some(error),
            // Its own text is the kind's: what it is about comes next.
            (_, Some(Source::Transport(error))) => error.source(),
            (_, Some(Source::Token(error))) => Some(&**error),
            _ => None,
        }
    }
}
