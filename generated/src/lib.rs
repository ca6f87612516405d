//! Typed, forgiving, asynchronous client of the Intercom API, version Preview.
//!
//! [`Client`] is where everything begins: it has a method for each tag of the API, which gives a handle, which has a
//! method for each operation. Every operation is a builder that you await. What requests and replies hold lies in
//! [`models`].
//!
//! Each tag is a cargo feature of the same name; a build with a few of them compiles just the operations and models that
//! these need.

#![deny(missing_docs)]
#![forbid(unsafe_code)]
// Names and shapes follow the API, whatever a style guide would prefer.
#![allow(
    clippy::doc_lazy_continuation,
    clippy::doc_overindented_list_items,
    clippy::enum_variant_names,
    clippy::large_enum_variant,
    clippy::new_without_default,
    clippy::should_implement_trait,
    clippy::too_many_arguments,
    clippy::wrong_self_convention
)]

#[rustfmt::skip]
pub mod api;
#[rustfmt::skip]
mod codec;
#[rustfmt::skip]
pub mod models;
#[rustfmt::skip]
mod operations;
#[doc(hidden)]
pub mod rt;

#[cfg(all(feature = "admins", feature = "articles", feature = "companies", feature = "contacts", feature = "conversations", feature = "data_events", feature = "data_export", feature = "ecommerce_connectors", feature = "messages", feature = "reporting_data_export", feature = "tags", feature = "teams", feature = "tickets"))]
pub mod docs;
#[cfg(all(feature = "data_export", feature = "reporting_data_export"))]
pub mod exports;
#[cfg(feature = "identity")]
pub mod identity;
#[cfg(feature = "contacts")]
pub mod merged;
#[cfg(all(feature = "companies", feature = "contacts", feature = "conversations", feature = "tickets"))]
pub mod sync;
#[cfg(feature = "webhooks")]
pub mod webhooks;

pub use http;
pub use operations::operations;
#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
pub use rt::UreqTransport;
#[cfg(feature = "test-util")]
#[doc(inline)]
pub use rt::test_util as testing;
pub use rt::{
    ApiError, ApiErrorItem, Assignee, Attempt, AttemptEvent, AttributeValue, Attributes, Backoff, Body, BoxFuture,
    CallOptions, Client, ClientBuilder, DateTime, DecodeError, Download, DownloadFuture, Error, ErrorKind,
    FailedAttempt, Interceptor, Issue, IssueCode, Issues, Items, Leniency, LenientUse, MaybeSend, Method, NextPage,
    OneOrMany, Operation, Page, Paged, Pages, Paging, Patch, PathParam, Polling, Position, RateLimit, RawCall,
    Redirect, Region, ReplyEvent, Request, Response, ResponseFuture, RetryPolicy, Safety, Timestamp, Token,
    TokenProvider, Transport, TransportError, TransportErrorKind, UnknownValue, Upload, ValueFuture,
};
#[cfg(feature = "blocking")]
pub use rt::{Blocking, DownloadReader};
#[cfg(all(any(feature = "native-tls", feature = "reqwest"), not(target_arch = "wasm32")))]
pub use rt::{ReqwestBuilder, ReqwestTransport};

pub use rt::search;

/// Version of the API that a client asks for unless told otherwise.
pub const API_VERSION: &str = "Preview";

/// What a client calls itself in the `User-Agent` header.
pub const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
