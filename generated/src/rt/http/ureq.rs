//! The transport for programs without async.

use std::io::Read;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use ::http::header::CONTENT_LENGTH;
use ::http::{HeaderValue, Method, Uri};
use bytes::Bytes;
use futures_core::Stream;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, NextTimeout};
use ureq::{Agent, BodyReader, Proxy, SendBody, Timeout};

use super::connection::Connection;
use super::wait::Chunks;
use super::{Body, BoxFuture, Error, Request, Transport, TransportError, TransportErrorKind};

/// Sends requests by `ureq`, over HTTP/1.1, and blocks the thread that waits for them: for calls that end in `wait()`.
///
/// It encrypts with rustls. Replies may be compressed by gzip. It goes by the proxy that the environment names in
/// `HTTPS_PROXY`, unless it is given one.
#[derive(Debug, Clone)]
pub struct UreqTransport {
    agent: Agent,
    time_to_connect: Option<Duration>,
}

impl UreqTransport {
    /// A transport with a connection pool of its own. [`ClientBuilder::blocking`](super::ClientBuilder::blocking) makes one
    /// with other settings than the defaults.
    ///
    /// # Errors
    /// When the system's certificates cannot be used.
    pub fn new() -> Result<Self, Error> {
        Self::with(&Connection::default())
    }

    pub(super) fn with(connection: &Connection) -> Result<Self, Error> {
        let time_to_connect = within_clock(Some(connection.time_to_connect()));
        let tls = TlsConfig::builder().root_certs(trusted(&connection.root_certificates)?).build();
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            // A redirect would take the token to wherever it points.
            .max_redirects(0)
            .allow_non_standard_methods(true)
            .timeout_resolve(time_to_connect)
            .timeout_connect(time_to_connect)
            .tls_config(tls);
        if let Some(url) = &connection.proxy {
            config = config.proxy(Some(proxy(url)?));
        }
        let (connector, resolver) = (Unsent(DefaultConnector::default()), Unsent(DefaultResolver::default()));
        Ok(Self { agent: Agent::with_parts(config.build(), connector, resolver), time_to_connect })
    }

    fn exchange(&self, request: Request, limits: Limits) -> Result<::http::Response<Body>, TransportError> {
        if climbs(request.uri()) {
            return Err(TransportError::new(TransportErrorKind::Other, "the path cannot be sent as it is"));
        }
        let config = self.agent.configure_request(outgoing(request));
        let request = match limits {
            Limits::Whole(timeout) => config.timeout_global(within_clock(timeout)),
            Limits::Pieces(head, chunk) => {
                let head = within_clock(head);
                let connect = self.time_to_connect.into_iter().chain(head).min();
                config
                    .timeout_resolve(connect)
                    .timeout_connect(connect)
                    .timeout_send_request(head)
                    .timeout_send_body(head)
                    .timeout_recv_response(head)
                    .timeout_per_read(within_clock(Some(chunk)))
            }
        };
        let reply = self.agent.run(request.build()).map_err(explain)?;
        Ok(reply.map(|body| {
            let length = body.content_length();
            Body::stream(Incoming { body: body.into_reader(), buffer: Vec::new() }, length)
        }))
    }
}

/// How long an exchange may take.
#[derive(Clone, Copy)]
enum Limits {
    /// As a whole.
    Whole(Option<Duration>),
    /// Each step until the head of the reply is there, since `ureq` has no limit for all of them, and each chunk after that.
    Pieces(Option<Duration>, Duration),
}

/// A time that is beyond the clock's never comes. `ureq` would panic.
fn within_clock(time: Option<Duration>) -> Option<Duration> {
    time.filter(|time| Instant::now().checked_add(*time).is_some())
}

impl Transport for UreqTransport {
    fn send(
        &self,
        request: Request,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<::http::Response<Body>, TransportError>> {
        Box::pin(async move { self.exchange(request, Limits::Whole(timeout)) })
    }

    fn open(
        &self,
        request: Request,
        timeout: Option<Duration>,
        patience: Duration,
    ) -> BoxFuture<'_, Result<::http::Response<Body>, TransportError>> {
        Box::pin(async move { self.exchange(request, Limits::Pieces(timeout, patience)) })
    }

