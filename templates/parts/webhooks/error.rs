//! Why a request was refused.

use std::fmt;

use crate::rt::DecodeError;

/// Why a request cannot be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureError {
    /// The request has no signature.
    Missing,
    /// The signature is not of the form `sha1=` and 40 hex digits, or `sha256=` and 64 for Fin.
    Malformed,
    /// No secret makes this signature of this body: the body was changed, or somebody else sent it.
    Mismatch,
    /// There is no secret for such a signature; an empty one counts as none.
    NoSecret,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "the request is not signed",
            Self::Malformed => "the signature is malformed",
            Self::Mismatch => "the signature is not that of the body",
            Self::NoSecret => "there is no secret to verify the signature with",
        })
    }
}

impl std::error::Error for SignatureError {}

/// Why a request gave no event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookError {
    /// It cannot be trusted; status 401 is the answer.
    Signature(SignatureError),
    /// It can be trusted, but is no JSON object; status 400 is the answer.
    Decode(DecodeError),
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signature(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for WebhookError {}

impl From<SignatureError> for WebhookError {
    fn from(error: SignatureError) -> Self {
        Self::Signature(error)
    }
}

impl From<DecodeError> for WebhookError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}
