//! Times as text.

use std::fmt;

use super::{Patch, Timestamp};
use crate::rt::{Decode, Encode, Reader, Writer};

/// A point in time as ISO 8601 text, kept as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DateTime(String);

impl DateTime {
    /// Takes the text as it is.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The time in unix seconds; `None` when the text is neither RFC 3339 nor a number.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        Timestamp::parse(&self.0).or_else(|| self.0.parse().ok().map(Timestamp::new))
    }
}

impl From<&str> for DateTime {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for DateTime {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Patch<DateTime> {
    fn from(text: &str) -> Self {
        Self::Set(text.into())
    }
}

impl From<String> for Patch<DateTime> {
    fn from(text: String) -> Self {
        Self::Set(text.into())
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Decode for DateTime {
    fn decode(&mut self, r: &mut Reader<'_>) {
        self.0 = String::from(r.date_time());
    }
}

impl Encode for DateTime {
    fn encode(&self, w: &mut Writer) {
        w.str(&self.0);
    }
}
