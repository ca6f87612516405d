//! Recordings of what really happens, and tests by them.

use std::fmt;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ::http::Response;

use super::scrub::Scrubber;
use super::{Script, SentRequest, exchange};
use crate::rt::{
    Body, BoxFuture, Bytes, ClientBuilder, Request, Timestamp, Transport, TransportError, TransportErrorKind,
};

/// Carries requests by another transport, and writes each with its reply to a file, for [`Replay`]: a line of JSON each.
///
/// Of the headers of requests nothing is written, so that the token is not. Names, e-mail addresses, phone numbers, IP
/// addresses and what people write are replaced: what stands in a field that is called so, and what looks like an address or
/// a number elsewhere. One value has one placeholder, `scrubbed-name-1`, wherever it stands. **That is no proof that nothing
/// personal is left,** in fields of your own above all: name them by [`scrub_field`](Self::scrub_field), and read the file
/// before you hand it on.
///
/// Requests and replies are kept in memory as a whole, and of those that are neither JSON nor text only the length is
/// written. Exchanges that fail are not.
pub struct Recorder<T> {
    inner: T,
    log: Mutex<Log>,
}

struct Log {
    file: File,
    scrubber: Scrubber,
}

impl<T: Transport> Recorder<T> {
    /// Records what `inner` carries. A file that is there already is replaced.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn new(inner: T, path: impl AsRef<Path>) -> io::Result<Self> {
        Ok(Self { inner, log: Mutex::new(Log { file: File::create(path)?, scrubber: Scrubber::default() }) })
    }

    /// Replaces the values of fields and parameters of this name as well, whatever its case.
    #[must_use]
    pub fn scrub_field(mut self, name: &str) -> Self {
        let log = self.log.get_mut().unwrap_or_else(PoisonError::into_inner);
        log.scrubber.fields.push(name.to_lowercase());
        self
    }

    async fn exchange(&self, request: Request, timeout: Option<Duration>) -> Result<Response<Body>, TransportError> {
        let (parts, body) = request.into_parts();
        let body = body.into_bytes().await?;
        let asked = Request::from_parts(parts.clone(), body.clone().into());
        let seen = SentRequest::read(Request::from_parts(parts, body.into()), timeout, Duration::ZERO).await?;
        let (parts, body) = self.inner.send(asked, timeout).await?.into_parts();
        let body = body.into_bytes().await?;
        self.write(&seen, (parts.status.as_u16(), &parts.headers, &body))
            .map_err(|error| TransportError::new(TransportErrorKind::Other, error))?;
        Ok(Response::from_parts(parts, body.into()))
    }

    fn write(&self, request: &SentRequest, reply: (u16, &::http::HeaderMap, &Bytes)) -> io::Result<()> {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let Log { file, scrubber } = &mut *log;
        // In one piece, so that a line is there as a whole or not at all.
        file.write_all(format!("{}\n", exchange::recorded(request, reply, scrubber)).as_bytes())
    }
}

impl<T: Transport> Transport for Recorder<T> {
    fn send(
        &self,
        request: Request,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(self.exchange(request, timeout))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.sleep(duration)
    }

    fn open(
        &self,
        request: Request,
        timeout: Option<Duration>,
        _: Duration,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        // What does not block is timed from outside.
        Box::pin(self.exchange(request, timeout.filter(|_| self.is_blocking())))
    }

    fn is_blocking(&self) -> bool {
        self.inner.is_blocking()
    }

    fn now(&self) -> Timestamp {
        self.inner.now()
    }

    fn monotonic(&self) -> Duration {
        self.inner.monotonic()
    }
}

impl<T> fmt::Debug for Recorder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recorder")
    }
}

/// Answers from what a [`Recorder`] has written.
///
/// Each line answers once, a request of its method, path, query and JSON, in whatever order they come; what was replaced when
/// it was recorded may be anything. A request that is not in the recording fails the call, and is told with what is nearest
/// to it, as by a [`Script`].
#[derive(Debug, Clone)]
pub struct Replay(Script);

impl Replay {
    /// Reads a recording.
    ///
    /// # Errors
    /// When the file cannot be read, or when a line is none of a recording.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let script = Script::in_any_order();
        for (index, line) in std::fs::read_to_string(path)?.lines().enumerate() {
            let wrong = |reason| io::Error::new(io::ErrorKind::InvalidData, format!("line {}: {reason}", index + 1));
            script.add(exchange::scene(line).map_err(wrong)?);
        }
        Ok(Self(script))
    }

    /// Settings of a client that is answered from the recording, with some token.
    pub fn builder(&self) -> ClientBuilder {
        self.0.builder()
    }

    /// The recording as a script: it tells what was sent and what was not.
    #[must_use]
    pub fn script(&self) -> &Script {
        &self.0
    }
}
