//! The time that a call may take in all.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use super::{BoxFuture, Transport};

/// When a call has to be done, by the transport's clock.
pub(super) struct Deadline {
    /// `None` where a call may take any time.
    end: Option<Duration>,
}

impl Deadline {
    pub(super) fn after(timeout: Option<Duration>, transport: &dyn Transport) -> Self {
        Self { end: timeout.map(|timeout| transport.monotonic().saturating_add(timeout)) }
    }

    /// The time of one attempt: its own, but no more than is left.
    pub(super) fn limit(&self, attempt: Option<Duration>, transport: &dyn Transport) -> Option<Duration> {
        let left = self.end.map(|end| end.saturating_sub(transport.monotonic()));
        match (attempt, left) {
            (Some(attempt), Some(left)) => Some(attempt.min(left)),
            (one, other) => one.or(other),
        }
    }

    /// Whether there is time for something after a wait.
    pub(super) fn outlasts(&self, wait: Duration, transport: &dyn Transport) -> bool {
        self.end.is_none_or(|end| transport.monotonic().saturating_add(wait) < end)
    }

    /// What a future gives, if it does so in time.
    pub(super) async fn hold<T>(&self, mut future: BoxFuture<'_, T>, transport: &dyn Transport) -> Option<T> {
        let mut alarm = None;
        poll_fn(|context| {
            if let Poll::Ready(value) = future.as_mut().poll(context) {
                return Poll::Ready(Some(value));
            }
            // Whoever asks once does not wait for the alarm either.
            #[cfg(feature = "blocking")]
            if super::wait::is_once(context) {
                return Poll::Pending;
            }
            let Some(left) = self.limit(None, transport) else { return Poll::Pending };
            alarm.get_or_insert_with(|| transport.sleep(left)).as_mut().poll(context).map(|()| None)
        })
        .await
    }
}
