//! Whole documents: from bytes to a model and from a model to bytes.

use bytes::Bytes;
use serde_json::Value;

use super::{Decode, DecodeError, Encode, Issues, Reader, Writer};

/// Reads a JSON document.
///
/// # Errors
/// When `json` is not a JSON document, is nested deeper than 128 levels, or is of another kind than `T` as a whole.
/// Whatever else does not fit is left out of the value and told in the [`Issues`].
pub fn from_slice<T: Decode + Default>(json: &[u8]) -> Result<(T, Issues), DecodeError> {
    let mut value = T::default();
    read_slice(json, &mut value).map(|issues| (value, issues))
}

/// Reads a JSON document in place. All that is no work of the type itself is done here, once for all types.
fn read_slice(json: &[u8], target: &mut dyn Decode) -> Result<Issues, DecodeError> {
    let mut reader = Reader::new(json);
    target.decode(&mut reader);
    let notes = reader.finish().map_err(|error| error.in_document(json))?;
    Ok(Issues::new(notes, || Bytes::copy_from_slice(json)))
}

/// As [`from_slice`], but in place, and the issues share the document instead of copying it.
pub(crate) fn read_bytes(json: &Bytes, target: &mut dyn Decode) -> Result<Issues, DecodeError> {
    let mut reader = Reader::new(json);
    target.decode(&mut reader);
    finish(reader, json)
}

/// Ends the reading of a document, which the issues share.
pub(crate) fn finish(reader: Reader<'_>, json: &Bytes) -> Result<Issues, DecodeError> {
    let notes = reader.finish().map_err(|error| error.in_document(json))?;
    Ok(Issues::new(notes, || json.clone()))
}

/// Writes a value as JSON text.
#[must_use]
pub fn to_vec(value: &dyn Encode) -> Vec<u8> {
    let mut writer = Writer::new();
    value.encode(&mut writer);
    writer.into_bytes()
}

/// As [`to_vec`], for what is sent.
///
/// # Errors
/// A record that has none of the sets of fields of which one is asked, and what it lacks.
pub(crate) fn to_checked_vec(value: &dyn Encode) -> Result<Vec<u8>, String> {
    let mut writer = Writer::new();
    value.encode(&mut writer);
    writer.into_checked_bytes()
}

/// As [`to_value`], without what no model declares: what of a document reached typed fields.
#[doc(hidden)]
#[must_use]
pub fn to_typed_value(value: &dyn Encode) -> Value {
    let mut writer = Writer::of_declared();
    value.encode(&mut writer);
    Reader::new(&writer.into_bytes()).value()
}

/// Writes a value as a JSON tree.
#[must_use]
pub fn to_value(value: &dyn Encode) -> Value {
    let json = to_vec(value);
    Reader::new(&json).value()
}
