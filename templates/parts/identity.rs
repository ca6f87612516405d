//! Identity verification: the proof, for the Messenger, that a visitor is the user that the page says.
//!
//! A server that knows the secret signs what names a user; the page hands the signature to the Messenger as `user_hash`.
//!
//! ```
//! use intercom_client::identity::user_hash;
//!
//! let hash = user_hash("secret-of-the-workspace", "user-42");
//! assert_eq!(hash.len(), 64);
//! ```

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The `user_hash` of a user: HMAC-SHA256 in lower-case hex. `identifier` is the user's `user_id`, or the email address
/// where the page names users by that.
///
/// The secret of a workspace belongs on a server, never on a page or in an app.
#[must_use]
pub fn user_hash(secret: impl AsRef<[u8]>, identifier: impl AsRef<[u8]>) -> String {
    // HMAC takes a key of any length, so this never fails.
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(secret.as_ref()) else { return String::new() };
    let bytes = mac.chain_update(identifier).finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
