//! Bodies of several parts.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};

use bytes::Bytes;

use super::query::plain;
use crate::rt::{Encode, Upload, to_value};

/// A `multipart/form-data` body in the making.
#[derive(Clone, Default)]
pub struct Form {
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    head: String,
    content: Bytes,
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

    /// Adds a file.
    #[must_use]
    pub fn file(mut self, name: &str, file: &Upload) -> Self {
        let head = format!(
            "{}; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
            disposition(name),
            quoted(file.file_name()),
            file.media_type().replace(['\r', '\n'], " "),
        );
        self.parts.push(Part { head, content: file.bytes().clone() });
        self
    }

    /// The content type and the content.
    pub(super) fn into_body(self) -> (String, Vec<u8>) {
        let boundary = self.boundary();
        let mut content = Vec::new();
        for part in &self.parts {
            content.extend_from_slice(format!("--{boundary}\r\n{}", part.head).as_bytes());
            content.extend_from_slice(&part.content);
            content.extend_from_slice(b"\r\n");
        }
        content.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={boundary}"), content)
    }

    /// A line that no part contains. The standard library's hash keys are random enough to find one at once.
    fn boundary(&self) -> String {
        loop {
            let boundary = format!("form-{:016x}{:016x}", random(), random());
            if !self.parts.iter().any(|part| contains(&part.content, boundary.as_bytes())) {
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

fn contains(content: &[u8], needle: &[u8]) -> bool {
    content.windows(needle.len()).any(|window| window == needle)
}

fn disposition(name: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{}\"", quoted(name))
}

/// Escapes a name as browsers do.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
