//! Times of other crates, each behind the feature of its name.

#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
use super::Timestamp;

#[cfg(feature = "jiff")]
impl Timestamp {
    /// The same time in the type of `jiff`; `None` beyond the years that it reaches.
    #[must_use]
    pub fn to_jiff(self) -> Option<::jiff::Timestamp> {
        ::jiff::Timestamp::from_second(self.as_secs()).ok()
    }
}

#[cfg(feature = "jiff")]
impl From<::jiff::Timestamp> for Timestamp {
    /// Rounds down to the second.
    fn from(time: ::jiff::Timestamp) -> Self {
        Self::new(time.as_second() - i64::from(time.subsec_nanosecond() < 0))
    }
}

#[cfg(feature = "time")]
impl Timestamp {
    /// The same time in the type of `time`, in UTC; `None` beyond the years that it reaches.
    #[must_use]
    pub fn to_time(self) -> Option<::time::OffsetDateTime> {
        ::time::OffsetDateTime::from_unix_timestamp(self.as_secs()).ok()
    }
}

#[cfg(feature = "time")]
impl From<::time::OffsetDateTime> for Timestamp {
    /// Rounds down to the second.
    fn from(time: ::time::OffsetDateTime) -> Self {
        Self::new(time.unix_timestamp())
    }
}

#[cfg(feature = "chrono")]
impl Timestamp {
    /// The same time in the type of `chrono`, in UTC; `None` beyond the years that it reaches.
    #[must_use]
    pub fn to_chrono(self) -> Option<::chrono::DateTime<::chrono::Utc>> {
        ::chrono::DateTime::from_timestamp(self.as_secs(), 0)
    }
}

#[cfg(feature = "chrono")]
impl<Z: ::chrono::TimeZone> From<::chrono::DateTime<Z>> for Timestamp {
    /// Rounds down to the second.
    fn from(time: ::chrono::DateTime<Z>) -> Self {
        Self::new(time.timestamp())
    }
}
