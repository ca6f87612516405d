//! What carries requests.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
#[cfg(not(target_arch = "wasm32"))]
use std::sync::LazyLock;
use std::time::Duration;
#[cfg(not(target_arch = "wasm32"))]
use std::time::Instant;

use super::{Body, Request};
use crate::rt::Timestamp;

/// A future on the heap. It is `Send` except on wasm32, where there is one thread.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<'f, T> = Pin<Box<dyn Future<Output = T> + Send + 'f>>;

/// A future on the heap. It is `Send` except on wasm32, where there is one thread.
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<'f, T> = Pin<Box<dyn Future<Output = T> + 'f>>;

/// `Send`, except on wasm32.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> MaybeSend for T {}

/// `Send`, except on wasm32.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}

/// Sends requests and keeps time.
///
/// A transport must not follow redirects: the request carries the token, which is for the API's host only. It sends the
/// body's [length](Body::length) along where that is known, and what it hands on of a compressed reply is decompressed.
pub trait Transport: Send + Sync {
    /// Sends a request and waits for the head of the reply. Any status is a success.
    ///
    /// The reply's body may be a stream of what comes later. The timeout holds from the beginning until that has been read:
    /// once it is up, the stream fails with [`TransportErrorKind::Timeout`].
    fn send(
        &self,
        request: Request,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<::http::Response<Body>, TransportError>>;

    /// Sends a request whose reply may be of any size and take any time. The timeout holds until its head is there, the
    /// patience after that, for each chunk anew.
    ///
    /// Only a transport that blocks has to see to either: with any other the client does, as here.
    fn open(
        &self,
        request: Request,
        timeout: Option<Duration>,
        patience: Duration,
    ) -> BoxFuture<'_, Result<::http::Response<Body>, TransportError>> {
        let _ = (timeout, patience);
        self.send(request, None)
    }

    /// Waits.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// Whether its futures block instead of being pending, the bodies of its replies included. They are always ready then,
    /// so that calls can be made without async, by `wait` (with the feature `blocking`). A transport around another one tells
    /// what that tells, and hands [`open`](Self::open) on to it.
    fn is_blocking(&self) -> bool {
        false
    }

    /// The time.
    #[cfg(not(target_arch = "wasm32"))]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    /// The time. The standard library has none on this target.
    #[cfg(target_arch = "wasm32")]
    fn now(&self) -> Timestamp;

    /// The time since some moment, which never goes back.
    #[cfg(not(target_arch = "wasm32"))]
    fn monotonic(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }

    /// The time since some moment, which never goes back. The standard library has none on this target.
    #[cfg(target_arch = "wasm32")]
    fn monotonic(&self) -> Duration;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: Request,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<::http::Response<Body>, TransportError>> {
        (**self).send(request, timeout)
    }

    fn open(
        &self,
        request: Request,
        timeout: Option<Duration>,
        patience: Duration,
    ) -> BoxFuture<'_, Result<::http::Response<Body>, TransportError>> {
        (**self).open(request, timeout, patience)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        (**self).sleep(duration)
    }

    fn is_blocking(&self) -> bool {
        (**self).is_blocking()
    }

    fn now(&self) -> Timestamp {
        (**self).now()
    }

    fn monotonic(&self) -> Duration {
        (**self).monotonic()
    }
}

/// How far a request came that got no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was made: nothing was sent.
    Connect,
    /// The time was up.
    Timeout,
    /// Anything else.
    Other,
}

/// Why there is no reply.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl TransportError {
    /// An error of the kind; `source` may be a text.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind, source: source.into() }
    }

    /// How far the request came.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "cannot connect",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::Other => "cannot exchange request and reply",
        })
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}
