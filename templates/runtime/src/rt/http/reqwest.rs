//! The transport that a client has unless it is given another one.

use std::time::Duration;

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
        let mut received = self.client.execute(request).await.map_err(explain)?;
        let mut reply = ::http::Response::new(Body::default());
        *reply.status_mut() = received.status();
        *reply.version_mut() = received.version();
        *reply.headers_mut() = std::mem::take(received.headers_mut());
        *reply.body_mut() = received.bytes().await.map_err(explain)?.into();
        Ok(reply)
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
    let mut request = reqwest::Request::try_from(request.map(Body::into_bytes)).map_err(explain)?;
    // URLs know segments that go up, however they are escaped. They would end at another operation.
    if request.url().path() != path {
        return Err(TransportError::new(TransportErrorKind::Other, "the path cannot be sent as it is"));
    }
    *request.timeout_mut() = timeout;
    Ok(request)
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
