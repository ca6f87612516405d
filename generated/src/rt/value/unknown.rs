//! Values of open enums that came after the model.

use std::fmt;

use crate::rt::{Decode, Encode, Reader, Writer};

/// The text of an enum's value that this version of the crate has no variant for.
///
/// It is made by the enum's `From<&str>` only, so that a known value never hides in here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    #[doc(hidden)]
    #[must_use]
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Decode for UnknownValue {
    fn decode(&mut self, r: &mut Reader<'_>) {
        self.0 = r.str().into();
    }
}

impl Encode for UnknownValue {
    fn encode(&self, w: &mut Writer) {
        w.str(&self.0);
    }
}
