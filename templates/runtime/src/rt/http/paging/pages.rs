//! Lists page by page.

use std::collections::HashSet;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use ::http::StatusCode;
use futures_core::Stream;

use super::next::next;
use super::{Items, Paged, Paging, Position};
use crate::rt::http::draft::Draft;
use crate::rt::http::endpoint::Read;
use crate::rt::{Call, Error, FailedAttempt, Response, ResponseFuture, RetryPolicy};

/// The pages of a list, each fetched when it is asked for.
///
/// It ends after the last page, at a page without items, at one that leads back to where it was already, and after an
/// error; [`position`](Self::position) then tells where to go on.
#[must_use = "nothing is fetched until a page is asked for"]
pub struct Pages<T: 'static> {
    list: List<T>,
    /// Where the page is that is fetched or to be fetched next; `None` after the last.
    position: Option<Position>,
    /// Where it was already.
    seen: HashSet<Position>,
    fetch: Option<ResponseFuture<T>>,
    failed: bool,
}

/// A list: everything but a place in it.
struct List<T: 'static> {
    draft: Arc<Draft>,
    read: Read<T>,
    paging: Paging,
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self { draft: Arc::clone(&self.draft), ..*self }
    }
}

impl<T> List<T> {
    /// Asks for the page at a position.
    fn fetch(&self, position: &Position) -> ResponseFuture<T> {
        let mut draft = Box::new(Draft::clone(&self.draft));
        draft.go_to(self.paging, &position.parameters);
        if self.paging == Paging::Scroll && !position.is_start() {
            draft.adapt_retry(|inner| Arc::new(UnlessClosed(inner)));
        }
        Call::of_draft(draft, self.read).send()
    }
}

impl<T: Paged> Pages<T> {
    pub(in crate::rt::http) fn new(draft: Box<Draft>, read: Read<T>, paging: Paging) -> Self {
        Self::at(List { draft: draft.into(), read, paging }, Some(Position::default()))
    }

    fn at(list: List<T>, position: Option<Position>) -> Self {
        Self { list, position, seen: HashSet::new(), fetch: None, failed: false }
    }

    /// The items of the pages.
    pub fn items(self) -> Items<T> {
        Items::new(self)
    }

    /// Sets where to start, or to go on: a [`position`](Self::position) of an earlier run, or of this one after an error. Of
    /// the items of that page none is left out.
    pub fn start_at(self, position: Position) -> Self {
        Self::at(self.list, Some(position.skipping(0)))
    }

    /// Sets how many items a page has at most. The API has a limit of its own: mostly 150.
    pub fn per_page(mut self, items: u32) -> Self {
        let mut draft = Draft::clone(&self.list.draft);
        draft.set_parameter(self.list.paging, self.list.paging.size(), items.into());
        self.list.draft = Arc::new(draft);
        self
    }

    /// Where the next page is; `None` after the last one. After an error it is where the page is that could not be
    /// fetched; of a scroll that was closed it is the start.
    #[must_use]
    pub fn position(&self) -> Option<&Position> {
        self.position.as_ref()
    }

