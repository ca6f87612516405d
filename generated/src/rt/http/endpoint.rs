//! Operations with how their replies are read.

use bytes::Bytes;

use super::{Error, Operation, Paging, RawReply, Redirect};
use crate::rt::{Decode, DecodeError, Reader, from_slice};

/// How a reply is read.
pub(super) enum Read<T> {
    /// As JSON, into a value that is made beforehand. Making it and decoding are compiled with the client. Putting them
    /// together is left to where the call is: it takes the code that drops a value, which is compiled there anyway.
    Json { blank: fn() -> T, decode: fn(&mut T, &mut Reader<'_>), or_empty: bool },
    /// In a way of its own.
    With(fn(&RawReply) -> Result<T, Error>),
}

impl<T> Clone for Read<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Read<T> {}

impl<T: Decode + Default> Read<T> {
    pub(super) const fn json() -> Self {
        Self::Json { blank: T::default, decode: T::decode, or_empty: false }
    }

    const fn json_or_empty() -> Self {
        Self::Json { blank: T::default, decode: T::decode, or_empty: true }
    }
}

impl<T> Read<T> {
    /// Reads a reply.
    pub(super) fn read(self, reply: &RawReply) -> Result<T, Error> {
        let (blank, decode, or_empty) = match self {
            Self::Json { blank, decode, or_empty } => (blank, decode, or_empty),
            Self::With(read) => return read(reply),
        };
        let mut value = blank();
        if !or_empty || !reply.body().is_empty() {
            let mut reader = Reader::new(reply.body());
            decode(&mut value, &mut reader);
            reply.finish(reader)?;
        }
        Ok(value)
    }
}

/// An operation together with how its reply is read. There is one static of it for each operation, so that decoding is
/// compiled with the client, not with its users.
pub struct Endpoint<T: 'static> {
    pub(super) operation: Operation,
    pub(super) read: Read<T>,
    pub(super) accept: &'static str,
    pub(super) redirects: bool,
    pub(super) paging: Option<Paging>,
}

impl<T: Decode + Default> Endpoint<T> {
    /// An operation that answers JSON.
    #[must_use]
    pub const fn json(operation: Operation) -> Self {
        Self::reading(operation, Read::json())
    }

    /// An operation that answers JSON, or nothing, which is the default.
    #[must_use]
    pub const fn json_or_empty(operation: Operation) -> Self {
        Self::reading(operation, Read::json_or_empty())
    }
}

impl<T> Endpoint<T> {
    /// An operation whose reply is read in a way of its own.
    #[must_use]
    pub const fn new(operation: Operation, read: fn(&RawReply) -> Result<T, Error>) -> Self {
        Self::reading(operation, Read::With(read))
    }

    const fn reading(operation: Operation, read: Read<T>) -> Self {
        Self { operation, read, accept: "application/json", redirects: false, paging: None }
    }

    /// Asks for another media type.
    #[must_use]
    pub const fn accept(mut self, media_type: &'static str) -> Self {
        self.accept = media_type;
        self
    }

    /// Says that the reply is a page of a list.
    #[must_use]
    pub const fn paged(mut self, paging: Paging) -> Self {
        self.paging = Some(paging);
        self
    }
}

impl Endpoint<Bytes> {
    /// An operation that answers a file.
    #[must_use]
    pub const fn bytes(operation: Operation) -> Self {
        Self::new(operation, bytes).accept("*/*")
    }
}

impl Endpoint<Redirect> {
    /// An operation that answers where to look: a redirect is its success.
    #[must_use]
    pub const fn redirect(operation: Operation) -> Self {
        let mut endpoint = Self::new(operation, redirect).accept("*/*");
        endpoint.redirects = true;
        endpoint
    }
}

/// Reads a JSON reply.
pub fn json<T: Decode + Default>(reply: &RawReply) -> Result<T, Error> {
    Read::json().read(reply)
}

/// Reads a JSON reply; one without content is the default.
pub fn json_or_empty<T: Decode + Default>(reply: &RawReply) -> Result<T, Error> {
    Read::json_or_empty().read(reply)
}

/// Reads a reply whose content does not matter.
pub fn empty(_reply: &RawReply) -> Result<(), Error> {
    Ok(())
}

/// Reads a reply as text. What is not UTF-8 in it is replaced.
pub fn text(reply: &RawReply) -> Result<String, Error> {
    Ok(String::from_utf8_lossy(reply.body()).into_owned())
}

/// Takes the content as it is.
pub fn bytes(reply: &RawReply) -> Result<Bytes, Error> {
    Ok(reply.body().clone())
}

/// Reads where a redirect leads.
pub fn redirect(reply: &RawReply) -> Result<Redirect, Error> {
    let missing = || Error::undecodable(reply, DecodeError::new("$", "a Location header", 0));
    reply.received().header("location").map(Redirect::new).ok_or_else(missing)
}

/// Reads a value outside of any call.
pub fn from_json<T: Decode + Default>(json: &[u8]) -> Result<T, Error> {
    let (value, _) = from_slice(json)?;
    Ok(value)
}
