//! Files in multipart bodies.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use crate::rt::{Decode, Encode, MaybeSend, Reader, Source, TransportError, TransportErrorKind, Writer};

/// A file to send.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Upload {
    file_name: String,
    content_type: Option<String>,
    content: Source,
}

impl Upload {
    /// A file by the name that it is to have at the other end, and its content.
    #[must_use]
    pub fn new(file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { file_name: file_name.into(), content_type: None, content: Source::Bytes(bytes.into()) }
    }

    /// A file by the name that it is to have at the other end, and a stream of its content, with its length in bytes if that
    /// is known. The function makes the stream anew for each attempt to send it. One that is shorter or longer than the
    /// length makes the attempt fail.
    #[must_use]
    pub fn stream<S>(
        file_name: impl Into<String>,
        length: Option<u64>,
        make: impl Fn() -> S + Send + Sync + 'static,
    ) -> Self
    where
        S: Stream<Item = Result<Bytes, TransportError>> + MaybeSend + 'static,
    {
        Self { file_name: file_name.into(), content_type: None, content: Source::stream(length, make) }
    }

    /// A file on this machine. It is read while it is sent, piece by piece, and must stay as it is until then. Reading does
    /// not yield to other tasks.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let about = fs::metadata(&path)?;
        if !about.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path leads to no file"));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self::stream(name, Some(about.len()), move || FileChunks::of(&path)))
    }

    /// Sets the media type, for example `image/png`; `application/octet-stream` otherwise.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    pub(crate) fn file_name(&self) -> &str {
        &self.file_name
    }

    pub(crate) fn media_type(&self) -> &str {
        self.content_type.as_deref().unwrap_or("application/octet-stream")
    }

    pub(crate) fn content(&self) -> &Source {
        &self.content
    }
}

/// So much of a file is in memory at a time.
const CHUNK: usize = 64 * 1024;

/// A file that is opened when the first of it is asked for.
enum FileChunks {
    Closed(PathBuf),
    Open(File),
}

impl FileChunks {
    fn of(path: &Path) -> Self {
        Self::Closed(path.to_owned())
    }

    fn read(&mut self) -> io::Result<Bytes> {
        if let Self::Closed(path) = self {
            *self = Self::Open(File::open(path)?);
        }
        let mut chunk = Vec::with_capacity(CHUNK);
        if let Self::Open(file) = self {
            file.take(CHUNK as u64).read_to_end(&mut chunk)?;
        }
        Ok(chunk.into())
    }
}

impl Stream for FileChunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(match self.read() {
            Ok(chunk) if chunk.is_empty() => None,
            Ok(chunk) => Some(Ok(chunk)),
            Err(fault) => Some(Err(TransportError::new(TransportErrorKind::Other, fault))),
        })
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file_name, content_type, content } = self;
        f.debug_struct("Upload")
            .field("file_name", file_name)
            .field("content_type", content_type)
            .field("length", &content.length())
            .finish()
    }
}

impl Decode for Upload {
    fn decode(&mut self, r: &mut Reader<'_>) {
        // A file is never read from JSON; should one be sent as text, this is its content.
        self.content = Source::Bytes(Bytes::copy_from_slice(r.str().as_bytes()));
    }
}

impl Encode for Upload {
    fn encode(&self, w: &mut Writer) {
        // JSON has no place for a file: it goes out as a part of its own.
        w.null();
    }

    fn absent(&self) -> bool {
        true
    }
}
