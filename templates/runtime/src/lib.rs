//! The runtime of a generated API client, as a crate of its own so that it can be linted and tested where it lies.
//!
//! [`rt`] is copied into the client as it is; this file and [`example`] are not.

#[doc(hidden)]
pub mod example;
pub mod rt;

/// Version of the API that a client asks for unless told otherwise.
pub const API_VERSION: &str = "Preview";

/// What a client calls itself in the `User-Agent` header.
pub const USER_AGENT: &str = concat!("intercom-client/", env!("CARGO_PKG_VERSION"));
