//! The client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ::http::{HeaderMap, HeaderValue, Method};

use super::base_url::BaseUrl;
use super::limiter::Limiter;
use super::reply_event::ReplyHook;
use super::token::Credentials;
use super::{ClientBuilder, Error, Interceptor, RawCall, RetryPolicy, TokenProvider, Transport};

/// Makes calls. A clone shares everything with the original: settings, connections.
#[derive(Clone)]
pub struct Client(Arc<Settings>);

/// What most operations answer.
pub(super) const JSON: &str = "application/json";

/// What a [`ClientBuilder`] has made sure of.
pub(super) struct Settings {
    pub(super) base: BaseUrl,
    pub(super) credentials: Credentials,
    pub(super) version: HeaderValue,
    /// What each request has, unless its call has something else: the token too, if nobody has to be asked for it.
    pub(super) headers: HeaderMap,
    pub(super) timeout: Duration,
    pub(super) attempt_timeout: Duration,
    pub(super) retry: Arc<dyn RetryPolicy>,
    pub(super) limiter: Option<Limiter>,
    pub(super) max_reply_bytes: u64,
    pub(super) strict: bool,
    pub(super) on_reply: Option<ReplyHook>,
    pub(super) interceptors: Vec<Box<dyn Interceptor>>,
    pub(super) transport: Box<dyn Transport>,
}

impl Client {
    /// A client for the workspace that the access token belongs to, in the United States.
    ///
    /// # Errors
    /// When the token is empty or holds what cannot stand in a header.
    pub fn new(token: impl Into<String>) -> Result<Self, Error> {
        Self::builder(token).build()
    }

    /// A client with other settings than the defaults.
    pub fn builder(token: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(token)
    }

    /// A client that asks for its token before each attempt, for a token that changes.
    pub fn builder_with(provider: impl TokenProvider + 'static) -> ClientBuilder {
        ClientBuilder::with_provider(provider)
    }

    /// A client with the token in the environment variable `INTERCOM_API_KEY`, and with the base URL in
    /// `INTERCOM_BASE_URL` if that is set.
    ///
    /// # Errors
    /// When the token is missing, or one of the two cannot be used.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    pub(super) fn from_settings(settings: Settings) -> Self {
        Self(Arc::new(settings))
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.0
    }

    /// Waits, without async, for what has no `wait` of its own: any future that comes of this client's calls and of nothing
    /// else. The client's transport must block, such as that of [`ClientBuilder::blocking`].
    ///
    /// # Errors
    /// Those of the future; and one of the kind [`NotBlocking`](super::ErrorKind::NotBlocking) where the transport does not
    /// block, or the future needs something else that does not.
    #[cfg(feature = "blocking")]
    pub fn wait<T>(&self, future: impl IntoFuture<Output = Result<T, Error>>) -> Result<T, Error> {
        let mut future = std::pin::pin!(future.into_future());
        let is_blocking = self.0.transport.is_blocking();
        let outcome = is_blocking.then(|| super::wait::once(|context| future.as_mut().poll(context)));
        outcome.flatten().unwrap_or_else(|| Err(Error::not_blocking()))
    }

    /// A call of anything that the API has, by its path.
    ///
    /// The path starts with a slash and is sent as it is: what needs escaping in it must be. It may have a query. A URL in
    /// full is accepted only if it leads to the same host, since the token goes along.
    pub fn request(&self, method: Method, path: &str) -> RawCall {
        RawCall::new(self, method, path)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { base, version, timeout, strict, .. } = &*self.0;
        f.debug_struct("Client")
            .field("base_url", &base.as_str())
            .field("api_version", version)
            .field("timeout", timeout)
            .field("strict", strict)
            .finish_non_exhaustive()
    }
}
