//! JSON by serde: what stands here in place of the codec.

#![allow(dead_code, unused_imports, reason = "less is told of a reply than the codec tells")]

mod error;
mod extra;
mod issue;
mod path;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use self::error::DecodeError;
pub use self::extra::Extra;
pub use self::issue::{Issue, IssueCode, Issues, Leniency, LenientUse};

mod reader {
    pub(super) const MAX_DEPTH: usize = 128;
}

/// A document and what did not fit in it.
pub struct Reader<'j> {
    json: &'j [u8],
    error: Option<serde_json::Error>,
}

impl<'j> Reader<'j> {
    pub(crate) fn new(json: &'j [u8]) -> Self {
        Self { json, error: None }
    }
}

/// What can be read, by way of a pointer.
pub trait Decode {
    /// Reads the document.
    fn decode(&mut self, r: &mut Reader<'_>);
}

impl<T: DeserializeOwned> Decode for T {
    fn decode(&mut self, r: &mut Reader<'_>) {
        match serde_json::from_slice(r.json) {
            Ok(value) => *self = value,
            Err(error) => r.error = Some(error),
        }
    }
}

/// What can be written, by way of a pointer: the one method that a call needs.
pub trait Encode {
    /// The value as JSON text.
    fn json(&self) -> Vec<u8>;
}

impl<T: Serialize + ?Sized> Encode for T {
    fn json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl dyn Encode + '_ {
    /// Whether a form leaves it out.
    pub fn absent(&self) -> bool {
        self.json() == b"null"
    }
}

/// Reads a JSON document.
///
/// # Errors
/// Whatever does not fit.
pub fn from_slice<T: Decode + Default>(json: &[u8]) -> Result<(T, Issues), DecodeError> {
    let mut value = T::default();
    let mut reader = Reader::new(json);
    value.decode(&mut reader);
    reader.error.map_or(Ok((value, Issues::default())), |error| Err(fault(error)))
}

pub(crate) fn read_bytes(json: &Bytes, target: &mut dyn Decode) -> Result<Issues, DecodeError> {
    let mut reader = Reader::new(json);
    target.decode(&mut reader);
    finish(reader, json)
}

pub(crate) fn finish(reader: Reader<'_>, _json: &Bytes) -> Result<Issues, DecodeError> {
    reader.error.map_or(Ok(Issues::default()), |error| Err(fault(error)))
}

#[cold]
fn fault(error: serde_json::Error) -> DecodeError {
    DecodeError::new("$", error.to_string(), 0)
}

/// Writes a value as JSON text.
#[must_use]
pub fn to_vec(value: &dyn Encode) -> Vec<u8> {
    value.json()
}

pub(crate) fn to_checked_vec(value: &dyn Encode) -> Result<Vec<u8>, String> {
    Ok(value.json())
}

/// Writes a value as a JSON tree.
#[must_use]
pub fn to_value(value: &dyn Encode) -> Value {
    serde_json::from_slice(&value.json()).unwrap_or_default()
}
