//! Lists without async.

use std::task::{Context, Poll};

use super::{Items, Page, Paged, Pages};
use crate::rt::Error;
use crate::rt::http::wait::Waiter;

/// [`Items`] or [`Pages`] as an iterator, for programs without async. It ends after an error.
#[derive(Debug)]
#[must_use = "nothing is fetched until something is asked for"]
pub struct Blocking<S> {
    list: S,
    ended: bool,
}

impl<S> Blocking<S> {
    pub(super) fn of(list: S) -> Self {
        Self { list, ended: false }
    }

    /// The list, which tells the position.
    pub fn get_ref(&self) -> &S {
        &self.list
    }

    fn next_by<T>(
        &mut self,
        waiter: &Waiter,
        poll: impl FnOnce(&mut S, &mut Context<'_>) -> Poll<Option<Result<T, Error>>>,
    ) -> Option<Result<T, Error>> {
        if self.ended {
            return None;
        }
        let next = waiter.wait(|context| poll(&mut self.list, context).map(Option::transpose)).transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

impl<T: Paged> Iterator for Blocking<Items<T>> {
    type Item = Result<T::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let waiter = self.list.waiter();
        self.next_by(&waiter, Items::poll)
    }
}

impl<T: Paged> Iterator for Blocking<Pages<T>> {
    type Item = Result<Page<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let waiter = self.list.waiter();
        self.next_by(&waiter, Pages::poll)
    }
}
