//! Settings of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ::http::header::{ACCEPT, AUTHORIZATION, USER_AGENT};
use ::http::{HeaderMap, HeaderValue};
use zeroize::Zeroizing;

use super::attempt::Hook;
use super::base_url::BaseUrl;
use super::client::{JSON, Settings};
use super::connection::Connection;
use super::limiter::Limiter;
use super::options::VERSION;
use super::reply_event::ReplyHook;
use super::token::Credentials;
use super::{
    AttemptEvent, Backoff, Client, Error, Interceptor, Region, ReplyEvent, RetryPolicy, Token, TokenProvider, Transport,
};

const TIMEOUT: Duration = Duration::from_secs(90);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
const MAX_REPLY_BYTES: u64 = 64 * 1024 * 1024;

/// Settings of a client in the making.
#[must_use]
pub struct ClientBuilder {
    credentials: Unchecked,
    base_url: String,
    allow_http: bool,
    api_version: String,
    application: Option<String>,
    timeout: Duration,
    attempt_timeout: Duration,
    retry: Arc<dyn RetryPolicy>,
    calls_in_ten_seconds: Option<usize>,
    max_reply_bytes: u64,
    strict: bool,
    on_reply: Option<ReplyHook>,
    interceptors: Vec<Box<dyn Interceptor>>,
    connection: Connection,
    transport: Option<Box<dyn Transport>>,
}

/// Where the token comes from, before it is looked at.
enum Unchecked {
    Text(Zeroizing<String>),
    Asked(Box<dyn TokenProvider>),
}

impl ClientBuilder {
    pub(super) fn new(token: impl Into<String>) -> Self {
        Self::with(Unchecked::Text(Zeroizing::new(token.into())))
    }

    pub(super) fn with_provider(provider: impl TokenProvider + 'static) -> Self {
        Self::with(Unchecked::Asked(Box::new(provider)))
    }

    fn with(credentials: Unchecked) -> Self {
        Self {
            credentials,
            base_url: Region::default().base_url().to_owned(),
            allow_http: false,
            api_version: crate::API_VERSION.to_owned(),
            application: None,
            timeout: TIMEOUT,
            attempt_timeout: ATTEMPT_TIMEOUT,
            retry: Arc::new(Backoff::default()),
            calls_in_ten_seconds: None,
            max_reply_bytes: MAX_REPLY_BYTES,
            strict: false,
            on_reply: None,
            interceptors: Vec::new(),
            connection: Connection::default(),
            transport: None,
        }
    }

    /// Settings from the environment, as [`Client::from_env`] takes them.
    ///
    /// # Errors
    /// When `INTERCOM_API_KEY` is missing or empty.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_lookup(&|name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    /// As [`from_env`](Self::from_env), in an environment of one's own.
    #[doc(hidden)]
    pub fn from_lookup(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let set = |name| lookup(name).filter(|value| !value.is_empty());
        let missing = || Error::configuration("the environment variable INTERCOM_API_KEY is not set, or empty");
        let builder = Self::new(set("INTERCOM_API_KEY").ok_or_else(missing)?);
        Ok(match set("INTERCOM_BASE_URL") {
            Some(base_url) => builder.base_url(base_url),
            None => builder,
        })
    }

    /// Sets where the workspace is hosted: its base URL.
    pub fn region(self, region: Region) -> Self {
        self.base_url(region.base_url())
    }

    /// Sets where the API is, for example a proxy or a mock server. The token is sent there, so it must be `https://`,
    /// unless it is on this machine or [`allow_http`](Self::allow_http) is set.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Whether the token may be sent without encryption to other machines, for example to a mock server in a container.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Sets what the application calls itself, such as `harbour/1.4`. It goes into the `User-Agent` header, before the name
    /// of this crate.
    pub fn application(mut self, product: impl Into<String>) -> Self {
        self.application = Some(product.into());
        self
    }

    /// Sets the version of the API to ask for, in place of the one that the models are made for.
    pub fn api_version(mut self, api_version: impl Into<String>) -> Self {
        self.api_version = api_version.into();
        self
    }

