//! Replies before they are read.

use std::sync::OnceLock;

use ::http::{HeaderMap, StatusCode};
use bytes::Bytes;

use super::Error;
use super::error::Label;
use super::reply_event::Watch;
use crate::rt::{Issues, Reader, finish};

/// A reply as it came.
#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Received {
    pub(super) fn request_id(&self) -> Option<&str> {
        self.header("x-request-id")
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// A reply whose status is a success, before it is read.
#[derive(Debug)]
pub struct RawReply {
    label: Label,
    received: Received,
    strict: bool,
    attempts: u32,
    issues: OnceLock<Issues>,
    watch: Option<Box<Watch>>,
}

impl RawReply {
    pub(super) fn new(
        label: Label,
        received: Received,
        attempts: u32,
        strict: bool,
        watch: Option<Box<Watch>>,
    ) -> Self {
        Self { label, received, strict, attempts, issues: OnceLock::new(), watch }
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

    /// The content.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.received.body
    }

    /// What did not fit while the content was read.
    #[must_use]
    pub fn issues(&self) -> &Issues {
        self.issues.get_or_init(Issues::default)
    }

    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn label(&self) -> &Label {
        &self.label
    }

    pub(super) fn received(&self) -> &Received {
        &self.received
    }

    /// Ends a reading of the content.
    pub(super) fn finish(&self, reader: Reader<'_>) -> Result<(), Error> {
        let issues = finish(reader, self.body()).map_err(|error| Error::undecodable(self, error))?;
        self.note(issues)
    }

    /// Keeps the issues of a reading; with a strict client the first is an error.
    pub(super) fn note(&self, issues: Issues) -> Result<(), Error> {
        #[cfg(feature = "tracing")]
        super::trace::issues(&self.label, &issues);
        // A reply is read once; should it be read again the first reading counts.
        let issues = self.issues.get_or_init(|| issues);
        if !self.strict {
            return Ok(());
        }
        let first = issues.list().into_iter().next();
        first.map_or(Ok(()), |issue| Err(Error::undecodable(self, issue.into())))
    }

    /// Tells whoever waits for it, now that it is read.
    pub(super) fn tell(&self) {
        if let Some(watch) = &self.watch {
            watch.tell(&self.received, self.issues());
        }
    }
}

/// Where the API says that the thing is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    location: String,
}

impl Redirect {
    pub(super) fn new(location: impl Into<String>) -> Self {
        Self { location: location.into() }
    }

    /// The URL. It is not followed, for it may lead to another host.
    #[must_use]
    pub fn location(&self) -> &str {
        &self.location
    }
}
