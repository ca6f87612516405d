//! Time that only the calls move.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::rt::Timestamp;

/// When scripts begin unless they are told otherwise: some day in 2023.
const START: i64 = 1_700_000_000;

pub(super) struct Clock(Mutex<Time>);

struct Time {
    start: Timestamp,
    elapsed: Duration,
    waits: Vec<Duration>,
}

impl Clock {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Time { start: Timestamp::new(START), elapsed: Duration::ZERO, waits: Vec::new() }))
    }

    pub(super) fn begin(&self, start: Timestamp) {
        self.time().start = start;
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.time().elapsed
    }

    pub(super) fn now(&self) -> Timestamp {
        let time = self.time();
        let seconds = i64::try_from(time.elapsed.as_secs()).unwrap_or(i64::MAX);
        Timestamp::new(time.start.as_secs().saturating_add(seconds))
    }

    /// Time that an answer takes.
    pub(super) fn pass(&self, duration: Duration) {
        let mut time = self.time();
        time.elapsed = time.elapsed.saturating_add(duration);
    }

    /// Time that the client waits.
    pub(super) fn wait(&self, duration: Duration) {
        self.pass(duration);
        self.time().waits.push(duration);
    }

    pub(super) fn waits(&self) -> Vec<Duration> {
        self.time().waits.clone()
    }

    fn time(&self) -> MutexGuard<'_, Time> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
