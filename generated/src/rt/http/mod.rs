//! From a call to a reply. Nothing in here reads a socket or a clock; that is what a [`Transport`] is for.

mod api_error;
mod attempt;
mod base_url;
mod body;
mod builder;
mod call;
mod client;
mod connection;
mod deadline;
mod disposition;
mod download;
mod draft;
mod encoding;
mod endpoint;
mod error;
mod execute;
mod gunzip;
mod job;
mod limiter;
mod multipart;
mod operation;
mod options;
mod paging;
mod param;
mod partial_file;
mod path;
mod query;
mod rate_limit;
mod raw_call;
mod ready_call;
mod receive;
mod region;
mod reply;
mod reply_event;
#[cfg(all(any(feature = "native-tls", feature = "reqwest"), not(target_arch = "wasm32")))]
mod reqwest;
mod response;
mod retry;
mod token;
#[cfg(feature = "tracing")]
mod trace;
mod transport;
#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
mod ureq;
#[cfg(feature = "blocking")]
mod wait;

pub use self::api_error::{ApiError, ApiErrorItem};
pub use self::attempt::{Attempt, AttemptEvent, Interceptor};
pub use self::body::Body;
pub(super) use self::body::Source;
pub use self::builder::ClientBuilder;
pub use self::call::{Call, ResponseFuture, ValueFuture};
pub use self::client::Client;
pub use self::download::{Download, DownloadFuture};
pub use self::endpoint::{Endpoint, bytes, empty, from_json, json, json_or_empty, redirect, text};
pub use self::error::{Error, ErrorKind};
pub use self::job::Polling;
pub use self::multipart::Form;
pub use self::operation::{Operation, Safety};
pub use self::options::CallOptions;
#[cfg(feature = "blocking")]
pub use self::paging::Blocking;
pub use self::paging::{Items, NextPage, Page, Paged, Pages, Paging, Position};
pub use self::param::PathParam;
pub use self::query::{Style, json_text, text_of, texts_of};
pub use self::rate_limit::RateLimit;
pub use self::raw_call::RawCall;
pub use self::ready_call::ReadyCall;
pub use self::region::Region;
pub use self::reply::{RawReply, Redirect};
pub use self::reply_event::ReplyEvent;
#[cfg(all(any(feature = "native-tls", feature = "reqwest"), not(target_arch = "wasm32")))]
pub use self::reqwest::{ReqwestBuilder, ReqwestTransport};
pub use self::response::Response;
pub use self::retry::{Backoff, FailedAttempt, RetryPolicy};
pub use self::token::{Token, TokenProvider};
pub use self::transport::{BoxFuture, MaybeSend, Transport, TransportError, TransportErrorKind};
#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
pub use self::ureq::UreqTransport;
#[cfg(feature = "blocking")]
pub use self::wait::DownloadReader;

/// What a [`Transport`] is given to send.
pub type Request = ::http::Request<Body>;
