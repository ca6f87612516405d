//! Files in multipart bodies.

use std::fmt;

use bytes::Bytes;

use crate::rt::{Decode, Encode, Reader, Writer};

/// A file to send.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Upload {
    file_name: String,
    content_type: Option<String>,
    bytes: Bytes,
}

impl Upload {
    /// A file by the name that it is to have at the other end, and its content.
    #[must_use]
    pub fn new(file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { file_name: file_name.into(), content_type: None, bytes: bytes.into() }
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

    pub(crate) fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file_name, content_type, bytes } = self;
        f.debug_struct("Upload")
            .field("file_name", file_name)
            .field("content_type", content_type)
            .field("length", &bytes.len())
            .finish()
    }
}

impl Decode for Upload {
    fn decode(&mut self, r: &mut Reader<'_>) {
        // A file is never read from JSON; should one be sent as text, this is its content.
        self.bytes = Bytes::copy_from_slice(r.str().as_bytes());
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