    /// Blocks the thread, but not before the future is polled.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move { std::thread::sleep(duration) })
    }

    fn is_blocking(&self) -> bool {
        true
    }
}

/// The system's certificates, and those that were added.
fn trusted(added: &[Vec<u8>]) -> Result<RootCerts, Error> {
    if added.is_empty() {
        return Ok(RootCerts::PlatformVerifier);
    }
    // The system's own verifier takes no further ones. What of its certificates cannot be read is not trusted.
    let system = rustls_native_certs::load_native_certs().certs;
    let mut all: Vec<Certificate<'static>> = system.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
    for pem in added {
        all.extend(certificates(pem)?);
    }
    Ok(all.into())
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, Error> {
    let unreadable = |error| Error::configuration(format!("the root certificate cannot be read: {error}"));
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        if let PemItem::Certificate(certificate) = item.map_err(unreadable)? {
            found.push(certificate);
        }
    }
    if found.is_empty() {
        return Err(Error::configuration("the root certificate is none in PEM form"));
    }
    Ok(found)
}

/// The reason of an error says nothing of the URL, which may have a password in it.
fn proxy(url: &str) -> Result<Proxy, Error> {
    if !["http://", "https://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(Error::configuration("the proxy's URL must start with http:// or https://"));
    }
    let unusable = || Error::configuration("the proxy's URL cannot be used");
    let proxy = Proxy::new(url).map_err(|_| unusable())?;
    if proxy.host().is_empty() { Err(unusable()) } else { Ok(proxy) }
}

/// Whether a path has segments that go up, however they are escaped. It would end at another operation.
fn climbs(uri: &Uri) -> bool {
    uri.path().to_ascii_lowercase().replace("%2e", ".").split('/').any(|segment| matches!(segment, "." | ".."))
}

fn outgoing(request: Request) -> ::http::Request<SendBody<'static>> {
    let (mut parts, body) = request.into_parts();
    let has_none = body.is_empty() && ![Method::POST, Method::PUT, Method::PATCH].contains(&parts.method);
    if has_none {
        return ::http::Request::from_parts(parts, SendBody::none());
    }
    if let Some(length) = body.length() {
        parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    ::http::Request::from_parts(parts, SendBody::from_owned_reader(Chunks::of(body)))
}

/// So much is read at a time.
const CHUNK: usize = 16 * 1024;

/// The content of a reply as `ureq` gives it.
struct Incoming {
    body: BodyReader<'static>,
    buffer: Vec<u8>,
}

impl Stream for Incoming {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { body, buffer } = &mut *self;
        buffer.resize(CHUNK, 0);
        Poll::Ready(match body.read(buffer) {
            Ok(0) => None,
            Ok(read) => Some(Ok(Bytes::copy_from_slice(&buffer[..read]))),
            Err(error) => Some(Err(explain(error.into()))),
        })
    }
}

/// What makes connections, and marks why there is none: nothing was sent then.
#[derive(Debug)]
struct Unsent<T>(T);

impl Connector for Unsent<DefaultConnector> {
    type Out = <DefaultConnector as Connector>::Out;

    fn connect(&self, details: &ConnectionDetails<'_>, chained: Option<()>) -> Result<Option<Self::Out>, ureq::Error> {
        self.0.connect(details, chained).map_err(unsent)
    }
}

impl Resolver for Unsent<DefaultResolver> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.0.resolve(uri, config, timeout).map_err(unsent)
    }
}

#[derive(Debug)]
struct NoConnection(ureq::Error);

impl std::fmt::Display for NoConnection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for NoConnection {}

/// The time of the whole call may be up as well.
fn unsent(error: ureq::Error) -> ureq::Error {
    match error {
        ureq::Error::Timeout(Timeout::Global) => error,
        error => ureq::Error::Other(Box::new(NoConnection(error))),
    }
}

fn explain(error: ureq::Error) -> TransportError {
    let kind = match &error {
        ureq::Error::Other(source) if source.is::<NoConnection>() => TransportErrorKind::Connect,
        ureq::Error::Timeout(_) => TransportErrorKind::Timeout,
        _ => TransportErrorKind::Other,
    };
    match error {
        ureq::Error::Other(source) => TransportError::new(kind, source),
        error => TransportError::new(kind, error),
    }
}
