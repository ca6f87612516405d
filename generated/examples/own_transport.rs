//! A transport of one's own: one that answers from memory what was read a moment ago, and leaves everything else to another
//! transport.
//!
//! ```text
//! INTERCOM_API_KEY=... cargo run --example own_transport
//! ```

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use intercom_client::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use intercom_client::http::{Method, Response, Uri};
use intercom_client::models::CreateOrUpdateTagRequest;
use intercom_client::{Body, BoxFuture, ClientBuilder, Error, Request, ReqwestTransport, Transport, TransportError};

/// What was read, and by whom: the token tells what one may see, the version in what form.
type Key = (Uri, [Option<HeaderValue>; 2]);

/// Keeps what `inner` reads.
struct Cache<T> {
    inner: T,
    lifetime: Duration,
    /// With the time at which each was kept.
    kept: Mutex<HashMap<Key, (Duration, Response<Bytes>)>>,
}

impl<T: Transport> Cache<T> {
    fn new(inner: T, lifetime: Duration) -> Self {
        Self { inner, lifetime, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<Key, (Duration, Response<Bytes>)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn read(&self, request: Request, timeout: Option<Duration>) -> Result<Response<Body>, TransportError> {
        let headers = [AUTHORIZATION.as_str(), "intercom-version"].map(|name| request.headers().get(name).cloned());
        let key = (request.uri().clone(), headers);
        let now = self.inner.monotonic();
        self.kept().retain(|_, (since, _)| now.saturating_sub(*since) < self.lifetime);
        if let Some((_, reply)) = self.kept().get(&key) {
            return Ok(reply.clone().map(Body::from));
        }
        let reply = self.inner.send(request, timeout).await?;
        // A file may be of any size, and a refusal is worth another try.
        let is_json =
            reply.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
        if !reply.status().is_success() || !is_json {
            return Ok(reply);
        }
        let (head, body) = reply.into_parts();
        let reply = Response::from_parts(head, body.into_bytes().await?);
        self.kept().insert(key, (now, reply.clone()));
        Ok(reply.map(Body::from))
    }
}

impl<T: Transport> Transport for Cache<T> {
    fn send(
        &self,
        request: Request,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            if request.method() == Method::GET {
                return self.read(request, timeout).await;
            }
            let reply = self.inner.send(request, timeout).await;
            // Whatever was changed, what was read before may be out of date.
            self.kept().clear();
            reply
        })
    }

    // `now` and `monotonic` have defaults that will do, but a transport around another one goes by that one's clock.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.sleep(duration)
    }

    fn monotonic(&self) -> Duration {
        self.inner.monotonic()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let cache = Arc::new(Cache::new(ReqwestTransport::new()?, Duration::from_secs(60)));
    let client = ClientBuilder::from_env()?.transport(Arc::clone(&cache)).build()?;
    for _ in 0..3 {
        println!("{} tags", client.tags().list().await?.data.len()); // sent once
    }
    client.tags().create(CreateOrUpdateTagRequest::new("from-rust")).await?;
    println!("{} tags", client.tags().list().await?.data.len()); // sent again
    println!("{} kept", cache.kept().len());
    Ok(())
}
