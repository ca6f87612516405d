//! Replies after they are read.

use ::http::{HeaderMap, StatusCode};
use bytes::Bytes;

use super::{RateLimit, RawReply};
use crate::rt::Issues;

/// A value together with the reply that it was read from.
#[derive(Debug)]
pub struct Response<T> {
    value: T,
    reply: RawReply,
}

impl<T> Response<T> {
    pub(super) fn new(value: T, reply: RawReply) -> Self {
        Self { value, reply }
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value alone.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.reply.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.reply.headers()
    }

    /// How often the request was sent, or was tried to.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.reply.attempts()
    }

    /// The content as it came.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.reply.body()
    }

    /// What did not fit while the content was read.
    #[must_use]
    pub fn issues(&self) -> &Issues {
        self.reply.issues()
    }

    /// What the reply tells of the limit on calls.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::of(self.headers())
    }

    /// The id under which the API's makers find the request, if the reply tells it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.reply.received().request_id()
    }
}
