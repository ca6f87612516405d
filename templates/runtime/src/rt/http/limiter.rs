//! Calls spread over time, so that the API need not refuse them.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The API counts calls in windows of ten seconds.
const WINDOW: Duration = Duration::from_secs(10);

/// Allows so many requests in any ten seconds; what is beyond has to wait for its turn.
pub(super) struct Limiter {
    allowed: usize,
    /// When requests were sent or are to be sent, in order.
    turns: Mutex<VecDeque<Duration>>,
}

/// A place in the queue. Whoever does not wait for it, or is cancelled, gives it back.
pub(super) struct Turn<'l> {
    limiter: &'l Limiter,
    at: Duration,
    taken: bool,
}

impl Limiter {
    /// At least one request is allowed: with none a call would wait for ever.
    pub(super) fn new(allowed: usize) -> Self {
        Self { allowed: allowed.max(1), turns: Mutex::default() }
    }

    /// The next free turn.
    pub(super) fn turn(&self, now: Duration) -> Turn<'_> {
        let mut turns = self.turns();
        while turns.front().is_some_and(|turn| *turn + WINDOW <= now) {
            turns.pop_front();
        }
        let before = turns.len().checked_sub(self.allowed).and_then(|index| turns.get(index));
        let at = before.map_or(now, |before| now.max(*before + WINDOW));
        turns.push_back(at);
        Turn { limiter: self, at, taken: false }
    }

    /// Nothing is done while it is held that could leave it half changed.
    fn turns(&self) -> MutexGuard<'_, VecDeque<Duration>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// How long to wait for it.
    pub(super) fn wait(&self, now: Duration) -> Duration {
        self.at.saturating_sub(now)
    }

    /// It has come, and is used.
    pub(super) fn take(mut self) {
        self.taken = true;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut turns = self.limiter.turns();
        if !self.taken
            && let Some(index) = turns.iter().rposition(|turn| *turn == self.at)
        {
            turns.remove(index);
        }
    }
}
