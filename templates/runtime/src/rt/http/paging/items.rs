//! Lists item by item.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use super::{Paged, Pages, Position};
use crate::rt::Error;

/// The items of all pages of a list. The next page is fetched when an item of it is asked for.
///
/// It ends where [`Pages`] does.
#[must_use = "nothing is fetched until an item is asked for"]
pub struct Items<T: Paged> {
    pages: Pages<T>,
    left: vec::IntoIter<T::Item>,
    /// The page that they are of.
    page: Position,
    taken: usize,
}

/// Nothing in it is pinned.
impl<T: Paged> Unpin for Items<T> {}

impl<T: Paged> Items<T> {
    pub(super) fn new(pages: Pages<T>) -> Self {
        Self { pages, left: Vec::new().into_iter(), page: Position::default(), taken: 0 }
    }

    /// Sets where to start, or to go on: a [`position`](Self::position) of an earlier run, or of this one after an error.
    pub fn start_at(self, position: Position) -> Self {
        Self { taken: position.skip, ..Self::new(self.pages.start_at(position)) }
    }

    /// Sets how many items a page has at most. The API has a limit of its own: mostly 150.
    pub fn per_page(mut self, items: u32) -> Self {
        self.pages = self.pages.per_page(items);
        self
    }

    /// Where the next item is, which can be stored to go on from there; `None` after the last one.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        if self.left.len() > 0 {
            return Some(self.page.clone().skipping(self.taken));
        }
        // What was to be skipped is still to be, if no page came yet.
        self.pages.position().map(|page| page.clone().skipping(self.taken))
    }

    /// The next item; `None` after the last one.
    #[allow(clippy::should_implement_trait, reason = "it is to a stream what `next` is to an iterator")]
    pub fn next(&mut self) -> impl Future<Output = Option<Result<T::Item, Error>>> + '_ {
        poll_fn(|context| self.poll(context))
    }

    /// The next item; `None` after the last one.
    ///
    /// # Errors
    /// When the page that it is on cannot be fetched.
    pub async fn try_next(&mut self) -> Result<Option<T::Item>, Error> {
        self.next().await.transpose()
    }

    /// All items.
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

    /// The items without async, as an iterator.
    #[cfg(feature = "blocking")]
    pub fn wait(self) -> super::Blocking<Self> {
        super::Blocking::of(self)
    }

    #[cfg(feature = "blocking")]
    pub(super) fn waiter(&self) -> crate::rt::http::wait::Waiter {
        self.pages.waiter()
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T::Item, Error>>> {
        loop {
            if let Some(item) = self.left.next() {
                self.taken = if self.left.len() > 0 { self.taken + 1 } else { 0 };
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                Some(Ok(page)) => {
                    self.page = page.position().clone();
                    self.left = page.into_items().into_iter();
                    // Items that an earlier run has taken.
                    self.left.by_ref().take(self.taken).for_each(drop);
                    if self.left.len() == 0 {
                        self.taken = 0;
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T: Paged> Stream for Items<T> {
    type Item = Result<T::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T: Paged> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).field("taken", &self.taken).finish_non_exhaustive()
    }
}
