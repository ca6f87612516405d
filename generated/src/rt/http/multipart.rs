//! Bodies of several parts.

use std::collections::VecDeque;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use serde_json::Value;

use super::body::Source;
use super::query::plain;
use super::{Body, TransportError};
use crate::rt::{Encode, Extra, Upload, to_value};

/// A `multipart/form-data` body in the making.
#[derive(Clone, Default)]
pub struct Form {
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    head: String,
    content: Source,
}

impl Form {
    /// A form without parts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field: a string as it is, anything else as JSON. What is absent is left out.
    #[must_use]
    pub fn field(mut self, name: &str, value: &dyn Encode) -> Self {
        if !value.absent() {
            let value = to_value(value);
            let kind = if value.is_object() { "\r\nContent-Type: application/json" } else { "" };
            self.parts
                .push(Part { head: format!("{}{kind}\r\n\r\n", disposition(name)), content: plain(&value).into() });
        }
        self
    }

    /// Adds as many files as there are, all under one name.
    #[must_use]
    pub fn files<'f>(self, name: &str, files: impl IntoIterator<Item = &'f Upload>) -> Self {
        files.into_iter().fold(self, |form, file| form.file(name, file))
    }

    /// Adds what a record has beside its fields. What has the name of a part that is there already is left out.
    #[must_use]
    pub fn rest(self, extra: &Extra) -> Self {
        let is_new = |form: &Self, name: &str| !form.parts.iter().any(|part| part.head.starts_with(&disposition(name)));
        let add = |form: Self, (name, value): (&String, &Value)| {
            if is_new(&form, name) { form.field(name, value) } else { form }
        };
        extra.as_map().iter().fold(self, add)
    }

    /// Adds a file.
    #[must_use]
    pub fn file(mut self, name: &str, file: &Upload) -> Self {
        let head = format!(
            "{}; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
            disposition(name),
            quoted(file.file_name()),
            file.media_type().replace(['\r', '\n'], " "),
        );
        self.parts.push(Part { head, content: file.content().clone() });
        self
    }

    /// The content type and the content.
    pub(super) fn into_body(self) -> (String, Source) {
        let boundary = self.boundary();
        let mut pieces = Pieces::default();
        for part in self.parts {
            pieces.text(&format!("--{boundary}\r\n{}", part.head));
            pieces.push(part.content);
            pieces.text("\r\n");
        }
        pieces.text(&format!("--{boundary}--\r\n"));
        (format!("multipart/form-data; boundary={boundary}"), pieces.into_source())
    }

    /// A line that no part contains. The standard library's hash keys are random enough to find one at once, and to do
    /// without a look at what is a stream.
    fn boundary(&self) -> String {
        loop {
            let boundary = format!("form-{:016x}{:016x}", random(), random());
            if !self.parts.iter().any(|part| part.holds(boundary.as_bytes())) {
                return boundary;
            }
        }
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Form({} parts)", self.parts.len())
    }
}

fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

impl Part {
    fn holds(&self, needle: &[u8]) -> bool {
        match &self.content {
            Source::Bytes(content) => content.windows(needle.len()).any(|window| window == needle),
            Source::Stream { .. } => false,
        }
    }
}

/// What a body is put together from. Bytes that follow each other are one piece.
#[derive(Default)]
struct Pieces {
    done: Vec<Source>,
    bytes: Vec<u8>,
}

impl Pieces {
    fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn push(&mut self, source: Source) {
        match source {
            Source::Bytes(bytes) => self.bytes.extend_from_slice(&bytes),
            stream @ Source::Stream { .. } => {
                self.done.push(std::mem::take(&mut self.bytes).into());
                self.done.push(stream);
            }
        }
    }

    fn into_source(self) -> Source {
        let Self { mut done, bytes } = self;
        if done.is_empty() {
            return bytes.into();
        }
        done.push(bytes.into());
        let length = done.iter().map(Source::length).sum();
        Source::stream(length, move || Chain(done.iter().map(Source::body).collect()))
    }
}

/// Bodies one after the other.
struct Chain(VecDeque<Body>);

impl Stream for Chain {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(body) = self.0.front_mut() {
            if let Some(chunk) = ready!(Pin::new(body).poll_next(context)) {
                return Poll::Ready(Some(chunk));
            }
            self.0.pop_front();
        }
        Poll::Ready(None)
    }
}

fn disposition(name: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{}\"", quoted(name))
}

/// Escapes a name as browsers do.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
