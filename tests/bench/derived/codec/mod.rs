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

/// What can be read, by way of a pointer.
pub trait Decode {
    /// Reads JSON text.
    ///
    /// # Errors
    /// Whatever does not fit.
    fn read(&mut self, json: &[u8]) -> serde_json::Result<()>;
}

impl<T: DeserializeOwned> Decode for T {
    fn read(&mut self, json: &[u8]) -> serde_json::Result<()> {
        *self = serde_json::from_slice(json)?;
        Ok(())
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
    value.read(json).map_err(fault)?;
    Ok((value, Issues::default()))
}

pub(crate) fn read_bytes(json: &Bytes, target: &mut dyn Decode) -> Result<Issues, DecodeError> {
    target.read(json).map_err(fault)?;
    Ok(Issues::default())
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
