//! The time that a call may take in all.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use super::{BoxFuture, Transport};

/// When a call has to be done, by the transport's clock.
pub(super) struct Deadline {
    end: Duration,
}

impl Deadline {
    /// The end of what begins now and may take so long.
    pub(super) fn after(now: Duration, timeout: Duration) -> Self {
        Self { end: now.saturating_add(timeout) }
    }

    /// The time of one attempt: its own, but no more than is left.
    pub(super) fn limit(&self, attempt: Duration, now: Duration) -> Duration {
        attempt.min(self.end.saturating_sub(now))
    }

    /// Whether there is time for something after a wait.
    pub(super) fn outlasts(&self, wait: Duration, transport: &dyn Transport) -> bool {
        transport.monotonic().saturating_add(wait) < self.end
    }

    /// What a future gives, if it does so in time.
    pub(super) async fn hold<T>(&self, future: &mut BoxFuture<'_, T>, transport: &dyn Transport) -> Option<T> {
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
            let left = || self.end.saturating_sub(transport.monotonic());
            let alarm = alarm.get_or_insert_with(|| transport.sleep(left()));
            alarm.as_mut().poll(context).map(|()| None)
        })
        .await
    }
}
