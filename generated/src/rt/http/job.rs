//! Jobs that take the API a while.

use std::time::Duration;

use super::deadline::Deadline;
use super::{Client, Error, TransportError, TransportErrorKind};

/// How a job is waited for: it is asked after again and again, at first often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Polling {
    first: Duration,
    longest: Duration,
    timeout: Duration,
}

impl Polling {
    /// After a second at first, then after twice as long each time, up to half a minute; for an hour in all.
    #[must_use]
    pub const fn new() -> Self {
        Self { first: Duration::from_secs(1), longest: Duration::from_secs(30), timeout: Duration::from_secs(3600) }
    }

    /// Sets how long the first wait is, and how long any.
    #[must_use]
    pub const fn waits(mut self, first: Duration, longest: Duration) -> Self {
        (self.first, self.longest) = (first, longest);
        self
    }

    /// Sets how long the job is waited for in all.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Asks until there is an answer.
    ///
    /// # Errors
    /// When asking fails, or the time is up.
    #[doc(hidden)]
    pub async fn until<T, F>(self, client: &Client, mut ask: impl FnMut() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<Option<T>, Error>>,
    {
        let transport = &*client.settings().transport;
        let deadline = Deadline::after(transport.monotonic(), self.timeout);
        let mut wait = self.first;
        loop {
            if let Some(answer) = ask().await? {
                return Ok(answer);
            }
            if !deadline.outlasts(wait, transport) {
                return Err(Error::transport(TransportError::new(TransportErrorKind::Timeout, "the job takes longer")));
            }
            transport.sleep(wait).await;
            wait = wait.saturating_mul(2).min(self.longest);
        }
    }
}

impl Default for Polling {
    fn default() -> Self {
        Self::new()
    }
}
