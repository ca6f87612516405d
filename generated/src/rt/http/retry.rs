//! Whether a call that failed is made again, and when.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use ::http::StatusCode;

use super::{Error, ErrorKind, Safety};

/// An attempt of a call that failed.
#[derive(Debug)]
#[non_exhaustive]
pub struct FailedAttempt<'a> {
    /// How many attempts there were, this one included: 1 after the first.
    pub attempts: u32,
    /// What making the call again may do.
    pub safety: Safety,
    /// Why it failed.
    pub error: &'a Error,
    /// How long the API wants to be left alone, as `Retry-After` tells, or `X-RateLimit-Reset` after too many calls.
    pub retry_after: Option<Duration>,
}

impl FailedAttempt<'_> {
    /// Whether the API has certainly done nothing: no connection was made, or it said that it was called too often.
    #[must_use]
    pub fn did_nothing(&self) -> bool {
        matches!(self.error.kind(), ErrorKind::Connect | ErrorKind::RateLimited { .. })
    }

    /// Whether another attempt may fare better: the connection failed, the time was up, or the status says so (408, 429,
    /// 500, 502, 503, 504).
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self.error.kind() {
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport => true,
            _ => self.error.status().is_some_and(|status| TRANSIENT.contains(&status)),
        }
    }
}

const TRANSIENT: [StatusCode; 6] = [
    StatusCode::REQUEST_TIMEOUT,
    StatusCode::TOO_MANY_REQUESTS,
    StatusCode::INTERNAL_SERVER_ERROR,
    StatusCode::BAD_GATEWAY,
    StatusCode::SERVICE_UNAVAILABLE,
    StatusCode::GATEWAY_TIMEOUT,
];

/// Decides whether a call that failed is made again.
pub trait RetryPolicy: Send + Sync {
    /// How long to wait before the next attempt; `None` to give up.
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration>;
}

impl<P: RetryPolicy + ?Sized> RetryPolicy for std::sync::Arc<P> {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (**self).wait(failed)
    }
}

/// Makes a call again after waits that grow, and that are drawn at random so that clients do not come back all at once.
///
/// A call that only reads or that changes nothing more a second time is made again after whatever is
/// [transient](FailedAttempt::is_transient); any other one only where the first attempt certainly
/// [did nothing](FailedAttempt::did_nothing). What the API asks for is waited, and not less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    retries: u32,
    first: Duration,
    longest: Duration,
}

impl Backoff {
    /// So many further attempts; waits of up to half a second at first, doubled each time, up to 8 seconds.
    #[must_use]
    pub const fn new(retries: u32) -> Self {
        Self { retries, first: Duration::from_millis(500), longest: Duration::from_secs(8) }
    }

    /// Never makes a call again.
    #[must_use]
    pub const fn never() -> Self {
        Self::new(0)
    }

    /// Sets how long the first wait may be, and how long any.
    #[must_use]
    pub const fn waits(mut self, first: Duration, longest: Duration) -> Self {
        (self.first, self.longest) = (first, longest);
        self
    }

    /// The longest wait after so many attempts.
    fn ceiling(self, attempts: u32) -> Duration {
        let doublings = attempts.saturating_sub(1).min(31);
        self.first.saturating_mul(1 << doublings).min(self.longest)
    }
}

impl Default for Backoff {
    /// Two further attempts.
    fn default() -> Self {
        Self::new(2)
    }
}

impl RetryPolicy for Backoff {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        let may_repeat = match failed.safety {
            Safety::ReadOnly | Safety::Idempotent => failed.is_transient(),
            Safety::Unsafe => failed.did_nothing(),
        };
        if failed.attempts > self.retries || !may_repeat {
            return None;
        }
        let drawn = self.ceiling(failed.attempts).mul_f64(random_fraction());
        Some(failed.retry_after.map_or(drawn, |asked| asked.saturating_add(drawn.min(self.first))))
    }
}

/// A number from 0 up to 1. The standard library seeds its hashers at random, which is enough to spread waits.
#[allow(clippy::cast_precision_loss, reason = "52 bits are exact")]
fn random_fraction() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 12;
    bits as f64 / (1_u64 << 52) as f64
}
