//! Lists that come in pages.

#[cfg(feature = "blocking")]
mod blocking;
mod items;
mod next;
mod pages;
mod position;

use serde_json::Value;

#[cfg(feature = "blocking")]
pub use self::blocking::Blocking;
pub use self::items::Items;
pub use self::pages::{NextPage, Page, Pages};
pub use self::position::Position;

/// How the next page of a list is asked for.
///
/// It says where the answer is looked for and where it is put. A page that tells of the next one in another way than its
/// operation is known for is followed all the same, as long as it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Paging {
    /// By a cursor in the query.
    Cursor,
    /// By a number in the query.
    Page,
    /// By a number in the body.
    PageBody,
    /// By a cursor in the body of a search.
    SearchBody,
    /// By a scroll that the API keeps open. There may be one at a time, and it ends a minute after its last page.
    Scroll,
    /// By a token beside the list.
    Token,
    /// By a link. Only its query is followed, so that the token stays with the client's own host.
    Link,
}

impl Paging {
    pub(super) fn is_in_body(self) -> bool {
        matches!(self, Self::PageBody | Self::SearchBody)
    }

    /// A part of a position as it is sent: cursors are texts, even those that look like numbers.
    pub(super) fn value(self, text: &str) -> Value {
        let number = text.parse::<u64>().ok().filter(|_| self == Self::PageBody);
        number.map_or_else(|| text.into(), Value::from)
    }

    /// Where in the body or the query the size of a page is asked for.
    fn size(self) -> &'static str {
        if self == Self::SearchBody { "pagination.per_page" } else { "per_page" }
    }
}

/// A reply that holds a part of a list.
pub trait Paged: 'static {
    /// What it is a list of.
    type Item: 'static;

    /// The items that came.
    fn items(&self) -> &[Self::Item];

    /// The items that came, without a copy.
    fn into_items(self) -> Vec<Self::Item>;
}
