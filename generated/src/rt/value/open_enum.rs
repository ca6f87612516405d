//! What can be done with any enum of texts.

use super::Patch;
use crate::rt::PathParam;

/// An enum of texts that may grow. What is said of all of them here is not compiled for each.
pub trait OpenEnum: AsRef<str> {}

impl<E: OpenEnum> OpenEnum for &E {}

/// The place of a text among others. To tell a number is a jump, where to tell a text would be a chain of comparisons in
/// each enum.
#[doc(hidden)]
#[inline(never)]
#[must_use]
pub fn place_of(text: &str, known: &[&str]) -> Option<usize> {
    known.iter().position(|known| *known == text)
}

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
