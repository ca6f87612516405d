//! What can be done with any enum of texts.

use super::Patch;
use crate::rt::PathParam;

/// An enum of texts that may grow. What is said of all of them here is not compiled for each.
pub trait OpenEnum: AsRef<str> {}

impl<E: OpenEnum> OpenEnum for &E {}

impl<E: OpenEnum + for<'t> From<&'t str>> From<&str> for Patch<E> {
    fn from(text: &str) -> Self {
        Self::Set(E::from(text))
    }
}

impl<E: OpenEnum> From<E> for PathParam {
    fn from(value: E) -> Self {
        Self::from(value.as_ref())
    }
}
