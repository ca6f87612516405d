//! Webhooks: what Intercom sends to an endpoint of yours, verified and read.
//!
//! A [`Verifier`] has the client secret of the app. It takes the headers and the body as they came, and gives back an
//! [`Event`] only if the signature is right. The body must be the very bytes that were received: JSON that was read and
//! written again has another signature.
//!
//! ```
//! use intercom_client::http::HeaderMap;
//! use intercom_client::webhooks::{Event, Item, Topic, Verifier, WebhookError};
//!
//! fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> Result<(), WebhookError> {
//!     match verifier.receive(headers, body)? {
//!         Event::Notification(notification) => match (&notification.topic, &notification.item) {
//!             (Topic::Ping, _) => println!("the endpoint is set up"),
//!             (Topic::ConversationUserReplied, Item::Conversation(conversation)) => println!("{}", conversation.id),
//!             (topic, _) => println!("nothing to do about {topic}"),
//!         },
//!         Event::Fin(event) => println!("Fin: {event:?}"),
//!         _ => {}
//!     }
//!     Ok(())
//! }
//!
//! let verifier = Verifier::new("client-secret-of-the-app").or("the-one-before");
//! assert!(receive(&verifier, &HeaderMap::new(), b"{}").is_err(), "it is not signed");
//! ```
//!
//! # What an endpoint should answer
//!
//! - A probe by `HEAD`, which is not signed, see [`is_probe`]: 200.
//! - What is not signed or does not verify: 401, and nothing else should be done about it.
//! - Anything else: 200 within five seconds, so hand long work to something in the background. For any other status the
//!   notification comes once more; 410 ends the subscription, 429 slows it down.
//!
//! A notification may come more than once: [`Notification::id`] tells. They may come in any order.

mod error;
mod fin;
mod item;
mod notification;
mod record;
mod signature;
mod topic;

pub use self::error::{SignatureError, WebhookError};
pub use self::fin::FinEvent;
pub use self::item::{
    ApiRequest, ApiRequestAdmin, ApiRequestAuthentication, ApiRequestLine, ApiRequestResponse, CompanyContact,
    ContactSubscription, ContactTag, ContentStat, ContentStatDetails, ConversationContact, Item, Ping,
    TicketTicketPart,
};
pub use self::notification::{Event, Notification};
pub use self::signature::{FIN_SIGNATURE_HEADER, SIGNATURE_HEADER, Verifier, sign, sign_fin};
pub use self::topic::Topic;

/// Whether a request only asks if the endpoint is there. It has neither body nor signature, and status 200 is the answer.
#[must_use]
pub fn is_probe(method: &crate::http::Method) -> bool {
    method == crate::http::Method::HEAD
}
