//! Calls without async. A transport that blocks has an answer when it is asked for the first time.

use std::fmt;
use std::io::{self, Read};
use std::pin::{Pin, pin};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Wake, Waker};

use bytes::Bytes;
use futures_core::Stream;

use super::draft::Draft;
use super::error::Label;
use super::{Download, Error};

/// Waits for a call.
pub(super) struct Waiter {
    is_blocking: bool,
    call: Label,
}

impl Waiter {
    pub(super) fn of(draft: &Draft) -> Self {
        let is_blocking = draft.client.settings().transport.is_blocking();
        Self { is_blocking, call: draft.label.clone() }
    }

    /// What comes of polling once. An asynchronous transport is not even polled, so that nothing is sent.
    pub(super) fn wait<T>(&self, poll: impl FnOnce(&mut Context<'_>) -> Poll<Result<T, Error>>) -> Result<T, Error> {
        let outcome = if self.is_blocking { once(poll) } else { None };
        outcome.unwrap_or_else(|| Err(Error::not_blocking().about(self.call.clone())))
    }
}

/// What comes of polling once; `None` where that is not enough.
pub(super) fn once<T>(poll: impl FnOnce(&mut Context<'_>) -> Poll<T>) -> Option<T> {
    match poll(&mut Context::from_waker(&NOBODY)) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// Whether it is [`once`] that polls: what is not ready now never will be.
pub(super) fn is_once(context: &Context<'_>) -> bool {
    context.waker().will_wake(&NOBODY)
}

static NOBODY: LazyLock<Waker> = LazyLock::new(|| Arc::new(Nobody).into());

/// Nobody waits to be woken.
struct Nobody;

impl Wake for Nobody {
    fn wake(self: Arc<Self>) {}
}

/// Chunks as one text to read.
pub(super) struct Chunks<S> {
    pub(super) source: S,
    /// What is left of the last chunk.
    rest: Bytes,
}

impl<S> Chunks<S> {
    pub(super) fn of(source: S) -> Self {
        Self { source, rest: Bytes::new() }
    }
}

impl<S, E> Chunks<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    /// The next chunk, which may be empty; `None` at the end.
    fn next(&mut self) -> io::Result<Option<Bytes>> {
        let unready = || io::Error::other("the content comes from what is asynchronous, so it cannot be waited for");
        let chunk = once(|context| Pin::new(&mut self.source).poll_next(context)).ok_or_else(unready)?;
        chunk.transpose().map_err(io::Error::other)
    }
}

impl<S, E> Read for Chunks<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            let Some(chunk) = self.next()? else { return Ok(0) };
            self.rest = chunk;
        }
        let taken = self.rest.split_to(buffer.len().min(self.rest.len()));
        buffer[..taken.len()].copy_from_slice(&taken);
        Ok(taken.len())
    }
}

/// A file on its way, to be read without async.
///
/// What fails while it is read is an [`std::io::Error`] with an [`Error`] inside.
pub struct DownloadReader(Chunks<Download>);

impl DownloadReader {
    pub(super) fn of(download: Download) -> Self {
        Self(Chunks::of(download))
    }

    /// The download, which tells the size, the name and the type of the file.
    #[must_use]
    pub fn download(&self) -> &Download {
        &self.0.source
    }

    /// Decompresses the file on its way, as [`Download::gunzip`] does, from its beginning: before anything is read of it.
    #[must_use]
    pub fn gunzip(self) -> Self {
        let Chunks { source, rest } = self.0;
        Self(Chunks { source: source.gunzip(), rest })
    }

    /// Writes what is not read yet to a path, in place of what is there, and gives its size in bytes. The file is there
    /// whole or not at all, as with [`Download::save_to`].
    ///
    /// # Errors
    /// When the download fails, or the file cannot be written ([`ErrorKind::File`](crate::rt::ErrorKind::File)).
    pub fn save_to(self, path: impl AsRef<std::path::Path>) -> Result<u64, Error> {
        let Chunks { source, rest } = self.0;
        let call = source.label().clone();
        let mut saved = pin!(source.save(path.as_ref(), rest));
        once(|context| saved.as_mut().poll(context)).unwrap_or_else(|| Err(Error::not_blocking().about(call)))
    }
}

impl Read for DownloadReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl fmt::Debug for DownloadReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DownloadReader").field(&self.0.source).finish()
    }
}
