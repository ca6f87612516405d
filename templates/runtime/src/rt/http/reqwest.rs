//! The transport that a client has unless it is given another one.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use ::http::header::CONTENT_LENGTH;
use ::http::uri::Scheme;
use ::http::{HeaderValue, Method, Uri};
use bytes::Bytes;
use futures_core::Stream;
use http_body::{Frame, SizeHint};
use reqwest::{Certificate, Client, Proxy, Url, redirect};
use tokio::time::{Instant, Sleep};

use super::connection::Connection;
use super::{Body, BoxFuture, Error, Request, Transport, TransportError, TransportErrorKind};

/// Sends requests by `reqwest`, over HTTP/1.1 or HTTP/2, inside a tokio runtime.
///
/// It encrypts with rustls, or with the system's own library where only the feature `native-tls` is on. Replies may be
/// compressed by gzip. It goes by the proxy that the environment names in `HTTPS_PROXY`, unless it is given one.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: Client,
    /// The host that was asked first, which is mostly the only one.
    host: Arc<OnceLock<Host>>,
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
        Ok(Self { client, host: Arc::default() })
    }

    /// Apart from what it is for, so that its many steps lie on the stack no longer than they take.
    #[inline(never)]
    fn convert(&self, request: Request) -> Result<reqwest::Request, TransportError> {
        let (parts, body) = request.into_parts();
        let url = self.url(&parts.uri)?;
        // URLs know segments that go up, however they are escaped. They would end at another operation.
        if url.path() != parts.uri.path() {
            return Err(TransportError::new(TransportErrorKind::Other, "the path cannot be sent as it is"));
        }
        let mut request = reqwest::Request::new(parts.method, url);
        *request.version_mut() = parts.version;
        *request.headers_mut() = parts.headers;
        // A method that sends something as a rule should say that nothing comes (RFC 9110, 8.6).
        if body.is_empty() && [Method::POST, Method::PUT, Method::PATCH].contains(request.method()) {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *request.body_mut() = Some(outgoing(body));
        Ok(request)
    }

    fn url(&self, uri: &Uri) -> Result<Url, TransportError> {
        if let Some(url) = self.host.get().and_then(|host| host.url(uri)) {
            return Ok(url);
        }
        let url = Url::parse(&uri.to_string());
        let url = url.map_err(|error| TransportError::new(TransportErrorKind::Other, error))?;
        if let Some(host) = Host::of(uri, &url) {
            self.host.get_or_init(|| host);
        }
        Ok(url)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: Request,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<::http::Response<Body>, TransportError>> {
        // The request is handed on before the future is made, which is the smaller for it.
        let sent = self.convert(request).map(|request| self.client.execute(request));
        Box::pin(exchange(sent, timeout))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

async fn exchange(
    sent: Result<impl Future<Output = reqwest::Result<reqwest::Response>>, TransportError>,
    timeout: Option<Duration>,
) -> Result<::http::Response<Body>, TransportError> {
    // A time that is beyond the clock's never comes.
    let end = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    let reply = match end {
        // The client's own timeout costs more, since it goes by way of the request's extensions.
        Some(end) => tokio::time::timeout_at(end, sent?).await.map_err(|_| late())?,
        None => sent?.await,
    };
    let mut incoming = Incoming::of(reply.map_err(explain)?, end);
    let has_ended = poll_fn(|context| Poll::Ready(incoming.look_ahead(context))).await;
    Ok(incoming.into_response(has_ended))
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

/// So long are most paths.
const ROOM: usize = 64;

/// A host, with its URL: to put a path into that takes a fraction of the time that it takes to read a URL as a whole.
#[derive(Debug)]
struct Host {
    scheme: Scheme,
    authority: String,
    root: Url,
}

impl Host {
    fn of(uri: &Uri, url: &Url) -> Option<Self> {
        let mut root = url.clone();
        // Whatever stands there makes room for the paths that come in its place.
        root.set_path(&"_".repeat(ROOM));
        root.set_query(None);
        Some(Self { scheme: uri.scheme()?.clone(), authority: uri.authority()?.as_str().to_owned(), root })
    }

    /// The URL of what is there; `None` where that is another host.
    fn url(&self, uri: &Uri) -> Option<Url> {
        if uri.scheme() != Some(&self.scheme) || uri.authority()?.as_str() != self.authority {
            return None;
        }
        let mut url = self.root.clone();
        url.set_path(uri.path());
        if let Some(query) = uri.query() {
            url.set_query(Some(query));
        }
        Some(url)
    }
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
struct Incoming {
    reply: reqwest::Response,
    /// How much there was to come at first, where that is known.
    length: Option<u64>,
    /// When all of it has to be there.
    end: Option<Instant>,
    alarm: Option<Pin<Box<Sleep>>>,
    /// What came together with the head.
    ahead: [Option<Result<Bytes, TransportError>>; 2],
}

impl Incoming {
    fn of(reply: reqwest::Response, end: Option<Instant>) -> Self {
        Self { length: reply.content_length(), reply, end, alarm: None, ahead: [None, None] }
    }

    /// With all of the content where that has ended, as it mostly has: then nobody has to wait for it.
    fn into_response(mut self, has_ended: bool) -> ::http::Response<Body> {
        let mut head = ::http::Response::new(());
        *head.status_mut() = self.reply.status();
        *head.version_mut() = self.reply.version();
        *head.headers_mut() = std::mem::take(self.reply.headers_mut());
        let length = self.length;
        let content = match &mut self.ahead {
            [None, _] if has_ended => Body::default(),
            [Some(Ok(only)), None] if has_ended => std::mem::take(only).into(),
            _ => Body::stream(self, length),
        };
        head.map(|()| content)
    }

    /// Takes what is there already, and tells whether it is the end.
    fn look_ahead(&mut self, context: &mut Context<'_>) -> bool {
        for place in 0..self.ahead.len() {
            match self.poll_chunk(context) {
                Poll::Ready(None) => return true,
                Poll::Ready(chunk @ Some(Ok(_))) => self.ahead[place] = chunk,
                Poll::Ready(error) => {
                    self.ahead[place] = error;
                    return false;
                }
                Poll::Pending => return false,
            }
        }
        false
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        // The future has nothing of its own that would be lost with it.
        let chunk = pin!(self.reply.chunk()).poll(context);
        chunk.map(|chunk| chunk.map_err(explain).transpose())
    }
}

impl Stream for Incoming {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(chunk) = self.ahead.iter_mut().find_map(Option::take) {
            return Poll::Ready(Some(chunk));
        }
        let Some(end) = self.end else { return self.poll_chunk(context) };
        if end <= Instant::now() {
            return Poll::Ready(Some(Err(late())));
        }
        if let Poll::Ready(chunk) = self.poll_chunk(context) {
            return Poll::Ready(chunk);
        }
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(end)));
        alarm.as_mut().poll(context).map(|()| Some(Err(late())))
    }
}

fn late() -> TransportError {
    TransportError::new(TransportErrorKind::Timeout, "the reply was not there in time")
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
