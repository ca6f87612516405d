//! Why a whole document could not be read.

use std::borrow::Cow;
use std::fmt;

/// A document that could not be read at all, or one with an [`Issue`](super::Issue) that a strict client was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    expected: Cow<'static, str>,
    offset: usize,
}

impl DecodeError {
    pub(crate) fn new(path: impl Into<String>, expected: impl Into<Cow<'static, str>>, offset: usize) -> Self {
        Self { path: path.into(), expected: expected.into(), offset }
    }

    /// Where in the document, from the root `$`: `$.contacts[3].id`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What should have been there, to stand after "expected": `a string`.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Where in the document, in bytes from its start.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} at {} (byte {})", self.expected, self.path, self.offset)
    }
}

impl std::error::Error for DecodeError {}
