//! Variables of paths.

use std::borrow::Cow;

use super::encoding::percent_encode_into;
use crate::rt::{DateTime, Timestamp};

/// A value for a variable in a path. It is escaped as needed; an empty one makes the call fail, for the path without it
/// would be that of another operation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PathParam(Cow<'static, str>);

impl PathParam {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it would be taken for the folder itself or the one above, however it is escaped.
    pub(super) fn goes_up(&self) -> bool {
        matches!(&*self.0, "." | "..")
    }

    /// Its length before it is escaped.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn encode_into(&self, path: &mut String) {
        percent_encode_into(path, &self.0);
    }
}

macro_rules! from_text {
    ($($type:ty),+) => { $(
        impl From<$type> for PathParam {
            fn from(text: $type) -> Self {
                Self(Cow::Owned(String::from(text)))
            }
        }
    )+ };
}

macro_rules! from_display {
    ($($type:ty),+) => { $(
        impl From<$type> for PathParam {
            fn from(value: $type) -> Self {
                Self(Cow::Owned(value.to_string()))
            }
        }

        impl From<&$type> for PathParam {
            fn from(value: &$type) -> Self {
                Self::from(value.clone())
            }
        }
    )+ };
}

from_text!(&str, &String, String, Box<str>, Cow<'_, str>);
from_display!(i32, i64, u32, u64, usize, Timestamp, DateTime);
