//! Contacts that were merged into others.

use crate::Error;
use crate::api::contacts::{Contacts, GetContact};
use crate::http::StatusCode;
use crate::models::Contact;
use crate::rt::PathParam;

/// So many merges are followed, one after the other.
const HOPS: usize = 3;

impl Contacts {
    /// Gets a contact, or the one that it was merged into: of that the id is another one.
    ///
    /// A contact that was merged is gone (status 410), and the API says which one took its place. That is followed up to
    /// three times.
    ///
    /// # Errors
    /// When a call fails, or there were more merges.
    pub async fn get_merged(&self, id: impl Into<PathParam>) -> Result<Contact, Error> {
        self.get_merged_with(id, |call| call).await
    }

    /// As [`get_merged`](Self::get_merged); `set` sets what else each call needs.
    ///
    /// # Errors
    /// When a call fails, or there were more merges.
    pub async fn get_merged_with(
        &self,
        id: impl Into<PathParam>,
        set: impl Fn(GetContact) -> GetContact,
    ) -> Result<Contact, Error> {
        let mut id = id.into();
        for _ in 0..HOPS {
            match set(self.get(id)).await {
                Err(error) if error.status() == Some(StatusCode::GONE) => match canonical_id(&error) {
                    Some(canonical) => id = canonical.into(),
                    None => return Err(error),
                },
                outcome => return outcome,
            }
        }
        set(self.get(id)).await
    }
}

/// The id in `Link: </contacts/ID>; rel="canonical"` (RFC 8288).
fn canonical_id(error: &Error) -> Option<String> {
    let links = error.headers()?.get("link")?.to_str().ok()?;
    let link = links.split(',').find(|link| link.contains("canonical"))?;
    let (_, path) = link.split_once('<')?;
    let (path, _) = path.split_once('>')?;
    let (_, id) = path.rsplit_once("/contacts/")?;
    let is_plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    is_plain.then(|| id.to_owned())
}
