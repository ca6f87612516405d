//! Everything of a kind that was updated since a time, to keep a copy elsewhere up to date.
//!
//! ```no_run
//! # use intercom_client::{Client, Error, sync::Checkpoint};
//! # async fn example(client: Client, stored: &str) -> Result<(), Error> {
//! let mut updates = client.contacts().updated_since(stored.parse::<Checkpoint>()?);
//! while let Some(contact) = updates.try_next().await? {
//!     println!("{}", contact.id);
//!     // From time to time, and at the end: what to start from the next time.
//!     let stored = updates.checkpoint().to_string();
//! }
//! # Ok(())
//! # }
//! ```
//!
//! What the API can and cannot do here:
//!
//! - What was created a moment ago takes minutes to be found. A run that starts from a [`Checkpoint`] therefore looks back
//!   ten minutes further than the last one got, and brings some things a second time. So does a thing
//!   that is updated while the run goes on. Store by id.
//! - Searches of conversations, tickets and companies match times by the day. The run asks for a day more and leaves out
//!   what is too old.
//! - What was deleted or archived is not found, contacts that were merged into others and companies without users are not
//!   either. Webhooks tell of the former.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::str::FromStr;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;

use crate::api::companies::Companies;
use crate::api::contacts::Contacts;
use crate::api::conversations::Conversations;
use crate::api::tickets::Tickets;
use crate::models::{
    Company, Contact, ContactList, ConversationList, ConversationListItem, SearchCompaniesReply, Ticket, TicketList,
};
use crate::search::{Search, field};
use crate::{Error, Items, Paged, Position, Timestamp};

/// A day, wherever the workspace is: where clocks change it may have 25 hours.
const DAY: Duration = Duration::from_secs(25 * 3600);
/// So long does it take until what is new is found.
const OVERLAP: Duration = Duration::from_secs(10 * 60);

impl Contacts {
    /// The contacts that were updated since a time, or since a checkpoint, the oldest update first.
    pub fn updated_since(&self, since: impl Into<Checkpoint>) -> Updates<ContactList> {
        Updates::new(since.into(), Duration::from_secs(1), |search| self.search(search).items())
    }
}

impl Conversations {
    /// The conversations that were updated since a time, or since a checkpoint, the oldest update first. They come without
    /// their parts.
    pub fn updated_since(&self, since: impl Into<Checkpoint>) -> Updates<ConversationList> {
        Updates::new(since.into(), DAY, |search| self.search(search).items())
    }
}

impl Tickets {
    /// The tickets that were updated since a time, or since a checkpoint, the oldest update first.
    pub fn updated_since(&self, since: impl Into<Checkpoint>) -> Updates<TicketList> {
        Updates::new(since.into(), DAY, |search| self.search(search).items())
    }
}

impl Companies {
    /// The companies that were updated since a time, or since a checkpoint, the oldest update first. Companies without users
    /// are not among them: only [`scroll`](Self::scroll) brings those.
    pub fn updated_since(&self, since: impl Into<Checkpoint>) -> Updates<SearchCompaniesReply> {
        Updates::new(since.into(), DAY, |search| self.search(search).items())
    }
}

/// How far a run has come, or where one starts. Its text can be stored and read back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Checkpoint {
    /// What the run asks for: what was updated since.
    since: Timestamp,
    /// The latest update that was seen.
    latest: Option<Timestamp>,
    /// Where in the run to go on; `None` where it has ended, or not begun.
    position: Option<Position>,
}

impl Checkpoint {
    /// The time from which a new run asks.
    fn start(&self, overlap: Duration) -> Timestamp {
        match self.latest {
            Some(latest) => earlier(latest, overlap).max(self.since),
            None => self.since,
        }
    }
}

impl<T: Into<Timestamp>> From<T> for Checkpoint {
    fn from(since: T) -> Self {
        Self { since: since.into(), latest: None, position: None }
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/", self.since.as_secs())?;
        self.latest.iter().try_for_each(|latest| write!(f, "{}", latest.as_secs()))?;
        self.position.iter().try_for_each(|position| write!(f, "/{position}"))
    }
}

impl FromStr for Checkpoint {
    type Err = Error;

