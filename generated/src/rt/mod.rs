//! What the generated code stands on.
//!
//! - codec: [`Decode`] and [`Encode`] over [`Reader`] and [`Writer`]; what did not fit is in [`Issues`] and [`Extra`]
//! - values that JSON has no word for: [`Attributes`], [`Timestamp`], [`DateTime`], [`OneOrMany`], [`Patch`],
//!   [`UnknownValue`], [`Upload`]
//! - HTTP: [`Client`] makes a [`Call`] of an [`Endpoint`], a [`Transport`] carries it, a [`RawReply`] is read into a
//!   [`Response`] or an [`Error`]
//! - [`search`]: the queries of searches
//! - tests of users: `test_util` has transports that answer from a script or a recording
//! - macros (crate-private): the impls that all generated types of a kind share

#[cfg(feature = "serde")]
mod bridge;
mod codec;
mod http;
mod macros;
pub mod search;
#[cfg(feature = "test-util")]
pub mod test_util;
mod value;

#[cfg(feature = "serde")]
#[doc(hidden)]
pub use self::bridge::{deserialize, serialize};
pub use self::codec::*;
pub use self::http::*;
#[allow(unused_imports, reason = "which of them are needed depends on the description")]
pub(crate) use self::macros::{
    call, download, extra, open_enum, paged, read_model, serde_read, serde_write, settable, write_model,
};
pub use self::value::*;

// What the public interface has of other crates.
pub use ::bytes::Bytes;
pub use ::http::{HeaderMap, Method, StatusCode};
pub use ::serde_json::{Map, Value};
