//! Content of requests and replies.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::{MaybeSend, TransportError, TransportErrorKind};

/// A stream on the heap. It is `Send` except on wasm32, where there is one thread.
#[cfg(not(target_arch = "wasm32"))]
type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;
#[cfg(target_arch = "wasm32")]
type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>>>>;

/// The content of a request or of a reply: bytes, or a stream of them.
///
/// It is a stream of its chunks either way. After its end, and after an error, there is nothing more.
pub struct Body(Content);

enum Content {
    Bytes(Bytes),
    Stream {
        /// Never locked: it makes the body `Sync`, as references to requests have to be where they are shared.
        chunks: Mutex<Chunks>,
        /// How much is to come, where that is known.
        left: Option<u64>,
    },
}

impl Body {
    /// Content that comes piece by piece. Where its length is given, one that is shorter or longer is an error.
    pub fn stream(
        chunks: impl Stream<Item = Result<Bytes, TransportError>> + MaybeSend + 'static,
        length: Option<u64>,
    ) -> Self {
        Self(Content::Stream { chunks: Mutex::new(Box::pin(chunks)), left: length })
    }

    /// How many bytes are to come, where that is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::Stream { left, .. } => *left,
        }
    }

    /// Whether there is certainly nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length() == Some(0)
    }

    /// The content, unless it is a stream.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes),
            Content::Stream { .. } => None,
        }
    }

    /// Reads it to its end, however long it is. Of bytes nothing is copied.
    ///
    /// # Errors
    /// When the stream fails.
    pub async fn into_bytes(mut self) -> Result<Bytes, TransportError> {
        match self.gather(u64::MAX).await {
            (bytes, End::Reached) => Ok(bytes),
            (_, End::Failed(error)) => Err(error),
            (_, End::TooFar) => Err(TransportError::new(TransportErrorKind::Other, "the content is too large")),
        }
    }

    /// Waits for the next chunk; `None` at the end.
    ///
    /// # Errors
    /// When the stream fails. Then it has ended.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The content, unless it is a stream.
    pub(super) fn take_bytes(&mut self) -> Option<Bytes> {
        match &mut self.0 {
            Content::Bytes(bytes) => Some(std::mem::take(bytes)),
            Content::Stream { .. } => None,
        }
    }

    /// Reads so many bytes at most, and says where it ended.
    pub(super) async fn gather(&mut self, limit: u64) -> (Bytes, End) {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let length = usize::try_from(self.length().unwrap_or_default()).unwrap_or(usize::MAX).min(limit);
        let mut gathered = Gathered::default();
        while let Some(chunk) = self.next().await {
            let mut chunk = match chunk {
                Ok(chunk) => chunk,
                Err(error) => return (gathered.finish(), End::Failed(error)),
            };
            let room = limit - gathered.len();
            let too_far = chunk.len() > room;
            chunk.truncate(room);
            gathered.push(chunk, length);
            if too_far {
                return (gathered.finish(), End::TooFar);
            }
        }
        (gathered.finish(), End::Reached)
    }
}

/// Where the reading of a body ended.
pub(super) enum End {
    /// All of it was read.
    Reached,
    /// There is more than was to be read.
    TooFar,
    Failed(TransportError),
}

/// Bytes that are copied only where there are several chunks.
#[derive(Default)]
struct Gathered {
    first: Bytes,
    all: Vec<u8>,
}

impl Gathered {
    fn len(&self) -> usize {
        self.first.len() + self.all.len()
    }

    fn push(&mut self, chunk: Bytes, expected: usize) {
        if self.len() == 0 {
            self.first = chunk;
            return;
        }
        if self.all.is_empty() {
            self.all.reserve(expected.max(self.first.len() + chunk.len()));
            self.all.extend_from_slice(&std::mem::take(&mut self.first));
        }
        self.all.extend_from_slice(&chunk);
    }

    fn finish(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.into() }
    }
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = match &mut self.0 {
            Content::Bytes(bytes) if bytes.is_empty() => None,
            Content::Bytes(bytes) => Some(Ok(std::mem::take(bytes))),
            Content::Stream { chunks, left } => {
                let chunks = chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
                counted(ready!(chunks.as_mut().poll_next(context)), left)
            }
        };
        if !matches!(item, Some(Ok(_))) {
            self.0 = Content::Bytes(Bytes::new());
        }
        Poll::Ready(item)
    }
}

/// Takes a chunk off what is to come.
fn counted(
    item: Option<Result<Bytes, TransportError>>,
    left: &mut Option<u64>,
) -> Option<Result<Bytes, TransportError>> {
    let wrong = |what: &'static str| Some(Err(TransportError::new(TransportErrorKind::Other, what)));
    match (&item, *left) {
        (Some(Ok(chunk)), Some(expected)) => match expected.checked_sub(chunk.len() as u64) {
            Some(rest) => *left = Some(rest),
            None => return wrong("the content is longer than it should be"),
        },
        (None, Some(1..)) => return wrong("the content ends too early"),
        _ => {}
    }
    item
}

impl Default for Body {
    /// No content.
    fn default() -> Self {
        Self::from(Bytes::new())
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Content::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl fmt::Debug for Body {
    /// Tells the length only: contents are nobody's business in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(f, "Body({length} bytes)"),
            None => f.write_str("Body(stream)"),
        }
    }
}

/// What the body of a request is made of, anew for each attempt.
#[derive(Clone)]
pub(crate) enum Source {
    Bytes(Bytes),
    Stream { make: Arc<dyn Fn() -> Body + Send + Sync>, length: Option<u64> },
}

impl Source {
    /// A stream of the length, made by the function.
    pub(crate) fn stream<S>(length: Option<u64>, make: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = Result<Bytes, TransportError>> + MaybeSend + 'static,
    {
        Self::Stream { make: Arc::new(move || Body::stream(make(), length)), length }
    }

    /// How many bytes there are, where that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::Stream { length, .. } => *length,
        }
    }

    pub(crate) fn body(&self) -> Body {
        match self {
            Self::Bytes(bytes) => bytes.clone().into(),
            Self::Stream { make, .. } => make(),
        }
    }
}

impl PartialEq for Source {
    /// Streams are equal if they come from the same function.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bytes(one), Self::Bytes(other)) => one == other,
            (Self::Stream { make: one, .. }, Self::Stream { make: other, .. }) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl Eq for Source {}

impl Default for Source {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

impl<B: Into<Bytes>> From<B> for Source {
    fn from(bytes: B) -> Self {
        Self::Bytes(bytes.into())
    }
}
