//! Files that come piece by piece.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use ::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use ::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use futures_core::Stream;

use super::disposition::file_name;
use super::draft::Draft;
use super::error::Label;
use super::execute::Sent;
use super::gunzip::Gunzip;
use super::partial_file::PartialFile;
use super::reply::Received;
use super::{Body, BoxFuture, Client, Error, TransportError, TransportErrorKind};

/// A file on its way: a stream of its content.
///
/// The limit on the size of replies does not hold here, and neither does the time that a call may take in all: that ends
/// with the head of the reply. But a chunk must come within the time of an attempt. A download that breaks off is not begun
/// again, and the hook on replies is not called for it.
pub struct Download {
    client: Client,
    label: Label,
    received: Received,
    body: Body,
    length: Option<u64>,
    /// How long a chunk may take.
    patience: Duration,
    /// Runs while a chunk is waited for.
    alarm: Option<BoxFuture<'static, ()>>,
    /// `None` where the content is handed on as it comes.
    gunzip: Option<Gunzip>,
}

impl Download {
    pub(super) fn new(draft: Draft, received: Received, body: Body) -> Self {
        let patience = draft.patience();
        let length = body.length();
        Self { client: draft.client, label: draft.label, received, body, length, patience, alarm: None, gunzip: None }
    }

    /// Decompresses the file on its way, if it is a gzip file; any other comes as it is. How large it is then is not known
    /// beforehand.
    #[must_use]
    pub fn gunzip(mut self) -> Self {
        self.gunzip = Some(Gunzip::new());
        self.length = None;
        self
    }

    /// How large the file is, in bytes, if the reply tells. Of one that is decompressed on its way it does not.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "an empty file is a file")]
    pub fn len(&self) -> Option<u64> {
        self.length
    }

    /// The media type, as the reply tells it.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.received.header(CONTENT_TYPE.as_str())
    }

    /// The name of the file, if the reply tells it: the last part, where that is a path, so that it can be joined to a
    /// folder's.
    #[must_use]
    pub fn file_name(&self) -> Option<String> {
        file_name(self.received.headers.get(CONTENT_DISPOSITION)?.as_bytes())
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.received.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.received.headers
    }

    /// The id under which the API's makers find the request, if the reply tells it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.received.request_id()
    }

    /// Waits for the next chunk; `None` at the end.
    ///
    /// # Errors
    /// When the connection fails, or no chunk comes in time. Then the download has ended.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Writes the file to a path, in place of what is there, and gives its size in bytes.
    ///
    /// Until it is complete it lies beside the path under another name. Should anything go wrong, or the future be dropped,
    /// that is removed, and what was at the path stays as it was. Writing does not yield to other tasks.
    ///
    /// # Errors
    /// When the download fails, or the file cannot be written ([`ErrorKind::File`](crate::rt::ErrorKind::File)).
    pub async fn save_to(self, path: impl AsRef<std::path::Path>) -> Result<u64, Error> {
        self.save(path.as_ref(), Bytes::new()).await
    }

    /// Writes what was taken out of it already, and the rest.
    pub(super) async fn save(mut self, path: &std::path::Path, taken: Bytes) -> Result<u64, Error> {
        let mut file = PartialFile::beside(path).map_err(|fault| self.unwritten(fault))?;
        file.write(&taken).map_err(|fault| self.unwritten(fault))?;
        while let Some(chunk) = self.next().await {
            file.write(&chunk?).map_err(|fault| self.unwritten(fault))?;
        }
        file.finish().map_err(|fault| self.unwritten(fault))
    }

    /// The file, to be read without async. The client's transport must block.
    #[cfg(feature = "blocking")]
    #[must_use]
    pub fn into_reader(self) -> super::DownloadReader {
        super::DownloadReader::of(self)
    }

    #[cfg(feature = "blocking")]
    pub(super) fn label(&self) -> &Label {
        &self.label
    }

    fn unwritten(&self, fault: std::io::Error) -> Error {
        Error::file(fault).about(self.label.clone())
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        if let Poll::Ready(chunk) = Pin::new(&mut self.body).poll_next(context) {
            self.alarm = None;
            return Poll::Ready(chunk);
        }
        let (client, patience) = (&self.client, self.patience);
        let alarm = self.alarm.get_or_insert_with(|| {
            let client = client.clone();
            Box::pin(async move { client.settings().transport.sleep(patience).await })
        });
        alarm.as_mut().poll(context).map(|()| {
            self.alarm = None;
            self.body = Body::default();
            Some(Err(TransportError::new(TransportErrorKind::Timeout, "no more of the file came in time")))
        })
    }

    /// Gives what is decompressed of what comes, to the end of the file.
    fn poll_content(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            let Some(gunzip) = &mut self.gunzip else { return self.poll_chunk(context) };
            if let Some(piece) = gunzip.next() {
                return Poll::Ready(Some(self.unless_corrupt(piece)));
            }
            match ready!(self.poll_chunk(context)) {
                Some(Ok(chunk)) => {
                    if let Some(gunzip) = &mut self.gunzip {
                        gunzip.push(chunk);
                    }
                }
                Some(Err(error)) => {
                    self.gunzip = None;
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    let rest = self.gunzip.take().map(|mut gunzip| gunzip.finish());
                    let rest = rest.filter(|rest| !matches!(rest, Ok(rest) if rest.is_empty()));
                    return Poll::Ready(rest.map(|rest| self.unless_corrupt(rest)));
                }
            }
        }
    }

    /// A file that cannot be decompressed ends there.
    fn unless_corrupt(&mut self, piece: std::io::Result<Bytes>) -> Result<Bytes, TransportError> {
        piece.map_err(|fault| {
            self.gunzip = None;
            self.body = Body::default();
            TransportError::new(TransportErrorKind::Other, fault)
        })
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = self.poll_content(context);
        chunk.map_err(|error| Error::transport(error).during(self.received.clone()).about(self.label.clone()))
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Label { method, path } = &self.label;
        write!(f, "Download({method} {path}: {:?})", self.body)
    }
}

/// A call on its way, for the file that it answers, as soon as the head of the reply is there.
#[must_use = "a call does nothing unless it is awaited"]
pub struct DownloadFuture(pub(super) Sent<Download>);

#[cfg(feature = "blocking")]
impl DownloadFuture {
    /// Waits for the head of the reply without async, for the file to be read.
    ///
    /// # Errors
    /// As when it is awaited; and of the kind [`NotBlocking`](crate::rt::ErrorKind::NotBlocking) where the client's transport
    /// does not block.
    pub fn wait(self) -> Result<super::DownloadReader, Error> {
        self.0.wait().map(super::DownloadReader::of)
    }
}

impl Future for DownloadFuture {
    type Output = Result<Download, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}
