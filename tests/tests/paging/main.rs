//! Every list that comes in pages, against an API that plays how it does.
//!
//! Of each list there are three pages of two items. All items must come once, in order, with as many requests as pages;
//! and again by a run that begins where one stopped after the second page.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod edges;
mod lists;
mod player;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// What a future comes to. It never has to wait.
fn now<T>(future: impl IntoFuture<Output = T>) -> T {
    match pin!(future.into_future()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the player answers at once"),
    }
}