    /// Reads what [`Display`](fmt::Display) wrote.
    fn from_str(text: &str) -> Result<Self, Error> {
        let time = |text: &str| text.parse().map(Timestamp::new).ok();
        let invalid = || Error::invalid_request(format!("{text:?} is no checkpoint"));
        let mut parts = text.splitn(3, '/');
        let since = parts.next().and_then(time).ok_or_else(invalid)?;
        let latest = match parts.next().ok_or_else(invalid)? {
            "" => None,
            latest => Some(time(latest).ok_or_else(invalid)?),
        };
        let position = parts.next().map(str::parse).transpose()?;
        Ok(Self { since, latest, position })
    }
}

/// What was updated, the oldest update first. Made by `updated_since` of contacts, conversations, tickets and companies.
#[must_use = "nothing is fetched until an item is asked for"]
pub struct Updates<T: Paged> {
    items: Items<T>,
    checkpoint: Checkpoint,
}

impl<T: Paged<Item: Updated>> Updates<T> {
    /// `grain` is by how much the API's times are coarser than seconds.
    fn new(from: Checkpoint, grain: Duration, search: impl FnOnce(Search) -> Items<T>) -> Self {
        let (since, latest) = match &from.position {
            Some(_) => (from.since, from.latest),
            None => (from.start(OVERLAP), None),
        };
        let query = field("updated_at").gt(earlier(since, grain));
        let items = search(Search::new(query).ascending("updated_at").per_page(150));
        let items = match from.position {
            Some(position) => items.start_at(position),
            None => items,
        };
        Self { items, checkpoint: Checkpoint { since, latest, position: None } }
    }

    /// How far the run has come, to go on from there, now or later. After its end a run that starts from there brings what
    /// was updated in the meantime.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint { position: self.items.position(), ..self.checkpoint.clone() }
    }

    /// The next item; `None` after the last one.
    #[allow(clippy::should_implement_trait, reason = "it is to a stream what `next` is to an iterator")]
    pub fn next(&mut self) -> impl Future<Output = Option<Result<T::Item, Error>>> + '_ {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context))
    }

    /// The next item; `None` after the last one.
    ///
    /// # Errors
    /// When the page that it is on cannot be fetched.
    pub async fn try_next(&mut self) -> Result<Option<T::Item>, Error> {
        self.next().await.transpose()
    }

    /// All of them.
    ///
    /// # Errors
    /// When one of the pages cannot be fetched.
    pub async fn try_collect<C: Default + Extend<T::Item>>(mut self) -> Result<C, Error> {
        let mut all = C::default();
        while let Some(item) = self.try_next().await? {
            all.extend([item]);
        }
        Ok(all)
    }

    /// Notes an item; false for one that is too old.
    fn note(&mut self, item: &T::Item) -> bool {
        let Some(updated) = item.updated() else { return true };
        self.checkpoint.latest = self.checkpoint.latest.max(Some(updated));
        updated >= self.checkpoint.since
    }
}

impl<T: Paged<Item: Updated>> Stream for Updates<T> {
    type Item = Result<T::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let item = ready!(Pin::new(&mut self.items).poll_next(context)?);
            match item {
                Some(item) if !self.note(&item) => {}
                item => return Poll::Ready(item.map(Ok)),
            }
        }
    }
}

impl<T: Paged> fmt::Debug for Updates<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Updates").field("items", &self.items).field("checkpoint", &self.checkpoint).finish()
    }
}

/// What tells when it was updated last.
pub trait Updated {
    /// When it was updated last, if that is known.
    fn updated(&self) -> Option<Timestamp>;
}

impl Updated for Contact {
    fn updated(&self) -> Option<Timestamp> {
        known(self.updated_at)
    }
}

impl Updated for ConversationListItem {
    fn updated(&self) -> Option<Timestamp> {
        known(self.updated_at)
    }
}

impl Updated for Ticket {
    fn updated(&self) -> Option<Timestamp> {
        self.updated_at
    }
}

impl Updated for Company {
    fn updated(&self) -> Option<Timestamp> {
        self.updated_at
    }
}

/// A reply that lacks the time has the default in its place.
fn known(time: Timestamp) -> Option<Timestamp> {
    (time != Timestamp::default()).then_some(time)
}

fn earlier(time: Timestamp, by: Duration) -> Timestamp {
    let by = i64::try_from(by.as_secs()).unwrap_or(i64::MAX);
    Timestamp::new(time.as_secs().saturating_sub(by).max(0))
}