    /// Sets how long a call may take in all, further attempts and the waits between them included; 90 seconds otherwise.
    /// A wait that would not end in time is not begun: the call fails with what it failed with last.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets how long an attempt may take, until the whole reply is there; 30 seconds otherwise.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Sets whether a call is made again after it failed; otherwise as [`Backoff::default`] does.
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.retry = Arc::new(policy);
        self
    }

    /// Sets how large a reply may be, in bytes after it is decompressed; 64 MiB otherwise. A call whose reply is larger fails
    /// with [`ErrorKind::TooLarge`](crate::rt::ErrorKind::TooLarge), and the rest is not read.
    pub fn max_reply_bytes(mut self, bytes: u64) -> Self {
        self.max_reply_bytes = bytes;
        self
    }

    /// Sets how many requests may be sent in any ten seconds, so that the API need not refuse what is too much. Others wait
    /// for their turn, unless their time would be up by then. Clones of a client share the count; what else uses the same
    /// token is not known to it.
    pub fn limit(mut self, calls_in_ten_seconds: usize) -> Self {
        self.calls_in_ten_seconds = Some(calls_in_ten_seconds);
        self
    }

    /// Whether a reply that does not match its model in some part is an error. Otherwise what does not match is left out
    /// and told by [`Response::issues`](super::Response::issues).
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Sets what is called with each reply, once it has been read, and whatever its status. Only the last one set counts. It
    /// is not called for a reply that is read piece by piece, that is too large, or that breaks off.
    ///
    /// It is called between the reply and its value, so it should be quick, and it must not panic. **A reply holds personal
    /// data**: see [`ReplyEvent`].
    pub fn on_reply(mut self, hook: impl Fn(&ReplyEvent<'_>) + Send + Sync + 'static) -> Self {
        self.on_reply = Some(Arc::new(hook));
        self
    }

    /// Adds what sees each attempt of a call, and may change its headers. There may be several; they are called in the order
    /// in which they were added.
    pub fn interceptor(mut self, interceptor: impl Interceptor + 'static) -> Self {
        self.interceptors.push(Box::new(interceptor));
        self
    }

    /// Adds what is told of each attempt of a call, for metrics. It is called in its turn among the
    /// [interceptors](Self::interceptor).
    pub fn on_attempt(self, hook: impl Fn(&AttemptEvent<'_>) + Send + Sync + 'static) -> Self {
        self.interceptor(Hook(hook))
    }

    /// Sets the proxy that the default transport sends everything by, as a URL that begins with `http://` or `https://`. It
    /// may name a user and a password. Otherwise the one that the environment names in `HTTPS_PROXY`, if there is one.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.connection.proxy = Some(url.into());
        self
    }

    /// Adds certificates, in PEM form, that the default transport trusts as it does the system's own.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.connection.root_certificates.push(pem.into());
        self
    }

    /// Sets how long the default transport may take to connect; 10 seconds otherwise.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connection.connect_timeout = Some(timeout);
        self
    }

    /// Takes the transport that blocks, [`UreqTransport`](super::UreqTransport), as the default one, for calls that end in
    /// `wait()`. It is the default anyway where neither the feature `reqwest` nor `native-tls` is on.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub fn blocking(mut self) -> Self {
        self.connection.blocking = true;
        self
    }

    /// Sets what carries the requests, in place of the default transport.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    /// When a setting cannot be used.
    pub fn build(self) -> Result<Client, Error> {
        let credentials = self.credentials.check()?;
        let version = version(&self.api_version)?;
        let settings = Settings {
            headers: headers(&version, user_agent(self.application.as_deref())?, &credentials),
            credentials,
            version,
            base: BaseUrl::parse(&self.base_url, self.allow_http)?,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            retry: self.retry,
            limiter: self.calls_in_ten_seconds.map(Limiter::new),
            max_reply_bytes: self.max_reply_bytes,
            strict: self.strict,
            on_reply: self.on_reply,
            interceptors: self.interceptors,
            transport: transport(self.transport, &self.connection)?,
        };
        Ok(Client::from_settings(settings))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url)
            .field("api_version", &self.api_version)
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("strict", &self.strict)
            .finish_non_exhaustive()
    }
}

impl Unchecked {
    fn check(self) -> Result<Credentials, Error> {
        Ok(match self {
            Self::Text(mut token) => Credentials::Fixed(Token::new(std::mem::take(&mut *token))?),
            Self::Asked(provider) => Credentials::Asked(provider),
        })
    }
}

fn headers(version: &HeaderValue, user_agent: HeaderValue, credentials: &Credentials) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(VERSION, version.clone());
    headers.insert(ACCEPT, HeaderValue::from_static(JSON));
    headers.insert(USER_AGENT, user_agent);
    if let Some(token) = credentials.fixed() {
        headers.insert(AUTHORIZATION, token.header());
    }
    headers
}

fn user_agent(application: Option<&str>) -> Result<HeaderValue, Error> {
    let Some(application) = application else { return Ok(HeaderValue::from_static(crate::USER_AGENT)) };
    let illegal = |_| Error::configuration(format!("{application:?} cannot be the name of an application"));
    HeaderValue::try_from(format!("{application} {}", crate::USER_AGENT)).map_err(illegal)
}

fn version(api_version: &str) -> Result<HeaderValue, Error> {
    let illegal = |_| Error::configuration(format!("{api_version:?} cannot be an API version"));
    HeaderValue::from_str(api_version).map_err(illegal)
}

fn transport(given: Option<Box<dyn Transport>>, connection: &Connection) -> Result<Box<dyn Transport>, Error> {
    match given {
        Some(_) if !connection.is_default() => Err(Error::configuration(
            "`proxy`, `root_certificate`, `connect_timeout` and `blocking` are for the default transport, and another is set",
        )),
        Some(transport) => Ok(transport),
        None => default_transport(connection),
    }
}

fn default_transport(connection: &Connection) -> Result<Box<dyn Transport>, Error> {
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    if connection.blocking {
        return Ok(Box::new(super::UreqTransport::with(connection)?));
    }
    without_choice(connection)
}

#[cfg(all(any(feature = "native-tls", feature = "reqwest"), not(target_arch = "wasm32")))]
fn without_choice(connection: &Connection) -> Result<Box<dyn Transport>, Error> {
    Ok(Box::new(super::ReqwestTransport::with(connection)?))
}

#[cfg(all(feature = "blocking", not(any(feature = "native-tls", feature = "reqwest", target_arch = "wasm32"))))]
fn without_choice(connection: &Connection) -> Result<Box<dyn Transport>, Error> {
    Ok(Box::new(super::UreqTransport::with(connection)?))
}

#[cfg(any(not(any(feature = "blocking", feature = "native-tls", feature = "reqwest")), target_arch = "wasm32"))]
fn without_choice(_: &Connection) -> Result<Box<dyn Transport>, Error> {
    Err(Error::configuration(
        "no transport is set, and there is no default one without the feature `reqwest` or `blocking`",
    ))
}
