//! Signatures of webhooks: HMAC of the raw body, keyed with a secret that only the two sides know.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Event, SignatureError, WebhookError};
use crate::http::HeaderMap;

/// The header that has the signature of a notification.
pub const SIGNATURE_HEADER: &str = "x-hub-signature";
/// The header that has the signature of an event of the Fin Agent API.
pub const FIN_SIGNATURE_HEADER: &str = "x-fin-agent-api-webhook-signature";

/// Tells what Intercom sent from what anybody else did.
///
/// Its secrets are wiped from memory with it, and are in no `Debug` output.
#[derive(Clone)]
pub struct Verifier {
    secrets: Vec<Secret>,
    fin_secrets: Vec<Secret>,
}

type Secret = Zeroizing<String>;

impl Verifier {
    /// For notifications, by the client secret of the app that subscribed to them.
    ///
    /// An empty secret is none: everybody could sign with it.
    #[must_use]
    pub fn new(client_secret: impl Into<String>) -> Self {
        Self { secrets: Vec::new(), fin_secrets: Vec::new() }.or(client_secret)
    }

    /// Takes another client secret too, as while one is exchanged for the next, or for several apps with one endpoint.
    #[must_use]
    pub fn or(mut self, client_secret: impl Into<String>) -> Self {
        push(&mut self.secrets, client_secret.into());
        self
    }

    /// Takes events of the Fin Agent API too, by the signing secret in its settings. There may be several.
    #[must_use]
    pub fn fin(mut self, signing_secret: impl Into<String>) -> Self {
        push(&mut self.fin_secrets, signing_secret.into());
        self
    }

    /// Checks what stands in [`SIGNATURE_HEADER`], in constant time.
    ///
    /// # Errors
    /// When it is not the signature of the body by one of the client secrets.
    pub fn verify(&self, body: &[u8], signature: impl AsRef<[u8]>) -> Result<(), SignatureError> {
        verify::<Hmac<Sha1>, 20>(&self.secrets, body, "sha1=", signature.as_ref())
    }

    /// Checks what stands in [`FIN_SIGNATURE_HEADER`], in constant time.
    ///
    /// # Errors
    /// When it is not the signature of the body by one of the signing secrets.
    pub fn verify_fin(&self, body: &[u8], signature: impl AsRef<[u8]>) -> Result<(), SignatureError> {
        verify::<Hmac<Sha256>, 32>(&self.fin_secrets, body, "sha256=", signature.as_ref())
    }

    /// Verifies a request and reads it. `body` is what was received, byte for byte.
    ///
    /// # Errors
    /// When the request has no right signature, or is no JSON object. Whatever else does not fit the models is left out,
    /// as in a reply.
    pub fn receive(&self, headers: &HeaderMap, body: &[u8]) -> Result<Event, WebhookError> {
        match (headers.get(SIGNATURE_HEADER), headers.get(FIN_SIGNATURE_HEADER)) {
            (Some(signature), _) => self.verify(body, signature)?,
            (None, Some(signature)) => self.verify_fin(body, signature)?,
            (None, None) => return Err(SignatureError::Missing.into()),
        }
        Ok(Event::from_json(body)?)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier(..)")
    }
}

fn push(secrets: &mut Vec<Secret>, secret: String) {
    let secret = Zeroizing::new(secret);
    if !secret.is_empty() {
        secrets.push(secret);
    }
}

fn verify<M: KeyInit + Mac, const BYTES: usize>(
    secrets: &[Secret],
    body: &[u8],
    scheme: &str,
    signature: &[u8],
) -> Result<(), SignatureError> {
    let hex = signature.strip_prefix(scheme.as_bytes()).ok_or(SignatureError::Malformed)?;
    let tag = decode_hex::<BYTES>(hex).ok_or(SignatureError::Malformed)?;
    if secrets.is_empty() {
        return Err(SignatureError::NoSecret);
    }
    let is_of = |secret: &Secret| mac::<M>(secret, body).is_some_and(|mac| mac.verify_slice(&tag).is_ok());
    if secrets.iter().any(is_of) { Ok(()) } else { Err(SignatureError::Mismatch) }
}

/// HMAC takes a key of any length, so this always gives one.
fn mac<M: KeyInit + Mac>(secret: &str, body: &[u8]) -> Option<M> {
    Some(M::new_from_slice(secret.as_bytes()).ok()?.chain_update(body))
}

fn decode_hex<const BYTES: usize>(hex: &[u8]) -> Option<[u8; BYTES]> {
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let mut bytes = [0; BYTES];
    if hex.len() != 2 * BYTES {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
        *byte = (digit(pair[0])? << 4) | digit(pair[1])?;
    }
    Some(bytes)
}

/// The signature of a notification, as it stands in [`SIGNATURE_HEADER`]: to test an endpoint with.
#[must_use]
pub fn sign(client_secret: &str, body: &[u8]) -> String {
    signed::<Hmac<Sha1>>(client_secret, body, "sha1=")
}

/// The signature of an event of the Fin Agent API, as it stands in [`FIN_SIGNATURE_HEADER`]: to test an endpoint with.
#[must_use]
pub fn sign_fin(signing_secret: &str, body: &[u8]) -> String {
    signed::<Hmac<Sha256>>(signing_secret, body, "sha256=")
}

fn signed<M: KeyInit + Mac>(secret: &str, body: &[u8], scheme: &str) -> String {
    let bytes = mac::<M>(secret, body).map(|mac| mac.finalize().into_bytes());
    let hex = bytes.iter().flatten().map(|byte| format!("{byte:02x}"));
    std::iter::once(scheme.to_owned()).chain(hex).collect()
}
