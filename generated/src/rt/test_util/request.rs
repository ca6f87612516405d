//! What a script was asked.

use std::time::Duration;

use ::http::{HeaderMap, Method, Uri};
use bytes::Bytes;
use serde_json::Value;

use crate::rt::{Request, TransportError};

/// A request that was sent to a script, token and all.
#[derive(Debug, Clone)]
pub struct SentRequest {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) timeout: Option<Duration>,
    pub(super) at: Duration,
}

impl SentRequest {
    /// Reads what a transport is given.
    pub(super) async fn read(
        request: Request,
        timeout: Option<Duration>,
        at: Duration,
    ) -> Result<Self, TransportError> {
        let (parts, body) = request.into_parts();
        let body = body.into_bytes().await?;
        Ok(Self { method: parts.method, uri: parts.uri, headers: parts.headers, body, timeout, at })
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The URL.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The path, as it was escaped.
    #[must_use]
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The parameters of the query in their order, without escapes.
    #[must_use]
    pub fn query(&self) -> Vec<(String, String)> {
        let pairs = self.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(k, v)| (unescaped(k), unescaped(v)))
            .collect()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header, if there is one of the name and it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The content. What was sent as a stream is all here.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The content as JSON; null where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// How long the attempt was allowed to take.
    #[must_use]
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// When it was sent, by the script's clock: the time since the script began.
    #[must_use]
    pub fn at(&self) -> Duration {
        self.at
    }
}

/// Text without percent-encoding. What is none is left as it is.
pub(super) fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = match tail {
            [high, low, ..] if *first == b'%' => digit(*high).zip(digit(*low)),
            _ => None,
        };
        rest = if escaped.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
        bytes.push(escaped.map_or(*first, |(high, low)| high * 16 + low));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
