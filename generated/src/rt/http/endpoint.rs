//! Operations with how their replies are read.

use bytes::Bytes;

use super::{Error, Operation, Paging, RawReply, Redirect};
use crate::rt::{Decode, DecodeError, from_slice, read_bytes};

/// Reads a reply.
pub type Read<T> = fn(&RawReply) -> Result<T, Error>;

/// An operation together with the function that reads its reply. There is one static of it for each operation, so that
/// decoding is compiled with the client, not with its users.
pub struct Endpoint<T: 'static> {
    pub(super) operation: Operation,
    pub(super) read: Read<T>,
    pub(super) accept: &'static str,
    pub(super) redirects: bool,
    pub(super) paging: Option<Paging>,
}

impl<T> Endpoint<T> {
    /// An operation that answers JSON, or nothing.
    #[must_use]
    pub const fn new(operation: Operation, read: Read<T>) -> Self {
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
    let mut value = T::default();
    read(reply, &mut value)?;
    Ok(value)
}

/// Reads a JSON reply in place: what is the same for all types.
fn read(reply: &RawReply, target: &mut dyn Decode) -> Result<(), Error> {
    let issues = read_bytes(reply.body(), target).map_err(|error| Error::undecodable(reply, error))?;
    reply.note(issues)
}

/// Reads a JSON reply; one without content is the default.
pub fn json_or_empty<T: Decode + Default>(reply: &RawReply) -> Result<T, Error> {
    if reply.body().is_empty() { Ok(T::default()) } else { json(reply) }
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
