//! Typed, forgiving, asynchronous client of the {{title}}, version {{api_version}}.
//!
//! [`Client`] is where everything begins: it has a method for each tag of the API, which gives a handle, which has a
//! method for each operation. Every operation is a builder that you await. What requests and replies hold lies in
//! [`models`].
//!
//! **Looking for one thing?** The [questions and answers](docs/questions/index.html) have it. Pages a topic are
//! [below](#topics).
//!
//! # A tour in ten minutes
//!
//! ## Calls
//!
//! What an operation cannot do without are the arguments of its method: path parameters, then the body. Everything else is a
//! setter.
//!
//! ```no_run
//! use intercom_client::models::CreateContactRequest;
//! use intercom_client::{Client, Error};
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Error> {
//!     let client = Client::from_env()?; // the token is in INTERCOM_API_KEY
//!     println!("hello, {}", client.admins().identify().await?.name);
//!
//!     let ada = CreateContactRequest::new().email("ada@example.com").name("Ada");
//!     let contact = client.contacts().create(ada).await?;
//!     println!("{} is a {}", contact.id, contact.role);
//!     Ok(())
//! }
//! ```
//!
//! ## Changes
//!
//! What is not set is left alone. A field that can be cleared takes a [`Patch`], and what an application stores under names
//! of its own is [`Attributes`].
//!
//! ```no_run
//! # use intercom_client::{Client, Error};
//! use intercom_client::{Attributes, Patch, models::UpdateContactRequest};
//!
//! # async fn example(client: Client, id: &str) -> Result<(), Error> {
//! let plan = Attributes::new().set("plan", "pro").set("seats", 5);
//! let change = UpdateContactRequest::new()
//!     .name("Ada Lovelace")
//!     .phone(Patch::Null) // cleared
//!     .custom_attributes(plan);
//! client.contacts().update(id, change).await?;
//! # Ok(())
//! # }
//! ```
//!
//! ## Lists and searches
//!
//! However a list comes in pages, `items()` goes through all of them.
//!
//! ```no_run
//! # use intercom_client::{Client, Error};
//! use intercom_client::search::{all, field};
//!
//! # async fn example(client: Client) -> Result<(), Error> {
//! let query = all([field("role").eq("user"), field("email").ends_with("@example.com")]);
//! let mut contacts = client.contacts().search(query).items();
//! while let Some(contact) = contacts.try_next().await? {
//!     println!("{:?}", contact.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! ## Failures
//!
//! Every call fails with the same [`Error`]. What passes by itself was tried again before, where that is safe.
//!
//! ```no_run
//! # use intercom_client::{Client, Error};
//! # async fn example(client: Client) -> Result<(), Error> {
//! match client.contacts().get("no-such-id").await {
//!     Ok(contact) => println!("{:?}", contact.email),
//!     Err(error) if error.is_not_found() => println!("there is none"),
//!     Err(error) => return Err(error), // its text says what call it was, and why
//! }
//! # Ok(())
//! # }
//! ```
//!
//! ## Replies that differ from the description
//!
//! One odd field does not fail a reply. What has no place in a model is in its `extra()`, a value that an enum does not have
//! is its `Unknown`, and `with_response` has [what did not fit](Response::issues), the headers and the bytes.
//!
//! ```no_run
//! # use intercom_client::{Client, Error};
//! # async fn example(client: Client) -> Result<(), Error> {
//! let reply = client.tags().list().with_response().await?;
//! println!("{} {:?} {:?}", reply.status(), reply.rate_limit(), reply.issues());
//! println!("{:?}", reply.value().extra());
//! # Ok(())
//! # }
//! ```
//!
//! # Topics
//!
//! | page | what it tells |
//! |-|-|
//! | [Questions and answers](docs/questions/index.html) | how to do one thing, or why something happens |
//! | [Paging](docs/paging/index.html) | lists as streams, and going on where a run was stopped |
//! | [Search](docs/search/index.html) | conditions, and what the API's search can and cannot do |
//! | [Errors and further attempts](docs/errors/index.html) | what fails, what is tried again, rate limits |
//! | [Testing](docs/testing/index.html) | scripts in place of a network |
//! | [Webhooks](docs/webhooks/index.html) | verifying and reading what Intercom sends |
//! | [Exports and synchronisation](docs/exports/index.html) | copies that are kept up to date, export jobs |
//! | [Files](docs/files/index.html) | downloads and uploads of any size |
//! | [Without async](docs/blocking/index.html) | `wait()` in place of `.await` |
//! | [Versions and regions](docs/versions/index.html) | other versions of the API, Europe and Australia |
//! | [Coming from plain HTTP](docs/raw_http/index.html) | what becomes of what, one call at a time |
//!
//! # Features
//!
//! Each tag is a cargo feature of the same name; a build with a few of them compiles just the operations and models that
//! these need. All tags are on by default, and so is `reqwest`, the transport. Off are `blocking`, `webhooks`, `identity`,
//! `test-util`, `tracing`, `serde`, `native-tls`, and `jiff`, `time` and `chrono` for their types of times. The README has
//! a table.

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
{{parts}}
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
    ReadyCall, Redirect, Region, ReplyEvent, Request, Response, ResponseFuture, RetryPolicy, Safety, Timestamp, Token,
    TokenProvider, Transport, TransportError, TransportErrorKind, UnknownValue, Upload, ValueFuture,
};
#[cfg(feature = "blocking")]
pub use rt::{Blocking, DownloadReader};
#[cfg(all(any(feature = "native-tls", feature = "reqwest"), not(target_arch = "wasm32")))]
pub use rt::{ReqwestBuilder, ReqwestTransport};

pub use rt::search;

/// Version of the API that a client asks for unless told otherwise.
pub const API_VERSION: &str = "{{api_version}}";

/// What a client calls itself in the `User-Agent` header.
pub const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
