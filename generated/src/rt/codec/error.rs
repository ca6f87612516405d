//! Why a whole document could not be read.

use std::borrow::Cow;
use std::fmt;

/// A document that could not be read at all, or one with an [`Issue`](super::Issue) that a strict client was given.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    expected: Cow<'static, str>,
    offset: usize,
    excerpt: String,
}

/// So many bytes before and after the place are in an excerpt.
const AROUND: usize = 40;

impl DecodeError {
    pub(crate) fn new(path: impl Into<String>, expected: impl Into<Cow<'static, str>>, offset: usize) -> Self {
        Self { path: path.into(), expected: expected.into(), offset, excerpt: String::new() }
    }

    /// With what stands around the place in the document.
    pub(crate) fn in_document(mut self, document: &[u8]) -> Self {
        let around = self.offset.saturating_sub(AROUND)..self.offset.saturating_add(AROUND).min(document.len());
        self.excerpt = String::from_utf8_lossy(document.get(around).unwrap_or_default()).into_owned();
        self
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

    /// What stands around the place in the document, up to 40 bytes before and after it. It may be personal data, so it is in
    /// the text of the error only where that is asked for by `{:#}`.
    #[must_use]
    pub fn excerpt(&self) -> &str {
        &self.excerpt
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} at {} (byte {})", self.expected, self.path, self.offset)?;
        if f.alternate() && !self.excerpt.is_empty() { write!(f, " in {:?}", self.excerpt) } else { Ok(()) }
    }
}

impl fmt::Debug for DecodeError {
    /// Leaves the excerpt out: it is not for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("path", &self.path)
            .field("expected", &self.expected)
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for DecodeError {}
