//! What an endpoint receives.

use std::fmt;

use super::{FinEvent, Item, Topic};
use crate::rt::{Bytes, Decode, DecodeError, Extra, Issues, Map, Names, Reader, Timestamp, Value, from_slice};

/// What Intercom sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// Something that an app subscribed to.
    Notification(Box<Notification>),
    /// Something about a conversation of the Fin Agent API.
    Fin(FinEvent),
}

impl Event {
    /// Reads what was sent, without asking who sent it: for what was verified before, as by
    /// [`Verifier::receive`](super::Verifier::receive).
    ///
    /// # Errors
    /// When it is no JSON object, or nested deeper than 128 levels.
    pub fn from_json(json: &[u8]) -> Result<Self, DecodeError> {
        let (mut event, issues) = from_slice::<Self>(json)?;
        if let Self::Notification(notification) = &mut event {
            notification.raw = Bytes::copy_from_slice(json);
            notification.issues = issues;
        }
        Ok(event)
    }
}

impl Default for Event {
    fn default() -> Self {
        Self::Notification(Box::default())
    }
}

impl Decode for Event {
    fn decode(&mut self, r: &mut Reader<'_>) {
        if r.has_key(&["event_name"]) == 0 {
            let mut event = FinEvent::default();
            event.decode(r);
            *self = Self::Fin(event);
        } else {
            let mut notification = Box::<Notification>::default();
            notification.decode(r);
            *self = Self::Notification(notification);
        }
    }
}

/// Something that an app subscribed to.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Notification {
    /// The id, which is the same if the notification comes again. A ping has none.
    pub id: Option<String>,
    /// What it is about.
    pub topic: Topic,
    /// The workspace that it is from.
    pub app_id: String,
    /// What it has in it.
    pub item: Item,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// How many times it was sent, this one included.
    pub delivery_attempts: Option<i64>,
    /// When it was sent for the first time.
    pub first_sent_at: Option<Timestamp>,
    /// What became of it up to now, such as `pending`.
    pub delivery_status: Option<String>,
    extra: Extra,
    raw: Bytes,
    issues: Issues,
}

impl Notification {
    /// The text that was received.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// What could not be read and was left out.
    #[must_use]
    pub fn issues(&self) -> &Issues {
        &self.issues
    }

    /// Fields of the envelope that are no fields here, and those whose value could not be taken, as JSON.
    #[must_use]
    pub fn extra(&self) -> &Map<String, Value> {
        self.extra.as_map()
    }
}

impl fmt::Debug for Notification {
    /// Without [`raw`](Self::raw), which says the same again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notification")
            .field("id", &self.id)
            .field("topic", &self.topic)
            .field("app_id", &self.app_id)
            .field("item", &self.item)
            .field("created_at", &self.created_at)
            .field("delivery_attempts", &self.delivery_attempts)
            .field("first_sent_at", &self.first_sent_at)
            .field("delivery_status", &self.delivery_status)
            .finish_non_exhaustive()
    }
}

impl Notification {
    const NAMES: &'static Names = &Names {
        list: &["id", "topic", "app_id", "data", "created_at", "delivery_attempts", "first_sent_at", "delivery_status"],
        slots: b"",
    };
}

impl Decode for Notification {
    fn decode(&mut self, r: &mut Reader<'_>) {
        r.record(
            Self::NAMES,
            &mut [
                &mut self.id,
                &mut self.topic,
                &mut self.app_id,
                &mut Data(&mut self.item),
                &mut self.created_at,
                &mut self.delivery_attempts,
                &mut self.first_sent_at,
                &mut self.delivery_status,
            ],
            &[],
            &mut self.extra,
        );
    }
}

/// The item stands in an object that has nothing else to tell.
struct Data<'n>(&'n mut Item);

impl Data<'_> {
    const NAMES: &'static Names = &Names { list: &["item"], slots: b"" };
}

impl Decode for Data<'_> {
    fn decode(&mut self, r: &mut Reader<'_>) {
        r.record(Self::NAMES, &mut [self.0], &[], &mut Extra::default());
    }
}