    /// The next page; `None` after the last one.
    #[allow(clippy::should_implement_trait, reason = "it is to a stream what `next` is to an iterator")]
    pub fn next(&mut self) -> impl Future<Output = Option<Result<Page<T>, Error>>> + '_ {
        poll_fn(|context| self.poll(context))
    }

    /// The next page; `None` after the last one.
    ///
    /// # Errors
    /// When the page cannot be fetched.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>, Error> {
        self.next().await.transpose()
    }

    /// All pages.
    ///
    /// # Errors
    /// When one of them cannot be fetched.
    pub async fn try_collect<C: Default + Extend<Page<T>>>(mut self) -> Result<C, Error> {
        let mut all = C::default();
        while let Some(page) = self.try_next().await? {
            all.extend([page]);
        }
        Ok(all)
    }

    /// The pages without async, as an iterator.
    #[cfg(feature = "blocking")]
    pub fn wait(self) -> super::Blocking<Self> {
        super::Blocking::of(self)
    }

    #[cfg(feature = "blocking")]
    pub(super) fn waiter(&self) -> crate::rt::http::wait::Waiter {
        crate::rt::http::wait::Waiter::of(&self.list.draft)
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        let Some(position) = self.position.as_ref().filter(|_| !self.failed) else { return Poll::Ready(None) };
        let fetch = self.fetch.get_or_insert_with(|| self.list.fetch(position));
        let fetched = ready!(Pin::new(fetch).poll(context));
        self.fetch = None;
        Poll::Ready(Some(match fetched {
            Ok(response) => Ok(self.take(response)),
            Err(error) => {
                self.fail(&error);
                Err(error)
            }
        }))
    }

    /// Goes on to the position after a page.
    fn take(&mut self, response: Response<T>) -> Page<T> {
        let at = self.position.take().unwrap_or_default();
        if !response.value().items().is_empty() {
            let next = next(self.list.paging, &at, response.bytes());
            // A scroll goes by the same name from its first page to its last.
            self.seen.insert(at.clone());
            // A scroll goes by the same name from its first page to its last.
            let is_scroll = self.list.paging == Paging::Scroll;
            self.position = next.filter(|next| is_scroll || !self.seen.contains(next));
        }
        Page { response, list: self.list.clone(), position: at, next: self.position.clone() }
    }

    fn fail(&mut self, error: &Error) {
        self.failed = true;
        if self.list.paging == Paging::Scroll && error.status() == Some(StatusCode::INTERNAL_SERVER_ERROR) {
            self.position = Some(Position::default());
        }
    }
}

impl<T: Paged> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("paging", &self.list.paging)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

/// A page of a list.
#[derive(Debug)]
pub struct Page<T: 'static> {
    response: Response<T>,
    list: List<T>,
    position: Position,
    next: Option<Position>,
}

impl<T: Paged> Page<T> {
    /// Its items.
    #[must_use]
    pub fn items(&self) -> &[T::Item] {
        self.response.value().items()
    }

    /// Its items, without a copy.
    #[must_use]
    pub fn into_items(self) -> Vec<T::Item> {
        self.response.into_value().into_items()
    }

    /// The reply that it came in, with what it tells beside the items.
    #[must_use]
    pub fn response(&self) -> &Response<T> {
        &self.response
    }

    /// Where it is itself.
    #[must_use]
    pub fn position(&self) -> &Position {
        &self.position
    }

    /// Where the next page is; `None` after the last one.
    #[must_use]
    pub fn next_position(&self) -> Option<&Position> {
        self.next.as_ref()
    }

    /// Fetches the next page; `None` after the last one.
    ///
    /// # Errors
    /// When it cannot be fetched.
    pub fn next(&self) -> NextPage<T> {
        let mut pages = Pages::at(self.list.clone(), self.next.clone());
        pages.seen.insert(self.position.clone());
        NextPage(pages)
    }
}

/// The page after another one, on its way.
#[derive(Debug)]
#[must_use = "nothing is fetched unless it is awaited"]
pub struct NextPage<T: 'static>(Pages<T>);

/// Nothing in it is pinned.
impl<T> Unpin for NextPage<T> {}

impl<T: Paged> Future for NextPage<T> {
    type Output = Result<Option<Page<T>>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.poll(context).map(Option::transpose)
    }
}

#[cfg(feature = "blocking")]
impl<T: Paged> NextPage<T> {
    /// Waits for the page without async.
    ///
    /// # Errors
    /// As when it is awaited; and of the kind [`NotBlocking`](crate::rt::ErrorKind::NotBlocking) where the client's transport
    /// does not block.
    pub fn wait(mut self) -> Result<Option<Page<T>>, Error> {
        let waiter = self.0.waiter();
        waiter.wait(|context| self.0.poll(context).map(Option::transpose))
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} by {:?}", self.draft.label.method, self.draft.label.path, self.paging)
    }
}

/// Does not ask again for a page of a scroll that was closed, which status 500 says: it stays so.
struct UnlessClosed(Arc<dyn RetryPolicy>);

impl RetryPolicy for UnlessClosed {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        let is_closed = failed.error.status() == Some(StatusCode::INTERNAL_SERVER_ERROR);
        if is_closed { None } else { self.0.wait(failed) }
    }
}
