//! Times in unix seconds.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Patch, civil};
use crate::rt::{Decode, Encode, Reader, Writer};

/// A point in time: seconds since 1970-01-01 00:00 UTC.
///
/// Reads ISO 8601 text as well, which the API sends here and there instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The time that lies so many seconds after 1970-01-01 00:00 UTC.
    #[must_use]
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The time by the system's clock.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn now() -> Self {
        Self::from(SystemTime::now())
    }

    /// Seconds since 1970-01-01 00:00 UTC.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0
    }

    /// The same time in the standard library's type; `None` where the platform's clock does not reach.
    #[must_use]
    pub fn to_system_time(self) -> Option<SystemTime> {
        let distance = Duration::from_secs(self.0.unsigned_abs());
        if self.0 < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) }
    }

    /// Reads RFC 3339 text such as `2024-05-31T08:15:30Z`; a fraction of a second is dropped.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        civil::parse(text).map(Self)
    }
}

impl From<i64> for Timestamp {
    fn from(seconds: i64) -> Self {
        Self(seconds)
    }
}

impl From<Timestamp> for i64 {
    fn from(time: Timestamp) -> Self {
        time.0
    }
}

impl From<i64> for Patch<Timestamp> {
    fn from(seconds: i64) -> Self {
        Self::Set(Timestamp(seconds))
    }
}

impl From<SystemTime> for Timestamp {
    /// Rounds down to the second.
    fn from(time: SystemTime) -> Self {
        let whole = |distance: Duration| i64::try_from(distance.as_secs()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self(whole(after)),
            Err(before) => {
                let before = before.duration();
                Self(-whole(before) - i64::from(before.subsec_nanos() > 0))
            }
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Decode for Timestamp {
    fn decode(&mut self, r: &mut Reader<'_>) {
        self.0 = r.timestamp(civil::parse);
    }
}

impl Encode for Timestamp {
    fn encode(&self, w: &mut Writer) {
        w.int(self.0);
    }
}
