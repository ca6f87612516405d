//! The transport that a client has unless it is given another one.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body as _, Frame, SizeHint};
use reqwest::{Certificate, Client, Proxy, redirect};

use super::connection::Connection;
use super::{Body, BoxFuture, Error, Request, Transport, TransportError, TransportErrorKind};

/// Sends requests by `reqwest`, over HTTP/1.1 or HTTP/2, inside a tokio runtime.
///
/// It encrypts with rustls, or with the system's own library where only the feature `native-tls` is on. Replies may be
/// compressed by gzip. It goes by the proxy that the environment names in `HTTPS_PROXY`, unless it is given one.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: Client,
}

impl ReqwestTransport {
    /// A transport with a connection pool of its own.
    ///
    /// # Errors
    /// When the system's certificates cannot be used.
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// A transport with other settings than the defaults.
    pub fn builder() -> ReqwestBuilder {
        ReqwestBuilder(Connection::default())
    }

    pub(super) fn with(connection: &Connection) -> Result<Self, Error> {
        // A redirect would take the token to wherever it points.
        let mut builder =
            Client::builder().redirect(redirect::Policy::none()).connect_timeout(connection.time_to_connect());
        if let Some(url) = &connection.proxy {
            builder = builder.proxy(proxy(url)?);
        }
        for pem in &connection.root_certificates {
            builder = builder.tls_certs_merge(certificates(pem)?);
        }
        let client = builder.build().map_err(|error| refused("the default transport does not start", error))?;
        Ok(Self { client })
    }

    async fn exchange(
        &self,
        request: Request,
        timeout: Option<Duration>,
    ) -> Result<::http::Response<Body>, TransportError> {
        let request = convert(request, timeout)?;
        let reply = ::http::Response::from(self.client.execute(request).await.map_err(explain)?);
        Ok(reply.map(|body| {
            let length = body.size_hint().exact();
            Body::stream(Incoming(body), length)
        }))
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: Request,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<::http::Response<Body>, TransportError>> {
        Box::pin(self.exchange(request, timeout))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// Settings of a [`ReqwestTransport`] in the making.
#[derive(Debug, Clone)]
#[must_use]
pub struct ReqwestBuilder(Connection);

impl ReqwestBuilder {
    /// Sets the proxy that everything goes by, as a URL that begins with `http://` or `https://`. It may name a user and a
    /// password. No environment variable counts then.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.0.proxy = Some(url.into());
        self
    }

    /// Adds certificates, in PEM form, that are trusted as the system's own are.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.0.root_certificates.push(pem.into());
        self
    }

    /// Sets how long it may take to connect; 10 seconds otherwise.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.0.connect_timeout = Some(timeout);
        self
    }

    /// Makes the transport.
    ///
    /// # Errors
    /// When a setting cannot be used.
    pub fn build(self) -> Result<ReqwestTransport, Error> {
        ReqwestTransport::with(&self.0)
    }
}

fn proxy(url: &str) -> Result<Proxy, Error> {
    // Another scheme would be taken for this one, or be found out when the first call fails.
    if !["http://", "https://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(Error::configuration("the proxy's URL must start with http:// or https://"));
    }
    Proxy::all(url).map_err(|error| refused("the proxy's URL cannot be used", error))
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, Error> {
    let found =
        Certificate::from_pem_bundle(pem).map_err(|error| refused("the root certificate cannot be read", error))?;
    if found.is_empty() {
        return Err(Error::configuration("the root certificate is none in PEM form"));
    }
    Ok(found)
}

/// A setting that cannot be used. The reason says nothing of the URL, which may have a password in it.
fn refused(what: &str, error: reqwest::Error) -> Error {
    let error = error.without_url();
    let reason = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
    Error::configuration(format!("{what}: {reason}"))
}

fn convert(request: Request, timeout: Option<Duration>) -> Result<reqwest::Request, TransportError> {
    let path = request.uri().path().to_owned();
    let mut request = reqwest::Request::try_from(request.map(outgoing)).map_err(explain)?;
    // URLs know segments that go up, however they are escaped. They would end at another operation.
    if request.url().path() != path {
        return Err(TransportError::new(TransportErrorKind::Other, "the path cannot be sent as it is"));
    }
    *request.timeout_mut() = timeout;
    Ok(request)
}

fn outgoing(mut body: Body) -> reqwest::Body {
    match body.take_bytes() {
        Some(bytes) => bytes.into(),
        None => reqwest::Body::wrap(Outgoing(body)),
    }
}

/// The content of a request as `reqwest` takes it.
struct Outgoing(Body);

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Pin::new(&mut self.0).poll_next(context).map_ok(Frame::data)
    }

    fn size_hint(&self) -> SizeHint {
        // It becomes the `Content-Length`.
        self.0.length().map(SizeHint::with_exact).unwrap_or_default()
    }
}

/// The content of a reply as `reqwest` gives it.
struct Incoming(reqwest::Body);

impl Stream for Incoming {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let Some(frame) = ready!(Pin::new(&mut self.0).poll_frame(context)) else { return Poll::Ready(None) };
            // What is no data is headers that come last. Nobody asks for them.
            if let Some(chunk) = frame.map_err(explain).map(|frame| frame.into_data().ok()).transpose() {
                return Poll::Ready(Some(chunk));
            }
        }
    }
}

/// Drops the URL, which may tell more than belongs into a log.
fn explain(error: reqwest::Error) -> TransportError {
    // A connection that was not made in time is one that was not made: nothing was sent.
    let kind = if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        TransportErrorKind::Other
    };
    TransportError::new(kind, error.without_url())
}
