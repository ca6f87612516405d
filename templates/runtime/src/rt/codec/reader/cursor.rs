//! Where the reader stands.

use std::ops::{Deref, DerefMut};

use jiter::{Jiter, JiterError};

use super::fatal::Fatal;
use crate::rt::codec::escape::plain_length;

/// The parser, over what is left of the document from some place on: it cannot be moved, only begun anew. Offsets are those
/// of the document.
#[derive(Clone)]
pub(super) struct Cursor<'j> {
    document: &'j [u8],
    json: Jiter<'j>,
    /// Where in the document the parser began.
    base: usize,
}

impl<'j> Cursor<'j> {
    pub(super) fn new(document: &'j [u8]) -> Self {
        Self { document, json: Jiter::new(document), base: 0 }
    }

    pub(super) fn current_index(&self) -> usize {
        self.base + self.json.current_index()
    }

    pub(super) fn slice_to_current(&self, start: usize) -> &'j [u8] {
        self.document.get(start..self.current_index()).unwrap_or_default()
    }

    /// A parser of its own, to look ahead with.
    pub(super) fn ahead(&self) -> Jiter<'j> {
        self.json.clone()
    }

    pub(super) fn fatal(&self, error: &JiterError) -> Fatal {
        Fatal::from(error).in_text_from(self.base)
    }

    pub(super) fn known_str(&mut self) -> Result<&str, Fatal> {
        let base = self.base;
        self.json.known_str().map_err(|error| Fatal::from(&error).in_text_from(base))
    }

    /// Passes over the key ahead, and `before` in front of it, a brace or a comma. `None` where that is not what comes, or
    /// the key has escapes: then nothing is passed over, and the parser's own way has to be gone, which costs three times
    /// as much.
    #[inline]
    pub(super) fn plain_key(&mut self, before: u8) -> Option<&'j [u8]> {
        let rest = self.document.get(self.current_index()..)?;
        let rest = without_space(rest).strip_prefix(&[before])?;
        let rest = without_space(rest).strip_prefix(b"\"")?;
        let (key, rest) = rest.split_at_checked(plain_length(rest))?;
        let rest = rest.strip_prefix(b"\"")?;
        self.go_to(without_space(rest).strip_prefix(b":")?);
        Some(key)
    }

    /// Goes on with the rest of the document.
    fn go_to(&mut self, rest: &'j [u8]) {
        self.base = self.document.len() - rest.len();
        let tape = std::mem::replace(&mut self.json, Jiter::new(rest)).into_tape();
        self.json = Jiter::with_tape(rest, tape);
    }
}

impl<'j> Deref for Cursor<'j> {
    type Target = Jiter<'j>;

    fn deref(&self) -> &Self::Target {
        &self.json
    }
}

impl DerefMut for Cursor<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.json
    }
}

/// What comes after the white space of JSON.
#[inline]
fn without_space(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] = text {
        text = rest;
    }
    text
}
