//! What may be looked at before and after each attempt of a call.

use std::fmt;
use std::time::Duration;

use ::http::header::AUTHORIZATION;
use ::http::{HeaderMap, Method, StatusCode, Uri};

use super::draft::{Draft, OF_THE_TRANSPORT};
use super::{Body, Error, Operation, RateLimit, Request};

/// Stands between a client and its transport: sees each attempt before it is sent, may change its headers, and sees what
/// came of it.
///
/// It is called while a call waits, so it should be quick, and it must not panic.
pub trait Interceptor: Send + Sync {
    /// Called just before a request is sent, with each attempt anew.
    fn before(&self, attempt: &mut Attempt<'_>) {
        let _ = attempt;
    }

    /// Called when the reply is there, whatever its status, or when there is none.
    fn after(&self, attempt: &AttemptEvent<'_>) {
        let _ = attempt;
    }
}

impl<I: Interceptor + ?Sized> Interceptor for std::sync::Arc<I> {
    fn before(&self, attempt: &mut Attempt<'_>) {
        (**self).before(attempt);
    }

    fn after(&self, attempt: &AttemptEvent<'_>) {
        (**self).after(attempt);
    }
}

/// A function that is told of each attempt.
pub(super) struct Hook<F>(pub(super) F);

impl<F: Fn(&AttemptEvent<'_>) + Send + Sync> Interceptor for Hook<F> {
    fn after(&self, attempt: &AttemptEvent<'_>) {
        self.0(attempt);
    }
}

/// An attempt of a call that is about to be sent, for [`Interceptor::before`].
///
/// The token is not in it: it is put in afterwards, in place of any header `Authorization`. Where the request goes cannot be
/// changed.
pub struct Attempt<'a> {
    draft: &'a Draft,
    number: u32,
    request: &'a mut Request,
}

impl<'a> Attempt<'a> {
    /// The operation; a raw call has none.
    #[must_use]
    pub fn operation(&self) -> Option<&'a Operation> {
        self.draft.operation
    }

    /// Which attempt of the call it is: 1 for the first.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.request.method()
    }

    /// The URL with the values of its parameters, which may be personal data.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        self.request.uri()
    }

    /// The content.
    #[must_use]
    pub fn body(&self) -> &Body {
        self.request.body()
    }

    /// The headers, but for the token.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// The headers, to be changed. Those that say where a message goes or where it ends, such as `Host`, are not to be set:
    /// the call fails then.
    #[must_use]
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.request.headers_mut()
    }
}

impl fmt::Debug for Attempt<'_> {
    /// Leaves out the URL, the values of headers and the content: they are not for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers().keys().map(::http::HeaderName::as_str).collect();
        f.debug_struct("Attempt")
            .field("operation", &self.operation().map(Operation::id))
            .field("number", &self.number)
            .field("method", self.method())
            .field("headers", &headers)
            .finish_non_exhaustive()
    }
}

/// What came of an attempt, for [`Interceptor::after`] and [`ClientBuilder::on_attempt`](super::ClientBuilder::on_attempt).
///
/// It has what is wanted for metrics: neither token nor content nor the values of parameters are in it.
#[derive(Clone, Copy)]
pub struct AttemptEvent<'a> {
    draft: &'a Draft,
    number: u32,
    duration: Duration,
    outcome: Result<(StatusCode, &'a HeaderMap), &'a Error>,
}

impl<'a> AttemptEvent<'a> {
    /// The operation; a raw call has none.
    #[must_use]
    pub fn operation(&self) -> Option<&'a Operation> {
        self.draft.operation
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &'a Method {
        &self.draft.label.method
    }

    /// The path of the operation with its variables in braces: `/contacts/{id}`. A raw call has none.
    #[must_use]
    pub fn template(&self) -> Option<&'static str> {
        self.draft.label.template()
    }

    /// Which attempt of the call it was: 1 for the first.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How long it took until the reply was there, or until there was none.
    #[must_use]
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// The status of the reply, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.outcome.map_or_else(Error::status, |(status, _)| Some(status))
    }

    /// The headers of the reply, if there was one.
    #[must_use]
    pub fn headers(&self) -> Option<&'a HeaderMap> {
        self.outcome.map_or_else(Error::headers, |(_, headers)| Some(headers))
    }

    /// Why the attempt failed: the API refused, or there was no reply. Its kind has a [name](super::ErrorKind::name) for
    /// metrics. That a reply cannot be read comes out later.
    #[must_use]
    pub fn error(&self) -> Option<&'a Error> {
        self.outcome.err()
    }

    /// What the reply tells of the limit on calls.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        self.headers().map(RateLimit::of).unwrap_or_default()
    }

    /// The id under which the API's makers find the request, if the reply tells it.
    #[must_use]
    pub fn request_id(&self) -> Option<&'a str> {
        self.outcome.map_or_else(Error::request_id, |(_, headers)| headers.get("x-request-id")?.to_str().ok())
    }
}

impl fmt::Debug for AttemptEvent<'_> {
    /// Leaves the headers out: they are long.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttemptEvent")
            .field("operation", &self.operation().map(Operation::id))
            .field("number", &self.number)
            .field("duration", &self.duration)
            .field("status", &self.status())
            .field("error", &self.error().map(|error| error.kind().name()))
            .finish_non_exhaustive()
    }
}

/// Lets all interceptors see a request, in their order.
pub(super) fn before(draft: &Draft, number: u32, request: &mut Request) -> Result<(), Error> {
    let interceptors = &draft.client.settings().interceptors;
    if interceptors.is_empty() {
        return Ok(());
    }
    // The token is put in afterwards, so that nobody sees it.
    let authorization = request.headers_mut().remove(AUTHORIZATION);
    let mut attempt = Attempt { draft, number, request };
    for interceptor in interceptors {
        interceptor.before(&mut attempt);
    }
    if let Some(authorization) = authorization {
        request.headers_mut().insert(AUTHORIZATION, authorization);
    }
    let set = OF_THE_TRANSPORT.iter().find(|name| request.headers().contains_key(*name));
    set.map_or(Ok(()), |name| {
        Err(Error::invalid_request(format!("an interceptor set the header `{name}`, which the transport sets")))
    })
}

/// Tells all interceptors, in their order, and the log what came of an attempt that began at some time.
pub(super) fn after(draft: &Draft, number: u32, began: Duration, outcome: Result<(StatusCode, &HeaderMap), &Error>) {
    let settings = draft.client.settings();
    if settings.interceptors.is_empty() && !cfg!(feature = "tracing") {
        return;
    }
    let duration = settings.transport.monotonic().saturating_sub(began);
    let event = AttemptEvent { draft, number, duration, outcome };
    #[cfg(feature = "tracing")]
    super::trace::attempt(&event);
    for interceptor in &settings.interceptors {
        interceptor.after(&event);
    }
}
