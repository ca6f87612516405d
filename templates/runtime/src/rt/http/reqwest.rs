//! The transport that a client has unless it is given another one.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body as _, Frame, SizeHint};
use reqwest::{Client, redirect};

use super::{Body, BoxFuture, Request, Transport, TransportError, TransportErrorKind};

/// So long may it take to connect.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Sends requests by `reqwest`, over HTTP/1.1 or HTTP/2 and with rustls, inside a tokio runtime.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: Client,
}

impl ReqwestTransport {
    /// A transport with a connection pool of its own.
    pub fn new() -> Result<Self, TransportError> {
        // A redirect would take the token to wherever it points.
        let builder = Client::builder().redirect(redirect::Policy::none()).connect_timeout(CONNECT_TIMEOUT);
        let client = builder.build().map_err(explain)?;
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
