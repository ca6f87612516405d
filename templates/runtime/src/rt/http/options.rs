//! What holds for one call only.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{RetryPolicy, Token};

/// The header that asks for a version of the API.
pub(super) const VERSION: &str = "intercom-version";

/// Settings of one call, which take precedence over the client's.
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) retry: Option<Arc<dyn RetryPolicy>>,
    pub(super) token: Option<Token>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
}

/// Settings that change nothing, to be borrowed.
pub(super) static NO_OPTIONS: CallOptions = CallOptions {
    timeout: None,
    attempt_timeout: None,
    retry: None,
    token: None,
    headers: Vec::new(),
    query: Vec::new(),
};

impl CallOptions {
    /// Settings that change nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how long the call may take in all, further attempts and the waits between them included.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets how long to wait for the whole reply of one attempt.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Sets whether the call is made again after it failed.
    #[must_use]
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// Sets another token than the client's, for example that of another workspace.
    #[must_use]
    pub fn token(mut self, token: Token) -> Self {
        self.token = Some(token);
        self
    }

    /// Sets the version of the API to ask for, in place of the client's.
    #[must_use]
    pub fn api_version(self, api_version: impl Into<String>) -> Self {
        self.header(VERSION, api_version)
    }

    /// Sets a header, in place of the client's own of that name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a query parameter that the operation is not described with, in place of one of that name.
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "a number is passed as it is")]
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }
}

impl fmt::Debug for CallOptions {
    /// Leaves the values of headers out: they may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("token", &self.token)
            .field("headers", &headers)
            .field("query", &self.query)
            .finish_non_exhaustive()
    }
}
