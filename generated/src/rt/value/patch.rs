//! Fields of an update.

use crate::rt::{Encode, Writer};

/// What an update does to a field: leave it, clear it, or set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Patch<T> {
    /// The field is not sent and stays as it is.
    #[default]
    Absent,
    /// The field is sent as null, which clears it.
    Null,
    /// The field is sent with this value.
    Set(T),
}

impl<T> Patch<T> {
    /// Sets the field, or clears it when there is no value.
    pub fn or_null(value: Option<impl Into<T>>) -> Self {
        value.map_or(Self::Null, |value| Self::Set(value.into()))
    }

    /// Sets the field, or leaves it as it is when there is no value.
    pub fn or_absent(value: Option<impl Into<T>>) -> Self {
        value.map_or(Self::Absent, |value| Self::Set(value.into()))
    }

    /// Whether the field is left as it is.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value, if one is set.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The same with a reference to the value.
    #[must_use]
    pub fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Absent => Patch::Absent,
            Self::Null => Patch::Null,
            Self::Set(value) => Patch::Set(value),
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl From<&str> for Patch<String> {
    fn from(text: &str) -> Self {
        Self::Set(text.to_owned())
    }
}

impl From<&String> for Patch<String> {
    fn from(text: &String) -> Self {
        Self::Set(text.clone())
    }
}

impl<T: Encode> Encode for Patch<T> {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Set(value) => value.encode(w),
            Self::Absent | Self::Null => w.null(),
        }
    }

    fn absent(&self) -> bool {
        self.is_absent()
    }

    fn untouched(&self) -> Option<bool> {
        Some(self.is_absent())
    }
}
